package report

import (
	_ "embed"
	"papersearch/fold"
	"strings"
	"sync"
)

// namesText lists models and data sets that logs name, a kind and a name a line.
//
//go:embed names.txt
var namesText string

// nameKinds are the known names by their keys; made when first asked for.
var nameKinds = sync.OnceValue(func() map[string]knownAs {
	out := map[string]knownAs{}
	kind := ""
	for line := range strings.Lines(namesText) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasSuffix(line, ":"):
			kind = strings.TrimSuffix(line, ":")
		default:
			for name := range strings.SplitSeq(line, "|") {
				if name = strings.TrimSpace(name); name != "" {
					out[fold.Key(name)] = knownAs{name, kind}
				}
			}
		}
	}
	return out
})

// knownAs is a known name as it is usually written.
type knownAs struct{ name, kind string }

// knownName says whether a key is that of a known model or data set.
func knownName(key string) bool {
	_, ok := nameKinds()[key]
	return ok
}
