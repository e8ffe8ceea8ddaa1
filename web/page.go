package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"papersearch/query"
	"papersearch/readlog"
	"papersearch/report"
	"papersearch/store"
	"slices"
	"strconv"
	"strings"
)

// The page of hits: what was asked, charts, filters with counts, hits. Everything in it is made here as plain values; the
// template only sets them.

const (
	pageHits     = 20   // hits on a page, and how many "more" adds
	maxPageHits  = 400  // one page holds no more
	facetShown   = 8    // values of a facet that are seen at once
	facetMost    = 30   // values in the page; more are found by searching
	trackClasses = 7    // tracks with a colour of their own
	labelRunes   = 2000 // of a title, before it is cut
)

// shell is what every page has.
type shell struct {
	Title      string // of the window
	Text       string // in the search field
	Generation string
	Stale      bool
	Pending    int // open items
	Page       string
}

type searchView struct {
	shell
	Result    *query.Result
	Problem   string // a filter that cannot be meant
	Near      []link
	About     string // how much there is, when nothing is asked
	Said      string // how many were found, in words
	Sort      string // chosen
	Sorts     []link
	Read      *timeline
	Published *timeline
	Matrix    *matrix
	Facets    []facetView
	Chips     []link
	Clear     string // URL without filters
	Hits      []hitView
	Nearest   *hitView
	Todo      []todoView
	More      string // URL with more hits
	MoreFrom  int
	Relaxed   []string
	WordsOnly string // why nothing is found by meaning
	Kept      []keptParam
}

// keptParam is a parameter that the form carries along unseen.
type keptParam struct{ Name, Value string }

// link is a word that leads somewhere.
type link struct {
	Text, URL string
	On        bool
	Class     string
}

type facetView struct {
	Name, Title string
	Values      []valueView // seen at once
	Rest        []valueView // behind "more"
	Left        int         // not in the page
	On          bool        // one is chosen
}

type valueView struct {
	Name, Value, Label, Title string
	Count, Labs               int
	Width                     string // of its bar, percent
	Checked, Typed            bool
	Class                     string // of its colour; "" for none
}

type hitView struct {
	*query.Hit
	URL      string
	Class    string
	Head     string // title without the alias, when it begins with it
	Facts    []link
	Snippet  []segment
	Terms    []string
	Lexical  string
	Semantic string
}

// segment is a piece of a snippet.
type segment struct {
	Text string
	Mark bool
}

type todoView struct{ Title, URL, Place string }

// about is what does not change while a generation answers.
type about struct {
	colour  colours
	tracks  []string          // the most frequent first
	labels  map[string]string // of institutions, in Chinese
	read    axis
	printed axis // months published
	pending int
	counts  string
}

// aboutAll computes what all pages of a generation need, once.
func (e *edition) aboutAll(ctx context.Context, q *query.Searcher) *about {
	e.facts.Do(func() {
		e.about.colour, e.about.labels = colours{}, map[string]string{}
		for _, in := range e.env.Rules.Known() {
			e.about.labels[in.Name] = in.Label
		}
		r, err := q.Search(context.WithoutCancel(ctx), query.Request{Limit: 1, Facets: []string{"track", "month", "published"}})
		if err != nil {
			return // a page without colours
		}
		for _, c := range r.Facets["track"] {
			if c.Value == readlog.Unassigned {
				continue
			}
			if n := len(e.about.colour); n < trackClasses {
				e.about.colour[c.Value] = "t" + strconv.Itoa(n)
			}
			e.about.tracks = append(e.about.tracks, c.Value)
		}
		e.about.read, e.about.printed = newAxis(r.Facets["month"]), newAxis(r.Facets["published"])
		if list, err := report.Todo(context.WithoutCancel(ctx), q, report.TodoRequest{}); err == nil {
			e.about.pending = list.Counts.Open
		}
		n := e.gen.Manifest.Counts
		e.about.counts = fmt.Sprintf("%s, %s, %s from %s", plural(n[store.Paper], "paper", "papers"), plural(n[store.Note], "note", "notes"),
			plural(n[store.Todo], "pending item", "pending items"), plural(len(e.gen.Manifest.Sources), "file", "files"))
	})
	return &e.about
}

