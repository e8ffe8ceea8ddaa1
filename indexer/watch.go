package indexer

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"papersearch/store"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// What Watch waits for. An editor that saves writes, renames and removes within a few milliseconds; a checkout takes longer
// and is one change too.
const (
	quiet   = 100 * time.Millisecond // without an event: the change is over
	longest = time.Second            // that a change which does not end is waited for
	// unasked is how often the sources are looked at anyway: network drives tell nothing of what others do there. polling is
	// the same where notification does not work at all.
	unasked = time.Minute
	polling = 2 * time.Second
)

// EntryChange is what happened to an entry.
type EntryChange struct {
	What  string // new, changed or removed
	Kind  store.Kind
	ID    string
	Title string
	File  string // where it is, or was
	Line  int
}

// Watch brings the index up to date whenever a source or papersearch.toml changes, until ctx ends, and tells done after each
// update, of this process or another, whose error ends it. begun is told, once, how many folders are watched, 0 when it has to poll.
//
// Folders are watched, not files: an editor replaces a file by renaming another, and what was watched is gone then.
func Watch(ctx context.Context, e *Env, begun func(folders int), done func(Stats, []EntryChange) error) error {
	e.Patient = true
	w := &watcher{env: e, done: done}
	defer w.close()
	if g, err := store.Open(e.Dir); err == nil {
		w.keep(g)
	}
	if err := w.update(ctx); err != nil {
		return err
	}
	w.follow()
	begun(len(w.folders))
	for ctx.Err() == nil {
		if !w.wait(ctx) {
			return nil
		}
		if err := w.update(ctx); err != nil {
			return err
		}
		w.follow()
	}
	return nil
}

type watcher struct {
	env     *Env
	done    func(Stats, []EntryChange) error
	notify  *fsnotify.Watcher
	folders map[string]bool   // watched
	broken  bool              // notification does not work: poll
	again   bool              // look again soon: another process was writing, or a folder is watched that was not
	seen    *store.Generation // what was told of last; nil when nothing could be read
	told    map[string]bool   // the warnings of the update before, which are not repeated
}

// quietly lends the environment a Warn that leaves out what it told in the update before; over ends the update.
func (w *watcher) quietly(e *Env) (over func()) {
	warn, now := e.Warn, map[string]bool{}
	e.Warn = func(s string) {
		if now[s] = true; !w.told[s] && warn != nil {
			warn(s)
		}
	}
	return func() { e.Warn, w.told = warn, now }
}

func (w *watcher) close() {
	if w.notify != nil {
		_ = w.notify.Close()
	}
	w.keep(nil)
}

// keep remembers what was told of.
func (w *watcher) keep(g *store.Generation) {
	if w.seen != nil && w.seen != g {
		w.seen.Close()
	}
	w.seen = g
}

// update brings the index up to date. Only that there is none, and what done says, is an error: everything else is told
// and tried again when something changes.
func (w *watcher) update(ctx context.Context) error {
	e, err := w.env.again()
	if err != nil {
		w.env.warn("%v; going on with what it said before", err)
		e = w.env
	}
	defer w.quietly(e)()
	g, stale, err := Refresh(ctx, e)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil //nolint:nilerr // told to end
	case errors.Is(err, store.ErrNoIndex):
		return err
	case err != nil:
		w.env.warn("%v", err)
		return nil
	}
	w.again = stale
	w.env = e
	var changes []EntryChange
	if w.seen == nil || w.seen.Name != g.Name {
		// Compared, not as this process has it: a search may have taken in a part.
		if changes, err = between(w.seen, g); err != nil {
			w.env.warn("%v", err)
		}
	}
	w.keep(g)
	if e.Last.Reason != "" || len(changes) > 0 {
		if err := w.done(e.Last, changes); err != nil {
			return err
		}
	}
	if g.Untidy(true) == "" {
		return nil
	}
	w.keep(nil) // so that what is merged can be cleared away
	_, err = Tidy(ctx, e, true)
	if err == nil {
		g, err = store.Open(e.Dir)
		if err == nil {
			w.keep(g)
		}
	}
	if err != nil && ctx.Err() == nil {
		w.env.warn("%v", err)
	}
	return nil
}

