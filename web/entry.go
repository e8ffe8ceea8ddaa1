package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"papersearch/query"
	"papersearch/readlog"
	"strconv"
	"strings"
)

// relatedShown is how many near entries a page of an entry names.
const relatedShown = 6

type entryView struct {
	shell
	Entry         *query.Entry
	Class         string
	Head          string
	Body          template.HTML
	Facts         []fact
	Links         []link
	Related       []relatedView
	WordsOnly     string
	Before, After *link // in the log: the newer and the older
	Reasons       []readlog.Reason
}

// fact is a field of an entry with its values.
type fact struct {
	Name   string
	Values []link
}

type relatedView struct {
	hitView
	Mine, Theirs, Near string
	Duplicate          bool
}

// entryPage shows one entry. A reference that is no id leads to the id's page.
func (s *Server) entryPage(w http.ResponseWriter, r *http.Request) {
	ref := r.PathValue("ref")
	p, err := readParams("", nil)
	if err == nil {
		err = p.set("ref", ref)
	}
	if err != nil {
		fail(w, r, err)
		return
	}
	s.page(w, r, p, func(ctx context.Context, q *query.Searcher, e *edition) ([]byte, error) {
		found, err := findOne(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		if found.ID != ref {
			return nil, errMoved{"/entry/" + url.PathEscape(found.ID)}
		}
		v, err := s.entryView(ctx, q, e, found)
		if err != nil {
			return nil, err
		}
		return execute("entry.html", v)
	})
}

// errMoved says that something is found elsewhere.
type errMoved struct{ to string }

func (e errMoved) Error() string { return "it is at " + e.to }

func (s *Server) entryView(ctx context.Context, q *query.Searcher, e *edition, x *query.Entry) (*entryView, error) {
	a := e.aboutAll(ctx, q)
	v := &entryView{shell: e.shell(a, x.Title+" · papersearch"), Entry: x, Class: a.colour.of(x.Track), Head: x.Title, Reasons: x.Reasons}
	v.Page = "entry"
	if rest, ok := strings.CutPrefix(x.Title, x.Alias); ok && x.Alias != "" && rest != "" {
		v.Head = rest
	} else {
		x.Alias = ""
	}
	v.Body = renderMarkdown(x.Source, x.Title)
	v.Facts = entryFacts(x)
	for _, l := range x.Links {
		if u, err := url.Parse(l); err == nil && safe(l) {
			v.Links = append(v.Links, link{Text: strings.TrimSuffix(u.Host+u.Path, "/"), URL: l})
		}
	}
	before, after, err := q.Beside(x)
	if err != nil {
		return nil, err
	}
	v.Before, v.After = beside(before), beside(after)
	r, err := q.Related(ctx, x, query.Request{Limit: relatedShown})
	switch {
	case errors.Is(err, query.ErrWordsOnly):
		v.WordsOnly = q.WordsOnly()
	case errors.Is(err, context.DeadlineExceeded): // the entry is what was asked for
	case err != nil:
		return nil, err
	default:
		for i := range r.Hits {
			h := &r.Hits[i]
			v.Related = append(v.Related, relatedView{
				viewOf(&h.Hit, a.colour), h.Pair.Mine, h.Pair.Theirs, strconv.FormatFloat(h.Pair.Cosine, 'f', 2, 64), h.Duplicate,
			})
		}
	}
	return v, nil
}

func beside(e *query.Entry) *link {
	if e == nil {
		return nil
	}
	name := e.Alias
	if name == "" {
		name = e.Title
	}
	return &link{Text: name, URL: "/entry/" + e.ID}
}

// entryFacts are the fields of an entry, each value a way to others that share it.
func entryFacts(x *query.Entry) []fact {
	bare := &params{filters: map[string][]string{}, sort: query.ByRelevance, limit: -1}
	to := func(name, value string) link { return link{Text: value, URL: bare.with(name, value).page()} }
	var out []fact
	add := func(name string, values ...link) {
		if len(values) > 0 && values[0].Text != "" {
			out = append(out, fact{name, values})
		}
	}
	if x.Read != "" {
		add("Read", link{Text: x.Read, URL: bare.with("month", x.ReadMonth).page()})
	} else if x.ReadMonth != "" {
		add("Read", to("month", x.ReadMonth))
	}
	if x.Published != "" {
		l := to("published", x.Published)
		if x.PublishedSuspect {
			l.Class = "suspect"
		}
		add("Published", l)
	}
	var in []link
	for _, name := range x.Institutions {
		in = append(in, to("institution", name))
	}
	add("Institution", in...)
	if x.Track != "" {
		tracks := []link{to("track", x.Track)}
		if x.Subtrack != "" {
			tracks = append(tracks, to("subtrack", x.Subtrack))
		}
		add("Track", tracks...)
	}
	if x.Venue != "" {
		add("Venue", to("venue", x.Venue))
	}
	if x.Kind != string(readlog.KindPaper) {
		state := x.Kind
		if x.Kind == "todo" {
			state = "pending"
			if x.Done {
				state = "done"
			}
		}
		add("Kind", link{Text: state})
	}
	if x.ArXiv != "" {
		add("arXiv", link{Text: x.ArXiv, URL: "https://arxiv.org/abs/" + x.ArXiv, Class: "out"})
	}
	if x.DOI != "" {
		add("DOI", link{Text: x.DOI, URL: "https://doi.org/" + x.DOI, Class: "out"})
	}
	var places []link
	for _, p := range x.Places {
		places = append(places, link{Text: fmt.Sprintf("%s:%d", p.File, p.Line), Class: "place"})
	}
	add("In the log", places...)
	return out
}
