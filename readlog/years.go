package readlog

import (
	"papersearch/internal/pattern"
	"strings"
)

// venueWithYear is a venue and its year as lists have them: CVPR 2017, NIPS'19.
var venueWithYear = pattern.New(`\b\p{Lu}[\p{L}&]{2,12}[ ,\-]{0,2}((?:19|20)\d{2}|['’]\d{2})\b`)

// How many papers must have come out in the year of the heading above them, and in how many years, for the headings to say that.
const (
	fewestBorn  = 3
	fewestYears = 2
)

// yearHeadings tells whether headings that are a year say when the papers below them came out, not when they were read: nearly all years of
// venues and numbers on arXiv below them are the same. What one reads in a year is of several. Years below two topics or more are those of the papers, too,
// and so are two or more below which papers still wait among those that are ticked.
func (p *parser) yearHeadings() {
	same, other, year, level := 0, 0, 0, 0
	years := map[int]bool{}
	topic, topics, within := "", map[string]bool{}, 0
	waiting, ticked, boxes := map[int]bool{}, false, 0
	beside := false // no other heading stands between
	for i := range p.lines {
		l := &p.lines[i]
		s := firstBytes(l.of(p.text), longestSaid)
		if l.kind == itemLine && year > 0 && beside {
			if boxes++; l.done {
				ticked = true
			} else {
				waiting[year] = true
			}
		}
		if l.kind == headingLine {
			beside = false
			if d, ok := l.date(Date{}); ok && d.Month == 0 {
				beside = true
				if year, level = d.Year, l.level; topic != "" && level > within {
					topics[topic] = true
				}
				continue
			} else if ok {
				return // days and months are of reading
			} else if l.level <= level {
				year, level = 0, 0
			}
			if year == 0 {
				topic, within = l.text, l.level
			}
		}
		if year == 0 || l.code || !strings.ContainsAny(s, "0123456789") {
			continue
		}
		if m := venueWithYear().FindStringSubmatchIndex(s); m != nil && isVenue(s[m[0]:m[1]]) {
			y, n := digits(strings.TrimLeft(s[m[2]:m[3]], "'’"), 4)
			if n == 2 {
				y += 2000
			}
			if y == year {
				same, years[year] = same+1, true
			} else {
				other++
			}
			continue
		}
		if d, raw := arXivMonth(s); raw != "" && d.Year == year {
			same, years[year] = same+1, true
		} else if raw != "" && d.Year != year-1 { // published the year after
			other++
		}
	}
	p.pubYears = same >= fewestBorn && 10*other <= same && len(years) >= fewestYears ||
		len(topics) > 1 && other == 0 || len(waiting) >= fewestYears && ticked && 10*other <= boxes
}

// summaryLine is the line that a part of a page is folded under: <summary><b>Title</b> <a href="…">[Paper]</a></summary>.
var (
	summaryLine = pattern.New(`(?i)<summary>\s*(?:<(?:b|strong|i|em|h\d)>\s*)*([^<]{6,300}?)\s*(?:</(?:b|strong|i|em|h\d)>|</summary>|<a |\[|$)`)
	summaryOf   = pattern.New(`(?i)paper|pdf|arxiv|论文|note`)
)

// details finds papers that are folded up in HTML, where two or more are and most of them have a link to the paper or notes in that line.
func (p *parser) details() {
	type found struct {
		line  int
		title string
	}
	var list []found
	sure := 0
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != textLine || l.code || l.end-l.start > maxHeading*2 {
			continue
		}
		s := l.of(p.text)
		if !strings.Contains(s, "summary>") && !strings.Contains(s, "SUMMARY>") {
			continue
		}
		m := summaryLine().FindStringSubmatchIndex(s)
		if m == nil {
			continue
		}
		title := strings.TrimSpace(Plain(s[m[2]:m[3]]).String)
		rest := s[m[3]:]
		of := summaryOf().MatchString(rest) && strings.Contains(rest, "http") || venueInBrackets(rest)
		if !paperLike(title) || !of && !titleCase(title) || strings.HasSuffix(title, "?") {
			continue
		}
		if list = append(list, found{i, title}); of {
			sure++
		}
	}
	if len(list) < 2 || 2*sure < len(list) {
		return
	}
	for _, f := range list {
		p.title(f.line, f.title, p.lines[f.line].end, lead{})
	}
}
