package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"papersearch/segment"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/gofrs/flock"
	"golang.org/x/sync/errgroup"
)

// batchSize is how many entries go to Bleve at once: 500 measured a tenth slower, larger ones
// cost memory for nothing.
const batchSize = 1000

// writers is how many batches are written at a time: analysis of one fills the waits of the other; a third
// gained nothing on two cores.
const writers = 2

// generationKey names the internal value by which the postings and the manifest know each other.
const generationKey = "generation"

// Lock is the right to write a container; one process has it at a time.
type Lock struct {
	dir  string
	file *flock.Flock
}

// Acquire makes the container if needed and takes LOCK, waiting at most wait. The error is ErrLocked when
// another process keeps it, or says why nothing can be written here.
func Acquire(ctx context.Context, dir string, wait time.Duration) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the index: %w", err)
	}
	l := &Lock{dir: dir, file: flock.New(filepath.Join(dir, lockName))}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	ok, err := l.file.TryLock()
	if err == nil && !ok && wait > 0 {
		ok, err = l.file.TryLockContext(ctx, 10*time.Millisecond)
	}
	switch {
	case ok:
		return l, nil
	case err == nil || errors.Is(err, context.DeadlineExceeded):
		return nil, ErrLocked
	default:
		return nil, fmt.Errorf("locking the index: %w", err)
	}
}

// Release gives the right back. A container in which nothing came to be is removed with it.
func (l *Lock) Release() error {
	if _, err := os.Stat(filepath.Join(l.dir, currentName)); !errors.Is(err, fs.ErrNotExist) {
		return l.file.Close()
	}
	if gens, err := generations(l.dir); err == nil && len(gens) == 0 && !hasSources(l.dir) {
		_ = os.Remove(filepath.Join(l.dir, lockName))
		_ = os.Remove(l.dir) // stays if the user keeps anything in it
	}
	return l.file.Close()
}

func hasSources(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, sourcesName))
	return err == nil
}

// Doc is one entry on its way into a generation. Row's string numbers and its place in the text are set
// by Add.
type Doc struct {
	Row
	Record
	Body                          string // what is indexed besides title and alias, without markup
	Heads                         string // the lines that say what it is about, of the body and above
	TrackName, SubtrackName, Path string
	VenueName                     string
	InstitutionNames              []string
}

// Builder writes a generation beside the current one. Not safe for concurrent use. Commit or Abandon ends it.
type Builder struct {
	Terms   []Term   // names that the log explains, in any order
	Vectors *Vectors // by the rows in the order of Add; nil without

	lock  *Lock
	name  string
	index bleve.Index
	words analysis.Analyzer
	pairs analysis.Analyzer
	bare  bool
	table *tableWriter
	text  *textWriter
	rows  []Row
	open  *batch
	given []*batch // to Bleve
	errs  errgroup.Group
	done  func(entries int)
}

// batch is what goes to Bleve at once: the entries from row first on.
type batch struct {
	*bleve.Batch
	first   int
	fields  [][5]*document.TextField
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

// Build starts the next generation anew; done, if not nil, is told how many entries Bleve has taken, from
// any goroutine. With bare, words are indexed without pairs; it is for measuring what those cost.
func (l *Lock) Build(done func(entries int), bare bool) (*Builder, error) {
	gens, err := generations(l.dir)
	if err != nil {
		return nil, fmt.Errorf("reading the index: %w", err)
	}
	next := 1
	for _, g := range gens {
		next = max(next, genNumber(g)+1)
	}
	if done == nil {
		done = func(int) {}
	}
	b := &Builder{lock: l, name: genName(next), bare: bare, done: done, table: newTableWriter(), text: newTextWriter(runtime.GOMAXPROCS(0))}
	b.errs.SetLimit(writers)
	for _, sub := range []string{TablePath, TextPath} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(b.dir(), sub)), 0o755); err != nil {
			return nil, fmt.Errorf("making the index: %w", err)
		}
	}
	m, err := Mapping()
	if err != nil {
		return nil, err
	}
	b.words, b.pairs = m.AnalyzerNamed(segment.Name), m.AnalyzerNamed(segment.PairsName)
	b.index, err = bleve.NewUsing(filepath.Join(b.dir(), BlevePath), m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("making the index: %w", err), b.Abandon())
	}
	b.open = b.newBatch()
	return b, nil
}

func (b *Builder) newBatch() *batch { return &batch{Batch: b.index.NewBatch(), first: len(b.rows)} }

