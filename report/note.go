package report

import (
	"bytes"
	"errors"
	"fmt"
	"papersearch/fold"
	"papersearch/readlog"
	"strconv"
	"strings"
	"text/template"
	"time"
	"unicode"
)

// mark is the byte order mark that some editors put in front of a text.
const mark = "\ufeff"

// NewEntry is to be written into a log.
type NewEntry struct {
	Title    string
	Day      time.Time
	Template string // what stands below the day's heading, a text/template over Title, Year, Month and Day; "" is the file's own style
	Tick     int    // the line of a pending item to tick, from 1; 0 for none
}

// Inserted is a log with a new entry.
type Inserted struct {
	Text  string
	Line  int // of the entry's title, from 1
	Under string
}

// Insert writes an entry into the text of a log, as its owner would: on top of a log that is newest first, at the end of one
// that is oldest first, below the headings of its day and month, which are made, where they are missing, in the way of the
// others; the title as the newest entry's is written. Every other byte stays as it is, line ends and a byte order mark too.
// The text is as readlog.Decode returns it. The error says what about the log, the template or the title makes that impossible.
func Insert(text string, n NewEntry) (*Inserted, error) {
	if bare, marked := strings.CutPrefix(text, mark); marked {
		out, err := Insert(bare, n)
		if err == nil {
			out.Text = mark + out.Text
		}
		return out, err
	}
	log := readlog.Outline("log.md", text)
	f := styleOf(text, log)
	entry, err := f.entry(n)
	if err != nil {
		return nil, err
	}
	lines := strings.SplitAfter(text, "\n")
	if last := len(lines) - 1; lines[last] == "" {
		lines = lines[:last]
	}
	if n.Tick > 0 {
		ticked, err := Tick(text, n.Tick)
		if err != nil {
			return nil, err
		}
		lines = strings.SplitAfter(ticked, "\n")[:len(lines)]
	}
	at, block := f.place(log, len(lines), n.Day, entry)
	out, err := verified(log, f.splice(lines, at, block), n)
	if err == nil || n.Title == otherTitle {
		return out, err
	}
	other := n
	other.Title = otherTitle
	if _, cannot := Insert(text, other); cannot != nil {
		return nil, err // whatever the title
	}
	return nil, badTitle(n.Title)
}

// otherTitle is one that every log can take that takes any.
const otherTitle = "A Title"

// badTitle says why a title would not be read as it is.
func badTitle(title string) error {
	depth := 0
	for _, r := range title {
		switch r {
		case '《':
			depth++
		case '》':
			depth--
		}
		if depth < 0 {
			return fmt.Errorf("the title %q has a 》 without its 《, which would end it there: leave it out", title)
		}
	}
	if depth > 0 {
		return fmt.Errorf("the title %q has a 《 without its 》: close it, or leave it out", title)
	}
	return fmt.Errorf("the title %q would be read as another here, or as none: a mark or number in it means something in a log; leave it out", title)
}

// asWritten is a title as Markdown has it: signs that would be taken for markup, words with them, are escaped.
func asWritten(title string) string {
	if fold.Key(readlog.Plain(title).String) == fold.Key(title) {
		return title
	}
	return strings.NewReplacer("<", `\<`, "[", `\[`, "&", `\&`, "`", "\\`").Replace(title)
}

// Tick is the text of a log with the pending item of a line, from 1, ticked.
func Tick(text string, line int) (string, error) {
	lines := strings.SplitAfter(text, "\n")
	if line > len(lines) || !strings.Contains(lines[line-1], "[ ]") {
		return "", fmt.Errorf("line %d is no open item", line)
	}
	lines[line-1] = strings.Replace(lines[line-1], "[ ]", "[x]", 1)
	return strings.Join(lines, ""), nil
}

