package readlog

import (
	"cmp"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// introduction is what the introducing line says: 2023.12 字节和浙江大学合作的工作，…
type introduction struct {
	published    Published
	institutions []Institution
	venue        string
	held         Published // of the venue, by its label
	heldIn       string
	read         Date // a day or month, by its label
	reasons      []Reason
}

// introLines is how many lines of a body may introduce a paper, and introBytes how much of each is read.
const (
	introLines = 5
	introBytes = 2000
)

// firstBytes cuts s to n bytes, at the edge of a rune.
func firstBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// intro reads the introducing line of a body: the first line of text, as far as it is dates, venues, institutions
// and the words that join them; then what stands behind 来自, 由 or by in its first clauses. Lines that begin with
// 机构, 单位, 作者 or 时间 are read alike. Nothing else in an entry says who wrote it.
//
// What the line of the title says besides comes first. read is the month in which the entry was written, the zero Date if that is unknown.
func (p *parser) intro(body string, l lead, kind Kind, title string, read Date) introduction {
	var in introduction
	for _, said := range []struct {
		text  string
		dates bool
	}{{l.published, true}, {l.by, false}} {
		if said.text = strings.TrimSpace(said.text); said.text != "" {
			c := newCursor(Plain(said.text).String, p.rules, &in)
			c.loose, c.dates = true, said.dates
			c.read()
			in.why("title's line", c)
		}
	}
	if p.whole {
		p.rules.named(p.about.get("institution"), "fields at the top of the file", &in)
	}
	if l.row() {
		p.rules.named(l.by, "column of institutions", &in)
	}
	who := false // the first line is names of people
	n, beside := 0, fold.Key(l.published)
	if !l.single {
		beside = fold.Key(Plain(l.published).String)
	}
	for text := range strings.Lines(body) {
		text = strings.TrimSpace(text)
		if n == 0 && l.readAs != "" { // the rest of a row
			text = strings.TrimSpace(strings.Replace(text, l.readAs, "", 1))
		}
		if n == 0 && len(l.asides) > 0 {
			text = withoutAsides(text, l.asides)
		}
		if text == "" || p.inlineEnd > 0 && len(text) < introBytes && strings.Contains(text, "::") && inlineField().MatchString(text) {
			continue
		}
		if onlyLinks(text) || !hasLetters(text) || p.noteDay != "" && text == p.noteDay {
			continue
		}
		if n == 0 && beside != "" && beside == fold.Key(text) {
			// The rest of the title's line: its dates are read. Who it names, it introduces; else the next line does.
			c := newCursor(text, p.rules, &in)
			if c.read(); len(in.institutions) == 0 {
				continue
			}
			in.why("title's line", c)
		}
		if d := readOn(text); d.Month > 0 {
			in.read = cmp.Or(in.read, d)
			continue // it introduces nothing
		}
		if n++; n > introLines {
			break
		}
		text = firstBytes(text, introBytes)
		if n == 1 {
			text = behindLinks(text, l.single)
		}
		if n == 1 && kind == KindPaper && len(text) < introBytes && credited(text, p.rules) {
			who = true
			continue
		}
		label, rest, labelled := cutLabel(text)
		switch {
		case labelled && slices.Contains(venueLabels, strings.TrimSuffix(label, " line")):
			in.appeared(rest, label, p.rules)
		case labelled:
			c := newCursor(rest, p.rules, &in)
			c.loose, c.credits = true, slices.Contains(authorLabels, strings.TrimSuffix(label, " line"))
			c.read()
			in.why(label, c)
			if slices.Contains(institutionLabels, strings.TrimSuffix(label, " line")) {
				p.rules.named(rest, label, &in)
			}
		case n == 1 || n == 2 && who:
			before := in
			before.institutions, before.reasons = slices.Clip(in.institutions), slices.Clip(in.reasons)
			c := newCursor(text, p.rules, &in)
			c.first = true
			if kind == KindPaper {
				c.of, c.now = title, read
			}
			c.read()
			if kind == KindPaper {
				c = c.readCredits(text, before)
			}
			if len(in.institutions) == 0 {
				c.from()
			}
			if kind == KindPaper {
				c.venueAnywhere()
			}
			in.why("introducing line", c)
		}
		if kind == KindPaper && n <= 2 && !labelled && in.published.Raw == "" {
			in.placed(text, p.rules)
		}
	}
	if kind == KindPaper {
		if len(in.institutions) == 0 {
			in.crews(body, p.rules)
		}
		if in.published.Raw == "" {
			if said := bibtexYear(body, title); said != "" {
				in.appeared(said, "BibTeX", p.rules)
			}
		}
	}
	return in
}

// behindLinks is what a line says behind the links it begins with, and the stars: (2303.03378) Google. In lists the words over links
// count too, for there they are hardly anything else: pdf ⭐ Stanford.
func behindLinks(line string, list bool) string {
	rest, links := line, false
	for {
		rest = strings.TrimLeftFunc(rest, func(r rune) bool {
			return unicode.IsSpace(r) || strings.ContainsRune("|·()（）[]【】,，、/:：-–—", r) || decoration(r)
		})
		n := strings.IndexFunc(rest, func(r rune) bool {
			return unicode.IsSpace(r) || strings.ContainsRune("|()（）[]【】，、。；", r) || unicode.Is(unicode.Han, r)
		})
		if n < 0 {
			n = len(rest)
		}
		word := strings.TrimRight(rest[:n], linkEdges)
		switch {
		case word == "":
		case Identifier(word) != "", list && linkOver().MatchString(word):
			rest, links = rest[len(word):], true
			continue
		}
		break
	}
	if !links || rest == "" || hasAnyPrefix(rest, "和", "与", "與", "跟", "及", "由", "&", "+") { // 和 Google 的比
		return line
	}
	return rest
}

// linkOver are the words that people write over links in lists.
var linkOver = pattern.New(`(?i)^(?:paper|pdf|arxiv|code|github|link|links|url|doi|openreview|project|page|abs|html|demo|blog|video|slides)$`)

// onlyLinks says whether a line is addresses, and the words that people write over them.
func onlyLinks(line string) bool {
	whole := strings.Contains(line, "://")
	edge := func(r rune) bool {
		return unicode.IsSpace(r) || !whole && strings.ContainsRune("|,，、·/[]()（）:：", r)
	}
	for w := range strings.FieldsFuncSeq(line, edge) {
		switch strings.ToLower(strings.Trim(w, linkEdges)) {
		case "link", "links", "paper", "pdf", "arxiv", "code", "github", "url", "doi", "openreview", "project", "论文", "链接", "代码", "原文", "论文链接", "论文地址", "地址", "":
		default:
			if Identifier(w) == "" {
				return false
			}
		}
	}
	return true
}

// appeared takes the venue that a label says. Its year counts if nothing says more of when the paper came out: see Entry.Published.
func (in *introduction) appeared(text, label string, r *Rules) {
	of := introduction{}
	c := newCursor(text, r, &of)
	c.loose, c.dates = true, true
	c.read()
	if in.venue == "" && of.venue != "" {
		in.venue = of.venue
		in.reasons = append(in.reasons, Reason{"venue", of.venue + " in the " + label})
	}
	if in.held.Raw == "" && of.published.Raw != "" {
		in.held, in.heldIn = of.published, label
	}
}

func (in *introduction) why(where string, c *cursor) {
	if c.published != "" {
		in.reasons = append(in.reasons, Reason{"published", "«" + c.published + "» in the " + where})
	}
	for _, name := range c.found {
		in.reasons = append(in.reasons, Reason{"institution", name + " in the " + where})
	}
}

// Labels of lines that say who wrote a paper or when. What stands behind those of institutions is taken at its word.
var (
	institutionLabels = []string{"机构", "单位", "作者单位", "作者机构", "affiliation", "affiliations", "institute", "institutes", "institution", "institutions"}
	authorLabels      = []string{"作者", "author", "authors", "by"}
	otherLabels       = []string{"团队", "发表", "发表时间", "时间", "日期", "年份", "发表年份", "发表日期", "date", "published", "year", "publication year", "publication date"}
	venueLabels       = []string{"会议", "期刊", "会议/期刊", "期刊/会议", "会议期刊", "发表会议", "发表期刊", "发表于", "发表在", "收录", "来源", "出处", "venue", "conference", "journal", "publication", "published in", "published at", "publication status", "publication venue", "appeared in"}
)

// cutLabel cuts 机构：, 作者单位：, 发表时间： off a line.
func cutLabel(s string) (label, rest string, ok bool) {
	i := strings.IndexAny(s, ":：")
	if i <= 0 || i > 24 {
		return "", s, false
	}
	label = strings.ToLower(fold.Script(strings.TrimSpace(s[:i])))
	_, n := utf8.DecodeRuneInString(s[i:])
	switch {
	case slices.Contains(institutionLabels, label), slices.Contains(authorLabels, label), slices.Contains(otherLabels, label), slices.Contains(venueLabels, label):
		return label + " line", s[i+n:], true
	}
	return "", s, false
}

// readOn is the day or month that a line says a paper was read, by its label: 阅读日期：2024年3月7日, or in words: read 2024-03-07.
func readOn(line string) Date {
	if m := readDay().FindStringSubmatch(line); m != nil {
		d, _ := bareDate(m[1], Date{})
		return d
	}
	i := strings.IndexAny(line, ":：")
	if i <= 0 || i > 24 || len(line) > maxReadOn || !slices.Contains(readHeads, fold.String(strings.TrimSpace(line[:i]))) {
		return Date{}
	}
	_, n := utf8.DecodeRuneInString(line[i:])
	d, _ := bareDate(line[i+n:], Date{})
	return d
}

// readDay is a line that is words for reading and a date.
var readDay = pattern.New(`^(?i:[>*_\-\s(（]*(?:read(?: on)?|finished(?: reading)?|读于|阅读于|读完于)\s*[:：]?\s*((?:19|20)\d{2}[\d年月日./-]{2,9})[*_\s)）。.]*)$`)

// maxReadOn is how many bytes a line may have that says when a paper was read.
const maxReadOn = 100

// cursor reads dates and institutions from a line.
type cursor struct {
	s         string
	at        int
	rules     *Rules
	in        *introduction
	loose     bool   // a labelled line: what is unknown is skipped
	source    string // the line as written where s is not that, and
	places    []int  // by byte of s, where it stands in source
	dates     bool   // dates and venues alone
	first     bool   // the introducing line
	of        string // the title that it introduces
	now       Date   // the month in which that was written
	credits   bool   // names of people are skipped: see readCredits
	names     int    // that were,
	surely    bool   // one of which is hardly anything else;
	plural    bool   // or that says that it is one of several;
	led       bool   // or words that lead to a date or an institution
	people    bool   // names stood behind an institution: see unknown
	sawDate   bool   // on this line,
	month     bool   // with a month,
	year      bool   // or without
	venues    int    // met, in capitals
	published string
	found     []string
	spans     []Span // of the institutions in s
}

// newCursor reads full-width letters and digits as what they mean: ２０２１.２　OpenAI.
func newCursor(s string, r *Rules, in *introduction) *cursor {
	c := &cursor{s: s, rules: r, in: in}
	wide := func(r rune) bool {
		return r == '　' || r == '．' || r == '／' || r == '－' || r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ'
	}
	if strings.IndexFunc(s, wide) < 0 {
		return c
	}
	var b strings.Builder
	for i, r := range s {
		n := b.Len()
		switch {
		case r == '　':
			b.WriteByte(' ')
		case wide(r):
			b.WriteRune(r - '０' + '0')
		default:
			_, size := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i : i+size])
		}
		for j := range b.Len() - n {
			c.places = append(c.places, i+j)
		}
	}
	c.source, c.s, c.places = s, b.String(), append(c.places, len(s))
	return c
}

