package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// normalize puts a command line in the order that urfave/cli reads: subcommand, flags, --, words. Flags may
// stand before or after the words; -- ends them; one dash and a word is a negated word, -h and -v aside. The
// first word is the subcommand if it is one's name and no -- stands before it; else the subcommand is search.
func normalize(args []string, commands []*cli.Command) (name string, out []string) {
	var flags, words []string
	takes := valueFlags(commands)
	ended, dashed := false, false
	for i := 0; i < len(args); i++ {
		a := args[i]
		switch {
		case ended:
			words = append(words, a)
		case a == "--":
			ended = true
			dashed = len(words) == 0
		case a == "-h" || a == "-v" || strings.HasPrefix(a, "--"):
			flags = append(flags, a)
			if takes[strings.TrimPrefix(a, "--")] && i+1 < len(args) {
				i++
				flags = append(flags, args[i])
			}
		default:
			words = append(words, a)
		}
	}
	name = "search"
	if len(words) > 0 && !dashed && isCommand(words[0], commands) {
		name, words = words[0], words[1:]
	}
	out = append([]string{name}, flags...)
	if len(words) > 0 || ended {
		out = append(append(out, "--"), words...)
	}
	return name, out
}

func isCommand(word string, commands []*cli.Command) bool {
	return slices.ContainsFunc(commands, func(c *cli.Command) bool { return c.Name == word })
}

// valueFlags are the names of the flags that take a value.
func valueFlags(commands []*cli.Command) map[string]bool {
	takes := map[string]bool{}
	for _, c := range commands {
		for _, f := range c.Flags {
			if _, isBool := f.(*cli.BoolFlag); isBool {
				continue
			}
			for _, n := range f.Names() {
				takes[n] = true
			}
		}
	}
	return takes
}
