// Package pattern compiles regular expressions when they are first asked for.
package pattern

import (
	"regexp"
	"strings"
	"sync"
)

// New is an expression that is compiled at the first call of what it returns, for safe concurrent use; it panics then if the
// expression is none. Compiled when the program starts, those of package readlog alone would take 2 ms of every command, and a
// search whose log has not changed needs none.
func New(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// Submatch is FindStringSubmatch of an expression all of whose matches have one of the signs. A text without them is not asked, so
// that the expression is compiled only where it may match: those of a log's rarer forms took 6 ms of every update.
func Submatch(expr func() *regexp.Regexp, text, signs string) []string {
	if !strings.ContainsAny(text, signs) {
		return nil
	}
	return expr().FindStringSubmatch(text)
}
