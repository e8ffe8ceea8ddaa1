package indexer

import (
	"net/url"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"papersearch/readlog"
	"papersearch/store"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// A paper that is listed in one file and written up in another is one entry with two places. The write-up keeps its
// text; what it does not say, the list does. They belong together when the list leads to the file, or when their titles
// are one.

var target = pattern.New(`\]\(\s*<?([^)\s>]+)>?`)

// join takes the listed entries of sources into their write-ups, and returns how many. All of the entries are read and
// judged.
func join(sources []*source) int {
	var docs []*store.Doc
	for _, s := range sources {
		for _, e := range s.entries {
			docs = append(docs, e.doc)
		}
	}
	gone, changed := joinDocs(docs)
	for _, s := range sources {
		s.entries = slices.DeleteFunc(s.entries, func(e *entry) bool { return gone[e.doc] })
		for _, e := range s.entries {
			e.id = e.doc.ID
			if changed[e.doc] {
				e.key = 0
			}
		}
	}
	return len(gone)
}

// joinDocs finds the listed entries that went into a write-up, and the write-ups that have taken some.
func joinDocs(docs []*store.Doc) (gone, changed map[*store.Doc]bool) {
	byPath, byBase, byTitle := map[string]*store.Doc{}, map[string][]*store.Doc{}, map[string]*store.Doc{}
	for _, d := range docs {
		if d.Form != readlog.Whole {
			continue
		}
		byPath[d.Path] = d
		byBase[path.Base(d.Path)] = append(byBase[path.Base(d.Path)], d)
		if key := fold.Key(d.Title); byTitle[key] == nil {
			byTitle[key] = d
		}
	}
	gone, changed = map[*store.Doc]bool{}, map[*store.Doc]bool{}
	if len(byPath) == 0 {
		return gone, changed
	}
	for _, d := range docs {
		var whole *store.Doc
		if d.Form == readlog.Listed {
			whole = writeUp(d, byPath, byBase)
			if whole == nil {
				whole = byTitle[fold.Key(d.Title)]
			}
		}
		if whole != nil {
			absorb(whole, d)
			gone[d], changed[whole] = true, true
		}
	}
	return gone, changed
}

// writeUp is the file that a link of a listed entry leads to, nil for none.
func writeUp(d *store.Doc, byPath map[string]*store.Doc, byBase map[string][]*store.Doc) *store.Doc {
	for _, m := range target().FindAllStringSubmatch(d.Text, -1) {
		link, _, _ := strings.Cut(m[1], "#")
		if u, err := url.PathUnescape(link); err == nil {
			link = u
		}
		if !markdown(link) {
			continue
		}
		if !strings.Contains(link, "://") {
			if whole := byPath[path.Join(path.Dir(d.Path), link)]; whole != nil {
				return whole
			}
		}
		// An address on the web ends in the path of the file.
		for _, whole := range byBase[path.Base(link)] {
			folder := path.Base(path.Dir(whole.Path))
			if folder == "." || folder == path.Base(path.Dir(link)) {
				return whole
			}
		}
	}
	return nil
}

// absorb takes what a listed entry says into its write-up.
func absorb(whole, listed *store.Doc) {
	if whole.Title == "" || utf8.RuneCountInString(listed.Title) > utf8.RuneCountInString(whole.Title) {
		whole.Title, listed.Title = listed.Title, whole.Title
		whole.ID = listed.ID
	}
	if whole.Alias == "" {
		whole.Alias = listed.Alias
	}
	if whole.PublishedRaw == "" {
		whole.PublishedRaw, whole.PubFrom, whole.PubTo, whole.Suspect = listed.PublishedRaw, listed.PubFrom, listed.PubTo, listed.Suspect
	}
	if whole.Read == (readlog.Date{}) && whole.ReadMonth == (readlog.Date{}) {
		whole.Read, whole.ReadMonth = listed.Read, listed.ReadMonth
	}
	if whole.VenueName == "" {
		whole.VenueName = listed.VenueName
	}
	if len(whole.InstitutionNames) == 0 {
		whole.InstitutionNames, whole.InstitutionsRaw = listed.InstitutionNames, listed.InstitutionsRaw
	}
	if whole.TrackName == readlog.Unassigned {
		whole.TrackName, whole.SubtrackName = listed.TrackName, listed.SubtrackName
	}
	for _, l := range listed.Links {
		if !slices.Contains(whole.Links, l) {
			whole.Links = append(whole.Links, l)
		}
	}
	whole.Reasons = append(whole.Reasons, listed.Reasons...)
	whole.Places = append(whole.Places, store.Place{File: listed.Path, Line: listed.Line})
	if also := strings.TrimSpace(listed.Title + "\n" + listed.Record.Body()); also != "" {
		whole.Also = strings.TrimSpace(whole.Also + "\n" + also)
	}
	whole.Body = indexed(&whole.Record)
}
