package readlog

import "strings"

// Editors break long lines, and a title that is a link or has one behind it then stands on two.

// maxWrapped is how many lines the words of an item may stand on, as far as its link.
const maxWrapped = 3

// unwrapped is a line that is an item, with the lines below it as far as the link that it lacks: one whose words are broken, or one behind
// the title. Line ends become blanks, so that a byte of it is a byte of the text. Other lines are as they are.
func (p *parser) unwrapped(i int) string {
	l := &p.lines[i]
	s := l.of(p.text)
	if i+1 >= len(p.lines) || p.lines[i+1].kind != textLine || !isItem(s) {
		return s // most
	}
	broken := strings.Count(s, "[") > strings.Count(s, "]")
	if !broken && (strings.Contains(s, "](") || strings.Contains(s, "http") || strings.ContainsAny(strings.TrimRight(s, " \t")[len(strings.TrimRight(s, " \t"))-1:], ".!?;。")) {
		return s
	}
	for k := i + 1; k < len(p.lines) && k < i+maxWrapped; k++ {
		n := &p.lines[k]
		below := n.of(p.text)
		if n.kind != textLine || n.code || isItem(below) || !broken && indentOf(below) <= indentOf(s) || n.end-l.start > introBytes {
			return s
		}
		if at := strings.Index(below, "]("); at >= 0 || !broken && strings.Contains(below, "http") {
			if whole := strings.NewReplacer("\r", " ", "\n", " ").Replace(p.text[l.start:n.end]); !broken || strings.Count(whole, "[") <= strings.Count(whole, "]") {
				return whole
			}
			return s
		}
	}
	return s
}

// takeWrapped makes the lines below a title's that were read with it part of it; n is how many bytes were.
func (p *parser) takeWrapped(i, n int) {
	for k := i + 1; k < len(p.lines) && p.lines[k].start < p.lines[i].start+n; k++ {
		p.lines[k].wrapped = true
	}
}

// unbroken is the text of a pending item, with the line below where the words of a link go on there.
func (p *parser) unbroken(i int) string {
	l := &p.lines[i]
	if strings.Count(l.text, "[") <= strings.Count(l.text, "]") || i+1 >= len(p.lines) || p.lines[i+1].kind != textLine || len(l.text) > introBytes {
		return l.text
	}
	below := p.lines[i+1].of(p.text)
	if isItem(below) || !strings.Contains(below, "](") || len(below) > introBytes {
		return l.text
	}
	return l.text + " " + strings.TrimSpace(below)
}
