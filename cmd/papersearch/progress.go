package main

import (
	"sync"

	"github.com/schollz/progressbar/v3"
)

// barFrom is the number of entries from which building takes long enough to show a bar.
const barFrom = 500

// bar is a progress bar on a terminal, nothing elsewhere.
type bar struct {
	p   *program
	mu  sync.Mutex
	bar *progressbar.ProgressBar
}

func (p *program) progress() *bar { return &bar{p: p} }

// show is an indexer.Env.Progress.
func (b *bar) show(done, total int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.p.err.terminal || total < barFrom {
		return
	}
	if b.bar == nil {
		b.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(b.p.err.file),
			progressbar.OptionSetDescription("indexing"),
			progressbar.OptionShowCount(),
			progressbar.OptionSetWidth(30),
			progressbar.OptionClearOnFinish(),
		)
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
