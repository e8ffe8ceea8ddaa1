package readlog

import "testing"

// What a paper is called stands in brackets behind its title, also where the papers of a day follow one another without headings.
func TestBracketBehindTitle(t *testing.T) {
	for _, c := range []struct{ line, title, alias string }{
		{"《Ponds as Maps of the Sky》（instant-pond）", "Ponds as Maps of the Sky", ""},
		{"《Ponds as Maps of the Sky》（POND）", "Ponds as Maps of the Sky", "POND"},
		{"《Ponds as Maps of the Sky》(PondGen)", "Ponds as Maps of the Sky", "PondGen"},
		{"《Heron-2: Ponds as Maps》（POND）", "Heron-2: Ponds as Maps", "Heron-2"},
		{"《Ponds as Maps of the Sky》（组会要讲，先记在这里）", "Ponds as Maps of the Sky", ""},
		{"《Ponds as Maps of the Sky》（CVPR）", "Ponds as Maps of the Sky", ""},
		{"《Ponds as Maps of the Sky》（NVIDIA）", "Ponds as Maps of the Sky", ""},
	} {
		log := Parse("log.md", "# 2024.1\n\n## 2024.1.2\n\n《Reeds》\n2021.6 谷歌的一篇文章\n\n1. x\n2. y\n\n"+c.line+"\n2022.1 英伟达，CVPR 2022\n\n1. z\n", NewRules(nil, nil))
		if len(log.Entries) != 2 {
			t.Errorf("%s: %d entries, want 2", c.line, len(log.Entries))
			continue
		}
		if e := log.Entries[1]; e.Title != c.title || e.Alias != c.alias || e.Read.String() != "2024-01-02" || len(e.Points) != 1 || len(log.Entries[0].Points) != 2 {
			t.Errorf("%s: %q, called %q, read %s with %d points; want %q, called %q", c.line, e.Title, e.Alias, e.Read, len(e.Points), c.title, c.alias)
		}
	}
	// A book that the notes on a paper name is none, whatever stands in brackets.
	log := Parse("log.md", "# 2024.1\n\n## 2024.1.2\n\n《Reeds》\n2021.6 谷歌的一篇文章\n\n1. x\n\n《诗经》（里面也有芦苇的那一首诗）\n写得好\n", NewRules(nil, nil))
	if len(log.Entries) != 1 {
		t.Errorf("a book that is named is an entry: %d", len(log.Entries))
	}
}
