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

// serial is a line that may be a title of a series.
type serial struct {
	listed
	look
	note   bool // it is a link to what may be one's own note, and no more
	strong bool // it looks like a title, and has a link to a paper or a venue that is known
	leads  bool // it is a link to a paper or to what may be one's own note
}

var (
	// What stands before the words of a line: quotes, boxes, tags, signs with names, emphasis of a number.
	serialMarks = pattern.New(`^(?:[\s>]|&nbsp;|</?[A-Za-z][^<>]{0,80}>|:[a-z_]{2,30}:|\d{1,4}[.、)）:：]\s*|[(（]\d{1,3}[)）][.、]?\s*)*`)
	// A year before the title, with a number before and a venue or institution behind it: 2018-Google-, 5-2014-ACM-, 2022: .
	yearBefore = pattern.New(`^[*_]{0,3}(?:\d{1,3}[-_.])?((?:19|20)\d{2})\s?(?:[-_–—:：]|\s-\s)\s?(?:(\p{Lu}[\p{L}&]{1,14})[-_]\s?)?`)
	// A year with a venue nobody knows, in brackets before the title: (2022 VR), [AAAI-23].
	tagBefore = pattern.New(`^[*_]{0,3}[\[(（【「]((?:19|20)\d{2}[ ,\-–_]+\p{Lu}[\p{L}&\- ]{1,20}|\p{Lu}[\p{L}&\- ]{1,20}[ ,'’\-–_]*(?:19|20)?\d{2})[\])）】」][*_]{0,3}\s*`)
	// A month or day before a title, as a label: **June 2025** : **Title**.
	labelDate = pattern.New(`^[*_]{1,3}(?i:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}(?:, )?(?:\d{2,4})?|(?:19|20)\d{2}[-./年]\d{1,2}月?)[*_]{1,3}\s*[:：–—-]\s*`)
	// The day before a title, in brackets: [2023-3-13]-.
	dayBefore = pattern.New(`^[\[(（【]\s*((?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2})\s*[\])）】]\s*`)
	// A title in brackets that are no link.
	bracketed = pattern.New(`^\[([^\[\]]{8,300})\](?:[^(\[]|$)`)
	// A day in words before a title: May 3rd: Title.
	dayAsLabel = pattern.New(`^((?i:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?|\d{1,2}月\d{1,2}[日号]|\d{1,2}[./]\d{1,2})\s*[:：–—-]\s*(\S.*)$`)
	anchor     = pattern.New(`(?i)<a\s[^<>]*?href=["']([^"'<>\s]+)["'][^<>]*>([^<>]{3,300})</a>`)
	// When it came out, in brackets behind a title.
	monthTag = pattern.New(`\s*[(（\[]\s*((?:19|20)\d{2}(?:[.\-/]\d{1,2})?)\s*[)）\]]$`)
	// The short name before a title: [FPN] Feature Pyramid Networks.
	nameInside   = pattern.New(`^\(([A-Z][\w+\-]{1,15})\)\s*`) // (SAM) Segment Anything
	nameTag      = pattern.New(`^\[([^\[\]]{2,24})\]\s*`)
	emphasisTags = pattern.New(`<(?:u|i|b|em|strong|font)(?:\s[^<>]{0,80})?>\s*([^<>]{3,300}?)\s*</(?:u|i|b|em|strong|font)>`)
	labelLead    = pattern.New(`(?i)^[*_]*(?:title|paper|论文|論文|标题|標題|题目|題目)\s*\d{0,3}\s*[*_]*\s*[:：]\s*[*_]*\s*`)
)

// serialReader reads such a line, from its beginning to its end.
type serialReader struct {
	*seriesFinder
	i      int
	s      string // what is still to be read: the end of the line, unless its tags were rewritten
	linked bool   // the line leads to a paper
	said   []string
	c      citation
	title  string
	month  bool // when it came out stands behind the title
	quoted bool // it stands in quotes behind names
	out    serial
}

