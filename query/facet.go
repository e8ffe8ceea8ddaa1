package query

import (
	"slices"
	"strings"
)

// Count is how many entries have a value of a facet.
type Count struct {
	Value    string `json:"value"`
	Count    int    `json:"count"`
	WithLabs int    `json:"with_labs,omitempty"` // of an institution with labs: entries of it or any of them
}

// counter counts the values of every facet over the entries it is given. A facet is counted over the entries
// that pass all filters but its own, so that siblings of a chosen value stay visible.
type counter struct {
	s       *Searcher
	strings [facets][]int // by string number
	dates   [facets]map[uint32]int
	kinds   [3]int
	labs    map[uint32]int // by string number of the parent
	parents [][]uint32     // of each institution: itself and the institutions it is within, if in the table
}

func (s *Searcher) newCounter() *counter {
	c := &counter{s: s, labs: map[uint32]int{}}
	for _, f := range []facet{byInstitution, byTrack, bySubtrack, byVenue, byFile} {
		c.strings[f] = make([]int, s.gen.Table.Strings())
	}
	c.dates[byMonth], c.dates[byPublished] = map[uint32]int{}, map[uint32]int{}
	c.parents = make([][]uint32, s.gen.Table.Strings())
	return c
}

// add counts an entry that fails the filters of the facets in bits.
func (c *counter) add(row int, bits uint16) {
	t := c.s.gen.Table
	open := func(f facet) bool { return bits&^(1<<f) == 0 }
	if bits != 0 && bits&(bits-1) != 0 {
		return
	}
	_, month, published, _ := t.Dates(row)
	if open(byMonth) && month != 0 {
		c.dates[byMonth][month]++
	}
	if open(byPublished) && published != 0 {
		c.dates[byPublished][published]++
	}
	for _, f := range []struct {
		facet  facet
		number uint32
	}{{byTrack, t.Track(row)}, {bySubtrack, t.Subtrack(row)}, {byVenue, t.Venue(row)}, {byFile, t.File(row)}} {
		if open(f.facet) && f.number != 0 {
			c.strings[f.facet][f.number]++
		}
	}
	if open(byKind) {
		c.kinds[t.Kind(row)]++
	}
	if open(byInstitution) {
		c.institutions(row)
	}
}

func (c *counter) institutions(row int) {
	s := c.s
	s.scratch = s.gen.Table.Institutions(row, s.scratch[:0])
	own := len(s.scratch)
	for _, n := range s.scratch[:own] {
		c.strings[byInstitution][n]++
		for _, p := range c.up(n) {
			if !slices.Contains(s.scratch, p) {
				s.scratch = append(s.scratch, p)
			}
		}
	}
	for _, n := range s.scratch {
		c.labs[n]++
	}
}

// up lists the institutions of the table that institution n is a lab of.
func (c *counter) up(n uint32) []uint32 {
	if c.parents[n] == nil {
		c.parents[n] = []uint32{}
		name := c.s.gen.Table.String(n)
		for range maxParents {
			if name = c.s.parent(name); name == "" {
				break
			}
			if p := c.s.numberOf(name); p != 0 {
				c.parents[n] = append(c.parents[n], p)
			}
		}
	}
	return c.parents[n]
}

// counts lists the values of a facet: counts falling, then value; months newest first.
func (c *counter) counts(f facet) []Count {
	out := []Count{}
	t := c.s.gen.Table
	switch f {
	case byMonth, byPublished:
		for d, n := range c.dates[f] {
			out = append(out, Count{Value: dateOf(d).String(), Count: n})
		}
		slices.SortFunc(out, func(a, b Count) int { return strings.Compare(b.Value, a.Value) })
	case byKind:
		for k, n := range c.kinds {
			if n > 0 {
				out = append(out, Count{Value: [...]string{"paper", "note", "todo"}[k], Count: n})
			}
		}
	default:
		for n, count := range c.strings[f] {
			if count == 0 {
				continue
			}
			e := Count{Value: t.String(uint32(n)), Count: count}
			if labs := c.labs[uint32(n)]; f == byInstitution && labs > count {
				e.WithLabs = labs
			}
			out = append(out, e)
		}
	}
	if f != byMonth && f != byPublished {
		slices.SortFunc(out, func(a, b Count) int {
			if a.Count != b.Count {
				return b.Count - a.Count
			}
			return strings.Compare(a.Value, b.Value)
		})
	}
	return out
}