// Mapping is the one definition of what Bleve indexes: the words of title, alias and body, and the pairs of
// neighbours in title and body. Nothing is stored, no positions, no doc values: the text is kept compressed
// beside Bleve (three times smaller), phrases are verified on it, and facets are counted on the entry table.
func Mapping() (*mapping.IndexMappingImpl, error) {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = segment.Name
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	for _, field := range []string{FieldTitle, FieldAlias, FieldHeads, FieldBody, FieldPairs} {
		f := bleve.NewTextFieldMapping()
		f.Analyzer = segment.Name
		if field == FieldPairs {
			f.Analyzer = segment.PairsName
		}
		f.Store, f.IncludeInAll, f.IncludeTermVectors, f.DocValues = false, false, false, false
		m.DefaultMapping.AddFieldMappingsAt(field, f)
	}
	return m, m.Validate()
}

func (b *Builder) dir() string { return filepath.Join(b.lock.dir, b.name) }

// Len is how many entries were added.
func (b *Builder) Len() int { return len(b.rows) }

// Add adds an entry. Rows keep the order of the calls.
func (b *Builder) Add(d *Doc) error {
	r := d.Row
	r.Track, r.Subtrack, r.File = b.table.number(d.TrackName), b.table.number(d.SubtrackName), b.table.number(d.Path)
	r.Venue = b.table.number(d.VenueName)
	r.Institutions = nil
	for _, name := range d.InstitutionNames {
		r.Institutions = append(r.Institutions, b.table.number(name))
	}
	var err error
	if r.Block, r.Offset, r.Length, err = b.text.add(&d.Record); err != nil {
		return fmt.Errorf("keeping the text of %s: %w", d.Title, err)
	}
	b.rows = append(b.rows, r)

	doc := document.NewDocument(r.ID)
	var fields [5]*document.TextField
	for i, f := range []struct {
		name, text string
		analyzer   analysis.Analyzer
	}{
		{FieldTitle, d.Title, b.words},
		{FieldAlias, d.Alias, b.words},
		{FieldBody, d.Body, b.words},
		{FieldHeads, d.Heads, b.words},
		{FieldPairs, d.Title + "\n" + d.Body, b.pairs},
	} {
		if f.text == "" || b.bare && f.name == FieldPairs {
			continue
		}
		fields[i] = document.NewTextFieldCustom(f.name, nil, []byte(f.text), index.IndexField, f.analyzer)
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

// give hands the open batch to Bleve, which analyzes it.
func (b *Builder) give() {
	given := b.open
	b.given = append(b.given, given)
	b.open = b.newBatch()
	b.errs.Go(func() error {
		err := b.index.Batch(given.Batch)
		given.measure()
		b.done(len(given.lengths))
		return err
	})
}

// Flush waits until Bleve has analyzed and written all that was added, and takes over the lengths it found.
// It comes before another dictionary is put to use.
func (b *Builder) Flush() error {
	if len(b.open.fields) > 0 {
		b.give()
	}
	if err := b.errs.Wait(); err != nil {
		return fmt.Errorf("indexing: %w", err)
	}
	for _, g := range b.given {
		for i, n := range g.lengths {
			r := &b.rows[g.first+i]
			r.TitleLen, r.AliasLen, r.BodyLen = n[0], n[1], n[2]
		}
	}
	b.given = nil
	return nil
}

// Commit finishes the generation, makes it the current one, and removes old ones that nobody reads.
// m lends versions, roots, sources, tracks and the time of reading; counts, lengths and files are filled in.
// On an error the current generation is what it was.
func (b *Builder) Commit(m Manifest) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("writing the index: %w", err), b.Abandon())
		}
	}()
	if err = b.Flush(); err != nil {
		return err
	}
	b.open.SetInternal([]byte(generationKey), []byte(b.name))
	if err = b.index.Batch(b.open.Batch); err != nil {
		return err
	}
	if err = b.index.Close(); err != nil {
		return err
	}
	b.index = nil
	if err = b.writeDocs(); err != nil {
		return err
	}
	if err = writeTerms(filepath.Join(b.dir(), termsPath), b.Terms); err != nil {
		return err
	}
	offsets, err := b.text.writeTo(filepath.Join(b.dir(), TextPath))
	if err != nil {
		return err
	}
	for i := range b.rows {
		b.rows[i].Block = offsets[b.rows[i].Block]
		b.table.add(&b.rows[i])
	}
	if err = b.table.writeTo(filepath.Join(b.dir(), TablePath)); err != nil {
		return err
	}
	if b.Vectors != nil {
		if err = os.MkdirAll(filepath.Join(b.dir(), filepath.Dir(vectorsPath)), 0o755); err != nil {
			return err
		}
		if err = b.Vectors.writeTo(filepath.Join(b.dir(), vectorsPath), m.Versions.Model); err != nil {
			return err
		}
		if err = syncDir(filepath.Join(b.dir(), filepath.Dir(vectorsPath))); err != nil {
			return err
		}
	}
	m.Counts, m.Lengths = summary(b.rows)
	if m.Files, err = listFiles(b.dir()); err != nil {
		return err
	}
	data, err := sealed(&m)
	if err != nil {
		return err
	}
	if err = replaceFile(filepath.Join(b.dir(), manifestName), data); err != nil {
		return err
	}
	roots, err := sealed(m.Remembered)
	if err != nil {
		return err
	}
	for _, sub := range []string{filepath.Join(BlevePath, "store"), BlevePath, "entries", "text", ""} {
		if err = syncDir(filepath.Join(b.dir(), sub)); err != nil {
			return err
		}
	}
	if err = replaceFile(filepath.Join(b.lock.dir, sourcesName), roots); err != nil {
		return err
	}
	if err = replaceFile(filepath.Join(b.lock.dir, currentName), []byte(b.name+"\n")); err != nil {
		return err
	}
	b.lock.sweep(b.name)
	return nil
}

