package mcp_test

import (
	"context"
	"encoding/json"
	"os"
	"papersearch/indexer"
	"papersearch/internal/live"
	"papersearch/internal/synth"
	"papersearch/mcp"
	"papersearch/store"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// client connects the SDK's client to a server on a log with this text, over pipes as a host does. file is the log.
func client(t *testing.T, text string, o *sdk.ClientOptions) (c *sdk.ClientSession, file string) {
	t.Helper()
	dir := t.TempDir()
	file = filepath.Join(dir, "papers.md")
	write(t, file, text)
	env, err := indexer.NewEnv(filepath.Join(dir, store.DirName))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(stop)
	if _, err := indexer.Index(ctx, env, indexer.Change{Add: []string{file}}); err != nil {
		t.Fatal(err)
	}
	log, err := live.Open(ctx, env.Dir, live.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(log.Close)
	ours, theirs := sdk.NewInMemoryTransports()
	go func() { _ = mcp.New(log, "test", nil).Serve(ctx, ours) }()
	c, err = sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, o).Connect(ctx, theirs, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c, file
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func sample(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// call calls a tool. With an out, the answer is decoded into it; without, it is an error and its text is returned.
func call(t *testing.T, c *sdk.ClientSession, tool string, args map[string]any, out any) string {
	t.Helper()
	r, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		t.Fatalf("%s %v: %v", tool, args, err)
	}
	text := r.Content[0].(*sdk.TextContent).Text
	if r.IsError != (out == nil) {
		t.Fatalf("%s %v: error %v: %s", tool, args, r.IsError, text)
	}
	if out != nil {
		if err := json.Unmarshal([]byte(text), out); err != nil {
			t.Fatal(err)
		}
	}
	return text
}

// What an assistant does, from question to source.
func TestConversation(t *testing.T) {
	c, _ := client(t, sample(t), nil)
	var found mcp.SearchOutput
	call(t, c, "search", map[string]any{"query": "diffusion text-to-image", "limit": 2}, &found)
	if len(found.Hits) != 2 || found.NextOffset != 2 || found.Total < 3 || !strings.HasPrefix(found.Hits[0].Title, "Imagen") {
		t.Fatalf("search: %+v", found)
	}
	if h := found.Hits[0]; h.File != "papers.md" || h.Line == 0 || h.Passage == "" || h.Track != "大模型" || h.Read != "2024-01-30" {
		t.Errorf("a hit without its facts: %+v", h)
	}
	first := found.Hits[0].ID
	call(t, c, "search", map[string]any{"query": "diffusion text-to-image", "limit": "2", "offset": strconv.Itoa(found.NextOffset)}, &found)
	if found.Hits[0].Rank != 3 || found.Hits[0].ID == first {
		t.Errorf("the next answer begins with %+v", found.Hits[0])
	}
	var entry mcp.ShowOutput
	call(t, c, "show", map[string]any{"ref": first}, &entry)
	if !strings.Contains(entry.Source, "DrawBench") || entry.NextOffset != 0 || entry.Alias != "Imagen" {
		t.Errorf("show: %+v", entry)
	}
	var near mcp.RelatedOutput
	call(t, c, "related", map[string]any{"ref": "Imagen", "limit": 3}, &near)
	if len(near.Hits) != 3 || near.Hits[0].Theirs == "" || near.Entry.ID != first {
		t.Errorf("related: %+v", near)
	}
	var counts mcp.FacetsOutput
	call(t, c, "facets", map[string]any{"query": "diffusion", "facets": []string{"track", "month"}, "limit": 1}, &counts)
	if len(counts.Facets) != 2 || counts.Facets["track"][0].Value != "大模型" || counts.More["month"] == 0 {
		t.Errorf("facets: %+v", counts)
	}
	var pending mcp.TodoOutput
	call(t, c, "todo", nil, &pending)
	if pending.Total != 10 || pending.Items[0].State != "open" || pending.Items[0].Title == "" {
		t.Errorf("todo: %+v", pending)
	}
	call(t, c, "todo", map[string]any{"query": "位置编码", "state": "all", "next": true}, &pending)
	if pending.Total == 0 || len(pending.Items[0].Parents) == 0 || len(pending.Next) == 0 {
		t.Errorf("todo: %+v", pending)
	}
	var history mcp.StatsOutput
	call(t, c, "stats", map[string]any{"track": "GNN"}, &history)
	if history.Total != 2 || len(history.Months) == 0 || history.First == "" || history.Tracks[0].Value != "GNN" {
		t.Errorf("stats: %+v", history)
	}
}

// Filters are named as the flags, and one value may stand alone.
func TestFilters(t *testing.T) {
	c, _ := client(t, sample(t), nil)
	for _, args := range []map[string]any{
		{"query": "注意力", "track": "GNN"},
		{"query": "注意力", "track": []string{"GNN"}},
		{"query": "注意力 方向：GNN"},
		{"query": "", "track": "gnn", "institution": "剑桥大学"},
		{"query": "attention", "month": []string{"2024-01"}, "published": "2017", "track": []string{"GNN", "系统"}, "sort": "published"},
		{"query": "邻居", "since": "2024-01-19", "until": "2024-01-19", "kind": "paper", "file": "*.md", "sort": "read"},
	} {
		var found mcp.SearchOutput
		call(t, c, "search", args, &found)
		ok := len(found.Hits) > 0
		for _, h := range found.Hits {
			ok = ok && h.Track == "GNN"
		}
		if !ok {
			t.Errorf("%v: %+v", args, found.Hits)
		}
	}
}

// What cannot be meant is told so that the next question can be better.
func TestBadQuestions(t *testing.T) {
	c, _ := client(t, sample(t), nil)
	for _, q := range []struct {
		tool string
		args map[string]any
		want string
	}{
		{"search", map[string]any{"query": "x", "track": "zzz"}, "the log has 大模型"},
		{"search", map[string]any{"query": "x", "month": "someday"}, "2023-11..2024-03"},
		{"search", map[string]any{"query": 1}, "string"},
		{"search", map[string]any{}, "query"},
		{"search", map[string]any{"query": "x", "tracks": "GNN"}, "tracks"},
		{"search", map[string]any{"query": "x", "limit": -1}, "limit -1"},
		{"search", map[string]any{"query": "x", "offset": -1}, "offset -1"},
		{"search", map[string]any{"query": "x", "offset": 1 << 40}, "narrow"},
		{"search", map[string]any{"query": "x", "sort": "newest"}, "relevance, read or published"},
		{"search", map[string]any{"query": "x", "lexical": true, "semantic": true}, "exclude"},
		{"search", map[string]any{"query": strings.Repeat("长", 1<<15)}, "bytes"},
		{"show", map[string]any{"ref": ""}, "empty"},
		{"show", map[string]any{"ref": "zzzzzz"}, "search"},
		{"show", map[string]any{"ref": "attention all need"}, "ufhffmq8cg-2"},
		{"show", map[string]any{"ref": "Imagen", "offset": 1 << 30}, "characters"},
		{"facets", map[string]any{"facets": []string{"color"}}, "they are month, published"},
		{"related", map[string]any{"ref": "zzzzzz"}, "search"},
		{"todo", map[string]any{"offset": -3}, "offset -3"},
		{"todo", map[string]any{"state": "closed"}, "open, done, read"},
		{"stats", map[string]any{"limit": -1}, "limit -1"},
		{"stats", map[string]any{"month": "never"}, "never"},
	} {
		if got := call(t, c, q.tool, q.args, nil); !strings.Contains(got, q.want) {
			t.Errorf("%s %v: %q does not say %q", q.tool, q.args, cut(got), q.want)
		}
	}
	if _, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: "delete"}); err == nil {
		t.Error("a tool that there is not answers")
	}
	var counts mcp.FacetsOutput
	if call(t, c, "facets", map[string]any{"facets": "track"}, &counts); len(counts.Facets) != 1 || len(counts.Facets["track"]) == 0 {
		t.Errorf("facets of a string: %+v", counts)
	}
	log, err := c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: "papersearch://log"})
	if err != nil || !strings.Contains(log.Contents[0].Text, "37 papers, 1 note, 11 pending items from 1 file.") {
		t.Errorf("the log: %v %+v", err, log)
	}
	var found mcp.SearchOutput
	call(t, c, "search", map[string]any{"query": "sourdough bread"}, &found)
	if found.Total != 0 || len(found.Hits) != 0 {
		t.Errorf("bread: %+v", found)
	}
}

