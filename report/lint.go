package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"papersearch/query"
	"papersearch/readlog"
	"papersearch/store"
	"runtime"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
)

// LintRequest asks for what is wrong in a log. The zero value asks for everything.
type LintRequest struct {
	Text    string // with Filters: findings in the entries these select alone
	Filters query.Filters
	Rules   []string // of these rules alone; nil is all
	Ignore  []string // not of these rules
}

// Findings is what is wrong, by file and line.
type Findings struct {
	Version  int         `json:"version"`
	Findings []Finding   `json:"findings"`
	Counts   []RuleCount `json:"counts"` // of the rules that found something, in the order of LintRules
	Files    int         `json:"files"`  // looked at
	Stale    bool        `json:"stale"`
	None     bool        `json:"-"` // words and filters select no entry

	texts map[string]string // of the files with edits, as read
	edits []edit
}

// Finding is one thing that is wrong.
type Finding struct {
	File       string   `json:"file"`
	Line       int      `json:"line"` // from 1
	Rule       string   `json:"rule"`
	Severity   Severity `json:"severity"`
	Message    string   `json:"message"`
	Suggestion string   `json:"suggestion"` // "" where there is none
	Title      string   `json:"title"`      // of the entry it is in, "" outside of one
}

// RuleCount is how often a rule found something.
type RuleCount struct {
	Rule  string `json:"rule"`
	Count int    `json:"count"`
}

// UnknownRuleError says that there is no rule of a name.
type UnknownRuleError struct{ Rule string }

func (e *UnknownRuleError) Error() string {
	return fmt.Sprintf("no rule %s; `papersearch lint --rules` lists them", e.Rule)
}

// Lint reads the files of the log as they are on disk, and says what is wrong in them, one by one and together. Files that
// are gone or cannot be read are left out, if there are others: every command tells of them. The error is an *UnknownRuleError, that of the query,
// or says what of the index could not be read.
func Lint(ctx context.Context, s *query.Searcher, req LintRequest) (*Findings, error) {
	for _, name := range append(slices.Clone(req.Rules), req.Ignore...) {
		if ruleNamed(name) == nil {
			return nil, &UnknownRuleError{name}
		}
	}
	within, err := selected(ctx, s, req)
	if err != nil {
		return nil, err
	}
	l := &linter{g: s.Generation(), rules: s.Rules(), out: &Findings{Version: query.Version, Findings: []Finding{}, Counts: []RuleCount{}, texts: map[string]string{}}}
	if l.sources, err = readSources(ctx, l.g, l.rules); err != nil {
		return nil, err
	}
	if len(l.sources) == 0 && len(l.g.Manifest.Sources) > 0 {
		return nil, errors.New("none of the files of the log can be read")
	}
	for _, check := range []func() error{l.texts, l.dates, l.missing, l.institutions, l.twice, l.spelling, l.links, l.pending} {
		if err := check(); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	out := l.out
	out.Files, out.None = len(l.sources), within != nil && len(within) == 0
	wanted := func(f Finding) bool {
		return (req.Rules == nil || slices.Contains(req.Rules, f.Rule)) && !slices.Contains(req.Ignore, f.Rule) && (within == nil || within.has(f))
	}
	out.edits = slices.DeleteFunc(out.edits, func(e edit) bool { return !wanted(e.of) })
	out.Findings = slices.DeleteFunc(out.Findings, func(f Finding) bool { return !wanted(f) })
	place := map[string]int{}
	for i, src := range l.sources {
		place[src.name] = i
	}
	slices.SortStableFunc(out.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(place[a.File], place[b.File]), cmp.Compare(a.Line, b.Line))
	})
	for _, r := range LintRules {
		n := 0
		for _, f := range out.Findings {
			if f.Rule == r.Name {
				n++
			}
		}
		if n > 0 {
			out.Counts = append(out.Counts, RuleCount{r.Name, n})
		}
	}
	return out, nil
}

// source is a file as it is on disk now.
type source struct {
	name, path, text string
	log              *readlog.Log
	lines            []int // byte at which each line begins; made when first asked for
}

