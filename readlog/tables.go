package readlog

import (
	"iter"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"path"
	"slices"
	"strings"
)

// Tables that have a column of titles.

// column is what a column of a table holds.
type column uint8

const (
	otherColumn column = iota
	titleColumn
	dateColumn
	byColumn
	nameColumn // of models; of papers, where no other column is
	readColumn // when a paper was read
	dayColumn  // 日期, which says one or the other: see row
	tagColumn  // of words for the subject, MSR, which are no institutions
)

// columnOf tells a column by its head.
func columnOf(head string) column {
	h := headKey(head)
	if c := columnAbroad(h); c != otherColumn {
		return c
	}
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(h, w) {
				return true
			}
		}
		return false
	}
	switch {
	case h == "booktitle" || h == "book title":
		return dateColumn // of BibTeX: where it was published
	case orOther().MatchString(h):
		return titleColumn
	case slices.Contains(readHeads, h):
		return readColumn
	case slices.Contains(dayHeads, h):
		return dayColumn
	case has("链接", "link", "url", "代码", "code", "笔记", "note", "pdf", "备注", "remark", "状态", "进度", "status"):
		return otherColumn
	case has("tag", "标签", "关键词", "keyword", "topic", "分类", "类别", "category", "领域"):
		return tagColumn
	case has("标题", "题目", "论文名", "title", "paper name") || slices.Contains(titleHeads, h) || titleHead().MatchString(h):
		return titleColumn
	case slices.Contains(nameHeads, h):
		return nameColumn
	case has("机构", "单位", "团队", "公司", "affiliation", "institution", "org"):
		return byColumn
	case has("年", "日期", "时间", "date", "year", "会议", "期刊", "venue", "conference", "journal", "publication", "published", "来源", "出处", "发表"):
		return dateColumn
	}
	return otherColumn
}

// headKey is the head of a column as it is compared: in lower case and simplified characters, without marks.
func headKey(head string) string { return fold.String(strings.TrimSpace(Plain(head).String)) }

// readHeads are the heads of columns that say when a paper was read, and dayHeads those of columns of dates that may.
var (
	readHeads = []string{"read", "read on", "date read", "read date", "day read", "when read", "reading date", "读于", "阅读日期", "阅读时间", "阅读日", "阅读于", "读完日期", "读完时间", "读的日期", "已读日期", "session", "sessions", "meeting", "meeting date", "session date", "presented", "presented on", "discussed", "discussed on", "讨论日期", "组会日期", "分享日期", "汇报日期", "日付(読んだ日)", "読了日", "읽은 날짜", "읽은 날"}
	dayHeads  = []string{"date", "day", "日期", "时间"}
)

// titleHeads are the heads of columns of titles, and titleHead is one of more words: papers i read, 읽은 논문.
var (
	titleHeads = []string{"篇名", "论文", "paper", "papers", "文章", "文献", "article", "articles", "reference", "references", "publication", "publications", "manuscript", "已读论文", "阅读论文", "論文", "論文名", "논문", "논문명", "제목", "タイトル", "文献名", "论文/文章", "论文全称", "论文全名"}
	titleHead  = pattern.New(`^(?:(?:the |my |all )?(?:research |read |academic |scientific )?(?:papers?|articles?)(?: (?:i|we|i've|we've|i have|we have) (?:have )?read| read)?|읽은 논문|논문.{0,6}제목)$`)
)

// orOther is the head of a column of titles and a few that are of no paper: 论文 / 材料, title & source.
var orOther = pattern.New(`^(?:(?:论文|文章|文献|papers?|titles?|标题|题目)(?:名称?|标题|题目)?)\s*[/&＆、|与和及]\s*(?:论文|文章|文献|材料|资料|报告|综述|书籍?|主题|出处|来源|会议|venue|source|articles?|reports?|books?|resources?|materials?|topics?)$`)

// fullHeads are the heads of columns of titles beside those of short names: 缩写 | 全称 | 会议.
var fullHeads = []string{"全称", "全名", "full name", "full title"}

// nameHeads are the heads of columns of short names.
var nameHeads = []string{"name", "model", "method", "alias", "abbr", "abbr.", "short name", "acronym", "algorithm", "名称", "模型", "模型名", "方法", "简称", "缩写", "别名", "算法"}

