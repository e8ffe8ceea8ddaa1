package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"papersearch/segment"
	"path"
	"path/filepath"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	"github.com/blevesearch/bleve/v2/mapping"
	segments "github.com/blevesearch/scorch_segment_api/v2"
)

// generationKey names the internal value by which the postings and the manifest know each other. Bleve opens an older
// state without a word where the newest does not open: the value tells.
const generationKey = "generation"

// bleveTimeout bounds the wait for Bleve's own lock. Nobody writes into a generation that CURRENT names, so
// only a foreign process can hold it.
const bleveTimeout = "2s"

// analyzers are those of the fields of words.
var analyzers = map[string]string{
	FieldTitle: segment.Name, FieldAlias: segment.Name, FieldHeads: segment.Name, FieldBody: segment.Name, FieldPairs: segment.PairsName,
}

// wordsMapping is the one definition of the words that Bleve indexes: those of title, alias, body and of what says what the entry
// is about, and the pairs of neighbours in title and body; keys are whole lines, which Builder adds. Nothing is stored, no positions, no doc values: the text is kept compressed
// beside Bleve (three times smaller), phrases are verified on it, and facets are counted on the entry table.
func wordsMapping() (*mapping.IndexMappingImpl, error) {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = segment.Name
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	for field, analyzer := range analyzers {
		f := bleve.NewTextFieldMapping()
		f.Analyzer = analyzer
		f.Store, f.IncludeInAll, f.IncludeTermVectors, f.DocValues = false, false, false, false
		m.DefaultMapping.AddFieldMappingsAt(field, f)
	}
	return m, m.Validate()
}

// docID is the name that Bleve has for an entry: its serial, so that an entry can be moved, numbered anew or change its
// file without Bleve.
func docID(serial uint32) string {
	return string(binary.BigEndian.AppendUint32(nil, serial))
}

// cloneWords makes the postings of a generation anew at dir: segments are linked, the rest is small and copied. It comes
// before anything is opened there: Bleve gives names again that it does not see.
func (b *Builder) cloneWords(dir string) error {
	step("clone the postings")
	copied, ok := b.old.bleve.(bleve.IndexCopyable)
	if !ok {
		return errors.New("bleve does not copy this index")
	}
	return copied.CopyTo(linkDir{b, dir})
}

// linkDir is where Bleve copies an index to.
type linkDir struct {
	b  *Builder
	to string
}

// GetWriter links a segment and asks Bleve for nothing, or makes a file that Bleve fills.
func (d linkDir) GetWriter(name string) (io.WriteCloser, error) {
	rel := path.Join(BlevePath, filepath.ToSlash(name))
	if path.Ext(rel) == zapExt {
		for _, f := range d.b.old.Manifest.Files {
			if f.Path == rel {
				d.b.linked[path.Base(rel)] = true
				return nil, d.b.share(f)
			}
		}
		return nil, fmt.Errorf("%s is not in the manifest", rel)
	}
	return os.OpenFile(filepath.Join(d.to, name), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o644)
}

const zapExt = ".zap"

// noMerges keeps Bleve from merging segments behind our back while a generation is written: what it has begun at Close is
// lost, and what it has done shares nothing with the generation before.
var noMerges = map[string]any{"MaxSegmentsPerTier": 1000000, "FloorSegmentSize": 1}

// openWords opens the postings at dir for writing.
func openWords(dir string) (bleve.Index, error) {
	return bleve.OpenUsing(dir, map[string]any{"bolt_timeout": bleveTimeout, "scorchMergePlanOptions": noMerges})
}

// mergeWords merges the segments of an index that have at most limit entries into one, and leaves the others; of a new index all.
//
// Bleve's planner takes segments by falling size, each as the first of a roster with all smaller ones: the score picks the
// roster that begins at the limit, the budget ends the planning behind it.
func (b *Builder) mergeWords(limit int64) error {
	step("merge postings")
	inner, err := b.index.Advanced()
	if err != nil {
		return err
	}
	s, ok := inner.(*scorch.Scorch)
	if !ok {
		return errors.New("bleve does not merge this index")
	}
	many, large := math.MaxInt32, 0
	if b.old != nil {
		list, err := snapshots(b.old.Words)
		if err != nil {
			return err
		}
		many = len(list) + 1
		for _, s := range list {
			if s.LiveSize() > limit {
				large++
			}
		}
	}
	return s.ForceMerge(b.ctx, &mergeplan.MergePlanOptions{
		MaxSegmentsPerTier: 1, MaxSegmentSize: 1 << 30, MaxSegmentFileSize: 1 << 40, SegmentsPerMergeTask: many, TierGrowth: 1, FloorSegmentSize: 1,
		CalcBudget: func(int64, int64, *mergeplan.MergePlanOptions) int { return large + 1 },
		ScoreSegments: func(roster []mergeplan.Segment, _ *mergeplan.MergePlanOptions) float64 {
			if roster[0].LiveSize() > limit {
				return math.MaxFloat64
			}
			return 1 / float64(len(roster))
		},
	})
}

