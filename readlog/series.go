package readlog

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Most lists of papers have no days, and their links lead to notes of one's own: headings, items or lines are titles, one like the other.
// Such a series is told for papers by how most of it looks, in a file that is about papers by its name, its first words, or
// what else its lines say.

// tally counts the lines of a series, and who of them look like what.
type tally struct {
	list                       []serial // all but those that look like nothing
	titles, sure, notes, other int      // titles are sure or look like one
	strong                     int
	latin                      int  // of five English words or more
	headed                     bool // what stands above says that they may be papers
	told                       bool // and that they are: papers read this week
}

func (t *tally) add(s serial) {
	if s.look == noLook && t.told && toldTitle(s.title) {
		s.look = nameLook
	}
	switch s.look {
	case noLook:
		t.other++
		return
	case nameLook:
		if t.told && len(strings.Fields(s.title)) >= 4 {
			t.titles++
		}
	case titleLook:
		t.titles++
	case sureLook:
		t.titles, t.sure = t.titles+1, t.sure+1
	}
	if s.note {
		t.notes++
	}
	if s.strong {
		t.strong++
	}
	if s.look >= titleLook && !han(s.title) && len(strings.Fields(s.title)) >= 5 && !howTo().MatchString(s.title) {
		t.latin++
	}
	t.list = append(t.list, s)
}

// toldTitle says whether words look like a title below words that papers follow: a phrase of five words or more, with commas too.
func toldTitle(s string) bool {
	return len(strings.Fields(s)) >= 5 && paperLike(s) && !han(s) && phrase(strings.ReplaceAll(s, ",", ""))
}

// known counts a line that is the title of a paper already.
func (t *tally) known() { t.titles, t.sure, t.strong = t.titles+1, t.sure+1, t.strong+1 }

func (t *tally) join(o tally) {
	t.list = append(t.list, o.list...)
	t.titles, t.sure, t.strong = t.titles+o.titles, t.sure+o.sure, t.strong+o.strong
	t.notes, t.other, t.latin = t.notes+o.notes, t.other+o.other, t.latin+o.latin
}

// series says whether what was counted are papers: two titles with evidence or three without, and at most half as many others; or
// names that all lead to notes.
func (t *tally) series() bool {
	switch {
	case t.titles >= 2 && (t.sure > 0 || t.headed) && t.titles >= 2*t.other, t.titles >= 3 && t.titles >= 3*t.other:
		return true
	case t.told && t.titles > 0 && t.titles == len(t.list) && t.other == 0:
		return true // one paper read this week
	}
	return t.notes >= 3 && 4*t.notes >= 3*len(t.list) && t.notes >= 4*t.other
}

// series finds papers in headings, lists and paragraphs that are alike.
func (p *parser) series() {
	if p.ofOnePaper() || p.inBookMarks() {
		return
	}
	f := &seriesFinder{parser: p, about: p.ofPapers(), han: mostlyHan(p.text) && researchWords().MatchString(p.text)}
	if !f.about && !f.han && !p.mayHavePapers() {
		return
	}
	f.labels, f.yearOf = p.repeatedLabels(), p.yearsAbove()
	f.headings()
	f.items()
	f.paragraphs()
}

// inBookMarks says whether a file has its titles in book marks, on lines of their own: it needs no series.
func (p *parser) inBookMarks() bool {
	n := 0
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == titleLine && strings.HasPrefix(strings.TrimLeft(l.of(p.text), " *_#\t"), "《") {
			if n++; n >= 10 {
				return true
			}
		}
	}
	return false
}

// seriesFinder looks for the series of a file.
type seriesFinder struct {
	*parser
	about bool    // the file is about papers
	han   bool    // the file is in Chinese, for most, and says what papers say
	short []tally // lists that are too short to tell
	taken tally   // what was found

	labels map[string]bool // see repeatedLabels
	yearOf []int           // see yearsAbove
}

// found says whether what was counted is a series of papers in this file.
func (f *seriesFinder) found(t *tally) bool {
	t.headed = t.headed || f.about && f.taken.titles >= 2
	if f.han && t.latin >= 2 {
		t.headed = true // English titles in a Chinese text
	}
	if !t.series() || !f.about && t.strong < 2 && !(f.han && t.latin >= 2) {
		return false
	}
	f.taken.join(*t)
	return true
}

