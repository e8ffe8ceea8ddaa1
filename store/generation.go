package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"
	mmap "github.com/blevesearch/mmap-go"
	"github.com/gofrs/flock"
)

// openTries is how often Open reads CURRENT again when the generation it named goes away under it.
const openTries = 5

// bleveTimeout bounds the wait for Bleve's own lock. Nobody writes into a generation that CURRENT names, so
// only a foreign process can hold it.
const bleveTimeout = "2s"

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

	terms string // see openTerms; mapped
	docs  []byte // rows of Bleve's document numbers
	texts *texts
	bleve bleve.Index
	maps  []mmap.MMap
	held  *flock.Flock
}

// Open opens the current generation of the container dir. The error is ErrNoIndex when there is no container
// or nothing was indexed yet, a *Damage when a part of it is missing, cut or changed. It never waits for a
// writer. An index of other Versions opens if its schema is ours; the caller compares.
func Open(dir string) (*Generation, error) {
	var err error
	for range openTries {
		var name string
		name, err = current(dir)
		if err != nil {
			return nil, err
		}
		var g *Generation
		if g, err = open(dir, name); err == nil {
			return g, nil
		}
		if now, _ := current(dir); now == name {
			break // it is this generation that is wrong, not our timing
		}
	}
	return nil, err
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

func open(dir, name string) (_ *Generation, err error) {
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
	if err := unseal(data, &g.Manifest); err != nil {
		return nil, damaged(manifestName, "%w", err)
	}
	if v := g.Manifest.Versions.Schema; v != SchemaVersion {
		return nil, damaged(manifestName, "its format is %d and this papersearch reads %d", v, SchemaVersion)
	}
	for i := range g.Manifest.Files {
		switch err := g.Manifest.Files[i].check(gen); {
		case err != nil && g.Manifest.Files[i].Path == vectorsPath:
			g.NoVectors = err
		case err != nil:
			return nil, err
		}
	}
	if data, err = g.mapped(TablePath); err != nil {
		return nil, err
	}
	if g.Table, err = openTable(data); err != nil {
		return nil, err
	}
	if data, err = g.mapped(TextPath); err != nil && g.Table.Len() > 0 {
		return nil, err
	}
	g.texts = &texts{data: data, last: map[uint32][]byte{}}
	if data, err = g.mapped(docsPath); err != nil {
		return nil, err
	}
	if g.docs, err = openDocs(data, g.Table.Len()); err != nil {
		return nil, err
	}
	if data, err = g.mapped(termsPath); err != nil {
		return nil, err
	}
	if g.terms, err = openTerms(data); err != nil {
		return nil, err
	}
	if model := g.Manifest.Versions.Model; model != "" && g.NoVectors == nil {
		if data, g.NoVectors = g.mapped(vectorsPath); g.NoVectors == nil {
			g.Vectors, g.NoVectors = openVectors(data, model, g.Table.Len())
		}
	}
	return g, g.openWords(filepath.Join(gen, BlevePath))
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

func (g *Generation) openWords(path string) error {
	ix, err := bleve.OpenUsing(path, map[string]any{"read_only": true, "bolt_timeout": bleveTimeout})
	if err != nil {
		return damaged(BlevePath, "%w", err)
	}
	g.bleve = ix
	inner, err := ix.Advanced()
	if err != nil {
		return damaged(BlevePath, "%w", err)
	}
	if g.Words, err = inner.Reader(); err != nil {
		return damaged(BlevePath, "%w", err)
	}
	n, err := g.Words.GetInternal([]byte(generationKey))
	if err != nil || string(n) != g.Name {
		return damaged(BlevePath, "it is of another generation")
	}
	return nil
}

// Close lets the generation go. Values read from it stay valid.
func (g *Generation) Close() error {
	var errs []error
	if g.Words != nil {
		errs = append(errs, g.Words.Close())
	}
	if g.bleve != nil {
		errs = append(errs, g.bleve.Close())
	}
	for i := range g.maps {
		errs = append(errs, g.maps[i].Unmap())
	}
	if g.held != nil {
		errs = append(errs, g.held.Close())
	}
	return errors.Join(errs...)
}

// RowOf is the row of a document number of Words; -1 for one that is unknown.
func (g *Generation) RowOf(doc uint64) int {
	if doc*4+4 > uint64(len(g.docs)) {
		return -1
	}
	return int(int32(u32(g.docs[doc*4:])))
}

// Record reads what is kept of row i; it opens a block of compressed text.
func (g *Generation) Record(i int) (*Record, error) {
	b := g.Table.row(i)
	return g.texts.record(u32(b[72:]), u32(b[76:]), u32(b[80:]))
}

// Text is row i as it is written, its title line included: less work than Record, which reads the fields too.
func (g *Generation) Text(i int) (string, error) {
	b := g.Table.row(i)
	_, text, err := g.texts.parts(u32(b[72:]), u32(b[76:]), u32(b[80:]))
	return string(text), err
}

// Verify reads every byte of the generation and compares checksums; the error is a *Damage.
func (g *Generation) Verify() error {
	for i := range g.Manifest.Files {
		if err := g.Manifest.Files[i].verify(filepath.Join(g.Dir, g.Name)); err != nil {
			return err
		}
	}
	for i := range g.Table.Len() {
		if _, err := g.Record(i); err != nil {
			return err
		}
		doc, err := g.Words.InternalID(g.Table.Row(i).ID)
		if err != nil || doc == nil || g.RowOf(doc.Value()) != i {
			return damaged(docsPath, "entry %s is not where it should be", g.Table.Row(i).ID)
		}
	}
	return nil
}

// The rows of Bleve's document numbers: magic, checksum, then an int32 for each number.
const (
	docsPath  = "entries/000001.docs"
	docsMagic = "psdocs01"
)

func openDocs(data []byte, rows int) ([]byte, error) {
	if len(data) < 12 || string(data[:8]) != docsMagic || len(data) != 12+4*rows {
		return nil, damaged(docsPath, "not the documents of this table")
	}
	if crc32.Checksum(data[12:], castagnoli) != u32(data[8:]) {
		return nil, damaged(docsPath, "checksum differs")
	}
	return data[12:], nil
}

func writeDocs(path string, rows []uint32) error {
	var body []byte
	for _, r := range rows {
		body = binary.LittleEndian.AppendUint32(body, r)
	}
	head := binary.LittleEndian.AppendUint32([]byte(docsMagic), crc32.Checksum(body, castagnoli))
	return writeSynced(path, func(w io.Writer) error {
		_, err := w.Write(append(head, body...))
		return err
	})
}
