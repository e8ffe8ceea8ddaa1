package report

import (
	"cmp"
	"context"
	"fmt"
	"papersearch/fold"
	"papersearch/query"
	"papersearch/readlog"
	"papersearch/store"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/sync/errgroup"
)

// Bibliography writes papers as entries for BibTeX, each paper once.
type Bibliography struct {
	keys map[string]string // by id, of a paper read again that of the first reading
	done map[string]bool   // keys that are written
}

// NewBibliography gives every paper of the log its key, whatever is exported: the short name or first word of the title, and
// the year, as in imagen2022. Of several that would have one key, the one that was read first has it, and each of the others
// four letters of its id behind it: what is read later, moved or exported apart renames nothing.
func NewBibliography(ctx context.Context, s *query.Searcher) (*Bibliography, error) {
	b := &Bibliography{keys: map[string]string{}, done: map[string]bool{}}
	g := s.Generation()
	type paper struct {
		row                 int
		id, base, key, read string
	}
	var papers []paper
	for row := range g.Table.Len() {
		if g.Table.Kind(row) == store.Paper {
			papers = append(papers, paper{row: row})
		}
	}
	work, ctx := errgroup.WithContext(ctx)
	cores := runtime.GOMAXPROCS(0)
	for core := range cores {
		work.Go(func() error {
			for i := len(papers) * core / cores; i < len(papers)*(core+1)/cores; i++ {
				p := &papers[i]
				r, err := g.Record(p.row)
				if err != nil {
					return err
				}
				x := g.Table.Row(p.row)
				p.id, p.read = x.ID, x.Read.String()
				p.base, _, _ = strings.Cut(x.ID, "-")
				p.key = bibKey(r.Title, r.Alias, p.base, x.PubFrom.Year)
				if ctx.Err() != nil {
					return ctx.Err()
				}
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	unread := func(p paper) string { return cmp.Or(p.read, "9999") }
	slices.SortFunc(papers, func(a, b paper) int { return cmp.Or(cmp.Compare(unread(a), unread(b)), cmp.Compare(a.id, b.id)) })
	taken := map[string]string{} // keys → the paper that has it
	first := map[string]string{} // papers → their key
	for _, p := range papers {
		key, ok := first[p.base]
		if !ok {
			if key = p.key; taken[key] != "" {
				key += "-" + p.base[:4]
			}
			taken[key], first[p.base] = p.base, key
		}
		b.keys[p.id] = key
	}
	return b, nil
}

// bibKey is the name and year of a paper in letters and digits of ASCII, which every program takes for a key.
func bibKey(title, alias, id string, year int) string {
	ascii := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r > unicode.MaxASCII {
				return -1
			}
			return r
		}, fold.Key(s))
	}
	name := ascii(alias)
	for _, w := range strings.Fields(title) {
		if name != "" {
			break
		}
		if w = ascii(w); !slices.Contains([]string{"a", "an", "the", "on", "in", "of", "for", "to", "towards", "toward", "is", "are"}, w) {
			name = w
		}
	}
	name = cmp.Or(name, id)
	if year > 0 {
		name += strconv.Itoa(year)
	}
	return name
}

var bibMonths = [...]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// Entry is a paper as an entry of a bibliography; "" for what is no paper, or was written before. Most logs name institutions
// and few authors, so that the former stand in a field of their own. Text is UTF-8, for biber or a BibTeX of this century.
func (b *Bibliography) Entry(e *query.Entry) string {
	key := b.keys[e.ID]
	if e.Kind != string(readlog.KindPaper) || key == "" || b.done[key] {
		return ""
	}
	b.done[key] = true
	kind, in := "misc", ""
	switch {
	case readlog.IsJournal(e.Venue):
		kind, in = "article", "journal"
	case e.Venue != "":
		kind, in = "inproceedings", "booktitle"
	}
	var out strings.Builder
	fmt.Fprintf(&out, "@%s{%s,\n", kind, key)
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&out, "  %s = {%s},\n", name, value)
		}
	}
	field("title", "{"+escapeBib(e.Title)+"}") // twice: styles keep their hands off its capitals
	if names := authorsOf(e); names != nil {
		for i := range names {
			names[i] = escapeName(names[i])
		}
		field("author", strings.Join(names, " and "))
	}
	if in != "" {
		field(in, escapeBib(e.Venue))
	}
	from, _, _ := strings.Cut(e.Published, "..")
	year, month, _ := strings.Cut(from, "-")
	if len(year) == 4 {
		field("year", year)
		if n, err := strconv.Atoi(month[:min(2, len(month))]); err == nil && n >= 1 && n <= 12 {
			fmt.Fprintf(&out, "  month = %s,\n", bibMonths[n-1])
		}
	}
	field("institution", escapeBib(strings.Join(e.Institutions, " and ")))
	if e.ArXiv != "" {
		field("eprint", e.ArXiv)
		field("archiveprefix", "arXiv")
	}
	field("doi", escapeURL(e.DOI))
	if len(e.Links) > 0 {
		field("url", escapeURL(e.Links[0]))
	}
	if e.Track != readlog.Unassigned {
		field("keywords", escapeBib(strings.Trim(e.Track+", "+e.Subtrack, ", ")))
	}
	out.WriteString("}\n")
	return out.String()
}

// escapeBib writes a text for TeX. Braces are commands, since BibTeX counts even those behind a backslash; an @ is one, since
// some readers take it for the next entry.
func escapeBib(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.Join(strings.Fields(bibSigns.Replace(s)), " ")
}

// escapeName writes a name for TeX. That of BibTeX has accents as commands, {\"o}, and stays as it is if its braces pair.
func escapeName(s string) string {
	if unclosed(s, '{', '}') != 0 || strings.ContainsAny(s, "@%#") || !strings.ContainsAny(s, `{\`) {
		return escapeBib(s)
	}
	return s
}

var bibSigns = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\textbraceleft{}`, `}`, `\textbraceright{}`, `&`, `\&`, `%`, `\%`, `$`, `\$`, `#`, `\#`, `_`, `\_`,
	`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`, `@`, `\symbol{64}`, `"`, `\textquotedbl{}`, `<`, `\textless{}`, `>`, `\textgreater{}`, `|`, `\textbar{}`,
)

// escapeURL writes an address, whose signs TeX leaves alone: only those that would end the field or begin a comment are
// written otherwise.
func escapeURL(s string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", "@", "%40", " ", "%20", `"`, "%22").Replace(strings.ToValidUTF8(s, ""))
}
