package query

import (
	"context"
	"errors"
	"fmt"
	"papersearch/fold"
	"papersearch/semantic"
	"papersearch/store"
	"regexp"
	"slices"
	"strings"
	"time"

	index "github.com/blevesearch/bleve_index_api"
)

// ErrWordsOnly says that an index without vectors knows nothing of meaning; Searcher.WordsOnly says why.
var ErrWordsOnly = errors.New("nothing is known of meaning")

// Relatives are the entries that are nearest in meaning to one.
type Relatives struct {
	Version int                 `json:"version"`
	Entry   Subject             `json:"entry"`
	Filters map[string][]string `json:"filters"`
	Total   int                 `json:"total"` // entries near enough
	TookMS  float64             `json:"took_ms"`
	Hits    []Relative          `json:"hits"`
	Stale   bool                `json:"stale"`
}

// Subject names the entry that was asked about.
type Subject struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	File  string `json:"file"`
	Line  int    `json:"line"`
}

// Relative is a near entry. Its score is how much nearer than the log on average it is to what the other says, sentence by
// sentence, and how many of the words of the other's title it has; its snippet is its sentence of the pair.
type Relative struct {
	Hit
	Pair      Pair `json:"pair"`
	Duplicate bool `json:"duplicate"` // nearly the same is said: one paper twice, perhaps
}

// Pair is what makes two entries alike: the sentences with the highest cosine.
type Pair struct {
	Mine   string  `json:"mine"`   // of the entry asked about
	Theirs string  `json:"theirs"` // of the other
	Cosine float64 `json:"cosine"`
}

// How near two entries are. A cosine alone calls "总体上，工程细节的胜利" and "总体上，数据够杂，鲁棒就是送的" the likest
// sentences of the sample log; what counts is how much nearer a sentence is than the log is to it on average. The numbers are
// chosen by how many of the first three relatives are of the same track and subtrack, on the sample log (0.33 by cosines
// alone, 0.42), two of the shared ones (0.35 → 0.39, 0.58 → 0.61) and the seed log (0.83 → 0.89). Names, rarity, the words of
// sentences and short entries' one stretch came later: a log of 31 papers in ten subjects 0.36 → 0.44; tracks on the sample log
// 0.71 → 0.72, on the shared ones 0.50 → 0.51, 0.71 → 0.72, 0.49 → 0.49. With rarity 2 two of the shared ones lose 0.01.
const (
	titleSaying = 3   // what a title counts, one sentence of the body counting 1
	titleWords  = 0.6 // what all words of the title count: "anomaly detection" is a stronger tie than any cosine
	bodyWords   = 0.3 // what all words of its sentences count
	// rarity is the power of idf by which these words weigh: at 1, "large language models" in a title brings all others of large
	// language models before QLoRA for LoRA, and "transformers" Informer before AWQ for GPTQ.
	rarity = 1.5
	// minNamed is how many letters a name has that others are looked for with: QLoRA and DoRA for LoRA.
	minNamed = 4
	// relatedFloor is the least score of a relative. It is low: who asks for the nearest wants to see them, and the score
	// tells how near they are.
	relatedFloor = 0.1
	// What nearly the same stands in many entries tells two of them apart from none: "总体上，值得一读" and "代码已开源", in
	// whatever words (cosines of 0.6 to 0.95). A sentence to which more than saidByFew others have one as near as saidAgain
	// counts in inverse proportion to how many they are. With such lines written into two of three entries of the sample log, 29
	// of 105 pairs were of them and 7 are; tracks among the first three relatives go 0.46 → 0.51 there, and 0.82 → 0.82, 0.65 →
	// 0.65, 0.62 → 0.63, 0.49 → 0.53 on the shared logs. At 0.85 nothing changes: the mean is as good.
	saidAgain = 0.55
	saidByFew = 2
	// duplicateCosine is the least mean of the highest cosines, both ways, of entries that say nearly the same.
	duplicateCosine = 0.9
)

