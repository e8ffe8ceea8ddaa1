package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"papersearch/query"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// What an answer holds at most. Ten hits are about 1,500 tokens of Chinese; an assistant that wants more asks for the next.
const (
	defaultHits = 10
	maxHits     = 50
	maxBytes    = 16 << 10      // of the hits of an answer
	maxSource   = 6000          // runes of an entry in one piece
	maxQuery    = query.MaxText // bytes of a query
)

// values are the values of a filter, alternatives. One alone may be given as a string.
type values []string

// UnmarshalJSON reads a list or a string.
func (v *values) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*v = values{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(v))
}

// number is a whole number. Assistants write some as strings.
type number int

// UnmarshalJSON reads a number, or a string that is one.
func (n *number) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		data = []byte(text)
	}
	return json.Unmarshal(data, (*int)(n))
}

// filters narrow what is listed; they are named as the flags of the command line are.
type filters struct {
	Month       values `json:"month,omitempty" jsonschema:"month read: 2024-01, a year, or a range 2023-11..2024-02"`
	Since       string `json:"since,omitempty" jsonschema:"read on that day or later, as 2024-01-17"`
	Until       string `json:"until,omitempty" jsonschema:"read on that day or earlier"`
	Published   values `json:"published,omitempty" jsonschema:"month or year published, or a range"`
	Institution values `json:"institution,omitempty" jsonschema:"institution, with its labs; Chinese or English, or its start"`
	Track       values `json:"track,omitempty" jsonschema:"track of research; facets lists them"`
	Subtrack    values `json:"subtrack,omitempty" jsonschema:"subtrack"`
	Venue       values `json:"venue,omitempty" jsonschema:"conference or journal"`
	Kind        values `json:"kind,omitempty" jsonschema:"paper, note, todo or all; papers and notes when not given"`
	File        values `json:"file,omitempty" jsonschema:"name or path of a file of the log, with * and **"`
}

func (f filters) of() query.Filters {
	return query.Filters{
		Month: f.Month, Since: f.Since, Until: f.Until, Published: f.Published, Institution: f.Institution, Track: f.Track,
		Subtrack: f.Subtrack, Venue: f.Venue, Kind: f.Kind, File: f.File,
	}
}

// searchInput are the arguments of search.
type searchInput struct {
	Query string `json:"query" jsonschema:"what to look for, in Chinese or English; empty lists the newest entries"`
	filters
	Limit    number `json:"limit,omitempty" jsonschema:"hits in one answer, 1 to 50; 10 when not given"`
	Offset   number `json:"offset,omitempty" jsonschema:"hits to skip: next_offset of the answer before"`
	Sort     string `json:"sort,omitempty" jsonschema:"relevance (when not given), read or published, newest first"`
	Lexical  bool   `json:"lexical,omitempty" jsonschema:"by words alone"`
	Semantic bool   `json:"semantic,omitempty" jsonschema:"by meaning alone"`
}

// SearchOutput is what search answers. It is search --json without what an assistant does not need.
type SearchOutput struct {
	Version    int                 `json:"version"`
	Query      string              `json:"query"`
	Filters    map[string][]string `json:"filters"`     // resolved to canonical values
	Relaxed    []string            `json:"relaxed"`     // what was changed to find something
	Total      int                 `json:"total"`       // hits there are
	Hits       []Hit               `json:"hits"`        // from offset on
	NextOffset int                 `json:"next_offset"` // of the next answer; 0 when all is said
	Todo       []query.TodoHit     `json:"todo"`        // pending items that match: not read yet
	Nearest    *Hit                `json:"nearest"`     // when nothing matches: what came nearest, no match
	Stale      bool                `json:"stale"`
}

// Hit is an entry in an answer.
type Hit struct {
	Rank         int      `json:"rank"`
	Score        float64  `json:"score"`
	ID           string   `json:"id"` // for show and related
	Kind         string   `json:"kind"`
	Title        string   `json:"title"`
	Read         string   `json:"read"`
	Published    string   `json:"published"`
	Institutions []string `json:"institutions"`
	Track        string   `json:"track"`
	Subtrack     string   `json:"subtrack"`
	File         string   `json:"file"`
	Line         int      `json:"line"`
	Passage      string   `json:"passage"` // what of the entry says it
}

