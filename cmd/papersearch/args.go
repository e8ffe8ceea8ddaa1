package main

import (
	"bytes"
	"papersearch/fold"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// normalize puts a command line in the order that urfave/cli reads: subcommand, flags, --, words. Flags may
// stand before or after the words; -- ends them; one dash and a word is a negated word, -h and -v aside. The
// first word is the subcommand if it is one's name and no -- stands before it; else the subcommand is search, and first is
// that word.
func normalize(args []string, commands []*cli.Command) (name, first string, out []string) {
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
	switch {
	case len(words) == 0 || dashed:
	case isCommand(words[0], commands):
		name, words = words[0], words[1:]
	default:
		first = words[0]
	}
	out = append([]string{name}, flags...)
	if len(words) > 0 || ended {
		out = append(append(out, "--"), words...)
	}
	return name, first, out
}

// lacksValue is a flag that takes a value and stands last, or before the -- that ends flags; "" for none.
func lacksValue(args []string, commands []*cli.Command) string {
	takes := valueFlags(commands)
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		if name, long := strings.CutPrefix(args[i], "--"); long && takes[name] {
			if i++; i >= len(args) || args[i] == "--" {
				return args[i-1]
			}
		}
	}
	return ""
}

// asksHelp says whether --help is among the flags that normalize has put in front.
func asksHelp(args []string, commands []*cli.Command) bool {
	takes := valueFlags(commands)
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		switch {
		case args[i] == "--help" || args[i] == "-h":
			return true
		case takes[strings.TrimPrefix(args[i], "--")]:
			i++
		}
	}
	return false
}

// meantCommands are the commands whose name a word may be, mistyped: with two letters swapped, a letter left out or one too
// many. Other letters, other beginnings and more at the end make other words: expert and batch, state and browser. Of a short
// name only a swap is told from one.
func meantCommands(word string, commands []*cli.Command) []string {
	var out []string
	for _, c := range commands {
		swap := len(word) == len(c.Name)
		if fold.Distance(word, c.Name, 1) == 1 && word[0] == c.Name[0] && !strings.HasPrefix(word, c.Name) &&
			(swap && sameLetters(word, c.Name) || !swap && len(c.Name) > 4) {
			out = append(out, "`papersearch "+c.Name+"`")
		}
	}
	return out
}

// isIt asks whether a word is a command mistyped; "" where it is not.
func isIt(word string, commands []*cli.Command) string {
	if meant := meantCommands(word, commands); len(meant) > 0 {
		return ", is it " + strings.Join(meant, " or ")
	}
	return ""
}

// dashOnce is the first word that reads as a flag with one dash, which leaves out instead; "" for none. Of one-letter words each
// may be one, of others those that a flag is called.
func dashOnce(words []string, flags []cli.Flag) (word, flag string) {
	for _, w := range words {
		name, dashed := strings.CutPrefix(w, "-")
		if !dashed || strings.HasPrefix(name, "-") {
			continue
		}
		if i := slices.IndexFunc(flags, func(f cli.Flag) bool { return f.Names()[0] == name }); i >= 0 {
			return w, "--" + name
		}
		if len(name) == 1 && name[0] > ' ' {
			return w, ""
		}
	}
	return "", ""
}

func sameLetters(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return bytes.Equal(x, y)
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
