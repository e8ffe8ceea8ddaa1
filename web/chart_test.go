package web

import (
	"fmt"
	"papersearch/query"
	"slices"
	"testing"
)

// The axis fits what is counted, in steps that people know.
func TestAxis(t *testing.T) {
	year := func(from, to int) []query.Count {
		var out []query.Count
		for y := from; y <= to; y++ {
			for m := 1; m <= 12; m++ {
				out = append(out, query.Count{Value: fmt.Sprintf("%d-%02d", y, m), Count: 1})
			}
		}
		return out
	}
	for _, c := range []struct {
		name        string
		counts      []query.Count
		bars, step  int
		first, last string
	}{
		{"nothing", nil, 0, 0, "", ""},
		{"one month, with room before it", []query.Count{{Value: "2024-03", Count: 2}}, 12, 1, "2023-04", "2024-03"},
		{"a year and a half by months", year(2023, 2024)[:18], 18, 1, "2023-01", "2024-06"},
		{"ten years by quarters", year(2015, 2024), 40, 3, "2015-01..2015-03", "2024-10..2024-12"},
		{"thirty years by years", year(1995, 2024), 30, 12, "1995", "2024"},
		{"one very old paper", append(year(2020, 2023), query.Count{Value: "1958-04", Count: 1}), 48, 1, "1958-04..2020-01", "2023-12"},
		{"years alone", []query.Count{{Value: "2020", Count: 1}, {Value: "2022", Count: 1}}, 36, 1, "2020-01", "2022-12"},
	} {
		a := newAxis(c.counts)
		if a.bars != c.bars || a.step != c.step {
			t.Errorf("%s: %d bars of %d months, want %d of %d", c.name, a.bars, a.step, c.bars, c.step)
			continue
		}
		if a.bars == 0 {
			continue
		}
		if first, last := a.of(0).String(), a.of(a.bars-1).String(); first != c.first || last != c.last {
			t.Errorf("%s: from %s to %s, want %s to %s", c.name, first, last, c.first, c.last)
		}
	}
}

// A bar is as high as its number, its parts fill it, and a click on it asks for its time; a click on the one that is chosen
// lets it go.
func TestTimeline(t *testing.T) {
	r := &query.Result{
		Facets:  map[string][]query.Count{"month": {{Value: "2024-03", Count: 4}, {Value: "2024-02", Count: 2}}},
		Filters: map[string][]string{"month": {"2024-02"}},
		Cross:   []query.Cell{{Track: "GNN", Month: "2024-03", Count: 1}, {Track: "CV", Month: "2024-03", Count: 2}, {Track: "GNN", Month: "2024-02", Count: 2}},
	}
	p, err := readParams("q=x&month=2024-02", nil)
	if err != nil {
		t.Fatal(err)
	}
	tl := timelineOf(p, "month", "Read", newAxis(r.Facets["month"]), r, r.Cross, colours{"CV": "t0", "GNN": "t1"})
	feb, mar := tl.Bars[10], tl.Bars[11]
	if feb.Count != 2 || mar.Count != 4 || tl.Most != 4 {
		t.Errorf("%+v %+v", feb, mar)
	}
	if feb.URL != "/?q=x" || mar.URL != "/?q=x&month=2024-03" || !feb.On || mar.On {
		t.Errorf("%s %v, %s %v", feb.URL, feb.On, mar.URL, mar.On)
	}
	want := []shape{
		{Class: "t1", Path: "M101 55h8v55h-8z"},                                                  // February
		{Class: "t0 off", Path: "M111 55h8v55h-8z"}, {Class: "t1 off", Path: "M111 28h8v27h-8z"}, // March, not chosen
		{Class: "tx off", Path: "M111 0h8v28h-8z"},
	}
	if !slices.Equal(tl.Shapes, want) {
		t.Errorf("drawn\n%v\nwant\n%v", tl.Shapes, want)
	}
	if tl.From != "2024-02" || tl.To != "2024-02" || tl.Clear != "/?q=x" {
		t.Errorf("%+v", tl)
	}
}

// Whatever is counted, nothing is drawn outside of the chart.
func FuzzAxis(f *testing.F) {
	f.Add(1900, 1, 2100, 12, 2024, 5)
	f.Add(2024, 3, 2024, 3, 1, 1)
	f.Fuzz(func(t *testing.T, y1, m1, y2, m2, n1, n2 int) {
		var counts []query.Count
		for _, v := range []struct{ y, m, n int }{{y1, m1, n1}, {y2, m2, n2}} {
			counts = append(counts, query.Count{Value: fmt.Sprintf("%04d-%02d", v.y, v.m), Count: max(1, v.n%1000)})
		}
		a := newAxis(counts)
		if a.bars == 0 {
			return
		}
		if a.bars > mostBars+1 || a.bars < fewestBars {
			t.Fatalf("%v: %d bars", counts, a.bars)
		}
		for _, c := range countsOf(counts) {
			if s := a.of(a.at(c.from)); c.from < s.from || c.from > s.to {
				t.Fatalf("%v: %s is counted in %s", counts, c.from, s)
			}
		}
	})
}
