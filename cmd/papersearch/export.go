package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"papersearch/fold"
	"papersearch/query"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/urfave/cli/v2"
)

var exportFormats = []string{"jsonl", "json", "csv", "bibtex", "markdown"}

func (p *program) exportCommand() *cli.Command {
	return &cli.Command{
		Name:        "export",
		Usage:       "print entries for other programs, in the log's order",
		ArgsUsage:   "[WORD…]",
		Description: `Without words or filters, all entries: papers, notes and pending items.`,
		Flags: append(append(commonFlags(), filterFlags()...),
			&cli.StringFlag{Name: "format", Value: "jsonl", Usage: strings.Join(exportFormats, ", ")}),
		UsageText: `papersearch export > log.jsonl
papersearch export --format csv --kind paper > papers.csv
papersearch export --format bibtex diffusion > refs.bib`,
		Action: p.export,
	}
}

// exporter writes entries in a format.
type exporter struct {
	entry func(*query.Entry) error
	end   func() error
}

func (p *program) export(c *cli.Context) error {
	format := c.String("format")
	if c.Bool("json") && !c.IsSet("format") {
		format = "json"
	}
	if !slices.Contains(exportFormats, format) {
		return usageError{fmt.Errorf("--format %s: it is one of %s", format, strings.Join(exportFormats, ", "))}
	}
	s, err := p.open(c)
	if err != nil {
		return err
	}
	x := p.exporter(format)
	n := 0
	err = s.Each(p.ctx, query.Request{Text: words(c), Filters: filters(c), Kinds: []string{"all"}}, func(e *query.Entry) error {
		n++
		return x.entry(e)
	})
	if err == nil {
		err = x.end()
	}
	if err == nil && n == 0 {
		err = errNothing
	}
	return err
}

func (p *program) exporter(format string) exporter {
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
		}
	case "csv":
		return csvExporter(p.out)
	case "bibtex":
		keys := map[string]int{}
		return exporter{func(e *query.Entry) error {
			if e.Kind == "paper" {
				p.out.line(bibtex(e, keys))
			}
			return nil
		}, none}
	case "markdown":
		day := ""
		return exporter{func(e *query.Entry) error {
			if e.Read != day && e.Read != "" {
				day = e.Read
				p.out.line("## ", day, "\n")
			}
			p.out.line(strings.TrimRight(e.Source, "\r\n"), "\n")
			return nil
		}, none}
	}
	lines := json.NewEncoder(p.out)
	lines.SetEscapeHTML(false)
	return exporter{func(e *query.Entry) error { return lines.Encode(e) }, none}
}

func csvExporter(out *page) exporter {
	w := csv.NewWriter(out)
	header := []string{
		"id", "kind", "title", "alias", "read", "published", "institutions", "track", "subtrack", "points", "verdict", "links", "file", "line", "done",
	}
	begun := false
	return exporter{
		func(e *query.Entry) error {
			if !begun {
				begun = true
				if err := w.Write(header); err != nil {
					return err
				}
			}
			return w.Write([]string{
				e.ID, e.Kind, e.Title, e.Alias, e.Read, e.Published, strings.Join(e.Institutions, "; "), e.Track, e.Subtrack,
				strings.Join(e.Points, "\n"), e.Verdict, strings.Join(e.Links, " "), e.File, strconv.Itoa(e.Line), strconv.FormatBool(e.Done),
			})
		},
		func() error { w.Flush(); return w.Error() },
	}
}

// bibtex is a paper as an entry of a bibliography. Logs name institutions, not authors, so these stand in a
// field of their own.
func bibtex(e *query.Entry, keys map[string]int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s,\n  title = {%s},\n", bibKey(e, keys), escapeBib(e.Title))
	year, month, _ := strings.Cut(e.Published, "-")
	if len(year) == 4 {
		fmt.Fprintf(&b, "  year = {%s},\n", year)
		if n, err := strconv.Atoi(month); err == nil && n >= 1 && n <= 12 {
			fmt.Fprintf(&b, "  month = %s,\n", [...]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}[n-1])
		}
	}
	if len(e.Institutions) > 0 {
		fmt.Fprintf(&b, "  institution = {%s},\n", escapeBib(strings.Join(e.Institutions, " and ")))
	}
	if e.Venue != "" {
		fmt.Fprintf(&b, "  howpublished = {%s},\n", escapeBib(e.Venue))
	}
	if e.ArXiv != "" {
		fmt.Fprintf(&b, "  eprint = {%s},\n  archiveprefix = {arXiv},\n", e.ArXiv)
	}
	if e.DOI != "" {
		fmt.Fprintf(&b, "  doi = {%s},\n", escapeBib(e.DOI))
	}
	if len(e.Links) > 0 {
		fmt.Fprintf(&b, "  url = {%s},\n", strings.NewReplacer("{", "%7B", "}", "%7D").Replace(e.Links[0]))
	}
	if e.Track != "" {
		fmt.Fprintf(&b, "  keywords = {%s},\n", escapeBib(strings.Trim(e.Track+", "+e.Subtrack, ", ")))
	}
	b.WriteString("}")
	return b.String()
}

// bibKey is the alias or first word of the title with the year, as in imagen2022; a key that is taken gets a
// letter behind it.
func bibKey(e *query.Entry, keys map[string]int) string {
	name := e.Alias
	if name == "" {
		name, _, _ = strings.Cut(e.Title, " ")
	}
	key := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, fold.Key(name))
	if key == "" {
		key = e.ID
	}
	key += e.Published[:min(4, len(e.Published))]
	keys[key]++
	if n := keys[key]; n > 1 {
		return key + string(rune('a'+(n-2)%26))
	}
	return key
}

func escapeBib(s string) string {
	return strings.NewReplacer(
		`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `&`, `\&`, `%`, `\%`, `$`, `\$`, `#`, `\#`, `_`, `\_`,
		`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`,
	).Replace(s)
}
