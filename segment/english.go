package segment

import (
	_ "embed"
	"papersearch/fold"
	"strings"
)

// englishText has the English words that people know, of three letters and more, folded and sorted, one on each line: 38,780 of
// SCOWL. internal/gen/translations makes it.
//
//go:embed english.txt
var englishText string

// IsEnglish says whether a folded word is one that people know, in one of its forms: a word that the log lacks, and no slip of
// another. 1 µs.
func IsEnglish(word string) bool {
	line := word + "\n"
	return strings.HasPrefix(englishText[fold.LineFrom(englishText, line):], line)
}
