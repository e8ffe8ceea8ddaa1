package readlog

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Files whose first heading is the title of the one paper they are on, whatever stands below it: with the link in it, with labels of a
// paper below it, or with the sections that write-ups have. See also wholeFile, which is asked when nothing else was found in a file.

// headLink is a heading that is a link and nothing else, with a number before it or a remark in brackets behind.
var headLink = pattern.New(`^(?:[\d.、)]{1,4}\s*)?\*{0,2}\[+(.{4,300}?)\]+\(\s*<?(https?://[^\s)>]+)>?[^)]*\)\*{0,2}\s*(?:[(（\[][^()（）\[\]]{2,60}[)）\]])?$`)

// linkedHead is the title in a heading that is a link to a paper; "" for others.
func linkedHead(text string) string {
	if !strings.Contains(text, "](") || len(text) > maxHeading {
		return ""
	}
	m := headLink().FindStringSubmatch(text)
	if m == nil || !paperLink(m[2]) || strings.Contains(m[1], "](") {
		return ""
	}
	title := strings.TrimSpace(Plain(m[1]).String)
	if !paperLike(title) && !nameBeside(title) && !titleLike(title) || linkWords().MatchString(title) && len(strings.Fields(title)) < 3 {
		return ""
	}
	return title
}

// headingOf is the text of a heading without marks.
func (p *parser) headingOf(i int) string { return strings.TrimSpace(Plain(p.headTitle(i)).String) }

// aboveHead says whether a line may stand above a file's title and says nothing: a comment, a table of contents, a picture, where it was
// posted (#! https://zhuanlan.zhihu.com/p/1).
func (p *parser) aboveHead(i int) bool {
	l := &p.lines[i]
	s := strings.TrimSpace(l.of(p.text))
	return p.inFront(i) || l.mute || s == "" || strings.HasPrefix(s, "<!--") || strings.EqualFold(s, "[toc]") || strings.HasPrefix(s, "#!") || hasAnyPrefix(s, "> ", ">提示", ">注") || frontRule(s) || picture(s) || tagsOnly(s)
}

// tagsOnly says whether a line is HTML without a word: <div align="center">, <script src="…"></script>.
func tagsOnly(s string) bool {
	return s[0] == '<' && s[len(s)-1] == '>' && len(s) <= introBytes && !hasLetters(anyTag().ReplaceAllString(s, ""))
}

// topHeading is the first heading, where it stands before any text; -1 for none.
func (p *parser) topHeading() int {
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == headingLine && l.text != "" && !p.inFront(i) {
			return i
		} else if l.kind != blankLine && !p.aboveHead(i) {
			return -1
		}
	}
	return -1
}

// onlyAtTop says whether the heading stands before any text and no other is of its level, but for those of sections, and of what a text ends
// with.
func (p *parser) onlyAtTop(first int) bool {
	others, sections := 0, 0
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case i < first && l.kind == textLine && !p.aboveHead(i):
			return false
		case i > first && l.kind == headingLine && l.level <= p.lines[first].level && l.text != "" && !endHead().MatchString(l.text):
			if l.level < p.lines[first].level {
				return false
			}
			others++
			sections += min(1, sectionWeight(strings.ToLower(strings.TrimSpace(Plain(l.text).String))))
		}
	}
	return others == sections || sections > 1 && 2*sections >= others
}

// endHead is a heading of what a text ends with.
var endHead = pattern.New(`(?i)^[\s\d.、*_]*(?:references?|bibliography|appendi(?:x|ces)|further reading|参考(?:文献|资料|链接)?|參考(?:文獻|資料)|附录)[\s*_:：]*$`)

// What labels below a title say of a paper, by kind: who wrote it, where, where it came out, when, where it lies, when it was read. One alone
// stands below the titles of programs and posts, too, and an author and a year below those of books.
var paperLabels = []func() *regexp.Regexp{
	pattern.New(`(?i)^(?:authors?|作者|author\(s\)|저자|著者|by)\s*[:：]`),
	pattern.New(`(?i)^(?:institut(?:e|es|ion|ions)|affiliations?|机构|单位|作者单位)\s*[:：]`),
	pattern.New(`(?i)^(?:published(?: at| in| on)?\s*[:：]?\s|publication(?: status| venue| date)?\s*[:：]|venue\s*[:：]|conference\s*[:：]|journal(?:\s*/\s*year)?\s*[:：]|venue\s*/\s*year\s*[:：]|会议\s*[:：]|期刊\s*[:：]|发表[于在时间会议期刊]{0,2}\s*[:：]|year\s*[:：]\s*\p{Lu}[A-Z]{2,})`),
	pattern.New(`(?i)^(?:year|date of publication|年份|发表年份)\s*[:：]`),
	pattern.New(`(?i)^(?:doi|arxiv|paper|paper link|pdf|link to (?:the )?(?:pdf|paper)|论文|论文链接|论文地址|原文链接|原文)\s*[:：]+\s*\S*(?:https?://|10\.|\d{4}\.\d)|^(?:links?|url|链接|地址|source)\s*[:：]+\s*\S*(?:arxiv\.org|doi\.org|openreview\.net|aclanthology\.org|dl\.acm\.org|ieeexplore|biorxiv\.org|thecvf\.com)`),
	pattern.New(`(?i)^(?:read(?: on| date)?|date read|阅读时间|阅读日期|(?:reading )?status|阅读状态|状态)\s*[:：]`),
}

