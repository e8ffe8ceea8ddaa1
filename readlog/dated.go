package readlog

import (
	"cmp"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// People write the day that they read a paper beside its title, too: ## 2024-05-06 Title, ### Title（2024.5.6）, - 5/7 Title.

// trailingDay is a day with its year at the end of a title, in brackets or behind a sign; what says that it was read may stand before it.
var trailingDay = pattern.New(`(?i)[\s,，;；|\-–—:：]*[(（\[【]?\s*(?:✅|✔️?|read(?: on)?|finished|done|读于|阅读于|已读)?\s*[:：]?\s*((?:19|20)\d{2}(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}[日号]?))\s*[)）\]】]?\s*$`)

// titleDay cuts the day off a title, that before it or that behind it. A day without its year is of the year within, and stands before
// the title.
func titleDay(text string, within Date) (d Date, title string) {
	s := strings.ReplaceAll(text, "　", "   ") // as many bytes
	start := len(s) - len(strings.TrimLeft(s, " [(（【*_"))
	head, places := foldedHead(s[start:])
	if d, n := wordedDate(head, within); n > 0 && d.Day > 0 {
		at := start + places[n]
		rest := strings.TrimLeft(s[at:], dateEdges+"|｜*_、")
		if m := weekdayAt().FindString(rest); m != "" && len(rest) > len(m) {
			rest = strings.TrimLeft(rest[len(m):], dateEdges+"|*_")
		}
		next, _ := utf8.DecodeRuneInString(s[at:])
		if rest != "" && !unicode.IsDigit(next) && (len(rest) < len(s)-at || !asciiLetter(s[at])) {
			return d, rest
		}
	}
	if m := trailingDay().FindStringSubmatchIndex(s); m != nil && m[0] > 0 && !publishedLabel().MatchString(s[:m[2]]) {
		if d, n := readDate(fold.String(s[m[2]:m[3]])); n == m[3]-m[2] && d.Day > 0 {
			return d, strings.TrimSpace(s[:m[0]])
		}
	}
	return Date{}, text
}

// publishedLabel are words before a date that say that a paper came out then: 发表时间: 2023-12-10.
var publishedLabel = pattern.New(`(?i)[\s,，;；|(（\[【·—–-]*(?:发表(?:时间|日期|于|年份)?|发布(?:时间|日期|于)?|出版(?:时间|日期|于)?|提交(?:时间|日期|于)?|收录(?:时间|日期)?|公開日|投稿日|publi(?:shed|cation)(?: on| date| at)?|submitted(?: on)?|submission date|released?(?: on| date)?|posted(?: on)?|arxiv(?:ed)?(?: date)?)\s*[:：]?\s*[(（]?\s*$`)

// publishedBehind cuts off a title when the paper came out, where words before the date say so.
func publishedBehind(title string) (rest, published string) {
	m := dateAtEnd().FindStringIndex(title)
	if m == nil {
		return title, ""
	}
	label := publishedLabel().FindStringIndex(title[:m[0]])
	if label == nil || label[0] == 0 {
		return title, ""
	}
	return strings.TrimSpace(title[:label[0]]), strings.TrimRight(title[m[0]:m[1]], " )）]】")
}

// dateAtEnd is a date with its year at the end of a title.
var dateAtEnd = pattern.New(`(?:19|20)\d{2}(?:[-./年]\d{1,2}(?:[-./月]\d{1,2}[日号]?)?月?)?\s*[)）\]】]?\s*$`)

// longestDate is how many bytes are looked at for a date before a title.
const longestDate = 48

// foldedHead folds the beginning of a text, and says for each byte of it, and the end, where in the text it stands.
func foldedHead(s string) (head string, places []int) {
	var b strings.Builder
	s = firstBytes(s, longestDate)
	for i, r := range s {
		b.WriteString(fold.String(string(r)))
		for len(places) < b.Len() {
			places = append(places, i)
		}
	}
	return b.String(), append(places, len(s))
}

// datedHeadings finds headings that are a title with the day it was read beside it. Below it must stand what papers have, or there are two
// of such headings and both look like titles.
func (p *parser) datedHeadings() {
	type found struct {
		line  int
		title string
		day   Date
		sure  bool
	}
	var list []found
	within, level, day := Date{}, 0, 0
	like := 0
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != headingLine || len(l.text) > maxHeading {
			continue
		}
		text := Plain(l.text).String
		if l.level <= day {
			day = 0
		}
		if rest, published := publishedBehind(text); published != "" && paperLike(rest) {
			title, _ := marksBefore(l.text)
			list = append(list, found{line: i, title: title, sure: true})
			continue
		}
		if d, ok := headingDate(text, within); ok {
			if d.Day > 0 {
				day = l.level
			} else {
				within, level = d, l.level
			}
			continue
		} else if y := loneYear(text); y > 0 && utf8.RuneCountInString(text) < 20 {
			within, level = Date{Year: y}, l.level
			continue
		} else if l.level < level {
			within, level = Date{}, 0
		}
		year := within
		if day > 0 {
			year = Date{} // 1.1 Title numbers what was read that day
		}
		d, title := titleDay(l.text, year)
		if d.Day == 0 || strings.Contains(title, "《") {
			continue
		}
		title = bareName(withoutLabel(title))
		plain := strings.TrimSpace(Plain(title).String)
		if !paperLike(plain) && !nameBeside(plain) || sectionWeight(strings.ToLower(plain)) > 0 {
			continue
		}
		f := found{i, title, d, p.citedBelow(i) || p.evidence(block{line: i, alone: true})}
		if f.sure || paperLike(plain) && titleCase(plain) {
			list = append(list, f)
			if paperLike(plain) {
				like++
			}
		}
	}
	for _, f := range list {
		if f.sure || like > 1 {
			p.title(f.line, f.title, p.lines[f.line].end, lead{read: f.day})
		}
	}
}

