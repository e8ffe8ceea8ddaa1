package readlog

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Below a day people write of a paper in any words: its title as a link, in quotes or bare, a citation, labelled fields, a callout. A
// paragraph or an item is told for a paper here by what its first line looks like and by evidence beside or below it: a link to a
// paper, who wrote it and when, a venue.

// block is a paragraph or an item that is looked at.
type block struct {
	line   int    // its first line
	text   string // its first line without quote, bullet and number
	at     int    // the byte where text begins
	item   bool
	indent int  // of an item
	alone  bool // text is all of the paragraph
}

// blocks finds papers in paragraphs and lists below days and months.
func (p *parser) blocks() {
	dated := p.underDates()
	open, level := false, 0 // open says that a paper goes on that another form has found; level is of its heading
	skip := false           // below a heading of other things
	for i := p.front; i < len(p.lines); i++ {
		l := &p.lines[i]
		switch {
		case l.kind == headingLine:
			if open = open && level > 0 && l.level > level; !open {
				level = 0
			}
			text := Plain(l.text).String
			_, day := l.date(Date{Year: anyYear})
			skip = !day && (isPending(text) || p.isNote(i) || sectionWeight(strings.ToLower(text)) > 1)
			continue
		case l.kind == titleLine:
			open, level = !l.lead.single, l.level
			if l.lead.single && !l.lead.row() {
				for i+1 < len(p.lines) && p.lines[i+1].kind == textLine && indentOf(p.lines[i+1].of(p.text)) > l.lead.indent {
					i++ // what is nested below it is of it
				}
			}
			continue
		case open || skip || !dated[i] || l.kind != textLine || l.code || l.mute:
			continue
		}
		if isItem(l.of(p.text)) && bullet(strings.TrimLeft(l.of(p.text), " \t")) > 0 {
			end, list := p.listAt(i, true)
			if !p.labelledBlock(i, end) && !p.headed(i) {
				p.itemBlocks(list)
				p.nestedBlocks(list, end)
			}
			i = end - 1
			continue
		}
		end := i + 1
		for end < len(p.lines) && p.lines[end].kind == textLine && !p.lines[end].code {
			end++
		}
		if s := strings.TrimSpace(l.of(p.text)); end > i+1 && len(s) <= longestLabel && hasAnySuffix(s, ":", "：") && strings.HasPrefix(strings.TrimLeft(p.lines[i+1].of(p.text), " \t"), "[") {
			continue // Discussed:
		}
		p.paragraph(i, end)
		linked := l.kind == titleLine && strings.HasPrefix(p.blockAt(i, end).text, "[")
		for k := i + 1; linked && k < end; k++ { // a title that is a link, after another without a blank line
			b := p.blockAt(k, end)
			if c, ok := p.linkAlone(b); ok && strings.TrimSpace(b.text[c.end:]) == "" {
				p.title(k, c.title, b.at+c.end, lead{})
			}
		}
		for i+1 < end && !p.lines[i+1].code && !isItem(p.lines[i+1].of(p.text)) {
			i++
		}
	}
}

// leadMarks are what may stand before the words of a paragraph: the sign of a quote, a number, emoji.
var leadMarks = pattern.New(`^[ \t]*(?:>[ \t]*)?(?:\d{1,3}[、.)）][ \t]*|[(（]\d{1,3}[)）][ \t]*)?`)

// withoutEmoji is a text without the decorations that it begins with.
func withoutEmoji(s string) string {
	return strings.TrimLeftFunc(s, func(r rune) bool { return decoration(r) || r == ' ' })
}

// blockAt is the paragraph of line i, or what of it begins there; end is the line behind it.
func (p *parser) blockAt(i, end int) block {
	l := &p.lines[i]
	s := l.of(p.text)
	rest := withoutEmoji(s[len(leadMarks().FindString(firstBytes(s, 100))):])
	return block{line: i, text: rest, at: l.end - len(rest), alone: end == i+1}
}

