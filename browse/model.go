package browse

import (
	"context"
	"os/exec"
	"papersearch/internal/live"
	"papersearch/query"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// focus is where keys go.
type focus uint8

const (
	onQuery focus = iota
	onHits
	onFacets
)

// firstLimit is how many hits are asked for at first: two screens. More are asked for when one comes near the last.
func (m *Model) firstLimit() int { return max(12, 2*m.page()+2) }

// maxQuery is how many runes can be typed.
const maxQuery = 2000

// Model is the state of the browser, a tea.Model. Only Update changes it.
type Model struct {
	ctx    context.Context
	log    *live.Log
	notes  <-chan string
	editor func(file string, line int) (*exec.Cmd, error)
	keys   keys
	input  textinput.Model

	width, height int
	focus         focus
	help          bool
	note          string // what the user should know, until a key is hit

	now     place
	history []place // to go back to, the last is the next

	seq    int // of the question
	asking bool
	stop   context.CancelFunc
	limit  int
	answer answer
	err    error
	opens  bool // the first entry of the answer that is awaited is to be opened

	cursor, top int       // of the list: selected row, first row shown
	facet       int       // selected line of facets
	facetAt     facetLine // what stood there, to be found again in another answer
	facetTop    int
	open        map[string]bool // facets that show all their values
	scroll      int             // first line of the entry shown
	scrolled    bool            // by the user
}

// New returns a browser of a log, which must stay open as long as it runs.
func New(ctx context.Context, log *live.Log, o Options) *Model {
	in := textinput.New()
	in.Prompt = "/ "
	in.Placeholder = "words in either language"
	in.CharLimit = maxQuery
	in.SetVirtualCursor(false) // the terminal's own: an input method puts its candidates there
	in.SetValue(o.Text)
	in.CursorEnd()
	in.Focus()
	return &Model{
		ctx: ctx, log: log, notes: o.Notes, editor: o.Editor, keys: newKeys(), input: in, width: 80, height: 24, limit: 12,
		now: place{text: o.Text, filters: o.Filters, sort: query.ByRelevance}, open: map[string]bool{}, stop: func() {},
	}
}

// Init begins the first search.
func (m *Model) Init() tea.Cmd { return tea.Batch(m.ask(), m.listen(), later()) }

// Update changes the state by what happened.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.layout()
		return m, nil
	case answer:
		return m, m.answered(msg)
	case lookAgain:
		return m, m.refresh()
	case refreshed:
		if msg.err != nil && m.ctx.Err() == nil {
			m.note = msg.err.Error()
		}
		if msg.changed {
			m.now.id = m.selectedID()
			return m, tea.Batch(m.ask(), later())
		}
		return m, later()
	case noted:
		m.note = string(msg)
		return m, m.listen()
	case opening:
		return m, m.edit(msg)
	case edited:
		if msg.err != nil {
			m.note = "the editor: " + msg.err.Error()
		}
		return m, tea.Sequence(func() tea.Msg {
			_, _ = m.log.Refresh(m.ctx) // lookAgain will tell what is wrong
			return nil
		}, func() tea.Msg { return again{} })
	case again:
		m.now.id = m.selectedID()
		return m, m.ask()
	case tea.KeyPressMsg:
		m.note, m.opens = "", false
		return m, m.key(msg)
	case tea.PasteMsg:
		m.to(onQuery)
		msg.Content = strings.Join(strings.Fields(msg.Content), " ")
		return m, m.typed(msg)
	}
	return m, nil
}

// again asks anew, for the log has changed.
type again struct{}

// key does what a key stands for.
func (m *Model) key(msg tea.KeyPressMsg) tea.Cmd {
	k := &m.keys
	switch {
	case key.Matches(msg, k.stop):
		return tea.Quit
	case key.Matches(msg, k.redo):
		return tea.ClearScreen
	case m.help:
		m.help = false
		return nil
	case m.focus == onQuery:
		return m.typing(msg)
	case key.Matches(msg, k.quit):
		return tea.Quit
	case key.Matches(msg, k.help):
		m.help = true
		return nil
	case key.Matches(msg, k.query):
		m.to(onQuery)
		return nil
	case key.Matches(msg, k.back):
		return m.back()
	case key.Matches(msg, k.sort):
		return m.nextSort()
	case key.Matches(msg, k.pending):
		return m.visitPending()
	case key.Matches(msg, k.related):
		return m.visitNear()
	case key.Matches(msg, k.clear):
		return m.clearFilters()
	case m.focus == onFacets:
		return m.facetKey(msg)
	}
	return m.hitKey(msg)
}

func (m *Model) to(f focus) {
	m.focus = f
	if f == onQuery {
		m.input.Focus()
	} else {
		m.input.Blur()
	}
}

// typing handles a key while the query is typed.
func (m *Model) typing(msg tea.KeyPressMsg) tea.Cmd {
	k := &m.keys
	switch {
	case msg.String() == "f1", msg.String() == "?" && m.input.Value() == "":
		m.help = true
		return nil
	case key.Matches(msg, k.leave):
		m.to(onHits)
		return nil
	case msg.String() == "enter":
		return m.openSelected()
	case msg.String() == "tab":
		m.to(onFacets)
		return nil
	case msg.String() == "shift+tab":
		m.to(onHits)
		return nil
	case key.Matches(msg, k.typeUp):
		return m.move(-1)
	case key.Matches(msg, k.typeDown):
		return m.move(1)
	case msg.String() == "pgup":
		return m.move(-m.page())
	case msg.String() == "pgdown":
		return m.move(m.page())
	}
	return m.typed(msg)
}

