package main

import (
	"fmt"
	"papersearch/fold"
	"papersearch/indexer"
	"papersearch/query"
	"papersearch/readlog"
	"papersearch/report"
	"papersearch/store"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// candidate is what could stand in place of the word that is typed.
type candidate struct{ value, about string }

// wantsFiles is the answer where names of files are wanted, which the shell knows best.
const wantsFiles = ":files"

// completer answers one question of a shell.
type completer struct {
	p        *program
	c        *cli.Context
	commands []*cli.Command
	index    string // what --index says on the line that is completed
	searcher *query.Searcher
	failed   bool // there is no index to ask
	files    bool
	out      []candidate
}

// complete prints what could complete the last of the words of a command line, which may be empty, a line each: a value, and for
// zsh and fish a tab and what it is. A shell cannot do anything with errors: what is not known is not printed.
func (p *program) complete(c *cli.Context, shell string, words []string) {
	q := &completer{p: p, c: c, commands: p.app().Commands}
	prefix := ""
	if shell == "bash" {
		words, prefix = rejoin(words)
	}
	if len(words) == 0 {
		words = []string{""}
	}
	q.ask(words[:len(words)-1], words[len(words)-1])
	if q.files {
		p.out.line(wantsFiles)
		return
	}
	for _, x := range q.out {
		x.value = strings.NewReplacer("\n", " ", "\t", " ").Replace(clean(x.value))
		switch {
		case shell != "bash":
			p.out.line(x.value, "\t", x.about)
		case strings.HasPrefix(x.value, prefix):
			p.out.line(x.value[len(prefix):])
		}
	}
}

// rejoin puts together what bash takes apart at = and :, takes quotes off, and returns the part of the last word that bash
// will not replace.
func rejoin(words []string) (out []string, kept string) {
	join := false
	for i, w := range words {
		sign := w == "=" || w == ":"
		if (sign || join) && len(out) > 0 {
			out[len(out)-1] += w
			kept = ""
			if sign || i == len(words)-1 {
				kept = strings.TrimSuffix(out[len(out)-1], w)
				if sign {
					kept = out[len(out)-1]
				}
			}
		} else {
			out = append(out, w)
			kept = ""
		}
		join = sign
	}
	for i, w := range out {
		out[i] = unquote(w)
	}
	return out, kept
}

// unquote takes the quotes of a shell off a word, whose end may still be missing.
func unquote(w string) string {
	if w != "" && (w[0] == '"' || w[0] == '\'') {
		return strings.TrimSuffix(w[1:], w[:1])
	}
	return strings.ReplaceAll(w, `\`, "")
}

// ask finds the candidates for word behind the others.
func (q *completer) ask(before []string, word string) {
	command, flag, ended, words := q.read(before)
	switch {
	case flag != "" && !ended:
		q.flagValues(command, flag, word, "")
	case !ended && strings.HasPrefix(word, "--") && strings.Contains(word, "="):
		name, value, _ := strings.Cut(word[2:], "=")
		q.flagValues(command, name, value, "--"+name+"=")
	case !ended && strings.HasPrefix(word, "-"):
		q.flags(command, word)
	default:
		q.words(command, words, word)
	}
}

// read reads a command line as normalize does: the command, the flag whose value is missing, whether -- ended flags, and words.
func (q *completer) read(args []string) (command *cli.Command, flag string, ended bool, words []string) {
	takes := valueFlags(q.commands)
	for _, a := range args {
		switch name, isFlag := strings.CutPrefix(a, "--"); {
		case flag != "":
			if flag == "index" {
				q.index = a
			}
			flag = ""
		case ended || !isFlag:
			words = append(words, a)
		case name == "":
			ended = true
		case takes[name]:
			flag = name
		case strings.HasPrefix(name, "index="):
			q.index = strings.TrimPrefix(name, "index=")
		}
	}
	find := func(name string) *cli.Command {
		if i := slices.IndexFunc(q.commands, func(c *cli.Command) bool { return c.Name == name }); i >= 0 {
			return q.commands[i]
		}
		return nil
	}
	if len(words) > 0 && !ended {
		if command = find(words[0]); command != nil {
			return command, flag, ended, words[1:]
		}
	}
	return find("search"), flag, ended, words
}

// add adds a candidate if it begins with what is typed, in any spelling.
func (q *completer) add(typed, value, about string) {
	if strings.HasPrefix(fold.String(value), fold.String(typed)) {
		q.out = append(q.out, candidate{value, about})
	}
}

func (q *completer) flags(command *cli.Command, word string) {
	for _, f := range command.Flags {
		doc, ok := f.(cli.DocGenerationFlag)
		if !ok {
			continue
		}
		if v, ok := f.(cli.VisibleFlag); ok && !v.IsVisible() {
			continue
		}
		q.add(word, "--"+f.Names()[0], doc.GetUsage())
	}
	q.add(word, "--help", "print help")
}

// choices are the values of flags that have a few.
var choices = map[string][]string{
	"sort": {"relevance", "read", "published"}, "color": {"auto", "always", "never"}, "filters": {"typed", "flags"},
	"format": exportFormats, "kind": {"paper", "note", "todo", "all"}, "state": append(slices.Clone(report.States), "all"),
}

// flagValues are the values of a flag; front stands before each.
func (q *completer) flagValues(command *cli.Command, flag, word, front string) {
	from := len(q.out)
	switch {
	case !slices.ContainsFunc(command.Flags, func(f cli.Flag) bool { return slices.Contains(f.Names(), flag) }):
	case command.Name == "lint" && flag == "format":
		for _, v := range lintFormats {
			q.add(word, v, "")
		}
	case choices[flag] != nil:
		for _, v := range choices[flag] {
			q.add(word, v, "")
		}
	case command.Name == "lint" && (flag == "rule" || flag == "ignore"):
		for _, r := range report.LintRules {
			q.add(word, r.Name, r.Reason)
		}
	case flag == "index" || flag == "map":
		q.files = true
	case flag == "remove":
		if q.open() {
			for _, root := range q.p.gen.Manifest.Roots {
				q.add(word, root, "")
			}
		}
	case flag == "since" || flag == "until":
		q.facet("month", word)
	default:
		q.facet(flag, word)
	}
	for i := range q.out[from:] {
		q.out[from+i].value = front + q.out[from+i].value
	}
}

// words are the candidates for a word that is no flag.
func (q *completer) words(command *cli.Command, before []string, word string) {
	if len(before) == 0 && command.Name == "search" {
		for _, c := range q.commands {
			if c.Name != "search" || word != "" {
				q.add(word, c.Name, c.Usage)
			}
		}
	}
	switch command.Name {
	case "show", "related":
		q.titles(word)
	case "completion":
		for _, s := range shells {
			q.add(word, s, "")
		}
	case "index", "eval":
		q.files = true
	case "mcp", "version":
	default:
		if command.Name == "facets" {
			for _, f := range query.FacetNames {
				q.add(word, f, "facet")
			}
		}
		q.typed(word)
	}
}

// typed are filters in a query: names of fields, and behind a colon their values.
func (q *completer) typed(word string) {
	if word == "" {
		return
	}
	for _, f := range append([]string{"title"}, query.FacetNames[:]...) {
		q.add(word, f+":", "")
	}
	i := strings.LastIndexAny(word, ":：|")
	if i < 0 {
		return
	}
	at := i + len(":")
	if strings.HasPrefix(word[i:], "：") {
		at = i + len("：")
	}
	clauses := query.Parse(word[:at] + "x")
	if len(clauses) != 1 || clauses[0].Kind != query.Filter {
		return
	}
	from := len(q.out)
	q.flagValues(q.commands[0], clauses[0].Field, strings.TrimPrefix(word[at:], `"`), "")
	for k := range q.out[from:] {
		v := &q.out[from+k].value
		if strings.Contains(*v, " ") {
			*v = `"` + *v + `"`
		}
		*v = word[:at] + *v
	}
}

// open opens the index as it is: a shell does not wait for a log to be read.
func (q *completer) open() bool {
	if q.searcher != nil || q.failed {
		return q.searcher != nil
	}
	q.failed = true
	p := q.p
	dir, found, err := store.Locate(q.index, false)
	if err != nil || !found {
		return false
	}
	if p.env, err = indexer.NewEnv(dir); err != nil {
		return false
	}
	if p.gen, err = store.Open(dir); err != nil {
		return false
	}
	q.searcher = query.New(p.gen, p.env.Dictionary, p.env.Rules)
	return true
}

// facet are the values of a facet that entries have. An institution is found by its other names too.
func (q *completer) facet(name, word string) {
	if !slices.Contains(query.FacetNames[:], name) || !q.open() {
		return
	}
	r, err := q.searcher.Search(q.p.ctx, query.Request{Limit: 1, Facets: []string{name}, Filters: query.Filters{Kind: []string{"all"}}})
	if err != nil {
		return
	}
	labels := map[string]readlog.InstitutionRule{}
	if name == "institution" {
		for _, in := range q.p.env.Rules.Known() {
			labels[in.Name] = in
		}
	}
	for _, c := range r.Facets[name] {
		about := report.Plural(c.Count, "entry")
		in := labels[c.Value]
		if in.Label != "" && in.Label != c.Value {
			about = in.Label + ", " + about
		}
		n := len(q.out)
		q.add(word, c.Value, about)
		for _, alias := range append([]string{in.Label}, in.Aliases...) {
			if len(q.out) == n && alias != "" && strings.HasPrefix(fold.String(alias), fold.String(word)) {
				q.out = append(q.out, candidate{c.Value, about})
			}
		}
	}
}

// manyTitles is how many titles a shell is given; who wants another types more.
const manyTitles = 200

// titles are what show and related know entries by: an alias where there is one, else the title.
func (q *completer) titles(word string) {
	if !q.open() {
		return
	}
	r, err := q.searcher.Search(q.p.ctx, query.Request{Facets: []string{}, Limit: 10 * manyTitles})
	if err != nil {
		return
	}
	seen := map[string]bool{}
	for _, h := range r.Hits {
		name := h.Alias
		if name == "" {
			name = h.Title
		}
		if seen[name] {
			continue
		}
		seen[name] = true
		n := len(q.out)
		if q.add(word, name, fmt.Sprintf("%s %s", h.Read, h.Title)); len(q.out) == n {
			q.add(word, h.Title, h.Read)
		}
		if len(q.out) >= manyTitles {
			return
		}
	}
}
