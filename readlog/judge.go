package readlog

import (
	"cmp"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// judge fills in the fields of an entry that its text decides.
func (p *parser) judge(e *Entry, topics []string, l lead) {
	name := Alias
	if e.Kind == KindTodo {
		name = itemAlias
	}
	e.Alias, e.Topics = cmp.Or(l.alias, name(e.Title)), topics
	e.BodyStart = min(e.BodyStart, e.End)
	source := p.text[e.BodyStart:e.End]
	body := Plain(source)
	b := readBody(source, body)
	e.Points, e.Verdict = b.points, b.verdict
	e.Links = links(p.text[e.Start:e.End])
	number := ""
	if e.Kind == KindPaper {
		e.Names = toldNames(e, b.intro, body.String)
		if number = numberAlone(e.Links, p.text[e.Start:e.End]); number != "" {
			e.Links = append([]string{number}, e.Links...)
		}
	}
	if p.whole {
		p.fromFront(e)
	} else if e.Kind == KindNote && !p.isLog && !p.preamble {
		e.Names = p.nameOfNotes(e.Title)
	}
	if e.Kind != KindTodo {
		said := body.String
		if e.Kind == KindNote && ofLicence(e.Title, said) {
			said = ""
		}
		intro := p.intro(said, l, e.Kind, e.Title, cmp.Or(e.Read.month(), e.ReadMonth))
		e.Published, e.Institutions, e.Venue = intro.published, intro.institutions, intro.venue
		e.Reasons = append(e.Reasons, intro.reasons...)
		d := intro.read
		if d.Day > 0 && e.Read == p.nameDay && p.day == (Date{}) || d.Month > 0 && p.nameDay == (Date{}) && e.Read.Day == 0 && e.ReadMonth == p.nameMonth {
			e.Read, e.ReadMonth = Date{}, Date{} // what the log says comes before the name of its file
		}
		if e.Read.Day == 0 && d.Month > 0 { // no day above says more
			if d.Day > 0 {
				e.Read = d
			}
			if e.ReadMonth.Month == 0 {
				e.ReadMonth = d.month()
			}
		}
		if v := p.about.frontVenue(); p.whole && e.Venue == "" && v != "" {
			e.Venue = v
			e.Reasons = append(e.Reasons, Reason{"venue", v + ", said at the top of the file"})
		}
		if e.Kind == KindPaper && e.Venue == "" && e.Published.Raw == "" && p.fileVenue != "" {
			of := introduction{}
			c := &cursor{s: p.fileVenue, in: &of, loose: true, dates: true}
			c.read()
			e.Venue, e.Published = of.venue, of.published
			e.Reasons = append(e.Reasons, Reason{"venue", "«" + p.fileVenue + "», the folder or file it is in"})
		}
		if e.Kind == KindPaper && e.Published.From.Month == 0 {
			p.fromArXiv(e, number)
		}
		if e.Published.Raw == "" && intro.held.Raw != "" {
			e.Published = intro.held
			e.Reasons = append(e.Reasons, Reason{"published", "«" + intro.held.Raw + "» in the " + intro.heldIn})
		}
		if e.Kind == KindPaper && e.Venue == "" && e.Published.Raw == "" {
			p.fromAddress(e)
		}
		if y := (Date{Year: l.born}); e.Published.Raw == "" && y.Year > 0 {
			e.Published = Published{From: y, To: y, Raw: y.String()}
			e.Reasons = append(e.Reasons, Reason{"published", "«" + y.String() + "», the heading above"})
		}
		if e.Published.From.Year > 0 && e.Read.Year > 0 || e.ReadMonth.Year > 0 && e.Published.From.Year > 0 {
			e.Published.Suspect = after(e.Published.From, e.Read, e.ReadMonth)
		}
	}
	if p.trackless {
		return
	}
	var tags []string
	if p.whole {
		tags = p.about.subjects()
	}
	said := texts{title: e.Title + "\n" + strings.Join(e.Parents, "\n"), intro: b.intro, body: body.String}
	if len(b.points) > 0 {
		said.point = body.String[b.points[0].Start:b.points[0].End]
	} else {
		said.point, _, _ = strings.Cut(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(body.String), b.intro)), "\n")
	}
	t := p.rules.track(p.log.Tracks, tags, e.Kind == KindPaper, said, topics, p.name)
	e.Track, e.Subtrack = t.track, t.subtrack
	e.Reasons = append(e.Reasons, t.reasons...)
}

