package web

import (
	"context"
	"errors"
	"papersearch/indexer"
	"papersearch/query"
	"papersearch/store"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// How often the log is looked at. A look costs what opening the index costs, a few milliseconds; nobody is there to see
// what it finds when no page is open and nothing was asked for a while.
const (
	lookEvery = time.Second
	idleAfter = time.Minute
	// freshFor is how old a look may be that a request relies on: who saves an entry and asks gets it, and while one types a look
	// serves several questions.
	freshFor = 100 * time.Millisecond
	// lookWait is how long requests wait for a look from its beginning: long enough for one new entry, too short to be held up
	// by a log that is indexed as a whole.
	lookWait = 300 * time.Millisecond
)

// live holds the generation that answers, and replaces it when the log has changed. Requests borrow it; the one before
// is closed when the last of its borrowers is done.
type live struct {
	ctx       context.Context // ends with the server
	dir       string
	warn      func(string)
	noRefresh bool

	mu      sync.Mutex
	now     *edition
	asked   time.Time            // the last request
	looked  time.Time            // the last look at the log
	looking chan struct{}        // closed when the look under way is over; nil when none is
	began   time.Time            // when it began
	watch   map[chan string]bool // pages that want to know of new generations
	said    []string             // what the last look warned of, which is not repeated every second
}

// edition is a generation in use, with what was found on it.
type edition struct {
	gen    *store.Generation
	env    *indexer.Env
	stale  atomic.Bool
	mended atomic.Bool // it was found damaged, and built anew once
	found  *cache
	facts  sync.Once
	about  about

	users           int // under live.mu, like the next
	retired, closed bool
	idle            chan *query.Searcher
}

// idleSearchers is how many searchers of a generation are kept: more than run at once.
const idleSearchers = 64

func newEdition(g *store.Generation, env *indexer.Env, stale bool) *edition {
	e := &edition{gen: g, env: env, found: newCache(cacheBytes), idle: make(chan *query.Searcher, idleSearchers)}
	e.stale.Store(stale)
	return e
}

// key names an answer in found: the same question on another day may have another answer, as 上周 does.
func (e *edition) key(path string, p *params) string {
	return path + "?" + p.encode() + strconv.FormatBool(e.stale.Load()) + time.Now().Format(time.DateOnly)
}

// searcher takes one from the idle or makes one; give it back with done.
func (e *edition) searcher() *query.Searcher {
	select {
	case s := <-e.idle:
		return s
	default:
		return query.New(e.gen, e.env.Dictionary, e.env.Rules)
	}
}

func (e *edition) done(s *query.Searcher) {
	select {
	case e.idle <- s:
	default:
	}
}

// borrow returns the generation to answer from, and what gives it back. It is at most freshFor old, but while the log is indexed
// for longer than lookWait.
func (l *live) borrow(ctx context.Context) (*edition, func()) {
	l.mu.Lock()
	old := time.Since(l.looked) > freshFor
	l.asked = time.Now()
	l.mu.Unlock()
	if old && !l.noRefresh {
		over, began := l.look()
		select {
		case <-over:
		case <-time.After(lookWait - time.Since(began)):
		case <-ctx.Done():
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.now
	e.users++
	return e, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		e.users--
		e.closeUnused()
	}
}

// closeUnused closes a generation that was replaced and has no borrower. The caller holds live.mu.
func (e *edition) closeUnused() {
	if e.retired && e.users == 0 && !e.closed {
		e.closed = true
		e.gen.Close()
	}
}

// run looks at the log every lookEvery while somebody is there, until the server ends.
func (l *live) run() {
	if l.noRefresh {
		return
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-l.ctx.Done():
			return
		case <-tick.C:
		}
		l.mu.Lock()
		away := len(l.watch) == 0 && time.Since(l.asked) > idleAfter
		l.mu.Unlock()
		if !away {
			over, _ := l.look()
			<-over
		}
	}
}

// look brings the index up to date in the background, unless that is under way; the channel is closed when it is over.
func (l *live) look() (over chan struct{}, began time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.looking != nil {
		return l.looking, l.began
	}
	over = make(chan struct{})
	l.looking, l.began = over, time.Now()
	go func() {
		l.refresh()
		l.mu.Lock()
		l.looked, l.looking = time.Now(), nil
		l.mu.Unlock()
		close(over)
	}()
	return over, l.began
}

// refresh opens the newest generation and puts it in place of the one that answers.
func (l *live) refresh() {
	l.mu.Lock()
	was := l.now
	l.mu.Unlock()
	var said warnings
	defer func() { l.say(said.list) }()
	env, err := l.environment(was.env)
	if err != nil {
		said.add(err.Error() + ": going on with the papersearch.toml before")
		env = was.env
	} else if env != was.env {
		for _, w := range env.Config.Warnings {
			said.add(w)
		}
	}
	if damage := was.gen.Damaged(); damage != nil && !was.mended.Swap(true) {
		said.add("building the index anew: " + damage.Error())
		if _, err := indexer.Index(l.ctx, env, indexer.Change{Rebuild: true}); err != nil {
			said.add(err.Error())
		}
	}
	env.Last = indexer.Stats{}
	env.Warn = said.add
	g, stale, err := indexer.Refresh(l.ctx, env)
	switch {
	case errors.Is(err, context.Canceled):
		return
	case err != nil:
		said.add(err.Error() + ": answering from the index as it was")
		was.stale.Store(true)
		return
	}
	updated := env.Last.Reason != ""
	l.replace(was, newEdition(g, env, stale))
	if updated { // nobody waits for it here
		if _, err := indexer.Tidy(l.ctx, env, false); err != nil && l.ctx.Err() == nil {
			said.add(err.Error())
		}
	}
}

// warnings collects what one look warns of, from any goroutine.
type warnings struct {
	mu   sync.Mutex
	list []string
}

func (w *warnings) add(s string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, s)
}

