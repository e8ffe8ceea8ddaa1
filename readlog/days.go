package readlog

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Days above papers, where their headings are not told by # and a year of four digits, and those that the path of a file names.

// shortDay is a heading that is a day whose year has two digits; versions look alike.
var shortDay = pattern.New(`^(([1-9]\d)(?:[.\-]\d{1,2}[.\-]|/\d{1,2}/|[01]\d[0-3])(\d{1,2}))\s*[(（]?(?:(?:周|星期|礼拜)[一二三四五六日天])?[)）]?$`)

// shortYears reads 24.3.5, 24/3/5 and 240305 as 2024.3.5 in headings, if papers stand below half of them, 《Title》 or a link, and all such headings are days.
func (p *parser) shortYears() {
	p.republicYears()
	var days []int
	papers, below := 0, false // below says that the day above has no paper yet
	years, ends := map[string]bool{}, map[string]bool{}
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case l.kind == headingLine && len(l.text) < 40:
			m := shortDay().FindStringSubmatch(l.text)
			if m == nil || strings.Contains(m[1], "/") && m[2] < "13" { // 8/28/24
				below = below && len(days) > 0 && l.level > p.lines[days[len(days)-1]].level
				continue
			}
			if d, n := readDate("20" + m[1]); n != len("20"+m[1]) || d.Day == 0 {
				return
			}
			years[m[2]], ends[m[3]] = true, true
			days, below = append(days, i), true
		case below && (l.kind == titleLine || l.kind == textLine && strings.Contains(l.of(p.text), "http") && slices.ContainsFunc(links(l.of(p.text)), paperLink)):
			papers, below = papers+1, false
		}
	}
	if 2*papers < len(days) || len(years) > len(ends) { // 12.3.24, 13.3.24: the year is last
		return
	}
	for _, i := range days {
		p.lines[i].text, p.lines[i].said = "20"+p.lines[i].text, p.lines[i].text
	}
}

// dateLines makes headings of lines that are a day and nothing else, with signs around or as an item with others below it; days
// without a year get one.
func (p *parser) dateLines() {
	p.daysWithWords()
	var found []int
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != textLine || l.code || l.mute || l.end-l.start > longestDay || !p.standsAlone(i) && !isItem(l.of(p.text)) {
			continue
		}
		s := l.of(p.text)
		if strings.Contains(s, "</") {
			s = anyTag().ReplaceAllString(s, "")
		}
		s = dayText(s)
		if d, ok := bareDate(s, Date{}); ok && d.Day > 0 && (!isItem(l.of(p.text)) || p.dayItem(i)) && !p.quoted(i) {
			found = append(found, i)
			l.said = s
		}
	}
	if len(found) == 1 && p.dayOfNote(found[0]) {
		l := &p.lines[found[0]]
		p.fileDay, _ = bareDate(l.said, Date{})
		p.fileMonth, p.noteDay, l.said, found = p.fileDay.month(), strings.TrimSpace(Plain(l.of(p.text)).String), "", nil
	}
	for _, i := range found {
		l := &p.lines[i]
		l.kind, l.level, l.text, l.said = headingLine, lineLevel, l.said, ""
	}
	p.monthLines()
	p.daysOfPeople()
	p.daysOfReading()
	p.yearless()
}

