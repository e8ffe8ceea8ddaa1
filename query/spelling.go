package query

import (
	"cmp"
	"iter"
	"maps"
	"papersearch/fold"
	"papersearch/segment"
	"papersearch/store"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"
)

// The lengths of words whose spelling is doubted: shorter ones are near to everything, longer ones are no words, and
// the automaton that finds what is near grows with them until Bleve refuses it.
const minSpelt, maxSpelt = 5, 30

// spelling adds, for each word that the log lacks, the words of the log that it begins, or else those that it may be a slip of.
// It says whether it found any.
func (s *Searcher) spelling(p *plan, sh *shares) (bool, error) {
	reader, ok := s.gen.Words.(index.IndexReaderFuzzy)
	if !ok {
		return false, nil
	}
	have, before := p.had(sh), len(p.variants)
	for i, w := range p.words {
		lone := len(p.words) == 1 && loneHan(w) // a log that has it as a word has it in others too
		if _, date := p.dates[i]; !w.Stop && !date && (lone || !have[i]) {
			if err := s.otherForms(reader, p, i, lone); err != nil {
				return false, err
			}
		}
	}
	return len(p.variants) > before, nil
}

// had says of each word of a plan whether some entry has it.
func (p *plan) had(sh *shares) []bool {
	have := make([]bool, len(p.words))
	for _, m := range sh.found {
		if !m.strong() {
			continue
		}
		for w := m.v.first; w < m.v.last; w++ {
			have[w] = true
		}
	}
	return have
}

func loneHan(w segment.Word) bool { return w.Han && utf8.RuneCountInString(w.Term) == 1 }

// otherForms adds what word i is known as, begins, is written as two words for, or is a slip of.
func (s *Searcher) otherForms(reader index.IndexReaderFuzzy, p *plan, i int, lone bool) error {
	w := p.words[i]
	if called := s.initials(p, i); len(called) > 0 && !p.isName(i) { // names have been looked up
		n, err := s.gen.Postings().Find(store.FieldKeys, called[0].parts[0].term)
		if err != nil {
			return err
		}
		if n > 0 {
			p.variants = append(p.variants, called...)
			return nil
		}
	}
	typed := fold.Key(p.text[w.Start:w.End])
	if i == len(p.words)-1 { // what stands before others is typed: gene is not the beginning of generation
		longer, err := s.begun(w, typed, lone)
		if err != nil {
			return err
		}
		for _, term := range longer {
			p.variants = append(p.variants, variant{first: i, last: i + 1, parts: []part{{term: term}}, factor: asBegun, why: "part of " + term})
		}
		if len(longer) > 0 {
			return nil
		}
	}
	if w.Han || len(w.Term) < minSpelt || len(w.Term) > maxSpelt || !fold.ASCII(w.Term) {
		return nil
	}
	apart, err := s.apart(p.text[w.Start:w.End])
	if err != nil {
		return err
	}
	if len(apart) > 0 {
		p.variants = append(p.variants, variant{first: i, last: i + 1, parts: apart, all: true, factor: asApart, why: "written as two"})
		return nil
	}
	near, distance, err := s.respelt(reader, typed, w.Term)
	if err != nil || len(near) == 0 {
		return err
	}
	factor := float32(asSpelt)
	if distance > 1 {
		factor = asSpelt2
	}
	var forms []string
	for _, r := range near {
		if r.form == r.term {
			if r.form, err = s.written(r.term); err != nil {
				return err
			}
		}
		p.variants = append(p.variants, variant{first: i, last: i + 1, parts: []part{{term: r.term}}, factor: factor, why: "spelled " + r.form})
		forms = append(forms, r.form)
	}
	p.relaxed = append(p.relaxed, "spelling: "+p.text[w.Start:w.End]+" → "+strings.Join(forms, ", "))
	return nil
}

// A wrong rune breaks a Chinese word in pieces: 强化学系 is 强化 and 学系, 时间序烈 is 时间, 序 and 烈. The pieces that the log lacks
// are doubted, and lone runes beside them; not words that people know, which are no slips (量子 in 量子计算). A slip is looked for in
// them together with up to maxBeside of the words before and behind. The word has maxSlip runes at most, minSlip at least; of a
// single doubted rune a longer one is wanted, for 数据湖 is no slip of 数据库. Before a term of the glossary such a rune tells of
// which kind it is: 元强化学习 is no slip of 逆强化学习, unless the log has that.
const minSlip, minLoneSlip, maxSlip, maxBeside = 3, 5, 8, 2

