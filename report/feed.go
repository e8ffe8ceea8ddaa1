package report

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"net/url"
	"papersearch/query"
	"papersearch/readlog"
	"strings"
	"time"
)

// Feed is an Atom feed of entries (RFC 4287), for readers of feeds and for pages that show what was read.
type Feed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  feedPerson  `xml:"author"`
	Entries []feedEntry `xml:"entry"`
}

type feedPerson struct {
	Name string `xml:"name"`
}

type feedEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published,omitempty"`
	Link       []feedLink     `xml:"link"`
	Categories []feedCategory `xml:"category"`
	Summary    string         `xml:"summary,omitempty"`
	Content    feedContent    `xml:"content"`
}

type feedLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type feedCategory struct {
	Term string `xml:"term,attr"`
}

type feedContent struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// NewFeed is the feed of entries in the order they are given, the newest first. An entry is dated by the day it was read, and
// keeps its id, so that no reader shows it twice. One of which the log does not say the day is as old as its paper, which does
// not change when the log does, else as the file it stands in; changed says when each file was. name is what the feed is called.
func NewFeed(name string, entries []*query.Entry, changed map[string]time.Time) *Feed {
	f := &Feed{ID: "urn:papersearch:" + urnPart(name), Title: name, Author: feedPerson{"papersearch"}, Entries: []feedEntry{}}
	for _, e := range entries {
		when := feedTime(cmp.Or(e.Read, e.ReadMonth))
		paper, _, _ := strings.Cut(e.Published, "..")
		updated := cmp.Or(when, feedTime(paper), feedStamp(changed[e.File]))
		f.Updated = max(f.Updated, updated)
		x := feedEntry{ID: "urn:papersearch:entry:" + e.ID, Title: xmlText(e.Title), Updated: updated, Published: when, Summary: xmlText(verdict(e)), Content: feedContent{"text", xmlText(e.Text)}}
		for i, l := range e.Links {
			rel := "related"
			if i == 0 {
				rel = "alternate"
			}
			x.Link = append(x.Link, feedLink{rel, l})
		}
		for _, c := range append([]string{e.Track, e.Subtrack}, e.Institutions...) {
			if c != "" && c != readlog.Unassigned {
				x.Categories = append(x.Categories, feedCategory{xmlText(c)})
			}
		}
		f.Entries = append(f.Entries, x)
	}
	if f.Updated == "" { // of no entry: Atom asks for a time all the same
		latest := time.Unix(0, 0)
		for _, t := range changed {
			if t.After(latest) {
				latest = t
			}
		}
		f.Updated = feedStamp(latest)
	}
	return f
}

// XML is the feed as a document.
func (f *Feed) XML() ([]byte, error) {
	b, err := xml.MarshalIndent(f, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the feed: %w", err)
	}
	return append([]byte(xml.Header), append(b, '\n')...), nil
}

// feedTime is a day, month or year as Atom writes times, "" for none.
func feedTime(day string) string {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, day); err == nil {
			return feedStamp(t)
		}
	}
	return ""
}

func feedStamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// xmlText leaves out what no XML can hold; xml.Marshal would write a replacement for it.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r >= 0x20 && r != 0xFFFE && r != 0xFFFF {
			return r
		}
		return -1
	}, s)
}

// urnPart writes a name as a part of a URN may be written, and no two alike.
func urnPart(s string) string { return url.PathEscape(s) }
