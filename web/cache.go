package web

import (
	"container/list"
	"sync"
)

// cacheBytes is how much of what was answered is kept a generation, and largestCached the most that one answer takes of it.
const (
	cacheBytes    = 16 << 20
	largestCached = 256 << 10
)

// cache keeps the answers that were asked for last, as they are sent. It belongs to one generation, and its keys say the day: see
// edition.key. So nothing in it is ever out of date. Safe for concurrent use.
type cache struct {
	mu    sync.Mutex
	room  int
	byKey map[string]*list.Element
	order *list.List // of *answer, the one asked for last in front
}

type answer struct {
	key  string
	body []byte
}

func newCache(room int) *cache {
	return &cache{room: room, byKey: map[string]*list.Element{}, order: list.New()}
}

// size is what an answer takes, roughly: its bytes and those of the bookkeeping.
func (a *answer) size() int { return len(a.body) + 2*len(a.key) + 200 }

func (c *cache) get(key string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.byKey[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(at)
	return at.Value.(*answer).body, true
}

// put keeps body, which must not change any more.
func (c *cache) put(key string, body []byte) {
	a := &answer{key, body}
	if a.size() > largestCached {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[key]; ok {
		return
	}
	c.byKey[key] = c.order.PushFront(a)
	c.room -= a.size()
	for c.room < 0 {
		last := c.order.Remove(c.order.Back()).(*answer)
		delete(c.byKey, last.key)
		c.room += last.size()
	}
}
