package report

import (
	"bytes"
	"cmp"
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
	Link     string // the paper's address, "" for none
	Day      time.Time
	Template string // what stands below the day's heading, a text/template over Title, Link, Year, Month and Day; "" is the file's own style
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
	var err error
	for i := range f.ways { // the first that is read back
		if f.ways[i].marked && n.Link == "" {
			continue // with its address the log's own may do
		}
		entry, cannot := f.ways[i].entry(n)
		if cannot != nil {
			return nil, cannot
		}
		at, block := f.place(log, lines, n.Day, entry)
		out, cannot := verified(log, f.splice(log, lines, at, block), n, &f.ways[0])
		if cannot == nil {
			return out, nil
		}
		err = cmp.Or(err, cannot)
	}
	if n.Title == otherTitle {
		return nil, err
	}
	other := n
	other.Title = otherTitle
	if _, cannot := Insert(text, other); cannot != nil {
		return nil, err // whatever the title
	}
	if n.Link == "" && !strings.ContainsAny(n.Title, "《》<>[]`*_#|") {
		return nil, err
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
	return fmt.Errorf("the title %q would be read as another here, or as none: a mark or number in it means something in a log; leave it out, or say by a [new] template in papersearch.toml how it is written", title)
}

// MarksOpen is how many 《 of a title lack their 》; −1 where a 》 lacks its 《.
func MarksOpen(title string) int { return unclosed(title, '《', '》') }

// unclosed is how many opening marks lack their closing one; −1 where one closes that none opens.
func unclosed(s string, opening, closing rune) int {
	depth := 0
	for _, r := range s {
		switch r {
		case opening:
			depth++
		case closing:
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
	ticked := readlog.Ticked(lines[line-1])
	if ticked == lines[line-1] {
		return "", fmt.Errorf("line %d has no box to tick: write - [ ] before it, or leave --done out and strike it ~~out~~", line)
	}
	lines[line-1] = ticked
	return strings.Join(lines, ""), nil
}

// verified reads the log with its new entry, which must be one, of its day and with its link, and change nothing else. way is
// how the log writes its own.
func verified(old *readlog.Log, after string, n NewEntry, way *way) (*Inserted, error) {
	day := readlog.Date{Year: n.Day.Year(), Month: int(n.Day.Month()), Day: n.Day.Day()}
	now := readlog.Outline("log.md", after)
	key := fold.Key(n.Title)
	for i := range now.Entries {
		e := &now.Entries[i]
		if e.Kind != readlog.KindPaper || fold.Key(e.Title) != key || e.Read != day || n.Link != "" && !strings.Contains(after[e.Start:e.End], n.Link) {
			continue
		}
		if !sameBut(old.Entries, now.Entries, i) {
			continue
		}
		return &Inserted{Text: after, Line: e.Line, Under: day.String()}, nil
	}
	line := strings.TrimSpace(strings.ReplaceAll(way.title, here, "Title"))
	switch {
	case strings.TrimSpace(n.Template) != "":
		return nil, errors.New("with this template the log would not read as one entry more: it must have a line 《{{.Title}}》, and no heading or second title")
	case n.Link == "":
		return nil, fmt.Errorf("a title alone, as the log writes it (%s), would not be read as a paper of the day: give its address with --link, a [new] template in papersearch.toml, or another log with --file", line)
	}
	return nil, fmt.Errorf("written as the log writes it (%s), the entry would not be read as a paper of the day: give a [new] template in papersearch.toml, or another log with --file", line)
}

// sameBut says whether entries are those of before with number i more.
func sameBut(before, now []readlog.Entry, i int) bool {
	if len(now) != len(before)+1 {
		return false
	}
	for k := range before {
		e := &now[k]
		if k >= i {
			e = &now[k+1]
		}
		if b := &before[k]; e.Kind != b.Kind || e.Title != b.Title || e.Read != b.Read {
			return false
		}
	}
	return true
}

// style is how a log is written.
type style struct {
	newline     string
	newestFirst bool
	months      bool      // has headings of months
	monthMark   [2]string // what stands around the date of such
	dayMark     [2]string
	month, day  dateStyle
	blanks      int // below a heading
	ways        []way
}

// styleOf reads a log's style from its headings and its newest entry.
func styleOf(text string, log *readlog.Log) *style {
	f := &style{newline: "\n", newestFirst: true, monthMark: [2]string{"# "}, dayMark: [2]string{"## "}, blanks: 1, months: true}
	if crlf := strings.Count(text, "\r\n"); 2*crlf > strings.Count(text, "\n") {
		f.newline = "\r\n"
	}
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
		rising := 0
		for i := 1; i < len(days); i++ {
			rising += days[i].Date.Compare(days[i-1].Date)
		}
		if f.newestFirst = rising <= 0; !f.newestFirst {
			slices.Reverse(days)
			slices.Reverse(months)
		}
		f.dayMark = around(lines, days[0], f.dayMark)
		f.day = dateStyleOf(days, f.day)
		f.blanks = blanksBelow(lines, days[0].End)
	}
	if len(months) > 0 {
		f.monthMark = around(lines, months[0], f.monthMark)
		f.month = dateStyleOf(months, f.month)
	}
	papers := newest(log, f.newestFirst)
	chinese, traditional := scriptOf(text, lines, papers)
	f.ways = waysOf(lines, papers, chinese, traditional)
	return f
}

// around is what stands before and behind the text of a heading: ## , ** and the like, the date standing for itself in the address of
// a link: ## [2024-01-17](2024-01-17.md).
func around(lines []string, h readlog.Dated, or [2]string) [2]string {
	text := dateText(h)
	before, behind, ok := strings.Cut(strings.TrimSuffix(lines[h.Line-1], "\r"), text)
	if !ok {
		return or
	}
	behind = strings.TrimRight(behind, " \t")
	if strings.HasSuffix(before, "[") && strings.HasPrefix(behind, "](") && !strings.Contains(behind, text) {
		before, behind = strings.TrimSuffix(before, "["), "" // of that day alone
	}
	behind = strings.ReplaceAll(behind, text, here)
	if h.End > h.Line {
		behind += "\n" + strings.TrimRight(lines[h.End-1], "\r")
	}
	return [2]string{before, behind}
}

// dateText is the text of a heading that is a date, without the brackets of a link: [[2024-01-17]].
func dateText(h readlog.Dated) string {
	return strings.TrimSuffix(strings.TrimPrefix(h.Text, "[["), "]]")
}

// dated is a heading with a date, written with what stands around.
func dated(mark [2]string, date string) string {
	return mark[0] + date + strings.ReplaceAll(mark[1], here, date)
}

// closing are the marks right behind a title that close it; what its line says besides is another paper's.
func closing(rest string) string {
	end := strings.IndexFunc(rest, func(r rune) bool { return !strings.ContainsRune("》*_\"”)）", r) })
	if end < 0 {
		return rest
	}
	return rest[:end]
}

// newest are the papers that were read last, the newest first: at the top of a day where the log is newest first, else at its end.
func newest(log *readlog.Log, first bool) []*readlog.Entry {
	var papers []*readlog.Entry
	for i := range log.Entries {
		if e := &log.Entries[i]; e.Kind == readlog.KindPaper && e.Form != readlog.Whole && e.Read.Year > 0 {
			papers = append(papers, e)
		}
	}
	if !first {
		slices.Reverse(papers)
	}
	slices.SortStableFunc(papers, func(a, b *readlog.Entry) int { return b.Read.Compare(a.Read) })
	return papers[:min(len(papers), recent)]
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
	layout      string // of package time, for dates in English words; "" for others
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
		text := dateText(h)
		if layout := englishLayout(text, h.Date); layout != "" {
			if !found {
				return dateStyle{layout: layout}
			}
			continue
		}
		if m := dayHeading().FindStringSubmatch(text); m != nil && h.Date.Day > 0 {
			padded = strings.HasPrefix(m[3], "0") || strings.HasPrefix(m[5], "0")
			if !found {
				or = dateStyle{year: m[1] != "", first: m[2], then: m[4], behind: m[6], weekday: m[8], weekdayGap: m[7]}
			}
		} else if m := monthHeading().FindStringSubmatch(text); m != nil && h.Date.Day == 0 {
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

// englishLayout is the layout of a date with words in English: January 17, 2024; 2024-01-17 Wednesday. "" for others.
func englishLayout(text string, date readlog.Date) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r < unicode.MaxASCII && unicode.IsLetter(r) }) {
		return ""
	}
	dates := []string{"January 2, 2006", "January 2 2006", "2 January 2006", "Jan 2, 2006", "Jan 2 2006", "2 Jan 2006", "January 2", "2 January", "Jan 2", "2 Jan", "2006-01-02", "2006/01/02", "2006.01.02", "2006.1.2"}
	if date.Day == 0 {
		dates = []string{"January 2006", "Jan 2006", "January", "Jan"}
	}
	for _, d := range dates {
		for _, w := range [][2]string{{}, {"Monday, "}, {"Mon, "}, {"Monday "}, {"Mon "}, {"", " Monday"}, {"", " Mon"}, {"", ", Monday"}, {"", ", Mon"}, {"", " (Monday)"}, {"", " (Mon)"}} {
			t, err := time.Parse(w[0]+d+w[1], text)
			if err == nil && int(t.Month()) == date.Month && (date.Day == 0 || t.Day() == date.Day) {
				return w[0] + d + w[1]
			}
		}
	}
	return ""
}

func (d dateStyle) write(t time.Time, day bool) string {
	if d.layout != "" {
		return t.Format(d.layout)
	}
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

// entry is the lines of the entry in a way of the log, or by the template.
func (w *way) entry(n NewEntry) ([]string, error) {
	title := asWritten(n.Title)
	if strings.TrimSpace(n.Template) == "" {
		return w.lines(title, n.Link), nil
	}
	t, err := template.New("new").Option("missingkey=error").Parse(n.Template)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, map[string]any{"Title": title, "Link": n.Link, "Year": n.Day.Year(), "Month": int(n.Day.Month()), "Day": n.Day.Day()})
	if err != nil {
		return nil, err
	}
	text := strings.Trim(strings.ReplaceAll(out.String(), "\r\n", "\n"), "\n")
	return strings.Split(text, "\n"), nil
}

// place finds before which line (from 0) an entry of a day goes, and what goes there with it: headings that are missing.
func (f *style) place(log *readlog.Log, lines []string, day time.Time, entry []string) (at int, block []string) {
	today := readlog.Date{Year: day.Year(), Month: int(day.Month()), Day: day.Day()}
	month := readlog.Date{Year: today.Year, Month: today.Month}
	o := outlineOf(log, lines)
	heading := func(text string) []string { return append(strings.Split(text, "\n"), make([]string, f.blanks)...) }
	dayHead := heading(dated(f.dayMark, f.day.write(day, true)))
	monthHead := heading(dated(f.monthMark, f.month.write(day, false)))
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
	item := func(l string) bool { return listMark().MatchString(strings.TrimLeft(l, " \t")) }
	listed := item(block[0])
	if above > 0 && !(listed && gap == 1 && at == above && item(lines[above-1])) {
		block = slices.Concat(make([]string, max(0, gap-(at-above))), block)
	}
	if below < len(lines) && below == at && !(listed && item(lines[at]) && item(block[len(block)-1])) {
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
