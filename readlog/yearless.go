package readlog

import (
	"fmt"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"path"
	"slices"
	"strings"
)

// Days that do not say all of their year. A log says it once, and goes on with 3月7号, Mar 15 or 3.9.

// longestDay is how many bytes a line may have that is a day.
const longestDay = 40

// lineLevel is the level of a line that becomes the heading of a day.
const lineLevel = 6

// quoted says whether a line is of a quote of several.
func (p *parser) quoted(i int) bool {
	return strings.HasPrefix(p.lines[i].of(p.text), ">") && i+1 < len(p.lines) && strings.HasPrefix(p.lines[i+1].of(p.text), ">")
}

// standsAlone says whether nothing is directly above a line.
func (p *parser) standsAlone(i int) bool {
	return i == p.front || i == 0 || p.lines[i-1].kind == blankLine || rule(p.lines[i-1].of(p.text))
}

// dayText is a line without what people draw around a day: 【2024-05-06】, ■ 2024年5月6日, --- 2024-05-06 ---, <2024-05-06 Mon>.
func dayText(s string) string {
	return strings.Trim(strings.TrimPrefix(s, bom), " \t*_#:：【】[]<>=—–-~·•■□●○◆◇▶►★☆")
}

// dayItem says whether an item that is a day stands above what was read on it: items below it, or a title or text that is no item. In
// the body of a paper it is a point.
func (p *parser) dayItem(i int) bool {
	above := i == 0 || p.lines[i-1].kind == blankLine || p.lines[i-1].kind == headingLine || indentOf(p.lines[i-1].of(p.text)) > 0
	if !above || indentOf(p.lines[i].of(p.text)) > 0 {
		return false
	}
	next := i + 1
	for next < len(p.lines) && p.lines[next].kind == blankLine && next < i+3 {
		next++
	}
	if next >= len(p.lines) || p.lines[next].kind == headingLine || p.lines[next].kind == blankLine {
		return false
	}
	below := p.lines[next].of(p.text)
	if p.lines[next].kind == titleLine {
		return true
	}
	if indentOf(below) == 0 && isItem(below) || indentOf(below) == 0 && next == i+1 {
		return false
	}
	for up := i - 1; up >= max(0, i-maxDayItem); up-- {
		switch p.lines[up].kind {
		case titleLine:
			return false
		case headingLine:
			return true
		}
	}
	return true
}

// maxDayItem is how many lines above an item that is a day are looked at for the title whose point it could be.
const maxDayItem = 100

// republicDay is a day with the year of the Republic of China in three digits, 113/05/06; versions look alike.
var republicDay = pattern.New(`^(1\d\d)[./\-](\d{1,2})[./\-](\d{1,2})\s*(?:[(（](?:周|星期|週|禮拜)?[一二三四五六日][)）])?$`)

// republicYears reads 113/05/06 as 2024/05/06 in headings and lines of their own, if all that look like it are days, and there are two or the
// log is in traditional script.
func (p *parser) republicYears() {
	type found struct {
		line int
		text string
	}
	var list []found
	for i := range p.lines {
		l := &p.lines[i]
		s := l.text
		switch {
		case l.end-l.start > longestDay || l.code || l.mute:
			continue
		case l.kind == textLine && p.standsAlone(i):
			s = dayText(l.of(p.text))
		case l.kind != headingLine:
			continue
		}
		if s == "" || s[0] != '1' {
			continue
		}
		m := republicDay().FindStringSubmatch(s)
		if m == nil {
			continue
		}
		year, _ := digits(m[1], 3)
		whole := fmt.Sprintf("%d/%s/%s", 1911+year, m[2], m[3])
		if d, n := readDate(whole); n != len(whole) || d.Day == 0 {
			return
		}
		list = append(list, found{i, whole})
	}
	if len(list) == 0 || len(list) == 1 && !strings.ContainsAny(p.text, "論閱讀這個們學習資與點") {
		return
	}
	for _, f := range list {
		l := &p.lines[f.line]
		if l.kind == textLine {
			l.kind, l.level, l.said = headingLine, lineLevel, dayText(l.of(p.text))
		} else {
			l.said = l.text
		}
		l.text = f.text
	}
}

