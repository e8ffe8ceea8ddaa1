package browse

import (
	"papersearch/query"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// facetLine is a line at the side: the name of a facet, a value, or how many more there are.
type facetLine struct {
	facet  string
	value  string // "" of a name and of more
	count  int
	labs   int // with its labs, of an institution that has some
	more   int
	chosen bool
}

// fewValues is how many values a facet shows until it is opened.
const fewValues = 5

// facetLines lists what stands at the side. Chosen values that nothing has any more stay, to be taken back.
func (m *Model) facetLines() []facetLine {
	var out []facetLine
	for _, f := range facetOrder {
		counts := m.answer.facets[f]
		chosen := values(m.now.filters, f)
		for _, v := range chosen {
			if !slices.ContainsFunc(counts, func(c query.Count) bool { return c.Value == v }) {
				counts = append([]query.Count{{Value: v}}, counts...)
			}
		}
		if len(counts) == 0 {
			continue
		}
		out = append(out, facetLine{facet: f})
		shown := 0
		for _, c := range counts {
			is := slices.Contains(chosen, c.Value)
			if shown >= fewValues && !m.open[f] && !is {
				continue
			}
			shown++
			out = append(out, facetLine{facet: f, value: c.Value, count: c.Count, labs: c.WithLabs, chosen: is})
		}
		if n := len(counts) - shown; n > 0 {
			out = append(out, facetLine{facet: f, more: n})
		}
	}
	return out
}

// facetKey handles a key on the facets.
func (m *Model) facetKey(msg tea.KeyPressMsg) tea.Cmd {
	k := &m.keys
	lines := m.facetLines()
	step := func(n int) {
		m.facet = min(max(0, m.facet+n), max(0, len(lines)-1))
		for m.facet > 0 && m.facet < len(lines)-1 && lines[m.facet].value == "" && lines[m.facet].more == 0 {
			m.facet += max(-1, min(1, n)) // names are no choice
		}
		m.layout()
	}
	switch {
	case key.Matches(msg, k.up):
		step(-1)
	case key.Matches(msg, k.down):
		step(1)
	case key.Matches(msg, k.pageUp):
		step(-m.bodyHeight())
	case key.Matches(msg, k.pageDown):
		step(m.bodyHeight())
	case key.Matches(msg, k.top):
		step(-len(lines))
	case key.Matches(msg, k.bottom):
		step(len(lines))
	case key.Matches(msg, k.hits):
		m.to(onHits)
	case key.Matches(msg, k.toggle) && m.facet < len(lines):
		l := lines[m.facet]
		m.facetAt = l
		if l.value == "" {
			m.open[l.facet] = !m.open[l.facet]
			return nil
		}
		p := m.now
		p.filters, p.id = toggled(p.filters, l.facet, l.value), ""
		return m.visit(p)
	}
	return nil
}
