// Package live answers: which searcher knows the log as it is now? It is for programs that stay, as browse and mcp do, and ask
// many questions while the log is written.
package live

import (
	"context"
	"papersearch/indexer"
	"papersearch/query"
	"papersearch/store"
	"slices"
	"sync"
)

// Log is a log that is asked again and again. Its methods are safe for concurrent use; questions are answered one after the other.
type Log struct {
	dir string
	Options

	refreshing sync.Mutex // held while the sources are looked at
	told       []string   // warnings of the last look, which are not repeated

	mu       sync.Mutex // guards what follows
	gen      *store.Generation
	config   string // hash of papersearch.toml
	searcher *query.Searcher
	stale    bool
	closed   bool
}

// Options are how a log is kept.
type Options struct {
	Warn     func(string)          // what the user should know, a line each, from any goroutine; may be nil
	Progress func(done, total int) // entries indexed, from any goroutine; may be nil
	Told     []string              // what Warn need not say again
	Frozen   bool                  // Refresh does not look whether the files have changed
}

// Open brings the index in the container dir up to date and opens it. The error is store.ErrNoIndex when nothing was indexed yet.
func Open(ctx context.Context, dir string, o Options) (*Log, error) {
	l := &Log{dir: dir, Options: o, told: o.Told}
	if _, err := l.Refresh(ctx); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// Refresh brings the log up to date with its files and papersearch.toml. changed says that what Do sees is new. While entries
// are indexed, Do answers from what was there before. After an error it still does.
func (l *Log) Refresh(ctx context.Context) (changed bool, err error) {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	if l.Frozen && l.searcher != nil {
		return false, nil
	}
	env, err := indexer.NewEnv(l.dir) // each time: it reads papersearch.toml
	if err != nil {
		return false, err
	}
	var mu sync.Mutex
	var said []string
	env.Warn = func(s string) {
		mu.Lock()
		defer mu.Unlock()
		if said = append(said, s); l.Warn != nil && !slices.Contains(l.told, s) {
			l.Warn(s)
		}
	}
	for _, w := range env.Config.Warnings {
		env.Warn(w)
	}
	env.Progress = l.Progress
	if err := l.repair(ctx, env); err != nil {
		return false, err
	}
	var g *store.Generation
	var stale bool
	if l.Frozen {
		g, err = store.Open(l.dir)
	} else {
		g, stale, err = indexer.Refresh(ctx, env)
	}
	l.told = said
	if err != nil {
		return false, err
	}
	changed, err = l.adopt(g, env, stale)
	if err != nil || env.Last.Reason == "" {
		return changed, err
	}
	// What updates have left lying is merged once in a dozen of them.
	why, err := indexer.Tidy(ctx, env, false)
	if err == nil && why != "" {
		if g, err = store.Open(l.dir); err == nil {
			_, err = l.adopt(g, env, stale)
		}
	}
	if err != nil && ctx.Err() == nil {
		env.Warn(err.Error()) // what was adopted answers all the same
	}
	return changed, nil
}

// repair builds the index anew when an answer has met damage in it that nothing but reading tells.
func (l *Log) repair(ctx context.Context, env *indexer.Env) error {
	l.mu.Lock()
	damage := error(nil)
	if l.gen != nil && !l.closed {
		damage = l.gen.Damaged()
	}
	l.mu.Unlock()
	if damage == nil {
		return nil
	}
	env.Warn("building the index anew: " + damage.Error())
	_, err := indexer.Index(ctx, env, indexer.Change{Rebuild: true})
	return err
}

// adopt makes a generation the one that Do asks, if it is another one.
func (l *Log) adopt(g *store.Generation, env *indexer.Env, stale bool) (changed bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false, g.Close()
	}
	l.stale = stale
	if l.gen != nil && l.gen.Name == g.Name && l.config == env.Config.Hash {
		return false, g.Close()
	}
	old := l.gen
	l.gen, l.config, l.searcher = g, env.Config.Hash, query.New(g, env.Dictionary, env.Rules)
	if old != nil {
		old.Close()
	}
	return true, nil
}

// Do calls ask with a searcher, which it must not keep; nor may it call other methods of the log. stale says that the files have
// changed since. The error is that of ask, or the damage that was met in the index, which the next Refresh repairs.
func (l *Log) Do(ask func(s *query.Searcher, stale bool) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return context.Canceled
	}
	err := ask(l.searcher, l.stale)
	if damage := l.gen.Damaged(); damage != nil {
		return damage
	}
	return err
}

// Manifest describes what is indexed.
func (l *Log) Manifest() store.Manifest {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.gen.Manifest
}

// Generation names what Do sees: another name, other entries.
func (l *Log) Generation() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.gen.Name + l.config
}

// Path is where a file of an entry lies.
func (l *Log) Path(file string) string { return store.SourcePath(l.dir, file) }

// Close waits for the question that is being answered and closes the index.
func (l *Log) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.gen != nil && !l.closed {
		l.gen.Close()
	}
	l.closed = true
}