func (e *edition) shell(a *about, title string) shell {
	return shell{Title: title, Generation: e.gen.Name, Stale: e.stale.Load(), Pending: a.pending}
}

func (s *Server) searchPage(w http.ResponseWriter, r *http.Request) {
	raw, moved := gatherRanges(r.URL.RawQuery)
	p, err := readParams(raw, nil)
	if err != nil {
		fail(w, r, err)
		return
	}
	if moved {
		http.Redirect(w, r, p.page(), http.StatusSeeOther)
		return
	}
	s.page(w, r, p, func(ctx context.Context, q *query.Searcher, e *edition) ([]byte, error) {
		v, err := s.searchView(ctx, q, e, p)
		if err != nil {
			return nil, err
		}
		return execute("search.html", v)
	})
}

// page answers from the cache, or makes a page and keeps it.
func (s *Server) page(w http.ResponseWriter, r *http.Request, p *params, make func(context.Context, *query.Searcher, *edition) ([]byte, error)) {
	var body []byte
	err := s.work(r, func(ctx context.Context, e *edition) error {
		key := e.key(r.URL.Path, p)
		var ok bool
		if body, ok = e.found.get(key); ok {
			return nil
		}
		q := e.searcher()
		defer e.done(q)
		var err error
		if body, err = make(ctx, q, e); err == nil {
			e.found.put(key, body)
		}
		return err
	})
	var moved errMoved
	switch {
	case errors.As(err, &moved):
		http.Redirect(w, r, moved.to, http.StatusSeeOther)
	case err != nil:
		fail(w, r, err)
	default:
		sendHTML(w, http.StatusOK, body)
	}
}

func (s *Server) searchView(ctx context.Context, q *query.Searcher, e *edition, p *params) (*searchView, error) {
	a := e.aboutAll(ctx, q)
	v := &searchView{shell: e.shell(a, "papersearch"), About: a.counts, Sort: string(p.sort)}
	v.Text, v.Page = p.text, "search"
	if p.text != "" {
		v.Title = p.text + " · papersearch"
	}
	req := p.request()
	req.Limit, req.Cross = pageHits, true
	if p.limit > 0 {
		req.Limit = min(p.limit, maxPageHits)
	}
	req.Facets = []string{"month", "published", "institution", "track", "subtrack", "venue", "kind"}
	r, err := q.Search(ctx, req)
	var unknown *query.UnknownValueError
	if errors.As(err, &unknown) { // tell it, and show the rest
		v.Problem = fmt.Sprintf("There is no %s %q in this log.", unknown.Field, shorten(unknown.Value))
		c := p.with(unknown.Field)
		for _, near := range unknown.Near {
			v.Near = append(v.Near, link{Text: near, URL: c.with(unknown.Field, near).page()})
		}
		req.Filters = c.request().Filters
		p = c
		r, err = q.Search(ctx, req)
	}
	if err != nil {
		return nil, err
	}
	v.Result, v.Relaxed = r, r.Relaxed
	if why := q.WordsOnly(); why != "" && p.text != "" {
		v.WordsOnly = why
	}
	v.Read = timelineOf(p, "month", "Read", a.read, r, r.Cross, a.colour)
	v.Published = timelineOf(p, "published", "Published", a.printed, r, nil, a.colour)
	v.Matrix = matrixOf(p, a.read, a.tracks, r, a.colour)
	v.facets(q, e, p, r, a.colour)
	v.chips(p)
	for i := range r.Hits {
		v.Hits = append(v.Hits, viewOf(&r.Hits[i], a.colour))
	}
	if r.Nearest != nil {
		h := viewOf(r.Nearest, a.colour)
		v.Nearest = &h
	}
	for _, t := range r.Todo {
		v.Todo = append(v.Todo, todoView{Title: t.Title, URL: "/entry/" + t.ID, Place: fmt.Sprintf("%s:%d", t.File, t.Line)})
	}
	v.say(p, r)
	if r.Total > len(r.Hits) && len(r.Hits) < maxPageHits {
		more := *p
		more.limit = len(r.Hits) + pageHits
		v.More, v.MoreFrom = more.page(), len(r.Hits)+1
	}
	return v, nil
}

