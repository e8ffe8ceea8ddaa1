package readlog

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// citation is an item of a list read as a paper: **Title** (authors, year), “Title”, venue year, [venue] Title, authors, year.
type citation struct {
	title  string
	end    int    // of the title and its marks, in bytes
	said   string // who, where and when, as written
	marked bool   // the title stands in emphasis or quotes, or is a link
	url    string // where a title leads that is a link
	unsure bool   // it may be something else: it counts beside others
	paper  string // where a venue before the title leads
	name   string // the short name before it
}

var (
	itemStart = pattern.New(`^(?:[*+-]|\d{1,4}[.、)])\s+(?:\[[xX]\]\s+)?` + doneTag)
	// A venue or year before the title: **[ICLR'19]**, (NIPS 1989).
	venueFirst = pattern.New(`^[*_]{0,3}[\[(（【]([^\[\]()（）【】]{2,40})[\])）】][*_]{0,3}[:：]?\s*`)
	// The same as a link, in brackets or not, which may lead nowhere yet: [[CVPR 2022](https://…)], [arXiv 2021]().
	venueLink = pattern.New(`^\[?\[([^\[\]]{2,40})\]\(([^()\s]*)\)\]?[:：]?\s*`)
	// What a reader sorts papers by, behind a venue: [`seg`], [].
	sortTag = pattern.New("^\\[\\s*(?:`[^`\\[\\]]{1,24}`)?\\s*\\]\\s*")
	// What a title goes on with behind its name: **FPN**: Feature Pyramid Networks.
	nameColon = pattern.New(`^\s?[:：]\s*\p{Lu}[\p{L}\d-]*(?:[ ,][^\s.]+){2}`)
	// What a reader says in Chinese of a paper, behind its title: (已下载).
	hanRemark = pattern.New(`[.。]?\s*[(（][^()（）]{0,40}\p{Han}[^()（）]{0,40}[)）]\s*$`)
	// Words of names, and a year: Vaswani et al., 2017; 2023, Renmin University; Foret et al. — ICLR 2021.
	namesYear = pattern.New(`^(?:(?:\p{Lu}[\p{L}\p{N}.'’\-]*|&|and|et|al\.?|of|the|de|van|von|der|di|la|for|[—–·|\-])[,;.]?\s+){1,20}\(?((?:19|20)\d{2})\b`)
	// The same in brackets, where the year may come first, and names may be Chinese.
	bracketYear = pattern.New(`^[\[(（【]\s*(?:(?:[\p{Lu}\p{Han}][\p{L}\p{N}.'’\-]*|&|and|et|al\.?|of|the|de|van|von|der|di|la|for|[—–·|\-])[,;.，、；]?\s*){0,20}((?:19|20)\d{2})\b[^\[\]()（）【】]{0,100}[\])）】]`)
	// Words in brackets that say no year, behind a title.
	plainBracket = pattern.New(`^[(（][^()（）\[\]0-9]{2,60}[)）]\s*[.,，。;；:：]\s*`)
	wholeDay     = pattern.New(`\d{4}[-./]\d{1,2}[-./]\d`)
)

// doneTag says before a title that it was read: `[DONE]` [Title](https://…).
const doneTag = "(?:(?:`\\[?|\\[)(?:DONE|READ|已读|读完)(?:\\]?`|\\])\\s+)?"

// titleMarks are what stands around titles in lists. Two signs come before one.
var titleMarks = [][2]string{{"**", "**"}, {"__", "__"}, {"*", "*"}, {"_", "_"}, {"“", "”"}, {`"`, `"`}, {"《", "》"}, {"「", "」"}}

// titleCuts are the signs between a title without marks and what is said of it.
var titleCuts = []string{", ", ". ", " — ", " – ", " - ", " | ", "，", " (", "（", " ["}

