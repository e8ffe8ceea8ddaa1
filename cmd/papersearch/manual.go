package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"github.com/cpuguy83/go-md2man/v2/md2man"
	"github.com/urfave/cli/v2"
)

// The manual is written from the one definition of commands and flags, which the help texts are written from too: as Markdown with
// tables (docs/commands.md) and as a man page (docs/papersearch.1). TestManual keeps both in step.

// manual prints the manual: man for a man page, else Markdown.
func (p *program) manual(form string) error {
	text, err := manual(p.app(), form == "--man")
	if err != nil {
		return err
	}
	p.out.WriteString(text)
	return nil
}

func manual(app *cli.App, man bool) (string, error) {
	form := tables
	if man {
		form = manPage
	}
	t, err := template.New("manual").Funcs(template.FuncMap{
		"own": ownFlags, "rows": flagRows, "terms": flagTerms, "common": commonFlags, "filters": filterFlags, "also": alsoTakes,
		"examples": indent, "environment": func() [][2]string { return environment },
	}).Parse(form)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, app); err != nil {
		return "", err
	}
	if man {
		return string(md2man.Render(b.Bytes())), nil
	}
	return b.String(), nil
}

// environment is what papersearch takes from there.
var environment = [][2]string{
	{"PAPERSEARCH_INDEX", "the index to use; --index comes before it"},
	{"VISUAL, EDITOR", "opens entries at their line: show --open, browse"},
	{"PAPERSEARCH_PAGER, PAGER", "shows what is longer than the screen; less when not set, nothing when empty or cat"},
	{"NO_COLOR", "no colours on a terminal"},
}

const tables = `# Commands

Written by ` + "`papersearch help --markdown`" + ` from the definitions that the program itself reads; ` + "`make golden`" + ` writes it anew.

{{range .VisibleCommands}}- [{{.Name}}](#{{.Name}}): {{.Usage}}
{{end}}
## Options of every command that reads the index

{{rows common}}
## Filters

Repeating one is or, different ones are and. The same stand in a query as ` + "`track:GNN`" + `, ` + "`方向：GNN|系统`" + `.

{{rows filters}}
{{range .VisibleCommands}}## {{.Name}}

{{.Usage}}

    papersearch {{.Name}} [flags]{{with .ArgsUsage}} {{.}}{{end}}

{{.Description}}

{{rows (own .)}}
{{also .}}

{{examples .UsageText}}

{{end}}## Environment

| variable | what it does |
|---|---|
{{range environment}}| {{index . 0}} | {{index . 1}} |
{{end}}
## Exit status

0 found or done, 1 nothing found, 2 trouble.
`

const manPage = `% PAPERSEARCH 1

# NAME

{{.Name}} - {{.Usage}}

# SYNOPSIS

**papersearch** [*flags*] *WORD…*

**papersearch** *COMMAND* [*flags*] [*WORD…*]

# DESCRIPTION

Answers questions about a log of papers read, kept in Markdown, in Chinese, English or both. Without a command, search is meant.
Flags may stand before or after the words; two dashes alone end them; one dash before a word means without that word.
Every command brings the index up to date with the log first.

# COMMANDS

{{range .VisibleCommands}}## papersearch {{.Name}} {{.ArgsUsage}}

{{.Usage}}

{{.Description}}

{{terms (own .)}}
{{also .}}

{{examples .UsageText}}

{{end}}# OPTIONS

Of every command that reads the index:

{{terms common}}
# FILTERS

Repeating one is or, different ones are and. The same stand in a query as track:GNN.

{{terms filters}}
# ENVIRONMENT

{{range environment}}**{{index . 0}}**
: {{index . 1}}

{{end}}# EXIT STATUS

0 found or done, 1 nothing found, 2 trouble.

# FILES

**index.bleve**
: the index, beside the log; nothing is in it that the log does not say

**papersearch.toml**
: settings, beside the index
`

// indent makes text a block of code.
func indent(s string) string { return "    " + strings.ReplaceAll(s, "\n", "\n    ") }

// ownFlags are those of a command that are no common ones.
func ownFlags(c *cli.Command) []cli.Flag {
	return slices.DeleteFunc(slices.Clone(c.VisibleFlags()), func(f cli.Flag) bool {
		return f.Names()[0] == "help" || has(commonFlags(), f) || has(filterFlags(), f)
	})
}

func has(list []cli.Flag, f cli.Flag) bool {
	return slices.ContainsFunc(list, func(g cli.Flag) bool { return g.Names()[0] == f.Names()[0] })
}

// alsoTakes says which of the shared flags a command takes.
func alsoTakes(c *cli.Command) string {
	var parts []string
	for _, shared := range []struct {
		name  string
		flags []cli.Flag
	}{{"the options of every command", commonFlags()}, {"filters", filterFlags()}} {
		if !slices.ContainsFunc(shared.flags, func(f cli.Flag) bool { return !has(c.Flags, f) }) {
			parts = append(parts, shared.name)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Also " + strings.Join(parts, " and ") + "."
}

// flagRows is a table of flags.
func flagRows(flags []cli.Flag) string {
	if len(flags) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("| flag | what it does |\n|---|---|\n")
	for _, f := range flags {
		name, usage := flagParts(f)
		fmt.Fprintf(&b, "| `%s` | %s |\n", name, strings.ReplaceAll(usage, "|", `\|`))
	}
	return b.String()
}

// flagTerms is a list of flags with what they do.
func flagTerms(flags []cli.Flag) string {
	var b strings.Builder
	for _, f := range flags {
		name, usage := flagParts(f)
		flag, value, _ := strings.Cut(name, " ")
		if value != "" {
			value = " *" + value + "*"
		}
		fmt.Fprintf(&b, "**%s**%s\n: %s\n\n", flag, value, strings.NewReplacer("*", `\*`, "_", `\_`).Replace(usage))
	}
	return b.String()
}
