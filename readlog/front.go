package readlog

import (
	"cmp"
	"maps"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// One-file-a-paper notes (Obsidian, Zotero, Logseq) say what their fields are: between two --- at the top, in the part of YAML
// that people write, or as key:: value in the first lines, as Dataview reads it. That is taken at its word.

// front is what the top of a file says of the file.
type front struct {
	fields map[string][]string // by the names of frontKeys; links and wiki marks aside as written
	yaml   bool                // it is front matter
	text   string              // what the front matter says that no other field of an entry holds
	blank  bool                // a template: {{title}}
	cited  bool                // a reference or a table of fields says what paper it is
}

// frontKeys are the names that fields have in files. A name that is no key here is kept under its own.
var frontKeys = map[string]string{
	"标题": "title", "题目": "title", "论文标题": "title", "paper-title": "title", "full-title": "title",
	"alias": "aliases", "别名": "aliases", "简称": "aliases", "short-title": "aliases", "shorttitle": "aliases",
	"author": "authors", "作者": "authors", "first-author": "authors", "firstauthor": "authors", "creators": "authors",
	"publication-date": "published", "pubdate": "date", "date-published": "published", "发表": "published", "发表时间": "published", "出版日期": "published",
	"年份": "year", "年": "year", "pubyear": "year", "日期": "date", "issued": "date",
	"date-read": "read", "dateread": "read", "read-date": "read", "read-on": "read", "readdate": "read", "阅读日期": "read", "阅读时间": "read", "读于": "read",
	"date-finished": "finished", "finished-on": "finished", "completed": "finished", "读完": "finished",
	"date-created": "created", "created-at": "created", "create-time": "created", "creation-date": "created", "date-added": "created", "added": "created", "dateadded": "created", "创建": "created", "创建时间": "created", "创建日期": "created",
	"journal": "venue", "conference": "venue", "booktitle": "venue", "publication": "venue", "container-title": "venue", "journaltitle": "venue", "publication-title": "venue",
	"publicationtitle": "venue", "journal-/-year": "venue", "journal/year": "venue", "venue-/-year": "venue", "venue/year": "venue", "conference/year": "venue", "conf": "venue", "会议": "venue", "期刊": "venue",
	"institutions": "institution", "institute": "institution", "institutes": "institution", "published-at": "venue", "published-in": "venue", "publication-status": "venue", "publication-venue": "venue", "affiliation": "institution", "affiliations": "institution", "机构": "institution", "单位": "institution", "作者单位": "institution",
	"tag": "tags", "标签": "tags", "topics": "tags", "topic": "tags", "area": "tags", "field": "tags", "track": "tags", "方向": "tags", "领域": "tags",
	"link": "url", "links": "url", "paper": "url", "source": "url", "pdf": "url", "链接": "url", "原文": "url", "论文": "url", "论文链接": "url", "paper-url": "url",
	"paper-link": "url", "pdf-url": "url", "code": "url", "github": "url", "arxiv-id": "arxiv", "arxivid": "arxiv", "eprint": "arxiv", "arxiv-url": "arxiv", "doi-url": "doi",
	"分类": "categories", "document-type": "type", "category": "type", "kind": "type", "item-type": "type", "itemtype": "type", "类型": "type", "类别": "type", "cite-key": "citekey", "citation-key": "citekey",
	"tl;dr": "tldr", "摘要": "abstract", "description": "summary", "关键词": "keywords", "总结": "summary",
}

// Fields that are text come first and in this order; fields that are other fields of an entry, or nothing that anybody looks for,
// are no text. What a file says under any other name is.
var (
	frontSaid   = []string{"authors", "institution", "venue", "tags", "keywords", "citekey", "abstract", "summary", "tldr"}
	frontUnsaid = strings.Fields("title aliases year published date read finished created url arxiv doi type status rating stars score cssclass cssclasses publish permalink layout " +
		"draft id uid uuid modified updated lastmod last-modified slug weight cover image banner priority progress lang language month volume issue number pages issn isbn " +
		"publisher zotero zotero-link zotero-uri date-modified due toc comments mathjax math hidden template parent up nav-order sidebar-position sidebar-label")
)

// get is the values of a field as one text, "" for none.
func (f *front) get(key string) string { return strings.Join(f.fields[key], ", ") }

// frontKey is the name of a field however it is written.
func frontKey(key string) string {
	key = strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(fold.Script(strings.TrimSpace(key))), "_", "-"), " ", "-")
	if known, ok := frontKeys[key]; ok {
		return known
	}
	return key
}

