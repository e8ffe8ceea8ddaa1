package report

import (
	"fmt"
	"strconv"
	"time"
)

// Week is a column of a calendar.
type Week struct {
	Monday time.Time
	Days   [7]int // papers read, Monday first; -1 for a day behind the last or before the first
}

// Calendar lays out days, as Stats has them, in weeks, at most n of them, the last one last. Days before the first week are
// left out.
func Calendar(days []Period, n int) []Week {
	if len(days) == 0 || n <= 0 {
		return nil
	}
	first, err1 := time.Parse(time.DateOnly, days[0].Period)
	last, err2 := time.Parse(time.DateOnly, days[len(days)-1].Period)
	if err1 != nil || err2 != nil {
		return nil
	}
	start := monday(first)
	if all := daysBetween(start, monday(last))/7 + 1; all > n {
		start = monday(last).AddDate(0, 0, -7*(n-1))
	}
	weeks := make([]Week, daysBetween(start, monday(last))/7+1)
	for i := range weeks {
		weeks[i].Monday = start.AddDate(0, 0, 7*i)
		for d := range 7 {
			if day := weeks[i].Monday.AddDate(0, 0, d); day.After(last) || day.Before(first) {
				weeks[i].Days[d] = -1
			}
		}
	}
	for _, d := range days {
		if day, err := time.Parse(time.DateOnly, d.Period); err == nil && !day.Before(start) {
			at := daysBetween(start, day)
			weeks[at/7].Days[at%7] = d.Papers
		}
	}
	return weeks
}

// AgeLabel is a group of ages in words.
func AgeLabel(g AgeGroup) string {
	years := func(months int) string { return strconv.Itoa(months / 12) }
	switch {
	case g.To == 1:
		return "the same month"
	case g.To == 0:
		return years(g.From) + " years, more"
	case g.To > 12:
		return years(g.From) + " to " + years(g.To) + " years"
	}
	return fmt.Sprintf("%d to %d months", g.From, g.To)
}
