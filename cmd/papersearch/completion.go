package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// The scripts ask papersearch itself what could follow (complete.go), so that they know the tracks, institutions and months of the
// log at hand.
var (
	//go:embed completion/bash.sh
	bashScript string
	//go:embed completion/zsh.sh
	zshScript string
	//go:embed completion/fish.sh
	fishScript string
)

var shells = []string{"bash", "zsh", "fish"}

func (p *program) completionCommand() *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print what makes a shell complete commands and values",
		ArgsUsage: "bash|zsh|fish",
		Description: `Commands, flags, and their values: tracks, institutions, months and titles
of the log at hand, in either language.`,
		Flags: append(commonFlags(),
			&cli.StringFlag{Name: "words", Hidden: true, Usage: "what could complete the last of the words, for this shell"},
		),
		UsageText: `source <(papersearch completion bash)      # in ~/.bashrc
source <(papersearch completion zsh)       # in ~/.zshrc, after compinit
papersearch completion fish > ~/.config/fish/completions/papersearch.fish`,
		Action: p.completion,
	}
}

func (p *program) completion(c *cli.Context) error {
	if shell := c.String("words"); shell != "" {
		if !slices.Contains(shells, shell) {
			return usageError{fmt.Errorf("--words %s: it is one of %s", shell, strings.Join(shells, ", "))}
		}
		p.complete(c, shell, c.Args().Slice())
		return nil
	}
	if c.NArg() != 1 {
		return usageError{fmt.Errorf("completion for which shell? One of %s", strings.Join(shells, ", "))}
	}
	switch c.Args().First() {
	case "bash":
		p.out.WriteString(bashScript)
	case "zsh":
		p.out.WriteString(zshScript)
	case "fish":
		p.out.WriteString(fishScript)
	default:
		return usageError{fmt.Errorf("completion for %s is not known; it is for %s", c.Args().First(), strings.Join(shells, ", "))}
	}
	return nil
}
