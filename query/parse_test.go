package query

import (
	"flag"
	"fmt"
	"os"
	"papersearch/indexer"
	"papersearch/store"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var updateParse = flag.Bool("update-parse", false, "rewrite testdata/parse.txt")

// What is understood of what was typed: every line of testdata/parse.txt is a query, and below it what Parse and plan
// make of it on the sample log. `go test ./query -run ParseTable -update-parse` rewrites the answers; read the diff.
func TestParseTable(t *testing.T) {
	const path = "testdata/parse.txt"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	env, err := indexer.NewEnv(filepath.Join(t.TempDir(), store.DirName))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(filepath.Dir(env.Dir), "papers.md")
	if err := os.WriteFile(log, text, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := indexer.Index(t.Context(), env, indexer.Change{Add: []string{log}}); err != nil {
		t.Fatal(err)
	}
	g, err := store.Open(env.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	s := New(g, env.Dictionary, env.Rules)
	var b strings.Builder
	n := 0
	for line := range strings.SplitSeq(strings.TrimRight(string(data), "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "    "):
			continue
		case line == "" || strings.HasPrefix(line, "# "):
			b.WriteString(line + "\n")
			continue
		}
		n++
		b.WriteString(line + "\n")
		for _, said := range understood(s, line) {
			b.WriteString("    " + said + "\n")
		}
	}
	if n < 150 {
		t.Errorf("%d queries, 150 are wanted", n)
	}
	if *updateParse {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if b.String() != string(data) {
		t.Errorf("queries are understood otherwise than %s says (-update-parse rewrites it)", path)
		was, now := strings.Split(string(data), "\n"), strings.Split(b.String(), "\n")
		for i := range min(len(was), len(now)) {
			if was[i] != now[i] {
				t.Fatalf("line %d: %q, was %q", i+1, now[i], was[i])
			}
		}
	}
}

// understood says what a query asks for, a line a thing.
func understood(s *Searcher, text string) []string {
	asked, musts, filters := split(Parse(text), Filters{})
	var out []string
	add := func(what string, list ...string) {
		if len(list) > 0 {
			out = append(out, what+": "+strings.Join(list, ", "))
		}
	}
	p := s.plan(asked)
	var words, stops, pulls, means, calls []string
	for _, w := range p.words {
		typed := p.text[w.Start:w.End]
		if w.Stop {
			stops = append(stops, typed)
		} else {
			words = append(words, typed)
		}
	}
	for _, v := range p.variants {
		typed := p.text[p.words[v.first].Start:p.words[v.last-1].End]
		switch {
		case v.facet != nil || v.whole:
			pulls = append(pulls, v.why)
		case strings.HasPrefix(v.why, "means ") && v.factor == asMeant:
			means = append(means, typed+" = "+strings.TrimPrefix(v.why, "means "))
		case strings.HasPrefix(v.why, "the log calls it ") && v.factor == asMeant:
			calls = append(calls, typed+" = "+strings.TrimPrefix(v.why, "the log calls it "))
		}
	}
	add("words", words...)
	add("hardly", stops...)
	for _, c := range musts {
		switch {
		case c.Kind == Filter && c.Not:
			add("not "+c.Field, c.Value...)
		case c.Kind == Filter:
			add("in the title", c.Value...)
		case c.Not:
			add("without", c.Text)
		default:
			add("as it stands", c.Text)
		}
	}
	for _, field := range []string{"institution", "track", "subtrack", "venue", "month", "published", "since", "until", "kind", "file"} {
		add("only "+field, map[string][]string{
			"institution": filters.Institution, "track": filters.Track, "subtrack": filters.Subtrack, "venue": filters.Venue,
			"month": filters.Month, "published": filters.Published, "kind": filters.Kind, "file": filters.File,
			"since": nonEmpty(filters.Since), "until": nonEmpty(filters.Until),
		}[field]...)
	}
	add("pulls", slices.Compact(pulls)...)
	if len(means) > 4 {
		means = append(means[:4], fmt.Sprintf("%d more", len(means)-4))
	}
	add("also", means...)
	add("the log calls", calls...)
	if english := p.sense(true); english != p.sense(false) {
		add("meant in English", strings.Join(strings.Fields(english), " "))
	}
	if len(out) == 0 {
		out = append(out, "no word: no entry")
	}
	return out
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