// maxSlips is how many stretches of a query are doubted, each a few looks into the dictionary of the index: who lacks more asks
// about other things.
const maxSlips = 4

// slips is the text of a plan with the Chinese words that the log lacks as the log or the glossary has them, where they differ in
// a rune; notes say so. The text as it is where there are none.
func (s *Searcher) slips(p *plan, sh *shares) (text string, notes []string, err error) {
	reader, ok := s.gen.Words.(index.IndexReaderFuzzy)
	if !ok {
		return p.text, nil, nil
	}
	have, done, doubted := p.had(sh), 0, 0
	for i := 0; i < len(p.words) && doubted < maxSlips; i++ {
		last := s.doubted(p, have, i)
		if last == i {
			continue
		}
		doubted++
		from, to, word, err := s.slip(reader, p, i, last)
		if err != nil {
			return "", nil, err
		}
		if start, end := p.words[from].Start, p.words[to-1].End; word != "" && start >= done {
			text += p.text[done:start] + word
			notes = append(notes, "spelling: "+p.text[start:end]+" → "+word)
			done = end
		}
		i = last - 1
	}
	return text + p.text[done:], notes, nil
}

// doubted is the end of the words from i on that may be pieces of a word with a wrong rune; i for none.
func (s *Searcher) doubted(p *plan, have []bool, i int) int {
	lacks := false
	last := i
	for ; last < len(p.words) && (last == i || p.words[last].Start == p.words[last-1].End); last++ {
		w := p.words[last]
		_, date := p.dates[last]
		if !w.Han || w.Stop || date || !loneHan(w) && (have[last] || s.dict.IsCommon(w.Term)) {
			break
		}
		lacks = lacks || !have[last]
	}
	if !lacks {
		return i
	}
	return last
}