// written is a stretch of the line as it was written.
func (c *cursor) written(from, to int) string {
	if c.places == nil {
		return c.s[from:to]
	}
	return c.source[c.places[from]:c.places[to]]
}

// read takes dates, venues, institutions and joining words until something else stands there.
func (c *cursor) read() {
	for c.at < len(c.s) {
		if c.theirs() || !c.loose && c.aside() || c.joint() || c.date() || c.venue() || c.prize() || !c.dates && (c.country() || c.institution()) {
			continue
		}
		if !c.loose {
			if c.unknown() || c.stranger() || c.group() || c.partner() || c.author() || c.beforeDate() {
				continue
			}
			return
		}
		_, n := utf8.DecodeRuneInString(c.s[c.at:])
		if c.credits && (c.at == 0 || !latinEdge(c.s[c.at-1:c.at])) {
			if k, sure := c.person(c.s[c.at:]); sure {
				n = k // Tom Brown is no university
			}
		}
		c.at += n
	}
}

// maxStranger is how many bytes the name of an institution may have that nobody knows.
const maxStranger = 40

// stranger skips a name that no table has, where one that is known is joined to it: 某某所、微软的一篇.
func (c *cursor) stranger() bool {
	if c.dates {
		return false
	}
	rest := c.s[c.at:min(len(c.s), c.at+maxStranger)]
	n := strings.IndexFunc(rest, func(r rune) bool {
		return strings.ContainsRune("、/&+和与", r) || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" -.'·", r) || strings.ContainsRune("的是在了用把对从这该本一", r)
	})
	if n <= 0 {
		return false
	}
	sep := suffix(rest[n:], "、", "/", "&", "+", "和", "与")
	if sep == 0 {
		return false
	}
	next := strings.TrimLeft(c.s[c.at+n+sep:], " ")
	_, size := c.rules.longest(next)
	if size == 0 {
		return false
	}
	if !joinedWell(next[size:]) && !c.behindKnown() { // 剑桥微软研究院 Ada Heron、犹他大学 Bo Wader 等
		return false
	}
	c.at += n + sep
	return true
}

