package main

import (
	"errors"
	"fmt"
	"papersearch/query"
	"papersearch/report"
	"papersearch/store"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/urfave/cli/v2"
)

func (p *program) searchCommand() *cli.Command {
	flags := append(commonFlags(), filterFlags()...)
	return &cli.Command{
		Name:      "search",
		Usage:     "find entries by words, with the passage that matched",
		ArgsUsage: "[WORD…]",
		Description: `Words may be missing from a hit; "phrases" must be there, -words must not.
Fields: title: institution: track: subtrack: month: published: venue: kind:
file: (标题 机构 方向 子方向 月份 发表 会议 类别 文件), as in track:GNN|大模型.`,
		Flags: append(flags,
			&cli.IntFlag{Name: "limit", Value: 10, Usage: "hits shown; 0 is all"},
			&cli.StringFlag{Name: "sort", Value: "relevance", Usage: "relevance, read or published"},
			&cli.BoolFlag{Name: "lexical", Usage: "by words alone"},
			&cli.BoolFlag{Name: "semantic", Usage: "by meaning alone"},
			&cli.BoolFlag{Name: "explain", Usage: "say how each word was matched"},
			&cli.BoolFlag{Name: "no-facets", Usage: "no counts by month, institution, track"},
			&cli.StringFlag{Name: "template", Usage: "print hits by a Go text/template"},
		),
		UsageText: `papersearch "diffusion text-to-image"
papersearch 扩散模型 -视频 --limit 3
papersearch --institution Google --month 2024-01 diffusion
papersearch '机构：浙大 多模态' --json
papersearch retrieval --template '{{.Title}} {{.File}}:{{.Line}}'`,
		Action: p.search,
	}
}

func (p *program) search(c *cli.Context) error {
	text := words(c)
	req := query.Request{
		Text: text, Filters: filters(c), Limit: c.Int("limit"), Sort: query.Sort(c.String("sort")), Explain: c.Bool("explain"),
		Mode: mode(c),
	}
	if c.Bool("no-facets") {
		req.Facets = []string{}
	}
	form, err := p.checkSearch(c, req)
	if err != nil {
		return err
	}
	s, err := p.open(c)
	if err != nil {
		return err
	}
	if err := p.checkMode(s, req.Mode); err != nil {
		return err
	}
	overview := c.NArg() == 0 && c.NumFlags() == 0
	if overview {
		req.Limit = 5
	}
	r, err := s.Search(p.ctx, req)
	if err != nil {
		return err
	}
	r.Stale = p.stale
	if hint := isIt(p.first, c.App.Commands); hint != "" && slices.Contains(r.Lacking, p.first) {
		p.say("no entry has %q, and no command is called so%s", p.first, hint)
	}
	if typed, field := query.MistypedField(text); field != "" {
		p.say("no field is called %q, is it %s:", typed, field)
	}
	if word, flag := dashOnce(c.Args().Slice(), c.Command.Flags); flag != "" {
		p.say("%s leaves out what says %q; the flag is %s", word, word[1:], flag)
	} else if word != "" {
		p.say("%s leaves out what says %q; flags are words with two dashes, as --limit 5", word, word[1:])
	}
	switch {
	case form != nil:
		for i := range r.Hits {
			if err := form.Execute(p.out, &r.Hits[i]); err != nil {
				return fmt.Errorf("--template: %w", noField(err))
			}
			p.out.WriteByte('\n')
		}
	case c.Bool("json"):
		if err := p.printJSON(r); err != nil {
			return err
		}
	case overview:
		p.printOverview(r)
	default:
		p.printResult(r)
	}
	if len(r.Hits) == 0 && len(r.Todo) == 0 {
		return errNothing
	}
	return nil
}

// mode is what --lexical and --semantic ask for.
func mode(c *cli.Context) query.Mode {
	switch {
	case c.Bool("lexical"):
		return query.Lexical
	case c.Bool("semantic"):
		return query.Semantic
	}
	return query.Both
}

// checkMode refuses to find by meaning alone where there are words only, and says so once where both were to be had.
func (p *program) checkMode(s *query.Searcher, m query.Mode) error {
	why := s.WordsOnly()
	switch {
	case why == "" || m == query.Lexical:
		return nil
	case m == query.Semantic:
		return fmt.Errorf("--semantic: %s", why)
	}
	p.say("by words alone: %s", why)
	return nil
}

