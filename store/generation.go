package store

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	mmap "github.com/blevesearch/mmap-go"
	"github.com/gofrs/flock"
)

// openTries is how often Open reads CURRENT again when the generation it named goes away under it.
const openTries = 5

// Generation is an open index, complete and immutable, shared with other readers until Close. Its methods
// are safe for concurrent use.
type Generation struct {
	Dir      string // the container
	Name     string // the folder of the generation in it
	Manifest Manifest
	Table    *Table
	Words    index.IndexReader // postings
	Vectors  *Vectors          // of sentences; nil in an index of words alone and when NoVectors says why
	// NoVectors says what is wrong with the vectors that there should be: the words answer all the same.
	NoVectors error

	terms []string          // see openTerms; mapped
	docs  []int32           // rows of Bleve's document numbers, -1 for one that is gone; see rows
	used  map[Column][]bool // see Used
	known chan struct{}     // closed when docs are rows, before that they are serials, and used is known
	slot  slots
	texts []*texts
	bleve bleve.Index
	list  []*scorch.SegmentSnapshot // of bleve, in the order of document numbers
	words [][]byte                  // the postings, mapped
	maps  []mmap.MMap
	files map[uint32]*tableFile
	held  *flock.Flock
}

// slots are the numbers of segments, rising.
type slots []uint32

// of is the place of a segment's number, -1 for none.
func (s slots) of(number uint32) int {
	if i, ok := slices.BinarySearch(s, number); ok {
		return i
	}
	return -1
}

// Open opens the current generation of the container dir. The error is ErrNoIndex when there is no container
// or nothing was indexed yet, a *Damage when a part of it is missing, cut or changed. It never waits for a
// writer. An index of other Versions opens if its schema is ours; the caller compares.
func Open(dir string) (*Generation, error) { return openCurrent(dir, nil) }

// OpenAfter is Open after g was brought up to date, which stays open: what both have of the entry table is mapped and checked
// but once.
func OpenAfter(g *Generation) (*Generation, error) { return openCurrent(g.Dir, g) }

func openCurrent(dir string, before *Generation) (*Generation, error) {
	var err error
	for range openTries {
		var name string
		name, err = current(dir)
		if err != nil {
			return nil, err
		}
		var g *Generation
		if g, err = open(dir, name, before); err == nil {
			return g, nil
		}
		if now, _ := current(dir); now == name {
			break // it is this generation that is wrong, not our timing
		}
	}
	return nil, err
}

// Current says whether the generation is still the one that CURRENT names.
func (g *Generation) Current() bool {
	name, err := current(g.Dir)
	return err == nil && name == g.Name
}

// current reads CURRENT.
func current(dir string) (string, error) {
	data, err := os.ReadFile(filepath.Join(dir, currentName))
	if errors.Is(err, os.ErrNotExist) {
		gens, _ := generations(dir)
		if len(gens) > 0 {
			return "", damaged(currentName, "missing")
		}
		return "", ErrNoIndex
	}
	if err != nil {
		return "", fmt.Errorf("reading the index: %w", err)
	}
	name := strings.TrimSuffix(string(data), "\n")
	if n := genNumber(name); n < 0 || name != genName(n) {
		return "", damaged(currentName, "names no generation")
	}
	return name, nil
}

func open(dir, name string, before *Generation) (_ *Generation, err error) {
	g := &Generation{Dir: dir, Name: name}
	defer func() {
		if err != nil {
			g.Close()
		}
	}()
	gen := filepath.Join(dir, name)
	if err := g.hold(filepath.Join(gen, manifestName)); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(gen, manifestName))
	if err != nil {
		return nil, damaged(manifestName, "%w", err)
	}
	if err := g.Manifest.read(data); err != nil {
		return nil, err
	}
	for i := range g.Manifest.Files {
		f := &g.Manifest.Files[i]
		switch err := f.check(gen); {
		case err != nil && path.Dir(f.Path) == VectorsPath:
			g.NoVectors = err
		case err != nil:
			return nil, err
		}
	}
	words := make(chan error, 1) // Bleve takes as long as the rest: each has a core
	go func() { words <- g.openWords() }()
	for _, part := range []func() error{func() error { return g.openTable(before) }, g.openTexts, g.openTerms} {
		if err = part(); err != nil {
			break
		}
	}
	if failed := <-words; err == nil {
		err = failed
	}
	if err != nil {
		return nil, err
	}
	g.known = make(chan struct{})
	go func() { // nobody waits for it but who asks
		g.number()
		close(g.known)
	}()
	if g.Manifest.Versions.Model != "" && g.NoVectors == nil {
		g.Vectors, g.NoVectors = g.openVectors()
	}
	return g, nil
}

