package main

import (
	"errors"
	"os"
	"papersearch/browse"
	"papersearch/internal/live"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

func (p *program) browseCommand() *cli.Command {
	return &cli.Command{
		Name:      "browse",
		Usage:     "look around in the log, in the terminal",
		ArgsUsage: "[WORD…]",
		Description: `Type, and what is found follows; Tab goes to the counts at the side, which
narrow by track, institution and month; Enter opens $VISUAL or $EDITOR at the
line and comes back; r lists related entries, p what is still to be read; Esc
leaves typing, ? tells all keys, Backspace goes back, q quits.`,
		Flags: append(commonFlags(), filterFlags()...),
		UsageText: `papersearch browse
papersearch browse 扩散模型 --track 大模型`,
		Action: p.browse,
	}
}

func (p *program) browse(c *cli.Context) error {
	switch {
	case c.Bool("json"):
		return usageError{errors.New("browse is for a terminal; for JSON, type `papersearch search --json`")}
	case !p.out.terminal || !term.IsTerminal(int(os.Stdin.Fd())):
		return errors.New("browse needs a terminal on stdin and stdout; for output that goes elsewhere, type `papersearch search`")
	case os.Getenv("TERM") == "dumb":
		return errors.New("browse needs a terminal that can place its cursor, and TERM=dumb cannot; type `papersearch search`")
	}
	// A filter that cannot be meant is told before the screen is taken.
	s, err := p.open(c)
	if err != nil {
		return err
	}
	if err := s.CheckFilters(filters(c)); err != nil {
		return err
	}
	notes := make(chan string, 16)
	log, err := live.Open(p.ctx, p.env.Dir, live.Options{
		Warn: func(s string) {
			select {
			case notes <- s:
			default: // nobody reads so many
			}
		},
		Told: p.env.Config.Warnings, Frozen: c.Bool("no-refresh"),
	})
	if err != nil {
		return err
	}
	defer log.Close()
	p.close()
	var terminal []tea.ProgramOption
	switch {
	case c.String("color") == "never" || c.String("color") != "always" && os.Getenv("NO_COLOR") != "":
		terminal = append(terminal, tea.WithColorProfile(colorprofile.ASCII)) // weights, no colours
	case c.String("color") == "always":
		terminal = append(terminal, tea.WithColorProfile(colorprofile.ANSI))
	}
	return browse.Run(p.ctx, log, browse.Options{Text: words(c), Filters: filters(c), Notes: notes, Editor: p.editor}, terminal...)
}