// daysWithWords finds headings that are a day and go on with words, above a title in its marks, which they therefore are not: 2.16 周日，
// 一口气看时序. A number alone may be a section's (2.1 变体): it is a day beside a weekday, or where headings of its level are days.
func (p *parser) daysWithWords() {
	type found struct {
		line int
		day  string
		sure bool
	}
	var list []found
	days := map[int]bool{} // levels of headings that are days and nothing else
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != headingLine || len(l.text) > 3*longestLabelled || !mayBeDate(l.text) {
			continue
		}
		text := strings.TrimSpace(Plain(l.text).String)
		if d, ok := l.date(Date{Year: anyYear}); ok {
			days[l.level] = days[l.level] || d.Day > 0
			continue
		}
		next := p.nextLine(i)
		if next >= len(p.lines) || p.lines[next].kind != titleLine || !strings.Contains(p.lines[next].of(p.text), "《") || strings.ContainsAny(text, "《》") {
			continue
		}
		head, places := foldedHead(text)
		d, n := wordedDate(head, Date{Year: anyYear})
		if n == 0 || d.Day == 0 {
			continue
		}
		rest := strings.TrimLeft(text[places[n]:], dateEdges)
		day := strings.TrimSpace(text[:places[n]])
		if fold.ASCII(rest) && paperLike(rest) {
			continue
		}
		_, whole := wordedDate(head, Date{})
		list = append(list, found{i, day, whole == n || !isWeakDay(day) || weekdayAt().MatchString(rest)})
	}
	for _, f := range list {
		if l := &p.lines[f.line]; f.sure || days[l.level] {
			l.text, l.said = f.day, l.text
		}
	}
}

// dayOfNote says whether the only day of a file is the day of a note on one paper: it stands right below its title, above the sections of a write-up.
func (p *parser) dayOfNote(i int) bool {
	at := p.lineAbove(i)
	if at < 0 || p.lines[at].kind != headingLine || at != p.topHeading() || !p.onlyAtTop(at) {
		return false
	}
	head := p.headingOf(at)
	c, ok := p.countLines()
	return ok && c.items == 0 && c.sections > 1 && paperLike(head) && titleCase(head) && len(strings.Fields(head)) > 3 && p.abstracted(at) && !listHead().MatchString(head)
}

// dayOfPerson is a day with the name of who presented behind it: 2025-06-10: Tom, 2025-06-12 – Ann and Bo.
var dayOfPerson = pattern.New(`^\s*((?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2})\s*[:：–—-]\s*(?:\p{Lu}[\p{L}.'’-]{1,15}|\p{Han}{2,4})(?:(?: |, | and | & |、|和)(?:\p{Lu}[\p{L}.'’-]{0,15}|\p{Han}{2,4})){0,3}\s*$`)

// daysOfPeople finds headings that are a day and who presented, if below one of them more than one paper stands: a name could be a title.
func (p *parser) daysOfPeople() {
	var found []int
	most, below := 0, 0
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case l.kind == headingLine:
			if below = 0; len(l.text) < longestLabelled && strings.ContainsFunc(l.text, unicode.IsLetter) && beginsDated(l.text) && dayOfPerson().MatchString(l.text) {
				found = append(found, i)
			}
		case len(found) > 0 && l.kind == textLine && strings.Contains(l.of(p.text), "]("):
			if s := strings.TrimLeft(l.of(p.text), " \t>*+-"); strings.HasPrefix(s, "[") && slices.ContainsFunc(links(s), paperLink) {
				below++
				most = max(most, below)
			}
		}
	}
	if len(found) < 2 || most < 2 {
		return
	}
	for _, i := range found {
		l := &p.lines[i]
		m := dayOfPerson().FindStringSubmatch(l.text)
		if d, n := readDate(m[1]); n == len(m[1]) && d.Day > 0 {
			l.text, l.said = m[1], l.text
		}
	}
}

// readOnDay is a heading that says what was done on a day: Papers I read in 2020-06-06, 2020.6.6 论文阅读 is told by headingDate.
var readOnDay = pattern.New(`(?i)^(?:papers?|articles?|what|论文|文献|文章)?\s*(?:that )?(?:i(?:['’]ve| have)? read|read|reading|阅读|读)\s*(?:notes?|log|记录|笔记)?\s*(?:in|on|of|from|for|[:：,，|–—-])?\s*((?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?)\s*$`)

