package segment

import (
	_ "embed"
	"strings"
	"sync"
)

// stopText holds the function words of both languages, as stems; lines that begin with # are comments.
//
//go:embed stopwords.txt
var stopText string

var stopWords = sync.OnceValue(func() map[string]bool {
	stop := make(map[string]bool, 512)
	for line := range strings.Lines(stopText) {
		if !strings.HasPrefix(line, "#") {
			for _, w := range strings.Fields(line) {
				stop[w] = true
				stop[stem(w)] = true
			}
		}
	}
	return stop
})

func isStop(term string) bool { return stopWords()[term] }
