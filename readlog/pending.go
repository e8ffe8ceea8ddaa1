package readlog

import (
	"papersearch/internal/pattern"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Words of the names of pending lists. Those of pendingWords make one of any short heading that has them, those of listWords of a
// name that is nothing else, those of weakWords if what stands below is named as papers are, and besideWords stand beside the others.
const (
	pendingWords = `pending|to[- ]?dos?|to[- ]?read|reading queue|待读|待办|待看|未读|想读`
	listWords    = `unread|(?:not (?:yet )?|still to (?:be )?|yet to (?:be )?)read(?: yet)?|to be read|read(?:ing)? next|next week(?:['’]s)? (?:preview|papers?|readings?)|下周(?:预告|论文|要读)|next up|up next|backlog|read later|want to read|tbr|待阅读|想看|要读|还没读|排队中?|(?:计划|打算|准备)读|稍后(?:再|阅)?读|これから読む|読みたい|積ん?読|あとで読む|後で読む|読むべき|읽을|읽어야 할|읽고 싶은|on (?:my|the|our) radar|radar|in the (?:queue|pipeline)|wish ?list|someday|want to read|待讀|待閱讀|未讀|想讀|à lire|a lire|por leer|para leer|pendientes de leer|pendientes|a ler|para ler|por ler|zu lesen|noch zu lesen|leseliste|da leggere|da leer`
	weakWords    = `next|candidates?|to (?:review|check(?: out)?|look (?:at|into)|study|skim|explore|go through|revisit)|备选|候选`
	besideWords  = `my|the|papers?|articles?|things|items?|list|queue|pile|stack|later|soon|next week|this week|我的|论文|文献|文章|近期|本周|下周|下次|以后|之后|接下来|细读|精读|清单|列表|书单|队列|的|following|these|some|more|other|remaining|review|first|interesting|論文|文獻|リスト|もの|논문|목록|것|articles|artículos|artigos|articoli|lista|liste|lectures|de|des`
)

var (
	pendingAnywhere = pattern.New(`(?i)` + pendingWords + `|reading list|计划`)
	pendingOf       = pattern.New(`(?i)` + pendingWords + `|` + listWords)
	weakOf          = pattern.New(`(?i)` + weakWords)
	// pendingList are names of pending lists.
	pendingList = pattern.New(`(?i)^(?:(?:` + pendingWords + `|` + listWords + `|` + weakWords + `|` + besideWords + `)[\s:：/|、,，&·–—-]*)+$|^(?:to[- ]?)?reading list$`)
	// What stands around a name: a number, a count, pictures.
	listNumber = pattern.New(`^[（(]?[一二三四五六七八九十]{1,3}(?:[、.．)）]\s*)`)
	listCount  = pattern.New(`\s*[(（\[【][^()（）\[\]【】]{0,12}[)）\]】]$`)
	// A remark in brackets behind a name: To read (or type my notes).
	listRemark = pattern.New(`\s*[(（][^()（）]{0,60}[)）]$`)
)

// longestListName is how many runes the name of a pending list may have, and longestWholeName one that is a name and nothing else; longer
// ones are sentences.
const (
	longestListName  = 30
	longestWholeName = 44
)

// listKind says how sure it is that words are the name of a pending list.
type listKind uint8

const (
	noList   listKind = iota
	boxList           // of items with boxes
	weakList          // of what is named as papers are
	taskList          // of all that is to be done
	readList          // of what is to be read
)

// isPending says whether a heading is that of a list of what is to be read.
func isPending(text string) bool {
	return utf8.RuneCountInString(text) <= longestListName && !strings.ContainsAny(text, "。；，！") && pendingAnywhere().MatchString(text) || listName(text) >= taskList
}

// listName tells the name of a pending list.
func listName(text string) listKind {
	if len(text) > 4*longestListName || strings.Trim(text, "0123456789.-/ #") == "" {
		return noList // most headings are days
	}
	if mayName := listLetters(); strings.ContainsFunc(text[:beforeBracket(text)], func(r rune) bool { return r >= utf8.RuneSelf && unicode.IsLetter(r) && !mayName[r] }) {
		return noList // most lines of Han
	}
	text = strings.TrimSpace(Plain(text).String)
	text = listNumber().ReplaceAllString(text, "")
	if k := ordinal(text); k > 0 {
		text = text[k:]
	}
	apart := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	text = strings.TrimLeftFunc(listCount().ReplaceAllString(text, ""), apart)
	if m := listRemark().FindStringIndex(text); m != nil && m[0] > 0 && pendingOf().MatchString(text[:m[0]]) {
		text = text[:m[0]]
	}
	text = strings.TrimSpace(strings.TrimRightFunc(text, apart))
	switch {
	case text == "" || utf8.RuneCountInString(text) > longestWholeName || !pendingList().MatchString(text):
		return noList
	case pendingOf().MatchString(text):
		if h := strings.ToLower(text); strings.HasPrefix(h, "todo") || strings.HasPrefix(h, "to do") || strings.HasPrefix(h, "to-do") || strings.HasPrefix(h, "待办") {
			return taskList
		}
		return readList
	case weakOf().MatchString(text):
		return weakList
	}
	return boxList
}

// readingList is the name of a list of what one reads: of what is to be read, if what was read has a heading of its own.
var readingList = pattern.New(`(?i)^\W*(?:(?:my|the|paper|current) )*reading list\W*$`)

// listLetters are the letters beyond ASCII that a name of a pending list may have, with the number before it.
var listLetters = sync.OnceValue(func() map[rune]bool {
	out := map[rune]bool{}
	for _, words := range []string{pendingWords, listWords, weakWords, besideWords, "一二三四五六七八九十"} {
		for _, r := range words + strings.ToUpper(words) {
			if r >= utf8.RuneSelf {
				out[r] = true
			}
		}
	}
	return out
})

// beforeBracket is where the first bracket, tag or entity of a text stands, behind which any words may be, else its end.
func beforeBracket(text string) int {
	if n := strings.IndexAny(text, "([<（【《&"); n >= 0 {
		return n
	}
	return len(text)
}

// namesList says whether a line is the name of a pending list, alone above its items. It ends the entry above, whose points have no
// such name.
func (p *parser) namesList(i int) bool {
	l := &p.lines[i]
	if l.listName && !p.whole {
		return true
	}
	if !p.isLog || p.whole || l.code || l.mute || l.end-l.start > maxListName || indentOf(l.of(p.text)) > 0 || isItem(l.of(p.text)) {
		return false
	}
	i = p.nextLine(i)
	return i < len(p.lines) && p.lines[i].kind == itemLine && listName(l.of(p.text)) != noList
}

// maxListName is how many bytes the line of a pending list's name may have.
const maxListName = 90

// besideNote says whether the open entry is a note of a day that is an item of a list: a box below it is an item of its own.
func (p *parser) besideNote() bool {
	e := &p.log.Entries[p.entry]
	return e.Kind == KindNote && !p.whole && e.Read.Day > 0 && isItem(p.lines[e.Line-1].of(p.text))
}

// noteBeside says whether a line is an item of a day's list without a box below one with a box, and no remark on it.
func (p *parser) noteBeside(i int) bool {
	e := &p.log.Entries[p.entry]
	if e.Kind != KindTodo || p.pending || p.day.Day == 0 && p.fileDay.Day == 0 || len(p.items) == 0 {
		return false
	}
	s := p.lines[i].of(p.text)
	return isItem(s) && indentOf(s) <= p.items[len(p.items)-1].indent && isItem(p.lines[e.Line-1].of(p.text)) && !p.lines[e.Line-1].listed
}

// namesPaper says whether an item stands alone and without a bullet, TODO: Title, and names a paper: below one it is not of its points.
func (p *parser) namesPaper(i int) bool {
	l := &p.lines[i]
	s := l.of(p.text)
	return !p.whole && i > 0 && p.lines[i-1].kind == blankLine && l.indent == 0 && !isItem(s) && asPaper(l.text)
}

// asPaper says whether the text of an item is a title or leads to a paper.
func asPaper(text string) bool {
	text = firstBytes(text, introBytes)
	if strings.Contains(text, "《") || slices.ContainsFunc(links(text), paperLink) {
		return true
	}
	text = strings.TrimSpace(Plain(text).String)
	if first, _ := utf8.DecodeRuneInString(text); unicode.IsLower(first) {
		return false
	}
	return titleLike(text) || nameOnly(text) || paperLike(text) && yearWord().MatchString(text)
}

// listItem is a line of a pending list that is to be an item.
type listItem struct {
	line, indent int
	text         string
	done         bool
	rest         []int // lines of its table that are none
}

// todoHeading is a heading that is a title still to be read: TODO: Title.
var todoHeading = pattern.New(`(?i)^[*_]{0,2}(?:todo|to[- ]read|tbr|unread|待读|未读|待办|想读)[*_]{0,2}\s*[:：]\s*[*_]{0,2}\s*(\S.{3,})$`)

// pendingLists finds the items of pending lists that have no box: points, 《Title》, rows of tables, and lines of their own below a
// heading. The list ends at the next heading that is not below its own, at a date, and at an entry that says more than its title.
func (p *parser) pendingLists() {
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == headingLine && strings.ContainsAny(firstBytes(l.text, 20), ":：") {
			if m := todoHeading().FindStringSubmatch(l.text); m != nil {
				*l = line{kind: itemLine, start: l.start, end: l.end, text: m[1], listed: true, boxless: true}
			}
		}
	}
	name := strings.TrimSuffix(path.Base(p.name), path.Ext(p.name))
	switch listName(strings.NewReplacer("-", " ", "_", " ").Replace(name)) {
	case readList:
		p.pendingList(p.front, -1, readList)
		return
	case taskList:
		if p.listsTitles() {
			p.pendingList(p.front, -1, readList)
			return
		}
	}
	for i := p.front; i < len(p.lines); {
		l := &p.lines[i]
		switch {
		case l.kind == headingLine:
			kind := listName(l.text)
			if kind == boxList && readingList().MatchString(Plain(l.text).String) && slices.ContainsFunc(p.lines, func(l line) bool { return l.kind == headingLine && ofRead(l.text) }) {
				kind = readList // the other list is of what was read
			}
			if kind < weakList {
				i++
				continue
			}
			i = p.pendingList(i+1, l.level, kind)
		case p.maybeListName(i):
			kind := listName(l.of(p.text))
			if kind == taskList {
				kind = weakList // of what is written above, maybe
			}
			items := i + 1
			if end := p.pendingList(i+1, 0, kind); kind >= weakList && p.anyListed(i+1, end) {
				l.listName, items = true, end
			}
			i = items
		default:
			i++
		}
	}
}