// cells are the cells of a table's row, as bytes of the line; nil for other lines.
func cells(s string) [][2]int {
	trimmed := strings.TrimSpace(s)
	if !strings.Contains(trimmed, "|") || len(trimmed) < 3 {
		return nil
	}
	at := strings.Index(s, trimmed)
	end := at + len(trimmed)
	if trimmed[0] == '|' {
		at++
	}
	if strings.HasSuffix(trimmed, "|") && !strings.HasSuffix(trimmed, `\|`) {
		end--
	}
	var out [][2]int
	start, depth := at, 0
	lastTick := strings.LastIndexByte(s[:end], '`')
	for i := at; i < end; i++ {
		switch s[i] {
		case '\\':
			i++
		case '`':
			depth ^= 1
		case '|':
			if depth == 0 || i > lastTick {
				out = append(out, [2]int{start, i})
				start = i + 1
			}
		}
	}
	return append(out, [2]int{min(start, end), end})
}

var tableRule = pattern.New(`^\s*\|?\s*:?-{1,}:?\s*(\|\s*:?-{1,}:?\s*)+\|?\s*$`)

// tables finds the rows of tables that have a column of titles.
func (p *parser) tables() {
	within, level := Date{Year: p.fileMonth.Year, Month: p.fileMonth.Month}, 0 // the month above, or the year
	named, first := ofReading(path.Base(p.name)), true                         // the file, and its first heading
	under := named                                                             // the heading above
	over := ""                                                                 // the heading above
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == headingLine {
			text := Plain(l.text).String
			under = named || ofReading(text)
			over = text
			named, first = named || first && under, false
			if d, ok := headingDate(text, within); ok {
				if d.Day == 0 || level == 0 || l.level <= level {
					within, level = d.month(), l.level
				}
			} else if y := loneYear(text); y > 0 {
				within, level = Date{Year: y}, l.level
			} else if l.level <= level {
				within, level = Date{}, 0
			}
		}
		if i == 0 || p.lines[i].kind != textLine || p.lines[i-1].kind != textLine || p.lines[i].end-p.lines[i].start > 1<<14 {
			continue
		}
		if s := p.lines[i].of(p.text); !strings.Contains(s, "|") || !tableRule().MatchString(s) {
			continue
		}
		head := p.lines[i-1].of(p.text)
		var columns []column
		titles := -1
		for k, c := range cells(head) {
			kind := columnOf(head[c[0]:c[1]])
			columns = append(columns, kind)
			if kind == titleColumn && titles < 0 {
				titles = k
			}
		}
		if titles < 0 && (slices.Contains(columns, dateColumn) || slices.Contains(columns, byColumn)) { // else 缩写 | 全称 is a glossary
			titles = slices.IndexFunc(cells(head), func(c [2]int) bool { return slices.Contains(fullHeads, headKey(head[c[0]:c[1]])) })
		}
		if titles < 0 {
			titles = slices.IndexFunc(cells(head), func(c [2]int) bool {
				h := headKey(head[c[0]:c[1]])
				return h == "name" || h == "名称"
			})
			if titles >= 0 && !slices.ContainsFunc(columns, func(c column) bool { return c != otherColumn && c != nameColumn }) && !p.linkedRows(i) {
				titles = -1 // 编号 | 名称: of anything
			}
		}
		cited := p.referenceColumn(i) // whatever its head is
		if cited >= 0 && (cited != titles && titles >= 0 && p.tableOfPapers(i, titles) || cited != titles && (besideReading().MatchString(over) || otherReferences().MatchString(over))) {
			cited = -1 // Title | Citation
		}
		if cited >= 0 && cited < len(columns) {
			titles, columns[cited] = cited, titleColumn
		}
		if titles < 0 {
			continue
		}
		if cited != titles && !p.tableOfPapers(i, titles) && !p.tableOfCredits(i, columns, titles) && !p.tableOfNames(i, columns, titles) {
			continue
		}
		rows, read := 0, slices.Contains(columns, dayColumn) && (under || p.readLater(i, columns) || cited == titles)
		state := p.stateColumn(i)
		for j := i + 1; j < len(p.lines) && p.lines[j].kind == textLine && !p.ruled(j+1); j++ {
			if p.unreadRow(j, titles, state) || p.row(j, columns, titles, state, within, read, cited == titles) {
				rows++
			} else if s := p.lines[j].of(p.text); cells(s) == nil && strings.Trim(s, "| \t") != "" {
				break // a row of bars alone keeps rows apart
			}
		}
		if rows > 0 {
			p.lines[i-1].kind, p.lines[i].kind = frameLine, frameLine
		}
	}
}

