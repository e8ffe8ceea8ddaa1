package report

import (
	"regexp"
	"sync"
)

// pattern is an expression that is compiled when it is first asked for: compiling takes time of every start.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
