package readlog

import (
	"papersearch/internal/pattern"
	"strings"
	"unicode/utf8"
)

// Items of a diary say what was done: First-pass read [Title](https://arxiv.org/…), Skimmed "Title", 读了 [Title](…); and ticked ones
// - [x] 阅读论文：Title, - [x] 精读论文《Title》.

var (
	// Words for reading that an item begins with, and what they are of.
	readVerb = pattern.New(`^(?i:(?:i |we |just |also |finally |then |did |done |quick |quickly |briefly |partially |half |re-?|(?:a |the )?(?:1st|2nd|3rd|first|second|third|final|quick|another)[- ]?(?:pass|reading)?[- ]?(?:of |on )?)*` +
		`(?:read(?:ing)?|finish(?:ed|ing)?(?: reading)?|skimm?(?:ed|ing)?|glanced?(?: over| at| through)?|glancing(?: over| at| through)?|stud(?:ied|ying|y)|went (?:through|over)|go(?:ing)? (?:through|over)|look(?:ed|ing)? (?:at|over|through|into)|review(?:ed|ing)?|browsed|scanned|start(?:ed)? reading|continue[ds]? reading|pass(?: of| on)?)\b` +
		`(?: (?:up|of|on|the|a|an|this|through|over|about|through|some|part|half))*(?: (?:research |survey |review |journal )?(paper|preprint|article|survey|review|study))?(?: (?:on|about|titled|called|named|entitled|by))*\s*[:：,-]?\s*)`)
	readVerbHan = pattern.New(`^(?:今[天日]|上午|下午|晚上|早上|昨[天晚]|继续|又|再|把|完成|完成了)*(?:精读|泛读|粗读|略读|速读|通读|重读|再读|初读|细读|研读|阅读|读完|读|看完|看|学习|复习|翻|扫)(?:了|完|过)*(?:[一两]?篇|这篇|一下|一遍|完|了)*(?:的)?\s*(论文|文章|文献|综述|[Pp]aper)?[一1二2三3]?\s*[:：,，]?\s*`)
	// The part of the day that stands before them: 【晚上】, [9:00-10:30], 上午：.
	dayPart = pattern.New(`^(?:[【\[(（](?:\p{Han}{0,2}[早中下上晚白凌今昨午][上午晚天晨日]?|\d{1,2}[:：]\d{2}(?:\s*[-–~—]\s*\d{1,2}[:：]\d{2})?|(?i:am|pm|morning|afternoon|evening|night))[】\])）]|(?:早上|上午|中午|下午|晚上|白天|凌晨|\d{1,2}[:：]\d{2}(?:\s*[-–~—]\s*\d{1,2}[:：]\d{2})?)[:：，, ])\s*`)
	// Marks around a title behind them.
	diaryMarks = [][2]string{{"《", "》"}, {"“", "”"}, {`"`, `"`}, {"`", "`"}, {"`", "'"}, {"‘", "’"}, {"'", "'"}, {"**", "**"}, {"「", "」"}, {"*", "*"}, {"_", "_"}}
)

// diaryItems finds papers in items below a day that begin with a word for reading. Of ticked ones that name a paper, 阅读论文《Title》, no day
// need be above.
func (p *parser) diaryItems() {
	day := 0
	if p.fileDay.Day > 0 {
		day = 1
	}
	var within []bool
	for i := p.front; i < len(p.lines); i++ {
		l := &p.lines[i]
		if l.kind == headingLine {
			if d, ok := l.date(Date{Year: anyYear}); ok && d.Day > 0 || l.day.Day > 0 {
				day = l.level
			} else if l.level <= day {
				day = 0
			}
			continue
		}
		if l.code || l.mute || l.kind != textLine && (l.kind != itemLine || !l.done || l.listed) || day == 0 && l.kind != itemLine {
			continue
		}
		if within == nil {
			within = p.within()
		}
		if within[i] {
			continue
		}
		s := p.unwrapped(i)
		trimmed := strings.TrimLeft(s, " \t")
		start := len(itemStart().FindString(firstBytes(trimmed, 40)))
		if start == 0 || len(trimmed) > introBytes {
			continue
		}
		text := strings.TrimLeft(trimmed[start:], " \t")
		text = text[len(dayPart().FindString(text)):]
		verb := readVerb
		if text == "" || text[0] >= utf8.RuneSelf {
			verb = readVerbHan
		}
		m := verb().FindStringSubmatchIndex(firstBytes(text, 200))
		if m == nil || m[1] == 0 {
			continue
		}
		kind := m[2] >= 0 // it says that it is a paper
		c, ok := p.diaryTitle(text[m[1]:], text[:m[1]], kind)
		if !ok || day == 0 && !kind {
			continue
		}
		at := l.start + len(s) - len(text) + m[1] + c.end
		if p.title(i, c.title, at, lead{published: c.said, by: p.institutionsOf(c.said), single: true, indent: indentOf(s)}) {
			p.takeWrapped(i, len(s))
		}
	}
}

// diaryTitle reads the title behind a word for reading. paper says that the word is of papers.
func (p *parser) diaryTitle(s, verb string, paper bool) (citation, bool) {
	if m := linkTitle().FindStringSubmatchIndex(s); m != nil && m[0] == 0 {
		title := s[m[2]:m[3]]
		title = strings.TrimSuffix(title, " paper")
		ok := paperLink(s[m[4]:m[5]]) && (paperLike(title) || titleLike(title) || nameBeside(title)) && !linkWords().MatchString(title)
		return citation{title: title, end: m[1], said: p.source(s[m[1]:])}, ok
	}
	if inner, n, mark, ok := cutMarked(s, diaryMarks); ok && inner != "" {
		title := strings.Trim(inner, " ,.，。")
		behind := strings.TrimSpace(s[n:])
		sure := paper && (mark == "《" || titleLike(title)) || mark != "*" && mark != "_" && paperLike(title) && titleCase(title) && (behind == "" || hasAnyPrefix(behind, "by ", "(", "[", "（", ",", ".", "，", "。", "and ", "http", "，", "：", ":", "-", "—"))
		return citation{title: title, end: n, said: p.source(s[n:])}, sure && !version().MatchString(title)
	}
	if !paper || !hasAnySuffix(strings.TrimSpace(verb), ":", "：") {
		return citation{}, false
	}
	end := len(s)
	if cut := linkStart().FindStringIndex(s); cut != nil {
		end = cut[0]
	}
	title := strings.TrimSpace(s[:end])
	n := utf8.RuneCountInString(title)
	return citation{title: title, end: end}, n > 3 && n <= longestTitle && (paperLike(title) || titleLike(title) || nameBeside(title)) && !strings.ContainsAny(title, "，；。")
}