// ruled says whether a line is the rule of a table, so that the one above it is a head.
func (p *parser) ruled(i int) bool {
	if i >= len(p.lines) || p.lines[i].kind != textLine {
		return false
	}
	s := firstBytes(p.lines[i].of(p.text), 1<<14)
	return strings.Contains(s, "-") && strings.Contains(s, "|") && tableRule().MatchString(s)
}

// sampled is how many rows of a table tell what its columns are.
const sampled = 200

// sample goes over the first rows below the rule of a table, with their cells.
func (p *parser) sample(rule int) iter.Seq2[string, [][2]int] {
	return func(yield func(string, [][2]int) bool) {
		for j := rule + 1; j < len(p.lines) && p.lines[j].kind == textLine && j <= rule+sampled; j++ {
			s := p.lines[j].of(p.text)
			if list := cells(s); list == nil || !yield(s, list) {
				return
			}
		}
	}
}

// tableOfPapers says whether the rows below a table's rule look like papers: half of the titles, or a third of the
// rows by a link.
func (p *parser) tableOfPapers(rule, titles int) bool {
	rows, links, like := 0, 0, 0
	for s, list := range p.sample(rule) {
		if titles >= len(list) {
			continue
		}
		rows++
		cell := s[list[titles][0]:list[titles][1]]
		if m := linkTitle().FindStringSubmatch(cell); m != nil {
			cell = m[1]
		}
		if k := strings.Index(strings.ToLower(cell), "<br"); k >= 0 {
			cell = cell[:k]
		}
		if paperLike(strings.Trim(cell, " *_`《》")) {
			like++
		}
		if paperLink(s) {
			links++
		}
	}
	return rows > 0 && (2*like >= rows || 3*links >= rows)
}

// linkedRows says whether a third of the rows below a table's rule have a link to a paper.
func (p *parser) linkedRows(rule int) bool {
	rows, links := 0, 0
	for s := range p.sample(rule) {
		rows++
		if paperLink(s) {
			links++
		}
	}
	return rows > 0 && 3*links >= rows
}

// tableOfCredits says whether a table of titles, long or short, says who wrote them or where: half of the rows have an institution that is
// known or a venue with its year in a column of them.
func (p *parser) tableOfCredits(rule int, columns []column, titles int) bool {
	if columns[titles] != titleColumn || !slices.Contains(columns, byColumn) && !slices.Contains(columns, dateColumn) {
		return false
	}
	rows, credited := 0, 0
	for s, list := range p.sample(rule) {
		if strings.Trim(s, " \t|:-") == "" {
			break // the rule of another table: its rows are looked at with it
		}
		rows++
		for k, c := range list {
			if k >= len(columns) || columns[k] != byColumn && columns[k] != dateColumn {
				continue
			}
			if f, ok := p.factsBehind(s[c[0]:c[1]]); ok && (columns[k] == byColumn && f.known || f.venue && f.year) {
				credited++
				break
			}
		}
	}
	return rows > 0 && 2*credited >= rows
}

// boldCell is a cell that begins with a bold title and says more.
var boldCell = pattern.New(`^\*\*([^*]{3,300})\*\*(\s*[(（].*)$`)

// nameAndVenue cuts the venue and year off a cell: KelpNet, OSDI ’24. Longer titles are left to title.
func (p *parser) nameAndVenue(cell string) (name, said string, ok bool) {
	at := strings.IndexAny(cell, ",，")
	if at <= 0 || !digitNear(cell) {
		return cell, "", false
	}
	name, said = strings.TrimSpace(cell[:at]), strings.TrimLeft(cell[at:], " ,，")
	f, told := p.factsBehind(said)
	return name, said, told && f.year && (f.venue || f.acronym) && !f.authors && hasLetters(name)
}

