package main

import (
	"errors"
	"fmt"
	"os"
	"papersearch/internal/live"
	"papersearch/mcp"

	"github.com/urfave/cli/v2"
)

func (p *program) mcpCommand() *cli.Command {
	return &cli.Command{
		Name:  "mcp",
		Usage: "let an assistant ask the log (Model Context Protocol)",
		Description: `Speaks on stdin and stdout with the program that starts it. Tools: search,
show, facets, related, todo, stats, with arguments named as the flags of the
commands; entries are resources. Every answer knows the log as it is then, and
is short enough for a context window. Nothing is ever changed.`,
		Flags: commonFlags(),
		UsageText: `papersearch mcp --index ~/notes/index.bleve
claude mcp add papersearch -- papersearch mcp --index ~/notes/index.bleve`,
		Action: p.mcp,
	}
}

func (p *program) mcp(c *cli.Context) error {
	if c.NArg() > 0 {
		return usageError{fmt.Errorf("mcp takes no words; to search for them, type `papersearch search mcp %s`", quoted(c.Args().Slice()))}
	}
	if err := p.locateBuilt(c); err != nil {
		return err
	}
	warn := func(s string) { p.say("%s", s) }
	log, err := live.Open(p.ctx, p.env.Dir, live.Options{Warn: warn, Told: p.env.Config.Warnings, Frozen: c.Bool("no-refresh")})
	if err != nil {
		return err
	}
	defer log.Close()
	if p.out.terminal {
		p.say("waiting for an assistant on stdin; this command is for its settings, not for typing (Ctrl-C ends it)")
	}
	err = mcp.New(log, version(), warn).Serve(p.ctx, &mcp.Lines{Reader: os.Stdin, Writer: p.out.to})
	if p.ctx.Err() != nil {
		return nil // asked to stop
	}
	if err != nil && !errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("mcp: %w", err)
	}
	return nil
}
