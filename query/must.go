package query

import (
	"fmt"
	"papersearch/fold"
	"papersearch/readlog"
	"papersearch/segment"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// must applies what is no matter of degree: phrases, words of the title, negations. Bleve keeps no positions
// (they double the index and cost 1.4 times the indexing): a phrase is looked for in the kept text of the
// entries that have all its words.
func (s *Searcher) must(m *matching, clauses []Clause) error {
	n := s.gen.Table.Len()
	for _, c := range clauses {
		var have []bool
		var err error
		switch {
		case c.Kind == Filter && c.Field != "title":
			have, err = s.passing(c)
		case c.Kind == Filter:
			have, err = s.inTitle(m, c.Value)
		case c.Not:
			have, err = s.negated(m, c)
		default:
			have, err = s.phrase(m, c.Text, true)
		}
		if err != nil {
			return err
		}
		if m.pass == nil {
			m.pass = make([]bool, n)
			for i := range m.pass {
				m.pass[i] = true
			}
		}
		if !c.Not && m.sure == nil {
			m.sure = make([]bool, n)
		}
		for row := range n {
			m.pass[row] = m.pass[row] && have[row] != c.Not
			if !c.Not && have[row] {
				m.sure[row] = true
			}
		}
	}
	return nil
}

// passing marks the rows that a filter lets pass.
func (s *Searcher) passing(c Clause) ([]bool, error) {
	f, err := s.filterOf(c)
	if err != nil {
		return nil, err
	}
	have := make([]bool, s.gen.Table.Len())
	for row := range have {
		bits, ok := f.failing(row)
		have[row] = ok && bits == 0
	}
	return have, nil
}

// filterOf resolves one filter clause by itself.
func (s *Searcher) filterOf(c Clause) (*filter, error) {
	var only Filters
	only.add(c.Field, c.Value)
	return s.resolve(only, []string{"all"})
}

// inTitle marks the rows whose title has all words of any of the values.
func (s *Searcher) inTitle(m *matching, values []string) ([]bool, error) {
	have := make([]bool, s.gen.Table.Len())
	for _, v := range values {
		var parts []part
		for _, w := range s.dict.Load(v).Words(v) {
			parts = append(parts, part{term: w.Term, in: inTitle})
		}
		if err := s.mark(have, m, parts); err != nil {
			return nil, err
		}
	}
	return have, nil
}

// negated marks the rows that have a negated word in any literal form, or are from the institution it names.
func (s *Searcher) negated(m *matching, c Clause) ([]bool, error) {
	if keys := readlog.Identifiers(c.Text); keys != nil {
		have := make([]bool, s.gen.Table.Len())
		for _, key := range keys {
			if err := s.mark(have, m, []part{{term: key, in: inKeys}}); err != nil {
				return nil, err
			}
		}
		return have, nil
	}
	if c.Kind == Words {
		words := s.dict.Load(c.Text).Words(c.Text)
		if len(words) == 1 && !words[0].Han {
			have := make([]bool, s.gen.Table.Len())
			err := s.mark(have, m, []part{{term: words[0].Term}})
			s.markInstitution(have, c.Text)
			return have, err
		}
	}
	have, err := s.phrase(m, c.Text, false)
	if err == nil && c.Kind == Words {
		s.markInstitution(have, c.Text)
	}
	return have, err
}

func (s *Searcher) markInstitution(have []bool, text string) {
	in, ok := s.rules.Institution(text)
	if !ok {
		return
	}
	allowed := s.numbers(func(v string) bool { return s.within(v, in.Name) })
	for row := range have {
		s.scratch = s.gen.Table.Institutions(row, s.scratch[:0])
		for _, n := range s.scratch {
			have[row] = have[row] || allowed[n]
		}
	}
}

// mark marks the rows that have all the parts; none for no parts.
func (s *Searcher) mark(have []bool, m *matching, parts []part) error {
	if len(parts) == 0 {
		return nil
	}
	found, err := m.scorer.matches(&variant{parts: parts, all: true, factor: 1})
	for _, e := range found.list {
		have[e.row] = true
	}
	return err
}

// phrase marks the rows whose title or body has the phrase: the same letters and digits in the same order,
// whatever stands between them. Loosely, where none has it, its last word may be in the plural or the singular, and the answer says so.
func (s *Searcher) phrase(m *matching, text string, loosely bool) ([]bool, error) {
	have := make([]bool, s.gen.Table.Len())
	want := flat(text)
	if want == "" {
		return have, nil
	}
	if err := s.mark(have, m, phraseParts(s.dict.Load(text), text)); err != nil {
		return nil, err
	}
	exact, err := s.holding(have, want)
	if err != nil || slices.Contains(exact, true) {
		return exact, err
	}
	other := otherNumber(want)
	if other == "" || !loosely {
		return exact, nil
	}
	loose, err := s.holding(have, other)
	if err == nil && slices.Contains(loose, true) {
		m.plan.relaxed = append(m.plan.relaxed, fmt.Sprintf("“%s” stands in no entry: found “%s”", text, other))
	}
	return loose, err
}

// holding marks those of the rows whose title, body or items above have a flat phrase.
func (s *Searcher) holding(rows []bool, phrase string) ([]bool, error) {
	out := make([]bool, len(rows))
	for row := range rows {
		if !rows[row] {
			continue
		}
		r, err := s.gen.Record(row)
		if err != nil {
			return nil, err
		}
		out[row] = holds(flat(r.Title), phrase) || holds(flat(r.Body()), phrase) || holds(flat(strings.Join(r.Parents, "\n")), phrase)
	}
	return out, nil
}

// otherNumber is a flat phrase with its last word in the plural, or in the singular if it ends in s; "" where that word is no Latin
// one of some letters.
func otherNumber(phrase string) string {
	last := phrase[strings.LastIndexByte(phrase, ' ')+1:]
	if len(last) < 4 || strings.IndexFunc(last, func(r rune) bool { return r < 'a' || r > 'z' }) >= 0 {
		return ""
	}
	if one, plural := strings.CutSuffix(phrase, "s"); plural {
		if strings.HasSuffix(one, "s") {
			return ""
		}
		return one
	}
	return phrase + "s"
}

// phraseParts are terms that every entry with the phrase has, whatever its segmentation: pairs of Han runes,
// and Latin words, in pieces where a hyphen could be missing.
func phraseParts(a *segment.Analyzer, text string) []part {
	var parts []part
	for _, w := range a.Pairs(text) {
		if utf8.RuneCountInString(w.Term) > 1 {
			parts = append(parts, part{term: w.Term, in: inPairs})
		}
	}
	for _, w := range a.Words(text) {
		switch {
		case w.Han:
			if len(parts) == 0 {
				parts = append(parts, part{term: w.Term}) // a lone rune
			}
		case len(w.Parts) > 0:
			for _, x := range w.Parts {
				parts = append(parts, part{term: x.Term})
			}
		default:
			parts = append(parts, part{term: w.Term})
		}
	}
	return parts
}

// flat is a text as phrases are compared: letters and digits folded, one blank between Latin words, none
// beside Han.
func flat(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap, latin := false, false
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = true
			continue
		}
		r = fold.Rune(r)
		han := unicode.Is(unicode.Han, r)
		if gap && latin && !han {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		gap, latin = false, !han
	}
	return b.String()
}

// holds says whether a flat text has a flat phrase, with Latin words whole.
func holds(text, phrase string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], phrase)
		if i < 0 {
			return false
		}
		i += at
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(phrase):])
		first, n := utf8.DecodeRuneInString(phrase)
		last, _ := utf8.DecodeLastRuneInString(phrase)
		if !(latinRune(before) && latinRune(first)) && !(latinRune(last) && latinRune(after)) {
			return true
		}
		at = i + n
	}
}

func latinRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Han, r)
}