// labelKind is the kind of the label that a line begins with, -1 for none.
func labelKind(s string) int {
	return slices.IndexFunc(paperLabels, func(re func() *regexp.Regexp) bool { return re().MatchString(s) })
}

// labelsBelow says whether labels of several kinds that say that it is a paper stand in the first lines below a line. It stops at a heading that
// is no field, and at prose.
func (p *parser) labelsBelow(i int) bool {
	var met [6]bool
	p.said = p.said[:0]
	enough := func() bool {
		return count(met[:]) > 1 && (met[2] || met[4] || met[0] && (met[1] || met[5]))
	}
	prose := 0
	for j, n := i+1, 0; j < len(p.lines) && n < 14; j++ {
		l := &p.lines[j]
		if l.kind == blankLine || l.code {
			continue
		}
		n++
		s := l.of(p.text)
		if l.kind == headingLine {
			s = l.text
		}
		s = strings.TrimLeft(firstBytes(strings.TrimSpace(s), longestSaid), " \t>-*+_|#")
		s = strings.ReplaceAll(strings.ReplaceAll(s, "**", ""), "__", "")
		if prose > 2 {
			break
		}
		k := labelKind(s)
		switch {
		case k >= 0:
			met[k] = true
			p.said = append(p.said, s)
		case l.kind == headingLine:
			if sectionWeight(strings.ToLower(strings.TrimSpace(Plain(l.text).String))) == 0 && !infoHead().MatchString(l.text) {
				return enough()
			}
		case !labelAny().MatchString(s):
			prose++
		}
	}
	return enough()
}

// publishedAt is a label without its colon: Published at VLDB'20.
var publishedAt = pattern.New(`(?i)^published (?:at|in|on)\s+([^:：]{2,80})$`)

var (
	infoHead = pattern.New(`(?i)^\W*(?:\d{1,2}[.、\s]*)?(?:basic info(?:rmation)?|info(?:rmation)?|meta ?data|论文信息|基本信息|信息|文献信息|about)\W*$`)
	labelAny = pattern.New(`^[\p{L}][\p{L}\d ()/\-]{0,24}[:：]`)
)

func count(met []bool) int {
	n := 0
	for _, b := range met {
		if b {
			n++
		}
	}
	return n
}

// headedFile takes a file for one paper where its first heading has the link to it, or labels of a paper below. It is asked before the lists in
// the file: those of a write-up are its own.
func (p *parser) headedFile() {
	name := newWholeName(p.name)
	if len(p.lines) == 0 || p.isTemplate() || p.ofProject(name) {
		return
	}
	at := p.topHeading()
	if title := p.fileName(); nameBeside(title) && (at < 0 && (p.labelledFile() || paperLike(title) && titleCase(title) && p.linkFirst(title)) || at >= 0 && emptyTitle().MatchString(p.headingOf(at))) {
		if said := p.labelAbove(); said != "" {
			title = said
		}
		if at >= 0 {
			p.labelsBelow(at)
		}
		p.addSaid()
		p.namedEntry(title)
		return
	}
	if title, marked := unmarked(name.text); marked && (at < 0 || !p.onlyAtTop(at) || sectionWeight(strings.ToLower(p.headingOf(at))) > 0) {
		p.namedEntry(title)
		return
	}
	if at < 0 || !p.onlyAtTop(at) {
		return
	}
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind == titleLine {
			return
		}
		if l.kind != headingLine || i == at {
			continue
		}
		if d, ok := l.date(Date{}); ok && d.Month > 0 || linkedHead(l.text) != "" {
			return
		}
	}
	title := linkedHead(p.lines[at].text)
	if title == "" {
		title = Plain(p.headTitle(at)).String
		_, marked := unmarked(title)
		labels := p.labelsBelow(at)
		if infoHead().MatchString(title) || sectionWeight(strings.ToLower(title)) > 0 {
			title = ""
		}
		if said := p.labelAbove(); said != "" && labels && (title == "" || fold.Key(said) != fold.Key(title) && p.namedAlike(said)) {
			title = said
		} else if !marked && !(labels && (paperLike(title) || titleLike(title))) && !(paperLike(title) && titleCase(title) && p.bareBelow(at)) && !p.linkedName(at) && !p.authored(title) && !p.toldName(at) || listHead().MatchString(title) {
			return
		}
	}
	if title == "" && p.toldName(at) {
		title, _ = p.fullName(at)
	}
	if title != "" {
		p.headedEntry(at, title)
	}
}

