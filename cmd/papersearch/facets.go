package main

import (
	"fmt"
	"papersearch/fold"
	layout "papersearch/internal/columns"
	"papersearch/query"
	"papersearch/report"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

func (p *program) facetsCommand() *cli.Command {
	return &cli.Command{
		Name:      "facets",
		Usage:     "count entries by month, published, institution, track …",
		ArgsUsage: "[FACET…] [WORD…]",
		Description: `Leading words that name facets choose them: month published institution
track subtrack venue kind file. The rest is a query; counts follow it. The
counts of a facet ignore the filter on that facet, so that its siblings stay.`,
		Flags: append(append(commonFlags(), filterFlags()...),
			&cli.IntFlag{Name: "limit", Value: 20, Usage: "values each; 0 is all, as --json without it"}),
		UsageText: `papersearch facets
papersearch facets track
papersearch facets institution month diffusion
papersearch facets --track GNN --json`,
		Action: p.facets,
	}
}

func (p *program) facets(c *cli.Context) error {
	args := c.Args().Slice()
	var names []string
	for len(args) > 0 {
		list := strings.Split(args[0], ",")
		if slices.ContainsFunc(list, func(name string) bool { return !slices.Contains(query.FacetNames[:], name) }) {
			break
		}
		names, args = append(names, list...), args[1:]
	}
	if len(args) > 0 && args[0] != "" {
		for _, name := range query.FacetNames {
			if args[0][:1] == name[:1] && fold.Distance(args[0], name, 2) == 1 {
				p.say("%q is taken for a word to search for; the facet is called %s", args[0], name)
			}
		}
	}
	if c.Int("limit") < 0 {
		return usageError{fmt.Errorf("--limit %d: it is a number of values, 0 for all", c.Int("limit"))}
	}
	s, err := p.open(c)
	if err != nil {
		return err
	}
	r, err := s.Search(p.ctx, query.Request{Text: strings.Join(args, " "), Filters: filters(c), Limit: 1, Facets: names})
	if err != nil {
		return err
	}
	if c.Bool("json") {
		for name, counts := range r.Facets {
			if n := c.Int("limit"); c.IsSet("limit") && n > 0 {
				r.Facets[name] = counts[:min(n, len(counts))]
			}
		}
		err = p.printJSON(r.Counted())
	} else {
		p.printFacets(r, names, c.Int("limit"))
	}
	if err == nil && r.Total == 0 {
		err = errNothing
	}
	return err
}

// barWidth is the longest bar, in columns.
const barWidth = 30

func (p *program) printFacets(r *query.Result, names []string, limit int) {
	if r.Total == 0 {
		p.printNothing(r)
		return
	}
	if len(names) == 0 {
		names = query.DefaultFacets
	}
	for i, name := range names {
		if i > 0 {
			p.out.line()
		}
		counts := r.Facets[name]
		p.out.line(p.out.bold.Sprint(name), p.out.dim.Sprintf("  %s", report.Plural(len(counts), "value")))
		shown := counts
		if limit > 0 && len(shown) > limit {
			shown = shown[:limit]
		}
		widest, most, bars := 0, 1, barWidth
		for _, c := range shown {
			widest, most = max(widest, columns(c.Value)), max(most, c.Count)
		}
		const beside = len("   9999  ")
		if room := p.out.width - beside; widest+bars > room {
			widest = min(widest, max(p.out.width/2, room-bars)) // names are what is read
			bars = max(0, min(bars, room-widest))
		}
		room := p.out.width - beside - widest
		for _, c := range shown {
			const fewest = 10
			if short := room - columns(withLabs(c)); c.Count*bars/most > short && short >= fewest {
				bars = short
			}
		}
		for _, c := range shown {
			n := min(bars, max(1, c.Count*bars/most))
			if c.Count == 0 {
				n = 0
			}
			tail := withLabs(c)
			if n+columns(tail) > room {
				tail = ""
			}
			p.out.line("  ", pad(clean(p.facetValue(name, c.Value, widest)), widest), fmt.Sprintf(" %4d  ", c.Count), p.out.link.Sprint(strings.Repeat("█", n)), p.out.dim.Sprint(tail))
		}
		if len(shown) < len(counts) {
			p.out.line(p.out.dim.Sprintf("  %d more; --limit 0 shows all", len(counts)-len(shown)))
		}
	}
}

// withLabs is what stands behind the bar of an institution that has labs; "" for others.
func withLabs(c query.Count) string {
	if c.WithLabs == 0 {
		return ""
	}
	return fmt.Sprintf("  %d with labs", c.WithLabs)
}

// facetValue cuts a value to n columns: of a file the folders in front, else the end.
func (*program) facetValue(name, value string, n int) string {
	if name == "file" {
		return layout.FitLeft(value, n)
	}
	return fit(value, n)
}
