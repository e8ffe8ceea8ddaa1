// Dict writes what package segment reads at run time without parsing it:
//
//	words.txt  gse's simplified Chinese dictionary, loaded as gse loads it, with the Han terms of glossary.txt,
//	           as sorted lines "word frequency". Words that hold anything but simplified Han runes are left out,
//	           since only such runs are cut.
//	runes.bin  where the words of each first rune begin in words.txt: pairs of little-endian uint32, rune and
//	           offset, sorted, the last with rune 2³²−1 and the end
//	total.txt  the frequency of all words of gse's dictionary, those left out too
//	terms.txt  the terms of glossary.txt as sorted lines "key offset": fold.Key of the term, and the byte of
//	           glossary.txt where its group begins
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"papersearch/fold"
	"papersearch/segment"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-ego/gse"
)

func main() {
	seg := &gse.Segmenter{SkipLog: true, NotLoadHMM: true}
	if err := seg.LoadDictEmbed("zh_s"); err != nil {
		log.Fatal(err)
	}
	var lines []string
	known := map[string]bool{}
	add := func(word string, freq int64) {
		if simplified(word) && !known[word] {
			known[word] = true
			lines = append(lines, fmt.Sprintf("%s %d\n", word, freq))
		}
	}
	for i := range seg.Dict.Tokens {
		t := &seg.Dict.Tokens[i]
		add(t.Text(), int64(t.Freq()))
	}
	glossary, err := os.ReadFile("glossary.txt")
	if err != nil {
		log.Fatal(err)
	}
	var keys []string
	at := 0
	for line := range strings.Lines(string(glossary)) {
		if text := strings.TrimSpace(line); text != "" && !strings.HasPrefix(text, "#") {
			for term := range strings.SplitSeq(text, " | ") {
				if word := fold.String(term); utf8.RuneCountInString(word) > 1 {
					add(word, segment.GlossaryFreq)
				}
				keys = append(keys, fmt.Sprintf("%s %d\n", fold.Key(term), at))
			}
		}
		at += len(line)
	}
	write("words.txt", lines)
	writeRunes(lines)
	write("terms.txt", keys)
	total := fmt.Sprintf("%d\n", int64(seg.Dict.TotalFreq()))
	if err := os.WriteFile("total.txt", []byte(total), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d words, total frequency %s", len(lines), len(seg.Dict.Tokens), total)
}

func write(name string, lines []string) {
	sort.Strings(lines)
	lines = slices.Compact(lines)
	if err := os.WriteFile(name, []byte(strings.Join(lines, "")), 0o644); err != nil {
		log.Fatal(err)
	}
}

func writeRunes(lines []string) {
	var out []byte
	at, last := 0, rune(-1)
	for _, line := range lines { // sorted by write
		if r, _ := utf8.DecodeRuneInString(line); r != last {
			out = binary.LittleEndian.AppendUint32(out, uint32(r))
			out = binary.LittleEndian.AppendUint32(out, uint32(at))
			last = r
		}
		at += len(line)
	}
	out = binary.LittleEndian.AppendUint32(out, 1<<32-1)
	out = binary.LittleEndian.AppendUint32(out, uint32(at))
	if err := os.WriteFile("runes.bin", out, 0o644); err != nil {
		log.Fatal(err)
	}
}

func simplified(w string) bool {
	for _, r := range w {
		if !unicode.Is(unicode.Han, r) || fold.Rune(r) != r {
			return false
		}
	}
	return w != ""
}