// between lists what the entries of now are to those of old, which may be nil, in the log's order, those that are gone at the
// end.
func between(old, now *store.Generation) ([]EntryChange, error) {
	before := map[string]uint64{}
	rows := 0
	if old != nil {
		rows = old.Table.Len()
	}
	for row := range rows {
		before[old.Table.ID(row)] = old.Table.Hash(row)
	}
	var out []EntryChange
	tell := func(what string, g *store.Generation, row int) error {
		r, err := g.Record(row)
		if err != nil {
			return err
		}
		x := g.Table.Row(row)
		out = append(out, EntryChange{what, x.Kind, g.Table.ID(row), r.Title, g.Table.String(x.File), x.Line})
		return nil
	}
	for row := range now.Table.Len() {
		id := now.Table.ID(row)
		hash, known := before[id]
		delete(before, id)
		if known && hash == now.Table.Hash(row) {
			continue
		}
		what := "new"
		if known {
			what = "changed"
		}
		if err := tell(what, now, row); err != nil {
			return nil, err
		}
	}
	for row := range rows {
		if _, gone := before[old.Table.ID(row)]; gone {
			if err := tell("removed", old, row); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// again is the environment as papersearch.toml says it now.
func (e *Env) again() (*Env, error) {
	n := e
	if now, err := store.LoadConfig(e.Dir); err != nil || now.Hash != e.Config.Hash {
		if n, err = NewEnv(e.Dir); err != nil {
			return nil, err
		}
		for _, w := range n.Config.Warnings {
			e.warn("%s", w)
		}
		n.Warn, n.Progress, n.Embedding, n.Patient = e.Warn, e.Progress, e.Embedding, e.Patient
	}
	n.Last = Stats{}
	return n, nil
}

// follow watches the folders that the sources are in now.
func (w *watcher) follow() {
	if w.broken {
		return
	}
	if w.notify == nil {
		n, err := fsnotify.NewWatcher()
		if err != nil {
			w.poll(err)
			return
		}
		w.notify, w.folders = n, map[string]bool{}
	}
	want := w.env.watched()
	for f := range want {
		if w.folders[f] {
			continue
		}
		if err := w.notify.Add(f); err != nil && !errors.Is(err, fs.ErrNotExist) {
			w.poll(err)
			return
		} else if err == nil {
			w.folders[f] = true
			w.again = true // what happened in it before it was watched is not told
		}
	}
	for f := range w.folders {
		if !want[f] {
			_ = w.notify.Remove(f) // gone already, perhaps
			delete(w.folders, f)
		}
	}
}

func (w *watcher) poll(err error) {
	w.env.warn("changes are not told here (%v): looking every %v", err, polling)
	if w.notify != nil {
		_ = w.notify.Close() // not w.close: what was told of is not to be told again as new
	}
	w.notify, w.folders, w.broken = nil, nil, true
}

// watched are the folders of the sources, and that of papersearch.toml. Links are not followed.
func (e *Env) watched() map[string]bool {
	out := map[string]bool{base(e.Dir): true}
	for _, root := range store.Recall(e.Dir).Roots {
		p := store.SourcePath(e.Dir, root)
		info, err := os.Stat(p)
		if err != nil || !info.IsDir() {
			out[filepath.Dir(p)] = true
			continue
		}
		out[filepath.Dir(p)] = true // of the folder itself, which may come again
		_ = filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return nil //nolint:nilerr // told when the log is read
			}
			if path != p && skipped(d.Name()) {
				return filepath.SkipDir
			}
			out[path] = true
			return nil
		})
	}
	return out
}

// wait returns true when a change is over, and false when ctx ends.
func (w *watcher) wait(ctx context.Context) bool {
	var events chan fsnotify.Event
	var errs chan error
	every := unasked
	if w.notify != nil {
		events, errs = w.notify.Events, w.notify.Errors
	} else {
		every = polling
	}
	if w.again {
		every = time.Second
	}
	asked := time.NewTimer(every)
	defer asked.Stop()
	var over, latest <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return false
		case <-asked.C:
			return true
		case <-over:
			return true
		case <-latest:
			return true
		case ev, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			if ev.Has(fsnotify.Remove) || ev.Has(fsnotify.Rename) {
				delete(w.folders, ev.Name) // another of its name is watched anew
			}
			if !w.concerns(ev) {
				continue
			}
			over = time.After(quiet)
			if latest == nil {
				latest = time.After(longest)
			}
		case err, ok := <-errs:
			if !ok {
				errs = nil
				continue
			}
			if errors.Is(err, fsnotify.ErrEventOverflow) {
				return true // more changes than could be told
			}
			w.env.warn("%v", err)
		}
	}
}

// concerns says whether an event may be a change of the log, and not the index's own.
func (w *watcher) concerns(ev fsnotify.Event) bool {
	if ev.Op == fsnotify.Chmod {
		return false
	}
	name := filepath.Base(ev.Name)
	if name == filepath.Base(w.env.Dir) || strings.HasPrefix(ev.Name, w.env.Dir+string(filepath.Separator)) {
		return false
	}
	return true
}