// longestBefore is how many runes a clause may have that is skipped for the date behind it.
const longestBefore = 12

// beforeDate skips clauses of a few words that nobody knows, but for the institutions among them, where a month is the clause behind
// them: LAION 等一堆，2023.4; and a journal that no table has, for the year behind its name: 华科，中国科学2022.
func (c *cursor) beforeDate() bool {
	if !c.first || c.of == "" || c.dates || c.sawDate {
		return false
	}
	rest := firstBytes(c.s[c.at:], 2*maxStranger)
	for at := 0; ; {
		n := strings.IndexAny(rest[at:], "，,；;。：:")
		clause := rest[at:]
		if n >= 0 {
			clause = clause[:n]
		}
		if utf8.RuneCountInString(clause) > longestBefore {
			return false
		}
		if year := strings.TrimLeftFunc(clause, unicode.IsLetter); len(year) == 4 && len(year) < len(clause) && isYear(year) && len(c.found) > 0 {
			c.at += at + len(clause) - len(year)
			return true
		}
		if n < 0 || hasAnyPrefix(rest[at+n:], "。", "：", ":") {
			return false
		}
		_, size := utf8.DecodeRuneInString(rest[at+n:])
		at += n + size
		at += len(rest[at:]) - len(strings.TrimLeft(rest[at:], " "))
		if d, n := readDate(rest[at:]); n > 0 && d.Month > 0 && (at+n == len(rest) || hasAnyPrefix(strings.TrimLeft(rest[at+n:], " "), "，", ",", "；", ";", "。", "、", "的", "（", "(")) {
			c.joined(at)
			c.at += at
			return true
		}
	}
}

