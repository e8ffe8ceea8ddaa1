package web

import (
	"fmt"
	"maps"
	"net/url"
	"papersearch/query"
	"papersearch/report"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The limits of what may be asked: far above what people type, far below what would keep the machine busy.
const (
	maxQueryBytes = query.MaxText // of q or ref
	maxValues     = 100           // of one filter
	maxValueBytes = 500
)

// filterNames are the parameters that filter, in the order of the page; they are named as the flags.
var filterNames = []string{"track", "institution", "month", "published", "subtrack", "venue", "kind", "file", "since", "until"}

// params are what a URL asks for. They are read once and written back in one order, so that equal questions have equal
// URLs.
type params struct {
	text    string
	filters map[string][]string // by name of the flag; no empty values
	sort    query.Sort
	limit   int // -1 for none given
	mode    query.Mode
	explain bool
	plain   bool     // no facets
	facets  []string // of /facets
	states  []string // of /todo, in the order given
	next    bool     // of /todo
	ref     string   // of /show and /related
}

// paramError is a parameter that cannot be meant.
type paramError struct {
	status int
	text   string
	near   []string
}

func (e *paramError) Error() string { return e.text }

func wrong(format string, args ...any) error {
	return &paramError{status: 400, text: fmt.Sprintf(format, args...)}
}

// readParams reads the parameters of a URL, of which known may be given; nil lets all others pass unread, as pages do.
func readParams(raw string, known []string) (*params, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, wrong("the part of the URL behind the ? cannot be read: %v", err)
	}
	p := &params{filters: map[string][]string{}, sort: query.ByRelevance, limit: -1}
	for _, name := range slices.Sorted(maps.Keys(values)) { // sorted, so that the same one of two mistakes is told each time
		if known != nil && !slices.Contains(known, name) {
			return nil, &paramError{status: 400, text: fmt.Sprintf("there is no parameter %q here", shorten(strings.ToValidUTF8(name, "�"))), near: known}
		}
		for _, v := range values[name] {
			if err := p.set(name, v); err != nil {
				return nil, err
			}
		}
	}
	if p.mode == query.Lexical && len(values["semantic"]) > 0 && isTrue(values.Get("semantic")) {
		return nil, wrong("lexical and semantic exclude each other")
	}
	return p, nil
}

// set takes one value of one parameter; what is empty is not given.
func (p *params) set(name, v string) error {
	if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
		v = strings.ReplaceAll(strings.ToValidUTF8(v, "�"), "\x00", "�")
	}
	if slices.Contains(filterNames, name) {
		return p.filter(name, strings.TrimSpace(v))
	}
	switch name {
	case "q", "ref":
		if len(v) > maxQueryBytes {
			return &paramError{status: 414, text: fmt.Sprintf("%s has %d bytes; %d are enough for any question", name, len(v), maxQueryBytes)}
		}
		if p.text = v; name == "ref" {
			p.text, p.ref = "", v
		}
	case "sort":
		p.sort = query.Sort(v)
		if v == "" {
			p.sort = query.ByRelevance
		}
		if !slices.Contains([]query.Sort{query.ByRelevance, query.ByRead, query.ByPublished}, p.sort) {
			return wrong("sort %q: it is relevance, read or published", shorten(v))
		}
	case "limit":
		if v == "" {
			return nil
		}
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			return wrong("limit %q: it is a number of hits, 0 for all", shorten(v))
		}
		p.limit = n
	case "facet":
		if !slices.Contains(query.FacetNames[:], v) {
			return &paramError{status: 400, text: fmt.Sprintf("there is no facet %q", shorten(v)), near: query.FacetNames[:]}
		}
		if !slices.Contains(p.facets, v) {
			p.facets = append(p.facets, v)
		}
	case "state":
		if v != "" && v != "all" && !slices.Contains(report.States, v) {
			return &paramError{status: 400, text: fmt.Sprintf("state %q: it is open, done, read, duplicate or all", shorten(v)), near: append(slices.Clone(report.States), "all")}
		}
		if v != "" && !slices.Contains(p.states, v) {
			p.states = append(p.states, v)
		}
	case "lexical", "semantic", "explain", "no-facets", "next":
		return p.flag(name, v)
	}
	return nil
}

func (p *params) filter(name, v string) error {
	switch {
	case v == "":
		return nil
	case len(v) > maxValueBytes:
		return wrong("a %s has %d bytes: no value has more than %d", name, len(v), maxValueBytes)
	case len(p.filters[name]) >= maxValues:
		return wrong("%s is given more than %d times", name, maxValues)
	case name == "since" || name == "until":
		p.filters[name] = []string{v}
	case !slices.Contains(p.filters[name], v):
		p.filters[name] = append(p.filters[name], v)
	}
	return nil
}

func (p *params) flag(name, v string) error {
	on := isTrue(v)
	if !on && v != "0" && v != "false" {
		return wrong("%s %q: it is 1 or 0", name, shorten(v))
	}
	switch {
	case name == "explain":
		p.explain = on
	case name == "no-facets":
		p.plain = on
	case name == "next":
		p.next = on
	case on && name == "lexical":
		p.mode = query.Lexical
	case on && p.mode == query.Both:
		p.mode = query.Semantic
	}
	return nil
}

// isTrue reads a flag: ?explain alone is on, as --explain is.
func isTrue(v string) bool { return v == "" || v == "1" || v == "true" }

// request is the search that is asked for. Filters in the text that are still being typed are text.
func (p *params) request() query.Request {
	req := query.Request{Text: p.text, Sort: p.sort, Limit: max(p.limit, 0), Mode: p.mode, Explain: p.explain, Typing: true}
	for name, values := range p.filters {
		for _, v := range values {
			req.Filters.Add(name, v)
		}
	}
	return req
}

// encode writes the parameters in one order; what is as by default is left out.
func (p *params) encode() string {
	var b strings.Builder
	add := func(name, v string) {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name + "=" + url.QueryEscape(v))
	}
	if p.text != "" {
		add("q", p.text)
	}
	if p.ref != "" {
		add("ref", p.ref)
	}
	for _, name := range filterNames {
		for _, v := range p.filters[name] {
			add(name, v)
		}
	}
	if p.sort != query.ByRelevance {
		add("sort", string(p.sort))
	}
	switch p.mode {
	case query.Lexical:
		add("lexical", "1")
	case query.Semantic:
		add("semantic", "1")
	}
	if p.explain {
		add("explain", "1")
	}
	if p.plain {
		add("no-facets", "1")
	}
	for _, f := range p.facets {
		add("facet", f)
	}
	for _, s := range p.states {
		add("state", s)
	}
	if p.next {
		add("next", "1")
	}
	if p.limit >= 0 {
		add("limit", strconv.Itoa(p.limit))
	}
	return b.String()
}

// with is a copy in which a filter has other values, none for no filter; the limit is forgotten.
func (p *params) with(name string, values ...string) *params {
	c := *p
	c.filters, c.limit = maps.Clone(p.filters), -1
	if len(values) == 0 {
		delete(c.filters, name)
	} else {
		c.filters[name] = values
	}
	return &c
}

// without is a copy that lacks one value of a filter.
func (p *params) without(name, value string) *params {
	return p.with(name, slices.DeleteFunc(slices.Clone(p.filters[name]), func(v string) bool { return v == value })...)
}

// page is the URL of the page that asks for this.
func (p *params) page() string {
	if q := p.encode(); q != "" {
		return "/?" + q
	}
	return "/"
}
