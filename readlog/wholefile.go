package readlog

import (
	"cmp"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Files that are about one paper and do not say so in front matter (front.go): told by a label, by sections that only write-ups have, or by the name.

var (
	labelTitle = pattern.New(`(?i)^[\s>*_\-+#]*(?:` + titleLabels + `)\s*[*_]*\s*[:：]\s*[*_]*\s*(.{6,300})$`)
	nodeTitle  = pattern.New(`\[论文(?:标题|题目)\s*[:：]\s*([^\]]{6,300})\]`)
	nameNumber = pattern.New(`^(?:\d{1,4}[-_.、\s]+)`)
)

// withoutDayOfPost is the name of a file without the day before it: 2024-03-05-name.
func withoutDayOfPost(name string) string {
	if rest := name[len(dayOfPost().FindString(name)):]; hasLetters(rest) {
		return rest
	}
	return name
}

// dayOfPost is the day that the name of a file begins with.
var dayOfPost = pattern.New(`^(?:19|20)\d{2}[-_.](?:0?[1-9]|1[0-2])[-_.](?:0?[1-9]|[12]\d|3[01])[-_. ]+`)

// sections are headings that a paper's write-up has, and below them those that other texts have too.
var sections = [2][]string{
	{
		"abstract", "摘要", "动机", "motivation", "实验", "experiment", "related work", "相关工作", "相关研究", "创新", "贡献", "contribution", "思维导图",
		"论文", "method", "方法", "limitation", "局限", "comment", "strength", "weakness", "weaknesse", "key idea", "main idea", "core idea", "key insight", "key finding", "key contribution",
		"main contribution", "takeaway", "hot take", "ablation", "ablation studie", "proposed method", "网络结构", "损失函数", "key ingredient",
	},
	{
		"note", "highlight", "笔记", "总结", "summary", "背景", "background", "introduction", "引言", "结论", "conclusion", "模型", "问题", "key point", "要点", "related paper", "reminder",
	},
}

// sectionName is the text of a heading without a number before it and a colon behind.
func sectionName(text string) string {
	if rest, number := marksBefore(text); number {
		text = rest
	} else if n := len(bareNumber().FindString(text)); n > 0 {
		text = text[n:]
	}
	return strings.Trim(text, " :：")
}

// bareNumber is the number of a section without a dot: 3  Method.
var bareNumber = pattern.New(`^\d{1,2}[ \t\x{3000}]+`)

// sectionWeight is how much a heading speaks for a paper's write-up: 2 for what only papers have, 1 for what other
// texts have too. In English it is the word alone.
func sectionWeight(text string) int {
	text = sectionName(text)
	latin := len(text) > 0 && asciiLetter(text[0])
	for i, list := range sections {
		for _, w := range list {
			if latin && (text == w || text == w+"s" || strings.HasPrefix(text, "my "+w)) ||
				!latin && !fold.ASCII(w) && strings.Contains(text, w) && utf8.RuneCountInString(text) < 40 {
				return 2 - i
			}
		}
	}
	return 0
}

// fileLines counts what the lines of a file without papers and days are.
type fileLines struct {
	headings, first int // how many there are, and which line is the first of them, -1 for none
	sections        int // the sum of sectionWeight over the headings
	items, texts    int // pending items, and lines of text below front matter
}

// countLines is false for a file in which papers were found, or that is dated.
func (p *parser) countLines() (c fileLines, ok bool) {
	c.first = -1
	for i := range p.lines {
		l := &p.lines[i]
		switch l.kind {
		case titleLine:
			return c, false
		case itemLine:
			if l.boxless {
				c.texts++
			} else {
				c.items++
			}
		case textLine:
			if !p.inFront(i) {
				c.texts++
			}
		case headingLine:
			text := strings.ToLower(strings.TrimSpace(Plain(l.text).String))
			if d, ok := l.date(Date{}); ok && d.Month > 0 {
				return c, false
			}
			if c.headings++; c.first < 0 {
				c.first = i
			}
			c.sections += sectionWeight(text)
		}
	}
	return c, true
}

// wholeName is the name of a file as a title: without folder, ending, number and venue.
type wholeName struct {
	text     string
	venue    string // the last one in brackets, or a year
	numbered bool   // it began with a number
	authored bool   // it began with who wrote the paper, and when
}

func newWholeName(file string) wholeName {
	n := wholeName{text: strings.TrimSuffix(path.Base(file), path.Ext(file))}
	for _, m := range bracket().FindAllStringSubmatch(n.text, -1) {
		if isVenue(m[1]) || isYear(m[1]) {
			n.venue = m[1]
			n.text = strings.TrimSpace(strings.Replace(n.text, m[0], " ", 1))
		}
	}
	n.text = withoutNameTags(n.text)
	undated := withoutDayOfPost(n.text)
	n.numbered = undated != n.text || nameNumber().MatchString(n.text)
	n.text = undated
	n.text = nameNumber().ReplaceAllString(n.text, "")
	if rest, ok := marksBefore(n.text); ok {
		n.text = rest
	}
	if rest, year, by := authorKey(strings.TrimSuffix(path.Base(file), path.Ext(file))); year != "" {
		n.text, n.venue, n.authored = rest, cmp.Or(n.venue, year), by
	}
	return n
}

// nameTags are words in brackets that begin the name of a file: [TODO][多标签]Title.md. They say what it is about, or how far one is.
var nameTags = pattern.New(`^(?:\s*(?:\[[^\[\]]{1,24}\]|【[^【】]{1,24}】))+\s*[-_ ]*`)

// withoutNameTags is a name without such words, where what is left may be a title.
func withoutNameTags(s string) string {
	if m := nameTags().FindString(s); m != "" && nameBeside(s[len(m):]) {
		return s[len(m):]
	}
	return s
}

// ofProject says whether a file is about a repository, by its name. A README in a folder of its own is the page of the folder, as people keep
// one for each paper, where its first heading is a title, what stands below says that it is of a paper, and nothing says how a program is run.
func (p *parser) ofProject(n wholeName) bool {
	switch name := strings.ToLower(strings.Trim(n.text, "_ ")); name {
	case "readme", "index":
		at := p.topHeading()
		if path.Dir(p.name) == "." || at < 0 {
			return true
		}
		head, linked := p.headingOf(at), linkedHead(p.lines[at].text) != ""
		titled := linked || longTitle(head) || asTitle(head) || paperLike(head) && titleCase(head)
		told := linked || p.citedBelow(at) || p.placedBelow(at) || p.abstracted(at)
		return !titled || !told || p.ofProgram()
	case "changelog", "license", "contributing", "todo", "history", "news", "faq":
		return true
	default:
		name = strings.NewReplacer("-", " ", "_", " ").Replace(name)
		return listName(name) == readList && pendingAnywhere().MatchString(name)
	}
}

var (
	programHead = pattern.New(`(?i)^\W*(?:\d{1,2}[.、\s]*)?(?:(?:re)?install(?:ation|ing)?|usage|requirements?|prerequisites?|dependencies|getting started|quick ?start|set ?up|licen[cs]e|contribut(?:e|ing|ors)|changelog|running|how to (?:run|use)|build(?:ing)?)\b|^\W*(?:环境|安装|使用|依赖|快速开始|运行)`)
	programRun  = pattern.New(`(?m)^[\s$>]*(?:pip3? install|git clone|conda (?:create|install|env)|npm (?:install|i|run)|docker (?:run|build)|python3? \S+\.py|go (?:get|install))\b`)
)

// ofProgram says whether a file says how a program is installed or run.
func (p *parser) ofProgram() bool {
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == headingLine && len(l.text) < maxHeading && programHead().MatchString(Plain(l.text).String) {
			return true
		}
	}
	return programRun().MatchString(p.text)
}