// joined takes the institutions that stand whole between signs in the next n bytes: 某某、TRI、MIT，.
func (c *cursor) joined(n int) {
	end := c.at + n
	for at := c.at; at < end; {
		k := strings.IndexAny(c.s[at:end], "、/+&，,")
		if k < 0 {
			k = end - at
		}
		name := strings.TrimSpace(c.s[at : at+k])
		if in, size := c.rules.longest(name); size > 0 && size == len(name) {
			in.Raw = name
			c.in.add(in, c)
		}
		_, sign := utf8.DecodeRuneInString(c.s[at+k:])
		at += k + sign
	}
}

// joinedWell says whether what stands behind a known institution lets the one before it be one, too.
func joinedWell(tail string) bool {
	tail = strings.TrimLeft(tail, " ")
	return tail == "" || hasAnyPrefix(tail, "的", "合", "联", "等", "、", "和", "与", "，", ",", "/", "&", "+", "（", "(", "：", ":", "在", "发")
}

// prize skips what was won at a venue: CVPR 2020 oral, Science 封面.
func (c *cursor) prize() bool {
	n := 0
	if c.in.venue != "" && !c.loose {
		n = len(prizes().FindString(c.s[c.at:]))
	}
	c.at += n
	return n > 0
}

var prizes = pattern.New(`(?i)^(?:oral|spotlight|poster|highlight|封面(?:文章|论文)?|cover|best (?:student )?paper(?: award)?|(?:最佳|杰出|优秀)(?:学生)?论文(?:奖|提名)?)(?:\b|[\s，,的:：])`)

// aside skips what stands in brackets behind an institution, a group or a place, where one that is known follows them:
// 清华（某某组）和微软.
func (c *cursor) aside() bool {
	rest := c.s[c.at:]
	open := suffix(rest, "（", "(", " （", " (")
	if c.dates || open == 0 || len(c.found) == 0 {
		return false
	}
	inside := rest[open:min(len(rest), open+maxStranger)]
	n := strings.IndexAny(inside, "）)")
	if n < 0 || strings.ContainsAny(inside[:n], "（(，,、；;:：0123456789") {
		return false
	}
	if _, size := c.rules.longest(inside); size > 0 {
		return false
	}
	behind := strings.TrimLeft(inside[n:], "）)")
	behind = strings.TrimLeft(rest[open+n+len(inside[n:])-len(behind):], " ")
	sep := suffix(behind, "和", "与", "及", "以及", "、", "/", "&", "+")
	if sep == 0 {
		return false
	}
	if _, size := c.rules.longest(strings.TrimLeft(behind[sep:], " ")); size == 0 {
		return false
	}
	c.at = len(c.s) - len(behind)
	return true
}