func (p *parser) daysOfReading() {
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != headingLine || len(l.text) > longestLabelled || !strings.ContainsAny(l.text, "Rr读") || !strings.ContainsAny(l.text, "12") {
			continue
		}
		if m := readOnDay().FindStringSubmatch(l.text); m != nil {
			if d, n := readDate(m[1]); n == len(m[1]) && d.Day > 0 {
				l.text, l.said = m[1], l.text
			}
		}
	}
}

// monthLines makes headings of lines that are a month in bold and nothing else, above a list or a paper: **2018-06**. Below the title of
// a paper it is when that came out. Without marks, 2018-06, each of two must be above a list of links.
func (p *parser) monthLines() {
	var found, below, bare []int // below a heading that may be a title: such lines say when papers were read if there are two
	title := false
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind == headingLine || l.kind == titleLine {
			title = l.kind == titleLine || paperLike(Plain(l.text).String)
		}
		if l.kind != textLine || l.code || l.mute || l.end-l.start > longestDay || !p.standsAlone(i) && p.lines[i-1].kind != headingLine {
			continue
		}
		s := strings.TrimSpace(l.of(p.text))
		bold := hasAnyPrefix(s, "**", "__") && hasAnySuffix(s, "**", "__")
		if !bold && (s == "" || !strings.ContainsAny(s[:1], "12") || !strings.ContainsAny(s, "-./年")) {
			continue
		}
		d, ok := bareDate(dayText(s), Date{})
		next := p.nextLine(i)
		if !ok || d.Month == 0 || d.Day > 0 || next >= len(p.lines) || p.lines[next].kind == headingLine {
			continue
		}
		switch s := p.lines[next].of(p.text); {
		case !bold:
			if isItem(s) && strings.Contains(s, "](") {
				bare = append(bare, i)
			}
		case title && (p.lines[next].kind == itemLine || isItem(s)):
			below = append(below, i)
		case !title && (p.lines[next].kind != textLine || isItem(s) || strings.Contains(s, "](") || strings.Contains(s, "http")):
			found = append(found, i)
		}
	}
	if len(below) > 0 && len(below)+len(found) > 1 {
		found = append(found, below...)
	}
	if len(bare) > 1 {
		found = append(found, bare...)
	}
	for _, i := range found {
		l := &p.lines[i]
		l.kind, l.level, l.text = headingLine, lineLevel, dayText(l.of(p.text))
	}
}

// nameDates reads the date and the venue that the path of the file has.
func (p *parser) nameDates() {
	p.fileDay, p.fileMonth = fileDate(p.name)
	if d := frontDate(p.about.get("date")); p.about.yaml && d.Day > 0 && p.fileDay.Day > 0 && !p.about.datesPaper() && apart(d, p.fileDay) {
		p.fileDay, p.fileMonth = d, d.month() // the name is that of the post it was copied from
	} else if p.about.yaml && d.Day > 0 && p.fileDay.Year == 0 && p.fileMonth.Year == 0 && (issue().MatchString(p.about.get("title")) || issue().MatchString(strings.TrimSuffix(path.Base(p.name), path.Ext(p.name)))) {
		p.fileDay, p.fileMonth = d, d.month()
	}
	p.nameDay, p.nameMonth = p.fileDay, p.fileMonth
	for part := range strings.SplitSeq(strings.TrimSuffix(p.name, path.Ext(p.name)), "/") {
		if isVenue(part) && (part == strings.ToUpper(part) || strings.ContainsAny(part, "0123456789")) { // a folder Nature is a topic
			p.fileVenue = part
		}
	}
}

// issue is the name of one of the posts that somebody writes each week: its date is that of what is in it.
var issue = pattern.New(`(?i)第\s?[\d一二三四五六七八九十]{1,4}\s?[周週期]|(?:周报|週報|周记)\W*\d|\d\W*(?:周报|週報|周记)|\bweek(?:ly)?\b\W*\d{1,3}\b|\d{2}w\d{1,2}$`)

