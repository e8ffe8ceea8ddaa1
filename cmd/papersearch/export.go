package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"papersearch/query"
	"papersearch/readlog"
	"papersearch/report"
	"papersearch/store"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"
)

var exportFormats = []string{"jsonl", "json", "csv", "bibtex", "markdown", "atom"}

// feedEntries is how many entries a feed has.
const feedEntries = 50

func (p *program) exportCommand() *cli.Command {
	return &cli.Command{
		Name:      "export",
		Usage:     "print entries for other programs, in the log's order",
		ArgsUsage: "[WORD…]",
		Description: `Without words or filters, all entries: papers, notes and pending items.
bibtex has papers alone, under keys that stay the same; markdown is by track;
atom is a feed of the newest entries, 50 unless --limit says otherwise.`,
		Flags: append(append(commonFlags(), filterFlags()...),
			&cli.StringFlag{Name: "format", Value: "jsonl", Usage: strings.Join(exportFormats, ", ")},
			&cli.IntFlag{Name: "limit", Usage: "entries; 0 is all"},
			&cli.BoolFlag{Name: "bom", Usage: "of csv: for Excel, which asks for a byte order mark"}),
		UsageText: `papersearch export > log.jsonl
papersearch export --format csv --bom --kind paper > papers.csv
papersearch export --format bibtex diffusion > refs.bib
papersearch export --format atom > feed.xml`,
		Action: p.export,
	}
}

// exporter writes entries in a format.
type exporter struct {
	entry func(*query.Entry) error
	end   func() error
}

// errEnough ends an export at its limit.
var errEnough = errors.New("enough")

func (p *program) export(c *cli.Context) error {
	format := c.String("format")
	if c.Bool("json") && !c.IsSet("format") {
		format = "json"
	}
	switch {
	case !slices.Contains(exportFormats, format):
		return usageError{fmt.Errorf("--format %s: it is one of %s", format, strings.Join(exportFormats, ", "))}
	case c.Bool("json") && format != "json":
		return usageError{fmt.Errorf("--json and --format %s exclude each other", format)}
	case c.Bool("bom") && format != "csv":
		return usageError{errors.New("--bom is for --format csv")}
	case c.Int("limit") < 0:
		return usageError{fmt.Errorf("--limit %d: it is a number of entries, 0 for all", c.Int("limit"))}
	}
	s, err := p.open(c)
	if err != nil {
		return err
	}
	if format == "atom" {
		return p.exportFeed(c, s)
	}
	x, err := p.exporter(c, s, format)
	if err != nil {
		return err
	}
	n := 0
	err = s.Each(p.ctx, query.Request{Text: words(c), Filters: filters(c), Kinds: []string{"all"}}, func(e *query.Entry) error {
		if limit := c.Int("limit"); limit > 0 && n == limit {
			return errEnough
		}
		n++
		return x.entry(e)
	})
	if err == nil || errors.Is(err, errEnough) {
		err = x.end()
	}
	if err == nil && n == 0 {
		err = p.nothingExported(c)
	}
	return err
}

// exportFeed prints the newest entries as a feed.
func (p *program) exportFeed(c *cli.Context, s *query.Searcher) error {
	limit := c.Int("limit")
	if !c.IsSet("limit") {
		limit = feedEntries
	}
	r, err := s.Search(p.ctx, query.Request{Text: words(c), Filters: filters(c), Limit: limit, Sort: query.ByRead, Facets: []string{}})
	if err != nil {
		return err
	}
	ids := make([]string, len(r.Hits))
	for i := range r.Hits {
		ids[i] = r.Hits[i].ID
	}
	entries, err := s.ByID(ids)
	if err != nil {
		return err
	}
	name := filepath.Base(filepath.Dir(p.env.Dir))
	sources := p.gen.Manifest.Sources
	if len(sources) == 1 {
		name = sources[0].Path
	}
	changed := map[string]time.Time{}
	for _, f := range sources {
		changed[f.Path] = time.Unix(0, f.ModTime)
	}
	b, err := report.NewFeed(name, entries, changed).XML()
	if err != nil {
		return err
	}
	p.out.WriteString(string(b))
	if len(entries) == 0 {
		return p.nothingExported(c)
	}
	return nil
}

// nothingExported tells that no entry is selected: what is printed then is hardly seen, or is nothing at all.
func (p *program) nothingExported(c *cli.Context) error {
	if text := words(c); strings.TrimSpace(text) != "" {
		p.say("nothing found for %q", text)
	} else {
		p.say("nothing found")
	}
	return errNothing
}

