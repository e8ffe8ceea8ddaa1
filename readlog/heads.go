package readlog

import (
	"strings"
	"unicode/utf8"
)

// openingRunes is how much of the first line of an entry says what it is about; what comes later in a long paragraph is as
// good as any other line.
const openingRunes = 120

// Heads are the lines of a body that say what it is about: its headings, and its first line of text, without marks. It is
// empty for a body without text.
func Heads(markdown string) string {
	var out []string
	opened := false
	for _, l := range scanLines(markdown) {
		text := l.text
		if l.kind != headingLine {
			if opened {
				continue
			}
			text = strings.TrimSpace(Plain(markdown[l.start:l.end]).String)
			if text == "" {
				continue
			}
			opened = true
			if utf8.RuneCountInString(text) > openingRunes {
				text = string([]rune(text)[:openingRunes])
			}
		} else {
			text = strings.TrimSpace(Plain(text).String)
		}
		if text != "" {
			out = append(out, text)
		}
	}
	return strings.Join(out, "\n")
}
