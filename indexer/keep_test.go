package indexer

import (
	"context"
	"errors"
	"os"
	"papersearch/internal/synth"
	"path/filepath"
	"sync/atomic"
	"testing"
)

// An interrupted first index has kept what it had encoded, and the next one does only the rest; then nothing is kept.
func TestInterruptedEmbedding(t *testing.T) {
	if testing.Short() {
		t.Skip("encodes 25,000 sentences")
	}
	s := newShelf(t)
	s.write("log.md", synth.Log(2200, 7))
	log := filepath.Join(s.dir, "log.md")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var whole, rest atomic.Int64
	s.env.Embedding = func(done, total int) {
		if whole.Store(int64(total)); done > keepEvery+keepEvery/2+embedBatch*4 {
			cancel()
		}
	}
	if _, err := Index(ctx, s.env, Change{Add: []string{log}}); !errors.Is(err, context.Canceled) {
		t.Fatalf("the error is %v", err)
	}
	kept := func() []string {
		found, _ := filepath.Glob(filepath.Join(s.env.Dir, "encoded-*"))
		return found
	}
	if len(kept()) < 2 {
		t.Fatalf("kept: %v", kept())
	}
	if err := os.WriteFile(kept()[1], []byte("psvecs02 and nothing else"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.env.Embedding = func(_, total int) { rest.Store(int64(total)) }
	if _, err := Index(context.Background(), s.env, Change{Add: []string{log}}); err != nil {
		t.Fatal(err)
	}
	if again, all := rest.Load(), whole.Load(); again == 0 || again > all-keepEvery {
		t.Errorf("%d of %d sentences were encoded again", again, all)
	}
	if len(kept()) > 0 {
		t.Errorf("still kept: %v", kept())
	}
}
