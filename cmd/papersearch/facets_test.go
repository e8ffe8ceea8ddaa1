package main

import (
	"bytes"
	"papersearch/query"
	"strings"
	"testing"
)

// On a narrow terminal names can be read, bars keep their proportions, and no line is wider than it.
func TestNarrowFacets(t *testing.T) {
	for _, width := range []int{40, 60, 80} {
		var b bytes.Buffer
		p := &program{out: newPage(&b), err: newPage(&b)}
		p.out.width = width
		p.printFacets(&query.Result{Total: 9, Facets: map[string][]query.Count{"institution": {
			{Value: "University of California, Berkeley and Friends", Count: 8}, {Value: "Google", Count: 4, WithLabs: 6}, {Value: "Amazon", Count: 0},
		}}}, []string{"institution"}, 0)
		if err := p.out.Flush(); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(b.String(), "\n")
		if !strings.Contains(lines[1], "University of Cali") || !strings.Contains(lines[2], "Google") {
			t.Errorf("at %d:\n%s", width, b.String())
		}
		if all, half := strings.Count(lines[1], "█"), strings.Count(lines[2], "█"); half != all/2 || strings.Contains(lines[3], "█") {
			t.Errorf("at %d bars of %d and %d:\n%s", width, all, half, b.String())
		}
		for _, l := range lines {
			if columns(l) > width {
				t.Errorf("%d columns at %d: %s", columns(l), width, l)
			}
		}
	}
}
