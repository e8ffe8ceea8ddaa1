// Package columns answers: how does text of two scripts stand on a terminal? Widths are columns: two for Han and other wide
// runes, one for the rest.
package columns

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// Ambiguous runes count as one column whatever the locale says, so that output does not depend on the machine.
var widths = &runewidth.Condition{StrictEmojiNeutral: true}

// Width is the width of a line.
func Width(s string) int { return widths.StringWidth(s) }

// RuneWidth is the width of a rune.
func RuneWidth(r rune) int { return widths.RuneWidth(r) }

// Pad fills s with blanks up to n columns.
func Pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-Width(s))) }

// Fit cuts s to n columns, with an ellipsis where something was cut.
func Fit(s string, n int) string {
	if Width(s) <= n {
		return s
	}
	return widths.Truncate(s, n, "…")
}

// FitLeft cuts what is in front, as of a path, to n columns.
func FitLeft(s string, n int) string {
	if Width(s) <= n {
		return s
	}
	return widths.TruncateLeft(s, Width(s)-n+1, "…")
}

// Clean takes out what would steer a terminal: control characters, lines and tabs aside, and those that turn the direction of
// text. Each becomes one replacement character.
func Clean(s string) string {
	bad := func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == utf8.RuneError
	}
	if strings.IndexFunc(s, bad) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if bad(r) {
			return '�'
		}
		return r
	}, s)
}

// Wrap breaks text into lines of at most n columns, as byte ranges of it, half-open: at blanks, and beside Han runes, but not
// before closing punctuation. A line end in the text ends a line.
func Wrap(text string, n int) [][2]int {
	var out [][2]int
	start, col := 0, 0
	breakAt := -1
	prev := rune(' ')
	for i, r := range text {
		if r == '\n' {
			out = append(out, [2]int{start, i})
			start, col, breakAt, prev = i+1, 0, -1, ' '
			continue
		}
		w := RuneWidth(r)
		if i > start && (prev == ' ' || (wide(prev) || wide(r)) && !closes(r) && !opens(prev)) {
			breakAt = i
		}
		for col+w > n && i > start && r != ' ' { // twice, when what is carried over is too wide with r
			if breakAt <= start {
				breakAt = i
			}
			out = append(out, [2]int{start, breakAt})
			start = breakAt
			col = Width(text[start:i])
			breakAt = -1
		}
		col += w
		prev = r
	}
	if start < len(text) {
		out = append(out, [2]int{start, len(text)})
	}
	return out
}

func wide(r rune) bool { return RuneWidth(r) == 2 }

func closes(r rune) bool {
	return strings.ContainsRune("，。、；：？！）》」』】”’,.;:?!)]}%", r)
}

func opens(r rune) bool { return strings.ContainsRune("（《「『【“‘([{", r) }
