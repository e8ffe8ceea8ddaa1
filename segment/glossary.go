package segment

import (
	_ "embed"
	"strings"

	"papersearch/fold"
)

// glossaryText has a group of terms that mean the same on each line, separated by bars; lines that begin with #
// name subjects.
//
//go:embed glossary.txt
var glossaryText string

// Glossary knows which terms mean the same. It does not change, and is safe for concurrent use.
type Glossary struct {
	groups [][]string
	byKey  map[string][]int // groups, by fold.Key of a term
}

// parseGlossary reads the lines of text and takes further groups.
func parseGlossary(text string, more [][]string) *Glossary {
	g := &Glossary{byKey: make(map[string][]int, 2048)}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			g.add(strings.Split(line, " | "))
		}
	}
	for _, terms := range more {
		g.add(terms)
	}
	return g
}

func (g *Glossary) add(terms []string) {
	n := len(g.groups)
	g.groups = append(g.groups, terms)
	for _, t := range terms {
		if key := fold.Key(t); key != "" {
			g.byKey[key] = append(g.byKey[key], n)
		}
	}
}

// terms lists all terms as written.
func (g *Glossary) terms() []string {
	var out []string
	for _, group := range g.groups {
		out = append(out, group...)
	}
	return out
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
	groups, ok := g.byKey[key]
	if !ok && strings.HasSuffix(key, "s") {
		groups = g.byKey[strings.TrimSuffix(key, "s")]
	}
	var out []Synonym
	for _, n := range groups {
		s := Synonym{First: first, Last: last}
		for _, t := range g.groups[n] {
			if fold.Key(t) != key {
				s.Terms = append(s.Terms, t)
			}
		}
		out = append(out, s)
	}
	return out
}