// labelBefore are the words before the colon that a line has at its beginning, without marks.
var labelBefore = pattern.New(`^[\s>*_\-+#]*(?:\d{1,3}[.)、]\s*)?[*_]*((?:[\p{L}'’&/-]+ ?){1,4}?)(?: ?\d{1,3})?\s*[*_]*(?:</\w+>)?\s*[:：]`)

// repeatedLabels are words before a colon with which several lines begin: Main Idea: …, Session 3: …. They are labels, while the name
// before the colon of a title is its own.
func (p *parser) repeatedLabels() map[string]bool {
	seen, out := map[string]int{}, map[string]bool{} // the line behind which a label was seen
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind == blankLine || l.code {
			continue
		}
		s := firstBytes(l.of(p.text), 80)
		if !strings.ContainsAny(s, ":：") {
			continue
		}
		if strings.Contains(s, "<") {
			s = anyTag().ReplaceAllString(s, "")
		}
		if m := labelBefore().FindStringSubmatch(s); m != nil {
			if name := strings.TrimSpace(m[1]); !ownName(name) {
				key := fold.String(name)
				out[key] = out[key] || seen[key] > 0 && i > seen[key] // a translation stands in the next line
				seen[key] = i + 1
			}
		}
	}
	return out
}

var anyTag = pattern.New(`</?[A-Za-z][^<>]{0,200}>`)

// researchWords are met in what people write of papers in Chinese, and howTo begins what a manual says: titles too (Testing the Manifold
// Hypothesis), so that it speaks against a list of headings alone.
var (
	researchWords = pattern.New(`论文|論文|文献|文獻|作者|实验|實驗|数据集|資料集|算法|演算法|模型|第\s?\d{1,2}\s?周`)
	howTo         = pattern.New(`^(?i:how to|installing|using|getting|setting|running|building|managing|writing|working|creating|configuring|deploying|debugging|testing)\b`)
)

// mayHavePapers says whether a file that does not say that it is about papers could have two that are told by themselves: it has a paper
// or a day already, or two links to some.
func (p *parser) mayHavePapers() bool {
	if slices.ContainsFunc(p.lines, func(l line) bool {
		if l.kind == headingLine {
			d, ok := l.date(Date{Year: anyYear})
			return ok && d.Month > 0
		}
		return l.kind == titleLine
	}) {
		return true
	}
	found := 0
	for _, h := range paperHosts {
		if found += strings.Count(p.text, h); found > 1 {
			return true
		}
	}
	return false
}

// mostlyHan says whether a third of the first letters of a text are Chinese.
func mostlyHan(text string) bool {
	letters, chinese := 0, 0
	for _, r := range firstBytes(text, 20000) {
		if unicode.Is(unicode.Han, r) {
			chinese++
		} else if !unicode.IsLetter(r) {
			continue
		}
		letters++
	}
	return chinese > 0 && 3*chinese >= letters
}

// paperWords are in the names and first words of files that are about papers.
var paperWords = pattern.New(`(?i)papers?(?:[^a-z]|$)|paper[\s_-]?reading|reading[\s_-]?papers?|论文|論文|文献|文獻|literature|\breading[\s_-]*(?:log|list|note|diary|record|group|club)|阅读(?:笔记|记录|清单|列表|计划)|閱讀(?:筆記|清單)|read[\s_-]?(?:papers|list)|논문|publications`)

// ofPapers says whether a file is about papers: by its name, that of its folder, its first headings or its first line.
func (p *parser) ofPapers() bool {
	if paperWords().MatchString(path.Base(p.name)) || paperWords().MatchString(path.Base(path.Dir(p.name))) {
		return true
	}
	headings, texts := 0, 0
	for i := 0; i < len(p.lines) && headings < 3 && texts < 3; i++ {
		l := &p.lines[i]
		switch {
		case i < p.front:
		case l.kind == headingLine:
			headings++
		case l.kind == textLine && !l.code && !l.mute:
			texts++
		default:
			continue
		}
		if paperWords().MatchString(firstBytes(l.of(p.text), longestSaid)) {
			return true
		}
	}
	return false
}