// slip is the word that the doubted words first..last-1 are with words beside them, from..to-1 in all, but for a rune of the
// doubted ones. The longest counts, of the log before the glossary; "" for none.
func (s *Searcher) slip(reader index.IndexReaderFuzzy, p *plan, first, last int) (from, to int, word string, err error) {
	text := func(a, b int) string { return p.text[p.words[a].Start:p.words[b-1].End] }
	joins := func(i int) bool { // whether word i and the one behind it stand together, and are words
		return i >= 0 && i+1 < len(p.words) && p.words[i].End == p.words[i+1].Start && p.words[i].Han && p.words[i+1].Han && !p.words[i].Stop && !p.words[i+1].Stop
	}
	from, to = first, last
	for from > first-maxBeside && joins(from-1) {
		from--
	}
	for to < last+maxBeside && joins(to-1) {
		to++
	}
	least := minSlip
	if utf8.RuneCountInString(text(first, last)) == 1 {
		least = minLoneSlip
	}
	type stretch struct{ from, to, runes int }
	var all []stretch
	for a := from; a <= first; a++ {
		for b := last; b <= to; b++ {
			if n := utf8.RuneCountInString(text(a, b)); n >= least && n <= maxSlip {
				all = append(all, stretch{a, b, n})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y stretch) int { return cmp.Compare(y.runes, x.runes) })
	for _, x := range all {
		typed, before, behind := fold.String(text(x.from, x.to)), "", ""
		if s.dict.Has(typed) {
			continue // 编译器 is no slip of 编码器
		}
		if x.from < first {
			before = fold.String(text(x.from, first))
		}
		if x.to > last {
			behind = fold.String(text(last, x.to))
		}
		counts := map[string]uint64{}
		found := func(term string, n uint64) {
			if utf8.RuneCountInString(term) == x.runes && strings.HasPrefix(term, before) && strings.HasSuffix(term, behind) {
				counts[term] += n
			}
		}
		if err := s.near(reader, typed, 1, before, found); err != nil {
			return 0, 0, "", err
		}
		if len(counts) == 0 && !(x.from == first && last == first+1 && loneHan(p.words[first]) && len(s.dict.Glossary().Means(behind)) > 0) {
			for _, term := range s.dict.Glossary().ARuneAway(typed) {
				found(term, 1)
			}
		}
		if len(counts) > 0 {
			return x.from, x.to, frequent(counts, nil)[0].term, nil
		}
	}
	return first, last, "", nil
}

// near calls found for the words of the log at an edit distance, other than the word itself, that begin with prefix, and how many
// entries of a field have them.
func (s *Searcher) near(reader index.IndexReaderFuzzy, term string, distance int, prefix string, found func(term string, n uint64)) error {
	for _, field := range []string{store.FieldTitle, store.FieldBody} {
		d, err := reader.FieldDictFuzzy(field, term, distance, prefix)
		if err != nil {
			return err
		}
		for e, err := d.Next(); e != nil || err != nil; e, err = d.Next() {
			if err != nil {
				return err
			}
			if e.Term != term {
				found(e.Term, e.Count)
			}
		}
		if err := d.Close(); err != nil {
			return err
		}
	}
	return nil
}

// minBegun is how many letters of a Latin word say which word it becomes, and maxBegun how many words are thought of.
const minBegun, maxBegun = 4, 20

// begun lists the words of the log that begin with a Latin word as it was typed (spatting is not the beginning of
// spatiotemporal, though its stem is), the frequent first; for a Han rune that is all there is of a query, those that have it.
func (s *Searcher) begun(w segment.Word, typed string, lone bool) ([]string, error) {
	if !lone && (w.Han || len(w.Term) < minBegun || !fold.ASCII(w.Term)) {
		return nil, nil
	}
	count := map[string]uint64{}
	for _, field := range []string{store.FieldTitle, store.FieldBody} {
		var d index.FieldDict
		var err error
		if !lone {
			d, err = s.gen.Words.FieldDictPrefix(field, []byte(w.Term))
		} else if reader, ok := s.gen.Words.(index.IndexReaderRegexp); ok {
			d, err = reader.FieldDictRegexp(field, ".*"+regexp.QuoteMeta(w.Term)+".*")
		}
		if d == nil || err != nil {
			return nil, err
		}
		for e, err := d.Next(); e != nil || err != nil; e, err = d.Next() {
			if err != nil {
				return nil, err
			}
			if e.Term != w.Term && (lone || strings.HasPrefix(e.Term, strings.TrimSuffix(typed, "s"))) {
				count[e.Term] += e.Count
			}
		}
		if err := d.Close(); err != nil {
			return nil, err
		}
	}
	terms := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	return terms[:min(len(terms), maxBegun)], nil
}

// apart cuts a word that the log lacks in two that stand in one entry: dcn and v2 for DCNv2. Of several cuts the
// one with the rarest halves is taken; nil for none.
func (s *Searcher) apart(word string) (parts []part, err error) {
	fewest := -1
	for cut := 2; cut <= len(word)-2; cut++ {
		two := s.analyzer.Words(word[:cut] + " " + word[cut:])
		if len(two) != 2 || two[0].Stop || two[1].Stop {
			continue
		}
		lists := [2]map[int]bool{}
		for i, w := range two {
			lists[i], err = s.entriesWith(w.Term)
			if err != nil {
				return nil, err
			}
		}
		both := 0
		for row := range lists[0] {
			if lists[1][row] {
				both++
			}
		}
		if n := len(lists[0]) + len(lists[1]); both > 0 && (fewest < 0 || n < fewest) {
			fewest, parts = n, []part{{term: two[0].Term}, {term: two[1].Term}}
		}
	}
	return parts, nil
}

// entriesWith lists the entries that have a term in the title or the alias: names are what one writes apart.
func (s *Searcher) entriesWith(term string) (map[int]bool, error) {
	out, from := map[int]bool{}, s.gen.Postings()
	for _, field := range []string{store.FieldTitle, store.FieldAlias} {
		if _, err := from.Find(field, term); err != nil {
			return nil, err
		}
		if err := from.Each(func(row int, _ uint64) { out[row] = true }); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// respelling is a word of the log that may have been meant: its term, and how it is written as far as that is known.
type respelling struct{ term, form string }

// respelt lists up to three words of the log at the least edit distance from one that it lacks, the frequent first. One letter
// may differ in words of five to seven, two in longer ones; the first letter is right (people do not miss it, and the search is
// a hundredth of the dictionary).
//
// The log's dictionary has stems. A slip in an ending leaves none, quantizaton is far from quantiz: so what no stem is a letter
// away from may be a letter away from a word that has such a stem.
//
// A word that people know is no slip of another: strong is not string, ready not read. Only its stem may lack a letter of what
// the log has: reduction has reduct, and reduce reduc.
func (s *Searcher) respelt(reader index.IndexReaderFuzzy, typed, term string) (near []respelling, distance int, err error) {
	known := segment.IsEnglish(typed)
	counts := map[string]uint64{}
	within := func(distance int) ([]respelling, error) {
		err := s.near(reader, term, distance, term[:1], func(other string, n uint64) {
			if fold.ASCII(other) && (!known || sameFamily(other, term)) {
				counts[other] += n
			}
		})
		return frequent(counts, nil), err
	}
	if near, err = within(1); len(near) > 0 || err != nil {
		return near, 1, err
	}
	if known {
		return nil, 0, nil
	}
	if near, err = s.inflected(typed, term); len(near) > 0 || err != nil {
		return near, 1, err
	}
	if len(term) >= 8 {
		near, err = within(2)
	}
	return near, 2, err
}

// sameFamily says whether one stem begins the other, and is long enough to say what both are about.
func sameFamily(a, b string) bool {
	return min(len(a), len(b)) >= minSpelt && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// inflected are the words of the log that have the stem of a word a letter away from one that it lacks.
func (s *Searcher) inflected(typed, term string) ([]respelling, error) {
	if !lowercase(typed) {
		return nil, nil
	}
	forms, counts := map[string]string{}, map[string]uint64{} // by term
	for form := range aLetterAway(typed) {
		t := segment.Stem(form)
		if _, ok := forms[t]; ok || t == term || len(t) < minBegun {
			continue
		}
		forms[t] = form
		for _, field := range []string{store.FieldTitle, store.FieldBody} {
			n, err := s.gen.Postings().Find(field, t)
			if err != nil {
				return nil, err
			}
			if n > 0 {
				counts[t] += uint64(n)
			}
		}
	}
	return frequent(counts, forms), nil
}

// written is how the log writes a term, Transformers for transform: as the first entry that has it does.
func (s *Searcher) written(term string) (string, error) {
	for _, field := range []string{store.FieldTitle, store.FieldBody} {
		row, from := -1, s.gen.Postings()
		if _, err := from.Find(field, term); err != nil {
			return "", err
		}
		err := from.Each(func(i int, _ uint64) {
			if row < 0 || i < row {
				row = i
			}
		})
		if err != nil {
			return "", err
		}
		if row < 0 {
			continue
		}
		rec, err := s.gen.Record(row)
		if err != nil {
			return "", err
		}
		text := rec.Title
		if field == store.FieldBody {
			if text, err = s.gen.Text(row); err != nil {
				return "", err
			}
		}
		for _, w := range s.dict.Load(text).Words(text) {
			if w.Term == term {
				return text[w.Start:w.End], nil
			}
		}
	}
	return term, nil
}

// frequent are the three most frequent of terms, with the forms that are known.
func frequent(counts map[string]uint64, forms map[string]string) (out []respelling) {
	for _, t := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	}) {
		out = append(out, respelling{t, cmp.Or(forms[t], t)})
	}
	return out[:min(len(out), 3)]
}

// aLetterAway yields the words that differ from one in a letter behind the first: one left out, put in or changed, or two
// swapped.
func aLetterAway(word string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := 1; i <= len(word); i++ {
			head, tail := word[:i], word[i:]
			if len(tail) > 0 && !yield(head+tail[1:]) || len(tail) > 1 && !yield(head+tail[1:2]+tail[:1]+tail[2:]) {
				return
			}
			for c := 'a'; c <= 'z'; c++ {
				if !yield(head+string(c)+tail) || len(tail) > 0 && !yield(head+string(c)+tail[1:]) {
					return
				}
			}
		}
	}
}

// lowercase says whether a word is of the letters a to z alone.
func lowercase(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
}