// writeDocs asks Bleve for the number of every entry. It opens what was closed: while an index is open for writing,
// segments are merged and numbers change.
func (b *Builder) writeDocs() error {
	ix, err := bleve.OpenUsing(filepath.Join(b.dir(), BlevePath), map[string]any{"read_only": true, "bolt_timeout": bleveTimeout})
	if err != nil {
		return err
	}
	defer ix.Close()
	inner, err := ix.Advanced()
	if err != nil {
		return err
	}
	reader, err := inner.Reader()
	if err != nil {
		return err
	}
	defer reader.Close()
	rows := make([]uint32, len(b.rows))
	for i := range b.rows {
		doc, err := reader.InternalID(b.rows[i].ID)
		if err != nil {
			return err
		}
		if doc == nil || doc.Value() >= uint64(len(rows)) {
			return fmt.Errorf("entry %s is not among the documents", b.rows[i].ID)
		}
		rows[doc.Value()] = uint32(i)
	}
	return writeDocs(filepath.Join(b.dir(), docsPath), rows)
}

// summary counts the rows and averages the lengths of title, alias and body over those that have one.
func summary(rows []Row) (counts [3]int, lengths [3]float64) {
	var have [3]int
	for i := range rows {
		counts[rows[i].Kind]++
		for j, n := range []int{rows[i].TitleLen, rows[i].AliasLen, rows[i].BodyLen} {
			if n > 0 && rows[i].Kind != Todo {
				lengths[j] += float64(n)
				have[j]++
			}
		}
	}
	for j := range lengths {
		lengths[j] /= float64(max(have[j], 1))
	}
	return counts, lengths
}

// Abandon throws the unfinished generation away.
func (b *Builder) Abandon() error {
	if b.index != nil {
		_ = b.errs.Wait()
		b.index.Close()
		b.index = nil
	}
	return os.RemoveAll(b.dir())
}

// sweep removes generations that are neither keep nor the one before it nor being read, and what a killed
// writer left. It needs no answer: what stays is removed by the next writer.
func (l *Lock) sweep(keep string) {
	gens, err := generations(l.dir)
	if err != nil {
		return
	}
	at := slices.Index(gens, keep)
	for i, name := range gens {
		manifest := filepath.Join(l.dir, name, manifestName)
		_, err := os.Stat(manifest)
		unfinished := err != nil
		if i == at || i == at-1 && !unfinished {
			continue
		}
		if !unfinished {
			held := flock.New(manifest, flock.SetFlag(os.O_RDONLY))
			ok, err := held.TryLock()
			_ = held.Close()
			if err == nil && !ok {
				continue
			}
		}
		trash := filepath.Join(l.dir, "trash-"+name)
		if os.Rename(filepath.Join(l.dir, name), trash) == nil {
			os.RemoveAll(trash)
		}
	}
	list, _ := os.ReadDir(l.dir)
	for _, e := range list {
		if strings.HasPrefix(e.Name(), "trash-") || strings.HasSuffix(e.Name(), ".tmp") {
			os.RemoveAll(filepath.Join(l.dir, e.Name()))
		}
	}
}

// replaceFile writes path as a whole or not at all, and syncs it and its folder.
func replaceFile(path string, data []byte) error {
	tmp := path + ".tmp"
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		os.Remove(tmp)
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes the names in a folder durable. Windows has no such thing and refuses; it is not needed there.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
