package report

import (
	"fmt"
	"papersearch/internal/pattern"
	"papersearch/readlog"
	"strconv"
	"strings"
	"time"
)

// now is when lint and stats ask what is in the future.
var now = time.Now

// Nothing was read before firstYear, or later than a month ahead, whatever a log says.
const firstYear = 1950

// beyond says whether nothing can have been read at a date.
func beyond(year, m int) bool {
	if m == 0 {
		return year < firstYear || year > now().Year()
	}
	today := now()
	return year < firstYear || (month{year, m}).number() > (month{today.Year(), int(today.Month())}).number()+1
}

// noDay says whether a date has a day that its month has not.
func noDay(d readlog.Date) bool {
	_, ok := dayOf(d)
	return d.Day > 0 && !ok
}

// almostDate is a date by its form, whatever its numbers; anything is a year.
var almostDate = pattern.New(`^(\d{4})(?:\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2}))?)?`)

// wrongDate says what of the date that a text begins with is in no calendar; "" when nothing is, or there is no date.
func wrongDate(s string) string {
	m := almostDate().FindStringSubmatch(s)
	if m == nil || m[2] == "" || len(s) > len(m[0]) && s[len(m[0])] >= '0' && s[len(m[0])] <= '9' {
		return ""
	}
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	d := readlog.Date{Year: number(m[1]), Month: number(m[2]), Day: number(m[3])}
	switch {
	case d.Year < 1900 || d.Year > 2100:
		return ""
	case d.Month < 1 || d.Month > 12:
		return fmt.Sprintf("there is no month %d: %s", d.Month, m[0])
	case m[3] != "" && (d.Day == 0 || noDay(d)):
		return fmt.Sprintf("%s %d has no day %d: %s", time.Month(d.Month), d.Year, d.Day, m[0])
	}
	return ""
}

// dates finds dates that no calendar has, days of reading that are still to come, and papers that were published after they
// were read.
func (l *linter) dates() error {
	for _, src := range l.sources {
		l.headingDates(src)
		for i := range src.log.Entries {
			e := &src.log.Entries[i]
			line, rest := e.Line, ""
			if raw := e.Published.Raw; raw != "" {
				if at := strings.Index(src.text[e.Start:e.End], raw); at >= 0 {
					line, rest = src.lineOf(e.Start+at), src.text[e.Start+at:e.End]
				}
			}
			if what := wrongDate(rest); what != "" {
				l.find(src, line, ruleSuspect, what, "", e.Title)
				continue
			}
			if e.Published.Suspect && !ahead(e) && !noDay(e.Read) {
				l.tooEarly(src, line, e)
			}
		}
	}
	return nil
}

// tooEarly tells of a paper that was read before it was published.
func (l *linter) tooEarly(src *source, line int, e *readlog.Entry) {
	read := whenRead(e)
	suggestion := ""
	if before := e.Published.From; before.Month > 0 && read.Year > 0 {
		for before.Year > read.Year || before.Year == read.Year && before.Month > read.Month {
			before.Year--
		}
		suggestion = before.String() + "?"
	}
	l.find(src, line, ruleSuspect, fmt.Sprintf("published %s, and read before, on %s", e.Published.From, read), suggestion, e.Title)
}

// headingDates finds headings with dates that cannot be.
func (l *linter) headingDates(src *source) {
	known := map[int]bool{}
	var told readlog.Date // a month that was
	year := 0             // of the last heading that can be
	for _, h := range src.log.Headings {
		known[h.Line] = true
		switch {
		case noDay(h.Date):
			l.find(src, h.Line, ruleSuspect, fmt.Sprintf("%s %d has no day %d: %s", time.Month(h.Date.Month), h.Date.Year, h.Date.Day, h.Text), "", "")
		case h.Date.Month == 0 && wrongDate(h.Text) != "":
			l.find(src, h.Line, ruleSuspect, wrongDate(h.Text)+"; what stands below it is of no month", "", "")
		case !beyond(h.Date.Year, h.Date.Month):
			year = h.Date.Year
		case h.Month != told || told == readlog.Date{}:
			suggestion := ""
			if d := h.Date; year > 0 {
				d.Year = year
				suggestion = d.String() + "?"
			}
			what := "is still to come"
			if h.Date.Year < firstYear {
				what = "is long past"
			}
			l.find(src, h.Line, ruleSuspect, fmt.Sprintf("nothing was read on %s, which %s", h.Date, what), suggestion, "")
			told = readlog.Date{}
			if h.Date.Day == 0 {
				told = h.Date
			}
		}
	}
	for i, owner := range src.log.Lines {
		if owner != readlog.Heading || known[i+1] {
			continue
		}
		text, heading := strings.CutPrefix(strings.TrimSpace(src.line(i+1)), "#")
		if text = strings.TrimLeft(text, "# \t"); heading {
			if what := wrongDate(text); what != "" {
				l.find(src, i+1, ruleSuspect, what+"; what stands below it is of the day above, or of none", "", "")
			}
		}
	}
}
