package store

import (
	"bufio"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// syncs is how many files are synced at a time.
const syncs = 16

// newFile is a file of the generation in the making that is written and not yet synced.
type newFile struct {
	f    *os.File
	File // as the manifest will have it
}

// create writes a part of the generation; sync makes it durable.
func (b *Builder) create(path string, fill func(io.Writer) error) error {
	step("create " + path)
	full := filepath.Join(b.dir(), filepath.FromSlash(path))
	f, err := os.Create(full)
	if err != nil {
		return err
	}
	b.fresh = append(b.fresh, &newFile{f: f, File: File{Path: path}})
	sum := summed{f, crc32.New(castagnoli)}
	out := bufio.NewWriterSize(sum, 1<<16)
	if err := fill(out); err != nil {
		return err
	}
	step("fill " + path)
	if err := out.Flush(); err != nil {
		return err
	}
	b.fresh[len(b.fresh)-1].Sum = sum.h.Sum32()
	return nil
}

type summed struct {
	f *os.File
	h hash.Hash32
}

func (s summed) Write(p []byte) (int, error) {
	s.h.Write(p)
	return s.f.Write(p)
}

// adopt takes a file that somebody else wrote into the generation, to be made durable with the others.
func (b *Builder) adopt(path string) error {
	full := filepath.Join(b.dir(), filepath.FromSlash(path))
	f, err := os.OpenFile(full, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	n := &newFile{f: f, File: File{Path: path}}
	b.fresh = append(b.fresh, n)
	n.Sum, err = checksum(full)
	return err
}

// share takes a file of the old generation over: by a link, by a copy where there are none.
func (b *Builder) share(f File) error {
	step("share " + f.Path)
	from := filepath.Join(b.old.Dir, b.old.Name, filepath.FromSlash(f.Path))
	to := filepath.Join(b.dir(), filepath.FromSlash(f.Path))
	if err := link(from, to); err != nil {
		return err
	}
	b.files = append(b.files, f)
	return nil
}

// noLinks makes link copy, for tests.
var noLinks = false

// link makes to another name of from, or a copy with the same time where the file system has no links.
func link(from, to string) error {
	if !noLinks && os.Link(from, to) == nil {
		return nil
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close(), os.Chtimes(to, time.Time{}, info.ModTime()))
}

// list adds what was written to the files of the manifest.
func (b *Builder) list() error {
	for _, n := range b.fresh {
		if err := n.stat(filepath.Join(b.dir(), filepath.FromSlash(n.Path))); err != nil {
			return err
		}
		b.files = append(b.files, n.File)
	}
	return nil
}

// sync makes what was written durable, with the names of it in their folders, in no order: none of it counts before CURRENT
// names the generation. All at once, one or two commits of the file system's journal do for it; one after the other, on a
// disk that others write to, each waits for theirs.
func (b *Builder) sync() error {
	step("sync")
	if err := b.permit(); err != nil {
		return err
	}
	var work errgroup.Group
	work.SetLimit(syncs)
	for _, n := range b.fresh {
		work.Go(func() error { return errors.Join(n.f.Sync(), n.f.Close()) })
	}
	b.fresh = nil
	for _, sub := range append(folders(), "", "..") {
		work.Go(func() error { return syncDir(filepath.Join(b.dir(), filepath.FromSlash(sub))) })
	}
	return work.Wait()
}

// permit gives what Bleve wrote for its owner alone the permissions of what stands beside it: a shared log has a shared index.
func (b *Builder) permit() error {
	folder, err := os.Stat(b.dir())
	if err != nil {
		return err
	}
	file, err := os.Stat(filepath.Join(b.dir(), sourcesPath))
	if err != nil {
		return err
	}
	for _, sub := range []string{BlevePath, BlevePath + "/store"} {
		if err := os.Chmod(filepath.Join(b.dir(), filepath.FromSlash(sub)), folder.Mode().Perm()); err != nil {
			return err
		}
	}
	for _, n := range b.fresh {
		if strings.HasPrefix(n.Path, BlevePath+"/") {
			if err := n.f.Chmod(file.Mode().Perm()); err != nil {
				return err
			}
		}
	}
	return nil
}

// folders are those of a generation.
func folders() []string {
	return []string{BlevePath, BlevePath + "/store", docsPath, entriesPath, termsPath, TextPath, VectorsPath}
}

// replaceFile writes path as a whole or not at all, and syncs it and its folder.
func replaceFile(path string, data []byte) error {
	if err := putFile(path, data); err != nil {
		return err
	}
	step("sync folder of " + filepath.Base(path))
	return syncDir(filepath.Dir(path))
}

// putFile writes path as a whole or not at all, and syncs it. Its name is durable when its folder is synced.
func putFile(path string, data []byte) error {
	step("write " + filepath.Base(path))
	tmp := path + ".tmp"
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	step("sync " + filepath.Base(path))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		step("rename " + filepath.Base(path))
		err = os.Rename(tmp, path)
	}
	if err != nil {
		os.Remove(tmp)
	}
	return err
}

// syncFolder is File.Sync, but in tests.
var syncFolder = (*os.File).Sync

// syncDir makes the names in a folder durable. Windows has no such thing and refuses, and so do some network file systems; there
// it is not to be had.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := syncFolder(f); !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}
