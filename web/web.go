// Package web answers: how is a log looked at in a browser, and asked by another program on the same machine?
//
// A Server is a page and a JSON interface over package query, nothing more: the URL is the query, a page is made anew for
// each and works without JavaScript, and /api/v1/ has the schemas that --json prints. Who may ask is in guard.go, which
// generation answers in live.go, what a URL may ask for in params.go; pages are html/template, charts SVG, and all of it
// is in the program.
package web

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"papersearch/indexer"
	"papersearch/store"
	"runtime"
	"strings"
	"time"

	"golang.org/x/net/netutil"
	"golang.org/x/sync/semaphore"
)

// Options say what is served and to whom. Generation and Env are needed.
type Options struct {
	Generation *store.Generation // the server's from now on: it closes it
	Env        *indexer.Env      // of its index; the server's from now on
	Stale      bool              // the generation is older than the log
	NoRefresh  bool              // never look whether the log has changed
	Token      string            // asked of everyone; "" for none, on loopback only
	Hosts      []string          // names by which the server may be called besides its own
	Network    bool              // listens on more than loopback
	Warn       func(string)      // for the user at the terminal, a line each; may be nil
	Warned     []string          // what it need not say again
}

// The limits of a connection. A client that sends or reads slowly holds one of maxConnections, no more, and not for long.
const (
	headerTimeout  = 5 * time.Second
	readTimeout    = 10 * time.Second
	writeTimeout   = 30 * time.Second
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 32 << 10
	maxConnections = 512
	maxPages       = 128              // that wait for new entries
	answerTimeout  = 10 * time.Second // for one request, waiting for a free core included
	stopTimeout    = 3 * time.Second
)

// apiPath is where the JSON is.
const apiPath = "/api/v1/"

// Server answers on one index. Its methods are safe for concurrent use; Close ends it.
type Server struct {
	live    *live
	end     context.CancelFunc
	cores   *semaphore.Weighted // searches that run at once: more would only share the cores, and memory
	handler http.Handler
}

// New makes a server of an open generation, and begins to look after it.
func New(o Options) *Server {
	ctx, end := context.WithCancel(context.Background())
	s := &Server{
		end:   end,
		cores: semaphore.NewWeighted(int64(runtime.GOMAXPROCS(0))),
		live: &live{
			ctx: ctx, dir: o.Env.Dir, warn: o.Warn, said: o.Warned, noRefresh: o.NoRefresh, watch: map[chan string]bool{},
			now: newEdition(o.Generation, o.Env, o.Stale), looked: time.Now(),
		},
	}
	g := &guard{token: o.Token, local: !o.Network, next: s.routes()}
	for _, h := range o.Hosts {
		g.hosts = append(g.hosts, strings.ToLower(h))
	}
	s.handler = g
	go s.live.run()
	return s
}

// Handler answers requests.
func (s *Server) Handler() http.Handler { return s.handler }

// Close ends what waits for new entries and gives the generation up once no request uses it.
func (s *Server) Close() {
	s.end()
	s.live.close()
}

// Serve answers on l until ctx is done, then lets the requests that are under way finish. It returns nil when it was
// told to stop.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler: s.handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: log.New(discard{}, "", 0), // what clients do wrong is told to them
	}
	over := make(chan error, 1)
	go func() { over <- server.Serve(netutil.LimitListener(l, maxConnections)) }()
	select {
	case err := <-over:
		return err
	case <-ctx.Done():
	}
	s.end() // pages that wait for new entries would be waited for
	wait, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	if err := server.Shutdown(wait); errors.Is(err, context.DeadlineExceeded) {
		_ = server.Close()
	}
	if err := <-over; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// routes are what can be asked for.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", s.searchPage)
	mux.HandleFunc("/entry/{ref}", s.entryPage)
	mux.HandleFunc("/todo", s.todoPage)
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusSeeOther) })
	mux.HandleFunc(apiPath+"search", s.api(searchParams, s.search))
	mux.HandleFunc(apiPath+"facets", s.api(facetsParams, s.facets))
	mux.HandleFunc(apiPath+"show", s.api(showParams, s.show))
	mux.HandleFunc(apiPath+"related", s.api(relatedParams, s.related))
	mux.HandleFunc(apiPath+"todo", s.api(todoParams, s.todo))
	mux.HandleFunc(apiPath+"events", s.events)
	mux.HandleFunc(apiPath+"openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		sendFile(w, "openapi.json")
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if asset(w, r) {
			return
		}
		refuse(w, r, http.StatusNotFound, "there is nothing at "+shorten(r.URL.Path))
	})
	return mux
}

// work borrows the generation and a core for the time of do.
func (s *Server) work(r *http.Request, do func(context.Context, *edition) error) error {
	ctx, cancel := context.WithTimeout(r.Context(), answerTimeout)
	defer cancel()
	e, back := s.live.borrow(ctx)
	defer back()
	if err := s.cores.Acquire(ctx, 1); err != nil {
		return err
	}
	defer s.cores.Release(1)
	return do(ctx, e)
}