// wholeFile takes a file for one paper if nothing in it was found to be one, nor dated, and its title is told: in
// front matter, by a label, in its first heading with a paper's sections below, or by a name that is a title.
func (p *parser) wholeFile() {
	c, ok := p.countLines()
	if !ok {
		return
	}
	_, likely := p.about.paper()
	if c.items > 0 && (!likely || c.items > c.texts) {
		return // a list of tasks; those of a note on a paper are its own
	}
	name := newWholeName(p.name)
	if len(p.lines) == 0 || p.isTemplate() || p.ofProject(name) {
		p.wholeNote()
		return
	}
	if likely || (c.sections > 2 || c.sections > 0 && p.about.get("authors") != "") && paperLike(p.about.get("title")) {
		title, line := p.frontTitle()
		p.wholeEntry(KindPaper, title, line)
		return
	}
	title, at := p.wholeTitle(c, name)
	if title == "" {
		if p.bareTitle(c) {
			p.wholeEntry(KindNote, p.headTitle(c.first), c.first)
			return
		}
		p.wholeNote()
		return
	}
	body, told := p.lines[at].start, ""
	if c.first >= 0 && title == p.headTitle(c.first) {
		told = cmp.Or(p.toldWhen(c.first), citeKey(strings.TrimSuffix(path.Base(p.name), path.Ext(p.name))))
	}
	switch {
	case p.front > 0 && p.front < len(p.lines):
		at, body = 0, p.lines[p.front].start // front matter says what the fields say
	case at > 0:
		at, body = 0, p.lines[0].start // what stands above the heading is of the paper too
	case c.first == 0 && title == p.headTitle(0):
		body = p.lines[0].end
	}
	if rest, ok := noted(title); ok {
		title = rest
	}
	if rest, year, _ := authorKey(title); year != "" {
		title, told = rest, cmp.Or(told, year)
	}
	title, told = p.ownReference(noteOn(title), strings.TrimSpace(name.venue+" "+told))
	p.wholePaper(at, strings.Trim(title, "《》\"' "), body, lead{published: told}, c.texts == 0)
}

