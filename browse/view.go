package browse

import (
	"fmt"
	"papersearch/internal/columns"
	"papersearch/query"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// The looks: of the sixteen colours, which every terminal's own theme chooses, and of weights, which are there without colours too.
var (
	plain  = lipgloss.NewStyle()
	bold   = lipgloss.NewStyle().Bold(true)
	dim    = lipgloss.NewStyle().Faint(true)
	mark   = lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Yellow)
	accent = lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Cyan)
	alarm  = lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Red)
)

// Sizes in columns and lines.
const (
	wide       = 120 // from here on the entry stands beside the list
	narrow     = 60  // below, only what one cannot do without
	withFacets = 72  // from here on facets stand at the side; below they take the place of the list
	facetWidth = 24
	tall       = 14 // from so many lines of body on the entry stands below the list
	minWidth   = 30
	minHeight  = 6
	rowLines   = 2 // of an entry in the list
	between    = " │ "
)

// geometry is where things stand.
type geometry struct {
	facets, list, entry   int // widths; 0 is not shown
	listLines, entryLines int
	body                  int
	beside                bool // the entry stands beside the list
}

func (m *Model) geometry() geometry {
	g := geometry{body: m.bodyHeight()}
	width := m.width
	switch {
	case width >= withFacets:
		g.facets = facetWidth
		if width >= wide {
			g.facets += 4
		}
		width -= g.facets + len(" | ")
	case m.focus == onFacets:
		g.facets = width
		return g
	}
	g.list, g.listLines = width, g.body
	switch {
	case m.width >= wide:
		g.beside = true
		g.entry = width * 9 / 20
		g.list = width - g.entry - len(" | ")
		g.entryLines = g.body
	case g.body >= tall:
		g.entry = width
		g.listLines = g.body * 11 / 20 / rowLines * rowLines
		g.entryLines = g.body - g.listLines - 1
	}
	return g
}

// bodyHeight is the lines between the head and the foot.
func (m *Model) bodyHeight() int { return max(1, m.height-3) }

// page is how many entries the list shows.
func (m *Model) page() int { return max(1, m.geometry().listLines/rowLines) }

// layout keeps what is selected in sight.
func (m *Model) layout() {
	n := m.page()
	m.top = min(m.top, m.cursor)
	m.top = max(m.top, m.cursor-n+1, 0)
	if last := len(m.answer.rows) - n; m.top > last {
		m.top = max(0, last)
	}
	m.facetTop = min(m.facetTop, max(0, m.facet-1)) // the name above the first value is in sight too
	m.facetTop = max(m.facetTop, m.facet-m.bodyHeight()+1, 0)
}

// View draws the screen.
func (m *Model) View() tea.View {
	var v tea.View
	v.AltScreen = true
	v.WindowTitle = "papersearch"
	if m.width < minWidth || m.height < minHeight {
		v.SetContent(columns.Fit(fmt.Sprintf("papersearch needs %d columns and %d lines", minWidth, minHeight), m.width))
		return v
	}
	if m.help {
		v.SetContent(m.screen(m.helpLines()))
		return v
	}
	lines := []string{m.head(), m.said()}
	lines = append(lines, m.body()...)
	v.SetContent(m.screen(append(lines, m.foot())))
	if m.focus == onQuery {
		_, x := m.queryLine(max(8, m.width-columns.Width(m.count())-4))
		v.Cursor = tea.NewCursor(x, 0)
	}
	return v
}

// screen makes a screen of lines: no more of them than there are.
func (m *Model) screen(lines []string) string {
	return strings.Join(lines[:min(len(lines), m.height)], "\n")
}

// head is the query and how much it finds.
func (m *Model) head() string {
	right := m.count()
	room := m.width - columns.Width(right) - 4
	left, _ := m.queryLine(max(8, room))
	gap := m.width - lipgloss.Width(left) - columns.Width(right)
	if gap < 1 {
		return left
	}
	return left + strings.Repeat(" ", gap) + dim.Render(right)
}

// queryLine is what is typed in n columns, and the column of the cursor, which is in sight. The input field's own drawing counts
// runes for the cursor, which among Han stands too far left.
func (m *Model) queryLine(n int) (line string, cursor int) {
	runes := []rune(m.input.Value())
	prompt := m.input.Prompt
	n -= columns.Width(prompt) + 1 // the cursor may stand behind the last
	if len(runes) == 0 {
		return accent.Render(prompt) + dim.Render(columns.Fit(m.input.Placeholder, n)), columns.Width(prompt)
	}
	at := min(m.input.Position(), len(runes))
	from := 0
	for from < at && columns.Width(string(runes[from:at])) > n {
		from++
	}
	to := at
	for to < len(runes) && columns.Width(string(runes[from:to+1])) <= n {
		to++
	}
	return accent.Render(prompt) + columns.Clean(string(runes[from:to])), columns.Width(prompt) + columns.Width(string(runes[from:at]))
}

