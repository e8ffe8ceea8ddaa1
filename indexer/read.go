package indexer

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"os"
	"papersearch/fold"
	"papersearch/readlog"
	"papersearch/store"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// source is one file of the log on its way into the next generation.
type source struct {
	store.Source
	file     found
	from, to int      // the rows that the old generation has of it
	entries  []*entry // nil while they are those rows, unread
	read     bool     // entries were made of the file
	warn     string
}

// entry is an entry on its way into the next generation: read and judged, or a row of the old one at another place.
type entry struct {
	doc *store.Doc // nil for a row as it was
	row int        // of the old generation; -1 for none
	id  string
	at  store.Position // its ID aside
	key uint64         // see readlog.ParseKnown; 0 for one that others had a say in
}

// read reads and parses files, a few at a time. A file that cannot be read, or is gone, keeps the text that old has of it;
// its warning says so. With whole, every entry is judged, known or not. Only a cancelled ctx is an error.
func (e *Env) read(ctx context.Context, sources []*source, old *store.Generation, whole bool) error {
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	for _, s := range sources {
		work.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			s.readFile(e.Rules, old, whole)
			return nil
		})
	}
	return work.Wait()
}

// cannotRead begins the problem of a source that is there and cannot be read.
const cannotRead = "cannot be read "

func (s *source) readFile(rules *readlog.Rules, old *store.Generation, whole bool) {
	s.entries, s.read, s.Kept, s.Problem, s.warn = []*entry{}, true, false, "", ""
	if s.file.gone {
		s.keep("is not there any more", old)
		return
	}
	data, err := []byte(nil), s.file.err
	if err == nil {
		data, err = s.file.bytes(s.Size)
	}
	if err != nil {
		s.keep(fmt.Sprintf(cannotRead+"(%v)", reason(err)), old)
		return
	}
	s.Hash, s.Size, s.ModTime = hash(data), int64(len(data)), s.file.modTime
	s.Tracks, s.Listed, s.Whole = nil, 0, false
	content, encoding, err := readlog.Decode(data)
	if err != nil {
		s.Problem = reason(err).Error()
		s.warn = fmt.Sprintf("%s: not indexed: %v", s.Path, err)
		return
	}
	s.Encoding = encoding
	known := map[uint64][]int{}
	if old != nil && !whole {
		for row := s.from; row < s.to; row++ {
			if key := old.Table.Key(row); key != 0 {
				known[key] = append(known[key], row)
			}
		}
	}
	var rows []int // by entry; a row is given once, for entries of one key may be more than there were
	log := readlog.ParseKnown(s.Path, content, rules, func(key uint64) bool {
		row := -1
		if list := known[key]; len(list) > 0 {
			row, known[key] = list[0], list[1:]
		}
		rows = append(rows, row)
		return row >= 0
	})
	for _, t := range log.Tracks {
		s.Tracks = append(s.Tracks, t.Name)
	}
	for i := range log.Entries {
		e := &log.Entries[i]
		switch e.Form {
		case readlog.Listed:
			s.Listed++
		case readlog.Whole:
			s.Whole = true
		}
		x := &entry{row: rows[i], key: log.Keys[i], at: store.Position{Path: s.Path, Line: e.Line, EndLine: e.EndLine, Start: e.Start, End: e.End}}
		if x.row >= 0 {
			x.id = bareID(old.Table.ID(x.row))
		} else {
			x.doc = newDoc(s.Path, content, e)
			x.id = x.doc.ID
		}
		s.entries = append(s.entries, x)
	}
}

// bytes reads a file that somebody may be writing: again, when it has changed meanwhile, a few times. Editors that write in
// place empty the file first: one that has lost more than half of its known bytes just now is given a moment to be whole.
func (f *found) bytes(known int64) (data []byte, err error) {
	patience := shrunkPatience
	for tries := 0; tries < 3; {
		if data, err = os.ReadFile(f.path); err != nil {
			return nil, err
		}
		info, err := os.Stat(f.path)
		if err != nil {
			return data, nil //nolint:nilerr // it was read; that it is gone now is told next time
		}
		whole := info.Size() == int64(len(data)) && info.ModTime().UnixNano() == f.modTime
		f.modTime = info.ModTime().UnixNano()
		young := time.Since(info.ModTime()).Abs() < shrunkPatience
		switch {
		case int64(len(data)) < known/2 && young && patience > 0:
			time.Sleep(shrunkStep)
			patience -= shrunkStep
		case whole:
			return data, nil
		default:
			tries++
		}
	}
	return data, nil // the next search looks again: the time differs, or is too young to trust
}

// How long a file that was long is waited for, and between looks. Writing a megabyte takes about one millisecond.
const shrunkPatience, shrunkStep = 100 * time.Millisecond, 2 * time.Millisecond

