package indexer

import (
	"context"
	"errors"
	"testing"
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
