package readlog

import (
	"papersearch/internal/pattern"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Items of lists that are papers by their links or dates, and lines that say what was read. Those that name authors and a year are in cite.go.

var (
	// A bullet whose first words are a date: _2018.07_, [2018], (2018-07-01), 2016.xx, 20180701.
	datedBullet = pattern.New(`^[*+-]\s+(?:\[[ xX]\]\s+)?[_*\[(（【]{0,3}((?:19|20)\d{2}(?:[.\-/年](?:\d{1,2}|xx|XX)(?:[.\-/月]\d{1,2}日?)?月?|[01]\d[0-3]\d)?|\d{1,2}/\d{1,2}/(?:19|20)\d{2})[_*\])）】]{0,3}(?:[:：,，]?\s+|[：，])(.+)$`)
	// A bullet whose first words are a link, with a state before it.
	linkedBullet = pattern.New(`^(?:[*+-]|\d{1,4}[.、)])\s+(?:\[([ xX])\]\s+)?` + doneTag + `([^\[\]A-Za-z0-9]{0,12})\[(` + linkText + `{2,})\]\((` + linkURL + `)\)(.*)$`)
	// What a link behind a title says it leads to.
	paperLabel = pattern.New(`^[\s:：.,，。*_\\]*\[{1,2}\s*(?i:paper|pdf|arxiv|论文|原文|doi|link|openreview|acm|ieee)[^\]]{0,24}\]{1,2}\(`)
	// A bullet that begins with a bare link.
	linkFirst = pattern.New(`^<?(https?://[^\s<>]+)>?[\s:：—–-]+(.+)$`)
	// Words of a link that are no title.
	linkWords = pattern.New(`(?i)^(?:paper|pdf|arxiv|link|full|official|project|code|slides|poster|video|supp|openreview|doi|abs|html|blog|github|read)`)
	htmlItem  = pattern.New(`(?i)^\s*(?:<li>|<p>|<dt>|<td>)?\s*(?:<b>|<strong>)?<a\s[^>]*href="([^"]+)"[^>]*>([^<]{8,300})</a>(.*)$`)
	linkStart = pattern.New(`\s*(?:\\?\[\s*\\?\[|\\?\[[^\]]{1,40}\]\(|\\?\[(?:paper|pdf|arxiv|code|note|link|笔记|论文|代码)\\?\]|\(https?:|（https?:|<https?:|https?:)`)
)

// listed is an item of a list that may be a paper.
type listed struct {
	line  int
	title string
	body  int
	lead
}

// bullets finds papers in lists, from two on in a file.
func (p *parser) bullets() {
	var dated, linked, short, labelled, html []listed
	within, years := p.within(), p.yearsAbove()
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != textLine && l.kind != itemLine {
			continue
		}
		s := p.unwrapped(i)
		indent := indentOf(s)
		trimmed := strings.TrimLeft(s, " \t")
		offset := l.start + len(s) - len(trimmed)
		if strings.HasPrefix(trimmed, "<") && len(trimmed) < 2000 {
			if m := htmlItem().FindStringSubmatchIndex(trimmed); m != nil && l.kind == textLine {
				if title := trimmed[m[4]:m[5]]; paperLink(trimmed[m[2]:m[3]]) && paperLike(title) {
					html = append(html, listed{i, title, offset + m[6], lead{published: trimmed[m[6]:m[7]], single: true, indent: indent}})
				}
			}
			continue
		}
		if trimmed == "" || strings.IndexByte("*+-0123456789", trimmed[0]) < 0 {
			continue
		}
		head := trimmed[:min(len(trimmed), 20)]
		if l.kind == textLine && !(years[i] > 0 && beginsDated(head)) && !strings.Contains(head, "19") && !strings.Contains(head, "20") && !strings.Contains(trimmed, "](") && !strings.Contains(trimmed, "http") {
			continue // most points, without asking the slow expressions
		}
		if l.kind == textLine || l.done {
			if f, ok := p.datedItem(i, years[i]); ok {
				f.line, f.indent = i, indent
				dated = append(dated, f)
				continue
			}
		}
		if !strings.Contains(trimmed, "](") && !strings.Contains(trimmed, "http") {
			continue
		}
		if m := linkedBullet().FindStringSubmatchIndex(trimmed); m != nil && (m[7]-m[6] > longestLabelBehind || !isVenue(trimmed[m[6]:m[7]])) {
			box := ""
			if m[2] >= 0 {
				box = trimmed[m[2]:m[3]]
			}
			title, url, rest := trimmed[m[6]:m[7]], trimmed[m[8]:m[9]], trimmed[m[10]:m[11]]
			switch {
			case box == " " || !paperLink(url) && !paperBehind(rest):
			case paperLike(title):
				title, name := nameInFront(title)
				linked = append(linked, listed{i, title, offset + m[10], lead{published: rest, by: p.sentencesOf(rest), alias: name, single: true, indent: indent}})
			case (titleLike(title) || nameOnly(title)) && !linkWords().MatchString(title) && !within[i]:
				short = append(short, listed{i, title, offset + m[10], lead{published: rest, single: true, indent: indent}})
			}
			continue
		}
		if l.kind == itemLine && !l.done || len(trimmed) > introBytes {
			continue
		}
		start := len(itemStart().FindString(trimmed))
		if c, label := p.linkedItem(trimmed[start:]); start > 0 && c.title != "" && (label || !within[i]) {
			list := &labelled
			if !paperLike(c.title) && !titleLike(c.title) {
				list = &short
			}
			*list = append(*list, listed{i, c.title, offset + start + c.end, lead{published: c.said, by: p.institutionsOf(c.said), alias: c.name, single: true, indent: indent}})
		}
	}
	// Dates stand before anything, changes of a program too: most of the list must look like papers.
	links, titles := 0, 0
	for _, f := range dated {
		rest := p.text[f.body:p.lines[f.line].end]
		switch {
		case paperLink(rest) || paperWord().MatchString(rest) || paperLink(p.lines[f.line].of(p.text)):
			links++
		case paperLike(f.title) && !version().MatchString(f.title):
			titles++
		}
	}
	if 3*links < len(dated) && 5*(links+titles) < 4*len(dated) {
		dated = nil
	}
	p.daysRead(dated)
	base := strings.ToLower(path.Base(p.name))
	alone := len(linked) == 1 && len(labelled) == 0 && (strings.HasPrefix(base, "readme") || strings.HasPrefix(base, "index")) && p.ofPapers() // a list that was begun
	if linked = append(linked, labelled...); len(linked) > 1 {
		linked = append(linked, short...) // a name alone is a title in a list of them
	}
	for _, list := range [][]listed{dated, linked, html} {
		if len(list) == 0 || len(list) == 1 && !p.belowRead(list[0].line) && !(alone && list[0].line == linked[0].line) {
			continue
		}
		for _, f := range list {
			if p.title(f.line, f.title, f.body, f.lead) {
				p.takeWrapped(f.line, f.body-p.lines[f.line].start)
			}
		}
	}
}

