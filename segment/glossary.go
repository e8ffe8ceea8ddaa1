package segment

import (
	_ "embed"
	"papersearch/fold"
	"strings"
	"unicode"
	"unicode/utf8"
)

// glossaryText has a group of terms that mean the same on each line, separated by bars; lines that begin with #
// name subjects.
//
//go:embed glossary.txt
var glossaryText string

// termsText finds the groups of a term: sorted lines "key offset" with fold.Key of the term and the byte of
// glossaryText where the line of the group begins. Parsing the glossary would take half a millisecond of every
// search. Generated.
//
//go:embed terms.txt
var termsText string

// Glossary knows which terms mean the same. It does not change, and is safe for concurrent use.
type Glossary struct {
	own   [][]string       // the owner's groups
	byKey map[string][]int // of own, by fold.Key of a term
}

func newGlossary(own [][]string) *Glossary {
	g := &Glossary{own: own, byKey: map[string][]int{}}
	for n, terms := range own {
		for _, t := range terms {
			if key := fold.Key(t); key != "" {
				g.byKey[key] = append(g.byKey[key], n)
			}
		}
	}
	return g
}

// groups returns the groups that a key is a term of.
func (g *Glossary) groups(key string) [][]string {
	var out [][]string
	for _, n := range g.byKey[key] {
		out = append(out, g.own[n])
	}
	if key == "" {
		return out
	}
	prefix := key + " "
	for at := fold.LineFrom(termsText, prefix); at < len(termsText) && strings.HasPrefix(termsText[at:], prefix); {
		_, offset, next := fold.LineAt(termsText, at)
		at = next
		group := glossaryText[offset:]
		if end := strings.IndexByte(group, '\n'); end >= 0 {
			group = group[:end]
		}
		out = append(out, strings.Split(strings.TrimSpace(group), " | "))
	}
	return out
}

// Means lists what else a whole term is called, as written in the glossary; nil for what is no term.
func (g *Glossary) Means(term string) []string {
	var out []string
	key := fold.Key(term)
	for _, group := range g.groups(key) {
		for _, t := range group {
			if fold.Key(t) != key {
				out = append(out, t)
			}
		}
	}
	return out
}

// maxKinds is how many terms that begin with a term Kinds looks at.
const maxKinds = 20

// Kinds is what Means is for a term and, where it is Chinese, for those that begin with it and so are kinds of it: 四足 has what
// 四足机器人 is called.
func (g *Glossary) Kinds(term string) []string {
	out := g.Means(term)
	key := fold.Key(term)
	if first, _ := utf8.DecodeRuneInString(key); !unicode.Is(unicode.Han, first) || utf8.RuneCountInString(key) < 2 {
		return out
	}
	at := fold.LineFrom(termsText, key)
	for n := 0; n < maxKinds && strings.HasPrefix(termsText[at:], key); n++ {
		longer, _, next := fold.LineAt(termsText, at)
		if at = next; longer != key {
			out = append(out, g.Means(longer)...)
		}
	}
	return out
}

// ARuneAway lists the Chinese terms that differ in one rune from a folded text. 0.1 ms.
func (g *Glossary) ARuneAway(text string) []string {
	var out []string
	add := func(key string) {
		if len(key) == len(text) && runesOff(key, text) == 1 && han(key) {
			out = append(out, key)
		}
	}
	for key := range g.byKey {
		add(key)
	}
	for at := 0; at < len(termsText); {
		key, _, next := fold.LineAt(termsText, at)
		at = next
		add(key)
	}
	return out
}

// runesOff is in how many runes two texts differ that are of as many bytes; a rune of other length counts for more.
func runesOff(a, b string) int {
	n := 0
	for i := 0; i < len(a); {
		x, size := utf8.DecodeRuneInString(a[i:])
		if y, _ := utf8.DecodeRuneInString(b[i:]); x != y {
			n++
		}
		i += size
	}
	return n
}

// Synonym says that words First to Last (half-open) of a text are a term, and what else that is called.
type Synonym struct {
	First, Last int
	Terms       []string // as written in the glossary, without the term itself
}

// maxTermWords is how many words a term may have.
const maxTermWords = 8

// Match finds the terms that stand in a text, given its words; longer ones first from each word on.
func (g *Glossary) Match(text string, words []Word) []Synonym {
	var out []Synonym
	for i := range words {
		for last := min(i+maxTermWords, len(words)); last > i; last-- {
			out = append(out, g.synonyms(fold.Key(text[words[i].Start:words[last-1].End]), i, last)...)
		}
	}
	return out
}

// synonyms looks a term up, also by its stem: models for model.
func (g *Glossary) synonyms(key string, first, last int) []Synonym {
	groups := g.groups(key)
	if singular, ok := strings.CutSuffix(key, "s"); ok && len(groups) == 0 {
		groups = g.groups(singular)
	}
	var out []Synonym
	for _, group := range groups {
		s := Synonym{First: first, Last: last}
		for _, t := range group {
			if fold.Key(t) != key {
				s.Terms = append(s.Terms, t)
			}
		}
		out = append(out, s)
	}
	return out
}
