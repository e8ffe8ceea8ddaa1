package indexer

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Where notification ends, as when watches run out, what was told of is not told again as new.
func TestPollingTellsNothingTwice(t *testing.T) {
	s := newShelf(t)
	s.write("log.md", paper("2024.1.17", "Alpha Beta", "八只手"))
	s.index("log.md")
	told := 0
	w := &watcher{env: s.env, done: func(_ Stats, c []EntryChange) error { told += len(c); return nil }}
	defer w.close()
	if err := w.update(context.Background()); err != nil || told != 1 {
		t.Fatalf("%d entries told at first, %v", told, err)
	}
	w.poll(errors.New("no space left on device"))
	if err := w.update(context.Background()); err != nil || told != 1 {
		t.Errorf("%d entries told again, %v", told-1, err)
	}
}

// A folder that is removed and made again before it was looked at is watched all the same.
func TestFolderMadeAgainIsWatched(t *testing.T) {
	s := newShelf(t)
	s.write("notes/log.md", paper("2024.1.17", "Alpha Beta", "八只手"))
	s.index("notes")
	w := &watcher{env: s.env, done: func(Stats, []EntryChange) error { return nil }}
	defer w.close()
	if w.follow(); w.broken {
		t.Skip("no notification here")
	}
	folder := filepath.Join(base(s.env.Dir), "notes")
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	s.write("notes/log.md", paper("2024.1.17", "Alpha Beta", "八只手"))
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if !w.wait(ctx) {
		t.Fatal("nothing was told of the folder")
	}
	if w.follow(); !slices.Contains(w.notify.WatchList(), folder) {
		t.Errorf("watched are %v", w.notify.WatchList())
	}
}

// What is wrong is told when it is, not at each look.
func TestWarningsOfWatchAreToldOnce(t *testing.T) {
	var told []string
	env := &Env{Warn: func(s string) { told = append(told, s) }}
	w := &watcher{env: env}
	for _, said := range [][]string{{"a cannot be read"}, {"a cannot be read", "b cannot be read"}, {"b cannot be read"}, {"a cannot be read"}, nil, {"a cannot be read"}} {
		over := w.quietly(env)
		for _, s := range said {
			env.warn("%s", s)
		}
		over()
	}
	if got := strings.Join(told, ", "); got != "a cannot be read, b cannot be read, a cannot be read, a cannot be read" {
		t.Errorf("told: %s", got)
	}
}
