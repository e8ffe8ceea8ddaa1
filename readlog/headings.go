package readlog

import (
	"cmp"
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxHeading is how many bytes a heading may have that is a title; longer ones are text with a sharp in front.
const maxHeading = 600

// headingTitles finds headings that are titles: by a venue in brackets, or by what only a paper has below them.
func (p *parser) headingTitles() {
	var strong, weak, under, linked, bare []int
	dayLevel := 0
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != headingLine || l.text == "" || len(l.text) > maxHeading {
			continue
		}
		if d, ok := l.date(Date{Year: anyYear}); ok {
			dayLevel = 0
			if d.Day > 0 {
				dayLevel = l.level
			}
			continue
		}
		if l.level <= dayLevel {
			dayLevel = 0
		}
		if ofRead(l.text) || listName(l.text) >= weakList {
			continue // one item below it has a link, too
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
		case headLinked(l.text) != "":
			linked = append(linked, i)
		case paperLike(title) && (p.citedBelow(i) || p.linkCitedBelow(i) || dayLevel > 0 && p.evidence(block{line: i, alone: true})):
			weak = append(weak, i)
		case dayLevel == 0 && p.bareBelow(i):
			bare = append(bare, i)
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
		title, f = p.withoutTags(title, f)
		p.title(i, strings.Trim(title, "《》"), l.end, f)
	}
	weak = append(weak, linked...)
	if len(bare)+len(weak) >= 2 {
		weak = append(weak, bare...)
	}
	slices.Sort(weak)
	if len(under)+len(weak) >= 2 {
		weak = append(weak, under...)
	}
	for _, i := range weak {
		l := &p.lines[i]
		if len(weak) < 2 && l.level == 1 {
			continue // the title of the file: see wholeFile
		}
		title, f := cmp.Or(headLinked(l.text), l.text), lead{}
		if rest, number := marksBefore(title); number {
			title = rest
		}
		if full := p.fullTitle(i); full != "" {
			if name := strings.TrimSpace(Plain(title).String); nameOnly(name) {
				f.alias = name
			}
			title = full
		}
		title = readerBehind().ReplaceAllString(title, "")
		if m := authorBehind().FindStringSubmatchIndex(title); m != nil && f.published == "" {
			title, f.published = title[:m[0]], factYear().FindString(title[m[0]:])
		}
		title, f = p.withoutTags(title, f)
		p.title(i, bareName(strings.Trim(title, "《》 ")), l.end, f)
	}
	for _, list := range [][]int{strong, weak} {
		for _, i := range list {
			if p.lines[i].kind == titleLine {
				p.ownSections(i)
			}
		}
	}
}

var (
	frontTag = pattern.New(`^\s*[\[【]([^\[\]【】()（）]{2,40})[\]】]\s*`)
	endTag   = pattern.New(`\s*[\[【(（]([^\[\]【】()（）]{2,60})[\]】)）]\s*$`)
	endFacts = pattern.New(`\s*[,，]\s*([^,，]{2,40}(?:19|20)\d{2})\s*$`)
	arXivTag = pattern.New(`(?i)^arxiv\s*['’]?(\d{2})[.\-]?(0[1-9]|1[0-2])$`)
	shortTag = pattern.New(`^\p{Lu}[\p{L}\d\-]{1,9}$`)
)

// withoutTags is a title without the venues, dates and institutions that stand around it in brackets or behind a comma:
// [EMNLP'19][UKP] Title, Title [arXiv 19.07] [Facebook], Title, OpenAI 2018. They are added to what its line says.
func (p *parser) withoutTags(title string, l lead) (string, lead) {
	was, kept := title, l
	take := func(tag string) bool {
		if m := arXivTag().FindStringSubmatch(tag); m != nil {
			l.published += " 20" + m[1] + "-" + m[2]
			return true
		}
		f, ok := p.factsBehind(tag)
		switch {
		case isVenue(tag), isYear(tag), ok && (f.venue || f.acronym) && f.year:
			l.published += " " + tag
			l.by += " " + p.institutionsOf(strings.ReplaceAll(tag, "/", ","))
			return true
		case ok && f.known:
			l.published += " " + factYear().FindString(tag)
			l.by += " " + strings.ReplaceAll(tag, "/", ", ")
			return true
		}
		return false
	}
	front := strings.TrimSpace(l.published) != "" // a venue stood before it
	for range 4 {
		if m := frontTag().FindStringSubmatchIndex(title); m != nil && !strings.HasPrefix(title[m[1]:], "(") {
			if tag := title[m[2]:m[3]]; take(tag) || front && shortTag().MatchString(tag) {
				title, front = title[m[1]:], true
				continue
			}
		}
		if m := endTag().FindStringSubmatchIndex(title); m != nil && m[0] > 0 && take(title[m[2]:m[3]]) {
			title = title[:m[0]]
			continue
		}
		m := endFacts().FindStringSubmatchIndex(title)
		if m == nil || !take(title[m[2]:m[3]]) {
			break
		}
		title = title[:m[0]]
	}
	if plain := Plain(title).String; title == was || !paperLike(plain) && !nameBeside(plain) {
		return was, kept
	}
	return strings.TrimSpace(title), l
}

var (
	// readerBehind is who of a group read a paper, behind its title: (유시현).
	readerBehind = pattern.New(`\s*[(（]\p{Hangul}{2,4}[)）]\s*$`)
	// authorBehind is its first author and a year: (Ana Person, 2017), (2014, Ana B. Person).
	authorBehind = pattern.New(`\s*[(（](?:\p{Lu}[\p{L}.'’\-]*(?: \p{Lu}[\p{L}.'’\-]*){0,3},? (?:19|20)\d{2}|(?:19|20)\d{2}, \p{Lu}[\p{L}.'’\-]*(?: \p{Lu}[\p{L}.'’\-]*){0,3})[)）]\s*$`)
)

// diaryHeading are words of headings below a day that are of no paper.
var diaryHeading = pattern.New(`(?i)\b(?:meetings?|todos?|agenda|minutes|standup|seminars?|lunch|plans?|tomorrow|today|tasks?|errands?|admin)\b|^(?:讨论|整理|调试|部署|折腾)|会议|组会|周会|例会|待办|计划|安排|日程|进展`)

// linkedBelow says whether a heading could be a name and the address of a paper stands below it, or its number: DETR. What people call
// parts of an entry by are no names.
func (p *parser) linkedBelow(i int) bool {
	title := p.headTitle(i)
	if !nameBeside(title) && !titleLike(title) || p.isNote(i) || sectionWeight(strings.ToLower(title)) > 0 || diaryHeading().MatchString(title) || linkWords().MatchString(title) && len(strings.Fields(title)) < 3 {
		return false
	}
	for _, s := range p.textBelow(i, 2) {
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
	for _, s := range p.textBelow(i, 3) {
		if m := originalTitle().FindStringSubmatch(s); m != nil && paperLike(m[1]) {
			return m[1]
		}
	}
	return ""
}

var originalTitle = pattern.New(`(?i)^[\s*_>\-+]*(?:` + titleLabels + `|` + originalLabels + `)\s*[*_]*\s*[:：]\s*[*_]*\s*(\S.{5,300})$`)

// linkCitedBelow says whether one of the first lines below a heading says who wrote a paper and when, and has a link to it.
func (p *parser) linkCitedBelow(i int) bool {
	for _, s := range p.textBelow(i, 3) {
		s = strings.TrimLeft(s, " \t>-*+")
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

// headTitle is a heading without the number before it.
func (p *parser) headTitle(i int) string {
	text := strings.TrimLeft(p.lines[i].text, "# ")
	if k := strings.LastIndex(text, " {#"); k > 0 && strings.HasSuffix(text, "}") {
		text = text[:k] // the name of its anchor
	}
	if rest, number := marksBefore(text); number {
		text = rest
	}
	return strings.Trim(text, "《》 ")
}