// serialAt reads a line whose words are s, the end of it.
func (f *seriesFinder) serialAt(i int, s string) serial {
	r := serialReader{seriesFinder: f, i: i, s: s, out: serial{listed: listed{line: i, body: f.lines[i].end}}}
	if sentence(s) || !r.begin() {
		return r.out
	}
	r.before()
	r.core()
	r.behind()
	r.judge()
	return r.out
}

// begin cuts off what stands before the words; false where they are those of a label that others have, too.
func (r *serialReader) begin() bool {
	if strings.Contains(r.s, "<") {
		r.s = emphasisTags().ReplaceAllString(anchor().ReplaceAllString(r.s, "[$2]($1)"), "**$1**")
	}
	r.linked = slices.ContainsFunc(links(r.s), paperLink)
	m := labelBefore().FindStringSubmatch(r.s)
	r.s = r.s[len(serialMarks().FindString(r.s)):]
	if m != nil && r.labels[fold.String(strings.TrimSpace(m[1]))] && !labelLead().MatchString(r.s) {
		return false
	}
	r.s = withoutEmoji(r.s)
	r.s = r.s[len(serialMarks().FindString(r.s)):]
	r.s = r.s[len(labelLead().FindString(r.s)):]
	return true
}

// before reads the day, and the years, venues and institutions before the title.
func (r *serialReader) before() {
	r.s = r.s[len(labelDate().FindString(r.s)):]
	if m := dayBefore().FindStringSubmatchIndex(r.s); m != nil {
		if d, n := readDate(r.s[m[2]:m[3]]); n == m[3]-m[2] && d.Day > 0 {
			r.out.read, r.out.readAs = d, r.s[m[2]:m[3]]
			r.s = strings.TrimLeft(r.s[m[1]:], " -–—:：")
		}
	}
	r.s = r.withoutFacts(r.s)
	if m := bracketed().FindStringSubmatchIndex(r.s); m != nil && asTitle(Plain(r.s[m[2]:m[3]]).String) {
		r.s = r.s[:m[0]] + "**" + r.s[m[2]:m[3]] + "**" + r.s[m[3]+1:]
	}
}

// withoutFacts cuts years, venues and institutions off the front, and keeps them.
func (r *serialReader) withoutFacts(s string) string {
	for {
		if m := tagBefore().FindStringSubmatchIndex(s); m != nil && !strings.HasPrefix(s[m[1]:], "(") {
			r.said = append(r.said, s[m[2]:m[3]])
			s = emphasisOf(s, m[1])
			continue
		}
		m := yearBefore().FindStringSubmatchIndex(s)
		if m == nil || m[1] == len(s) || s[m[1]] == '0' || digit(s[m[1]]) && m[4] < 0 {
			return s
		}
		r.said = append(r.said, s[m[2]:m[3]])
		if m[4] >= 0 {
			r.said = append(r.said, s[m[4]:m[5]])
		}
		s = emphasisOf(s, m[1])
	}
}

// core reads the title, and what cite knows to stand beside it. A link may have the facts within.
func (r *serialReader) core() {
	cut := r.s
	if at := strings.IndexAny(cut, "\"“"); at > 0 && unicode.IsUpper(rune(cut[0])) { // Kingma and Ba, “Adam”
		if q, ok := quotedReference(cut); ok && q.alone {
			r.c, r.title, r.quoted = citation{end: q.end, marked: true}, q.title, true
			return
		}
	}
	if !strings.HasPrefix(strings.TrimLeft(cut, "*_"), "[") || venueFirst().MatchString(cut) {
		if at := linkStart().FindStringIndex(cut); at != nil && at[0] > 0 {
			cut = cut[:at[0]]
		}
	}
	r.c = r.cite(strings.TrimRight(cut, " \t:：-–—"))
	r.title = r.c.title
	if inner := strings.TrimLeft(r.title, "*_ "); r.c.url != "" || hasAnyPrefix(inner, "19", "20") {
		r.title = r.withoutFacts(inner)
	}
	if r.c.said != "" {
		r.said = append(r.said, r.c.said)
	}
	r.title = strings.TrimSpace(Plain(r.title).String)
}