var arXivID = pattern.New(`(?i)arxiv(?:\.org/(?:abs|pdf|html)/|\s*[:：]?\s*)(\d{2})(\d{2})\.\d{4,5}`)

// arXivMonth is the month of the first number on arXiv in a text, no date where it can be none, and the number as written, "" for none.
func arXivMonth(s string) (d Date, raw string) {
	m := arXivID().FindStringSubmatch(s)
	if m == nil {
		return Date{}, ""
	}
	if d = monthOf(m, 2000); d.Year < 2007 {
		d = Date{}
	}
	return d, m[0]
}

// monthOf is the month that two numbers of two digits are, no date where there is no such month.
func monthOf(m []string, century int) Date {
	year, _ := digits(m[1], 2)
	month, _ := digits(m[2], 2)
	if month < 1 || month > 12 {
		return Date{}
	}
	return Date{Year: century + year, Month: month}
}

// ownNumber is a paper's number on arXiv where it is written without an address: [2406.09246] behind the title, arXiv：2412.19437.
var ownNumber = pattern.New(`(?im)^[^\n]{0,400}?(?:\barxiv\s*[:：]\s*|[\[(（【]\s*)(\d{4}\.\d{4,5})(?:v\d+)?\b`)

// arXivOldID is a number as arXiv gave them until March 2007: hep-th/9711200.
var arXivOldID = pattern.New(`(?i)arxiv\.org/(?:abs|pdf)/[a-z\-]+(?:\.[a-z]{2})?/(9[1-9]|0[0-7])(\d{2})\d{3}\b`)

// numberAlone is the address of a paper that has a number on arXiv beside its title or in the lines below, and no address there; "" for
// others.
func numberAlone(links []string, text string) string {
	if slices.ContainsFunc(links, func(l string) bool { return strings.HasPrefix(Identifier(l), "arxiv:") }) {
		return ""
	}
	near := ownText(text)
	if !strings.ContainsAny(near, "0123456789") {
		return ""
	}
	m := ownNumber().FindStringSubmatch(near)
	if m == nil || arXivKey(m[1]) == "" {
		return ""
	}
	return "https://arxiv.org/abs/" + m[1]
}

// fromArXiv takes the month of publishing from the number of the paper on arXiv, if it stands near the title and the
// log has no month. number is its address, made of a number alone.
func (p *parser) fromArXiv(e *Entry, number string) {
	text := p.text[e.Start:e.End]
	if p.whole && p.front > 0 {
		text = text[e.BodyStart-e.Start:] // front matter has any number of lines
	}
	near := ownText(text)
	if p.whole {
		near = strings.Join(p.about.links(), "\n") + "\n" + p.about.get("url") + "\n" + near
	}
	if number != "" {
		near = number
	}
	d, raw := arXivMonth(near)
	if m := arXivOldID().FindStringSubmatch(near); raw == "" && m != nil {
		century := 2000
		if m[1] > "90" {
			century = 1900
		}
		d, raw = monthOf(m, century), m[0]
	}
	if d.Year == 0 || e.Published.Raw != "" && e.Published.From.Year != d.Year {
		return // what the log says comes first: a venue's year is often the one after
	}
	e.Published = Published{From: d, To: d, Raw: raw}
	e.Reasons = append(e.Reasons, Reason{"published", "«" + raw + "», its number on arXiv"})
}

