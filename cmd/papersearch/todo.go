package main

import (
	"fmt"
	"papersearch/report"
	"papersearch/store"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"
)

func (p *program) todoCommand() *cli.Command {
	return &cli.Command{
		Name:      "todo",
		Usage:     "list pending items: open, read but not ticked, duplicate",
		ArgsUsage: "[WORD…]",
		Description: `Words and filters select items; those that are done are left out unless
--state asks for them. An item is read when an entry has its title, also
misspelt, by the model's name, or in the other language; it says which entry.
How old an item is comes from the git history of the log, where there is one.`,
		Flags: append(append(commonFlags(), filtersWithout("kind")...),
			&cli.StringSliceFlag{Name: "state", Usage: strings.Join(report.States, ", ") + " or all"},
			&cli.BoolFlag{Name: "next", Usage: "suggest what to read next, by what was read lately"},
		),
		UsageText: `papersearch todo
papersearch todo diffusion
papersearch todo --state read
papersearch todo --next`,
		Action: p.todo,
	}
}

// filtersWithout are the filter flags but for some that make no sense for a command.
func filtersWithout(names ...string) []cli.Flag {
	return slices.DeleteFunc(filterFlags(), func(f cli.Flag) bool { return slices.Contains(names, f.Names()[0]) })
}

func (p *program) todo(c *cli.Context) error {
	req := report.TodoRequest{Text: words(c), Filters: filters(c), Ages: true}
	states := c.StringSlice("state")
	for _, s := range states {
		if s != "all" && !slices.Contains(report.States, s) {
			return usageError{fmt.Errorf("--state %s: it is %s or all", s, strings.Join(report.States, ", "))}
		}
		req.States = append(req.States, store.State(s))
	}
	switch {
	case slices.Contains(states, "all") || len(states) == 0 && c.Bool("json"):
		req.States = nil
	case len(states) == 0:
		req.States = []store.State{store.StateOpen, store.StateRead, store.StateDuplicate}
	}
	if c.Bool("next") {
		req.Next, req.Ages = report.Suggested, c.Bool("json")
	}
	s, err := p.open(c)
	if err != nil {
		return err
	}
	l, err := report.Todo(p.ctx, s, req)
	if err != nil {
		return err
	}
	l.Stale = p.stale
	switch {
	case c.Bool("json"):
		err = p.printJSON(l)
	case c.Bool("next"):
		p.printNext(l)
	default:
		p.printTodo(l)
	}
	if err == nil && (l.Total == 0 || c.Bool("next") && len(l.Next) == 0) {
		if strings.TrimSpace(req.Text) != "" && l.Total == 0 {
			p.say("no pending item matches; to look for the words in the whole log, type `papersearch search todo %s`", quoted(c.Args().Slice()))
		}
		err = errNothing
	}
	return err
}

// printTodo prints items as a tree. The parents of an item that are not printed above it stand on a line of their own.
func (p *program) printTodo(l *report.TodoList) {
	p.out.line(p.out.bold.Sprint("Pending"), "  ", p.out.dim.Sprint(stateCounts(l.Counts)))
	if len(l.Items) > 0 {
		p.out.line()
	}
	var above []string // the titles of the last item and its parents
	for i := range l.Items {
		t := &l.Items[i]
		if !slices.Equal(t.Parents, above[:min(len(above), t.Depth)]) {
			p.out.block(0, strings.Join(t.Parents, " › "), nil, p.out.dim)
			above = slices.Clone(t.Parents)
		}
		above = append(above[:min(len(above), t.Depth)], t.Title)
		p.printItem(t)
	}
}

func stateCounts(n report.StateCounts) string {
	parts := []string{fmt.Sprintf("%d open", n.Open)}
	for _, x := range []struct {
		n    int
		what string
	}{{n.Read, "read but not ticked"}, {n.Duplicate, "listed twice"}, {n.Done, "done"}} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", x.n, x.what))
		}
	}
	return strings.Join(parts, " · ")
}

// printItem prints an item: its box and title, its place, and what is known of it.
func (p *program) printItem(t *report.TodoItem) {
	box := map[string]string{"open": "[ ] ", "done": "[x] ", "read": "[~] ", "duplicate": "[=] "}[t.State]
	const deepest = 10
	indent := min(2*t.Depth, deepest)
	style := p.out.text
	if t.State != string(store.StateOpen) {
		style = p.out.dim
	}
	place, plain := p.out.place(store.SourcePath(p.env.Dir, t.File), t.File, t.Line), fmt.Sprintf("%s:%d", t.File, t.Line)
	if t.Added != "" {
		place, plain = place+p.out.dim.Sprint(" · "+ageOf(t.AgeDays)), plain+" · "+ageOf(t.AgeDays)
	}
	lines := wrap(t.Title, p.out.width-indent-len(box))
	apart := true // the place has a line of its own
	for i, l := range lines {
		lead := strings.Repeat(" ", len(box))
		if i == 0 {
			lead = p.out.dim.Sprint(box)
		}
		text := clean(strings.TrimSpace(t.Title[l[0]:l[1]]))
		parts := []string{strings.Repeat(" ", indent), lead, style.Sprint(text)}
		if i == len(lines)-1 && indent+len(box)+columns(text)+2+columns(plain) <= p.out.width {
			parts, apart = append(parts, "  ", place), false
		}
		p.out.line(parts...)
	}
	indent += len(box)
	switch {
	case t.ReadAs != nil:
		p.out.block(indent, fmt.Sprintf("%s: %s (%s)", strings.TrimSpace("read "+t.ReadAs.Read), t.ReadAs.Title, t.ReadAs.Why), nil, p.out.text)
	case t.DuplicateOf != "":
		p.out.block(indent, "listed above already", nil, p.out.text)
	}
	if apart {
		p.out.line(strings.Repeat(" ", indent), place)
	}
}

// ageOf is a number of days in the words of every day.
func ageOf(days int) string {
	switch {
	case days == 0:
		return "today"
	case days < 60:
		return report.Plural(days, "day")
	case days < 730:
		return report.Plural(days/30, "month")
	}
	return report.Plural(days/365, "year")
}

func (p *program) printNext(l *report.TodoList) {
	if len(l.Next) == 0 {
		p.out.line("Nothing is open.")
		return
	}
	p.out.line(p.out.bold.Sprint("Next"), p.out.dim.Sprint("  by what was read lately"))
	for i, n := range l.Next {
		p.out.line()
		number := strconv.Itoa(i+1) + "  "
		for j, line := range wrap(n.Title, p.out.width-len(number)) {
			lead := p.out.dim.Sprint(number)
			if j > 0 {
				lead = strings.Repeat(" ", len(number))
			}
			p.out.line(lead, p.out.bold.Sprint(clean(strings.TrimSpace(n.Title[line[0]:line[1]]))))
		}
		p.out.block(len(number), n.Why, nil, p.out.dim)
		p.out.line(strings.Repeat(" ", len(number)), p.out.place(store.SourcePath(p.env.Dir, n.File), n.File, n.Line))
	}
}