// toldName says whether the first lines below a short name give the title in full behind a label, and no other line has such a label.
func (p *parser) toldName(at int) bool {
	if full, _ := p.fullName(at); !longTitle(full) || len(strings.Fields(p.headingOf(at))) > 3 {
		return false
	}
	n := 0
	for i := at + 1; i < len(p.lines) && n < 2; i++ {
		if l := &p.lines[i]; l.kind == textLine && l.end-l.start < longestSaid && strings.ContainsAny(l.of(p.text), ":：") && fullLabel().MatchString(l.of(p.text)) && !strings.Contains(l.of(p.text), "://") {
			n++
		}
	}
	return n == 1
}

// authored says whether a title has who wrote it and when behind it.
func (p *parser) authored(title string) bool {
	_, f, ok := p.titleFacts(title)
	return ok && f.authors && f.year
}

// listHead are headings of lists, which labels stand below as well.
var listHead = pattern.New(`(?i)\b(?:papers|reading list|readings|paper list|bibliography|awesome)\b|\b(?:reading|paper|my|daily|weekly|research|study|lab) log\b|\blog\W*(?:\d{4})?\W*$|列表|清单|汇总|记录`)

// addSaid adds what the labels say to the fields of the file.
func (p *parser) addSaid() {
	for _, s := range p.said {
		if m := publishedAt().FindStringSubmatch(s); m != nil {
			p.about.add("venue", m[1])
		} else if i := strings.IndexAny(s, ":："); i > 0 {
			value := strings.TrimLeft(s[i:], ":： ")
			if to := links(value); len(to) > 0 {
				value = to[0]
			}
			p.about.add(s[:i], Plain(value).String)
		}
	}
}

// linkFirst says whether the first line of a file is the address of a paper and nothing else, or a link to it whose words are the name of the
// file, and it has no other line that is.
func (p *parser) linkFirst(name string) bool {
	n, first := 0, -1
	for i := range p.lines {
		l := &p.lines[i]
		if p.aboveHead(i) && n == 0 {
			continue
		}
		if first < 0 {
			first = i
		}
		s := strings.TrimSpace(l.of(p.text))
		if l.kind == textLine && (bareLink(s) || bareLink(strings.TrimPrefix(s, "- ")) || i == first && linkNamed(s, name)) && slices.ContainsFunc(links(s), paperLink) {
			if n++; n > 1 || i != first {
				return false
			}
		} else if i == first {
			return false
		}
	}
	return n == 1
}

// linkNamed says whether a line is a link whose words are a name, and no more but the number of the paper: [[1901.00007] Title](https://…).
func linkNamed(s, name string) bool {
	if !strings.HasPrefix(s, "[") {
		return false
	}
	m := linkTitle().FindStringSubmatchIndex(s)
	return m != nil && m[0] == 0 && m[1] == len(s) && fold.Key(ownNumberFirst().ReplaceAllString(s[m[2]:m[3]], "")) == fold.Key(name)
}

// ownNumberFirst is the number that arXiv puts before the title of a page.
var ownNumberFirst = pattern.New(`^\[\d{4}\.\d{4,5}(?:v\d+)?\]\s*`)

// emptyTitle is the heading of a form that nobody filled in.
var emptyTitle = pattern.New(`(?i)^\W*(?:(?:insert |your |the )*paper(?:'s)? (?:title|name)(?: here| goes here)?|title(?: here| of (?:the )?paper| goes here)|untitled|论文标题|论文题目|论文名称|(?:在此)?(?:填写|输入)(?:论文)?(?:标题|题目))\W*$`)

// labelledFile says whether the first line of a file is a label of a paper, and labels of several kinds stand there and nothing else before them, above
// what is said of it.
func (p *parser) labelledFile() bool {
	for i := p.front; i < len(p.lines); i++ {
		l := &p.lines[i]
		if p.aboveHead(i) {
			continue
		}
		s := strings.TrimLeft(firstBytes(strings.TrimSpace(l.of(p.text)), longestSaid), " \t>-*+_|")
		s = strings.ReplaceAll(strings.ReplaceAll(s, "**", ""), "__", "")
		if l.kind != textLine || l.code || labelKind(s) < 0 || !p.labelsBelow(i-1) {
			return false
		}
		titles := 0
		for j := i; j < len(p.lines); j++ {
			x := &p.lines[j]
			if m := paperLabels[0]().MatchString(strings.TrimLeft(strings.ReplaceAll(firstBytes(x.of(p.text), 80), "**", ""), " \t>-*+_|")); x.kind == textLine && m {
				titles++
			}
			if x.kind == headingLine && longTitle(p.headingOf(j)) {
				return false
			}
		}
		return titles < 2
	}
	return false
}