// paragraph makes a paper of a paragraph that is one. Its title may stand behind other labelled lines.
func (p *parser) paragraph(i, end int) {
	b := p.blockAt(i, end)
	if len(b.text) < 6 || len(b.text) > introBytes {
		return
	}
	if p.labelledBlock(i, end) {
		return
	}
	for _, read := range []func(block) (citation, bool){p.callout, p.linkAlone, p.markedTitle, p.citationLine, p.plainTitle} {
		if c, ok := read(b); ok {
			p.title(i, bareName(c.title), b.at+c.end, lead{published: c.said, by: p.institutionsOf(c.said)})
			return
		}
	}
}

// headed says whether words stand above a list that it belongs to: Talk by Ann, who compared:
func (p *parser) headed(i int) bool {
	i = p.lineAbove(i)
	return i >= 0 && p.lines[i].kind == textLine && !isItem(p.lines[i].of(p.text)) && indentOf(p.lines[i].of(p.text)) == 0
}

// labelledBlock makes a paper of a paragraph or a list whose lines are labelled, one of the first with the title: - 标题：… - 链接：…
func (p *parser) labelledBlock(i, end int) bool {
	for k := i; k < min(end, i+maxLabelsAbove); k++ {
		if title := p.labelledTitle(k, end); title != "" {
			p.title(i, title, p.lines[i].start, lead{})
			return true
		}
		if !labelled(p.lines[k].of(p.text)) {
			break
		}
	}
	return false
}

// maxLabelsAbove is how many labelled lines may stand from the first on up to the title: 主讲：… 论文：….
const maxLabelsAbove = 4

var (
	blockLabel = pattern.New(`(?i)^[\s>*_\-+#]*(?:` + titleLabels + `|` + originalLabels + `|论文|論文|文章|paper|article)\s*\d{0,2}\s*[*_]*\s*[:：]\s*[*_]*\s*(\S.{2,300})$`)
	someLabel  = pattern.New(`^[\s>*_\-+]*\p{L}[\p{L} /&]{0,24}?\s*[*_]*\s*[:：]`)
	callouts   = pattern.New(`(?i)^\[!(?:paper|论文|文献|article|literature)\][+-]?\s*(\S.*)$`)
)

// labelled says whether a line begins with a label, of whatever words.
func labelled(s string) bool { return someLabel().MatchString(firstBytes(s, 200)) }

// labelledTitle is what a line says the title is, if a line near it has another label that papers have: Authors: …, 链接：….
func (p *parser) labelledTitle(i, end int) string {
	s := p.lines[i].of(p.text)
	if len(s) > introBytes {
		return ""
	}
	m := blockLabel().FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	title := strings.TrimSpace(m[1])
	if name, f, ok := p.titleFacts(title); ok && f.year && titleLike(name) {
		return name
	}
	if c := p.cite(title); c.said != "" && titleLike(c.title) {
		return c.title
	}
	if !paperLike(Plain(title).String) && !nameBeside(title) {
		return ""
	}
	for k := max(0, i-3); k < min(len(p.lines), end, i+7); k++ {
		if k == i || p.lines[k].kind != textLine {
			continue
		}
		if t := firstBytes(p.lines[k].of(p.text), longestSaid); cited().MatchString(t) || linkLabelled().MatchString(strings.TrimLeft(t, " \t>-*+")) || factLabel(t) {
			return title
		}
	}
	return ""
}

// factLabel says whether a line begins with a label of what is known of papers.
func factLabel(s string) bool {
	_, _, ok := cutLabel(strings.TrimLeft(strings.NewReplacer("*", "", "_", "").Replace(s), " \t>-+"))
	return ok
}

// callout reads > [!paper] Title.
func (p *parser) callout(b block) (citation, bool) {
	m := callouts().FindStringSubmatchIndex(b.text)
	if m == nil {
		return citation{}, false
	}
	return citation{title: b.text[m[2]:m[3]], end: m[3]}, true
}

// linkAlone reads a title that is a link to the paper, with nothing behind it on its line, or what is no sentence: [Title](https://arxiv.org/…) - remark.
func (p *parser) linkAlone(b block) (citation, bool) {
	m := linkTitle().FindStringSubmatchIndex(b.text)
	if m == nil || m[0] != 0 || !paperLink(b.text[m[4]:m[5]]) {
		return citation{}, false
	}
	title, tail := b.text[m[2]:m[3]], strings.TrimLeft(b.text[m[1]:], " \t")
	if linkWords().MatchString(title) && len(strings.Fields(title)) < 4 || !paperLike(title) && !titleLike(title) && !nameBeside(title) {
		return citation{}, false
	}
	if r, _ := utf8.DecodeRuneInString(tail); tail != "" && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
		return citation{}, false
	}
	return citation{title: title, end: m[1], said: p.source(tail)}, true
}

