package report

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"papersearch/query"
	"strings"
	"testing"
)

// papersOn is a log with a paper on each of the days, newest first, and what its introducing line says.
func papersOn(days ...string) string {
	var b strings.Builder
	for i := len(days) - 1; i >= 0; i-- {
		day, intro, _ := strings.Cut(days[i], " ")
		fmt.Fprintf(&b, "## %s\n\n《Paper number %d of them》\n\n%s\n\n", day, i, intro)
	}
	return b.String()
}

func history(t *testing.T, log string) *Stats {
	t.Helper()
	st, err := History(context.Background(), logOf(t, map[string]string{"log.md": log}, true), StatsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func TestHistoryOfDays(t *testing.T) {
	st := history(t, papersOn("2023-12-30", "2023-12-31", "2024-01-01", "2024-01-01", "2024-01-20", "2024-03-04"))
	if st.First != "2023-12-30" || st.Last != "2024-03-04" || st.ReadingDays != 5 || st.Total != 6 {
		t.Errorf("%s to %s, %d days, %d papers", st.First, st.Last, st.ReadingDays, st.Total)
	}
	if want := (Stretch{3, "2023-12-30", "2024-01-01"}); st.Streaks.Days != want {
		t.Errorf("days in a row %+v, want %+v", st.Streaks.Days, want)
	}
	if want := (Stretch{2, "2023-12-25", "2024-01-07"}); st.Streaks.Weeks != want {
		t.Errorf("weeks in a row %+v, want %+v", st.Streaks.Weeks, want)
	}
	if want := []Stretch{{43, "2024-01-21", "2024-03-03"}, {18, "2024-01-02", "2024-01-19"}}; fmt.Sprint(st.Gaps) != fmt.Sprint(want) {
		t.Errorf("gaps %v, want %v", st.Gaps, want)
	}
	if want := []Period{{"2023-12", 2}, {"2024-01", 3}, {"2024-02", 0}, {"2024-03", 1}}; fmt.Sprint(st.Months) != fmt.Sprint(want) {
		t.Errorf("months %v, want %v", st.Months, want)
	}
	if want := [7]int{3, 0, 0, 0, 0, 2, 1}; st.Weekdays != want {
		t.Errorf("weekdays %v, want %v", st.Weekdays, want)
	}
}

// A month heading says the month, as facets have it, and a paper of which only the month is known counts for the span.
func TestHistoryOfMonths(t *testing.T) {
	st := history(t, "# 2024.2\n\n## 2024.1.17\n\n《Octopus arms in motion》\n\n# 2023.11\n\n《Squid in the deep》\n")
	if want := []Period{{"2023-11", 1}, {"2023-12", 0}, {"2024-01", 0}, {"2024-02", 1}}; fmt.Sprint(st.Months) != fmt.Sprint(want) {
		t.Errorf("months %v, want %v", st.Months, want)
	}
	if len(st.Tracks) != 1 || fmt.Sprint(st.Tracks[0].Counts) != "[1 0 0 1]" {
		t.Errorf("tracks %+v", st.Tracks)
	}
	if from, to, days := st.Span(); from != "2023-11" || to != "2024-02" || days {
		t.Errorf("from %s to %s, days %v", from, to, days)
	}
}

// What was read last is not what a mistyped year says will be.
func TestLastReadIsPast(t *testing.T) {
	s := logOf(t, map[string]string{"log.md": papersOn("2023-12-30", "2024-03-04", "2142-01-03")}, true)
	d, err := Review(context.Background(), s, DigestRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(d.Filters["month"]) != "[2024-03]" {
		t.Errorf("the digest is of %v", d.Filters)
	}
}

func TestHistoryOfAges(t *testing.T) {
	st := history(t, papersOn("2024-01-05 2024.1 谷歌", "2024-01-06 2023.12 谷歌", "2024-01-07 2017.6 谷歌", "2024-01-08 2024.9 谷歌", "2024-01-09 2022 谷歌"))
	if st.Age.Papers != 3 || st.Age.MedianMonths != 1 || st.Age.Oldest.Months != 79 {
		t.Errorf("%+v %+v", st.Age, st.Age.Oldest)
	}
	var got []string
	for _, g := range st.Age.Groups {
		got = append(got, fmt.Sprintf("%s %d", AgeLabel(g), g.Papers))
	}
	if s, want := strings.Join(got, ", "), "the same month 1, 1 to 3 months 1, 3 to 6 months 0, 6 to 12 months 0, 1 to 2 years 0, 2 to 5 years 0, 5 years, more 1"; s != want {
		t.Errorf("%s\nwant %s", s, want)
	}
}

// Series are told by months, quarters or years, as the span is; a mistyped year makes no list of centuries.
func TestHistoryOfSpans(t *testing.T) {
	for _, c := range []struct {
		from, to, first string
		periods         int
	}{
		{"2024-01-05", "2024-03-05", "2024-01", 3},
		{"2022-02-05", "2024-03-05", "2022-Q1", 9},
		{"2010-01-05", "2024-03-05", "2010", 15},
		{"1950-01-05", "2024-03-05", "1964", 61},
	} {
		st := history(t, papersOn(c.from, c.to))
		if len(st.Periods) != c.periods || st.Periods[0] != c.first || len(st.Tracks[0].Counts) != c.periods {
			t.Errorf("%s to %s: %d periods from %s", c.from, c.to, len(st.Periods), st.Periods[0])
		}
	}
}

func TestNamedIn(t *testing.T) {
	kinds := nameKinds()
	for text, want := range map[string]string{
		"在 ImageNet 和 COCO 上，Stable Diffusion 比 GPT-4 好": "coco gpt4 imagenet stablediffusion",
		"the math of sam and mind":                       "",
		"GPT4 与 gpt-4":                                   "gpt4",
		"Stable, Diffusion":                              "",
		"BERT4Rec":                                       "bert4rec",
	} {
		var got []string
		for key := range namedIn(text, kinds) {
			got = append(got, key)
		}
		for _, w := range strings.Fields(want) {
			if !strings.Contains(" "+strings.Join(got, " ")+" ", " "+w+" ") {
				t.Errorf("%q: %v lacks %s", text, got, w)
			}
		}
		if len(got) != len(strings.Fields(want)) {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
}

// The picture is XML whatever the log says.
func TestSVG(t *testing.T) {
	for what, log := range map[string]string{
		"the sample":     sample(t),
		"no day":         "《A title》\n\n谷歌\n",
		"signs of XML":   "## 2024-01-05\n\n《A <b>&\"title\"》\n\n2023.1 University of <A> & B\n\n# x\n",
		"days all apart": papersOn("2020-01-01", "2024-12-31"),
	} {
		st := history(t, log)
		d := xml.NewDecoder(strings.NewReader(st.SVG()))
		n := 0
		for {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if _, ok := tok.(xml.StartElement); ok {
				n++
			}
		}
		if n < 5 {
			t.Errorf("%s: %d elements", what, n)
		}
	}
}

func TestHistorySelects(t *testing.T) {
	s := logOf(t, map[string]string{"papers.md": sample(t)}, true)
	st, err := History(context.Background(), s, StatsRequest{Filters: query.Filters{Track: []string{"GNN"}}, Top: 1})
	if err != nil || st.Total != 2 || len(st.Tracks) != 1 || st.Tracks[0].Value != "GNN" || len(st.Institutions) != 1 {
		t.Errorf("%v %+v", err, st)
	}
}

func BenchmarkHistory(b *testing.B) {
	s := logOf(b, map[string]string{"papers.md": sample(b)}, true)
	for b.Loop() {
		if _, err := History(context.Background(), s, StatsRequest{}); err != nil {
			b.Fatal(err)
		}
	}
}

// One mistyped year does not stretch the calendar: what is said to be read in the future is left out and told.
func TestHistoryBeyond(t *testing.T) {
	st := history(t, papersOn("2024-01-05 2023.12 谷歌", "2024-02-06 2024.1 谷歌", "2942-01-07 2017.6 谷歌", "2099-10-05 2017.6 谷歌", "1924-02-05 2017.6 谷歌"))
	if st.Total != 5 || st.Beyond != 2 || st.Undated != 1 || st.Last != "2024-02-06" || len(st.Months) != 2 || st.Age.Papers != 2 || st.Age.Oldest.Months != 1 {
		t.Errorf("%d papers, %d beyond, to %s, %d months, %+v", st.Total, st.Beyond, st.Last, len(st.Months), st.Age)
	}
}
