// Package pattern compiles regular expressions when they are first asked for.
package pattern

import (
	"regexp"
	"sync"
)

// New is an expression that is compiled at the first call of what it returns, for safe concurrent use; it panics then if the
// expression is none. Compiled when the program starts, those of package readlog alone would take 2 ms of every command, and a
// search whose log has not changed needs none.
func New(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
