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
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"
)

// text is one source as it was read, or as the last generation kept it.
type text struct {
	source store.Source
	tracks []readlog.TrackName
	docs   []*store.Doc
	warn   string
}

// read reads and parses the files, a few at a time, in their order. A file that cannot be read, or is gone,
// keeps the text that old has of it; its warning says so. Only a cancelled ctx is an error.
func read(ctx context.Context, files []found, rules *readlog.Rules, old *store.Generation) ([]*text, error) {
	texts := make([]*text, len(files))
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range files {
		work.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			texts[i] = readFile(f, rules, old)
			return nil
		})
	}
	return texts, work.Wait()
}

func readFile(f found, rules *readlog.Rules, old *store.Generation) *text {
	t := &text{source: store.Source{Path: f.name, Size: f.size, ModTime: f.modTime}}
	if f.gone {
		return keep(t, "is not there any more", old)
	}
	data, err := []byte(nil), f.err
	if err == nil {
		data, err = os.ReadFile(f.path)
	}
	if err != nil {
		return keep(t, fmt.Sprintf("cannot be read (%v)", reason(err)), old)
	}
	t.source.Hash, t.source.Size = hash(data), int64(len(data))
	content, encoding, err := readlog.Decode(data)
	if err != nil {
		t.source.Problem = reason(err).Error()
		t.warn = fmt.Sprintf("%s: not indexed: %v", f.name, err)
		return t
	}
	t.source.Encoding = encoding
	log := readlog.Parse(f.name, content, rules)
	t.tracks = log.Tracks
	for i := range log.Entries {
		t.docs = append(t.docs, newDoc(f.name, content, &log.Entries[i]))
	}
	t.source.Entries = len(t.docs)
	return t
}

// reason drops the path that os errors repeat.
func reason(err error) error {
	var e *os.PathError
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

// keep takes the entries of a source from the old generation.
func keep(t *text, why string, old *store.Generation) *text {
	t.source.Problem = why
	t.warn = fmt.Sprintf("%s %s; nothing of it is indexed", t.source.Path, why)
	if old == nil {
		return t
	}
	at := slices.IndexFunc(old.Manifest.Sources, func(s store.Source) bool { return s.Path == t.source.Path })
	if at < 0 || old.Manifest.Sources[at].Entries == 0 {
		return t
	}
	for i := range old.Table.Len() {
		if old.Table.String(old.Table.File(i)) != t.source.Path {
			continue
		}
		d, err := oldDoc(old, i)
		if err != nil {
			return t
		}
		t.docs = append(t.docs, d)
	}
	t.source = old.Manifest.Sources[at]
	t.source.Problem = why
	t.warn = fmt.Sprintf("%s %s; searching the text of its %d entries as last read", t.source.Path, why, len(t.docs))
	return t
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
			Links: e.Links, Parents: e.Parents, Topics: e.Topics, Reasons: e.Reasons,
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

// oldDoc is the entry of a row as a generation keeps it.
func oldDoc(g *store.Generation, i int) (*store.Doc, error) {
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
	d.ID, _, _ = strings.Cut(d.ID, "-") // numbered again with the others
	d.Places, d.Also = nil, ""          // and joined again
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

// number makes ids unique: entries with one title are counted from the oldest reading, so that reading a
// paper again does not rename what was written first. Entries of one day count in the order of the log from
// its end, since new ones go on top.
func number(docs []*store.Doc) {
	same := map[string][]*store.Doc{}
	for _, d := range docs {
		same[d.ID] = append(same[d.ID], d)
	}
	for _, group := range same {
		if len(group) == 1 {
			continue
		}
		slices.Reverse(group)
		slices.SortStableFunc(group, func(a, b *store.Doc) int { return a.Read.Compare(b.Read) })
		for i, d := range group[1:] {
			d.ID += "-" + strconv.Itoa(i+2)
		}
	}
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
