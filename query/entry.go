package query

import (
	"context"
	"maps"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"papersearch/readlog"
	"papersearch/store"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// Entry is everything that is known of an entry: a line of export, and the entry of show.
type Entry struct {
	ID               string   `json:"id"`
	Kind             string   `json:"kind"`
	Title            string   `json:"title"`
	Alias            string   `json:"alias"`
	Read             string   `json:"read"`
	ReadMonth        string   `json:"read_month"`
	Published        string   `json:"published"`
	PublishedRaw     string   `json:"published_raw"`
	PublishedSuspect bool     `json:"published_suspect"` // after it was read
	Institutions     []string `json:"institutions"`
	InstitutionsRaw  []string `json:"institutions_raw"`
	Track            string   `json:"track"`
	Subtrack         string   `json:"subtrack"`
	Venue            string   `json:"venue"`
	Points           []string `json:"points"`
	Verdict          string   `json:"verdict"` // the closing paragraph
	Links            []string `json:"links"`
	ArXiv            string   `json:"arxiv"` // number, from the links or the text beside the title
	DOI              string   `json:"doi"`
	Code             []string `json:"code"` // links that lead to code
	Text             string   `json:"text"` // below the title, without markup
	File             string   `json:"file"`
	Line             int      `json:"line"`
	EndLine          int      `json:"end_line"`
	Places           []Place  `json:"places"`  // everywhere the log has it
	Done             bool     `json:"done"`    // of a pending item, like the next two
	Depth            int      `json:"depth"`   // 0 is outermost
	Parents          []string `json:"parents"` // outermost first
	State            string   `json:"state"`   // of a pending item: open, done, read or duplicate

	Source  string           `json:"-"` // as written
	Reasons []readlog.Reason `json:"-"` // how each field was judged
	Pending *store.Pending   `json:"-"` // of a pending item, nil of others
	row     int
}

// Row is the number of the entry in the table of the generation.
func (e *Entry) Row() int { return e.row }

// Place is where the log has an entry.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// Entry reads row i of the generation.
func (s *Searcher) entry(i int) (*Entry, error) {
	r, err := s.gen.Record(i)
	if err != nil {
		return nil, err
	}
	h, x, body := entry(s.gen, i, r), s.gen.Table.Row(i), r.Body()
	e := &Entry{
		ID: h.ID, Kind: h.Kind, Title: h.Title, Alias: h.Alias, Read: h.Read, ReadMonth: x.ReadMonth.String(),
		Published: h.Published, PublishedRaw: r.PublishedRaw, PublishedSuspect: x.Suspect,
		Institutions: h.Institutions, InstitutionsRaw: list(r.InstitutionsRaw), Track: h.Track, Subtrack: h.Subtrack, Venue: h.Venue,
		Points: []string{}, Verdict: cutSpan(body, r.Verdict), Links: list(r.Links), Text: strings.TrimSpace(body),
		File: h.File, Line: h.Line, EndLine: h.EndLine, Places: []Place{{h.File, h.Line}},
		Done: x.Done, Depth: x.Depth, Parents: list(r.Parents), Source: r.Text, Reasons: r.Reasons, Pending: r.Pending, row: i,
	}
	if r.Pending != nil {
		e.State = string(r.Pending.State)
	}
	e.ArXiv, e.DOI, e.Code = identifiers(e.Links, e.PublishedRaw)
	for _, p := range r.Places {
		e.Places = append(e.Places, Place{p.File, p.Line})
	}
	for _, p := range r.Points {
		e.Points = append(e.Points, cutSpan(body, p))
	}
	return e, nil
}

// ByID reads the entries of ids, in their order; an id that is unknown is left out.
func (s *Searcher) ByID(ids []string) ([]*Entry, error) {
	at := make(map[string]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	out := make([]*Entry, len(ids))
	for row := range s.gen.Table.Len() {
		i, ok := at[s.gen.Table.Row(row).ID]
		if !ok {
			continue
		}
		e, err := s.entry(row)
		if err != nil {
			return nil, err
		}
		out[i] = e
	}
	return slices.DeleteFunc(out, func(e *Entry) bool { return e == nil }), nil
}

var (
	arXivNumber = pattern.New(`(?i)arxiv(?:\.org/(?:abs|pdf|html)/|\s*[:：]?\s*)(\d{4}\.\d{4,5})`)
	doiNumber   = pattern.New(`(?i)doi\.org/(10\.\d{4,9}/\S+)`)
	codeHosts   = []string{"://github.com/", "://gitlab.com/", "://gitee.com/", "://huggingface.co/", "://bitbucket.org/"}
)

// identifiers reads what the links of a paper say: its number on arXiv, its DOI, and where its code is.
func identifiers(links []string, raw string) (arxiv, doi string, code []string) {
	code = []string{}
	for _, l := range links { // in any of the ways by which a search finds them
		switch kind, number, _ := strings.Cut(readlog.Identifier(l), ":"); {
		case kind == "arxiv" && arxiv == "":
			arxiv = number
		case kind == "doi" && doi == "":
			if doi = number; len(l) >= len(doi) && strings.EqualFold(l[len(l)-len(doi):], doi) {
				doi = l[len(l)-len(doi):] // its capitals
			}
		}
	}
	for _, l := range append(slices.Clone(links), raw) {
		if m := arXivNumber().FindStringSubmatch(l); m != nil && arxiv == "" {
			arxiv = m[1]
		}
		if m := doiNumber().FindStringSubmatch(l); m != nil && doi == "" {
			doi = m[1]
		}
		if slices.ContainsFunc(codeHosts, func(h string) bool { return strings.Contains(l, h) }) && !strings.HasSuffix(l, ".md") && !strings.Contains(l, "/papers/") {
			code = append(code, l)
		}
	}
	return arxiv, doi, code
}

func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func cutSpan(body string, s readlog.Span) string {
	if s.Start < 0 || s.End > len(body) || s.Start >= s.End {
		return ""
	}
	return strings.TrimSpace(body[s.Start:s.End])
}

// Each calls do with every entry that a request selects, in the log's order, until do returns an error.
// Limit, Sort and Facets do not matter.
func (s *Searcher) Each(ctx context.Context, req Request, do func(*Entry) error) error {
	rows, err := s.Rows(ctx, req)
	if err != nil {
		return err
	}
	for len(rows) > 0 {
		n := min(len(rows), readAhead)
		entries, err := s.entries(rows[:n])
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := do(e); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// readAhead is how many entries are read at once.
const readAhead = 512

// entries reads rows, on all cores.
func (s *Searcher) entries(rows []int) ([]*Entry, error) {
	out := make([]*Entry, len(rows))
	var work errgroup.Group
	cores := runtime.GOMAXPROCS(0)
	for core := range cores {
		work.Go(func() error {
			for i := len(rows) * core / cores; i < len(rows)*(core+1)/cores; i++ {
				var err error
				if out[i], err = s.entry(rows[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return out, work.Wait()
}

// Rows lists the rows of the table that a request selects, in the log's order. No text is read unless a phrase is asked for.
func (s *Searcher) Rows(ctx context.Context, req Request) ([]int, error) {
	req.Facets = []string{}
	_, _, rows, _, err := s.run(ctx, req)
	return rows, err
}

// Find returns the entries that a reference means, best kind of reference first: an id, a title, an alias, the
// start of an id, words that all stand in the title. A pending item is meant when no paper or note is, or by its id. More
// than one is ambiguous; none, not found.
func (s *Searcher) Find(ctx context.Context, ref string) ([]*Entry, error) {
	rows, err := s.find(ctx, strings.TrimSpace(ref))
	if err != nil {
		return nil, err
	}
	var out []*Entry
	for _, row := range rows {
		e, err := s.entry(row)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// minStart is how much of an id must be typed: shorter ones are words.
const minStart = 4

func (s *Searcher) find(ctx context.Context, ref string) ([]int, error) {
	t := s.gen.Table
	if ref == "" {
		return nil, nil
	}
	var starts []int
	for row := range t.Len() {
		id := t.Row(row).ID
		if id == ref {
			return []int{row}, nil
		}
		if len(ref) >= minStart && strings.HasPrefix(id, ref) {
			starts = append(starts, row)
		}
	}
	if readlog.Identifiers(ref) != nil {
		_, m, rows, _, err := s.run(ctx, Request{Text: ref, Kinds: []string{"all"}, Facets: []string{}})
		if err != nil {
			return nil, err
		}
		share, most := m.shares.share, float32(0)
		rows = papersFirst(t, rows)
		for _, row := range rows {
			most = max(most, share[row])
		}
		return slices.DeleteFunc(rows, func(row int) bool { return share[row] < most }), nil // the paper before those that name it
	}
	if fold.Key(ref) == "" {
		return starts, nil // signs alone, of which the filter below would have no value, and so be the word title
	}
	candidates, err := s.Rows(ctx, Request{Text: `title:"` + strings.ReplaceAll(ref, `"`, " ") + `"`, Kinds: []string{"all"}})
	if err != nil {
		return nil, err
	}
	named, err := s.withName(ref)
	if err != nil {
		return nil, err
	}
	key := fold.Key(ref)
	var titles, aliases []int
	for _, row := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(candidates, named)))) {
		r, err := s.gen.Record(row)
		if err != nil {
			return nil, err
		}
		if fold.Key(r.Title) == key {
			titles = append(titles, row)
		}
		if slices.ContainsFunc(append(r.Names, r.Alias), func(name string) bool { return name != "" && fold.Key(name) == key }) {
			aliases = append(aliases, row)
		}
	}
	ways := [][]int{titles, aliases, starts, candidates}
	for _, rows := range ways { // in any way, papers and notes before pending items: what was read is asked for, not its reminder
		if read := notPending(t, rows); len(read) > 0 {
			return read, nil
		}
	}
	for _, rows := range ways {
		if len(rows) > 0 {
			return rows, nil
		}
	}
	return nil, nil
}

// withName lists the entries whose other names have all the words of a reference.
func (s *Searcher) withName(ref string) (rows []int, err error) {
	for i, w := range s.dict.Load(ref).Words(ref) {
		from, have := s.gen.Postings(), map[int]bool{}
		if _, err := from.Find(store.FieldAlias, w.Term); err != nil {
			return nil, err
		}
		if err := from.Each(func(row int, _ uint64) { have[row] = true }); err != nil {
			return nil, err
		}
		if i == 0 {
			rows = slices.Collect(maps.Keys(have))
		} else {
			rows = slices.DeleteFunc(rows, func(row int) bool { return !have[row] })
		}
	}
	return rows, nil
}

// papersFirst drops pending items where an entry is meant too.
func papersFirst(t *store.Table, rows []int) []int {
	if entries := notPending(t, rows); len(entries) > 0 {
		return entries
	}
	return rows
}

// notPending leaves pending items out.
func notPending(t *store.Table, rows []int) []int {
	return slices.DeleteFunc(slices.Clone(rows), func(row int) bool { return t.Kind(row) == store.Todo })
}
