package mcp_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"papersearch/mcp"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// Whatever a line holds, it gets an answer or none, and the next line is read. What is answered is one JSON object a line.
func TestLines(t *testing.T) {
	const good = `{"jsonrpc":"2.0","id":7,"method":"ping"}`
	for _, c := range []struct {
		rule, line string
		code       float64 // of the answer; 0 for none
		id         any
	}{
		{"a blank line is nothing", " ", 0, nil},
		{"no JSON", "hello", jsonrpc.CodeParseError, nil},
		{"half a message", `{"jsonrpc":"2.0","id":1,"met`, jsonrpc.CodeParseError, nil},
		{"two in a line", good + good, jsonrpc.CodeParseError, nil},
		{"a batch", "[" + good + "]", jsonrpc.CodeInvalidRequest, nil},
		{"a number", "42", jsonrpc.CodeInvalidRequest, nil},
		{"null", "null", jsonrpc.CodeInvalidRequest, nil},
		{"another version", `{"jsonrpc":"1.0","id":3,"method":"ping"}`, jsonrpc.CodeInvalidRequest, 3.0},
		{"no version", `{"id":"a","method":"ping"}`, jsonrpc.CodeInvalidRequest, "a"},
		{"an id that is none", `{"jsonrpc":"2.0","id":{},"method":"ping"}`, jsonrpc.CodeInvalidRequest, nil},
		{"a method that is none", `{"jsonrpc":"2.0","id":3,"method":9}`, jsonrpc.CodeInvalidRequest, 3.0},
		{"neither method nor id", `{"jsonrpc":"2.0"}`, jsonrpc.CodeInvalidRequest, nil},
		{"an empty method", `{"jsonrpc":"2.0","id":3,"method":""}`, jsonrpc.CodeInvalidRequest, 3.0},
		{"too long", `{"jsonrpc":"2.0","id":3,"method":"` + strings.Repeat("x", 2<<20) + `"}`, jsonrpc.CodeInvalidRequest, nil},
		{"bytes that are no text", "\xff\xfe\x00", jsonrpc.CodeParseError, nil},
		{"deeper than sense", strings.Repeat("[", 100_000), jsonrpc.CodeParseError, nil},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var out strings.Builder
			l := &mcp.Lines{Reader: strings.NewReader(c.line + "\n" + good + "\n"), Writer: &out, Patience: time.Millisecond}
			conn, err := l.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			m, err := conn.Read(t.Context())
			if r, ok := m.(*jsonrpc.Request); err != nil || !ok || r.Method != "ping" {
				t.Fatalf("after it: %v, %v", m, err)
			}
			if _, err := conn.Read(t.Context()); err != io.EOF { //nolint:errorlint // the SDK compares so too
				t.Errorf("at the end: %v", err)
			}
			if c.code == 0 {
				if out.String() != "" {
					t.Errorf("answered %s", &out)
				}
				return
			}
			var answer struct {
				ID    any
				Error struct{ Code float64 }
			}
			if err := json.Unmarshal([]byte(out.String()), &answer); err != nil || strings.Count(out.String(), "\n") != 1 {
				t.Fatalf("%q: %v", out.String(), err)
			}
			if answer.Error.Code != c.code || answer.ID != c.id {
				t.Errorf("answered %s, want %v for id %v", out.String(), c.code, c.id)
			}
		})
	}
}

// A session survives what is no message between messages, and Close wakes a reader.
func TestSurvives(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	in, host := io.Pipe()
	answers, out := io.Pipe()
	server := sdk.NewServer(&sdk.Implementation{Name: "x", Version: "1"}, nil)
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx, &mcp.Lines{Reader: in, Writer: out}) }()
	lines := bufio.NewScanner(answers)
	say := func(line, want string) {
		t.Helper()
		if _, err := io.WriteString(host, line+"\n"); err != nil {
			t.Fatal(err)
		}
		if want != "" && (!lines.Scan() || !strings.Contains(lines.Text(), want)) {
			t.Fatalf("%s is answered %s", line, lines.Text())
		}
	}
	say(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`, `"protocolVersion"`)
	say(`{"jsonrpc":"2.0","method":"notifications/initialized"}`, "")
	say("oops", "-32700")
	say(`{"jsonrpc":"2.0","id":99,"result":{}}`, "") // an answer that nobody asked for
	say(`{"jsonrpc":"2.0","id":2,"method":"no/such"}`, "-32601")
	say(`{"jsonrpc":"2.0","id":3,"method":"tools/call","params":[]}`, `"error"`)
	say(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":12345}}`, "")
	say(`{"jsonrpc":"2.0","id":4,"method":"ping"}`, `"id":4`)
	_ = host.Close()
	if err := <-ended; err != nil {
		t.Errorf("at the end of input: %v", err)
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte(`{"jsonrpc":"2.0","id":1,"method":"ping"}`))
	f.Add([]byte("[1]\n{}\r\n\nnull\n\"\""))
	f.Fuzz(func(t *testing.T, data []byte) {
		var out strings.Builder
		conn, err := (&mcp.Lines{Reader: strings.NewReader(string(data)), Writer: &out, Patience: time.Millisecond}).Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for {
			m, err := conn.Read(t.Context())
			if err != nil {
				break
			}
			if err := conn.Write(t.Context(), m); err != nil {
				t.Fatalf("%#v cannot be written: %v", m, err)
			}
		}
		for line := range strings.Lines(out.String()) {
			if !json.Valid([]byte(line)) {
				t.Fatalf("wrote %q", line)
			}
		}
	})
}
