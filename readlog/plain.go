package readlog

import (
	"html"
	"papersearch/fold"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is a stretch of Markdown as it is read, without marks. Every byte can be traced to where it stands.
type Text struct {
	String string
	pieces []piece
	size   int // of the Markdown
}

// piece is a stretch that was taken over as it is, up to the next piece.
type piece struct{ plain, source int }

// Source is the offset in the Markdown of an offset in String (0 to its length). It never falls.
func (t Text) Source(offset int) int {
	i := sort.Search(len(t.pieces), func(i int) bool { return t.pieces[i].plain > offset }) - 1
	if i < 0 {
		return 0
	}
	return min(t.pieces[i].source+offset-t.pieces[i].plain, t.size)
}

// at is the offset in String of the first byte that stands at or behind an offset in the Markdown.
func (t Text) at(source int) int {
	i := sort.Search(len(t.pieces), func(i int) bool { return t.pieces[i].source > source }) - 1
	if i < 0 {
		return 0
	}
	end := len(t.String)
	if i+1 < len(t.pieces) {
		end = t.pieces[i+1].plain
	}
	return min(t.pieces[i].plain+source-t.pieces[i].source, end)
}

// Plain takes the marks out of a stretch of Markdown: emphasis, also inside words; headings, quotes, list items
// and check boxes; links and images but for their words; code ticks and fences but for the code; HTML tags and
// comments; of Obsidian, %%comments%%, ![[embedded notes]] and the marks of callouts, > [!note]; escapes and entities. Lines stay
// lines, <br> begins one. It takes linear time whatever it is given.
func Plain(markdown string) Text {
	p := &plainer{src: markdown}
	p.out.Grow(len(markdown))
	fence, hidden := "", false // hidden: behind a line that is %%, up to the next of them
	for start := 0; start < len(markdown); {
		end := start + strings.IndexByte(markdown[start:], '\n')
		next := end + 1
		if end < start {
			end, next = len(markdown), len(markdown)
		}
		line := strings.TrimRight(markdown[start:end], "\r")
		mark := fenceOf(line)
		switch {
		case hidden:
			if n := strings.Index(line, "%%"); n >= 0 {
				hidden = false
				if n += len("%%"); strings.TrimSpace(line[n:]) != "" {
					p.line(start+n, start+len(line))
					p.newline(start + len(line))
				}
			}
		case fence == "" && !p.comment && strings.TrimSpace(line) == "%%" && strings.Contains(markdown[next:], "%%"):
			hidden = true
		case fence != "" && closesFence(line, fence):
			fence = ""
		case fence != "":
			p.take(start, start+len(line))
			p.newline(start + len(line))
		case mark != "":
			fence = mark
		case p.comment || !rule(line):
			p.line(start, start+len(line))
			p.newline(start + len(line))
		}
		start = next
	}
	return Text{String: p.out.String(), pieces: p.pieces, size: len(markdown)}
}

// fenceOf is the run of ticks or tildes that opens a fenced block, "" for other lines.
func fenceOf(line string) string {
	s := strings.TrimLeft(line, " \t")
	for _, c := range []string{"`", "~"} {
		n := len(s) - len(strings.TrimLeft(s, c))
		if n >= 3 && !(c == "`" && strings.Contains(s[n:], "`")) {
			return s[:n]
		}
	}
	return ""
}

func closesFence(line, fence string) bool {
	s := strings.TrimSpace(line)
	return len(s) >= len(fence) && strings.Trim(s, fence[:1]) == ""
}

// rule says whether a line is a thematic break, the underline of a heading or the one below a table's head.
func rule(line string) bool {
	s := strings.TrimLeft(line, " \t")
	if s == "" || strings.IndexByte("|-:=*_", s[0]) < 0 {
		return false
	}
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, s)
	if len(s) < 3 {
		return false
	}
	if strings.Trim(s, "|-:") == "" && strings.Contains(s, "-") {
		return true
	}
	return strings.Trim(s, s[:1]) == "" && strings.ContainsAny(s[:1], "-=*_")
}

// plainer writes the plain text.
type plainer struct {
	src     string
	out     strings.Builder
	pieces  []piece
	comment bool // inside <!-- -->
}