// titleLabel are words before a title that say that it is one, with a number: 论文1：, Paper 2:.
var titleLabel = pattern.New(`(?i)^(?:` + titleLabels + `|` + originalLabels + `|论文|論文|文章|综述|綜述|paper|survey)\s*(?:[0-9]{1,3}|[一二三四五六七八九十])?\s*[:：]\s*`)

// withoutLabel cuts such a label off what looks like a title by itself.
func withoutLabel(s string) string {
	if m := titleLabel().FindString(s); m != "" {
		if rest := strings.TrimSpace(s[len(m):]); paperLike(rest) || nameBeside(rest) {
			return rest
		}
	}
	return s
}

// shortBullet is an item whose first words are a day without its year: 5/7, 3.12, Jan 5, 5月7日.
var shortBullet = pattern.New(`^[*+-]\s+(?:\[[xX]\]\s+)?[_*\[(（【]{0,3}(\d{1,2}[./]\d{1,2}|\d{1,2}月\d{1,2}[日号]?|(?i:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2})[_*\])）】]{0,3}[:：,，]?\s+(\S.+)$`)

// beginsDated says whether an item could begin with a day without its year: with a figure or the name of a month.
func beginsDated(s string) bool {
	s = strings.TrimLeft(s, "*+-[]xX _(（【")
	return s != "" && digit(s[0]) || namesMonth(fold.String(s[:min(len(s), 3)]))
}

// yearsAbove is for each line the year that the headings above say, 0 for none.
func (p *parser) yearsAbove() []int {
	out := make([]int, len(p.lines))
	year, level := p.fileMonth.Year, 0
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == headingLine {
			if d, ok := l.date(Date{}); ok && d.Year > 0 {
				year, level = d.Year, l.level
			} else if y := loneYear(withoutAside(Plain(l.text).String)); y > 0 {
				year, level = y, l.level
			} else if l.level < level {
				year, level = 0, 0
			}
		} else if l.kind == textLine && l.end-l.start < 40 { // **March 2023**
			if s := l.of(p.text); hasAnyPrefix(s, "**", "__") {
				if d, ok := bareDate(strings.Trim(s, "*_ \t:："), Date{}); ok && d.Year > 0 {
					year, level = d.Year, lineLevel
				}
			}
		}
		out[i] = year
	}
	return out
}

// withoutAside is a heading without what stands in brackets at its end.
func withoutAside(s string) string {
	if i := strings.LastIndexAny(s, "(（"); i > 0 && hasAnySuffix(strings.TrimSpace(s), ")", "）") {
		return strings.TrimSpace(s[:i])
	}
	return s
}

