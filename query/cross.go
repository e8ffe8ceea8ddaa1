package query

import (
	"slices"
	"strings"
)

// Cell is how many entries of a track were read in a month.
type Cell struct {
	Track, Month string
	Count        int
}

// cross counts entries by track and month read at once, which counts of each cannot tell. Like a facet it ignores the
// filters of what it shows, so that the neighbours of a chosen month or track stay visible. A nil cross counts nothing.
type cross struct {
	s     *Searcher
	count map[[2]uint32]int // by string number of the track, and month
}

func (c *cross) add(row int, bits uint16) {
	if c == nil || bits&^(1<<byTrack|1<<byMonth) != 0 {
		return
	}
	t := c.s.gen.Table
	if _, month, _, _ := t.Dates(row); month != 0 && t.Track(row) != 0 {
		c.count[[2]uint32{t.Track(row), month}]++
	}
}

// cells are the counts, by track and the oldest month first.
func (c *cross) cells() []Cell {
	if c == nil {
		return nil
	}
	out := make([]Cell, 0, len(c.count))
	for at, n := range c.count {
		out = append(out, Cell{Track: c.s.gen.Table.String(at[0]), Month: dateOf(at[1]).String(), Count: n})
	}
	slices.SortFunc(out, func(a, b Cell) int {
		if a.Track != b.Track {
			return strings.Compare(a.Track, b.Track)
		}
		return strings.Compare(a.Month, b.Month)
	})
	return out
}
