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

// People write titles in many ways. Each form below finds the lines that are titles in its way, and says on what
// evidence; several may share a file. The form of the seed log, 《Title》 on a line of its own, is told by
// line.classify and needs no evidence.
//
//	numbered   [1]《Title》  467.《Title》，EMNLP2025  《Title》（KDD 2023）
//	bold       **Title**, with a link, authors or a venue below it or behind it, or who wrote it and when below it; **Title** (OSDI
//	           2012, Google) under a day
//	           ## 2024.3.5 《Title》  ## 1. 《Title》  - 2024-03-05 《Title》
//	dated      * _2018.07_ Title [arxiv](…) [note](…)
//	linked     - [x] ✅ [Title](https://arxiv.org/…) remark
//	labelled   - Title. Authors. [paper](https://arxiv.org/…) [code](…)    - Title, authors, 2023. https://…
//	cited      - **Title** (authors, year) remark    - "Title", venue    - Title (venue year): remark
//	read       Read: Title (authors, 2017), under a day
//	beside     - **LoRA** [arXiv](https://arxiv.org/…), in a list that has a paper or is all that a day has
//	html       <li><a href="https://arxiv.org/…">Title</a> remark</li>
//	table      | [Title](…)<br/>remark | 2023 | ✅ |
//	venue      ## [2017 ICCV] Name, Title    ### Title[NIPS'19][Baidu]    ### Title (OSDI 2012, Google)
//	below      ## Title, with 论文, arXiv, authors or a link below it; ### Title under a day
//	bibtex     @article{key, title={Title}, …}, bare or in a block
//	file       one file a paper: # Title, 论文标题：…, or the name of the file
//	front      one file a paper: front matter, or inline fields, that say so
var forms = []func(p *parser){
	(*parser).fronted, (*parser).shortYears, (*parser).underlined, (*parser).numbered, (*parser).dateLines, (*parser).readLines, (*parser).boldTitles, (*parser).bullets, (*parser).tables, (*parser).datedHeadings, (*parser).headingTitles, (*parser).citedBullets, (*parser).beside, (*parser).blocks,
	(*parser).bibtex, (*parser).wholeFile,
}

// lead is what the line of a title says besides.
type lead struct {
	published string // date or venue as written, for a cursor to read
	by        string // institutions as written
	alias     string // the short name, where a table has one
	read      Date   // of a table that says so,
	readAs    string // as its cell has it
	single    bool   // the entry is this line, and what is nested below it
	indent    int    // of a single line
}

// title makes line i the title of a paper whose body begins at a byte of the text.
func (p *parser) title(i int, title string, body int, l lead) bool {
	title = withoutLabel(withoutLinks(title))
	if m := readBehind().FindStringSubmatchIndex(title); m != nil && m[0] > 0 && l.read.Day == 0 {
		if d, n := readDate(title[m[2]:m[3]]); n == m[3]-m[2] && d.Day > 0 {
			title, l.read = title[:m[0]], d
		}
	}
	title = strings.Join(strings.Fields(Plain(title).String), " ")
	title = strings.Trim(undecorated(title), " *_-–—:：,，.。|")
	if title == "" || utf8.RuneCountInString(title) > longestTitle {
		return false
	}
	x := &p.lines[i]
	x.kind, x.title, x.body, x.lead = titleLine, title, body, l
	p.isLog = true
	return true
}

// readBehind is the day behind a title on which it was read, and says so: ✅ 2024-05-07, (read 2024-05-07).
var readBehind = pattern.New(`(?i)[\s,，;；—–-]*[(（\[]?\s*(?:✅|✔\x{FE0F}?|\bread(?: on)?[:：]?|finished[:：]?|读于|阅读于|已读)\s*((?:19|20)\d{2}(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}[日号]?))\s*[)）\]]?\s*$`)

// withoutLinks is a title without the links behind it that are called by what they lead to: Title [paper](…) [code](…).
func withoutLinks(title string) string {
	if !strings.HasSuffix(strings.TrimSpace(title), ")") || !strings.Contains(title, "](") {
		return title
	}
	for {
		m := oneLinkBehind().FindStringSubmatchIndex(title)
		if m == nil || m[0] == 0 || !linkWords().MatchString(title[m[2]:m[3]]) {
			return title
		}
		title = strings.TrimRight(title[:m[0]], " \t|·,，")
	}
}

var oneLinkBehind = pattern.New(`\s*\[{1,2}([^\[\]]{1,40})\]{1,2}\([^()\s]+\)\]?\s*$`)

// paperLike says whether words could be a paper's title rather than a name, a date or a sentence.
func paperLike(s string) bool {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "。；") || strings.HasSuffix(s, "：") || strings.HasSuffix(s, ":") {
		return false
	}
	latin, han := 0, 0
	for _, w := range strings.Fields(s) {
		if utf8.RuneCountInString(w) > 1 && asciiLetter(w[0]) {
			latin++
		}
	}
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			han++
		}
	}
	return latin >= 3 || han >= 8 && latin == 0
}

// paperHosts are where papers lie. A link there is evidence of a paper.
var paperHosts = []string{
	"arxiv.org", "doi.org", "openreview.net", "aclanthology.org", "aclweb.org", "thecvf.com", "neurips.cc", "nips.cc", "proceedings.mlr.press",
	"dl.acm.org", "ieeexplore.ieee.org", "papers.nips", "jmlr.org", "semanticscholar.org", "huggingface.co/papers", "ojs.aaai.org", "usenix.org",
	"link.springer.com", "sciencedirect.com", "nature.com", "biorxiv.org", "paperswithcode.com/paper", "ssrn.com", "isca-speech.org", "vldb.org", ".pdf",
}

func paperLink(url string) bool {
	url = strings.ToLower(url)
	for _, h := range paperHosts {
		if strings.Contains(url, h) {
			return true
		}
	}
	return false
}

// marksBefore cuts quotes, emphasis, bullets and numbers off the front: [1], 1., (1), 467、. number says there was one.
func marksBefore(s string) (rest string, number bool) {
	for {
		before := s
		s = strings.TrimLeft(s, " \t*_>+-")
		if m := leadingNumber().FindString(s); m != "" {
			s, number = s[len(m):], true
		}
		if s == before {
			return s, number
		}
	}
}

var leadingNumber = pattern.New(`^(?:\d{1,2}(?:\.\d{1,2}){1,3}[.、]?[ \t]|\[\d{1,4}\]|[（(【]\d{1,4}[)）】]|\d{1,4}\s?[.、)）:：])\s*`)

// shortDay is a heading that is a day whose year has two digits; versions look alike.
var shortDay = pattern.New(`^(([1-9]\d)[.\-]\d{1,2}[.\-](\d{1,2}))\s*[(（]?(?:(?:周|星期|礼拜)[一二三四五六日天])?[)）]?$`)

// shortYears reads 24.3.5 as 2024.3.5 in headings, if papers stand below half of them, 《Title》 or a link, and all such headings are days.
func (p *parser) shortYears() {
	var days []int
	papers, below := 0, false // below says that the day above has no paper yet
	years, ends := map[string]bool{}, map[string]bool{}
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case l.kind == headingLine && len(l.text) < 40:
			m := shortDay().FindStringSubmatch(l.text)
			if m == nil {
				below = below && len(days) > 0 && l.level > p.lines[days[len(days)-1]].level
				continue
			}
			if d, n := readDate("20" + m[1]); n != len("20"+m[1]) || d.Day == 0 {
				return
			}
			years[m[2]], ends[m[3]] = true, true
			days, below = append(days, i), true
		case below && (l.kind == titleLine || l.kind == textLine && strings.Contains(l.of(p.text), "http") && slices.ContainsFunc(links(l.of(p.text)), paperLink)):
			papers, below = papers+1, false
		}
	}
	if 2*papers < len(days) || len(years) > len(ends) { // 12.3.24, 13.3.24: the year is last
		return
	}
	for _, i := range days {
		p.lines[i].text, p.lines[i].short = "20"+p.lines[i].text, true
	}
}