// someDay is a day in the order of the file.
type someDay struct {
	line  int // -1 for one that the file is known by
	date  Date
	known bool // the year, too
	found bool // by yearless: it is to become the day of its line
	own   bool // a line that is no heading
	weak  bool // 3.9 or 3/9, which could be a number
	short bool // 24.3.9, whose year is known if it is a day
}

// yearless gives days without a year that of the nearest day above, or below, such that the order of the log holds, and makes headings of
// those that are lines of their own.
func (p *parser) yearless() {
	if !slices.ContainsFunc(p.lines, func(l line) bool {
		return (l.kind == headingLine || l.kind == textLine && l.end-l.start <= longestDay) && mayLackYear(l.of(p.text))
	}) {
		return // most logs, without reading their headings
	}
	days := p.anchored(p.likely(p.someDays()))
	order(days)
	for _, d := range days {
		if !d.found || !d.known {
			continue
		}
		l := &p.lines[d.line]
		if l.day = d.date; d.own {
			l.kind, l.level, l.text = headingLine, lineLevel, dayText(l.of(p.text))
		}
		p.isLog = true
	}
}

// mayLackYear says whether a line could be a day without a year, or with two digits of it: its first number is none of a year, and a month
// or another number is beside it.
func mayLackYear(s string) bool {
	at := strings.IndexAny(s, "0123456789")
	if at < 0 || len(s) > 2*longestLabelled {
		return at < 0 && strings.ContainsAny(s, "０１２３４５６７８９")
	}
	if _, n := digits(s[at:], 8); n == 4 || n > 6 {
		return false
	}
	return strings.ContainsAny(s, "月./-") || strings.ContainsAny(s, "０１２３４５６７８９") || namesMonth(strings.ToLower(s))
}

// someDays lists days with and without their years, and the months between them.
func (p *parser) someDays() []someDay {
	var days []someDay
	month, level, year := Date{}, 0, 0 // as the headings above say
	for i := range p.lines {
		l := &p.lines[i]
		within := month
		if within.Year == 0 {
			within.Year = year
		}
		switch l.kind {
		case headingLine:
			text := strings.TrimSpace(Plain(l.text).String)
			if d, ok := headingDate(text, within); ok {
				if d.Day == 0 {
					month, level = d, l.level
				}
				days = append(days, someDay{line: i, date: d, known: true})
				continue
			}
			if within.Year == 0 {
				if d, ok := l.date(Date{Year: anyYear}); ok && d.Day > 0 {
					days = append(days, someDay{line: i, date: d, found: true, weak: isWeakDay(text)})
					continue
				}
			}
			if d, n := wordedDate(fold.String(firstBytes(text, longestDay)), Date{}); n > 0 && d.Day > 0 { // a title behind a day
				days = append(days, someDay{line: i, date: d, known: true})
			} else if y := loneYear(text); y > 0 && !paperLike(text) && !isVenue(text) {
				year = y
			}
			if l.level <= level || l.level == 1 {
				month = Date{}
			}
		case textLine:
			if d, ok := p.ownDay(i, within); ok {
				days = append(days, d)
			}
		}
	}
	return days
}

// anyYear is the year of days whose year is not known. It has a 29th of February.
const anyYear = 2000

// ownDay reads a line of its own that is a day without a year, or with two digits of it.
func (p *parser) ownDay(i int, within Date) (someDay, bool) {
	l := &p.lines[i]
	if l.code || l.mute || l.end-l.start > longestDay || !p.standsAlone(i) {
		return someDay{}, false
	}
	line := l.of(p.text)
	s := dayText(line)
	if s == "" || isItem(line) || indentOf(line) > 1 || strings.ContainsAny(line, ">|") || !asciiLetter(s[0]) && (s[0] < '0' || s[0] > '9') {
		return someDay{}, false
	}
	if s[0] <= '9' {
		if m := shortDay().FindStringSubmatch(s); m != nil && !(strings.Contains(m[1], "/") && m[2] < "13") {
			d, n := readDate("20" + m[1])
			return someDay{line: i, date: d, known: true, found: true, own: true, short: true}, n == len("20"+m[1]) && d.Day > 0
		}
	}
	d, known := Date{}, within.Year > 0
	if known {
		d, known = dayLine(s, within)
	}
	if !known {
		ok := false
		if d, ok = dayLine(s, Date{Year: anyYear}); !ok {
			return someDay{}, false
		}
	}
	return someDay{line: i, date: d, known: known, found: true, own: true, weak: isWeakDay(s)}, d.Day > 0
}

