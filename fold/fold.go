// Package fold answers: when are two spellings the same?
//
// Folding maps full-width letters to ASCII, traditional characters to simplified ones and capitals to small
// letters, a rune for a rune, so that positions in a folded text are positions in the text. A Key goes further
// and keeps letters and digits only: the identity of a title, a name or a term. Distance counts the letters that differ; Words and
// SameWords compare titles word for word; LineFrom and LineAt look keys up in tables that lie in the program.
package fold

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:generate go run ../internal/gen/t2s

// t2s holds pairs of runes, traditional and simplified, from the tables of OpenCC (Apache-2.0). Phrases are left
// out: query and log are folded alike, so a character that OpenCC would treat by context still matches itself.
//
//go:embed t2s.txt
var t2s string

// basic is the same for the unified ideographs of the basic plane, ready to be asked: three bytes a rune, little-endian,
// from firstHan on; 0 for what is simplified already. Building it from t2s took 90 µs of a search. Generated.
//
//go:embed t2s.bin
var basic string

const (
	firstHan = 0x3400
	lastHan  = 0x9FFF
)

// rest has the pairs of other planes.
var rest = sync.OnceValue(func() map[rune]rune {
	pairs := map[rune]rune{}
	from := rune(-1)
	for _, r := range t2s {
		if from < 0 {
			from = r
			continue
		}
		if from < firstHan || from > lastHan {
			pairs[from] = r
		}
		from = -1
	}
	return pairs
})

// Rune folds one rune: full width to half, traditional to simplified, capital to small.
func Rune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	case r >= firstHan && r <= lastHan:
		i := 3 * (r - firstHan)
		if to := rune(basic[i]) | rune(basic[i+1])<<8 | rune(basic[i+2])<<16; to != 0 {
			return to
		}
		return r
	case r >= 0xFF01 && r <= 0xFF5E: // full-width ASCII
		return Rune(r - 0xFEE0)
	case r == 0x3000: // ideographic space
		return ' '
	case r >= 0xF900 && unicode.Is(unicode.Han, r):
		if to, ok := rest()[r]; ok {
			return to
		}
		return r
	}
	return unicode.ToLower(r)
}

// String folds every rune of s. It returns s itself when nothing changes. Bytes that are no UTF-8 become U+FFFD.
func String(s string) string {
	for i, r := range s {
		if Rune(r) != r || r == utf8.RuneError {
			return s[:i] + strings.Map(Rune, s[i:])
		}
	}
	return s
}

// Script folds width and script of every rune of s and leaves capitals: what a text reads as, not how it is compared.
func Script(s string) string {
	return strings.Map(func(r rune) rune {
		if folded := Rune(r); folded != unicode.ToLower(r) {
			if r >= 0xFF01 && r <= 0xFF5E {
				return r - 0xFEE0
			}
			return folded
		}
		return r
	}, s)
}

// Key is s folded with letters and digits alone: GPT-4, gpt 4 and ＧＰＴ４ have one key. A text without any has
// the key "".
func Key(s string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') {
			return -1
		}
		if r >= utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return Rune(r)
	}, s)
}

// ASCII says whether a text has no other letters than ASCII's.
func ASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Distance is the optimal string alignment distance of a and b in runes: the fewest insertions, deletions,
// substitutions and swaps of neighbours, no stretch edited twice (Boytsov: Indexing Methods for Approximate
// Dictionary Searching, 2011). It is limit+1 where it exceeds limit, found out early: of each row the cells within limit of the
// diagonal are computed, as the others exceed it (Ukkonen, 1985). In proportion to the length times the limit.
func Distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		from, to := max(1, i-limit), min(len(y), i+limit)
		row[from-1] = limit + 1
		if from == 1 {
			row[0] = i
		}
		least := row[from-1]
		for j := from; j <= to; j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if to < len(y) {
			row[to+1] = limit + 1 // the next row looks there
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(y)], limit+1)
}
