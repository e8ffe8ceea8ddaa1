package main

import (
	"bytes"
	"errors"
	"fmt"
	"papersearch/readlog"
	"papersearch/report"
	"path/filepath"
	"strings"

	"github.com/natefinch/atomic"
	"github.com/urfave/cli/v2"
)

func (p *program) statsCommand() *cli.Command {
	return &cli.Command{
		Name:      "stats",
		Usage:     "tell the reading history: months, days, tracks, names",
		ArgsUsage: "[WORD…]",
		Description: `Of the papers that words and filters select: how many a month, the calendar,
streaks and gaps, tracks and institutions over time, how old papers were when
they were read, and which models and data sets are named most. --svg writes
it as a picture, for light and dark pages.`,
		Flags: append(append(commonFlags(), filterFlags()...),
			&cli.StringFlag{Name: "svg", Usage: "write a picture to this file"},
			&cli.IntFlag{Name: "limit", Value: report.DefaultTop, Usage: "institutions, tracks and names told"},
		),
		UsageText: `papersearch stats
papersearch stats --track GNN
papersearch stats --month 2024 --json
papersearch stats --svg reading.svg`,
		Action: p.stats,
	}
}

func (p *program) stats(c *cli.Context) error {
	picture := c.String("svg")
	switch {
	case c.Int("limit") < 1:
		return usageError{fmt.Errorf("--limit %d: it is a number of values, 1 or more", c.Int("limit"))}
	case c.IsSet("svg") && !strings.EqualFold(filepath.Ext(picture), ".svg"):
		return usageError{fmt.Errorf("--svg %s: it writes a picture, so name it .svg", picture)}
	case picture != "" && c.Bool("json"):
		return usageError{errors.New("--svg and --json exclude each other")}
	}
	s, err := p.open(c)
	if err != nil {
		return err
	}
	st, err := report.History(p.ctx, s, report.StatsRequest{Text: words(c), Filters: filters(c), Top: c.Int("limit")})
	if err != nil {
		return err
	}
	st.Stale = p.stale
	switch {
	case c.Bool("json"):
		err = p.printJSON(st)
	case st.Total == 0:
		p.out.line("No " + report.Plural(0, st.Noun())[2:] + ".")
	case picture != "":
		if err := atomic.WriteFile(picture, bytes.NewReader([]byte(st.SVG()))); err != nil {
			text := err.Error() // it names a file for the time being that nobody has heard of, before the cause
			return fmt.Errorf("--svg %s: %s", picture, strings.TrimSpace(text[strings.LastIndex(text, ": ")+1:]))
		}
		p.out.line(clean(picture))
	default:
		p.printStats(st)
	}
	if err == nil && st.Total == 0 {
		err = errNothing
	}
	return err
}

func (p *program) printStats(s *report.Stats) {
	p.out.line(p.out.bold.Sprint(report.Plural(s.Total, s.Noun())), p.out.dim.Sprint(span(s)))
	if s.First != "" {
		p.printCalendar(s)
	}
	p.printMonths(s)
	p.printStreaks(s)
	p.printSeries("Tracks", s.Periods, s.Tracks)
	p.printSeries("Institutions", s.Periods, s.Institutions)
	p.printAge(&s.Age)
	p.printNamed("Models named", s.Models)
	p.printNamed("Data sets named", s.Datasets)
}

// span says when papers were read.
func span(s *report.Stats) string {
	text := ""
	if from, to, days := s.Span(); days && from != "" {
		text = fmt.Sprintf("  %s to %s · %s · %.1f a week", from, to, report.Plural(s.ReadingDays, "day"), s.PerWeek)
	} else if from != "" {
		text = fmt.Sprintf("  %s to %s · %s known", from, to, report.Plural(s.ReadingDays, "day"))
	}
	if s.Undated > 0 {
		text += fmt.Sprintf(" · %d on no known day", s.Undated)
	}
	if s.Beyond > 0 {
		text += fmt.Sprintf(" · %d left out, of dates that cannot be (`papersearch lint --rule impossible-date`)", s.Beyond)
	}
	return text
}

// head begins a part of the statistics.
func (p *program) head(title, what string) {
	p.out.line()
	if what != "" {
		what = "  " + what
	}
	p.out.line(p.out.bold.Sprint(title), p.out.dim.Sprint(what))
}

// weeksShown is how many weeks the calendar has, as far as the page is wide.
const weeksShown = 53

// shades are the cells of the calendar: for no paper, one, two, three and more.
var shades = [...]string{"·", "░", "▒", "▓", "█"}

