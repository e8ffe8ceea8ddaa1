package store

import (
	"context"
	"errors"
	"os"
	"papersearch/segment"
	"path/filepath"
	"syscall"
	"testing"
)

// A folder that cannot be synced fails the update, never the index: what CURRENT names is there, before the rename and behind it.
func TestFolderNotSynced(t *testing.T) {
	t.Run("Commit", func(t *testing.T) {
		folderNotSynced(t, func(lock *Lock, old *Generation) error {
			b, err := lock.Build(context.Background(), old, false)
			if err != nil {
				t.Fatal(err)
			}
			b.Keep(0, old.Table.Len())
			segment.Use(segment.NewDictionary(nil, nil).Load(""))
			defer segment.Use(nil)
			return b.Commit(Manifest{Versions: old.Manifest.Versions, Remembered: old.Manifest.Remembered})
		})
	})
	t.Run("Tidy", func(t *testing.T) {
		folderNotSynced(t, func(lock *Lock, old *Generation) error { return lock.Tidy(context.Background(), old, true) })
	})
}

// folderNotSynced lets the sync of the container fail once more often each time, until change no longer fails.
func folderNotSynced(t *testing.T, change func(*Lock, *Generation) error) {
	t.Helper()
	defer func(was func(*os.File) error) { syncFolder = was }(syncFolder)
	for fails := range 12 {
		dir, _ := made(t)
		old, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		lock, err := Acquire(context.Background(), dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		container, _ := os.Stat(dir)
		calls := 0
		syncFolder = func(f *os.File) error {
			if at, err := f.Stat(); err == nil && os.SameFile(at, container) {
				if calls++; calls > fails {
					return syscall.EIO
				}
			}
			return nil
		}
		err = change(lock, old)
		if calls <= fails {
			if fails == 0 || err != nil {
				t.Fatalf("the container was synced %d times: %v", calls, err)
			}
			return
		}
		if !errors.Is(err, syscall.EIO) {
			t.Errorf("after %d syncs: %v", fails, err)
		}
		lock.Release()
		old.Close()
		g, err := Open(dir)
		if err != nil {
			t.Fatalf("after %d syncs: %v", fails, err)
		}
		if err := g.Verify(); err != nil {
			t.Errorf("after %d syncs: %v", fails, err)
		}
		g.Close()
	}
	t.Error("the container is synced without end")
}

// What was encoded is found again wherever the index lies.
func TestKeptInAnyFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "papers [2024]", DirName)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	lock, err := Acquire(context.Background(), dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	for n := range 3 {
		s := &Sentences{Hashes: []uint64{uint64(n + 1)}}
		s.Resize(1)
		if err := lock.Keep(s, "m"); err != nil {
			t.Fatal(err)
		}
	}
	if kept := lock.Kept("m"); !kept.Has(1) || !kept.Has(2) || !kept.Has(3) {
		t.Error("not all that was kept is found")
	}
	lock.forget()
	if left := lock.keptFiles(); len(left) > 0 {
		t.Error(left)
	}
}