// Names of groups, and numbers of institutions, before brackets that say which is meant; words with at before an institution.
var (
	groupBefore = pattern.New(`^(?:(?:\p{Han}{2,4}|\p{Lu}[\w.\-]*(?: \p{Lu}[\w.\-]*){0,2})\s*(?:老师|教授|等人)?的?\s*(?:课题组|研究组|实验室|团队|组|[Ll]ab|[Gg]roup)|` +
		`(?:\d{1,3}|[一二三四五六七八九十百几数多]{1,3})\s*(?:余|多)?\s*[家个所]\s*(?:机构|单位|高校|大学|实验室|公司|研究机构)(?:联合|合作|一起|共同)*)\s*[（(]\s*`)
	teamAt    = pattern.New(`^(?:\p{Lu}[\w.\-]*\s+){1,3}at\s+`)
	partnerOf = pattern.New(`^((?:\p{Lu}[\w.&'’\-]*(?: \p{Lu}[\w.&'’\-]*){0,4})|\p{Han}{2,12}(?:医院|公司|医学中心|中心|科技|集团))\s*(?:联合|合作|共同|等)?\s*(?:的|发表的|提出的|完成的)\s*(?:一篇|一个|一项|这篇|工作|文章|论文|研究|综述|经典|老文章)`)
)

// group goes on behind the name of a group or a number of institutions where the one that is meant follows in brackets:
// 李某组（Stanford）, 21 家机构联合（某公司牵头）; and behind a team at an institution that is known.
func (c *cursor) group() bool {
	if c.dates {
		return false
	}
	rest := firstBytes(c.s[c.at:], 2*maxStranger)
	for _, shape := range []func() *regexp.Regexp{groupBefore, teamAt} {
		n := len(shape().FindString(rest))
		if n == 0 {
			continue
		}
		if _, size := c.rules.longest(c.s[c.at+n:]); size > 0 {
			c.at += n
			return true
		}
	}
	return false
}

// partner takes a name that no table has for an institution where one that is known is joined to it and nothing follows but that
// a paper is theirs: 谷歌和 Some Company 的一篇文章.
func (c *cursor) partner() bool {
	if !c.first || len(c.found) == 0 || c.venues > 0 || !hasAnySuffix(strings.TrimRight(c.s[:c.at], " "), "和", "与", "及", "、", "&", "/", "联合") {
		return false
	}
	m := partnerOf().FindStringSubmatch(firstBytes(c.s[c.at:], 2*maxStranger))
	if m == nil || c.rules.tracks().byKey[fold.Key(m[1])] != nil || c.rules.tracks().words.all[fold.String(m[1])] {
		return false // 清华和 Graph Neural Networks 的一篇
	}
	c.in.add(Institution{Name: m[1], Raw: c.written(c.at, c.at+len(m[1]))}, c)
	c.at += len(m[1])
	return true
}

// add adds an institution that is not there, and says where it was read.
func (in *introduction) add(x Institution, c *cursor) {
	if !slices.ContainsFunc(in.institutions, func(y Institution) bool { return fold.Key(y.Name) == fold.Key(x.Name) }) {
		in.institutions = append(in.institutions, x)
		c.found = append(c.found, x.Name+" («"+x.Raw+"»)")
	}
}

// joints are the words and signs between two institutions, or before one.
var joints = []string{"以及", "联合", "来自于", "来自", "由", "和", "与", "及", "跟", "、", "，", ",", "/", "&", "+", "＋", "x", "×", "；", ";", "·", "|", "(", ")", "（", "）", "[", "]", "【", "】", "等", "的", "and ", "by ", "from ", "at ", "@", "-", "—", ".", "：", ":"}

func (c *cursor) joint() bool {
	rest := c.s[c.at:]
	if r, n := utf8.DecodeRuneInString(rest); unicode.IsSpace(r) {
		c.at += n
		return true
	}
	for _, j := range joints {
		if !strings.HasPrefix(fold.String(rest[:min(len(rest), 2*len(j))]), j) && !strings.HasPrefix(rest, j) {
			continue
		}
		if j == "x" || j == "-" || j == "." {
			next, _ := utf8.DecodeRuneInString(rest[len(j):])
			if !unicode.IsSpace(next) {
				continue
			}
		}
		if j == "的" && len(c.in.institutions) > 0 || (j == "：" || j == ":") && !c.loose {
			continue
		}
		c.at += len(j)
		return true
	}
	return false
}

