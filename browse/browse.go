// Package browse answers: what is in the log, for somebody who looks around in a terminal?
//
// A line to type in, the hits with the sentences that match, the entry itself beside or below them, and counts to narrow by. The
// model is Bubble Tea's: Update changes what is asked and returns at once; searches run in the background, one at a time, and an
// answer to what is no longer asked is dropped (ask.go). What is asked is a place; drilling down leaves the place behind on a
// stack, going back returns to it with its selected entry.
package browse

import (
	"context"
	"os/exec"
	"papersearch/internal/live"
	"papersearch/query"
	"slices"

	tea "charm.land/bubbletea/v2"
)

// Options are what a browser is started with.
type Options struct {
	Text    string        // what stands in the line to type in
	Filters query.Filters // narrow from the start
	Notes   <-chan string // what the user should know, a line each; nil for nothing
	// Editor is the command that opens a file at a line.
	Editor func(file string, line int) (*exec.Cmd, error)
}

// Run browses a log until the user quits (nil) or ctx ends. The program's options say what the terminal is.
func Run(ctx context.Context, log *live.Log, o Options, terminal ...tea.ProgramOption) error {
	_, err := tea.NewProgram(New(ctx, log, o), append(terminal, tea.WithContext(ctx))...).Run()
	if ctx.Err() != nil {
		return nil //nolint:nilerr // asked to stop
	}
	return err
}

// place is what is asked: what the user sees, and comes back to.
type place struct {
	text    string
	filters query.Filters
	pending bool           // pending items, not entries
	near    *query.Subject // the entries nearest to one; nil for those that match text
	sort    query.Sort
	id      string // of the selected entry
	limit   int    // hits that were asked for when it was left
}

// is says whether two places ask the same.
func (p place) is(q place) bool {
	near := p.near == q.near || p.near != nil && q.near != nil && p.near.ID == q.near.ID
	return near && p.text == q.text && p.pending == q.pending && p.sort == q.sort && slices.EqualFunc(facetOrder, facetOrder, func(f, _ string) bool {
		return slices.Equal(values(p.filters, f), values(q.filters, f))
	})
}

// facetOrder is the order of facets at the side: first what one narrows by most.
var facetOrder = []string{"track", "institution", "month", "published"}

// values are those of a facet that are chosen.
func values(f query.Filters, facet string) []string {
	switch facet {
	case "track":
		return f.Track
	case "institution":
		return f.Institution
	case "month":
		return f.Month
	case "published":
		return f.Published
	}
	return nil
}

// toggled returns f with a value of a facet chosen, or no longer.
func toggled(f query.Filters, facet, value string) query.Filters {
	now := slices.Clone(values(f, facet))
	if i := slices.Index(now, value); i >= 0 {
		now = slices.Delete(now, i, i+1)
	} else {
		now = append(now, value)
	}
	switch facet {
	case "track":
		f.Track = now
	case "institution":
		f.Institution = now
	case "month":
		f.Month = now
	case "published":
		f.Published = now
	}
	return f
}