// headedEntry makes the file one paper of a title, which its first heading has or that is told below it.
func (p *parser) headedEntry(at int, title string) {
	p.addSaid()
	f := lead{published: strings.TrimSpace(newWholeName(p.name).venue + " " + p.about.published()), by: p.about.get("institution")}
	if full, said := p.fullName(at); full != "" && fold.Key(full) != fold.Key(title) && (len(strings.Fields(title)) < 4 || strings.HasPrefix(fold.Key(full), fold.Key(title))) {
		if nameOnly(title) {
			p.about.fields["aliases"] = append(p.about.fields["aliases"], title)
		}
		title, f.published = full, strings.TrimSpace(f.published+" "+said)
	}
	if rest, said, ok := p.titleFacts(title); ok && nameBeside(rest) {
		title, f.published, f.by = rest, f.published+" "+said.said, f.by+" "+p.institutionsOf(said.said)
	}
	if rest, year, _ := authorKey(title); year != "" {
		title, f.published = rest, f.published+" "+year
	}
	title, f = p.withoutTags(noteOn(title), f)
	if strings.TrimSpace(f.published) == "" {
		f.published = p.toldWhen(at)
	}
	title, f.published = p.ownReference(title, f.published)
	body := p.lines[at].end
	for i := range at {
		if p.lines[i].kind != blankLine && !p.lines[i].mute { // what stands above is of the paper
			body = p.lines[0].start
			break
		}
	}
	if linkedHead(p.lines[at].text) == "" && fold.Key(Plain(p.headTitle(at)).String) != fold.Key(title) {
		body = p.lines[0].start // the heading says more than the title
	}
	if p.front > 0 && p.front < len(p.lines) {
		body = p.textStart()
	}
	p.wholePaper(0, strings.Trim(title, "《》\"' "), body, f, false)
}

// readOnDay makes a day or month that the top of a file says when it was read.
func (p *parser) readOnDay(d Date) {
	if d.Year == 0 {
		return
	}
	p.fileDay, p.fileMonth = d, d.month()
	if d.Day == 0 {
		p.fileDay = Date{}
	}
}

// namedEntry makes the file one paper that its name says: Title 阅读笔记. The first line has the title in full where it begins alike.
func (p *parser) namedEntry(title string) {
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind == titleLine {
			return
		}
		if d, ok := l.date(Date{}); l.kind == headingLine && ok && d.Month > 0 {
			return
		}
	}
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == textLine && !p.aboveHead(i) {
			if s := strings.TrimSpace(Plain(firstBytes(l.of(p.text), longestSaid)).String); strings.HasPrefix(fold.Key(s), fold.Key(title)) && paperLike(s) && utf8.RuneCountInString(s) <= longestTitle {
				title = s
			}
			break
		} else if l.kind == headingLine {
			break
		}
	}
	title, published := p.ownReference(title, p.about.published())
	p.wholePaper(0, title, p.textStart(), lead{published: published, by: p.about.get("institution")}, false)
}

// labelAbove is the title that a label in the first lines gives: - Title: …
func (p *parser) labelAbove() string {
	for i, n := 0, 0; i < len(p.lines) && n < 12; i++ {
		l := &p.lines[i]
		if l.kind == blankLine || p.inFront(i) {
			continue
		}
		n++
		if m := labelTitle().FindStringSubmatch(firstBytes(l.of(p.text), longestSaid)); m != nil {
			if t := strings.Join(strings.Fields(Plain(strings.Trim(m[1], " *_")).String), " "); paperLike(t) || titleLike(t) {
				return t
			}
		}
	}
	return ""
}

// namedAlike says whether the file is named by a title, whole or its beginning.
func (p *parser) namedAlike(title string) bool {
	a, b := fold.Key(p.fileName()), fold.Key(title)
	return utf8.RuneCountInString(a) > 7 && (strings.HasPrefix(b, a) || strings.HasPrefix(a, b))
}

var (
	// Labels before a title that is told below a short name: 原文：Title （ASE'18), > 论文：*Title*.
	fullLabel = pattern.New(`(?i)^[\s>*_\-+]*(?:` + titleLabels + `|` + originalLabels + `|原文|原论文|原論文|论文原文|论文|論文|paper)\s*[*_]*\s*[:：]\s*[*_\[《“"]*\s*([^\s*_\[《“"].{6,300})$`)
	// paper named "Title"
	fullNamed = pattern.New(`(?i)(?:论文|文章|\bpaper|\bwork)\s*(?:(?:is |was )?(?:named|titled|entitled|called)|题为|标题为|名为)?\s*[“"《]([^”"》]{10,300})[”"》]`)
	fullEnd   = pattern.New(`\s*<!--.*$|[*_\]》”"]+(?:\([^()\s]*\))?\s*$`)
)

