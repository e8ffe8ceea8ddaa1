package query

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Spans are where a slow judge has them, who counts the labels before each byte one by one.
func TestMarkedAgrees(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		text := strings.Repeat("ab ", rng.IntN(20)+1)
		var labels []label
		for range rng.IntN(6) {
			labels = append(labels, label{rng.IntN(len(text)+4) - 2, strings.Repeat("#", rng.IntN(4))})
		}
		var marks []mark
		for range rng.IntN(8) {
			start := rng.IntN(len(text))
			marks = append(marks, mark{start: start, end: start + 1 + rng.IntN(min(4, len(text)-start))})
		}
		slices.SortFunc(marks, func(a, b mark) int { return a.start - b.start })
		want := slowlyMarked(text, marks, labels)
		if got := marked(text, marks, slices.Clone(labels)); !reflect.DeepEqual(got, want) {
			t.Fatalf("%q with marks %v, labels %v:\n%+v, want\n%+v", text, marks, labels, got, want)
		}
	}
}

func slowlyMarked(text string, marks []mark, labels []label) Snippet {
	var b strings.Builder
	moved := make([]int, len(text)) // where each byte of the text is written
	for at := range len(text) + 1 {
		for _, l := range labels {
			if l.at == at {
				b.WriteString(l.text)
			}
		}
		if at < len(text) {
			moved[at] = b.Len()
			b.WriteByte(text[at])
		}
	}
	out := Snippet{Text: b.String(), Spans: [][2]int{}}
	for _, m := range marks {
		span := [2]int{moved[m.start], moved[m.end-1] + 1}
		if n := len(out.Spans); n > 0 && (span[0] <= out.Spans[n-1][1] || joins(out.Text[out.Spans[n-1][1]:span[0]])) {
			out.Spans[n-1][1] = max(out.Spans[n-1][1], span[1])
			continue
		}
		out.Spans = append(out.Spans, span)
	}
	return out
}

func BenchmarkMarked(b *testing.B) {
	text := strings.Repeat("attention is all you need ", 4000)
	var marks []mark
	var labels []label
	for at := 0; at < len(text); at += 26 {
		marks, labels = append(marks, mark{start: at, end: at + 9}), append(labels, label{at, "1. "})
	}
	for b.Loop() {
		if s := marked(text, marks, slices.Clone(labels)); len(s.Spans) != len(marks) {
			b.Fatal(len(s.Spans), "spans")
		}
	}
}