func cut(s string) string { return s[:min(len(s), 300)] }

// Every tool says what it takes, and that it changes nothing.
func TestTools(t *testing.T) {
	c, _ := client(t, sample(t), nil)
	list, err := c.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		if !tool.Annotations.ReadOnlyHint || tool.Description == "" || tool.OutputSchema == nil {
			t.Errorf("%s: %+v", tool.Name, tool)
		}
		schema, _ := json.Marshal(tool.InputSchema)
		var in struct {
			Properties map[string]struct{ Description string }
		}
		if err := json.Unmarshal(schema, &in); err != nil {
			t.Fatal(err)
		}
		for name, p := range in.Properties {
			if p.Description == "" {
				t.Errorf("%s: %s has no description", tool.Name, name)
			}
		}
	}
	if got := strings.Join(names, " "); got != "facets related search show stats todo" {
		t.Errorf("tools: %s", got)
	}
}

// No answer fills a context window, whatever is asked of a log of 300 entries with a huge one.
func TestShortAnswers(t *testing.T) {
	huge := "# 2025.1\n\n## 2025.1.1\n\n《Huge》\n\n2024.12 谷歌的一篇文章\n\n" + strings.Repeat("扩散模型一句接一句，没有换行。", 2000) + "\n\n"
	c, _ := client(t, huge+synth.Log(300, 1), nil)
	const most = 48 << 10 // bytes; 12,000 tokens at the worst
	for _, q := range []struct {
		tool string
		args map[string]any
	}{
		{"search", map[string]any{"query": "扩散模型", "limit": 1000}},
		{"search", map[string]any{"query": "", "limit": 1000}},
		{"show", map[string]any{"ref": "Huge"}},
		{"facets", map[string]any{"facets": []string{"month", "published", "institution", "track", "file"}, "limit": 20}},
		{"related", map[string]any{"ref": "Huge", "limit": 1000}},
		{"todo", map[string]any{"limit": 1000}},
		{"stats", map[string]any{"limit": 1000}},
	} {
		var out map[string]any
		if got := call(t, c, q.tool, q.args, &out); len(got) > most {
			t.Errorf("%s %v answers %d bytes", q.tool, q.args, len(got))
		}
	}
	// And all of it can be had.
	var source strings.Builder
	offset := 0
	for {
		var e mcp.ShowOutput
		call(t, c, "show", map[string]any{"ref": "Huge", "offset": offset}, &e)
		source.WriteString(e.Source)
		if offset = e.NextOffset; offset == 0 {
			break
		}
	}
	if n := strings.Count(source.String(), "一句接一句"); n != 2000 {
		t.Errorf("in pieces %d of 2000 sentences", n)
	}
	seen, offset := map[string]bool{}, 0
	for {
		var r mcp.SearchOutput
		call(t, c, "search", map[string]any{"query": "扩散模型", "limit": 50, "offset": offset}, &r)
		for _, h := range r.Hits {
			seen[h.ID] = true
		}
		if offset = r.NextOffset; offset == 0 || offset > 200 {
			break
		}
	}
	if len(seen) != offset && offset != 0 {
		t.Errorf("%d different hits of %d", len(seen), offset)
	}
}