// fullName is the title of the paper that the first lines give in words, for files that are called by a short name; "" for none. head is the
// heading of the file, or -1.
func (p *parser) fullName(head int) (title, published string) {
	for i, n := max(p.front, head+1), 0; i < len(p.lines) && n < 6; i++ {
		l := &p.lines[i]
		if l.kind == blankLine || l.code || l.kind == headingLine {
			continue
		}
		n++
		s := firstBytes(strings.TrimSpace(l.of(p.text)), longestSaid)
		if m := fullLabel().FindStringSubmatch(s); m != nil {
			title := fullEnd().ReplaceAllString(m[1], "")
			if i := strings.IndexAny(title, `"”》`); i > 0 && !strings.ContainsAny(title[:i], `“《`) {
				title = title[:i] // who wrote it follows
			}
			title = strings.TrimSpace(Plain(title).String)
			title, f := p.withoutTags(strings.NewReplacer("（", "(", "）", ")").Replace(title), lead{})
			if !strings.Contains(title, "://") && paperLike(title) && (titleCase(title) || han(title)) {
				return title, f.published
			}
		}
		if i+1 < len(p.lines) && p.lines[i+1].kind == textLine && strings.Count(s, `"`) == 1 { // broken in the title
			s += " " + firstBytes(strings.TrimSpace(p.lines[i+1].of(p.text)), longestSaid)
		}
		if m := fullNamed().FindStringSubmatch(s); m != nil && paperLike(m[1]) && n < 4 {
			return strings.TrimSpace(Plain(m[1]).String), ""
		}
	}
	return "", ""
}

// fieldHead is a heading that is a label of a paper's title, what it labels being the next line.
var (
	fieldHead  = pattern.New(`(?i)^\**(?:paper|paper title|title|论文|论文标题|论文题目|论文名称|标题|题目)\**\s*[:：]?\**$`)
	otherField = pattern.New(`(?i)^\**(?:(?:main |paper )?authors?|published(?: in| at| on)?|publication(?: venue| date| info)?|basic info(?:rmation)?|info(?:rmation)?|meta ?data|year of publication|作者信息|基本信息|论文信息|论文链接|发表年份|发表会议|发表期刊|简介|年份|引言|方法|总结|结论|问题|year|venue|journal|conference|notes?|bibtex|links?|url|affiliations?|institutions?|abstract|keywords?|作者|年份|发表时间|发表|期刊|会议|机构|单位|笔记|链接|摘要|关键词|阅读时间|阅读日期)\**\s*[:：]?\**$`)
)

// fieldHeadings finds papers whose fields are headings: ### Paper: above the title, ### Author: above who wrote it. All of them down to the
// next ### Paper: or a higher heading are of one entry.
func (p *parser) fieldHeadings() {
	type field struct {
		head, title int
		text        string
	}
	var list []field
	labelled := 0 // headings that a label in them tells, of which one is enough only with other fields below
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != headingLine || len(l.text) > maxHeading {
			continue
		}
		text := strings.TrimSpace(l.text)
		if m := pattern.Submatch(fieldTitle, text, ":："); m != nil {
			title := strings.TrimSpace(Plain(strings.Trim(m[2], "*_ 。.")).String)
			if sure := !weakLabel().MatchString(m[1]); nameBeside(title) || sure && explicitTitle(title) {
				if list = append(list, field{i, i, title}); sure || p.fieldsBelow(i) {
					labelled += 2
				} else {
					labelled++
				}
			}
			continue
		}
		if len(l.text) > 60 || !fieldHead().MatchString(text) {
			continue
		}
		at := p.nextLine(i)
		if at >= len(p.lines) || p.lines[at].kind != textLine || p.lines[at].end-p.lines[at].start > maxHeading || !p.fieldsBelow(at) {
			continue
		}
		if title := strings.TrimSpace(Plain(p.lines[at].of(p.text)).String); paperLike(title) || titleLike(title) || nameBeside(title) || explicitTitle(title) {
			list, labelled = append(list, field{i, at, p.lines[at].of(p.text)}), labelled+2
		}
	}
	if labelled < 2 {
		return
	}
	for k, f := range list {
		level := p.lines[f.head].level
		end := len(p.lines)
		if k+1 < len(list) {
			end = list[k+1].head
		}
		var l lead
		label := ""
		for i := f.title + 1; i < end; i++ {
			x := &p.lines[i]
			switch {
			case x.kind == headingLine && f.head == f.title && x.level <= level && (x.level < level || nameBeside(strings.TrimSpace(strings.TrimLeft(Plain(x.text).String, "# ")))):
				end = i
				continue
			case x.kind == headingLine && (x.level < level || x.level == level && !otherField().MatchString(strings.TrimSpace(x.text)) && sectionWeight(strings.ToLower(x.text)) == 0):
				if d, ok := x.date(Date{}); x.level < level || ok && d.Month > 0 {
					end = i
					continue
				}
				x.kind = textLine
			case x.kind == headingLine:
				label, x.kind = strings.ToLower(strings.Trim(x.text, " *:：")), textLine
			case x.kind == textLine && label != "":
				said := firstBytes(x.of(p.text), longestSaid)
				switch label {
				case "published", "published in", "published at", "published on", "publication", "发表年份", "发表会议", "发表期刊", "year", "年份", "发表时间", "venue", "journal", "conference", "期刊", "会议", "发表":
					l.published = strings.TrimSpace(l.published + " " + said)
				case "author", "authors", "main author", "main authors", "作者":
					l.by = strings.TrimSpace(l.by + " " + p.institutionsOf(said))
				case "affiliation", "affiliations", "institution", "institutions", "机构", "单位":
					l.by = said
				case "阅读时间", "阅读日期":
					l.read, _ = bareDate(strings.TrimSpace(said), Date{})
				}
				label = ""
			case x.kind == itemLine && !x.listed:
				x.kind = textLine
			}
		}
		p.title(f.head, strings.TrimLeft(f.text, "# >*-"), p.lines[f.title].end, l)
	}
}