// wholePaper makes the file one entry, of a paper whose title is told by line at; empty says that nothing is said of it.
func (p *parser) wholePaper(at int, title string, body int, l lead, empty bool) {
	p.readOnDay(p.about.read())
	if p.title(at, title, body, l) {
		p.whole, p.wholeKind = true, p.paperKind(empty)
		p.flatten(at)
	}
}

// textStart is the byte where a file's text begins, behind its front matter.
func (p *parser) textStart() int {
	if p.front < len(p.lines) {
		return p.lines[p.front].start
	}
	return p.lines[0].start
}

// wholeTitle is the title of the paper that a file is about, and the heading that has it or else 0; "" for a file about no paper.
func (p *parser) wholeTitle(c fileLines, name wholeName) (title string, at int) {
	if c.first >= 0 && p.onlyAtTop(c.first) {
		head := p.headTitle(c.first)
		if (c.sections > 2 || (p.citedBelow(c.first) || p.linkCitedBelow(c.first)) && !diaryHeading().MatchString(head)) && paperLike(head) || c.sections > 0 && fold.Key(head) == fold.Key(name.text) && sectionWeight(strings.ToLower(head)) == 0 || p.namedTwice(head, name.text) ||
			c.sections > 1 && len(strings.Fields(head)) > 3 && titleCase(head) && paperLike(head) && p.abstracted(c.first) {
			return head, c.first
		}
	}
	if c.first >= 0 && p.onlyAtTop(c.first) && (p.toldPaper(c.first) || citeKey(strings.TrimSuffix(path.Base(p.name), path.Ext(p.name))) != "" && longTitle(p.headingOf(c.first))) {
		return p.headTitle(c.first), c.first
	}
	if c.first >= 0 && p.onlyAtTop(c.first) {
		head := p.headingOf(c.first)
		rest, _, by := authorKey(head)
		if _, ok := noted(head); ok || by || longTitle(rest) && p.placedBelow(c.first) {
			return p.headTitle(c.first), c.first
		}
		if at := p.titleBelow(c.first); at >= 0 {
			return p.headTitle(at), c.first
		}
	}
	if name.authored {
		if c.first >= 0 { // 2023-Falcon - Watching Birds.md is by nobody of that name, where the heading is Falcon: Watching Birds
			before, _, ok := strings.Cut(p.headingOf(c.first), ": "+name.text)
			if words := strings.Fields(before); ok && len(words) > 0 && nameOnly(words[len(words)-1]) {
				return words[len(words)-1] + ": " + name.text, 0
			}
		}
		return name.text, 0
	}
	if title := p.labelled(); title != "" {
		return title, 0
	}
	if title := p.named(); title != "" && c.sections > 1 {
		return title, 0
	}
	switch {
	case p.stub(c):
		return p.headTitle(c.first), c.first
	case slugTitle(name.text) != "" && (c.sections > 2 || p.fileVenue != "" && c.headings == 0):
		return slugTitle(name.text), 0
	case name.numbered && c.sections > 2 && len(name.text) > 2,
		c.first >= 0 && p.isNote(c.first) && len(strings.Fields(name.text)) > 1,
		name.venue != "" && utf8.RuneCountInString(name.text) > 5,
		longTitle(name.text) && c.headings > 0 && (c.sections > 0 || mostlyHan(p.prose(-1, 3000))),
		paperLike(name.text) && (c.sections > 1 || c.headings == 0 && p.front == 0) && titleCase(name.text):
		return name.text, 0
	}
	return "", 0
}

