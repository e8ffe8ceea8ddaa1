package query

import (
	"context"
	"math"
	"papersearch/store"

	index "github.com/blevesearch/bleve_index_api"
)

// The lexical score is BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009) turned into a
// share of the best an entry could do, computed over Bleve's postings. Bleve's own BM25 takes as average length
// the number of distinct terms summed over segments, so that one and twenty segments score the same entries
// differently; here lengths and counts are true and segments do not show.
//
//	tf~(t, d)  = Σ over fields of boost × tf / (1 − b + b × length / average length), the average over papers and
//	             notes that have the field; pending items would halve it
//	sat(t, d)  = tf~ / (tf~ + k1)                                            in [0, 1)
//	best(w, d) = the largest factor × Σ weight(t) × sat(t, d) over the variants of typed word w
//	share(d)   = Σ over typed words of weight(w) × best(w, d) / Σ weight(w)  in [0, 1)
//	weight     = idf = ln(1 + (N − df + ½) / (df + ½)), df counting entries with any strong variant of the word, at least
//	             missing × N
//
// A word the log lacks counts too, so that one stray word is never a whole match; but like one that a thirtieth of the
// log has, not like the rarest. At the idf of df 0 "Gradio 简介" found nothing in a log with a chapter on Gradio, and
// English questions about Chinese notes (en2zh −0.06, zh2en −0.11 nDCG@10) were refused for their verbs.
//
// Of two typed words that stand together, in the entry as in the query, each counts more: best' = best + nearGain ×
// sat(pair) × (1 − best). "model description" is not said by an entry about models that has descriptions elsewhere.
//
// The constants are the best of a grid on the judged sets together (seed queries and the five cross-language
// ones): no set gains more than 0.01 of nDCG@10 from another value, and each loses by the one named.
const (
	// k1 below 1.2 lets one rare word once said decide (en2en −0.014 at 0.8); above 2 nothing is gained.
	k1 = 1.6

	// Nothing for words that stand together costs 0.004 (zh2zh) to 0.009 (en2en); above 0.6 "two-stage training" is a
	// pair said three times before an entry with all the words.
	nearGain = 0.5

	// missing is the share of the log that a word at least is taken to stand in: see above. A tenth answers more of
	// what no log of papers holds.
	missing = 0.03

	// A title of eight words holds the subject: below 1.6 entries that only mention a subject pass those about it
	// (en2zh −0.01). Its length says next to nothing.
	boostTitle, bTitle = 3.0, 0.1
	boostAlias, bAlias = 1.6, 0.0
	// Half of a body's length is things said about the subject, half other things: zh2zh −0.016 at b 0.3.
	boostBody, bBody = 1.0, 0.6
)

// strong is the least factor of a variant that counts as the word itself when its rarity is judged.
const strong = 0.75

// fieldWeight is how a field counts.
type fieldWeight struct {
	name     string
	boost, b float64
	avg      float64
	length   func(row int) int
}

// posting is one entry with a term: its saturated weight.
type posting struct {
	row uint32
	sat float32
}

// scorer computes shares over one generation. Not safe for concurrent use.
type scorer struct {
	ctx    context.Context
	gen    *store.Generation
	fields []fieldWeight
	pairs  []fieldWeight
	terms  map[string][]posting // by field group and term
	acc    []float32            // scratch, a number a row; zero between uses
	cov    []float32
	seen   []uint8
}

func newScorer(ctx context.Context, g *store.Generation) *scorer {
	t, n := g.Table, g.Table.Len()
	avg := g.Manifest.Lengths
	s := &scorer{ctx: ctx, gen: g, terms: map[string][]posting{}, acc: make([]float32, n), cov: make([]float32, n), seen: make([]uint8, n)}
	s.fields = []fieldWeight{
		{store.FieldTitle, boostTitle, bTitle, avg[0], func(row int) int { n, _, _ := t.Lengths(row); return n }},
		{store.FieldAlias, boostAlias, bAlias, avg[1], func(row int) int { _, n, _ := t.Lengths(row); return n }},
		{store.FieldBody, boostBody, bBody, avg[2], func(row int) int { _, _, n := t.Lengths(row); return n }},
	}
	// Pairs of runes have no title of their own; they follow the length of the whole entry.
	s.pairs = []fieldWeight{{store.FieldPairs, boostBody, bBody, avg[0] + avg[2], func(row int) int { n, _, m := t.Lengths(row); return n + m }}}
	return s
}

func idf(n, df int) float32 {
	return float32(math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5)))
}