// datedItem reads an item whose first words are a date. What is no whole day is when the paper came out; for a day see daysRead.
func (p *parser) datedItem(i, year int) (listed, bool) {
	l := &p.lines[i]
	s := l.of(p.text)
	trimmed := strings.TrimLeft(s, " \t")
	offset := l.start + len(s) - len(trimmed)
	if len(trimmed) > introBytes {
		return listed{}, false
	}
	f := lead{single: true}
	m := datedBullet().FindStringSubmatchIndex(trimmed)
	if m != nil {
		date := trimmed[m[2]:m[3]]
		f.published = strings.NewReplacer(".xx", "", ".XX", "").Replace(date)
		if d, n := readDate(date); n == len(date) && d.Day > 0 {
			f.read, f.readAs = d, date
		} else if d, n := wordedDate(date, Date{}); n == len(date) && d.Day > 0 { // 06/28/2020
			f.read, f.readAs = d, date
		}
	} else {
		if year == 0 {
			return listed{}, false
		}
		if m = shortBullet().FindStringSubmatchIndex(trimmed); m == nil {
			return listed{}, false
		}
		date := fold.String(trimmed[m[2]:m[3]])
		d, n := wordedDate(date, Date{Year: year})
		if n != len(date) || d.Day == 0 {
			return listed{}, false
		}
		f.read, f.readAs = d, trimmed[m[2]:m[3]]
	}
	text := strings.TrimLeftFunc(trimmed[m[4]:m[5]], func(r rune) bool { return decoration(r) || strings.ContainsRune(" -—:|", r) })
	at := offset + m[5] - len(text)
	title, end := text, len(text)
	if open := strings.HasSuffix(trimmed[:m[2]], "["); open && restOfLink().MatchString(text) { // [2018 (ISMIR) Title](…)
		link := restOfLink().FindStringSubmatchIndex(text)
		c := p.cite(strings.TrimSpace(text[:link[3]]))
		title, end = cmp.Or(c.title, text[:link[3]]), link[1]
		f.published = strings.TrimSpace(f.published + " " + c.said)
	} else if link := linkTitle().FindStringSubmatchIndex(text); link != nil && (link[0] == 0 || link[0] < longestLinkLabel && hasAnySuffix(strings.TrimSpace(text[:link[0]]), ":", "：")) {
		title, end = text[link[2]:link[3]], link[1]
	} else if c, ok := p.citationLine(block{line: i, text: text}); ok {
		title, end = c.title, c.end
		f.published = strings.TrimSpace(f.published + " " + c.said)
	} else {
		if cut := linkStart().FindStringIndex(text); cut != nil {
			title, end = text[:cut[0]], cut[0]
		}
		if c := p.cite(strings.TrimRight(title, " ")); f.read.Day > 0 && c.said != "" && c.url == "" && (paperLike(c.title) || titleLike(c.title)) {
			title, end = c.title, c.end
			f.by = p.institutionsOf(c.said)
			f.published = strings.TrimSpace(f.published + " " + c.said)
		}
	}
	if utf8.RuneCountInString(title) < 3 {
		return listed{}, false
	}
	if first, _ := utf8.DecodeRuneInString(title); f.published == "" && unicode.IsLower(first) && !strings.Contains(text, "http") {
		return listed{}, false // 2/14 no paper
	}
	return listed{title: title, body: at + end, lead: f}, true
}

// restOfLink is what is left of a link behind the date that it begins with.
var restOfLink = pattern.New(`^(` + linkText + `{3,})\]\(` + linkURL + `\)`)

// longestLinkLabel is how many bytes a label may have before the link that is a title: Blog: [Title](…).
const longestLinkLabel = 16

// daysRead tells of items that begin with a whole day whether that is when they were read. A day without its year is; others are if the
// items are ticked, the file or a heading is called a reading log, or a third of the papers with a number on arXiv came out in an
// earlier month. Else the day is when the paper came out.
func (p *parser) daysRead(list []listed) {
	numbers, later, ticked := 0, 0, false
	for _, f := range list {
		if f.read.Day == 0 {
			continue
		}
		ticked = ticked || p.lines[f.line].done
		if month, _ := arXivMonth(p.lines[f.line].of(p.text)); month.Year > 0 {
			numbers++
			if f.read.month().Compare(month) > 0 {
				later++
			}
		}
	}
	read := ticked || later > 0 && 3*later >= numbers || numbers == 0 && p.calledReading()
	for i := range list {
		f := &list[i]
		day := f.readAs
		f.readAs = ""
		switch whole, _ := readDate(day); {
		case f.read.Day == 0:
		case !read && (whole.Day > 0 || strings.Count(day, "/") == 2):
			f.read = Date{}
		default:
			f.published = strings.TrimSpace(strings.TrimPrefix(f.published, day))
		}
	}
}

// calledReading says whether the name of the file or one of its first headings is that of a reading log.
func (p *parser) calledReading() bool {
	if ofReading(path.Base(p.name)) {
		return true
	}
	n := 0
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == headingLine {
			if n++; n > 2 {
				return false
			}
			if ofReading(Plain(l.text).String) {
				return true
			}
		}
	}
	return false
}