// hold takes a shared lock on the manifest, by which a writer knows that the generation is being read.
func (g *Generation) hold(manifest string) error {
	l := flock.New(manifest, flock.SetFlag(os.O_RDONLY))
	ok, err := l.TryRLock()
	switch {
	case errors.Is(err, os.ErrNotExist):
		return damaged(manifestName, "missing")
	case err == nil && ok:
		g.held = l
	}
	return nil // a file system without locks: a writer keeps the previous generation for a while anyway
}

func (g *Generation) mapped(path string) ([]byte, error) {
	f, err := os.Open(filepath.Join(g.Dir, g.Name, filepath.FromSlash(path)))
	if err != nil {
		return nil, damaged(path, "%w", err)
	}
	defer f.Close()
	m, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, damaged(path, "%w", err)
	}
	g.maps = append(g.maps, m)
	return m, nil
}

// mapTable maps a file of rows and checks it, or takes it from before if that has the same file.
func (g *Generation) mapTable(number uint32, before *Generation) (*tableFile, error) {
	name := partPath(entriesPath, number, tableExt)
	f, err := os.Open(filepath.Join(g.Dir, g.Name, filepath.FromSlash(name)))
	if err != nil {
		return nil, damaged(name, "%w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, damaged(name, "%w", err)
	}
	if before != nil {
		if t := before.files[number]; t != nil && os.SameFile(t.info, info) && t.info.Size() == info.Size() && t.info.ModTime().Equal(info.ModTime()) {
			t.users.Add(1)
			return t, nil
		}
	}
	m, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, damaged(name, "%w", err)
	}
	t, err := openTable(name, m)
	if err != nil {
		return nil, errors.Join(err, m.Unmap())
	}
	t.number, t.info, t.data = number, info, m
	t.users.Store(1)
	return t, nil
}

func (g *Generation) openTable(before *Generation) error {
	files := map[uint32]*tableFile{}
	g.files = files
	for _, r := range g.Manifest.Ranges {
		if files[r.Table] != nil {
			continue
		}
		f, err := g.mapTable(r.Table, before)
		if err != nil {
			return err
		}
		files[r.Table] = f
	}
	name := partPath(entriesPath, g.Manifest.Names, namesExt)
	data, err := g.mapped(name)
	if err != nil {
		return err
	}
	n, err := openNames(name, data)
	if err != nil {
		return err
	}
	if g.Table, err = newTable(g.Manifest.Ranges, files, n); err != nil {
		return err
	}
	rows := 0
	for i := range g.Manifest.Counts {
		rows += g.Manifest.Counts[i]
	}
	if rows != g.Table.Len() {
		return damaged(manifestName, "it counts %d entries and has %d", rows, g.Table.Len())
	}
	if err := g.openSources(); err != nil {
		return err
	}
	rows = 0
	for i := range g.Manifest.Sources {
		n := g.Manifest.Sources[i].Entries
		if n < 0 || n > g.Table.Len()-rows {
			return damaged(manifestName, "%s has %d entries", g.Manifest.Sources[i].Path, n)
		}
		rows += n
	}
	if rows != g.Table.Len() && len(g.Manifest.Sources) > 0 {
		return damaged(manifestName, "its sources have %d entries of %d", rows, g.Table.Len())
	}
	return nil
}

func (g *Generation) openSources() error {
	data, err := os.ReadFile(filepath.Join(g.Dir, g.Name, sourcesPath))
	if err == nil {
		g.Manifest.Sources, err = readSources(data)
	}
	if err != nil {
		return damaged(sourcesPath, "%w", err)
	}
	return nil
}

func (g *Generation) openTexts() error {
	for _, s := range g.Manifest.Segments {
		name := partPath(TextPath, s.Number, textExt)
		data, err := g.mapped(name)
		if err != nil {
			return err
		}
		g.slot = append(g.slot, s.Number)
		g.texts = append(g.texts, &texts{path: name, data: data, last: map[uint32][]byte{}})
	}
	if !slices.IsSorted(g.slot) {
		return damaged(manifestName, "segments out of order")
	}
	return nil
}

