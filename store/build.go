package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	"golang.org/x/sync/errgroup"
)

// batchSize is how many entries go to Bleve at once: 500 measured a tenth slower, larger ones
// cost memory for nothing.
const batchSize = 1000

// fewBatches is up to how many batches a new index keeps the segments that Bleve made of them. 100,000 entries leave eleven, which each
// search and each update opens: one costs 2 of 58 seconds and is an eighth smaller.
const fewBatches = 4

// writers is how many batches are written at a time: analysis of one fills the waits of the other; a third
// gained nothing on two cores.
const writers = 2

// Doc is one entry on its way into a generation. Row's string numbers, its serial and its place in text and vectors are
// set by Add.
type Doc struct {
	Row
	Record
	Body                          string // what is indexed besides title and alias, without markup
	Heads                         string // the lines that say what it is about, of the body and above
	TrackName, SubtrackName, Path string
	VenueName                     string
	InstitutionNames              []string
}

// Position is where an entry is found, and by what name: what may change of it while it stays as it is.
type Position struct {
	ID            string
	Path          string
	Line, EndLine int
	Start, End    int
}

// Builder writes a generation beside the current one. Its rows are those of Add, Keep and Move in the order of the calls;
// rows of the generation before that are neither kept nor moved are gone. Not safe for concurrent use. Commit or Abandon
// ends it.
type Builder struct {
	Terms     []Term            // that the log explains, or by an update how their counts change; in any order
	Sentences *Sentences        // by the entries in the order of Add; nil without
	Done      func(entries int) // is told how many entries Bleve has taken, from any goroutine; set before the first Add, if at all

	ctx    context.Context
	lock   *Lock
	name   string
	number uint32
	old    *Generation // that lends what did not change; nil for a new start
	kept   []bool      // by row of old
	bare   bool
	all    bool // Tidy merges large segments too

	pieces []piece
	rows   []Row // added and moved
	added  []int // of rows
	names  *namer
	text   *textWriter
	serial uint32

	openIndex func() error                 // sets what follows, once
	prepared  bool                         // openIndex is under way, or done
	index     bleve.Index                  // nil until something is to be written to it
	analyzers map[string]analysis.Analyzer // by field
	open      *batch
	given     []*batch // to Bleve
	errs      errgroup.Group
	linked    map[string]bool // segments of Bleve's taken over
	words     int             // segments of Bleve's

	fresh []*newFile
	files []File // that the manifest lists
}

// piece is rows in a row: of old, or of the builder.
type piece struct {
	old      bool
	from, to int
}

// batch is what goes to Bleve at once: entries from added[first] on.
type batch struct {
	*bleve.Batch
	first   int
	fields  [][6]*document.TextField
	lengths [][3]int // of title, alias and body in words, once Bleve has analyzed them
}

// measure takes over the lengths and lets everything else go: the analyzed fields of a log are fifty times its text.
func (b *batch) measure() {
	b.lengths = make([][3]int, len(b.fields))
	for i, f := range b.fields {
		for j := range b.lengths[i] {
			if f[j] != nil {
				b.lengths[i][j] = f[j].AnalyzedLength()
			}
		}
	}
	b.Batch, b.fields = nil, nil
}

// Build starts the next generation, from old where that is not nil, which must stay open until Commit or Abandon: what is kept of it is
// neither read nor written. With bare, words are indexed without pairs; it is for measuring what those cost.
func (l *Lock) Build(ctx context.Context, old *Generation, bare bool) (*Builder, error) {
	b, err := l.begin(ctx, old)
	if err != nil {
		return nil, err
	}
	b.bare = bare
	return b, nil
}

func (l *Lock) begin(ctx context.Context, old *Generation) (*Builder, error) {
	n, err := l.next()
	if err != nil {
		return nil, err
	}
	b := &Builder{
		ctx: ctx, lock: l, name: genName(n), number: uint32(n), old: old, Done: func(int) {}, names: newNamer(names{}),
		text: newTextWriter(runtime.GOMAXPROCS(0)), linked: map[string]bool{},
	}
	if old != nil {
		b.kept, b.names, b.serial = make([]bool, old.Table.Len()), newNamer(old.Table.names), old.Manifest.Serial
	}
	b.openIndex = sync.OnceValue(b.makeIndex)
	b.errs.SetLimit(writers)
	step("make " + b.name)
	for _, sub := range folders() {
		if err := os.MkdirAll(filepath.Join(b.dir(), filepath.FromSlash(sub)), 0o755); err != nil {
			return nil, errors.Join(fmt.Errorf("making the index: %w", err), b.Abandon())
		}
	}
	return b, nil
}