// checkSearch refuses what cannot be meant, before an index is opened.
func (p *program) checkSearch(c *cli.Context, req query.Request) (*template.Template, error) {
	switch {
	case req.Limit < 0:
		return nil, usageError{fmt.Errorf("--limit %d: it is a number of hits, 0 for all", req.Limit)}
	case req.Sort != query.ByRelevance && req.Sort != query.ByRead && req.Sort != query.ByPublished:
		return nil, usageError{fmt.Errorf("--sort %s: it is relevance, read or published", req.Sort)}
	case c.Bool("semantic") && c.Bool("lexical"):
		return nil, usageError{errors.New("--lexical and --semantic exclude each other")}
	case c.String("template") == "":
		return nil, nil
	case c.Bool("json"):
		return nil, usageError{errors.New("--json and --template exclude each other")}
	}
	t, err := template.New("hit").Parse(c.String("template"))
	if err != nil {
		return nil, usageError{fmt.Errorf("--template: %w", err)}
	}
	return t, nil
}

// noField says of a template that asks for what a hit does not have what it has.
func noField(err error) error {
	_, field, _ := strings.Cut(err.Error(), "can't evaluate field ")
	field, ok := strings.CutSuffix(field, " in type *query.Hit")
	if !ok {
		return err
	}
	var has []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[query.Hit]()) {
		if f.IsExported() && !f.Anonymous && f.Tag.Get("json") != "-" {
			has = append(has, f.Name)
		}
	}
	return fmt.Errorf("a hit has no %s; it has %s", field, strings.Join(has, ", "))
}

// printResult prints hits, pending items and facets.
func (p *program) printResult(r *query.Result) {
	for _, relaxed := range r.Relaxed {
		p.out.line(p.out.dim.Sprint(clean(relaxed)))
	}
	if len(r.Hits) == 0 {
		p.printNothing(r)
	}
	for i := range r.Hits {
		if i > 0 {
			p.out.line()
		}
		p.printHit(&r.Hits[i])
	}
	if len(r.Todo) > 0 {
		p.out.line()
		p.out.line(p.out.bold.Sprint("Not read yet"))
		for _, t := range r.Todo {
			p.out.block(4, t.Title, nil, p.out.text)
			p.out.line("    ", p.out.place(store.SourcePath(p.env.Dir, t.File), t.File, t.Line))
		}
	}
	if len(r.Hits) == 0 {
		return
	}
	p.out.line()
	if r.Total > len(r.Hits) {
		p.out.line(p.out.dim.Sprintf("%d of %d; --limit 0 shows all", len(r.Hits), r.Total))
	}
	for _, f := range query.FacetNames {
		if counts := r.Facets[f]; len(counts) > 0 {
			p.out.line(p.facetLine(f, counts))
		}
	}
}

// longestEcho is how many columns of a query are repeated to who typed it.
const longestEcho = 60

func (p *program) printNothing(r *query.Result) {
	what := "Nothing found"
	if strings.TrimSpace(r.Query) != "" {
		what = fmt.Sprintf("Nothing found for %q", fit(r.Query, longestEcho))
	}
	switch {
	case r.Wordless:
		what += ": no word in it to search for"
	case r.Filtered > 0:
		what += fmt.Sprintf(" with these filters, %d without them", r.Filtered)
	}
	if len(r.Absent) > 0 {
		what += "; no entry of the log has the " + strings.Join(r.Absent, " or the ")
	}
	p.out.line(clean(what) + ".")
	if r.Nearest != nil {
		p.out.line(p.out.dim.Sprint("Nearest, but no match:"))
		p.printHit(r.Nearest)
	}
}