// ofOnePaper says whether the first heading is above all others and looks like a title: what stands below is of it.
func (p *parser) ofOnePaper() bool {
	first := slices.IndexFunc(p.lines, func(l line) bool { return l.kind == headingLine || l.kind == titleLine })
	if first < 0 || p.lines[first].kind == titleLine || !p.onlyAtTop(first) {
		return false
	}
	head := p.headingOf(first)
	return asTitle(head) && !paperWords().MatchString(head) && !collection().MatchString(head)
}

// collection are words of titles of lists.
var collection = pattern.New(`(?i)\b(?:awesome|collection|resources|notes|readings?|list|log|summar(?:y|ies)|reviews|weekly|daily)\b|合集|汇总|整理|笔记|清单|列表|记录|周报`)

// headings looks at the headings of each level, those above first: what stands below a title is of it.
func (f *seriesFinder) headings() {
	p := f.parser
	for level := 1; level <= 6; level++ {
		var all, group tally
		var groups []tally
		open := 0 // the level of a title above
		for i := p.front; i < len(p.lines); i++ {
			l := &p.lines[i]
			switch {
			case l.kind == titleLine && l.level > 0:
				open = l.level
				if l.level == level {
					group.known()
				}
				continue
			case l.kind == titleLine:
				open = 0
				continue
			case l.kind != headingLine || open > 0 && l.level > open:
				continue
			}
			open = 0
			if l.level < level {
				groups = append(groups, group)
				group = tally{}
			}
			if l.level == level && l.text != "" && len(l.text) <= maxHeading {
				if s, ok := f.headingSerial(i); ok {
					group.add(s)
				}
			}
		}
		groups = append(groups, group)
		for _, g := range groups {
			all.join(g)
		}
		if f.found(&all) || f.about && all.sure > 0 && all.other == 0 && all.titles == len(all.list) {
			p.takeHeadings(all)
			continue
		}
		for _, g := range groups {
			if f.found(&g) {
				p.takeHeadings(g)
			}
		}
	}
}

// headingSerial reads a heading; ok is false for one that is of no series, as a day is.
func (f *seriesFinder) headingSerial(i int) (serial, bool) {
	p := f.parser
	l := &p.lines[i]
	text := strings.TrimSpace(Plain(l.text).String)
	if _, ok := l.date(Date{Year: anyYear}); ok || isPending(text) || loneYear(text) > 0 && utf8.RuneCountInString(text) < 20 && !yearBefore().MatchString(text) {
		return serial{}, false
	}
	if l.level == 1 && (paperWords().MatchString(text) || collection().MatchString(text)) && !yearWord().MatchString(text) {
		return serial{}, false
	}
	if sectionWeight(strings.ToLower(text)) > 0 || diaryHeading().MatchString(text) && !asTitle(text) {
		return serial{listed: listed{line: i}}, true
	}
	s := f.serialAt(i, strings.TrimLeft(l.of(p.text), "# \t"))
	if full := p.emphasizedBelow(i); full != "" && !asTitle(s.title) && s.title != "" && utf8.RuneCountInString(s.title) <= longestLabel {
		s.alias, s.title, s.look = s.title, full, max(s.look, titleLook)
		if !nameOnly(s.alias) {
			s.alias = ""
		}
	}
	if s.look == nameLook && (p.citedBelow(i) && p.evidence(block{line: i, alone: true}) || p.linkedBelow(i)) {
		s.look = sureLook
	}
	s.body = l.end
	return s, true
}

// emphasizedBelow is what the first line below a line begins with in emphasis, if it is a title: **Title**. What it is about.
func (p *parser) emphasizedBelow(i int) string {
	i = p.nextLine(i)
	if i >= len(p.lines) || p.lines[i].kind != textLine {
		return ""
	}
	s := strings.TrimSpace(firstBytes(p.lines[i].of(p.text), maxHeading))
	if inner, _, mark, ok := cutMarked(s, paragraphMarks); ok && strings.ContainsAny(mark, "*_") {
		if title := strings.TrimSpace(Plain(inner).String); asTitle(title) {
			return title
		}
	}
	return ""
}

