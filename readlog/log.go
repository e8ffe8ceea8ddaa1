// Package readlog answers: what does a reading log say?
//
// It takes the text of a log and returns values: entries with their dates, institutions, tracks, points and
// links; pending items; the tracks the log names; what it did not understand. No file is opened here.
//
// Lines are read by a scanner of its own and not by a Markdown library: the grammar of logs is what papersearch
// exists for, CommonMark takes 《A》 above --- for a heading and **《T》**字 for no emphasis, and goldmark spends
// 28 ms a megabyte and quadratic time on nested brackets. The scanner knows what it must about Markdown: fences,
// comments, front matter, headings and lists.
package readlog

import (
	"cmp"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind of an entry.
type Kind string

// The kinds.
const (
	KindPaper Kind = "paper"
	KindNote  Kind = "note"
	KindTodo  Kind = "todo"
)

// Unassigned is the track of an entry that no rule fits.
const Unassigned = "unassigned"

// Log is what one file says.
type Log struct {
	Entries  []Entry     // in the order of the file, pending items too
	Tracks   []TrackName // that the log names itself
	Headings []Dated     // headings of months and days, in the order of the file
	Problems []Problem   // of Check alone
	Lines    []Owner     // whose each line is; index 0 is line 1
	Keys     []uint64    // by ParseKnown, of each entry: a hash of all that its fields are judged by
}

// TrackName is a track a log names, with the subtracks in parentheses behind it.
type TrackName struct {
	Name      string
	Subtracks []string
	words     []string           // see ownWords
	akin      map[*trackRule]int // see Rules.akin
}

// Dated is a heading that is a month or a day.
type Dated struct {
	Line  int    // from 1
	End   int    // its last line: that of the === below it, else Line
	Level int    // 1 is #
	Text  string // plain
	Date  Date
	Month Date // of a day: that of the month's heading above, zero without
}

// Problem is something that was not understood, or that cannot be.
type Problem struct {
	Line       int // from 1
	Rule       Rule
	Message    string
	Suggestion string // what to do about it, ""
}

// Owner is whose a line is.
type Owner int

// A line belongs to the entry of a number from 0 on, or to one of these.
const (
	Blank    Owner = -1 - iota
	Preamble       // text above the first entry
	Heading        // a heading, and loose text that belongs to it
)

// Form is how a paper stands in the log, where that matters to others.
type Form string

// The forms.
const (
	Listed Form = "listed" // a line of a list or table, which may lead to a write-up
	Whole  Form = "whole"  // the whole file is its write-up
)

// Entry is one paper, note or pending item.
type Entry struct {
	Kind            Kind
	Form            Form
	Title           string   // without book marks and emphasis; of a note its heading or first words, of an item its text
	Alias           string   // model name before the colon or in parentheses, or what else the paper is called; ""
	Names           []string // more names, which find it: of a whole file, those of its front matter and its own
	Said            string   // what its front matter says and no other field holds: authors, tags, an abstract
	Read            Date
	ReadMonth       Date // of the month heading where it differs from Read's
	Published       Published
	Institutions    []Institution // in the order of mention, each once
	Venue           string        // conference or journal, as it is usually written
	Track, Subtrack string        // Track is Unassigned where no rule fits
	Reasons         []Reason
	Points          []Span // top-level points with what is nested, bytes of the body's plain text
	Verdict         Span   // the closing paragraph, empty where there is none
	Links           []string
	Done            bool // of a pending item, like the next two
	Depth           int
	Parents         []string // outermost first
	Topics          []string // the headings above that are no dates, outermost first
	Line, EndLine   int      // from 1, both included
	Start, End      int      // bytes of the text: the entry as written is text[Start:End]
	BodyStart       int      // where the body begins, behind the title's line
}

// Published is when a paper came out.
type Published struct {
	From, To Date
	Raw      string // as written
	Suspect  bool   // after it was read
}

// Institution is who wrote a paper.
type Institution struct {
	Name   string // canonical, English where there is one
	Raw    string // as written
	Parent string // the institution it is a lab of, ""
}

// Reason tells how a field was judged.
type Reason struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

// Span is a stretch of bytes, half-open.
type Span struct{ Start, End int }

// IsZero says whether there is nothing in it.
func (s Span) IsZero() bool { return s.Start >= s.End }

// Parse reads one file of a log. Any text is a log; one without entries becomes notes by its headings. name is the
// path of the file, whose folders may name a track. It takes time in proportion to the text, and never panics.
func Parse(name, text string, r *Rules) *Log {
	p := parse(name, text, r)
	p.judgeAll()
	return p.log
}

// Outline reads the structure of a log alone: kinds, titles, dates of the headings, lines and bytes, and none of what judging
// adds. It takes a tenth of the time.
func Outline(name, text string) *Log { return parse(name, text, nil).log }

// Check reads as Parse does, but for the tracks, which it does not judge: that takes most of the time. It says what it did
// not understand or found wrong, in the order of the lines.
func Check(name, text string, r *Rules) *Log {
	p := parse(name, text, r)
	p.trackless = true
	p.judgeAll()
	p.problems()
	return p.log
}

func (p *parser) judgeAll() {
	for i := range p.log.Entries {
		p.judge(&p.log.Entries[i], p.topics[i], p.leads[i])
	}
}

// parse reads the structure of a log: which lines are whose.
func parse(name, text string, r *Rules) *parser {
	if r == nil {
		r = NewRules(nil, nil)
	}
	p := &parser{name: name, text: text, rules: r, log: &Log{}, lines: scanLines(text), entry: -1}
	p.frontLines()
	p.readFront()
	p.nameDates()
	for _, find := range forms {
		if !p.whole {
			find(p)
		}
	}
	if !p.whole {
		p.unreadTitles()
	}
	p.sectionsOfTitles()
	p.isLog = p.isLog || p.recognize()
	p.first = slices.IndexFunc(p.lines, func(l line) bool { return l.kind == textLine && !l.mute })
	for i := range p.lines {
		p.read(i)
	}
	p.close()
	return p
}

// sectionsOfTitles makes text of the headings below a title that is a heading, as far as they are deeper: they are of what it says. A day
// and the name of a pending list end it.
func (p *parser) sectionsOfTitles() {
	level := 0
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case l.kind == titleLine:
			level = l.level
		case l.kind != headingLine || level == 0:
		case l.level <= level:
			level = 0
		default:
			text := Plain(l.text).String
			if _, dated := l.date(Date{Year: anyYear}); dated || isPending(text) {
				level = 0
				continue
			}
			l.kind = textLine
		}
	}
}