func hit(h *query.Hit) Hit {
	return Hit{
		Rank: h.Rank, Score: h.Score, ID: h.ID, Kind: h.Kind, Title: h.Title, Read: h.Read, Published: h.Published,
		Institutions: h.Institutions, Track: h.Track, Subtrack: h.Subtrack, File: h.File, Line: h.Line, Passage: h.Snippet.Text,
	}
}

// showInput are the arguments of show.
type showInput struct {
	Ref    string `json:"ref" jsonschema:"id or its start, title, alias, or words of the title"`
	Offset number `json:"offset,omitempty" jsonschema:"characters of the source to skip: next_offset of the answer before"`
}

// ShowOutput is an entry as it is written.
type ShowOutput struct {
	Version      int           `json:"version"`
	ID           string        `json:"id"`
	Kind         string        `json:"kind"`
	Title        string        `json:"title"`
	Alias        string        `json:"alias"`
	Read         string        `json:"read"`
	Published    string        `json:"published"`
	Institutions []string      `json:"institutions"`
	Track        string        `json:"track"`
	Subtrack     string        `json:"subtrack"`
	Venue        string        `json:"venue"`
	Links        []string      `json:"links"`
	Places       []query.Place `json:"places"` // everywhere the log has it
	EndLine      int           `json:"end_line"`
	Done         bool          `json:"done"`        // of a pending item, like the next
	Parents      []string      `json:"parents"`     // outermost first
	Source       string        `json:"source"`      // Markdown as written, from offset on
	NextOffset   int           `json:"next_offset"` // of the next piece; 0 when all is said
	Stale        bool          `json:"stale"`
}

// facetsInput are the arguments of facets.
type facetsInput struct {
	Query  string `json:"query,omitempty" jsonschema:"count only what this finds"`
	Facets values `json:"facets,omitempty" jsonschema:"month, published, institution, track, subtrack, venue, kind, file; the first four when not given"`
	filters
	Limit number `json:"limit,omitempty" jsonschema:"values a facet, 1 to 200; 20 when not given"`
}

// FacetsOutput are counts. A facet ignores the filter on itself, so that its siblings can be seen.
type FacetsOutput struct {
	Version int                      `json:"version"`
	Query   string                   `json:"query"`
	Total   int                      `json:"total"` // entries
	Facets  map[string][]query.Count `json:"facets"`
	More    map[string]int           `json:"more"` // values left out, by facet
	Stale   bool                     `json:"stale"`
}

// relatedInput are the arguments of related.
type relatedInput struct {
	Ref string `json:"ref" jsonschema:"id or its start, title, alias, or words of the title"`
	filters
	Limit number `json:"limit,omitempty" jsonschema:"hits, 1 to 50; 10 when not given"`
}

// RelatedOutput are the entries nearest in meaning to one.
type RelatedOutput struct {
	Version int           `json:"version"`
	Entry   query.Subject `json:"entry"`
	Total   int           `json:"total"` // entries near enough
	Hits    []Relative    `json:"hits"`
	Stale   bool          `json:"stale"`
}

// Relative is a near entry with the pair of sentences that makes it so.
type Relative struct {
	Hit
	Mine      string `json:"mine"`      // sentence of the entry asked about
	Theirs    string `json:"theirs"`    // sentence of the other
	Duplicate bool   `json:"duplicate"` // nearly the same is said: one paper twice, perhaps
}

// tools adds the tools to the server.
func (s *Server) tools() {
	add(s, "search", "Search the log", "Find entries of the user's paper-reading log by words and meaning, in Chinese or English, with the passage that matched.", s.search)
	add(s, "show", "Show an entry", "One entry as written: who published it and when, the reader's points, the verdict, links, file and line.", s.show)
	add(s, "facets", "Count entries", "How many entries there are by month read, month published, institution, track and more, of all or of what a query finds. Their values are those of the filters.", s.facets)
	add(s, "related", "Related entries", "The entries nearest in meaning to one, with the pair of sentences that makes them so.", s.related)
	add(s, "todo", "Pending items", "What is still to be read or done, in the log's order; what of it was read already, and by which entry; what to read next.", s.todo)
	add(s, "stats", "Reading history", "How many papers were read when, from which tracks and institutions, how old they were, and which models and data sets are named most.", s.stats)
}