// takeHeadings makes titles of headings. A name alone, written as names are, and a phrase of some length are ones if something is said
// below them.
func (p *parser) takeHeadings(t tally) {
	for _, s := range t.list {
		if s.look == nameLook && !ownName(s.title) && len(strings.Fields(s.title)) < 5 {
			continue
		}
		if s.look == nameLook {
			below := p.nextLine(s.line)
			if below >= len(p.lines) || p.lines[below].kind == headingLine || p.lines[below].kind == titleLine || 2*t.titles < len(t.list) {
				continue
			}
		}
		p.title(s.line, s.title, s.body, s.lead)
	}
}

// items looks at lists, and at what is nested in those that are no series. Lists that are too short to tell are looked at
// together.
func (f *seriesFinder) items() {
	p := f.parser
	open, skip, level := false, false, 0
	for i := p.front; i < len(p.lines); i++ {
		l := &p.lines[i]
		switch {
		case l.kind == headingLine:
			if open && level > 0 && l.level > level {
				continue
			}
			text := Plain(l.text).String
			open, skip = false, isPending(text) && !readingList().MatchString(text) || otherLists().MatchString(text) || sectionWeight(strings.ToLower(text)) > 1 && !paperWords().MatchString(text)
			continue
		case l.kind == titleLine:
			open, level = !l.lead.single, l.level
			continue
		case open || skip || l.kind == blankLine || l.code || l.mute:
			continue
		}
		if s := strings.TrimLeft(l.of(p.text), " \t"); bullet(s) == 0 || !isItem(s) {
			continue
		}
		if l.kind == itemLine {
			i = f.boxesAt(i) - 1
		} else {
			i = f.listAt(i, len(p.lines)) - 1
		}
	}
	all := f.taken
	all.list = nil
	for _, t := range f.short {
		if f.about || t.strong == len(t.list) {
			all.join(t)
		}
	}
	all.list = slices.DeleteFunc(all.list, func(s serial) bool { return s.look == nameLook && !s.note })
	if len(all.list) > 0 && f.found(&all) {
		p.takeItems(all)
	}
}

// otherLists are headings of lists that are of no papers, or of those that an author cites.
var otherLists = pattern.New(`(?i)^\W*(?:(?:table of )?contents?|toc|目录|目錄|references?|bibliography|参考文献|參考文獻|参考资料|參考資料|licen[cs]e|usage|install\w*|features?|acknowledg\w+|contributors?|blogs?|books?|courses?|talks?|tools?|datasets?|links?|(?:other |more |useful |learning )?resources?|misc(?:ellaneous)?|博客|书籍|课程|工具|链接|(?:其他|学习)?资源)\W*$`)

// boxesAt looks at the items with boxes that begin at a line, and returns the line behind them. Those that are ticked may be papers; in lists that
// are too short to tell, those that lead to a paper or to notes on it.
func (f *seriesFinder) boxesAt(i int) int {
	p := f.parser
	t, indent := p.headedByPapers(i), p.lines[i].indent
	for ; i < len(p.lines); i++ {
		l := &p.lines[i]
		if l.kind == itemLine && l.indent == indent {
			if l.done {
				t.add(f.itemSerial(i))
			}
		} else if l.kind != blankLine && indentOf(l.of(p.text)) <= indent || l.kind == headingLine {
			break
		}
	}
	if f.found(&t) {
		p.takeItems(t)
	} else if t.other == 0 && !slices.ContainsFunc(t.list, func(s serial) bool { return !s.leads }) {
		f.short = append(f.short, t)
	}
	return i
}

// listAt looks at the list that begins at a line, and returns the line behind it.
func (f *seriesFinder) listAt(i, to int) int {
	p := f.parser
	end, items := p.listAt(i, true)
	end = min(end, to)
	t := p.headedByPapers(i)
	for _, x := range items {
		if x.line >= end {
			break
		}
		if x.titled {
			t.known()
			continue
		}
		t.add(f.itemSerial(x.line))
	}
	if f.found(&t) {
		p.takeItems(t)
		return end
	}
	if t.other == 0 && len(t.list) == len(items) && (len(items) < 3 || t.notes > 0) {
		f.short = append(f.short, t)
	}
	for n, x := range items {
		next := end
		if n+1 < len(items) {
			next = min(items[n+1].line, end)
		}
		for k := x.line + 1; k < next; k++ {
			l := &p.lines[k]
			if s := strings.TrimLeft(l.of(p.text), " \t"); l.kind == textLine && !l.code && isItem(s) && bullet(s) > 0 {
				k = f.listAt(k, next) - 1
			}
		}
	}
	return end
}

