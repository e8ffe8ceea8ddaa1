package query

import (
	"context"
	"math"
	"papersearch/store"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// The lexical score is BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009) turned into a
// share of the best an entry could do, computed over Bleve's postings. Bleve's own BM25 takes as average length
// the number of distinct terms summed over segments, so that one and twenty segments score the same entries
// differently; here lengths and counts are true and segments do not show.
//
//	tf~(t, d)  = Σ over fields of boost × tf / (1 − b + b × length / average length), the length at most maxLonger
//	             times the average over papers and notes that have the field; pending items would halve it
//	sat(t, d)  = tf~ / (tf~ + k1)                                            in [0, 1)
//	best(w, d) = the largest factor × Σ weight(t) × sat(t, d) over the variants of typed word w, but its tracks
//	share(d)   = Σ over typed words of weight(w) × best(w, d) / Σ weight(w)  in [0, 1)
//	weight     = idf = ln(1 + (N − df + ½) / (df + ½)), df counting entries with any strong variant of the word, at least
//	             missing × N
//
// A word the log lacks counts too, so that one stray word is never a whole match; but like one that a sixteenth of the
// log has, not like the rarest. At the idf of df 0 "Gradio 简介" found nothing in a log with a chapter on Gradio, and
// English questions about Chinese notes (en2zh −0.06, zh2en −0.11 nDCG@10) were refused for their verbs.
//
// A track that the words name is a second witness besides what an entry says: best' = 1 − (1 − best) × (1 − asTrack). Instead of
// it, an entry that is only guessed to be of federated learning stood before the one that is about it (zh2zh and en2en +0.003
// by words alone, no set loses).
//
// The parts of a compound (plan.takeApart) count in full where they are at least half of it, by weight, and some entry has it as
// one, however it is said: beside what is about 多任务学习 one wants what has a 多任务 model. Else they are worth asParts: 模型 is
// no 奖励模型, and 联邦 and 学习 are no 联邦学习 in a log without any, where what they mean counts nothing. With the parts always in
// full there are a tenth more hits on the sample and the seed log, one of 33 of them right; never in full, two logs with 80
// queries each lose 0.007 and 0.003.
//
// Of two typed words that stand together, in the entry as in the query, each counts more: best' = best + nearGain ×
// sat(pair) × (1 − best). "model description" is not said by an entry about models that has descriptions elsewhere.
// Where a Chinese compound of two words is all that was typed, its English pair counts by being said, sat 1: a long survey of visual
// understanding is about 视觉理解, and a title with "visual" and "understanding" apart need not be.
//
// The constants are the best of a grid on the judged sets together (seed queries and the five cross-language
// ones): no set gains more than 0.01 of nDCG@10 from another value, and each loses by the one named.
const (
	// k1 below 1.3 lets one rare word once said decide (zh2zh and seed −0.007 at 1.0); at 2.5 a word has to be repeated
	// (zh2en −0.009).
	k1 = 2.0

	// Nothing for words that stand together costs 0.004 (zh2zh) to 0.009 (en2en); above 0.6 "two-stage training" is a
	// pair said three times before an entry with all the words.
	nearGain = 0.5

	// missing is the share of the log that a word at least is taken to stand in: see above. A tenth answers more of
	// what no log of papers holds.
	missing = 0.06

	// A title of eight words holds the subject: below 1.6 entries that only mention a subject pass those about it
	// (en2zh −0.01). Its length says next to nothing.
	boostTitle, bTitle = 4.0, 0.1
	boostAlias, bAlias = 1.6, 0.0
	// Headings and the first lines say what an entry is about, whatever their length: without them zh2zh loses 0.034, en2zh
	// 0.024, zh2en 0.012. At 3 they pass what is said in the notes (en2en −0.013).
	boostHeads, bHeads = 1.0, 0.0
	// Half of a body's length is things said about the subject, half other things: zh2zh −0.016 at b 0.3.
	boostBody, bBody = 1.0, 0.6

	// maxLonger is how many times the average a length counts at most. Beyond, an entry has more subjects, not less of each: a
	// survey of twenty points, or a report with everything about one model, stood behind notes of a line that say one of the
	// words. No entry of the shared sets is so long; at 2 zh2zh loses 0.003.
	maxLonger = 2.5
)

// strong is the least factor of a variant that counts as the word itself when its rarity is judged.
const strong = 0.75

// fieldWeight is how a field counts.
type fieldWeight struct {
	name     string
	boost, b float64
	avg      float64
	length   func(title, alias, body int) int // what counts of the lengths of an entry
	table    *store.Table

	asked atomic.Int64 // postings that were asked for
	once  sync.Once
	gain  []float32 // by row, what gainOf is; made when many are asked for
}

// gainOf is what a term counts in a row for each time it stands there.
func (f *fieldWeight) gainOf(row int) float32 { return f.by(f.table.Lengths(row)) }

// by is gainOf an entry of these lengths.
func (f *fieldWeight) by(title, alias, body int) float32 {
	if f.avg == 0 {
		return float32(f.boost)
	}
	return float32(f.boost / (1 - f.b + f.b*min(maxLonger, float64(f.length(title, alias, body))/f.avg)))
}

// gains are those of all rows, or nil as long as few postings were asked for: one pass in order is cheaper than a jump into
// the mapped table for each of many. From any goroutine.
func (f *fieldWeight) gains(postings, rows int) []float32 {
	if f.asked.Add(int64(postings)) <= int64(rows/16) {
		return nil
	}
	f.once.Do(func() {
		f.gain = make([]float32, rows)
		f.table.EachLengths(func(row, title, alias, body int) { f.gain[row] = f.by(title, alias, body) })
	})
	return f.gain
}

// posting is one entry with a term: its saturated weight.
type posting struct {
	row uint32
	sat float32
}

// scorer computes shares over one generation. Not safe for concurrent use.
type scorer struct {
	ctx     context.Context
	gen     *store.Generation
	fields  []*fieldWeight
	pairs   []*fieldWeight
	keys    []*fieldWeight
	terms   map[string][]posting // by field group and term
	words   *store.Postings
	acc     []float32 // scratch, a number a row; zero between uses
	cov     []float32
	beside  []float32 // the same, made when asked for
	touched []uint32  // rows that acc and cov have something of
	seen    []uint16  // parts of a variant: a phrase has as many as 8 kB of text give
}

func newScorer(ctx context.Context, g *store.Generation) *scorer {
	t, n := g.Table, g.Table.Len()
	avg := g.Manifest.Lengths
	s := &scorer{ctx: ctx, gen: g, terms: map[string][]posting{}, words: g.Postings(), acc: make([]float32, n), cov: make([]float32, n), seen: make([]uint16, n)}
	ofTitle, ofAlias := func(title, _, _ int) int { return title }, func(_, alias, _ int) int { return alias }
	ofBody, ofAll := func(_, _, body int) int { return body }, func(title, _, body int) int { return title + body }
	s.fields = []*fieldWeight{
		{name: store.FieldTitle, boost: boostTitle, b: bTitle, avg: avg[0], length: ofTitle, table: t},
		{name: store.FieldAlias, boost: boostAlias, b: bAlias, avg: avg[1], length: ofAlias, table: t},
		{name: store.FieldHeads, boost: boostHeads, b: bHeads, length: ofTitle, table: t},
		{name: store.FieldBody, boost: boostBody, b: bBody, avg: avg[2], length: ofBody, table: t},
	}
	// Pairs of runes have no title of their own; they follow the length of the whole entry.
	s.pairs = []*fieldWeight{{name: store.FieldPairs, boost: boostBody, b: bBody, avg: avg[0] + avg[2], length: ofAll, table: t}}
	s.keys = []*fieldWeight{{name: store.FieldKeys, boost: boostTitle, length: ofTitle, table: t}}
	return s
}

func idf(n, df int) float32 {
	return float32(math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5)))
}