// postings returns the entries that have a term, in no order, each once.
func (s *scorer) postings(p part) ([]posting, error) {
	fields, key := s.fields, p.term
	switch p.in {
	case inPairs:
		fields, key = s.pairs, "\x00"+p.term
	case inTitle:
		fields, key = s.fields[:1], "\x01"+p.term
	}
	if list, ok := s.terms[key]; ok {
		return list, nil
	}
	var touched []uint32
	var doc index.TermFieldDoc
	for _, f := range fields {
		r, err := s.gen.Words.TermFieldReader(s.ctx, []byte(p.term), f.name, true, false, false)
		if err != nil {
			return nil, err
		}
		for {
			d, err := r.Next(doc.Reset())
			if err != nil {
				return nil, err
			}
			if d == nil {
				break
			}
			row := s.gen.RowOf(d.ID.Value())
			if row < 0 || row >= len(s.acc) {
				continue
			}
			if s.acc[row] == 0 {
				touched = append(touched, uint32(row))
			}
			length := 1.0
			if f.avg > 0 {
				length = 1 - f.b + f.b*float64(f.length(row))/f.avg
			}
			s.acc[row] += float32(f.boost * float64(d.Freq) / length)
		}
		if err := r.Close(); err != nil {
			return nil, err
		}
	}
	list := make([]posting, len(touched))
	for i, row := range touched {
		list[i] = posting{row, s.acc[row] / (s.acc[row] + k1)}
		s.acc[row] = 0
	}
	s.terms[key] = list
	return list, nil
}

// match is one entry that has a variant: how well, and how much of it regardless of how often.
type match struct {
	row        uint32
	value, cov float32
}

// matches computes where a variant stands.
func (s *scorer) matches(v *variant) ([]match, error) {
	if v.facet != nil {
		var out []match
		for row := range s.gen.Table.Len() {
			if v.facet(row) {
				out = append(out, match{uint32(row), v.factor, v.factor})
			}
		}
		return out, nil
	}
	weights := make([]float32, len(v.parts))
	lists := make([][]posting, len(v.parts))
	var sum float32
	for i, p := range v.parts {
		list, err := s.postings(p)
		if err != nil {
			return nil, err
		}
		if v.all && len(list) == 0 {
			return nil, nil
		}
		lists[i] = list
		weights[i] = idf(s.gen.Table.Len(), len(list))
		if p.stop {
			weights[i] *= stopWeight
		}
		sum += weights[i]
	}
	var touched []uint32
	for i, list := range lists {
		w := weights[i] / sum
		for _, p := range list {
			if s.seen[p.row] == 0 {
				touched = append(touched, p.row)
			}
			s.seen[p.row]++
			s.acc[p.row] += w * p.sat
			s.cov[p.row] += w
		}
	}
	out := make([]match, 0, len(touched))
	for _, row := range touched {
		if !v.all || int(s.seen[row]) == len(v.parts) {
			out = append(out, match{row, v.factor * s.acc[row], v.factor * s.cov[row]})
		}
		s.acc[row], s.cov[row], s.seen[row] = 0, 0, 0
	}
	return out, nil
}

// shares are the scores of all entries, by row.
type shares struct {
	share, cov []float32 // the share of the ideal, and how much of what was asked is there at all
	weights    []float32 // of the typed words, adding up to 1
	found      []matched // the variants that stand somewhere
}

// matched is a variant with the entries it stands in.
type matched struct {
	v    *variant
	list []match
}

// together lists, for each typed word, where it stands beside a word that it is typed beside.
func (s *scorer) together(p *plan) ([][]posting, error) {
	out := make([][]posting, len(p.words))
	for _, b := range p.beside {
		list, err := s.postings(b.part)
		if err != nil {
			return nil, err
		}
		out[b.first] = append(out[b.first], list...)
		out[b.second] = append(out[b.second], list...)
	}
	return out, nil
}

// score computes the shares for the words of a plan.
func (s *scorer) score(p *plan) (*shares, error) {
	n := s.gen.Table.Len()
	out := &shares{share: make([]float32, n), cov: make([]float32, n), weights: make([]float32, len(p.words))}
	of := make([][]matched, len(p.words)) // by typed word
	for i := range p.variants {
		v := &p.variants[i]
		if p.without.drop != nil && p.without.drop(v) {
			continue
		}
		list, err := s.matches(v)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			continue
		}
		m := matched{v, list}
		out.found = append(out.found, m)
		for w := v.first; w < v.last; w++ {
			of[w] = append(of[w], m)
		}
	}
	together, err := s.together(p)
	if err != nil {
		return nil, err
	}
	best, cover, touched := make([]float32, n), make([]float32, n), []uint32(nil)
	near := make([]float32, n)
	sum := float32(0)
	for w, list := range of {
		touched = touched[:0]
		df := 0
		for _, m := range list {
			for _, e := range m.list {
				if cover[e.row] == 0 {
					touched = append(touched, e.row)
				}
				if e.cov >= strong && cover[e.row] < strong {
					df++
				}
				best[e.row] = max(best[e.row], e.value)
				cover[e.row] = max(cover[e.row], e.cov)
			}
		}
		weight := idf(n, max(df, int(missing*float64(n))))
		if p.words[w].Stop {
			weight *= stopWeight
		}
		out.weights[w] = weight
		sum += weight
		for _, p := range together[w] {
			near[p.row] = max(near[p.row], p.sat)
		}
		for _, row := range touched {
			best[row] += nearGain * near[row] * (1 - best[row])
		}
		for _, p := range together[w] {
			near[p.row] = 0
		}
		for _, row := range touched {
			out.share[row] += weight * best[row]
			out.cov[row] += weight * cover[row]
			best[row], cover[row] = 0, 0
		}
	}
	if sum == 0 {
		return out, nil
	}
	for i := range out.weights {
		out.weights[i] /= sum
	}
	for row := range out.share {
		out.share[row] /= sum
		out.cov[row] /= sum
	}
	return out, nil
}