// count says how many are found, in which order.
func (m *Model) count() string {
	a := &m.answer
	s := fmt.Sprintf("%d found", a.total)
	if a.stale {
		s += ", not up to date"
	}
	switch {
	case m.width < narrow: // what is typed needs the room
		return s
	case m.now.near != nil:
		return s + " by nearness"
	case m.now.sort == query.ByRelevance && strings.TrimSpace(m.now.text) == "":
		return s + " by read"
	}
	return s + " by " + string(m.now.sort)
}

// said is what narrows the answer, and what was changed to find something.
func (m *Model) said() string {
	var parts []string
	if m.now.near != nil {
		parts = append(parts, "near to "+m.now.near.Title)
	}
	if m.now.pending {
		parts = append(parts, "pending items")
	}
	for _, f := range query.FacetNames {
		if v := m.answer.filters[f]; len(v) > 0 && (f != "kind" || !m.now.pending) {
			parts = append(parts, f+" "+strings.Join(v, "|"))
		}
	}
	for _, f := range []string{"since", "until"} {
		if v := m.answer.filters[f]; len(v) > 0 {
			parts = append(parts, f+" "+v[0])
		}
	}
	if len(parts) == 0 {
		parts = m.answer.relaxed
	}
	text := columns.Fit(columns.Clean(strings.Join(parts, " · ")), m.width-2)
	if text == "" {
		return dim.Render(strings.Repeat("─", m.width))
	}
	return accent.Render(text) + dim.Render(" "+strings.Repeat("─", max(0, m.width-columns.Width(text)-1)))
}

// body is facets, list and entry beside each other.
func (m *Model) body() []string {
	g := m.geometry()
	var blocks [][]string
	if g.facets > 0 {
		blocks = append(blocks, m.facetBlock(g.facets, g.body))
	}
	if g.list > 0 {
		list := m.listBlock(g.list, g.listLines)
		entry := m.entryBlock(g.entry, g.entryLines)
		switch {
		case g.beside:
			blocks = append(blocks, list, entry)
		case g.entry > 0:
			list = append(list, dim.Render(strings.Repeat("─", g.list)))
			blocks = append(blocks, append(list, entry...))
		default:
			blocks = append(blocks, list)
		}
	}
	out := make([]string, g.body)
	for i := range out {
		var parts []string
		for _, b := range blocks {
			parts = append(parts, b[i])
		}
		out[i] = strings.TrimRight(strings.Join(parts, dim.Render(between)), " ")
	}
	return out
}

// foot is a note, or the keys that matter now.
func (m *Model) foot() string {
	switch {
	case m.err != nil:
		return alarm.Render(columns.Fit(columns.Clean(m.err.Error()), m.width))
	case m.note != "":
		return bold.Render(columns.Fit(columns.Clean(m.note), m.width))
	}
	k := &m.keys
	short := []key.Binding{k.open, k.query, k.facets, k.related, k.pending, k.sort, k.back, k.help, k.quit} // the last may not fit
	names := []string{"open", "query", "facets", "related", "pending", "sort", "back", "help", "quit"}
	switch m.focus {
	case onQuery:
		short = []key.Binding{k.typeUp, k.typeDown, k.open, k.facets, k.leave, k.stop}
		names = []string{"", "move", "open", "facets", "to the entries, where ? is help", "quit"}
	case onFacets:
		short = []key.Binding{k.toggle, k.hits, k.query, k.clear, k.back, k.help, k.quit}
		names = []string{"choose", "entries", "query", "clear", "back", "help", "quit"}
	}
	text := ""
	for i, b := range short {
		name, _, _ := strings.Cut(b.Help().Key, " ")
		part := strings.TrimSpace(name + " " + names[i])
		if text != "" {
			if names[i-1] == "" {
				part = " " + part
			} else {
				part = "  " + part
			}
		}
		if columns.Width(text+part) > m.width {
			break
		}
		text += part
	}
	return dim.Render(text)
}

// helpLines is the help screen: sections of keys, in as many columns as there is room for.
func (m *Model) helpLines() []string {
	lines := []string{bold.Render("papersearch browse"), ""}
	var block []string
	for _, s := range m.keys.sections() {
		block = append(block, accent.Render(s.name))
		for _, b := range s.keys {
			block = append(block, "  "+columns.Pad(b.Help().Key, 13)+b.Help().Desc)
		}
		block = append(block, "")
	}
	block = append(block,
		accent.Render("Queries"),
		"  扩散模型 -视频       without a word",
		`  "late interaction"   as it stands`,
		"  track:GNN month:2024 narrowed",
		"")
	if room := m.height - 3; len(block) > room && m.width >= 76 {
		half := (len(block) + 1) / 2
		for half < len(block) && block[half-1] != "" { // between sections
			half++
		}
		for i := range half {
			right := ""
			if half+i < len(block) {
				right = block[half+i]
			}
			lines = append(lines, block[i]+strings.Repeat(" ", max(1, 38-lipgloss.Width(block[i])))+right)
		}
	} else {
		lines = append(lines, block...)
	}
	if n := m.height - 1; len(lines) > n {
		lines = lines[:n]
	}
	return append(lines, dim.Render("any key goes back"))
}
