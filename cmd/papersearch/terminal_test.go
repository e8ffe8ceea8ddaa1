//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/creack/pty"
	"github.com/rogpeppe/go-internal/testscript"
)

// terminal runs a command on a terminal of 80 columns and 24 lines: what it draws is its stdout. keys are sent one after the
// other, each once the screen has been quiet for a while.
func terminal(ts *testscript.TestScript, neg bool, args []string) {
	var keys []string
	for len(args) > 1 && args[0] == "-key" {
		keys = append(keys, strings.NewReplacer(`\r`, "\r", `\e`, "\x1b", `\t`, "\t").Replace(args[1]))
		args = args[2:]
	}
	path, err := exec.LookPath(args[0])
	ts.Check(err)
	c := command(ts, path, args[1:])
	for _, name := range []string{"TERM", "PAGER", "PAPERSEARCH_PAGER", "LESS", "EDITOR", "VISUAL"} {
		if v := ts.Getenv(name); v != "" {
			c.Env = append(c.Env, name+"="+v)
		}
	}
	out, err := onTerminal(c, keys)
	_, _ = fmt.Fprint(ts.Stdout(), strings.ReplaceAll(out, "\r\n", "\n"))
	if (err != nil) != neg {
		ts.Fatalf("terminal: %v\n%s", err, out)
	}
}

// onTerminal runs a command on a terminal and returns all that was drawn.
func onTerminal(c *exec.Cmd, keys []string) (string, error) {
	f, err := pty.StartWithSize(c, &pty.Winsize{Cols: 80, Rows: 24})
	if err != nil {
		return "", err
	}
	defer f.Close()
	drawn := make(chan []byte)
	go func() {
		defer close(drawn)
		for {
			b := make([]byte, 1<<15)
			n, err := f.Read(b)
			if n > 0 {
				drawn <- b[:n]
			}
			if err != nil {
				return // EIO when the other side is closed
			}
		}
	}()
	const quiet = 400 * time.Millisecond
	var out bytes.Buffer
	late := time.After(30 * time.Second)
	for {
		select {
		case b, ok := <-drawn:
			if !ok {
				return out.String(), c.Wait()
			}
			out.Write(b)
		case <-time.After(quiet):
			if len(keys) == 0 {
				continue
			}
			if _, err := io.WriteString(f, keys[0]); err != nil && !errors.Is(err, syscall.EIO) {
				return out.String(), err
			}
			keys = keys[1:]
		case <-late:
			_ = c.Process.Kill()
			return out.String(), errors.New("it does not end")
		}
	}
}