var fieldTitle = pattern.New(`(?i)^[*_]*(?:\d{1,2}[.、)]\s*)?(` + titleLabels + `|论文|論文)[*_]*\s*[:：]\s*[*_]*\s*(.{4,300})$`)

// explicitTitle says whether words may be a title where a label says that they are: popcorn让异构平台可以编程.
func explicitTitle(s string) bool {
	return utf8.RuneCountInString(s) > 7 && !strings.ContainsAny(s, "。；？?！!") && hasLetters(s) && !strings.Contains(s, "、")
}

// fieldsBelow says whether a heading that is a field of a paper, or a label, is one of the first things below a line.
func (p *parser) fieldsBelow(at int) bool {
	for j, n := at+1, 0; j < len(p.lines) && n < 8; j++ {
		l := &p.lines[j]
		if l.kind == blankLine {
			continue
		}
		n++
		if l.kind == headingLine {
			text := strings.TrimSpace(l.text)
			return otherField().MatchString(text) || sectionWeight(strings.ToLower(Plain(text).String)) > 1
		}
		if s := strings.TrimLeft(firstBytes(strings.ReplaceAll(l.of(p.text), "*", ""), longestSaid), " \t>-+_|"); labelKind(s) >= 0 || textField().MatchString(s) {
			return true
		}
	}
	return false
}

// authorsHead is a heading that is who wrote the paper of the heading above, and when: #### Ana Person, Bo Li, 2007.
func (p *parser) authorsHead(i int) bool {
	text := strings.NewReplacer("[[", "", "]]", "").Replace(Plain(p.lines[i].text).String)
	text = strings.TrimSpace(text)
	if len(text) < 6 || len(text) > maxFacts || strings.ContainsAny(text, "?!。") {
		return false
	}
	year := factYear().MatchString(text)
	names := 0
	bare := factYear().ReplaceAllString(text, "")
	for _, part := range strings.FieldsFunc(bare, func(r rune) bool { return strings.ContainsRune(",，;；&()（）", r) }) {
		part = strings.TrimSpace(strings.TrimPrefix(strings.Trim(part, " ."), "and "))
		if part == "" || strings.EqualFold(part, "et al") || strings.EqualFold(part, "et. al") {
			continue
		}
		if len(strings.Fields(part)) > 6 || !factName().MatchString(part) {
			return false
		}
		names++
	}
	return names > 0 && (year || etAl().MatchString(strings.ReplaceAll(text, "et. al", "et al")) || names > 2)
}

// maxSections is how many headings below a title are looked at.
const maxSections = 40