// date reads a publishing date, or a range of two.
func (c *cursor) date() bool {
	rest := c.s[c.at:]
	d, n := readDate(rest)
	if e, k := spacedDate(rest); k > n {
		d, n = e, k
	}
	if n == 0 && (c.of != "" || c.loose) {
		d, n = c.datedInWords(rest)
	}
	last := d
	if n == 0 {
		d, last, n = c.relative(rest)
	}
	if n == 0 || n == 4 && !yearAlone(rest[4:]) || c.first && c.ofTime(d, n) {
		return false
	}
	c.sawDate, c.month, c.year = true, c.month || d.Month > 0, c.year || d.Month == 0
	// A month on the introducing line says more than the year of a venue beside the title.
	if was := c.in.published; was.Raw == "" || was.From.Month == 0 && d.Month > 0 && (was.From.Year == d.Year || c.first) {
		to, size := last, n
		for _, sep := range []string{"-", "~", "～", "–", "—", "至", ".."} {
			if tail, ok := strings.CutPrefix(rest[n:], sep); ok {
				if e, k := readDate(tail); k > 0 && e.Compare(d) > 0 {
					to, size = e, n+len(sep)+k
				}
			}
		}
		c.in.published = Published{From: d.month(), To: to.month(), Raw: strings.TrimSpace(c.written(c.at, c.at+size))}
		c.published = c.in.published.Raw
		n = size
	}
	c.at += n
	return true
}

// relative reads a date that is told from when it was written, as the months from first to last: 今年2月, 去年12月, 去年下半年, 上个月.
func (c *cursor) relative(rest string) (first, last Date, n int) {
	if c.now.Year == 0 || !hasAnyPrefix(rest, "今年", "去年", "前年", "本月", "这个月", "上月", "上个月") {
		return Date{}, Date{}, 0
	}
	m := sinceWritten().FindStringSubmatch(firstBytes(rest, longestDate))
	if m == nil {
		return Date{}, Date{}, 0
	}
	first = Date{Year: c.now.Year}
	switch m[1] {
	case "去年":
		first.Year--
	case "前年":
		first.Year -= 2
	case "今年":
	default:
		if first.Month = c.now.Month; first.Month == 0 {
			return Date{}, Date{}, 0
		}
		if strings.HasPrefix(m[1], "上") {
			if first.Month--; first.Month == 0 {
				first = Date{Year: first.Year - 1, Month: 12}
			}
		}
	}
	last = first
	switch month, _ := digits(m[2], 2); {
	case first.Month > 0:
	case month >= 1 && month <= 12:
		first.Month, last.Month = month, month
	case m[3] == "上":
		first.Month, last.Month = 1, 6
	case m[3] == "下":
		first.Month, last.Month = 7, 12
	}
	return first, last, len(m[0]) - len(m[4])
}

// sinceWritten is a date that is told from when it was written. Alone, a year must end there or go on with what papers do: 去年挂出来的.
var sinceWritten = pattern.New(`^(今年|去年|前年|本月|这个月|上个?月)(?: ?(\d{1,2}) ?月份?[初中底末]?|(上|下)半年|年?[初中底末]|($|[的，,、。；;：:（()）\s发出挂放投刚新]))`)

// spacedDate reads 2023 年 and 2023 年 4 月, as people write who put blanks between Han and digits.
func spacedDate(s string) (Date, int) {
	year, n := digits(s, 5)
	if n != 4 || !strings.HasPrefix(s[n:], " 年") && !strings.HasPrefix(s[n:], "年 ") {
		return Date{}, 0
	}
	d := Date{Year: year}
	n += len(s[n:]) - len(strings.TrimLeft(s[n:], " ")) + len("年")
	month := strings.TrimLeft(s[n:], " ")
	if m, k := digits(month, 3); k > 0 && m >= 1 && m <= 12 {
		if rest := strings.TrimLeft(month[k:], " "); strings.HasPrefix(rest, "月") {
			d.Month, n = m, len(s)-len(rest)+len("月")
			n += suffix(s[n:], "份")
		}
	}
	if !d.valid() {
		return Date{}, 0
	}
	return d, n
}