// parser walks the lines once. At any line at most one entry is open.
type parser struct {
	name, text           string
	rules                *Rules
	log                  *Log
	lines                []line
	isLog                bool // titles, dated headings or pending items were seen
	entry                int  // the open entry, -1
	month, day           Date // of the headings above
	monthLevel, dayLevel int
	year                 int // that a heading names among other words: Reading 2024
	headings             []heading
	pending              bool // under the heading of a pending list
	dated                bool // a dated heading was met
	items                []openItem
	tracksOpen           bool       // in the list of tracks
	preamble             bool       // a paper or item was met
	topics               [][]string // by entry
	leads                []lead     // by entry

	front              int      // lines of front matter, with their rules
	first              int      // the first line that is text, -1
	fileDay, fileMonth Date     // that the name of the file says, or its top
	nameDay, nameMonth Date     // that its name says
	noteDay            string   // the line below the title of the file that is its day
	pubYears           bool     // headings that are years say when papers came out: see yearHeadings
	born, bornLevel    int      // the year of such a heading above, and its level
	fileVenue          string   // a folder or file named after a venue: NeurIPS2022
	whole              bool     // the file is one entry
	wholeKind          Kind     // of it
	about              front    // what the top of the file says of it
	inlineEnd          int      // the line behind its inline fields
	said               []string // labels below the first heading: see headedFile
	fieldsAt           []fieldTable

	trackless bool // tracks are not judged
}

type heading struct {
	level int
	text  string
	line  int
}

// openItem is a pending item above the current line.
type openItem struct {
	indent int
	title  string
}

