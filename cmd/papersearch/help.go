package main

import (
	"fmt"
	"io"
	"strings"
	"text/template"

	"github.com/urfave/cli/v2"
)

// The help texts, in 80 columns. They are templates of urfave/cli, filled from the one definition of commands
// and flags.
const appHelp = `papersearch: search a paper-reading log, in Chinese and English

  papersearch index papers.md            once, with the log or its folder
  papersearch "diffusion text-to-image"  from then on

Commands
{{range .VisibleCommands}}  {{printf "%-12s" .Name}}{{.Usage}}
{{end}}
papersearch WORD… is papersearch search WORD…; flags may stand before or after
the words, and -- ends them. papersearch COMMAND --help tells more, and
papersearch help --man prints a man page.

Exit status: 0 found or done, 1 nothing found, 2 trouble.
`

const commandHelp = `papersearch {{.Name}}: {{.Usage}}

  papersearch {{.Name}} [flags]{{with .ArgsUsage}} {{.}}{{end}}
{{if .Description}}
{{.Description}}
{{end}}
Flags
{{range .VisibleFlags}}{{flagHelp .}}
{{end}}
Examples
{{range lines .UsageText}}  {{.}}
{{end}}
Exit status: {{if eq .Name "lint"}}0 nothing to tell, 1 findings, or no entry chosen{{else}}0 found or done, 1 nothing found{{end}}, 2 trouble.
`

// printHelp is urfave/cli's HelpPrinter for the templates above.
func printHelp(w io.Writer, text string, data any) {
	t := template.Must(template.New("help").Funcs(template.FuncMap{
		"lines":    func(s string) []string { return strings.Split(s, "\n") },
		"flagHelp": flagHelp,
	}).Parse(text))
	_ = t.Execute(w, data)
}

// flagHelp is a flag on one line.
func flagHelp(f cli.Flag) string {
	name, usage := flagParts(f)
	return fmt.Sprintf("  %-22s%s", name, usage)
}

// flagParts are a flag as it is typed, and what it does.
func flagParts(f cli.Flag) (name, usage string) {
	doc, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return "", ""
	}
	if f.Names()[0] == "help" {
		return "--help, -h", "print this"
	}
	name, usage = "--"+f.Names()[0], doc.GetUsage()
	if _, slice := f.(*cli.StringSliceFlag); slice {
		name += " VALUE…"
	} else if doc.TakesValue() {
		name += " VALUE"
	}
	if n, ok := f.(*cli.IntFlag); ok {
		usage += fmt.Sprintf(" (default %d)", n.Value)
	}
	return name, usage
}
