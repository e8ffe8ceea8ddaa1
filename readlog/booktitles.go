package readlog

import (
	"cmp"
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

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
		name, said := "", ""
		if at := strings.Index(rest, "《"); at > 0 && number && own == 0 {
			if name, said = calledBefore(rest[:at]); name != "" || said != "" {
				rest = rest[at:]
			}
		}
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
		x := p.leadOf(inner, tail)
		if name != "" || said != "" {
			x.alias, x.published = cmp.Or(name, x.alias), strings.TrimSpace(said+" "+x.published)
		}
		p.title(i, inner, l.start+len(s)-len(rest)+end, x)
	}
}

// calledBefore reads what stands before 《Title》 and a sign if it is the short name of the paper or its venue, and nothing else: RankNet，《Title》.
func calledBefore(s string) (name, said string) {
	words := strings.TrimRight(s, " ,，:：、-–—|")
	if len(words) == len(strings.TrimRight(s, " ")) {
		return "", ""
	}
	if said, year, ok := venueAndYear(words); ok && year {
		return "", said
	}
	if strings.Contains(words, " ") || !nameOnly(words) || !asciiLetter(words[0]) {
		return "", ""
	}
	return words, ""
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
		c := &cursor{s: Plain(firstBytes(tail, longestSaid)).String, rules: p.rules, in: &in}
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

// notesOn says whether a line is a title and that notes on it follow or, in brackets, what it is called, and the next introduces the paper.
func (p *parser) notesOn(i int, tail string) bool {
	tail = strings.Trim(tail, " *_:：")
	called := aside().MatchString(tail) && utf8.RuneCountInString(tail) <= longestAside
	return (called || slices.Contains(noteWords, strings.ToLower(tail))) && p.datedBelow(i)
}

// aside is words in brackets and nothing else, and longestAside how many runes they may have.
var aside = pattern.New(`^[(（][^()（）《》。；]+[)）]$`)

const longestAside = 40

// bookHeadings finds headings that are 《Title》 with something around: who wrote it and when, 《Title》 2023 CMU; a number, below a day or
// in a list of them, 1. 《Title》; the day it was read, 2024.3.5 《Title》.
func (p *parser) bookHeadings() {
	within, level := Date{}, 0 // the date of the heading above, and its level
	type found struct {
		line, level int
		title, tail string
		name        string
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
				p.title(i, title, l.end, p.leadOf(title, tail))
			}
			continue
		}
		if d, ok := bareDate(head, within); ok {
			if d.Day > 0 && !strings.ContainsAny(tail, "《。；") && utf8.RuneCountInString(tail) <= longestBeside {
				x := p.leadOf(title, tail)
				x.read = d
				p.title(i, title, l.end, x)
			}
			continue
		}
		left, number := marksBefore(head + " ")
		name, said := calledBefore(left)
		if number && plain && (left == "" || name != "" || said != "") {
			counted = append(counted, found{i, l.level, title, said + tail, name})
			dated = dated || level > 0 && l.level > level
		}
	}
	if len(counted) < 2 && !dated {
		return
	}
	for _, f := range counted {
		x := p.leadOf(f.title, f.tail)
		x.alias = cmp.Or(f.name, x.alias)
		p.title(f.line, f.title, p.lines[f.line].end, x)
	}
}

// leadOf is what words behind 《Title》 say. A name in brackets and nothing else, 《Title》（COLMAP）, is what the paper is called where its
// title has no name.
func (p *parser) leadOf(title, tail string) lead {
	l := lead{published: tail, by: tail}
	tail = strings.Trim(tail, " *_")
	name, ok := inParentheses(title + tail)
	if !ok || utf8.RuneCountInString(tail) != utf8.RuneCountInString(name)+len("()") || Alias(title) != "" || isVenue(name) {
		return l
	}
	if _, known := p.rules.Institution(name); !known {
		l.alias = name
	}
	return l
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
	c := &cursor{s: Plain(firstBytes(tail, longestSaid)).String, rules: p.rules, in: &in}
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
