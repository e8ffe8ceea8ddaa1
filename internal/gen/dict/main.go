// Dict writes segment/words.txt: the simplified Chinese dictionary of gse, loaded as gse loads it, as sorted lines
// "word frequency", and prints the total frequency, which the segmenter needs and the words kept here do not
// add up to: words that hold anything but simplified Han runes are left out, since only such runs are cut.
package main

import (
	"fmt"
	"log"
	"os"
	"sort"
	"strings"
	"unicode"

	"github.com/go-ego/gse"

	"papersearch/fold"
)

func main() {
	seg := &gse.Segmenter{SkipLog: true, NotLoadHMM: true}
	if err := seg.LoadDictEmbed("zh_s"); err != nil {
		log.Fatal(err)
	}
	var lines []string
	for i := range seg.Dict.Tokens {
		t := &seg.Dict.Tokens[i]
		if w := t.Text(); simplified(w) {
			lines = append(lines, fmt.Sprintf("%s %d\n", w, int64(t.Freq())))
		}
	}
	sort.Strings(lines)
	if err := os.WriteFile("words.txt", []byte(strings.Join(lines, "")), 0o644); err != nil {
		log.Fatal(err)
	}
	total := fmt.Sprintf("%d\n", int64(seg.Dict.TotalFreq()))
	if err := os.WriteFile("total.txt", []byte(total), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d words, total frequency %s", len(lines), len(seg.Dict.Tokens), total)
}

func simplified(w string) bool {
	for _, r := range w {
		if !unicode.Is(unicode.Han, r) || fold.Rune(r) != r {
			return false
		}
	}
	return w != ""
}
