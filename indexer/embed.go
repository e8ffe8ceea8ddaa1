package indexer

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"papersearch/fold"
	"papersearch/semantic"
	"papersearch/store"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// embedBatch is how many sentences a core takes at once: the encoder reads its weights once for about 16.
const embedBatch = 32

// embed returns the vectors of the entries that are added. A sentence that an entry had which is gone or changed, or that
// stands twice, is not encoded again.
func (p *plan) embed(ctx context.Context, lock *store.Lock) (*store.Sentences, error) {
	s := &store.Sentences{First: make([]int, 1, len(p.docs)+1)}
	var texts []string // to be encoded
	var at []int       // sentences of texts
	seen := map[uint64]int{}
	same := map[int]int{} // sentence → the one before with the same text
	lender, kept := p.lender(), lock.Kept(semantic.Version)
	known := map[int]uint64{} // sentences that are lent
	var hashes []uint64
	for _, d := range p.docs {
		for _, text := range semantic.Texts(d.Title, d.Alias, d.Record.Body()) {
			text = fold.Script(text)
			n := len(hashes)
			hash := textHash(text)
			hashes = append(hashes, hash)
			if first, ok := seen[hash]; ok {
				same[n] = first
				continue
			}
			seen[hash] = n
			if lender.Has(hash) || kept.Has(hash) {
				known[n] = hash
				continue
			}
			texts, at = append(texts, text), append(at, n)
		}
		s.First = append(s.First, len(hashes))
	}
	s.Resize(len(hashes))
	copy(s.Hashes, hashes)
	if err := p.env.encode(ctx, s, texts, at, &keeper{lock: lock}); err != nil {
		return nil, err
	}
	for n, hash := range known {
		from := lender
		if !lender.Has(hash) {
			from = kept
		}
		if err := from.Take(s, n, hash); err != nil {
			return nil, err
		}
	}
	for n, first := range same {
		s.Copy(n, first)
	}
	return s, nil
}

// lender lends the vectors of what is gone: the other sentences of an entry that was edited are among them. nil lends none.
func (p *plan) lender() *store.Lender {
	if p.lent == nil || p.lent.Vectors == nil || p.lent.Manifest.Versions.Model != semantic.Version {
		return nil
	}
	rows := p.gone
	if p.old == nil {
		rows = nil
		for row := range p.lent.Table.Len() {
			rows = append(rows, row)
		}
	}
	return p.lent.Vectors.Lend(rows)
}

func textHash(text string) uint64 {
	sum := sha256.Sum256([]byte(text))
	return binary.LittleEndian.Uint64(sum[:])
}

// keepEvery is after how many sentences what is encoded is written down: a few seconds of work. A run of fewer than half as
// many keeps nothing.
const keepEvery = 16384

// keeper writes encoded sentences down on the way, so that an interrupted run loses little. Safe for concurrent use; nil keeps
// nothing.
type keeper struct {
	lock *store.Lock
	mu   sync.Mutex
	done []int // sentences that are encoded and not written down
}

// add notes sentences as encoded. What cannot be written down is encoded again another time.
func (k *keeper) add(s *store.Sentences, at []int, atLeast int) {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.done = append(k.done, at...)
	if len(k.done) < atLeast {
		return
	}
	part := &store.Sentences{}
	part.Resize(len(k.done))
	for i, n := range k.done {
		part.Hashes[i], part.Norms[i] = s.Hashes[n], s.Norms[n]
		copy(part.Packed[i*store.VectorBytes:][:store.VectorBytes], s.Packed[n*store.VectorBytes:])
	}
	_ = k.lock.Keep(part, semantic.Version)
	k.done = k.done[:0]
}

// encode writes the vectors of texts to the sentences at, on all cores.
func (e *Env) encode(ctx context.Context, s *store.Sentences, texts []string, at []int, keep *keeper) error {
	var next, done atomic.Int64
	workers, ctx := errgroup.WithContext(ctx)
	for range min(runtime.GOMAXPROCS(0), (len(texts)+embedBatch-1)/embedBatch) {
		workers.Go(func() error {
			enc, err := semantic.NewEncoder()
			if err != nil {
				return err
			}
			out := make([]semantic.Vector, embedBatch)
			for {
				from := int(next.Add(embedBatch)) - embedBatch
				if from >= len(texts) || ctx.Err() != nil {
					return ctx.Err()
				}
				to := min(from+embedBatch, len(texts))
				enc.Encode(texts[from:to], out[:to-from])
				for i := from; i < to; i++ {
					n := at[i]
					s.Norms[n] = semantic.Pack(&out[i-from], s.Packed[n*store.VectorBytes:][:store.VectorBytes])
				}
				keep.add(s, at[from:to], keepEvery)
				if n := int(done.Add(int64(to - from))); e.Embedding != nil {
					e.Embedding(n, len(texts))
				}
			}
		})
	}
	err := workers.Wait()
	if err != nil {
		keep.add(s, nil, keepEvery/2)
	}
	return err
}