// wordLink is a link that says where it leads: [Paper](, [[paper]](, [~pdf](.
var wordLink = pattern.New(`\s*\[{1,3}\s*[~*_]*([^\[\]]{1,40}?)[*_]*\s*\]{1,3}\(`)

// beforeEmphasis is a sentence before words in emphasis.
var beforeEmphasis = pattern.New(`^([^*_]{8,300}?)[.。]\s+[*_]`)

// stampedDay is a day with its time as machines write it, folded: 2024-05-06t13:40:14z.
var stampedDay = pattern.New(`^\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?$`)

// cellDay reads the day that a cell is and nothing else. A month and day, or a day alone, are of the year or month within.
func cellDay(s string, within Date) Date {
	s = withoutWeekday(strings.TrimSpace(fold.String(s)))
	if len(s) > len("2024-05-06t") && s[len("2024-05-06")] == 't' && stampedDay().MatchString(s) {
		s = s[:len("2024-05-06")]
	}
	rest, d := s, Date{}
	if e, n := wordedDate(s, within); n > 0 && e.Day > 0 {
		d, rest = e, s[n:]
	} else if e, n := foreignDate(s, within); n > 0 {
		d, rest = e, s[n:]
	} else if day, n := digits(s, 2); n > 0 && within.Month > 0 {
		d, rest = Date{within.Year, within.Month, day}, s[n+suffix(s[n:], "日", "号"):]
	}
	if rest = strings.Trim(rest, dateEdges); rest != "" && !weekday(rest) || d.Day == 0 || !d.valid() {
		return Date{}
	}
	if short := s[:len(s)-len(rest)]; within.Month > 0 && d.Month > within.Month+1 && !yearWord().MatchString(short) {
		d.Year-- // December under January
	}
	return d
}

// readingWords are words of the names of reading logs; lists of what one may read have them, too.
var (
	readingWords = pattern.New(`(?i)阅读|閱讀|已读|读过|读论文|读书|精读|泛读|\b(?:(?:paper)?reading|papers? (?:i|we) (?:have )?read|papers? read|read papers?)\b`)
	readingLists = pattern.New(`(?i)列表|清单|书单|推荐|待读|计划|资料|指南|\blists?\b|\bto[- ]read\b|awesome|recommend|group`)
)

// ofReading says whether a heading, or the name of a file, is that of a reading log.
func ofReading(s string) bool {
	s = firstBytes(s, introBytes)
	return readingWords().MatchString(s) && !readingLists().MatchString(s)
}

// readLater says whether the days in the rows below a table's rule are when the papers were read: of those with a number on arXiv,
// which has the month they came out, a third lie in a later month.
func (p *parser) readLater(rule int, columns []column) bool {
	numbers, later := 0, 0
	for s, list := range p.sample(rule) {
		month, _ := arXivMonth(s)
		if month.Year == 0 {
			continue
		}
		for k, c := range list[:min(len(list), len(columns))] {
			if d := cellDay(Plain(s[c[0]:c[1]]).String, Date{}); columns[k] == dayColumn && d.Day > 0 {
				numbers++
				if d.month().Compare(month) > 0 {
					later++
				}
			}
		}
	}
	return later > 0 && 3*later >= numbers
}