// paragraphMarks are what stands around a title at the beginning of a paragraph.
var paragraphMarks = [][2]string{
	{"「", "」"}, {"『", "』"}, {"【", "】"}, {"〈", "〉"}, {"“", "”"}, {`"`, `"`}, {"[[", "]]"}, {"***", "***"}, {"**", "**"}, {"__", "__"}, {"*", "*"}, {"_", "_"}, {"`", "`"},
}

// markedTitle reads a title in quotes or emphasis, with facts behind it on its line or below.
func (p *parser) markedTitle(b block) (citation, bool) {
	inner, end, mark, ok := cutMarked(b.text, paragraphMarks)
	title := strings.TrimRight(inner, " ,.，。")
	if !ok || !paperLike(title) && !titleLike(title) {
		return citation{}, false
	}
	behind := strings.TrimLeft(b.text[end:], " \t*_")
	tail := strings.TrimLeft(behind, " ,，.。-–—:：|")
	bold := mark == "**" || mark == "__" || mark == "***"
	if said := p.facts(tail); said != "" {
		// In bold people write what an entry is about, too.
		f, ok := p.factsBehind(said)
		return citation{title: title, end: end, said: said}, !bold || arXivFirst().MatchString(tail) || ok && f.sure() && !hasAnyPrefix(behind, ":", "：")
	}
	return citation{title: title, end: end}, tail == "" && (!bold || titleCase(title)) && p.evidence(b)
}

// facts is what words say first of who wrote a paper and when, or where; "" when they begin otherwise.
func (p *parser) facts(s string) string {
	if s == "" {
		return ""
	}
	if number := arXivFirst().FindString(s); number != "" {
		return number
	}
	if said := p.source(s); said != "" {
		return said
	}
	if f, ok := p.factsBehind(s); ok && (f.sure() || f.year && f.known) {
		return f.said
	}
	return ""
}

// arXivFirst is a number on arXiv that words begin with, bare or in brackets.
var arXivFirst = pattern.New(`^(?i:[\[(（【]?(?:arxiv\s*[:：]?\s*)?\d{4}\.\d{4,5}(?:v\d+)?[\])）】]?)(?:[\s:：,，.。]|\]?\(|$)`)

// evidence says whether what stands below the first line of a block is of a paper: a link to it, its authors and year, a venue.
func (p *parser) evidence(b block) bool {
	_, ok := p.saidBelow(b)
	return ok
}

// saidBelow is the evidence of a paper that stands below the first line of a block; said is who wrote it and when, "" for a link.
func (p *parser) saidBelow(b block) (said string, ok bool) {
	n := 0
	for k := b.line + 1; k < len(p.lines) && n < maxEvidence; k++ {
		l := &p.lines[k]
		if l.kind == blankLine {
			if !b.alone && !b.item || n > 0 {
				return "", false
			}
			continue
		}
		if l.kind != textLine || l.code || b.item && indentOf(l.of(p.text)) <= b.indent {
			return "", false
		}
		s := strings.TrimLeft(firstBytes(l.of(p.text), longestSaid), " \t>-*+•·・")
		if !b.item && n > 0 && isItem(l.of(p.text)) {
			return "", false
		}
		n++
		switch {
		case paperURL().MatchString(s), cited().MatchString(s), arXivFirst().MatchString(s), arXivLabel().MatchString(s):
			return "", true
		case linkLabelled().MatchString(s) && slices.ContainsFunc(links(s), paperLink):
			return "", true
		}
		if n <= 2 {
			if said = p.source(s); said != "" {
				return said, true
			}
		}
		if inlineField().MatchString(s) && paperField().MatchString(s) {
			return "", true
		}
	}
	return "", false
}

// maxEvidence is how many lines below a title may have the evidence of a paper.
const maxEvidence = 3

var (
	arXivLabel = pattern.New(`(?i)^\[?arxiv\s*[:：]?\s*\d{4}\.\d{4,5}`)
	paperField = pattern.New(`(?i)^[\s*_]*(?:authors?|year|venue|journal|conference|doi|arxiv|url|published)[\s*_]*::`)
)

