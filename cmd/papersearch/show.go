package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"papersearch/fold"
	layout "papersearch/internal/columns"
	"papersearch/query"
	"papersearch/store"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"
)

func (p *program) showCommand() *cli.Command {
	return &cli.Command{
		Name:      "show",
		Usage:     "print an entry as it is written",
		ArgsUsage: "REF",
		Description: `REF is an id or its start, a title, an alias, or words of the title. When
several entries are meant they are listed, and the exit status is 2.`,
		Flags: append(commonFlags(),
			&cli.BoolFlag{Name: "open", Usage: "open it in $VISUAL or $EDITOR, at its line"},
			&cli.BoolFlag{Name: "explain", Usage: "say how each field was judged"},
		),
		UsageText: `papersearch show imagen
papersearch show "grounded language-image" --explain
papersearch show imagen --open`,
		Action: p.show,
	}
}

func (p *program) show(c *cli.Context) error {
	ref := words(c)
	if strings.TrimSpace(ref) == "" {
		return usageError{errors.New("show what? An id, a title, an alias, or words of the title")}
	}
	s, err := p.open(c)
	if err != nil {
		return err
	}
	e, err := p.find(s, ref)
	if errors.Is(err, errNothing) && c.Bool("json") {
		return cmp.Or(p.printJSON(&query.Shown{Version: query.Version}), err)
	}
	if err != nil {
		return err
	}
	switch {
	case c.Bool("open"):
		if err := p.edit(store.SourcePath(p.env.Dir, e.File), e.Line); err != nil {
			return fmt.Errorf("--open: %w", err)
		}
		return nil
	case c.Bool("json"):
		return p.printJSON(e.Shown(c.Bool("explain")))
	}
	p.printEntry(e, c.Bool("explain"))
	return nil
}

// find returns the one entry that a reference means. The error tells the entries where there are several, and what to do
// where there is none.
func (p *program) find(s *query.Searcher, ref string) (*query.Entry, error) {
	found, err := s.Find(p.ctx, ref)
	if err == nil && len(found) == 0 {
		if found, err = s.FindNear(p.ctx, ref); err == nil && len(found) == 1 {
			p.say("no entry is called %q; the one that comes nearest:", ref)
		}
	}
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		p.say("no entry is called %q; to search for it, type `papersearch %s`", ref, shellQuote(ref))
		return nil, errNothing
	case len(found) > 1:
		return nil, fmt.Errorf("%q means %d entries; name one by its id%s", ref, len(found), p.printMeant(found))
	}
	return found[0], nil
}

// printMeant lists on stderr the entries that a reference means, a line each, and returns what beside the id tells them apart.
func (p *program) printMeant(found []*query.Entry) (also string) {
	ids, dates, places := 0, 0, 0
	place := func(e *query.Entry) string {
		return layout.FitLeft(clean(e.File), p.err.width/3) + ":" + strconv.Itoa(e.Line)
	}
	for _, e := range found {
		ids, dates, places = max(ids, columns(e.ID)), max(dates, columns(e.Read)), max(places, columns(place(e)))
		if fold.Key(e.Title) != fold.Key(found[0].Title) {
			also = " or more of its title"
		}
	}
	for _, e := range found {
		p.err.line("  ", p.err.bold.Sprint(pad(e.ID, ids)), "  ", pad(e.Read, dates), "  ", p.err.link.Sprint(pad(place(e), places)), "  ",
			fit(clean(e.Title), max(16, p.err.width-ids-dates-places-8)))
	}
	return also
}

func (p *program) printEntry(e *query.Entry, explain bool) {
	h := &query.Hit{
		Kind: e.Kind, Read: e.Read, Published: e.Published, Institutions: e.Institutions, Track: e.Track, Subtrack: e.Subtrack, Venue: e.Venue,
	}
	h.File, h.Line = e.File, e.Line
	p.out.line(p.out.dim.Sprint(e.ID))
	p.printFacts(h, 0)
	if explain {
		for _, r := range e.Reasons {
			p.out.block(2, r.Field+": "+r.Text, nil, p.out.dim)
		}
	}
	p.out.line()
	source := e.Source
	if p.out.terminal {
		source = clean(source)
	}
	p.out.line(strings.TrimRight(source, "\r\n"))
}

// edit starts the user's editor at a line and waits for it.
func (p *program) edit(path string, line int) error {
	cmd, err := p.editor(path, line)
	if err != nil {
		return err
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", cmd.Args[0], err)
	}
	return nil
}

// editor is the command that opens a file at a line in the user's editor.
func (p *program) editor(path string, line int) (*exec.Cmd, error) {
	editor := os.Getenv("VISUAL")
	if editor == "" {
		editor = os.Getenv("EDITOR")
	}
	command := strings.Fields(editor)
	if len(command) == 0 {
		return nil, fmt.Errorf("no editor is set; set VISUAL or EDITOR, or open %s at line %d", path, line)
	}
	return exec.CommandContext(p.ctx, command[0], slices.Concat(command[1:], editorArgs(command[0], path, line))...), nil
}

// editorArgs say how an editor is told a line. Most that run in a terminal understand +LINE.
func editorArgs(editor, path string, line int) []string {
	n := strconv.Itoa(line)
	switch strings.TrimSuffix(filepath.Base(editor), ".exe") {
	case "code", "codium", "code-insiders", "cursor":
		return []string{"--goto", path + ":" + n}
	case "subl", "hx", "helix", "zed", "atom":
		return []string{path + ":" + n}
	case "mate":
		return []string{"--line", n, path}
	case "notepad", "open", "xdg-open":
		return []string{path}
	}
	return []string{"+" + n, path}
}
