//go:build unix

package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// The program as a host starts it: a child process that is asked, told of a new entry, talked nonsense to, and left.
func TestMCPChild(t *testing.T) {
	path, err := exec.LookPath("papersearch") // made by TestMain
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	log, err := os.ReadFile("../../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "papers.md")
	if err := os.WriteFile(file, log, 0o644); err != nil {
		t.Fatal(err)
	}
	command := func(args ...string) *exec.Cmd {
		c := exec.Command(path, args...)
		c.Dir = dir
		return c
	}
	if out, err := command("index", "papers.md").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	child := command("mcp")
	var stderr strings.Builder
	child.Stderr = &stderr
	c, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(ctx, &mcp.CommandTransport{Command: child}, nil)
	if err != nil {
		t.Fatal(err)
	}
	first := func(query string) string {
		t.Helper()
		r, err := c.CallTool(ctx, &mcp.CallToolParams{Name: "search", Arguments: map[string]any{"query": query}})
		if err != nil || r.IsError {
			t.Fatalf("%v, %+v", err, r)
		}
		var found struct{ Hits []struct{ Title string } }
		if err := json.Unmarshal([]byte(r.Content[0].(*mcp.TextContent).Text), &found); err != nil {
			t.Fatal(err)
		}
		if len(found.Hits) == 0 {
			return ""
		}
		return found.Hits[0].Title
	}
	if got := first("奖励模型 闭式"); !strings.HasPrefix(got, "DPO") {
		t.Errorf("first is %q", got)
	}
	text := strings.Replace(string(log), "# 2024.3\n", "# 2024.4\n\n## 2024.4.2\n\n《KAN: Kolmogorov-Arnold Networks》\n\n2024.4 MIT，要点：\n\n1. 样条\n\n# 2024.3\n", 1)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := first("title:Kolmogorov"); !strings.HasPrefix(got, "KAN") {
		t.Errorf("of a new entry: first is %q", got)
	}
	if err := c.Close(); err != nil { // exit status 0
		t.Errorf("closing: %v", err)
	}
	if stderr.String() != "" {
		t.Errorf("stderr: %s", &stderr)
	}

	// Ctrl-C ends it, and is no failure.
	child = command("mcp")
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := stdin.Write([]byte("nonsense\n")); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 200)
	if n, err := stdout.Read(answer); err != nil || !strings.Contains(string(answer[:n]), "-32700") {
		t.Errorf("nonsense is answered %q, %v", answer[:n], err)
	}
	if err := child.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err != nil {
		t.Errorf("interrupted: %v", err)
	}
}
