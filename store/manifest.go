package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

const (
	currentName  = "CURRENT"
	sourcesName  = "SOURCES"
	lockName     = "LOCK"
	manifestName = "manifest.json"
	genPrefix    = "gen-"
)

// Versions are what an index depends on besides the log. Another value of any of them means building anew.
type Versions struct {
	Schema   int    `json:"schema"`   // SchemaVersion
	Analyzer string `json:"analyzer"` // dictionary, glossary, analyzer
	Reading  string `json:"reading"`  // grammar, institutions, tracks
	Config   string `json:"config"`   // papersearch.toml, "" without one
	Model    string `json:"model"`    // of the vectors, "" without them
}

// Differs names what differs from other, for people; "" when nothing does.
func (v Versions) Differs(other Versions) string {
	switch {
	case v == other:
		return ""
	case v.Schema != other.Schema:
		return fmt.Sprintf("its format is %d and this papersearch writes %d", v.Schema, other.Schema)
	case v.Config != other.Config:
		return ConfigName + " has changed"
	case v.Analyzer != other.Analyzer:
		return "words are cut by another dictionary or glossary now"
	case v.Reading != other.Reading:
		return "logs are read by other rules now"
	case v.Model == "":
		return "it has no vectors yet"
	case other.Model == "":
		return "it has vectors that are not wanted"
	case v.Model != other.Model:
		return "its vectors are of another model"
	}
	return ""
}

// Source is one file of the log as it was read.
type Source struct {
	Path     string // with slashes; relative to the folder that holds the container, absolute outside it
	Size     int64
	ModTime  int64    // nanoseconds since 1970
	Hash     string   // of the bytes
	Entries  int      // its rows follow those of the sources before it
	Encoding string   // "" for UTF-8
	Problem  string   // why it has no entries, or only those of an earlier reading
	Kept     bool     // its entries are of an earlier reading: it is gone or cannot be read
	Tracks   []string // that it names
	Listed   int      // entries that may lead to a write-up, the joined ones too
	Whole    bool     // it is a write-up
}

// Range is rows that lie together in a table.
type Range struct {
	Table uint32 `json:"table"`
	First int    `json:"first"`
	Rows  int    `json:"rows"`
}

// Segment counts what one update brought: text/NUMBER.blocks, and vectors/NUMBER.vectors if it has sentences.
type Segment struct {
	Number        uint32 `json:"number"`
	Entries       int    `json:"entries"`
	Live          int    `json:"live"` // entries that are still there
	Sentences     int    `json:"sentences"`
	LiveSentences int    `json:"live_sentences"`
}

// Totals are sums over the papers and notes, for averages: of title, alias and body.
type Totals struct {
	Words [3]int64 `json:"words"`
	Have  [3]int64 `json:"have"` // that have any
}

// add counts a row, or with -1 takes it out.
func (t *Totals) add(r *Row, by int64) {
	if r.Kind == Todo {
		return
	}
	for i, n := range []int{r.TitleLen, r.AliasLen, r.BodyLen} {
		if n > 0 {
			t.Words[i] += by * int64(n)
			t.Have[i] += by
		}
	}
}

func (t *Totals) averages() (out [3]float64) {
	for i := range out {
		out[i] = float64(t.Words[i]) / float64(max(t.Have[i], 1))
	}
	return out
}

// File is one file of a generation.
type File struct {
	Path    string `json:"path"` // relative to the generation
	Size    int64  `json:"size"`
	ModTime int64  `json:"mtime"`
	Sum     uint32 `json:"crc32c"`
}

// Manifest describes a generation. It is read at every start and holds nothing that grows with the entries.
type Manifest struct {
	Versions Versions `json:"versions"`
	Remembered
	Sources  []Source   `json:"-"`               // in a file of their own
	Tracks   []string   `json:"tracks"`          // that the logs name themselves
	Counts   [3]int     `json:"counts"`          // entries by Kind
	Lengths  [3]float64 `json:"average_lengths"` // words in title, alias, body, over the papers and notes that have any
	Totals   Totals     `json:"totals"`
	Written  int64      `json:"written"`  // nanoseconds since 1970, just before the sources were read
	Serial   uint32     `json:"serial"`   // the highest that was given to an entry
	Ranges   []Range    `json:"ranges"`   // where the rows lie, in order
	Names    uint32     `json:"names"`    // number of the file of strings
	Terms    []uint32   `json:"terms"`    // numbers of the files of terms
	Segments []Segment  `json:"segments"` // by number
	Words    int        `json:"words"`    // segments of Bleve's
	WordsOf  string     `json:"words_of"` // the generation that wrote Bleve's index: the value of generationKey in it
	Files    []File     `json:"files"`
}

