package query_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"papersearch/query"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the summary of relevance")

// judgedQuery is a line of judgments/queries.jsonl.
type judgedQuery struct {
	Q, Type string
	Rel     map[string]int // title: 3 answers it, 2 clearly on the subject, 1 touches it
}

func readJudged(t *testing.T, path string) []judgedQuery {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("no judged queries: %v", err)
	}
	var out []judgedQuery
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		var q judgedQuery
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
	return out
}

// ask returns the nDCG@10 of a query (of a negative 1 when nothing was found) and the names of its first three hits.
func ask(t *testing.T, s *query.Searcher, q judgedQuery) (score float64, first string) {
	t.Helper()
	r, err := s.Search(context.Background(), query.Request{Text: q.Q, Limit: 20})
	if err != nil {
		t.Errorf("%q: %v", q.Q, err)
		return 0, ""
	}
	top := *r
	top.Hits = r.Hits[:min(len(r.Hits), 3)]
	first = aliases(&top)
	if len(q.Rel) == 0 {
		if len(r.Hits) > 0 {
			return 0, first
		}
		return 1, first
	}
	rel := map[string]int{}
	for title, grade := range q.Rel {
		rel[query.JudgedID(title)] = grade
	}
	var found []string
	for _, h := range r.Hits {
		found = append(found, query.JudgedID(h.Title))
	}
	return query.Measure(found, rel).NDCG, first
}

// summarize is the table of means by type, and the mean over all but negatives.
func summarize(queries []judgedQuery, scores []float64) (table string, all, negatives float64) {
	sum, n := map[string]float64{}, map[string]int{}
	count := func(group string, x float64) { sum[group] += x; n[group]++ }
	for i, q := range queries {
		count(q.Type, scores[i])
		if len(q.Rel) > 0 {
			count("all", scores[i])
		}
	}
	var groups []string
	for g := range n {
		if g != "all" {
			groups = append(groups, g)
		}
	}
	slices.Sort(groups)
	var b strings.Builder
	fmt.Fprintf(&b, "%-14s %3s  nDCG@10\n", "type", "n")
	for _, g := range append(groups, "all") {
		fmt.Fprintf(&b, "%-14s %3d  %.4f\n", g, n[g], sum[g]/float64(n[g]))
	}
	return b.String(), sum["all"] / float64(n["all"]), sum["negative"] / float64(n["negative"])
}

// The gate: what the sample's judged queries score is written down, query by query, so that a change of ranking is a
// diff to read; below a floor it is not to be accepted.
func TestRelevance(t *testing.T) {
	const path = "../testdata/judgments/summary.txt"
	queries := readJudged(t, "../testdata/judgments/queries.jsonl")
	s := sample(t)
	scores, first := make([]float64, len(queries)), make([]string, len(queries))
	for i, q := range queries {
		scores[i], first[i] = ask(t, s, q)
	}
	table, all, negatives := summarize(queries, scores)
	var b strings.Builder
	b.WriteString(table + "\nEach query and its first hits (of a negative 1 when nothing was found):\n\n")
	for i, q := range queries {
		fmt.Fprintf(&b, "%.3f  %-12s %s → %s\n", scores[i], q.Type, q.Q, first[i])
	}
	t.Logf("%d queries\n%s", len(queries), table)
	if all < 0.92 || negatives < 0.8 {
		t.Errorf("nDCG@10 %.4f, negatives %.2f: below the floor of 0.92 and 0.80", all, negatives)
	}
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("relevance has changed (make golden, and read the diff of %s):\n%s", path, b.String())
	}
}

// What no log of papers holds is answered with nothing, but for what a word of it has to do with papers.
func TestForeign(t *testing.T) {
	s := sample(t)
	data, err := os.ReadFile("../testdata/judgments/foreign.txt")
	if err != nil {
		t.Fatal(err)
	}
	var answered []string
	queries := strings.Split(strings.TrimSpace(string(data)), "\n")
	for _, q := range queries {
		r, err := s.Search(context.Background(), query.Request{Text: q, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if r.Total > 0 {
			answered = append(answered, fmt.Sprintf("%s (%d, %s)", q, r.Total, aliases(r)))
		}
	}
	t.Logf("%d of %d: %s", len(answered), len(queries), strings.Join(answered, "; "))
	if len(answered) > len(queries)/4 {
		t.Errorf("%d of %d foreign queries are answered", len(answered), len(queries))
	}
}

// The judged queries of the shared log, where it is.
func TestRelevanceShared(t *testing.T) {
	queries := readJudged(t, "../../shared/eval/seed-queries.jsonl")
	text, err := os.ReadFile("../../shared/corpus/papers-daily-2024.md")
	if err != nil {
		t.Skip(err)
	}
	env, g := open(t, string(text))
	s := query.New(g, env.Dictionary, env.Rules)
	scores := make([]float64, len(queries))
	for i, q := range queries {
		scores[i], _ = ask(t, s, q)
	}
	table, all, negatives := summarize(queries, scores)
	t.Logf("%d queries\n%s", len(queries), table)
	if all < 0.92 || negatives < 1 {
		t.Errorf("nDCG@10 %.4f, negatives %.2f: below the floor of 0.92 and 1", all, negatives)
	}
}
