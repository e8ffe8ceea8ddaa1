package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"papersearch/fold"
	"papersearch/indexer"
	"papersearch/query"
	"papersearch/readlog"
	"papersearch/report"
	"papersearch/store"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/natefinch/atomic"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

func (p *program) newCommand() *cli.Command {
	return &cli.Command{
		Name:      "new",
		Usage:     "write a new entry into the log, under today's heading",
		ArgsUsage: `"TITLE"`,
		Description: `The one command that writes the log: where its order has the day, in its style,
or by the template of papersearch.toml ([new] template = "…", with .Title,
.Link, .Year, .Month and .Day). The log is replaced in one step. A title that is
there already is shown, and nothing is written. Then the editor is opened at
the entry, if one is set and this is a terminal.`,
		Flags: append(commonFlags(),
			&cli.StringFlag{Name: "file", Usage: "the log (default: the one that was read in last)"},
			&cli.StringFlag{Name: "link", Usage: "its address, number on arXiv or DOI"},
			&cli.StringFlag{Name: "day", Usage: "the day it is read (default: today)"},
			&cli.BoolFlag{Name: "done", Usage: "tick the pending item that names the paper"},
			&cli.BoolFlag{Name: "again", Usage: "write it though the title is there: a second reading"},
			&cli.BoolFlag{Name: "dry-run", Usage: "print the diff and write nothing"},
			&cli.BoolFlag{Name: "no-edit", Usage: "open no editor"},
		),
		UsageText: `papersearch new "LoRA: Low-Rank Adaptation of Large Language Models"
papersearch new "Segment Anything" --link arXiv:2304.02643
papersearch new "Segment Anything" --done --dry-run`,
		Action: p.new,
	}
}

// newAnswer is what new prints as JSON.
type newAnswer struct {
	Version  int           `json:"version"`
	Written  bool          `json:"written"`
	Title    string        `json:"title"`
	File     string        `json:"file"`
	Line     int           `json:"line"`     // of the title, 0 when the log has it already
	Day      string        `json:"day"`      // under whose heading it stands
	Ticked   *query.Place  `json:"ticked"`   // the pending item, null for none
	Existing *query.Entry  `json:"existing"` // the entry that is there already, null for none
	Diff     string        `json:"diff"`
	changes  []*fileChange // of the log, and of the file of the item if that is another
}

// fileChange is a file as it was read and as it is to be.
type fileChange struct {
	name, path string
	was, now   string
	stat       os.FileInfo
}

func (p *program) new(c *cli.Context) error {
	title, err := newTitle(c.Args().Slice())
	if err != nil {
		return err
	}
	day := time.Now()
	if v := c.String("day"); v != "" {
		d, _, ok := readlog.ParseDate(v)
		if !ok || d.Day == 0 {
			return usageError{fmt.Errorf("--day %s: it is a day, as in %s", v, day.Format(time.DateOnly))}
		}
		if day = time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.Local); day.Day() != d.Day {
			return usageError{fmt.Errorf("--day %s: no calendar has this day", v)}
		}
	}
	link, err := newLink(c.String("link"))
	if err != nil {
		return err
	}
	s, err := p.open(c)
	if err != nil {
		return err
	}
	a := &newAnswer{Version: query.Version, Title: title}
	if a.Existing, err = report.Known(p.ctx, s, title); err == nil && a.Existing == nil && link != "" {
		a.Existing, err = report.KnownByLink(p.ctx, s, link)
	}
	if err != nil {
		return err
	}
	if a.Existing != nil && !c.Bool("again") {
		return p.showExisting(c, a)
	}
	if err := p.prepareNew(c, s, a, day, link); err != nil {
		return err
	}
	for _, f := range a.changes {
		a.Diff += report.Diff(f.name, f.was, f.now)
	}
	if c.Bool("dry-run") {
		return p.printNew(c, a)
	}
	for _, f := range a.changes { // before any is written: one alone is half of what was asked
		if err := f.check(); err != nil {
			return err
		}
	}
	for _, f := range a.changes {
		if err := f.write(); err != nil {
			return err
		}
	}
	a.Written = true
	if err := p.printNew(c, a); err != nil {
		return err
	}
	terminal := p.out.terminal && term.IsTerminal(int(os.Stdin.Fd()))
	if c.Bool("json") || c.Bool("no-edit") || !terminal || os.Getenv("VISUAL")+os.Getenv("EDITOR") == "" {
		return nil
	}
	if err := p.out.flush(); err != nil {
		return err
	}
	if err := p.edit(a.changes[0].path, a.Line); err != nil {
		return fmt.Errorf("the entry is written; the editor: %w", err)
	}
	return nil
}

