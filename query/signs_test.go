package query

import (
	"context"
	"testing"
)

// Nearest by signs against all sentences compared: on the shared sets at least 999 of 1,000 entries above the floor get the same
// cosine, and entries with words of the query always.
func TestNearestBySigns(t *testing.T) {
	above, missed := 0, 0
	for _, set := range loadDevsets(t) {
		v, n := set.s.gen.Vectors, set.s.gen.Table.Len()
		best, first := make([]float32, n), make([]float32, n)
		for i, q := range set.Queries {
			if i%4 != 0 {
				continue
			}
			m, err := set.s.match(context.Background(), q.Q, nil, false, Both)
			if err != nil {
				t.Fatal(err)
			}
			if m.means == nil {
				continue
			}
			highest(v, m.means.query, m.means.cos, m.means.first)
			highestBySigns(v, m.means.query, m.shares.share, best, first)
			for row := range n {
				if m.shares.share[row] > 0 && (best[row] != m.means.cos[row] || first[row] != m.means.first[row]) {
					t.Fatalf("%s, %q: an entry with its words has the cosine %g, want %g", set.Name, q.Q, best[row], m.means.cos[row])
				}
			}
			highestBySigns(v, m.means.query, make([]float32, n), best, first) // as if no words helped
			for row := range n {
				if m.means.cos[row] >= aloneFloor {
					above++
					if best[row] != m.means.cos[row] || first[row] != m.means.first[row] {
						missed++
					}
				}
				if best[row] > m.means.cos[row] {
					t.Fatalf("%s, %q: %g is more than the highest cosine, %g", set.Name, q.Q, best[row], m.means.cos[row])
				}
			}
		}
	}
	t.Logf("%d entries above the floor, %d missed: recall %.5f", above, missed, 1-float64(missed)/float64(above))
	if float64(missed) > 0.001*float64(above) {
		t.Error("signs lose too many")
	}
}