// Prepare begins to open the postings, beside what the caller does until the first Add: it takes as long as reading a file. When
// it turns out that nothing is to be written to them, they go again.
func (b *Builder) Prepare() {
	b.prepared = true
	go func() { _ = b.openIndex() }() // who needs it is told what is wrong
}

func (b *Builder) dir() string { return filepath.Join(b.lock.dir, b.name) }

// Len is how many rows the generation has so far.
func (b *Builder) Len() int {
	n := 0
	for _, p := range b.pieces {
		n += p.to - p.from
	}
	return n
}

// put appends a row of the builder's to the last piece, or to a new one.
func (b *Builder) put(r *Row) {
	b.rows = append(b.rows, *r)
	if n := len(b.pieces); n > 0 && !b.pieces[n-1].old {
		b.pieces[n-1].to++
		return
	}
	b.pieces = append(b.pieces, piece{from: len(b.rows) - 1, to: len(b.rows)})
}

// Keep takes rows from to to of the generation before as they are.
func (b *Builder) Keep(from, to int) {
	if from >= to {
		return
	}
	for i := from; i < to; i++ {
		b.kept[i] = true
	}
	if n := len(b.pieces); n > 0 && b.pieces[n-1].old && b.pieces[n-1].to == from {
		b.pieces[n-1].to = to
		return
	}
	b.pieces = append(b.pieces, piece{old: true, from: from, to: to})
}

// Move takes a row of the generation before to another place, or gives it another key by which it is known next time.
func (b *Builder) Move(row int, to Position, key uint64) {
	b.kept[row] = true
	r := b.old.Table.Row(row)
	r.ID, r.Line, r.EndLine, r.Start, r.End, r.File = to.ID, to.Line, to.EndLine, to.Start, to.End, b.names.number(to.Path)
	r.Key = key
	b.put(&r)
}

// Add adds an entry that the generation before does not have.
func (b *Builder) Add(d *Doc) error {
	if err := b.openIndex(); err != nil {
		return err
	}
	r := d.Row
	r.Track, r.Subtrack, r.File = b.names.number(d.TrackName), b.names.number(d.SubtrackName), b.names.number(d.Path)
	r.Venue = b.names.number(d.VenueName)
	r.Institutions = nil
	for _, name := range d.InstitutionNames {
		r.Institutions = append(r.Institutions, b.names.number(name))
	}
	raw, err := packRecord(&d.Record)
	if err != nil {
		return fmt.Errorf("keeping the text of %s: %w", d.Title, err)
	}
	b.serial++
	r.Serial, r.Segment = b.serial, b.number
	r.Block, r.Offset, r.Length = b.text.add(raw)
	b.put(&r)
	b.added = append(b.added, len(b.rows)-1)
	return b.analyze(d, r.Serial)
}

// analyze gives an entry to Bleve.
func (b *Builder) analyze(d *Doc, serial uint32) error {
	doc := document.NewDocument(docID(serial))
	var fields [6]*document.TextField
	for i, f := range []struct{ name, text string }{
		{FieldTitle, d.Title},
		{FieldAlias, strings.Join(append([]string{d.Alias}, d.Names...), "\n")},
		{FieldBody, d.Body},
		{FieldHeads, d.Heads},
		{FieldPairs, d.Title + "\n" + d.Body},
		{FieldKeys, strings.Join(keysOf(d), "\n")},
	} {
		if f.text == "" || b.bare && f.name == FieldPairs {
			continue
		}
		fields[i] = document.NewTextFieldCustom(f.name, nil, []byte(f.text), index.IndexField, b.analyzers[f.name])
		doc.AddField(fields[i])
	}
	b.open.fields = append(b.open.fields, fields)
	if err := b.open.IndexAdvanced(doc); err != nil {
		return fmt.Errorf("indexing %s: %w", d.Title, err)
	}
	if len(b.open.fields) >= batchSize {
		b.give()
	}
	return nil
}

