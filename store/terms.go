package store

import (
	"bytes"
	"hash/crc32"
	"io"
	"slices"
	"sort"
	"strings"
	"unsafe"
)

// Term is a name that the log explains: what stands for it, by its folded key.
type Term struct{ Key, Means string }

// The terms of a log: magic, checksum, then a sorted line "key<tab>means" for each.
const (
	termsPath  = "entries/000001.terms"
	termsMagic = "psterms1"
)

func openTerms(data []byte) (string, error) {
	if len(data) < 12 || string(data[:8]) != termsMagic {
		return "", damaged(termsPath, "not the terms of a log")
	}
	body := data[12:]
	if crc32.Checksum(body, castagnoli) != u32(data[8:]) {
		return "", damaged(termsPath, "checksum differs")
	}
	return unsafe.String(unsafe.SliceData(body), len(body)), nil
}

func writeTerms(path string, terms []Term) error {
	lines := make([]string, 0, len(terms))
	for _, t := range terms {
		if t.Key != "" && !strings.ContainsAny(t.Key+t.Means, "\t\n") {
			lines = append(lines, t.Key+"\t"+t.Means+"\n")
		}
	}
	slices.Sort(lines)
	var body bytes.Buffer
	for _, l := range slices.Compact(lines) {
		body.WriteString(l)
	}
	sum := crc32.Checksum(body.Bytes(), castagnoli)
	head := append([]byte(termsMagic), byte(sum), byte(sum>>8), byte(sum>>16), byte(sum>>24))
	return writeSynced(path, func(w io.Writer) error {
		_, err := w.Write(append(head, body.Bytes()...))
		return err
	})
}

// Means lists what the log says a name means, by the name's folded key; nil for a name it does not explain.
func (g *Generation) Means(key string) []string {
	if key == "" {
		return nil
	}
	var out []string
	prefix := key + "\t"
	// Offsets are searched, not lines: the line that an offset lies in is found by going back.
	lineAt := func(i int) (start int) { return strings.LastIndexByte(g.terms[:i], '\n') + 1 }
	at := sort.Search(len(g.terms), func(i int) bool { return g.terms[lineAt(i):] >= prefix })
	if at > 0 && at < len(g.terms) {
		at = lineAt(at)
	}
	for rest := g.terms[at:]; strings.HasPrefix(rest, prefix); {
		line, next, _ := strings.Cut(rest, "\n")
		out = append(out, strings.Clone(line[len(prefix):]))
		rest = next
	}
	return out
}