// listsTitles says whether a file lists the titles of papers and nothing else, but for venues and years above them: TODO.md has tasks, mostly.
func (p *parser) listsTitles() bool {
	titles, told, other := 0, 0, 0 // told are phrases that may be some beside them
	for i := p.front; i < len(p.lines); i++ {
		l := &p.lines[i]
		s := strings.TrimSpace(l.of(p.text))
		s = strings.TrimSpace(s[listBullet(s):])
		switch {
		case l.kind == blankLine || l.kind == headingLine || l.kind == frameLine:
		case l.kind == titleLine:
			titles++
		case l.kind == itemLine && pendingTitle(l.text), l.kind == textLine && pendingTitle(s):
			titles++
		case l.kind == textLine && toldPending(s):
			told++
		case l.kind == textLine && i > 0 && p.lines[i-1].kind == textLine && listBullet(strings.TrimSpace(l.of(p.text))) == 0: // the line above goes on
		case !isVenue(s) && !isYear(s):
			other++
		}
	}
	return titles > 2 && titles >= told && titles >= 3*other
}

// pendingTitle says whether the text of an item is a title and no task.
func pendingTitle(text string) bool {
	title := itemTitle(firstBytes(text, introBytes))
	return asTitle(title) && !isChore(title)
}

// toldPending says whether the text of an item may be a title where others are, and is no task.
func toldPending(text string) bool {
	text = strings.TrimSpace(Plain(firstBytes(text, introBytes)).String)
	return toldTitle(text) && !isChore(text)
}

