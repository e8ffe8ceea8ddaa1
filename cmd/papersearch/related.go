package main

import (
	"cmp"
	"errors"
	"fmt"
	"papersearch/query"
	"strings"

	"github.com/urfave/cli/v2"
)

func (p *program) relatedCommand() *cli.Command {
	return &cli.Command{
		Name:      "related",
		Usage:     "list the entries nearest in meaning to one",
		ArgsUsage: "REF",
		Description: `REF is an id or its start, a title, an alias, or words of the title. Each hit
shows the two sentences that make it alike, first the one of the entry asked
about. Entries that say nearly the same are marked: one paper twice, perhaps.`,
		Flags: append(append(commonFlags(), filterFlags()...),
			&cli.IntFlag{Name: "limit", Value: 10, Usage: "hits shown; 0 is all"},
		),
		UsageText: `papersearch related imagen
papersearch related "graph attention" --track GNN --limit 3`,
		Action: p.related,
	}
}

func (p *program) related(c *cli.Context) error {
	ref := words(c)
	switch {
	case strings.TrimSpace(ref) == "":
		return usageError{errors.New("related to what? An id, a title, an alias, or words of the title")}
	case c.Int("limit") < 0:
		return usageError{fmt.Errorf("--limit %d: it is a number of hits, 0 for all", c.Int("limit"))}
	}
	s, err := p.open(c)
	if err != nil {
		return err
	}
	if why := s.WordsOnly(); why != "" {
		return fmt.Errorf("related: %s", why)
	}
	e, err := p.find(s, ref)
	if errors.Is(err, errNothing) && c.Bool("json") {
		none := &query.Relatives{Version: query.Version, Filters: map[string][]string{}, Hits: []query.Relative{}, Stale: p.stale}
		return cmp.Or(p.printJSON(none), err)
	}
	if err != nil {
		return err
	}
	r, err := s.Related(p.ctx, e, query.Request{Filters: filters(c), Limit: c.Int("limit")})
	if err != nil {
		return err
	}
	r.Stale = p.stale
	if c.Bool("json") {
		if err := p.printJSON(r); err != nil {
			return err
		}
	} else {
		p.printRelatives(r)
	}
	if len(r.Hits) == 0 {
		return errNothing
	}
	return nil
}

func (p *program) printRelatives(r *query.Relatives) {
	if len(r.Hits) == 0 {
		p.out.line(clean(fmt.Sprintf("Nothing is near to %q.", r.Entry.Title)))
		return
	}
	const lead = "Near to "
	p.out.line(p.out.dim.Sprint(lead), clean(fit(r.Entry.Title, p.out.width-len(lead))))
	for i := range r.Hits {
		h := &r.Hits[i]
		p.out.line()
		h.Snippet = query.Snippet{}
		p.printHit(&h.Hit)
		p.out.block(4, h.Pair.Mine, nil, p.out.dim)
		p.out.block(4, fmt.Sprintf("≈ %.2f  %s", h.Pair.Cosine, h.Pair.Theirs), nil, p.out.text)
		if h.Duplicate {
			p.out.block(4, "nearly the same is said: one paper twice?", nil, p.out.bold)
		}
	}
	p.out.line()
	if r.Total > len(r.Hits) {
		p.out.line(p.out.dim.Sprintf("%d of %d; --limit 0 shows all", len(r.Hits), r.Total))
	}
}