// underlined makes headings of lines that stand alone above === or ---. What === is below can be nothing else; --- is also a
// rule, which people draw below the last line of an entry: it makes a heading of a date, and of other short lines where the file
// has no 《Title》 and draws no rules of that length.
func (p *parser) underlined() {
	rules, titles := map[int]bool{}, false
	alone := func(i int) bool { return i < p.front || p.lines[i].kind != textLine }
	for i := range p.lines {
		titles = titles || p.lines[i].kind == titleLine
		if _, n := underline(p.lines[i].of(p.text)); n > 0 && (i == 0 || p.lines[i-1].kind != textLine) {
			rules[n] = true
		}
	}
	for i := p.front; i+1 < len(p.lines); i++ {
		l, below := &p.lines[i], &p.lines[i+1]
		if l.kind != textLine || below.kind != textLine || i > 0 && !alone(i-1) || l.end-l.start > maxHeading {
			continue
		}
		mark, n := underline(below.of(p.text))
		s := strings.TrimSpace(strings.TrimPrefix(l.of(p.text), bom))
		if n == 0 || indentOf(l.of(p.text)) > 3 || !headingLike(s) {
			continue
		}
		if mark == '-' {
			_, dated := headingDate(Plain(s).String, Date{})
			if !dated && (titles || rules[n] || utf8.RuneCountInString(s) > longestUnderlined || strings.Contains(s, "。")) {
				continue
			}
		}
		l.kind, l.level, l.text = headingLine, 1, s
		if mark == '-' {
			l.level = 2
		}
		below.kind = frameLine
	}
}

// longestUnderlined is how many runes a line above --- may have that is a heading.
const longestUnderlined = 80

// underline is the sign and length of a line of three or more = or - and nothing else; 0 for others.
func underline(s string) (mark byte, n int) {
	s = strings.TrimRight(s, " \t")
	t := strings.TrimLeft(s, " ")
	if len(t) < 3 || len(s)-len(t) > 3 || t[0] != '=' && t[0] != '-' || strings.Trim(t, t[:1]) != "" {
		return 0, 0
	}
	return t[0], len(t)
}

// headingLike says whether a line could be a heading by itself: no item, quote, row, tag, fence, title or end of a clause.
func headingLike(s string) bool {
	if s == "" || strings.IndexByte("|<>`~#=", s[0]) >= 0 || ordinal(s) > 0 || len(s) > 1 && strings.IndexByte("-*+", s[0]) >= 0 && s[1] == ' ' {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	return !strings.Contains(s, "《") && !strings.ContainsRune("。；，：！;,:.", last)
}

// numbered finds 《Title》 behind a number or with something behind it. Where the log has titles on lines of their
// own, numbers are points, and only [1]《Title》 is one, or what who wrote it and when stand behind.
func (p *parser) numbered() {
	own := 0
	for i := range p.lines {
		if p.lines[i].kind == titleLine {
			own++
			p.joinTitle(i)
		}
	}
	p.bookHeadings()
	p.dayBullets()
	var dated, open []bool
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != textLine || l.code {
			continue
		}
		s := l.of(p.text)
		if !strings.Contains(s, "《") || strings.HasPrefix(strings.TrimSpace(s), "|") {
			continue
		}
		rest, number := marksBefore(s)
		if !strings.HasPrefix(rest, "《") {
			if title, tail := readSentence(s); title != "" {
				if dated == nil {
					dated, open = p.underDates(), p.within()
				}
				if dated[i] && !open[i] {
					p.title(i, title, l.start, lead{published: tail, by: tail})
				}
			}
			continue
		}
		end := closingMark(rest)
		if end < 0 {
			continue
		}
		inner, tail := rest[len("《"):end-len("》")], strings.Trim(rest[end:], " \t*_")
		bracketed := number && strings.HasPrefix(strings.TrimLeft(s, " \t*_>"), "[")
		switch {
		case isVenue(strings.Trim(tail, "()（）[]【】")), tail != "" && !number && p.underDay(i):
		case !number && i > 0 && p.lines[i-1].kind != textLine && (p.introduces(tail, true) || rest == s && p.notesOn(i, tail)):
		case !number && rest == s && p.anotherOfDay(i, tail):
		case own > 0 && !(bracketed && tail == ""):
			continue
		case tail == "" || number && utf8.RuneCountInString(tail) <= 60:
		case !strings.ContainsAny(tail[:1], ",(-|:/[") && !hasAnyPrefix(tail, "，", "（", "【", "—", "：", "·"):
			continue
		case utf8.RuneCountInString(tail) > 60 || strings.ContainsAny(tail, "。；"):
			continue
		}
		p.title(i, inner, l.start+len(s)-len(rest)+end, lead{published: tail, by: tail})
	}
}

// readWords say in a sentence that a paper was read, before its title: 下午读了《…》, 重读《…》; and what says that it was not.
var (
	readWords = pattern.New(`(?:^|[^想要待没未去备算])(?:今天|今日|昨天|上午|下午|晚上|早上|中午|又|刚|接着|继续)?(?:重读|再读|精读|泛读|粗读|速读|读完|看完|读|看)了?(?:一遍|一下)?《`)
	notRead   = pattern.New(`(?:没|未|想|要|待|准备|打算|计划|以后|下周|明天)(?:有)?(?:去)?(?:重读|再读|精读|读完|看完|读|看)`)
)

// maxBefore is how many bytes of a line may stand before the words that say what was read.
const maxBefore = 200

// readSentence reads a line that says that one paper was read, and behind its title by whom it is: 下午读了《Title》，伯克利 2020.
func readSentence(s string) (title, tail string) {
	at := strings.Index(s, "《")
	if at < 0 || at > maxBefore || len(s) > introBytes || isItem(s) || strings.HasPrefix(s, ">") {
		return "", ""
	}
	head := s[:at+len("《")]
	m := readWords().FindStringIndex(head)
	if m == nil || m[1] != len(head) || notRead().MatchString(head) {
		return "", ""
	}
	end := closingMark(s[at:])
	if end < 0 || readWords().MatchString(s[at+end:]) {
		return "", ""
	}
	if title = s[at+len("《") : at+end-len("》")]; !paperLike(title) {
		return "", ""
	}
	tail = s[at+end:]
	if i := strings.Index(tail, "。"); i >= 0 {
		tail = tail[:i]
	}
	return title, tail
}

// anotherOfDay says whether a line that begins with 《Title》 is one more paper of a day whose first is written so, too: right below that
// line, or behind a blank one with words that do not go on with the title as a sentence does.
func (p *parser) anotherOfDay(i int, tail string) bool {
	if i == 0 || utf8.RuneCountInString(tail) > longestAnother {
		return false
	}
	if p.lines[i-1].kind == titleLine && p.lines[i-1].level == 0 {
		return p.tailed(i - 1)
	}
	if p.lines[i-1].kind != blankLine { // 《Title》 清华 ChatDev
		var in introduction
		c := &cursor{s: Plain(firstBytes(tail, 400)).String, rules: p.rules, in: &in}
		c.read()
		return len(in.institutions) > 0 && utf8.RuneCountInString(tail) <= longestBeside && !goesOn().MatchString(tail) && !theirs().MatchString(tail)
	}
	rest := strings.TrimLeft(tail, " ，,、（(：:—-·")
	if rest == "" || goesOn().MatchString(rest) || slices.Contains(noteWords, strings.ToLower(strings.Trim(rest, " *_:："))) {
		return false
	}
	for j := i - 1; j >= 0; j-- {
		switch p.lines[j].kind {
		case headingLine:
			return false
		case titleLine:
			return p.tailed(j) || utf8.RuneCountInString(rest) <= longestWord
		}
	}
	return false
}

// tailed says whether a title has words behind it on its line.
func (p *parser) tailed(i int) bool {
	l := &p.lines[i]
	return strings.HasPrefix(l.of(p.text), "《") && strings.TrimSpace(p.text[l.body:l.end]) != ""
}

