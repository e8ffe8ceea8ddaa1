package report

import (
	"bytes"
	"errors"
	"fmt"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"papersearch/readlog"
	"slices"
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
	at, block := f.place(log, lines, n.Day, entry)
	out, err := verified(log, f.splice(log, lines, at, block), n)
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
	switch depth := MarksOpen(title); {
	case depth < 0:
		return fmt.Errorf("the title %q has a 》 without its 《, which would end it there: leave it out", title)
	case depth > 0:
		return fmt.Errorf("the title %q has a 《 without its 》: close it, or leave it out", title)
	}
	return fmt.Errorf("the title %q would be read as another here, or as none: a mark or number in it means something in a log; leave it out", title)
}

// MarksOpen is how many 《 of a title lack their 》; −1 where a 》 lacks its 《.
func MarksOpen(title string) int {
	depth := 0
	for _, r := range title {
		switch r {
		case '《':
			depth++
		case '》':
			depth--
		}
		if depth < 0 {
			return depth
		}
	}
	return depth
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
	if line > len(lines) {
		return "", fmt.Errorf("line %d is no open item", line)
	}
	ticked := tick(lines[line-1])
	if ticked == lines[line-1] {
		return "", fmt.Errorf("line %d has no box to tick: write - [ ] before it, or leave --done out and strike it ~~out~~", line)
	}
	lines[line-1] = ticked
	return strings.Join(lines, ""), nil
}

// tick ticks the box at the beginning of an item's line; a line without one stays.
func tick(line string) string { return readlog.Ticked(line) }

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

var numbered = pattern.New(`\d`)

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
	dayHeading   = pattern.New(`^(?:(\d{4})\s*([-./年])\s*)?(\d{1,2})\s*([-./月])\s*(\d{1,2})([日号]?)(?:(\s*[（(]?)(周|星期|礼拜)[一二三四五六日天][)）]?)?$`)
	monthHeading = pattern.New(`^(?:(\d{4})\s*([-./年])\s*)?(\d{1,2})\s*(月份|月)?$`)
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
func (f *style) place(log *readlog.Log, lines []string, day time.Time, entry []string) (at int, block []string) {
	today := readlog.Date{Year: day.Year(), Month: int(day.Month()), Day: day.Day()}
	month := readlog.Date{Year: today.Year, Month: today.Month}
	o := outlineOf(log, lines)
	heading := func(text string) []string { return append(strings.Split(text, "\n"), make([]string, f.blanks)...) }
	dayHead := heading(f.dayMark[0] + f.day.write(day, true) + f.dayMark[1])
	monthHead := heading(f.monthMark[0] + f.month.write(day, false) + f.monthMark[1])
	var years, months, days, within []readlog.Dated // within: the days of the month, below its heading
	its := -1                                       // the month's own heading, among months
	for _, h := range log.Headings {
		switch {
		case h.Date == today:
			if f.newestFirst {
				return o.below(h), entry
			}
			return o.end(h), entry
		case h.Date.Day > 0:
			days = append(days, h)
			if its >= 0 && h.Month == month && h.Date.Year == today.Year && h.Date.Month == today.Month {
				within = append(within, h)
			}
		case h.Date.Month > 0:
			if h.Date == month && its < 0 {
				its = len(months)
			}
			months = append(months, h)
		default:
			years = append(years, h)
		}
	}
	block = slices.Concat(dayHead, entry)
	switch {
	case len(months)+len(days) == 0:
		return o.end(readlog.Dated{}), slices.Concat(monthHead, block) // behind all
	case its >= 0:
		if k := f.rank(within, today); k > 0 || len(within) > 0 && !f.newestFirst {
			return o.between(within, k, f.newestFirst), block
		}
		if f.newestFirst {
			return o.firstWithin(months[its]), block // days still to be filled in stay below
		}
		return o.end(months[its]), block
	}
	of := days
	if f.months {
		of, block = months, slices.Concat(monthHead, block)
	}
	same := func(h readlog.Dated) bool { return h.Date.Year == today.Year }
	if len(years) > 0 && !slices.ContainsFunc(years, same) {
		y := years[0]
		text := strings.Replace(o.text(y), strconv.Itoa(y.Date.Year), strconv.Itoa(today.Year), 1)
		return o.between(years, f.rank(years, today), f.newestFirst), slices.Concat(heading(text), block)
	}
	k := f.rank(of, today)
	if k > 0 && k < len(of) {
		for _, y := range years { // at the border of two years, its own side
			if y.Line < of[k-1].Line || y.Line > of[k].Line {
				continue
			}
			if same(y) {
				return of[k].Line - 1, block
			}
			return o.end(of[k-1]), block
		}
	}
	return o.between(of, k, f.newestFirst), block
}

