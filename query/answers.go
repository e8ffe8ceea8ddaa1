package query

import "papersearch/readlog"

// Counted is the answer of facets as JSON: counts without hits.
type Counted struct {
	Version int                `json:"version"`
	Query   string             `json:"query"`
	Total   int                `json:"total"`
	Facets  map[string][]Count `json:"facets"`
}

// Counted is what facets tells of a result.
func (r *Result) Counted() *Counted {
	return &Counted{Version: Version, Query: r.Query, Total: r.Total, Facets: r.Facets}
}

// Shown is the answer of show as JSON: one entry.
type Shown struct {
	Version int              `json:"version"`
	Entry   *Entry           `json:"entry"`
	Source  string           `json:"source"`            // as written
	Reasons []readlog.Reason `json:"reasons,omitempty"` // with --explain
}

// Shown is what show tells of an entry.
func (e *Entry) Shown(explain bool) *Shown {
	a := &Shown{Version: Version, Entry: e, Source: e.Source}
	if explain {
		a.Reasons = e.Reasons
	}
	return a
}

// Beside are the entries before and after e in the log, pending items aside; nil at its ends.
func (s *Searcher) Beside(e *Entry) (before, after *Entry, err error) {
	t := s.gen.Table
	step := func(by int) (*Entry, error) {
		for row := e.row + by; row >= 0 && row < t.Len(); row += by {
			if t.Kind(row).String() != "todo" {
				return s.entry(row)
			}
		}
		return nil, nil //nolint:nilnil // the end of the log
	}
	if before, err = step(-1); err == nil {
		after, err = step(1)
	}
	return before, after, err
}