// readHeading is the heading of a list of what was read, and of nothing else.
var readHeading = pattern.New(`(?i)^[\s\d.#]*(?:(?:list of |all |my |the )*(?:(?:papers?|articles?|books?|textbooks?|things|literature)[/, ]*(?:and )?)+(?:that |which )?(?:i|we)(?:['’]ve| have| am| are|['’]m)? (?:already |currently |been |have )*(?:read|reading)\b.{0,20}|(?:already |currently |recently )?read(?:ing)?(?: papers?| articles?)|(?:recently |already |just |have )?read(?: so far| recently| already)?|finished(?: reading)?|papers? (?:already |recently )?read(?: in .{1,12}| so far)?|已读(?:的)?(?:论文|文献|文章)?(?:列表|清单|记录)?|读过的(?:论文|文献|文章)|(?:论文|文献)阅读(?:记录|列表)?)\s*[:：]?\s*$`)

// ofRead says whether a heading is that of what was read.
func ofRead(text string) bool {
	return len(text) < 2*longestLabelled && readHeading().MatchString(strings.TrimSpace(Plain(text).String))
}

// belowRead says whether the nearest heading above a line is that of what was read.
func (p *parser) belowRead(i int) bool {
	for i--; i >= 0; i-- {
		if p.lines[i].kind == headingLine {
			return ofRead(p.lines[i].text)
		}
	}
	return false
}