// isWeakDay says whether a day is written with no more than figures.
func isWeakDay(s string) bool {
	return !strings.Contains(s, "月") && !namesMonth(fold.String(s))
}

// likely is the days without those lines that may be numbers: 3.9 is a day in a log of which another line is one, if papers are below
// half of the lines like it, and as a heading also beside one that is a day; 24.3.9 is one beside days of that year.
func (p *parser) likely(days []someDay) []someDay {
	full, own, weak, weakPapers, weakHeadings, headingPapers, shorts, found := 0, 0, 0, 0, 0, 0, 0, 0
	years, last, beside, levels := map[int]bool{}, map[int]bool{}, map[int]bool{}, map[int]bool{}
	for _, d := range days {
		if d.found {
			found++
		}
		switch {
		case d.short:
			shorts++
			years[d.date.Year], last[d.date.Day] = true, true
		case d.known && !d.found:
			for y := d.date.Year - 1; y <= d.date.Year+1; y++ {
				beside[y] = true
			}
			if d.date.Day > 0 {
				full++
				if l := p.lines[d.line].level; l > 0 && l < lineLevel {
					levels[l] = true
				}
			}
		case d.own && d.weak:
			own++
			weak++
			if p.paperBelow(d.line) {
				weakPapers++
			}
		case d.own:
			own++
		case d.weak:
			weakHeadings++
			if p.paperBelow(d.line) {
				headingPapers++
			}
		}
	}
	if found == 0 {
		return nil
	}
	return slices.DeleteFunc(days, func(d someDay) bool {
		switch {
		case d.short:
			return !beside[d.date.Year] && (shorts < 2 || len(years) > len(last))
		case d.found && d.own && d.weak:
			return full == 0 && own+shorts < 2 || 2*weakPapers < weak
		case d.found && d.weak:
			if levels[p.lines[d.line].level] {
				return false
			}
			return len(levels) > 0 || full == 0 && weakHeadings < 2 || 2*headingPapers < weakHeadings
		}
		return false
	})
}

// paperBelow says whether the next line with text has the title of a paper, emphasis or a link.
func (p *parser) paperBelow(i int) bool {
	i = p.nextLine(i)
	if i >= len(p.lines) {
		return false
	}
	s := p.lines[i].of(p.text)
	return p.lines[i].kind == titleLine || p.lines[i].kind == headingLine && paperLike(p.lines[i].text) || strings.Contains(s, "《") || strings.Contains(s, "http") || strings.HasPrefix(s, "**")
}

// lineOfDate says when a file was begun, or last changed, as tools write it above what they export.
var lineOfDate = pattern.New(`^[*_>\s-]*(?:(last (?:edited|updated|modified)|updated|最后更新|更新时间|最后编辑|编辑时间)|created|创建时间|创建于)[*_]*(?: time| at)?[*_]*[:：][*_]*\s*(.{4,40})$`)

// topLines is how many lines a file may have above that.
const topLines = 30

// anchored adds what the file says of its own date if no day has a year. If that is no more than a year, it is that of all.
func (p *parser) anchored(days []someDay) []someDay {
	if len(days) == 0 || slices.ContainsFunc(days, func(d someDay) bool { return d.known }) {
		return days
	}
	if d := p.fileMonth; d.Year > 0 {
		if p.fileDay.Day > 0 {
			d = p.fileDay
		}
		return append([]someDay{{line: -1, date: d, known: true}}, days...)
	}
	if y := fileYear(p.name); y > 0 {
		for i := range days {
			days[i].date.Year, days[i].known = y, true
		}
		return days
	}
	for i := range min(len(p.lines), topLines) {
		l := &p.lines[i]
		s := l.of(p.text)
		if l.kind != textLine || l.code || len(s) > 2*longestDay || !strings.ContainsAny(s, ":：") {
			continue
		}
		m := lineOfDate().FindStringSubmatch(fold.String(s))
		if m == nil {
			continue
		}
		if d, n := wordedDate(m[2], Date{}); n > 0 && d.Month > 0 {
			said := someDay{line: -1, date: d, known: true}
			if changed := m[1] != ""; changed == (direction(days) > 0) {
				return append(days, said)
			}
			return append([]someDay{said}, days...)
		}
	}
	return days
}

