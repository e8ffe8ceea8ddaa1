package store

import (
	"bytes"
	"papersearch/fold"
	"papersearch/readlog"
	"papersearch/segment"
	"slices"

	"github.com/blevesearch/bleve/v2/analysis"
)

// What an entry is called by as a whole is a term of FieldKeys: its links and the numbers in its text as readlog.LinkKeys has
// them, and with these beginnings
const (
	NameKey     = "name:"     // fold.Key of its short name, and of others that it has
	InitialsKey = "initials:" // see segment.Initials
)

func keysOf(d *Doc) []string {
	keys := readlog.LinkKeys(append(slices.Clone(d.Links), d.PublishedRaw), d.Path, d.Text[:d.BodyStart], d.Text[d.BodyStart:]+"\n"+d.Also)
	for _, name := range append([]string{d.Alias}, d.Names...) {
		if key := fold.Key(name); key != "" {
			keys = append(keys, NameKey+key)
		}
	}
	for _, s := range segment.Initials(d.Title) {
		keys = append(keys, InitialsKey+s)
	}
	return keys
}

// lineAnalyzer makes a term of each line as it is.
type lineAnalyzer struct{}

func (lineAnalyzer) Analyze(text []byte) analysis.TokenStream {
	var out analysis.TokenStream
	at := 0
	for line := range bytes.Lines(text) {
		term := bytes.TrimRight(line, "\n")
		out = append(out, &analysis.Token{Term: term, Start: at, End: at + len(term), Position: len(out) + 1})
		at += len(line)
	}
	return out
}
