package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"papersearch/query"
	"papersearch/report"
	"papersearch/store"
	"slices"
	"strconv"
	"strings"
)

// The parameters of each question, named as the flags of its command.
var (
	searchParams  = slices.Concat([]string{"q"}, filterNames, []string{"sort", "limit", "lexical", "semantic", "explain", "no-facets"})
	facetsParams  = slices.Concat([]string{"q", "facet"}, filterNames, []string{"limit"})
	showParams    = []string{"ref", "q", "explain"}
	relatedParams = slices.Concat([]string{"ref", "q"}, filterNames, []string{"limit"})
	todoParams    = slices.Concat([]string{"q"}, filterNames, []string{"state", "next", "limit"})
)

// defaultLimit is how many hits the API returns when not told, as on the command line.
const defaultLimit = 10

// question computes an answer that is sent as JSON.
type question func(context.Context, *query.Searcher, *edition, *params) (any, error)

// api reads the parameters, answers from the cache or asks, and sends one JSON value.
func (s *Server) api(known []string, ask question) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p, err := readParams(r.URL.RawQuery, known)
		if err != nil {
			fail(w, r, err)
			return
		}
		var body []byte
		err = s.work(r, func(ctx context.Context, e *edition) error {
			key := e.key(r.URL.Path, p)
			var ok bool
			if body, ok = e.found.get(key); ok {
				return nil
			}
			searcher := e.searcher()
			defer e.done(searcher)
			a, err := ask(ctx, searcher, e, p)
			if err != nil {
				return err
			}
			if body, err = encode(a); err == nil {
				e.found.put(key, body)
			}
			return err
		})
		if err != nil {
			fail(w, r, err)
			return
		}
		sendJSON(w, http.StatusOK, body)
	}
}

// encode writes a value as --json does.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

func sendJSON(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func (s *Server) search(ctx context.Context, q *query.Searcher, e *edition, p *params) (any, error) {
	req := p.request()
	if p.limit < 0 {
		req.Limit = defaultLimit
	}
	if p.plain {
		req.Facets = []string{}
	}
	if why := q.WordsOnly(); p.mode == query.Semantic && why != "" {
		return nil, &paramError{status: http.StatusConflict, text: "semantic: " + why}
	}
	r, err := q.Search(ctx, req)
	if err == nil {
		r.Stale = e.stale.Load()
	}
	return r, err
}

func (s *Server) facets(ctx context.Context, q *query.Searcher, _ *edition, p *params) (any, error) {
	req := p.request()
	req.Limit, req.Facets = 1, p.facets
	r, err := q.Search(ctx, req)
	if err != nil {
		return nil, err
	}
	if p.limit > 0 {
		for name, counts := range r.Facets {
			r.Facets[name] = counts[:min(p.limit, len(counts))]
		}
	}
	return r.Counted(), nil
}

func (s *Server) show(ctx context.Context, q *query.Searcher, _ *edition, p *params) (any, error) {
	e, err := findOne(ctx, q, p.reference())
	if err != nil {
		return nil, err
	}
	return e.Shown(p.explain), nil
}

func (s *Server) related(ctx context.Context, q *query.Searcher, e *edition, p *params) (any, error) {
	if why := q.WordsOnly(); why != "" {
		return nil, &paramError{status: http.StatusConflict, text: "related: " + why}
	}
	found, err := findOne(ctx, q, p.reference())
	if err != nil {
		return nil, err
	}
	p.text = ""
	req := p.request()
	if p.limit < 0 {
		req.Limit = defaultLimit
	}
	r, err := q.Related(ctx, found, req)
	if err == nil {
		r.Stale = e.stale.Load()
	}
	return r, err
}

// reference is what show and related are about; q does as well as ref.
func (p *params) reference() string {
	if p.ref != "" {
		return p.ref
	}
	return p.text
}

// findOne returns the one entry that ref means. The error has the status to send and names what may be meant.
func findOne(ctx context.Context, q *query.Searcher, ref string) (*query.Entry, error) {
	if strings.TrimSpace(ref) == "" {
		return nil, wrong("ref is missing: an id, a title, an alias, or words of the title")
	}
	found, err := q.Find(ctx, ref)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, &paramError{status: http.StatusNotFound, text: fmt.Sprintf("no entry is called %q", shorten(ref))}
	case len(found) > 1:
		e := &paramError{status: http.StatusConflict, text: fmt.Sprintf("%q means %d entries: name one by its id", shorten(ref), len(found))}
		for _, f := range found[:min(len(found), 20)] {
			e.near = append(e.near, f.ID)
		}
		return nil, e
	}
	return found[0], nil
}

// failure is what is sent instead of an answer.
type failure struct {
	Version int      `json:"version"`
	Error   string   `json:"error"`
	Near    []string `json:"near"` // what may have been meant
}

// problem is the status, the words and the near ones of an error.
func problem(err error) (status int, text string, near []string) {
	var unknown *query.UnknownValueError
	var param *paramError
	switch {
	case errors.As(err, &param):
		return param.status, param.text, param.near
	case errors.As(err, &unknown):
		return http.StatusBadRequest, fmt.Sprintf("unknown %s %q", unknown.Field, shorten(unknown.Value)), unknown.Near
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, fmt.Sprintf("no answer within %v: the machine is busy, or much was asked at once; try again", answerTimeout), nil
	case errors.Is(err, context.Canceled):
		return 499, "the request was given up", nil // nobody reads it
	}
	return http.StatusInternalServerError, err.Error(), nil
}

// fail answers with an error.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	status, text, near := problem(err)
	refuseNear(w, r, status, text, near)
}

// refuse answers with an error in words: JSON where JSON is asked for, a page otherwise.
func refuse(w http.ResponseWriter, r *http.Request, status int, text string) {
	refuseNear(w, r, status, text, nil)
}

func refuseNear(w http.ResponseWriter, r *http.Request, status int, text string, near []string) {
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	if !strings.HasPrefix(r.URL.Path, apiPath) {
		render(w, status, "error.html", &errorView{Status: status, Text: text, Near: near})
		return
	}
	if near == nil {
		near = []string{}
	}
	body, _ := encode(&failure{query.Version, text, near})
	sendJSON(w, status, body)
}

// todo lists pending items in the log's order, whatever their state unless one is asked for; with words, those that match.
func (s *Server) todo(ctx context.Context, q *query.Searcher, e *edition, p *params) (any, error) {
	req := p.request()
	todo := report.TodoRequest{Text: req.Text, Filters: req.Filters, Typing: req.Typing}
	if !slices.Contains(p.states, "all") {
		for _, name := range p.states {
			todo.States = append(todo.States, store.State(name))
		}
	}
	if p.next {
		todo.Next = report.Suggested
	}
	a, err := report.Todo(ctx, q, todo)
	if err != nil {
		return nil, err
	}
	a.Stale = e.stale.Load()
	if p.limit > 0 && len(a.Items) > p.limit {
		a.Items = a.Items[:p.limit]
	}
	return a, nil
}