// fileYear is the one year that the name of a file or its folder has: 2024.md, 论文2024.md, 2024/notes.md; 0 for none or two.
func fileYear(name string) int {
	parts := strings.Split(strings.TrimSuffix(name, path.Ext(name)), "/")
	for i := len(parts) - 1; i >= max(0, len(parts)-2); i-- {
		found, s := 0, parts[i]
		for at := 0; at < len(s); at++ {
			y, n := digits(s[at:], len(s))
			if n == 0 {
				continue
			}
			if n == 4 && y >= 1990 && y <= 2100 {
				if found > 0 && found != y {
					return 0
				}
				found = y
			}
			at += n
		}
		if found > 0 {
			return found
		}
	}
	return 0
}

// daysOfYear is how many days a year has, and halfYear its half, for ordinal.
const (
	daysOfYear = 12 * 31
	halfYear   = daysOfYear / 2
)

// ordinal counts days, each month having 31. A month is its middle.
func (d Date) ordinal() int {
	day, month := d.Day, d.Month
	if day == 0 {
		day = 15
	}
	if month == 0 {
		month = 6
	}
	return d.Year*daysOfYear + month*31 + day
}

// direction is 1 where days ascend through the file, -1 where they descend, 0 where it is not known. Those without a year are taken for
// less than half of one apart.
func direction(days []someDay) int {
	up := 0
	for i := 1; i < len(days); i++ {
		a, b := days[i-1], days[i]
		step := b.date.ordinal() - a.date.ordinal()
		if !a.known || !b.known {
			step = (step%daysOfYear+daysOfYear+halfYear)%daysOfYear - halfYear
		}
		up += min(1, max(-1, step))
	}
	return min(1, max(-1, up))
}

// order gives the days without a year that by which they are near the one before, and behind it in the order of the log: New Year comes
// between 12.30 and 1.2. Those above all that have a year are reckoned from below.
func order(days []someDay) {
	first := slices.IndexFunc(days, func(d someDay) bool { return d.known })
	if first < 0 {
		return
	}
	way := direction(days)
	next := make([]int, len(days)) // the next that is known
	for i, n := len(days)-1, -1; i >= 0; i-- {
		if next[i] = n; days[i].known {
			n = i
		}
	}
	for i := first - 1; i >= 0; i-- {
		days[i].date.Year, days[i].known = nearYear(days[i].date, days[i+1].date, Date{}, -way), true
	}
	for i := first + 1; i < len(days); i++ {
		if days[i].known {
			continue
		}
		end := Date{}
		if next[i] >= 0 {
			end = days[next[i]].date
		}
		days[i].date.Year, days[i].known = nearYear(days[i].date, days[i-1].date, end, way), true
	}
}

// isReal says whether there is such a day: not on the 29th of February of most years.
func (d Date) isReal() bool {
	return d.Month != 2 || d.Day < 29 || d.Day == 29 && (d.Year%4 == 0 && d.Year%100 != 0 || d.Year%400 == 0)
}

// disorder is what a day against the order of a log counts more than one that is far away.
const disorder = 8

// nearYear is the year of a day behind another, and before end if that is known.
func nearYear(d, behind, end Date, way int) int {
	best, least := behind.Year, -1
	for y := behind.Year - 1; y <= behind.Year+1; y++ {
		if d.Year = y; !d.isReal() {
			continue
		}
		step := d.ordinal() - behind.ordinal()
		cost := max(step, -step)
		if step*way < 0 {
			cost += disorder * cost
		}
		if end.Year > 0 {
			if left := end.ordinal() - d.ordinal(); left*way < 0 {
				cost += disorder * max(left, -left)
			}
		}
		if least < 0 || cost < least {
			best, least = y, cost
		}
	}
	return best
}