// longestAnother is how many runes may stand behind the title of such a line, and longestWord behind one where the paper above has none.
const longestAnother, longestWord = 120, 8

// theirs is who made what, as a sentence says it: 2020 Google 的工作也…
var theirs = pattern.New(`^[^，,。；]{0,40}的`)

// goesOn are words with which a sentence about a book goes on.
var goesOn = pattern.New(`^(?:是|的|和|与|及|跟|比|里|中|也|这|那|一文|一书|则|都|在|对|把|被|提|说|讲|认为|之|以|同|就|还|又|等|and\b|is\b|was\b|are\b|by\b|has\b)`)

// noteWords are what people call their notes behind a title: 《Title》笔记.
var noteWords = []string{"笔记", "读书笔记", "阅读笔记", "论文笔记", "学习笔记", "阅读", "精读", "泛读", "速读", "解读", "读后", "读后感", "notes"}

// notesOn says whether a line is a title and that notes on it follow, and the next introduces the paper.
func (p *parser) notesOn(i int, tail string) bool {
	return slices.Contains(noteWords, strings.ToLower(strings.Trim(tail, " *_:："))) && p.datedBelow(i)
}

// bookHeadings finds headings that are 《Title》 with something around: who wrote it and when, 《Title》 2023 CMU; a number, below a day or
// in a list of them, 1. 《Title》; the day it was read, 2024.3.5 《Title》.
func (p *parser) bookHeadings() {
	within, level := Date{}, 0 // the date of the heading above, and its level
	type found struct {
		line, level int
		title, tail string
	}
	var counted []found
	dated := false
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != headingLine {
			continue
		}
		text := Plain(l.text).String
		if d, ok := headingDate(text, within); ok {
			within, level = d.month(), l.level
			continue
		} else if y := loneYear(text); y > 0 && !strings.Contains(text, "《") {
			within, level = Date{Year: y}, l.level
		} else if l.level < level || l.level == 1 {
			within, level = Date{}, 0
		}
		at := strings.Index(l.text, "《")
		if at < 0 || len(l.text) > maxHeading {
			continue
		}
		head, rest := strings.Trim(l.text[:at], " *_"), l.text[at:]
		end := closingMark(rest)
		if end < 0 {
			continue
		}
		title, tail := rest[len("《"):end-len("》")], rest[end:]
		plain := strings.Trim(tail, " *_") == "" || isVenue(strings.Trim(tail, " ()（）[]【】")) || p.introduces(tail, false)
		if head == "" {
			if p.introduces(tail, false) || p.notesOn(i, tail) {
				p.title(i, title, l.end, lead{published: tail, by: tail})
			}
			continue
		}
		if d, ok := bareDate(head, within); ok {
			if d.Day > 0 && !strings.ContainsAny(tail, "《。；") && utf8.RuneCountInString(tail) <= longestBeside {
				p.title(i, title, l.end, lead{published: tail, by: tail, read: d})
			}
			continue
		}
		if left, number := marksBefore(head + " "); number && left == "" && plain {
			counted = append(counted, found{i, l.level, title, tail})
			dated = dated || level > 0 && l.level > level
		}
	}
	if len(counted) < 2 && !dated {
		return
	}
	for _, f := range counted {
		p.title(f.line, f.title, p.lines[f.line].end, lead{published: f.tail, by: f.tail})
	}
}

var dayBullet = pattern.New(`^[*+-]\s+[*_\[(（【]{0,3}((?:19|20)\d{2}(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}日|[01]\d[0-3]\d))[*_\])）】]{0,3}[:：,，]?\s*(《.+)$`)

// dayBullets finds items that begin with the day a paper was read, - 2024-03-05 《Title》 remark, from two on in a file. In the body of a
// paper they are points.
func (p *parser) dayBullets() {
	type found struct {
		line, body, indent int
		title              string
		day                Date
	}
	var list []found
	open := false
	for i := range p.lines {
		l := &p.lines[i]
		switch l.kind {
		case titleLine:
			open = true
		case headingLine:
			open = false
		}
		s := l.of(p.text)
		if l.kind != textLine || l.code || open || !strings.Contains(s, "《") {
			continue
		}
		trimmed := strings.TrimLeft(s, " \t")
		m := dayBullet().FindStringSubmatchIndex(trimmed)
		if m == nil {
			continue
		}
		d, n := readDate(trimmed[m[2]:m[3]])
		if end := closingMark(trimmed[m[4]:]); end > 0 && d.Day > 0 && n == m[3]-m[2] {
			list = append(list, found{i, l.end - len(trimmed) + m[4] + end, indentOf(s), trimmed[m[4]+len("《") : m[4]+end-len("》")], d})
		}
	}
	if len(list) < 2 {
		return
	}
	for _, f := range list {
		p.title(f.line, f.title, f.body, lead{read: f.day, single: true, indent: f.indent})
	}
}

// joinTitle joins a title that goes on in the next line: 《Title that is⏎long》.
func (p *parser) joinTitle(i int) {
	l := &p.lines[i]
	if !l.unclosed || i+1 >= len(p.lines) || p.lines[i+1].kind != textLine {
		return
	}
	next := &p.lines[i+1]
	rest, ok := strings.CutSuffix(strings.Trim(next.of(p.text), "*_ \t"), "》")
	if !ok || strings.ContainsAny(rest, "《》。") {
		return
	}
	rest = strings.TrimSpace(rest)
	last, _ := utf8.DecodeLastRuneInString(l.title)
	if first, _ := utf8.DecodeRuneInString(rest); !unicode.Is(unicode.Han, last) || !unicode.Is(unicode.Han, first) {
		rest = " " + rest
	}
	if p.title(i, l.title+rest, next.end, l.lead) {
		l.unclosed = false
	}
}

// introduces says whether words behind 《Title》 are what an introducing line says and hardly more: 2023.4 上海交大 & MSRA, ICLR2024
// Oral. In text a date must be there beside who wrote it or where, for sentences begin with books too.
func (p *parser) introduces(tail string, text bool) bool {
	in := introduction{}
	c := &cursor{s: Plain(firstBytes(tail, 400)).String, rules: p.rules, in: &in}
	c.read()
	dated := in.published.Raw != ""
	if c.venues == 0 && len(in.institutions) == 0 && !dated || text && !(dated && c.venues+len(in.institutions) > 0) {
		return false
	}
	rest := c.s[c.at:]
	return utf8.RuneCountInString(rest) <= longestRest && !strings.ContainsAny(rest, "。；")
}

// longestRest is how many runes may follow the dates and names behind a title: 的一篇关于图的文章，要点：
const longestRest = 24

// underDay says whether a line is the first below a heading that is a date.
func (p *parser) underDay(i int) bool {
	for i--; i >= 0 && p.lines[i].kind == blankLine; i-- {
	}
	if i < 0 || p.lines[i].kind != headingLine {
		return false
	}
	_, ok := headingDate(Plain(p.lines[i].text).String, Date{Year: 2000})
	return ok
}

// closingMark is the end of the 》 that closes the 《 at the beginning of s, -1 for none.
func closingMark(s string) int {
	depth := 0
	for i, r := range s {
		switch r {
		case '《':
			depth++
		case '》':
			if depth--; depth == 0 {
				return i + len("》")
			}
		}
	}
	return -1
}

func hasAnyPrefix(s string, any ...string) bool { return suffix(s, any...) > 0 }