func (g *Generation) openTerms() error {
	for _, n := range g.Manifest.Terms {
		name := partPath(termsPath, n, termsExt)
		data, err := g.mapped(name)
		if err != nil {
			return err
		}
		text, err := openTerms(name, data)
		if err != nil {
			return err
		}
		g.terms = append(g.terms, text)
	}
	return nil
}

func (g *Generation) openVectors() (*Vectors, error) {
	v := &Vectors{rows: g.Table, slot: g.slot}
	for _, s := range g.Manifest.Segments {
		if s.Sentences == 0 {
			v.Segments = append(v.Segments, VectorSegment{})
			continue
		}
		name := partPath(VectorsPath, s.Number, vectorsExt)
		data, err := g.mapped(name)
		if err != nil {
			return nil, err
		}
		one, err := openVectors(name, data, g.Manifest.Versions.Model)
		if err != nil {
			return nil, err
		}
		if one.Len() != s.Sentences {
			return nil, damaged(name, "not the sentences of this segment")
		}
		v.Segments = append(v.Segments, *one)
	}
	return v, nil
}

// openWords opens the postings.
func (g *Generation) openWords() error {
	ix, list, err := readWords(filepath.Join(g.Dir, g.Name, BlevePath))
	if err != nil {
		return damaged(BlevePath, "%w", err)
	}
	g.bleve, g.list = ix, list
	inner, err := ix.Advanced()
	if err != nil {
		return damaged(BlevePath, "%w", err)
	}
	if g.Words, err = inner.Reader(); err != nil {
		return damaged(BlevePath, "%w", err)
	}
	n, err := g.Words.GetInternal([]byte(generationKey))
	if err != nil || string(n) != g.Manifest.WordsOf || len(list) != g.Manifest.Words {
		return damaged(BlevePath, "it is of another generation")
	}
	for _, s := range list {
		if m, ok := s.Segment().(interface{ Data() []byte }); ok {
			g.words = append(g.words, m.Data())
		}
	}
	return g.openSerials()
}

// openSerials reads, for the documents of the postings, serial by serial, what entries they are: number makes rows of them.
func (g *Generation) openSerials() error {
	docs := 0
	for _, s := range g.list {
		docs += int(s.FullSize())
	}
	g.docs = make([]int32, 0, docs)
	for _, s := range g.list {
		name, err := zapName(s)
		if err != nil {
			return damaged(BlevePath, "%w", err)
		}
		data, err := os.ReadFile(filepath.Join(g.Dir, g.Name, filepath.FromSlash(docsFile(name))))
		if err != nil {
			return damaged(docsFile(name), "%w", err)
		}
		serials, err := openDocs(docsFile(name), data, int(s.FullSize()))
		if err != nil {
			return err
		}
		for ; len(serials) > 0; serials = serials[4:] {
			g.docs = append(g.docs, int32(u32(serials)))
		}
	}
	return nil
}

// number finds out which row each document of the postings is, and which strings are in use.
func (g *Generation) number() {
	rows, used := g.Table.survey(int(g.Manifest.Serial) + 1)
	g.used = used
	for doc, serial := range g.docs {
		g.docs[doc] = -1
		if uint32(serial) < uint32(len(rows)) {
			g.docs[doc] = rows[uint32(serial)]
		}
	}
}

// ReleaseWords lets go of the memory that the postings lie in. They can be read again, also by others at the same time.
func (g *Generation) ReleaseWords() {
	for _, w := range g.words {
		release(w)
	}
}

// WordsSize is the number of bytes of the postings.
func (g *Generation) WordsSize() int {
	n := 0
	for _, w := range g.words {
		n += len(w)
	}
	return n
}

// rows are the rows of the document numbers of Words, -1 for one that is gone.
func (g *Generation) rows() []int32 {
	<-g.known
	return g.docs
}

// Used says of each string number of the table whether any row has it in a column. It is not to be written to.
func (g *Generation) Used(c Column) []bool {
	<-g.known
	return g.used[c]
}

// Close lets the generation go. Values read from it stay valid.
func (g *Generation) Close() error {
	var errs []error
	if g.known != nil {
		<-g.known
	}
	if g.Words != nil {
		errs = append(errs, g.Words.Close())
	}
	if g.bleve != nil {
		errs = append(errs, g.bleve.Close())
	}
	for i := range g.maps {
		errs = append(errs, g.maps[i].Unmap())
	}
	for _, f := range g.files {
		if f.users.Add(-1) == 0 {
			errs = append(errs, f.data.Unmap())
		}
	}
	if g.held != nil {
		errs = append(errs, g.held.Close())
	}
	return errors.Join(errs...)
}

