package query

import (
	"cmp"
	"fmt"
	"papersearch/fold"
	"papersearch/readlog"
	"papersearch/segment"
	"papersearch/store"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxWords is how many typed words are looked up. More than that is a pasted text, of which the beginning
// says what it is about.
const maxWords = 100

const longQuery = "the query is long: its first words were used"

// stopWeight is how much of its weight a function word keeps in a query: enough to order two equal entries.
const stopWeight = 0.03

// The factors of variants: how much of a whole match each is worth. What they are for, each with the query
// that goes wrong without it:
const (
	asTyped  = 1.0
	asJoined = 0.95 // "mobile vlm" for MobileVLM: below a title that has the words as typed
	asPieces = 0.75 // text-to-image for "text to image"
	asPairs  = 0.95 // 视觉 inside a longer word of the dictionary: it is there, to the letter
	asMeant  = 0.95 // glossary: 文生图 for T2I; entries that say it as typed come first
	asNamed  = 0.8  // Meituan for an entry by 美团
	// 烹饪 for cook: likely, not sure, and other entries may have the word. At 0.3 en2zh loses 0.02 by words alone; at 0.5 one more
	// of the foreign queries is answered on the sample.
	asTranslated = 0.4
	asParts      = 0.55 // 扩散 and 模型 for 扩散模型
	asSpelt      = 0.75 // one letter off: imgaen; below strong it would count as a word the log lacks
	asSpelt2     = 0.6  // two letters off
	asDated      = 0.6  // 2024.1 for what was read or published then
	asSaid       = 0.9  // 2024年1月读的 for what was read then, published in 2024 for what was published
	asDay        = 0.95 // 2024-01-17 for what was read that day: above what is of the month alone
	asVenue      = 0.95 // Nature for what stands in it, before what says natural
	asTrack      = 0.5  // 多模态 for an entry of that track, besides what it says of it: a pull, no match by itself
	asApart      = 0.75 // "dcn v2" for DCNv2
	asCalled     = 0.75 // ldm for Latent Diffusion Models
	asTitled     = 0.9  // ResNet for Deep Residual Learning for Image Recognition, before entries that name it
	asBegun      = 0.7  // transf for transformer: half a word, as while one types
	somePair     = 0.45 // 多模 for 多模太: a typo in Chinese
	// Q for Q-Former is no match: an entry that has it and another word of the query must not pass the one that
	// has Q-Former.
	somePiece = 0.3
)

// where a part is looked up.
type where uint8

const (
	inText  where = iota // title, alias and body
	inPairs              // neighbours: pairs of Han runes, of Latin words, of one and the other
	inTitle
	inKeys // of links, short names and initials: see store.FieldKeys
)

// part is one term that a variant needs.
type part struct {
	term string
	in   where
	stop bool
}

// variant is one way in which an entry can have the typed words first..last-1.
type variant struct {
	first, last int
	parts       []part
	all         bool // all parts must be there; else each counts by its weight
	whole       bool // an entry with all parts has all of the variant, however often they stand in it
	factor      float32
	facet       func(row int) bool // instead of parts: a fact of the entry
	besides     bool               // counts besides what the entry says, not instead: see score.go
	meant       bool               // the words say it otherwise
	why         string             // for --explain
}

// plan is what a query looks for.
type plan struct {
	text      string
	words     []segment.Word
	dates     map[int]dateVerb  // the words that are dates
	keys      []string          // of what was typed, if it is nothing but addresses and numbers of papers: see readlog.Identifiers
	known     []segment.Synonym // of the glossary, longer ones first from each word on
	variants  []variant
	compounds []*compound
	beside    []beside // neighbours among the words
	relaxed   []string // what was changed to find something, for the user
	says      bool     // it has words that say something, so that its meaning can be compared
	without   ablation
	rarity    float64 // the power of idf by which words weigh; 0 is 1
}

// compound is a Chinese word that was taken apart into words first..last-1.
type compound struct {
	first, last int
	term        string
	asOne       bool   // some entry has it as one, however it is said; found out by score, as the next
	full        []bool // by row, its parts count in full
}

// takeApart makes words of the parts of compounds that the glossary knows: 多任务 and 学习 of 多任务学习. Each is asked for with what it
// means, so that beside entries about multi-task learning those with a multi-task model are found.
func (p *plan) takeApart(g *segment.Glossary) {
	var words []segment.Word
	dates := map[int]dateVerb{}
	for i, w := range p.words {
		if verb, ok := p.dates[i]; ok {
			dates[len(words)] = verb
		}
		parts := tiles(w)
		if len(parts) < 2 || len(g.Means(w.Term)) == 0 {
			words = append(words, w)
			continue
		}
		p.compounds = append(p.compounds, &compound{first: len(words), last: len(words) + len(parts), term: w.Term})
		words = append(words, parts...)
	}
	p.words, p.dates = words, dates
}

// compound is the one that a word is a part of, nil for none.
func (p *plan) compound(word int) *compound {
	for _, c := range p.compounds {
		if c.first <= word && word < c.last {
			return c
		}
	}
	return nil
}

// tiles are the outermost words that a Chinese word consists of, nil if it has runes beside them.
func tiles(w segment.Word) (out []segment.Word) {
	if !w.Han {
		return nil
	}
	end := w.Start
	for _, x := range w.Parts {
		switch {
		case x.Start == end:
			out = append(out, segment.Word{Term: x.Term, Start: x.Start, End: x.End, Han: true, Stop: x.Stop})
			end = x.End
		case x.End <= end:
			last := &out[len(out)-1]
			last.Parts = append(last.Parts, x)
		}
	}
	if end != w.End {
		return nil
	}
	return out
}

// plan lists the words of a text and all their variants but the spelling ones.
func (s *Searcher) plan(text string) *plan {
	synonymsOf := s.dict.Load(text)
	p := &plan{text: text, words: synonymsOf.Words(text), without: s.without}
	if len(p.words) > maxWords {
		p.words = p.words[:maxWords]
		p.relaxed = append(p.relaxed, longQuery)
	}
	p.findDates()
	p.takeApart(s.dict.Glossary())
	for i, w := range p.words {
		if _, date := p.dates[i]; !date && !w.Stop && utf8.RuneCountInString(w.Term) > 1 {
			p.says = true
		}
	}
	if !slices.ContainsFunc(p.words, func(w segment.Word) bool { return !w.Stop }) {
		for i := range p.words { // nothing but function words: then they are what is meant
			p.words[i].Stop = false
		}
	}
	p.known = s.dict.Glossary().Match(text, p.words)
	matches := append(slices.Clone(p.known), s.explained(p)...)
	texts := []string{text}
	for _, m := range matches {
		texts = append(texts, m.Terms...)
	}
	titles := p.titles()
	for _, m := range titles {
		texts = append(texts, m.Terms...)
	}
	translated := p.translated(matches)
	for _, v := range translated {
		texts = append(texts, v.parts[0].term)
	}
	s.analyzer = s.dict.Load(texts...)
	for i, w := range p.words {
		p.literal(i, w)
		if p.isName(i) {
			p.variants = append(p.variants, s.initials(p, i)...)
		}
		p.variants = append(p.variants, s.joined(p, i)...)
	}
	for _, c := range p.compounds {
		p.written(c)
	}
	p.loneRunes()
	p.shortNames(s.gen, matches)
	if !s.without.neighbours {
		p.neighbours(s.analyzer)
		p.neighbourMeanings(s.analyzer, matches)
	}
	for i, m := range matches {
		why := "means "
		if i >= len(p.known) {
			why = "the log calls it "
		}
		if m.Last <= len(p.words) && slices.ContainsFunc(p.words[m.First:m.Last], func(w segment.Word) bool { return !w.Stop }) {
			p.variants = append(p.variants, s.meant(m, why)...)
		}
	}
	for _, m := range titles {
		p.variants = append(p.variants, s.titled(m))
	}
	p.variants = append(p.variants, translated...)
	s.named(p)
	p.linked()
	return p
}

// maxTranslated is how many words of a query are translated: each of their terms is a look into the index.
const maxTranslated = 8

// translated are the words of the other language that a typed word may be said by, where neither glossary nor log knows it:
// what was written down needs no guesses.
func (p *plan) translated(known []segment.Synonym) (out []variant) {
	n := 0
	for i, w := range p.words {
		if w.Stop || n == maxTranslated || slices.ContainsFunc(known, func(m segment.Synonym) bool { return m.First <= i && i < m.Last }) {
			continue
		}
		terms := segment.Translations(w.Term)
		if len(terms) > 0 {
			n++
		}
		for _, t := range terms {
			out = append(out, variant{first: i, last: i + 1, parts: []part{{term: t}}, factor: asTranslated, why: "translated " + t})
		}
	}
	return out
}

// linked adds the addresses and numbers of papers among the words: each means the entry that it leads to, however it is written.
// A query of nothing else has no other meaning.
func (p *plan) linked() {
	p.keys = readlog.Identifiers(p.text)
	at := 0
	for typed := range strings.FieldsSeq(p.text) {
		from := at + strings.Index(p.text[at:], typed)
		at = from + len(typed)
		key := readlog.Identifier(typed)
		first := slices.IndexFunc(p.words, func(w segment.Word) bool { return w.Start >= from })
		last := first
		for last >= 0 && last < len(p.words) && p.words[last].End <= at {
			last++
		}
		if key == "" || last <= first {
			continue
		}
		p.variants = append(
			p.variants,
			variant{first: first, last: last, parts: []part{{term: readlog.Own + key, in: inKeys}}, factor: asTyped, why: "its own link"},
			variant{first: first, last: last, parts: []part{{term: key, in: inKeys}}, factor: asNamed, why: "a link in it"},
		)
	}
	if p.keys != nil {
		p.says = false
	}
}

// whyTyped is the reason of a variant that is the word itself.
const whyTyped = "as typed"

const whyCalled = "initials of a title"

// literal adds the forms of word i that are in its own letters.
func (p *plan) literal(i int, w segment.Word) {
	add := func(why string, factor float32, all bool, parts ...part) {
		p.variants = append(p.variants, variant{first: i, last: i + 1, parts: parts, all: all, factor: factor, why: why})
	}
	add(whyTyped, asTyped, false, part{term: w.Term})
	if w.Han {
		if runes := []rune(w.Term); len(runes) > 1 {
			pairs := pairs(runes)
			add("its characters together", asPairs, true, pairs...)
			if len(pairs) > 1 {
				add("some of its characters", somePair, false, pairs...)
			}
		}
	}
	if len(w.Parts) > 0 {
		var parts []part
		for _, x := range w.Parts {
			parts = append(parts, part{term: x.Term, stop: x.Stop})
		}
		if w.Han {
			add("its parts", asParts, false, parts...)
		} else {
			add("in pieces", asPieces, true, parts...)
			if len(parts) > 1 {
				add("some of its pieces", somePiece, false, parts...)
			}
		}
	}
}

// written adds the forms of a compound that are in its own letters.
func (p *plan) written(c *compound) {
	p.variants = append(
		p.variants,
		variant{first: c.first, last: c.last, parts: []part{{term: c.term}}, factor: asTyped, why: whyTyped},
		variant{first: c.first, last: c.last, parts: pairs([]rune(c.term)), all: true, factor: asPairs, why: "its characters together"},
	)
}

// isName says whether word i was typed as names are: LoRA, MCTS, GPT-4.
func (p *plan) isName(i int) bool {
	capitals, digits := 0, 0
	for j, r := range p.text[p.words[i].Start:p.words[i].End] {
		switch {
		case unicode.IsUpper(r):
			capitals++
		case unicode.IsDigit(r):
			if j == 0 {
				return false
			}
			digits++
		}
	}
	return capitals > 1 || capitals > 0 && digits > 0
}

// maxExplained is how many words a name may have that the log explains.
const maxExplained = 8

// explained are the acronyms among the words that the log itself spells out, and the other way round.
func (s *Searcher) explained(p *plan) []segment.Synonym {
	var out []segment.Synonym
	for i := range p.words {
		for last := i + 1; last <= min(i+maxExplained, len(p.words)); last++ {
			if terms := s.gen.Means(fold.Key(p.text[p.words[i].Start:p.words[last-1].End])); len(terms) > 0 {
				out = append(out, segment.Synonym{First: i, Last: last, Terms: terms})
			}
		}
	}
	return out
}

// beside is a pair of typed words that stand together, and the term that says so.
type beside struct {
	first, second int
	part          part
	whole         bool // it is all that was typed, and counts by being said, not by how often or in how long an entry
}

// neighbours finds the pairs that reach over the edge of a word: 像理 in 图像理解.
func (p *plan) neighbours(a *segment.Analyzer) {
	word := 0
	for _, pair := range a.Pairs(p.text) {
		for word < len(p.words) && p.words[word].End <= pair.Start {
			word++
		}
		second := word
		for second < len(p.words) && p.words[second].End < pair.End {
			second++
		}
		if second > word && second < len(p.words) {
			p.beside = append(p.beside, beside{first: word, second: second, part: part{term: pair.Term, in: inPairs}})
		}
	}
}

// What neighbours can be said otherwise is asked for the first words of a query, and the first terms of each: every pair
// is a look into the index.
const maxMeaningWords, maxMeanings = 8, 5

// neighbourMeanings finds the pairs across two words when one or both are said as the glossary has it: for 视觉理解 an entry
// that says "visual understanding" has more of it than one with "visual" here and "understanding" there. Where nothing else was
// typed, that counts in full: by words sample +0.001, seed +0.003, zh2en +0.001, nothing in the others. In longer queries it
// costs zh2zh 0.002, and of English pairs en2en as much.
func (p *plan) neighbourMeanings(a *segment.Analyzer, matches []segment.Synonym) {
	said := make([][]string, min(len(p.words), maxMeaningWords))
	for i := range said {
		said[i] = []string{p.text[p.words[i].Start:p.words[i].End]}
	}
	for _, m := range matches {
		if m.Last != m.First+1 || m.First >= len(said) || p.words[m.First].Stop {
			continue
		}
		for _, term := range m.Terms {
			if len(said[m.First]) < maxMeanings && len(a.Words(term)) == 1 {
				said[m.First] = append(said[m.First], term)
			}
		}
	}
	whole := p.isCompound()
	for i := range len(said) - 1 {
		for x, first := range said[i] {
			for y, second := range said[i+1] {
				if x == 0 && y == 0 {
					continue // as typed
				}
				text := first + second
				if !han(first) || !han(second) {
					text = first + " " + second
				}
				for _, pair := range a.Pairs(text) {
					if pair.Start < len(first) && pair.End > len(text)-len(second) {
						p.beside = append(p.beside, beside{i, i + 1, part{term: pair.Term, in: inPairs}, whole && !han(first) && !han(second)})
					}
				}
			}
		}
	}
}

// isCompound says whether two Chinese words are all that was typed.
func (p *plan) isCompound() bool {
	n := 0
	for _, w := range p.words {
		if w.Stop {
			continue
		}
		if n++; !w.Han {
			return false
		}
	}
	return n == 2
}

func han(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Han, r)
}

