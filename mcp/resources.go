package mcp

import (
	"context"
	"fmt"
	"net/url"
	"papersearch/query"
	"slices"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// The names of resources.
const (
	logURI    = "papersearch://log"
	entryURI  = "papersearch://entry/"
	entryForm = entryURI + "{id}"
)

// listed is how many entries are listed as resources, the newest: the others are read by their ids, which search tells.
const listed = 20

func uri(id string) string { return entryURI + url.PathEscape(id) }

// resources adds what can be read.
func (s *Server) resources() {
	s.mcp.AddResource(&mcp.Resource{
		URI: logURI, Name: "log", Title: "The log", MIMEType: "text/markdown",
		Description: "What is indexed: how many entries, by month, institution and track, and the newest.",
	}, s.read)
	s.mcp.AddResourceTemplate(&mcp.ResourceTemplate{
		URITemplate: entryForm, Name: "entry", Title: "An entry", MIMEType: "text/markdown",
		Description: "An entry of the log as written, by the id that search tells.",
	}, s.read)
	s.list()
}

// list brings the listed resources up to date; clients are told when they change.
func (s *Server) list() {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := s.log.Generation()
	if name == s.known {
		return
	}
	var r *query.Result
	err := s.ask(func(q *query.Searcher, _ bool) (err error) {
		r, err = q.Search(context.Background(), query.Request{Limit: listed, Facets: []string{}})
		return err
	})
	if err != nil {
		return // the question that comes next says what is wrong
	}
	s.known = name
	var now []string
	for i := range r.Hits {
		h := &r.Hits[i]
		now = append(now, uri(h.ID))
		if !slices.Contains(s.newest, uri(h.ID)) {
			s.mcp.AddResource(&mcp.Resource{
				URI: uri(h.ID), Name: h.ID, Title: cut(h.Title, 200), MIMEType: "text/markdown",
				Description: strings.TrimSpace(fmt.Sprintf("read %s %s", h.Read, strings.Join(h.Institutions, ", "))),
			}, s.read)
		}
	}
	gone := slices.DeleteFunc(slices.Clone(s.newest), func(u string) bool { return slices.Contains(now, u) })
	if len(gone) > 0 {
		s.mcp.RemoveResources(gone...)
	}
	s.newest = now
}

// read is the text of a resource.
func (s *Server) read(ctx context.Context, req *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	var text string
	indexed := s.log.Manifest() // not while ask holds the log
	err := s.ask(func(q *query.Searcher, _ bool) (err error) {
		if req.Params.URI == logURI {
			text, err = overview(ctx, q, indexed)
			return err
		}
		id, err := url.PathUnescape(strings.TrimPrefix(req.Params.URI, entryURI))
		if err != nil {
			return mcp.ResourceNotFoundError(req.Params.URI)
		}
		found, err := q.Find(ctx, id)
		if err != nil {
			return err
		}
		if len(found) != 1 || found[0].ID != id {
			return mcp.ResourceNotFoundError(req.Params.URI)
		}
		text = found[0].Source
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: req.Params.URI, MIMEType: "text/markdown", Text: text}}}, nil
}

// complete suggests ids of entries: those that begin with what is typed, and those whose title has it.
func (s *Server) complete(ctx context.Context, req *mcp.CompleteRequest) (*mcp.CompleteResult, error) {
	out := &mcp.CompleteResult{Completion: mcp.CompletionResultDetails{Values: []string{}}}
	if req.Params.Ref == nil || req.Params.Ref.URI != entryForm || req.Params.Argument.Name != "id" {
		return out, nil
	}
	err := s.ask(func(q *query.Searcher, _ bool) error {
		found, err := q.Find(ctx, req.Params.Argument.Value)
		for _, e := range found[:min(len(found), 100)] {
			out.Completion.Values = append(out.Completion.Values, e.ID)
		}
		out.Completion.Total = len(found)
		out.Completion.HasMore = len(found) > 100
		return err
	})
	return out, err
}