// datedInWords reads April 2023 and 12 May 2023, as far as the month.
func (c *cursor) datedInWords(rest string) (Date, int) {
	if rest[0] >= utf8.RuneSelf || rest[0] >= 'a' && rest[0] <= 'z' || c.at > 0 && (asciiLetter(c.s[c.at-1]) || digit(c.s[c.at-1])) {
		return Date{}, 0
	}
	head := firstBytes(rest, maxWordedDate)
	if i := strings.IndexFunc(head, func(r rune) bool { return r >= utf8.RuneSelf }); i >= 0 {
		head = head[:i]
	}
	folded := strings.ToLower(head)
	if !namesMonth(folded) {
		return Date{}, 0
	}
	return englishDate(folded, Date{})
}

// maxWordedDate is how many bytes 12th of September, 2023 may have.
const maxWordedDate = 32

// ofTime says whether a date begins a sentence about a time and not about a paper: 2012 年 AlexNet 之后, 和 2020 年的 X 比.
func (c *cursor) ofTime(d Date, n int) bool {
	rest := c.s[c.at+n:]
	if timeBehind().MatchString(rest) {
		return true
	}
	if d.Month > 0 || len(c.found) > 0 {
		return false
	}
	if hasAnySuffix(strings.TrimRight(c.s[:c.at], " "), "和", "与", "跟") {
		return true
	}
	if _, size := c.rules.longest(strings.TrimLeft(rest, " ")); size > 0 {
		return false
	}
	return timeAfter().MatchString(rest) && !madeBy().MatchString(rest)
}

// Words behind a date, and further on in its clause, by which it is a time that something happened after or before.
var (
	timeBehind = pattern.New(`^\s*(?:之后|以来|以后|之前|以前|前后|年代|那会|那时|的时候)`)
	timeAfter  = pattern.New(`^[^，,。；;：:]{1,24}(?:之后|以来|以后|之前|以前|出来后|火了)`)
)

// yearAlone says whether four digits are a year: what follows must not go on with the number or name a quantity.
func yearAlone(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return !unicode.IsDigit(r) && (r >= utf8.RuneSelf || !unicode.IsLetter(r))
}

// institution reads a name of the table, else one that is an institution by its form.
func (c *cursor) institution() bool {
	in, n := c.rules.longest(c.s[c.at:])
	if n > 0 {
		name, ok := inContext(in, c.s, c.s[c.at+n:])
		if !ok {
			return false
		}
		if name != in.Name {
			raw := in.Raw
			in, _ = c.rules.Institution(name)
			in.Raw = raw
		}
	}
	if n == 0 {
		in, n = byForm(c.s[c.at:])
	}
	if n == 0 {
		return false
	}
	if k := published(c.s[c.at:c.at+n], c.s[c.at+n:]); k > 0 {
		c.at += n + k - 1
		return true
	}
	if c.first {
		n += len(partOfName().FindString(c.s[c.at+n:])) // Naver Labs is of Naver
	}
	in.Raw = c.written(c.at, c.at+n)
	c.at += n
	c.spans = append(c.spans, Span{c.at - n, c.at})
	c.in.add(in, c)
	return true
}

// published says whether an institution is named for having published a paper, by what stands behind its name: a press, a series of working
// papers. It is one more than the bytes of that which are of the name, or 0.
func published(name, rest string) int {
	if n := suffix(rest, " Press", "出版社"); n > 0 {
		return n + 1
	}
	if publishes().MatchString(name) {
		if m := seriesBehind().FindStringIndex(rest); m != nil {
			return 1
		}
	}
	return 0
}

// publishes are institutions whose working papers others write, and seriesBehind what stands behind their names then.
var (
	publishes    = pattern.New(`(?i)^(?:National Bureau of Economic Research|NBER|CEPR|IZA|World Bank|IMF|International Monetary Fund|Federal Reserve)`)
	seriesBehind = pattern.New(`(?i)^(?:,? (?:Working|Discussion|Staff|Technical|Policy Research) |[,.]? \(?(?:(?:w|No\. ?)\d+|(?:19|20)\d{2})\b)`)
)

// countries are names of countries that stand before institutions.
var countries = strings.Fields("美国 英国 法国 德国 加拿大 日本 韩国 中国 新加坡 以色列 瑞士 意大利 西班牙 荷兰 瑞典 丹麦 芬兰 挪威 比利时 奥地利 俄罗斯 印度 澳大利亚 澳洲")

// country skips the name of a country where an institution that is known follows, and no name that is known begins with it.
func (c *cursor) country() bool {
	n := suffix(c.s[c.at:], countries...)
	if n == 0 {
		return false
	}
	next := strings.TrimLeft(strings.TrimPrefix(c.s[c.at+n:], "的"), " ")
	if _, size := c.rules.longest(c.s[c.at:]); size > 0 {
		return false
	}
	if _, size := c.rules.longest(next); size == 0 {
		return false
	}
	c.at = len(c.s) - len(next)
	return true
}

