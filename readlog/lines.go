package readlog

import (
	"strings"
	"unicode/utf8"
)

type lineKind uint8

const (
	textLine lineKind = iota
	blankLine
	headingLine
	titleLine // a paper's title, in any form
	itemLine  // - [ ] pending
	frameLine // of a table its head and rule; === below a heading
)

// line is one line of a log.
type line struct {
	kind       lineKind
	start, end int    // bytes without the line end
	text       string // of a heading or item, without its marks
	title      string // of a title, plain
	body       int    // of a title: the byte behind it
	lead       lead   // of a title: what else its line says
	level      int    // of a heading
	said       string // of a heading whose text has the year in full: what the file has
	day        Date   // of a heading that is a day without a year: with it
	dates      *headDate
	indent     int  // of an item, in columns
	done       bool // of an item
	listed     bool // of an item: of a pending list or a table's row, whatever entry is above, and no paper
	boxless    bool // of a listed item: it is one by the name of the list alone
	listName   bool // the name of a pending list, no heading
	unclosed   bool // of a title
	mute       bool // of front matter or a comment
	code       bool // in a fence
	wrapped    bool // more of the words of the title above
}

func (l *line) of(text string) string { return text[l.start:l.end] }

// headDate is what date found of a heading, within no year and within anyYear: a dozen forms ask.
type headDate struct {
	text string
	of   [2]struct {
		Date
		ok, known bool
	}
}

// date reads a heading that is a day, a month or a year: see headingDate. It is remembered for as long as the text is the same.
func (l *line) date(within Date) (Date, bool) {
	k := 0
	switch within {
	case Date{}:
	case Date{Year: anyYear}:
		k = 1
	default:
		return headingDate(Plain(l.text).String, within)
	}
	if l.dates == nil || l.dates.text != l.text {
		l.dates = &headDate{text: l.text}
	}
	x := &l.dates.of[k]
	if !x.known {
		x.Date, x.ok = headingDate(Plain(l.text).String, within)
		x.known = true
	}
	return x.Date, x.ok
}

const bom = "\uFEFF"

// scanLines splits text into lines and tells their kinds. What stands in a fence, a comment or front matter is
// text.
func scanLines(text string) []line {
	lines := make([]line, 0, strings.Count(text, "\n")+1)
	fence, comment, front, script := "", false, "", ""
	for start := 0; start < len(text); {
		end := start + strings.IndexByte(text[start:], '\n')
		next := end + 1
		if end < start {
			end, next = len(text), len(text)
		}
		l := line{start: start, end: end}
		if end > start && text[end-1] == '\r' {
			l.end--
		}
		s := l.of(text)
		if start == 0 {
			s = strings.TrimPrefix(s, bom)
		}
		first := len(lines) == 0
		switch {
		case front != "":
			l.mute = true
			if endsFront(s, front) {
				front = ""
			}
		case first && frontRule(s) && hasFrontEnd(text[next:], s):
			front, l.mute = s, true
		case comment:
			l.mute = true
			comment = !strings.Contains(s, "-->")
		case script != "":
			l.mute = true
			if strings.Contains(s, script) {
				script = ""
			}
		case fence != "":
			l.code = true
			if closesFence(s, fence) {
				fence = ""
			}
		case strings.TrimSpace(s) == "":
			l.kind = blankLine
		default:
			if fence = fenceOf(s); fence == "" {
				comment = strings.HasPrefix(strings.TrimSpace(s), "<!--") && !strings.Contains(s, "-->")
				if !comment {
					script = scriptEnd(s, text[next:])
				}
				if l.mute = comment || script != ""; !l.mute {
					l.classify(s)
				}
			}
		}
		lines = append(lines, l)
		start = next
	}
	return lines
}