// recognize looks for what makes a file a log rather than notes: titles or dated headings. Lists with boxes are made of
// anything.
func (p *parser) recognize() bool {
	for i := range p.lines {
		l := &p.lines[i]
		switch l.kind {
		case titleLine:
			return true
		case headingLine:
			if _, ok := l.date(Date{}); ok {
				return true
			}
		}
	}
	return false
}

// frontLines counts the lines of front matter.
func (p *parser) frontLines() {
	if len(p.lines) == 0 {
		return
	}
	rule := strings.TrimPrefix(p.lines[0].of(p.text), bom)
	if !frontRule(rule) {
		return
	}
	for i := 1; i < len(p.lines); i++ {
		if endsFront(p.lines[i].of(p.text), rule) {
			p.front = i + 1
			return
		}
	}
}

func (p *parser) read(i int) {
	l := &p.lines[i]
	switch l.kind {
	case blankLine:
		p.own(i, Blank)
	case frameLine:
		if p.entry >= 0 && p.lines[i-1].kind == titleLine { // the line below a title that is a heading
			p.own(i, Owner(p.entry))
			return
		}
		p.close()
		p.own(i, Heading)
	case headingLine:
		p.close()
		p.heading(i)
		p.own(i, Heading)
	case titleLine:
		p.close()
		kind := KindPaper
		switch {
		case p.whole:
			kind = p.wholeKind
		case l.lead.unread:
			kind, p.items = KindTodo, nil
		}
		if l.level > 0 && l.lead.read.Day > 0 {
			p.dayOf(l)
		}
		p.open(i, kind, l.title, l.body)
	case itemLine:
		if p.entry >= 0 && !l.listed && !p.itemOpen() && !p.pending && !p.leads[p.entry].single && !p.besideNote() && !p.namesPaper(i) {
			p.own(i, Owner(p.entry)) // a check box among the points of a paper
			return
		}
		p.close()
		p.item(i)
	default:
		p.loose(i)
	}
}

// itemOpen says whether the open entry is a pending item of a list, rather than a paper of which the log says below its title that it is not read.
func (p *parser) itemOpen() bool {
	return p.log.Entries[p.entry].Kind == KindTodo && !p.leads[p.entry].unread
}

// loose reads a line of text. What stands in no entry begins a note, so that it is found: all but the frame of a log, which says
// nothing of its own.
func (p *parser) loose(i int) {
	if p.entry >= 0 && p.lines[i].wrapped {
		p.own(i, Owner(p.entry))
		return
	}
	if p.entry >= 0 {
		s := p.lines[i].of(p.text)
		item := p.itemOpen() && !p.whole && !p.pending && i > 0 && p.lines[i-1].kind == blankLine
		if l := p.leads[p.entry]; l.single && indentOf(s) <= l.indent || item && indentOf(s) == 0 || p.noteBeside(i) || p.namesTracks(i) || p.namesList(i) {
			p.close()
		}
	}
	switch {
	case p.sibling(i):
		p.close()
		p.item(i)
	case p.entry >= 0:
		p.own(i, Owner(p.entry))
	case i < p.front && p.about.yaml:
		p.own(i, Preamble)
	case p.tracks(i):
		p.own(i, Preamble)
	case p.namesList(i):
		p.items = nil
		p.own(i, Heading)
	case p.isLog && p.frame(i):
		owner := Heading
		if !p.pending && !p.dated && !p.preamble {
			owner = Preamble
		}
		p.own(i, owner)
	default:
		p.open(i, KindNote, p.noteTitle(i), p.lines[i].start)
	}
}

// frame says whether a line outside entries says nothing of its own: front matter, a line without letters, a label above what it
// labels, a quote above pending items, the log's title.
func (p *parser) frame(i int) bool {
	if i < p.front || p.lines[i].mute {
		return true
	}
	s := strings.TrimSpace(strings.TrimPrefix(p.lines[i].of(p.text), bom))
	text := strings.TrimSpace(Plain(firstBytes(s, introBytes)).String)
	if fenceOf(s) == "" && !hasLetters(text) || htmlHeading().MatchString(s) {
		return true
	}
	next := p.nextLine(i)
	above := next >= len(p.lines) || p.lines[next].kind != textLine
	switch {
	case p.pending && strings.HasPrefix(s, ">"):
		return true
	case strings.HasSuffix(text, ":") || strings.HasSuffix(text, "："):
		return above && next < len(p.lines) && utf8.RuneCountInString(text) <= longestLabel
	}
	return !p.dated && !p.preamble && i == p.first && (next > i+1 || above) && logTitle(text)
}

