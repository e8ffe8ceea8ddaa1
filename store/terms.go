package store

import (
	"bytes"
	"hash/crc32"
	"io"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unsafe"
)

// Term is a name that the log explains: what stands for it, by its folded key, and how many entries say so. In a change
// Count is how many more do; below 0, fewer.
type Term struct {
	Key, Means string
	Count      int
}

// The terms of a log: magic, checksum, then a sorted line "key<tab>means<tab>count" for each. A generation reads them from
// several files, each what an update added and took away: the counts of a line add up, and one that comes to 0 is said no
// more.
const termsMagic = "psterms2"

func openTerms(path string, data []byte) (string, error) {
	if len(data) < 12 || string(data[:8]) != termsMagic {
		return "", damaged(path, "not the terms of a log")
	}
	body := data[12:]
	if crc32.Checksum(body, castagnoli) != u32(data[8:]) {
		return "", damaged(path, "checksum differs")
	}
	return unsafe.String(unsafe.SliceData(body), len(body)), nil
}

// sumTerms adds up what is said of one name by one meaning, sorts, and leaves out what comes to nothing.
func sumTerms(terms []Term) []Term {
	counts := map[Term]int{}
	for _, t := range terms {
		if t.Key != "" && !strings.ContainsAny(t.Key+t.Means, "\t\n") {
			counts[Term{Key: t.Key, Means: t.Means}] += t.Count
		}
	}
	out := make([]Term, 0, len(counts))
	for t, n := range counts {
		if n != 0 {
			out = append(out, Term{t.Key, t.Means, n})
		}
	}
	slices.SortFunc(out, func(a, b Term) int {
		if c := strings.Compare(a.Key, b.Key); c != 0 {
			return c
		}
		return strings.Compare(a.Means, b.Means)
	})
	return out
}

// writeTerms writes what sumTerms returned.
func writeTerms(w io.Writer, terms []Term) error {
	var body bytes.Buffer
	for _, t := range terms {
		body.WriteString(t.Key + "\t" + t.Means + "\t" + strconv.Itoa(t.Count) + "\n")
	}
	sum := crc32.Checksum(body.Bytes(), castagnoli)
	head := append([]byte(termsMagic), byte(sum), byte(sum>>8), byte(sum>>16), byte(sum>>24))
	_, err := w.Write(append(head, body.Bytes()...))
	return err
}

// readTerms calls do with every line of a file from the first on that begins with prefix, until do returns false.
func readTerms(text, prefix string, do func(Term) bool) {
	// Offsets are searched, not lines: the line that an offset lies in is found by going back.
	lineAt := func(i int) (start int) { return strings.LastIndexByte(text[:i], '\n') + 1 }
	at := sort.Search(len(text), func(i int) bool { return text[lineAt(i):] >= prefix })
	if at > 0 && at < len(text) {
		at = lineAt(at)
	}
	for rest := text[at:]; strings.HasPrefix(rest, prefix) && rest != ""; {
		line, next, _ := strings.Cut(rest, "\n")
		key, tail, _ := strings.Cut(line, "\t")
		means, count, _ := strings.Cut(tail, "\t")
		n, err := strconv.Atoi(count)
		if err == nil && !do(Term{strings.Clone(key), strings.Clone(means), n}) {
			return
		}
		rest = next
	}
}

// Means lists what the log says a name means, by the name's folded key; nil for a name it does not explain.
func (g *Generation) Means(key string) []string {
	if key == "" {
		return nil
	}
	var found []Term
	for _, text := range g.terms {
		readTerms(text, key+"\t", func(t Term) bool { found = append(found, t); return true })
	}
	if len(found) == 0 {
		return nil
	}
	var out []string
	for _, t := range sumTerms(found) {
		if t.Count > 0 {
			out = append(out, t.Means)
		}
	}
	return out
}

// allTerms are those of all files.
func (g *Generation) allTerms() []Term {
	var all []Term
	for _, text := range g.terms {
		readTerms(text, "", func(t Term) bool { all = append(all, t); return true })
	}
	return sumTerms(all)
}
