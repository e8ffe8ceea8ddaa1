package browse

import (
	"context"
	"errors"
	"papersearch/query"
	"time"

	tea "charm.land/bubbletea/v2"
)

// refreshEvery is how often the files are looked at.
const refreshEvery = 2 * time.Second

// row is a line of the list: an entry, or a pending item.
type row struct {
	id, title, file string
	line            int
	hit             *query.Hit  // nil of a pending item beside hits
	pair            *query.Pair // what makes it near, of a relative
	pending         bool
	nearest         bool // no match, but what came nearest
}

// answer is what was found for a place.
type answer struct {
	seq     int // of the question
	rows    []row
	total   int
	filters map[string][]string
	facets  map[string][]query.Count
	relaxed []string
	took    time.Duration
	stale   bool
	err     error
}

type (
	refreshed struct {
		changed bool
		err     error
	}
	lookAgain struct{}            // time to look at the files
	noted     string              // something the user should know
	edited    struct{ err error } // the editor is closed
)

// opening is where an entry is now, to be opened there.
type opening struct {
	id, file string
	line     int
}

// ask asks for the present place. While a search runs no other is begun: it is told to stop, and its answer begins the next.
func (m *Model) ask() tea.Cmd {
	m.seq++
	if m.asking {
		m.stop()
		return nil
	}
	m.asking = true
	ctx, stop := context.WithCancel(m.ctx)
	m.stop = stop
	seq, p, limit := m.seq, m.now, m.limit
	return func() tea.Msg {
		defer stop()
		start := time.Now()
		a := answer{seq: seq}
		a.err = m.log.Do(func(s *query.Searcher, stale bool) error {
			a.stale = stale
			if p.near != nil {
				return a.related(ctx, s, p, limit)
			}
			return a.search(ctx, s, p, limit)
		})
		a.took = time.Since(start)
		return a
	}
}

// answered takes an answer, or drops it when something else is asked by now.
func (m *Model) answered(a answer) tea.Cmd {
	m.asking = false
	if a.seq != m.seq {
		m.seq-- // ask counts it again
		return m.ask()
	}
	if errors.Is(a.err, context.Canceled) {
		return nil
	}
	m.err = a.err
	if a.err != nil {
		m.answer.rows, m.answer.total = nil, 0
		return nil
	}
	m.answer = a
	m.keepSelected()
	if m.opens {
		m.opens = false
		return m.openSelected()
	}
	return nil
}

func (a *answer) search(ctx context.Context, s *query.Searcher, p place, limit int) error {
	req := query.Request{Text: p.text, Filters: p.filters, Limit: limit, Sort: p.sort, Facets: facetOrder, Typing: true, Whole: true}
	if p.pending {
		req.Filters.Kind = []string{"todo"}
	}
	r, err := s.Search(ctx, req)
	if err != nil {
		return err
	}
	a.total, a.facets, a.relaxed, a.filters = r.Total, r.Facets, r.Relaxed, r.Filters
	for i := range r.Hits {
		a.add(&r.Hits[i], nil)
	}
	if r.Nearest != nil && len(r.Hits) == 0 {
		a.add(r.Nearest, nil)
		a.rows[0].nearest = true
	}
	for _, t := range r.Todo {
		a.rows = append(a.rows, row{id: t.ID, title: t.Title, file: t.File, line: t.Line, pending: true})
	}
	return nil
}

func (a *answer) related(ctx context.Context, s *query.Searcher, p place, limit int) error {
	if why := s.WordsOnly(); why != "" {
		return errors.New("related: " + why)
	}
	found, err := s.Find(ctx, p.near.ID)
	if err != nil {
		return err
	}
	if len(found) != 1 {
		return errors.New("the entry is not in the log any more")
	}
	r, err := s.Related(ctx, found[0], query.Request{Filters: p.filters, Limit: limit})
	if err != nil {
		return err
	}
	a.total, a.filters, a.facets = r.Total, r.Filters, map[string][]query.Count{}
	for i := range r.Hits {
		x := &r.Hits[i]
		body, err := s.Find(ctx, x.ID)
		if err == nil && len(body) == 1 {
			x.Whole = query.Snippet{Text: body[0].Text}
		}
		a.add(&x.Hit, &x.Pair)
	}
	return nil
}

func (a *answer) add(h *query.Hit, pair *query.Pair) {
	a.rows = append(a.rows, row{id: h.ID, title: h.Title, file: h.File, line: h.Line, hit: h, pair: pair, pending: h.Kind == "todo"})
}

// refresh looks whether the log has changed.
func (m *Model) refresh() tea.Cmd {
	return func() tea.Msg {
		changed, err := m.log.Refresh(m.ctx)
		return refreshed{changed, err}
	}
}

func later() tea.Cmd {
	return tea.Tick(refreshEvery, func(time.Time) tea.Msg { return lookAgain{} })
}

// listen waits for something the user should know.
func (m *Model) listen() tea.Cmd {
	if m.notes == nil {
		return nil
	}
	return func() tea.Msg {
		s, ok := <-m.notes
		if !ok {
			return nil
		}
		return noted(s)
	}
}

// locate finds where the selected entry is now: the file may have changed since it was found.
func (m *Model) locate(r row) tea.Cmd {
	return func() tea.Msg {
		o := opening{id: r.id, file: r.file, line: r.line}
		if _, err := m.log.Refresh(m.ctx); err != nil {
			return o // where it was
		}
		_ = m.log.Do(func(s *query.Searcher, _ bool) error {
			found, err := s.Find(m.ctx, r.id)
			if err == nil && len(found) == 1 {
				o.file, o.line = found[0].File, found[0].Line
			}
			return err
		})
		return o
	}
}

// edit opens the editor; the screen is its own until it is closed.
func (m *Model) edit(o opening) tea.Cmd {
	c, err := m.editor(m.log.Path(o.file), o.line)
	if err != nil {
		m.note = err.Error()
		return nil
	}
	return tea.ExecProcess(c, func(err error) tea.Msg { return edited{err} })
}
