package readlog

import (
	"strings"
	"unicode/utf8"
)

// underlined makes headings of lines that stand alone above === or ---. What === is below can be nothing else; --- is also a
// rule, which people draw below the last line of an entry: it makes a heading of a date, and of other short lines where the file
// has no 《Title》 and draws no rules of that length.
func (p *parser) underlined() {
	rules, titles := map[int]bool{}, false
	alone := func(i int) bool { return i < p.front || p.lines[i].kind != textLine }
	for i := range p.lines {
		titles = titles || p.lines[i].kind == titleLine
		if _, n := underline(p.lines[i].of(p.text)); n > 0 && (i == 0 || p.lines[i-1].kind != textLine) {
			rules[n] = true
		}
	}
	for i := p.front; i+1 < len(p.lines); i++ {
		l, below := &p.lines[i], &p.lines[i+1]
		if l.kind != textLine || below.kind != textLine || i > 0 && !alone(i-1) || l.end-l.start > maxHeading {
			continue
		}
		mark, n := underline(below.of(p.text))
		s := strings.TrimSpace(strings.TrimPrefix(l.of(p.text), bom))
		if n == 0 || indentOf(l.of(p.text)) > 3 || !headingLike(s) {
			continue
		}
		if mark == '-' {
			_, dated := headingDate(Plain(s).String, Date{})
			if !dated && (titles || rules[n] || utf8.RuneCountInString(s) > longestUnderlined || strings.Contains(s, "。")) {
				continue
			}
		}
		l.kind, l.level, l.text = headingLine, 1, s
		if mark == '-' {
			l.level = 2
		}
		below.kind = frameLine
	}
}

// longestUnderlined is how many runes a line above --- may have that is a heading.
const longestUnderlined = 80

// underline is the sign and length of a line of three or more = or - and nothing else; 0 for others.
func underline(s string) (mark byte, n int) {
	s = strings.TrimRight(s, " \t")
	t := strings.TrimLeft(s, " ")
	if len(t) < 3 || len(s)-len(t) > 3 || t[0] != '=' && t[0] != '-' || strings.Trim(t, t[:1]) != "" {
		return 0, 0
	}
	return t[0], len(t)
}

// headingLike says whether a line could be a heading by itself: no item, quote, row, tag, fence, title or end of a clause.
func headingLike(s string) bool {
	if s == "" || strings.IndexByte("|<>`~#=", s[0]) >= 0 || ordinal(s) > 0 || len(s) > 1 && strings.IndexByte("-*+", s[0]) >= 0 && s[1] == ' ' {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	return !strings.Contains(s, "《") && !strings.ContainsRune("。；，：！;,:.", last)
}
