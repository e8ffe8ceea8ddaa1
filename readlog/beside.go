package readlog

import (
	"papersearch/fold"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Some items are told for papers by where they stand more than by what they say: beside one that is a paper, else they would be
// points of it, or in a list that is all a day has. They still must begin with a name and lead to a paper.

// besideItem is an item of the list that is looked at.
type besideItem struct {
	line, body, indent int
	titled             bool // already
	apart              bool // from the body of a paper above the list
	sure               bool // what it says is of a paper whatever stands beside it
	by                 string
	citation
}

// beside finds papers among the items of lists that have one already, and of lists that are the first thing below a day or month.
func (p *parser) beside() {
	day, first, open := 0, false, false // first says that nothing stands below the date yet, open that a paper's body goes on
	if p.fileDay.Day > 0 {
		day, first = 1, true
	}
	for i := p.front; i < len(p.lines); i++ {
		l := &p.lines[i]
		switch l.kind {
		case blankLine, frameLine:
			continue
		case headingLine:
			d, ok := l.date(Date{Year: anyYear})
			dated := ok && d.Month > 0
			switch {
			case dated:
				day = l.level
			case l.level <= day:
				day = 0
			}
			open, first = false, day > 0 && (dated || logTitle(Plain(l.text).String))
			continue
		}
		s := l.of(p.text)
		if l.code || l.kind == itemLine || bullet(strings.TrimLeft(s, " \t")) == 0 {
			open = l.kind == titleLine && !l.lead.single || open && l.kind != titleLine
			first = false
			continue
		}
		end, list := p.listAt(i, !open || l.kind == titleLine)
		p.takeBeside(list, first && !open)
		for j := i; j < end; j++ {
			if p.lines[j].kind == titleLine {
				open = !p.lines[j].lead.single
			}
		}
		i, first = end-1, false
	}
}

// listAt reads the list that begins at a line, up to the line behind it: items with the same mark at the same indent, or with numbers
// that go on, and what is nested. A paper in a list with numbers may have text below that is not indented. apart says that the list is
// no part of a paper's body.
func (p *parser) listAt(i int, apart bool) (end int, list []besideItem) {
	first := strings.TrimLeft(p.lines[i].of(p.text), " \t")
	indent := indentOf(p.lines[i].of(p.text))
	number, numbered := digits(first, 3)
	step := 0
	for end = i; end < len(p.lines); end++ {
		l := &p.lines[end]
		if l.kind == headingLine || l.kind == frameLine {
			break
		}
		if l.kind == blankLine {
			continue
		}
		s := l.of(p.text)
		trimmed := strings.TrimLeft(s, " \t")
		if end > i && indentOf(s) > indent {
			if l.kind == titleLine && !list[len(list)-1].titled {
				break // a list in a list
			}
			continue
		}
		if n := len(list); bullet(trimmed) == 0 || l.kind == itemLine {
			if l.kind == textLine && numbered > 0 && n > 0 && list[n-1].titled && !p.lines[list[n-1].line].lead.single {
				continue
			}
			break
		}
		if indentOf(s) < indent {
			break
		}
		next, k := digits(trimmed, 3)
		if (k > 0) != (numbered > 0) || k == 0 && trimmed[0] != first[0] {
			break
		}
		if k > 0 && end > i {
			if by := next - number; by != 1 && by != -1 || step != 0 && by != step {
				break
			} else {
				step = by
			}
			number = next
		}
		apart = apart || l.kind == titleLine
		list = append(list, besideItem{line: end, indent: indent, titled: l.kind == titleLine, apart: apart && !l.code})
	}
	return max(end, i+1), list
}

// takeBeside makes titles of the items of a list that are papers by what stands beside them. Below a day all of the list must be
// papers, or nearly all; below a paper of the list, as long as nothing else comes between.
func (p *parser) takeBeside(list []besideItem, day bool) {
	titled, cited, others, sure := 0, 0, 0, false
	for _, x := range list {
		if x.titled {
			titled++
		}
	}
	if titled == len(list) || titled == 0 && !day {
		return
	}
	for i := range list {
		x := &list[i]
		if x.titled {
			continue
		}
		if x.apart {
			p.citeBeside(x)
		}
		if sure = sure || x.sure; x.title != "" {
			cited++
		} else {
			others++
		}
	}
	if cited == 0 || titled == 0 && !sure {
		return
	}
	above := ""
	single, broken, most := true, titled == 0 && others > 0, titled+cited >= 2 && titled+cited >= 3*others
	for _, x := range list {
		l := &p.lines[x.line]
		switch {
		case x.titled:
			above, single = l.title, l.lead.single
			continue
		case x.title == "":
			broken = true
			continue
		case broken && !most, sameName(above, x.title):
			continue
		}
		if p.title(x.line, x.title, x.body, lead{published: x.said, by: x.by, single: single, indent: x.indent}) {
			above = l.title
		}
	}
}

// sameName says whether a name is that of the paper above, or the other way round: LoRA, LoRA: Low-Rank Adaptation.
func sameName(title, name string) bool {
	t, n := fold.Key(title), fold.Key(name)
	return t == n || t != "" && t == fold.Key(Alias(name)) || n != "" && n == fold.Key(Alias(title))
}

// citeBeside reads an item that begins with a name, in bold or as a link, and leads to a paper: **LoRA** [arXiv](…). In a list with
// numbers facts in brackets will do: **RRHF** (NeurIPS 2023, Alibaba); behind 《Title》, when it came out and by whom.
func (p *parser) citeBeside(x *besideItem) {
	l := &p.lines[x.line]
	trimmed := strings.TrimLeft(l.of(p.text), " \t")
	start := len(itemStart().FindString(trimmed))
	if start == 0 || start >= len(trimmed) || len(trimmed) > introBytes {
		return
	}
	s := trimmed[start:]
	take := func(c citation, sure bool) {
		x.citation, x.sure, x.body, x.by = c, sure, l.end-len(s)+c.end, p.institutionsOf(c.said)
	}
	if m := linkTitle().FindStringSubmatchIndex(s); m != nil && !(hasLetters(s[:m[0]]) || strings.Contains(s[:m[0]], "[")) {
		if name := s[m[2]:m[3]]; paperLink(s[m[4]:m[5]]) && nameBeside(name) {
			take(citation{title: name, end: m[1], said: s[m[1]:]}, true)
		}
		return
	}
	if end := closingMark(s); strings.HasPrefix(s, "《") && end > 0 {
		if tail := strings.Trim(s[end:], " \t*_"); tail == "" || p.introduces(tail, true) {
			take(citation{title: s[len("《") : end-len("》")], end: end, said: tail}, true)
			x.by = tail
		}
		return
	}
	if !hasAnyPrefix(s, "**", "__") {
		return
	}
	c := p.cite(s)
	if !c.marked || !nameBeside(c.title) {
		return
	}
	rest := strings.TrimLeft(s[c.end:], " \t:：")
	if m := bracket().FindStringIndex(rest); m != nil && m[0] == 0 && !strings.HasPrefix(rest[m[1]:], "(") {
		f, ok := p.factsBehind(rest[:m[1]])
		if _, numbered := digits(trimmed, 1); ok && numbered > 0 && (f.year || f.known || f.venue) {
			c.said = f.said
			take(c, f.year && (f.venue || f.acronym || f.authors || f.known && paperLike(c.title)))
			return
		}
		if ok {
			rest = strings.TrimLeft(rest[m[1]:], " \t:：,，")
		}
	}
	// The link comes first, or says that it is one to the paper: **LoRA**: low-rank updates [arXiv](…), but not see [BERT](…).
	if cut := linkStart().FindStringIndex(rest); cut != nil && (cut[0] == 0 || paperLabel().MatchString(rest[cut[0]:])) && slices.ContainsFunc(links(rest[cut[0]:]), paperLink) {
		take(c, true)
	}
}

// nameBeside says whether words could be a title, or the name of a paper, in a place where one stands.
func nameBeside(s string) bool {
	s = strings.TrimSpace(strings.Trim(s, "《》"))
	if linkWords().MatchString(s) && len(strings.Fields(s)) <= 3 || version().MatchString(s) || slices.ContainsFunc(labelWords, func(w string) bool { return strings.Contains(s, w) }) && utf8.RuneCountInString(s) <= longestLabelWord {
		return false
	}
	if titleLike(s) || nameOnly(s) || paperLike(s) {
		return true
	}
	han := 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" -·+（）()", r):
			return false
		}
	}
	// word2vec, vLLM; 扩散模型综述, but not 核心思想
	return han >= shortestHan || han == 0 && !strings.Contains(s, " ") && strings.ContainsFunc(s, func(r rune) bool { return unicode.IsUpper(r) || unicode.IsDigit(r) })
}

// shortestHan is how many characters a Chinese title has at least, and longestLabelWord how many runes words over a link.
const (
	shortestHan      = 5
	longestLabelWord = 8
)

// labelWords are in what people write over or before the link of a paper that is named elsewhere.
var labelWords = []string{"论文", "链接", "地址", "原文", "代码", "参考", "相关", "对比", "笔记", "博客", "解读", "主页", "项目", "视频", "出处", "来源", "详见", "阅读", "資料", "资料", "作者", "机构"}
