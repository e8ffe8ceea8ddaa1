package readlog

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when first asked: together they would take 2 ms of every start, and
// a search whose log has not changed needs none.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
