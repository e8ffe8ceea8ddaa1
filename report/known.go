package report

import (
	"cmp"
	"context"
	"papersearch/fold"
	"papersearch/query"
	"papersearch/readlog"
	"papersearch/store"
	"slices"
	"strings"
	"unicode"
)

// knownHits is how many of the entries that have a title's words are compared with it.
const knownHits = 20

// Known is the entry of a paper that the log has already, by its title, also misspelt, or without the name before it; nil when
// it has none.
func Known(ctx context.Context, s *query.Searcher, title string) (*query.Entry, error) {
	words := asWords(title)
	r, err := s.Search(ctx, query.Request{Text: `title:"` + fold.Key(title) + `" ` + words, Kinds: []string{"paper"}, Limit: knownHits, Mode: query.Lexical, Facets: []string{}})
	if err != nil {
		return nil, err
	}
	if len(r.Hits) == 0 {
		r, err = s.Search(ctx, query.Request{Text: words, Kinds: []string{"paper"}, Limit: knownHits, Mode: query.Lexical, Facets: []string{}})
		if err != nil {
			return nil, err
		}
	}
	for _, h := range r.Hits {
		named := h.Alias != "" && fold.Key(h.Alias) == fold.Key(title)
		if !named && !samePaperTitle(h.Title, title) && !begins(title, h.Title) {
			continue
		}
		found, err := s.Find(ctx, h.ID)
		if err != nil || len(found) == 0 {
			return nil, err
		}
		return found[0], nil
	}
	return nil, nil //nolint:nilnil // nothing is wrong, and nothing is known
}

// KnownByLink is the entry of a paper that the log has already, by its address, however that is written; nil when it has none.
func KnownByLink(ctx context.Context, s *query.Searcher, link string) (*query.Entry, error) {
	r, err := s.Search(ctx, query.Request{Text: link, Kinds: []string{"paper"}, Limit: 1, Mode: query.Lexical, Facets: []string{}})
	if err != nil || len(r.Hits) == 0 {
		return nil, err
	}
	found, err := s.Find(ctx, r.Hits[0].ID)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	its := func(l string) bool { return readlog.Identifier(l) == readlog.Identifier(link) }
	if readlog.Identifier(link) == "" || !slices.ContainsFunc(found[0].Links, its) {
		return nil, nil //nolint:nilnil // it names another's
	}
	return found[0], nil
}

// asWords is a title as a query of words alone: a title may have a colon, quotes or a dash where a query has operators.
func asWords(title string) string {
	words := strings.FieldsFunc(title, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`:："＂“”「」『』`, r) })
	for i, w := range words {
		words[i] = strings.TrimLeft(w, "-－")
	}
	return strings.Join(words, " ")
}

// begins says whether a title is the beginning of another, and long enough to mean it.
func begins(title, whole string) bool {
	const enough = 5 // words
	return len(strings.Fields(title)) >= enough && strings.HasPrefix(fold.Key(whole), fold.Key(title))
}

// samePaperTitle says whether two titles are of one paper.
func samePaperTitle(a, b string) bool {
	if fold.Key(a) == fold.Key(b) {
		return true
	}
	x, y := cmp.Or(fold.BehindName(a), a), cmp.Or(fold.BehindName(b), b)
	const enough = 12 // letters behind a name: GAT: v2 and X: v2 are two papers
	return len(fold.Key(x)) >= enough && fold.Key(x) == fold.Key(y) || fold.SameWords(fold.Words(x), fold.Words(y))
}

// NewestLog is the source with the paper that was read last, of those that have a text of their own: where a new entry
// belongs. It is "" when there is none, and the only source when there is one.
func NewestLog(g *store.Generation) (string, error) {
	if len(g.Manifest.Sources) == 1 {
		return g.Manifest.Sources[0].Path, nil
	}
	for _, row := range lastRead(g, g.Table.Len()) {
		r, err := g.Record(row)
		if err != nil {
			return "", err
		}
		if r.Form != readlog.Whole && r.Form != readlog.Listed {
			return g.Table.String(g.Table.File(row)), nil
		}
	}
	return "", nil
}