// partOfName is what may follow the name of a company that is known and belongs to it.
var partOfName = pattern.New(`^ (?:AI )?(?:Labs?|Research|Inc\.?|AI)\b(?: Lab| Labs| Research)?`)

// from reads on behind 来自, 由, by or from in the first clauses of the line.
func (c *cursor) from() {
	limit := min(len(c.s), 160)
	if c.at >= limit {
		return
	}
	for _, word := range []string{"来自", "由", "出自", " by ", " from "} {
		i := strings.Index(c.s[c.at:limit], word)
		if i < 0 {
			continue
		}
		mark := c.at
		c.at += i + len(word)
		before := len(c.in.institutions)
		c.read()
		if len(c.in.institutions) > before {
			return
		}
		c.at = mark
	}
}

// maxVenueLine is how much of the introducing line may name a venue.
const maxVenueLine = 300

// Words that stand beside a venue in a clause that is about it alone, and words that lead to one.
var (
	besideVenue = pattern.New(`(?i)^[\s\-:：·]*(?:(?:oral|spotlight|poster|highlight|findings|main|workshop|best|outstanding|distinguished|paper|award|runner[- ]?up|long|short|track|full|demo|封面|cover|最佳|杰出|优秀|论文|学生|提名|奖|长文|短文|接收|录用|中稿|在审|审稿中|under review|submitted|文章|会议|的|一篇|上|收录)[\s\-]*)*$`)
	beforeVenue = pattern.New(`(?i)(?:发表(?:在|于|到)?|发在|收录(?:在|于)|入选|中了|被|投稿?(?:到|在|于)?|published (?:in|at)|accepted (?:by|to|at|in)|appear(?:s|ed|ing)? (?:in|at)|in proceedings of)\s*$`)
)

// venueAnywhere finds a venue further on in the introducing line: one with a year behind it, or one that a clause is about.
func (c *cursor) venueAnywhere() {
	if c.in.venue != "" {
		return
	}
	end := min(len(c.s), maxVenueLine)
	if i := strings.Index(c.s[:end], "。"); i >= 0 {
		end = i
	}
	clause := c.at
	for i := c.at; i < end; i++ {
		for _, sep := range []string{"，", ",", "；", ";", "（", "(", "）", ")", "、", "【", "[", "]", "】"} {
			if strings.HasPrefix(c.s[i:], sep) {
				clause = i + len(sep)
			}
		}
		name := ""
		if c.s[i] >= 'A' && c.s[i] <= 'Z' && (i == 0 || !latinEdge(c.s[i-1:i]) && c.s[i-1] != '-') {
			for _, v := range venues() {
				if rest := c.s[i:]; len(v) > len(name) && (strings.HasPrefix(rest, v) || strings.HasPrefix(rest, strings.ToUpper(v))) && (len(rest) == len(v) || !asciiLetter(rest[len(v)])) {
					name = v
				}
			}
		}
		if name == "" || name == "arXiv" {
			continue
		}
		at, was := c.at, *c.in
		c.at = i
		if !c.venue() {
			c.at = at
			continue
		}
		behind := c.s[c.at:end]
		if j := strings.IndexAny(behind, "，,；;：:（()）、【[]】"); j >= 0 {
			behind = behind[:j]
		}
		year := c.at > i+len(name)
		alone := strings.TrimSpace(c.s[min(clause, i):i]) == "" && besideVenue().MatchString(behind)
		if year || alone || beforeVenue().MatchString(c.s[:i]) {
			c.at = max(at, c.at)
			return
		}
		*c.in, c.at = was, at
	}
}

// licences are the names of licences that are something else too.
var licences = pattern.New(`(?i)^(?:the )?(?:mit|bsd|apache|gpl|lgpl|agpl|mpl|cc|isc)\b[\s\-]*(?:(?:v?\d[\d.]*|clause|by|sa|nc|nd|licen[sc]e|许可证|协议)[\s\-.]*)*(?:[©(（].*)?[.。]?$`)

// ofLicence says whether a note tells the licence of something: its one line names one, or its heading says so.
func ofLicence(title, body string) bool {
	switch strings.ToLower(strings.Trim(title, " :：")) {
	case "license", "licence", "licensing", "copyright", "许可", "许可证", "授权", "版权", "开源协议":
		return true
	}
	first, _, _ := strings.Cut(strings.TrimSpace(body), "\n")
	return len(first) < introBytes && licences().MatchString(strings.TrimSpace(first))
}
