package store

import (
	"io"

	segments "github.com/blevesearch/scorch_segment_api/v2"
)

// Postings reads which entries have a term, and how often. It goes through the segments of Bleve's by itself: Bleve's reader
// of all segments makes a document number of 8 bytes and a value for each posting, which is a third of a wide query's time.
// Not safe for concurrent use; any number may read one generation.
type Postings struct {
	gen   *Generation
	dicts map[string][]segments.TermDictionary // by field, for each segment
	lists []segments.PostingsList              // of the term found, for each segment
	live  []int                                // entries in each list
	iter  segments.PostingsIterator            // used again
}

// Postings returns a reader of the generation's postings.
func (g *Generation) Postings() *Postings {
	return &Postings{gen: g, dicts: map[string][]segments.TermDictionary{}, lists: make([]segments.PostingsList, len(g.list)), live: make([]int, len(g.list))}
}

// Find looks a term of a field up, and returns how many entries have it.
func (p *Postings) Find(field, term string) (int, error) {
	dicts, ok := p.dicts[field]
	if !ok {
		for _, s := range p.gen.list {
			d, err := s.Segment().Dictionary(field)
			if err != nil {
				return 0, damaged(BlevePath, "%w", err)
			}
			dicts = append(dicts, d)
		}
		p.dicts[field] = dicts
	}
	n := 0
	for i, d := range dicts {
		list, err := d.PostingsList([]byte(term), p.gen.list[i].Deleted(), p.lists[i])
		if err != nil {
			return 0, damaged(BlevePath, "%w", err)
		}
		p.lists[i], p.live[i] = list, int(list.Count())
		n += p.live[i]
	}
	return n, nil
}

// Each calls do with the row of each entry that has the term found last, and how often, in the order of document numbers.
func (p *Postings) Each(do func(row int, times uint64)) error {
	first, rows := 0, p.gen.rows()
	for i, list := range p.lists {
		if p.live[i] > 0 { // a list used again for a segment without the field has no segment to read
			p.iter = list.Iterator(true, false, false, p.iter)
		}
		for range p.live[i] {
			one, err := p.iter.Next()
			if err == nil && one == nil {
				err = io.ErrUnexpectedEOF
			}
			if err != nil {
				return damaged(BlevePath, "%w", err)
			}
			if doc := uint64(first) + one.Number(); doc < uint64(len(rows)) && rows[doc] >= 0 {
				do(int(rows[doc]), one.Frequency())
			}
		}
		first += int(p.gen.list[i].FullSize())
	}
	return nil
}
