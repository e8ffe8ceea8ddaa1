// Package indexer answers: a log has changed, what must be done so that the next search knows?
//
// Index adds and removes sources; Refresh is called by every reading command and brings the index up to date
// first. Both build the next generation beside the current one, so that a search never waits and a killed
// process loses nothing. Entries that did not change are taken over: they are neither judged nor analyzed nor embedded nor
// written again.
package indexer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"papersearch/readlog"
	"papersearch/segment"
	"papersearch/semantic"
	"papersearch/store"
	"slices"
	"strings"
	"sync"
	"time"
)

// How long another writer is waited for: by Index, which says so and can be interrupted, as long as a first index of a very large
// log may take on a slow machine; by Refresh when there is nothing to read meanwhile; by Refresh otherwise, since an update of a
// few entries takes less, and then the answer has them.
const (
	asked    = 10 * time.Minute
	patience = 30 * time.Second
	briefly  = 50 * time.Millisecond
)

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

	Patient bool // Refresh builds anew however long it takes

	Last Stats // what the last update did; Reason is "" before the first

	clearing *sync.WaitGroup // old generations are being removed; shared by copies
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
	dict := segment.NewDictionary(c.Words, groups)
	return &Env{
		Dir: dir, Config: c, clearing: new(sync.WaitGroup),
		Dictionary: dict,
		Rules:      readlog.NewRules(c.Tracks, c.Institutions).WithMeanings(dict.Glossary().Kinds).WithWords(dict.Has),
	}, nil
}

// Wait returns when what the updates so far left behind is cleared away and the index is free for another writer. Refresh does
// that beside its caller; a process that ends without waiting leaves it to the next.
func (e *Env) Wait() { e.clearing.Wait() }

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
// the reason already told to Warn: another process is writing, the folder cannot be written, a file cannot be
// read, or a new version would take long to build. The error is store.ErrNoIndex when nothing was indexed yet.
func Refresh(ctx context.Context, e *Env) (g *store.Generation, stale bool, err error) {
	g, err = store.Open(e.Dir)
	if errors.Is(err, store.ErrNoIndex) || errors.Is(err, fs.ErrPermission) {
		return nil, false, e.notOpened(err)
	}
	d := e.due(g, err)
	if d.why == "" {
		if d.touched {
			e.note(ctx, d, g)
		}
		return g, d.unread != "", nil
	}
	if g != nil && d.anew && !e.Patient && time.Duration(g.Table.Len())*time.Second/perSecond > tolerable {
		e.warn("the index has to be built anew (%s), which takes a while: run `papersearch index`", d.why)
		return g, true, nil
	}
	if len(d.kept.Roots) == 0 {
		if g != nil {
			g.Close()
			return nil, false, fmt.Errorf("the index at %s has no sources any more: run `papersearch index PATH` with the file or folder of your log", e.Dir)
		}
		return nil, false, fmt.Errorf("the index at %s is damaged (%s) and does not say what it was made of: run `papersearch index PATH` again", e.Dir, d.why)
	}
	return e.refresh(ctx, g, d)
}

// notOpened is the error of an index that building anew would not mend: there is none, or it may not be read.
func (e *Env) notOpened(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("the index at %s cannot be read: %w", e.Dir, err)
	}
	return err
}

