// Package indexer answers: a log has changed, what must be done so that the next search knows?
//
// Index adds and removes sources; Refresh is called by every reading command and brings the index up to date
// first. Both build the next generation beside the current one, so that a search never waits and a killed
// process loses nothing. Today a change builds all anew; the entries that did not change could be taken over.
package indexer

import (
	"context"
	"errors"
	"fmt"
	"papersearch/fold"
	"papersearch/readlog"
	"papersearch/segment"
	"papersearch/semantic"
	"papersearch/store"
	"slices"
	"strings"
	"time"
)

// patience is how long Index, and Refresh when there is nothing to read meanwhile, wait for another writer.
const patience = 30 * time.Second

// tolerable is the longest that a search is held up by a new version of papersearch when the old generation
// can answer; perSecond is how many entries are built a second at least.
const (
	tolerable = 2 * time.Second
	perSecond = 1000
)

// chunkBytes is how much text one just-in-time dictionary serves. Between 4 and 32 MB makes no difference to the time;
// what Bleve has analyzed and not yet written grows with it.
const chunkBytes = 8 << 20

// Env is what indexing needs besides the sources.
type Env struct {
	Dir        string // the container
	Config     *store.Config
	Dictionary *segment.Dictionary
	Rules      *readlog.Rules
	Warn       func(string)          // for the user, a line each; may be nil
	Progress   func(done, total int) // entries written; from any goroutine; may be nil
	Embedding  func(done, total int) // sentences encoded; from any goroutine; may be nil
	Bare       bool                  // without pairs; for measuring
}

// NewEnv reads papersearch.toml and prepares dictionary and rules. It opens no index.
func NewEnv(dir string) (*Env, error) {
	c, err := store.LoadConfig(dir)
	if err != nil {
		return nil, err
	}
	groups := make([][]string, len(c.Glossary))
	for i, g := range c.Glossary {
		groups[i] = g.Terms
	}
	return &Env{
		Dir: dir, Config: c,
		Dictionary: segment.NewDictionary(c.Words, groups),
		Rules:      readlog.NewRules(c.Tracks, c.Institutions),
	}, nil
}

func (e *Env) warn(format string, args ...any) {
	if e.Warn != nil {
		e.Warn(fmt.Sprintf(format, args...))
	}
}

func (e *Env) versions(r store.Remembered) store.Versions {
	v := store.Versions{
		Schema: store.SchemaVersion, Analyzer: e.Dictionary.Version(), Reading: e.Rules.Version(), Config: e.Config.Hash,
		Model: semantic.Version,
	}
	if r.NoSemantic {
		v.Model = ""
	}
	return v
}

// Stats is what an update did.
type Stats struct {
	Counts                   [3]int // entries by store.Kind
	Added, Modified, Removed int    // entries, against the generation before
	Joined                   int    // entries of a list that are one with their write-up
	Files, Failed            int
	Reason                   string // why the index was built; "" when it was up to date
	Took                     time.Duration
}

// Refresh returns the generation to answer from, up to date with its sources. stale says that it is not, with
// the reason already told to Warn: another process is writing, the folder cannot be written, or a new version
// would take long to build. The error is store.ErrNoIndex when nothing was indexed yet.
func Refresh(ctx context.Context, e *Env) (g *store.Generation, stale bool, err error) {
	g, err = store.Open(e.Dir)
	if errors.Is(err, store.ErrNoIndex) {
		return nil, false, err
	}
	kept, why, forced := e.due(g, err)
	if why == "" {
		return g, false, nil
	}
	if g != nil && forced && time.Duration(g.Table.Len())*time.Second/perSecond > tolerable {
		e.warn("the index is older than this papersearch (%s): run `papersearch index` to build it anew", why)
		return g, true, nil
	}
	if len(kept.Roots) == 0 {
		return nil, false, fmt.Errorf("the index at %s is damaged (%s) and does not say what it was made of: run `papersearch index PATH` again", e.Dir, why)
	}
	wait := patience
	if g != nil {
		wait = 0
	}
	lock, err := store.Acquire(ctx, e.Dir, wait)
	if err != nil {
		if g == nil {
			return nil, false, fmt.Errorf("the index must be built anew (%s): %w", why, err)
		}
		if errors.Is(err, store.ErrLocked) {
			e.warn("%s, but %v: answering from the index as it was", why, err)
		} else {
			e.warn("%s, but the index cannot be brought up to date (%v): answering from it as it was", why, err)
		}
		return g, true, nil
	}
	defer lock.Release()
	if now, err := store.Open(e.Dir); err == nil && (g == nil || now.Name != g.Name) {
		// Another writer was here between our look and our lock.
		if g != nil {
			g.Close()
		}
		g = now
		if _, again, _ := e.due(g, nil); again == "" {
			return g, false, nil
		}
	} else if err == nil {
		now.Close()
	}
	if g == nil || forced {
		e.warn("building the index anew: %s", why)
	}
	_, err = e.build(ctx, lock, kept, g, why)
	if err != nil {
		if g != nil && ctx.Err() == nil {
			e.warn("%s, but %v: answering from the index as it was", why, err)
			return g, true, nil
		}
		return nil, false, err
	}
	if g != nil {
		g.Close()
	}
	g, err = store.Open(e.Dir)
	return g, false, err
}

