package indexer

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"papersearch/store"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
)

// racy is how fresh a file's time may be before a second write could have left it unchanged: file systems count in
// steps, of up to two seconds where the time is a whole second, of a clock tick (10 ms) otherwise. Such a file is compared
// by its bytes, each time anew: a log of 100 MB takes 90 ms.
func racy(modTime int64) int64 {
	if modTime%int64(time.Second) == 0 {
		return int64(2 * time.Second)
	}
	return int64(50 * time.Millisecond)
}

// found is one file of the log on disk.
type found struct {
	name    string // as in store.Source
	path    string // to open it
	size    int64
	modTime int64
	gone    bool // named itself as a source, and not there any more
	err     error
}

// markdown says whether a file in a folder is part of a log. A file that is named itself always is.
func markdown(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".md", ".markdown", ".mdown", ".mkd":
		return !strings.HasPrefix(name, ".")
	}
	return false
}

// skipped names folders that hold no log of their owner's.
func skipped(name string) bool {
	return strings.HasPrefix(name, ".") || name == "node_modules" || name == store.DirName
}

// base is the folder that source names are relative to.
func base(dir string) string { return filepath.Dir(dir) }

// SourceName is how the index names a path: relative to the folder that holds the container, with slashes;
// absolute for a path outside that folder.
func SourceName(dir, file string) (string, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(base(dir), abs)
	if inside := err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)); inside {
		return filepath.ToSlash(rel), nil
	}
	return filepath.ToSlash(abs), nil
}

// look is the files of a log as they were found, and when it was begun.
type look struct {
	at    time.Time
	files []found
}

func (e *Env) look(roots []string) look {
	return look{time.Now(), find(e.Dir, roots, e.Config.Index.Ignore)}
}

// find lists the files of the roots, in the order of the roots and sorted within a folder, each once.
func find(dir string, roots, ignore []string) []found {
	var files []found
	seen := map[string]bool{}
	add := func(f found) {
		if !seen[f.name] {
			seen[f.name] = true
			files = append(files, f)
		}
	}
	for _, root := range roots {
		p := store.SourcePath(dir, root)
		info, err := os.Stat(p)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			add(found{name: root, path: p, gone: true})
		case err != nil:
			add(found{name: root, path: p, err: err})
		case info.IsDir():
			for _, f := range walk(p, root, ignore) {
				add(f)
			}
		default:
			add(found{name: root, path: p, size: info.Size(), modTime: info.ModTime().UnixNano()})
		}
	}
	return files
}

// walk lists the Markdown files below a folder. Links to folders are not followed, so that no loop of links
// is walked.
func walk(folder, root string, ignore []string) []found {
	var files []found
	_ = filepath.WalkDir(folder, func(p string, e fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(folder, p)
		rel = filepath.ToSlash(rel)
		name := path.Join(root, rel)
		switch {
		case relErr != nil:
			return relErr
		case err != nil:
			files = append(files, found{name: name, path: p, err: err})
			return nil //nolint:nilerr // told with the file; the others are read
		case e.IsDir():
			if p != folder && (skipped(e.Name()) || ignored(ignore, rel, name)) {
				return filepath.SkipDir
			}
			return nil
		case !markdown(e.Name()) || ignored(ignore, rel, name) || e.Type()&fs.ModeSymlink != 0 && leadsBack(p, folder, root, ignore):
			return nil
		}
		info, err := os.Stat(p)
		switch {
		case err != nil:
			files = append(files, found{name: name, path: p, err: err})
		case info.Mode().IsRegular():
			files = append(files, found{name: name, path: p, size: info.Size(), modTime: info.ModTime().UnixNano()})
		}
		return nil
	})
	slices.SortFunc(files, func(a, b found) int { return strings.Compare(a.name, b.name) })
	return files
}

// leadsBack says whether a link leads to a Markdown file of the folder itself, which is found under its own name.
func leadsBack(link, folder, root string, ignore []string) bool {
	file, err := filepath.EvalSymlinks(link)
	if err != nil {
		return false
	}
	if folder, err = filepath.EvalSymlinks(folder); err != nil {
		return false
	}
	rel, err := filepath.Rel(folder, file)
	if err != nil || !filepath.IsLocal(rel) {
		return false
	}
	rel = filepath.ToSlash(rel)
	if !markdown(rel) || ignored(ignore, rel, path.Join(root, rel)) {
		return false
	}
	return !slices.ContainsFunc(strings.Split(path.Dir(rel), "/"), func(name string) bool { return name != "." && skipped(name) })
}

// ignored matches the globs of papersearch.toml with a path as it is from its source and as it is shown: * and ?
// within a name, ** any folders.
func ignored(globs []string, paths ...string) bool {
	return slices.ContainsFunc(globs, func(g string) bool {
		return slices.ContainsFunc(paths, func(p string) bool { return doublestar.MatchUnvalidated(g, p) })
	})
}

// changes is what differs between the files found and the sources of a manifest.
type changes struct {
	why     string // "" when nothing does
	touched bool   // a file says by its time that it may have changed, and has not: noting that saves reading it each time
}

func changed(m *store.Manifest, files []found) changes {
	was := make(map[string]*store.Source, len(m.Sources))
	for i := range m.Sources {
		was[m.Sources[i].Path] = &m.Sources[i]
	}
	var c changes
	for _, f := range files {
		s := was[f.name]
		delete(was, f.name)
		why, touched := f.differs(s, m.Written)
		c.touched = c.touched || touched
		if why != "" {
			return changes{why: f.name + " " + why}
		}
	}
	for name := range was {
		return changes{why: name + " is gone"}
	}
	return c
}

// differs says what of a file is not as the source s of an index that was written at a time; "" for nothing. s is nil for
// a file that is new.
func (f *found) differs(s *store.Source, written int64) (why string, touched bool) {
	switch {
	case f.gone: // its last text stays, so there is nothing to bring up to date
		return "", s != nil && !s.Kept
	case s == nil:
		return "is new", false
	case f.err != nil:
		return "", !s.Kept && s.Hash != ""
	case s.Kept || s.Hash == "":
		if f.unreadable() == nil {
			return "can be read again", false
		}
		return "", false
	case f.size != s.Size:
		return "has changed", false
	case f.modTime == s.ModTime && s.ModTime <= written-racy(s.ModTime):
		return "", false
	case !same(*f, s):
		return "has changed", false
	}
	return "", f.modTime != s.ModTime || time.Now().UnixNano() > f.modTime+2*racy(f.modTime)
}

// unreadable says why a file cannot be read; nil when it can.
func (f *found) unreadable() error {
	r, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer r.Close()
	if _, err = r.Read(make([]byte, 1)); errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// same compares a file with a source by its bytes.
func same(f found, s *store.Source) bool {
	if f.size != s.Size {
		return false
	}
	data, err := os.ReadFile(f.path)
	return err == nil && hash(data) == s.Hash
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// Suggest names the Markdown files in a folder, newest first, for a user who has not said what to index.
func Suggest(folder string) []string {
	files := walk(folder, "", nil)
	slices.SortStableFunc(files, func(a, b found) int { return int(min(1, max(-1, b.modTime-a.modTime))) })
	var names []string
	for _, f := range files {
		names = append(names, f.name)
	}
	return names
}

// CheckPath says why a path cannot be a source; nil when it can.
func CheckPath(file string) error {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: no such file or folder", file)
	case err != nil:
		return fmt.Errorf("%s: %w", file, errors.Unwrap(err))
	case info.IsDir():
		if _, err := os.ReadDir(file); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s: neither a file nor a folder", file)
	}
	return nil
}
