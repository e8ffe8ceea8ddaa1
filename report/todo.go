package report

import (
	"context"
	"fmt"
	"papersearch/query"
	"papersearch/store"
	"slices"
	"time"
)

// TodoRequest asks for pending items. The zero value lists all.
type TodoRequest struct {
	Text    string        // words that items must match; "" is all
	Filters query.Filters // of these Kind does not matter
	Typing  bool          // as in query.Request
	States  []store.State // listed; nil is all
	Next    int           // suggestions what to read next; 0 is none
	Ages    bool          // ask the git history of the log how old items are: a process for each file that has some
}

// States are what an item can be.
var States = []string{string(store.StateOpen), string(store.StateDone), string(store.StateRead), string(store.StateDuplicate)}

// Suggested is how many items are suggested to read next where nobody says.
const Suggested = 5

// TodoList is the pending list, in the log's order.
type TodoList struct {
	Version int          `json:"version"`
	Query   string       `json:"query"`
	Total   int          `json:"total"`
	Counts  StateCounts  `json:"counts"` // of what words and filters select, whatever its state
	Items   []TodoItem   `json:"items"`
	Next    []Suggestion `json:"next"` // the best first
	Stale   bool         `json:"stale"`
}

// StateCounts is how many items there are of each state.
type StateCounts struct {
	Open      int `json:"open"`
	Done      int `json:"done"`
	Read      int `json:"read"`
	Duplicate int `json:"duplicate"`
}

// TodoItem is a pending item.
type TodoItem struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	State       string   `json:"state"`        // open, done, read or duplicate
	ReadAs      *ReadAs  `json:"read_as"`      // the entry that was read; null when there is none
	DuplicateOf string   `json:"duplicate_of"` // id of the item above that says the same
	Depth       int      `json:"depth"`        // 0 is outermost
	Parents     []string `json:"parents"`      // outermost first
	Track       string   `json:"track"`
	Added       string   `json:"added"` // the day its line was last written, as git tells; "" when unknown
	AgeDays     int      `json:"age_days"`
	File        string   `json:"file"`
	Line        int      `json:"line"`

	row   int
	maybe bool // it may well be read
}

// ReadAs is the entry by which a pending item was read.
type ReadAs struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Read  string `json:"read"`
	Why   string `json:"why"`
}

// Suggestion is an open item to read next.
type Suggestion struct {
	ID    string  `json:"id"`
	Title string  `json:"title"`
	Score float64 `json:"score"` // higher is nearer to what was read lately
	Why   string  `json:"why"`
	File  string  `json:"file"`
	Line  int     `json:"line"`
}

// Todo lists the pending items that words and filters select, with their states. The error is that of the query, or says
// what of the index could not be read; git that is missing or slow only leaves ages unknown.
func Todo(ctx context.Context, s *query.Searcher, req TodoRequest) (*TodoList, error) {
	out := &TodoList{Version: query.Version, Query: req.Text, Items: []TodoItem{}, Next: []Suggestion{}}
	var all []TodoItem
	of := map[string]bool{}
	err := s.Each(ctx, query.Request{Text: req.Text, Typing: req.Typing, Filters: ofKind(req.Filters, store.Todo)}, func(e *query.Entry) error {
		item := TodoItem{
			ID: e.ID, Title: e.Title, State: e.State, Depth: e.Depth, Parents: e.Parents, Track: e.Track, File: e.File, Line: e.Line, row: e.Row(),
		}
		switch p := e.Pending; {
		case p == nil:
		case p.Of == "":
			item.maybe = p.Maybe != ""
		case p.State == store.StateDuplicate:
			item.DuplicateOf = p.Of
		default:
			item.ReadAs = &ReadAs{ID: p.Of, Why: p.Why}
			of[p.Of] = true
		}
		out.Counts.add(store.State(item.State))
		all = append(all, item)
		return nil
	})
	if err != nil {
		return nil, err
	}
	g := s.Generation()
	rows := rowsByID(g, of)
	for i := range all {
		item := &all[i]
		if req.States != nil && !slices.Contains(req.States, store.State(item.State)) {
			continue
		}
		if item.ReadAs != nil {
			row, ok := rows[item.ReadAs.ID]
			if !ok {
				return nil, fmt.Errorf("the index names an entry %s that it does not have: `papersearch index --rebuild` makes it anew", item.ReadAs.ID)
			}
			r, err := g.Record(row)
			if err != nil {
				return nil, err
			}
			item.ReadAs.Title, item.ReadAs.Read = r.Title, readOf(g, row)
		}
		out.Items = append(out.Items, *item)
	}
	if req.Ages {
		age(ctx, g.Dir, out.Items, time.Now())
	}
	out.Total = len(out.Items)
	if req.Next > 0 {
		out.Next, err = next(g, all, req.Next)
	}
	return out, err
}

func (c *StateCounts) add(s store.State) {
	switch s {
	case store.StateDone:
		c.Done++
	case store.StateRead:
		c.Read++
	case store.StateDuplicate:
		c.Duplicate++
	default:
		c.Open++
	}
}