var (
	// Who wrote a paper, before its title in quotes: Heer & Shneiderman., Schick, T. (2023)., Willett, Heer, Agrawala.
	authorsFirst = pattern.New(`^(?:(?:\p{Lu}[\p{L}'’\-]*\.?|&|and|et|al\.?|van|von|de|der|\p{Lu}\.)[,;:]?\s+){1,16}(?:\(?(?:19|20)\d{2}[a-z]?\)?[.,:]?\s+)?`)
	yearBracket  = pattern.New(`\((?:19|20)\d{2}[a-z]?\)[.,:]?\s+$`)
)

// citedMarks are what stands around a title behind its authors.
var citedMarks = [][2]string{{`"`, `"`}, {"“", "”"}, {"*", "*"}, {"_", "_"}, {"《", "》"}}

// citationLine reads a citation: Heer & Shneiderman. "Title". CACM 2012; Schick et al. (2023). Title. NeurIPS.
func (p *parser) citationLine(b block) (citation, bool) {
	who := authorsFirst().FindString(firstBytes(b.text, 300))
	if who == "" {
		return citation{}, false
	}
	rest := b.text[len(who):]
	dated := yearBracket().MatchString(who)
	if inner, end, _, ok := cutMarked(rest, citedMarks); ok {
		title, tail := strings.TrimRight(inner, " ,.，。"), rest[end:]
		if !paperLike(title) && !titleLike(title) {
			return citation{}, false
		}
		if behind := firstBytes(tail, 120); !dated && !factYear().MatchString(behind) && !slices.ContainsFunc(links(behind), paperLink) {
			return citation{}, false
		}
		return citation{title: title, end: len(who) + end, said: strings.TrimSpace(who + " " + firstSentence(strings.TrimLeft(tail, " ,.")))}, true
	}
	if !dated {
		return citation{}, false
	}
	title, _, ok := strings.Cut(rest, ". ")
	if !ok {
		title = strings.TrimRight(rest, ". ")
	}
	if !paperLike(title) {
		return citation{}, false
	}
	return citation{title: title, end: len(who) + len(title), said: strings.TrimSpace(who)}, true
}

// firstSentence is s up to its first full stop behind a year, else all of it.
func firstSentence(s string) string {
	s = firstBytes(s, 120)
	if arXivFirst().MatchString(s) || strings.HasPrefix(s, "[") {
		return "" // a link
	}
	if m := factYear().FindStringIndex(s); m != nil {
		return s[:m[1]]
	}
	head, _, _ := strings.Cut(s, ". ")
	return head
}

// plainTitle reads a line that is a title and nothing else, with the evidence of a paper below it.
func (p *parser) plainTitle(b block) (citation, bool) {
	title := strings.TrimSpace(b.text)
	if strings.Contains(title, "://") || strings.HasSuffix(title, ".") && !strings.HasSuffix(title, "...") || utf8.RuneCountInString(title) > longestTitle {
		return citation{}, false
	}
	name := title
	if i := strings.IndexAny(name, "（("); i > 0 {
		name = name[:i] // a translation
	}
	if !paperLike(name) && !(titleLike(name) && p.linkBelow(b)) || strings.ContainsAny(name, "，,!！") && !titleCase(name) || fold.ASCII(name) && !titleCase(name) {
		return citation{}, false
	}
	said, ok := p.saidBelow(b)
	return citation{title: title, end: len(b.text), said: said}, ok
}

// linkBelow says whether the next line is the address of a paper.
func (p *parser) linkBelow(b block) bool {
	k := b.line + 1
	return k < len(p.lines) && p.lines[k].kind == textLine && paperURL().MatchString(firstBytes(p.lines[k].of(p.text), longestSaid))
}

