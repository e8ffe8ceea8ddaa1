package readlog

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"strings"
)

// Files that give the reference of their paper at the top, in a field of front matter or as the first line, and say what they say of it below.

// citedKeys are the fields that hold a reference.
var citedKeys = strings.Fields("apa mla chicago harvard gb/t cite citation full-citation apa-citation reference bibliography 引用 参考文献 引文")

// citedField takes title, venue and year from a reference in the front matter.
func (p *parser) citedField() {
	f := &p.about
	for _, key := range citedKeys {
		s := Plain(strings.Join(f.fields[key], ", ")).String
		r, ok := readReference(strings.TrimSpace(s))
		if !ok || !r.dated || !paperLike(r.title) {
			continue
		}
		title := f.get("title")
		if len(f.fields["title"]) < 2 && (title == "" || strings.Contains(fold.Key(r.title), fold.Key(title)) || citeKey(title) != "") {
			if title != "" {
				f.fields["aliases"] = append(f.fields["aliases"], title)
			}
			f.fields["title"] = []string{strings.Join(strings.Fields(r.title), " ")}
		}
		if f.published() == "" {
			f.add("venue", r.said)
		}
		f.cited = true
		return
	}
}

// citedLabel stands before the paper that a text is on, and tells that the line is a reference.
var (
	citedLabel  = pattern.New(`(?i)^[\s>*_\-+]*(?:论文|論文|文章|文献|引用|出处|原文|原论文|本文|paper|article|reference|citation|cite|full citation|apa|source|study)[*_]*\s*[:：][*_]*\s*`)
	quotedTitle = pattern.New(`[“"「]([^”"」]{12,300}?)[,.]?[”"」]`)
)

// citation is the paper that a line names as a reference, labelled or not.
func (p *parser) citation(s string) (r reference, labelled, ok bool) {
	if len(s) > introBytes {
		return r, false, false
	}
	if m := citedLabel().FindString(s); m != "" {
		s, labelled = s[len(m):], true
	}
	s = strings.Trim(s, " \t>*_")
	if r, ok = readReference(s); ok && paperLike(r.title) && (r.dated || labelled) {
		return r, labelled, true
	}
	if !labelled {
		return r, false, false
	}
	if m := quotedTitle().FindStringSubmatchIndex(s); m != nil && m[0] > 0 {
		title := strings.TrimSpace(Plain(s[m[2]:m[3]]).String)
		if several, _ := namesOf(strings.Trim(s[:m[0]], " ,，.")); (several || titleCase(title)) && paperLike(title) {
			return reference{title: title, end: m[1], said: placeAndYear(s[m[1]:])}, true, true
		}
	}
	return r, true, false
}

// citedFile takes a file for one paper where a reference is its first line, or the first below its heading, and it has no other.
func (p *parser) citedFile() {
	if len(p.lines) == 0 || p.isTemplate() || p.ofProject(newWholeName(p.name)) {
		return
	}
	at := p.topHeading()
	below := at >= 0 && !p.onlyAtTop(at) && sectionWeight(strings.ToLower(p.headingOf(at))) == 0 // other headings are as high
	var found reference
	line, n := 0, 0
	for i := max(p.front, at+1); i < len(p.lines) && n < 3; i++ {
		l := &p.lines[i]
		if p.aboveHead(i) || l.kind == blankLine {
			continue
		}
		if l.kind != textLine || l.code {
			break
		}
		s := l.of(p.text)
		r, labelled, ok := p.citation(s)
		if ok && (!below || fold.Key(r.title) == fold.Key(p.headingOf(at))) && (labelled || n == 0 && !isItem(s) && s[0] != '[') {
			found, line = r, i
			break
		}
		n++
	}
	if found.title == "" || line+1 >= len(p.lines) || p.severalCited(line, at) {
		return
	}
	p.wholePaper(0, found.title, p.textStart(), lead{published: found.said, by: p.institutionsOf(found.said)}, false)
}

// severalCited says whether a file with a reference at the top is on more than that: other references begin lines of text, it has days, titles or
// links to papers in headings, or hardly anything below.
func (p *parser) severalCited(line, at int) bool {
	texts, other := 0, false
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case l.kind == titleLine:
			return true
		case l.kind == headingLine:
			text := Plain(l.text).String
			if d, ok := headingDate(text, Date{}); ok && d.Month > 0 || linkedHead(l.text) != "" || i != at && longTitle(text) {
				return true
			}
			other = otherReferences().MatchString(text)
		case l.kind == textLine && i > line && !other && !l.code:
			texts++
			s := l.of(p.text)
			if isItem(s) || strings.HasPrefix(s, "[") || len(s) > introBytes {
				continue
			}
			if _, _, ok := p.citation(s); ok {
				return true
			}
		}
	}
	return texts == 0
}

var (
	// titleField is a label with the title behind it on a line of text: **Title:** X, 题目：X.
	titleField = pattern.New(`(?i)^[\s>*_\-+]*(` + titleLabels + `|paper)\s*[*_]*\s*[:：]\s*[*_]*\s*(.{6,300})$`)
	textField  = pattern.New(`(?i)^(?:摘要|简介|关键词|abstract|keywords?|summary|tl;?dr)\s*[:：]`)
)

// lineFields finds papers whose titles stand behind labels on lines of text, with other labels below. One near the top has the file for itself.
func (p *parser) lineFields() {
	if len(p.lines) == 0 || p.isTemplate() {
		return
	}
	type field struct {
		line  int
		title string
	}
	var list []field
	for i := p.front; i < len(p.lines); i++ {
		l := &p.lines[i]
		switch l.kind {
		case titleLine:
			return
		case headingLine:
			if d, ok := l.date(Date{}); ok && d.Month > 0 {
				return
			}
		}
		s := l.of(p.text)
		if l.kind != textLine || l.code || l.mute || len(s) > maxHeading*2 || !strings.ContainsAny(s, ":：") || !namesTitle(s) {
			continue
		}
		m := titleField().FindStringSubmatch(s)
		if m == nil {
			continue
		}
		title := strings.TrimSpace(Plain(withoutLinks(strings.Trim(m[2], " *_。"))).String)
		if strings.Contains(title, "://") || !(paperLike(title) || titleLike(title) || !weakLabel().MatchString(m[1]) && explicitTitle(title)) || !p.fieldsBelow(i) {
			continue
		}
		list = append(list, field{i, title})
	}
	if len(list) == 1 {
		n := 0
		for i := p.front; i < list[0].line; i++ {
			if p.lines[i].kind != blankLine {
				n++
			}
		}
		if n > 5 || p.ofProject(newWholeName(p.name)) || p.titlesBelow(list[0].line) > 1 {
			return
		}
		title, published := p.ownReference(list[0].title, p.about.published())
		p.wholePaper(0, title, p.textStart(), lead{published: published}, false)
		return
	}
	for _, f := range list {
		p.title(f.line, f.title, p.lines[f.line].end, lead{})
	}
}