// note begins a piece where the text does not continue what was written.
func (p *plainer) note(source int) {
	plain := p.out.Len()
	if n := len(p.pieces); n > 0 && p.pieces[n-1].source+plain-p.pieces[n-1].plain == source {
		return
	}
	if n := len(p.pieces); n > 0 && p.pieces[n-1].plain == plain {
		p.pieces[n-1].source = source
		return
	}
	p.pieces = append(p.pieces, piece{plain, source})
}

func (p *plainer) take(from, to int) {
	if from < to {
		p.note(from)
		p.out.WriteString(p.src[from:to])
	}
}

func (p *plainer) newline(source int) {
	p.note(source)
	p.out.WriteByte('\n')
}

// line writes one line without its marks.
func (p *plainer) line(start, end int) {
	if !p.comment {
		n := blockMarks(p.src[start:end])
		if strings.IndexByte(p.src[start:start+n], '>') >= 0 {
			n += calloutMark(p.src[start+n : end])
		}
		start += n
	}
	s := p.src[start:end]
	if !p.comment && !strings.ContainsAny(s, "\\`*_~=%![<&|") {
		p.take(start, end) // most lines have none of the marks that are asked for below
		return
	}
	var table bool
	if strings.HasPrefix(s, "|") {
		table = true
		s = s[1:]
		start++
	}
	brackets := pairBrackets(s)
	stars := pairMarks(s)
	code := false
	skip := -1 // a bracket or the target of a link up to here is left out
	from := 0
	drop := func(at, n int) { // leave out n bytes at
		p.take(start+from, start+at)
		from = at + n
	}
	for i := 0; i < len(s); {
		if p.comment {
			j := strings.Index(s[i:], "-->")
			if j < 0 {
				from = len(s)
				break
			}
			p.comment = false
			i += j + 3
			from = i
			continue
		}
		if i < skip {
			drop(i, skip-i)
			i = skip
			continue
		}
		switch c := s[i]; c {
		case '\\':
			if i+1 < len(s) && s[i+1] < utf8.RuneSelf && unicode.IsPunct(rune(s[i+1])) || i+1 < len(s) && strings.IndexByte("`$+<=>^|~", s[i+1]) >= 0 {
				drop(i, 1)
				i++
			}
		case '`':
			code = !code
			drop(i, 1)
		case '*', '_', '~', '=':
			if n := stars[i]; n > 0 {
				drop(i, n)
				i += n
				continue
			}
		case '%':
			if !code && strings.HasPrefix(s[i:], "%%") {
				if n := strings.Index(s[i+2:], "%%"); n > 0 {
					drop(i, n+4)
					i += n + 4
					continue
				}
				i++ // alone, or of more
			}
		case '!':
			if n := embedded(s, i, brackets); n > 0 {
				drop(i, n)
				i += n
				continue
			}
			if i+1 < len(s) && s[i+1] == '[' && brackets[i+1] > 0 && i+1+brackets[i+1] < len(s)-1 && s[i+2+brackets[i+1]] == '(' {
				drop(i, 1)
			}
		case '[':
			if n := brackets[i]; n > 0 && (i+n+1 < len(s) && (s[i+n+1] == '(' || s[i+n+1] == '[') || n > 1 && s[i+1] == '^') {
				if s[i+1] == '^' {
					drop(i, n+1)
					i += n + 1
					continue
				}
				if linkEnd(s, i+n+1, brackets) > 0 {
					drop(i, 1)
				}
			}
		case ']':
			if open := -brackets[i]; open > 0 && i+1 < len(s) {
				if end := linkEnd(s, i+1, brackets); end > 0 {
					drop(i, end-i)
					i = end
					continue
				}
			}
		case '<':
			if n := p.tag(s, i, start, &from); n > 0 {
				i += n
				continue
			}
		case '&':
			if n := strings.IndexByte(s[i:min(len(s), i+12)], ';'); n > 1 {
				if text := html.UnescapeString(s[i : i+n+1]); text != s[i:i+n+1] {
					drop(i, n+1)
					p.note(start + i)
					p.out.WriteString(text)
					p.note(start + i + n + 1)
					i += n + 1
					continue
				}
			}
		case '|':
			if table {
				drop(i, 1)
				if strings.TrimSpace(s[i+1:]) != "" {
					p.note(start + i)
					p.out.WriteString("|")
				}
			}
		}
		i++
	}
	if from < len(s) {
		p.take(start+from, start+len(s))
	}
}