// headedByPapers begins a tally below the line above a line, or the heading above, which may say that papers follow: 本周阅读论文：.
func (p *parser) headedByPapers(i int) tally {
	for range 2 {
		if i = p.lineAbove(i); i < 0 {
			break
		}
		l := &p.lines[i]
		if l.kind != headingLine && (l.kind != textLine || l.end-l.start > 4*longestListName) {
			break
		}
		if s := l.of(p.text); paperWords().MatchString(s) {
			return tally{headed: true, told: papersRead().MatchString(s)}
		} else if l.kind == headingLine && ofRead(l.text) {
			return tally{headed: true, told: true}
		}
		if l.kind == headingLine {
			break
		}
	}
	return tally{}
}

// papersRead is said above a list of papers.
var papersRead = pattern.New(`(?i)(?:阅读|閱讀|已读|已讀|读过|读了|讀過)的?(?:论文|論文|文献|文獻)|papers?\s+(?:i(?:['’]ve| have)?\s+)?read|read papers|(?:论文|論文|文献|文獻|papers?)\s*[*_]*[:：]`)

// itemSerial reads an item.
func (f *seriesFinder) itemSerial(i int) serial {
	p := f.parser
	l := &p.lines[i]
	trimmed := strings.TrimLeft(l.of(p.text), " \t")
	start := len(itemStart().FindString(trimmed))
	if start == 0 || start >= len(trimmed) || len(trimmed) > introBytes {
		return serial{}
	}
	s := f.serialAt(i, trimmed[start:])
	s.single, s.indent = true, indentOf(l.of(p.text))
	return s
}

// takeItems makes titles of items. Where text that is not nested stands below most of them, it is of them.
func (p *parser) takeItems(t tally) {
	loose := 0
	for _, s := range t.list {
		if k := p.nextLine(s.line); k < len(p.lines) && p.lines[k].kind == textLine && !p.lines[k].code && !isItem(p.lines[k].of(p.text)) && indentOf(p.lines[k].of(p.text)) <= s.indent {
			loose++
		}
	}
	for _, s := range t.list {
		s.single = 2*loose < len(t.list)
		p.title(s.line, s.title, s.body, s.lead)
	}
}

