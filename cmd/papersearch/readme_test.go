//go:build unix

package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the README shows is what happens: its indented examples that begin with $ are run on the sample log.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile("../../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "papers.md"), log, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	const prompt = "    $ papersearch "
	examples := 0
	_, rest, _ := strings.Cut(string(readme), prompt)
	for rest != "" {
		command, output, _ := strings.Cut(rest, "\n")
		rest = ""
		var want []string
		for output != "" {
			line, after, _ := strings.Cut(output, "\n")
			if next, ok := strings.CutPrefix(line, prompt); ok {
				rest = next + "\n" + after
				break
			}
			if line != "" && !strings.HasPrefix(line, "    ") {
				_, rest, _ = strings.Cut(after, prompt)
				break
			}
			want = append(want, strings.TrimPrefix(line, "    "))
			output = after
		}
		var stdout, stderr bytes.Buffer
		args := append([]string{"papersearch"}, strings.Fields(command)...)
		if code := run(context.Background(), args, &stdout, &stderr); code != exitFound {
			t.Errorf("%s: exit status %d: %s", command, code, &stderr)
		}
		got := strings.TrimSpace(stable(stdout.String(), dir))
		if w := strings.TrimSpace(stable(strings.Join(want, "\n"), dir)); got != w {
			t.Errorf("$ papersearch %s\nprints\n%s\nbut the README says\n%s", command, got, w)
		}
		examples++
	}
	if examples < 3 {
		t.Errorf("%d examples were found", examples)
	}
}