// Related returns the entries nearest in meaning to e, which Find returned, those that pass the filters of req, at most
// req.Limit (0 is all). The error is ErrWordsOnly in an index without vectors, *UnknownValueError for a filter.
func (s *Searcher) Related(ctx context.Context, e *Entry, req Request) (*Relatives, error) {
	start := time.Now()
	v := s.gen.Vectors
	if s.WordsOnly() != "" {
		return nil, ErrWordsOnly
	}
	kinds := req.Kinds
	if kinds == nil {
		kinds = []string{"paper", "note"}
	}
	f, err := s.resolve(req.Filters, kinds)
	if err != nil {
		return nil, err
	}
	mine, err := s.said(v, e.row)
	if err != nil {
		return nil, err
	}
	mine.cut(maxSaid)
	scores, err := s.nearness(ctx, v, mine)
	if err != nil {
		return nil, err
	}
	var rows []int
	for row, score := range scores {
		if bits, ok := f.failing(row); ok && bits == 0 && row != e.row && score >= relatedFloor {
			rows = append(rows, row)
		}
	}
	out := &Relatives{
		Version: Version, Entry: Subject{ID: e.ID, Title: e.Title, File: e.File, Line: e.Line}, Filters: f.said,
		Total: len(rows), Hits: []Relative{},
	}
	for i, row := range bestRows(rows, req.Limit, scores) {
		r, err := s.relative(v, mine, row)
		if err != nil {
			return nil, err
		}
		r.Rank, r.Score = i+1, round(scores[row])
		out.Hits = append(out.Hits, *r)
	}
	out.TookMS = float64(time.Since(start).Microseconds()) / 1000
	return out, nil
}

// saying is what an entry says: its title and the stretches of its body with their vectors, without the introducing ones.
type saying struct {
	texts  []string
	packed []byte
	norms  []float32
	means  []float32 // how near the log is to each on average; of the entry asked about, like the next
	rare   []float32 // how much each tells of two entries, 0 to 1
	record *store.Record
}

// said reads what a row says. "2023.12 字节的一篇文章，要点：" is left out: every entry has one, and they are all alike.
func (s *Searcher) said(v *store.Vectors, row int) (*saying, error) {
	r, err := s.gen.Record(row)
	if err != nil {
		return nil, err
	}
	packed, norms := v.Row(row)
	if len(norms) == 0 {
		return nil, &store.Damage{What: store.VectorsPath, Err: fmt.Errorf("entry %s has no sentences", s.gen.Table.ID(row))}
	}
	out := &saying{texts: []string{r.Title}, packed: slices.Clone(packed[:store.VectorBytes]), norms: []float32{norms[0]}, record: r}
	body := r.Body()
	stretches := semantic.Sentences(body)
	if len(stretches) != len(norms)-1 {
		return out, nil
	}
	for i, span := range stretches {
		from := span.Start
		if len(r.Points) > 0 && from < r.Points[0].Start {
			if from = r.Points[0].Start; 2*(span.End-from) < span.End-span.Start {
				continue // more of it introduces than says something; a short entry is one stretch
			}
		}
		out.texts = append(out.texts, strings.Join(strings.Fields(body[from:span.End]), " "))
		out.packed = append(out.packed, packed[(i+1)*store.VectorBytes:][:store.VectorBytes]...)
		out.norms = append(out.norms, norms[i+1])
	}
	return out, nil
}

// maxSaid is how many stretches of an entry are compared with all others, its title among them: a report of an hour's reading has
// forty, and a book of notes in one entry would take minutes.
const maxSaid = 64

// cut leaves the first n.
func (s *saying) cut(n int) {
	n = min(n, len(s.texts))
	s.texts, s.packed, s.norms = s.texts[:n], s.packed[:n*store.VectorBytes], s.norms[:n]
}

