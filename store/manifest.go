package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
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
	Path     string `json:"path"` // with slashes; relative to the folder that holds the container, absolute outside it
	Size     int64  `json:"size"`
	ModTime  int64  `json:"mtime"` // nanoseconds since 1970
	Hash     string `json:"hash"`  // of the bytes
	Entries  int    `json:"entries"`
	Encoding string `json:"encoding,omitempty"` // "" for UTF-8
	Problem  string `json:"problem,omitempty"`  // why nothing was read; such a file has no entries
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
	Sources []Source   `json:"sources"`
	Tracks  []string   `json:"tracks"`          // that the logs name themselves
	Counts  [3]int     `json:"counts"`          // entries by Kind
	Lengths [3]float64 `json:"average_lengths"` // words in title, alias, body, over the papers and notes that have any
	Written int64      `json:"written"`         // nanoseconds since 1970, just before the sources were read
	Files   []File     `json:"files"`
}

// sealed is the form of SOURCES and manifest.json: JSON, a newline, and the checksum of the JSON.
func sealed(v any) ([]byte, error) {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(data, "\n%08x\n", crc32.Checksum(data, castagnoli)), nil
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

func genName(n int) string { return fmt.Sprintf("%s%06d", genPrefix, n) }

func genNumber(name string) int {
	n := 0
	if _, err := fmt.Sscanf(strings.TrimPrefix(name, genPrefix), "%d", &n); err != nil {
		return -1
	}
	return n
}

// listFiles describes every file of a generation but the manifest.
func listFiles(gen string) ([]File, error) {
	var files []File
	err := filepath.WalkDir(gen, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(gen, path)
		if err != nil || rel == manifestName {
			return err
		}
		f := File{Path: filepath.ToSlash(rel)}
		if err := f.stat(path); err != nil {
			return err
		}
		f.Sum, err = checksum(path)
		files = append(files, f)
		return err
	})
	return files, err
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
	return f.verify(gen)
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
