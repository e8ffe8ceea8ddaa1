package indexer

import (
	"context"
	"fmt"
	"os"
	"papersearch/internal/synth"
	"papersearch/query"
	"papersearch/store"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// shelf is a folder with a log and an index.
type shelf struct {
	t    testing.TB
	dir  string
	env  *Env
	said []string // warnings
}

func newShelf(t testing.TB) *shelf {
	t.Helper()
	s := &shelf{t: t, dir: t.TempDir()}
	s.reload()
	return s
}

// reload is another start of the program.
func (s *shelf) reload() {
	s.t.Helper()
	env, err := NewEnv(filepath.Join(s.dir, store.DirName))
	if err != nil {
		s.t.Fatal(err)
	}
	env.Warn = func(w string) { s.said = append(s.said, w) }
	s.env = env
}

func (s *shelf) write(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shelf) index(paths ...string) Stats {
	s.t.Helper()
	for i := range paths {
		paths[i] = filepath.Join(s.dir, paths[i])
	}
	stats, err := Index(context.Background(), s.env, Change{Add: paths})
	if err != nil {
		s.t.Fatal(err)
	}
	return stats
}

// search is what a search command does: refresh, then ask.
func (s *shelf) search(text string) *query.Result {
	s.t.Helper()
	g, _, err := Refresh(context.Background(), s.env)
	if err != nil {
		s.t.Fatal(err)
	}
	defer g.Close()
	r, err := query.New(g, s.env.Dictionary, s.env.Rules).Search(context.Background(), query.Request{Text: text, Mode: query.Lexical})
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// wants searches and compares the titles.
func (s *shelf) wants(text string, titles ...string) {
	s.t.Helper()
	r := s.search(text)
	var got []string
	for _, h := range r.Hits {
		got = append(got, h.Title)
	}
	if strings.Join(got, "; ") != strings.Join(titles, "; ") {
		s.t.Errorf("%q finds %q, want %q", text, got, titles)
	}
}

func paper(day, title, body string) string {
	return "## " + day + "\n\n《" + title + "》\n\n2023.1 谷歌的一篇文章，要点：\n\n1. " + body + "\n\n"
}

// Thousands of entries go to Bleve in batches and segments of its choice; each is found, as itself.
func TestEveryEntryIsFound(t *testing.T) {
	s := newShelf(t)
	s.write("log.md", synth.Log(2500, 4))
	stats := s.index("log.md")
	if stats.Counts != [3]int{2500, 0, 10} {
		t.Fatalf("entries by kind: %v", stats.Counts)
	}
	g, err := store.Open(s.env.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if err := g.Verify(); err != nil {
		t.Fatal(err)
	}
	searcher := query.New(g, s.env.Dictionary, s.env.Rules)
	for row := 0; row < g.Table.Len(); row += 41 {
		want := g.Table.Row(row)
		rec, err := g.Record(row)
		if err != nil {
			t.Fatal(err)
		}
		r, err := searcher.Search(context.Background(), query.Request{Text: rec.Title, Limit: 1, Kinds: []string{"all"}})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Hits) == 0 || r.Hits[0].ID != want.ID || r.Hits[0].Line != want.Line {
			t.Errorf("%q (%s) finds %+v", rec.Title, want.ID, r.Hits)
		}
	}
	if wrong, behind, err := Check(context.Background(), s.env); err != nil || behind != "" || len(wrong) > 0 {
		t.Errorf("check: %v %v", wrong, err)
	}
}

// An id is of the title and outlives everything else: a move, an edit, a newer reading of the same paper.
func TestIDs(t *testing.T) {
	s := newShelf(t)
	s.write("log.md", paper("2024.1.2", "Octopus", "八只手"))
	s.index("log.md")
	id := s.search("octopus").Hits[0].ID

	s.write("log.md", paper("2024.1.9", "Squid", "十只手")+paper("2024.1.3", "Octopus", "手会想事情"))
	if h := s.search("octopus").Hits[0]; h.ID != id || h.Line != 11 {
		t.Errorf("moved and edited: %s in line %d, was %s", h.ID, h.Line, id)
	}
	s.write("log.md", paper("2024.2.1", "Octopus", "再读一次")+paper("2024.1.3", "Octopus", "手会想事情"))
	ids := map[string]string{}
	for _, h := range s.search("octopus").Hits {
		ids[h.Read] = h.ID
	}
	if ids["2024-01-03"] != id || ids["2024-02-01"] != id+"-2" {
		t.Errorf("read twice: %v, the first was %s", ids, id)
	}
}

// Every change of the log is in the next answer, also one that leaves size and time as they were.
func TestChangesAreNoticed(t *testing.T) {
	s := newShelf(t)
	s.write("log.md", paper("2024.1.2", "Octopus", "八只手"))
	s.index("log.md")
	s.wants("octopus", "Octopus")

	s.write("log.md", paper("2024.1.2", "Octapas", "八只手")) // the same size, within the clock's tick
	s.wants("octapas", "Octapas")

	past := time.Now().Add(-time.Hour)
	s.write("log.md", paper("2024.1.2", "Whale", "没有手"))
	if err := os.Chtimes(filepath.Join(s.dir, "log.md"), past, past); err != nil {
		t.Fatal(err)
	}
	s.wants("whale", "Whale")

	// A folder: files come and go, hidden and ignored ones never were.
	s.write("notes/a.md", paper("2024.1.2", "Squid", "十只手"))
	s.index("notes")
	s.wants("squid", "Squid")
	s.write("notes/deep/b.markdown", paper("2024.1.2", "Squid of the deep", "很大"))
	s.write("notes/.git/c.md", paper("2024.1.2", "Squid of git", "很小"))
	s.write("notes/c.png", "Squid")
	s.wants("squid deep", "Squid of the deep")
	s.write("papersearch.toml", "[index]\nignore = [\"notes/deep/**\"]\n")
	s.reload()
	s.wants("squid", "Squid")

	// Links back to a folder above end.
	if err := os.Symlink(s.dir, filepath.Join(s.dir, "notes", "loop")); err != nil {
		t.Skip(err)
	}
	s.wants("squid", "Squid")
}

// A configuration that changes rebuilds what depends on it.
func TestConfigurationChanges(t *testing.T) {
	s := newShelf(t)
	s.write("log.md", paper("2024.1.2", "Octopus", "章鱼会画图"))
	s.index("log.md")
	s.write("papersearch.toml", "[[glossary]]\nterms = [\"章鱼\", \"devilfish\"]\n[[track]]\nname = \"海洋\"\nmatch = [\"octopus\"]\n")
	s.reload()
	r := s.search("devilfish")
	if len(r.Hits) != 1 || r.Hits[0].Track != "海洋" {
		t.Errorf("%+v", r.Hits)
	}
	s.write("papersearch.toml", "wrods = [\"x\"]\n")
	s.reload()
	if w := s.env.Config.Warnings; len(w) != 1 || !strings.Contains(w[0], "wrods") || !strings.Contains(w[0], "1") {
		t.Errorf("an unknown key: %q", w)
	}
	s.write("papersearch.toml", "words = [\n")
	if _, err := NewEnv(s.env.Dir); err == nil || !strings.Contains(err.Error(), "papersearch.toml") {
		t.Errorf("a broken file: %v", err)
	}
}

// Searches go on while the index is built, and end with the new state.
func TestReadersAndWriters(t *testing.T) {
	s := newShelf(t)
	s.write("log.md", paper("2024.1.2", "Octopus", "八只手"))
	s.index("log.md")
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			for k := range 5 {
				env, err := NewEnv(s.env.Dir)
				if err != nil {
					t.Error(err)
					return
				}
				if i == 0 {
					_, err = Index(context.Background(), env, Change{Rebuild: true})
					if err != nil {
						t.Errorf("rebuild %d: %v", k, err)
					}
					continue
				}
				g, _, err := Refresh(context.Background(), env)
				if err != nil {
					t.Errorf("reader %d: %v", k, err)
					continue
				}
				r, err := query.New(g, env.Dictionary, env.Rules).Search(context.Background(), query.Request{Text: "octopus"})
				if err != nil || len(r.Hits) != 1 {
					t.Errorf("reader %d: %v", k, err)
				}
				g.Close()
			}
		})
	}
	wait.Wait()
	s.wants("octopus", "Octopus")
	gens, _ := filepath.Glob(filepath.Join(s.env.Dir, "gen-*"))
	if len(gens) > 3 {
		t.Errorf("%d generations are left", len(gens))
	}
}