// say tells how much was found, and in which orders it may be listed.
func (v *searchView) say(p *params, r *query.Result) {
	v.Said = plural(r.Total, "entry", "entries")
	if n := len(r.Hits); n < r.Total {
		v.Said = fmt.Sprintf("%d of %s", n, v.Said)
	}
	for _, s := range []struct {
		sort query.Sort
		text string
	}{{query.ByRelevance, "relevance"}, {query.ByRead, "read"}, {query.ByPublished, "published"}} {
		if s.sort == query.ByRelevance && p.text == "" {
			continue // the newest first, as by read
		}
		c := *p
		c.sort, c.limit = s.sort, -1
		on := p.sort == s.sort || p.text == "" && s.sort == query.ByRead && p.sort == query.ByRelevance
		v.Sorts = append(v.Sorts, link{Text: s.text, URL: c.page(), On: on})
	}
	if p.sort != query.ByRelevance {
		v.Kept = append(v.Kept, keptParam{"sort", string(p.sort)})
	}
	switch p.mode {
	case query.Lexical:
		v.Kept = append(v.Kept, keptParam{"lexical", "1"})
	case query.Semantic:
		v.Kept = append(v.Kept, keptParam{"semantic", "1"})
	}
	for _, name := range []string{"month", "published", "file", "since", "until"} {
		for _, value := range p.filters[name] {
			v.Kept = append(v.Kept, keptParam{name, value})
		}
	}
}

// facetTitles are the filters with check boxes, in their order.
var facetTitles = []struct{ name, title string }{
	{"track", "Track"}, {"institution", "Institution"}, {"subtrack", "Subtrack"}, {"venue", "Venue"}, {"kind", "Kind"},
}

func (v *searchView) facets(q *query.Searcher, e *edition, p *params, r *query.Result, colour colours) {
	for _, t := range facetTitles {
		counts := r.Facets[t.name]
		own := canonical(q, t.name, p.filters[t.name])
		if len(counts) == 0 && len(own) == 0 || t.name == "kind" && len(counts) < 2 && len(own) == 0 {
			continue
		}
		f := facetView{Name: t.name, Title: t.title, On: len(r.Filters[t.name]) > 0}
		most := 1
		for _, c := range counts {
			most = max(most, c.Count, c.WithLabs)
		}
		chosen := r.Filters[t.name]
		var list []valueView
		add := func(c query.Count) {
			x := valueView{
				Name: t.name, Value: c.Value, Label: c.Value, Count: c.Count, Labs: c.WithLabs,
				Width: strconv.Itoa(max(c.Count, c.WithLabs)*100/most) + "%", Checked: slices.Contains(own, c.Value),
			}
			x.Typed = !x.Checked && slices.Contains(chosen, c.Value)
			switch t.name {
			case "track":
				x.Class = colour.of(c.Value)
			case "institution":
				x.Title = e.about.labels[c.Value]
			}
			list = append(list, x)
		}
		// What is chosen stays in sight, also when nothing has it any more.
		isOn := func(c query.Count) bool { return slices.Contains(chosen, c.Value) }
		for _, c := range counts {
			if isOn(c) {
				add(c)
			}
		}
		for _, name := range chosen {
			if !slices.ContainsFunc(counts, func(c query.Count) bool { return c.Value == name }) {
				add(query.Count{Value: name})
			}
		}
		for _, c := range counts {
			if !isOn(c) && len(list) < facetMost {
				add(c)
			}
		}
		shown := max(facetShown, len(chosen))
		if shown+2 >= len(list) { // "2 more" would take the place of what it hides
			shown = len(list)
		}
		f.Values, f.Rest = list[:shown], list[shown:]
		f.Left = max(0, len(counts)-len(list))
		v.Facets = append(v.Facets, f)
	}
}