// nearness computes the scores of all rows, and the means of mine.
func (s *Searcher) nearness(ctx context.Context, v *store.Vectors, mine *saying) ([]float32, error) {
	n := s.gen.Table.Len()
	sum, best := make([]float32, n), make([]float32, n)
	weights := float32(0)
	for i := range mine.texts {
		highest(v, semantic.PackedQuery(mine.packed[i*store.VectorBytes:]), best, nil)
		mean, same := float32(0), -1 // but itself
		for _, c := range best {
			mean += c / float32(n)
			if c >= saidAgain {
				same++
			}
		}
		weight := min(1, saidByFew/float32(max(same, 1)))
		mine.means, mine.rare = append(mine.means, mean), append(mine.rare, weight)
		if i == 0 {
			weight *= titleSaying
		}
		weights += weight
		for row, c := range best {
			sum[row] += weight * max(0, c-mean)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	title, err := s.sharesWords(ctx, mine.record.Title, mine.record.Alias, true)
	if err != nil {
		return nil, err
	}
	body, err := s.sharesWords(ctx, strings.Join(mine.texts[1:], "\n"), "", false)
	if err != nil {
		return nil, err
	}
	for row := range sum {
		sum[row] = sum[row]/weights + titleWords*title[row] + bodyWords*body[row]
	}
	return sum, nil
}

// sharesWords is how much of the words of a title, or of what an entry says, each row has; and of the name in a title also what
// begins or ends with it.
func (s *Searcher) sharesWords(ctx context.Context, text, name string, title bool) ([]float32, error) {
	p := s.plan(text)
	if title {
		p.rarity = rarity
	} else {
		p.without.drop = func(v *variant) bool { return v.facet != nil || v.whole }
	}
	for i, w := range p.words {
		if key := fold.Key(name); len(key) >= minNamed && fold.ASCII(key) && fold.Key(p.text[w.Start:w.End]) == key {
			terms, err := s.namedLike(w.Term)
			if err != nil {
				return nil, err
			}
			for _, term := range terms {
				p.variants = append(p.variants, variant{first: i, last: i + 1, parts: []part{{term: term}}, factor: asTyped, why: "named " + term})
			}
		}
	}
	sh, err := newScorer(ctx, s.gen).score(p)
	if err != nil {
		return nil, err
	}
	return sh.share, nil
}

// namedLike are the names of entries that begin or end with a name.
func (s *Searcher) namedLike(term string) ([]string, error) {
	reader, ok := s.gen.Words.(index.IndexReaderRegexp)
	if !ok {
		return nil, nil
	}
	d, err := reader.FieldDictRegexp(store.FieldAlias, ".*"+regexp.QuoteMeta(term)+".*")
	if d == nil || err != nil {
		return nil, err
	}
	var out []string
	for e, err := d.Next(); e != nil || err != nil; e, err = d.Next() {
		if err != nil {
			return nil, err
		}
		if e.Term != term && (strings.HasPrefix(e.Term, term) || strings.HasSuffix(e.Term, term)) {
			out = append(out, e.Term)
		}
	}
	return out[:min(len(out), maxBegun)], d.Close()
}

// bestRows are the first n of rows by a value, the highest first, then in the order of the table.
func bestRows(rows []int, n int, value []float32) []int {
	return best(rows, n, func(a, b int) int {
		switch {
		case value[a] > value[b]:
			return -1
		case value[a] < value[b]:
			return 1
		}
		return a - b
	})
}

// relative is what is told of a near entry: the pair of sentences, and whether all of them say the same.
func (s *Searcher) relative(v *store.Vectors, mine *saying, row int) (*Relative, error) {
	theirs, err := s.said(v, row)
	if err != nil {
		return nil, err
	}
	cos := make([]float32, len(theirs.norms))
	back := make([]float32, len(theirs.norms)) // the highest of each of theirs
	var forth, cosine float32
	top := float32(-2)
	var pair [2]int
	for i := range mine.texts {
		semantic.PackedQuery(mine.packed[i*store.VectorBytes:]).Cosines(cos, theirs.packed, theirs.norms)
		for k, c := range cos {
			back[k] = max(back[k], c)
			if near := (c - mine.means[i]) * mine.rare[i]; near > top {
				top, cosine, pair = near, c, [2]int{i, k}
			}
		}
		forth += slices.Max(cos)
	}
	both := forth / float32(len(mine.norms))
	for _, c := range back {
		both += c / float32(len(back))
	}
	h := entry(s.gen, row, theirs.record)
	near := round(cosine)
	h.Why = Why{Semantic: &near, Sentence: theirs.texts[pair[1]], Terms: []string{}}
	h.Snippet = Snippet{Text: theirs.texts[pair[1]], Spans: [][2]int{}}
	return &Relative{
		Hit: *h, Pair: Pair{Mine: mine.texts[pair[0]], Theirs: theirs.texts[pair[1]], Cosine: near}, Duplicate: both/2 >= duplicateCosine,
	}, nil
}
