package report

import (
	"cmp"
	"context"
	"fmt"
	"papersearch/fold"
	"papersearch/query"
	"papersearch/readlog"
	"papersearch/store"
	"slices"
	"strings"
	"time"
)

// StatsRequest asks for the reading history of the papers that words and filters select. The zero value is of all.
type StatsRequest struct {
	Text    string
	Filters query.Filters // without a kind: papers
	Top     int           // institutions, tracks, models and data sets told; 0 is DefaultTop
}

// DefaultTop is how many of the most frequent are told.
const DefaultTop = 10

// Stats is the reading history. A paper that was read twice counts twice, since it was.
type Stats struct {
	Version      int                 `json:"version"`
	Query        string              `json:"query"`
	Filters      map[string][]string `json:"filters"`
	Total        int                 `json:"total"`
	Undated      int                 `json:"undated"` // read on no day or month that the log tells
	Beyond       int                 `json:"beyond"`  // said to be read in the future or before all logs, and left out of what follows
	First        string              `json:"first"`   // day read, like Last; "" when no day is known
	Last         string              `json:"last"`
	ReadingDays  int                 `json:"reading_days"`
	PerWeek      float64             `json:"per_week"` // papers of a day, a week, from the first to the last day
	Months       []Period            `json:"months"`   // from the first to the last, without holes
	Days         []Period            `json:"days"`     // on which something was read
	Weekdays     [7]int              `json:"weekdays"` // Monday first
	Streaks      Streaks             `json:"streaks"`
	Gaps         []Stretch           `json:"gaps"`    // the longest between two reading days, longest first
	Periods      []string            `json:"periods"` // of the series below: months, quarters or years, as the span is
	Tracks       []Series            `json:"tracks"`  // the largest first
	Institutions []Series            `json:"institutions"`
	Age          Age                 `json:"age"`
	Models       []Named             `json:"models"`
	Datasets     []Named             `json:"datasets"`
	Stale        bool                `json:"stale"`
}

// Noun is what was counted, one of it.
func (s *Stats) Noun() string {
	switch kinds := s.Filters["kind"]; {
	case len(kinds) == 0:
		return "paper"
	case len(kinds) > 1:
		return "entry"
	default:
		return cmp.Or(map[string]string{"paper": "paper", "论文": "paper", "note": "note", "笔记": "note", "todo": "pending item", "待读": "pending item"}[fold.String(kinds[0])], "entry")
	}
}

