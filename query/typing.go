package query

import (
	"errors"
	"slices"
	"strings"
)

// resolveTyped splits and resolves a request. With Request.Typing, filters that stand in the text and cannot be meant yet are text:
// who types `institution:Go` has not finished, and an error at every keystroke would hide the results.
func (s *Searcher) resolveTyped(req Request, kinds []string) (asked string, musts []Clause, f *filter, err error) {
	clauses := Parse(req.Text)
	for {
		asked, musts, filters := split(clauses, req.Filters)
		f, err := s.resolve(filters, kinds)
		var unknown *UnknownValueError
		if !req.Typing || !errors.As(err, &unknown) || !asText(clauses, unknown) {
			return asked, musts, f, err
		}
	}
}

// asText makes text of the first filter among clauses that asks for an unknown value; false when none does.
func asText(clauses []Clause, unknown *UnknownValueError) bool {
	for i, c := range clauses {
		if c.Kind == Filter && c.Field == unknown.Field && slices.Contains(c.Value, unknown.Value) {
			clauses[i] = Clause{Text: strings.Join(c.Value, " ")}
			return true
		}
	}
	return false
}

// marked is a whole text with what answers the request, its lines kept.
func marked(text string, marks []mark) Snippet {
	out := Snippet{Text: text, Spans: [][2]int{}}
	for _, m := range marks {
		if n := len(out.Spans); n > 0 {
			last := &out.Spans[n-1]
			if m.start <= last[1] || joins(text[last[1]:m.start]) {
				last[1] = max(last[1], m.end)
				continue
			}
		}
		out.Spans = append(out.Spans, [2]int{m.start, m.end})
	}
	return out
}
