//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// served is a papersearch serve of a script.
type served struct {
	process *exec.Cmd
	stderr  bytes.Buffer
	url     string
}

// serveCommands are the commands of scripts about serve:
//
//	serve ARGS…                   starts papersearch serve in the background
//	get STATUS PATH [HEADER…]     asks it; the answer is stdout
//	same PATH                     its answer is what was printed last
//	found PATH TEXT               asks until the answer has the text
//	inuse                         papersearch serve on the same port
//	stopserve                     sends it the signal of Ctrl-C; its exit status must be 0
func serveCommands() map[string]func(*testscript.TestScript, bool, []string) {
	running := map[string]*served{} // by the folder of the script
	of := func(ts *testscript.TestScript) *served {
		s := running[ts.Getenv("WORK")]
		if s == nil {
			ts.Fatalf("serve was not started")
		}
		return s
	}
	return map[string]func(*testscript.TestScript, bool, []string){
		"serve": func(ts *testscript.TestScript, _ bool, args []string) {
			s := &served{}
			path, err := exec.LookPath("papersearch")
			ts.Check(err)
			s.process = command(ts, path, append([]string{"serve", "--json"}, args...))
			s.process.Stderr = &s.stderr
			out, err := s.process.StdoutPipe()
			ts.Check(err)
			ts.Check(s.process.Start())
			ts.Defer(func() { _ = s.process.Process.Kill() })
			line, err := bufio.NewReader(out).ReadString('\n')
			ts.Check(err)
			var where serving
			ts.Check(json.Unmarshal([]byte(line), &where))
			u, err := url.Parse(where.URL)
			ts.Check(err)
			s.url = "http://" + u.Host
			running[ts.Getenv("WORK")] = s
		},
		"get": func(ts *testscript.TestScript, _ bool, args []string) {
			want, err := strconv.Atoi(args[0])
			ts.Check(err)
			status, body := of(ts).get(ts, args[1], args[2:])
			_, _ = fmt.Fprint(ts.Stdout(), body)
			if status != want {
				ts.Fatalf("%s: status %d, want %d: %s", args[1], status, want, body)
			}
		},
		"same": func(ts *testscript.TestScript, _ bool, args []string) {
			printed := stable(ts.ReadFile("stdout"), ts.Getenv("WORK"))
			if _, body := of(ts).get(ts, args[0], nil); stable(body, ts.Getenv("WORK")) != printed {
				ts.Fatalf("%s answers\n%s\nprinted was\n%s", args[0], body, printed)
			}
		},
		"found": func(ts *testscript.TestScript, _ bool, args []string) {
			for begun := time.Now(); time.Since(begun) < 20*time.Second; time.Sleep(50 * time.Millisecond) {
				if _, body := of(ts).get(ts, args[0], nil); strings.Contains(body, args[1]) {
					return
				}
			}
			ts.Fatalf("%s: %s is not found", args[0], args[1])
		},
		"inuse": func(ts *testscript.TestScript, neg bool, _ []string) {
			err := ts.Exec("papersearch", "serve", "--addr", strings.TrimPrefix(of(ts).url, "http://"))
			if (err != nil) != neg {
				ts.Fatalf("two servers on one port: %v", err)
			}
		},
		"stopserve": func(ts *testscript.TestScript, _ bool, _ []string) {
			s := of(ts)
			ts.Check(s.process.Process.Signal(os.Interrupt))
			if err := s.process.Wait(); err != nil || !strings.Contains(s.stderr.String(), "stopped") {
				ts.Fatalf("%v: %s", err, &s.stderr)
			}
		},
	}
}

func (s *served) get(ts *testscript.TestScript, path string, headers []string) (int, string) {
	r, err := http.NewRequest(http.MethodGet, s.url+path, nil)
	ts.Check(err)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if r.Header.Set(name, value); name == "Host" {
			r.Host = value
		}
	}
	answer, err := http.DefaultClient.Do(r)
	ts.Check(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	ts.Check(err)
	return answer.StatusCode, string(body)
}

// What is typed as an address is completed to one of this machine.
func TestListenAddr(t *testing.T) {
	for typed, want := range map[string]string{
		"": defaultAddr, ":8080": "127.0.0.1:8080", "8080": "127.0.0.1:8080", "0.0.0.0:80": "0.0.0.0:80", "[::1]:0": "[::1]:0", "nowhere": "nowhere",
	} {
		if got := listenAddr(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}