// Plural is a number of things: 1 day, 2 days, 2 entries.
func Plural(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ay"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(noun, "y"))
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Period is how many papers were read in a month or on a day.
type Period struct {
	Period string `json:"period"`
	Papers int    `json:"papers"`
}

// Stretch is a number of days, from the first to the last, both included.
type Stretch struct {
	Days int    `json:"days"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Streaks are the longest stretches with a paper on each day, and in each week.
type Streaks struct {
	Days  Stretch `json:"days"`
	Weeks Stretch `json:"weeks"` // Days counts weeks
}

// Series is a value over time: Counts has a number for each of the periods.
type Series struct {
	Value  string `json:"value"`
	Total  int    `json:"total"`
	Counts []int  `json:"counts"`
}

// Age is how old papers were when they were read, of those of which both months are known.
type Age struct {
	Papers       int        `json:"papers"`
	MedianMonths int        `json:"median_months"`
	Groups       []AgeGroup `json:"groups"`
	Oldest       AgedReader `json:"oldest"` // without id when nothing is known
}

// AgeGroup is a range of ages, in months, the end excluded; To is 0 for one without end.
type AgeGroup struct {
	From   int `json:"from"`
	To     int `json:"to"`
	Papers int `json:"papers"`
}

// AgedReader is the paper that was oldest when it was read.
type AgedReader struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Months int    `json:"months"`
}

// Named is a name and how many entries have it.
type Named struct {
	Name    string `json:"name"`
	Entries int    `json:"entries"`
}

// longestGaps is how many gaps are told.
const longestGaps = 3

// ageEdges are the months at which the groups of ages begin.
var ageEdges = []int{0, 1, 3, 6, 12, 24, 60}

// History counts the reading history. The error is that of the query, or says what of the index could not be read.
func History(ctx context.Context, s *query.Searcher, req StatsRequest) (*Stats, error) {
	r, err := s.Search(ctx, query.Request{Text: req.Text, Filters: req.Filters, Kinds: []string{"paper"}, Limit: 1, Facets: []string{}})
	if err != nil {
		return nil, err
	}
	rows, err := s.Rows(ctx, query.Request{Text: req.Text, Filters: req.Filters, Kinds: []string{"paper"}})
	if err != nil {
		return nil, err
	}
	top := cmp.Or(req.Top, DefaultTop)
	g := s.Generation()
	out := &Stats{
		Version: query.Version, Query: req.Text, Filters: r.Filters, Total: len(rows),
		Months: []Period{}, Days: []Period{}, Gaps: []Stretch{}, Periods: []string{}, Tracks: []Series{}, Institutions: []Series{},
		Models: []Named{}, Datasets: []Named{},
	}
	days, months := map[time.Time]int{}, map[month]int{}
	for _, row := range rows {
		at, ok := monthRead(g.Table, row)
		if !ok {
			out.Undated++
			continue
		}
		if beyond(at.year, at.month) {
			out.Beyond++
			continue
		}
		months[at]++
		if day, ok := dayOf(g.Table.ReadOn(row)); ok {
			days[day]++
			out.Weekdays[(int(day.Weekday())+6)%7]++
		}
	}
	out.days(days)
	span := out.months(months)
	out.series(g, rows, span, top)
	if err := out.age(g, rows); err != nil {
		return nil, err
	}
	out.Models, out.Datasets, err = mostNamed(ctx, g, rows, top)
	return out, err
}

// monthRead is the month in which a paper was read: that of its heading, as facets have it, before that of its day; ok is false for
// one of which none is known.
func monthRead(t *store.Table, row int) (m month, ok bool) {
	day, at, _, _ := t.Dates(row)
	if at/100%100 == 0 {
		at = day
	}
	return month{int(at / 10000), int(at / 100 % 100)}, at/100%100 > 0
}

// dayOf is a day as a time; ok is false where only the month is known, or for a day that no calendar has.
func dayOf(d readlog.Date) (time.Time, bool) {
	t := time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	return t, d.Day > 0 && t.Day() == d.Day
}

// Span is from when to when papers were read: from the first to the last day, or where papers of which only the month is known were
// read outside those, months; days says which. Empty where no day is known.
func (s *Stats) Span() (from, to string, days bool) {
	n := len(s.Months)
	if s.First == "" || n == 0 {
		return s.First, s.Last, true
	}
	first, last := s.Months[0].Period, s.Months[n-1].Period
	if first >= s.First[:len(first)] && last <= s.Last[:len(last)] {
		return s.First, s.Last, true
	}
	return first, last, false
}

// days tells first and last day, streaks and gaps.
func (s *Stats) days(papers map[time.Time]int) {
	all := make([]time.Time, 0, len(papers))
	n := 0
	for day, k := range papers {
		all = append(all, day)
		n += k
	}
	if len(all) == 0 {
		return
	}
	slices.SortFunc(all, time.Time.Compare)
	first, last := all[0], all[len(all)-1]
	s.First, s.Last, s.ReadingDays = first.Format(time.DateOnly), last.Format(time.DateOnly), len(all)
	weeks := float64(daysBetween(first, last)+1) / 7
	s.PerWeek = float64(int(10*float64(n)/max(weeks, 1)+0.5)) / 10
	run, weekRun := all[0], monday(all[0])
	for i, day := range all {
		s.Days = append(s.Days, Period{day.Format(time.DateOnly), papers[day]})
		if i > 0 {
			between := daysBetween(all[i-1], day) - 1
			if between > 0 {
				run = day
				s.Gaps = append(s.Gaps, Stretch{between, all[i-1].AddDate(0, 0, 1).Format(time.DateOnly), day.AddDate(0, 0, -1).Format(time.DateOnly)})
			}
			if daysBetween(monday(all[i-1]), monday(day)) > 7 {
				weekRun = monday(day)
			}
		}
		if n := daysBetween(run, day) + 1; n > s.Streaks.Days.Days {
			s.Streaks.Days = Stretch{n, run.Format(time.DateOnly), day.Format(time.DateOnly)}
		}
		if n := daysBetween(weekRun, monday(day))/7 + 1; n > s.Streaks.Weeks.Days {
			s.Streaks.Weeks = Stretch{n, weekRun.Format(time.DateOnly), monday(day).AddDate(0, 0, 6).Format(time.DateOnly)}
		}
	}
	slices.SortStableFunc(s.Gaps, func(a, b Stretch) int { return b.Days - a.Days })
	s.Gaps = s.Gaps[:min(len(s.Gaps), longestGaps)]
}

func daysBetween(a, b time.Time) int { return int(b.Sub(a).Hours() / 24) }

func monday(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }

// month counts from the year 0, so that months can be subtracted.
type month struct{ year, month int }

func (m month) number() int    { return 12*m.year + m.month - 1 }
func (m month) String() string { return fmt.Sprintf("%04d-%02d", m.year, m.month) }

func monthOf(number int) month { return month{number / 12, number%12 + 1} }

// longestSpan bounds a list of months without holes: one mistyped year makes no list of centuries.
const longestSpan = 12 * 60

// months lists the months from the first to the last, and returns their numbers.
func (s *Stats) months(papers map[month]int) (span [2]int) {
	if len(papers) == 0 {
		return span
	}
	var all []int
	for m := range papers {
		all = append(all, m.number())
	}
	slices.Sort(all)
	span = [2]int{all[0], all[len(all)-1]}
	if span[1]-span[0] > longestSpan {
		span[0] = span[1] - longestSpan
	}
	for n := span[0]; n <= span[1]; n++ {
		m := monthOf(n)
		s.Months = append(s.Months, Period{m.String(), papers[m]})
	}
	return span
}

// Up to these numbers of months, series are told by months and by quarters; longer ones by years.
const (
	byMonths   = 18
	byQuarters = 72
)

// series counts tracks and institutions over time.
func (s *Stats) series(g *store.Generation, rows []int, span [2]int, top int) {
	if len(s.Months) == 0 {
		return
	}
	width := 1
	switch n := len(s.Months); {
	case n > byQuarters:
		width = 12
	case n > byMonths:
		width = 3
	}
	from := span[0] / width
	for n := from; n <= span[1]/width; n++ {
		m := monthOf(n * width)
		switch width {
		case 1:
			s.Periods = append(s.Periods, m.String())
		case 3:
			s.Periods = append(s.Periods, fmt.Sprintf("%04d-Q%d", m.year, (m.month+2)/3))
		default:
			s.Periods = append(s.Periods, fmt.Sprintf("%04d", m.year))
		}
	}
	tracks, institutions := map[uint32]*Series{}, map[uint32]*Series{}
	count := func(in map[uint32]*Series, n uint32, period int) {
		if in[n] == nil {
			in[n] = &Series{Value: g.Table.String(n), Counts: make([]int, len(s.Periods))}
		}
		in[n].Total++
		if period >= 0 && period < len(s.Periods) {
			in[n].Counts[period]++
		}
	}
	var scratch []uint32
	for _, row := range rows {
		period := -1
		if at, ok := monthRead(g.Table, row); ok {
			period = at.number()/width - from
		}
		count(tracks, g.Table.Track(row), period)
		scratch = g.Table.Institutions(row, scratch[:0])
		for _, n := range scratch {
			count(institutions, n, period)
		}
	}
	s.Tracks, s.Institutions = largest(tracks, top), largest(institutions, top)
}

func largest(of map[uint32]*Series, top int) []Series {
	out := make([]Series, 0, len(of))
	for _, x := range of {
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b Series) int { return cmp.Or(b.Total-a.Total, cmp.Compare(a.Value, b.Value)) })
	return out[:min(top, len(out))]
}

// age tells how old papers were when they were read. Impossible pairs are left out.
func (s *Stats) age(g *store.Generation, rows []int) error {
	for i, from := range ageEdges {
		to := 0
		if i+1 < len(ageEdges) {
			to = ageEdges[i+1]
		}
		s.Age.Groups = append(s.Age.Groups, AgeGroup{From: from, To: to})
	}
	var ages []int
	oldest := -1
	for _, row := range rows {
		_, _, published, _ := g.Table.Dates(row)
		at, ok := monthRead(g.Table, row)
		if !ok || published/100%100 == 0 || beyond(at.year, at.month) {
			continue
		}
		age := at.number() - month{int(published / 10000), int(published / 100 % 100)}.number()
		if age < 0 {
			continue
		}
		ages = append(ages, age)
		if oldest < 0 || age > s.Age.Oldest.Months {
			oldest = row
			s.Age.Oldest = AgedReader{ID: g.Table.Row(row).ID, Months: age}
		}
		for i := len(ageEdges) - 1; i >= 0; i-- {
			if age >= ageEdges[i] {
				s.Age.Groups[i].Papers++
				break
			}
		}
	}
	if s.Age.Papers = len(ages); len(ages) == 0 {
		return nil
	}
	slices.Sort(ages)
	s.Age.MedianMonths = ages[len(ages)/2]
	r, err := g.Record(oldest)
	if err != nil {
		return err
	}
	s.Age.Oldest.Title = r.Title
	return nil
}
