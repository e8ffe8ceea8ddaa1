package browse

import "charm.land/bubbles/v2/key"

// keys are what the keys do; the help on the screen is made of them.
type keys struct {
	up, down, pageUp, pageDown, top, bottom      key.Binding
	open, query, facets, hits, toggle            key.Binding
	back, clear, sort, pending, related          key.Binding
	scrollUp, scrollDown, help, quit, stop, redo key.Binding
	typeUp, typeDown, leave                      key.Binding
}

func newKeys() keys {
	b := func(help, what string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(help, what))
	}
	return keys{
		up:         b("↑ k", "up", "up", "k", "ctrl+p"),
		down:       b("↓ j", "down", "down", "j", "ctrl+n"),
		pageUp:     b("PgUp ^B", "a page up", "pgup", "ctrl+b", "ctrl+u"),
		pageDown:   b("PgDn ^F", "a page down", "pgdown", "ctrl+f", "ctrl+d"),
		top:        b("g", "the first", "g", "home"),
		bottom:     b("G", "the last", "G", "end"),
		open:       b("Enter", "open in the editor", "enter", "o"),
		query:      b("/", "type a query", "/", "i"),
		facets:     b("Tab ← h", "narrow by facets", "tab", "left", "h"),
		hits:       b("Tab → l", "to the entries", "tab", "right", "l", "esc"),
		toggle:     b("Enter Space", "choose, or no longer", "enter", "space"),
		back:       b("u Backspace", "back to what was before", "backspace", "u", "ctrl+o"),
		clear:      b("c", "clear filters", "c"),
		sort:       b("s", "next: relevance, read, published", "s"),
		pending:    b("p", "pending items", "p"),
		related:    b("r", "related entries", "r"),
		scrollUp:   b("K", "scroll the entry up", "K", "ctrl+y"),
		scrollDown: b("J", "scroll the entry down", "J", "ctrl+e"),
		help:       b("?", "help", "?", "f1"),
		quit:       b("q", "quit", "q"),
		stop:       b("Ctrl-C", "quit", "ctrl+c"),
		redo:       b("Ctrl-L", "draw the screen anew", "ctrl+l"),
		// While typing, letters are letters.
		typeUp:   b("↑", "up", "up", "ctrl+p"),
		typeDown: b("↓", "down", "down", "ctrl+n"),
		leave:    b("Esc", "to the entries", "esc"),
	}
}

// sections are the keys for the help screen.
func (k *keys) sections() []section {
	return []section{
		{"Everywhere", []key.Binding{k.help, k.query, k.stop, k.redo}},
		{"While typing", []key.Binding{k.leave, k.facets, k.open}},
		{"Entries", []key.Binding{k.up, k.down, k.pageUp, k.pageDown, k.top, k.bottom, k.open, k.scrollDown, k.scrollUp}},
		{"Elsewhere", []key.Binding{k.related, k.pending, k.sort, k.clear, k.back, k.quit}},
		{"Facets", []key.Binding{k.toggle, k.hits}},
	}
}

type section struct {
	name string
	keys []key.Binding
}