// bareName is a title without double brackets and the name in another language behind it: Title（译名）.
func bareName(s string) string {
	s = strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(s, "[["); ok {
		s = strings.Replace(inner, "]]", "", 1)
	}
	if i := strings.Index(s, "（"); i > 0 && strings.HasSuffix(s, "）") && strings.Count(s, "（") == 1 {
		name, inner := strings.TrimSpace(s[:i]), s[i+len("（"):len(s)-len("）")]
		if fold.ASCII(strings.NewReplacer("–", "", "’", "").Replace(name)) && paperLike(name) && han(inner) {
			return name
		}
	}
	return s
}

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// endsClause says whether what stands behind a title is what is said of it and then another clause, not more of the sentence.
func endsClause(tail, said string) bool {
	if i := strings.Index(tail, said); i >= 0 && said != "" {
		tail = tail[i+len(said):]
	}
	tail = strings.TrimLeft(tail, " )）]】*_")
	return tail == "" || hasAnyPrefix(tail, "：", ":", "。", ".", "—", "–", "-", "；", ";", "|", "[", "(", "（", "http", "<http", "，") || decorationFirst(tail)
}

func decorationFirst(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return decoration(r)
}

// itemBlocks makes papers of the items of a list that are, if half of them are or two.
func (p *parser) itemBlocks(list []besideItem) {
	var papers []besideItem
	for _, x := range list {
		if x.titled {
			continue
		}
		if c, ok := p.itemBlock(x.line); ok {
			x.citation, x.by = c, p.institutionsOf(c.said)
			papers = append(papers, x)
		}
	}
	if 2*len(papers) < len(list) && len(papers) < 2 || len(papers) == 1 && papers[0].unsure {
		return
	}
	for _, f := range papers {
		p.title(f.line, bareName(f.title), f.end, lead{published: f.said, by: f.by, single: true, indent: f.indent})
	}
}

// nestedBlocks looks at the lists below items that are names of parts of the day, as in outlines: - #Reading.
func (p *parser) nestedBlocks(list []besideItem, end int) {
	for n, x := range list {
		if x.indent > 0 || p.lines[x.line].kind == titleLine || x.line+1 >= end {
			continue
		}
		next := end
		if n+1 < len(list) {
			next = list[n+1].line
		}
		below := p.lines[x.line+1].of(p.text)
		head := strings.TrimSpace(Plain(firstBytes(p.lines[x.line].of(p.text), 200)).String)
		if x.line+1 >= next || indentOf(below) == 0 || bullet(strings.TrimLeft(below, " \t")) == 0 || utf8.RuneCountInString(head) > longestLabel || isPending(head) {
			continue
		}
		_, nested := p.listAt(x.line+1, true)
		p.itemBlocks(nested)
	}
}

// itemBlock reads an item that is a paper. The end of the citation is a byte of the whole text.
func (p *parser) itemBlock(i int) (citation, bool) {
	l := &p.lines[i]
	s := l.of(p.text)
	trimmed := strings.TrimLeft(s, " \t")
	start := len(itemStart().FindString(trimmed))
	if start == 0 || start >= len(trimmed) || len(trimmed) > introBytes {
		return citation{}, false
	}
	text := withoutEmoji(trimmed[start:])
	from := l.start + len(s) - len(text)
	b := block{line: i, text: text, at: from, item: true, indent: indentOf(s)}
	take := func(c citation) (citation, bool) {
		c.end += from
		return c, true
	}
	if c, ok := p.callout(b); ok {
		return take(c)
	}
	if m := arXivFirst().FindString(text); m != "" { // [2302.04761](https://…) Title
		rest := text[len(m):]
		if strings.HasSuffix(m, "(") {
			_, rest, _ = strings.Cut(rest, ")")
		}
		rest = strings.TrimLeft(rest, " :：.,，-–—)")
		if c := p.cite(rest); paperLike(c.title) || titleLike(c.title) {
			c.end += len(text) - len(rest)
			return take(c)
		}
	}
	for _, read := range []func(block) (citation, bool){p.linkAlone, p.markedTitle} {
		if c, ok := read(b); ok {
			return take(c)
		}
	}
	if c := p.cite(text); c.said != "" && c.url == "" && (titleLike(c.title) || paperLike(c.title) && titleCase(c.title)) && endsClause(text[c.end:], c.said) {
		if f, ok := p.factsBehind(c.said); !c.marked && ok && !f.venue && !f.acronym && !f.authors && !f.known {
			c.unsure = true // Dinner with the Group (Seattle, 2019)
		}
		return take(c)
	}
	if c, ok := p.plainTitle(b); ok {
		return take(c)
	}
	return citation{}, false
}