// underscored is the day that Logseq names a journal by.
var underscored = pattern.New(`^((?:19|20)\d{2})_(\d{1,2})_(\d{1,2})(?:\D|$)`)

// fileDate is the day and month that a path names: 2018/12/24-28.md, notes/2024-01-17.md, 20210113 weekly.md, journals/2024_01_17.md.
func fileDate(name string) (day, month Date) {
	name = strings.TrimSuffix(name, path.Ext(name))
	parts := strings.Split(fold.String(name), "/")
	base := parts[len(parts)-1]
	if m := underscored().FindStringSubmatch(base); m != nil {
		base = m[1] + "-" + m[2] + "-" + m[3]
	}
	if d := sixDigits(base); d.Day > 0 {
		return d, d.month()
	}
	for i := range len(base) {
		if i > 0 && base[i-1] >= '0' && base[i-1] <= '9' {
			continue
		}
		if d, n := readDate(base[i:]); n > 4 {
			if d.Day > 0 {
				return d, d.month()
			}
			return Date{}, d
		}
	}
	if len(parts) < 2 {
		return Date{}, Date{}
	}
	for i := len(parts) - 2; i > 0; i-- { // 2025/2509: a year, and the same with a month
		if m, n := digits(parts[i], 4); n == 4 && len(parts[i]) == 4 && m%100 >= 1 && m%100 <= 12 && parts[i-1] == "20"+parts[i][:2] {
			return Date{}, Date{Year: 2000 + m/100, Month: m % 100}
		}
	}
	number := func(s string) int {
		v, n := digits(s, 4)
		if n == 0 || n < len(s) && s[n] != '-' && s[n] != '_' && s[n] != '.' {
			return -1
		}
		return v
	}
	up := parts[len(parts)-2]
	last, before := number(base), number(up)
	switch {
	case len(parts) > 2 && before >= 1 && before <= 12 && last >= 1 && last <= 31:
		if year := number(parts[len(parts)-3]); year >= 1900 && year <= 2100 {
			return Date{year, before, last}, Date{Year: year, Month: before}
		}
	case before >= 1900 && before <= 2100:
		if m, d, ok := monthDay(base); ok {
			return Date{before, m, d}, Date{Year: before, Month: m}
		}
		if last >= 1 && last <= 12 {
			return Date{}, Date{Year: before, Month: last}
		}
	}
	return Date{}, Date{}
}

// monthDay reads 01-17 or 01-17-to-01-20 of a year that is known.
func monthDay(s string) (month, day int, ok bool) {
	month, n := digits(s, 2)
	if n == 0 || n >= len(s) || s[n] != '-' && s[n] != '.' {
		return 0, 0, false
	}
	day, k := digits(s[n+1:], 2)
	return month, day, k > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

// shortName is a day of six figures at either end of a name: title-of-a-paper-2019-200202, 200202-200208 papers.
var shortName = pattern.New(`^(\d{6})(?:[-_ ].*)?$|[-_ ](\d{6})$`)

// sixDigits is the day that six figures in a name are, with a year of two. 202403 is a month; 201203 could be either, and in 2012 hardly
// anybody kept a log in files.
func sixDigits(base string) Date {
	m := shortName().FindStringSubmatch(base)
	if m == nil {
		return Date{}
	}
	s := m[1] + m[2]
	if year, _ := digits(s, 4); year > 2012 && year <= 2100 {
		if month, _ := digits(s[4:], 2); month >= 1 && month <= 12 {
			return Date{}
		}
	}
	d, n := readDate("20" + s)
	if n != 8 || d.Day == 0 || d.Year < 2010 || d.Year > 2039 {
		return Date{}
	}
	return d
}

// apart says whether two days are more than what clocks of two zones make of one.
func apart(a, b Date) bool {
	days := func(d Date) int {
		return int(time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
	}
	n := days(a) - days(b)
	return n > 1 || n < -1
}
