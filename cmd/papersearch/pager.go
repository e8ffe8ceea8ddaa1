package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"golang.org/x/term"
)

// pager keeps what is printed on a terminal until all of it is there, and shows what is longer than the screen in the user's pager:
// $PAPERSEARCH_PAGER, $PAGER, or less. An empty one, cat, or one that cannot be started shows it as it is.
type pager struct {
	screen *os.File
	text   bytes.Buffer
}

// Write keeps.
func (g *pager) Write(b []byte) (int, error) { return g.text.Write(b) }

// show shows what was kept, in a pager or on plain.
func (g *pager) show(plain io.Writer) error {
	width, height, err := term.GetSize(int(g.screen.Fd()))
	if command := pagerCommand(); err == nil && len(command) > 0 && g.lines(width) >= height {
		if shown, err := g.run(command); shown {
			return err
		}
	}
	_, err = g.text.WriteTo(plain)
	return err
}

// lines is how many lines of a screen the text takes, at least: colours and links take none.
func (g *pager) lines(width int) int {
	n := 0
	for line := range bytes.Lines(g.text.Bytes()) {
		n++
		if !bytes.ContainsRune(line, '\x1b') && width > 0 {
			n += max(0, columns(string(bytes.TrimRight(line, "\n")))-1) / width
		}
	}
	return n
}

// run shows the text in a pager; shown is false when that cannot be started.
func (g *pager) run(command []string) (shown bool, err error) {
	c := exec.Command(command[0], command[1:]...) // it ends when its user wants
	c.Stdin, c.Stdout, c.Stderr = &g.text, g.screen, os.Stderr
	c.Env = os.Environ()
	if os.Getenv("LESS") == "" {
		c.Env = append(c.Env, "LESS=FRX") // colours; no pager for one screen; what was shown stays
	}
	if err := c.Start(); err != nil {
		return false, err
	}
	err = c.Wait()
	if exit := new(exec.ExitError); errors.As(err, &exit) || errors.Is(err, syscall.EPIPE) {
		err = nil // the user has seen enough
	}
	return true, err
}

// pagerCommand is the user's pager; empty for none.
func pagerCommand() []string {
	if os.Getenv("TERM") == "dumb" {
		return nil
	}
	for _, name := range []string{"PAPERSEARCH_PAGER", "PAGER"} {
		if v, ok := os.LookupEnv(name); ok {
			if v = strings.TrimSpace(v); v == "cat" {
				v = ""
			}
			return strings.Fields(v)
		}
	}
	return []string{"less"}
}