// classify tells headings, titles and items from text.
func (l *line) classify(s string) {
	trimmed := strings.TrimSpace(s)
	switch {
	case strings.HasPrefix(trimmed, "#") && indentOf(s) < 4:
		n := len(trimmed) - len(strings.TrimLeft(trimmed, "#"))
		rest := trimmed[n:]
		dated := rest != "" && rest[0] >= '0' && rest[0] <= '9' // #2024.1: people forget the blank
		if n <= 6 && (rest == "" || rest[0] == ' ' || rest[0] == '\t' || dated) {
			text := strings.TrimSpace(strings.TrimRight(strings.TrimSpace(rest), "#"))
			if title, _, ok := bookTitle(text); ok {
				l.kind, l.title, l.body = titleLine, title, l.end
				return
			}
			l.kind, l.level, l.text = headingLine, n, text
		}
	default:
		n := bullet(trimmed)
		if text, ok := unreadTag(trimmed[n:]); ok && n > 0 {
			l.kind, l.indent, l.listed, l.text = itemLine, indentOf(s), true, text
			return
		}
		if text, done, ok := boxed(trimmed); ok && (n > 0 || indentOf(s) < 4) {
			l.kind, l.indent, l.done, l.text = itemLine, indentOf(s), done, text
			return
		}
		if n > 0 {
			return
		}
		if title, unclosed, ok := bookTitle(undecorated(trimmed)); ok {
			l.kind, l.title, l.unclosed, l.body = titleLine, title, unclosed, l.end
		}
	}
}

// What stands in the box of an item: open, in progress and put off as Obsidian writes them, done, and given up, which is done.
const (
	doneBoxes = "xX-"
	boxes     = " />" + doneBoxes
)

// bullet is the length of the mark of an item of a list, that of a number too, with one blank; 0 when s begins with none.
func bullet(s string) int {
	_, n := digits(s, 3)
	if n == 0 && s != "" && strings.IndexByte("-*+", s[0]) < 0 || n > 0 && (n == len(s) || s[n] != '.' && s[n] != ')') {
		return 0
	}
	if n++; n < len(s) && (s[n] == ' ' || s[n] == '\t') {
		return n + 1
	}
	return 0
}

// indentOf is the columns before the first sign, a tab going to the next fourth.
func indentOf(s string) int {
	n := 0
	for i := range len(s) {
		switch s[i] {
		case ' ':
			n++
		case '\t':
			n += 4 - n%4
		default:
			return n
		}
	}
	return n
}

// frontRule says whether a line begins front matter: --- for YAML, +++ for TOML.
func frontRule(s string) bool { return s == "---" || s == "+++" }

// endsFront says whether a line ends front matter that began with a rule.
func endsFront(s, rule string) bool { return strings.TrimSpace(s) == rule }

// hasFrontEnd says whether any line of a text does: a log may begin with a rule.
func hasFrontEnd(text, rule string) bool {
	for line := range strings.Lines(text) {
		if endsFront(line, rule) {
			return true
		}
	}
	return false
}

// longestTitle is how many runes an unclosed title may have; longer lines that begin with 《 are text.
const longestTitle = 200

// bookTitle reads a line that is 《Title》 and nothing else, with emphasis or blanks around. A title may hold other
// book marks. One that is never closed is a title if the line is not long.
func bookTitle(s string) (title string, unclosed, ok bool) {
	s = strings.Trim(s, "*_~ \t")
	if !strings.HasPrefix(s, "《") {
		return "", false, false
	}
	depth := 0
	for i, r := range s {
		switch r {
		case '《':
			depth++
		case '》':
			if depth--; depth == 0 && i+len("》") != len(s) {
				return "", false, false
			}
		}
	}
	inner := strings.TrimPrefix(s, "《")
	switch {
	case depth <= 0:
		inner = strings.TrimSuffix(inner, "》")
	case strings.Contains(s, "》") || utf8.RuneCountInString(s) > longestTitle:
		return "", false, false
	}
	inner = strings.TrimSpace(inner)
	n := ordinal(inner) // of the title, not of a point
	n += len(inner[n:]) - len(strings.TrimLeft(inner[n:], " "))
	title = strings.Join(strings.Fields(inner[:n]+Plain(inner[n:]).String), " ")
	return title, depth > 0, title != ""
}

// scriptEnd is what ends a script or style sheet that begins on a line and ends on another near it; "" for other lines.
func scriptEnd(s, rest string) string {
	if !strings.Contains(s, "<s") {
		return ""
	}
	s = strings.TrimSpace(s)
	for _, end := range []string{"</script>", "</style>"} {
		if strings.HasPrefix(s, "<"+end[2:len(end)-1]) && !strings.Contains(s, end) && strings.Contains(firstBytes(rest, maxScript), end) {
			return end
		}
	}
	return ""
}

// maxScript is how many bytes a script in a text has at most.
const maxScript = 4 << 10
