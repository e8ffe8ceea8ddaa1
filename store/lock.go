package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Lock is the right to write a container; one process has it at a time.
type Lock struct {
	dir               string
	file              *flock.Flock
	current, previous string // the generation that was made, and the one that CURRENT named before; "" for none
}

// Acquire makes the container if needed and takes LOCK, waiting at most wait. The error is ErrLocked when
// another process keeps it, or says why nothing can be written here.
func Acquire(ctx context.Context, dir string, wait time.Duration) (*Lock, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	for {
		l, err := tryLock(dir)
		if l != nil || err != nil && !errors.Is(err, fs.ErrNotExist) {
			return l, err
		}
		select {
		case <-time.After(10 * time.Millisecond):
			continue
		case <-ctx.Done():
		}
		switch {
		case err != nil:
			return nil, err
		case errors.Is(ctx.Err(), context.DeadlineExceeded):
			return nil, ErrLocked
		}
		return nil, fmt.Errorf("locking the index: %w", ctx.Err())
	}
}

// tryLock takes LOCK if nobody has it; nil without an error when somebody does, or did and has removed it with its container: a lock on
// a file that is gone keeps nobody out.
func tryLock(dir string) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the index: %w", err)
	}
	path := filepath.Join(dir, lockName)
	l := &Lock{dir: dir, file: flock.New(path, flock.SetPermissions(0o644))}
	ok, err := l.file.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking the index: %w", err)
	}
	if ok {
		held, errHeld := l.file.Stat()
		there, errThere := os.Stat(path)
		if errHeld == nil && errThere == nil && os.SameFile(held, there) {
			return l, nil
		}
	}
	return nil, l.file.Close()
}

// Free says whether nobody is writing. It changes nothing.
func Free(dir string) (bool, error) {
	l := flock.New(filepath.Join(dir, lockName), flock.SetFlag(os.O_RDONLY))
	defer l.Close() //nolint:errcheck // read only
	return l.TryRLock()
}

// Release clears away the generations that nobody needs any more, if there is a new one, and gives the right back. A
// container in which nothing came to be is removed with it.
func (l *Lock) Release() error {
	if l.current != "" {
		step("sweep")
		l.sweep(l.current, l.previous)
		step("swept")
	}
	if _, err := os.Stat(filepath.Join(l.dir, currentName)); !errors.Is(err, fs.ErrNotExist) {
		return l.file.Close()
	}
	if gens, err := generations(l.dir); err == nil && len(gens) == 0 && !hasSources(l.dir) {
		_ = os.Remove(filepath.Join(l.dir, lockName))
		_ = os.Remove(l.dir) // stays if the user keeps anything in it
	}
	return l.file.Close()
}

func hasSources(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, sourcesName))
	return err == nil
}

// next is the number of the next generation.
func (l *Lock) next() (int, error) {
	gens, err := generations(l.dir)
	if err != nil {
		return 0, fmt.Errorf("reading the index: %w", err)
	}
	next := 1
	for _, g := range gens {
		next = max(next, genNumber(g)+1)
	}
	return next, nil
}

// sweep removes generations that are neither keep nor previous, if that is not "", nor being read, and what a killed
// writer left. It needs no answer: what stays is removed by the next writer.
//
// The previous one is kept for readers that have read CURRENT and not yet opened what it named; without it some have to
// read CURRENT again, which Open does.
func (l *Lock) sweep(keep, previous string) {
	gens, err := generations(l.dir)
	if err != nil {
		return
	}
	for _, name := range gens {
		if name == keep || name == previous {
			continue
		}
		manifest := filepath.Join(l.dir, name, manifestName)
		if _, err := os.Stat(manifest); err == nil && l.isRead(manifest) {
			continue
		}
		step("throw away " + name)
		trash := filepath.Join(l.dir, "trash-"+name)
		if os.Rename(filepath.Join(l.dir, name), trash) == nil {
			step("remove " + name)
			os.RemoveAll(trash)
		}
	}
	list, _ := os.ReadDir(l.dir)
	for _, e := range list {
		if strings.HasPrefix(e.Name(), "trash-") || strings.HasSuffix(e.Name(), ".tmp") {
			os.RemoveAll(filepath.Join(l.dir, e.Name()))
		}
	}
}

// isRead says whether somebody holds a generation by its manifest.
func (l *Lock) isRead(manifest string) bool {
	held := flock.New(manifest, flock.SetFlag(os.O_RDONLY))
	ok, err := held.TryLock()
	_ = held.Close()
	return err == nil && !ok
}