// cite reads an item from behind its bullet on, up to its first link. The title is empty where none can be told.
func (p *parser) cite(s string) citation {
	var c citation
	at := 0
	for strings.HasPrefix(s[at:], "[") || venueFirst().MatchString(s[at:]) {
		m := venueLink().FindStringSubmatchIndex(s[at:])
		if m == nil {
			m = venueFirst().FindStringSubmatchIndex(s[at:])
		}
		if m != nil && (isVenue(s[at+m[2]:at+m[3]]) || isYear(s[at+m[2]:at+m[3]])) {
			c.said += " " + s[at+m[2]:at+m[3]]
			if len(m) > 4 {
				c.paper = s[at+m[4] : at+m[5]]
			}
			at += m[1]
			continue
		}
		n := len(sortTag().FindString(s[at:]))
		if n == 0 || c.said == "" {
			break
		}
		at += n
	}
	if m := linkTitle().FindStringSubmatchIndex(s[at:]); m != nil && m[0] == 0 {
		m[1] += at
		c.title, c.url, c.end, c.marked = s[at+m[2]:at+m[3]], s[at+m[4]:at+m[5]], m[1]+edges(s[m[1]:]), true
		c.said = strings.TrimSpace(c.said + " " + p.source(s[c.end:]))
		return c
	}
	if inner, n, _, ok := cutMarked(s[at:], titleMarks); ok && !(at > 0 && nameOnly(inner) && nameColon().MatchString(s[at+n:])) {
		if inner == "" {
			return citation{}
		}
		c.title, c.end, c.marked = inner, at+n, true
		if m := linkTitle().FindStringSubmatch(c.title); m != nil {
			c.title = m[1]
		}
		c.title = strings.TrimRight(c.title, " .,，。:：")
		c.end += edges(s[c.end:])
		c.said += " " + p.source(s[c.end:])
		c.said = strings.TrimSpace(c.said)
		return c
	}
	cut := len(s)
	for _, sign := range titleCuts {
		for k, tries := at, 0; tries < 20; tries++ {
			i := strings.Index(s[k:cut], sign)
			if i < 0 {
				break
			}
			if k += i; paperLike(s[at:k]) && p.source(s[k:]) != "" {
				cut = k
				break
			}
			k += len(sign)
		}
	}
	if m := hanRemark().FindStringIndex(s[at:cut]); m != nil && at > 0 && asTitle(Plain(s[at:at+m[0]]).String) {
		cut = at + m[0]
	}
	c.title, c.end = s[at:cut], cut+edges(s[cut:])
	c.said = strings.TrimSpace(c.said + " " + p.source(s[cut:]))
	return c
}

// cutMarked cuts what stands between the first of the marks that a text begins with: the inner text, the bytes up to behind its end,
// and the mark. The inner text is empty where the mark is not closed, or stands around too little or too much to be a title.
func cutMarked(s string, marks [][2]string) (inner string, size int, mark string, ok bool) {
	for _, m := range marks {
		rest, begins := strings.CutPrefix(s, m[0])
		if !begins {
			continue
		}
		n := strings.Index(rest, m[1])
		if n < 3 || n > maxHeading {
			return "", 0, m[0], true
		}
		return rest[:n], len(m[0]) + n + len(m[1]), m[0], true
	}
	return "", 0, "", false
}

// edges is how many bytes of the signs between a title and what follows s begins with.
func edges(s string) int { return len(s) - len(strings.TrimLeft(s, " .,，|—–")) }