// refresh builds what is due; g, which may be nil, answers when that cannot be done.
func (e *Env) refresh(ctx context.Context, g *store.Generation, d due) (*store.Generation, bool, error) {
	e.Wait()
	wait := briefly
	if g == nil {
		wait = patience
	}
	lock, err := store.Acquire(ctx, e.Dir, wait)
	if err != nil {
		if g == nil {
			return nil, false, fmt.Errorf("the index must be built anew (%s): %w", d.why, err)
		}
		if errors.Is(err, store.ErrLocked) || unwritable(err) {
			e.warn("%s, but %v: answering from the index as it was", d.why, e.cannotWrite(err))
		} else {
			e.warn("%s, but the index cannot be brought up to date (%v): answering from it as it was", d.why, err)
		}
		return g, true, nil
	}
	release := func() { _ = lock.Release() }
	defer func() { release() }()
	if g == nil || !g.Current() {
		// Another writer was here between our look and our lock.
		if now, err := store.Open(e.Dir); err == nil {
			if g != nil {
				g.Close()
			}
			g = now
			if d = e.due(g, nil); d.why == "" {
				return g, d.unread != "", nil
			}
		}
	}
	if d.anew {
		e.warn("building the index anew: %s", d.why)
	}
	_, err = e.buildSurely(ctx, lock, d, g)
	if err != nil {
		if g != nil && ctx.Err() == nil {
			e.warn("%s, but %v: answering from the index as it was", d.why, e.cannotWrite(err))
			return g, true, nil
		}
		if g != nil {
			g.Close()
		}
		return nil, false, err
	}
	e.clearing.Go(release) // which takes as long as opening, and as an answer
	release = func() {}
	var now *store.Generation
	if g == nil {
		now, err = store.Open(e.Dir)
	} else {
		now, err = store.OpenAfter(g)
		go g.Close()
	}
	return now, err == nil && unread(now.Manifest.Sources), err
}

// unread says whether there is a source that was read once, and could not be read again.
func unread(sources []store.Source) bool {
	return slices.ContainsFunc(sources, func(s store.Source) bool { return s.Entries > 0 && strings.HasPrefix(s.Problem, cannotRead) })
}

// buildSurely builds what is due. What old lends may turn out to be wrong: then it lends only the text of files that are
// gone, and vectors, and if those are wrong too, nothing.
func (e *Env) buildSurely(ctx context.Context, lock *store.Lock, d due, old *store.Generation) (Stats, error) {
	if old != nil && old.Damaged() != nil {
		old = nil
	}
	for {
		d.anew = d.anew || old == nil
		s, err := e.build(ctx, lock, d, old)
		var damage *store.Damage
		if !errors.As(err, &damage) || old == nil || ctx.Err() != nil {
			return s, err
		}
		if d.anew || old.Damaged() != nil {
			old = nil
		} else {
			e.warn("building the index anew: %v", damage)
		}
		d.anew, d.why = true, damage.Error()
	}
}

// note writes down that files whose times have changed say what they said, so that they need not be read at every start. It
// is for comfort: where it cannot be done, nothing is said.
func (e *Env) note(ctx context.Context, d due, g *store.Generation) {
	lock, err := store.Acquire(ctx, e.Dir, 0)
	if err != nil {
		return
	}
	defer lock.Release()
	if g.Current() {
		d.why = filesTouched
		_, _ = e.build(ctx, lock, d, g)
	}
}

// filesTouched is the reason of an update that reads nothing new.
const filesTouched = "files were touched"

// due is what the index is made of, and why it must be brought up to date.
type due struct {
	kept    store.Remembered
	why     string // "" when it need not
	anew    bool   // nothing can be taken over: it is damaged, or papersearch or its configuration has changed
	touched bool   // see changes
	unread  string // a file that cannot be read, and why; "" when all that are there can
	look    look   // of the files, when it was not damage that decided
}

// lends is the generation whose rows may be kept: none when all is due anew.
func (d *due) lends(old *store.Generation) *store.Generation {
	if d.anew {
		return nil
	}
	return old
}

// due finds out what is due for the generation g, or, with openErr, for one that does not open.
func (e *Env) due(g *store.Generation, openErr error) due {
	if openErr != nil {
		return due{kept: store.Recall(e.Dir), why: openErr.Error(), anew: true}
	}
	m := &g.Manifest
	d := due{kept: m.Remembered, look: e.look(m.Roots)}
	lacking := map[string]bool{} // the sources that were read once, and could not be read again
	for i := range m.Sources {
		if s := &m.Sources[i]; s.Kept && s.Entries > 0 {
			lacking[s.Path] = true
		}
	}
	for _, f := range d.look.files {
		if lacking[f.name] && !f.gone {
			if err := f.unreadable(); err != nil {
				d.unread = fmt.Sprintf("%s cannot be read (%v)", f.name, reason(err))
				e.warn("%s; searching its text as last read", d.unread)
			}
		}
		if f.gone {
			e.warn("%s is not there any more; searching its text as last read (`papersearch index --remove %s` forgets it)", f.name, f.name)
		}
	}
	if err := g.Damaged(); err != nil {
		d.why = err.Error()
	} else if g.NoVectors != nil {
		d.why = g.NoVectors.Error()
	} else if d.why = m.Versions.Differs(e.versions(m.Remembered)); d.why == "" && m.Worn() {
		d.why = "it has been brought up to date many times"
	}
	if d.why != "" {
		d.anew = true
		return d
	}
	c := changed(m, d.look.files)
	d.why, d.touched = c.why, c.touched
	return d
}