// newTitle is the title that is meant. Words that look like a query write nothing.
func newTitle(args []string) (string, error) {
	title := strings.Join(strings.Fields(strings.Join(args, " ")), " ")
	title = unmarked(title)
	switch {
	case title == "":
		return "", usageError{errors.New(`new what? A title, in quotes: papersearch new "Attention Is All You Need"`)}
	case len(args) == 1 && word(title):
		return "", fmt.Errorf("nothing is written: one word in small letters is taken for one to look for: `papersearch search new %s`; a title of one word is written with a capital: `papersearch new %q`",
			quoted(args), titled(title))
	case len(args) > 1:
		return "", fmt.Errorf("nothing is written: to look for the words, type `papersearch search new %s`; a title is one argument: `papersearch new %q`",
			quoted(args), titled(title))
	case strings.ContainsFunc(title, unicode.IsControl):
		return "", usageError{fmt.Errorf("%q is no title: it has control characters", title)}
	}
	return title, nil
}

// newLink is the address that is meant: one, a number on arXiv or a DOI.
func newLink(s string) (string, error) {
	s = strings.TrimSpace(s)
	lower := strings.ToLower(s)
	switch {
	case s == "":
		return "", nil
	case strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://"):
		if u, err := url.Parse(s); err == nil && u.Host != "" && !strings.ContainsAny(s, " \t\n<>()[]") {
			return s, nil
		}
	default:
		id := readlog.Identifier(s)
		if number, ok := strings.CutPrefix(id, "arxiv:"); ok {
			return "https://arxiv.org/abs/" + number, nil
		}
		if doi, ok := strings.CutPrefix(id, "doi:"); ok {
			return "https://doi.org/" + doi, nil
		}
	}
	return "", usageError{fmt.Errorf("--link %s: it is an address, a number on arXiv or a DOI: https://arxiv.org/abs/2304.02643, arXiv:2304.02643, 10.1145/3292500", s)}
}

// unmarked takes the book marks off that stand around a title; those of two titles, as in 《A》和《B》, stay.
func unmarked(title string) string {
	inner := strings.TrimSuffix(strings.TrimPrefix(title, "《"), "》")
	if report.MarksOpen(inner) != 0 {
		return title
	}
	return strings.TrimSpace(inner)
}

// word says whether a title is one word in small letters, as one types it to search.
func word(title string) bool {
	return !strings.ContainsFunc(title, func(r rune) bool {
		return unicode.IsUpper(r) || unicode.IsDigit(r) || unicode.IsSpace(r) || r > unicode.MaxASCII
	})
}

// titled is a title with a capital.
func titled(title string) string {
	r := []rune(title)
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}

func (p *program) showExisting(c *cli.Context, a *newAnswer) error {
	e := a.Existing
	a.File = e.File
	if c.Bool("json") {
		return p.printJSON(a)
	}
	p.say("the log has it already, nothing is written; --again writes a second entry")
	p.printEntry(e, false)
	return nil
}

