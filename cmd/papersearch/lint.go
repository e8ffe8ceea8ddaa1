package main

import (
	"errors"
	"fmt"
	"os"
	"papersearch/report"
	"papersearch/store"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fatih/color"
	"github.com/urfave/cli/v2"
)

var lintFormats = []string{"text", "json", "github"}

func (p *program) lintCommand() *cli.Command {
	return &cli.Command{
		Name:      "lint",
		Usage:     "say what is wrong in the log: dates, names, links, doubles",
		ArgsUsage: "[WORD…]",
		Description: `Reads the files as they are now. Words and filters choose the entries whose
findings are told, --file papers.md a file. Exit status 1 when something is
found. --fix prints a unified diff of what is certain and changes nothing;
patch -p0 applies it.`,
		Flags: append(append(commonFlags(), filterFlags()...),
			&cli.BoolFlag{Name: "rules", Usage: "list the rules with reasons and examples"},
			&cli.StringSliceFlag{Name: "rule", Usage: "of this rule alone"},
			&cli.StringSliceFlag{Name: "ignore", Usage: "not of this rule"},
			&cli.StringFlag{Name: "format", Value: "text", Usage: strings.Join(lintFormats, ", ")},
			&cli.BoolFlag{Name: "fix", Usage: "print a diff that mends what is certain"},
		),
		UsageText: `papersearch lint
papersearch lint --rules
papersearch lint --rule spelling --rule dead-link
papersearch lint --format github
papersearch lint --fix | patch -p0`,
		Action: p.lint,
	}
}

func (p *program) lint(c *cli.Context) error {
	format := c.String("format")
	if c.Bool("json") {
		if c.IsSet("format") && format != "json" {
			return usageError{fmt.Errorf("--json and --format %s exclude each other", format)}
		}
		format = "json"
	}
	switch {
	case !slices.Contains(lintFormats, format):
		return usageError{fmt.Errorf("--format %s: it is one of %s", format, strings.Join(lintFormats, ", "))}
	case c.Bool("fix") && format != "text":
		return usageError{errors.New("--fix prints a diff, and no other format")}
	case c.Bool("rules"):
		return p.lintRules(format)
	}
	req := report.LintRequest{Text: words(c), Filters: filters(c), Rules: c.StringSlice("rule"), Ignore: c.StringSlice("ignore")}
	if len(req.Rules) == 0 {
		req.Rules = nil
	}
	s, err := p.open(c)
	if err != nil {
		return err
	}
	if err := p.noFiles(c.Args().Slice()); err != nil {
		return err
	}
	f, err := report.Lint(p.ctx, s, req)
	if unknown := (*report.UnknownRuleError)(nil); errors.As(err, &unknown) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	f.Stale = p.stale
	if f.None {
		p.say("no entry is chosen by these words and filters: nothing was looked at")
	}
	if c.Bool("fix") {
		return p.lintFix(f)
	}
	switch format {
	case "json":
		err = p.printJSON(f)
	case "github":
		for i := range f.Findings {
			p.out.line(github(&f.Findings[i]))
		}
	default:
		if !f.None {
			p.printFindings(f)
		}
	}
	if err == nil && (len(f.Findings) > 0 || f.None) {
		err = errNothing
	}
	return err
}

// noFiles refuses words that are names of files, as most linters take them: these choose entries, and would find nothing wrong.
func (p *program) noFiles(words []string) error {
	for _, w := range words {
		here, err := os.Stat(w)
		isFile := err == nil && here.Mode().IsRegular()
		named := filepath.Base(w)
		for _, f := range p.gen.Manifest.Sources {
			source, err := os.Stat(store.SourcePath(p.env.Dir, f.Path))
			if filepath.ToSlash(filepath.Clean(w)) == f.Path || isFile && err == nil && os.SameFile(source, here) {
				isFile, named = true, f.Path
			}
		}
		if isFile {
			return usageError{fmt.Errorf("%s is a file, and words choose entries: `papersearch lint --file %s` chooses a file", w, shellQuote(named))}
		}
	}
	return nil
}

// lintFix prints the diff of what is certain.
func (p *program) lintFix(f *report.Findings) error {
	if f.None {
		return errNothing
	}
	switch {
	case len(f.Findings) == 0:
		p.say("nothing to mend in %s: nothing was found", report.Plural(f.Files, "file"))
		return nil
	case f.Fixes() == 0:
		p.say("nothing that is certain enough to be mended; %s", report.Plural(len(f.Findings), "finding"))
		return errNothing
	}
	p.out.WriteString(f.Diff())
	p.say("%d of %s would be mended; nothing is changed yet", f.Fixes(), report.Plural(len(f.Findings), "finding"))
	return nil
}

func (p *program) lintRules(format string) error {
	if format == "json" {
		return p.printJSON(struct {
			Version int               `json:"version"`
			Rules   []report.LintRule `json:"rules"`
		}{1, report.LintRules})
	}
	for i, r := range report.LintRules {
		if i > 0 {
			p.out.line()
		}
		p.out.line(p.out.bold.Sprint(r.Name), "  ", p.out.dim.Sprint(string(r.Severity)))
		p.out.block(2, r.Reason, nil, p.out.text)
		p.out.block(2, "such as: "+r.Example, nil, p.out.dim)
		if r.Fix != "" {
			p.out.block(2, "--fix "+r.Fix, nil, p.out.dim)
		}
	}
	return nil
}

func (p *program) printFindings(f *report.Findings) {
	if len(f.Findings) == 0 {
		p.out.line(fmt.Sprintf("Nothing found in %s.", report.Plural(f.Files, "file")))
		if n := p.gen.Manifest.Counts; n[store.Paper] == 0 && n[store.Note] > 0 {
			p.say("%s", noPapers)
		}
		return
	}
	style := map[report.Severity]*color.Color{report.Error: p.out.mark, report.Warning: p.out.bold, report.Info: p.out.dim}
	for i := range f.Findings {
		x := &f.Findings[i]
		p.out.line(p.out.place(store.SourcePath(p.env.Dir, x.File), x.File, x.Line), "  ", style[x.Severity].Sprint(string(x.Severity)), "  ", p.out.dim.Sprint(x.Rule))
		if x.Title != "" {
			p.out.line("    ", p.out.dim.Sprint(clean(fit(x.Title, p.out.width-4))))
		}
		p.out.block(4, x.Message, nil, p.out.text)
		if x.Suggestion != "" {
			p.out.block(4, "→ "+x.Suggestion, nil, p.out.text)
		}
	}
	var counts []string
	for _, n := range f.Counts {
		counts = append(counts, fmt.Sprintf("%d %s", n.Count, n.Rule))
	}
	p.out.line()
	p.out.block(0, fmt.Sprintf("%s in %s: %s", report.Plural(len(f.Findings), "finding"), report.Plural(f.Files, "file"), strings.Join(counts, " · ")), nil, p.out.dim)
}

// github is a finding as a workflow command of GitHub Actions, which shows it at its line.
func github(f *report.Finding) string {
	kind := map[report.Severity]string{report.Error: "error", report.Warning: "warning", report.Info: "notice"}[f.Severity]
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	message := f.Message
	if f.Suggestion != "" {
		message += " → " + f.Suggestion
	}
	return fmt.Sprintf("::%s file=%s,line=%d,title=%s::%s", kind, property.Replace(f.File), f.Line, property.Replace(f.Rule), data.Replace(clean(message)))
}
