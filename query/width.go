package query

import "github.com/mattn/go-runewidth"

// width is the columns a rune takes on a terminal: two for Han and other wide ones. Ambiguous ones count as
// one whatever the locale says, so that a snippet does not depend on the machine.
func width(r rune) int {
	if r < 0x300 {
		return 1
	}
	return narrow.RuneWidth(r)
}

var narrow = &runewidth.Condition{StrictEmojiNeutral: true}

// columns is the width of a line.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += width(r)
	}
	return n
}
