package indexer

import (
	"context"
	"papersearch/readlog"
	"papersearch/store"
	"slices"
)

// A pending item is read when an entry of the log is the paper it names: by its title, by a title spelled otherwise, by the
// name, by its address (names.go), under another name of the glossary, or in the other language. An item that merely mentions a
// model that was read ("vLLM 源码", "DALLE2 效果体验") is not: what is called read wrongly is never read.

// pendingItem is an item of the log on its way into the next generation.
type pendingItem struct {
	src    *source
	at     int // number in src.entries; of a source that was not read, among its rows
	row    int // of the old generation; -1 for one that is new
	id     string
	record *store.Record
	done   bool
}

// judgePending sets the state of pending items, once all entries have their ids. The states are those that an index made anew
// would have (TestPendingAsFresh), but what cannot have changed is not asked: while no title is gone, an item that is as it was
// is compared with all papers only if a new one may concern it. An item whose state changed is written anew.
//
// A new item, or a title that is changed, costs reading the titles of all papers: 0.1 s at 10,000.
func (p *plan) judgePending(ctx context.Context) error {
	n, err := p.news()
	if err != nil || !n.touched {
		return err
	}
	items, err := p.items()
	if err != nil || len(items) == 0 {
		return err
	}
	j := judge{plan: p, news: n, items: items, fresh: newTitles(p, n.papers), above: newTitles(p, nil)}
	j.above.byAlias = nil
	for i := range items {
		now, err := j.judge(ctx, i)
		if err != nil {
			return err
		}
		if err := p.setPending(&items[i], now); err != nil {
			return err
		}
	}
	return nil
}

// judge finds the states of items, one after the other in the order of the log.
type judge struct {
	plan  *plan
	news  news
	items []pendingItem
	fresh *titles // of papers that are new
	all   *titles // of papers; made when first needed
	above *titles // of the items before one that was asked for its twin
}

// judge is the state of an item.
func (j *judge) judge(ctx context.Context, i int) (store.Pending, error) {
	item, was := &j.items[i], j.items[i].record.Pending
	now, err := j.named(ctx, item)
	switch {
	case err != nil:
		return now, err
	case item.done:
		now.State = store.StateDone
	case now.Of != "":
		now.State = store.StateRead
	case !j.news.items && was != nil && was.State == store.StateOpen: // the items above are those that it was compared with
		now.State = store.StateOpen
	case !j.news.items && was != nil && was.State == store.StateDuplicate:
		return *was, nil
	default:
		if of, why := j.twin(i); of != nil {
			return store.Pending{State: store.StateDuplicate, Of: of.id, Why: why}, nil
		}
		now.State = store.StateOpen
	}
	return now, nil
}

// named is the paper that an item names, or may name, with how that was recognised and no state: what was said before,
// where the news cannot have changed it.
func (j *judge) named(ctx context.Context, item *pendingItem) (now store.Pending, err error) {
	again, err := j.again(ctx, item)
	if err != nil {
		return now, err
	}
	if !again {
		if was := item.record.Pending; was.Of != "" && was.State != store.StateDuplicate {
			now.Of, now.Why = was.Of, was.Why
		} else {
			now.Maybe = was.Maybe
		}
		return now, nil
	}
	if j.all == nil {
		papers, err := j.plan.papers()
		if err != nil {
			return now, err
		}
		j.all = newTitles(j.plan, papers)
	}
	of, why, err := j.all.find(ctx, item)
	if err != nil {
		return now, err
	}
	now.Why = why
	if of != nil {
		now.Of = of.id
	} else if !item.done {
		now.Maybe = j.all.perhaps(compared(item.record).Title)
	}
	return now, nil
}

// again says whether an item must be compared with all papers.
func (j *judge) again(ctx context.Context, item *pendingItem) (bool, error) {
	was, n := item.record.Pending, &j.news
	if item.row < 0 || was == nil || n.gone || n.renamed[was.Of] || n.renamed[was.Maybe] {
		return true, nil
	}
	return j.fresh.concern(ctx, item)
}

// twin is the item above that has the title of an item, and how that was recognised; nil for none. Items are asked in order.
func (j *judge) twin(i int) (*known, string) {
	for n := len(j.above.papers); n < i; n++ {
		x := &j.items[n]
		j.above.add(&known{id: x.id, title: compared(x.record).Title, row: -1})
	}
	return j.above.same(compared(j.items[i].record).Title)
}

// items lists the pending items in the order of the log.
func (p *plan) items() ([]pendingItem, error) {
	var out []pendingItem
	old := func(s *source, at, row int, id string) error {
		r, err := p.old.Record(row)
		if err == nil {
			out = append(out, pendingItem{s, at, row, id, r, p.old.Table.Done(row)})
		}
		return err
	}
	for _, s := range p.sources {
		if s.entries == nil {
			for row := s.from; row < s.to; row++ {
				if p.old.Table.Kind(row) != store.Todo {
					continue
				}
				if err := old(s, row-s.from, row, p.old.Table.ID(row)); err != nil {
					return nil, err
				}
			}
		}
		for i, e := range s.entries {
			switch {
			case e.row >= 0 && p.old.Table.Kind(e.row) == store.Todo:
				if err := old(s, i, e.row, e.id); err != nil {
					return nil, err
				}
			case e.row < 0 && e.doc.Kind == store.Todo:
				out = append(out, pendingItem{s, i, -1, e.id, &e.doc.Record, e.doc.Done})
			}
		}
	}
	return out, nil
}

// setPending gives an item its state. One of the old generation is written anew if that differs.
func (p *plan) setPending(item *pendingItem, now store.Pending) error {
	if item.row < 0 {
		item.record.Pending = &now
		return nil
	}
	if was := item.record.Pending; was != nil && *was == now {
		return nil
	}
	s := item.src
	if s.entries == nil {
		s.refer(p.old)
		for _, e := range s.entries {
			e.id = p.old.Table.ID(e.row)
		}
	}
	e := s.entries[item.at]
	d, err := keptDoc(p.old, item.row)
	if err != nil {
		return err
	}
	d.Pending = &now
	d.Key, d.Path, d.Line, d.EndLine, d.Start, d.End = e.key, e.at.Path, e.at.Line, e.at.EndLine, e.at.Start, e.at.End
	e.doc, e.row = d, -1
	return nil
}

// ItemOf is the number of the first item that names the paper of a title, -1 for none: as the state of a pending item is
// judged, but for titles in the other language.
func (e *Env) ItemOf(items []string, title string) int {
	t := newTitles(&plan{env: e}, []*known{{id: "new", title: title, alias: readlog.Alias(title), row: -1}})
	return slices.IndexFunc(items, func(item string) bool {
		of, _ := t.same(item)
		if of == nil {
			of, _ = t.called(item)
		}
		return of != nil
	})
}
