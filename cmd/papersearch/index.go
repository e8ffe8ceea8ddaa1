package main

import (
	"errors"
	"fmt"
	"os"
	"papersearch/indexer"
	"papersearch/report"
	"papersearch/store"
	"strings"
	"time"

	"github.com/urfave/cli/v2"
)

func (p *program) indexCommand() *cli.Command {
	return &cli.Command{
		Name:      "index",
		Usage:     "add files and folders to the index, or bring it up to date",
		ArgsUsage: "[PATH…]",
		Description: `Every search brings the index up to date by itself; this command is for
the first time, for more files, and for looking after the index.`,
		Flags: append(commonFlags(),
			&cli.StringSliceFlag{Name: "remove", Usage: "forget a file or folder"},
			&cli.BoolFlag{Name: "rebuild", Usage: "build anew, whatever is there"},
			&cli.BoolFlag{Name: "no-semantic", Usage: "words only, from now on: smaller, faster to build"},
			&cli.BoolFlag{Name: "semantic", Usage: "words and meaning, from now on (the default)"},
			&cli.BoolFlag{Name: "check", Usage: "read every byte and compare with the log"},
		),
		UsageText: `papersearch index papers.md
papersearch index ~/notes
papersearch index --remove old.md
papersearch index --check`,
		Action: p.index,
	}
}

// indexAnswer is what index prints as JSON.
type indexAnswer struct {
	Version  int      `json:"version"`
	Index    string   `json:"index"`
	Papers   int      `json:"papers"`
	Notes    int      `json:"notes"`
	Todos    int      `json:"todos"`
	Files    int      `json:"files"`
	Failed   int      `json:"failed"`
	Joined   int      `json:"joined"` // listed in one file and written up in another: one entry
	Added    int      `json:"added"`
	Modified int      `json:"modified"`
	Removed  int      `json:"removed"`
	Built    bool     `json:"built"`    // false: it was up to date
	Reason   string   `json:"reason"`   // why it was built
	Problems []string `json:"problems"` // with --check
	TookMS   float64  `json:"took_ms"`
}

func (p *program) index(c *cli.Context) error {
	paths := c.Args().Slice()
	if err := looksLikeQuery(paths); err != nil {
		return err
	}
	empty := 0
	for _, path := range paths {
		if err := indexer.CheckPath(path); err != nil {
			return err
		}
		if info, err := os.Stat(path); err == nil && info.IsDir() && len(indexer.Suggest(path)) == 0 {
			p.say("%s has no Markdown file (.md, .markdown) in it or its folders", path)
			empty++
		}
	}
	if empty > 0 && empty == len(paths) {
		return errors.New("nothing is indexed")
	}
	found, err := p.locate(c)
	if err != nil {
		return err
	}
	if !found && len(paths) == 0 {
		return store.ErrNoIndex
	}
	if c.Bool("check") {
		if len(paths) > 0 || c.IsSet("remove") || c.Bool("rebuild") || c.Bool("semantic") || c.Bool("no-semantic") {
			return usageError{errors.New("--check changes nothing: leave out paths and the other flags")}
		}
		return p.check(c)
	}
	change := indexer.Change{Add: paths, Remove: c.StringSlice("remove"), Rebuild: c.Bool("rebuild")}
	if yes := c.Bool("semantic"); yes || c.Bool("no-semantic") {
		if yes && c.Bool("no-semantic") {
			return usageError{errors.New("--semantic and --no-semantic exclude each other")}
		}
		change.Semantic = &yes
	}
	indexer.Yield()
	bar := p.progress(p.env)
	s, err := indexer.Index(p.ctx, p.env, change)
	bar.end()
	if err != nil {
		return err
	}
	a := &indexAnswer{
		Version: 1, Index: p.env.Dir, Papers: s.Counts[store.Paper], Notes: s.Counts[store.Note], Todos: s.Counts[store.Todo],
		Files: s.Files, Failed: s.Failed, Joined: s.Joined, Added: s.Added, Modified: s.Modified, Removed: s.Removed,
		Built: s.Reason != "", Reason: s.Reason, Problems: []string{}, TookMS: float64(s.Took.Microseconds()) / 1000,
	}
	if a.Failed > 0 && a.Papers+a.Notes+a.Todos == 0 {
		return errors.New("nothing could be indexed")
	}
	if c.Bool("json") {
		return p.printJSON(a)
	}
	p.printIndexed(a, s.Took)
	return nil
}

func (p *program) printIndexed(a *indexAnswer, took time.Duration) {
	total := fmt.Sprintf("%s, %s, %s from %s", report.Plural(a.Papers, "paper"), report.Plural(a.Notes, "note"), report.Plural(a.Todos, "pending item"), report.Plural(a.Files, "file"))
	switch {
	case !a.Built:
		p.out.line("up to date: ", total)
	default:
		var changes []string
		for _, x := range []struct {
			n    int
			what string
		}{{a.Added, "new"}, {a.Modified, "changed"}, {a.Removed, "removed"}, {a.Joined, "listed and written up"}} {
			if x.n > 0 {
				changes = append(changes, fmt.Sprintf("%d %s", x.n, x.what))
			}
		}
		if len(changes) == 0 {
			changes = []string{"no entry changed"}
		}
		p.out.line("indexed ", total, fmt.Sprintf(" (%s) in %s", strings.Join(changes, ", "), round(took)))
	}
	switch {
	case a.Built && a.Papers+a.Notes+a.Todos == 0:
		p.say("nothing in it reads as an entry of a log")
	case a.Papers == 0 && a.Notes > 0:
		p.say("%s", noPapers)
	}
}

// noPapers says what a paper looks like to whom none was found.
const noPapers = "no paper was told from the text: what it says is found as notes, without dates of papers and institutions. A paper is 《Title》 on a line, " +
	"or a heading or item that is a title, with a link to it, its venue, or its authors and year beside or below"

func round(d time.Duration) time.Duration {
	if d > time.Second {
		return d.Round(10 * time.Millisecond)
	}
	return d.Round(time.Millisecond)
}

func (p *program) check(c *cli.Context) error {
	problems, behind, err := indexer.Check(p.ctx, p.env)
	if err != nil {
		return err
	}
	if behind != "" {
		problems = append(problems, "not up to date: "+behind)
	}
	if c.Bool("json") {
		if err := p.printJSON(&indexAnswer{Version: 1, Index: p.env.Dir, Problems: append([]string{}, problems...)}); err != nil || len(problems) == 0 {
			return err
		}
		if err := p.out.flush(); err != nil { // what is wrong is the result
			return err
		}
	}
	for _, problem := range problems {
		p.say("%s", problem)
	}
	if behind != "" {
		return errors.New("the index is whole, and not compared with the log, which has changed: any search brings it up to date")
	}
	if len(problems) > 0 {
		return errors.New("the index is not what the log says: any search repairs it, or `papersearch index --rebuild`")
	}
	p.out.line("the index is whole and says what the log says")
	return nil
}

// looksLikeQuery stops `papersearch index scan methods`: several words that are no paths are a query.
func looksLikeQuery(paths []string) error {
	if len(paths) < 2 {
		return nil
	}
	for _, path := range paths {
		if _, err := os.Stat(path); err == nil || strings.ContainsAny(path, `/\.`) {
			return nil
		}
	}
	return usageError{fmt.Errorf("no such files; to look for the words, type `papersearch search index %s`", quoted(paths))}
}
