package main

import (
	"fmt"
	"papersearch/query"
	"papersearch/report"
	"strings"

	"github.com/urfave/cli/v2"
)

func (p *program) digestCommand() *cli.Command {
	return &cli.Command{
		Name:      "digest",
		Usage:     "write a review of what was read, in the log's own words",
		ArgsUsage: "[WORD…]",
		Description: `Markdown: the entries of a month (the last one, or --month, --since, --until)
by track, each with its verdict, and the pending items they close. With words,
what was written about them in the order of reading: the sentences that
matched, with the lines to cite.`,
		Flags: append(append(commonFlags(), filterFlags()...),
			&cli.IntFlag{Name: "limit", Value: report.DigestLimit, Usage: "entries about a subject"},
		),
		UsageText: `papersearch digest
papersearch digest --month 2024-01 > 2024-01.md
papersearch digest --since 2024-02-15 --track 大模型
papersearch digest 奖励模型`,
		Action: p.digest,
	}
}

func (p *program) digest(c *cli.Context) error {
	if n := c.Int("limit"); n < 1 {
		return usageError{fmt.Errorf("--limit %d: it is a number of entries, 1 or more", n)}
	}
	s, err := p.open(c)
	if err != nil {
		return err
	}
	d, err := report.Review(p.ctx, s, report.DigestRequest{Text: words(c), Filters: filters(c), Limit: c.Int("limit")})
	if err != nil {
		return err
	}
	d.Stale = p.stale
	switch {
	case c.Bool("json"):
		err = p.printJSON(d)
	case d.Total == 0 && d.Query != "":
		p.out.line(clean(fmt.Sprintf("Nothing found for %q.", fit(d.Query, longestEcho))))
	case d.Total == 0:
		said, err := p.nothingRead(s, d, filters(c))
		if err != nil {
			return err
		}
		p.out.line(clean(said))
	case p.out.terminal:
		p.out.WriteString(clean(d.Markdown()))
	default:
		p.out.WriteString(d.Markdown())
	}
	if err == nil && d.Total == 0 {
		err = errNothing
	}
	return err
}

// nothingRead says when nothing was read, and when something was, of what the other filters let through.
func (p *program) nothingRead(s *query.Searcher, d *report.Digest, f query.Filters) (string, error) {
	var when []string
	for _, x := range []struct{ filter, word string }{{"month", " in "}, {"since", " since "}, {"until", " until "}} {
		if v := d.Filters[x.filter]; len(v) > 0 {
			when = append(when, x.word+strings.Join(v, ", "))
		}
	}
	said := "Nothing was read" + strings.Join(when, "")
	f.Month, f.Since, f.Until = nil, "", ""
	with := ""
	if !f.IsZero() {
		with = " with these filters"
	}
	r, err := s.Search(p.ctx, query.Request{Filters: f, Sort: query.ByRead, Limit: 1, Facets: []string{}})
	switch {
	case err != nil:
		return "", err
	case len(r.Hits) == 0 && when == nil:
		return said + with + ".", nil
	case len(r.Hits) == 0:
		return said + with + ", nor at any other time.", nil
	case r.Hits[0].Read == "":
		return said + with + "; the log does not say when.", nil
	}
	month := r.Hits[0].Read[:min(len(r.Hits[0].Read), len("2024-01"))]
	return fmt.Sprintf("%s%s; the newest is of %s: --month %s.", said, with, month, month), nil
}
