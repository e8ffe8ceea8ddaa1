package query

import (
	"math"
	"papersearch/readlog"
	"papersearch/semantic"
	"papersearch/store"
	"slices"
	"strings"
	"unicode/utf8"
)

// explainer tells, for the rows that are shown, which variants made them hits.
type explainer struct {
	s     *Searcher
	m     *matching
	won   map[int][]winner // by row, a winner a typed word
	found map[int][]*variant
}

// winner is the variant by which a row has a typed word; v is nil when it lacks the word.
type winner struct {
	v       *variant
	value   float32
	besides *variant // the track that counts besides, nil for none
}

// how says why a row has the word, and is "" where it lacks it.
func (w *winner) how() string {
	switch {
	case w.v == nil && w.besides == nil:
		return ""
	case w.v == nil:
		return w.besides.why
	case w.besides == nil:
		return w.v.why
	}
	return w.v.why + ", and " + w.besides.why
}

// score is what the word counts in the row.
func (w *winner) score() float32 {
	if w.besides == nil {
		return w.value
	}
	return w.value + w.besides.factor*(1-w.value)
}

// newExplainer goes through the matches once, for all rows that will be shown.
func newExplainer(s *Searcher, m *matching, rows []int) *explainer {
	e := &explainer{s: s, m: m, won: make(map[int][]winner, len(rows)), found: map[int][]*variant{}}
	slot := make([]bool, s.gen.Table.Len())
	for _, row := range rows {
		slot[row] = true
		e.won[row] = make([]winner, len(m.plan.words))
	}
	for _, f := range m.shares.found {
		for _, x := range f.list {
			if !slot[x.row] {
				continue
			}
			row, value := int(x.row), f.v.factor*x.sat
			e.found[row] = append(e.found[row], f.v)
			for w := f.v.first; w < f.v.last; w++ {
				switch won := &e.won[row][w]; {
				case f.v.besides:
					won.besides = f.v
				case value > won.value:
					won.v, won.value = f.v, value
				}
			}
		}
	}
	return e
}

// hit is what is told of a row.
func (e *explainer) hit(row int, req Request) (*Hit, error) {
	s, t := e.s, e.s.gen.Table
	r, err := s.gen.Record(row)
	if err != nil {
		return nil, err
	}
	if e.m.means != nil {
		if err := s.gen.CheckSentences(row); err != nil {
			return nil, err
		}
	}
	h := entry(s.gen, row, r)
	h.Score = round(e.m.score(row))
	h.Why.Terms = []string{}
	if e.m.means != nil {
		cos := round(e.m.means.cos[row])
		h.Why.Semantic = &cos
	}
	if len(e.m.plan.words) > 0 && (e.m.mode != Semantic || e.m.means == nil) {
		share := round(e.m.shares.share[row])
		h.Why.Lexical = &share
	}
	for i, w := range e.m.plan.words {
		won := e.won[row][i]
		if typed := e.term(row, i); typed != "" && !slices.Contains(h.Why.Terms, typed) {
			h.Why.Terms = append(h.Why.Terms, typed)
		}
		if req.Explain {
			score := won.score()
			if c := e.m.plan.compound(i); c != nil && !c.full[row] {
				score *= asParts
			}
			h.Why.Words = append(h.Why.Words, WordWhy{
				Word: e.m.plan.text[w.Start:w.End], How: won.how(), Weight: round(e.m.shares.weights[i]), Score: round(score),
			})
		}
	}
	body, text := r.PlainBody()
	if body == "" && t.Kind(row) == store.Todo {
		body = joinParents(r.Parents)
	}
	opening := 0
	if len(r.Points) > 0 {
		opening = r.Points[0].Start // what was noted says more than who wrote the paper
	}
	marks, begins := e.marks(row, body), labels(r, text)
	h.Snippet, h.Why.Sentence = snippet(body, marks, opening, begins, e.nearness(row, body))
	if req.Whole {
		h.Whole = marked(body, marks, begins)
	}
	return h, nil
}

// term is word i as it was typed, all of the compound where the row has all of that; "" where it lacks it, and for function words.
func (e *explainer) term(row, i int) string {
	p, won := e.m.plan, e.won[row]
	if won[i].how() == "" || p.words[i].Stop {
		return ""
	}
	start, end := p.words[i].Start, p.words[i].End
	if c := p.compound(i); c != nil && !slices.ContainsFunc(won[c.first:c.last], func(w winner) bool { return w.how() == "" }) {
		start, end = p.words[c.first].Start, p.words[c.last-1].End
	}
	return p.text[start:end]
}