// verified reads the log with its new entry, which must be one, of its day, and change nothing else.
func verified(old *readlog.Log, after string, n NewEntry) (*Inserted, error) {
	day := readlog.Date{Year: n.Day.Year(), Month: int(n.Day.Month()), Day: n.Day.Day()}
	now := readlog.Outline("log.md", after)
	key := fold.Key(n.Title)
	for i := range now.Entries {
		e := &now.Entries[i]
		if e.Kind != readlog.KindPaper || fold.Key(e.Title) != key || e.Read != day {
			continue
		}
		if len(now.Entries) != len(old.Entries)+1 {
			break
		}
		return &Inserted{Text: after, Line: e.Line, Under: day.String()}, nil
	}
	if strings.TrimSpace(n.Template) != "" {
		return nil, errors.New("with this template the log would not read as one entry more: it must have a line 《{{.Title}}》, and no heading or second title")
	}
	return nil, errors.New("the log is not in a form that new can add to: it knows dated headings with titles below them; --file names another log")
}

// style is how a log is written.
type style struct {
	newline     string
	chinese     bool
	newestFirst bool
	months      bool      // has headings of months
	monthMark   [2]string // what stands around the date of such
	dayMark     [2]string
	month, day  dateStyle
	blanks      int    // below a heading
	title       string // the line of a title, with the title itself as here
}

// here stands for a title in the form of its line.
const here = "\x00"

// styleOf reads a log's style from its headings and its newest entry.
func styleOf(text string, log *readlog.Log) *style {
	f := &style{newline: "\n", newestFirst: true, monthMark: [2]string{"# "}, dayMark: [2]string{"## "}, blanks: 1, title: "《" + here + "》", months: true}
	if crlf := strings.Count(text, "\r\n"); 2*crlf > strings.Count(text, "\n") {
		f.newline = "\r\n"
	}
	f.chinese = strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	lines := strings.Split(text, "\n")
	var days, months []readlog.Dated
	for _, h := range log.Headings {
		if h.Date.Day > 0 {
			days = append(days, h)
		} else if h.Date.Month > 0 {
			months = append(months, h)
		}
	}
	f.day, f.month = defaultDay, defaultMonth
	if len(days) > 0 {
		f.months = len(months) > 0
		f.dayMark = around(lines, days[0], f.dayMark)
		f.day = dateStyleOf(days, f.day)
		rising := 0
		for i := 1; i < len(days); i++ {
			rising += days[i].Date.Compare(days[i-1].Date)
		}
		f.newestFirst = rising <= 0
		f.blanks = blanksBelow(lines, days[0].End)
	}
	if len(months) > 0 {
		f.monthMark = around(lines, months[0], f.monthMark)
		f.month = dateStyleOf(months, f.month)
	}
	if e := newest(log); e != nil {
		line := strings.TrimRight(lines[e.Line-1], "\r")
		if i := strings.Index(line, e.Title); i >= 0 {
			around := line[:i] + here + closing(line[i+len(e.Title):])
			if !strings.HasPrefix(strings.TrimSpace(line), "|") && !numbered().MatchString(around) {
				f.title = around
			}
		}
	}
	return f
}

// around is what stands before and behind the text of a heading: ## , ** and the like.
func around(lines []string, h readlog.Dated, or [2]string) [2]string {
	before, behind, ok := strings.Cut(strings.TrimSuffix(lines[h.Line-1], "\r"), h.Text)
	if !ok {
		return or
	}
	behind = strings.TrimRight(behind, " \t")
	if h.End > h.Line {
		behind += "\n" + strings.TrimRight(lines[h.End-1], "\r")
	}
	return [2]string{before, behind}
}

var numbered = pattern(`\d`)

// closing are the marks right behind a title that close it; what its line says besides is another paper's.
func closing(rest string) string {
	end := strings.IndexFunc(rest, func(r rune) bool { return !strings.ContainsRune("》*_\"”)）", r) })
	if end < 0 {
		return rest
	}
	return rest[:end]
}

