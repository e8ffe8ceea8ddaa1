package report

import (
	"cmp"
	"context"
	"fmt"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"papersearch/query"
	"papersearch/readlog"
	"papersearch/semantic"
	"papersearch/store"
	"slices"
	"strings"
	"unicode/utf8"
)

// DigestRequest asks for a review of what was read. Without words and without a month or day, it is of the month in which
// something was read last; with words, of what the log says about them.
type DigestRequest struct {
	Text    string
	Filters query.Filters
	Limit   int // entries about a subject; 0 is DigestLimit
}

// DigestLimit is how many entries about a subject are told: more are no review.
const DigestLimit = 100

// Digest is a review in the log's own words.
type Digest struct {
	Version  int                 `json:"version"`
	Query    string              `json:"query"`
	Filters  map[string][]string `json:"filters"`
	Total    int                 `json:"total"` // entries that match; fewer may be told
	From     string              `json:"from"`  // the first day or month read, like To; "" when none is known
	To       string              `json:"to"`
	Sections []DigestSection     `json:"sections"` // by track, the largest first; about a subject one, in the order of reading
	Closed   []ClosedItem        `json:"closed"`   // pending items that are done with: the entries told were read for them
	Stale    bool                `json:"stale"`
}

// DigestSection is the entries of a track, the oldest reading first.
type DigestSection struct {
	Track   string        `json:"track"` // "" about a subject
	Entries []DigestEntry `json:"entries"`
}

// DigestEntry is an entry and what it comes to.
type DigestEntry struct {
	ID           string   `json:"id"`
	Title        string   `json:"title"`
	Alias        string   `json:"alias"`
	Read         string   `json:"read"` // day, else month
	Published    string   `json:"published"`
	Institutions []string `json:"institutions"`
	Track        string   `json:"track"`
	Subtrack     string   `json:"subtrack"`
	Verdict      string   `json:"verdict"` // its first sentence, else that of its first point
	Quotes       []Quote  `json:"quotes"`  // about a subject: the sentences that matched
	File         string   `json:"file"`
	Line         int      `json:"line"`
}

// Quote is a sentence of the log and the line where it stands.
type Quote struct {
	Text string `json:"text"`
	Line int    `json:"line"`
}

// ClosedItem is a pending item and the entry by which it was read.
type ClosedItem struct {
	Title  string `json:"title"`
	Ticked bool   `json:"ticked"` // the log says so, too
	ReadAs string `json:"read_as"`
	File   string `json:"file"`
	Line   int    `json:"line"`
}

// Review writes a digest. The error is that of the query, or says what of the index could not be read.
func Review(ctx context.Context, s *query.Searcher, req DigestRequest) (*Digest, error) {
	g := s.Generation()
	f := req.Filters
	subject := strings.TrimSpace(req.Text) != ""
	if !subject && len(f.Month) == 0 && f.Since == "" && f.Until == "" {
		last := lastRead(g, 1)
		if len(last) > 0 {
			f.Month = []string{g.Table.Row(last[0]).ReadMonth.String()}
		}
	}
	r, err := s.Search(ctx, query.Request{Text: req.Text, Filters: f, Limit: searchLimit(subject, req.Limit), Facets: []string{}})
	if err != nil {
		return nil, err
	}
	out := &Digest{Version: query.Version, Query: req.Text, Filters: r.Filters, Total: r.Total, Sections: []DigestSection{}, Closed: []ClosedItem{}}
	var entries []DigestEntry
	told := map[string]bool{}
	hits := map[string]*query.Hit{}
	for i := range r.Hits {
		hits[r.Hits[i].ID] = &r.Hits[i]
	}
	tell := func(e *query.Entry) {
		d := DigestEntry{
			ID: e.ID, Title: e.Title, Alias: e.Alias, Read: cmp.Or(e.Read, e.ReadMonth), Published: e.Published, Institutions: e.Institutions,
			Track: e.Track, Subtrack: e.Subtrack, Verdict: verdict(e), Quotes: []Quote{}, File: e.File, Line: e.Line,
		}
		if subject {
			d.Quotes = quotes(e, hits[e.ID])
		}
		entries = append(entries, d)
		told[e.ID] = true
	}
	if subject {
		ids := make([]string, len(r.Hits))
		for i := range r.Hits {
			ids[i] = r.Hits[i].ID
		}
		found, err := s.ByID(ids)
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			tell(e)
		}
	} else if err := s.Each(ctx, query.Request{Filters: f}, func(e *query.Entry) error { tell(e); return nil }); err != nil {
		return nil, err
	}
	slices.SortStableFunc(entries, func(a, b DigestEntry) int {
		return cmp.Or(cmp.Compare(a.Read, b.Read), cmp.Compare(a.File, b.File), cmp.Compare(b.Line, a.Line))
	})
	for _, e := range entries {
		if e.Read != "" {
			out.From = cmp.Or(out.From, e.Read)
			out.To = e.Read
		}
	}
	out.Sections = sections(entries, subject)
	out.Closed, err = closed(g, told)
	return out, err
}

