package semantic

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a stretch of a text: bytes, half-open.
type Span struct{ Start, End int }

// Sentences joined up to joinRunes characters say enough to be compared: nDCG@10 from English to Chinese without a shared
// word is 0.89 at 60, 0.85 at 120, 0.78 at 300, and 0.52 for whole entries. One longer than cutRunes is cut at a comma: the
// encoder reads 256 pieces.
const (
	joinRunes = 60
	cutRunes  = 240
)

// Sentences cuts a text into the stretches that get a vector each, in order: sentences of Chinese and English prose, short
// neighbours joined. Marks of lists stay with their item; numbers (3.14), names (e.g., U.S., v2.0), links and `code` are
// not cut. A lone label of a word or two has no stretch. No stretch is empty or begins or ends with a blank; what stands in none is blanks and marks without a letter or
// digit.
func Sentences(text string) []Span {
	var out []Span
	join := false // whether the last stretch may be joined with
	size := 0     // of the last stretch, in characters
	for _, s := range Split(text) {
		n := utf8.RuneCountInString(text[s.Start:s.End])
		if join && size+n <= joinRunes {
			out[len(out)-1].End = s.End
			size += n
			continue
		}
		out = append(out, s)
		size, join = n, true
	}
	return slices.DeleteFunc(out, func(s Span) bool { return isLabel(text[s.Start:s.End]) })
}

// isLabel says whether a stretch is a label or two, as the texts of links are (arxiv, [pdf] [code]): they say nothing, and resemble
// whatever is as short.
func isLabel(s string) bool {
	const most = 16 // bytes
	return len(s) <= most && len(strings.Fields(s)) <= 2 && !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// Split cuts a text into its sentences, without joining short ones: at the ends of sentences and lines.
func Split(text string) []Span {
	var out []Span
	start, code := 0, false
	end := func(i int) {
		s := text[start:i]
		from := start + len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
		if s = strings.TrimSpace(s); strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			out = cutLong(out, text, Span{from, from + len(s)})
		}
		start = i
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch {
		case r == '\n':
			code = false
			end(i)
		case r == '`':
			// Code ends on its line, or is none.
			to := strings.IndexByte(text[i:], '`')
			code = !code && to >= 0 && strings.IndexByte(text[i:i+to], '\n') < 0
		case code:
		case strings.ContainsRune("。！？；!?;", r):
			for { // the quote and bracket that close it belong to it
				next, n := utf8.DecodeRuneInString(text[i:])
				if !strings.ContainsRune("。！？!?”’」』）)\"", next) || n == 0 {
					break
				}
				i += n
			}
			if r >= utf8.RuneSelf || i >= len(text) || text[i] == ' ' || text[i] == '\n' {
				end(i)
			}
		case r == '.' && endsSentence(text[start:i-1], text[i:]):
			end(i)
		}
	}
	end(len(text))
	return out
}

// abbreviations end with a full stop that ends no sentence.
var abbreviations = map[string]bool{
	"e.g": true, "i.e": true, "etc": true, "cf": true, "vs": true, "al": true, "fig": true, "figs": true, "eq": true, "eqs": true,
	"sec": true, "no": true, "vol": true, "pp": true, "dr": true, "mr": true, "ms": true, "mrs": true, "prof": true, "st": true,
	"resp": true, "approx": true, "dept": true, "univ": true, "inc": true, "ltd": true, "jr": true, "ref": true, "ch": true,
}

// endsSentence says whether a full stop between before and after ends a sentence: a blank follows, then no lower-case letter
// or digit, and what stands before is no abbreviation, initial or number of a list.
func endsSentence(before, after string) bool {
	if after == "" {
		return true
	}
	if after[0] != ' ' && after[0] != '\n' && after[0] != '"' && after[0] != ')' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, " \")"))
	if unicode.IsLower(next) || unicode.IsDigit(next) {
		return false
	}
	word := before[strings.LastIndexFunc(before, func(r rune) bool { return unicode.IsSpace(r) || r == '(' })+1:]
	if last, n := utf8.DecodeLastRuneInString(word); n == len(word) && unicode.IsUpper(last) || onlyDigits(word) && strings.TrimSpace(before) == word {
		return false // J. Doe; "1. First"
	}
	return !abbreviations[strings.ToLower(word)]
}

func onlyDigits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsDigit(r) })
}

// cutLong appends a sentence, in pieces when it is very long: at the last comma or blank before the limit, else at it.
func cutLong(out []Span, text string, s Span) []Span {
	for {
		runes, at, i := 0, 0, s.Start
		for i < s.End && runes < cutRunes {
			r, n := utf8.DecodeRuneInString(text[i:])
			i += n
			runes++
			if runes > cutRunes/4 && (r == '，' || r == '、' || r == '：' || r == ' ') {
				at = i
			}
		}
		if i >= s.End {
			return append(out, s)
		}
		if at == 0 {
			at = i
		}
		piece := strings.TrimRightFunc(text[s.Start:at], unicode.IsSpace)
		if strings.ContainsFunc(piece, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			out = append(out, Span{s.Start, s.Start + len(piece)})
		}
		s.Start = at + len(text[at:s.End]) - len(strings.TrimLeftFunc(text[at:s.End], unicode.IsSpace))
		if s.Start >= s.End {
			return out
		}
	}
}

// Texts are what the vectors of an entry are made from: its title with its short name, then the stretches of its body.
func Texts(title, alias, body string) []string {
	if alias != "" && !strings.Contains(title, alias) {
		title += " (" + alias + ")"
	}
	out := []string{title}
	for _, s := range Sentences(body) {
		out = append(out, body[s.Start:s.End])
	}
	return out
}
