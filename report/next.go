package report

import (
	"cmp"
	"fmt"
	"math"
	"papersearch/readlog"
	"papersearch/semantic"
	"papersearch/store"
	"slices"
)

// What was read lately says what to read next: an open item scores by how near it is to one of the last readings, beyond
// how near the log is to it on average, a little less for each reading further back, and a little more in a track that was
// read lately.
const (
	lately     = 12
	fading     = 0.02
	trackBonus = 0.15
)

// next suggests at most n open items that are no headings of others, and no name of a paper that was read. An index of words alone suggests by track.
func next(g *store.Generation, items []TodoItem, n int) ([]Suggestion, error) {
	recent := lastRead(g, lately)
	out := []Suggestion{}
	for i := range items {
		item := &items[i]
		heads := i+1 < len(items) && items[i+1].Depth > item.Depth && items[i+1].File == item.File
		if item.State != string(store.StateOpen) || heads || item.maybe {
			continue
		}
		like, score, sameTrack := nearestOf(g, item, recent)
		s := Suggestion{ID: item.ID, Title: item.Title, Score: math.Round(100*score) / 100, File: item.File, Line: item.Line}
		switch {
		case like >= 0:
			r, err := g.Record(like)
			if err != nil {
				return nil, err
			}
			s.Why = fmt.Sprintf("near to %s, %s", cmp.Or(r.Alias, r.Title), readWhen(readOf(g, like)))
		case sameTrack:
			s.Why = "in the track " + item.Track + ", read lately"
		default:
			s.Why = "open, in the log's order"
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b Suggestion) int { return cmp.Compare(b.Score, a.Score) })
	return out[:min(n, len(out))], nil
}

// lastRead are the rows of the n papers that were read last, the last first; not those of a date that is still to come, which is
// mistyped.
func lastRead(g *store.Generation, n int) []int {
	t := g.Table
	when := map[int]int{} // month, and day of it
	var rows []int
	for row := range t.Len() {
		m, ok := monthRead(t, row)
		if t.Kind(row) != store.Paper || !ok || beyond(m.year, m.month) {
			continue
		}
		rows = append(rows, row)
		when[row] = 100 * m.number()
		if day := t.ReadOn(row); day.Year == m.year && day.Month == m.month {
			when[row] += day.Day
		}
	}
	slices.SortStableFunc(rows, func(a, b int) int { return when[b] - when[a] })
	return rows[:min(n, len(rows))]
}

// nearestOf is the recent reading that an item is nearest to, -1 for none that is near, with the item's score.
func nearestOf(g *store.Generation, item *TodoItem, recent []int) (like int, score float64, sameTrack bool) {
	like = -1
	if item.Track != readlog.Unassigned {
		sameTrack = slices.ContainsFunc(recent, func(row int) bool { return g.Table.String(g.Table.Track(row)) == item.Track })
	}
	if sameTrack {
		score = trackBonus
	}
	v := g.Vectors
	if v == nil || g.Manifest.Versions.Model != semantic.Version {
		return like, score, sameTrack
	}
	packed, norms := v.Row(item.row)
	if len(norms) == 0 {
		return like, score, sameTrack
	}
	q := semantic.PackedQuery(packed[:store.VectorBytes])
	title := func(row int) float32 {
		var cos [1]float32
		if packed, norms := v.Row(row); len(norms) > 0 {
			q.Cosines(cos[:], packed[:store.VectorBytes], norms[:1])
		}
		return cos[0]
	}
	mean, best := float32(0), float32(0)
	step := max(1, g.Table.Len()/256) // an average needs no more
	n := 0
	for row := 0; row < g.Table.Len(); row += step {
		mean += title(row)
		n++
	}
	mean /= float32(max(n, 1))
	for i, row := range recent {
		if near := title(row) - mean - fading*float32(i); near > best {
			like, best = row, near
		}
	}
	return like, score + float64(best), sameTrack
}