// after says whether a publishing date lies behind the day or month of reading, as far as both are known.
func after(published, read, month Date) bool {
	if read.Year == 0 {
		read = month
	}
	switch {
	case published.Year != read.Year:
		return published.Year > read.Year
	case published.Month == 0 || read.Month == 0:
		return false
	case published.Month != read.Month:
		return published.Month > read.Month
	}
	return published.Day > 0 && read.Day > 0 && published.Day > read.Day
}

// topicsHere are the headings above that are neither dates nor pending lists.
func (p *parser) topicsHere() []string {
	var out []string
	for _, h := range p.headings {
		if _, ok := headingDate(h.text, Date{Year: anyYear}); !ok && !isPending(h.text) {
			out = append(out, h.text)
		}
	}
	return out
}

// Alias is the model's name before the colon of a title, or in parentheses: one word, or a few of which one is no
// plain word. Words before a colon that are only words are no alias: "" for a title without one.
func Alias(title string) string {
	head := title
	if i := strings.IndexAny(title, ":："); i > 0 {
		head = strings.TrimSpace(title[:i])
		if name, ok := inParentheses(head); ok {
			return name
		}
		words := strings.Fields(head)
		switch {
		case len(words) == 1 && namelike(head, false):
			return head
		case len(words) > 1 && len(words) <= 3 && utf8.RuneCountInString(head) <= 30:
			for _, w := range words {
				if namelike(w, true) {
					return head
				}
			}
		}
		return ""
	}
	if name, ok := inParentheses(head); ok {
		return name
	}
	return ""
}

// inParentheses is the name at the end of a title: Large Language and Vision Assistant (LLaVA).
func inParentheses(s string) (string, bool) {
	s = strings.TrimSpace(s)
	for _, pair := range []string{"()", "（）"} {
		open, shut := string([]rune(pair)[0]), string([]rune(pair)[1])
		if !strings.HasSuffix(s, shut) {
			continue
		}
		i := strings.LastIndex(s, open)
		if i <= 0 {
			continue
		}
		name := strings.TrimSpace(s[i+len(open) : len(s)-len(shut)])
		if !strings.Contains(name, " ") && namelike(name, true) {
			return name, true
		}
	}
	return "", false
}

// namelike says whether a word could be a model's name: strict, when it has a digit or a capital beyond its first
// letter; else also when it merely begins with a capital.
func namelike(w string, strict bool) bool {
	capitals, digit, letters := 0, false, 0
	for i, r := range w {
		switch {
		case unicode.Is(unicode.Han, r):
			return false
		case unicode.IsUpper(r):
			letters++
			if i > 0 || !strict {
				capitals++
			}
		case unicode.IsDigit(r):
			digit = true
		case unicode.IsLetter(r):
			letters++
		}
	}
	return letters > 0 && (capitals > 0 || digit) && utf8.RuneCountInString(w) <= 24
}

// bodyParts is the shape of a body.
type bodyParts struct {
	intro   string
	points  []Span
	verdict Span
}

