package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"papersearch/fold"
	"papersearch/indexer"
	"papersearch/query"
	"papersearch/store"
	"slices"
	"strings"
	"sync"

	"github.com/urfave/cli/v2"
)

// program is one run of papersearch.
type program struct {
	ctx      context.Context
	out, err *page
	name     string // of the subcommand
	first    string // the first word of a search that was not called one
	env      *indexer.Env
	gen      *store.Generation
	stale    bool
	warned   []string   // what the index warned of
	damage   error      // that was met in the index while reading
	tidied   bool       // the index that answered has nothing to be merged
	fixed    bool       // it was repaired once
	asIs     bool       // --no-refresh
	saying   sync.Mutex // held while stderr is written
}

// main reads the command line and runs the subcommand.
func (p *program) main(args []string) error {
	cli.HelpPrinter = printHelp
	app := p.app()
	if len(args) == 3 && args[1] == "help" && (args[2] == "--man" || args[2] == "--markdown") {
		return p.manual(args[2])
	}
	if len(args) == 3 && args[1] == "help" && (args[2] == "help" || strings.HasPrefix(args[2], "-")) {
		args = args[:2]
	}
	if len(args) == 3 && args[1] == "help" {
		if !isCommand(args[2], app.Commands) {
			return usageError{fmt.Errorf("no command is called %q%s", args[2], isIt(args[2], app.Commands))}
		}
		args = []string{args[0], args[2], "--help"}
	}
	if len(args) == 2 && args[1] == "help" {
		return app.Run([]string{app.Name, "--help"})
	}
	if slices.Contains(beforeDashes(args[1:]), "-v") || len(args) == 2 && args[1] == "--version" {
		args = []string{args[0], "version"}
	}
	var rest []string
	p.name, p.first, rest = normalize(args[1:], app.Commands)
	if asksHelp(rest[1:], app.Commands) { // whatever else is said: urfave/cli takes a word behind --help for a topic
		if rest = []string{p.name, "--help"}; p.name == "search" && !slices.Contains(args, "search") && p.first == "" {
			rest = rest[1:]
		}
	}
	if flag := lacksValue(args[1:], app.Commands); flag != "" && !slices.Contains(rest, "--help") {
		return usageError{fmt.Errorf("%s needs a value", flag)}
	}
	defer p.close()
	return app.RunContext(p.ctx, append([]string{app.Name}, rest...))
}

// beforeDashes are the arguments before the -- that ends flags.
func beforeDashes(args []string) []string {
	if i := slices.Index(args, "--"); i >= 0 {
		return args[:i]
	}
	return args
}

func (p *program) app() *cli.App {
	app := &cli.App{
		Name:                      "papersearch",
		Usage:                     "search a paper-reading log, in Chinese and English",
		HideHelpCommand:           true,
		HideVersion:               true,
		DisableSliceFlagSeparator: true,
		Suggest:                   true,
		Writer:                    writerOf{p.out},
		ErrWriter:                 io.Discard, // what is wrong is told once, by exit
		ExitErrHandler:            func(*cli.Context, error) {},
		OnUsageError:              misused,
		CustomAppHelpTemplate:     appHelp,
		Commands: []*cli.Command{
			p.searchCommand(), p.indexCommand(), p.facetsCommand(), p.showCommand(), p.relatedCommand(), p.todoCommand(), p.lintCommand(),
			p.newCommand(), p.statsCommand(), p.digestCommand(), p.exportCommand(), p.evalCommand(), p.statusCommand(), p.watchCommand(),
			p.browseCommand(), p.serveCommand(), p.mcpCommand(), p.completionCommand(), p.versionCommand(),
		},
	}
	for _, c := range app.Commands {
		c.OnUsageError = app.OnUsageError
		c.CustomHelpTemplate = commandHelp
		c.HideHelpCommand = true
		c.Before = p.prepare
	}
	return app
}

// misused words an error of the flag parser as the user typed it, with a flag that may have been meant.
func misused(c *cli.Context, err error, _ bool) error {
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !unknown {
		if value, rest, ok := strings.Cut(strings.TrimPrefix(err.Error(), "invalid value "), " for flag -"); ok {
			flag, _, _ := strings.Cut(rest, ":")
			return usageError{fmt.Errorf("--%s %s: it is no number", flag, strings.Trim(value, `"`))}
		}
		return usageError{errors.New(strings.NewReplacer("flag -", "flag --", "argument: -", "argument: --").Replace(err.Error()))}
	}
	best, limit := "", 3
	for _, f := range c.Command.Flags {
		if d := fold.Distance(f.Names()[0], name, limit); d < limit {
			best, limit = f.Names()[0], d
		}
	}
	if best != "" {
		return usageError{fmt.Errorf("no flag --%s, is it --%s", name, best)}
	}
	return usageError{fmt.Errorf("no flag --%s (-- before words that begin with a dash)", name)}
}

// commonFlags are those of every command that reads the index.
func commonFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "index", Usage: "the index to use (default: index.bleve here or above)"},
		&cli.BoolFlag{Name: "json", Usage: "print one JSON value"},
		&cli.BoolFlag{Name: "no-refresh", Usage: "answer without looking whether the log has changed"},
		&cli.StringFlag{Name: "color", Value: "auto", Usage: "auto, always or never"},
	}
}

