package query_test

import (
	"context"
	"errors"
	"papersearch/query"
	"testing"
	"unicode/utf8"
)

// What is half typed is text while it is being typed, and an error when it is asked for.
func TestTyping(t *testing.T) {
	s := sample(t)
	for _, c := range []struct {
		text, first string
		filters     int
	}{
		{"institution:Goq 联邦学习 只平均权重", "FedAvg", 0},
		{"institution:Google 联邦", "FedAvg", 1},
		{"机构：斯坦 注意力", "FlashAttention", 1}, // the start of one only
		{"track:xyz month:2024-1x LoRA", "LoRA", 0},
		{"month: LoRA", "LoRA", 0},
		{"track:GNN|xyz attention", "GAT", 0},
	} {
		r, err := s.Search(context.Background(), query.Request{Text: c.text, Limit: 3, Typing: true})
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if len(r.Hits) == 0 || r.Hits[0].Alias != c.first {
			t.Errorf("%q finds %s, want %s first", c.text, aliases(r), c.first)
		}
		if len(r.Filters) != c.filters {
			t.Errorf("%q: filters %v, want %d", c.text, r.Filters, c.filters)
		}
	}
	without, err := s.Search(context.Background(), query.Request{Text: "-LoRA LLM"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Search(context.Background(), query.Request{Text: "-track:LoRA LLM", Typing: true})
	if err != nil {
		t.Fatal(err)
	}
	if aliases(r) != aliases(without) {
		t.Errorf("a negated filter, half typed, finds %s; the word negated %s", aliases(r), aliases(without))
	}
	var unknown *query.UnknownValueError
	if _, err := s.Search(context.Background(), query.Request{Text: "track:xyz LoRA"}); !errors.As(err, &unknown) {
		t.Errorf("a filter that is asked for: %v, want an UnknownValueError", err)
	}
	// A flag is no typing: it stands until it is changed.
	req := query.Request{Text: "track:xyz LoRA", Filters: query.Filters{Track: []string{"xyz"}}, Typing: true}
	if _, err := s.Search(context.Background(), req); !errors.As(err, &unknown) {
		t.Errorf("a flag and a typed filter: %v, want an UnknownValueError", err)
	}
}

// The whole text has its lines, and its marks are those of the snippet and more.
func TestWhole(t *testing.T) {
	s := sample(t)
	r, err := s.Search(context.Background(), query.Request{Text: "文生图 语言模型", Limit: 5, Whole: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range r.Hits {
		if len(h.Whole.Spans) < len(h.Snippet.Spans) {
			t.Errorf("%s: %d marks in all, %d in the snippet", h.Title, len(h.Whole.Spans), len(h.Snippet.Spans))
		}
		end := 0
		for _, span := range h.Whole.Spans {
			if span[0] < end || span[1] <= span[0] || span[1] > len(h.Whole.Text) || !utf8.ValidString(h.Whole.Text[span[0]:span[1]]) {
				t.Errorf("%s: span %v after %d in %d bytes", h.Title, span, end, len(h.Whole.Text))
			}
			end = span[1]
		}
	}
}
