package main

import (
	"papersearch/indexer"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// barFrom is the number of entries, or of sentences, from which a step takes long enough to show a bar.
const barFrom = 500

// measured is how long a step is looked at before its rate is shown, and what is left of it by that: the first sentences come within
// a millisecond, and would make it millions an hour.
const measured = 500 * time.Millisecond

// bar is a progress bar on a terminal, nothing elsewhere: first for the sentences that get a meaning, which takes most of the
// time of a first index, then for the entries whose words are written.
type bar struct {
	p     *program
	mu    sync.Mutex
	step  string
	begun time.Time // the step
	rates bool      // rates are shown
	large bool
	bar   *progressbar.ProgressBar
}

// progress shows how far env's indexing is, until end.
func (p *program) progress(env *indexer.Env) *bar {
	b := &bar{p: p}
	env.Embedding = func(done, total int) { b.show("meaning", "sentences", done, total) }
	env.Progress = func(done, total int) { b.show("words", "entries", done, total) }
	return b
}

func (b *bar) show(step, unit string, done, total int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.large && total >= barFrom {
		b.large = true
		garbage(whileIndexing)
	}
	if !b.p.err.terminal || total < barFrom {
		return
	}
	if b.step != step {
		if b.bar != nil {
			_ = b.bar.Clear()
		}
		b.step, b.begun, b.rates = step, time.Now(), false
		b.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(b.p.err.file),
			progressbar.OptionSetDescription(pad(step, 7)),
			progressbar.OptionShowCount(),
			progressbar.OptionSetItsString(unit),
			progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetWidth(16),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		)
	}
	if !b.rates && time.Since(b.begun) >= measured {
		b.rates = true
		progressbar.OptionShowIts()(b.bar)
		progressbar.OptionSetPredictTime(true)(b.bar)
	}
	_ = b.bar.Set(done)
}

// end takes the bar away.
func (b *bar) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bar != nil {
		_ = b.bar.Clear()
	}
}
