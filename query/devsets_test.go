package query

import (
	"context"
	"flag"
	"fmt"
	"os"
	"papersearch/indexer"
	"papersearch/internal/devsets"
	"papersearch/store"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// devset is a shared judged set with a Searcher on it.
type devset struct {
	devsets.Set
	s    *Searcher
	mode Mode
}

// loadDevsets indexes the shared sets; it skips where they are not.
func loadDevsets(t *testing.T) []devset {
	t.Helper()
	sets, err := devsets.Load("../../shared")
	if err != nil {
		t.Skip(err)
	}
	out := make([]devset, len(sets))
	for i, set := range sets {
		dir := t.TempDir()
		log := filepath.Join(dir, "log.md")
		if err := os.WriteFile(log, []byte(set.Log), 0o644); err != nil {
			t.Fatal(err)
		}
		env, err := indexer.NewEnv(filepath.Join(dir, store.DirName))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := indexer.Index(context.Background(), env, indexer.Change{Add: []string{log}}); err != nil {
			t.Fatal(err)
		}
		g, err := store.Open(env.Dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { g.Close() })
		out[i] = devset{Set: set, s: New(g, env.Dictionary, env.Rules)}
	}
	return out
}

// score is the mean nDCG@10 of a set's answerable queries.
func (d *devset) score(t *testing.T) float64 {
	t.Helper()
	var list []Measures
	for _, q := range d.Queries {
		req := Request{Text: q.Q, Limit: 20, Facets: []string{}, Mode: d.mode}
		if len(q.Filter) > 0 {
			req.Text = q.Text
			for field, value := range q.Filter {
				req.Filters.Add(field, value)
			}
		}
		if len(q.Rel) == 0 {
			continue
		}
		r, err := d.s.Search(context.Background(), req)
		if err != nil {
			t.Fatalf("%q: %v", q.Q, err)
		}
		grades := map[string]int{}
		for id, grade := range q.Rel {
			if d.Titles != nil {
				id = d.Titles[id]
			}
			grades[JudgedID(id)] = grade
		}
		var got []string
		for _, h := range r.Hits {
			got = append(got, JudgedID(h.Title))
		}
		list = append(list, Measure(got, grades))
	}
	return MeanOf(list).NDCG
}

var ablate = flag.Bool("ablation", false, "print what each variant and rule adds on the shared sets: two minutes")

// What each variant adds: every set with all of them, and without one kind (`make ablation`). The tables stand in
// ARCHITECTURE.md.
func TestAblation(t *testing.T) {
	if !*ablate {
		t.Skip("minutes: go test ./query -run Ablation -v -ablation")
	}
	sets := loadDevsets(t)
	var alone strings.Builder
	for i := range sets {
		sets[i].mode = Semantic
		x := sets[i].score(t)
		fmt.Fprintf(&alone, "  %s %.4f", sets[i].Name, x)
	}
	t.Log("meaning alone:" + alone.String())
	for mode, name := range map[Mode]string{Lexical: "words alone", Both: "words and meaning"} {
		var b strings.Builder
		fmt.Fprintf(&b, "%s\n%-28s", name, "without")
		for _, d := range sets {
			fmt.Fprintf(&b, " %9s", d.Name)
		}
		b.WriteString("\n")
		whole := make([]float64, len(sets))
		for _, kind := range []string{
			"nothing", "its characters together", "some of its characters", "its parts", "in pieces", "some of its pieces",
			"written as one", "means ", "translated ", "the log calls it ", "spelled ", "written as two", "institution ", "track ", "dated ",
			"neighbours", "headings and first line",
		} {
			fmt.Fprintf(&b, "%-28s", strings.TrimSpace(kind))
			for i := range sets {
				sets[i].mode = mode
				sets[i].s.without = ablation{
					drop:       func(v *variant) bool { return strings.HasPrefix(v.why, kind) },
					neighbours: kind == "neighbours", heads: kind == "headings and first line",
				}
				x := sets[i].score(t)
				if kind == "nothing" {
					whole[i] = x
					fmt.Fprintf(&b, " %9.4f", x)
					continue
				}
				fmt.Fprintf(&b, " %+9.4f", x-whole[i])
			}
			b.WriteString("\n")
		}
		t.Log("\n" + b.String())
	}
}

// The distributions of the highest cosine of a whole log, for queries that it can answer and for those about other things: why
// a floor on the cosine alone would refuse the one or answer the other.
func TestBestCosine(t *testing.T) {
	if !*ablate {
		t.Skip("go test ./query -run BestCosine -v -ablation")
	}
	data, err := os.ReadFile("../testdata/judgments/foreign.txt")
	if err != nil {
		t.Fatal(err)
	}
	foreign := strings.Split(strings.TrimSpace(string(data)), "\n")
	row := func(name string, queries []string, s *Searcher) string {
		var cos, score []float32
		for _, q := range queries {
			m, err := s.match(context.Background(), q, nil, false, Both)
			if err != nil {
				t.Fatal(err)
			}
			if m.means == nil {
				continue
			}
			best := float32(0)
			for row := range m.means.cos {
				best = max(best, m.score(row))
			}
			cos, score = append(cos, slices.Max(m.means.cos)), append(score, best)
		}
		slices.Sort(cos)
		slices.Sort(score)
		at := func(x []float32, p int) float32 { return x[min(len(x)-1, len(x)*p/100)] }
		return fmt.Sprintf("%-22s %4d   %.2f %.2f %.2f %.2f   %.2f %.2f %.2f %.2f\n", name, len(cos),
			at(cos, 5), at(cos, 25), at(cos, 50), at(cos, 95), at(score, 5), at(score, 25), at(score, 50), at(score, 95))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-22s %4s   %-19s   %s\n%-22s %4s   %-19s   %s\n", "", "", "highest cosine", "highest score", "queries", "n", "5%   25%  50%  95%", "5%   25%  50%  95%")
	for _, d := range loadDevsets(t) {
		var answerable, negative []string
		for _, q := range d.Queries {
			if len(q.Rel) > 0 {
				answerable = append(answerable, q.Q)
			} else {
				negative = append(negative, q.Q)
			}
		}
		b.WriteString(row(d.Name, answerable, d.s))
		if d.Name == "seed" {
			b.WriteString(row("seed, negative", negative, d.s))
			b.WriteString(row("seed, foreign", foreign, d.s))
		}
	}
	t.Log("\n" + b.String())
}