// Change is what Index is asked for.
type Change struct {
	Add, Remove []string // paths
	Rebuild     bool
	Semantic    *bool // with vectors or without, from now on; nil leaves it
}

// Index brings the index up to date with its sources after adding and removing some. A container that does
// not exist is made. A file that is no text becomes no source, which is told and counted as failed. The error is
// store.ErrNoIndex when there is nothing to index.
func Index(ctx context.Context, e *Env, c Change) (Stats, error) {
	for _, p := range c.Add {
		if err := CheckPath(p); err != nil {
			return Stats{}, err
		}
	}
	refused, err := e.refuse(&c)
	if err != nil {
		return Stats{Failed: refused}, err
	}
	s, err := index(ctx, e, c)
	s.Failed += refused
	if unwritable(err) {
		err = fmt.Errorf("%w: ask for the right to, or keep an index elsewhere: `papersearch index --index DIR PATH`", e.cannotWrite(err))
	}
	return s, err
}

// refuse leaves out of a change the files that are no text and no sources yet. Once they were, each search would say so.
func (e *Env) refuse(c *Change) (refused int, err error) {
	roots := store.Recall(e.Dir).Roots
	var add []string
	for _, p := range c.Add {
		name, err := SourceName(e.Dir, p)
		if err != nil {
			return 0, err
		}
		if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() && !slices.Contains(roots, name) {
			data, err := os.ReadFile(p)
			if err == nil {
				_, _, err = readlog.Decode(data)
			}
			if err != nil {
				e.warn("%s: not indexed: %v", name, reason(err))
				refused++
				continue
			}
		}
		add = append(add, p)
	}
	c.Add = add
	if refused > 0 && len(add)+len(c.Remove) == 0 && !c.Rebuild && c.Semantic == nil {
		return refused, errors.New("nothing could be indexed")
	}
	return refused, nil
}

func index(ctx context.Context, e *Env, c Change) (Stats, error) {
	if _, err := e.remember(c); err != nil {
		return Stats{}, err // before anything is made or waited for
	}
	start := time.Now()
	lock, err := store.Acquire(ctx, e.Dir, 0)
	if errors.Is(err, store.ErrLocked) {
		e.warn("%v: waiting for it (Ctrl-C gives up)", err)
		lock, err = store.Acquire(ctx, e.Dir, asked)
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
	d := due{kept: kept, why: "asked for", anew: c.Rebuild}
	switch {
	case err != nil && !errors.Is(err, store.ErrNoIndex):
		d.why, d.anew = err.Error(), true
		e.warn("building the index anew: %s", d.why)
	case g != nil:
		now := e.due(g, nil)
		d.anew = d.anew || now.anew || kept.NoSemantic != g.Manifest.NoSemantic
		if !c.Rebuild && slices.Equal(kept.Roots, g.Manifest.Roots) && kept.NoSemantic == g.Manifest.NoSemantic {
			if now.why == "" {
				if now.touched {
					now.why = filesTouched
					_, _ = e.build(ctx, lock, now, g)
				}
				return Stats{Counts: g.Manifest.Counts, Files: len(g.Manifest.Sources), Failed: failed(g.Manifest.Sources)}, nil
			}
			d.why = now.why
		}
	}
	s, err := e.buildSurely(ctx, lock, d, g)
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

func failed(sources []store.Source) int {
	n := 0
	for _, s := range sources {
		if s.Problem != "" {
			n++
		}
	}
	return n
}
