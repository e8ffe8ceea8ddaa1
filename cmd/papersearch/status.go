package main

import (
	"fmt"
	"papersearch/indexer"
	"papersearch/report"
	"papersearch/store"
	"time"

	"github.com/urfave/cli/v2"
)

func (p *program) statusCommand() *cli.Command {
	return &cli.Command{
		Name:  "status",
		Usage: "tell what is indexed, and whether it is up to date",
		Description: `It changes nothing: what a search would bring up to date first is told, not
done. Nothing here needs looking after; ` + "`papersearch index --check`" + ` reads
every byte, too.`,
		Flags:     commonFlags(),
		UsageText: "papersearch status\npapersearch status --json",
		Action:    p.status,
	}
}

// statusAnswer is what status prints as JSON.
type statusAnswer struct {
	Version     int            `json:"version"`
	Index       string         `json:"index"`
	Generation  string         `json:"generation"` // "" when none can be read
	Papers      int            `json:"papers"`
	Notes       int            `json:"notes"`
	Todos       int            `json:"todos"`
	Sentences   int            `json:"sentences"` // with vectors; 0 in an index of words only
	Sources     []statusSource `json:"sources"`
	TextBytes   int64          `json:"text_bytes"`
	IndexBytes  int64          `json:"index_bytes"`
	Segments    int            `json:"segments"`
	Updated     string         `json:"updated"` // RFC 3339, when the sources were last read; ""
	Stale       bool           `json:"stale"`
	Reason      string         `json:"reason"`    // why it is stale
	Rebuild     bool           `json:"rebuild"`   // all of it would be built anew
	Untidy      string         `json:"untidy"`    // why segments should be merged
	Writing     bool           `json:"writing"`   // another process is
	ReadOnly    bool           `json:"read_only"` // the index may not be written by who asks
	Versions    store.Versions `json:"versions"`
	Papersearch string         `json:"papersearch"`
}

type statusSource struct {
	Path     string   `json:"path"`
	Folder   bool     `json:"folder"`
	Files    int      `json:"files"`
	Entries  int      `json:"entries"`
	Problems []string `json:"problems"`
}

func (p *program) status(c *cli.Context) error {
	if c.NArg() > 0 {
		return usageError{fmt.Errorf("status takes no words; to look for them, type `papersearch search status %s`", quoted(c.Args().Slice()))}
	}
	if err := p.locateBuilt(c); err != nil {
		return err
	}
	s, err := indexer.Status(p.env)
	if err != nil {
		return err
	}
	a := &statusAnswer{
		Version: 1, Index: p.env.Dir, Generation: s.Generation, Papers: s.Counts[store.Paper], Notes: s.Counts[store.Note], Todos: s.Counts[store.Todo],
		Sentences: s.Sentences, Sources: []statusSource{}, TextBytes: s.Text, IndexBytes: s.Size, Segments: s.Segments,
		Stale: s.Stale != "", Reason: s.Stale, Rebuild: s.Anew, Untidy: s.Untidy, Writing: s.Writing, ReadOnly: s.ReadOnly != "", Versions: s.Versions, Papersearch: version(),
	}
	if !s.Updated.IsZero() {
		a.Updated = s.Updated.UTC().Format(time.RFC3339)
	}
	for _, r := range s.Roots {
		a.Sources = append(a.Sources, statusSource{r.Path, r.Folder, r.Files, r.Entries, append([]string{}, r.Problems...)})
	}
	if c.Bool("json") {
		return p.printJSON(a)
	}
	p.printStatus(a, s.Updated)
	return nil
}

func (p *program) printStatus(a *statusAnswer, updated time.Time) {
	row := func(name, text string) { p.out.line(p.out.dim.Sprint(pad(name, 11)), clean(text)) }
	row("index", a.Index)
	if a.Generation != "" {
		row("entries", fmt.Sprintf("%s, %s, %s", report.Plural(a.Papers, "paper"), report.Plural(a.Notes, "note"), report.Plural(a.Todos, "pending item")))
	}
	for i, s := range a.Sources {
		name := "sources"
		if i > 0 {
			name = ""
		}
		row(name, s.Path+sourceCounts(s))
		for _, problem := range s.Problems {
			row("", "  "+problem)
		}
	}
	if a.Generation != "" {
		meaning := "words only"
		if a.Versions.Model != "" {
			meaning = report.Plural(a.Sentences, "sentence") + " with meaning"
		}
		row("generation", fmt.Sprintf("%s, %s, %s", a.Generation, report.Plural(a.Segments, "segment"), meaning))
		row("updated", updated.Local().Format("2006-01-02 15:04:05"))
	}
	row("size", fmt.Sprintf("%s for %s of text", bytesOf(a.IndexBytes), bytesOf(a.TextBytes)))
	row("versions", fmt.Sprintf("papersearch %s%s", a.Papersearch, versionsOf(a)))
	if a.Generation != "" {
		row("", "analyzer "+a.Versions.Analyzer+", rules "+a.Versions.Reading)
	}
	switch {
	case a.Stale && a.ReadOnly:
		row("stale", a.Reason+": searches answer without it")
	case a.Rebuild:
		row("stale", a.Reason+": the next search or `papersearch index` builds it anew")
	case a.Stale:
		row("stale", a.Reason+": the next search takes it in")
	default:
		row("stale", "no")
	}
	if a.Untidy != "" {
		row("untidy", a.Untidy+": `papersearch index` merges them")
	}
	if a.ReadOnly {
		row("read only", "the index may not be written by this user")
	}
	if a.Writing {
		row("writing", "another papersearch is")
	}
}

func sourceCounts(s statusSource) string {
	entries := report.Plural(s.Entries, "entry")
	if s.Folder {
		return fmt.Sprintf("/  %s, %s", report.Plural(s.Files, "file"), entries)
	}
	return "  " + entries
}

// versionsOf are the versions that mean something to people.
func versionsOf(a *statusAnswer) string {
	out, v := "", a.Versions
	if v.Schema > 0 {
		out = fmt.Sprintf(", format %d", v.Schema)
	}
	if v.Model != "" {
		out += ", model " + v.Model
	}
	if v.Config != "" {
		out += ", " + store.ConfigName + " " + v.Config
	}
	return out
}

// bytesOf is a number of bytes as people say it.
func bytesOf(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%d kB", n/1e3)
	}
	return report.Plural(int(n), "byte")
}