// A cancelled build leaves the old index.
func TestCancelled(t *testing.T) {
	s := newShelf(t)
	s.write("log.md", paper("2024.1.2", "Octopus", "八只手"))
	s.index("log.md")
	s.write("log.md", synth.Log(2000, 1))
	ctx, cancel := context.WithCancel(context.Background())
	s.env.Progress = func(int, int) { cancel() }
	if _, err := Index(ctx, s.env, Change{}); err == nil {
		t.Error("a cancelled build succeeded")
	}
	g, err := store.Open(s.env.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if g.Table.Len() != 1 {
		t.Errorf("%d entries after a cancelled build", g.Table.Len())
	}
}

// What a source that vanished said stays, until it is removed.
func TestVanishedSource(t *testing.T) {
	s := newShelf(t)
	s.write("a.md", paper("2024.1.2", "Octopus", "八只手"))
	s.write("b.md", paper("2024.1.2", "Squid", "十只手"))
	s.index("a.md", "b.md")
	if err := os.Remove(filepath.Join(s.dir, "b.md")); err != nil {
		t.Fatal(err)
	}
	s.said = nil
	s.wants("squid", "Squid")
	if len(s.said) == 0 || !strings.Contains(s.said[0], "b.md") {
		t.Errorf("warnings: %q", s.said)
	}
	if _, err := Index(context.Background(), s.env, Change{Remove: []string{filepath.Join(s.dir, "b.md")}}); err != nil {
		t.Fatal(err)
	}
	s.wants("squid")
	s.wants("octopus", "Octopus")
}

func BenchmarkIndex(b *testing.B) {
	const n = 1000
	s := newShelf(b)
	s.write("log.md", synth.Log(n, 1))
	s.index("log.md")
	for b.Loop() {
		if _, err := Index(context.Background(), s.env, Change{Rebuild: true}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "entries/s")
}

func ExampleRefresh() {
	dir, err := os.MkdirTemp("", "papersearch-*")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	log := filepath.Join(dir, "papers.md")
	_ = os.WriteFile(log, []byte(paper("2024.1.2", "Octopus", "八只手")), 0o644)
	env, _ := NewEnv(filepath.Join(dir, store.DirName))
	_, _ = Index(context.Background(), env, Change{Add: []string{log}})
	g, _, err := Refresh(context.Background(), env)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer g.Close()
	fmt.Println(g.Table.Len())
	// Output: 1
}
