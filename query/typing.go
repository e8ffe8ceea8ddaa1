package query

import (
	"errors"
	"slices"
	"sort"
	"strings"
)

// resolveTyped splits and resolves a request. With Request.Typing, filters that stand in the text and cannot be meant yet are text:
// who types `institution:Go` has not finished, and an error at every keystroke would hide the results.
func (s *Searcher) resolveTyped(req Request, kinds []string) (asked string, musts []Clause, f *filter, err error) {
	clauses := Parse(beginning(req.Text))
	for {
		asked, musts, filters := split(clauses, req.Filters)
		f, err := s.resolve(filters, kinds)
		for i := 0; i < len(musts) && err == nil; i++ {
			if c := musts[i]; c.Kind == Filter && c.Field != "title" {
				_, err = s.filterOf(c)
			}
		}
		var unknown *UnknownValueError
		if !req.Typing || !errors.As(err, &unknown) || !asText(clauses, unknown) {
			return asked, musts, f, err
		}
	}
}

// MaxText is how many bytes of a query are read: a pasted page, of which plan uses the first words anyway.
const MaxText = 8 << 10

// beginning is the first MaxText bytes of a text, in whole runes.
func beginning(text string) string {
	if len(text) <= MaxText {
		return text
	}
	return strings.ToValidUTF8(text[:MaxText], "")
}

// asText makes text of the first filter among clauses that asks for an unknown value; false when none does.
func asText(clauses []Clause, unknown *UnknownValueError) bool {
	for i, c := range clauses {
		if c.Kind == Filter && c.Field == unknown.Field && slices.Contains(c.Value, unknown.Value) {
			clauses[i] = Clause{Text: strings.Join(c.Value, " "), Not: c.Not}
			return true
		}
	}
	return false
}

// marked is a whole text with its points numbered, its lines kept, and what answers the request marked. Marks are in the order of the
// text. It takes labels × log labels + marks × log labels.
func marked(text string, marks []mark, labels []label) Snippet {
	var b strings.Builder
	from := 0
	shift := make([]int, 0, len(labels)) // how far what stands behind each label moves
	labels = slices.DeleteFunc(labels, func(l label) bool { return l.at < 0 || l.at > len(text) })
	slices.SortStableFunc(labels, func(a, b label) int { return a.at - b.at })
	for _, l := range labels {
		b.WriteString(text[from:l.at])
		b.WriteString(l.text)
		from = l.at
		shift = append(shift, b.Len()-l.at)
	}
	b.WriteString(text[from:])
	moved := func(at int) int {
		n := sort.Search(len(labels), func(i int) bool { return labels[i].at > at }) // labels before it or there
		if n == 0 {
			return at
		}
		return at + shift[n-1]
	}
	out := Snippet{Text: b.String(), Spans: [][2]int{}}
	for _, m := range marks {
		start, end := moved(m.start), moved(m.end-1)+1
		if n := len(out.Spans); n > 0 {
			last := &out.Spans[n-1]
			if start <= last[1] || joins(out.Text[last[1]:start]) {
				last[1] = max(last[1], end)
				continue
			}
		}
		out.Spans = append(out.Spans, [2]int{start, end})
	}
	return out
}

// CheckFilters says whether filters can be meant: the error is an *UnknownValueError for the first that cannot.
func (s *Searcher) CheckFilters(f Filters) error {
	_, err := s.resolve(f, nil)
	return err
}