// read reads a manifest and checks what others rely on. No path in it leads out of the generation.
func (m *Manifest) read(data []byte) error {
	if err := unseal(data, m); err != nil {
		return damaged(manifestName, "%w", err)
	}
	if v := m.Versions.Schema; v != SchemaVersion {
		return damaged(manifestName, "its format is %d and this papersearch reads %d", v, SchemaVersion)
	}
	for _, f := range m.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
			return damaged(manifestName, "it names a file outside of the index: %q", f.Path)
		}
	}
	if m.Serial > maxSerial {
		return damaged(manifestName, "a serial of %d", m.Serial)
	}
	return nil
}

// maxSerial is the highest serial, 4 bytes of memory each at every start: after so many changes all is built anew.
const maxSerial = 1 << 26

// Worn says whether the serials come to an end, which only building anew gives again.
func (m *Manifest) Worn() bool { return m.Serial > maxSerial/2 }

// sealed is the form of SOURCES and manifest.json: JSON, a newline, and the checksum of the JSON.
func sealed(v any) ([]byte, error) {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, err
	}
	return seal(data), nil
}

func seal(data []byte) []byte {
	return fmt.Appendf(data, "\n%08x\n", crc32.Checksum(data, castagnoli))
}

func unseal(data []byte, v any) error {
	if len(data) < 10 {
		return errors.New("cut short")
	}
	body, tail := data[:len(data)-10], string(data[len(data)-10:])
	if tail != fmt.Sprintf("\n%08x\n", crc32.Checksum(body, castagnoli)) {
		return errors.New("checksum differs")
	}
	return json.Unmarshal(body, v)
}

// Remembered is what the owner asked for: SOURCES holds it, and each manifest.
type Remembered struct {
	Roots      []string `json:"roots"`       // files and folders that were added as sources
	NoSemantic bool     `json:"no_semantic"` // words only
}

// Recall returns what was indexed and how: from SOURCES, else from any generation that still has a manifest.
// It is empty when the container does not say.
func Recall(dir string) Remembered {
	if data, err := os.ReadFile(filepath.Join(dir, sourcesName)); err == nil {
		var r Remembered
		if unseal(data, &r) == nil {
			return r
		}
		if unseal(data, &r.Roots) == nil { // as it was written until format 2
			return r
		}
	}
	gens, _ := generations(dir)
	for i := len(gens) - 1; i >= 0; i-- {
		var m Manifest
		if data, err := os.ReadFile(filepath.Join(dir, gens[i], manifestName)); err == nil && unseal(data, &m) == nil {
			return m.Remembered
		}
	}
	return Remembered{}
}

// generations lists the folders of generations, oldest first.
func generations(dir string) ([]string, error) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var gens []string
	for _, e := range list {
		if e.IsDir() && strings.HasPrefix(e.Name(), genPrefix) {
			gens = append(gens, e.Name())
		}
	}
	sort.Slice(gens, func(i, j int) bool { return genNumber(gens[i]) < genNumber(gens[j]) })
	return gens, nil
}

// partPath is where the part of a generation lies that a number names: "text", 42, ".blocks".
func partPath(folder string, number uint32, ext string) string {
	return fmt.Sprintf("%s/%06d%s", folder, number, ext)
}

// The endings of the parts.
const (
	tableExt   = ".table"
	namesExt   = ".names"
	termsExt   = ".terms"
	textExt    = ".blocks"
	vectorsExt = ".vectors"
	docsExt    = ".docs"
)

func genName(n int) string { return fmt.Sprintf("%s%06d", genPrefix, n) }

func genNumber(name string) int {
	n := 0
	if _, err := fmt.Sscanf(strings.TrimPrefix(name, genPrefix), "%d", &n); err != nil {
		return -1
	}
	return n
}

func (f *File) stat(path string) error {
	info, err := os.Stat(path)
	if err == nil {
		f.Size, f.ModTime = info.Size(), info.ModTime().UnixNano()
	}
	return err
}

// check compares a file with what was written. Only a file whose size or time differs is read.
func (f *File) check(gen string) error {
	path := filepath.Join(gen, filepath.FromSlash(f.Path))
	now := File{}
	if err := now.stat(path); errors.Is(err, os.ErrNotExist) {
		return damaged(f.Path, "missing")
	} else if err != nil {
		return damaged(f.Path, "%w", err)
	}
	if now.Size != f.Size {
		return damaged(f.Path, "has %d bytes, was written with %d", now.Size, f.Size)
	}
	if now.ModTime == f.ModTime {
		return nil
	}
	if err := f.verify(gen); err != nil {
		return err
	}
	// A container that was copied: the next start need not read it all again. Where that cannot be written, it will.
	_ = os.Chtimes(path, time.Time{}, time.Unix(0, f.ModTime))
	return nil
}

// verify reads the whole file and compares its checksum.
func (f *File) verify(gen string) error {
	sum, err := checksum(filepath.Join(gen, filepath.FromSlash(f.Path)))
	if err != nil {
		return damaged(f.Path, "%w", err)
	}
	if sum != f.Sum {
		return damaged(f.Path, "checksum differs")
	}
	return nil
}

func checksum(path string) (uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	h := crc32.New(castagnoli)
	_, err = io.Copy(h, f)
	return h.Sum32(), err
}