// printCalendar prints a column a week, a row a weekday, the last week last.
func (p *program) printCalendar(s *report.Stats) {
	weeks := report.Calendar(s.Days, min(weeksShown, p.out.width-8))
	p.head("Calendar", "· none  ░ 1  ▒ 2  ▓ 3  █ 4 and more")
	labels := []byte(strings.Repeat(" ", len(weeks)+3))
	free, last := 0, -1
	for i, w := range weeks {
		m := int(w.Monday.Month())
		if m != last && i >= free && (last >= 0 || w.Monday.Day() <= 14) {
			copy(labels[i:], w.Monday.Format("Jan"))
			free = i + 4
		}
		last = m
	}
	p.out.line("      ", p.out.dim.Sprint(strings.TrimRight(string(labels), " ")))
	for d, name := range []string{"Mon", "", "Wed", "", "Fri", "", "Sun"} {
		var row strings.Builder
		for _, w := range weeks {
			n := w.Days[d]
			if n < 0 {
				row.WriteByte(' ')
				continue
			}
			row.WriteString(shades[min(n, len(shades)-1)])
		}
		p.out.line("  ", p.out.dim.Sprint(pad(name, 4)), p.out.link.Sprint(strings.TrimRight(row.String(), " ")))
	}
}

// monthsShown is how many months are printed; --json has all.
const monthsShown = 24

func (p *program) printMonths(s *report.Stats) {
	months := s.Months
	if len(months) == 0 {
		return
	}
	what := ""
	if len(months) > monthsShown {
		what = fmt.Sprintf("the last %d of %d", monthsShown, len(months))
		months = months[len(months)-monthsShown:]
	}
	p.head("Months", what)
	most := 1
	for _, m := range months {
		most = max(most, m.Papers)
	}
	for _, m := range months {
		p.out.line("  ", m.Period, fmt.Sprintf(" %4d", m.Papers), p.bar(m.Papers, most))
	}
}

// bar is a bar of at most barWidth columns behind two blanks; anything is a column at least.
func (p *program) bar(n, most int) string {
	if n == 0 {
		return ""
	}
	return "  " + p.out.link.Sprint(strings.Repeat("█", max(1, n*barWidth/most)))
}

func (p *program) printStreaks(s *report.Stats) {
	if s.First == "" {
		return
	}
	p.head("Streaks and gaps", "")
	p.out.line("  ", pad("days in a row", 18), fmt.Sprintf("%3d  ", s.Streaks.Days.Days), p.out.dim.Sprint(s.Streaks.Days.From+" to "+s.Streaks.Days.To))
	p.out.line("  ", pad("weeks in a row", 18), fmt.Sprintf("%3d  ", s.Streaks.Weeks.Days), p.out.dim.Sprint(s.Streaks.Weeks.From+" to "+s.Streaks.Weeks.To))
	for _, g := range s.Gaps {
		p.out.line("  ", pad("days without", 18), fmt.Sprintf("%3d  ", g.Days), p.out.dim.Sprint(g.From+" to "+g.To))
	}
}

// sparks are the heights of a column, for a share of the highest.
var sparks = []rune(" ▁▂▃▄▅▆▇█")

// printSeries prints values with a column for each period; of many periods, the last.
func (p *program) printSeries(title string, periods []string, of []report.Series) {
	if len(of) == 0 {
		return
	}
	widest := 0
	for _, x := range of {
		widest = max(widest, columns(x.Value))
	}
	widest = min(widest, 36)
	room := p.out.width - widest - 10
	from := max(0, len(periods)-room)
	what := ""
	if len(periods) > 0 {
		what = "by " + unit(periods[0]) + ", " + periods[from] + " to " + periods[len(periods)-1]
	}
	p.head(title, what)
	most := 1
	for _, x := range of {
		for _, n := range x.Counts[from:] {
			most = max(most, n)
		}
	}
	for _, x := range of {
		var line strings.Builder
		for _, n := range x.Counts[from:] {
			h := n * (len(sparks) - 1) / most
			if n > 0 {
				h = max(h, 1)
			}
			line.WriteRune(sparks[h])
		}
		name := x.Value
		if name == readlog.Unassigned {
			name = "(unassigned)"
		}
		p.out.line("  ", pad(clean(fit(name, widest)), widest), fmt.Sprintf(" %4d  ", x.Total), p.out.link.Sprint(strings.TrimRight(line.String(), " ")))
	}
}

// unit is what a period is: 2024-01, 2024-Q1, 2024.
func unit(period string) string {
	switch {
	case strings.Contains(period, "Q"):
		return "quarter"
	case len(period) > 4:
		return "month"
	}
	return "year"
}

func (p *program) printAge(a *report.Age) {
	if a.Papers == 0 {
		return
	}
	p.head("Age when read", fmt.Sprintf("median %s · oldest %s, %s", months(a.MedianMonths), fit(a.Oldest.Title, 30), months(a.Oldest.Months)))
	most := 1
	for _, g := range a.Groups {
		most = max(most, g.Papers)
	}
	for _, g := range a.Groups {
		p.out.line("  ", pad(report.AgeLabel(g), 14), fmt.Sprintf(" %4d", g.Papers), p.bar(g.Papers, most))
	}
}

// months is a number of months in words.
func months(n int) string {
	if n < 24 {
		return report.Plural(n, "month")
	}
	return report.Plural(n/12, "year")
}

func (p *program) printNamed(title string, names []report.Named) {
	if len(names) == 0 {
		return
	}
	p.head(title, "in so many entries")
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = fmt.Sprintf("%s %d", n.Name, n.Entries)
	}
	p.out.block(2, strings.Join(parts, " · "), nil, p.out.text)
}
