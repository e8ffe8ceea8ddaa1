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

// Files on one paper whose first heading is its title and whose other headings are the writer's own: what says that it is a paper is the prose
// below the title, or that the title is English and the text Chinese.

// ofAPaper are words that prose has on a paper: 这篇论文发表于…, The authors propose …
var ofAPaper = pattern.New(`(?i)(?:这|這|该|該|本)篇?\s*(?:论文|論文|文章|paper)|(?:论文|論文|文章|文中|作者们?)\s*(?:提出|介绍|介紹|主要|的核心|的主要|的思想|发表|發表|认为|設計|设计)|(?:发表|發表)[于於在]|\b(?:this|the) paper\b|\bthis study\b|\bthe authors?\b|\bpaper (?:proposes|presents|introduces|describes|addresses)\b|\bpublished (?:in|at)\b|este (?:artículo|trabajo|estudio)|los autores|(?:cet article|les auteurs)\b`)

// madeByHand are beginnings of headings of manuals and posts, which are written like titles.
var madeByHand = pattern.New(`(?i)^(?:how (?:to|i|we)|getting started|guide|a guide|tutorial|installing|setting up|setup|configuring|using|building|awesome|welcome|my|notes|lecture|chapter|week|day|part|lab|homework|assignment|project)\b`)

// longTitle says whether words are a title by their length and capitals alone.
func longTitle(s string) bool {
	words := len(strings.Fields(s))
	if strings.Contains(s, ":") || strings.Contains(s, "：") {
		words++
	}
	return words > 4 && paperLike(s) && titleCase(s) && asciiLetter(s[0]) && !madeByHand().MatchString(s) && !listHead().MatchString(s) && !version().MatchString(s)
}

// prose is the first text below a line, up to a number of bytes, and of headings none; it ends at a title.
func (p *parser) prose(i, most int) string {
	var b strings.Builder
	for j := i + 1; j < len(p.lines) && b.Len() < most; j++ {
		if l := &p.lines[j]; l.kind == textLine && !l.code && !l.mute && !p.inFront(j) {
			b.WriteString(firstBytes(l.of(p.text), most-b.Len()) + "\n")
		} else if l.kind == titleLine {
			break
		}
	}
	return b.String()
}

// toldPaper says whether what stands below the first heading, which is a title, says that it is one of a paper.
func (p *parser) toldPaper(at int) bool {
	head := noteOn(p.headingOf(at))
	if !longTitle(head) && !(paperLike(head) && titleCase(head) && strings.ContainsAny(head, ":：") && asciiLetter(head[0])) || p.titlesBelow(at) > 1 {
		return false
	}
	if ofAPaper().MatchString(p.prose(at, 600)) && !madeByHand().MatchString(head) && !listHead().MatchString(head) {
		return true
	}
	prose := p.prose(at, 3000)
	words, han := latinAndHan(prose)
	// By words, of which Chinese ones have two characters, a third is in Chinese, or some of it beside what the authors say.
	return longTitle(head) && (mostlyHan(prose) || han > 0 && (han >= words || 4*han >= words && ofTheAuthors().MatchString(prose)))
}

// ofTheAuthors is what authors write of themselves, as people copy it into notes in their own language.
var ofTheAuthors = pattern.New(`(?i)\bwe (?:propose|present|introduce|train)\b|\bour (?:proposed )?(?:model|method|network|approach)\b`)

// titlesBelow counts the headings below a line that could be titles of papers.
func (p *parser) titlesBelow(at int) int {
	n := 0
	for i := at + 1; i < len(p.lines); i++ {
		if l := &p.lines[i]; l.kind == headingLine && paperLike(l.text) && longTitle(p.headingOf(i)) {
			n++
		}
	}
	return n
}

