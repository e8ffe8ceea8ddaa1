package indexer

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"papersearch/fold"
	"papersearch/semantic"
	"papersearch/store"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// embedBatch is how many sentences a core takes at once: the encoder reads its weights once for about 16.
const embedBatch = 32

// embed returns the vectors of all entries. A sentence that old has, or that stands twice, is not encoded again.
func (e *Env) embed(ctx context.Context, docs []*store.Doc, old *store.Generation) (*store.Vectors, error) {
	v := &store.Vectors{First: make([]uint32, 1, len(docs)+1)}
	var texts []string // to be encoded
	var at []int       // sentences of texts
	seen := map[uint64]int{}
	same := map[int]int{} // sentence → the one before with the same text
	var lent *store.Vectors
	if old != nil && old.Vectors != nil && old.Manifest.Versions.Model == semantic.Version {
		lent = old.Vectors
	}
	known := map[int]int{} // sentence → that of old
	for _, d := range docs {
		for _, text := range semantic.Texts(d.Title, d.Alias, d.Record.Body()) {
			text = fold.Script(text)
			n := len(v.Hashes)
			hash := textHash(text)
			v.Hashes = append(v.Hashes, hash)
			if first, ok := seen[hash]; ok {
				same[n] = first
				continue
			}
			seen[hash] = n
			if lent != nil {
				if k := lent.Find(hash); k >= 0 {
					known[n] = k
					continue
				}
			}
			texts, at = append(texts, text), append(at, n)
		}
		v.First = append(v.First, uint32(len(v.Hashes)))
	}
	v.Norms = make([]float32, len(v.Hashes))
	v.Packed = make([]byte, len(v.Hashes)*store.VectorBytes)
	if err := e.encode(ctx, v, texts, at); err != nil {
		return nil, err
	}
	for n, k := range known {
		v.Norms[n] = lent.Norms[k]
		copy(v.Packed[n*store.VectorBytes:][:store.VectorBytes], lent.Packed[k*store.VectorBytes:])
	}
	for n, first := range same {
		v.Norms[n] = v.Norms[first]
		copy(v.Packed[n*store.VectorBytes:][:store.VectorBytes], v.Packed[first*store.VectorBytes:])
	}
	return v, nil
}

func textHash(text string) uint64 {
	sum := sha256.Sum256([]byte(text))
	return binary.LittleEndian.Uint64(sum[:])
}

// encode writes the vectors of texts to the sentences at, on all cores.
func (e *Env) encode(ctx context.Context, v *store.Vectors, texts []string, at []int) error {
	var next, done atomic.Int64
	workers, ctx := errgroup.WithContext(ctx)
	for range runtime.GOMAXPROCS(0) {
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
					v.Norms[at[i]] = semantic.Pack(&out[i-from], v.Packed[at[i]*store.VectorBytes:][:store.VectorBytes])
				}
				if n := int(done.Add(int64(to - from))); e.Embedding != nil {
					e.Embedding(n, len(texts))
				}
			}
		})
	}
	return workers.Wait()
}
