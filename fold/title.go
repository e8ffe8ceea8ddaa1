package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words are the Latin words and the numbers of a text, folded, and its Han runes in pairs of neighbours, in order.
func Words(s string) []string {
	var out []string
	var word []rune
	var before rune
	end := func() {
		if len(word) > 0 {
			out = append(out, string(word))
			word = word[:0]
		}
	}
	for _, r := range s {
		r = Rune(r)
		switch {
		case unicode.Is(unicode.Han, r):
			end()
			if before != 0 {
				out = append(out, string([]rune{before, r}))
			}
			before = r
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word = append(word, r)
		default:
			end()
		}
		before = 0
	}
	end()
	return out
}

// leastWords is from how many words on titles are compared word for word: of two, one that differs is half of them.
const leastWords = 3

// SameWords says whether two lists of Words are one but for typing errors: at most a third of the words differ, by a letter
// or two, at least three being there. Numbers and first letters must be the same, for Minigpt-5 is not Minigpt-4, and
// unsupervised not supervised.
func SameWords(a, b []string) bool {
	if len(a) < leastWords || len(b) < leastWords {
		return false
	}
	if len(a) != len(b) {
		return strings.Join(a, "") == strings.Join(b, "")
	}
	wrong := 0
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		if wrong++; 3*wrong > len(a) || !sameWord(a[i], b[i]) {
			return false
		}
	}
	return true
}

// sameWord says whether two words differ as a word and its misspelling do.
func sameWord(a, b string) bool {
	x, _ := utf8.DecodeRuneInString(a)
	y, _ := utf8.DecodeRuneInString(b)
	limit := 1
	if utf8.RuneCountInString(a) > 9 {
		limit = 2
	}
	return x == y && len(a) >= 4 && Digits(a) == Digits(b) && Distance(a, b, limit) <= limit
}

// Digits are the digits of a text and nothing else.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// CutName parts a title at its first colon, of either width: LLaVA: Visual Instruction Tuning. ok is false for one without, or with
// nothing before it, and for an address.
func CutName(title string) (name, rest string, ok bool) {
	i := strings.IndexAny(title, ":：")
	if i <= 0 || strings.HasPrefix(title[i:], "://") {
		return "", "", false
	}
	return strings.TrimSpace(title[:i]), strings.TrimSpace(strings.TrimLeft(title[i:], ":：　 ")), true
}

// BehindName is a title without the name before its colon; "" for one without, or with next to nothing behind it: A Survey is
// the end of many.
func BehindName(title string) string {
	name, rest, ok := CutName(title)
	if !ok || len(strings.Fields(name)) > 4 {
		return ""
	}
	if utf8.RuneCountInString(Key(rest)) < 6 || anySurvey(rest) {
		return ""
	}
	return rest
}

// maxSurvey is how many words may say no more than that a paper is a survey: A Comprehensive Literature Survey.
const maxSurvey = 4

// anySurvey says whether what stands behind a name says what kind of paper it is and no more: many titles end so.
func anySurvey(s string) bool {
	words := strings.Fields(strings.ToLower(s))
	if len(words) > maxSurvey {
		return false
	}
	for _, w := range words {
		switch strings.TrimSuffix(strings.Trim(w, ".,!?"), "s") {
		case "survey", "review", "overview", "tutorial", "introduction", "primer", "perspective", "study":
			return true
		}
	}
	return false
}