// sectioned finds headings that are titles by what stands below each of them in the same way: who wrote it, as a heading, or the sections
// that write-ups have. Headings below them are of their entries.
func (p *parser) sectioned() {
	var heads []int
	for i := range p.lines {
		if p.lines[i].kind == headingLine || p.lines[i].kind == titleLine && p.lines[i].level > 0 {
			heads = append(heads, i)
		}
	}
	var sure, alike, maybe []int
	for k, i := range heads {
		l := &p.lines[i]
		title := strings.TrimSpace(Plain(l.text).String)
		if l.kind != headingLine || len(l.text) > maxHeading || !paperLike(title) || sectionWeight(strings.ToLower(title)) > 0 || listHead().MatchString(title) {
			continue
		}
		if k+1 >= len(heads) || p.lines[heads[k+1]].level <= l.level {
			continue
		}
		if next := heads[k+1]; next == p.nextLine(i) {
			by := p.headingOf(next)
			if p.authorsHead(next) {
				sure = append(sure, i)
				continue
			}
			if len(by) < maxName && factName().MatchString(by) && sectionWeight(strings.ToLower(by)) == 0 && len(strings.Fields(by)) > 1 {
				maybe = append(maybe, i) // Ana Person, as the others have it
			}
		}
		weight, titles := 0, 0
		for _, j := range heads[k+1 : min(len(heads), k+1+maxSections)] {
			if p.lines[j].level <= l.level {
				break
			}
			text := strings.TrimSpace(Plain(p.lines[j].text).String)
			w := sectionWeight(strings.ToLower(text))
			if weight += w; w == 0 && paperLike(text) && titleCase(text) {
				titles++
			}
		}
		if weight > 2 && titles == 0 && titleCase(title) {
			alike = append(alike, i)
		}
	}
	if len(sure) > 1 {
		sure = append(sure, maybe...)
	}
	if len(sure)+len(alike) > 1 || len(sure) > 0 && !p.onlyAtTop(sure[0]) {
		sure = append(sure, alike...)
	}
	for _, i := range sure {
		l := &p.lines[i]
		if !p.title(i, p.headTitle(i), l.end, lead{}) {
			continue
		}
		for j := i + 1; j < len(p.lines) && p.lines[j].kind != titleLine && (p.lines[j].kind != headingLine || p.lines[j].level > l.level); j++ {
			if x := &p.lines[j]; x.kind == headingLine {
				if p.authorsHead(j) && l.lead.published == "" {
					l.lead.published = factYear().FindString(x.text)
				}
				x.kind = textLine
			}
		}
	}
}

// stub says whether a file is a heading that is a title and nothing else: a note that waits to be written.
func (p *parser) stub(c fileLines) bool {
	if c.first < 0 || c.texts > 0 || c.items > 0 {
		return false
	}
	title := Plain(p.headTitle(c.first)).String
	if !paperLike(title) || !titleCase(title) || len(strings.Fields(title)) < 4 && !han(title) || listHead().MatchString(title) {
		return false
	}
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == headingLine && i != c.first && fold.Key(l.text) != fold.Key(p.lines[c.first].text) && strings.TrimSpace(l.text) != "" {
			return false
		}
	}
	return true
}

// slugTitle is the name of a file as a title where words are joined by - and small: reliable-clocks-for-rare-power, "" for other names.
func slugTitle(name string) string {
	if strings.ContainsAny(name, " _.") || strings.Count(name, "-") < 3 || strings.ContainsFunc(name, unicode.IsUpper) {
		return ""
	}
	r, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(r)) + strings.ReplaceAll(name[n:], "-", " ")
}

var (
	stateLine  = pattern.New(`(?i)^[\s>*_\-+]*(?:reading )?(?:status|state|状态|阅读状态)[*_]*\s*[:：]+\s*(.{1,40})$`)
	toReadBox  = pattern.New(`(?i)^\s*[-*+] \[ \] (?:to read|to-read|read|read it|read this|读|待读)\s*$`)
	toReadPath = pattern.New(`(?i)(?:^|/)(?:\d{1,2}[-_. ]+)?(?:want|wanting|papers)?[-_ ]*(?:to[-_ ]?(?:be[-_ ])?read|unread|to[-_ ]read[-_ ]list|reading[-_ ]queue|待读|未读|想读)/`)
)

// paperKind is what a file on one paper is, which it completes: a pending item where it says itself that the paper is to be read, or lies among such files with
// hardly a word in it.
func (p *parser) paperKind(empty bool) Kind {
	p.signed()
	if stateOf(p.about.get("status")) == stateUnread || empty && toReadPath().MatchString(p.name) {
		return KindTodo
	}
	for i, n := 0, 0; i < len(p.lines) && n < 400; i++ {
		l := &p.lines[i]
		if l.kind == blankLine || l.code {
			continue
		}
		n++
		s := l.of(p.text)
		if len(s) > 80 {
			continue
		}
		if m := stateLine().FindStringSubmatch(s); n < 10 && m != nil && stateOf(m[1]) == stateUnread || l.kind == itemLine && toReadBox().MatchString(s) {
			return KindTodo
		}
	}
	return KindPaper
}