// key is the name of a part in scorer.terms.
func (p *part) key() string {
	switch p.in {
	case inPairs:
		return "\x00" + p.term
	case inTitle:
		return "\x01" + p.term
	case inKeys:
		return "\x02" + p.term
	}
	return p.term
}

// postings returns the entries that have a term, in no order, each once.
func (s *scorer) postings(p part) ([]posting, error) {
	key := p.key()
	if list, ok := s.terms[key]; ok {
		return list, nil
	}
	list, err := s.read(p, s.words, s.acc)
	s.terms[key] = list
	return list, err
}

// manyRows is from how many entries on postings are read on several cores: below, starting them costs more.
const manyRows = 20000

// Of an index of more than manyBytes of postings the memory is let go after each manyTerms terms, which read 20 MB of it: a wide
// query over 100,000 entries would hold 110 MB.
const manyBytes, manyTerms = 64 << 20, 8

// prefetch reads the postings of all parts of a plan, on all cores.
func (s *scorer) prefetch(p *plan) error {
	if len(s.acc) < manyRows {
		return nil
	}
	var parts []part
	seen := map[string]bool{}
	add := func(x part) {
		if key := x.key(); !seen[key] && s.terms[key] == nil {
			seen[key] = true
			parts = append(parts, x)
		}
	}
	for i := range p.variants {
		for _, x := range p.variants[i].parts {
			add(x)
		}
	}
	for _, b := range p.beside {
		add(b.part)
	}
	lists := make([][]posting, len(parts))
	var next atomic.Int64
	large := s.gen.WordsSize() > manyBytes
	var workers errgroup.Group
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() error {
			acc, from := make([]float32, len(s.acc)), s.gen.Postings()
			for i := int(next.Add(1)) - 1; i < len(parts); i = int(next.Add(1)) - 1 {
				var err error
				if lists[i], err = s.read(parts[i], from, acc); err != nil {
					return err
				}
				if large && i%manyTerms == manyTerms-1 {
					s.gen.ReleaseWords()
				}
			}
			return nil
		})
	}
	err := workers.Wait()
	if large && len(parts) >= manyTerms {
		s.gen.ReleaseWords()
	}
	for i, x := range parts {
		s.terms[x.key()] = lists[i]
	}
	return err
}

