package report

import (
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// edit is a line that a fix writes otherwise.
type edit struct {
	of       Finding
	was, now string
}

// propose remembers that the line of a finding should be written otherwise.
func (l *linter) propose(f Finding, src *source, was, now string) {
	if was == now || was == "" {
		return
	}
	l.out.edits = append(l.out.edits, edit{f, was, now})
	l.out.texts[src.name] = src.text
}

// Fixes is how many findings Diff would mend.
func (f *Findings) Fixes() int { return len(f.edits) }

// Diff is a unified diff that mends what is certain, for patch -p0 or git apply -p0; "" for nothing. Line ends and byte
// order marks stay. Nothing is written.
func (f *Findings) Diff() string {
	var files []string
	byFile := map[string]map[int][]edit{}
	for _, e := range f.edits {
		if byFile[e.of.File] == nil {
			byFile[e.of.File] = map[int][]edit{}
			files = append(files, e.of.File)
		}
		byFile[e.of.File][e.of.Line] = append(byFile[e.of.File][e.of.Line], e)
	}
	slices.Sort(files)
	var out strings.Builder
	for _, name := range files {
		old := f.texts[name]
		now := strings.Builder{}
		n := 0
		for line := range strings.Lines(old) {
			n++
			for _, e := range byFile[name][n] {
				line = strings.Replace(line, e.was, e.now, 1)
			}
			now.WriteString(line)
		}
		out.WriteString(Diff(name, old, now.String()))
	}
	return out.String()
}

// Diff is the unified diff of two texts of a file.
func Diff(name, old, now string) string {
	d := string(diff.Diff(name, []byte(old), name, []byte(now)))
	_, d, _ = strings.Cut(d, "\n") // "diff a b"
	return d
}
