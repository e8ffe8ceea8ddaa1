package query

import (
	"context"
	"papersearch/fold"
	"papersearch/segment"
	"papersearch/store"
	"slices"
	"strings"
	"unicode/utf8"
)

// A reference that Find finds nothing for may be a name misspelt, in the log or by who types, or one that the log has in the
// text and not in the title: LLaVA for Visual Instruction Tuning.
const (
	nearRefs  = 5   // told at most
	clearly   = 1.5 // how much more of the words the first has than the second, to be meant
	nearCover = 0.9 // of what was typed, for an entry to be meant at all
	minRef    = 5   // letters of a name that may be misspelt
)

// FindNear returns the entries that a reference may mean which Find finds nothing for: those whose name, title or words of it
// are a letter or two off, else those that have its words, the first alone if it has clearly more of them. The best come first,
// and papers before others; none, not found.
func (s *Searcher) FindNear(ctx context.Context, ref string) ([]*Entry, error) {
	ref = strings.TrimSpace(ref)
	if ref == "" {
		return nil, nil
	}
	rows, err := s.misspelt(ref)
	if err == nil && len(rows) == 0 {
		rows, err = s.having(ctx, ref)
	}
	if err != nil {
		return nil, err
	}
	return s.entries(rows[:min(len(rows), nearRefs)])
}

// misspelt are the papers and notes of which a reference is the name or title but for a letter or two, or words of the title.
func (s *Searcher) misspelt(ref string) ([]int, error) {
	key, words := fold.Key(ref), fold.Words(ref)
	if utf8.RuneCountInString(key) < minRef {
		return nil, nil
	}
	var names, titles []int
	for from := 0; from < s.gen.Table.Len(); from += readAhead {
		rows := make([]int, 0, readAhead)
		for row := from; row < min(from+readAhead, s.gen.Table.Len()); row++ {
			if s.gen.Table.Kind(row) != store.Todo {
				rows = append(rows, row)
			}
		}
		entries, err := s.entries(rows)
		if err != nil {
			return nil, err
		}
		for i, e := range entries {
			head, _, _ := strings.Cut(strings.ReplaceAll(e.Title, "：", ":"), ":")
			switch {
			case almost(key, fold.Key(e.Alias)), almost(key, fold.Key(head)), almost(key, fold.Key(e.Title)):
				names = append(names, rows[i])
			case len(words) > 1 && allAlmost(words, fold.Words(e.Title)):
				titles = append(titles, rows[i])
			}
		}
	}
	if len(names) > 0 {
		return names, nil
	}
	return titles, nil
}

// almost says whether a key is another but for a letter, of long ones two. Digits are no letters.
func almost(a, b string) bool {
	n := utf8.RuneCountInString(a)
	if n < minRef || b == "" || a[0] != b[0] { // BLIP is not CLIP
		return false
	}
	limit := 1
	if n > 8 {
		limit = 2
	}
	return fold.Digits(a) == fold.Digits(b) && fold.Distance(a, b, limit) <= limit
}

// allAlmost says whether all words stand among others, but for a letter or two each.
func allAlmost(words, among []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool {
		return !slices.ContainsFunc(among, func(x string) bool { return w == x || almost(w, x) })
	})
}

// having are the papers and notes that have the words of a reference of a few words, those with the most of them first.
func (s *Searcher) having(ctx context.Context, ref string) ([]int, error) {
	const most = 4
	m, err := s.match(ctx, ref, nil, false, Lexical)
	if err != nil {
		return nil, err
	}
	if len(m.plan.words) > most || slices.ContainsFunc(m.plan.words, func(w segment.Word) bool { return w.Stop }) {
		return nil, nil
	}
	var rows []int
	for row, cov := range m.shares.cov {
		if cov >= nearCover && s.gen.Table.Kind(row) != store.Todo {
			rows = append(rows, row)
		}
	}
	rows = bestRows(rows, nearRefs, m.shares.share)
	if len(rows) > 1 && m.shares.share[rows[0]] >= clearly*m.shares.share[rows[1]] {
		rows = rows[:1]
	}
	return rows, nil
}