func (f *front) add(key, value string) {
	key = frontKey(key)
	if value = frontValue(value); value == "" {
		return
	}
	if strings.Contains(value, "{{") || strings.Contains(value, "<%") {
		f.blank = true
		return
	}
	f.fields[key] = append(f.fields[key], value)
}

// frontValue takes the quotes and wiki marks off a value: "[[Kaiming He]]", [[a/Deep Learning|deep]].
func frontValue(s string) string {
	s = strings.TrimSpace(s)
	if n := len(s); n > 1 && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0] {
		s = s[1 : n-1]
	} else if i := strings.Index(s, " #"); i > 0 && !strings.HasPrefix(s, "#") {
		s = s[:i] // a remark
	}
	if strings.HasPrefix(s, "[[") && strings.HasSuffix(s, "]]") && strings.Count(s, "[[") == 1 {
		s = s[2 : len(s)-2]
		if _, shown, ok := strings.Cut(s, "|"); ok {
			s = shown
		}
	}
	switch s = strings.TrimSpace(s); strings.ToLower(s) {
	case "null", "~", "none", "n/a", "tbd", "|", ">", "|-", ">-":
		return ""
	}
	return s
}

// values are the elements of a value that is a list in brackets, else the value.
func values(s string) []string {
	s = strings.TrimSpace(s)
	if !strings.HasPrefix(s, "[") || !strings.HasSuffix(s, "]") || strings.HasPrefix(s, "[[") && strings.Count(s, "[[") == 1 {
		return []string{s}
	}
	var out []string
	quote, depth, from := rune(0), 0, 1
	for i, c := range s {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && strings.TrimSpace(s[from:i]) == "":
			quote = c
		case c == '[':
			depth++
		case c == ']' && i < len(s)-1:
			depth--
		case (c == ',' || c == '，') && depth <= 1 || i == len(s)-1:
			out = append(out, s[from:i])
			from = i + utf8.RuneLen(c)
		}
	}
	return out
}

// maxFront is how many lines of front matter are read.
const maxFront = 400

// readFront reads the front matter, and the inline fields of the first lines.
func (p *parser) readFront() {
	p.about = front{fields: map[string][]string{}}
	f := &p.about
	if !p.readTOML() && !p.readJSON() {
		p.readYAML()
	}
	f.text = f.said()
	p.inlineFields()
	p.calloutFields()
	p.metadata()
	p.tableFields()
	p.citedField()
}

// readYAML reads the part of YAML that people write.
func (p *parser) readYAML() {
	f := &p.about
	key, keys, odd := "", 0, 0
	block := false // of text
	for i := 1; i < min(p.front-1, maxFront); i++ {
		raw := p.lines[i].of(p.text)
		s := strings.TrimSpace(raw)
		if s == "" || s[0] == '#' {
			continue
		}
		indented := raw[0] == ' ' || raw[0] == '\t'
		item, isItem := strings.CutPrefix(s, "- ")
		name, value, pair := cutPair(s)
		switch {
		case isItem:
			if n, v, ok := cutPair(item); ok && !strings.Contains(item, "://") && n != "" && key != "aliases" && key != "tags" {
				item = v // - name: Kaiming He
			}
			f.add(key, item)
		case indented && block:
			if said := f.fields[frontKey(key)]; len(said) > 0 {
				said[len(said)-1] += " " + s
			} else {
				f.add(key, s)
			}
		case indented && pair && slices.Contains([]string{"institution", "url", "arxiv", "doi"}, frontKey(name)):
			f.add(name, value) // of an author, or of a list of links
		case indented && key != "":
			if said := f.fields[frontKey(key)]; len(said) > 0 && !pair {
				said[len(said)-1] += " " + frontValue(s) // broken over lines
			} else if !pair {
				f.add(key, s)
			}
		case pair:
			keys++
			key, block = name, strings.HasPrefix(strings.TrimSpace(value), "|") || strings.HasPrefix(strings.TrimSpace(value), ">")
			for _, v := range values(value) {
				f.add(key, v)
			}
		default:
			odd++
		}
	}
	f.yaml = p.front > 2 && keys > 0 && odd <= keys && strings.TrimSpace(p.lines[1].of(p.text)) != ""
	if !f.yaml && p.front > 0 {
		*f = front{fields: map[string][]string{}} // two rules with something between them
	}
}

