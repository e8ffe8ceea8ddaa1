package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// file is the contents of a file of the current generation.
func file(t testing.TB, dir, pattern string) []byte {
	t.Helper()
	name, err := current(dir)
	if err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(dir, name, pattern))
	if err != nil || len(found) == 0 {
		t.Fatalf("%s: %v", pattern, err)
	}
	data, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A manifest that reads names no file outside of its generation, and opening what it names ends in an error or an index.
func FuzzManifest(f *testing.F) {
	dir, _ := made(f)
	data := file(f, dir, manifestName)
	f.Add(string(data[:len(data)-10]))
	f.Add(`{"versions":{"schema":7},"files":[{"path":"../../etc/passwd"}]}`)
	f.Add(`{"versions":{"schema":7},"ranges":[{"table":1,"first":-1,"rows":4294967295}],"segments":[{"number":9},{"number":1}]}`)
	name, err := current(dir)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		var m Manifest
		seal := seal([]byte(body))
		if err := m.read(seal); err != nil {
			return
		}
		for _, file := range m.Files {
			if path := filepath.Join("/gen", filepath.FromSlash(file.Path)); !strings.HasPrefix(path, "/gen/") && path != "/gen" {
				t.Fatalf("%q leads out of the generation", file.Path)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name, manifestName), seal, 0o644); err != nil {
			t.Fatal(err)
		}
		g, err := open(dir, name, nil)
		if err != nil {
			return
		}
		defer g.Close()
		for i := range g.Table.Len() {
			_, _ = g.Record(i)
			if g.Vectors != nil {
				g.Vectors.Row(i)
			}
		}
	})
}

// Vectors that open can be read to the last sentence.
func FuzzVectors(f *testing.F) {
	dir, _ := made(f)
	f.Add(file(f, dir, "vectors/*.vectors"))
	f.Add([]byte(vectorsMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := openVectors("v", data, "test")
		if err != nil {
			return
		}
		if len(s.Norms) != s.Len() || len(s.Packed) != s.Len()*VectorBytes {
			t.Fatal("columns of different lengths")
		}
		for i := range s.Len() {
			_ = s.check(i)
		}
	})
}

// Texts, terms, strings and documents: whatever the bytes, an error or something to read.
func FuzzParts(f *testing.F) {
	dir, _ := made(f)
	for _, pattern := range []string{"text/*", "terms/*", "entries/*.names", "docs/*", sourcesPath} {
		f.Add(file(f, dir, pattern), uint32(0), uint32(0), uint32(80))
	}
	f.Fuzz(func(_ *testing.T, data []byte, block, offset, length uint32) {
		t := &texts{path: "t", data: data, last: map[uint32][]byte{}}
		_, _ = t.record(block, offset, length)
		if text, err := openTerms("t", data); err == nil {
			g := &Generation{terms: []string{text}}
			g.Means("o")
			g.allTerms()
		}
		if n, err := openNames("n", data); err == nil {
			for i := range uint32(n.len()) + 2 {
				n.at(i)
			}
		}
		_, _ = openDocs("d", data, int(length))
		_, _ = readSources(data)
	})
}