// finishWords closes the postings, keeps the segments that are in use, and writes for each new one which serials its
// documents have. It opens what was closed: while an index is open for writing, segments come and go.
func (b *Builder) finishWords() error {
	step("close the postings")
	if err := b.index.Close(); err != nil {
		return err
	}
	b.index = nil
	step("read the postings")
	dir := filepath.Join(b.dir(), BlevePath)
	ix, list, err := readWords(dir)
	if err != nil {
		return err
	}
	defer ix.Close()
	used := map[string]bool{}
	for _, s := range list {
		name, err := zapName(s)
		if err != nil {
			return err
		}
		used[name] = true
		if b.linked[name] {
			if err := b.shareNamed(docsFile(name)); err != nil {
				return err
			}
			continue
		}
		if err := b.adopt(path.Join(BlevePath, "store", name)); err != nil {
			return err
		}
		if err := b.create(docsFile(name), func(w io.Writer) error { return writeDocs(w, s) }); err != nil {
			return err
		}
	}
	b.words = len(list)
	b.drop(used)
	for _, name := range []string{"index_meta.json", "store/root.bolt"} {
		if err := b.adopt(path.Join(BlevePath, name)); err != nil {
			return err
		}
	}
	return b.tidyStore(used)
}

// drop forgets linked segments that a merge has replaced.
func (b *Builder) drop(used map[string]bool) {
	kept := b.files[:0]
	for _, f := range b.files {
		if path.Ext(f.Path) != zapExt || used[path.Base(f.Path)] {
			kept = append(kept, f)
		}
	}
	b.files = kept
}

// tidyStore removes segments that Bleve left lying: linked on, they would be written over when their names come again.
func (b *Builder) tidyStore(used map[string]bool) error {
	dir := filepath.Join(b.dir(), BlevePath, "store")
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range list {
		if filepath.Ext(e.Name()) == zapExt && !used[e.Name()] {
			step("remove " + e.Name())
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// readWords opens postings for reading, with their segments in the order of document numbers.
func readWords(dir string) (bleve.Index, []*scorch.SegmentSnapshot, error) {
	ix, err := bleve.OpenUsing(dir, map[string]any{"read_only": true, "bolt_timeout": bleveTimeout})
	if err != nil {
		return nil, nil, err
	}
	inner, err := ix.Advanced()
	if err != nil {
		return nil, nil, errors.Join(err, ix.Close())
	}
	reader, err := inner.Reader()
	if err != nil {
		return nil, nil, errors.Join(err, ix.Close())
	}
	defer reader.Close() // the index itself keeps the snapshot
	list, err := snapshots(reader)
	if err != nil {
		return nil, nil, errors.Join(err, ix.Close())
	}
	return ix, list, nil
}

func snapshots(reader any) ([]*scorch.SegmentSnapshot, error) {
	s, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("bleve has another kind of index: %T", reader)
	}
	return s.Segments(), nil
}

// zapName is the file of a segment, without its folder.
func zapName(s *scorch.SegmentSnapshot) (string, error) {
	p, ok := s.Segment().(segments.PersistedSegment)
	if !ok {
		return "", errors.New("a segment of bleve's is not on disk")
	}
	return filepath.Base(p.Path()), nil
}

// The serials of a segment of Bleve's: magic, checksum, then a uint32 for each document, deleted ones too.
const docsMagic = "psdocs02"

// docsFile is where the serials of a segment of Bleve's lie.
func docsFile(zap string) string { return path.Join(docsPath, strings.TrimSuffix(zap, zapExt)+docsExt) }

func openDocs(path string, data []byte, docs int) ([]byte, error) {
	if len(data) < 12 || string(data[:8]) != docsMagic || len(data) != 12+4*docs {
		return nil, damaged(path, "not the documents of this segment")
	}
	if crc32.Checksum(data[12:], castagnoli) != u32(data[8:]) {
		return nil, damaged(path, "checksum differs")
	}
	return data[12:], nil
}

func writeDocs(w io.Writer, s *scorch.SegmentSnapshot) error {
	n := uint64(s.FullSize())
	body := make([]byte, 0, 4*n)
	for i := range n {
		id, err := s.DocID(i)
		if err != nil {
			return err
		}
		if len(id) != 4 {
			return fmt.Errorf("a document of bleve's has no serial: %q", id)
		}
		body = binary.LittleEndian.AppendUint32(body, binary.BigEndian.Uint32(id))
	}
	head := binary.LittleEndian.AppendUint32([]byte(docsMagic), crc32.Checksum(body, castagnoli))
	_, err := w.Write(append(head, body...))
	return err
}
