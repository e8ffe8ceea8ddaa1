package report

import (
	"context"
	"os"
	"papersearch/indexer"
	"papersearch/query"
	"papersearch/store"
	"path/filepath"
	"testing"
	"time"
)

// logOf indexes files, by their names, in a folder of their own and opens the index. words leaves vectors out.
func logOf(t testing.TB, files map[string]string, words bool) *query.Searcher {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return indexed(t, filepath.Join(dir, store.DirName), dir, words)
}

// indexed indexes a file or folder and opens the index in dir.
func indexed(t testing.TB, dir, source string, words bool) *query.Searcher {
	t.Helper()
	env, err := indexer.NewEnv(dir)
	if err != nil {
		t.Fatal(err)
	}
	semantic := !words
	if _, err := indexer.Index(context.Background(), env, indexer.Change{Add: []string{source}, Semantic: &semantic}); err != nil {
		t.Fatal(err)
	}
	g, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	return query.New(g, env.Dictionary, env.Rules)
}

func sample(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// An index without vectors suggests by track, and one without any reading in the log's order.
func TestNextWithoutMeaning(t *testing.T) {
	s := logOf(t, map[string]string{"papers.md": sample(t)}, true)
	l, err := Todo(context.Background(), s, TodoRequest{Next: 3})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Next) != 3 || l.Next[0].Why != "in the track 大模型, read lately" {
		t.Errorf("suggestions %+v", l.Next)
	}
	s = logOf(t, map[string]string{"papers.md": "# pending list\n\n- [ ] 一\n  - [ ] 第一件\n- [ ] 第二件\n"}, false)
	if l, err = Todo(context.Background(), s, TodoRequest{Next: 9}); err != nil {
		t.Fatal(err)
	}
	if len(l.Next) != 2 || l.Next[0].Title != "第一件" || l.Next[0].Why != "open, in the log's order" {
		t.Errorf("suggestions %+v", l.Next)
	}
}

func TestReadBlame(t *testing.T) {
	const a, b, none = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "0000000000000000000000000000000000000000"
	got := readBlame([]byte(a + " 3 3 2\nauthor x\nauthor-time 1704448800\nauthor-tz +0800\nsummary one\nfilename papers.md\n\t- [ ] one\n" +
		b + " 4 4 1\nauthor y\nauthor-time 1706000000\nfilename papers.md\n\tauthor-time 99\n" +
		none + " 5 5 1\nauthor Not Committed Yet\nauthor-time 1706000001\n\t- [ ] new\n" +
		a + " 7 6\n\t- [ ] two\n"))
	for line, want := range map[int]int64{3: 1704448800, 4: 1706000000, 6: 1704448800} {
		if !got[line].Equal(time.Unix(want, 0)) {
			t.Errorf("line %d was written at %v, want %v", line, got[line], time.Unix(want, 0))
		}
	}
	if _, ok := got[5]; ok {
		t.Error("a line that is not committed yet has an age")
	}
}