// toldWhen is the venue and year, or the year alone, that the prose below a title gives: 发表于SIGMOD 2018, 是2018年SIGMOD.
func (p *parser) toldWhen(at int) string {
	s := p.prose(at, 300)
	if !strings.Contains(s, "20") && !strings.Contains(s, "19") && !strings.Contains(s, "'") {
		return ""
	}
	if m := venueWithYear().FindString(s); m != "" && isVenue(m) {
		return m
	}
	if m := yearOfVenue().FindStringSubmatch(s); m != nil && isVenue(m[2]) {
		return m[2] + " " + m[1]
	}
	if m := publishedIn().FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

var (
	yearOfVenue = pattern.New(`((?:19|20)\d{2})\s*年?(?:的|在)?\s*([A-Z][A-Za-z]{1,11})`)
	publishedIn = pattern.New(`(?i)(?:published|presented|appeared|发表|發表)(?:\s*(?:in|at|on|于|於|在))?[^.。\n]{0,60}?((?:19|20)\d{2})`)
)

// bareTitle says whether the first heading is a title by its looks and nothing but other headings, which are no titles, stands right below it.
func (p *parser) bareTitle(c fileLines) bool {
	if c.first < 0 || c.items > 0 || c.headings < 3 || !p.onlyAtTop(c.first) || !longTitle(p.headingOf(c.first)) {
		return false
	}
	next := p.nextLine(c.first)
	return next < len(p.lines) && p.lines[next].kind == headingLine && p.lines[next].level > p.lines[c.first].level && p.titlesBelow(c.first) < 2
}

// nameKey is a name that exports give a file: the author and the year, wang2022a.
var nameKey = pattern.New(`^@?(\p{L}[\p{L}'’\-]{1,30}?)(?:[_\-]|[Ee]t[Aa]l[_\-]?)?((?:19|20)\d{2})(?:[_\-]?[a-z]+|[_\-]?[A-Z][a-zA-Z]*)?$`)

// citeKey is the year of a name that is such a key, "" for others.
func citeKey(s string) string {
	m := nameKey().FindStringSubmatch(strings.TrimSpace(s))
	if m == nil || plainName().MatchString(m[1]) || isVenue(m[1]) || slices.Contains(notAuthors, strings.ToLower(m[1])) {
		return ""
	}
	return m[2]
}

var notAuthors = strings.Fields("week year day month jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october november december spring summer fall autumn winter lecture course exam " +
	"report conf conference workshop reading readings list journal diary review goals resume cv plan blog post meeting talk slides thesis q")

// authorsBehind cuts who wrote it and when off a title: Title - Ana Person, et al., (2015). Title by Ana Person and Bo Li (2018).
func authorsBehind(title string) (rest, year string) {
	if !digitNear(title) || !strings.ContainsAny(title[max(0, len(title)-3):], ")）") {
		return title, ""
	}
	m := byBehind().FindStringSubmatch(title)
	if m == nil || !paperLike(m[1]) && !nameBeside(m[1]) {
		return title, ""
	}
	if several := strings.ContainsAny(m[2], ",&") || strings.Contains(m[2], " and ") || strings.Contains(m[2], "et al") || strings.Contains(m[2], " "); !several || utf8.RuneCountInString(m[2]) > 120 {
		return title, ""
	}
	return m[1], m[3]
}

var byBehind = pattern.New(`^(.{6,}?)\s*(?:\s[-–—|]\s|,?\s+by\s)\s*((?:\p{Lu}[\p{L}.'’\-]*(?:\s+(?:(?:de|van|der|von|den|la)\s+)*\p{Lu}[\p{L}.'’\-]*){0,4}(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s+)?){1,8}(?:et\.?\s+al\.?)?)\s*,?\s*[(（]((?:19|20)\d{2})[)）]\.?$`)

// noteOn is a heading without what says that it is of a note: Notes on Title, Summary of Title, where a title is left.
func noteOn(head string) string {
	m := noteOf().FindString(head)
	if rest := head[len(m):]; m != "" && longTitle(rest) {
		return rest
	}
	return head
}

var noteOf = pattern.New(`(?i)^(?:(?:my|some|short|brief|quick|reading) ){0,2}(?:notes?|summary|review|thoughts|comments?|critique|reflections?)(?: (?:of|on|for|about)(?: the)?(?: paper)?(?: on)?| ?[:：\-–—]) `)

// ownReference looks for the reference of a title below: it says when the paper came out where nothing else does, and has the title in full
// where that is a short name and a colon follows it.
func (p *parser) ownReference(title, published string) (full, when string) {
	name, _ := unmarked(strings.TrimSpace(Plain(title).String))
	if said := strings.TrimSpace(published); yearWord().MatchString(said) && len(strings.Fields(name)) > 2 || len(name) < 4 {
		return title, published
	}
	word, _, _ := strings.Cut(name, " ")
	for i := p.front; i < len(p.lines); i++ {
		l := &p.lines[i]
		s := l.of(p.text)
		if l.kind != textLine || l.code || len(s) > introBytes || !strings.Contains(s, word) || !strings.ContainsAny(s, "0123456789") {
			continue
		}
		for j := i + 1; j < min(len(p.lines), i+4) && strings.Count(s, "[") > strings.Count(s, "]") && p.lines[j].kind == textLine; j++ {
			s += " " + p.lines[j].of(p.text) // broken in the text of a link
		}
		s = strings.Trim(s, " \t>*_-+")
		if m := linkTitle().FindStringSubmatch(s); m != nil && strings.HasPrefix(s, m[0]) {
			s = m[1]
		}
		r, ok := readReference(s)
		if !ok || !r.dated {
			if at := strings.Index(s, name); at > 0 && len(strings.Fields(name)) > 3 && !yearWord().MatchString(published) && several(s[:at]) {
				if year := citedYear().FindStringSubmatch(s[at+len(name):]); year != nil {
					published = strings.TrimSpace(published + " " + year[1]) // Person, A.: Title. In: Proceedings (2017)
				}
			}
			continue
		}
		if r.title = strings.Join(strings.Fields(Plain(r.title).String), " "); fold.Key(r.title) == fold.Key(name) {
			full = title
		} else if rest, ok := strings.CutPrefix(r.title, name); ok && strings.HasPrefix(rest, ":") {
			full = r.title
		} else {
			continue
		}
		if !yearWord().MatchString(published) {
			published = strings.TrimSpace(published + " " + r.said)
		}
		return full, published
	}
	return title, published
}

// several says whether words are the names of who wrote it and nothing else.
func several(s string) bool {
	names, _ := namesOf(strings.Trim(s, " ,.:"))
	return names
}

// authorKey cuts who wrote it and when off the front of a title or a file's name, as Zotero and people put it there: Person et al. - 2019 - Title,
// Person 2019: Title, 2019 - Person - Title. by tells whether a name was there.
func authorKey(s string) (rest, year string, by bool) {
	if !strings.Contains(s, "19") && !strings.Contains(s, "20") {
		return s, "", false
	}
	for _, re := range []func() *regexp.Regexp{nameYear, yearName} {
		m := re().FindStringSubmatch(s)
		if m == nil {
			continue
		}
		who, year, title := m[1], m[2], m[3]
		if yearWord().MatchString(who) {
			who, year = year, who
		}
		who = strings.TrimSpace(who)
		first, _, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(who, "@")), " ")
		if slices.Contains(notAuthors, first) || isVenue(who) || plainName().MatchString(who) || who != "" && slices.Contains(notNames, first) {
			return s, "", false
		}
		if title = strings.TrimSpace(title); longTitle(title) || who != "" && paperLike(title) && titleCase(title) {
			return title, year, who != ""
		}
	}
	return s, "", false
}

