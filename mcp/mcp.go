// Package mcp answers: how does an assistant ask the log? It speaks the Model Context Protocol: tools that search, show, count
// and relate entries, list what is to be read and tell the history, and entries as resources.
//
// Answers are short enough for a context window. A search gives passages and ids, never whole entries; show gives an entry in
// pieces; what is left out is counted, and the next question that gets it is named. Every question sees the log as it is now.
// Nothing changes the log.
package mcp

import (
	"context"
	"errors"
	"fmt"
	"papersearch/internal/live"
	"papersearch/query"
	"papersearch/report"
	"papersearch/store"
	"strings"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// instructions are what an assistant is told about the server.
const instructions = `papersearch searches the user's own log of papers read: Markdown, in Chinese, English or both. ` +
	`Ask in either language, whatever the log is in; each finds the other. Words rank, "phrases" must be there, -words must not; ` +
	`filters stand in arguments or in the query, as in track:GNN or month:2024-01. ` +
	`search gives passages and ids; show with an id gives the entry as written; related gives what is near to it; ` +
	`facets says which months, institutions and tracks there are; todo lists what is still to be read; stats tells the reading history. ` +
	`Quote an entry by title with file and line. What is not found here the user has not read.`

// Server answers questions about a log.
type Server struct {
	log    *live.Log
	mcp    *mcp.Server
	warn   func(string)
	mu     sync.Mutex
	newest []string // URIs of the resources that are listed
	known  string   // the generation they are of
}

// New returns a server on a log, which must stay open as long as it is used. warn, which may be nil, is told what goes wrong
// beside the answers, a line each.
func New(log *live.Log, version string, warn func(string)) *Server {
	s := &Server{log: log, warn: warn}
	s.mcp = mcp.NewServer(&mcp.Implementation{Name: "papersearch", Title: "papersearch", Version: version}, &mcp.ServerOptions{
		Instructions:      instructions,
		CompletionHandler: s.complete,
		Capabilities:      &mcp.ServerCapabilities{}, // no logging: stderr has it
	})
	s.mcp.AddReceivingMiddleware(s.refreshed)
	s.tools()
	s.resources()
	return s
}

// Serve answers on a transport until the other side hangs up (nil) or ctx ends (its error).
func (s *Server) Serve(ctx context.Context, t mcp.Transport) error {
	return s.mcp.Run(ctx, t)
}

// refreshed brings the log up to date before a question is answered. What goes wrong with that is told beside the answer, which
// then comes from what was known.
func (s *Server) refreshed(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, req mcp.Request) (mcp.Result, error) {
		if asks(method) {
			if _, err := s.log.Refresh(ctx); err != nil && ctx.Err() == nil && s.warn != nil {
				s.warn(err.Error())
			}
			s.list()
		}
		return next(ctx, method, req)
	}
}

// asks says whether a method wants to know something of the log.
func asks(method string) bool {
	return method == "tools/call" || strings.HasPrefix(method, "resources/") || strings.HasPrefix(method, "completion/")
}

// ask calls do with a searcher and makes its error one that the assistant can act on.
func (s *Server) ask(do func(s *query.Searcher, stale bool) error) error {
	return s.log.Do(do)
}

// one finds the entry that a reference means.
func one(ctx context.Context, s *query.Searcher, ref string) (*query.Entry, error) {
	found, err := s.Find(ctx, ref)
	if err == nil && len(found) == 0 {
		found, err = s.FindNear(ctx, ref)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case strings.TrimSpace(ref) == "":
		return nil, errors.New("ref is empty: it is an id, a title, an alias, or words of the title")
	case len(found) == 0:
		return nil, fmt.Errorf("no entry is called %q: look for it with search, and use the id of a hit", cut(ref, 100))
	case len(found) > 1:
		var b strings.Builder
		for i, e := range found {
			if i == maxNamed {
				fmt.Fprintf(&b, "\n… and %d more", len(found)-i)
				break
			}
			fmt.Fprintf(&b, "\n%s  %s  %s:%d  %s", e.ID, e.Read, e.File, e.Line, e.Title)
		}
		return nil, fmt.Errorf("%q means %d entries; use the id of one:%s", cut(ref, 100), len(found), &b)
	}
	return found[0], nil
}

// maxNamed is how many entries a message names.
const maxNamed = 10

// cut takes the first n runes of s.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// overview says what is indexed, in a few lines of Markdown.
func overview(ctx context.Context, s *query.Searcher, m store.Manifest) (string, error) {
	r, err := s.Search(ctx, query.Request{Limit: listed})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# The log\n\n%s, %s, %s from %s.\n", report.Plural(m.Counts[store.Paper], "paper"), report.Plural(m.Counts[store.Note], "note"),
		report.Plural(m.Counts[store.Todo], "pending item"), report.Plural(len(m.Sources), "file"))
	for _, f := range query.DefaultFacets {
		fmt.Fprintf(&b, "\n%s: ", f)
		for i, c := range r.Facets[f] {
			if i == maxNamed {
				fmt.Fprintf(&b, ", and %d more", len(r.Facets[f])-i)
				break
			}
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "%s (%d)", c.Value, c.Count)
		}
		b.WriteString("\n")
	}
	b.WriteString("\n## Newest entries\n\n")
	for _, h := range r.Hits {
		fmt.Fprintf(&b, "- %s %s <%s>\n", h.Read, h.Title, uri(h.ID))
	}
	return b.String(), nil
}