// goesOn says whether a line of text goes on in the next, with a small letter.
func (p *parser) goesOn(i int) bool {
	if i+1 >= len(p.lines) || p.lines[i+1].kind != textLine {
		return false
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimSpace(p.lines[i+1].of(p.text)))
	return unicode.IsLower(next)
}

// maybeListName says whether a line could be the name of a pending list: short, alone, above what could be its items.
func (p *parser) maybeListName(i int) bool {
	l := &p.lines[i]
	if l.kind != textLine || l.code || l.mute || l.end-l.start > maxListName || i+1 >= len(p.lines) {
		return false
	}
	s := l.of(p.text)
	if indentOf(s) > 0 || isItem(s) || strings.IndexByte("|<>", s[0]) >= 0 || strings.ContainsAny(s, "。；《") || strings.Count(s, "，") > 1 {
		return false
	}
	trimmed := strings.TrimSpace(s)
	marked := hasAnySuffix(trimmed, ":", "：", "**", "__", "】") || hasAnyPrefix(trimmed, "■", "◆", "●")
	return (marked || i == 0 || p.lines[i-1].kind != textLine) && listName(s) >= weakList
}

func (p *parser) anyListed(from, to int) bool {
	return slices.ContainsFunc(p.lines[from:to], func(l line) bool { return l.listed })
}