// An entry written a moment ago is in the next answer, and clients are told that there are others to read.
func TestRefresh(t *testing.T) {
	changed := make(chan struct{}, 10)
	c, file := client(t, sample(t), &sdk.ClientOptions{
		ResourceListChangedHandler: func(context.Context, *sdk.ResourceListChangedRequest) { changed <- struct{}{} },
	})
	const new = "# 2024.4\n\n## 2024.4.2\n\n《KAN: Kolmogorov-Arnold Networks》\n\n2024.4 MIT 的一篇文章，要点：\n\n1. 激活函数放在边上，样条来学\n\n"
	write(t, file, strings.Replace(sample(t), "# 2024.3\n", new+"# 2024.3\n", 1))
	var found mcp.SearchOutput
	call(t, c, "search", map[string]any{"query": "样条 激活函数"}, &found)
	if len(found.Hits) == 0 || !strings.HasPrefix(found.Hits[0].Title, "KAN") {
		t.Fatalf("%+v", found.Hits)
	}
	select {
	case <-changed:
	case <-time.After(10 * time.Second):
		t.Error("the client is not told")
	}
	r, err := c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: "papersearch://entry/" + found.Hits[0].ID})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(r.Contents[0].Text, "样条来学") {
		t.Errorf("resource: %q", r.Contents[0].Text)
	}
	list, err := c.ListResources(t.Context(), nil)
	if err != nil || len(list.Resources) != 21 { // the newest and the log
		t.Fatalf("%d resources, %v", len(list.Resources), err)
	}
	for _, x := range list.Resources {
		if r, err := c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: x.URI}); err != nil || r.Contents[0].Text == "" {
			t.Errorf("%s: %v", x.URI, err)
		}
	}
	for _, uri := range []string{"papersearch://entry/zzzz", "papersearch://entry/..%2f..%2fetc", "papersearch://other", "file:///etc/passwd", "papersearch://entry/Imagen"} {
		if _, err := c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: uri}); err == nil {
			t.Errorf("%s is read", uri)
		}
	}
	done, err := c.Complete(t.Context(), &sdk.CompleteParams{
		Ref: &sdk.CompleteReference{Type: "ref/resource", URI: "papersearch://entry/{id}"}, Argument: sdk.CompleteParamsArgument{Name: "id", Value: "kolmogorov"},
	})
	if err != nil || len(done.Completion.Values) != 1 || done.Completion.Values[0] != found.Hits[0].ID {
		t.Errorf("complete: %+v, %v", done, err)
	}
}