// newest is the paper that was read last, of those of its own text; nil for none.
func newest(log *readlog.Log) *readlog.Entry {
	var best *readlog.Entry
	for i := range log.Entries {
		e := &log.Entries[i]
		if e.Kind == readlog.KindPaper && e.Form == "" && e.Read.Year > 0 && (best == nil || e.Read.Compare(best.Read) > 0) {
			best = e
		}
	}
	return best
}

func blanksBelow(lines []string, line int) int {
	n := 0
	for line+n < len(lines) && strings.TrimSpace(lines[line+n]) == "" && n < 3 {
		n++
	}
	if line+n >= len(lines) {
		return 1
	}
	return n
}

// dateStyle is how dates are written in headings: what stands between year, month and day, and behind.
type dateStyle struct {
	year        bool
	first, then string // behind year and month
	behind      string // behind the day or, in a month's heading, the month
	padded      bool
	weekday     string // what stands before the sign of the day: 周, 星期; "" without
	weekdayGap  string
}

var (
	defaultDay   = dateStyle{year: true, first: ".", then: "."}
	defaultMonth = dateStyle{year: true, first: "."}
)

var (
	dayHeading   = pattern(`^(?:(\d{4})\s*([-./年])\s*)?(\d{1,2})\s*([-./月])\s*(\d{1,2})([日号]?)(?:(\s*[（(]?)(周|星期|礼拜)[一二三四五六日天][)）]?)?$`)
	monthHeading = pattern(`^(?:(\d{4})\s*([-./年])\s*)?(\d{1,2})\s*(月份|月)?$`)
)

// dateStyleOf is the style of the first heading that is one date alone.
func dateStyleOf(headings []readlog.Dated, or dateStyle) dateStyle {
	found := false
	for _, h := range headings {
		var padded bool
		if m := dayHeading().FindStringSubmatch(h.Text); m != nil && h.Date.Day > 0 {
			padded = strings.HasPrefix(m[3], "0") || strings.HasPrefix(m[5], "0")
			if !found {
				or = dateStyle{year: m[1] != "", first: m[2], then: m[4], behind: m[6], weekday: m[8], weekdayGap: m[7]}
			}
		} else if m := monthHeading().FindStringSubmatch(h.Text); m != nil && h.Date.Day == 0 {
			padded = strings.HasPrefix(m[3], "0")
			if !found {
				or = dateStyle{year: m[1] != "", first: m[2], behind: m[4]}
			}
		} else {
			continue
		}
		found, or.padded = true, or.padded || padded
	}
	return or
}

func (d dateStyle) write(t time.Time, day bool) string {
	number := func(n int) string {
		if d.padded {
			return fmt.Sprintf("%02d", n)
		}
		return strconv.Itoa(n)
	}
	s := ""
	if d.year {
		s = fmt.Sprintf("%04d", t.Year()) + d.first
	}
	s += number(int(t.Month()))
	if day {
		s += d.then + number(t.Day())
	}
	s += d.behind
	if d.weekday != "" {
		s += d.weekdayGap + d.weekday + []string{"日", "一", "二", "三", "四", "五", "六"}[t.Weekday()]
		if strings.ContainsAny(d.weekdayGap, "（") {
			s += "）"
		} else if strings.ContainsAny(d.weekdayGap, "(") {
			s += ")"
		}
	}
	return s
}