// source is what stands first behind a title if it says who wrote it and when, or where it was published.
func (p *parser) source(tail string) string {
	tail = firstBytes(tail, longestSaid)
	if cut := linkStart().FindStringIndex(tail); cut != nil {
		tail = tail[:cut[0]]
	}
	s := strings.TrimLeft(Plain(tail).String, " \t\n,，.。;；:：|·—–-*_")
	if wholeDay().MatchString(firstBytes(s, 40)) {
		return "" // days are of changes and releases
	}
	if m := venueFirst().FindStringSubmatch(s); m != nil && isVenue(m[1]) {
		return m[0]
	}
	if m := plainBracket().FindString(s); m != "" { // (aka Other Name). Ann Lee. 2012.
		s = s[len(m):]
	}
	if m := bracketYear().FindString(s); m != "" {
		return m
	}
	if m := namesYear().FindString(s); m != "" {
		return m
	}
	in := introduction{}
	c := &cursor{s: s, rules: p.rules, in: &in}
	c.read()
	next, _ := utf8.DecodeRuneInString(s[c.at:])
	if in.published.Raw != "" && (len(in.institutions) > 0 || c.venues > 0) || c.venues > 0 && !hasLetters(string(next)) {
		return s[:c.at]
	}
	return ""
}

// institutionsOf are the parts of what is said of a paper that are institutions; Brown et al. is none.
func (p *parser) institutionsOf(said string) string {
	parts := strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune(",;，；、()（）[]【】—–·|", r) })
	for i, part := range parts { // CMU/Google
		if _, ok := p.rules.Institution(strings.TrimSpace(part)); !ok && strings.Contains(part, "/") {
			parts[i] = ""
			parts = append(parts, strings.Split(part, "/")...)
		}
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool {
		_, ok := p.rules.Institution(strings.TrimSpace(s))
		return !ok
	}), ", ")
}

// titleLike says whether words in emphasis or quotes at the beginning of an item could be a title.
func titleLike(s string) bool {
	return !strings.ContainsAny(s, "。；") && !version().MatchString(s) && (paperLike(s) || nameLike(s) && fold.ASCII(s)) && titleCase(s)
}

// nameOnly says whether words are few that begin as a name does: BERT, Dropout. They are titles where the item says more of them.
func nameOnly(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return (unicode.IsUpper(r) || unicode.IsDigit(r)) && len(strings.Fields(s)) <= 3 && titleCase(s) && !strings.ContainsAny(s, ".。；:：") && !linkWords().MatchString(s)
}

// within says for each line whether it is of the body of a paper that is more than a line: lists there are its points. So it is
// below a heading that looks like a title, under a day, with prose first. It also says so of code.
func (p *parser) within() []bool {
	out := make([]bool, len(p.lines))
	open, day := false, 0
	for i := range p.lines {
		switch l := &p.lines[i]; l.kind {
		case titleLine:
			open = !l.lead.single
		case headingLine:
			open = day > 0 && l.level == day+1 && titleLike(Plain(l.text).String) && p.below(i) != ""
			if d, ok := l.date(Date{Year: anyYear}); ok && d.Day > 0 {
				day = l.level
			} else if ok || l.level <= day {
				day = 0
			}
		}
		out[i] = open || p.lines[i].code
	}
	return out
}

// plainCuts are the signs between a title without marks and the facts behind it.
var plainCuts = []string{" (", "（", "(", "，", ", ", ". ", " — ", " – ", " - ", " | "}