// wholeNote makes one note of a file with front matter. Headings that look like the titles of papers are kept apart.
func (p *parser) wholeNote() {
	if !p.about.yaml {
		return
	}
	titles := 0
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == headingLine && paperLike(l.text) || l.listed {
			titles++
		}
	}
	if titles < 3 {
		title, line := p.frontTitle()
		p.wholeEntry(KindNote, title, line)
	}
}

// isNote says whether a heading is what people put above their notes on a paper.
func (p *parser) isNote(i int) bool {
	switch strings.ToLower(strings.Trim(Plain(p.lines[i].text).String, " \n:：")) {
	case "note", "notes", "highlight", "highlights", "笔记", "读书笔记", "论文笔记", "阅读笔记", "comment", "comments", "abstract", "摘要":
		return true
	}
	return false
}

var namedPaper = pattern.New(`(?:论文|文章|paper)\s*《([^》]{6,300})》`)

// named is the title that the first lines of text give: 论文《…》.
func (p *parser) named() string {
	for i, n := 0, 0; i < len(p.lines) && n < 8; i++ {
		l := &p.lines[i]
		if l.kind != textLine || i < p.front || l.end-l.start > 4000 {
			continue
		}
		n++
		if m := namedPaper().FindStringSubmatch(l.of(p.text)); m != nil {
			return m[1]
		}
	}
	return ""
}

// inFront says whether a line is of the front matter.
func (p *parser) inFront(i int) bool { return i < p.front }

// labelled is the title that a label in the first lines names: 论文标题：…, also in a diagram's node.
func (p *parser) labelled() string {
	for i, n := 0, 0; i < len(p.lines) && n < 80; i++ {
		l := &p.lines[i]
		if l.kind == blankLine || i < p.front || l.end-l.start > 2000 {
			continue
		}
		n++
		s := l.of(p.text)
		m := nodeTitle().FindStringSubmatch(s)
		if m == nil && n <= 12 {
			m = labelTitle().FindStringSubmatch(s)
		}
		if m != nil && paperLike(m[1]) {
			return m[1]
		}
	}
	return ""
}

// abstracted says whether the first heading below a heading is that of an abstract.
func (p *parser) abstracted(first int) bool {
	for i := first + 1; i < len(p.lines); i++ {
		if p.lines[i].kind == headingLine {
			text := sectionName(strings.ToLower(p.headingOf(i)))
			return text == "abstract" || text == "摘要"
		}
	}
	return false
}

// nameOfNotes is the name of a file that says what its notes are on, for each of them: nothing else in them may.
func (p *parser) nameOfNotes(title string) []string {
	name := p.fileName()
	if !paperLike(name) && !(nameOnly(name) && len(name) > 3 && strings.ContainsFunc(name[1:], unicode.IsUpper)) || strings.Contains(fold.Key(title), fold.Key(name)) {
		return nil
	}
	return []string{name}
}
