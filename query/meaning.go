package query

import (
	"papersearch/fold"
	"papersearch/semantic"
	"papersearch/store"
	"runtime"
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
func (s *Searcher) mean(asked string, p *plan) (*meanings, error) {
	v := s.gen.Vectors
	if !p.says || s.WordsOnly() != "" {
		return nil, nil //nolint:nilnil // no vectors, no meanings
	}
	e, err := semantic.NewEncoder()
	if err != nil {
		return nil, err
	}
	var out [1]semantic.Vector
	e.Encode([]string{fold.Script(strings.Join(strings.Fields(asked), " "))}, out[:])
	n := s.gen.Table.Len()
	m := &meanings{query: semantic.NewQuery(&out[0]), cos: make([]float32, n), first: make([]float32, n)}
	highest(v, m.query, m.cos, m.first)
	return m, nil
}

// coreSentences is from how many sentences on a further core pays.
const coreSentences = 20000

// highest writes the highest cosine of each row with a query, and into first, if it is not nil, that of the first stretch of
// its body; 0 for one below it.
func highest(v *store.Vectors, q *semantic.Query, best, first []float32) {
	rows := len(best)
	part := func(from, to int) {
		at := int(v.First[from])
		cos := make([]float32, int(v.First[to])-at)
		q.Cosines(cos, v.Packed[at*store.VectorBytes:], v.Norms[at:v.First[to]])
		for row := from; row < to; row++ {
			said := cos[int(v.First[row])-at : int(v.First[row+1])-at]
			best[row] = 0
			for _, c := range said {
				best[row] = max(best[row], c)
			}
			if first != nil && len(said) > 1 {
				first[row] = max(said[1], 0)
			}
		}
	}
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

// of are the packed vectors of a row: of its title, then of the stretches of its body.
func of(v *store.Vectors, row int) (packed []byte, norms []float32) {
	first, end := int(v.First[row]), int(v.First[row+1])
	return v.Packed[first*store.VectorBytes : end*store.VectorBytes], v.Norms[first:end]
}

// sentences are the cosines of the stretches of a row's body, in order.
func (m *meanings) sentences(v *store.Vectors, row int) []float32 {
	packed, norms := of(v, row)
	if len(norms) < 2 {
		return nil
	}
	cos := make([]float32, len(norms)-1)
	m.query.Cosines(cos, packed[store.VectorBytes:], norms[1:])
	return cos
}
