package mcp

import (
	"context"
	"fmt"
	"papersearch/query"
	"strings"
)

// TodoInput are the arguments of todo.
type TodoInput struct {
	Query  string `json:"query,omitempty" jsonschema:"only what this finds, the best first; all in the log's order when empty"`
	Done   bool   `json:"done,omitempty" jsonschema:"those that are ticked off too"`
	Track  Values `json:"track,omitempty" jsonschema:"track of research"`
	File   Values `json:"file,omitempty" jsonschema:"name or path of a file of the log, with * and **"`
	Limit  int    `json:"limit,omitempty" jsonschema:"items in one answer, 1 to 200; 50 when not given"`
	Offset int    `json:"offset,omitempty" jsonschema:"items to skip: next_offset of the answer before"`
}

// TodoOutput are pending items.
type TodoOutput struct {
	Version    int    `json:"version"`
	Total      int    `json:"total"`
	Items      []Item `json:"items"`
	NextOffset int    `json:"next_offset"` // of the next answer; 0 when all is said
	Stale      bool   `json:"stale"`
}

// Item is a pending item.
type Item struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	State   string   `json:"state"` // open or done
	Depth   int      `json:"depth"` // 0 is outermost
	Parents []string `json:"parents"`
	Track   string   `json:"track"`
	File    string   `json:"file"`
	Line    int      `json:"line"`
}

func (s *Server) todo(ctx context.Context, in TodoInput) (*TodoOutput, error) {
	limit, err := limited(in.Limit, 50, 200)
	if err == nil && in.Offset < 0 {
		err = fmt.Errorf("offset %d: it is a number of items to skip", in.Offset)
	}
	if err == nil {
		err = checkQuery(in.Query)
	}
	if err != nil {
		return nil, err
	}
	out := &TodoOutput{Version: query.Version, Items: []Item{}}
	err = s.ask(func(q *query.Searcher, stale bool) error {
		out.Stale = stale
		return pending(ctx, q, in, func(e *query.Entry) {
			if e.Done && !in.Done {
				return
			}
			if out.Total++; out.Total <= in.Offset || len(out.Items) >= limit {
				return
			}
			state := "open"
			if e.Done {
				state = "done"
			}
			out.Items = append(out.Items, Item{
				ID: e.ID, Title: cut(e.Title, 300), State: state, Depth: e.Depth, Parents: e.Parents, Track: e.Track, File: e.File, Line: e.Line,
			})
		})
	})
	if err != nil {
		return nil, err
	}
	if next := in.Offset + len(out.Items); next < out.Total && len(out.Items) > 0 {
		out.NextOffset = next
	}
	return out, nil
}

// pending calls do with the items that are asked for: in the log's order, or the best first when words are given.
func pending(ctx context.Context, q *query.Searcher, in TodoInput, do func(*query.Entry)) error {
	f := query.Filters{Kind: []string{"todo"}, Track: in.Track, File: in.File}
	byID := map[string]*query.Entry{}
	words := strings.TrimSpace(in.Query) != ""
	err := q.Each(ctx, query.Request{Text: in.Query, Filters: f}, func(e *query.Entry) error {
		if words {
			byID[e.ID] = e
		} else {
			do(e)
		}
		return nil
	})
	if err != nil || !words {
		return err
	}
	r, err := q.Search(ctx, query.Request{Text: in.Query, Filters: f, Facets: []string{}})
	if err != nil {
		return err
	}
	for _, h := range r.Hits {
		do(byID[h.ID])
	}
	return nil
}