const whoWrote = `@?\p{Lu}[\p{L}'’\-]{1,30}(?:(?:,| and| &| y| und| et) \p{Lu}[\p{L}'’\-]{1,30}){0,3}(?:,? et\.? al\.?)?`

var (
	nameYear = pattern.New(`^(` + whoWrote + `)(?:\s*[-–,]\s*|\s+|\s*[(（\[]\s*|_)?((?:19|20)\d{2})[a-z]?[)）\]]?(?:\s*[-–:：.]+\s+|\s*_+\s*|\s*[:：]\s*)(.{10,})$`)
	yearName = pattern.New(`^[(\[]?((?:19|20)\d{2})[)\]]?\s*[-–_.]\s*(` + whoWrote + `)\s*[-–_:]\s+(.{10,})$`)
)

// noted says whether a heading is a title with what says that it is a note on it: Reading notes: Title, Title - Summary.
func noted(head string) (rest string, ok bool) {
	if ofCourse().MatchString(head) || len(head) > maxHeading {
		return head, false
	}
	rest = noteOn(head)
	if m := noteBehind().FindStringIndex(rest); m != nil && m[0] > 0 {
		rest = strings.TrimSpace(rest[:m[0]])
	}
	if cut, _ := unmarked(rest); longTitle(cut) {
		rest = cut
	}
	return rest, rest != head && longTitle(rest)
}

