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

// What the README shows is what happens: its indented examples that begin with $ are run on the sample log. With
// -update it is made to say so.
func TestReadme(t *testing.T) {
	file, err := filepath.Abs("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(file)
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
	var now strings.Builder // the README with what is printed now
	lines := strings.SplitAfter(string(readme), "\n")
	for i := 0; i < len(lines); {
		command, ok := strings.CutPrefix(lines[i], prompt)
		now.WriteString(lines[i])
		i++
		if !ok {
			continue
		}
		first := i
		for i < len(lines) && (strings.HasPrefix(lines[i], "    ") || lines[i] == "\n") && !strings.HasPrefix(lines[i], prompt) {
			i++
		}
		want := strings.ReplaceAll(strings.Join(lines[first:i], ""), "\n    ", "\n")
		var stdout, stderr bytes.Buffer
		args := append([]string{"papersearch"}, strings.Fields(command)...)
		if code := run(context.Background(), args, &stdout, &stderr); code != exitFound {
			t.Errorf("%s: exit status %d: %s", strings.TrimSpace(command), code, &stderr)
		}
		got := strings.TrimSpace(stable(stdout.String(), dir))
		if w := strings.TrimSpace(stable(want, dir)); got != w {
			if !*update {
				t.Errorf("$ papersearch %s\nprints\n%s\nbut the README says\n%s", command, got, w)
			}
			for l := range strings.Lines(strings.TrimRight(stdout.String(), "\n") + "\n") {
				now.WriteString(strings.TrimRight("    "+l, " \n") + "\n")
			}
			now.WriteString("\n")
		} else {
			now.WriteString(strings.Join(lines[first:i], ""))
		}
		examples++
	}
	if *update && now.String() != string(readme) {
		if err := os.WriteFile(file, []byte(now.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if examples < 3 {
		t.Errorf("%d examples were found", examples)
	}
}