// behind cuts tags, dates, facts and the names of authors off the end of the title, and numbers and short names off its front.
func (r *serialReader) behind() {
	p, title := r.parser, r.title
	r.out.published = strings.Join(r.said, " ")
	title, r.out.lead = p.withoutTags(title, r.out.lead)
	if m := monthTag().FindStringSubmatchIndex(title); m != nil && m[0] > 0 {
		r.out.published += " " + title[m[2]:m[3]]
		title, r.month = title[:m[0]], r.c.url != ""
	}
	if rest, f, ok := p.titleFacts(title); ok {
		title, r.said = rest, append(r.said, f.said)
		r.out.published += " " + f.said
	}
	if rest, number := marksBefore(title); number {
		title = rest
	}
	if m := nameTag().FindStringSubmatchIndex(title); m != nil && nameOnly(title[m[2]:m[3]]) && paperLike(title[m[1]:]) && !unicode.IsLower(rune(title[m[1]])) {
		r.out.alias, title = title[m[2]:m[3]], title[m[1]:]
	} else if m := nameInside().FindStringSubmatchIndex(title); m != nil && r.c.url != "" && ownName(title[m[2]:m[3]]) && !isVenue(title[m[2]:m[3]]) && titleLike(title[m[1]:]) {
		r.out.alias, title = title[m[2]:m[3]], title[m[1]:]
	}
	if head, rest, ok := strings.Cut(title, ". "); ok && rest != "" && r.c.url == "" && asTitle(head) {
		if _, told := p.factsBehind(rest); told || !r.c.marked {
			title, r.said = head, append(r.said, rest)
		}
	}
	if inner, ok := strings.CutPrefix(title, "["); ok && strings.HasSuffix(inner, "]") && !strings.ContainsAny(inner[:len(inner)-1], "[]") {
		title = inner[:len(inner)-1]
	}
	title = strings.Trim(bareName(withoutLabel(title)), "《》 .,，。:：*_-–—")
	if m := dayAsLabel().FindStringSubmatch(title); m != nil && r.c.url != "" && r.out.read.Day == 0 {
		if d, n := wordedDate(fold.String(m[1]), Date{Year: r.yearOf[r.i]}); n == len(m[1]) && d.Day > 0 && d.Year > 0 {
			title, r.out.read = m[2], d
		}
	}
	r.out.title, r.out.by = title, p.institutionsOf(strings.Join(r.said, ", ")+", "+r.out.by)
}

// judge says what the title looks like, by itself and by what else the line has.
func (r *serialReader) judge() {
	p, l, title, out := r.parser, &r.lines[r.i], r.out.title, &r.out
	facts := strings.TrimSpace(out.published) != ""
	if published, by := p.factLine(r.i); !facts && published != "" {
		out.published, out.by = published, by
	}
	if r.c.end > 0 && r.c.end < len(r.s) && strings.HasSuffix(l.of(p.text), r.s) {
		out.body = l.end - len(r.s) + r.c.end
	}
	tail := strings.TrimLeft(p.text[out.body:l.end], " *_.,:：-–—")
	linked := r.linked && (r.c.url != "" && paperLink(r.c.url) || hasAnyPrefix(tail, "[", "(", "（", "【", "http", "<http", "|"))
	note := r.c.url != "" && noteLink(r.c.url)
	noted := false // its notes stand behind it
	if strings.HasPrefix(tail, "[") {
		m := notesBehind().FindStringSubmatch(tail)
		noted = m != nil && noteLink(m[1])
	}
	out.leads = linked || note || noted
	switch {
	case title == "" || utf8.RuneCountInString(title) > longestTitle || linkWords().MatchString(title) && len(strings.Fields(title)) < 4:
	case strings.ContainsAny(title, "《》") || dateFirst(title) || strings.HasPrefix(r.c.url, "#"):
	case r.quoted && (nameOnly(title) || paperLike(title)):
		out.look = titleLook
	case noted && (asTitle(title) || titleLike(title) && paperLike(title) || len(strings.Fields(title)) >= 4 && paperLike(title) && phrase(title)):
		out.look, out.strong = sureLook, linked
	case asTitle(title):
		out.look, out.strong = titleLook, linked
		if facts || linked {
			f, _ := p.factsBehind(out.published)
			out.look, out.strong = sureLook, linked || f.venue || r.month
		}
	case !phrase(title) || han(title) && !linked && !note && (facts || collection().MatchString(title) || paperWords().MatchString(title)):
	case (facts || linked) && (paperLike(title) || titleLike(title) || nameBeside(title)):
		out.look = sureLook
	case !nameBeside(title):
	case note:
		out.look, out.note = nameLook, true
	case !strings.Contains(title, ",") && (paperLike(title) || titleLike(title) || nameOnly(title)):
		out.look = nameLook
	}
}