var (
	noteBehind = pattern.New(`(?i)\s*(?:\s[-–—|]+\s*|:\s*|[(\[]\s*)(?:(?:paper|reading|my|short|brief) )*(?:summary|notes?|review)\s*[)\]]?$`)
	ofCourse   = pattern.New(`(?i)\b(?:course|lecture|chapter|books?|meeting|release|movie|film|game|product|episode|podcast|talk|week|tutorial|api)s?\b`)
)

// placedBelow says whether one of the first two lines below a title is where and when it came out and hardly more: *FAST 2019*.
func (p *parser) placedBelow(at int) bool {
	for j, n := at+1, 0; j < len(p.lines) && n < 2; j++ {
		l := &p.lines[j]
		if l.kind == blankLine || l.kind == frameLine {
			continue
		}
		s := l.of(p.text)
		if n++; l.kind != textLine || l.code || len(s) > maxPlaced {
			return false
		}
		if m := venueWithYear().FindString(s); m != "" && isVenue(m) && !strings.Contains(s, "http") {
			return true
		}
	}
	return false
}

// maxPlaced is how many bytes such a line has at most.
const maxPlaced = 120

// titleBelow is the heading right below one that says what the file is, Paper Notes, where it is a title and the only one; -1 for none.
func (p *parser) titleBelow(at int) int {
	if !noteHead().MatchString(p.headingOf(at)) {
		return -1
	}
	next := p.nextLine(at)
	if next >= len(p.lines) || p.lines[next].kind != headingLine || !longTitle(p.headingOf(next)) || p.titlesBelow(at) != 1 {
		return -1
	}
	return next
}

var noteHead = pattern.New(`(?i)^\W*(?:(?:paper|reading|my|literature|article|research) )*(?:notes?|review|summary|paper|reading)\W*$|^\W*(?:论文|文献)?(?:阅读)?(?:笔记|总结|记录|阅读|精读|报告)\W*$`)

// methodHeads finds headings that are the name of a method with the title of its paper as the only item, or the first line, below: ## LazyTree above
// - LazyTree: Merging Trees When They Are Read. Two at least must be in a file, and names must be those of the titles.
func (p *parser) methodHeads() {
	type found struct {
		line, at int
		title    string
	}
	var list []found
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind == titleLine && l.level > 0 {
			return
		}
		if l.kind != headingLine || len(l.text) > maxName || !strings.ContainsFunc(l.text, unicode.IsLetter) {
			continue
		}
		name := p.headingOf(i)
		if !nameOnly(name) || sectionWeight(strings.ToLower(name)) > 0 {
			continue
		}
		at := p.nextLine(i)
		for at < len(p.lines) && p.lines[at].kind != headingLine && !hasLetters(p.lines[at].of(p.text)) {
			at = p.nextLine(at)
		}
		if at >= len(p.lines) || p.lines[at].kind != textLine || p.lines[at].code || p.lines[at].end-p.lines[at].start > maxHeading {
			continue
		}
		title := strings.Trim(Plain(withoutLinks(strings.TrimLeft(p.lines[at].of(p.text), " \t>-*+"))).String, " *_\n")
		rest, named := strings.CutPrefix(title, name)
		switch {
		case named && hasAnySuffix(strings.TrimRight(firstBytes(rest, 2), " "), ":", "：") && longTitle(title),
			longTitle(title) && len(name) > 1 && strings.ToUpper(name) == name && strings.Contains(initials(title), name):
			list = append(list, found{i, at, title})
		}
	}
	if len(list) < 2 {
		return
	}
	for _, f := range list {
		p.title(f.line, f.title, p.lines[f.line].end, lead{alias: p.headingOf(f.line)})
	}
}

// initials are the first letters of the words of a title.
func initials(s string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' }) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
