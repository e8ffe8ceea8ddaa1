package browse

import (
	"fmt"
	"papersearch/internal/columns"
	"papersearch/query"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
)

// block is what is drawn of a pane: lines of text with a width.
type block struct {
	width int
	lines []string
}

// add adds a line, w columns wide already, filled up with blanks.
func (b *block) add(line string, w int) {
	b.lines = append(b.lines, line+strings.Repeat(" ", max(0, b.width-w)))
}

// fill makes it n lines.
func (b *block) fill(n int) []string {
	for len(b.lines) < n {
		b.add("", 0)
	}
	return b.lines[:n]
}

// facetBlock draws the facets.
func (m *Model) facetBlock(width, n int) []string {
	b := block{width: width}
	lines := m.facetLines()
	for i := m.facetTop; i < len(lines) && len(b.lines) < n; i++ {
		l := lines[i]
		at := m.focus == onFacets && i == m.facet
		style := plain
		pointer := "  "
		if at {
			style, pointer = accent, "> "
		}
		switch {
		case l.more > 0:
			text := columns.Fit(fmt.Sprintf("%s %d more", pointer, l.more), width)
			if !at {
				style = dim
			}
			b.add(style.Render(text), columns.Width(text))
		case l.value == "":
			text := columns.Fit(l.facet, width)
			b.add(bold.Render(text), columns.Width(text))
		default:
			count := l.count
			if l.labs > 0 {
				count = l.labs // what choosing it finds
			}
			number := fmt.Sprintf(" %4d", count)
			box := " "
			if l.chosen {
				box = "✓"
				if !at {
					style = bold
				}
			}
			text := pointer[:1] + box + " " + columns.Clean(l.value)
			text = columns.Pad(columns.Fit(text, width-len(number)), width-len(number))
			b.add(style.Render(text)+dim.Render(number), width)
		}
	}
	return b.fill(n)
}

// listBlock draws the entries: a title and a passage each.
func (m *Model) listBlock(width, n int) []string {
	b := block{width: width}
	rows := m.answer.rows
	if len(rows) == 0 && m.err == nil && !m.asking {
		b.add(bold.Render("Nothing found."), 14)
		if len(m.history) > 0 && m.focus != onQuery {
			const way = "u goes back"
			b.add(dim.Render(way), len(way))
		}
	}
	for i := m.top; i < len(rows) && len(b.lines)+rowLines <= n; i++ {
		m.drawRow(&b, rows[i], i == m.cursor)
	}
	return b.fill(n)
}

func (m *Model) drawRow(b *block, r row, at bool) {
	style, pointer := plain, "  "
	if at {
		style, pointer = accent, "> "
	}
	date := ""
	switch {
	case r.hit != nil && r.hit.Read != "":
		date = " " + r.hit.Read
	case r.pending && !m.now.pending:
		date = " not read yet"
	}
	if r.nearest {
		date = " nearest, no match"
	}
	if b.width < 40 {
		date = ""
	}
	title := columns.Clean(r.title)
	room := b.width - len(pointer) - len(date)
	title = columns.Pad(columns.Fit(title, room), room)
	b.add(style.Render(pointer+title)+dim.Render(date), b.width)
	room = b.width - 4
	switch {
	case r.pair != nil:
		text := fmt.Sprintf("%.2f  %s", r.pair.Cosine, oneLine(r.pair.Theirs))
		text = columns.Fit(text, room)
		b.add("    "+dim.Render(text), 4+columns.Width(text))
	case r.hit != nil && r.hit.Snippet.Text != "":
		text, spans := excerpt(r.hit.Snippet, room)
		b.add("    "+paint(text, spans, 0, len(text), dim), 4+columns.Width(text))
	default:
		text := columns.Fit(fmt.Sprintf("%s:%d", columns.Clean(r.file), r.line), room)
		b.add("    "+dim.Render(text), 4+columns.Width(text))
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(columns.Clean(s)), " ") }

