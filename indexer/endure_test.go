package indexer

import (
	"context"
	"fmt"
	"os"
	"papersearch/internal/synth"
	"papersearch/store"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A container that is moved while somebody reads it goes on answering; at its new place it takes in what is new.
func TestMovedWhileOpen(t *testing.T) {
	s := newShelf(t)
	before := filepath.Join(s.dir, "before")
	s.write("before/log.md", paper("2024.1.2", "Octopus", "八只手"))
	s.env.Dir = filepath.Join(before, store.DirName)
	s.wordsOnly("before/log.md")
	g, err := store.Open(s.env.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	after := filepath.Join(s.dir, "after")
	if err := os.Rename(before, after); err != nil {
		t.Fatal(err)
	}
	if r, err := g.Record(0); err != nil || r.Title != "Octopus" {
		t.Errorf("after the move: %+v, %v", r, err)
	}
	s.env.Dir = filepath.Join(after, store.DirName)
	s.write("after/log.md", paper("2024.1.3", "Squid", "十只手")+paper("2024.1.2", "Octopus", "八只手"))
	s.wants("squid", "Squid")
	s.wants("octopus", "Octopus")
	if len(s.said) > 0 {
		t.Errorf("it says %q", s.said)
	}
}

// A container that is copied has other times: it is read once, believed, and not read again.
func TestCopied(t *testing.T) {
	s := newShelf(t)
	s.write("log.md", synth.Log(5, 1))
	s.wordsOnly("log.md")
	dir := filepath.Join(s.dir, "copy", store.DirName)
	if err := os.CopyFS(dir, os.DirFS(s.env.Dir)); err != nil {
		t.Fatal(err)
	}
	s.write("copy/log.md", synth.Log(5, 1))
	s.env.Dir = dir
	s.wants("", shelved(t, dir)...)
	g, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	for _, f := range g.Manifest.Files {
		info, err := os.Stat(filepath.Join(dir, g.Name, f.Path))
		if err != nil || info.ModTime().UnixNano() != f.ModTime {
			t.Errorf("%s will be read at every start: %v", f.Path, err)
		}
	}
	if len(s.said) > 0 {
		t.Errorf("it says %q", s.said)
	}
}

// titles are those of the papers and notes of an index, in the order in which an empty query lists them.
func shelved(t *testing.T, dir string) []string {
	t.Helper()
	g, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	var out []string
	for i := range g.Table.Len() {
		if r, err := g.Record(i); err == nil && g.Table.Kind(i) != store.Todo {
			out = append(out, r.Title)
		}
	}
	return out
}

// A clock that was ahead and is set back: files of the future are looked at by their bytes.
func TestClockSetBack(t *testing.T) {
	s := newShelf(t)
	future := time.Now().Add(3 * time.Hour)
	write := func(title string) {
		s.write("log.md", paper("2024.1.2", title, "八只手"))
		if err := os.Chtimes(filepath.Join(s.dir, "log.md"), future, future); err != nil {
			t.Fatal(err)
		}
	}
	write("Octopus")
	s.wordsOnly("log.md")
	write("Octapus") // of the same size and time
	s.wants("octapus", "Octapus")
	s.wants("octapus", "Octapus")
	now := time.Now()
	s.write("log.md", paper("2024.1.2", "Octipus", "八只手"))
	if err := os.Chtimes(filepath.Join(s.dir, "log.md"), now, now); err != nil {
		t.Fatal(err)
	}
	s.wants("octipus", "Octipus")
}

// A file that is written while it is read: no answer is of half an entry for longer than the writing takes.
func TestEditedWhileRead(t *testing.T) {
	s := newShelf(t)
	s.write("log.md", paper("2024.1.1", "Kraken0", "很多手"))
	s.wordsOnly("log.md")
	const edits = 30
	done := make(chan error, 1)
	go func() {
		log := ""
		for i := range edits {
			log = paper("2024.1.2", fmt.Sprintf("Kraken%d", i), strings.Repeat("很多手", 2000)) + log
			f, err := os.Create(filepath.Join(s.dir, "log.md"))
			if err != nil {
				done <- err
				return
			}
			for rest := []byte(log); len(rest) > 0; { // in pieces, as a slow disk does
				n := min(4096, len(rest))
				if _, err := f.Write(rest[:n]); err != nil {
					done <- err
					return
				}
				rest = rest[n:]
			}
			f.Close()
		}
		done <- nil
	}()
	for {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			g, _, err := Refresh(context.Background(), s.env)
			if err != nil {
				t.Fatal(err)
			}
			defer g.Close()
			if g.Table.Len() != edits {
				t.Errorf("%d entries, want %d", g.Table.Len(), edits)
			}
			if wrong, behind, err := Check(context.Background(), s.env); err != nil || behind != "" || len(wrong) > 0 {
				t.Errorf("%v %v", wrong, err)
			}
			return
		default:
			g, _, err := Refresh(context.Background(), s.env)
			if err != nil {
				t.Fatal(err)
			}
			if err := g.Verify(); err != nil {
				t.Fatal(err)
			}
			g.Close()
		}
	}
}

// Files whose times change and whose bytes do not are looked at once, not at every start.
func TestTouched(t *testing.T) {
	s := newShelf(t)
	s.write("log.md", paper("2024.1.2", "Octopus", "八只手"))
	s.wordsOnly("log.md")
	past := time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(s.dir, "log.md"), past, past); err != nil {
		t.Fatal(err)
	}
	s.wants("octopus", "Octopus")
	g, err := store.Open(s.env.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if have := g.Manifest.Sources[0].ModTime; have != past.UnixNano() {
		t.Errorf("noted as of %v, is of %v", time.Unix(0, have), past)
	}
	if g.Manifest.Segments[0].Live != 1 || len(g.Manifest.Segments) != 1 {
		t.Errorf("segments %v", g.Manifest.Segments)
	}
}

// A file that cannot be read keeps its text, is told, and is read again when it can be.
func TestUnreadable(t *testing.T) {
	s := newShelf(t)
	s.write("notes/a.md", paper("2024.1.2", "Octopus", "八只手"))
	s.write("notes/b.md", paper("2024.1.3", "Squid", "十只手"))
	s.wordsOnly("notes")
	// A link to nothing in the place of a file is what even root cannot read.
	path := filepath.Join(s.dir, "notes", "b.md")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(s.dir, "nothing"), path); err != nil {
		t.Skip(err)
	}
	s.wants("squid", "Squid")
	s.wants("octopus", "Octopus")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	s.write("notes/b.md", paper("2024.1.3", "Squid", "十一只手"))
	s.wants("十一只手", "Squid")
}

