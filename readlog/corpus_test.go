package readlog

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The shared logs, where they are: how many papers are found in each.
func TestCorpus(t *testing.T) {
	root := filepath.Join(shared, "corpus")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("without ../shared: %v", err)
	}
	type count struct{ files, papers, notes, todos, lines, loose, bytes int }
	rules := NewRules(nil, nil)
	counts := map[string]*count{}
	took := map[string]time.Duration{}
	dump := os.Getenv("DUMP")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		group, name, nested := strings.Cut(rel, "/")
		if !nested {
			name = rel
		}
		switch {
		case strings.Contains(rel, "stephenZkang") && strings.Contains(rel, "/notes/"), strings.HasPrefix(rel, "xwzhong") && name != "README.md":
			group += " notes"
		}
		c := counts[group]
		if c == nil {
			c = &count{}
			counts[group] = c
		}
		start := time.Now()
		log := Parse(name, string(data), rules)
		took[group] += time.Since(start)
		c.files++
		c.bytes += len(data)
		for _, o := range log.Lines {
			if o == Blank {
				continue
			}
			c.lines++
			if o >= 0 && log.Entries[o].Kind == KindNote {
				c.loose++
			}
		}
		papers := 0
		for _, e := range log.Entries {
			switch e.Kind {
			case KindPaper:
				papers++
				if dump != "" && strings.Contains(group, dump) {
					t.Logf("%s:%d %q | %s | %s %v | %s", rel, e.Line, e.Title, e.Read.String()+"/"+e.ReadMonth.String(), e.Published.From, e.Institutions, e.Track)
				}
			case KindNote:
				c.notes++
			default:
				c.todos++
			}
		}
		if papers == 0 && dump != "" && strings.Contains(group, dump) {
			t.Logf("%s: none", rel)
		}
		c.papers += papers
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for group, c := range counts {
		t.Logf("%-60s %3d files %4d papers %4d notes %3d items %3.0f %% of the lines understood, %.2f MB in %v", group, c.files, c.papers, c.notes, c.todos, 100*float64(c.lines-c.loose)/float64(c.lines), float64(c.bytes)/1e6, took[group].Round(time.Millisecond))
	}
}