// replace puts next in the place of was, unless it is the same, and tells the pages.
func (l *live) replace(was, next *edition) {
	l.mu.Lock()
	defer l.mu.Unlock()
	same := next.gen.Name == was.gen.Name
	if same && next.stale.Load() == was.stale.Load() && next.env == was.env {
		next.gen.Close()
		return
	}
	l.now = next
	was.retired = true
	was.closeUnused()
	for page := range l.watch {
		if same {
			break
		}
		select {
		case page <- next.gen.Name:
		default: // it has one to read, and reads what is newest then
		}
	}
}

// environment is that of before, or a new one where papersearch.toml has changed.
func (l *live) environment(before *indexer.Env) (*indexer.Env, error) {
	c, err := store.LoadConfig(l.dir)
	if err == nil && c.Hash == before.Config.Hash {
		return before, nil
	}
	if err != nil {
		return nil, err
	}
	return indexer.NewEnv(l.dir)
}

// say tells what a look warns of and the one before did not.
func (l *live) say(list []string) {
	l.mu.Lock()
	before := l.said
	l.said = list
	l.mu.Unlock()
	for i, s := range list {
		if l.warn != nil && !slices.Contains(before, s) && !slices.Contains(list[:i], s) {
			l.warn(s)
		}
	}
}

// name is that of the generation that answers.
func (l *live) name() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now.gen.Name
}

// follow adds a page that wants the names of new generations; it fails when there are too many.
func (l *live) follow() (names chan string, end func(), ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.watch) >= maxPages {
		return nil, nil, false
	}
	names = make(chan string, 1)
	l.watch[names] = true
	return names, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.watch, names)
	}, true
}

// close gives the generation up once nobody has it.
func (l *live) close() {
	l.mu.Lock()
	over := l.looking
	l.mu.Unlock()
	if over != nil {
		<-over
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now.retired = true
	l.now.closeUnused()
}