// pendingList makes items of the lines below the name of a pending list, and returns where it ends. level is that of its heading, 0 of a
// line.
func (p *parser) pendingList(from, level int, kind listKind) int {
	var found, plain []listItem
	var boxes []int        // lines of open items with one
	other := false         // what is no line of text was seen
	box := -1              // the indent of the item with a box above
	aside := false         // below a heading that is an entry's
	chores := 0            // how many are no papers
	named, sure := 0, true // how many points name papers, and whether all lines of text could be titles
	i := from
loop:
	for ; i < len(p.lines); i++ {
		l := &p.lines[i]
		s := l.of(p.text)
		above := i > from && p.lines[i-1].kind == blankLine || i == from || p.lines[i-1].kind == headingLine
		if l.code || l.mute || l.kind == blankLine || l.kind == frameLine {
			continue
		}
		if l.kind == headingLine || l.kind == textLine && l.end-l.start <= 40 {
			text := s
			if l.kind == headingLine {
				text = l.text
			}
			if _, ok := bareDate(strings.Trim(Plain(text).String, " \t*_#:："), Date{}); ok {
				break
			}
		}
		switch {
		case l.kind == headingLine:
			if _, dated := l.date(Date{Year: anyYear}); dated && level >= 0 || l.level <= level || level == 0 {
				break loop // all of a file is its list
			}
			aside, box = p.entryBelow(i), -1
		case aside:
			if l.kind == titleLine {
				break loop
			}
		case l.kind == itemLine:
			if l.indent > box || box < 0 || above {
				box = l.indent
			}
			other = true
			if !l.done {
				boxes = append(boxes, i)
			}
		case l.kind == titleLine, hasAnyPrefix(strings.TrimLeft(s, " \t*_"), "《"):
			if p.bodyBelow(i) || len(boxes) > 0 || len(found) > 0 && !p.bare(found[len(found)-1].line) {
				break loop
			}
			text := strings.TrimSpace(s)
			if l.kind == titleLine {
				text = "《" + l.title + "》"
			}
			found, other = append(found, listItem{line: i, text: text}), true
		case p.ruled(i+1) && cells(s) != nil:
			rows, end := p.pendingRows(i)
			if found, other = append(found, rows...), true; end > i {
				i = end - 1
			}
		default:
			n, indent := listBullet(strings.TrimLeft(s, " \t")), indentOf(s)
			if n == 0 && indent == 0 && tightPoint(s) && (len(found) > 0 || p.tightBeside(i)) {
				n = 1
			}
			switch {
			case n > 0 && box >= 0 && indent > box: // a remark on an item with a box
			case n > 0:
				other = true
				if p.groupHead(i, indent) {
					box = -1
					continue
				}
				if text := strings.TrimSpace(strings.TrimLeft(s, " \t")[n:]); hasLetters(Plain(text).String) {
					if level < 0 && strings.HasSuffix(text, "。") && !asPaper(text) {
						continue // what the file says of itself
					}
					if isChore(text) {
						chores++
					}
					found, box = append(found, listItem{line: i, indent: indent, text: text}), -1
					if asPaper(text) {
						named++
					}
				}
			case indent > 0: // of the item above
			case level == 0 && above:
				break loop
			case level == 0 && (len(found) == 0 && box < 0 || p.maybeListName(i)):
				break loop
			case !other || level < 0:
				text := strings.TrimSpace(s)
				if strings.HasPrefix(text, "http") && !above {
					continue
				}
				sure = sure && lineTitle(text)
				plain = append(plain, listItem{line: i, text: text})
			}
		}
	}
	if kind == weakList && 2*named < len(found) || kind < weakList || kind == taskList && 2*named < len(found) && 2*chores >= len(found) && chores > 0 {
		return from
	}
	if level > 0 && kind == readList && !other && sure {
		found = append(found, plain...)
	} else if level < 0 {
		found = append(found, slices.DeleteFunc(plain, func(f listItem) bool { return !pendingTitle(f.text) && (!toldPending(f.text) || p.goesOn(f.line)) })...)
	}
	for _, k := range boxes {
		p.lines[k].listed = true
	}
	for _, f := range found {
		l := &p.lines[f.line]
		text, done := struck(f.text)
		*l = line{kind: itemLine, start: l.start, end: l.end, text: text, indent: f.indent, done: done || f.done, listed: true, boxless: true}
		for _, k := range f.rest {
			p.lines[k].kind = frameLine
		}
	}
	return max(i, from)
}