// canonical are the values of a filter as the log has them: what was typed as 谷歌 is the box of Google.
func canonical(q *query.Searcher, name string, values []string) []string {
	resolve := map[string]func(string) (string, error){
		"institution": q.Institution, "track": q.Track, "subtrack": q.Subtrack, "venue": q.Venue,
	}[name]
	var out []string
	for _, v := range values {
		if resolve != nil {
			if c, err := resolve(v); err == nil {
				v = c
			}
		}
		out = append(out, v)
	}
	return out
}

// chips are the filters in force, each with a URL that takes it out.
func (v *searchView) chips(p *params) {
	names := map[string]string{"month": "read", "since": "read since", "until": "read until"}
	bare := *p
	bare.filters, bare.limit = map[string][]string{}, -1
	for _, name := range filterNames {
		for _, value := range p.filters[name] {
			label := names[name]
			if label == "" {
				label = name
			}
			v.Chips = append(v.Chips, link{Text: label + " " + openEnded(value), URL: p.without(name, value).page()})
		}
	}
	if len(v.Chips) > 1 {
		v.Clear = bare.page()
	}
}

// viewOf makes a hit ready for the page.
func viewOf(h *query.Hit, colour colours) hitView {
	v := hitView{Hit: h, URL: "/entry/" + h.ID, Class: colour.of(h.Track), Head: h.Title, Terms: h.Why.Terms}
	if runes := []rune(h.Title); len(runes) > labelRunes {
		v.Head = string(runes[:labelRunes]) + "…"
	}
	if rest, ok := strings.CutPrefix(v.Head, h.Alias); ok && h.Alias != "" && h.Alias != v.Head {
		v.Head = rest
	} else {
		h.Alias = ""
	}
	v.Facts = factsOf(h)
	v.Snippet = segments(h.Snippet)
	if w := h.Why.Lexical; w != nil && len(h.Why.Terms) > 0 {
		v.Lexical = strconv.FormatFloat(*w, 'f', 2, 64)
	}
	if w := h.Why.Semantic; w != nil {
		v.Semantic = strconv.FormatFloat(*w, 'f', 2, 64)
	}
	return v
}

// factsOf are what is known of an entry, each a way to others that share it.
func factsOf(h *query.Hit) []link {
	bare := &params{filters: map[string][]string{}, sort: query.ByRelevance, limit: -1}
	var out []link
	for i, in := range h.Institutions {
		if i == 3 {
			out = append(out, link{Text: fmt.Sprintf("and %d more", len(h.Institutions)-i)})
			break
		}
		out = append(out, link{Text: in, URL: bare.with("institution", in).page(), Class: "institution"})
	}
	if h.Venue != "" {
		out = append(out, link{Text: h.Venue, URL: bare.with("venue", h.Venue).page(), Class: "venue"})
	}
	if h.Subtrack != "" {
		out = append(out, link{Text: h.Subtrack, URL: bare.with("subtrack", h.Subtrack).page(), Class: "subtrack"})
	}
	return out
}

// segments cuts a snippet at its marks.
func segments(s query.Snippet) []segment {
	var out []segment
	at := 0
	for _, span := range s.Spans {
		if span[0] > at {
			out = append(out, segment{Text: s.Text[at:span[0]]})
		}
		out = append(out, segment{s.Text[span[0]:span[1]], true})
		at = span[1]
	}
	if at < len(s.Text) {
		out = append(out, segment{Text: s.Text[at:]})
	}
	return out
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
