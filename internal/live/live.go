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
	dir  string
	warn func(string)

	refreshing sync.Mutex // held while the sources are looked at
	told       []string   // warnings of the last look, which are not repeated

	mu       sync.Mutex // guards what follows
	gen      *store.Generation
	config   string // hash of papersearch.toml
	searcher *query.Searcher
	stale    bool
	closed   bool
}

// Open brings the index in the container dir up to date and opens it. warn, which may be nil, gets what the user should know, a
// line each, also later and from any goroutine. The error is store.ErrNoIndex when nothing was indexed yet.
func Open(ctx context.Context, dir string, warn func(string)) (*Log, error) {
	l := &Log{dir: dir, warn: warn}
	_, err := l.Refresh(ctx)
	return l, err
}

// Refresh brings the log up to date with its files and papersearch.toml. changed says that what Do sees is new. While entries
// are indexed, Do answers from what was there before. After an error it still does.
func (l *Log) Refresh(ctx context.Context) (changed bool, err error) {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	env, err := indexer.NewEnv(l.dir) // each time: it reads papersearch.toml
	if err != nil {
		return false, err
	}
	var mu sync.Mutex
	var said []string
	env.Warn = func(s string) {
		mu.Lock()
		defer mu.Unlock()
		if said = append(said, s); l.warn != nil && !slices.Contains(l.told, s) {
			l.warn(s)
		}
	}
	for _, w := range env.Config.Warnings {
		env.Warn(w)
	}
	g, stale, err := indexer.Refresh(ctx, env)
	l.told = said
	if err != nil {
		return false, err
	}
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

// Do calls ask with a searcher, which it must not keep. stale says that the files have changed since.
func (l *Log) Do(ask func(s *query.Searcher, stale bool) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return context.Canceled
	}
	return ask(l.searcher, l.stale)
}

// Manifest describes what is indexed.
func (l *Log) Manifest() store.Manifest {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.gen.Manifest
}

// Path is where a file of an entry lies.
func (l *Log) Path(file string) string { return indexer.SourcePath(l.dir, file) }

// Close waits for the question that is being answered and closes the index.
func (l *Log) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.gen != nil && !l.closed {
		l.gen.Close()
	}
	l.closed = true
}