// nameInFront cuts the short name of a paper off its title, where it stands in brackets: [FPN] Feature Pyramid Networks.
func nameInFront(title string) (rest, name string) {
	m := frontTag().FindStringSubmatchIndex(title)
	if m == nil || !shortTag().MatchString(title[m[2]:m[3]]) || !paperLike(title[m[1]:]) || isVenue(title[m[2]:m[3]]) {
		return title, ""
	}
	return title[m[1]:], title[m[2]:m[3]]
}

// sentencesOf are the institutions that are one of the first sentences behind a title each: . June 2017. Tencent. Trains it in less time.
func (p *parser) sentencesOf(rest string) string {
	var found []string
	for n, part := range strings.Split(firstBytes(strings.TrimSpace(rest), longestSaid), ". ") {
		part = strings.Trim(part, " .")
		if n > maxSentences || strings.Contains(part, "](") {
			break
		}
		if _, ok := p.rules.Institution(part); ok {
			found = append(found, part)
		}
	}
	return strings.Join(found, ", ")
}

// maxSentences is how many sentences behind a title may be an institution.
const maxSentences = 4

// paperBehind says whether the first things behind a title that leads to the reader's own notes, or to code, are links of which one leads to
// the paper: [Title](notes/title.md) [[NIPS'17](https://…pdf)] [code](…).
func paperBehind(rest string) bool {
	for range maxBehind {
		rest = strings.TrimLeft(rest, " \t.,:：，。;；|·/()（）—–-*_\\")
		if strings.HasPrefix(rest, "[[") || strings.HasPrefix(rest, `[\[`) {
			rest = rest[1:]
		}
		m := linkTitle().FindStringSubmatchIndex(rest)
		if m == nil || m[0] != 0 {
			return false
		}
		if label := rest[m[2]:m[3]]; utf8.RuneCountInString(label) > longestLabelBehind {
			return false
		}
		if paperLink(rest[m[4]:m[5]]) {
			return true
		}
		rest = strings.TrimLeft(rest[m[1]:], "]")
	}
	return false
}

// longestLabelBehind is how many runes a link may have that stands behind a title and says where it leads.
const longestLabelBehind = 30

// linkedItem reads an item with a link to a paper behind the title, or before it. label says that the link is called one.
func (p *parser) linkedItem(s string) (c citation, label bool) {
	if m := linkFirst().FindStringSubmatchIndex(s); m != nil {
		if c = p.cite(s[m[4]:]); paperLink(s[m[2]:m[3]]) && titleLike(c.title) {
			c.end += m[4]
			return c, false
		}
		return citation{}, false
	}
	if c = p.namedLink(s); c.title != "" {
		return c, false
	}
	if hasAnyPrefix(s, "[", "(", "【", "（", "*", "_") {
		c = p.cite(s)
	}
	if c.url != "" { // [ICML 2023] [Title](https://…)
		if paperLink(c.url) && (titleLike(c.title) || nameOnly(c.title)) {
			return c, false
		}
		return citation{}, false
	}
	if c.paper != "" && !c.marked { // [[ICML 2023](https://…)] Title
		if paperLink(c.paper) && titleLike(c.title) {
			return c, false
		}
		return citation{}, false
	}
	cut := linkStart().FindStringIndex(s)
	if cut == nil || cut[0] == 0 || !slices.ContainsFunc(links(s[cut[0]:]), paperLink) {
		return citation{}, false
	}
	label = paperLabel().MatchString(s[cut[0]:])
	c = p.cite(s[:cut[0]])
	if k := strings.Index(c.title, ". "); !c.marked && label && k > 12 { // as far as the first sentence, which authors follow
		c.said = strings.TrimSpace(c.said + c.title[k:])
		c.title, c.end = c.title[:k], c.end-len(c.title)+k+len(". ")
	}
	ok := titleLike(c.title) || nameOnly(c.title)
	if !c.marked {
		ok = len(c.title) >= 12 && paperLike(strings.ReplaceAll(c.title, "。", " ")) && (label || c.said != "" || titleCase(c.title))
	}
	if !ok {
		return citation{}, false
	}
	return c, label
}