// add adds a tool that reads and changes nothing.
func add[In, Out any](s *Server, name, title, description string, do func(context.Context, In) (Out, error)) {
	no := false
	in := schema[In]()
	for _, p := range in.Properties {
		p.Default = nil
	}
	mcp.AddTool(s.mcp, &mcp.Tool{
		Name: name, Title: title, Description: description, InputSchema: in, OutputSchema: schema[Out](),
		Annotations: &mcp.ToolAnnotations{Title: title, ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &no, OpenWorldHint: &no},
	}, func(ctx context.Context, _ *mcp.CallToolRequest, in In) (*mcp.CallToolResult, Out, error) {
		out, err := do(ctx, in)
		return nil, out, err
	})
}

// schema is the schema of a type: lists are never null, and a filter's value may stand alone.
func schema[T any]() *jsonschema.Schema {
	text := &jsonschema.Schema{Type: "string"}
	s, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[values]():   {Types: []string{"array", "string"}, Items: text},
		reflect.TypeFor[number]():   {Types: []string{"integer", "string"}, Pattern: `^-?[0-9]{1,9}$`},
		reflect.TypeFor[[]string](): {Type: "array", Items: text},
	}})
	if err != nil {
		panic(err) // a type of this package that JSON cannot say; every test would see it
	}
	return s
}

// limited checks a limit: none is normal, and no answer holds more than most.
func limited(given number, normal, most int) (int, error) {
	switch n := int(given); {
	case n < 0:
		return 0, fmt.Errorf("limit %d: it is a number from 1 to %d", n, most)
	case n == 0:
		return normal, nil
	default:
		return min(n, most), nil
	}
}

func checkQuery(q string) error {
	if len(q) > maxQuery {
		return fmt.Errorf("the query has %d bytes; %d are enough for any question", len(q), maxQuery)
	}
	return nil
}