// embedded is the length of ![[a note or picture]] at s[i], 0 when there is none.
func embedded(s string, i int, brackets map[int]int) int {
	if !strings.HasPrefix(s[i:], "![[") {
		return 0
	}
	outer, inner := brackets[i+1], brackets[i+2]
	if outer == 0 || inner != outer-2 {
		return 0
	}
	return outer + 2
}

// calloutMark is the length of the mark that makes a quote a callout: [!note] or [!note]-, with the blank behind it.
func calloutMark(s string) int {
	if !strings.HasPrefix(s, "[!") {
		return 0
	}
	end := strings.IndexByte(s[:min(len(s), 40)], ']')
	if end < 3 || strings.ContainsFunc(s[2:end], func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_ |", r)
	}) {
		return 0
	}
	end++
	if end < len(s) && (s[end] == '-' || s[end] == '+') {
		end++
	}
	return end + len(s[end:]) - len(strings.TrimLeft(s[end:], " \t"))
}

// tag leaves out an HTML tag or comment at s[i] and returns its length, 0 when there is none.
func (p *plainer) tag(s string, i, start int, from *int) int {
	rest := s[i:]
	if strings.HasPrefix(rest, "<!--") {
		p.take(start+*from, start+i)
		p.comment = true
		*from = i + 4
		return 4
	}
	if len(rest) < 3 || rest[1] != '/' && !asciiLetter(rest[1]) {
		return 0
	}
	n := strings.IndexByte(rest[:min(len(rest), maxTag)], '>')
	if n < 0 || strings.IndexByte(rest[1:n], '<') >= 0 {
		return 0
	}
	p.take(start+*from, start+i)
	*from = i + n + 1
	inner := rest[1:n]
	switch {
	case strings.HasPrefix(inner, "http://") || strings.HasPrefix(inner, "https://") || strings.HasPrefix(inner, "mailto:"):
		p.take(start+i+1, start+i+n)
	case strings.EqualFold(strings.TrimRight(inner, " /"), "br"):
		p.newline(start + i)
	}
	return n + 1
}

// maxTag bounds the bytes of an HTML tag; what is longer is text.
const maxTag = 2000

func asciiLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// blockMarks is the length of what makes a line a quote, list item, check box or heading.
func blockMarks(line string) int {
	at := 0
	for {
		s := line[at:]
		blank := len(s) - len(strings.TrimLeft(s, " \t"))
		s = s[blank:]
		n := 0
		switch {
		case strings.HasPrefix(s, "> ") || s == ">" || strings.HasPrefix(s, ">"):
			n = 1
		case len(s) > 1 && strings.IndexByte("-*+", s[0]) >= 0 && (s[1] == ' ' || s[1] == '\t'):
			n = 2
		case strings.HasPrefix(s, "[ ] ") || strings.HasPrefix(s, "[x] ") || strings.HasPrefix(s, "[X] "):
			n = 4
		case strings.HasPrefix(s, "#"):
			n = len(s) - len(strings.TrimLeft(s, "#"))
			if n > 6 || n < len(s) && s[n] != ' ' && s[n] != '\t' {
				return at + blank
			}
		default:
			n = ordinal(s)
		}
		if n == 0 {
			return at + blank
		}
		at += blank + n
	}
}