// due says what the index is made of and why it must be built; forced when the sources have not changed but
// papersearch or its configuration has. openErr is that of opening g.
func (e *Env) due(g *store.Generation, openErr error) (kept store.Remembered, why string, forced bool) {
	if openErr != nil {
		return store.Recall(e.Dir), openErr.Error(), false
	}
	files := find(e.Dir, g.Manifest.Roots, e.Config.Index.Ignore)
	for _, f := range files {
		if f.gone {
			e.warn("%s is not there any more; searching its text as last read (`papersearch index --remove %s` forgets it)", f.name, f.name)
		}
	}
	if why := changed(&g.Manifest, files); why != "" {
		return g.Manifest.Remembered, why, false
	}
	if g.NoVectors != nil {
		return g.Manifest.Remembered, g.NoVectors.Error(), true
	}
	why = g.Manifest.Versions.Differs(e.versions(g.Manifest.Remembered))
	return g.Manifest.Remembered, why, why != ""
}

// Change is what Index is asked for.
type Change struct {
	Add, Remove []string // paths
	Rebuild     bool
	Semantic    *bool // with vectors or without, from now on; nil leaves it
}

// Index brings the index up to date with its sources after adding and removing some. A container that does
// not exist is made. The error is store.ErrNoIndex when there is nothing to index.
func Index(ctx context.Context, e *Env, c Change) (Stats, error) {
	for _, p := range c.Add {
		if err := CheckPath(p); err != nil {
			return Stats{}, err
		}
	}
	if _, err := e.remember(c); err != nil {
		return Stats{}, err // before anything is made or waited for
	}
	start := time.Now()
	lock, err := store.Acquire(ctx, e.Dir, 0)
	if errors.Is(err, store.ErrLocked) {
		e.warn("%v: waiting for it", err)
		lock, err = store.Acquire(ctx, e.Dir, patience)
	}
	if err != nil {
		return Stats{}, err
	}
	defer lock.Release()
	// What another writer did while we waited counts.
	kept, err := e.remember(c)
	if err != nil {
		return Stats{}, err
	}
	g, err := store.Open(e.Dir)
	if err == nil {
		defer g.Close()
	} else {
		g = nil
	}
	why := "asked for"
	switch {
	case err != nil && !errors.Is(err, store.ErrNoIndex):
		why = err.Error()
		e.warn("building the index anew: %s", why)
	case g != nil && !c.Rebuild && slices.Equal(kept.Roots, g.Manifest.Roots) && kept.NoSemantic == g.Manifest.NoSemantic:
		if _, why, _ = e.due(g, nil); why == "" {
			return Stats{Counts: g.Manifest.Counts, Files: len(g.Manifest.Sources), Failed: failed(g.Manifest.Sources)}, nil
		}
	}
	s, err := e.build(ctx, lock, kept, g, why)
	s.Took = time.Since(start)
	return s, err
}

// remember is what is indexed and how after a change: sources in the order they were added.
func (e *Env) remember(c Change) (store.Remembered, error) {
	kept := store.Recall(e.Dir)
	if c.Semantic != nil {
		kept.NoSemantic = !*c.Semantic
	}
	roots, err := e.roots(kept.Roots, c)
	kept.Roots = roots
	return kept, err
}

func (e *Env) roots(before []string, c Change) ([]string, error) {
	roots := slices.Clone(before)
	for _, p := range c.Remove {
		name, err := SourceName(e.Dir, p)
		if err != nil {
			return nil, err
		}
		at := slices.Index(roots, name)
		if at < 0 {
			return nil, fmt.Errorf("%s is no source of this index; its sources: %s", p, strings.Join(roots, ", "))
		}
		roots = slices.Delete(roots, at, at+1)
	}
	for _, p := range c.Add {
		name, err := SourceName(e.Dir, p)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(roots, name) {
			roots = append(roots, name)
		}
	}
	if len(roots) == 0 && len(c.Remove) == 0 {
		return nil, store.ErrNoIndex
	}
	return roots, nil
}

