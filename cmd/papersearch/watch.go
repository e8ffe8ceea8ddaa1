package main

import (
	"fmt"
	"papersearch/indexer"
	"papersearch/report"
	"time"

	"github.com/urfave/cli/v2"
)

func (p *program) watchCommand() *cli.Command {
	return &cli.Command{
		Name:  "watch",
		Usage: "keep the index up to date while you write",
		Description: `Searches bring the index up to date by themselves; while this runs, they need
not. It waits for changes of the sources, prints a line for each entry that is
new, changed or removed, and ends with Ctrl-C or SIGTERM. Where changes are not
told (some network drives) it looks every few seconds. With --json every line is
a JSON value.`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "index", Usage: "the index to keep (default: index.bleve here or above)"},
			&cli.BoolFlag{Name: "json", Usage: "print one JSON value a line"},
			&cli.StringFlag{Name: "color", Value: "auto", Usage: "auto, always or never"},
			&cli.BoolFlag{Name: "no-refresh", Hidden: true}, // every command takes it: see prepare
		},
		UsageText: "papersearch watch\npapersearch watch --json",
		Action:    p.watch,
	}
}

// watchAnswer is a line that watch prints as JSON.
type watchAnswer struct {
	Version int     `json:"version"`
	Time    string  `json:"time"`   // RFC 3339
	Change  string  `json:"change"` // new, changed, removed
	Kind    string  `json:"kind"`
	ID      string  `json:"id"`
	Title   string  `json:"title"`
	File    string  `json:"file"`
	Line    int     `json:"line"`
	TookMS  float64 `json:"took_ms"` // of the update it was part of
}

func (p *program) watch(c *cli.Context) error {
	if c.NArg() > 0 {
		return usageError{fmt.Errorf("watch takes no words; to look for them, type `papersearch search watch %s`", quoted(c.Args().Slice()))}
	}
	if err := p.locateBuilt(c); err != nil {
		return err
	}
	indexer.Yield()
	begun := func(folders int) {
		if folders > 0 {
			p.say("watching %s; Ctrl-C ends it", report.Plural(folders, "folder"))
		}
	}
	return indexer.Watch(p.ctx, p.env, begun, func(s indexer.Stats, changes []indexer.EntryChange) error {
		return p.printChanges(s, changes, c.Bool("json"))
	})
}

// printChanges prints a line for each entry that an update has touched.
func (p *program) printChanges(s indexer.Stats, changes []indexer.EntryChange, asJSON bool) error {
	now := time.Now()
	for _, e := range changes {
		if asJSON {
			a := watchAnswer{1, now.UTC().Format(time.RFC3339), e.What, e.Kind.String(), e.ID, e.Title, e.File, e.Line, float64(s.Took.Microseconds()) / 1000}
			if err := p.printJSON(a); err != nil {
				return err
			}
			continue
		}
		head := fmt.Sprintf("%s  %s  %s:%d  ", now.Format("15:04:05"), pad(e.What, 7), e.File, e.Line)
		p.out.line(p.out.dim.Sprint(clean(head)), fit(clean(e.Title), max(20, p.out.width-columns(head))))
	}
	if len(changes) == 0 && !asJSON {
		p.out.line(p.out.dim.Sprint(now.Format("15:04:05")+"  "), clean("no entry changed ("+s.Reason+")"))
	}
	return p.out.flush()
}