// tightPoint says whether a line is a point without the blank behind its mark: -RapidChain.
func tightPoint(s string) bool {
	if len(s) < 3 || s[0] != '-' && s[0] != '+' {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[1:])
	return unicode.IsUpper(r) || unicode.Is(unicode.Han, r) || r == '['
}

// tightBeside says whether the line below a point without a blank is one too, or nothing is.
func (p *parser) tightBeside(i int) bool {
	return i+1 >= len(p.lines) || p.lines[i+1].kind != textLine || tightPoint(p.lines[i+1].of(p.text))
}

// isChore says whether an item of a list of what is to be done is some work on the log or another thing, and no paper.
func isChore(text string) bool {
	done, _ := struck(text)
	return chore().MatchString(strings.TrimLeft(done, " *_~"))
}

var chore = pattern.New(`(?i)^(?:maybe|should|need to|try to|remember|write|get|organi[sz]e|add|fix|clean|update|finish|move|make|create|set ?up|improve|implement|refactor|include|upload|translate|merge|split|buy|send|call|email|submit|prepare|convert|document|test|run|publish|ask|整理|更新|添加|补充|修改|修复|完善|上传|翻译|写(?:完|一)?|跑|实现|买|去|提交|准备|合并|重构)(?:[\s:：]|\p{Han}|$)`)

