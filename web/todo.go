package web

import (
	"context"
	"net/http"
	"papersearch/query"
	"papersearch/report"
	"slices"
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
	report.TodoItem
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
		items := answer.(*report.TodoList).Items
		a := e.aboutAll(ctx, q)
		v := &todoPageView{shell: e.shell(a, "Pending · papersearch")}
		v.Text, v.Page = p.text, "todo"
		open := 0
		for _, i := range items {
			name := ""
			if len(i.Parents) > 0 {
				name = i.Parents[0]
			}
			// What stands below an item stays with it; what stands below a heading begins a group.
			if n := len(v.Groups); n == 0 || v.Groups[n-1].Name != name && !v.Groups[n-1].has(name) {
				v.Groups = append(v.Groups, todoGroup{Name: name})
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

// has says whether an item of the group has that text.
func (g *todoGroup) has(title string) bool {
	return slices.ContainsFunc(g.Items, func(r todoRow) bool { return strings.TrimSpace(r.Title) == strings.TrimSpace(title) })
}