// read reads the postings of a term; acc is scratch, a zero a row.
func (s *scorer) read(p part, from *store.Postings, acc []float32) ([]posting, error) {
	fields := s.fields
	switch p.in {
	case inPairs:
		fields = s.pairs
	case inTitle:
		fields = s.fields[:1]
	case inKeys:
		fields = s.keys
	}
	if err := s.ctx.Err(); err != nil {
		return nil, err
	}
	var touched []uint32
	for _, f := range fields {
		n, err := from.Find(f.name, p.term)
		if err != nil {
			return nil, err
		}
		touched = slices.Grow(touched, n)
		gains := f.gains(n, len(acc))
		err = from.Each(func(row int, times uint64) {
			if acc[row] == 0 {
				touched = append(touched, uint32(row))
			}
			if gains != nil {
				acc[row] += gains[row] * float32(times)
			} else {
				acc[row] += f.gainOf(row) * float32(times)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	list := make([]posting, len(touched))
	for i, row := range touched {
		list[i] = posting{row, acc[row] / (acc[row] + k1)}
		acc[row] = 0
	}
	return list, nil
}

// name marks the entries of a list as having a name that was typed.
func (s *shares) name(list []posting, rows int) {
	if s.named == nil {
		s.named = make([]bool, rows)
	}
	for _, e := range list {
		s.named[e.row] = true
	}
}

// matched is a variant with the entries it stands in. Of an entry in list it is worth factor × sat, and factor × cov says how
// much of it is there regardless of how often; of a variant that is one term all of it is, and cov is nil: the list is then
// that of the term, not a copy.
type matched struct {
	v    *variant
	list []posting
	cov  []float32 // of list
}

// covers is how much of the variant the entry list[i] has.
func (m *matched) covers(i int) float32 {
	if m.cov == nil {
		return m.v.factor
	}
	return m.v.factor * m.cov[i]
}

// strong says whether any entry has so much of the variant that it has the word itself.
func (m *matched) strong() bool {
	for i := range m.list {
		if m.covers(i) >= strong {
			return true
		}
	}
	return false
}

// matches finds where a variant stands.
func (s *scorer) matches(v *variant) (m matched, err error) {
	m.v = v
	if v.facet != nil {
		for row := range s.gen.Table.Len() {
			if v.facet(row) {
				m.list = append(m.list, posting{uint32(row), 1})
			}
		}
		return m, nil
	}
	if len(v.parts) == 1 {
		m.list, err = s.postings(v.parts[0])
		return m, err
	}
	weights := make([]float32, len(v.parts))
	lists := make([][]posting, len(v.parts))
	var sum float32
	for i, p := range v.parts {
		if lists[i], err = s.postings(p); err != nil || v.all && len(lists[i]) == 0 {
			return m, err
		}
		weights[i] = idf(s.gen.Table.Len(), len(lists[i]))
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
	m.list, m.cov = make([]posting, 0, len(touched)), make([]float32, 0, len(touched))
	for _, row := range touched {
		if !v.all || int(s.seen[row]) == len(v.parts) {
			sat := s.acc[row]
			if v.whole {
				sat = 1
			}
			m.list, m.cov = append(m.list, posting{row, sat}), append(m.cov, s.cov[row])
		}
		s.acc[row], s.cov[row], s.seen[row] = 0, 0, 0
	}
	return m, nil
}

// shares are the scores of all entries, by row.
type shares struct {
	share, cov []float32 // the share of the ideal, and how much of what was asked is there at all
	weights    []float32 // of the typed words, adding up to 1
	found      []matched // the variants that stand somewhere
	named      []bool    // it has a name that was typed, as it was typed or by its initials; nil for none
}

// together lists, for each typed word, where it stands beside a word that it is typed beside.
func (s *scorer) together(p *plan) ([][]posting, error) {
	out := make([][]posting, len(p.words))
	for _, b := range p.beside {
		list, err := s.postings(b.part)
		if err != nil {
			return nil, err
		}
		if b.whole {
			list = slices.Clone(list)
			for i := range list {
				list[i].sat = 1
			}
		}
		out[b.first] = append(out[b.first], list...)
		out[b.second] = append(out[b.second], list...)
	}
	return out, nil
}

// witness adds to what rows have of a word that they are of a track it names: once, though it names their subtrack too.
func (s *scorer) witness(list []matched) {
	var seen []bool
	for _, m := range list {
		if !m.v.besides {
			continue
		}
		if seen == nil {
			seen = make([]bool, len(s.acc))
		}
		for _, e := range m.list {
			if !seen[e.row] {
				seen[e.row] = true
				s.acc[e.row] += m.v.factor * (1 - s.acc[e.row])
			}
		}
	}
}

// tally is what the words of a compound count, by row.
type tally struct {
	share, cov []float32
	weight     float32
}

// asOne finds out which compounds some entry has as one. The parts of the others count as they are written.
func (s *shares) asOne(p *plan) {
	for _, c := range p.compounds {
		c.asOne = slices.ContainsFunc(s.found, func(m matched) bool { return m.v.holds(c) && !m.v.besides && m.strong() })
		if !c.asOne {
			s.found = slices.DeleteFunc(s.found, func(m matched) bool {
				return m.v.meant && c.first <= m.v.first && m.v.last <= c.last && !m.v.holds(c)
			})
		}
	}
}

// holds says whether a variant is of all words of a compound.
func (v *variant) holds(c *compound) bool { return v.first <= c.first && c.last <= v.last }

// add adds what the parts of a compound count, and leaves the tally zero for the next.
func (s *shares) add(c *compound, of *tally) {
	c.full = make([]bool, len(s.share))
	for row, cov := range of.cov {
		factor := float32(asParts)
		if c.asOne && cov >= of.weight/2 {
			c.full[row], factor = true, 1
		}
		s.share[row] += factor * of.share[row]
		s.cov[row] += factor * cov
	}
	clear(of.share)
	clear(of.cov)
	of.weight = 0
}

// score computes the shares for the words of a plan.
func (s *scorer) score(p *plan) (*shares, error) {
	out, err := s.find(p)
	if err != nil {
		return nil, err
	}
	together, err := s.together(p)
	if err != nil {
		return nil, err
	}
	of := make([][]matched, len(p.words)) // by typed word
	for _, m := range out.found {
		for w := m.v.first; w < m.v.last; w++ {
			of[w] = append(of[w], m)
		}
	}
	var apart tally
	for w, list := range of {
		weight := idf(len(s.acc), max(s.best(list), int(missing*float64(len(s.acc)))))
		if p.words[w].Stop {
			weight *= stopWeight
		}
		if p.rarity > 0 {
			weight = float32(math.Pow(float64(weight), p.rarity))
		}
		out.weights[w] = weight
		s.near(together[w])
		s.witness(list)
		c, to := p.compound(w), tally{share: out.share, cov: out.cov}
		if c != nil {
			if apart.share == nil {
				apart = tally{share: make([]float32, len(s.acc)), cov: make([]float32, len(s.acc))}
			}
			apart.weight += weight
			to = apart
		}
		s.give(to, weight)
		if c != nil && w == c.last-1 {
			out.add(c, &apart)
		}
	}
	out.divide()
	return out, nil
}

// find finds where the variants of a plan stand.
func (s *scorer) find(p *plan) (*shares, error) {
	n := s.gen.Table.Len()
	out := &shares{share: make([]float32, n), cov: make([]float32, n), weights: make([]float32, len(p.words))}
	if err := s.prefetch(p); err != nil {
		return nil, err
	}
	for i := range p.variants {
		v := &p.variants[i]
		if p.without.drop != nil && p.without.drop(v) {
			continue
		}
		m, err := s.matches(v)
		if err != nil {
			return nil, err
		}
		if len(m.list) == 0 {
			continue
		}
		out.found = append(out.found, m)
		if (v.why == whyTyped || v.why == whyCalled) && p.isName(v.first) {
			out.name(m.list, n)
		}
	}
	out.asOne(p)
	return out, nil
}

// best writes the best of the variants of a word, but its tracks, into acc, how much of it is there into cov, and the rows that have any
// of it into touched. It returns how many have the word itself.
func (s *scorer) best(list []matched) (df int) {
	s.touched = s.touched[:0]
	for _, m := range list {
		for i, e := range m.list {
			had, cov := s.cov[e.row], m.covers(i)
			if had == 0 {
				s.touched = append(s.touched, e.row)
			}
			if cov >= strong && had < strong {
				df++
			}
			if !m.v.besides {
				s.acc[e.row] = max(s.acc[e.row], m.v.factor*e.sat)
			}
			s.cov[e.row] = max(had, cov)
		}
	}
	return df
}

// near adds to what rows have of a word for the words that it stands beside in them, as it was typed.
func (s *scorer) near(together []posting) {
	if len(together) == 0 {
		return
	}
	if s.beside == nil {
		s.beside = make([]float32, len(s.acc))
	}
	for _, pair := range together {
		s.beside[pair.row] = max(s.beside[pair.row], pair.sat)
	}
	for _, row := range s.touched {
		if s.acc[row] > 0 {
			s.acc[row] += nearGain * s.beside[row] * (1 - s.acc[row])
		}
	}
	for _, pair := range together {
		s.beside[pair.row] = 0
	}
}

// give adds what the rows have of a word to a tally, and leaves the scratch zero.
func (s *scorer) give(to tally, weight float32) {
	for _, row := range s.touched {
		to.share[row] += weight * s.acc[row]
		to.cov[row] += weight * s.cov[row]
		s.acc[row], s.cov[row] = 0, 0
	}
}

// divide makes shares of the sums over words.
func (s *shares) divide() {
	sum := float32(0)
	for _, w := range s.weights {
		sum += w
	}
	if sum == 0 {
		return
	}
	for i := range s.weights {
		s.weights[i] /= sum
	}
	for row := range s.share {
		s.share[row] /= sum
		s.cov[row] /= sum
	}
}

// Term is a list of postings that a query reads.
type Term struct{ Field, Text string }

// Terms lists what words alone make a query read: what it would ask of Bleve, if Bleve scored it.
func (s *Searcher) Terms(ctx context.Context, text string) ([]Term, error) {
	asked, musts, _ := split(Parse(text), Filters{})
	m, err := s.match(ctx, asked, musts, false, Lexical)
	if err != nil {
		return nil, err
	}
	var out []Term
	for key := range m.scorer.terms {
		fields := m.scorer.fields
		switch key[0] {
		case 0:
			fields, key = m.scorer.pairs, key[1:]
		case 1:
			fields, key = fields[:1], key[1:]
		case 2:
			fields, key = m.scorer.keys, key[1:]
		}
		for _, f := range fields {
			out = append(out, Term{f.name, key})
		}
	}
	return out, nil
}
