package query

import "papersearch/internal/columns"

// width is the columns that a rune takes on a terminal, but for control characters and their like below U+0300: a passage is
// measured with its line ends and tabs, a column each.
func width(r rune) int {
	if r < 0x300 {
		return 1
	}
	return columns.RuneWidth(r)
}

// lineWidth is the sum over the runes of a line.
func lineWidth(s string) int {
	n := 0
	for _, r := range s {
		n += width(r)
	}
	return n
}