// makeIndex makes Bleve's index, or a copy of the one before.
func (b *Builder) makeIndex() error {
	m, err := wordsMapping()
	if err != nil {
		return err
	}
	b.analyzers = map[string]analysis.Analyzer{FieldKeys: lineAnalyzer{}}
	for field, name := range analyzers {
		b.analyzers[field] = m.AnalyzerNamed(name)
	}
	dir := filepath.Join(b.dir(), BlevePath)
	if b.old == nil {
		if err = os.RemoveAll(dir); err == nil {
			b.index, err = bleve.NewUsing(dir, m, scorch.Name, scorch.Name, nil)
		}
	} else if err = b.cloneWords(dir); err == nil {
		step("open the postings")
		b.index, err = openWords(dir)
	}
	if err != nil {
		return fmt.Errorf("making the index: %w", err)
	}
	b.open = b.newBatch()
	return nil
}

func (b *Builder) newBatch() *batch { return &batch{Batch: b.index.NewBatch(), first: len(b.added)} }

// give hands the open batch to Bleve, which analyzes it.
func (b *Builder) give() {
	given := b.open
	b.given = append(b.given, given)
	b.open = b.newBatch()
	b.errs.Go(func() error {
		err := b.index.Batch(given.Batch)
		given.measure()
		b.Done(len(given.lengths))
		return err
	})
}

// Flush waits until Bleve has analyzed and written all that was added, and takes over the lengths it found. It comes before
// another dictionary is put to use; not before Commit, which has a last batch to write anyway: each costs two syncs.
func (b *Builder) Flush() error {
	if len(b.added) == 0 {
		return nil
	}
	if len(b.open.fields) > 0 {
		b.give()
	}
	return b.wait()
}

func (b *Builder) wait() error {
	if err := b.errs.Wait(); err != nil {
		return fmt.Errorf("indexing: %w", err)
	}
	b.measured()
	return nil
}

func (b *Builder) measured() {
	for _, g := range b.given {
		for i, n := range g.lengths {
			r := &b.rows[b.added[g.first+i]]
			// As a table holds them: totals that count more than it gives back would grow with each edit.
			r.TitleLen, r.AliasLen, r.BodyLen = min(n[0], maxTitleLen), min(n[1], maxAliasLen), n[2]
		}
	}
	b.given = nil
}

// failed is the error of what was done to finish the generation, which is abandoned unless it is the current one already.
func (b *Builder) failed(doing string, err error) error {
	err = fmt.Errorf("%s the index: %w", doing, err)
	if b.lock.current != b.name {
		err = errors.Join(err, b.Abandon())
	}
	return err
}

// Commit finishes the generation, makes it the current one, and removes old ones that nobody reads.
// m lends versions, roots, sources, tracks and the time of reading; the rest is filled in.
// On an error the current generation is what it was, unless it came of making the new one durable, which is current then.
func (b *Builder) Commit(m Manifest) (err error) {
	defer func() {
		if err != nil {
			err = b.failed("writing", err)
		}
	}()
	for _, step := range []func(*Manifest) error{b.writeWords, b.writeText, b.writeTable, b.writeTerms} {
		if err = step(&m); err != nil {
			return err
		}
		if err = b.ctx.Err(); err != nil {
			return err
		}
	}
	return b.publish(&m)
}

// publish seals the generation and renames CURRENT.
func (b *Builder) publish(m *Manifest) error {
	if err := b.create(sourcesPath, func(w io.Writer) error { return writeSources(w, m.Sources) }); err != nil {
		return err
	}
	if err := b.list(); err != nil {
		return err
	}
	slices.SortFunc(b.files, func(x, y File) int { return strings.Compare(x.Path, y.Path) })
	m.Files, m.Serial = b.files, b.serial
	data, err := sealed(m)
	if err != nil {
		return err
	}
	if err := b.create(manifestName, func(w io.Writer) error { _, err := w.Write(data); return err }); err != nil {
		return err
	}
	if err := b.sync(); err != nil {
		return err
	}
	roots, err := sealed(m.Remembered)
	if err != nil {
		return err
	}
	sources := filepath.Join(b.lock.dir, sourcesName)
	if was, err := os.ReadFile(sources); err != nil || string(was) != string(roots) {
		if err := replaceFile(sources, roots); err != nil {
			return err
		}
	}
	b.lock.previous, _ = current(b.lock.dir)
	if err := putFile(filepath.Join(b.lock.dir, currentName), []byte(b.name+"\n")); err != nil {
		return err
	}
	b.lock.current = b.name
	step("sync folder of " + currentName)
	if err := syncDir(b.lock.dir); err != nil {
		return err
	}
	b.lock.forget()
	step("end")
	return nil
}