// lineOf is the line of a byte, from 1.
func (s *source) lineOf(at int) int {
	if s.lines == nil {
		s.lines = []int{0}
		for i := range len(s.text) {
			if s.text[i] == '\n' {
				s.lines = append(s.lines, i+1)
			}
		}
	}
	n, found := slices.BinarySearch(s.lines, at)
	if found {
		n++
	}
	return n
}

// line is the text of a line, numbered from 1, without its end.
func (s *source) line(n int) string {
	s.lineOf(0)
	if n < 1 || n > len(s.lines) {
		return ""
	}
	rest := s.text[s.lines[n-1]:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return strings.TrimSuffix(rest, "\r")
}

// readSources reads and checks the files of the log, a few at a time.
func readSources(ctx context.Context, g *store.Generation, rules *readlog.Rules) ([]*source, error) {
	all := make([]*source, len(g.Manifest.Sources))
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, src := range g.Manifest.Sources {
		work.Go(func() error {
			path := store.SourcePath(g.Dir, src.Path)
			data, err := os.ReadFile(path)
			if err != nil {
				return ctx.Err()
			}
			if text, _, err := readlog.Decode(data); err == nil {
				all[i] = &source{name: src.Path, path: path, text: text, log: readlog.Check(src.Path, text, rules)}
			}
			return ctx.Err()
		})
	}
	err := work.Wait()
	return slices.DeleteFunc(all, func(s *source) bool { return s == nil }), err
}

// places are the lines of the entries that a request selects.
type places map[string][][2]int

func (p places) has(f Finding) bool {
	return slices.ContainsFunc(p[f.File], func(r [2]int) bool { return f.Line >= r[0] && f.Line <= r[1] })
}

// selected returns the places of the entries that words and filters select; nil when nothing is asked.
func selected(ctx context.Context, s *query.Searcher, req LintRequest) (places, error) {
	if strings.TrimSpace(req.Text) == "" && req.Filters.IsZero() {
		return nil, nil //nolint:nilnil // nothing asked, all places
	}
	out := places{}
	err := s.Each(ctx, query.Request{Text: req.Text, Filters: req.Filters, Kinds: []string{"all"}}, func(e *query.Entry) error {
		out[e.File] = append(out[e.File], [2]int{e.Line, e.EndLine})
		return nil
	})
	return out, err
}

// linter gathers findings.
type linter struct {
	g       *store.Generation
	rules   *readlog.Rules
	sources []*source
	out     *Findings
}

func (l *linter) find(src *source, line int, rule, message, suggestion, title string) Finding {
	f := Finding{File: src.name, Line: line, Rule: rule, Severity: ruleNamed(rule).Severity, Message: message, Suggestion: suggestion, Title: title}
	l.out.Findings = append(l.out.Findings, f)
	return f
}

// texts takes over what readlog found.
func (l *linter) texts() error {
	for _, src := range l.sources {
		for _, p := range src.log.Problems {
			title := ""
			if owner := src.log.Lines[p.Line-1]; owner >= 0 {
				title = src.log.Entries[owner].Title
			}
			f := l.find(src, p.Line, string(p.Rule), p.Message, p.Suggestion, title)
			if p.Rule == readlog.RuleUnclosed && p.Suggestion != "" {
				l.propose(f, src, src.line(p.Line), p.Suggestion)
			}
		}
	}
	return nil
}

// ahead says whether what a paper was published in is dated ahead, as conferences and volumes are: ICLR 2019 is read in
// 2018, and a year alone in the December before.
func ahead(e *readlog.Entry) bool {
	from, read := e.Published.From, whenRead(e)
	return strings.ContainsFunc(e.Published.Raw, func(r rune) bool { return r < unicode.MaxASCII && unicode.IsLetter(r) }) ||
		from.Month == 0 && from.Year == read.Year+1 && (read.Month == 12 || read.Month == 0)
}

// A log that says something of its papers has the habit from habitPapers on, of which habitShare say it.
const (
	habitPapers = 5
	habitShare  = 0.7
)

// missing finds papers of which the log does not say who wrote them or when, where it does so of the others of the file
// that have a text of their own.
func (l *linter) missing() error {
	for _, src := range l.sources {
		papers, named, dated := 0, 0, 0
		for i := range src.log.Entries {
			if e := &src.log.Entries[i]; tells(e) {
				papers++
				if len(e.Institutions) > 0 {
					named++
				}
				if e.Published.From.Year > 0 {
					dated++
				}
			}
		}
		habit := func(n int) bool { return papers >= habitPapers && float64(n) >= habitShare*float64(papers) }
		for i := range src.log.Entries {
			e := &src.log.Entries[i]
			if !tells(e) {
				continue
			}
			if len(e.Institutions) == 0 && habit(named) {
				l.find(src, e.Line, ruleNobody, fmt.Sprintf("nobody is named who wrote it; %d of the %d papers of this file name somebody", named, papers), "", e.Title)
			}
			if e.Published.From.Year == 0 && habit(dated) {
				l.find(src, e.Line, ruleUndated, fmt.Sprintf("it does not say when it was published; %d of the %d papers of this file do", dated, papers), "", e.Title)
			}
		}
	}
	return nil
}

// tells says whether an entry is a paper with a text of its own.
func tells(e *readlog.Entry) bool {
	return e.Kind == readlog.KindPaper && e.Form != readlog.Listed && e.EndLine > e.Line
}

// institutions finds names of institutions that no table has, each where it stands first.
func (l *linter) institutions() error {
	type unknown struct {
		src   *source
		line  int
		title string
		n     int
	}
	found := map[string]*unknown{}
	var names []string
	for _, src := range l.sources {
		for i := range src.log.Entries {
			e := &src.log.Entries[i]
			for _, in := range e.Institutions {
				if _, ok := l.rules.Institution(in.Name); ok {
					continue
				}
				if u := found[in.Name]; u != nil {
					u.n++
					continue
				}
				line := e.Line
				if at := strings.Index(src.text[e.Start:e.End], in.Raw); at > 0 {
					line = src.lineOf(e.Start + at)
				}
				found[in.Name] = &unknown{src, line, e.Title, 1}
				names = append(names, in.Name)
			}
		}
	}
	for _, name := range names {
		u := found[name]
		message := fmt.Sprintf("“%s” is in no table of institutions", name)
		if u.n > 1 {
			message += ", here and in " + Plural(u.n-1, "other entry")
		}
		suggestion := "add it to papersearch.toml, with its other names"
		if near := l.near(name); len(near) > 0 {
			suggestion = strings.Join(near, " or ") + "?"
		}
		l.find(u.src, u.line, ruleUnknown, message, suggestion, u.title)
	}
	return nil
}

// pending takes over what the index says of pending items.
func (l *linter) pending() error {
	bySource := map[string]*source{}
	for _, src := range l.sources {
		bySource[src.name] = src
	}
	t := l.g.Table
	type item struct {
		row int
		*store.Record
	}
	var items []item
	of := map[string]bool{}
	for row := range t.Len() {
		if t.Kind(row) != store.Todo || t.Done(row) {
			continue
		}
		r, err := l.g.Record(row)
		if err != nil {
			return err
		}
		if p := r.Pending; p != nil && p.Of != "" {
			items = append(items, item{row, r})
			of[p.Of] = true
		}
	}
	rows := rowsByID(l.g, of)
	for _, x := range items {
		src, row := bySource[t.String(t.File(x.row))], t.Row(x.row)
		other, ok := rows[x.Pending.Of]
		if src == nil || !ok {
			continue
		}
		r, err := l.g.Record(other)
		if err != nil {
			return err
		}
		where := fmt.Sprintf("%s:%d", t.String(t.File(other)), t.Row(other).Line)
		if x.Pending.State == store.StateDuplicate {
			if t.File(other) == t.File(x.row) { // copies of a list are no list that repeats itself
				l.find(src, row.Line, ruleListedTwice, "the item stands at "+where+" already", "", x.Title)
			}
			continue
		}
		was, suggestion := src.line(row.Line), "tick it: - [x]"
		ticked := readlog.Ticked(was)
		if ticked == was {
			suggestion = "strike it ~~out~~, or take it off the list"
		}
		f := l.find(src, row.Line, rulePending, fmt.Sprintf("%s: %s (%s; %s)", readWhen(readOf(l.g, other)), r.Title, x.Pending.Why, where), suggestion, x.Title)
		if strings.HasPrefix(x.Pending.Why, "same title") && ticked != was {
			l.propose(f, src, was, ticked)
		}
	}
	return nil
}

// short cuts a text to n characters.
func short(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
