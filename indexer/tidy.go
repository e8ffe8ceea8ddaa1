package indexer

import (
	"context"
	"errors"
	"papersearch/store"
)

// Tidy merges what updates have left lying, if there is enough of it, and says why it did; "" when it did nothing. It is
// called when an answer is out, and without all leaves what takes long to Index and Watch. Another writer, a folder that
// cannot be written: it is left for the next time.
func Tidy(ctx context.Context, e *Env, all bool) (why string, err error) {
	e.Wait()
	lock, err := store.Acquire(ctx, e.Dir, 0)
	if err != nil {
		return "", nil //nolint:nilerr // there is no hurry
	}
	defer lock.Release()
	return e.tidy(ctx, lock, all)
}

func (e *Env) tidy(ctx context.Context, lock *store.Lock, all bool) (why string, err error) {
	g, err := store.Open(e.Dir)
	if err != nil {
		return "", err
	}
	defer g.Close()
	if why = g.Untidy(all); why == "" {
		return "", nil
	}
	err = lock.Tidy(ctx, g, all)
	var damage *store.Damage
	if errors.As(err, &damage) {
		return "", nil // told and repaired by whoever reads it; `index --check` does
	}
	return why, err
}