// gone calls do with the rows of the generation before that are neither kept nor moved.
func (b *Builder) gone(do func(row int)) {
	for row, kept := range b.kept {
		if !kept {
			do(row)
		}
	}
}

// writeWords gives Bleve the rest, and takes out what is gone. With neither, the postings stay those of the generation
// before.
func (b *Builder) writeWords(m *Manifest) error {
	var serials []uint32
	b.gone(func(row int) { serials = append(serials, b.old.Table.serial(row)) })
	if len(serials)+len(b.added) == 0 && b.old != nil {
		if err := b.dropIndex(); err != nil {
			return err
		}
		return b.shareWords(m)
	}
	if err := b.openIndex(); err != nil {
		return err
	}
	if err := b.wait(); err != nil {
		return err
	}
	for _, s := range serials {
		b.open.Delete(docID(s))
	}
	if b.old == nil && len(b.added) > fewBatches*batchSize {
		if err := b.Flush(); err != nil {
			return err
		}
		if err := b.mergeWords(math.MaxInt64); err != nil {
			return err
		}
	}
	return b.sealWords(m)
}

// sealWords gives Bleve the open batch with the name of the generation, and closes the postings. A merge comes before it: Bleve makes one
// durable with the next batch only, and forgets it at Close else.
func (b *Builder) sealWords(m *Manifest) error {
	b.open.SetInternal([]byte(generationKey), []byte(b.name))
	last := b.open
	step("write postings")
	if err := b.index.Batch(last.Batch); err != nil {
		return err
	}
	if n := len(last.fields); n > 0 {
		last.measure()
		b.given = append(b.given, last)
		b.measured()
		b.Done(n)
	}
	m.WordsOf = b.name
	err := b.finishWords()
	m.Words = b.words
	return err
}

// dropIndex takes back what Prepare made.
func (b *Builder) dropIndex() error {
	if err := b.closeIndex(); err != nil {
		return err
	}
	b.files = slices.DeleteFunc(b.files, func(f File) bool { return strings.HasPrefix(f.Path, BlevePath+"/") })
	dir := filepath.Join(b.dir(), BlevePath, "store")
	step("drop the postings")
	return errors.Join(os.RemoveAll(filepath.Dir(dir)), os.MkdirAll(dir, 0o755))
}

// closeIndex closes the postings if they are open, or about to be.
func (b *Builder) closeIndex() error {
	if !b.prepared && b.index == nil {
		return nil
	}
	if err := b.openIndex(); err != nil || b.index == nil {
		return nil //nolint:nilerr // what did not open need not be closed
	}
	err := errors.Join(b.errs.Wait(), b.index.Close())
	b.index = nil
	return err
}

// shareWords takes over the postings whole.
func (b *Builder) shareWords(m *Manifest) error {
	for _, f := range b.old.Manifest.Files {
		if folder, _, _ := strings.Cut(f.Path, "/"); folder == BlevePath || folder == docsPath {
			if err := b.share(f); err != nil {
				return err
			}
		}
	}
	m.WordsOf, m.Words = b.old.Manifest.WordsOf, b.old.Manifest.Words
	return nil
}

// writeText writes the segment of what was added, and shares those that are still in use.
func (b *Builder) writeText(m *Manifest) error {
	if b.old != nil {
		m.Segments = slices.Clone(b.old.Manifest.Segments)
		b.gone(func(row int) {
			if i := slices.IndexFunc(m.Segments, func(s Segment) bool { return s.Number == b.old.Table.Segment(row) }); i >= 0 {
				first, end := b.old.Table.Sentences(row)
				m.Segments[i].Live--
				m.Segments[i].LiveSentences -= end - first
			}
		})
		m.Segments = slices.DeleteFunc(m.Segments, func(s Segment) bool { return s.Live <= 0 })
		for _, s := range m.Segments {
			if err := b.shareSegment(s); err != nil {
				return err
			}
		}
	}
	if len(b.added) == 0 {
		return nil
	}
	offsets, err := b.text.finish()
	if err != nil {
		return err
	}
	for i, row := range b.added {
		r := &b.rows[row]
		r.Block = offsets[r.Block]
		if b.Sentences != nil {
			r.Sentence, r.Sentences = uint32(b.Sentences.First[i]), uint32(b.Sentences.First[i+1]-b.Sentences.First[i])
		}
	}
	if err := b.create(partPath(TextPath, b.number, textExt), b.text.write); err != nil {
		return err
	}
	return b.writeSentences(m, len(b.added))
}