// filterFlags are those of every command that lists entries.
func filterFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "month", Usage: "month read: 2024-01, 2024, 2023-11..2024-02, 2024-01.."},
		&cli.StringFlag{Name: "since", Usage: "read since that day, or 上周, 2 weeks ago"},
		&cli.StringFlag{Name: "until", Usage: "read on that day or earlier"},
		&cli.StringSliceFlag{Name: "published", Usage: "month or year published"},
		&cli.StringSliceFlag{Name: "institution", Usage: "with its labs; either language, or its start"},
		&cli.StringSliceFlag{Name: "track", Usage: "track"},
		&cli.StringSliceFlag{Name: "subtrack", Usage: "subtrack"},
		&cli.StringSliceFlag{Name: "venue", Usage: "conference or journal"},
		&cli.StringSliceFlag{Name: "kind", Usage: "paper, note, todo or all"},
		&cli.StringSliceFlag{Name: "file", Usage: "name or path, with * and **"},
	}
}

// filters reads the filter flags.
func filters(c *cli.Context) query.Filters {
	return query.Filters{
		Month: c.StringSlice("month"), Published: c.StringSlice("published"), Since: c.String("since"), Until: c.String("until"),
		Institution: c.StringSlice("institution"), Track: c.StringSlice("track"), Subtrack: c.StringSlice("subtrack"), Venue: c.StringSlice("venue"),
		Kind: c.StringSlice("kind"), File: c.StringSlice("file"),
	}
}

// prepare applies what is common to all commands before they run.
func (p *program) prepare(c *cli.Context) error {
	mode := c.String("color")
	if mode == "" {
		mode = "auto"
	}
	if mode != "auto" && mode != "always" && mode != "never" {
		return usageError{fmt.Errorf("--color %s: it is auto, always or never", mode)}
	}
	p.out.style(mode)
	p.err.style(mode)
	if c.Bool("no-refresh") && (p.name == "watch" || p.name == "index" && !c.Bool("check")) {
		p.say("%s is there to bring the index up to date, and does so in spite of --no-refresh", p.name)
	}
	return nil
}

// locate finds the container and reads papersearch.toml. found is false when there is no container yet.
func (p *program) locate(c *cli.Context) (found bool, err error) {
	dir, found, err := store.Locate(c.String("index"), p.name == "index" && c.NArg() > 0)
	if err != nil {
		return false, err
	}
	if p.env, err = indexer.NewEnv(dir); err != nil {
		return found, err
	}
	for _, w := range p.env.Config.Warnings {
		p.say("%s", w)
	}
	p.env.Warn = func(s string) { p.warned = append(p.warned, s); p.say("%s", s) }
	return found, nil
}

// locateBuilt is locate where there must be a container.
func (p *program) locateBuilt(c *cli.Context) error {
	found, err := p.locate(c)
	if err == nil && !found {
		err = p.notFound(c)
	}
	return err
}

// open locates the index, brings it up to date unless told not to, and returns a searcher on it.
func (p *program) open(c *cli.Context) (*query.Searcher, error) {
	err := p.locateBuilt(c)
	if err != nil {
		return nil, err
	}
	if p.asIs = c.Bool("no-refresh"); p.asIs {
		p.gen, err = store.Open(p.env.Dir)
		if damage := new(store.Damage); errors.As(err, &damage) {
			err = fmt.Errorf("the index cannot be read as it is (%w): without --no-refresh it is built anew", err)
		}
	} else {
		bar := p.progress(p.env)
		p.gen, p.stale, err = indexer.Refresh(p.ctx, p.env)
		bar.end()
	}
	if err != nil {
		return nil, err
	}
	return query.New(p.gen, p.env.Dictionary, p.env.Rules), nil
}

// notFound is the way out of having no index.
func (p *program) notFound(c *cli.Context) error {
	if named := c.String("index"); named != "" {
		return fmt.Errorf("no index at %s: run `papersearch index --index %s papers.md`", named, shellQuote(named))
	}
	if named := os.Getenv("PAPERSEARCH_INDEX"); named != "" {
		return fmt.Errorf("no index at %s, which PAPERSEARCH_INDEX names: run `papersearch index papers.md`, or unset it", named)
	}
	return store.ErrNoIndex
}

// close lets the generation go, remembering what was found wrong with it.
func (p *program) close() {
	if p.gen == nil {
		return
	}
	p.damage = p.gen.Damaged()
	p.tidied = p.gen.Untidy(p.name == "index") == ""
	_ = p.gen.Close()
	p.gen = nil
}

// repair builds the index anew of which an answer has met damage that only reading could tell, if nothing of the answer is
// out yet.
func (p *program) repair() bool {
	if p.damage == nil || p.out.sent() || p.fixed || p.asIs {
		return false
	}
	p.fixed = true
	p.say("building the index anew: %v", p.damage)
	if _, err := indexer.Index(p.ctx, p.env, indexer.Change{Rebuild: true}); err != nil {
		p.say("%v", err)
		return false
	}
	return true
}

// tidy merges what updates have left lying, when the answer is out: nobody waits for it but the prompt, once in a dozen
// updates, for some tens of milliseconds. It returns when no work on the index is left.
func (p *program) tidy() {
	if p.env == nil {
		return
	}
	defer p.env.Wait()
	if p.env.Last.Reason != "" && p.name != "watch" && !p.tidied {
		if _, err := indexer.Tidy(p.ctx, p.env, p.name == "index"); err != nil && p.ctx.Err() == nil {
			p.say("%v", err)
		}
	}
}

// printJSON prints one JSON value.
func (p *program) printJSON(v any) error {
	e := json.NewEncoder(p.out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// words joins the words of a command line.
func words(c *cli.Context) string { return strings.Join(c.Args().Slice(), " ") }

// suggestions are Markdown files here that could be a log.
func suggestions() []string {
	here, err := os.Getwd()
	if err != nil {
		return nil
	}
	return indexer.Suggest(here)
}