// headLinked is a heading that has a link to its paper, without the link and what was done: 读论文 [Title](https://arxiv.org/…); "" for
// others.
func headLinked(text string) string {
	if at := strings.Index(text, "["); at > 0 && strings.Contains(text[:at], "读") {
		if m := readVerbHan().FindString(text); len(m) == at {
			text = text[at:]
		}
	}
	if title := linkedHead(text); title != "" {
		return title
	}
	if !strings.Contains(text, "](http") || len(text) > maxHeading || !slices.ContainsFunc(links(text), paperLink) {
		return ""
	}
	rest := withoutLinks(text)
	if m := linkBehind().FindStringIndex(rest); m != nil && m[0] > 0 {
		rest = rest[:m[0]]
	}
	if title := strings.TrimSpace(Plain(rest).String); rest != text && !strings.Contains(rest, "](") && (paperLike(title) || nameBeside(title)) {
		return strings.TrimSpace(rest)
	}
	return ""
}

// linkBehind are links behind a title in brackets: Title ([Link](https://…)), Title [[pdf](…)].
var linkBehind = pattern.New(`\s*[(（\[【]\s*\[[^\[\]]{1,40}\]\([^()\s]+\)\s*[)）\]】]\s*$`)

// bareBelow says whether a heading could be a name and the next line is the address of a paper and nothing else.
func (p *parser) bareBelow(i int) bool {
	title := p.headingOf(i)
	next := p.nextLine(i)
	return next < len(p.lines) && p.lines[next].kind == textLine && bareLink(strings.TrimSpace(p.lines[next].of(p.text))) && slices.ContainsFunc(links(p.lines[next].of(p.text)), paperLink) &&
		(nameBeside(title) || titleLike(title)) && !p.isNote(i) && sectionWeight(strings.ToLower(title)) == 0 && !listHead().MatchString(title)
}

// ownSections makes text of the headings of sections below a title that is a heading, so that they are of its entry.
func (p *parser) ownSections(i int) {
	level := p.lines[i].level
	if level == 0 {
		return
	}
	var own []int
	for j := i + 1; j < len(p.lines); j++ {
		x := &p.lines[j]
		if x.kind == titleLine {
			if x.level <= level && x.level > 0 {
				break
			}
			return // papers stand below it
		}
		if x.kind != headingLine {
			continue
		}
		text := strings.TrimSpace(Plain(x.text).String)
		if x.level <= level {
			break
		}
		if _, ok := x.date(Date{}); ok || isPending(text) {
			break
		}
		if sectionWeight(strings.ToLower(text)) == 0 && paperLike(text) && titleCase(text) {
			break
		}
		own = append(own, j)
	}
	for _, j := range own {
		p.lines[j].kind = textLine
	}
}

// namedTwice says whether a heading is a title by which the file is named as well, and the text has a link to a paper.
func (p *parser) namedTwice(head, name string) bool {
	if !paperLike(head) || !titleCase(head) || fold.Key(head) != fold.Key(name) || !strings.Contains(p.text, "http") {
		return false
	}
	for i := range p.lines[:min(len(p.lines), maxFront)] {
		if s := firstBytes(p.lines[i].of(p.text), longestSaid); strings.Contains(s, "http") && slices.ContainsFunc(links(s), paperLink) {
			return true
		}
	}
	return false
}

// signedBy is a line that says who wrote a note and on which day: ana  2021.11.3.
var signedBy = pattern.New(`^\p{L}[\p{L}\d_.\-]{1,24}[\s,，|@]+((?:19|20)\d{2}[./年\-]\d{1,2}[./月\-]\d{1,2}日?)(?:\[\^[^\]]{1,8}\])?\s*$`)

// signed takes the day of a file on one paper from such a line among its first, where nothing else says when the paper was read.
func (p *parser) signed() {
	if p.fileDay.Year > 0 || p.fileMonth.Year > 0 {
		return
	}
	for i, n := p.front, 0; i < len(p.lines) && n < 6; i++ {
		l := &p.lines[i]
		if l.kind == blankLine || l.code {
			continue
		}
		n++
		if s := strings.TrimSpace(l.of(p.text)); len(s) < maxReadOn {
			if m := signedBy().FindStringSubmatch(s); m != nil {
				if d, k := readDate(m[1]); k == len(m[1]) && d.Day > 0 {
					p.fileDay, p.fileMonth = d, d.month()
				}
				return
			}
		}
	}
}

// linkedName says whether the first line below a heading that could be a name gives the title in full, with a link to the paper: > Paper:
// [Title](https://…).
func (p *parser) linkedName(at int) bool {
	i := p.nextLine(at)
	if i >= len(p.lines) || p.lines[i].kind != textLine || !nameBeside(p.headingOf(at)) {
		return false
	}
	s := firstBytes(p.lines[i].of(p.text), longestSaid)
	full, _ := p.fullName(at)
	return full != "" && slices.ContainsFunc(links(s), paperLink) && strings.Contains(fold.Key(s), fold.Key(full))
}