// excerpt is a snippet in n columns, with its first mark in sight.
func excerpt(s query.Snippet, n int) (string, [][2]int) {
	text, spans := s.Text, s.Spans
	if len(spans) > 0 && columns.Width(text[:spans[0][1]]) > n {
		// Begin so that the mark stands behind a third of the line.
		before := text[:spans[0][0]]
		kept := before
		for i := range before {
			if kept = before[i:]; columns.Width(kept) <= n/3 {
				break
			}
		}
		cutAt := len(before) - len(kept)
		const dots = "…"
		text = dots + text[cutAt:]
		moved := make([][2]int, len(spans))
		for i, p := range spans {
			moved[i] = [2]int{p[0] - cutAt + len(dots), p[1] - cutAt + len(dots)}
		}
		spans = moved
	}
	return columns.Fit(text, n), spans
}

// paint draws bytes from to to of text, with the spans (of text, sorted, disjoint) marked.
func paint(text string, spans [][2]int, from, to int, style lipgloss.Style) string {
	var b strings.Builder
	write := func(s lipgloss.Style, part string) {
		if part != "" {
			b.WriteString(s.Render(strings.ReplaceAll(columns.Clean(part), "\t", " ")))
		}
	}
	at := from
	for _, p := range spans {
		start, end := max(p[0], at), min(p[1], to)
		if start >= end {
			continue
		}
		write(style, text[at:start])
		write(mark, text[start:end])
		at = end
	}
	if at < to {
		write(style, text[at:to])
	}
	return b.String()
}

// entryBlock draws the selected entry.
func (m *Model) entryBlock(width, n int) []string {
	b := block{width: width}
	r, ok := m.selected()
	if width == 0 || n <= 0 {
		return nil
	}
	if !ok {
		return b.fill(n)
	}
	first := m.entryLines(&b, r, n >= tall)
	// Without the user's saying, the first mark is in sight.
	from := min(m.scroll, max(0, len(b.lines)-n))
	if !m.scrolled && first >= n {
		from = min(first-n/3, max(0, len(b.lines)-n))
		m.scroll = from
	}
	m.scroll = from
	b.lines = b.lines[from:]
	return b.fill(n)
}

// entryLines writes all of an entry and returns the line of the first mark, 0 for none.
// Where there is little room, blank lines are left out.
func (m *Model) entryLines(b *block, r row, roomy bool) (first int) {
	wrapped := func(text string, spans [][2]int, style lipgloss.Style) {
		for _, l := range columns.Wrap(text, b.width) {
			if strings.TrimSpace(text[l[0]:l[1]]) == "" && !roomy {
				continue
			}
			end := l[1]
			for end > l[0] && text[end-1] == ' ' {
				end--
			}
			for _, p := range spans {
				if first == 0 && p[0] >= l[0] && p[0] < end {
					first = len(b.lines)
				}
			}
			b.add(paint(text, spans, l[0], end, style), columns.Width(text[l[0]:end]))
		}
	}
	wrapped(columns.Clean(r.title), nil, bold)
	place := fmt.Sprintf("%s:%d", columns.Clean(r.file), r.line)
	if r.hit == nil {
		wrapped(place, nil, dim)
		wrapped("not read yet", nil, dim)
		return first
	}
	facts := append(r.hit.Facts(len(r.hit.Institutions)), r.file+":"+strconv.Itoa(r.line))
	wrapped(columns.Clean(strings.Join(facts, " · ")), nil, dim)
	if r.pair != nil {
		b.add("", 0)
		wrapped(oneLine(r.pair.Mine), nil, dim)
		wrapped(fmt.Sprintf("≈ %.2f  %s", r.pair.Cosine, oneLine(r.pair.Theirs)), nil, plain)
	}
	if text := strings.TrimRight(r.hit.Whole.Text, " \n"); strings.TrimSpace(text) != "" {
		if !strings.HasPrefix(text, "\n") {
			b.add("", 0)
		}
		wrapped(text, r.hit.Whole.Spans, plain)
	}
	return first
}