// nearSentence is the least cosine by which a sentence is shown rather than the first of the notes: lower ones are chance.
const nearSentence = 0.25

// nearness tells of each sentence of a row's body how near it is in meaning to what was asked, 0 for not at all; nil without
// vectors.
func (e *explainer) nearness(row int, body string) func(at int) float32 {
	if e.m.means == nil {
		return nil
	}
	cos := e.m.means.sentences(e.s.gen.Vectors, row)
	stretches := semantic.Sentences(body)
	if len(cos) != len(stretches) {
		return nil
	}
	return func(at int) float32 {
		i, _ := slices.BinarySearchFunc(stretches, at, func(s semantic.Span, at int) int {
			if s.End <= at {
				return -1
			}
			return 1
		})
		if i >= len(cos) || cos[i] < nearSentence {
			return 0
		}
		return cos[i]
	}
}

// Entry fields of a hit that do not depend on the query.
func entry(g *store.Generation, row int, r *store.Record) *Hit {
	t := g.Table
	x := t.Row(row)
	h := &Hit{
		ID: x.ID, Kind: x.Kind.String(), Title: r.Title, Alias: r.Alias, Read: read(x), Published: published(x),
		Institutions: []string{}, Track: t.String(x.Track), Subtrack: t.String(x.Subtrack), Venue: t.String(x.Venue),
		File: t.String(x.File), Line: x.Line, EndLine: x.EndLine, row: row,
	}
	for _, n := range x.Institutions {
		h.Institutions = append(h.Institutions, t.String(n))
	}
	return h
}

func read(r store.Row) string {
	if r.Read == (readlog.Date{}) {
		return r.ReadMonth.String()
	}
	return r.Read.String()
}

func published(r store.Row) string {
	if r.PubTo != r.PubFrom && r.PubTo != (readlog.Date{}) {
		return r.PubFrom.String() + ".." + r.PubTo.String()
	}
	return r.PubFrom.String()
}

func joinParents(parents []string) string {
	return strings.Join(parents, " › ")
}

// round keeps four decimals: enough to tell hits apart, the same on every machine.
func round(x float32) float64 {
	return float64(int64(math.Round(float64(x)*1e4))) / 1e4
}

// mark is a stretch of text that answers a typed word.
type mark struct {
	start, end int // bytes, half-open
	word       int // typed word
	weight     float32
}

// wordMarks are the marks of a term, one for each typed word that it stands for: 奖励模型 for both of "reward model".
type wordMarks []mark

// put keeps the heaviest mark of each word.
func (ms *wordMarks) put(m mark) {
	i := slices.IndexFunc(*ms, func(x mark) bool { return x.word == m.word })
	switch {
	case i < 0:
		*ms = append(*ms, m)
	case m.weight > (*ms)[i].weight:
		(*ms)[i] = m
	}
}

// marks finds in a text what the variants of a row stand for, in order.
func (e *explainer) marks(row int, text string) []mark {
	terms, pairs := map[string]wordMarks{}, map[string]wordMarks{}
	for _, v := range e.found[row] {
		if v.whole {
			continue // the title is what is meant, not where its words stand
		}
		for _, p := range v.parts {
			if p.stop && len(v.parts) > 1 {
				continue
			}
			of := terms
			if p.in == inPairs {
				if utf8.RuneCountInString(p.term) != 2 {
					continue
				}
				of = pairs
			}
			list := of[p.term]
			for w := v.first; w < v.last; w++ {
				list.put(mark{word: w, weight: v.factor * e.m.shares.weights[w]})
			}
			of[p.term] = list
		}
	}
	if len(terms) == 0 && len(pairs) == 0 {
		return nil
	}
	var out []mark
	add := func(list wordMarks, start, end int) {
		for _, m := range list {
			m.start, m.end = start, end
			out = append(out, m)
		}
	}
	for _, w := range e.s.analyzer.Words(text) {
		if list, ok := terms[w.Term]; ok {
			add(list, w.Start, w.End)
			continue
		}
		for _, p := range w.Parts {
			add(terms[p.Term], p.Start, p.End)
		}
	}
	if len(pairs) > 0 {
		for _, w := range e.s.analyzer.Pairs(text) {
			add(pairs[w.Term], w.Start, w.End)
		}
	}
	slices.SortFunc(out, func(a, b mark) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return b.end - a.end
	})
	return out
}