// cutPair cuts key: value.
func cutPair(s string) (key, value string, ok bool) {
	i := strings.IndexAny(s, ":：")
	if i <= 0 || i > 40 {
		return "", "", false
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	key, value = s[:i], s[i+n:]
	if more := strings.TrimLeft(value, ":："); s[i] != ':' || more != value && strings.HasPrefix(more, " ") {
		value = more // DOI：: 10.1
	}
	if len(strings.Fields(key)) > 3 || s[i] == ':' && value != "" && value[0] != ' ' && value[0] != '\t' || strings.ContainsAny(key, "[](){}《》") {
		return "", "", false
	}
	return strings.Trim(key, `"' `), value, true
}

var inlineField = pattern.New(`^[\s>*\-+\[(]*\**([\p{L}][\p{L}\d _\-]{0,24})\**\s?::\s*(.*?)[\])]*$`)

// maxInline is how many lines from the first on may be inline fields.
const maxInline = 40

// wikiClosed is a value with the brackets of its last link, which end a field in brackets as well: [[Paper.
func wikiClosed(s string) string {
	if strings.Count(s, "[[") > strings.Count(s, "]]") {
		return s + "]]"
	}
	return s
}

// inlineFields reads year:: 2017 in the lines above the text, below the first heading or above it. Fields that come again
// further down are those of several papers.
func (p *parser) inlineFields() {
	met := map[string]string{}
	headings := 0
	for i := p.front; i < min(len(p.lines), p.front+maxInline); i++ {
		l := &p.lines[i]
		s := strings.TrimPrefix(l.of(p.text), bom)
		if l.kind == headingLine {
			if headings++; headings > 1 {
				break
			}
			continue
		}
		if l.kind == blankLine {
			continue
		}
		m := []string(nil)
		if len(s) < introBytes && strings.Contains(s, "::") {
			m = inlineField().FindStringSubmatch(s)
		}
		if m == nil {
			break
		}
		p.inlineEnd = i + 1
		met[strings.ToLower(m[1])] = wikiClosed(m[2])
	}
	if len(met) == 0 {
		return
	}
	for i := p.inlineEnd; i < len(p.lines); i++ {
		if s := p.lines[i].of(p.text); len(s) < introBytes && strings.Contains(s, "::") {
			if m := inlineField().FindStringSubmatch(s); m != nil && met[strings.ToLower(m[1])] != "" {
				p.inlineEnd = 0
				return
			}
		}
	}
	for key, value := range met {
		for _, v := range values(value) {
			p.about.add(key, v)
		}
	}
}

// calloutFields reads fields in a quote or callout in the first lines, as templates for Zotero have them: > Authors:: Ana Person. They stay in
// the text. Two at least must be those of a paper, and fields that come again are those of several.
func (p *parser) calloutFields() {
	met := map[string]string{}
	headings := 0
	for i := p.front; i < min(len(p.lines), p.front+2*maxInline); i++ {
		s := p.lines[i].of(p.text)
		if p.lines[i].kind == headingLine && len(met) == 0 {
			headings++
		}
		if headings > 1 || strings.HasPrefix(s, "> [!paper") || p.lines[i].kind == itemLine && len(met) == 0 {
			return // a page of a day
		}
		if len(s) > introBytes || !strings.HasPrefix(s, ">") || !strings.Contains(s, "::") {
			continue
		}
		if m := inlineField().FindStringSubmatch(s); m != nil && strings.TrimSpace(m[2]) != "" {
			key := frontKey(m[1])
			if met[key] != "" {
				return
			}
			met[key] = wikiClosed(m[2])
		}
	}
	known := 0
	for _, key := range []string{"authors", "year", "doi", "url", "venue", "bibliography", "citekey", "arxiv", "date"} {
		if met[key] != "" {
			known++
		}
	}
	if known < 2 {
		return
	}
	for key, value := range met {
		if len(p.about.fields[key]) == 0 {
			for _, v := range values(value) {
				p.about.add(key, v)
			}
		}
	}
}

var metaField = pattern.New(`^\s*(?:[*+-]\s+)?[*_]{0,3}([\p{L}][\p{L}\d _\-]{0,24}?)[*_]{0,3}\s*[:：]{1,2}[*_]{0,3}\s*(\S.*)$`)

// metadata reads the fields that an export from Zotero or Readwise lists below its first two headings, the title and Metadata. They stay in
// the text. Fields that are not surely those of a paper are none, and several titles are several papers.
func (p *parser) metadata() {
	top := p.nextLine(p.front - 1)
	head := p.nextLine(top)
	if head >= len(p.lines) || p.lines[top].kind != headingLine || p.lines[head].kind != headingLine || p.lines[head].level <= p.lines[top].level || !p.onlyAtTop(top) ||
		!slices.Contains(metaHeads, strings.ToLower(strings.Trim(Plain(p.lines[head].text).String, " \n:："))) {
		return
	}
	was := p.about
	p.about.fields = maps.Clone(was.fields)
	for i := p.nextLine(head); i < min(len(p.lines), head+maxInline) && p.lines[i].kind == textLine; i = p.nextLine(i) {
		m := metaField().FindStringSubmatch(firstBytes(p.lines[i].of(p.text), introBytes))
		if m == nil {
			break
		}
		if to := links(m[2]); len(to) > 0 && strings.Contains(m[2], "](") {
			m[2] = to[0]
		}
		p.about.add(m[1], strings.TrimSpace(Plain(m[2]).String))
	}
	f := &p.about
	sure, _ := f.paper()
	published := f.get("venue") != "" || f.get("arxiv") != "" || f.get("doi") != "" || paperLink(f.get("url")) // a year is of a program, too
	if !sure || !published || f.get("authors") == "" || otherKind().MatchString(f.get("type")) {
		p.about = was
	}
}

// otherKind are the kinds of things that exports have beside papers.
var otherKind = pattern.New(`(?i)\b(?:books?|podcasts?|tweets?|videos?|films?)\b`)

// metaHeads are what exports call the fields of a paper.
var metaHeads = []string{"metadata", "meta data", "meta", "info", "information", "bibliography", "bibliographic information", "citation", "元数据", "文献信息", "论文信息", "基本信息"}

// paperTags are tags, or parts of them, that say that a note is one on a paper.
var paperTags = strings.Fields("paper papers 论文 文献 literature literature-note literature-notes literaturenote lit-note paper-note paper-notes papernote papernotes " +
	"论文笔记 文献笔记 论文阅读 论文阅读笔记 论文解读 论文精读 读论文 paper-review paper-summary research-paper academic-paper journalarticle conferencepaper preprint")

// plainTags say nothing of a paper's subject.
var plainTags = strings.Fields("reading read unread to-read toread 已读 未读 待读 在读 精读 泛读 重要 阅读 笔记 读书笔记 阅读笔记 note notes done todo wip inbox important " +
	"favorite favourite starred star must-read mustread review reviewed draft status type seed evergreen permanent reference references zotero clippings clipping source " +
	"sources summary summaries research article articles journal conference arxiv pdf classic 经典 publish public private archive archived 2do obsidian daily blog ai ml dl " +
	"人工智能 机器学习 深度学习 machine-learning deep-learning artificial-intelligence")

// tagKey is a tag as it is compared.
func tagKey(s string) string {
	return strings.ReplaceAll(strings.ToLower(fold.Script(strings.Trim(s, "# \t"))), "_", "-")
}

// tags are the subjects that tags name, the most special part of each first: paper/nlp is nlp.
func (f *front) tags() []string {
	var out []string
	for _, t := range f.fields["tags"] {
		sep := func(c rune) bool { return strings.ContainsRune(",，、;；", c) }
		if !strings.ContainsAny(t, ",，、;；") && (strings.Contains(t, "#") || spacedTags(t)) {
			sep = unicode.IsSpace
		}
		for _, one := range strings.FieldsFunc(t, sep) {
			parts := strings.Split(strings.Trim(one, "# \t"), "/")
			for _, part := range slices.Backward(parts) {
				out = append(out, strings.TrimSpace(part))
			}
		}
	}
	return out
}

// spacedTags says whether a value is tags with spaces between: words that are all Chinese, 论文 蛋白质, or of which one says in
// Chinese that it is a paper, 论文 GNN.
func spacedTags(s string) bool {
	words := strings.Fields(s)
	han := func(w string) bool {
		return !strings.ContainsFunc(w, func(c rune) bool { return !unicode.Is(unicode.Han, c) })
	}
	return len(words) > 1 && (!slices.ContainsFunc(words, func(w string) bool { return !han(w) }) ||
		slices.ContainsFunc(words, func(w string) bool { return han(w) && slices.Contains(paperTags, tagKey(w)) }))
}

// subjects are the tags that say what a paper is about.
func (f *front) subjects() []string {
	return slices.DeleteFunc(f.tags(), func(t string) bool {
		key := tagKey(t)
		return slices.Contains(paperTags, key) || slices.Contains(plainTags, key) || !strings.ContainsFunc(key, unicode.IsLetter) || isVenue(t)
	})
}

// paper says whether the fields are those of a paper: sure when nothing in the text can say otherwise.
func (f *front) paper() (sure, likely bool) {
	if f.blank {
		return false, false
	}
	link := f.get("arxiv") != "" || strings.Contains(f.get("doi"), "10.") || paperLink(f.get("url"))
	tag := slices.ContainsFunc(slices.Concat(f.tags(), f.fields["type"], f.fields["categories"]), func(t string) bool { return slices.Contains(paperTags, tagKey(t)) })
	year := strings.ContainsAny(f.get("year")+f.get("published"), "0123456789")
	if d := frontDate(f.get("date")); d.Year > 0 && d.Day == 0 {
		year = true
	}
	by, venue := f.get("authors") != "", f.get("venue") != ""
	if _, said := unmarked(f.get("title")); said || f.cited { // 【论文笔记】Title
		return true, true
	}
	if by && citeKey(f.get("title")) != "" {
		return true, true
	}
	sure = by && (year || venue || link || tag) || link && (year || venue || tag) || year && (venue || tag)
	return sure, sure || link || venue || tag
}

// links are the addresses that the fields name.
func (f *front) links() []string {
	var out []string
	if m := arXivNumber().FindString(f.get("arxiv")); m != "" {
		out = append(out, "https://arxiv.org/abs/"+m)
	}
	if i := strings.Index(f.get("doi"), "10."); i >= 0 {
		out = append(out, "https://doi.org/"+strings.TrimSpace(f.get("doi")[i:]))
	}
	return out
}

var arXivNumber = pattern.New(`\d{4}\.\d{4,5}(?:v\d+)?|[a-z\-]+(?:\.[A-Z]{2})?/\d{7}`)

// said is the text of the fields that no other field of an entry holds.
func (f *front) said() string {
	var b strings.Builder
	keys := slices.Clone(frontSaid)
	for _, key := range slices.Sorted(maps.Keys(f.fields)) {
		if !slices.Contains(keys, key) && !slices.Contains(frontUnsaid, key) {
			keys = append(keys, key)
		}
	}
	for _, key := range keys {
		if v := f.get(key); strings.ContainsFunc(v, unicode.IsLetter) {
			b.WriteString(key + ": " + v + "\n")
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// published is when and where the paper came out, for a cursor to read, which takes the first date: one with a month says more
// than the year of a venue.
func (f *front) published() string {
	venue := f.get("venue")
	year := cmp.Or(f.get("year"), yearWord().FindString(venue))
	date := strings.Trim(strings.Join(f.fields["published"], " "), "[]")
	if timeOfDay().MatchString(date) { // of the page
		date = ""
	}
	if year == "" && date == "" {
		if m := citedYear().FindStringSubmatch(f.get("bibliography")); m != nil {
			year = m[1]
			return strings.TrimSpace(venue + " " + year)
		}
	}
	if d := frontDate(date); d.Month > 0 {
		if _, n := readDate(date); n <= len("2021年") {
			date = d.month().String() // July 2021
		}
		return strings.TrimSpace(date + " " + venue)
	}
	if date == "" {
		date = f.get("year")
	}
	if m := shortYear().FindStringSubmatch(venue); date == "" && m != nil && !isVenue(venue) {
		date = "20" + m[1] // of a venue that no table has: ASE'18
	}
	switch d := frontDate(f.get("date")); {
	case !f.datesPaper():
	case d.Year > 0 && date == "" && (year == "" || d.Day == 0):
		date = d.month().String()
	case d.Year > 0 && len(year) == 4 && strings.HasPrefix(d.String(), year):
		date = d.month().String()
	}
	if d := f.month(year); len(date) <= 4 && d.Month > 0 {
		date = d.String()
	}
	if len(date) > 4 {
		return strings.TrimSpace(date + " " + venue)
	}
	return strings.TrimSpace(venue + " " + date)
}

// month is the month that a field names of a year: 3, Mar, 3月.
func (f *front) month(year string) Date {
	month := fold.String(f.get("month"))
	for _, s := range []string{year + "-" + month, year + "年" + month, month + " " + year} {
		if d := frontDate(s); month != "" && d.Month > 0 {
			return d.month()
		}
	}
	return Date{}
}

// read is the day the paper was read, the zero Date where nothing says so.
func (f *front) read() Date {
	for _, key := range []string{"read", "finished"} {
		if d := frontDate(f.get(key)); d.Year > 0 {
			return d
		}
	}
	if d := frontDate(f.get("date")); d.Day > 0 && !f.datesPaper() {
		return d
	}
	// A date of another year than the paper's is that of the note.
	years := cmp.Or(f.get("year")+f.get("published"), yearWord().FindString(f.get("venue")))
	if d := frontDate(f.get("date")); d.Day > 0 && years != "" && !strings.Contains(years, d.String()[:4]) {
		return d
	}
	return frontDate(f.get("created"))
}

// frontDate reads a date at the beginning of a value: 2025-01-13T10:00, [[2025-01-13]].
func frontDate(s string) Date {
	d, n := wordedDate(fold.String(strings.Trim(s, `[]"' `)), Date{})
	if n < 4 {
		return Date{}
	}
	return d
}

// isTemplate says whether a file is one to copy.
func (p *parser) isTemplate() bool {
	if p.about.blank {
		return true
	}
	for part := range strings.SplitSeq(strings.ToLower(strings.TrimSuffix(p.name, path.Ext(p.name))), "/") {
		words := strings.FieldsFunc(part, func(c rune) bool { return strings.ContainsRune(" -_.()（）", c) })
		if strings.HasSuffix(part, "模板") || len(words) <= 3 && (slices.Contains(words, "template") || slices.Contains(words, "templates")) {
			return true
		}
	}
	return false
}

var plainName = pattern.New(`(?i)^(?:note|notes|paper|papers|untitled|new|doc|document|file|page|draft|tmp|temp|test|index|readme|changelog|license|contributing|todo|history|news|faq|main|log|summary|template|笔记|论文|文章|未命名|无标题|新建|文档)(?:[\s_\-().（）]*\d*)*$`)

// fileName is the name of the file if it names what is in it, "" for a date, a number, README, note 1.
func (p *parser) fileName() string {
	name := strings.TrimSuffix(path.Base(p.name), path.Ext(p.name))
	for _, m := range bracket().FindAllStringSubmatch(name, -1) {
		if isVenue(m[1]) || isYear(m[1]) {
			name = strings.Replace(name, m[0], " ", 1)
		}
	}
	if rest, year, _ := authorKey(name); year != "" {
		name = rest
	}
	name = nameNumber().ReplaceAllString(withoutDayOfPost(withoutNameTags(strings.TrimSpace(name))), "")
	if !strings.Contains(name, " ") {
		name = strings.ReplaceAll(name, "_", " ")
	}
	name = strings.Trim(name, " @_-.")
	if _, n := readDate(name); n > 4 || plainName().MatchString(name) || !strings.ContainsFunc(name, unicode.IsLetter) || utf8.RuneCountInString(name) < 2 {
		return ""
	}
	return name
}

// frontTitle is the title of a file that is one entry: what its fields say, its heading, or its name; line is that of the
// heading that is the title, -1 for none.
func (p *parser) frontTitle() (title string, line int) {
	first, line := -1, -1
	for i := p.front; i < len(p.lines) && first < 0; i++ {
		l := &p.lines[i]
		switch {
		case l.kind == headingLine && l.text != "", l.kind == titleLine:
			first = i
		case l.kind != blankLine && i >= p.inlineEnd:
			first = len(p.lines)
		}
	}
	heading := ""
	if first >= 0 && first < len(p.lines) {
		l := &p.lines[first]
		heading = p.headTitle(first)
		if l.kind == titleLine {
			heading = l.title
		}
		heading, _ = unmarked(strings.TrimSpace(Plain(heading).String))
		if sectionWeight(strings.ToLower(heading)) > 0 || l.kind == headingLine && (p.isNote(first) || !p.onlyAtTop(first) && p.fileName() != "") || strings.Contains(heading, "{{") {
			heading = ""
		}
	}
	title = p.about.get("title")
	if len(p.about.fields["title"]) > 1 {
		title = p.about.fields["title"][0]
	}
	if year := citeKey(title); year != "" && paperLike(heading) { // wang2022
		if p.about.get("year")+p.about.get("published") == "" {
			p.about.add("year", year)
		}
		p.about.fields["aliases"] = append(p.about.fields["aliases"], strings.TrimPrefix(title, "@"))
		title = ""
	}
	title, marked := unmarked(title)
	title = strings.TrimPrefix(strings.Trim(title, "《》\"' "), "@") // a page of Logseq
	if first == len(p.lines) {
		first = -1
	}
	if full, said := p.fullName(first); full != "" && full != title && (marked && len(strings.Fields(title)) < 4 || strings.HasPrefix(fold.Key(full), fold.Key(title))) {
		if title != "" {
			p.about.fields["aliases"] = append(p.about.fields["aliases"], title)
		}
		if said = strings.TrimSpace(said); said != "" && p.about.published() == "" {
			p.about.add("venue", said)
		}
		return full, line
	}
	if heading != "" && (title == "" || fold.Key(heading) == fold.Key(title)) {
		line = first
	}
	for _, t := range []string{title, heading, p.fileName()} {
		if t != "" && utf8.RuneCountInString(t) <= longestTitle {
			return t, line
		}
	}
	for i := p.front; i < len(p.lines); i++ {
		if words := strings.TrimSpace(Plain(p.lines[i].of(p.text)).String); p.lines[i].kind == textLine && words != "" {
			return firstRunes(words, 48), -1
		}
	}
	return strings.TrimSuffix(path.Base(p.name), path.Ext(p.name)), -1
}

// fronted takes a file for one paper where its fields say so, whatever stands in it: lists of references, tasks and tables are
// its own. Several titles, or titles and dates, are a log.
func (p *parser) fronted() {
	sure, _ := p.about.paper()
	if !sure || p.isTemplate() {
		return
	}
	titles, dates := 0, 0
	for i := p.front; i < len(p.lines); i++ {
		switch l := &p.lines[i]; l.kind {
		case titleLine:
			titles++
		case headingLine:
			if d, ok := l.date(Date{}); ok && d.Day > 0 {
				dates++
			}
		}
	}
	if titles > 1 || titles > 0 && dates > 0 || dates > 2 {
		return
	}
	title, line := p.frontTitle()
	p.wholeEntry(KindPaper, title, line)
}

// wholeEntry makes the file one entry, whose title is that of a line, or told elsewhere where line is -1.
func (p *parser) wholeEntry(kind Kind, title string, line int) {
	body := 0
	if p.front < len(p.lines) {
		body = p.lines[p.front].start
	} else if n := len(p.lines); n > 0 {
		body = p.lines[n-1].end
	}
	if line >= 0 && (p.inlineEnd == 0 || p.inlineEnd > line) {
		body = p.lines[line].end
	}
	f := lead{published: p.about.published(), by: p.about.get("institution")}
	if kind == KindPaper {
		title, f = p.withoutTags(title, f)
		title, f.published = p.ownReference(title, f.published)
		if strings.TrimSpace(f.published) == "" {
			f.published = p.saidPublished()
		}
	}
	read := p.about.read()
	if kind == KindNote {
		f.published = p.about.get("year") // its date is that of the note
		if d := frontDate(p.about.get("date")); read.Year == 0 {
			read = d
		}
	}
	if !p.title(0, title, body, f) {
		return
	}
	if p.whole, p.wholeKind = true, kind; kind == KindPaper {
		p.wholeKind = p.paperKind(false)
	}
	p.isLog = kind == KindPaper
	p.readOnDay(read)
	p.flatten(0)
}

// flatten makes text of all lines but those that are blank, and the one that is the title.
func (p *parser) flatten(title int) {
	for i := range p.lines {
		if l := &p.lines[i]; i != title && l.kind != blankLine {
			l.kind = textLine
		}
	}
}

// names are the other names of an entry that is a whole file: those that the fields give, and that of the file.
func (p *parser) names(title string) []string {
	var out []string
	key := fold.Key(title)
	add := func(name string) {
		if k := fold.Key(name); utf8.RuneCountInString(k) > 1 && !strings.Contains(key, k) && !slices.ContainsFunc(out, func(n string) bool { return fold.Key(n) == k }) {
			out = append(out, name)
		}
	}
	for _, n := range p.about.fields["aliases"] {
		add(n)
	}
	add(p.fileName())
	return out
}

// longestAlias is how many runes a name may have that stands for an entry; longer ones are found, and not shown.
const longestAlias = 30

// shortTitle is how many runes a title may have that is a short name itself: DenseNet.
const shortTitle = 16

// fromFront fills in what the top of the file says of the entry that it is.
func (p *parser) fromFront(e *Entry) {
	named := utf8.RuneCountInString(e.Title) <= shortTitle && !strings.ContainsFunc(e.Title, func(c rune) bool { return unicode.Is(unicode.Han, c) })
	for _, n := range p.names(e.Title) {
		if e.Alias == "" && !named && utf8.RuneCountInString(n) <= longestAlias && len(strings.Fields(n)) <= 3 {
			e.Alias = n
		} else {
			e.Names = append(e.Names, n)
		}
	}
	for _, l := range slices.Backward(p.about.links()) {
		if !slices.Contains(e.Links, l) {
			e.Links = slices.Insert(e.Links, 0, l)
		}
	}
	e.Said = p.about.text
}

// frontVenue is a venue that no table has, as the fields name it, without its year.
func (f *front) frontVenue() string {
	v := f.get("venue")
	if bare := venueYear().ReplaceAllString(v, ""); strings.ContainsFunc(bare, unicode.IsLetter) {
		v = bare
	}
	if key := fold.Key(v); utf8.RuneCountInString(v) > longestVenue || strings.HasPrefix(key, "arxiv") || !strings.ContainsFunc(v, unicode.IsLetter) {
		return ""
	}
	return v
}

// venueYear is the year behind the name of a venue: Cell 2019, Genome Biology (2021), Neuron'20.
var venueYear = pattern.New(`[\s,，]*(?:[(（\[]\s*(?:19|20)\d{2}(?:[-./年]\d{1,2}月?)?\s*[)）\]]|\b(?:19|20)\d{2}年?|[’']\d{2})\s*$`)

// longestVenue is how many runes the name of a venue may have.
const longestVenue = 80
