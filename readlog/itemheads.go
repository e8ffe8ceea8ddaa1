package readlog

import "strings"

// itemHeadings makes headings of the items of a list that are some, - ### Title, for what stands below them is not always nested. Most
// of a file's must look like titles: others are points of a paper, or an outline.
func (p *parser) itemHeadings() {
	heads := map[int]line{}
	titles := 0
	for i := p.front; i < len(p.lines); i++ {
		l := &p.lines[i]
		if l.kind != textLine || l.code || l.mute || l.end-l.start > maxHeading {
			continue
		}
		s := l.of(p.text)
		n := bullet(s)
		if n == 0 || !strings.HasPrefix(s[n:], "#") {
			continue
		}
		var h line
		if h.classify(s[n:]); h.kind == headingLine {
			heads[i] = h
			if asTitle(strings.TrimSpace(Plain(h.text).String)) {
				titles++
			}
		}
	}
	if titles < 2 || 3*titles < 2*len(heads) {
		return
	}
	for i, h := range heads {
		l := &p.lines[i]
		l.kind, l.level, l.text = h.kind, h.level, h.text
	}
}
