package report

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"papersearch/readlog"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// way is how a log writes an entry.
type way struct {
	title  string // the line of a title, with here for it
	linked string // that line with a link, there for its address; "" where a link has a line of its own
	link   string // the line of a link, with there for its address
	gap    int    // blank lines below the title, and below the label
	label  string // what stands above the points; "" for nothing
	point  string // the mark of the first point; "" where papers have none
	item   bool   // one line of a list
	marked bool   // with book marks, which the log has not: read wherever it stands, and wanted last
}

// There are signs that stand for a title and for its address, and behind them one that stands for nothing.
const (
	here  = "\x00"
	there = "\x01"
)

// recent is how many of the newest entries tell how a log writes.
const recent = 10

// lines are those of an entry.
func (w *way) lines(title, link string) []string {
	line := w.title
	if link != "" && w.linked != "" {
		line = w.linked
	}
	out := []string{strings.ReplaceAll(strings.ReplaceAll(line, here, title), there, link)}
	add := func(s string) { out = append(append(out, make([]string, w.gap)...), s) }
	if link != "" && w.linked == "" {
		add(strings.ReplaceAll(w.link, there, link))
	}
	if w.label != "" {
		add(w.label)
	}
	if w.point != "" {
		add(w.point)
	}
	return out
}

// waysOf are the ways in which a log's newest entries are written, the newest first, and behind them those that are read wherever
// they stand.
func waysOf(lines []string, papers []*readlog.Entry, chinese, traditional bool) []way {
	base := way{title: "《" + here + "》", link: there, gap: 1, point: "1. "}
	if chinese {
		base.label = "要点："
		if traditional {
			base.label = "要點："
		}
	}
	var ways []way
	label, point, told := bodiesOf(lines, papers)
	if told {
		base.label, base.point = label, point
	}
	for _, e := range papers {
		w := base
		if !w.like(lines, e, papers) {
			continue
		}
		if !slices.ContainsFunc(ways, func(x way) bool { return x.title == w.title }) {
			ways = append(ways, w)
		}
	}
	if len(ways) == 0 {
		return []way{base}
	}
	for _, w := range slices.Clone(ways) {
		if w.linked != "" && !w.item {
			w.linked = "" // a link below
			ways = append(ways, w)
		}
	}
	for _, w := range slices.Clone(ways) {
		if before, behind, _ := strings.Cut(w.title, here); !w.item && !strings.HasSuffix(before, "《") {
			w.title, w.linked, w.marked = before+base.title+behind, "", !chinese
			ways = append(ways, w)
		}
	}
	base.marked = !chinese
	return append(ways, base)
}

// like makes a way that of an entry; false where a line cannot be written like its own.
func (w *way) like(lines []string, e *readlog.Entry, papers []*readlog.Entry) bool {
	line := strings.TrimRight(lines[e.Line-1], "\r")
	before, behind, ok := strings.Cut(line, e.Title)
	if !ok || strings.HasPrefix(strings.TrimSpace(line), "|") || struck(before) {
		return false
	}
	if before, ok = numberedLike(before, lines, papers); !ok {
		return false
	}
	link := ""
	if strings.HasSuffix(before, "[") && strings.HasPrefix(behind, "](") { // ## [Title](address)
		_, rest, _ := strings.Cut(behind, ")")
		w.linked = before + here + "](" + there + ")" + closing(rest)
		before, behind = strings.TrimSuffix(before, "["), rest
		link = w.linked
	} else if m := besideTitle().FindStringSubmatch(behind); m != nil {
		between := m[2]
		if strings.ContainsFunc(between, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			between = " " // who wrote it
		}
		w.linked = before + here + m[1] + between + addressed(behind[len(m[0])-len(m[3]):])
		link = w.linked
	}
	w.title = before + here + closing(behind)
	if e.Form == readlog.Listed {
		w.item, w.label, w.point = true, "", ""
		if link == "" {
			w.linked = w.title + " " + there
		}
		return true
	}
	w.gap = 1
	if e.EndLine > e.Line {
		w.gap = blanksBelow(lines, e.Line)
	}
	seen := 0
	for i := e.Line; link == "" && i < e.EndLine && seen < 3; i++ {
		s := strings.TrimRight(lines[i], "\r")
		if strings.TrimSpace(s) == "" {
			continue
		}
		seen++
		if m := linkLine().FindStringSubmatch(s); m != nil {
			w.link = m[1] + addressed(s[len(m[1]):])
			break
		}
	}
	return true
}

// struck says whether a mark before a title strikes it out, which says something of that paper alone.
func struck(before string) bool { return strings.Contains(before, "~~") }

var (
	numberBefore = pattern.New(`^(\D*)(\d+)(\D*)$`)
	besideTitle  = pattern.New(`^([》*_"”]*)([^\[\]<>]{0,200}?)((?:\[[^\[\]]{1,40}\]\()?https?://)`)
	linkLine     = pattern.New(`^(\s*(?:[-*+>]\s+)?(?:[*_]{0,2}[\p{L} ]{1,20}[*_]{0,2}\s*[:：]\s*[*_]{0,2}\s*)?)(?:\[[^\[\]]{1,40}\]\(|<)?https?://`)
	listMark     = pattern.New(`^(?:[-*+] |(?:1|１)[.)、．]\s?|[(（][1１][)）]\s?|①\s?)`)
)