// lineTitle says whether a line of its own could be a title.
func lineTitle(s string) bool {
	if len(s) > introBytes || strings.IndexByte("|<>!`#=-", s[0]) >= 0 || strings.ContainsAny(s, "。；") {
		return false
	}
	plain := strings.TrimSpace(Plain(s).String)
	first, _ := utf8.DecodeRuneInString(plain)
	last, _ := utf8.DecodeLastRuneInString(plain)
	return hasLetters(plain) && utf8.RuneCountInString(plain) <= longestPending && !strings.ContainsRune(".:：!！,，", last) && (!unicode.IsLower(first) || strings.Contains(s, "://"))
}

// longestPending is how many runes a line may have that is an item of a pending list.
const longestPending = 120

// listBullet is the length of the mark of a list's item, of those too that Markdown does not know; 0 for none.
func listBullet(s string) int {
	if n := bullet(s); n > 0 {
		return n
	}
	if n := ordinal(s); n > 0 {
		return n
	}
	return suffix(s, "・", "•", "·", "●", "○", "▪", "– ")
}

// bare says whether a line is no item of a list.
func (p *parser) bare(i int) bool {
	return listBullet(strings.TrimLeft(p.lines[i].of(p.text), " \t")) == 0
}

// bodyBelow says whether something stands below 《Title》 that is of it: text, points.
func (p *parser) bodyBelow(i int) bool {
	i = p.nextLine(i)
	if i >= len(p.lines) {
		return false
	}
	switch l := &p.lines[i]; l.kind {
	case textLine, itemLine:
		s := strings.TrimLeft(l.of(p.text), " \t*_")
		if hasAnyPrefix(s, "《") && !l.code {
			return false
		}
		_, ok := bareDate(strings.Trim(firstBytes(s, 40), " \t*_#:："), Date{})
		return !ok
	}
	return false
}

// entryBelow says whether a heading in a pending list is an entry's: links or authors are below it, or it is a title and no items are.
func (p *parser) entryBelow(i int) bool {
	if !paperLike(p.lines[i].text) {
		return false
	}
	if p.citedBelow(i) {
		return true
	}
	i = p.nextLine(i)
	if i >= len(p.lines) || p.lines[i].kind != textLine || p.ruled(i+1) {
		return false
	}
	s := strings.TrimLeft(p.lines[i].of(p.text), " \t")
	n := listBullet(s)
	return n == 0 || !asPaper(s[n:])
}

// groupHead says whether the item of a list is the head of items with boxes.
func (p *parser) groupHead(i, indent int) bool {
	return i+1 < len(p.lines) && p.lines[i+1].kind == itemLine && p.lines[i+1].indent > indent
}

// pendingRows are the rows of a table in a pending list whose head is line i, and where it ends.
func (p *parser) pendingRows(i int) (found []listItem, end int) {
	head := p.lines[i].of(p.text)
	list := cells(head)
	titles := slices.IndexFunc(list, func(c [2]int) bool { return columnOf(head[c[0]:c[1]]) == titleColumn })
	if titles < 0 {
		titles = slices.IndexFunc(list, func(c [2]int) bool { return columnOf(head[c[0]:c[1]]) == nameColumn })
	}
	if titles < 0 {
		return nil, i
	}
	state := p.stateColumn(i + 1)
	for end = i + 2; end < len(p.lines) && p.lines[end].kind == textLine && !p.ruled(end+1); end++ {
		s := p.lines[end].of(p.text)
		list := cells(s)
		if list == nil {
			break
		}
		if titles >= len(list) {
			continue
		}
		text := strings.TrimSpace(s[list[titles][0]:list[titles][1]])
		if hasLetters(Plain(text).String) {
			done := state >= 0 && state < len(list) && stateOf(s[list[state][0]:list[state][1]]) == stateRead
			found = append(found, listItem{line: end, text: text, done: done})
		}
	}
	if len(found) > 0 {
		found[0].rest = []int{i, i + 1}
	}
	return found, end
}
