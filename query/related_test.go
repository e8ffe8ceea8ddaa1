package query_test

import (
	"context"
	"errors"
	"os"
	"papersearch/query"
	"slices"
	"strings"
	"testing"
)

func related(t *testing.T, s *query.Searcher, ref string, req query.Request) *query.Relatives {
	t.Helper()
	found, err := s.Find(context.Background(), ref)
	if err != nil || len(found) != 1 {
		t.Fatalf("%q means %d entries, %v", ref, len(found), err)
	}
	r, err := s.Related(context.Background(), found[0], req)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRelated(t *testing.T) {
	s := sample(t)
	for _, c := range []struct{ ref, near string }{
		{"LoRA", "QLoRA"},
		{"PatchCore", "Deep SVDD"},
		{"GAT", "GraphSAGE"},
		{"ControlNet", "Imagen"},
		{"ColBERT", "Sentence-BERT"},
	} {
		r := related(t, s, c.ref, query.Request{Limit: 3})
		var titles []string
		for i := range r.Hits {
			h := &r.Hits[i]
			titles = append(titles, h.Title)
			if h.ID == r.Entry.ID {
				t.Errorf("%s is near to itself", c.ref)
			}
			if h.Pair.Mine == "" || h.Pair.Theirs == "" || h.Duplicate {
				t.Errorf("%s: %s: %+v, duplicate %v", c.ref, h.Title, h.Pair, h.Duplicate)
			}
			if i > 0 && h.Score > r.Hits[i-1].Score {
				t.Errorf("%s: %s stands below what is farther", c.ref, h.Title)
			}
		}
		if !slices.ContainsFunc(titles, func(title string) bool { return strings.HasPrefix(title, c.near) }) {
			t.Errorf("near to %s: %q, want %s among them", c.ref, titles, c.near)
		}
	}
}

// A filter chooses before the limit does, and a total counts all that are near.
func TestRelatedFilters(t *testing.T) {
	s := sample(t)
	r := related(t, s, "GAT", query.Request{Limit: 1, Filters: query.Filters{Track: []string{"搜广推"}}})
	if len(r.Hits) != 1 || r.Hits[0].Track != "搜广推" || r.Total < 2 {
		t.Errorf("%d of %d: %+v", len(r.Hits), r.Total, r.Hits)
	}
	found, _ := s.Find(context.Background(), "GAT")
	var unknown *query.UnknownValueError
	if _, err := s.Related(context.Background(), found[0], query.Request{Filters: query.Filters{Track: []string{"x"}}}); !errors.As(err, &unknown) {
		t.Errorf("an unknown track: %v", err)
	}
}

// One paper written up twice, in other words for its title, is noticed.
func TestRelatedDuplicate(t *testing.T) {
	text, err := os.ReadFile("../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	log := string(text)
	_, entry, _ := strings.Cut(log, "《LoRA:")
	entry, _, _ = strings.Cut(entry, "《")
	env, g := open(t, log+"\n# 2023.1\n\n## 2023.1.2\n\n《LoRa:"+strings.Replace(entry, "Adaptation of Large", "Adaption of large", 1))
	r := related(t, query.New(g, env.Dictionary, env.Rules), "LoRA: Low-Rank Adaptation of Large Language Models", query.Request{Limit: 2})
	if !r.Hits[0].Duplicate || r.Hits[1].Duplicate {
		t.Errorf("%q is a duplicate: %v; %q: %v", r.Hits[0].Title, r.Hits[0].Duplicate, r.Hits[1].Title, r.Hits[1].Duplicate)
	}
}

// What many entries say makes none of them alike, in whatever words they say it.
func TestRelatedSaidOften(t *testing.T) {
	text, err := os.ReadFile("../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	code := []string{"代码已开源。", "代码已经开源。", "代码和模型都已开源。", "代码开源了。"}
	worth := []string{"总体上，值得一读。", "总体来说，值得一读。", "总体上，很值得一读。"}
	entries := strings.Split(string(text), "\n《")
	for i := range entries[1:] {
		if i%3 > 0 {
			body, next, _ := strings.Cut(entries[i+1], "\n#") // the next day's heading
			entries[i+1] = strings.TrimSpace(body) + "\n\n9. " + code[i%len(code)] + "\n\n" + worth[i%len(worth)] + "\n\n#" + next
		}
	}
	env, g := open(t, strings.Join(entries, "\n《"))
	s := query.New(g, env.Dictionary, env.Rules)
	var all []string
	if err := s.Each(context.Background(), query.Request{Kinds: []string{"paper"}}, func(e *query.Entry) error { all = append(all, e.ID); return nil }); err != nil {
		t.Fatal(err)
	}
	pairs, often := 0, 0
	for _, id := range all {
		r := related(t, s, id, query.Request{Limit: 3})
		for i := range r.Hits {
			pairs++
			if strings.Contains(r.Hits[i].Pair.Mine, "开源") || strings.Contains(r.Hits[i].Pair.Mine, "值得一读") {
				often++
			}
		}
	}
	if pairs < 90 || often*10 > pairs {
		t.Errorf("%d of %d pairs are what every other entry says", often, pairs)
	}
}