// reason drops the path that os errors repeat.
func reason(err error) error {
	var e *os.PathError
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

// keep takes the entries of a source from the old generation.
func (s *source) keep(why string, old *store.Generation) {
	s.Problem, s.Kept = why, true
	s.warn = fmt.Sprintf("%s %s; nothing of it is indexed", s.Path, why)
	if old == nil || s.from == s.to {
		return
	}
	if err := s.load(old); err != nil {
		return
	}
	s.warn = fmt.Sprintf("%s %s; searching the text of its %d entries as last read", s.Path, why, len(s.entries))
}

// load makes entries of the rows that the old generation has of the source.
func (s *source) load(old *store.Generation) error {
	s.entries = []*entry{}
	for row := s.from; row < s.to; row++ {
		d, err := oldDoc(old, row)
		if err != nil {
			return err
		}
		s.entries = append(s.entries, &entry{
			doc: d, row: -1, id: d.ID, key: d.Key,
			at: store.Position{Path: s.Path, Line: d.Line, EndLine: d.EndLine, Start: d.Start, End: d.End},
		})
	}
	return nil
}

// refer makes entries of the rows that the old generation has of the source, without reading them.
func (s *source) refer(old *store.Generation) {
	if s.entries != nil {
		return
	}
	s.entries = make([]*entry, 0, s.to-s.from)
	for row := s.from; row < s.to; row++ {
		r := old.Table.Row(row)
		s.entries = append(s.entries, &entry{
			row: row, id: bareID(r.ID), key: r.Key,
			at: store.Position{Path: s.Path, Line: r.Line, EndLine: r.EndLine, Start: r.Start, End: r.End},
		})
	}
}

// newDoc is what the index keeps of an entry. Its id is that of its title or text alone; see number.
func newDoc(path, content string, e *readlog.Entry) *store.Doc {
	d := &store.Doc{
		Row: store.Row{
			ID: baseID(e, content[e.Start:e.End]), Kind: store.KindOf(e.Kind), Suspect: e.Published.Suspect, Done: e.Done,
			Depth: e.Depth, Read: e.Read, ReadMonth: e.ReadMonth, PubFrom: e.Published.From, PubTo: e.Published.To,
			Line: e.Line, EndLine: e.EndLine, Start: e.Start, End: e.End,
		},
		Record: store.Record{
			Title: e.Title, Alias: e.Alias, PublishedRaw: e.Published.Raw, Points: e.Points, Verdict: e.Verdict,
			Names: e.Names, Said: e.Said, Links: e.Links, Parents: e.Parents, Topics: e.Topics, Reasons: e.Reasons,
			BodyStart: e.BodyStart - e.Start, Text: content[e.Start:e.End], Form: e.Form,
		},
		TrackName: e.Track, SubtrackName: e.Subtrack, Path: path, VenueName: e.Venue,
	}
	for _, in := range e.Institutions {
		d.InstitutionNames = append(d.InstitutionNames, in.Name)
		d.InstitutionsRaw = append(d.InstitutionsRaw, in.Raw)
	}
	d.Body, d.Heads = indexed(&d.Record), heads(&d.Record)
	return d
}

// oldDoc is the entry of a row as a generation keeps it, what it took from others aside.
func oldDoc(g *store.Generation, i int) (*store.Doc, error) {
	d, err := keptDoc(g, i)
	if err != nil {
		return nil, err
	}
	d.ID = bareID(d.ID)
	unjudged(d)
	d.Places, d.Also = nil, "" // joined again
	d.Pending = nil            // judged again
	d.Body, d.Heads = indexed(&d.Record), heads(&d.Record)
	return d, nil
}

// keptDoc is the entry of a row as a generation keeps it.
func keptDoc(g *store.Generation, i int) (*store.Doc, error) {
	r, err := g.Record(i)
	if err != nil {
		return nil, err
	}
	row := g.Table.Row(i)
	d := &store.Doc{
		Row: row, Record: *r, VenueName: g.Table.String(row.Venue), TrackName: g.Table.String(row.Track), SubtrackName: g.Table.String(row.Subtrack),
		Path: g.Table.String(row.File),
	}
	for _, n := range row.Institutions {
		d.InstitutionNames = append(d.InstitutionNames, g.Table.String(n))
	}
	d.Body, d.Heads = indexed(r), heads(r)
	return d, nil
}

// indexed is the text below the title as it is indexed: a pending item is found by its parents' words too.
func indexed(r *store.Record) string {
	return strings.Join(append(slices.Clone(r.Parents), r.Body()), "\n")
}

// heads are the headings above an entry, and the lines of it that say what it is about.
func heads(r *store.Record) string {
	return strings.Join(append(slices.Clone(r.Topics), readlog.Heads(r.Text[r.BodyStart:])), "\n")
}

var idEncoding = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

// baseID is a hash of the folded title, for a note or pending item of its text: never of position or day.
// Ten characters: two of a hundred thousand titles share an id once in two hundred thousand logs, and are
// then numbered as if they were one.
func baseID(e *readlog.Entry, raw string) string {
	key := fold.Key(e.Title)
	if e.Kind == "note" || key == "" {
		key = fold.Key(raw)
	}
	if key == "" {
		key = raw
	}
	sum := sha256.Sum256([]byte(string(e.Kind) + "\x00" + key))
	return idEncoding.EncodeToString(sum[:7])[:10]
}

// bareID is an id without the ordinal of a repeated title.
func bareID(id string) string {
	base, _, _ := strings.Cut(id, "-")
	return base
}
