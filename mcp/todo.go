package mcp

import (
	"context"
	"fmt"
	"papersearch/query"
	"papersearch/report"
	"papersearch/store"
)

// todoInput are the arguments of todo.
type todoInput struct {
	Query  string `json:"query,omitempty" jsonschema:"only what this finds; all when empty"`
	State  string `json:"state,omitempty" jsonschema:"open (when not given), done (ticked off), read (an entry has it, not ticked off), duplicate, or all"`
	Next   bool   `json:"next,omitempty" jsonschema:"also suggest what to read next, by what was read lately"`
	Track  values `json:"track,omitempty" jsonschema:"track of research"`
	File   values `json:"file,omitempty" jsonschema:"name or path of a file of the log, with * and **"`
	Limit  number `json:"limit,omitempty" jsonschema:"items in one answer, 1 to 200; 50 when not given"`
	Offset number `json:"offset,omitempty" jsonschema:"items to skip: next_offset of the answer before"`
}

// TodoOutput are pending items, in the log's order.
type TodoOutput struct {
	Version    int                 `json:"version"`
	Total      int                 `json:"total"`
	Counts     report.StateCounts  `json:"counts"` // of what was asked for, whatever its state
	Items      []Item              `json:"items"`
	NextOffset int                 `json:"next_offset"` // of the next answer; 0 when all is said
	Next       []report.Suggestion `json:"next"`        // the best first
	Stale      bool                `json:"stale"`
}

// Item is a pending item.
type Item struct {
	ID      string         `json:"id"`
	Title   string         `json:"title"`
	State   string         `json:"state"`   // open, done, read or duplicate
	ReadAs  *report.ReadAs `json:"read_as"` // the entry that was read; null when there is none
	Depth   int            `json:"depth"`   // 0 is outermost
	Parents []string       `json:"parents"`
	Track   string         `json:"track"`
	File    string         `json:"file"`
	Line    int            `json:"line"`
}

// states are the values of todoInput.State.
var states = map[string][]store.State{
	"": {store.StateOpen}, "open": {store.StateOpen}, "done": {store.StateDone}, "read": {store.StateRead}, "duplicate": {store.StateDuplicate}, "all": nil,
}

// suggestions is how many items are suggested to be read next.
const suggestions = 5

func (s *Server) todo(ctx context.Context, in todoInput) (*TodoOutput, error) {
	limit, err := limited(in.Limit, 50, 200)
	of, known := states[in.State]
	switch {
	case err != nil:
	case in.Offset < 0:
		err = fmt.Errorf("offset %d: it is a number of items to skip", in.Offset)
	case !known:
		err = fmt.Errorf("state %q: it is open, done, read, duplicate or all", cut(in.State, 40))
	default:
		err = checkQuery(in.Query)
	}
	if err != nil {
		return nil, err
	}
	req := report.TodoRequest{Text: in.Query, Filters: query.Filters{Track: in.Track, File: in.File}, States: of}
	if in.Next {
		req.Next = suggestions
	}
	var out *TodoOutput
	err = s.ask(func(q *query.Searcher, stale bool) error {
		list, err := report.Todo(ctx, q, req)
		if err != nil {
			return err
		}
		out = &TodoOutput{Version: query.Version, Total: list.Total, Counts: list.Counts, Items: []Item{}, Next: list.Next, Stale: stale}
		for i := int(in.Offset); i < min(len(list.Items), int(in.Offset)+limit); i++ {
			x := &list.Items[i]
			out.Items = append(out.Items, Item{
				ID: x.ID, Title: cut(x.Title, 300), State: x.State, ReadAs: x.ReadAs, Depth: x.Depth, Parents: x.Parents, Track: x.Track,
				File: x.File, Line: x.Line,
			})
		}
		if next := int(in.Offset) + len(out.Items); next < len(list.Items) && len(out.Items) > 0 {
			out.NextOffset = next
		}
		return nil
	})
	return out, err
}