func (s *Server) search(ctx context.Context, in searchInput) (*SearchOutput, error) {
	limit, err := limited(in.Limit, defaultHits, maxHits)
	if err != nil {
		return nil, err
	}
	req := query.Request{Text: in.Query, Filters: in.of(), Limit: int(in.Offset) + limit, Sort: query.Sort(in.Sort), Facets: []string{}}
	switch {
	case in.Offset < 0:
		return nil, fmt.Errorf("offset %d: it is a number of hits to skip", in.Offset)
	case in.Offset > 100_000:
		return nil, fmt.Errorf("offset %d: narrow the question instead", in.Offset)
	case in.Sort != "" && !slices.Contains([]query.Sort{query.ByRelevance, query.ByRead, query.ByPublished}, req.Sort):
		return nil, fmt.Errorf("sort %q: it is relevance, read or published", cut(in.Sort, 40))
	case in.Lexical && in.Semantic:
		return nil, errors.New("lexical and semantic exclude each other; without both, both count")
	case in.Lexical:
		req.Mode = query.Lexical
	case in.Semantic:
		req.Mode = query.Semantic
	}
	if err := checkQuery(in.Query); err != nil {
		return nil, err
	}
	out := &SearchOutput{Version: query.Version, Hits: []Hit{}}
	err = s.ask(func(q *query.Searcher, stale bool) error {
		if why := q.WordsOnly(); why != "" && in.Semantic {
			return fmt.Errorf("semantic: %s", why)
		}
		r, err := q.Search(ctx, req)
		if err != nil {
			return err
		}
		out.Query, out.Filters, out.Relaxed, out.Total, out.Todo, out.Stale = r.Query, r.Filters, r.Relaxed, r.Total, r.Todo, stale
		size := 0
		for i := min(int(in.Offset), len(r.Hits)); i < len(r.Hits); i++ {
			h := hit(&r.Hits[i])
			if size += len(h.Title) + len(h.Passage); size > maxBytes && len(out.Hits) > 0 {
				break
			}
			out.Hits = append(out.Hits, h)
		}
		if next := int(in.Offset) + len(out.Hits); next < r.Total && len(out.Hits) > 0 {
			out.NextOffset = next
		}
		if r.Nearest != nil {
			h := hit(r.Nearest)
			out.Nearest = &h
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Server) show(ctx context.Context, in showInput) (*ShowOutput, error) {
	if err := checkQuery(in.Ref); err != nil {
		return nil, err
	}
	var out *ShowOutput
	err := s.ask(func(q *query.Searcher, stale bool) error {
		e, err := one(ctx, q, in.Ref)
		if err != nil {
			return err
		}
		source, next, err := piece(e.Source, int(in.Offset))
		if err != nil {
			return err
		}
		out = &ShowOutput{
			Version: query.Version, ID: e.ID, Kind: e.Kind, Title: e.Title, Alias: e.Alias, Read: e.Read, Published: e.Published,
			Institutions: e.Institutions, Track: e.Track, Subtrack: e.Subtrack, Venue: e.Venue, Links: e.Links, Places: e.Places,
			EndLine: e.EndLine, Done: e.Done, Parents: e.Parents, Source: source, NextOffset: next, Stale: stale,
		}
		const most = 20
		out.Links = out.Links[:min(len(out.Links), most)]
		return nil
	})
	return out, err
}

// piece is what of a text an answer holds from a rune on, and where the next begins, 0 for nowhere.
func piece(text string, offset int) (part string, next int, err error) {
	n := utf8.RuneCountInString(text)
	if offset < 0 || offset > n {
		return "", 0, fmt.Errorf("offset %d: the entry has %d characters", offset, n)
	}
	runes := []rune(text)[offset:]
	if len(runes) > maxSource {
		return string(runes[:maxSource]), offset + maxSource, nil
	}
	return string(runes), 0, nil
}

func (s *Server) facets(ctx context.Context, in facetsInput) (*FacetsOutput, error) {
	limit, err := limited(in.Limit, 20, 200)
	if err != nil {
		return nil, err
	}
	for _, f := range in.Facets {
		if !slices.Contains(query.FacetNames[:], f) {
			return nil, fmt.Errorf("no facet is called %q: they are %s", cut(f, 40), strings.Join(query.FacetNames[:], ", "))
		}
	}
	if len(in.Facets) == 0 {
		in.Facets = query.DefaultFacets
	}
	if err := checkQuery(in.Query); err != nil {
		return nil, err
	}
	out := &FacetsOutput{Version: query.Version, More: map[string]int{}}
	err = s.ask(func(q *query.Searcher, stale bool) error {
		r, err := q.Search(ctx, query.Request{Text: in.Query, Filters: in.of(), Limit: 1, Facets: in.Facets})
		if err != nil {
			return err
		}
		out.Query, out.Total, out.Facets, out.Stale = r.Query, r.Total, r.Facets, stale
		for name, counts := range out.Facets {
			if len(counts) > limit {
				out.Facets[name], out.More[name] = counts[:limit], len(counts)-limit
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Server) related(ctx context.Context, in relatedInput) (*RelatedOutput, error) {
	limit, err := limited(in.Limit, defaultHits, maxHits)
	if err == nil {
		err = checkQuery(in.Ref)
	}
	if err != nil {
		return nil, err
	}
	out := &RelatedOutput{Version: query.Version, Hits: []Relative{}}
	err = s.ask(func(q *query.Searcher, stale bool) error {
		if why := q.WordsOnly(); why != "" {
			return fmt.Errorf("related: %s", why)
		}
		e, err := one(ctx, q, in.Ref)
		if err != nil {
			return err
		}
		r, err := q.Related(ctx, e, query.Request{Filters: in.of(), Limit: limit})
		if err != nil {
			return err
		}
		out.Entry, out.Total, out.Stale = r.Entry, r.Total, stale
		for i := range r.Hits {
			x := &r.Hits[i]
			h := hit(&x.Hit)
			h.Passage = "" // it is theirs
			out.Hits = append(out.Hits, Relative{Hit: h, Mine: x.Pair.Mine, Theirs: x.Pair.Theirs, Duplicate: x.Duplicate})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
