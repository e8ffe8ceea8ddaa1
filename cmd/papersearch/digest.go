package main

import (
	"fmt"
	"papersearch/report"

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
	case d.Total == 0:
		p.out.line("Nothing was read then.")
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
