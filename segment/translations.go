package segment

import (
	_ "embed"
	"papersearch/fold"
	"strings"
)

// translationsText has for a term of one language those of the other that are near in meaning, the nearest first, at most three:
// sorted lines "term other other". The encoder says what is near; internal/gen/translations makes it.
//
//go:embed translations.txt
var translationsText string

// Translations are the terms of the other language that a term may be said by, the likely first; nil for none. They are guesses:
// the glossary is what was written down.
func Translations(term string) []string {
	prefix := term + " "
	at := fold.LineFrom(translationsText, prefix)
	if !strings.HasPrefix(translationsText[at:], prefix) {
		return nil
	}
	rest := translationsText[at+len(prefix):]
	return strings.Fields(rest[:strings.IndexByte(rest, '\n')])
}
