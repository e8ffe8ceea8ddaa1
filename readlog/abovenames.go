package readlog

import (
	"papersearch/internal/pattern"
	"strings"
)

// Lists as people keep them on their pages have the title on a line, and who wrote the paper on the next:
//
//	- **Learning to Count Ducks**
//	  Ann Lee and Bob Kim
//	  *NeurIPS 2020*

// authorMarks are the signs that stand behind the names of authors: Ann Lee∗, †.
var authorMarks = pattern.New(`\s*[*_∗†‡§¶\\^¹²³⁴]+|[,\s]+$`)

// areNames says whether a line is the names of two people or more, with such signs, and nothing else.
func areNames(s string) bool {
	for range 2 {
		s = authorMarks().ReplaceAllString(strings.ReplaceAll(s, " ,", ","), "")
	}
	return people().MatchString(strings.TrimSpace(s))
}

// aboveNames finds such titles, from two on, in a file about papers.
func (p *parser) aboveNames() {
	if p.ofOnePaper() || p.inBookMarks() || !p.ofPapers() {
		return
	}
	var dated []bool
	var list []listed
	for i := p.front; i+1 < len(p.lines); i++ {
		l := &p.lines[i]
		below := p.nextLine(i)
		if l.kind != textLine || l.code || l.mute || l.end-l.start > maxHeading || below >= len(p.lines) || p.lines[below].kind != textLine || p.lines[below].end-p.lines[below].start > longestSaid {
			continue
		}
		s := l.of(p.text)
		trimmed := strings.TrimSpace(s)
		text := strings.TrimSpace(trimmed[listMarker(trimmed):])
		item := len(text) < len(trimmed)
		title := strings.TrimSpace(Plain(text).String)
		bold := hasAnyPrefix(text, "**", "__") && hasAnySuffix(text, "**", "__")
		if !titleLike(title) && !(bold && paperLike(title)) || areNames(title) || daily().MatchString(title) || !item && (below > i+1 || indentOf(s) > 0) {
			continue
		}
		if names := p.lines[below].of(p.text); item && indentOf(names) <= indentOf(s) || !areNames(names) {
			continue
		}
		if dated == nil {
			dated = p.underDates()
		}
		if dated[i] {
			continue
		}
		list = append(list, listed{i, text, l.end, lead{single: item, indent: indentOf(s), by: p.institutionsOf(p.below(below))}})
	}
	if len(list) < 2 {
		return
	}
	for _, f := range list {
		p.title(f.line, f.title, f.body, f.lead)
	}
}