// pairs are the neighbouring pairs of runes as they lie in the index.
func pairs(runes []rune) []part {
	var out []part
	for i := range len(runes) - 1 {
		p := part{term: string(runes[i : i+2]), in: inPairs}
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// joined are the words from i on written as one, where they are Latin: mini gpt-4, mobile vlm.
func (s *Searcher) joined(p *plan, i int) []variant {
	var out []variant
	for last := i + 2; last <= min(i+3, len(p.words)); last++ {
		if slices.ContainsFunc(p.words[i:last], func(w segment.Word) bool { return w.Han }) {
			break
		}
		var one strings.Builder
		for _, w := range p.words[i:last] {
			for _, r := range p.text[w.Start:w.End] {
				if unicode.IsLetter(r) || unicode.IsDigit(r) {
					one.WriteRune(r)
				}
			}
		}
		if words := s.analyzer.Words(one.String()); len(words) == 1 {
			out = append(out, variant{
				first: i, last: last, parts: []part{{term: words[0].Term}}, factor: asJoined, why: "written as one",
			})
		}
	}
	return out
}

// maxShortName is how many words of a query may be a short name.
const maxShortName = 3

// shortNames adds the entries that words of the query, or what they mean, are the short name of to the letter: of all that
// speak of GANs, the one that is called GAN is meant, as much as if it said nothing else.
func (p *plan) shortNames(g *store.Generation, matches []segment.Synonym) {
	from := g.Postings()
	add := func(first, last int, name string, factor float32, why string) {
		if n, err := from.Find(store.FieldKeys, store.NameKey+fold.Key(name)); err != nil || n == 0 {
			return // who reads the postings for the score tells of an error
		}
		called := map[int]bool{}
		_ = from.Each(func(row int, _ uint64) { called[row] = true })
		p.variants = append(p.variants, variant{first: first, last: last, facet: func(row int) bool { return called[row] }, factor: factor, why: why})
	}
	for first := range p.words {
		for last := first + 1; last <= min(first+maxShortName, len(p.words)); last++ {
			add(first, last, p.text[p.words[first].Start:p.words[last-1].End], asTyped, "its short name")
		}
	}
	for _, m := range matches {
		for _, term := range m.Terms {
			if m.Last <= len(p.words) {
				add(m.First, m.Last, term, asMeant, "means its short name "+term)
			}
		}
	}
}

// loneRunes adds, for runs of Han runes that no dictionary word covers, the pairs of the run: a name, or a typo.
func (p *plan) loneRunes() {
	for first := 0; first < len(p.words); first++ {
		var runes []rune
		last := first
		for ; last < len(p.words) && p.words[last].Han && utf8.RuneCountInString(p.words[last].Term) == 1; last++ {
			if last > first && p.words[last].Start != p.words[last-1].End {
				break
			}
			runes = append(runes, []rune(p.words[last].Term)...)
		}
		if len(runes) > 1 {
			pairs := pairs(runes)
			p.variants = append(p.variants, variant{first: first, last: last, parts: pairs, all: true, factor: asPairs, why: "its characters together"})
			if len(pairs) > 1 {
				p.variants = append(p.variants, variant{first: first, last: last, parts: pairs, factor: somePair, why: "some of its characters"})
			}
			first = last - 1
		}
	}
}

// meant are the other terms of a glossary group, or of what the log explains; why says which.
func (s *Searcher) meant(m segment.Synonym, why string) []variant {
	var out []variant
	for _, term := range m.Terms {
		words := s.analyzer.Words(term)
		v := variant{first: m.First, last: m.Last, all: true, meant: true, factor: asMeant, why: why + term}
		for _, w := range words {
			v.parts = append(v.parts, part{term: w.Term, stop: w.Stop})
		}
		if len(v.parts) > 0 {
			out = append(out, v)
		}
		if len(words) == 1 && !words[0].Han && len(words[0].Parts) > 1 {
			pieces := variant{first: m.First, last: m.Last, all: true, meant: true, factor: asMeant * asPieces, why: v.why}
			for _, x := range words[0].Parts {
				pieces.parts = append(pieces.parts, part{term: x.Term, stop: x.Stop})
			}
			out = append(out, pieces)
		}
	}
	return out
}

// titles are the titles of papers that are known by a name that was typed.
func (p *plan) titles() []segment.Synonym {
	const most = 3 // words of a name: DALL-E 2
	var out []segment.Synonym
	for i := range p.words {
		for last := i + 1; last <= min(i+most, len(p.words)); last++ {
			if title := segment.TitleOf(p.text[p.words[i].Start:p.words[last-1].End]); title != "" {
				out = append(out, segment.Synonym{First: i, Last: last, Terms: []string{title}})
			}
		}
	}
	return out
}

// titled is a name as the words of the title that it is known for. All must be there, those that say little too: of Segment
// Anything they are the half.
func (s *Searcher) titled(m segment.Synonym) variant {
	v := variant{first: m.First, last: m.Last, all: true, whole: true, factor: asTitled, why: "name of " + m.Terms[0]}
	for _, w := range s.analyzer.Words(m.Terms[0]) {
		v.parts = append(v.parts, part{term: w.Term, in: inTitle, stop: w.Stop})
	}
	return v
}

// maxName is how many words a name in a query may have.
const maxName = 6

// named adds what words say of an entry's fields: an institution, a track, a month. They pull, they do not
// exclude. A track is also named by what its name means.
func (s *Searcher) named(p *plan) {
	t := s.gen.Table
	for i := range p.words {
		for last := i + 1; last <= min(i+maxName, len(p.words)); last++ {
			if last == i+1 && p.compound(i) != nil {
				continue // who asks for a 推荐系统 does not ask for 系统
			}
			text := p.text[p.words[i].Start:p.words[last-1].End]
			add := func(why string, factor float32, facet func(row int) bool) {
				p.variants = append(p.variants, variant{first: i, last: last, facet: facet, factor: factor, why: why})
			}
			if in, ok := s.rules.Institution(text); ok && !(last == i+1 && p.words[i].Stop) {
				name := in.Name
				allowed := s.numbers(func(v string) bool { return s.within(v, name) })
				add("institution "+name, asNamed, func(row int) bool {
					s.scratch = t.Institutions(row, s.scratch[:0])
					return slices.ContainsFunc(s.scratch, func(n uint32) bool { return allowed[n] })
				})
			}
			meanings := meaningsOf(p.known, i, last)
			for _, f := range []struct {
				facet  facet
				number func(row int) uint32
				factor float32
			}{{byTrack, t.Track, asTrack}, {bySubtrack, t.Subtrack, asTrack}, {byVenue, t.Venue, asVenue}} {
				name, ok := s.wholeNames(f.facet)[fold.Key(text)]
				for _, term := range meanings { // robot for a track that is called 机器人, too
					if !ok && f.facet != byVenue {
						name, ok = s.wholeNames(f.facet)[fold.Key(term)]
					}
				}
				if ok {
					allowed := s.numbers(func(v string) bool { return v == name })
					add(FacetNames[f.facet]+" "+name, f.factor, func(row int) bool { return allowed[f.number(row)] })
					p.variants[len(p.variants)-1].besides = f.facet != byVenue
				}
			}
			if on := dayTyped(text); on > 0 {
				add("read on "+strings.TrimPrefix(day(on), "0000-"), asDay, func(row int) bool {
					read, _, _, _ := t.Dates(row)
					return read == on || on < 10000 && read%10000 == on && read%100 > 0
				})
			}
			then := func(when string, read, published func(row int) bool) {
				either := func(row int) bool { return read(row) || published(row) }
				verb, holds, factor := p.dates[i], either, float32(asDated)
				switch verb {
				case readThen:
					holds, factor = read, asSaid
				case publishedThen:
					holds, factor = published, asSaid
				}
				if verb != "" && !anyRow(t, holds) && anyRow(t, either) {
					p.relaxed = append(p.relaxed, fmt.Sprintf("date: nothing was %s in %s", verb, strings.TrimPrefix(when, "in ")))
					verb, holds, factor = "", either, asDated
				}
				add(cmp.Or(string(verb), "dated")+" "+when, factor, holds)
			}
			if from, to, ok := timeTyped(text); ok {
				want := span(number(from), number(to))
				then(want.String(), func(row int) bool {
					_, month, _, _ := t.Dates(row)
					return month != 0 && want.holds(span(month, month))
				}, func(row int) bool {
					_, _, lo, hi := t.Dates(row)
					return lo != 0 && want.holds(span(lo, hi))
				})
			} else if typed := monthTyped(text); typed > 0 && !p.hasYear(i, last) {
				then(fmt.Sprintf("in month %d", typed), func(row int) bool {
					_, month, _, _ := t.Dates(row)
					return month/100%100 == typed
				}, func(row int) bool {
					_, _, lo, hi := t.Dates(row)
					return lo == hi && lo/100%100 == typed
				})
			}
		}
	}
}

// meaningsOf are the terms that words first..last-1 mean, unless they are of a longer term: rank is no ranking in low rank.
func meaningsOf(known []segment.Synonym, first, last int) (terms []string) {
	for _, m := range known {
		switch {
		case m.First == first && m.Last == last:
			terms = append(terms, m.Terms...)
		case m.First <= first && last <= m.Last:
			return nil
		}
	}
	return terms
}

// anyRow says whether some entry is so.
func anyRow(t *store.Table, is func(row int) bool) bool {
	for row := range t.Len() {
		if is(row) {
			return true
		}
	}
	return false
}

// initials is word i as the initials of a title, unless the glossary knows what it is short for, and with a part of it as
// initials: LSM-tree for a Log-Structured Merge-Tree.
func (s *Searcher) initials(p *plan, i int) []variant {
	w := &p.words[i]
	typed := fold.String(p.text[w.Start:w.End])
	if w.Han || len(s.dict.Glossary().Means(typed)) > 0 {
		return nil
	}
	out := []variant{{first: i, last: i + 1, parts: []part{{term: store.InitialsKey + typed, in: inKeys}}, factor: asCalled, why: whyCalled}}
	for n, x := range w.Parts {
		if name := p.text[x.Start:x.End]; len(name) > 2 && strings.ToUpper(name) == name && !strings.ContainsAny(name, "0123456789") {
			parts := []part{{term: store.InitialsKey + fold.String(name), in: inKeys}}
			for m, other := range w.Parts {
				if m != n {
					parts = append(parts, part{term: other.Term, stop: other.Stop})
				}
			}
			out = append(out, variant{first: i, last: i + 1, parts: parts, all: true, factor: asCalled, why: whyCalled + " and the rest"})
		}
	}
	return out
}
