package report

import (
	"cmp"
	"context"
	_ "embed"
	"maps"
	"papersearch/fold"
	"papersearch/readlog"
	"papersearch/store"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
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

// longestKnown is how many words a known name has at most.
const longestKnown = 3

// leastNamed is from how many entries on a name is worth telling.
const leastNamed = 2

// mostNamed counts in how many of the rows each model and data set is named: those that are known, and what the titles of the
// log call their own.
func mostNamed(ctx context.Context, g *store.Generation, rows []int, top int) (models, datasets []Named, err error) {
	texts := make([]string, len(rows))
	work, ctx := errgroup.WithContext(ctx)
	cores := runtime.GOMAXPROCS(0)
	found := make([]map[string]int, cores)
	kinds := maps.Clone(nameKinds())
	titles := make([][]string, cores)
	part := func(core int) (from, to int) { return len(rows) * core / cores, len(rows) * (core + 1) / cores }
	for core := range cores {
		work.Go(func() error {
			from, to := part(core)
			for i := from; i < to; i++ {
				text, err := g.Text(rows[i])
				if err != nil {
					return err
				}
				texts[i] = text
				line, _, _ := strings.Cut(strings.TrimLeft(text, " \n\r"), "\n")
				if name := readlog.Alias(strings.Trim(line, "《》#*_ \r")); name != "" {
					titles[core] = append(titles[core], name)
				}
			}
			return ctx.Err()
		})
	}
	if err := work.Wait(); err != nil {
		return nil, nil, err
	}
	for _, names := range titles {
		for _, name := range names {
			if key := fold.Key(name); kinds[key].name == "" && len(key) > 2 && strings.Count(name, " ") < longestKnown {
				kinds[key] = knownAs{name, "model"}
			}
		}
	}
	for core := range cores {
		work.Go(func() error {
			from, to := part(core)
			found[core] = map[string]int{}
			for i := from; i < to; i++ {
				for key := range namedIn(texts[i], kinds) {
					found[core][key]++
				}
			}
			return nil
		})
	}
	_ = work.Wait() // nothing can go wrong
	models, datasets = []Named{}, []Named{}
	for _, in := range found[1:] {
		for key, n := range in {
			found[0][key] += n
		}
	}
	for key, n := range found[0] {
		if n < leastNamed {
			continue
		}
		if of := kinds[key]; of.kind == "dataset" {
			datasets = append(datasets, Named{of.name, n})
		} else {
			models = append(models, Named{of.name, n})
		}
	}
	return mostly(models, top), mostly(datasets, top), nil
}

func mostly(names []Named, top int) []Named {
	slices.SortFunc(names, func(a, b Named) int { return cmp.Or(b.Entries-a.Entries, cmp.Compare(a.Name, b.Name)) })
	return names[:min(top, len(names))]
}

// namedIn are the keys of the names in a text. Short names must be written as they are: MATH and SAM, not math and Sam;
// longer ones with a capital where they have one.
func namedIn(text string, kinds map[string]knownAs) map[string]bool {
	out := map[string]bool{}
	var words [longestKnown]string // the last ones, the last last
	end := 0                       // of the last
	for i := 0; i < len(text); {
		c := text[i]
		if !asciiLetter(c) && (c < '0' || c > '9') {
			i++
			continue
		}
		start := i
		for i < len(text) && (asciiLetter(text[i]) || text[i] >= '0' && text[i] <= '9' || text[i] == '-' && i+1 < len(text) && (asciiLetter(text[i+1]) || text[i+1] >= '0' && text[i+1] <= '9')) {
			i++
		}
		if start == 0 || start-end > 1 || text[start-1] != ' ' {
			words = [longestKnown]string{}
		}
		copy(words[:], words[1:])
		words[longestKnown-1], end = text[start:i], i
		for n := 1; n <= longestKnown && words[longestKnown-n] != ""; n++ {
			raw := strings.Join(words[longestKnown-n:], " ")
			of, ok := kinds[fold.Key(raw)]
			if !ok || len(of.name) <= 4 && raw != of.name || strings.ToLower(raw) == raw && strings.ToLower(of.name) != of.name {
				continue
			}
			out[fold.Key(of.name)] = true
		}
	}
	return out
}