func searchLimit(subject bool, limit int) int {
	if !subject {
		return 1 // only the filters and the total are asked for
	}
	return cmp.Or(limit, DigestLimit)
}

// sections groups entries by track, the largest group first, those of no track last; about a subject they stay in order.
func sections(entries []DigestEntry, subject bool) []DigestSection {
	if len(entries) == 0 {
		return []DigestSection{}
	}
	if subject {
		return []DigestSection{{Entries: entries}}
	}
	byTrack := map[string]int{}
	out := []DigestSection{}
	for _, e := range entries {
		i, ok := byTrack[e.Track]
		if !ok {
			i = len(out)
			byTrack[e.Track] = i
			out = append(out, DigestSection{Track: e.Track})
		}
		out[i].Entries = append(out[i].Entries, e)
	}
	last := func(s DigestSection) int {
		if s.Track == readlog.Unassigned {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(out, func(a, b DigestSection) int {
		return cmp.Or(last(a)-last(b), len(b.Entries)-len(a.Entries), cmp.Compare(a.Track, b.Track))
	})
	return out
}

// closed are the pending items for which the entries told were read.
func closed(g *store.Generation, told map[string]bool) ([]ClosedItem, error) {
	out := []ClosedItem{}
	for row := range g.Table.Len() {
		if g.Table.Kind(row) != store.Todo {
			continue
		}
		r, err := g.Record(row)
		if err != nil {
			return nil, err
		}
		if p := r.Pending; p != nil && p.State != store.StateDuplicate && told[p.Of] {
			out = append(out, ClosedItem{r.Title, p.State == store.StateDone, p.Of, g.Table.String(g.Table.File(row)), g.Table.Row(row).Line})
		}
	}
	return out, nil
}

// sumUp are words that begin a verdict and say nothing.
var sumUp = pattern.New(`^(?:总体上|总体来说|总体而言|总体|总的来说|总的来看|总之|总结|综上|整体上|整体来说|整体而言|一句话总结|一句话|点评|评价|小结|结论|Overall|In summary|To sum up|TL;DR)\s*[，,：:、]?\s*`)

// verdictRunes is the longest verdict; a longer one is cut at a sentence, or with an ellipsis.
const verdictRunes = 160

// verdict is the sentence that an entry comes to: the first of its closing paragraph, else of its first point.
func verdict(e *query.Entry) string {
	text := e.Verdict
	if strings.Contains(text, "://") || strings.HasPrefix(text, "（") || strings.HasPrefix(text, "(") {
		text = "" // a link or an aside is no verdict; the one before it may be
		for paragraph := range strings.SplitSeq(e.Text, "\n") {
			if sumUp().MatchString(paragraph) {
				text = paragraph
			}
		}
	}
	if text == "" && len(e.Points) > 0 {
		text = bullet().ReplaceAllString(e.Points[0], "")
	}
	if text == "" {
		body := e.Text
		if front := frontLines(e.Source); front > 0 { // what front matter says is behind the text, and no verdict
			body = readlog.Plain(strings.Join(strings.SplitAfter(e.Source, "\n")[front:], "")).String
		}
		text, _, _ = strings.Cut(strings.TrimSpace(body), "\n\n")
		if introduces().MatchString(text) && !strings.Contains(text, "\n") {
			text = "" // an entry that was only begun
		}
	}
	text = strings.Join(strings.Fields(sumUp().ReplaceAllString(strings.TrimSpace(text), "")), " ")
	if spans := semantic.Sentences(text); len(spans) > 0 && utf8.RuneCountInString(text) > verdictRunes {
		text = text[:spans[0].End]
	}
	if fold.Key(text) == fold.Key(e.Title) {
		return "" // a note of a line
	}
	return short(text, verdictRunes)
}

var bullet = pattern.New(`^\s*(?:[-*+]\s+|\d{1,2}(?:[.)]\s+|、\s*))`)

// introduces is what the introducing line ends with.
var introduces = pattern.New(`(?:要点|如下|主要内容)\s*[:：]\s*$`)

// mostQuotes is how many sentences of an entry are cited.
const mostQuotes = 3

// quotes are the sentences of an entry that say what was asked, each with its line in the file: those that have most of the
// words that matched, or the one that is nearest in meaning.
func quotes(e *query.Entry, h *query.Hit) []Quote {
	matched := map[string]bool{}
	for _, span := range h.Snippet.Spans {
		if w := fold.String(h.Snippet.Text[span[0]:span[1]]); strings.TrimSpace(w) != "" {
			matched[w] = true
		}
	}
	for _, w := range h.Why.Terms {
		matched[fold.String(w)] = true
	}
	nearest := fold.Key(h.Why.Sentence)
	type candidate struct {
		Quote
		score, order int
	}
	var found []candidate
	line, front := e.Line, frontLines(e.Source)
	for raw := range strings.Lines(e.Source) {
		if line >= e.Line+max(front, 1) { // the title is told already, and front matter is no sentence
			plain := bullet().ReplaceAllString(readlog.Plain(strings.TrimRight(raw, "\r\n")).String, "")
			if introduces().MatchString(plain) {
				plain = "" // who wrote it and when is told already
			}
			for _, span := range semantic.Sentences(plain) {
				text := strings.Join(strings.Fields(plain[span.Start:span.End]), " ")
				folded, score := fold.String(text), 0
				for w := range matched {
					if strings.Contains(folded, w) {
						score += 2
					}
				}
				if key := fold.Key(text); len(key) > 0 && nearest != "" && (strings.Contains(nearest, key) || strings.Contains(key, nearest)) {
					score += 3
				}
				if score > 0 {
					found = append(found, candidate{Quote{short(text, 2*verdictRunes), line}, score, len(found)})
				}
			}
		}
		line++
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return b.score - a.score })
	found = found[:min(len(found), mostQuotes)]
	slices.SortFunc(found, func(a, b candidate) int { return a.order - b.order })
	out := []Quote{}
	for _, c := range found {
		out = append(out, c.Quote)
	}
	return out
}

// frontLines is how many lines the front matter of a source has, with those around it; 0 for none.
func frontLines(source string) int {
	lines := strings.Split(source, "\n")
	rule := strings.TrimSpace(lines[0])
	if rule != "---" && rule != "+++" { // YAML or TOML
		return 0
	}
	for i, l := range lines[1:] {
		if l = strings.TrimSpace(l); l == rule || l == "..." {
			return i + 2
		}
	}
	return 0
}

// undated is the heading of a digest of entries of which the log does not say when they were read.
const undated = "Undated"

// Markdown is the digest as a page. Links lead to the lines of the log, as forges understand them.
func (d *Digest) Markdown() string {
	var b strings.Builder
	title := d.From
	if d.To != d.From {
		title += " – " + d.To
	}
	if m := d.Filters["month"]; len(m) > 0 {
		title = strings.Join(m, ", ")
	}
	if d.Query != "" {
		title = d.Query
	}
	fmt.Fprintf(&b, "# %s\n\n", escapeMarkdown(cmp.Or(title, undated)))
	n := 0
	for _, s := range d.Sections {
		n += len(s.Entries)
	}
	if n < d.Total {
		fmt.Fprintf(&b, "%d of %d entries", n, d.Total)
	} else {
		b.WriteString(Plural(n, "entry"))
	}
	if d.From != "" && d.From != d.To {
		fmt.Fprintf(&b, ", %s – %s", d.From, d.To)
	} else if d.From != "" {
		b.WriteString(", " + d.From)
	}
	if len(d.Closed) > 0 {
		fmt.Fprintf(&b, "; %d pending closed", len(d.Closed))
	}
	b.WriteString("\n")
	for _, s := range d.Sections {
		if s.Track != "" {
			name := s.Track
			if name == readlog.Unassigned {
				name = "—"
			}
			fmt.Fprintf(&b, "\n## %s (%d)\n", escapeMarkdown(name), len(s.Entries))
		}
		for i := range s.Entries {
			s.Entries[i].markdown(&b, s.Track == "")
		}
	}
	if len(d.Closed) > 0 {
		b.WriteString("\n## Pending items closed\n\n")
		for _, c := range d.Closed {
			box := " "
			if c.Ticked {
				box = "x"
			}
			fmt.Fprintf(&b, "- [%s] %s %s\n", box, escapeMarkdown(c.Title), placeLink(c.File, c.Line))
		}
	}
	return b.String()
}

// markdown writes an entry: with its verdict in a list, or as a chapter with what it says about the subject.
func (e *DigestEntry) markdown(b *strings.Builder, chapter bool) {
	var facts []string
	for _, f := range []string{e.Published, strings.Join(e.Institutions, ", ")} {
		if f != "" {
			facts = append(facts, f)
		}
	}
	if chapter {
		fmt.Fprintf(b, "\n## %s\n\n", strings.TrimSpace(e.Read+" "+escapeMarkdown(e.Title)))
		if e.Track != readlog.Unassigned {
			facts = append(facts, strings.Trim(e.Track+"/"+e.Subtrack, "/"))
		}
		fmt.Fprintf(b, "%s\n", strings.Join(append(facts, placeLink(e.File, e.Line)), " · "))
		for _, q := range e.Quotes {
			fmt.Fprintf(b, "\n> %s %s\n", escapeMarkdown(q.Text), placeLink(e.File, q.Line))
		}
		if len(e.Quotes) == 0 && e.Verdict != "" {
			fmt.Fprintf(b, "\n%s\n", escapeMarkdown(e.Verdict))
		}
		return
	}
	if e.Read != "" {
		facts = append(facts, "read "+e.Read)
	}
	fmt.Fprintf(b, "\n- **%s**  \n  %s\n", escapeMarkdown(e.Title), strings.Join(append(facts, placeLink(e.File, e.Line)), " · "))
	if e.Verdict != "" {
		fmt.Fprintf(b, "\n  %s\n", escapeMarkdown(e.Verdict))
	}
}

// placeLink is a link to a line of a file, as forges understand it.
func placeLink(file string, line int) string {
	target := strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E").Replace(file)
	return fmt.Sprintf("[%s:%d](%s#L%d)", escapeMarkdown(file), line, target, line)
}

// escapeMarkdown makes marks of Markdown in a text plain: those that would mark something up inside a line, and what would
// make a heading or list at its beginning. Formulas between dollars stay whole: $x_i^2$.
func escapeMarkdown(s string) string {
	var b strings.Builder
	at := 0
	for _, f := range formula().FindAllStringIndex(s, -1) {
		b.WriteString(markdownMarks.Replace(s[at:f[0]]) + s[f[0]:f[1]])
		at = f[1]
	}
	s = b.String() + markdownMarks.Replace(s[at:])
	if s != "" && strings.ContainsRune("#>+-", rune(s[0])) {
		s = `\` + s
	}
	return s
}

// formula is one between dollars that stand at it, as renderers ask.
var formula = pattern.New(`\$\$[^$\n]+\$\$|\$(?:[^$\s]|[^$\s][^$\n]*[^$\s])\$`)

var markdownMarks = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "|", `\|`)