var htmlHeading = pattern.New(`(?i)^<h[1-6][ >]`)

func hasLetters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// How many runes a label and a log's title may have; longer ones are prose, which is to be found.
const (
	longestLabel    = 30
	longestLogTitle = 40
)

// logTitle says whether a line is the name of a log rather than a sentence: 2024年每日论文阅读记录.
func logTitle(s string) bool {
	if utf8.RuneCountInString(s) > longestLogTitle || !headingLike(s) || strings.Contains(s, "。") {
		return false
	}
	s = strings.ToLower(s)
	for _, w := range []string{"论文", "阅读", "文献", "paper", "reading"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// sibling says whether a line of a pending list is an item without a box, beside or above the item before, and makes it one.
func (p *parser) sibling(i int) bool {
	if p.entry < 0 || !p.pending || len(p.items) == 0 || p.log.Entries[p.entry].Kind != KindTodo {
		return false
	}
	l := &p.lines[i]
	s := l.of(p.text)
	trimmed := strings.TrimLeft(s, " \t")
	n := bullet(trimmed)
	if n == 0 || indentOf(s) > p.items[len(p.items)-1].indent {
		return false
	}
	if i+1 < len(p.lines) && p.lines[i+1].kind == itemLine && p.lines[i+1].indent > indentOf(s) {
		return false // the head of a group
	}
	text := strings.TrimSpace(trimmed[n:])
	if mark := "todo:"; len(text) > len(mark) && strings.EqualFold(text[:len(mark)], mark) {
		text = strings.TrimSpace(text[len(mark):])
	}
	if strings.TrimSpace(Plain(text).String) == "" {
		return false
	}
	l.indent, l.text = indentOf(s), text
	return true
}

func (p *parser) noteTitle(i int) string {
	if n := len(p.headings); n > 0 {
		h := p.headings[n-1]
		if _, ok := headingDate(h.text, p.month); !ok && h.text != "" {
			return h.text
		}
	}
	for i+1 < len(p.lines) && fenceOf(p.lines[i].of(p.text)) != "" { // what stands in the block says more
		i++
	}
	words := strings.TrimSpace(Plain(p.lines[i].of(p.text)).String)
	words, _, _ = strings.Cut(words, "\n")
	if words == "" {
		return cmp.Or(p.fileName(), strings.TrimSuffix(path.Base(p.name), path.Ext(p.name)))
	}
	return firstRunes(words, 48)
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i] + "…"
		}
		n--
	}
	return s
}

func (p *parser) own(i int, o Owner) {
	p.log.Lines = append(p.log.Lines, o)
	if o >= 0 && p.lines[i].kind != blankLine {
		p.log.Entries[o].EndLine, p.log.Entries[o].End = i+1, p.lines[i].end
	}
}

// open begins an entry at line i.
func (p *parser) open(i int, kind Kind, title string, body int) {
	p.preamble = p.preamble || kind != KindNote
	l := &p.lines[i]
	e := Entry{Kind: kind, Title: title, Line: i + 1, EndLine: i + 1, Start: l.start, End: l.end, BodyStart: body}
	if kind != KindTodo {
		e.Read, e.ReadMonth = p.day, p.day.month()
		if p.day == (Date{}) && p.month == (Date{}) {
			e.Read, e.ReadMonth = p.fileDay, p.fileMonth
		}
		if d := l.lead.read; d.Day > 0 {
			e.Read, e.ReadMonth = d, d.month()
		}
		if p.month.Month > 0 && p.month != e.ReadMonth {
			e.ReadMonth = p.month
		}
		if e.ReadMonth.Year == 0 {
			e.ReadMonth = p.month
		}
	}
	p.log.Entries = append(p.log.Entries, e)
	if kind == KindPaper {
		l.lead.born = p.born
	}
	p.topics = append(p.topics, p.topicsHere())
	p.leads = append(p.leads, l.lead)
	switch e := &p.log.Entries[len(p.log.Entries)-1]; {
	case kind != KindPaper:
	case l.lead.single:
		e.Form = Listed
	case p.whole:
		e.Form = Whole
	}
	p.entry = len(p.log.Entries) - 1
	p.own(i, Owner(p.entry))
}