// build writes the next generation. old, which may be nil, lends the text of files that are
// gone and is what Stats compares with.
func (e *Env) build(ctx context.Context, lock *store.Lock, kept store.Remembered, old *store.Generation, why string) (Stats, error) {
	written := time.Now()
	texts, err := read(ctx, find(e.Dir, kept.Roots, e.Config.Index.Ignore), e.Rules, old)
	if err != nil {
		return Stats{}, err
	}
	m := store.Manifest{Versions: e.versions(kept), Remembered: kept, Written: written.UnixNano()}
	s := Stats{Reason: why, Files: len(texts)}
	var docs []*store.Doc
	for _, t := range texts {
		if t.warn != "" {
			e.warn("%s", t.warn)
			s.Failed++
		}
		m.Sources = append(m.Sources, t.source)
		docs = append(docs, t.docs...)
		for _, track := range t.tracks {
			if !slices.Contains(m.Tracks, track.Name) {
				m.Tracks = append(m.Tracks, track.Name)
			}
		}
	}
	if s.Failed == len(texts) && len(docs) == 0 && len(texts) > 0 && old == nil {
		return s, errors.New("nothing could be indexed")
	}
	docs, s.Joined = join(docs)
	number(docs)
	s.compare(docs, old)

	done := 0
	counted := make(chan int, 16)
	finished := make(chan struct{})
	go func() {
		for n := range counted {
			if done += n; e.Progress != nil {
				e.Progress(done, len(docs))
			}
		}
		close(finished)
	}()
	defer func() { close(counted); <-finished }()
	b, err := lock.Build(func(n int) { counted <- n }, e.Bare)
	if err != nil {
		return s, err
	}
	b.Terms = terms(docs)
	if !kept.NoSemantic {
		if b.Vectors, err = e.embed(ctx, docs, old); err != nil {
			return s, errors.Join(err, b.Abandon())
		}
	}
	judgePending(docs, b.Vectors, e.Dictionary.Glossary())
	if err := e.write(ctx, b, docs); err != nil {
		return s, errors.Join(err, b.Abandon())
	}
	for _, d := range docs {
		s.Counts[d.Kind]++
	}
	return s, b.Commit(m)
}

// terms are the acronyms that the entries explain, each under its own key and under that of what it stands for.
func terms(docs []*store.Doc) []store.Term {
	var out []store.Term
	for _, d := range docs {
		for _, a := range readlog.Acronyms(d.Title, d.Body) {
			out = append(out, store.Term{Key: fold.Key(a.Short), Means: a.Long}, store.Term{Key: fold.Key(a.Long), Means: a.Short})
		}
	}
	return out
}

// write adds the entries, a dictionary for each chunk of text.
func (e *Env) write(ctx context.Context, b *store.Builder, docs []*store.Doc) error {
	defer segment.Use(nil)
	for len(docs) > 0 {
		n, size := 0, 0
		var texts []string
		for n < len(docs) && size < chunkBytes {
			d := docs[n]
			texts = append(texts, d.Title, d.Alias, d.Body)
			size += len(d.Body)
			n++
		}
		segment.Use(e.Dictionary.Load(texts...))
		for _, d := range docs[:n] {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := b.Add(d); err != nil {
				return err
			}
		}
		if err := b.Flush(); err != nil {
			return err
		}
		docs = docs[n:]
	}
	return ctx.Err()
}

// compare counts what differs from the generation before, by id and text.
func (s *Stats) compare(docs []*store.Doc, old *store.Generation) {
	was := map[string]int{}
	if old != nil {
		for i := range old.Table.Len() {
			was[old.Table.Row(i).ID] = i
		}
	}
	for _, d := range docs {
		i, ok := was[d.ID]
		if !ok {
			s.Added++
			continue
		}
		delete(was, d.ID)
		if r, err := old.Record(i); err != nil || r.Text != d.Text {
			s.Modified++
		}
	}
	s.Removed = len(was)
}

func failed(sources []store.Source) int {
	n := 0
	for _, s := range sources {
		if s.Problem != "" {
			n++
		}
	}
	return n
}

// Check reads every byte of the index and compares it with the log: checksums first, then each entry's id,
// lines and text. It returns what is wrong, nothing when all is well.
func Check(ctx context.Context, e *Env) ([]string, error) {
	g, err := store.Open(e.Dir)
	if errors.Is(err, store.ErrNoIndex) {
		return nil, err
	}
	if err != nil {
		return []string{err.Error()}, nil
	}
	defer g.Close()
	if err := g.Verify(); err != nil {
		return []string{err.Error()}, nil
	}
	if _, why, _ := e.due(g, nil); why != "" {
		return []string{"not up to date: " + why}, nil
	}
	texts, err := read(ctx, find(e.Dir, g.Manifest.Roots, e.Config.Index.Ignore), e.Rules, g)
	if err != nil {
		return nil, err
	}
	var docs []*store.Doc
	for _, t := range texts {
		docs = append(docs, t.docs...)
	}
	docs, _ = join(docs)
	number(docs)
	if len(docs) != g.Table.Len() {
		return []string{fmt.Sprintf("it has %d entries, the log %d", g.Table.Len(), len(docs))}, nil
	}
	var wrong []string
	for i, d := range docs {
		row := g.Table.Row(i)
		r, err := g.Record(i)
		switch {
		case err != nil:
			wrong = append(wrong, err.Error())
		case row.ID != d.ID || row.Line != d.Line || r.Text != d.Text:
			wrong = append(wrong, fmt.Sprintf("%s:%d: entry %s (%s) is not what the index has", d.Path, d.Line, d.ID, d.Title))
		}
	}
	return wrong, nil
}