// citePlain reads an item that is a title, a venue with its year and a remark: Title (SIGIR 2020, USTC): remark. Title，NAACL
// 2019，Google。Remark. The title of the citation is empty for others.
func (p *parser) citePlain(s string) citation {
	if first, _ := utf8.DecodeRuneInString(s); !unicode.IsUpper(first) && !unicode.IsDigit(first) && !unicode.Is(unicode.Han, first) || !factYear().MatchString(s) {
		return citation{}
	}
	for at, tries := 1, 0; at < min(len(s), maxHeading) && tries < 40; at++ {
		sign := suffix(s[at:], plainCuts...)
		if sign == 0 {
			continue
		}
		tries++
		title, rest := s[:at], strings.TrimLeft(s[at:], " ")
		begin := len(s) - len(rest)
		var end int
		bracketed := hasAnyPrefix(rest, "(", "（")
		if bracketed {
			i := strings.IndexAny(rest, ")）")
			if i < 0 {
				return citation{}
			}
			_, n := utf8.DecodeRuneInString(rest[i:])
			end = i + n
			if tail := strings.TrimSpace(rest[end:]); tail != "" && !hasAnyPrefix(tail, "：", ":", "。", ". ", "—", "–", "- ", "；", ";", "|", "[", "http") {
				at = begin + end - 1 // the sentence goes on
				continue
			}
		} else {
			rest = s[at+sign:]
			end = len(rest)
			for _, stop := range []string{"。", "：", "；", ". ", ": ", "; "} {
				if i := strings.Index(rest[:end], stop); i >= 0 {
					end = i
				}
			}
			first, _, _ := strings.Cut(strings.ReplaceAll(rest[:end], "，", ","), ",")
			if first = strings.TrimSpace(first); !isVenue(first) && !acronymYear().MatchString(first) {
				continue
			}
		}
		f, ok := p.factsBehind(rest[:end])
		if ok && f.year && (f.venue && (paperLike(title) || bracketed && titleLike(title)) || f.acronym && titleLike(title)) {
			return citation{title: title, end: at + edges(s[at:]), said: f.said}
		}
	}
	return citation{}
}

// citedBullets finds papers in lists without links: **Title** (authors, year), from two on in a file; beside them, under a day,
// also **Title** alone. Under a day or month a title without marks is one with a venue and a year behind it.
func (p *parser) citedBullets() {
	type found struct {
		line, body, indent int
		citation
	}
	var list []found
	sure, dated, up := 0, false, -1 // up is the indent of the paper above; what is nested below it is of it
	above := -1                     // the paper above, of another form
	within := p.within()
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind == headingLine {
			_, dated = l.date(Date{Year: anyYear})
		}
		s := l.of(p.text)
		trimmed := strings.TrimLeft(s, " \t")
		indent := indentOf(s)
		if l.kind != blankLine && (l.kind != textLine || indent <= up) {
			up = -1
		}
		if l.kind == titleLine && l.lead.single && !l.lead.row() {
			above = i
		} else if above >= 0 && l.kind != blankLine && indent <= p.lines[above].lead.indent {
			above = -1
		}
		if up >= 0 {
			continue
		}
		if l.kind != textLine || within[i] || len(trimmed) > introBytes || !isItem(trimmed) {
			continue
		}
		start := len(itemStart().FindString(trimmed))
		if start == 0 || start >= len(trimmed) {
			continue
		}
		if !hasAnyPrefix(trimmed[start:], "*", "_", "“", `"`, "《", "「", "[", "(", "【", "（") {
			if !dated || indent > 0 {
				continue
			}
			if c := p.citePlain(trimmed[start:]); c.title != "" {
				if paperLike(c.title) {
					sure++
				}
				list, up = append(list, found{i, l.end - len(trimmed) + start + c.end, indent, c}), indent
			}
			continue
		}
		c := p.cite(trimmed[start:])
		if _, several := namesOf(c.title); several && c.said != "" && above >= 0 && above < i { // - *Ann Lee, Bo Kim.* **ICML 2018**, below the title
			if of := &p.lines[above].lead; !yearWord().MatchString(of.published) {
				of.published = strings.TrimSpace(of.published + " " + c.said)
			}
			continue
		}
		switch {
		case !c.marked || c.url != "" || !titleLike(c.title) && !(c.said != "" && nameOnly(c.title)):
			continue
		case c.said != "":
			if titleLike(c.title) {
				sure++
			}
		case !dated || indent > 0 || !strings.HasPrefix(trimmed[start:], "**"):
			continue
		}
		list, up = append(list, found{i, l.end - len(trimmed) + start + c.end, indent, c}), indent
	}
	if sure < 2 {
		return
	}
	for _, f := range list {
		p.title(f.line, f.title, f.body, lead{published: f.said, by: p.institutionsOf(f.said), single: true, indent: f.indent})
	}
}
