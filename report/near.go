package report

import (
	"papersearch/fold"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nearNames is how many near names a suggestion has.
const nearNames = 3

// near are the institutions of the table whose name, label or an alias could be what was meant: a letter or two apart, or
// one name within the other without what any university's name has.
func (l *linter) near(name string) []string {
	key := fold.Key(name)
	limit := 1
	if utf8.RuneCountInString(key) > 8 && !strings.ContainsFunc(key, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		limit = 2
	}
	type near struct {
		name string
		far  int
	}
	var found []near
	for _, in := range l.rules.Known() {
		best := limit + 3
		for _, s := range in.Spellings() {
			other := fold.Key(s)
			if utf8.RuneCountInString(other) < 3 {
				continue
			}
			if d := fold.Distance(key, other, limit); d <= limit {
				best = min(best, d)
			} else if core := withoutCommon(other); utf8.RuneCountInString(core) >= 3 && strings.Contains(key, core) {
				best = min(best, limit+1)
			}
		}
		if best <= limit+1 {
			found = append(found, near{in.Name, best})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return a.far - b.far })
	var out []string
	for _, n := range found[:min(len(found), nearNames)] {
		out = append(out, n.name)
	}
	return out
}

// withoutCommon takes out of a key what the names of many institutions have.
func withoutCommon(key string) string {
	for _, w := range []string{"university", "institute", "college", "research", "technology", "science", "of", "and", "the", "大学", "学院", "研究院", "研究所", "实验室", "科技", "理工", "公司", "集团"} {
		key = strings.ReplaceAll(key, w, "")
	}
	return key
}