// typed changes the query and asks it.
func (m *Model) typed(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	m.input, cmd = m.input.Update(msg)
	text := m.input.Value()
	if text == m.now.text {
		return cmd
	}
	m.now.text, m.now.id, m.now.limit = text, "", 0
	if m.now.near != nil { // words are looked for in the log, not among relatives
		m.now.near = nil
	}
	return tea.Batch(cmd, m.anew())
}

// anew asks the present place from its first row.
func (m *Model) anew() tea.Cmd {
	m.cursor, m.top, m.limit = 0, 0, max(m.firstLimit(), m.now.limit)
	m.scroll, m.scrolled = 0, false
	return m.ask()
}

// visit goes to another place; back returns.
func (m *Model) visit(p place) tea.Cmd {
	m.now.id, m.now.limit = m.selectedID(), m.limit
	m.history = append(m.history, m.now)
	m.now = p
	m.now.limit = 0
	return m.anew()
}

// back returns to the place before.
func (m *Model) back() tea.Cmd {
	if len(m.history) == 0 {
		m.note = "this is where you began"
		return nil
	}
	m.now = m.history[len(m.history)-1]
	m.history = m.history[:len(m.history)-1]
	m.input.SetValue(m.now.text)
	m.input.CursorEnd()
	return m.anew()
}

// hitKey handles a key on the list.
func (m *Model) hitKey(msg tea.KeyPressMsg) tea.Cmd {
	k := &m.keys
	switch {
	case key.Matches(msg, k.up):
		return m.move(-1)
	case key.Matches(msg, k.down):
		return m.move(1)
	case key.Matches(msg, k.pageUp):
		return m.move(-m.page())
	case key.Matches(msg, k.pageDown):
		return m.move(m.page())
	case key.Matches(msg, k.top):
		return m.move(-m.cursor)
	case key.Matches(msg, k.bottom):
		return m.move(len(m.answer.rows))
	case key.Matches(msg, k.scrollDown):
		m.scroll, m.scrolled = m.scroll+1, true
	case key.Matches(msg, k.scrollUp):
		m.scroll, m.scrolled = max(0, m.scroll-1), true
	case key.Matches(msg, k.open):
		return m.openSelected()
	case key.Matches(msg, k.facets):
		m.to(onFacets)
	case msg.String() == "esc":
		if len(m.history) > 0 {
			return m.back()
		}
	}
	return nil
}

func (m *Model) nextSort() tea.Cmd {
	orders := []query.Sort{query.ByRelevance, query.ByRead, query.ByPublished}
	m.now.id = m.selectedID()
	m.now.sort = orders[(slices.Index(orders, m.now.sort)+1)%len(orders)]
	return m.anew()
}

func (m *Model) visitPending() tea.Cmd {
	p := m.now
	p.pending, p.near, p.id = !p.pending, nil, ""
	p.filters = query.Filters{Track: p.filters.Track, File: p.filters.File} // an item has no more
	return m.visit(p)
}

func (m *Model) visitNear() tea.Cmd {
	r, ok := m.selected()
	if !ok {
		return nil
	}
	return m.visit(place{near: &query.Subject{ID: r.id, Title: r.title, File: r.file, Line: r.line}, sort: m.now.sort, text: m.now.text})
}

func (m *Model) clearFilters() tea.Cmd {
	p := m.now
	p.filters, p.id = query.Filters{}, ""
	if p.is(m.now) {
		return nil
	}
	return m.visit(p)
}

// move selects another row; near the last, more are asked for.
func (m *Model) move(n int) tea.Cmd {
	last := max(0, len(m.answer.rows)-1)
	m.cursor = min(max(0, m.cursor+n), last)
	m.scroll, m.scrolled = 0, false
	m.layout()
	hits := 0
	for _, r := range m.answer.rows {
		if r.hit != nil {
			hits++
		}
	}
	if hits < m.answer.total && m.cursor+m.page() >= hits && !m.asking {
		m.limit = 2 * max(m.limit, hits)
		m.now.id = m.selectedID()
		return m.ask()
	}
	return nil
}

func (m *Model) selected() (row, bool) {
	if m.cursor < 0 || m.cursor >= len(m.answer.rows) {
		return row{}, false
	}
	return m.answer.rows[m.cursor], true
}

func (m *Model) selectedID() string {
	r, _ := m.selected()
	return r.id
}

// keepSelected selects the entry that was selected before, in a new answer.
func (m *Model) keepSelected() {
	id := m.now.id
	if i := slices.IndexFunc(m.answer.rows, func(r row) bool { return r.id == id }); i >= 0 && id != "" {
		m.cursor = i
	}
	m.cursor = min(m.cursor, max(0, len(m.answer.rows)-1))
	lines := m.facetLines()
	at := slices.IndexFunc(lines, func(l facetLine) bool {
		return l.facet == m.facetAt.facet && l.value == m.facetAt.value && (l.more > 0) == (m.facetAt.more > 0)
	})
	if at >= 0 && m.focus == onFacets {
		m.facet = at
	}
	m.facet = min(m.facet, max(0, len(lines)-1))
	m.layout()
}

func (m *Model) openSelected() tea.Cmd {
	if m.asking {
		m.opens = true // what is selected is of the answer before
		return nil
	}
	r, ok := m.selected()
	if !ok {
		return nil
	}
	m.now.id = r.id // the same is selected when the editor is closed
	return m.locate(r)
}