// ordinal is the length of a number that begins a list item: 1. 2) 3、 4） ⑤ (6) （7） ８． and before Han 9.提 10)升 11，降.
func ordinal(s string) int {
	if s == "" || s[0] > '9' && s[0] < utf8.RuneSelf {
		return 0
	}
	if r, n := utf8.DecodeRuneInString(s); r >= '①' && r <= '⑳' || r >= '❶' && r <= '❿' || r >= '➀' && r <= '➓' {
		return n
	}
	open := suffix(s, "(", "（")
	count, n := wideDigits(s[open:])
	n += open
	if count == 0 {
		return 0
	}
	end := suffix(s[n:], ")", "）")
	if open > 0 {
		if end == 0 || count > 2 {
			return 0
		}
		return n + end
	}
	if k := suffix(s[n:], "、", "．", "）"); k > 0 && count <= 2 {
		return n + k
	}
	if n+1 < len(s) && (s[n] == '.' || s[n] == ')') && (s[n+1] == ' ' || s[n+1] == '\t') {
		return n + 2
	}
	if k := suffix(s[n:], ".", ")", "，"); k > 0 && count <= 2 {
		if next, _ := utf8.DecodeRuneInString(s[n+k:]); unicode.Is(unicode.Han, next) {
			return n + k // Chinese writes no blank: 1.提升, 2，下降
		}
	}
	return 0
}

// wideDigits is how many digits of either width s begins with, nine at most, and their bytes.
func wideDigits(s string) (count, size int) {
	for _, r := range s {
		if r = fold.Rune(r); r < '0' || r > '9' || count == 9 {
			break
		}
		count++
		_, n := utf8.DecodeRuneInString(s[size:])
		size += n
	}
	return count, size
}

// pairBrackets gives for each [ the distance to its ] and for each ] minus the place behind its [; one pass.
func pairBrackets(s string) map[int]int {
	if strings.IndexByte(s, '[') < 0 {
		return nil
	}
	pairs := map[int]int{}
	var open []int
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			open = append(open, i)
		case ']':
			if n := len(open); n > 0 {
				pairs[open[n-1]] = i - open[n-1]
				pairs[i] = -(open[n-1] + 1)
				open = open[:n-1]
			}
		}
	}
	return pairs
}

// maxTarget bounds the bytes of a link's target.
const maxTarget = 2000

// linkEnd is the end of a link's target that begins at s[i] with ( or [, 0 when there is none.
func linkEnd(s string, i int, brackets map[int]int) int {
	if i >= len(s) {
		return 0
	}
	switch s[i] {
	case '[':
		if n := brackets[i]; n > 0 {
			return i + n + 1
		}
	case '(':
		depth := 0
		for j := i; j < len(s) && j < i+maxTarget; j++ {
			switch s[j] {
			case '(':
				depth++
			case ')':
				if depth--; depth == 0 {
					return j + 1
				}
			}
		}
	}
	return 0
}

// pairMarks finds the runs of emphasis marks (* _ ~~ ==) that have a partner on the line, by offset with their
// length. A run between blanks or digits is no mark, nor is an underscore inside a word. By CommonMark's rules
// **《T》**字节 is no emphasis; people mean it, so here marks need no blanks around them.
func pairMarks(s string) map[int]int {
	if !strings.ContainsAny(s, "*_~=") {
		return nil
	}
	runs := map[byte][]piece{} // plain: offset, source: length
	open := 0                  // stars that may begin emphasis
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\\' {
			i++
			continue
		}
		if c != '*' && c != '_' && c != '~' && c != '=' {
			continue
		}
		n := 1
		for i+n < len(s) && s[i+n] == c {
			n++
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+n:])
		if i == 0 {
			before = ' '
		}
		if i+n == len(s) {
			after = ' '
		}
		word := func(r rune) bool { return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
		switch {
		case n > 4, unicode.IsSpace(before) && unicode.IsSpace(after), unicode.IsDigit(before) && unicode.IsDigit(after):
		case (c == '~' || c == '=') && n != 2:
		case c == '_' && word(before) && word(after):
		case c == '*' && n == 1 && open == 0 && word(before) && !unicode.IsLetter(after) && !unicode.IsDigit(after): // A* search
		default:
			if c == '*' && n != 2 {
				open = 1 - open
			}
			runs[c] = append(runs[c], piece{i, n})
		}
		i += n - 1
	}
	marks := map[int]int{}
	for _, list := range runs {
		if len(list) > 1 {
			for _, r := range list {
				marks[r.plain] = r.source
			}
		} else if r := list[0]; r.source == 4 {
			marks[r.plain] = r.source
		}
	}
	return marks
}