// rank is before which heading of a list a day goes, len(list) for behind them all: where the fewest stand on its wrong
// side, which headings with a mistyped date do not change.
func (f *style) rank(list []readlog.Dated, day readlog.Date) int {
	before := func(h readlog.Dated) bool { return (h.Date.Compare(day) > 0) == f.newestFirst }
	wrong := 0
	for _, h := range list {
		if before(h) {
			wrong++
		}
	}
	best, least := 0, wrong
	for i, h := range list {
		if before(h) {
			wrong--
		} else {
			wrong++
		}
		if wrong < least || wrong == least && !f.newestFirst {
			best, least = i+1, wrong
		}
	}
	return best
}

// outline is the lines of a log, and which of them are headings.
type outline struct {
	lines  []string
	levels []int // of headings, by line from 0; 0 for what is none
	dated  []bool
}

func outlineOf(log *readlog.Log, lines []string) *outline {
	o := &outline{lines, make([]int, len(lines)), make([]bool, len(lines))}
	for i, l := range lines {
		if i < len(log.Lines) && log.Lines[i] == readlog.Heading && strings.HasPrefix(strings.TrimSpace(l), "#") {
			l = strings.TrimSpace(l)
			o.levels[i] = len(l) - len(strings.TrimLeft(l, "#"))
		}
	}
	for _, h := range log.Headings {
		o.levels[h.Line-1], o.dated[h.Line-1] = h.Level, true
	}
	return o
}

func (o *outline) blank(i int) bool { return strings.TrimSpace(o.lines[i]) == "" }

// text is a heading as it is written.
func (o *outline) text(h readlog.Dated) string {
	return strings.ReplaceAll(strings.TrimRight(strings.Join(o.lines[h.Line-1:h.End], ""), "\r\n"), "\r", "")
}

// end is the line behind the last line of what stands below a heading: to the next that is no part of it.
func (o *outline) end(h readlog.Dated) int {
	end := max(h.End, h.Line)
	for end < len(o.lines) && !o.ends(end, h) {
		end++
	}
	for end > max(h.End, h.Line) && o.blank(end-1) {
		end--
	}
	return end
}

// ends says whether line i is a heading that ends what stands below another: one of its level or above, and for a day
// another date.
func (o *outline) ends(i int, h readlog.Dated) bool {
	if o.levels[i] == 0 {
		return false
	}
	return o.levels[i] <= h.Level || o.dated[i] && h.Date.Day > 0
}

// below is the first line below a heading that is not blank.
func (o *outline) below(h readlog.Dated) int {
	at := h.End
	for at < len(o.lines) && o.blank(at) {
		at++
	}
	if at == len(o.lines) || o.levels[at] > 0 {
		return h.End
	}
	return at
}

// firstWithin is the line of the first heading below another, or where what stands below it ends.
func (o *outline) firstWithin(h readlog.Dated) int {
	end := o.end(h)
	for i := h.End; i < end; i++ {
		if o.levels[i] > 0 {
			return i
		}
	}
	return end
}

// between is where something goes that stands before heading k of a list.
func (o *outline) between(list []readlog.Dated, k int, newestFirst bool) int {
	if k == 0 || k < len(list) && !newestFirst {
		return list[k].Line - 1
	}
	return o.end(list[k-1])
}

// splice puts a block before line at, with the log's line ends, apart from what stands above and below it. Blank lines that
// are there are enough.
func (f *style) splice(log *readlog.Log, lines []string, at int, block []string) string {
	blank := func(l string) bool { return strings.TrimSpace(l) == "" }
	above, below := at, at
	for above > 0 && blank(lines[above-1]) {
		above--
	}
	for below < len(lines) && blank(lines[below]) {
		below++
	}
	gap := 1
	if slices.ContainsFunc(log.Headings, func(h readlog.Dated) bool { return h.End == above }) {
		gap = f.blanks
	}
	if above > 0 {
		block = slices.Concat(make([]string, max(0, gap-(at-above))), block)
	}
	if below < len(lines) && below == at {
		block = append(block, "")
	}
	var out strings.Builder
	for _, l := range lines[:at] {
		out.WriteString(l)
	}
	if at > 0 && !strings.HasSuffix(lines[at-1], "\n") {
		out.WriteString(f.newline)
	}
	for _, l := range block {
		out.WriteString(l + f.newline)
	}
	for _, l := range lines[at:] {
		out.WriteString(l)
	}
	return out.String()
}