// writeSentences writes the vectors of a segment of entries.
func (b *Builder) writeSentences(m *Manifest, entries int) error {
	s := Segment{Number: b.number, Entries: entries, Live: entries}
	if b.Sentences != nil && b.Sentences.Len() > 0 {
		s.Sentences, s.LiveSentences = b.Sentences.Len(), b.Sentences.Len()
		if err := b.create(partPath(VectorsPath, b.number, vectorsExt), func(w io.Writer) error { return b.Sentences.write(w, m.Versions.Model) }); err != nil {
			return err
		}
	}
	m.Segments = append(m.Segments, s)
	return nil
}

func (b *Builder) shareSegment(s Segment) error {
	paths := []string{partPath(TextPath, s.Number, textExt)}
	if s.Sentences > 0 {
		paths = append(paths, partPath(VectorsPath, s.Number, vectorsExt))
	}
	for _, p := range paths {
		if err := b.shareNamed(p); err != nil {
			return err
		}
	}
	return nil
}

// shareNamed takes over the file of a path.
func (b *Builder) shareNamed(p string) error {
	for _, f := range b.old.Manifest.Files {
		if f.Path == p {
			return b.share(f)
		}
	}
	return fmt.Errorf("%s is not in the manifest", p)
}

// writeTable writes the rows that are new or moved, lists where all rows lie, and counts them.
func (b *Builder) writeTable(m *Manifest) error {
	if b.old != nil {
		m.Counts, m.Totals = b.old.Manifest.Counts, b.old.Manifest.Totals
		b.gone(func(row int) {
			r := b.old.Table.Row(row)
			m.Counts[r.Kind]--
			m.Totals.add(&r, -1)
		})
	}
	for _, i := range b.added {
		m.Counts[b.rows[i].Kind]++
		m.Totals.add(&b.rows[i], 1)
	}
	m.Lengths = m.Totals.averages()
	w := &tableWriter{}
	for i := range b.rows {
		w.add(&b.rows[i])
	}
	for _, p := range b.pieces {
		if p.old {
			m.Ranges = b.old.Table.ranges(p.from, p.to, m.Ranges)
		} else {
			m.Ranges = append(m.Ranges, Range{Table: b.number, First: p.from, Rows: p.to - p.from})
		}
	}
	m.Ranges = joined(m.Ranges)
	if w.len() > 0 {
		if err := b.create(partPath(entriesPath, b.number, tableExt), w.write); err != nil {
			return err
		}
	}
	shared := map[uint32]bool{b.number: true}
	for _, r := range m.Ranges {
		if !shared[r.Table] {
			shared[r.Table] = true
			if err := b.shareNamed(partPath(entriesPath, r.Table, tableExt)); err != nil {
				return err
			}
		}
	}
	if b.old != nil && !b.names.grown() {
		m.Names = b.old.Manifest.Names
		return b.shareNamed(partPath(entriesPath, m.Names, namesExt))
	}
	m.Names = b.number
	return b.create(partPath(entriesPath, b.number, namesExt), b.names.write)
}

// joined makes one of ranges that follow one another in a table.
func joined(ranges []Range) []Range {
	out := ranges[:0]
	for _, r := range ranges {
		if n := len(out); n > 0 && out[n-1].Table == r.Table && out[n-1].First+out[n-1].Rows == r.First {
			out[n-1].Rows += r.Rows
		} else {
			out = append(out, r)
		}
	}
	return out
}

// writeTerms writes how the terms change.
func (b *Builder) writeTerms(m *Manifest) error {
	if b.old != nil {
		m.Terms = slices.Clone(b.old.Manifest.Terms)
		for _, n := range m.Terms {
			if err := b.shareNamed(partPath(termsPath, n, termsExt)); err != nil {
				return err
			}
		}
	}
	terms := sumTerms(b.Terms)
	if len(terms) == 0 {
		return nil
	}
	m.Terms = append(m.Terms, b.number)
	return b.create(partPath(termsPath, b.number, termsExt), func(w io.Writer) error { return writeTerms(w, terms) })
}

// Abandon throws the unfinished generation away.
func (b *Builder) Abandon() error {
	_ = b.closeIndex()
	for _, n := range b.fresh {
		n.f.Close()
	}
	b.fresh = nil
	return os.RemoveAll(b.dir())
}
