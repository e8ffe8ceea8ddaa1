// Package store answers: what lies in index.bleve, and how is it opened, replaced and thrown away?
//
// An index is a container: a folder with numbered generations, each complete and immutable, and a file
// CURRENT that names the one to read. A writer holds LOCK, builds the next generation beside the current
// one and renames CURRENT; a reader opens what CURRENT names and holds it until it closes. Nobody waits
// for anybody.
//
//	index.bleve/
//	  CURRENT        name of the generation to read
//	  SOURCES        what was indexed, so that a lost or foreign generation can be built anew
//	  LOCK           held by the one writer
//	  gen-000042/
//	    manifest.json   versions, counts, files with size, time and checksum
//	    sources         the files of the log as they were read: size, time, hash, entries
//	    bleve/          postings: terms and frequencies a field; stores nothing but the serial
//	    docs/           which serial each of Bleve's documents has
//	    entries/        mapped tables of fixed-width rows: what filters, facets and scores need
//	    terms/          acronyms that the log explains
//	    text/           compressed blocks: the entries as written, with their fields
//	    vectors/        meanings of sentences, packed; mapped
//
// Generations share files by hard links: what an update does not change, it does not write. A file has the number of
// the generation that wrote it.
//
// What indexer and query must agree on (field names, versions, the shape of a row) is defined here, and so is papersearch.toml,
// the owner's words and rules, which lies beside the container.
package store

import (
	"errors"
	"fmt"
)

// Fields of a document in Bleve. A Row has the true lengths of title, alias and body, in words.
const (
	FieldTitle = "title"
	FieldAlias = "alias"
	FieldBody  = "body"
	FieldHeads = "heads" // headings above and within, and the first lines: what the entry is about
	FieldKeys  = "keys"  // what it is called by as a whole: see keysOf
	FieldPairs = "pairs" // neighbours in title and body: what stands together, and words that segmentation cuts differently
)

// SchemaVersion counts the formats of this package and what indexer writes into them.
// An index of another version is built anew, saying so.
//
//	1  the first
//	2  rows have a venue
//	3  pairs of Latin words too, terms of the log, vectors
//	4  generations that share what did not change: tables, segments, signs
//	5  pending items are judged
//	6  sources in a file of their own, initials of titles
//	7  a mark of each row's id, by which updates look for it
const SchemaVersion = 7

// Where the parts of a generation lie, relative to its folder.
const (
	BlevePath   = "bleve"   // Bleve's index
	docsPath    = "docs"    // by segment of Bleve's, the serials of its documents
	entriesPath = "entries" // tables of rows, and the strings they name
	termsPath   = "terms"   // what the log explains
	TextPath    = "text"    // what is shown
	VectorsPath = "vectors" // meanings of sentences
)

// ErrNoIndex says that there is no index where one was looked for.
var ErrNoIndex = errors.New("no index")

// ErrLocked says that another process holds LOCK.
var ErrLocked = errors.New("another papersearch is writing this index")

// Damage says what is wrong with an index that exists; building it anew repairs it.
type Damage struct {
	What string // file or part, relative to the container
	Err  error
}

func (d *Damage) Error() string { return fmt.Sprintf("%s: %v", d.What, d.Err) }
func (d *Damage) Unwrap() error { return d.Err }

func damaged(what string, format string, args ...any) *Damage {
	return &Damage{What: what, Err: fmt.Errorf(format, args...)}
}
