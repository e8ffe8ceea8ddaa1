package query

import (
	"papersearch/fold"
	"papersearch/semantic"
	"papersearch/store"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// Mode says by what a search finds.
type Mode uint8

// The modes. An index without vectors finds by words in all of them.
const (
	Both     Mode = iota // by words and by meaning
	Lexical              // by words alone
	Semantic             // by meaning alone
)

// meanings are the cosines of a query with the sentences of all entries.
type meanings struct {
	query *semantic.Query
	cos   []float32 // by row, the highest of its sentences, 0 for one below it
	first []float32 // by row, that of what its body says first, 0 for one below it
}

// WordsOnly says why nothing is found by meaning; "" when it is.
func (s *Searcher) WordsOnly() string {
	switch model := s.gen.Manifest.Versions.Model; {
	case s.gen.NoVectors != nil:
		return s.gen.NoVectors.Error()
	case s.gen.Vectors == nil:
		return "this index has words only; `papersearch index --semantic` adds what sentences mean"
	case model != semantic.Version:
		return "the vectors of this index are of another model; `papersearch index` makes them anew"
	}
	return ""
}

// mean compares what was asked with every sentence; nil when there is nothing to compare.
func (s *Searcher) mean(p *plan) (*meanings, error) {
	v := s.gen.Vectors
	if !p.says || s.WordsOnly() != "" {
		return nil, nil //nolint:nilnil // no vectors, no meanings
	}
	e, err := semantic.NewEncoder()
	if err != nil {
		return nil, err
	}
	texts := []string{p.sense(false)}
	if english := p.sense(true); english != texts[0] {
		texts = append(texts, english)
	}
	for i, text := range texts {
		texts[i] = fold.Script(strings.Join(strings.Fields(text), " "))
	}
	out := make([]semantic.Vector, len(texts))
	e.Encode(texts, out)
	if len(out) > 1 {
		out[0].Toward(&out[1], englishWeight)
	}
	n := s.gen.Table.Len()
	m := &meanings{query: semantic.NewQuery(&out[0]), cos: make([]float32, n), first: make([]float32, n)}
	highest(v, m.query, m.cos, m.first)
	return m, nil
}

// englishWeight is what a query counts in English beside what was typed, where the glossary has Chinese words of it: titles are in
// English, and the encoder is nearer to one language than to the other. zh2zh 0.657 → 0.661, zhtrad2zh 0.669 → 0.673, seed and sample
// +0.001, the others as before; from 0.2 to 1 no set differs from that by more than 0.003. Terms alone, without the words between, lose
// 0.003; likely translations of other words take the gain away. English queries said in Chinese as well win where the log is in Chinese
// (en2zh +0.001) and lose where it is not (en2en −0.002).
const englishWeight = 0.3

// sense is what was typed but for dates, what the meaning is asked of; if english, with what Chinese terms are called in English.
func (p *plan) sense(english bool) string {
	var b strings.Builder
	at := 0
	for i := 0; i < len(p.words); {
		said, last := "", i
		if _, date := p.dates[i]; date {
			last++
		} else if english {
			said, last = p.english(i)
		}
		if last > i {
			b.WriteString(p.text[at:p.words[i].Start] + said)
			at = p.words[last-1].End
		}
		i = max(last, i+1)
	}
	return b.String() + p.text[at:]
}

// english is what the longest Chinese term that begins with word i is called in English, and the word behind it; i for none.
func (p *plan) english(i int) (said string, last int) {
	if !p.words[i].Han {
		return "", i
	}
	for _, m := range p.known { // longer ones first
		if m.First == i {
			if at := slices.IndexFunc(m.Terms, func(t string) bool { return !han(t) }); at >= 0 {
				return " " + m.Terms[at] + " ", m.Last
			}
		}
	}
	return "", i
}

// coreSentences is from how many sentences on a further core pays.
const coreSentences = 20000

// highest writes the highest cosine of each row with a query, and into first, if it is not nil, that of the first stretch of
// its body; 0 for one below it.
func highest(v *store.Vectors, q *semantic.Query, best, first []float32) {
	rows := len(best)
	part := func(from, to int) {
		clear(best[from:to])
		if first != nil {
			clear(first[from:to])
		}
		var cos []float32
		var ends []int // of the sentences of each row, from `at` on
		for row := from; row < to; {
			// Rows whose sentences follow one another in a segment are compared at once.
			segment, at, end := v.Of(row)
			ends = append(ends[:0], end-at)
			for next := row + 1; next < to && end-at < coreSentences; next++ {
				s, f, e := v.Of(next)
				if s != segment || f != end {
					break
				}
				end = e
				ends = append(ends, end-at)
			}
			if at == end {
				row += len(ends)
				continue
			}
			s := &v.Segments[segment]
			cos = slices.Grow(cos[:0], end-at)[:end-at]
			q.Cosines(cos, s.Packed[at*store.VectorBytes:], s.Norms[at:end])
			start := 0
			for _, e := range ends {
				said, top := cos[start:e], float32(0)
				for _, c := range said {
					if c > top { // max looks for NaN, at three times the cost
						top = c
					}
				}
				best[row] = top
				if first != nil && len(said) > 1 {
					first[row] = max(said[1], 0)
				}
				start = e
				row++
			}
			if end-at >= coreSentences {
				s.Release(at, end)
			}
		}
	}
	inParts(v, rows, part)
}

// inParts calls part for all rows, a stretch a core.
func inParts(v *store.Vectors, rows int, part func(from, to int)) {
	cores := min(runtime.GOMAXPROCS(0), 1+v.Len()/coreSentences)
	var workers errgroup.Group
	for i := range cores {
		from, to := rows*i/cores, rows*(i+1)/cores
		if i == cores-1 {
			part(from, to)
			break
		}
		workers.Go(func() error { part(from, to); return nil })
	}
	_ = workers.Wait()
}

// sentences are the cosines of the stretches of a row's body, in order.
func (m *meanings) sentences(v *store.Vectors, row int) []float32 {
	packed, norms := v.Row(row)
	if len(norms) < 2 {
		return nil
	}
	cos := make([]float32, len(norms)-1)
	m.query.Cosines(cos, packed[store.VectorBytes:], norms[1:])
	if v.Len() >= coreSentences {
		v.Release(row)
	}
	return cos
}
