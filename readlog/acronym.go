package readlog

import (
	"papersearch/fold"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Acronym is a short name and what it stands for, as a text says it.
type Acronym struct{ Short, Long string }

// Acronyms finds the short names that a text explains: "Large Language and Vision Assistant (LLaVA)", "DPO (Direct
// Preference Optimization)", and a title's "ALIGN: A Large-scale ImaGe and Noisy-text embedding". Letters decide, by the
// algorithm of Schwartz and Hearst (A simple algorithm for identifying abbreviation definitions, 2003): from the end,
// each letter of the short name stands in the long one, its first at the start of a word.
func Acronyms(title, text string) []Acronym {
	var out []Acronym
	add := func(short, long string) {
		if a := (Acronym{short, long}); long != "" {
			out = append(out, a)
		}
	}
	if short, rest, ok := fold.CutName(title); ok && isShort(short) {
		add(short, prefixOf(short, rest))
	}
	for _, s := range []string{title, text} {
		for {
			open := strings.IndexAny(s, "(（")
			if open < 0 {
				break
			}
			_, n := utf8.DecodeRuneInString(s[open:])
			before, rest := s[:open], s[open+n:]
			end := strings.IndexAny(rest, ")）(（\n")
			if end < 0 || end > 200 {
				s = rest
				continue
			}
			inner := strings.TrimSpace(rest[:end])
			if name, _, ok := strings.Cut(inner, ","); ok { // (LLaVA, 2023)
				inner = strings.TrimSpace(name)
			}
			switch {
			case isShort(inner):
				add(inner, suffixOf(inner, lastWords(before, inner)))
			case strings.Contains(inner, " "):
				if short := lastWord(before); isShort(short) {
					add(short, prefixOf(short, inner))
				}
			}
			s = rest[end:]
		}
	}
	return out
}

// isShort says whether a word can be an acronym: 2 to 10 letters and digits of one word, two capitals at least.
func isShort(s string) bool {
	capitals, n := 0, 0
	for _, r := range s {
		switch {
		case r >= 'A' && r <= 'Z':
			capitals++
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-':
		default:
			return false
		}
		n++
	}
	return capitals >= 2 && n >= 2 && n <= 10 && (s[0] >= 'A' && s[0] <= 'Z' || s[0] >= 'a' && s[0] <= 'z')
}

// latinTail is where the Latin text at the end of s begins: acronyms are explained in their own script.
func latinTail(s string) string {
	i := strings.LastIndexFunc(s, func(r rune) bool {
		return unicode.Is(unicode.Han, r) || strings.ContainsRune("\n,;:.!?，。；：！？、《》()（）“”\"", r)
	})
	if i < 0 {
		return s
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return s[i+n:]
}

// lastWords are the words before a short name that its long one may have: as many as min(letters + 5, 2 × letters).
func lastWords(s, short string) string {
	words := strings.Fields(latinTail(strings.TrimRight(s, " ")))
	n := min(len(short)+5, 2*len(short))
	return strings.Join(words[max(0, len(words)-n):], " ")
}

func lastWord(s string) string {
	words := strings.Fields(latinTail(strings.TrimRight(s, " ")))
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// suffixOf is the shortest end of text that short abbreviates; "" for none.
func suffixOf(short, text string) string {
	i := len(text) - 1
	for k := len(short) - 1; k >= 0; k-- {
		c := lower(short[k])
		if c == '-' {
			continue
		}
		for i >= 0 && (lower(text[i]) != c || k == 0 && i > 0 && isWordByte(text[i-1])) {
			i--
		}
		if i < 0 {
			return ""
		}
		i--
	}
	i++
	return sensible(short, text[i:])
}

// prefixOf is text when short abbreviates a beginning of it, cut where a clause ends; "" otherwise.
func prefixOf(short, text string) string {
	if i := strings.IndexAny(text, ",;:.，。；："); i >= 0 {
		text = text[:i]
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return ""
	}
	// The letters in order, the first of them at the start of the text's first or second word (an article may come first).
	start := 0
	for _, article := range []string{"a ", "an ", "the "} {
		if len(text) > len(article) && strings.EqualFold(text[:len(article)], article) && lower(short[0]) != lower(text[0]) {
			start = len(article)
		}
	}
	i, last := start, 0
	for k := range len(short) {
		c := lower(short[k])
		if c == '-' {
			continue
		}
		if k == 0 && (i >= len(text) || lower(text[i]) != c) {
			return ""
		}
		at := i
		if short[k] >= 'a' && short[k] <= 'z' {
			at = len(text) // a small letter may stand anywhere: the o of Low in LoRA, not that of "of"
		}
		for at < len(text) && (lower(text[at]) != c || at > start && isWordByte(text[at-1])) {
			at++ // a capital at the start of a word first: Generation in RAG, not the g of Augmented
		}
		if at >= len(text) {
			for at = i; at < len(text) && lower(text[at]) != c; {
				at++
			}
		}
		if at >= len(text) {
			return ""
		}
		i = at + 1
		last = i
	}
	for last < len(text) && isWordByte(text[last]) {
		last++
	}
	return sensible(short, text[start:last])
}

// sensible refuses long names that are none: one word, or no word a letter starts for most letters of the short name.
func sensible(short, long string) string {
	long = strings.TrimSpace(long)
	starts, letters := 0, 0
	for i := range len(short) {
		if short[i] >= 'A' && short[i] <= 'Z' {
			letters++
		}
	}
	words := strings.FieldsFunc(long, func(r rune) bool { return r == ' ' || r == '-' })
	for _, w := range words {
		if strings.ContainsRune(strings.ToLower(short), rune(lower(w[0]))) {
			starts++
		}
	}
	if len(words) < 2 || len(long) <= len(short) || strings.Contains(long, short) || 2*starts < letters || starts < 2 {
		return ""
	}
	return long
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