// entry is the lines of the entry, by the template or in the style of the log.
func (f *style) entry(n NewEntry) ([]string, error) {
	title := asWritten(n.Title)
	text := strings.ReplaceAll(f.title, here, title) + "\n\n1. "
	if f.chinese {
		text = strings.ReplaceAll(f.title, here, title) + "\n\n要点：\n\n1. "
	}
	if strings.TrimSpace(n.Template) != "" {
		t, err := template.New("new").Option("missingkey=error").Parse(n.Template)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		err = t.Execute(&out, map[string]any{"Title": title, "Year": n.Day.Year(), "Month": int(n.Day.Month()), "Day": n.Day.Day()})
		if err != nil {
			return nil, err
		}
		text = out.String()
	}
	text = strings.Trim(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	return strings.Split(text, "\n"), nil
}

// place finds before which line (from 0) an entry of a day goes, and what goes there with it: headings that are missing.
func (f *style) place(log *readlog.Log, lines int, day time.Time, entry []string) (at int, block []string) {
	today := readlog.Date{Year: day.Year(), Month: int(day.Month()), Day: day.Day()}
	month := readlog.Date{Year: today.Year, Month: today.Month}
	heading := func(text string) []string { return append(strings.Split(text, "\n"), make([]string, f.blanks)...) }
	dayHead := heading(f.dayMark[0] + f.day.write(day, true) + f.dayMark[1])
	monthHead := heading(f.monthMark[0] + f.month.write(day, false) + f.monthMark[1])
	var headings []readlog.Dated // those of years stay above all
	for _, h := range log.Headings {
		if h.Date.Month > 0 {
			headings = append(headings, h)
		}
	}
	first, last := -1, -1 // the month's own heading, and where the dates begin and end
	for _, h := range headings {
		switch {
		case h.Date == today:
			if f.newestFirst {
				return h.End + f.blanks, append(entry, "")
			}
			return f.endOf(log, h.Line, lines), append([]string{""}, entry...)
		case h.Date == month && h.Date.Day == 0:
			first = h.End
		}
		last = h.Line
	}
	switch {
	case len(headings) == 0:
		return lines, append(append(append([]string{""}, monthHead...), dayHead...), entry...)
	case f.newestFirst && first > 0:
		// Below the month's heading, above the first day that is older.
		for _, h := range headings {
			if h.Line > first && h.Date.Day > 0 && h.Date.Compare(today) > 0 && h.Date.Month == today.Month && h.Date.Year == today.Year {
				first = f.endOf(log, h.Line, lines) // a day that is newer stays above
				return first, append(append([]string{""}, dayHead...), entry...)
			}
		}
		return first + f.blanks, append(append(dayHead, entry...), "")
	case f.newestFirst:
		at := headings[0].Line - 1
		for _, h := range headings {
			if newer := h.Date.Compare(today) > 0; !newer {
				at = h.Line - 1
				break
			}
			at = f.endOf(log, h.Line, lines)
		}
		if f.months {
			dayHead = append(monthHead, dayHead...)
		}
		return at, append(append(dayHead, entry...), "")
	}
	if f.months && first < 0 {
		dayHead = append(monthHead, dayHead...)
	}
	return f.endOf(log, last, lines), append(append([]string{""}, dayHead...), entry...)
}

// endOf is the line behind the last line of what stands below a heading.
func (f *style) endOf(log *readlog.Log, heading, lines int) int {
	end := lines
	for _, h := range log.Headings {
		if h.Line > heading {
			end = h.Line - 1
			break
		}
	}
	for end > heading && end <= len(log.Lines) && log.Lines[end-1] == readlog.Blank {
		end--
	}
	return end
}

// splice puts a block before line at, with the log's line ends, and never two blank lines where there was one.
func (f *style) splice(lines []string, at int, block []string) string {
	at = min(at, len(lines))
	var out strings.Builder
	for _, l := range lines[:at] {
		out.WriteString(l)
	}
	if at > 0 && !strings.HasSuffix(lines[at-1], "\n") {
		out.WriteString(f.newline)
	}
	for i, l := range block {
		blank := strings.TrimSpace(l) == ""
		if blank && i == 0 && (at == 0 || strings.TrimSpace(lines[at-1]) == "") {
			continue
		}
		out.WriteString(l + f.newline)
	}
	for _, l := range lines[at:] {
		out.WriteString(l)
	}
	return out.String()
}