// Soak, seed 3: of an entry that is commented out, the first line is a head and no body, and its words were cut without a
// dictionary when the entry came alone.
func TestHeadsHaveADictionary(t *testing.T) {
	s := newShelf(t)
	s.write("log.md", paper("2024.1.1", "Octopus", "八只手"))
	s.wordsOnly("log.md")
	s.write("log.md", "## 2024.1.2\n\n《Squid》\n\n<!--\n2022.1 伯克利的一篇图像生成文章，要点：\n\n"+paper("2024.1.1", "Octopus", "八只手"))
	s.wants("伯克利", "Squid")
}

// An editor that saves in place empties the file and then writes it: a search at that moment does not take the log for empty.
func TestHalfSaved(t *testing.T) {
	s := newShelf(t)
	text := paper("2024.1.2", "Attention", "注意力") + paper("2024.1.1", "Diffusion", "扩散模型")
	s.write("log.md", text)
	s.index("log.md")
	s.wants("注意力", "Attention")
	s.write("log.md", "")
	saved := time.AfterFunc(20*time.Millisecond, func() { s.write("log.md", text+paper("2023.12.1", "Mamba", "状态空间")) })
	defer saved.Stop()
	s.wants("注意力", "Attention")
	s.wants("状态空间", "Mamba")
	s.write("log.md", "") // and one that stays empty is empty
	s.wants("注意力")
}
