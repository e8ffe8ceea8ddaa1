package indexer

import (
	"context"
	"fmt"
	"os"
	"papersearch/internal/synth"
	"papersearch/store"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// dump is all that a generation says, in a form that does not depend on how it came to be.
func dump(t testing.TB, g *store.Generation) []string {
	t.Helper()
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	m := &g.Manifest
	add("counts %v lengths %v tracks %v", m.Counts, m.Lengths, m.Tracks)
	for _, s := range m.Sources {
		s.ModTime = 0
		add("source %+v", s)
	}
	names := func(n uint32) string { return g.Table.String(n) }
	for i := range g.Table.Len() {
		r := g.Table.Row(i)
		track := []string{names(r.Track), names(r.Subtrack), names(r.Venue), names(r.File)}
		for _, n := range r.Institutions {
			track = append(track, names(n))
		}
		r.Track, r.Subtrack, r.Venue, r.File, r.Institutions = 0, 0, 0, 0, nil
		r.Segment, r.Block, r.Offset, r.Sentence, r.Serial = 0, 0, 0, 0, 0
		rec, err := g.Record(i)
		if err != nil {
			t.Fatal(err)
		}
		var pending store.Pending
		if rec.Pending != nil {
			pending, rec.Pending = *rec.Pending, nil
		}
		add("row %+v %q record %+v pending %+v", r, track, rec, pending)
		if g.Vectors != nil {
			packed, norms := g.Vectors.Row(i)
			add("vectors %x %v", textHash(string(packed)), norms)
		}
	}
	return append(out, dumpWords(t, g)...)
}

// dumpWords is every posting, and what the log explains.
func dumpWords(t testing.TB, g *store.Generation) []string {
	t.Helper()
	var out []string
	for _, field := range []string{store.FieldTitle, store.FieldAlias, store.FieldHeads, store.FieldBody, store.FieldPairs, store.FieldKeys} {
		dict, err := g.Words.FieldDict(field)
		if err != nil {
			t.Fatal(err)
		}
		for {
			entry, err := dict.Next()
			if err != nil {
				t.Fatal(err)
			}
			if entry == nil {
				break
			}
			r, err := g.Words.TermFieldReader(context.Background(), []byte(entry.Term), field, true, false, false)
			if err != nil {
				t.Fatal(err)
			}
			var rows []string
			for {
				d, err := r.Next(nil)
				if err != nil {
					t.Fatal(err)
				}
				if d == nil {
					break
				}
				rows = append(rows, fmt.Sprintf("%06d×%d", g.RowOf(d.ID.Value()), d.Freq))
			}
			slices.Sort(rows)
			if len(rows) > 0 {
				out = append(out, field+" "+entry.Term+" "+strings.Join(rows, " "))
			}
			for _, means := range g.Means(strings.ToLower(entry.Term)) {
				out = append(out, "means "+entry.Term+" "+means)
			}
		}
	}
	return out
}

// put writes the files of an editor into a shelf, and removes what is not among them.
func (s *shelf) put(files map[string]string) {
	s.t.Helper()
	for _, folder := range []string{"", "notes"} {
		old, _ := filepath.Glob(filepath.Join(s.dir, folder, "*.md"))
		for _, f := range old {
			name, _ := filepath.Rel(s.dir, f)
			if _, ok := files[filepath.ToSlash(name)]; !ok {
				if err := os.Remove(f); err != nil {
					s.t.Fatal(err)
				}
			}
		}
	}
	for name, text := range files {
		if was, err := os.ReadFile(filepath.Join(s.dir, name)); err != nil || string(was) != text {
			s.write(name, text)
		}
	}
}

// An index that was brought up to date edit by edit says to the last posting what one says that is made of the same files
// at once. Now and then it is tidied.
func TestAsFresh(t *testing.T) {
	steps, seeds := 25, 2
	if testing.Short() {
		steps = 10
	}
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			ed := synth.NewEditor(12, seed)
			s := newShelf(t)
			s.put(ed.Files)
			semantic := seed == 0 // with vectors once: they take the time
			if _, err := Index(context.Background(), s.env, Change{Add: []string{filepath.Join(s.dir, "log.md"), filepath.Join(s.dir, "notes")}, Semantic: &semantic}); err != nil {
				t.Fatal(err)
			}
			shared := 0
			for step := range steps {
				said := ed.Edit()
				s.put(ed.Files)
				g, stale, err := Refresh(context.Background(), s.env)
				if err != nil || stale {
					t.Fatalf("step %d, %s: %v, stale %v", step, said, err, stale)
				}
				got := dump(t, g)
				if len(g.Manifest.Segments) > 1 {
					shared++
				}
				if err := g.Verify(); err != nil {
					t.Fatalf("step %d, %s: %v", step, said, err)
				}
				g.Close()
				fresh := &shelf{t: t, dir: s.dir}
				fresh.reload()
				fresh.env.Dir = filepath.Join(s.dir, "fresh.bleve") // beside, so that files have the same names
				if _, err := Index(context.Background(), fresh.env, Change{Add: []string{filepath.Join(s.dir, "log.md"), filepath.Join(s.dir, "notes")}, Semantic: &semantic}); err != nil {
					t.Fatal(err)
				}
				f, err := store.Open(fresh.env.Dir)
				if err != nil {
					t.Fatal(err)
				}
				want := dump(t, f)
				f.Close()
				if err := os.RemoveAll(fresh.env.Dir); err != nil {
					t.Fatal(err)
				}
				sameLines(t, step, said, got, want)
				if step%4 == 3 {
					s.tidy(step%8 == 3)
				}
				if problems, behind, err := Check(context.Background(), s.env); err != nil || behind != "" || len(problems) > 0 {
					t.Fatalf("step %d, %s: %v %v", step, said, problems, err)
				}
				if t.Failed() {
					return
				}
			}
			if shared < steps/2 {
				t.Errorf("only %d of %d generations share anything", shared, steps)
			}
			for _, w := range s.said {
				if strings.Contains(w, "anew") {
					t.Errorf("warned: %s", w)
				}
			}
		})
	}
}

// tidy merges what there is to merge, reason or not.
func (s *shelf) tidy(all bool) {
	s.t.Helper()
	s.env.Wait()
	lock, err := store.Acquire(context.Background(), s.env.Dir, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	defer lock.Release()
	g, err := store.Open(s.env.Dir)
	if err != nil {
		s.t.Fatal(err)
	}
	defer g.Close()
	if err := lock.Tidy(context.Background(), g, all); err != nil {
		s.t.Fatal(err)
	}
}

func sameLines(t *testing.T, step int, said string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		a, b := "", ""
		if i < len(got) {
			a = got[i]
		}
		if i < len(want) {
			b = want[i]
		}
		if a != b {
			t.Errorf("step %d, %s: line %d of the dump\n got %.600s\nwant %.600s", step, said, i, a, b)
			return
		}
	}
}

// count is how many entries the index has.
func (s *shelf) count() int {
	s.t.Helper()
	g, err := store.Open(s.env.Dir)
	if err != nil {
		s.t.Fatal(err)
	}
	defer g.Close()
	return g.Table.Len()
}

// wordsOnly indexes files without vectors, which take the time.
func (s *shelf) wordsOnly(names ...string) {
	s.t.Helper()
	no := false
	c := Change{Semantic: &no}
	for _, n := range names {
		c.Add = append(c.Add, filepath.Join(s.dir, n))
	}
	if _, err := Index(context.Background(), s.env, c); err != nil {
		s.t.Fatal(err)
	}
}