// close ends the open entry.
func (p *parser) close() { p.entry = -1 }

// heading reads a month, a day, the head of a pending list, or a topic.
func (p *parser) heading(i int) {
	l := &p.lines[i]
	text := strings.TrimSpace(Plain(l.text).String)
	for n := len(p.headings); n > 0 && p.headings[n-1].level >= l.level; n-- {
		p.headings = p.headings[:n-1]
	}
	p.headings = append(p.headings, heading{l.level, text, i})
	p.items, p.tracksOpen = nil, false
	end := i + 1
	if end < len(p.lines) && p.lines[end].kind == frameLine {
		if _, n := underline(p.lines[end].of(p.text)); n > 0 {
			end++
		}
	}
	within := p.month
	if within.Year == 0 {
		within.Year = p.year
	}
	d, ok := headingDate(text, within)
	if l.day.Day > 0 {
		d, ok = l.day, true
	}
	text = cmp.Or(l.said, text)
	if l.level <= p.bornLevel {
		p.born, p.bornLevel = 0, 0
	}
	switch {
	case ok && d.Month == 0 && p.pubYears:
		p.month, p.day, p.pending = Date{}, Date{}, false
		p.born, p.bornLevel = d.Year, l.level
	case ok && d.Day == 0:
		p.month, p.day, p.pending, p.dated, p.monthLevel = d, Date{}, false, true, l.level
		p.log.Headings = append(p.log.Headings, Dated{i + 1, end, l.level, text, d, Date{}})
	case ok:
		p.log.Headings = append(p.log.Headings, Dated{i + 1, end, l.level, text, d, p.month})
		p.day, p.pending, p.dated, p.dayLevel = d, false, true, l.level
	case strings.EqualFold(text, "tbd") || strings.EqualFold(text, "todo") && p.month.Year > 0 && l.level > 1:
		p.day, p.pending, p.dated = Date{}, false, true
	default:
		p.pending = isPending(text)
		// A heading beside or above a date's ends it.
		if l.level <= p.monthLevel || l.level == 1 {
			p.month, p.day = Date{}, Date{}
		}
		if l.level <= p.dayLevel {
			p.day = Date{}
		}
		if y := loneYear(text); y > 0 {
			p.year = y
		}
	}
}

// dayOf makes the day of a title that is a heading, 2024.3.5 《Title》, that of what follows. It is no heading of a day, for nothing can be
// put below it.
func (p *parser) dayOf(l *line) {
	for n := len(p.headings); n > 0 && p.headings[n-1].level >= l.level; n-- {
		p.headings = p.headings[:n-1]
	}
	p.items, p.tracksOpen = nil, false
	if l.level <= p.monthLevel {
		p.month = Date{}
	}
	p.day, p.dayLevel, p.pending, p.dated = l.lead.read, l.level, false, true
}

// loneYear is the year that a heading of a few words names, 0 for none or two. That of a venue, CVPR 2017, is none.
func loneYear(text string) int {
	if utf8.RuneCountInString(text) > 30 {
		return 0
	}
	found := 0
	for _, m := range yearWord().FindAllStringIndex(text, -1) {
		y, _ := digits(text[m[0]:], 4)
		if words := strings.Fields(text[:m[0]]); len(words) > 0 && !strings.EqualFold(words[len(words)-1], "arXiv") && isVenue(strings.TrimLeft(words[len(words)-1], "(（[【")) {
			continue
		}
		if found > 0 && found != y {
			return 0
		}
		found = y
	}
	return found
}

var yearWord = pattern.New(`\b(?:19|20)\d{2}\b`)

// maxParents is how many of the items above it an item has: the nearest. All of a thousand would be half a million titles.
const maxParents = 8

