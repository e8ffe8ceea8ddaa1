package indexer

import (
	"papersearch/store"
	"slices"
)

// news is what happened that the states of items depend on.
type news struct {
	papers  []*known        // whose titles are new
	gone    bool            // a title that was there is gone
	renamed map[string]bool // ids that are gone, or another's now
	items   bool            // an item is new, gone, at another place among them, or has another id
	touched bool            // anything of this
}

// news compares the plan with the old generation. A paper whose text was edited has its title and id still, and is no news but
// for its address.
func (p *plan) news() (news, error) {
	n := news{renamed: map[string]bool{}}
	added := map[string]*entry{} // papers
	stays := map[int]bool{}
	last := -1 // row of the items before
	for _, s := range p.sources {
		if s.entries == nil && s.from < s.to {
			n.items = n.items || s.from < last
			last = s.to - 1
		}
		for _, e := range s.entries {
			switch {
			case e.row >= 0:
				stays[e.row] = true
				was := p.old.Table.ID(e.row)
				if was != e.id {
					n.renamed[was] = true
				}
				if p.old.Table.Kind(e.row) == store.Todo {
					n.items = n.items || e.row < last || was != e.id
					last = e.row
				}
			case e.doc.Kind == store.Paper:
				added[e.id] = e
			case e.doc.Kind == store.Todo:
				n.items = true
			}
		}
	}
	if p.old != nil {
		for _, row := range p.candidates() {
			switch id := p.old.Table.ID(row); {
			case stays[row] || p.old.Table.Kind(row) == store.Note:
			case p.old.Table.Kind(row) == store.Todo:
				n.items, n.renamed[id] = true, true
			case added[id] != nil:
				was, err := p.old.Record(row)
				if err != nil {
					return n, err
				}
				before, now := ownKeys(was), ownKeys(&added[id].doc.Record)
				if slices.Equal(before, now) {
					delete(added, id)
				}
				n.gone = n.gone || slices.ContainsFunc(before, func(k string) bool { return !slices.Contains(now, k) })
			default:
				n.gone, n.renamed[id] = true, true
			}
		}
	}
	for _, e := range added {
		n.papers = append(n.papers, newKnown(e))
	}
	n.touched = n.items || n.gone || len(n.papers) > 0 || len(n.renamed) > 0
	return n, nil
}