func (p *program) exporter(c *cli.Context, s *query.Searcher, format string) (exporter, error) {
	none := func() error { return nil }
	switch format {
	case "json":
		entries := []*query.Entry{}
		return exporter{
			func(e *query.Entry) error { entries = append(entries, e); return nil },
			func() error {
				return p.printJSON(struct {
					Version int            `json:"version"`
					Entries []*query.Entry `json:"entries"`
				}{query.Version, entries})
			},
		}, nil
	case "csv":
		return csvExporter(p.out, c.Bool("bom")), nil
	case "bibtex":
		b, err := report.NewBibliography(p.ctx, s)
		if err != nil {
			return exporter{}, err
		}
		return exporter{func(e *query.Entry) error { p.out.WriteString(b.Entry(e)); return nil }, none}, nil
	case "markdown":
		m := &byTrack{entries: map[string][]*query.Entry{}, dir: p.env.Dir, files: map[string][]string{}}
		return exporter{m.add, func() error { m.print(p.out); return nil }}, nil
	}
	lines := json.NewEncoder(p.out)
	lines.SetEscapeHTML(false)
	return exporter{func(e *query.Entry) error { return lines.Encode(e) }, none}, nil
}

// byTrack is the log by track, the largest first, each in the log's order, as it is written.
type byTrack struct {
	tracks  []string
	entries map[string][]*query.Entry
	dir     string              // of the index
	files   map[string][]string // the lines of files that have tables
}

func (m *byTrack) add(e *query.Entry) error {
	if m.entries[e.Track] == nil {
		m.tracks = append(m.tracks, e.Track)
	}
	m.entries[e.Track] = append(m.entries[e.Track], e)
	return nil
}

func (m *byTrack) print(out *page) {
	slices.SortStableFunc(m.tracks, func(a, b string) int { return len(m.entries[b]) - len(m.entries[a]) })
	for _, track := range m.tracks {
		out.line("# ", track, "\n")
		day, item, table := "", false, "" // table: the head of the one that the line above is of
		for _, e := range m.entries[track] {
			head := m.head(e)
			if table != "" && (head != table || e.Read != day && e.Read != "") {
				table = ""
				out.line()
			}
			switch {
			case e.Read != day && e.Read != "":
				if item {
					out.line()
				}
				day = e.Read
				out.line("## ", day, "\n")
			case item && e.Kind != "todo":
				out.line() // below a list
			}
			item = e.Kind == "todo"
			if head != "" && table == "" {
				out.line(head)
			}
			table = head
			out.line(strings.TrimRight(e.Source, "\r\n"))
			if !item && table == "" {
				out.line()
			}
		}
		if item || table != "" {
			out.line()
		}
	}
}

// head is the head of the table of which an entry is a row, with the rule below it; "" for other entries. Without it a row is no table.
func (m *byTrack) head(e *query.Entry) string {
	row := strings.TrimSpace(e.Source)
	if !strings.HasPrefix(row, "|") || strings.Contains(row, "\n") {
		return ""
	}
	lines, read := m.files[e.File]
	if !read {
		if data, err := os.ReadFile(store.SourcePath(m.dir, e.File)); err == nil {
			text, _, _ := readlog.Decode(data)
			lines = strings.Split(strings.ReplaceAll(text, "\r", ""), "\n")
		}
		m.files[e.File] = lines
	}
	if e.Line > len(lines) || strings.TrimSpace(lines[e.Line-1]) != row {
		return "" // the file is not as it was read
	}
	for i := e.Line - 2; i > 0 && strings.HasPrefix(strings.TrimSpace(lines[i]), "|"); i-- {
		if strings.Trim(lines[i], "|-: \t") == "" {
			return strings.TrimSpace(lines[i-1]) + "\n" + strings.TrimSpace(lines[i])
		}
	}
	return ""
}

// csvExporter writes a table. For a spreadsheet it begins with a byte order mark, by which Excel knows UTF-8, and what a
// spreadsheet would take for a formula stands behind an apostrophe.
func csvExporter(out *page, spreadsheet bool) exporter {
	w := csv.NewWriter(out)
	plain := func(cells []string) []string {
		for i, s := range cells {
			if spreadsheet && s != "" && strings.ContainsRune("=+-@\t", rune(s[0])) {
				cells[i] = "'" + s
			}
		}
		return cells
	}
	header := []string{
		"id", "kind", "title", "alias", "read", "published", "institutions", "track", "subtrack", "points", "verdict", "links", "file", "line", "done", "venue", "arxiv", "doi", "state",
	}
	begun := false
	return exporter{
		func(e *query.Entry) error {
			if !begun {
				begun = true
				if spreadsheet {
					out.WriteString("\ufeff")
				}
				if err := w.Write(header); err != nil {
					return err
				}
			}
			return w.Write(plain([]string{
				e.ID, e.Kind, e.Title, e.Alias, e.Read, e.Published, strings.Join(e.Institutions, "; "), e.Track, e.Subtrack,
				strings.Join(e.Points, "\n"), e.Verdict, strings.Join(e.Links, " "), e.File, strconv.Itoa(e.Line), strconv.FormatBool(e.Done), e.Venue, e.ArXiv, e.DOI, e.State,
			}))
		},
		func() error { w.Flush(); return w.Error() },
	}
}