// addressed is a link with there for its address; what a link is called stays, if that is no name of a place.
func addressed(s string) string {
	if label, _, ok := strings.Cut(s, "]("); ok && strings.HasPrefix(s, "[") && !strings.Contains(label, "http") {
		return label + "](" + there + ")"
	}
	if strings.HasPrefix(s, "[") {
		return "[" + there + "](" + there + ")"
	}
	if strings.HasPrefix(s, "<") {
		return "<" + there + ">"
	}
	return there
}

// numberedLike is what stands before a title with the number that comes next, where the papers of a log are numbered through: each has
// another, and the newest the highest. Else it is without the number; not ok where it has more than one, as a date has.
func numberedLike(before string, lines []string, papers []*readlog.Entry) (string, bool) {
	if !strings.ContainsFunc(before, unicode.IsDigit) {
		return before, true
	}
	m := numberBefore().FindStringSubmatch(before)
	if m == nil {
		return "", false
	}
	seen, highest := map[int]bool{}, 0
	for _, e := range papers {
		text, _, _ := strings.Cut(lines[e.Line-1], e.Title)
		n := numberBefore().FindStringSubmatch(text)
		if n == nil || n[1] != m[1] {
			continue
		}
		k, err := strconv.Atoi(n[2])
		if err != nil || seen[k] {
			return m[1] + strings.TrimLeft(m[3], ".、)）．] "), true
		}
		seen[k], highest = true, max(highest, k)
	}
	k, err := strconv.Atoi(m[2])
	if err != nil || k != highest || len(seen) < 2 {
		return m[1] + strings.TrimLeft(m[3], ".、)）．] "), true
	}
	return m[1] + strconv.Itoa(k+1) + m[3], true
}

// bodiesOf is what stands above the points of the newest entries and how the first is marked; told is false where they have no points
// and too little else to say that they never will.
func bodiesOf(lines []string, papers []*readlog.Entry) (label, point string, told bool) {
	labels := map[string]int{}
	lists, prose := 0, 0
	for _, e := range papers {
		if e.Form == readlog.Listed {
			continue
		}
		above, paragraphs := "", 0
		for i := e.Line; i < e.EndLine; i++ {
			s := strings.TrimSpace(lines[i])
			if mark := listMark().FindString(s); mark != "" && len(s) > len(mark) && !linkLine().MatchString(s) {
				if lists++; point == "" {
					point = mark
				}
				if l := labelOf(above); l != "" {
					labels[l]++
				}
				paragraphs = 0
				break
			}
			if s != "" {
				above = s
				paragraphs++
			}
		}
		if paragraphs > 1 {
			prose++
		}
	}
	for l, n := range labels {
		if n > labels[label] || n == labels[label] && l < label {
			label = l
		}
	}
	if lists > 1 && labels[label] == 1 && !usual().MatchString(label) {
		label = "" // said of one paper
	}
	return label, point, lists > 0 || prose > 2
}

// usual are labels that say nothing of one paper.
var usual = pattern.New(`(?i)^[*_#\s]*(?:(?:[主核]\p{Han})?[要重][点點]|笔记|筆記|摘要|(?:key |main )?(?:points|ideas|notes|takeaways|findings)|notes|summary)[*_\s]*[:：]`)

// labelOf is the label at the end of a line: 要点： of 2022.5 Google 的一篇文章，要点：.
func labelOf(s string) string {
	marks := strings.TrimRight(s, "*_")
	if !strings.HasSuffix(marks, ":") && !strings.HasSuffix(marks, "：") {
		return ""
	}
	if i := strings.LastIndexAny(s, "，,。；;！!？?、"); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		s = strings.TrimSpace(s[i+n:])
	} else if i := strings.LastIndex(s, ". "); i >= 0 {
		s = s[i+2:]
	}
	const longest = 24
	if utf8.RuneCountInString(s) > longest || strings.ContainsFunc(s, unicode.IsDigit) || strings.ContainsAny(s, "[](){}<>《》") || len(strings.Fields(s)) > 3 {
		return ""
	}
	return s
}

// scriptOf says whether what a log says of its papers is Chinese, and in which characters.
func scriptOf(text string, lines []string, papers []*readlog.Entry) (chinese, traditional bool) {
	var b strings.Builder
	for _, e := range papers {
		for i := e.Line; i < e.EndLine; i++ {
			b.WriteString(lines[i])
		}
	}
	count := func(s string) (han, other, letters int) {
		for _, r := range s {
			switch {
			case unicode.Is(unicode.Han, r):
				if han++; fold.Rune(r) != r {
					other++
				}
			case unicode.IsLetter(r):
				letters++
			}
		}
		return han, other, letters
	}
	const share = 6 // letters a Han rune, of a text in Chinese; a word is some five letters, and one or two runes
	han, _, letters := count(b.String())
	if han+letters == 0 {
		han, _, _ = count(text)
	}
	all, other, _ := count(text)
	return han*share > letters, other*10 > all
}
