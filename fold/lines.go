package fold

import "strings"

// Tables of keys are read where they lie: text embedded in the program, of sorted lines "key number", in which a lookup is a
// binary search. Parsing them at start would cost every search what a few lookups do not.

// LineFrom is the offset of the first of the sorted lines of text that is not less than prefix.
func LineFrom(text, prefix string) int {
	lo, hi := 0, len(text) // offsets of lines
	for lo < hi {
		mid := lo + (hi-lo)/2
		if i := strings.LastIndexByte(text[lo:mid], '\n'); i >= 0 {
			mid = lo + i + 1
		} else {
			mid = lo
		}
		next := mid + strings.IndexByte(text[mid:], '\n') + 1
		if text[mid:next] < prefix {
			lo = next
		} else {
			hi = mid
		}
	}
	return lo
}

// LineAt reads the line "key number" at an offset of text.
func LineAt(text string, at int) (key string, number, next int) {
	rest := text[at:]
	blank := strings.IndexByte(rest, ' ')
	end := strings.IndexByte(rest[blank:], '\n') + blank
	for _, c := range []byte(rest[blank+1 : end]) {
		number = number*10 + int(c-'0')
	}
	return rest[:blank], number, at + end + 1
}
