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

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
	"github.com/rogpeppe/go-internal/testscript"
)

// keys are what is typed, once something was drawn since the keys before; without that, once nothing was drawn for a while.
type keys struct{ after, typed string }

// terminal runs a command on a terminal of 80 columns and 24 lines: what it draws is its stdout.
func terminal(ts *testscript.TestScript, neg bool, args []string) {
	var list []keys
	after := ""
	for len(args) > 1 && (args[0] == "-key" || args[0] == "-after") {
		if args[0] == "-after" {
			after = args[1]
		} else {
			list = append(list, keys{after, strings.NewReplacer(`\r`, "\r", `\e`, "\x1b", `\t`, "\t").Replace(args[1])})
			after = ""
		}
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
	out, err := onTerminal(c, list)
	_, _ = fmt.Fprint(ts.Stdout(), strings.ReplaceAll(out, "\r\n", "\n"))
	if (err != nil) != neg {
		ts.Fatalf("terminal: %v\n%s", err, out)
	}
}

// onTerminal runs a command on a terminal and returns all that was drawn.
func onTerminal(c *exec.Cmd, list []keys) (string, error) {
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
	seen := 0 // of out, when the last keys were typed
	late := time.After(time.Minute)
	for {
		calm := false
		select {
		case b, ok := <-drawn:
			if !ok {
				return out.String(), c.Wait()
			}
			out.Write(b)
		case <-time.After(quiet):
			calm = true
		case <-late:
			_ = c.Process.Kill()
			return out.String(), errors.New("it does not end")
		}
		if len(list) == 0 || list[0].after == "" && !calm || !strings.Contains(ansi.Strip(out.String()[seen:]), list[0].after) {
			continue
		}
		seen = out.Len()
		if _, err := io.WriteString(f, list[0].typed); err != nil && !errors.Is(err, syscall.EIO) {
			return out.String(), err
		}
		list = list[1:]
	}
}