// dateLines makes headings of lines that are a date and nothing else, if there are titles or bullets to date.
func (p *parser) dateLines() {
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != textLine || l.end-l.start > 40 {
			continue
		}
		s := strings.Trim(l.of(p.text), " \t*_#:：")
		d, ok := bareDate(s, Date{})
		if ok && d.Day > 0 && (i == 0 || p.lines[i-1].kind == blankLine) {
			l.kind, l.level, l.text = headingLine, 6, s
		}
	}
}

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
			if d, ok := headingDate(Plain(l.text).String, Date{Year: 2000}); ok && d.Day > 0 {
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

// nameDates reads the date and the venue that the path of the file has.
func (p *parser) nameDates() {
	p.fileDay, p.fileMonth = fileDate(p.name)
	for part := range strings.SplitSeq(strings.TrimSuffix(p.name, path.Ext(p.name)), "/") {
		if isVenue(part) && (part == strings.ToUpper(part) || strings.ContainsAny(part, "0123456789")) { // a folder Nature is a topic
			p.fileVenue = part
		}
	}
}

// underscored is the day that Logseq names a journal by.
var underscored = pattern.New(`^((?:19|20)\d{2})_(\d{1,2})_(\d{1,2})(?:\D|$)`)

// fileDate is the day and month that a path names: 2018/12/24-28.md, notes/2024-01-17.md, 20210113 weekly.md, journals/2024_01_17.md.
func fileDate(name string) (day, month Date) {
	name = strings.TrimSuffix(name, path.Ext(name))
	parts := strings.Split(fold.String(name), "/")
	base := parts[len(parts)-1]
	if m := underscored().FindStringSubmatch(base); m != nil {
		base = m[1] + "-" + m[2] + "-" + m[3]
	}
	for i := range len(base) {
		if i > 0 && base[i-1] >= '0' && base[i-1] <= '9' {
			continue
		}
		if d, n := readDate(base[i:]); n > 4 {
			if d.Day > 0 {
				return d, d.month()
			}
			return Date{}, d
		}
	}
	if len(parts) < 2 {
		return Date{}, Date{}
	}
	for i := len(parts) - 2; i > 0; i-- { // 2025/2509: a year, and the same with a month
		if m, n := digits(parts[i], 4); n == 4 && len(parts[i]) == 4 && m%100 >= 1 && m%100 <= 12 && parts[i-1] == "20"+parts[i][:2] {
			return Date{}, Date{Year: 2000 + m/100, Month: m % 100}
		}
	}
	number := func(s string) int {
		v, n := digits(s, 4)
		if n == 0 || n < len(s) && s[n] != '-' && s[n] != '_' && s[n] != '.' {
			return -1
		}
		return v
	}
	up := parts[len(parts)-2]
	last, before := number(base), number(up)
	switch {
	case len(parts) > 2 && before >= 1 && before <= 12 && last >= 1 && last <= 31:
		if year := number(parts[len(parts)-3]); year >= 1900 && year <= 2100 {
			return Date{year, before, last}, Date{Year: year, Month: before}
		}
	case before >= 1900 && before <= 2100:
		if m, d, ok := monthDay(base); ok {
			return Date{before, m, d}, Date{Year: before, Month: m}
		}
		if last >= 1 && last <= 12 {
			return Date{}, Date{Year: before, Month: last}
		}
	}
	return Date{}, Date{}
}

// monthDay reads 01-17 or 01-17-to-01-20 of a year that is known.
func monthDay(s string) (month, day int, ok bool) {
	month, n := digits(s, 2)
	if n == 0 || n >= len(s) || s[n] != '-' && s[n] != '.' {
		return 0, 0, false
	}
	day, k := digits(s[n+1:], 2)
	return month, day, k > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

var (
	// A bullet whose first words are a date: _2018.07_, [2018], (2018-07-01), 2016.xx.
	datedBullet = pattern.New(`^[*+-]\s+(?:\[[ xX]\]\s+)?[_*\[(（【]{0,3}((?:19|20)\d{2}(?:[.\-/年](?:\d{1,2}|xx|XX)(?:[.\-/月]\d{1,2}日?)?月?)?)[_*\])）】]{0,3}[:：,，]?\s+(.+)$`)
	// A bullet whose first words are a link, with a state before it.
	linkedBullet = pattern.New(`^(?:[*+-]|\d{1,4}[.、)])\s+(?:\[([ xX])\]\s+)?([^\[\]A-Za-z0-9]{0,12})\[([^\]]{2,300})\]\(([^)\s]+)\)(.*)$`)
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
		s := l.of(p.text)
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
		if l.kind == textLine && years[i] == 0 && !strings.Contains(head, "19") && !strings.Contains(head, "20") && !strings.Contains(trimmed, "](") && !strings.Contains(trimmed, "http") {
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
		if m := linkedBullet().FindStringSubmatchIndex(trimmed); m != nil {
			box := ""
			if m[2] >= 0 {
				box = trimmed[m[2]:m[3]]
			}
			title, url, rest := trimmed[m[6]:m[7]], trimmed[m[8]:m[9]], trimmed[m[10]:m[11]]
			switch {
			case !paperLink(url) || box == " ":
			case paperLike(title):
				linked = append(linked, listed{i, title, offset + m[10], lead{published: rest, single: true, indent: indent}})
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
			*list = append(*list, listed{i, c.title, offset + start + c.end, lead{published: c.said, by: p.institutionsOf(c.said), single: true, indent: indent}})
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
	if linked = append(linked, labelled...); len(linked) > 1 {
		linked = append(linked, short...) // a name alone is a title in a list of them
	}
	for _, list := range [][]listed{dated, linked, html} {
		if len(list) < 2 {
			continue
		}
		for _, f := range list {
			p.title(f.line, f.title, f.body, f.lead)
		}
	}
}

// linkedItem reads an item with a link to a paper behind the title, or before it. label says that the link is called one.
func (p *parser) linkedItem(s string) (c citation, label bool) {
	if m := linkFirst().FindStringSubmatchIndex(s); m != nil {
		if c = p.cite(s[m[4]:]); paperLink(s[m[2]:m[3]]) && titleLike(c.title) {
			c.end += m[4]
			return c, false
		}
		return citation{}, false
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

var (
	paperWord = pattern.New(`(?i)\[\s*\\?\[?(?:paper|pdf|arxiv|note|论文|笔记|原文)`)
	version   = pattern.New(`\d+\.\d+\.\d+|\bv\d|\bgo1\.`)
)

var boldLine = pattern.New(`^\s{0,3}(?:\d{1,4}[.、)]\s*)?(?:\*\*|__)(.{3,300}?)(?:\*\*|__)\s*(.{0,400})$`)

// longestBeside is how many runes may stand beside a bold title that are not all facts.
const longestBeside = 80

// boldTitles finds bold lines that only a paper has something below or behind of, from two on in a file; beside one such, also
// those that are the first below a day. Under a day or a month, one line is enough that is a title and facts: **Title** (OSDI
// 2012, Google). Where titles are written 《Title》, bold lines with a date below them are of what the entry says.
func (p *parser) boldTitles() {
	type found struct {
		line  int
		title string
		tail  string
		lead
	}
	var list, weak []found // weak are those that are titles beside two that are sure
	own := slices.ContainsFunc(p.lines, func(l line) bool { return l.kind == titleLine })
	var dated []bool
	sure, need := 0, 2
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != textLine || l.code || l.end-l.start > 1000 {
			continue
		}
		s := l.of(p.text)
		if !strings.Contains(s, "**") && !strings.Contains(s, "__") {
			continue // most lines, without asking the slow expression
		}
		m := boldLine().FindStringSubmatch(s)
		if m == nil {
			continue
		}
		if undecorated("- "+m[2]) == "-" {
			m[2] = "" // stars
		}
		title, by := m[1], ""
		f, told := p.factsBehind(m[2])
		if m[2] == "" {
			title, f, told = p.titleFacts(m[1])
		}
		told = told && !own && !hasAnyPrefix(m[2], ":", "：") // **Deadlines**: VLDB 2023
		if told {
			by = p.institutionsOf(f.said)
		}
		said := m[2]
		if m[2] == "" {
			said = f.said
		}
		if told && f.sure() && (f.venue || titleCase(title)) && (paperLike(title) || nameLike(title)) {
			if dated == nil {
				dated = p.underDates()
			}
			sure++
			if dated[i] {
				need = 1
			}
			list = append(list, found{i, title, m[2], lead{published: said, by: by}})
			continue
		}
		if told && (f.sure() && nameOnly(title) || f.year && (f.known || f.brackets) && titleLike(title)) {
			if dated == nil {
				dated = p.underDates()
			}
			if dated[i] {
				weak = append(weak, found{i, title, m[2], lead{published: said, by: by}})
				continue
			}
		}
		if utf8.RuneCountInString(m[1]) < 6 || utf8.RuneCountInString(m[2]) > longestBeside || l.end-l.start > 500 {
			continue
		}
		if !paperLike(m[1]) && (own || !nameLike(m[1]) || !p.datedBelow(i)) {
			continue
		}
		venue := false
		for _, b := range bracket().FindAllStringSubmatch(m[2], -1) {
			venue = venue || isVenue(b[1])
		}
		day, behind := !own && p.underDay(i), lead{published: m[2]}
		if !own && m[2] == "" && !p.datedBelow(i) && p.factsBelow(i) {
			behind.published, behind.by = p.below(i), p.institutionsOf(p.below(i))
		}
		switch {
		case venue || p.citedBelow(i):
			sure++
		case !own && (p.datedBelow(i) || authorsYear().MatchString(p.below(i)) || p.factsBelow(i) || titleCase(m[1]) && namesYear().MatchString(p.below(i))):
			sure++
			if day {
				need = 1
			}
		case !day || m[2] != "":
			continue
		}
		list = append(list, found{i, m[1], m[2], behind})
	}
	if sure == 0 || len(list) < need {
		return
	}
	if sure > 1 {
		list = append(list, weak...)
	}
	for _, f := range list {
		l := &p.lines[f.line]
		p.title(f.line, strings.Trim(f.title, "《》"), l.end-len(f.tail), f.lead)
	}
}

var (
	madeBy = pattern.New(`^[^，。；]{0,40}的(?:一篇|工作|文章|论文|研究|综述)`)
	// Two names or more, or et al., and a year: Ashish Vaswani, Noam Shazeer, Niki Parmar. NeurIPS 2017
	authorsYear = pattern.New(`^(?:\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){1,3}(?:, and |, | and | & |; )){1,}\p{Lu}[\p{L}.'’-]* \p{Lu}.*\b(?:19|20)\d{2}\b|^\p{Lu}[^.,;]{1,40},? et al\.?,? .{0,40}\b(?:19|20)\d{2}\b`)
)

// nameLike says whether words that are not paperLike, for they are few, could be a title all the same: Segment Anything.
func nameLike(s string) bool {
	return !strings.ContainsAny(s, "。；：:") && !version().MatchString(s) && !yearWord().MatchString(s) && (strings.Contains(strings.TrimSpace(s), " ") || !ascii(s))
}

// below is the first line below a line, without marks; "" where it is no text, or of a list.
func (p *parser) below(i int) string {
	for i++; i < len(p.lines) && p.lines[i].kind == blankLine; i++ {
	}
	if i >= len(p.lines) || p.lines[i].kind != textLine {
		return ""
	}
	s := strings.TrimSpace(firstBytes(p.lines[i].of(p.text), 400))
	if ordinal(s) > 0 || hasAnyPrefix(s, "- ", "* ", "+ ") {
		return ""
	}
	return strings.TrimSpace(Plain(s).String)
}

// datedBelow says whether the first line below a line begins with when a paper came out, and by whom or that it is one; authors may
// come first.
func (p *parser) datedBelow(i int) bool {
	in := introduction{}
	c := &cursor{s: p.below(i), rules: p.rules, in: &in}
	c.read()
	if in.published.Raw == "" && c.venues == 0 {
		in = introduction{}
		c = &cursor{s: c.s, rules: p.rules, in: &in, first: true, credits: true}
		if c.read(); c.names == 0 || !c.month || !c.introduces(len(in.institutions), in.venue != "") {
			return false
		}
	}
	return in.published.Raw != "" && (len(in.institutions) > 0 || c.venues > 0 || madeBy().MatchString(c.s[c.at:]))
}

// factsBelow says whether the first line below a line is the facts of a paper and nothing else.
func (p *parser) factsBelow(i int) bool {
	f, ok := p.factsBehind(p.below(i))
	return ok && f.sure()
}

var linkTitle = pattern.New(`\[([^\]]{3,300})\]\(([^)\s]+)\)`)

// column is what a column of a table holds.
type column uint8

const (
	otherColumn column = iota
	titleColumn
	dateColumn
	byColumn
	nameColumn // of models; of papers, where no other column is
	readColumn // when a paper was read
	dayColumn  // 日期, which says one or the other: see row
)

// columnOf tells a column by its head.
func columnOf(head string) column {
	h := headKey(head)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(h, w) {
				return true
			}
		}
		return false
	}
	switch {
	case slices.Contains(readHeads, h):
		return readColumn
	case slices.Contains(dayHeads, h):
		return dayColumn
	case has("链接", "link", "url", "代码", "code", "笔记", "note", "pdf", "备注", "remark", "状态", "进度", "status"):
		return otherColumn
	case has("标题", "题目", "论文名", "title", "paper name") || h == "篇名" || h == "论文" || h == "paper" || h == "papers" || h == "文章" || h == "文献":
		return titleColumn
	case slices.Contains(nameHeads, h):
		return nameColumn
	case has("机构", "单位", "团队", "公司", "affiliation", "institution", "org"):
		return byColumn
	case has("年", "日期", "时间", "date", "year", "会议", "期刊", "venue", "conference", "journal", "publication", "published", "来源", "出处", "发表"):
		return dateColumn
	}
	return otherColumn
}

// headKey is the head of a column as it is compared: in lower case and simplified characters, without marks.
func headKey(head string) string { return fold.String(strings.TrimSpace(Plain(head).String)) }

// readHeads are the heads of columns that say when a paper was read, and dayHeads those of columns of dates that may.
var (
	readHeads = []string{"read", "read on", "date read", "read date", "day read", "when read", "reading date", "读于", "阅读日期", "阅读时间", "阅读日", "阅读于", "读完日期", "读完时间", "读的日期", "已读日期"}
	dayHeads  = []string{"date", "day", "日期", "时间"}
)

// nameHeads are the heads of columns of short names.
var nameHeads = []string{"name", "model", "method", "alias", "abbr", "abbr.", "short name", "acronym", "algorithm", "名称", "模型", "模型名", "方法", "简称", "缩写", "别名", "算法"}

// cells are the cells of a table's row, as bytes of the line; nil for other lines.
func cells(s string) [][2]int {
	trimmed := strings.TrimSpace(s)
	if !strings.Contains(trimmed, "|") || len(trimmed) < 3 {
		return nil
	}
	at := strings.Index(s, trimmed)
	end := at + len(trimmed)
	if trimmed[0] == '|' {
		at++
	}
	if strings.HasSuffix(trimmed, "|") && !strings.HasSuffix(trimmed, `\|`) {
		end--
	}
	var out [][2]int
	start, depth := at, 0
	lastTick := strings.LastIndexByte(s[:end], '`')
	for i := at; i < end; i++ {
		switch s[i] {
		case '\\':
			i++
		case '`':
			depth ^= 1
		case '|':
			if depth == 0 || i > lastTick {
				out = append(out, [2]int{start, i})
				start = i + 1
			}
		}
	}
	return append(out, [2]int{min(start, end), end})
}

var tableRule = pattern.New(`^\s*\|?\s*:?-{1,}:?\s*(\|\s*:?-{1,}:?\s*)+\|?\s*$`)

// tables finds the rows of tables that have a column of titles.
func (p *parser) tables() {
	within, level := Date{Year: p.fileMonth.Year, Month: p.fileMonth.Month}, 0 // the month above, or the year
	named, first := ofReading(path.Base(p.name)), true                         // the file, and its first heading
	under := named                                                             // the heading above
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == headingLine {
			text := Plain(l.text).String
			under = named || ofReading(text)
			named, first = named || first && under, false
			if d, ok := headingDate(text, within); ok {
				if d.Day == 0 || level == 0 || l.level <= level {
					within, level = d.month(), l.level
				}
			} else if y := loneYear(text); y > 0 {
				within, level = Date{Year: y}, l.level
			} else if l.level <= level {
				within, level = Date{}, 0
			}
		}
		if i == 0 || p.lines[i].kind != textLine || p.lines[i-1].kind != textLine || p.lines[i].end-p.lines[i].start > 1<<14 {
			continue
		}
		if s := p.lines[i].of(p.text); !strings.Contains(s, "|") || !tableRule().MatchString(s) {
			continue
		}
		head := p.lines[i-1].of(p.text)
		var columns []column
		titles := -1
		for k, c := range cells(head) {
			kind := columnOf(head[c[0]:c[1]])
			columns = append(columns, kind)
			if kind == titleColumn && titles < 0 {
				titles = k
			}
		}
		if titles < 0 {
			titles = slices.IndexFunc(cells(head), func(c [2]int) bool {
				h := headKey(head[c[0]:c[1]])
				return h == "name" || h == "名称"
			})
		}
		if titles < 0 {
			continue
		}
		if !p.tableOfPapers(i, titles) && !p.tableOfCredits(i, columns, titles) {
			continue
		}
		rows, read := 0, slices.Contains(columns, dayColumn) && (under || p.readLater(i, columns))
		for j := i + 1; j < len(p.lines) && p.lines[j].kind == textLine && !p.ruled(j+1); j++ {
			if p.row(j, columns, titles, within, read) {
				rows++
			} else if cells(p.lines[j].of(p.text)) == nil {
				break
			}
		}
		if rows > 0 {
			p.lines[i-1].kind, p.lines[i].kind = frameLine, frameLine
		}
	}
}

// ruled says whether a line is the rule of a table, so that the one above it is a head.
func (p *parser) ruled(i int) bool {
	if i >= len(p.lines) || p.lines[i].kind != textLine {
		return false
	}
	s := firstBytes(p.lines[i].of(p.text), 1<<14)
	return strings.Contains(s, "-") && strings.Contains(s, "|") && tableRule().MatchString(s)
}

// tableOfPapers says whether the rows below a table's rule look like papers: half of the titles, or a third of the
// rows by a link.
func (p *parser) tableOfPapers(rule, titles int) bool {
	rows, links, like := 0, 0, 0
	for j := rule + 1; j < len(p.lines) && p.lines[j].kind == textLine && rows < 200; j++ {
		s := p.lines[j].of(p.text)
		list := cells(s)
		if list == nil {
			break
		}
		if titles >= len(list) {
			continue
		}
		rows++
		cell := s[list[titles][0]:list[titles][1]]
		if m := linkTitle().FindStringSubmatch(cell); m != nil {
			cell = m[1]
		}
		if k := strings.Index(strings.ToLower(cell), "<br"); k >= 0 {
			cell = cell[:k]
		}
		if paperLike(strings.Trim(cell, " *_`《》")) {
			like++
		}
		if paperLink(s) {
			links++
		}
	}
	return rows > 0 && (2*like >= rows || 3*links >= rows)
}

// tableOfCredits says whether a table of titles, long or short, says who wrote them or where: half of the rows have an institution that is
// known or a venue with its year in a column of them.
func (p *parser) tableOfCredits(rule int, columns []column, titles int) bool {
	if columns[titles] != titleColumn || !slices.Contains(columns, byColumn) && !slices.Contains(columns, dateColumn) {
		return false
	}
	rows, credited := 0, 0
	for j := rule + 1; j < len(p.lines) && p.lines[j].kind == textLine && rows < 200; j++ {
		s := p.lines[j].of(p.text)
		list := cells(s)
		if list == nil {
			break
		}
		if strings.Trim(s, " \t|:-") == "" {
			break // the rule of another table: its rows are looked at with it
		}
		rows++
		for k, c := range list {
			if k >= len(columns) || columns[k] != byColumn && columns[k] != dateColumn {
				continue
			}
			if f, ok := p.factsBehind(s[c[0]:c[1]]); ok && (columns[k] == byColumn && f.known || f.venue && f.year) {
				credited++
				break
			}
		}
	}
	return rows > 0 && 2*credited >= rows
}

// cellDay reads the day that a cell is and nothing else. A month and day, or a day alone, are of the year or month within.
func cellDay(s string, within Date) Date {
	s = withoutWeekday(strings.TrimSpace(fold.String(s)))
	rest, d := s, Date{}
	if e, n := wordedDate(s, within); n > 0 {
		d, rest = e, s[n:]
	} else if day, n := digits(s, 2); n > 0 && within.Month > 0 {
		d, rest = Date{within.Year, within.Month, day}, s[n+suffix(s[n:], "日", "号"):]
	}
	if rest = strings.Trim(rest, dateEdges); rest != "" && !weekday(rest) || d.Day == 0 || !d.valid() {
		return Date{}
	}
	if short := s[:len(s)-len(rest)]; within.Month > 0 && d.Month > within.Month+1 && !yearWord().MatchString(short) {
		d.Year-- // December under January
	}
	return d
}

// readingWords are words of the names of reading logs; lists of what one may read have them, too.
var (
	readingWords = pattern.New(`(?i)阅读|閱讀|已读|读过|读论文|读书|精读|泛读|\b(?:reading|papers? (?:i|we) (?:have )?read|papers? read|read papers?)\b`)
	readingLists = pattern.New(`(?i)列表|清单|书单|推荐|待读|计划|资料|指南|\blists?\b|\bto[- ]read\b|awesome|recommend|group`)
)

// ofReading says whether a heading, or the name of a file, is that of a reading log.
func ofReading(s string) bool {
	s = firstBytes(s, introBytes)
	return readingWords().MatchString(s) && !readingLists().MatchString(s)
}

// readLater says whether the days in the rows below a table's rule are when the papers were read: of those with a number on arXiv,
// which has the month they came out, a third lie in a later month.
func (p *parser) readLater(rule int, columns []column) bool {
	numbers, later := 0, 0
	for j := rule + 1; j < len(p.lines) && p.lines[j].kind == textLine && j < rule+200; j++ {
		s := p.lines[j].of(p.text)
		list := cells(s)
		if list == nil {
			break
		}
		m := arXivID().FindStringSubmatch(s)
		if m == nil {
			continue
		}
		year, _ := digits(m[1], 2)
		month, _ := digits(m[2], 2)
		for k, c := range list[:min(len(list), len(columns))] {
			if d := cellDay(Plain(s[c[0]:c[1]]).String, Date{}); columns[k] == dayColumn && d.Day > 0 {
				numbers++
				if d.month().Compare(Date{Year: 2000 + year, Month: month}) > 0 {
					later++
				}
			}
		}
	}
	return later > 0 && 3*later >= numbers
}

// row reads a row of a table with titles. A cell below 日期 says when the paper was read if it is a day of the year or month above,
// if another cell says when it came out, or if read says that of the table; else it says when it came out.
func (p *parser) row(i int, columns []column, titles int, within Date, read bool) bool {
	l := &p.lines[i]
	s := l.of(p.text)
	list := cells(s)
	if titles >= len(list) {
		return false
	}
	cell := s[list[titles][0]:list[titles][1]]
	title, rest := cell, len(cell)
	if m := linkTitle().FindStringSubmatchIndex(cell); m != nil {
		title, rest = cell[m[2]:m[3]], m[1]
	}
	if k := strings.Index(strings.ToLower(title), "<br"); k >= 0 {
		title, rest = title[:k], min(rest, k)
	}
	title = strings.Trim(title, " \t《》*_`")
	if len(title) < 3 || !strings.Contains(title, " ") && title == strings.ToLower(title) && ascii(title) {
		return false // arxiv, pdf, link
	}
	f := lead{single: true, indent: 1 << 20}
	var days []string
	for k, c := range list {
		if k >= len(columns) {
			break
		}
		text := strings.TrimSpace(Plain(s[c[0]:c[1]]).String)
		switch columns[k] {
		case dateColumn:
			f.published += " " + text
		case readColumn:
			if d := cellDay(text, within); d.Day > 0 {
				f.read, f.readAs = d, text
			}
		case dayColumn:
			days = append(days, text)
		case byColumn:
			f.by += " " + text
		case nameColumn:
			if k != titles && f.alias == "" {
				f.alias = alias(text + ":")
			}
		}
	}
	out := yearWord().MatchString(f.published) // when it came out is said
	for _, text := range days {
		d := cellDay(text, within)
		if _, n := readDate(text); f.read.Day == 0 && d.Day > 0 && (n == 0 && !yearWord().MatchString(text) || out || read) {
			f.read, f.readAs = d, text
		} else {
			f.published += " " + text
		}
	}
	return p.title(i, title, l.start+list[titles][0]+rest, f)
}

var (
	// The venue or year of a heading in brackets: [2017 ICCV], (NeurIPS 2022), [NIPS'19], 【KDD 2023】.
	bracket = pattern.New(`[\[(（【]([^\[\]()（）【】]{2,40})[\])）】]`)
	// Lines below a heading that only a paper has.
	cited = pattern.New(`(?i)^[\s*_>\-+]*\[?(论文|论文链接|论文地址|原文|文章链接|paper|arxiv|pdf|doi|作者|authors?|机构|单位|发表|会议|期刊|venue|published|abstract|摘要|代码|github)[\]\s*_]*[:：(（]`)
)

// paperURL is a link to a paper on a line of little else.
var paperURL = pattern.New(`(?i)^[\s>*_\-+]*(?:\[[^\]]{1,30}\]\()?<?https?://(?:www\.)?(?:arxiv\.org|doi\.org|openreview\.net|aclanthology\.org|openaccess\.thecvf\.com|dl\.acm\.org)/`)

// isVenue says whether words in brackets are a venue, or a year with one, and what was won there: AAAI2021最佳论文.
func isVenue(s string) bool {
	in := introduction{}
	c := &cursor{s: strings.TrimSpace(s), in: &in, dates: true}
	for c.at < len(c.s) {
		if !c.venue() && !c.date() && !c.joint() {
			return c.venues > 0 && besideVenue().MatchString(c.s[c.at:])
		}
	}
	return c.venues > 0
}

// isYear says whether words in brackets are a year and nothing else.
func isYear(s string) bool {
	y, n := digits(s, 5)
	return n == 4 && len(s) == 4 && y >= 1900 && y <= 2100
}

// maxHeading is how many bytes a heading may have that is a title; longer ones are text with a sharp in front.
const maxHeading = 600

// headingTitles finds headings that are titles: by a venue in brackets, or by what only a paper has below them.
func (p *parser) headingTitles() {
	var strong, weak, under []int
	dayLevel := 0
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != headingLine || l.text == "" || len(l.text) > maxHeading {
			continue
		}
		if d, ok := headingDate(Plain(l.text).String, Date{Year: 2000}); ok {
			dayLevel = 0
			if d.Day > 0 {
				dayLevel = l.level
			}
			continue
		}
		if l.level <= dayLevel {
			dayLevel = 0
		}
		title, found := "", false
		for _, m := range bracket().FindAllStringSubmatchIndex(l.text, -1) {
			text := l.text[m[2]:m[3]]
			found = found || isVenue(text) || isYear(text) && paperLike(l.text)
		}
		title = l.text
		if _, f, ok := p.titleFacts(l.text); !found && ok && (f.venue || dayLevel > 0 && (f.known || f.acronym)) && paperLike(l.text) {
			found = true
		}
		switch {
		case found && utf8.RuneCountInString(title) > 12:
			strong = append(strong, i)
		case paperLike(title) && (p.citedBelow(i) || p.linkCitedBelow(i) || dayLevel > 0 && p.evidence(block{line: i, alone: true})):
			weak = append(weak, i)
		case dayLevel > 0 && p.linkedBelow(i):
			weak = append(weak, i)
		case dayLevel > 0 && p.namedAbove(i):
			weak = append(weak, i)
		case dayLevel > 0 && l.level == dayLevel+1 && paperLike(title) && !diaryHeading().MatchString(title):
			under = append(under, i)
		}
	}
	for _, i := range strong {
		l := &p.lines[i]
		text := l.text
		var f lead
		if rest, said, ok := p.titleFacts(text); ok && paperLike(rest) {
			text, f.published, f.by = rest, said.said, p.institutionsOf(said.said)
		}
		for _, m := range bracket().FindAllStringSubmatch(text, -1) {
			switch {
			case isVenue(m[1]) || isYear(m[1]):
				f.published += " " + m[1]
			default:
				f.by += " " + m[1]
			}
		}
		title := strings.TrimSpace(bracket().ReplaceAllStringFunc(text, func(b string) string {
			inner := strings.Trim(b, "[]()（）【】")
			if isVenue(inner) || isYear(inner) {
				return " "
			}
			if _, ok := p.rules.Institution(inner); ok {
				return " "
			}
			return b
		}))
		if rest, number := marksBefore(title); number {
			title = rest
		}
		p.title(i, strings.Trim(title, "《》"), l.end, f)
	}
	if len(under)+len(weak) >= 2 {
		weak = append(weak, under...)
	}
	for _, i := range weak {
		l := &p.lines[i]
		if len(weak) < 2 && l.level == 1 {
			continue // the title of the file: see wholeFile
		}
		title, f := l.text, lead{}
		if rest, number := marksBefore(title); number {
			title = rest
		}
		if full := p.fullTitle(i); full != "" {
			if name := strings.TrimSpace(Plain(title).String); nameOnly(name) {
				f.alias = name
			}
			title = full
		}
		p.title(i, bareName(strings.Trim(title, "《》 ")), l.end, f)
	}
}

// diaryHeading are words of headings below a day that are of no paper.
var diaryHeading = pattern.New(`(?i)\b(?:meetings?|todos?|agenda|minutes|standup|seminars?|lunch|plans?|tomorrow|today|tasks?|errands?|admin)\b|会议|组会|周会|例会|待办|计划|安排|日程|进展`)

// linkedBelow says whether a heading could be a name and the address of a paper stands below it, or its number: DETR. What people call
// parts of an entry by are no names.
func (p *parser) linkedBelow(i int) bool {
	title := p.headTitle(i)
	if !nameBeside(title) && !titleLike(title) || p.isNote(i) || sectionWeight(strings.ToLower(title)) > 0 || diaryHeading().MatchString(title) || linkWords().MatchString(title) && len(strings.Fields(title)) < 3 {
		return false
	}
	n := 0
	for j := i + 1; j < len(p.lines) && n < 2; j++ {
		switch p.lines[j].kind {
		case blankLine:
			continue
		case textLine:
		default:
			return false
		}
		n++
		s := firstBytes(p.lines[j].of(p.text), 400)
		if paperURL().MatchString(s) || arXivLabel().MatchString(strings.TrimLeft(s, " \t>-*+")) || authorLabel().MatchString(s) ||
			cited().MatchString(s) && slices.ContainsFunc(links(s), paperLink) {
			return true
		}
	}
	return false
}

// authorLabel is a label that only a paper has below its name.
var authorLabel = pattern.New(`(?i)^[\s*_>\-+]*(?:作者|authors?|原题|原題|英文标题|英文標題)[\s*_]*[:：]`)

// fullTitle is the title that a label below a heading gives, where the heading is a name of the paper: 原题：…
func (p *parser) fullTitle(i int) string {
	n := 0
	for j := i + 1; j < len(p.lines) && n < 3; j++ {
		switch p.lines[j].kind {
		case blankLine:
			continue
		case textLine:
		default:
			return ""
		}
		n++
		if m := originalTitle().FindStringSubmatch(firstBytes(p.lines[j].of(p.text), 400)); m != nil && paperLike(m[1]) {
			return m[1]
		}
	}
	return ""
}

var originalTitle = pattern.New(`(?i)^[\s*_>\-+]*(?:原题|原題|原文标题|原文標題|英文标题|英文標題|论文标题|論文標題|论文题目|論文題目|full title|title)\s*[*_]*\s*[:：]\s*[*_]*\s*(\S.{5,300})$`)

// linkCitedBelow says whether one of the first lines below a heading says who wrote a paper and when, and has a link to it.
func (p *parser) linkCitedBelow(i int) bool {
	n := 0
	for j := i + 1; j < len(p.lines) && n < 3; j++ {
		switch p.lines[j].kind {
		case blankLine:
			continue
		case textLine:
		default:
			return false
		}
		n++
		s := strings.TrimLeft(firstBytes(p.lines[j].of(p.text), 400), " \t>-*+")
		if strings.Contains(s, "http") && slices.ContainsFunc(links(s), paperLink) && p.source(s) != "" {
			return true
		}
	}
	return false
}

// namedAbove says whether a heading is a name, of few words or with a number, above a line that introduces a paper: 1. Mamba.
func (p *parser) namedAbove(i int) bool {
	title := p.headTitle(i)
	return nameBeside(title) && !p.isNote(i) && sectionWeight(strings.ToLower(title)) == 0 && p.datedBelow(i)
}

// citedBelow says whether the lines below a heading name a paper's link, authors or venue.
func (p *parser) citedBelow(i int) bool {
	for j, n := i+1, 0; j < len(p.lines) && n < 6; j++ {
		l := &p.lines[j]
		switch l.kind {
		case blankLine:
			continue
		case headingLine, titleLine:
			return false
		}
		s := l.of(p.text)
		if len(s) > 400 {
			s = s[:400]
		}
		if cited().MatchString(s) || n < 3 && paperURL().MatchString(s) {
			return true
		}
		n++
	}
	return false
}

var (
	labelTitle = pattern.New(`(?i)^[\s>*_\-+#]*(?:论文标题|论文题目|论文名称|文章标题|标题|题目|paper title|title)\s*[*_]*\s*[:：]\s*[*_]*\s*(.{6,300})$`)
	nodeTitle  = pattern.New(`\[论文(?:标题|题目)\s*[:：]\s*([^\]]{6,300})\]`)
	nameNumber = pattern.New(`^(?:\d{1,4}[-_.、\s]+)`)
)

// sections are headings that a paper's write-up has, and below them those that other texts have too.
var sections = [2][]string{
	{
		"abstract", "摘要", "动机", "motivation", "实验", "experiment", "related work", "相关工作", "相关研究", "创新", "贡献", "contribution", "思维导图",
		"论文", "method", "方法", "limitation", "局限", "comment",
	},
	{
		"note", "highlight", "笔记", "总结", "summary", "背景", "background", "introduction", "引言", "结论", "conclusion", "模型", "问题", "key point", "要点",
	},
}

// sectionWeight is how much a heading speaks for a paper's write-up: 2 for what only papers have, 1 for what other
// texts have too. In English it is the word alone.
func sectionWeight(text string) int {
	if rest, number := marksBefore(text); number {
		text = rest
	}
	text = strings.Trim(text, " :：")
	latin := len(text) > 0 && asciiLetter(text[0])
	for i, list := range sections {
		for _, w := range list {
			if latin && (text == w || text == w+"s" || strings.HasPrefix(text, "my "+w)) ||
				!latin && !ascii(w) && strings.Contains(text, w) && utf8.RuneCountInString(text) < 40 {
				return 2 - i
			}
		}
	}
	return 0
}

// wholeFile takes a file for one paper if nothing in it was found to be one, nor dated, and its title is told: in
// front matter, by a label, in its first heading with a paper's sections below, or by a name that is a title.
func (p *parser) wholeFile() {
	headings, section, first := 0, 0, -1
	items, said := 0, 0
	for i := range p.lines {
		l := &p.lines[i]
		switch l.kind {
		case titleLine:
			return
		case itemLine:
			items++
		case textLine:
			if !p.inFront(i) {
				said++
			}
		case headingLine:
			text := strings.ToLower(strings.TrimSpace(Plain(l.text).String))
			if d, ok := headingDate(text, Date{}); ok && d.Month > 0 {
				return
			}
			if headings++; first < 0 {
				first = i
			}
			section += sectionWeight(text)
		}
	}
	_, likely := p.about.paper()
	if items > 0 && (!likely || items > said) {
		return // a list of tasks; those of a note on a paper are its own
	}
	if len(p.lines) == 0 || p.isTemplate() {
		p.wholeNote()
		return
	}
	name := strings.TrimSuffix(path.Base(p.name), path.Ext(p.name))
	f := lead{}
	for _, m := range bracket().FindAllStringSubmatch(name, -1) {
		if isVenue(m[1]) || isYear(m[1]) {
			f.published = m[1]
			name = strings.TrimSpace(strings.Replace(name, m[0], " ", 1))
		}
	}
	numbered := nameNumber().MatchString(name)
	name = nameNumber().ReplaceAllString(name, "")
	if rest, ok := marksBefore(name); ok {
		name = rest
	}
	switch strings.ToLower(strings.Trim(name, "_ ")) {
	case "readme", "changelog", "index", "license", "contributing", "todo", "history", "news", "faq":
		p.wholeNote()
		return
	}
	title := ""
	at := 0
	switch {
	case likely, (section > 2 || section > 0 && p.about.get("authors") != "") && paperLike(p.about.get("title")):
		title, line := p.frontTitle()
		p.wholeEntry(KindPaper, title, line)
		return
	case first >= 0 && (section > 2 || p.citedBelow(first)) && paperLike(p.headTitle(first)) && p.onlyAtTop(first):
		title, at = p.headTitle(first), first
	case first >= 0 && section > 0 && fold.Key(p.headTitle(first)) == fold.Key(name) && p.onlyAtTop(first):
		title, at = p.headTitle(first), first
	case p.labelled() != "":
		title = p.labelled()
	case section > 1 && p.named() != "":
		title = p.named()
	case numbered && section > 2 && len(name) > 2, first >= 0 && p.isNote(first) && len(strings.Fields(name)) > 1:
		title = name
	case f.published != "" && utf8.RuneCountInString(name) > 5:
		title = name
	case paperLike(name) && (section > 1 || headings == 0 && p.front == 0) && titleCase(name):
		title = name
	}
	if title == "" {
		p.wholeNote()
		return
	}
	l := &p.lines[at]
	body := l.start
	switch {
	case p.front > 0 && p.front < len(p.lines):
		at, body = 0, p.lines[p.front].start // front matter says what the fields say
	case at > 0:
		at, body = 0, p.lines[0].start // what stands above the heading is of the paper too
	case first == 0 && title == p.headTitle(0):
		body = l.end
	}
	if p.title(at, strings.Trim(title, "《》\"' "), body, f) {
		p.whole, p.wholeKind = true, KindPaper
		p.flatten(at)
	}
}

// wholeNote makes one note of a file with front matter. Headings that look like the titles of papers are kept apart.
func (p *parser) wholeNote() {
	if !p.about.yaml {
		return
	}
	titles := 0
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == headingLine && paperLike(l.text) {
			titles++
		}
	}
	if titles < 3 {
		title, line := p.frontTitle()
		p.wholeEntry(KindNote, title, line)
	}
}

// headTitle is a heading without the number before it.
func (p *parser) headTitle(i int) string {
	text := strings.TrimLeft(p.lines[i].text, "# ")
	if rest, number := marksBefore(text); number {
		text = rest
	}
	return strings.Trim(text, "《》 ")
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

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// onlyAtTop says whether the heading stands before any text and no other is of its level.
func (p *parser) onlyAtTop(first int) bool {
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case i < first && l.kind == textLine && !p.inFront(i):
			return false
		case i > first && l.kind == headingLine && l.level <= p.lines[first].level:
			return false
		}
	}
	return true
}

// inFront says whether a line is of the front matter.
func (p *parser) inFront(i int) bool { return i < p.front }

// titleCase says whether Latin words begin with capitals, as titles of files that are papers do.
func titleCase(s string) bool {
	capitals, small := 0, 0
	for _, w := range strings.Fields(s) {
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case unicode.IsUpper(r):
			capitals++
		case unicode.IsLower(r) && len(w) > 3:
			small++
		}
	}
	return capitals > small || capitals == 0 && small == 0
}

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