// readBody finds the introducing line, the top-level points and the closing paragraph: the last one that is no
// list, behind the points, or behind the introduction where there are none.
func readBody(source string, t Text) bodyParts {
	var b bodyParts
	type paragraph struct{ start, end int }
	var after []paragraph // paragraphs behind the last point, or all
	pointIndent, blank, inPoint := -1, true, false
	linked := false // a line of links or images came first, in the place of an introduction
	flush := 0      // where the last line below a point began that is indented as its points are
	fence := ""
	for start := 0; start < len(source); {
		end := start + strings.IndexByte(source[start:], '\n')
		next := end + 1
		if end < start {
			end, next = len(source), len(source)
		}
		s := strings.TrimRight(source[start:end], "\r")
		trimmed := strings.TrimSpace(s)
		inFence := fence != ""
		frame := inFence || strings.HasPrefix(trimmed, "|") // code and rows of tables, which say nothing in sentences
		if inFence {
			if closesFence(s, fence) {
				fence = ""
			}
		} else {
			fence = fenceOf(s)
			frame = frame || fence != ""
		}
		marker := 0
		if !inFence {
			marker = listMarker(trimmed)
		}
		indent := indentOf(s)
		switch {
		case trimmed == "":
			blank = true
			start = next
			continue
		case marker > 0 && (pointIndent < 0 || indent <= pointIndent+1 || !inPoint && indent < pointIndent+2):
			if pointIndent < 0 {
				pointIndent = indent
			}
			b.points = append(b.points, Span{t.at(start), t.at(start + len(s))})
			after, inPoint = nil, true
		case marker > 0 || inPoint && (indent > pointIndent || !blank && !sumsUp(trimmed)):
			if n := len(b.points); n > 0 {
				if marker == 0 && indent == pointIndent {
					flush = t.at(start)
				}
				b.points[n-1].End = t.at(start + len(s))
			}
		case frame:
			inPoint, blank, start = false, true, next
			continue
		case picture(trimmed) || bareLink(trimmed):
			linked = linked || len(after) == 0
			inPoint, start = false, next
			continue
		default:
			inPoint = false
			if n := len(after); n > 0 && !blank {
				after[n-1].end = start + len(s)
			} else {
				after = append(after, paragraph{start, start + len(s)})
			}
			if b.intro == "" && len(b.points) == 0 && !strings.HasPrefix(trimmed, ">") {
				if b.intro = Plain(s).String; onlyLinks(b.intro) {
					b.intro = ""
				}
			}
		}
		blank = false
		start = next
	}
	for n := len(after); n > 0 && plan(t.String[t.at(after[n-1].start):t.at(after[n-1].end)]); n-- {
		after = after[:n-1]
	}
	if n := len(after); n > 1 || n == 1 && (len(b.points) > 0 || linked) {
		b.verdict = Span{t.at(after[n-1].start), t.at(after[n-1].end)}
	}
	if len(b.points) > 1 && b.verdict == (Span{}) && len(after) == 0 {
		b.verdict = closing(t.String, b.points, flush)
	}
	for i := range b.points {
		b.points[i] = trimSpan(t.String, b.points[i])
	}
	b.verdict = trimSpan(t.String, b.verdict)
	return b
}

// Points of fewer bytes than shortLine are not broken by an editor, and one of more than longLine is not in a text that is.
const shortLine, longLine = 57, 147

// closing cuts the line at flush off the last point where it closes the entry, though no blank line parts them: 必读。 It does if nothing else
// stands below a point, and the line above is short or another is long, so that an editor did not break it.
func closing(text string, points []Span, flush int) Span {
	longest := 0
	for _, x := range points[:len(points)-1] {
		if strings.Contains(strings.TrimSpace(text[x.Start:x.End]), "\n") {
			return Span{}
		}
		longest = max(longest, x.End-x.Start)
	}
	last := &points[len(points)-1]
	above, below, ok := strings.Cut(strings.TrimRight(text[last.Start:last.End], " \t\n"), "\n")
	if !ok || strings.Contains(below, "\n") || last.Start+len(above)+1 != flush || len(above) >= shortLine && max(longest, len(above)) <= longLine ||
		!hasAnySuffix(below, "。", "！", "!", ".", "～", "？") || len(below) > introBytes || plan(below) {
		return Span{}
	}
	verdict := Span{flush, last.End}
	last.End = flush
	return verdict
}