// item reads a pending item.
func (p *parser) item(i int) {
	l := &p.lines[i]
	for n := len(p.items); n > 0 && p.items[n-1].indent >= l.indent; n-- {
		p.items = p.items[:n-1]
	}
	title := p.withoutVenue(itemTitle(p.withoutVenue(p.unbroken(i))))
	p.open(i, KindTodo, title, l.end)
	e := &p.log.Entries[p.entry]
	e.Done, e.Depth = l.done, len(p.items)
	for _, up := range p.items[max(0, len(p.items)-maxParents):] {
		e.Parents = append(e.Parents, up.title)
	}
	p.items = append(p.items, openItem{l.indent, title})
}

// namesTracks says whether a line is the head of a list of tracks that a log names above its entries: it ends in 主线, 方向
// or tracks, and a list is below it.
func (p *parser) namesTracks(i int) bool {
	if !p.isLog || p.dated || p.preamble || isItem(p.lines[i].of(p.text)) {
		return false
	}
	head := strings.ToLower(fold.Script(strings.TrimRight(strings.TrimSpace(Plain(firstBytes(p.lines[i].of(p.text), introBytes)).String), ":： ")))
	if !hasAnySuffix(head, "主线", "方向", "领域", "tracks", "topics") {
		return false
	}
	i = p.nextLine(i)
	return i < len(p.lines) && p.lines[i].kind == textLine && isItem(p.lines[i].of(p.text))
}

// tracksInLine reads a list of tracks that a log writes in one line above its entries, 领域主线：搜广推 / LLM Agent. Only 主线 and
// tracks head one: 方向：GNN、CV is of a paper.
func (p *parser) tracksInLine(i int) []TrackName {
	if !p.isLog || p.dated || p.preamble {
		return nil
	}
	line := Plain(firstBytes(p.lines[i].of(p.text), introBytes)).String
	head, list, ok := strings.Cut(strings.Replace(line, "：", ":", 1), ":")
	if !ok || !hasAnySuffix(strings.ToLower(fold.Script(strings.TrimSpace(head))), "主线", "tracks") {
		return nil
	}
	var out []TrackName
	depth := 0
	for _, name := range strings.FieldsFunc(list, func(c rune) bool {
		switch c {
		case '(', '（':
			depth++
		case ')', '）':
			depth--
		}
		return depth <= 0 && strings.ContainsRune("/、,，;；|", c)
	}) {
		if t := trackName(strings.TrimSpace(name)); t.Name != "" {
			out = append(out, t)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// isItem says whether a line is an item of a list.
func isItem(s string) bool { return listMarker(strings.TrimLeft(s, " \t")) > 0 }

func hasAnySuffix(s string, any ...string) bool {
	return slices.ContainsFunc(any, func(x string) bool { return strings.HasSuffix(s, x) })
}

// tracks reads the list of tracks, and says whether a line is of it.
func (p *parser) tracks(i int) bool {
	if p.namesTracks(i) {
		p.tracksOpen = true
		return true
	}
	if list := p.tracksInLine(i); list != nil {
		p.log.Tracks = append(p.log.Tracks, list...)
		return true
	}
	s := p.lines[i].of(p.text)
	p.tracksOpen = p.tracksOpen && isItem(s)
	if !p.tracksOpen {
		return false
	}
	if t := trackName(strings.TrimSpace(Plain(s).String)); t.Name != "" {
		p.log.Tracks = append(p.log.Tracks, t)
	}
	return true
}

// trackName reads 大模型（NLP, CV, 多模态等): the name, and subtracks in parentheses of either width. What begins
// with a plus sign is an addition to the name's meaning and no subtrack.
func trackName(s string) TrackName {
	name, rest, has := s, "", false
	if i := strings.IndexAny(s, "(（"); i >= 0 {
		name, rest, has = s[:i], s[i:], true
	}
	name = strings.TrimSpace(name)
	for _, tail := range []string{"系列", "方向", "相关", "领域", "series"} {
		name = strings.TrimSpace(strings.TrimSuffix(name, tail))
	}
	t := TrackName{Name: name}
	if !has {
		return t
	}
	rest = strings.Trim(rest, "()（） ")
	for _, sub := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(",，、;；/", r) }) {
		sub = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(sub), "等"))
		if sub != "" && !strings.HasPrefix(sub, "+") && !strings.EqualFold(sub, "etc") {
			t.Subtracks = append(t.Subtracks, sub)
		}
	}
	return t
}