// prepareNew works out the log as it is to be, and the file of the pending item.
func (p *program) prepareNew(c *cli.Context, s *query.Searcher, a *newAnswer, day time.Time, link string) error {
	name, err := p.logFile(c)
	if err != nil {
		return err
	}
	log, err := readChange(p.env.Dir, name)
	if err != nil {
		return err
	}
	a.File = name
	n := report.NewEntry{Title: a.Title, Link: link, Day: day, Template: p.env.Config.New.Template}
	item, err := p.pendingItem(s, a.Title)
	if err != nil {
		return err
	}
	switch {
	case item == nil && c.Bool("done"):
		p.say("no pending item names it")
	case item != nil && !c.Bool("done"):
		p.say("a pending item names it (%s:%d); --done ticks it", item.File, item.Line)
		item = nil
	case item != nil:
		a.Ticked = &query.Place{File: item.File, Line: item.Line}
	}
	list := log // the file of the item
	if item != nil {
		if list, err = p.listOf(log, item); err != nil {
			return err
		}
		if list == log {
			n.Tick = item.Line
		}
		if _, err := report.Tick(list.was, item.Line); err != nil {
			return fmt.Errorf("%s: nothing is written: %w", item.File, err)
		}
	}
	done, err := report.Insert(log.was, n)
	if err != nil {
		if n.Template != "" {
			return fmt.Errorf("%s: %w", store.ConfigName, err)
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	log.now, a.Line, a.Day = done.Text, done.Line, done.Under
	a.changes = append(a.changes, log)
	if list != log {
		if list.now, err = report.Tick(list.was, item.Line); err != nil {
			return fmt.Errorf("%s: %w", item.File, err)
		}
		a.changes = append(a.changes, list)
	}
	return nil
}

// logFile is the source that the entry goes to.
func (p *program) logFile(c *cli.Context) (string, error) {
	if file := c.String("file"); file != "" {
		if _, err := os.Stat(file); err != nil {
			return "", fmt.Errorf("--file %s: %w", file, reason(err))
		}
		return indexer.SourceName(p.env.Dir, file)
	}
	name, err := report.NewestLog(p.gen)
	if err == nil && name == "" {
		err = errors.New("no file of the log has papers under days; name the one to write to with --file")
	}
	return name, err
}

// pendingItem is the item that names a paper and is not ticked; nil for none.
func (p *program) pendingItem(s *query.Searcher, title string) (*report.TodoItem, error) {
	l, err := report.Todo(p.ctx, s, report.TodoRequest{States: []store.State{store.StateOpen, store.StateRead}})
	if err != nil {
		return nil, err
	}
	titles := make([]string, len(l.Items))
	for i := range l.Items {
		titles[i] = l.Items[i].Title
	}
	if i := p.env.ItemOf(titles, title); i >= 0 {
		return &l.Items[i], nil
	}
	return nil, nil //nolint:nilnil // no item is no error
}

// listOf is the file of a pending item: the log, by whatever name, or another.
func (p *program) listOf(log *fileChange, item *report.TodoItem) (*fileChange, error) {
	list := log
	if item.File != log.name {
		other, err := readChange(p.env.Dir, item.File)
		if err != nil {
			return nil, err
		}
		if !os.SameFile(other.stat, log.stat) {
			list = other
		}
	}
	return list, list.holds(item)
}

// readChange reads a file that is to be changed. Links are followed: what they lead to is changed.
func readChange(dir, name string) (*fileChange, error) {
	path, err := filepath.EvalSymlinks(store.SourcePath(dir, name))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	}
	f := &fileChange{name: name, path: path}
	if f.stat, err = os.Stat(path); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	text, encoding, err := readlog.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if text != string(data) && encoding == "" {
		return nil, fmt.Errorf("%s has bytes that are no UTF-8, and new would lose them: mend it first", name)
	}
	if text != string(data) {
		return nil, fmt.Errorf("%s is in %s, and new writes UTF-8 alone: convert it first, as with iconv -t UTF-8", name, encoding)
	}
	f.was = text
	return f, nil
}

// holds says whether an item is where the index has it: without a refresh, its line may be another's by now.
func (f *fileChange) holds(item *report.TodoItem) error {
	lines := strings.Split(f.was, "\n")
	if item.Line <= len(lines) && strings.Contains(fold.Key(readlog.Plain(lines[item.Line-1]).String), fold.Key(item.Title)) {
		return nil
	}
	return fmt.Errorf("%s:%d is not the pending item any more: run `papersearch index` first", item.File, item.Line)
}

// check says why the file cannot be replaced: somebody changed it meanwhile, or it may not be written.
func (f *fileChange) check() error {
	now, err := os.Stat(f.path)
	if err != nil {
		return err
	}
	if now.Size() != f.stat.Size() || !now.ModTime().Equal(f.stat.ModTime()) {
		return fmt.Errorf("%s was changed by somebody else just now; nothing is written, try again", f.name)
	}
	if err := writable(f.path); err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	return nil
}

// write replaces the file in one step, if nothing speaks against it.
func (f *fileChange) write() error {
	if err := f.check(); err != nil {
		return err
	}
	if err := atomic.WriteFile(f.path, bytes.NewReader([]byte(f.now))); err != nil {
		return fmt.Errorf("writing %s: %w", f.name, err)
	}
	return nil
}

// writable says why a file may not be written: replacing it would not ask.
func writable(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return reason(err)
	}
	return f.Close()
}

// reason drops the path that errors of package os repeat.
func reason(err error) error {
	var e *os.PathError
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

func (p *program) printNew(c *cli.Context, a *newAnswer) error {
	switch {
	case c.Bool("json"):
		return p.printJSON(a)
	case c.Bool("dry-run"):
		p.out.WriteString(a.Diff)
		return nil
	}
	p.out.line(p.out.place(a.changes[0].path, a.File, a.Line), "  ", clean(a.Title))
	if a.Ticked != nil {
		p.out.line("ticked ", p.out.place(store.SourcePath(p.env.Dir, a.Ticked.File), a.Ticked.File, a.Ticked.Line))
	}
	return nil
}