// row reads a row of a table with titles. A cell below 日期 says when the paper was read if it is a day of the year or month above,
// if another cell says when it came out, or if read says that of the table; else it says when it came out.
func (p *parser) row(i int, columns []column, titles, state int, within Date, read, cited bool) bool {
	l := &p.lines[i]
	s := l.of(p.text)
	list := cells(s)
	if titles >= len(list) {
		return false
	}
	cell := s[list[titles][0]:list[titles][1]]
	title, rest := cell, len(cell)
	key := keyCell(cell)
	if key != "" && !slices.ContainsFunc(list, func(c [2]int) bool { return c != list[titles] && hasLetters(s[c[0]:c[1]]) }) {
		return false // nothing is said of it
	}
	var r reference
	ok := false
	if blank := len(cell) - len(strings.TrimLeft(cell, " \t")); len(cell) > 30 && !strings.HasPrefix(cell[blank:], "**") && !beforeEmphasis().MatchString(cell[blank:]) {
		if r, ok = readReference(cell[blank:]); ok && r.dated && paperLike(r.title) {
			title, rest = r.title, blank+r.end+edges(cell[blank+r.end:])
		} else {
			r, ok = reference{}, false
		}
	}
	if cited && !ok && (linkTitle().FindString(strings.TrimSpace(cell)) != strings.TrimSpace(cell) || !paperLink(cell)) {
		return false // no reading for now
	}
	if m := linkTitle().FindStringSubmatchIndex(cell); key != "" {
		title = key
	} else if w := wordLink().FindStringSubmatchIndex(cell); w != nil && !ok && linkWords().MatchString(cell[w[2]:w[3]]) && len(strings.Fields(cell[w[2]:w[3]])) < 4 {
		head := strings.TrimSpace(cell[:w[0]])
		c := p.cite(head)                                                               // Title. *Venue 2019.* [Paper](https://…)
		if k := beforeEmphasis().FindStringSubmatchIndex(head); k != nil && !c.marked { // Title. *Authors.* Venue 2019. [Paper](https://…)
			c.title, c.said = head[:k[3]], Plain(head[k[3]:]).String
		}
		if title, rest, r.said = c.title, w[0], c.said; !paperLike(title) && !titleLike(title) {
			return false
		}
	} else if m != nil && !ok {
		title, rest = cell[m[2]:m[3]], m[1]
	}
	if k := strings.Index(strings.ToLower(title), "<br"); k >= 0 {
		title, rest = title[:k], min(rest, k)
	}
	title = strings.Trim(title, " \t")
	for _, mark := range []string{"***", "**", "*", "__", "_", "`"} { // around all of it
		if inner, ok := strings.CutPrefix(title, mark); ok && len(inner) > len(mark) && strings.Index(inner, mark) == len(inner)-len(mark) {
			title = strings.TrimSuffix(inner, mark)
		}
	}
	said := ""
	if m := boldCell().FindStringSubmatch(title); m != nil {
		if at := strings.Index(cell, m[2]); at+len(m[2]) <= rest && strings.TrimSpace(cell[at+len(m[2]):rest]) == "" { // not within a link
			title, rest = m[1], at
		}
	}
	if name, f, ok := p.nameAndVenue(title); ok {
		title, said = name, f
	}
	title = strings.Trim(title, " \t《》")
	if len(title) < 3 || !strings.Contains(title, " ") && title == strings.ToLower(title) && fold.ASCII(title) {
		return false // arxiv, pdf, link
	}
	f := lead{single: true, indent: 1 << 20, published: strings.TrimSpace(r.said + " " + said)}
	var days []string
	for k, c := range list {
		if k >= len(columns) {
			break
		}
		text := strings.TrimSpace(Plain(s[c[0]:c[1]]).String)
		if raw := strings.TrimSpace(s[c[0]:c[1]]); dayAbroad().MatchString(raw) { // 3. März, no item of a list
			text = raw
		}
		if d := cellDay(text, Date{}); k == state && text != "" && d.Day == 0 || columns[k] == tagColumn || columns[k] == otherColumn && d.Day > 0 {
			f.asides = append(f.asides, text)
			continue
		}
		switch columns[k] {
		case dateColumn:
			f.published += " " + text
		case readColumn:
			if d := cellDay(text, within); d.Day > 0 {
				f.read, f.readAs = d, text
			}
		case dayColumn:
			days = append(days, text)
		case byColumn:
			f.by += " " + text
		case otherColumn:
			if len(text) > len(title) && k != titles && r.title == "" { // Title | Citation
				if of, ok := readReference(text); ok && of.dated && sameTitle(of.title, title) {
					f.published += " " + of.said
				}
			}
		case nameColumn:
			if k != titles && f.alias == "" {
				f.alias = Alias(text + ":")
			}
		}
	}
	out := yearWord().MatchString(f.published) // when it came out is said
	for _, text := range days {
		d := cellDay(text, within)
		if _, n := readDate(text); f.read.Day == 0 && d.Day > 0 && (n == 0 && !yearWord().MatchString(text) || out || read) {
			f.read, f.readAs = d, text
		} else {
			f.published += " " + text
		}
	}
	return p.title(i, title, l.start+list[titles][0]+rest, f)
}
