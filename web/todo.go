package web

import (
	"context"
	"net/http"
	"papersearch/query"
	"strings"
)

type todoPageView struct {
	shell
	Groups []todoGroup
	Said   string
	Done   int
}

// todoGroup is a heading of the pending list with what stands below it.
type todoGroup struct {
	Name  string
	Items []todoRow
}

type todoRow struct {
	todoItem
	Class string
	Steps []struct{} // as deep as it is nested in its group
}

// todoPage lists pending items as the log groups them.
func (s *Server) todoPage(w http.ResponseWriter, r *http.Request) {
	p, err := readParams(r.URL.RawQuery, nil)
	if err != nil {
		fail(w, r, err)
		return
	}
	s.page(w, r, p, func(ctx context.Context, q *query.Searcher, e *edition) ([]byte, error) {
		answer, err := s.todo(ctx, q, e, p)
		if err != nil {
			return nil, err
		}
		items := answer.(*todoAnswer).Items
		a := e.aboutAll(ctx, q)
		v := &todoPageView{shell: e.shell(a, "Pending · papersearch")}
		v.Text, v.Page = p.text, "todo"
		open := 0
		for _, i := range items {
			name := ""
			if len(i.Parents) > 0 {
				name = i.Parents[0]
			}
			if n := len(v.Groups); n == 0 || v.Groups[n-1].Name != name {
				if name != "" && n > 0 && endsWith(v.Groups[n-1], name) {
					// the parent is an item itself: its children stand below it
					name = v.Groups[n-1].Name
				} else {
					v.Groups = append(v.Groups, todoGroup{Name: name})
				}
			}
			g := &v.Groups[len(v.Groups)-1]
			g.Items = append(g.Items, todoRow{i, a.colour.of(i.Track), make([]struct{}, min(i.Depth, 8))})
			if i.State == "open" {
				open++
			}
		}
		v.Done = len(items) - open
		v.Said = plural(open, "open item", "open items")
		return execute("todo.html", v)
	})
}

// endsWith says whether an item of that name stands in the group, so that what is below it belongs there.
func endsWith(g todoGroup, name string) bool {
	for i := len(g.Items) - 1; i >= 0; i-- {
		if strings.TrimSpace(g.Items[i].Title) == strings.TrimSpace(name) {
			return true
		}
	}
	return false
}
