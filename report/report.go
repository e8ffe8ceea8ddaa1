// Package report answers: what does the log as a whole say of its owner's reading?
//
// Todo joins the pending list to what was read, Lint says what is wrong in the log, History counts the reading history, and
// Review writes a digest in the log's own words. Each is a function of an open index and a plain request, and returns a value
// that is the JSON of its command. Insert makes the text of a log with a new entry, Bibliography and Feed are forms of export.
// Nothing here prints, and nothing writes the log.
//
// What was said of one entry alone is package readlog's; what needs the log as a whole, and was judged when it was indexed
// (whether a pending item was read), is package indexer's and only read here.
package report

import (
	"papersearch/query"
	"papersearch/store"
)

// rowsByID finds rows by their ids; an id that is unknown is left out.
func rowsByID(g *store.Generation, ids map[string]bool) map[string]int {
	out := make(map[string]int, len(ids))
	if len(ids) == 0 {
		return out
	}
	for i := range g.Table.Len() {
		if id := g.Table.Row(i).ID; ids[id] {
			out[id] = i
		}
	}
	return out
}

// readOf is when a row was read: its day, else its month, "" when unknown.
func readOf(g *store.Generation, row int) string {
	x := g.Table.Row(row)
	if x.Read.Year > 0 {
		return x.Read.String()
	}
	return x.ReadMonth.String()
}

// readWhen says that a paper was read, and when, if that is known.
func readWhen(date string) string {
	if date == "" {
		return "read"
	}
	return "read " + date
}

// ofKind are filters that select entries of one kind alone.
func ofKind(f query.Filters, kind store.Kind) query.Filters {
	f.Kind = []string{kind.String()}
	return f
}