// paragraphs looks at lines that are no items: those that stand alone in a section, those in bold, and those behind a number without a
// blank, 1.Title.
func (f *seriesFinder) paragraphs() {
	p := f.parser
	var bold, numbered, quoted, labelled, addressed, alone, glue, apart tally // glue are the numbered ones of a section, apart those that stand alone in theirs
	open := false
	level := 0
	section := func() {
		for _, t := range []*tally{&alone, &glue} {
			switch {
			case f.found(t):
				p.takeLines(*t)
			case t == &glue:
				numbered.join(glue)
			case t.other == 0 && !slices.ContainsFunc(t.list, func(s serial) bool {
				return s.look < titleLook || !s.leads || s.line > 0 && p.lines[s.line-1].kind != blankLine && p.lines[s.line-1].kind != headingLine
			}):
				apart.join(*t)
			}
			*t = tally{}
		}
	}
	for i := p.front; i < len(p.lines); i++ {
		l := &p.lines[i]
		switch {
		case l.kind == headingLine:
			if open && level > 0 && l.level > level {
				continue
			}
			open = false
			section()
			continue
		case l.kind == titleLine:
			open, level = !l.lead.single, l.level
			continue
		case open || l.kind != textLine && !(l.kind == itemLine && l.done && !isItem(l.of(p.text))) || l.code || l.mute || l.end-l.start > introBytes:
			continue
		}
		s := l.of(p.text)
		trimmed := strings.TrimLeft(s, " \t")
		if glued().MatchString(trimmed) {
			n := f.serialAt(i, trimmed)
			if n.look > noLook {
				n.indent = indentOf(s)
				n.single = p.nestedOnly(i, n.indent)
			}
			if n.title == "" && strings.Contains(trimmed, "://") {
				continue // 3.https://…, what else was read
			}
			if len(glue.list) == 0 {
				glue = p.headedByPapers(i)
			}
			glue.add(n)
			continue
		}
		if isItem(s) || trimmed == "" || strings.IndexByte("|!`", trimmed[0]) >= 0 {
			continue
		}
		if text, tail, ok := p.boldAt(i); ok && strings.TrimSpace(Plain(tail).String) == "" && text != "" {
			bold.add(f.serialAt(i, trimmed))
			continue
		}
		if quote := strings.HasPrefix(trimmed, "> ") && !strings.HasPrefix(trimmed, "> >"); quote && (i == 0 || p.lines[i-1].kind == blankLine || !hasLetters(strings.ReplaceAll(p.lines[i-1].of(p.text), "&nbsp;", ""))) {
			if q := f.serialAt(i, trimmed); q.look >= titleLook {
				quoted.add(q)
				continue
			}
		}
		if m := labelBefore().FindStringSubmatch(emphasisTags().ReplaceAllString(firstBytes(trimmed, 80), "**$1**")); m != nil && f.labels[fold.String(strings.TrimSpace(m[1]))] {
			if x := f.serialAt(i, trimmed); x.look >= titleLook {
				labelled.add(x)
			}
			continue
		}
		if next := i + 1; next < len(p.lines) && p.lines[next].kind == textLine && (i == 0 || p.lines[i-1].kind == blankLine) && aloneURL().MatchString(p.lines[next].of(p.text)) {
			if x := f.serialAt(i, trimmed); x.look > noLook && slices.ContainsFunc(links(p.lines[next].of(p.text)), paperLink) {
				x.look, x.strong = sureLook, true // its address stands below it
				addressed.add(x)
				continue
			}
		}
		begins := i == 0 || p.lines[i-1].kind != textLine || serialStart(p.lines[i-1].of(p.text))
		if begins && (i+1 == len(p.lines) || p.lines[i+1].kind != textLine || isItem(p.lines[i+1].of(p.text)) || serialStart(trimmed)) {
			alone.add(f.serialAt(i, trimmed))
		}
	}
	section()
	for _, t := range []tally{bold, numbered, quoted, labelled, addressed} {
		if f.found(&t) {
			p.takeLines(t)
		}
	}
	if all := f.taken; len(apart.list) > 0 {
		all.list = nil
		if all.join(apart); f.found(&all) {
			p.takeLines(all)
		}
	}
}

// aloneURL is a line that is an address and nothing else.
var aloneURL = pattern.New(`^\s*<?https?://[^\s<>]+>?\s*$`)

// glued is a number in front of words that makes no item in Markdown: 1.Title, (1). Title.
var glued = pattern.New(`^(?:\d{1,3}[.、)）]|[(（]\d{1,3}[)）][.、]?\s?)(?:<\w+>\s*)?[\p{L}"“《*]`)

// serialStart says whether a line of a paragraph that goes on is one of a series all the same: it begins with a link or ends in <br>.
func serialStart(s string) bool {
	s = withoutEmoji(strings.TrimSpace(s))
	return strings.HasPrefix(s, "[") || strings.HasSuffix(s, "<br>")
}

// nestedOnly says whether all text below a line up to the next of its kind is nested deeper.
func (p *parser) nestedOnly(i, indent int) bool {
	for i++; i < len(p.lines); i++ {
		l := &p.lines[i]
		switch s := l.of(p.text); {
		case l.kind == blankLine:
		case l.kind != textLine || glued().MatchString(strings.TrimLeft(s, " \t")):
			return true
		case indentOf(s) <= indent:
			return false
		}
	}
	return true
}

// takeLines makes titles of lines. The days before them are when they were read or came out: see daysRead.
func (p *parser) takeLines(t tally) {
	days := make([]listed, len(t.list))
	for i, s := range t.list {
		days[i] = s.listed
	}
	p.daysRead(days)
	for i, s := range t.list {
		s.listed = days[i]
		if s.look > nameLook || s.note || 2*t.titles >= len(t.list) {
			p.title(s.line, s.title, s.body, s.lead)
		}
	}
}