// What may stand before a link that is a title: its short name or subject, and a colon; and words that say how it is related to another.
var (
	nameBeforeLink = pattern.New(`^[*_]{0,3}(\p{Lu}[^\[\]():：,，。.!?]{1,40}?)[*_]{0,3}\s?[:：][*_]{0,3}\s*\[`)
	relationWords  = pattern.New(`(?i)^(?:see|cf|via|related|based|source|follow|compare|similar|extend|base|prior|previous|reference|refer|from|in|more|also|original|cited|read next|title)`)
)

// namedLink reads a link to a paper that is its title, behind its short name or subject: BERT: [Pre-training of …](https://arxiv.org/…).
func (p *parser) namedLink(s string) citation {
	m := nameBeforeLink().FindStringSubmatchIndex(firstBytes(s, 100))
	if m == nil {
		return citation{}
	}
	at := m[1] - 1
	link := linkTitle().FindStringSubmatchIndex(s[at:])
	name := s[m[2]:m[3]]
	if link == nil || link[0] != 0 || !paperLink(s[at+link[4]:at+link[5]]) || linkWords().MatchString(name) || relationWords().MatchString(name) || isVenue(name) {
		return citation{}
	}
	title := s[at+link[2] : at+link[3]]
	if !paperLike(title) && !titleLike(title) || linkWords().MatchString(title) && len(strings.Fields(title)) < 4 {
		return citation{}
	}
	end := at + link[1]
	return citation{title: title, end: end, marked: true, name: Alias(name + ":"), said: p.source(s[end:])}
}

var linkTitle = pattern.New(`\[(` + linkText + `{3,})\]\((` + linkURL + `)\)`)

// A rune of a link's words, or words in brackets among them: [[FPN] Feature Pyramid Networks](…); and its address, in which parentheses
// come in pairs.
const (
	linkText = `(?:[^\[\]]|\[[^\[\]]*\])`
	linkURL  = `(?:[^()\s]|\([^()\s]*\))+`
)

var (
	paperWord = pattern.New(`(?i)\[\s*\\?\[?(?:paper|pdf|arxiv|note|论文|笔记|原文)`)
	version   = pattern.New(`\d+\.\d+\.\d+|\bv\d|\bgo1\.`)
)

var readLine = pattern.New(`^(?:[*+-]\s+)?[*_]{0,3}(?i:re-?read|read|reading|finished(?: reading)?|skimmed)[*_]{0,3}:[*_]{0,3}\s+(\S.*)$`)

// readLines finds lines and items that say below a day what was read: Read: Title (Vaswani et al., 2017). They must say who wrote it and when,
// or where, or lead to a paper.
func (p *parser) readLines() {
	day, open := 0, false
	if p.fileDay.Day > 0 {
		day = 1
	}
	for i := range p.lines {
		l := &p.lines[i]
		switch l.kind {
		case titleLine:
			open = true
		case headingLine:
			open = false
			if d, ok := l.date(Date{Year: anyYear}); ok && d.Day > 0 {
				day = l.level
			} else if l.level <= day {
				day = 0
			}
		}
		s := l.of(p.text)
		if l.kind != textLine || l.code || open || day == 0 || len(s) > introBytes || !strings.Contains(firstBytes(s, 40), ":") {
			continue
		}
		m := readLine().FindStringSubmatchIndex(strings.TrimLeft(s, " \t"))
		if m == nil {
			continue
		}
		rest := strings.TrimLeft(s, " \t")[m[2]:]
		c := p.cite(rest)
		if at := strings.Index(rest, " ("); !c.marked && c.said == "" && at > 0 {
			c = citation{title: rest[:at], end: at, said: p.source(rest[at:])}
		}
		if !titleLike(c.title) && !nameOnly(c.title) && !paperLike(c.title) || !factYear().MatchString(c.said) && !(c.url != "" && paperLink(c.url)) {
			continue
		}
		f := lead{published: c.said, by: p.institutionsOf(c.said)}
		if isItem(s) {
			f.single, f.indent = true, indentOf(s)
		}
		p.title(i, c.title, l.end-len(rest)+c.end, f)
	}
}