// RowOf is the row of a document number of Words; -1 for one that is unknown.
func (g *Generation) RowOf(doc uint64) int {
	rows := g.rows()
	if doc >= uint64(len(rows)) {
		return -1
	}
	return int(rows[doc])
}

// Record reads what is kept of row i; it opens a block of compressed text. The error is a *Damage.
func (g *Generation) Record(i int) (*Record, error) {
	t, c, err := g.place(i)
	if err != nil {
		return nil, err
	}
	r, err := t.record(u32(c[32:]), u32(c[36:]), u32(c[40:]))
	return r, g.note(err)
}

// rawRecord is the record of row i as it is packed.
func (g *Generation) rawRecord(i int) ([]byte, error) {
	t, c, err := g.place(i)
	if err != nil {
		return nil, err
	}
	raw, err := t.raw(u32(c[32:]), u32(c[36:]), u32(c[40:]))
	return raw, g.note(err)
}

// place is where the text of row i lies: its file, and its cold row, which says where in it.
func (g *Generation) place(i int) (*texts, []byte, error) {
	c := g.Table.cold(i)
	if err := g.Damaged(); err != nil {
		return nil, nil, err
	}
	slot := g.slot.of(g.Table.Segment(i))
	if slot < 0 {
		return nil, nil, g.note(damaged(entriesPath, "row %d has its text in no segment", i))
	}
	return g.texts[slot], c, nil
}

// note remembers damage that was met while reading.
func (g *Generation) note(err error) error {
	var d *Damage
	if errors.As(err, &d) {
		g.Table.damage.CompareAndSwap(nil, d)
	}
	return err
}

// CheckSentences compares the vectors of row i with their checksums; the error is a *Damage. It is for what is shown: a
// wrong byte can lift an entry to the top, and there it is looked at.
func (g *Generation) CheckSentences(i int) error {
	if g.Vectors == nil {
		return nil
	}
	segment, first, end := g.Vectors.Of(i)
	for at := first; at < end; at += vectorBlock - at%vectorBlock {
		if err := g.Vectors.Segments[segment].check(at); err != nil {
			return g.note(err)
		}
	}
	return nil
}

// Damaged says what of the generation was found damaged since it was opened; nil for nothing. An answer that was made of it
// then may be wrong: what nothing but reading can tell is not told by Open.
func (g *Generation) Damaged() error {
	if d := g.Table.damage.Load(); d != nil {
		return d
	}
	return nil
}

// Text is row i as it is written, its title line included: less work than Record, which reads the fields too.
func (g *Generation) Text(i int) (string, error) {
	t, c, err := g.place(i)
	if err != nil {
		return "", err
	}
	_, text, err := t.parts(u32(c[32:]), u32(c[36:]), u32(c[40:]))
	return string(text), g.note(err)
}

// Verify reads every byte of the generation and compares checksums; the error is a *Damage.
func (g *Generation) Verify() error {
	for i := range g.Manifest.Files {
		if err := g.Manifest.Files[i].verify(filepath.Join(g.Dir, g.Name)); err != nil {
			return err
		}
	}
	if g.NoVectors != nil {
		return g.NoVectors
	}
	docs := make([]int, g.Table.Len())
	for _, row := range g.rows() {
		if row >= 0 {
			docs[row]++
		}
	}
	for i := range g.Table.Len() {
		if _, err := g.Record(i); err != nil {
			return err
		}
		doc, err := g.Words.InternalID(docID(g.Table.serial(i)))
		if err != nil || doc == nil || g.RowOf(doc.Value()) != i || docs[i] != 1 {
			return damaged(docsPath, "entry %s is not where it should be", g.Table.ID(i))
		}
		if g.Vectors != nil {
			if _, first, end := g.Vectors.Of(i); first == end {
				return damaged(VectorsPath, "entry %s has no sentences", g.Table.ID(i))
			}
		}
	}
	if g.Vectors != nil {
		for i := range g.Vectors.Segments {
			if err := g.Vectors.Segments[i].verify(); err != nil {
				return err
			}
		}
	}
	return g.Damaged()
}