// printHit prints one entry: title, facts, passage.
func (p *program) printHit(h *query.Hit) {
	out := p.out
	indent := 0
	if h.Rank > 0 {
		number := fmt.Sprintf("%2d  ", h.Rank)
		indent = len(number)
		out.WriteString(out.dim.Sprint(number))
		lines := wrap(h.Title, out.width-indent)
		for i, l := range lines {
			if i > 0 {
				out.WriteString(strings.Repeat(" ", indent))
			}
			out.line(out.bold.Sprint(clean(strings.TrimSpace(h.Title[l[0]:l[1]]))))
		}
	} else {
		indent = 4
		out.block(indent, h.Title, nil, out.bold)
	}
	p.printFacts(h, indent)
	out.block(indent, h.Snippet.Text, h.Snippet.Spans, out.text)
	if len(h.Why.Words) > 0 {
		out.block(indent+2, sides(h), nil, out.dim)
	}
	for _, w := range h.Why.Words {
		how := w.How
		if how == "" {
			how = "not in this entry"
		}
		out.block(indent+2, fmt.Sprintf("%s  %s (%.2f, weight %.2f)", w.Word, how, w.Score, w.Weight), nil, out.dim)
	}
}

// sides says what a score is made of.
func sides(h *query.Hit) string {
	var parts []string
	if h.Why.Semantic != nil {
		parts = append(parts, fmt.Sprintf("meaning %.2f", *h.Why.Semantic))
	}
	if h.Why.Lexical != nil {
		parts = append(parts, fmt.Sprintf("words %.2f", *h.Why.Lexical))
	}
	return fmt.Sprintf("score %.2f: %s", h.Score, strings.Join(parts, ", "))
}

// printFacts prints what is known of an entry and its place, on a second line where one is too short.
func (p *program) printFacts(h *query.Hit, indent int) {
	const between = " · "
	var line []string
	room := p.out.width - indent
	used := 0
	for _, f := range h.Facts(maxInstitutions) {
		f = fit(clean(f), p.out.width-indent)
		if w := columns(f) + columns(between); used > 0 && used+w > room {
			p.out.line(strings.Repeat(" ", indent), p.out.dim.Sprint(strings.Join(line, between)+" ·"))
			line, used = nil, 0
		}
		line = append(line, f)
		used += columns(f) + columns(between)
	}
	text := ""
	if len(line) > 0 {
		text = p.out.dim.Sprint(strings.Join(line, between))
		if used+columns(h.File)+len(strconv.Itoa(h.Line))+1 > room {
			p.out.line(strings.Repeat(" ", indent), text+p.out.dim.Sprint(" ·"))
			text = ""
		} else {
			text += p.out.dim.Sprint(between)
		}
	}
	p.out.line(strings.Repeat(" ", indent), text, p.out.place(store.SourcePath(p.env.Dir, h.File), h.File, h.Line))
}

// maxInstitutions is how many institutions a hit names.
const maxInstitutions = 2

// facetLine is a facet on one line: its name and as many values as fit.
func (p *program) facetLine(name string, counts []query.Count) string {
	line := pad(name, 13)
	room := p.out.width - columns(line)
	var parts []string
	for i, c := range counts {
		part := fmt.Sprintf("%s %d", clean(c.Value), c.Count)
		if c.WithLabs > 0 {
			part += fmt.Sprintf(" (%d with labs)", c.WithLabs)
		}
		more := ""
		if left := len(counts) - i - 1; left > 0 {
			more = fmt.Sprintf(" · %d more", left)
		}
		if i > 0 && columns(strings.Join(append(parts, part), " · ")+more) > room {
			parts = append(parts, fmt.Sprintf("%d more", len(counts)-i))
			break
		}
		parts = append(parts, part)
	}
	return p.out.dim.Sprint(line) + strings.Join(parts, " · ")
}

// printOverview greets: what is indexed, the newest entries, what to try.
func (p *program) printOverview(r *query.Result) {
	n := p.gen.Manifest.Counts
	p.out.line(p.out.bold.Sprint("papersearch"), fmt.Sprintf("  %s, %s, %s from %s",
		report.Plural(n[store.Paper], "paper"), report.Plural(n[store.Note], "note"), report.Plural(n[store.Todo], "pending item"), report.Plural(len(p.gen.Manifest.Sources), "file")))
	p.out.line()
	for i := range r.Hits {
		r.Hits[i].Snippet = query.Snippet{}
		p.printHit(&r.Hits[i])
	}
	p.out.line()
	p.out.line("Try:  papersearch ", shellQuote(example(r)))
	p.out.line("      papersearch facets track")
	p.out.line("      papersearch --help")
}

// example is a query that finds something in this log.
func example(r *query.Result) string {
	for _, h := range r.Hits {
		if h.Alias != "" {
			return h.Alias
		}
	}
	return "diffusion"
}
