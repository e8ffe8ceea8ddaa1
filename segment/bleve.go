package segment

import (
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"
)

// The names under which Bleve knows the analyzers.
const (
	Name      = "zh_en"
	PairsName = "zh_en_pairs"
)

func init() {
	register(Name, wordAnalyzer{})
	register(PairsName, pairAnalyzer{})
}

func register(name string, a analysis.Analyzer) {
	err := registry.RegisterAnalyzer(name, func(map[string]interface{}, *registry.Cache) (analysis.Analyzer, error) { return a, nil })
	if err != nil {
		panic(err) // the name is taken: two of us are linked
	}
}

// used is the analyzer of the batch that is being indexed.
var used atomic.Pointer[Analyzer]

// Use makes a the analyzer that Bleve's zh_en asks, in the whole process, until the next call: a dictionary for
// a whole batch is several times cheaper than one for each text. With nil, each text gets its own; its terms
// are the same but for words of papersearch.toml.
func Use(a *Analyzer) { used.Store(a) }

type wordAnalyzer struct{}

// Analyze gives a word's term and its parts; the term and the first part share a position.
func (wordAnalyzer) Analyze(text []byte) analysis.TokenStream {
	s := string(text)
	a := used.Load()
	if a == nil {
		a = NewDictionary(nil, nil).Load(s)
	}
	words := a.Words(s)
	n := len(words)
	for i := range words {
		n += len(words[i].Parts)
	}
	t := newTokens(n)
	for i := range words {
		w := &words[i]
		t.position++
		t.add(w.Term, w.Start, w.End)
		for k, p := range w.Parts {
			if k > 0 && p.Start >= w.Parts[k-1].End {
				t.position++
			}
			t.add(p.Term, p.Start, p.End)
		}
	}
	return t.stream
}

type pairAnalyzer struct{}

func (pairAnalyzer) Analyze(text []byte) analysis.TokenStream {
	pairs := (*Analyzer)(nil).Pairs(string(text))
	t := newTokens(len(pairs))
	for _, w := range pairs {
		t.position++
		t.add(w.Term, w.Start, w.End)
	}
	return t.stream
}

// tokens builds a stream in two allocations.
type tokens struct {
	slab     []analysis.Token
	stream   analysis.TokenStream
	position int
}

func newTokens(n int) *tokens {
	return &tokens{slab: make([]analysis.Token, 0, n), stream: make(analysis.TokenStream, 0, n)}
}

func (t *tokens) add(term string, start, end int) {
	t.slab = append(t.slab, analysis.Token{Term: []byte(term), Start: start, End: end, Position: t.position, Type: analysis.AlphaNumeric})
	t.stream = append(t.stream, &t.slab[len(t.slab)-1])
}