// notesBehind is the link behind a title to one's own notes: [[note]](notes/title.md), [笔记](title.md).
var notesBehind = pattern.New(`(?i)^\[{1,2}\s*(?:(?:my |reading )?notes?|笔记|阅读笔记|论文笔记|解读)\s*\]{1,2}\(([^()\s]+)`)

// phrase says whether words could be a title that does not look like one: they are no sentence, and no names of people.
func phrase(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsLower(first) && !strings.ContainsAny(s, "!！?？;；|，") && !sentenceWords().MatchString(s) && !people().MatchString(s) && !beginsRead(s)
}

// dateFirst says whether words begin with a day.
func dateFirst(s string) bool {
	d, n := wordedDate(fold.String(firstBytes(s, longestDate)), Date{Year: anyYear})
	return n > 0 && d.Month > 0
}

// factLine is what one of the first lines below a line says of a paper, if it says nothing else: 「2017」「ICRA」「Stanford University」.
func (p *parser) factLine(i int) (published, by string) {
	for _, s := range p.textBelow(i, 3) {
		s = strings.NewReplacer("「", "[", "」", "]", "『", "[", "』", "]").Replace(strings.TrimLeft(s, " \t>-*+"))
		if !strings.HasPrefix(s, "[") {
			continue
		}
		if f, ok := p.factsBehind(s); ok && f.year && !strings.HasPrefix(f.said, "[") || ok && f.year && f.brackets {
			parts := strings.FieldsFunc(f.said, func(r rune) bool { return r == '[' || r == ']' })
			return strings.Join(parts, " "), p.institutionsOf(strings.Join(parts, ", "))
		}
	}
	return "", ""
}

// sentence says whether a line begins as neither a title nor a mark before one does, or goes on as a sentence: most lines, without asking
// the slow expressions.
func sentence(s string) bool {
	s = strings.TrimLeft(s, " \t>")
	if s == "" || len(s) > introBytes {
		return true
	}
	if strings.IndexByte("[(*_<\"&:~", s[0]) >= 0 || hasAnyPrefix(s, "【", "《", "（", "「", "“") {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(s); unicode.IsLower(first) {
		return true
	}
	if strings.Contains(s, "](") || strings.Contains(s, "http") {
		return false
	}
	return strings.ContainsAny(s, "，。；！") && !strings.ContainsAny(s, "（(《") || len(s) > longestSentence
}

// longestSentence is how many bytes a line without links has that is no title with what is said of it.
const longestSentence = 400

// emphasisOf is what of a text stands behind a byte, with the emphasis that it began with.
func emphasisOf(s string, at int) string {
	mark := s[:len(s)-len(strings.TrimLeft(s, "*_"))]
	if strings.HasPrefix(s[at:], "*") || strings.HasPrefix(s[at:], "_") {
		return s[at:]
	}
	return mark + s[at:]
}

// noteLink says whether a link may lead to somebody's notes on a paper: a file, or a page of a blog.
func noteLink(url string) bool {
	url, _, _ = strings.Cut(strings.ToLower(strings.Trim(url, "<>")), "#")
	local := url != "" && !strings.Contains(url, ":") && path.Ext(url) == ""
	return local || hasAnySuffix(url, ".md", ".markdown", ".html", ".ipynb", ".pdf") || slices.ContainsFunc(blogHosts, func(h string) bool { return strings.Contains(url, h) })
}

var blogHosts = []string{"zhihu.com", "csdn.net", "jianshu.com", "cnblogs.com", "juejin", "blog", "medium.com", "yuque.com", "notion.", "github.io"}
