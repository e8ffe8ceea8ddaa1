//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The manual in docs is what the program says of itself. With -update it is written anew.
func TestManual(t *testing.T) {
	for _, m := range []struct{ flag, file string }{{"--markdown", "../../docs/commands.md"}, {"--man", "../../docs/papersearch.1"}} {
		var stdout, stderr bytes.Buffer
		if code := run(context.Background(), []string{"papersearch", "help", m.flag}, &stdout, &stderr); code != exitFound {
			t.Fatalf("help %s: %d, %s", m.flag, code, &stderr)
		}
		if *update {
			if err := os.WriteFile(m.file, stdout.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(m.file)
		if err != nil || !bytes.Equal(want, stdout.Bytes()) {
			t.Errorf("%s is not what `papersearch help %s` prints (make golden): %v", m.file, m.flag, err)
		}
		// Every command and every flag is in it.
		p := &program{ctx: context.Background(), out: newPage(&stdout), err: newPage(&stderr)}
		for _, c := range p.app().Commands {
			for _, f := range c.VisibleFlags() {
				name := "--" + f.Names()[0]
				if f.Names()[0] != "help" && !strings.Contains(string(want), name) {
					t.Errorf("%s: nothing of %s --%s", m.file, c.Name, f.Names()[0])
				}
			}
		}
	}
}

// The help of every command fits 80 columns, of which a Han rune takes two, and has no blanks at the ends of lines.
func TestHelpFits(t *testing.T) {
	p := &program{ctx: context.Background(), out: newPage(io.Discard), err: newPage(io.Discard)}
	for _, c := range p.app().Commands {
		var stdout, stderr bytes.Buffer
		if code := run(context.Background(), []string{"papersearch", c.Name, "--help"}, &stdout, &stderr); code != exitFound {
			t.Fatalf("%s --help: %d, %s", c.Name, code, &stderr)
		}
		for line := range strings.Lines(stdout.String()) {
			line = strings.TrimSuffix(line, "\n")
			if columns(line) > 80 || strings.HasSuffix(line, " ") {
				t.Errorf("%s --help: %q", c.Name, line)
			}
		}
	}
}

// man itself reads the page without a complaint.
func TestManPage(t *testing.T) {
	man, err := exec.LookPath("man")
	if err != nil {
		t.Skip("no man here")
	}
	c := exec.Command(man, "--warnings", "-l", "../../docs/papersearch.1")
	c.Env = append(os.Environ(), "MANWIDTH=80", "LC_ALL=C.UTF-8", "MANPAGER=cat", "PAGER=cat")
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%v: %s", err, &stderr)
	}
	for _, want := range []string{"papersearch - search a paper-reading log", "--institution", "EXIT STATUS", "papersearch 扩散模型 -视频 --limit 3"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("man does not show %q:\n%s", want, out)
		}
	}
}
