package indexer

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"papersearch/store"
	"path/filepath"
	"strings"
	"time"
)

// State is what there is to know of an index without changing anything.
type State struct {
	Generation string // "" when none opens
	Counts     [3]int // entries by store.Kind
	Sentences  int
	Segments   int
	Versions   store.Versions
	Now        store.Versions // what it would be made with now
	Updated    time.Time      // when its sources were last read
	Roots      []RootState
	Size       int64  // bytes on disk, of all generations, each file once
	Text       int64  // bytes of the sources
	Stale      string // why a search would bring it up to date first, or cannot; "" when it need not
	Anew       bool   // … by building all of it anew
	Untidy     string // why segments should be merged; "" when they need not
	Writing    bool   // another process is
	ReadOnly   string // why it may not be written here; "" when it may
}

// RootState is one source as it was named.
type RootState struct {
	Path     string
	Folder   bool
	Files    int
	Entries  int
	Problems []string // files that could not be read, with the reason
}

// Status looks at an index. The error is store.ErrNoIndex, or that the index may not be read.
func Status(e *Env) (*State, error) {
	s := &State{Size: diskSize(e.Dir)}
	if free, err := store.Free(e.Dir); err == nil {
		s.Writing = !free
	}
	g, err := store.Open(e.Dir)
	if errors.Is(err, store.ErrNoIndex) || errors.Is(err, fs.ErrPermission) {
		return nil, e.notOpened(err)
	}
	if err := e.readOnly(); err != nil {
		s.ReadOnly = err.Error()
	}
	quiet := *e
	quiet.Warn = nil
	d := quiet.due(g, err)
	s.Stale, s.Anew, s.Now = cmp.Or(d.why, d.unread), d.anew, e.versions(d.kept)
	if g == nil {
		for _, root := range d.kept.Roots {
			s.Roots = append(s.Roots, RootState{Path: root})
		}
		return s, nil
	}
	defer g.Close()
	m := &g.Manifest
	s.Generation, s.Counts, s.Versions, s.Updated = g.Name, m.Counts, m.Versions, time.Unix(0, m.Written)
	s.Segments, s.Untidy = len(m.Segments), g.Untidy(true)
	for _, seg := range m.Segments {
		s.Sentences += seg.LiveSentences
	}
	for _, root := range m.Roots {
		s.Roots = append(s.Roots, e.rootState(root, m.Sources))
	}
	for _, src := range m.Sources {
		s.Text += src.Size
	}
	return s, nil
}

func (e *Env) rootState(root string, sources []store.Source) RootState {
	r := RootState{Path: root}
	if info, err := os.Stat(store.SourcePath(e.Dir, root)); err == nil {
		r.Folder = info.IsDir()
	}
	for _, s := range sources {
		if s.Path != root && !strings.HasPrefix(s.Path, strings.TrimSuffix(root, "/")+"/") && (root != "." || filepath.IsAbs(filepath.FromSlash(s.Path))) {
			continue
		}
		r.Files++
		r.Entries += s.Entries
		r.Folder = r.Folder || s.Path != root
		if s.Problem != "" {
			r.Problems = append(r.Problems, s.Path+": "+s.Problem)
		}
	}
	return r
}

// diskSize is the bytes of all files below a folder, each once however many names it has.
func diskSize(dir string) int64 {
	var sum int64
	var seen []fs.FileInfo
	linked := map[int64][]int{} // by size: os.SameFile is all that every system has
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil //nolint:nilerr // a file that has just gone has no size
		}
		info, err := d.Info()
		if err != nil {
			return nil //nolint:nilerr // as above
		}
		for _, i := range linked[info.Size()] {
			if os.SameFile(seen[i], info) {
				return nil
			}
		}
		linked[info.Size()] = append(linked[info.Size()], len(seen))
		seen = append(seen, info)
		sum += info.Size()
		return nil
	})
	return sum
}
