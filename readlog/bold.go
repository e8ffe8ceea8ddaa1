package readlog

import (
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode/utf8"
)

var boldLine = pattern.New(`^\s{0,3}(?:\d{1,4}[.、)]\s*)?(?:~~)?(?:\*\*|__)(.{3,300}?)(?:\*\*|__)(?:~~)?\s*(.{0,400})$`)

// longestBeside is how many runes may stand beside a bold title that are not all facts.
const longestBeside = 80

// boldTitle is a bold line that may be the title of a paper.
type boldTitle struct {
	line        int
	title, tail string // what is bold, and what stands behind it
	lead
}

// boldRank says how sure it is that a bold line is a title.
type boldRank uint8

const (
	noBold   boldRank = iota
	weakBold          // beside two that are sure
	dayBold           // beside one that is sure: it is the first line below a day
	sureBold          // beside another, sure or below a day
	loneBold          // by itself: it is sure, and under a day or a month
)

// boldTitles finds bold lines that only a paper has something below or behind of, from two on in a file; beside one such, also
// those that are the first below a day. Under a day or a month, one line is enough that is a title and facts: **Title** (OSDI
// 2012, Google). Where titles are written 《Title》, bold lines with a date below them are of what the entry says.
func (p *parser) boldTitles() {
	var list, weak []boldTitle
	own := slices.ContainsFunc(p.lines, func(l line) bool { return l.kind == titleLine })
	var dates []bool // made when first needed
	dated := func(i int) bool {
		if dates == nil {
			dates = p.underDates()
		}
		return dates[i]
	}
	sure, need := 0, 2
	for i := range p.lines {
		bold, tail, ok := p.boldAt(i)
		if !ok {
			continue
		}
		x, rank := boldTitle{}, noBold
		if !own {
			x, rank = p.boldWithFacts(i, bold, tail, dated)
		}
		if rank == noBold {
			x, rank = p.boldByPlace(i, bold, tail, own)
		}
		switch rank {
		case noBold:
			continue
		case weakBold:
			weak = append(weak, x)
			continue
		case sureBold:
			sure++
		case loneBold:
			sure, need = sure+1, 1
		}
		list = append(list, x)
	}
	if sure == 0 || len(list) < need {
		return
	}
	if sure > 1 {
		list = append(list, weak...)
	}
	for _, x := range list {
		p.title(x.line, strings.Trim(x.title, "《》"), p.lines[x.line].end-len(x.tail), x.lead)
	}
}

// boldAt returns what is bold at the beginning of a line of text, and what stands behind it, stars aside.
func (p *parser) boldAt(i int) (bold, tail string, ok bool) {
	l := &p.lines[i]
	if l.kind != textLine || l.code || l.end-l.start > 1000 {
		return "", "", false
	}
	s := l.of(p.text)
	if !strings.Contains(s, "**") && !strings.Contains(s, "__") {
		return "", "", false // most lines, without asking the slow expression
	}
	m := boldLine().FindStringSubmatch(s)
	if m == nil {
		return "", "", false
	}
	if undecorated("- "+m[2]) == "-" {
		m[2] = ""
	}
	return m[1], m[2], true
}

// boldWithFacts looks for the facts of a paper on the line itself: behind what is bold, or at its end.
func (p *parser) boldWithFacts(i int, bold, tail string, dated func(int) bool) (boldTitle, boldRank) {
	title, said := bold, tail
	f, told := p.factsBehind(tail)
	if tail == "" {
		title, f, told = p.titleFacts(bold)
		said = f.said
	}
	if !told || hasAnyPrefix(tail, ":", "：") { // **Deadlines**: VLDB 2023
		return boldTitle{}, noBold
	}
	x := boldTitle{i, title, tail, lead{published: said, by: p.institutionsOf(f.said)}}
	switch {
	case f.sure() && (f.venue || titleCase(title)) && (paperLike(title) || nameLike(title)):
		if dated(i) {
			return x, loneBold
		}
		return x, sureBold
	case (f.sure() && nameOnly(title) || f.year && (f.known || f.brackets) && titleLike(title)) && dated(i):
		return x, weakBold
	}
	return boldTitle{}, noBold
}

// boldByPlace looks for what only papers have, in the lines below and in brackets behind, and for a day above.
func (p *parser) boldByPlace(i int, bold, tail string, own bool) (boldTitle, boldRank) {
	l := &p.lines[i]
	if utf8.RuneCountInString(bold) < 6 || utf8.RuneCountInString(tail) > longestBeside || l.end-l.start > 500 {
		return boldTitle{}, noBold
	}
	if !paperLike(bold) && (own || !nameLike(bold) || !p.datedBelow(i)) {
		return boldTitle{}, noBold
	}
	x := boldTitle{i, bold, tail, lead{published: tail}}
	if !own && tail == "" && !p.datedBelow(i) && p.factsBelow(i) {
		x.published, x.by = p.below(i), p.institutionsOf(p.below(i))
	}
	day := !own && p.underDay(i)
	switch {
	case venueInBrackets(tail) || p.citedBelow(i):
		return x, sureBold
	case !own && (p.datedBelow(i) || authorsYear().MatchString(p.below(i)) || p.factsBelow(i) || titleCase(bold) && namesYear().MatchString(p.below(i))):
		if day {
			return x, loneBold
		}
		return x, sureBold
	case day && tail == "":
		return x, dayBold
	}
	return boldTitle{}, noBold
}

func venueInBrackets(s string) bool {
	return slices.ContainsFunc(bracket().FindAllStringSubmatch(s, -1), func(m []string) bool { return isVenue(m[1]) })
}
