package indexer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"papersearch/store"
	"slices"
)

// Check reads every byte of the index and compares it with the log: checksums first, then every entry as it would be read,
// judged and numbered today. It returns what is wrong, nothing when all is well. An index that the log has gone beyond is not compared
// with it: behind says why it is not up to date.
func Check(ctx context.Context, e *Env) (wrong []string, behind string, err error) {
	g, err := store.Open(e.Dir)
	if errors.Is(err, store.ErrNoIndex) || errors.Is(err, fs.ErrPermission) {
		return nil, "", e.notOpened(err)
	}
	if err != nil {
		return []string{err.Error()}, "", nil
	}
	defer g.Close()
	if err := g.Verify(); err != nil {
		return []string{err.Error()}, "", nil
	}
	if d := e.due(g, nil); d.why != "" || d.unread != "" {
		return nil, cmp.Or(d.why, d.unread), nil
	}
	p, err := e.plan(ctx, &due{kept: g.Manifest.Remembered, anew: true}, g)
	if err != nil {
		return nil, "", err
	}
	return p.differences(g), "", nil
}

// differences compares a plan, in which every entry was read, with a generation.
func (p *plan) differences(g *store.Generation) []string {
	if len(p.docs) != g.Table.Len() {
		return []string{fmt.Sprintf("it has %d entries, the log %d", g.Table.Len(), len(p.docs))}
	}
	var wrong []string
	for i, d := range p.docs {
		row := g.Table.Row(i)
		switch {
		case row.ID != d.ID || row.Hash != d.Hash:
			wrong = append(wrong, fmt.Sprintf("%s:%d: entry %s (%s) is not what the index has", d.Path, d.Line, d.ID, d.Title))
		case row.Line != d.Line || row.EndLine != d.EndLine || row.Start != d.Start || row.End != d.End || g.Table.String(row.File) != d.Path:
			wrong = append(wrong, fmt.Sprintf("%s:%d: the index has entry %s (%s) at %s:%d", d.Path, d.Line, d.ID, d.Title, g.Table.String(row.File), row.Line))
		}
	}
	return append(wrong, p.differentTerms(g)...)
}

// differentTerms compares what the log explains.
func (p *plan) differentTerms(g *store.Generation) []string {
	terms, err := p.terms()
	if err != nil {
		return []string{err.Error()}
	}
	want := map[string]map[string]bool{}
	for _, t := range terms {
		if want[t.Key] == nil {
			want[t.Key] = map[string]bool{}
		}
		want[t.Key][t.Means] = true
	}
	var wrong []string
	for _, key := range slices.Sorted(maps.Keys(want)) {
		means := want[key]
		if have := g.Means(key); key != "" && len(have) != len(means) {
			wrong = append(wrong, fmt.Sprintf("%q: the index has %q for it, the log says %d things", key, have, len(means)))
		}
	}
	return wrong
}