var (
	pictures = pattern.New(`^(?:!\[[^\]]{0,200}\](?:\([^)]{0,500}\)|\[[^\]]{0,80}\])|!\[\[[^\]]{0,200}\]\]|<img [^>]{0,500}>|\s)+$`)
	// What is to be done with a paper, and says nothing of it: 讨论：下周读.
	planned = pattern.New(`(?i)^(?:计划|下一步|待办|todo|to do|next(?: steps?)?)\s*[:：][^\n]*$|^(?:(?:讨论|分享|组会|汇报|复现|后续|备注|discussion)\s*[:：]\s*)?(?:下周|下次|下个月|下月|明天|后天|周末|以后|回头|改天|有空)(?:再|要|一起)*(?:细|精|重)?(?:读|看|讨论|讲|补|说)(?:完|一遍|一下|掉|它)?[。.！!]?$`)
)

// picture says whether a line is images and nothing else, whose words are hardly ever a sentence.
func picture(line string) bool {
	return len(line) <= introBytes && (line[0] == '!' || line[0] == '<') && pictures().MatchString(line)
}

// plan says whether a paragraph is what is to be done and nothing else.
func plan(s string) bool { return len(s) <= introBytes && planned().MatchString(strings.TrimSpace(s)) }

// bareLink says whether a line is links and nothing else but a label: 链接：https://….
func bareLink(line string) bool {
	if len(line) > introBytes || !strings.Contains(line, "://") {
		return false
	}
	if strings.Contains(line, "](") { // [论文](https://…)
		return onlyLinks(Plain(line).String)
	}
	rest := strings.TrimSpace(address().ReplaceAllString(line, " "))
	return onlyLinks(rest) || linkTo().MatchString(rest)
}

// linkTo is a label with nothing behind it but a link.
var linkTo = pattern.New(`^[^\s:：，。]{1,12}\s?[:：]\s*[<>]*$`)

// sumsUp says whether a line begins as verdicts do, so that it is one even where it follows the last point without a blank line.
func sumsUp(line string) bool {
	line = fold.Script(firstBytes(line, 60))
	for _, w := range []string{
		"总体", "总的来", "总而言之", "总之", "总结", "综上", "整体上", "整体来", "整体而言", "Overall", "In summary", "In short", "All in all",
	} {
		if strings.HasPrefix(line, w) {
			return true
		}
	}
	return false
}

// listMarker is the length of a bullet or number that begins a list item, 0 for other lines.
func listMarker(s string) int {
	if len(s) > 1 && strings.IndexByte("-*+", s[0]) >= 0 && (s[1] == ' ' || s[1] == '\t') {
		return 2
	}
	return ordinal(s)
}

func trimSpan(s string, x Span) Span {
	for x.Start < x.End && (s[x.Start] == ' ' || s[x.Start] == '\n' || s[x.Start] == '\t') {
		x.Start++
	}
	for x.Start < x.End && (s[x.End-1] == ' ' || s[x.End-1] == '\n' || s[x.End-1] == '\t') {
		x.End--
	}
	return x
}

// links lists the addresses in a text, each once.
func links(s string) []string {
	var out []string
	seen := map[string]bool{}
	for at := 0; ; {
		i := strings.Index(s[at:], "http")
		if i < 0 {
			return out
		}
		i += at
		at = i + 4
		rest := firstBytes(s[i:], maxTarget)
		if !strings.HasPrefix(rest, "http://") && !strings.HasPrefix(rest, "https://") {
			continue
		}
		n := strings.IndexFunc(rest, func(r rune) bool {
			return r <= ' ' || strings.ContainsRune("<>\"'`|\\^{}，。；：、！？（）【】《》“”", r) || unicode.Is(unicode.Han, r)
		})
		if n < 0 {
			n = len(rest)
		}
		u := rest[:n]
		if j := strings.Index(u, "]("); j > 0 { // [https://…](https://…)
			u = u[:j]
		}
		if j := strings.IndexByte(u, ')'); j >= 0 && strings.Count(u[:j+1], "(") < strings.Count(u[:j+1], ")") {
			u = u[:j]
		}
		u = strings.TrimRight(u, ".,;:!?*_]")
		at = i + max(len(u), 4)
		if !seen[u] && len(u) > len("https://") {
			seen[u] = true
			out = append(out, u)
		}
	}
}
