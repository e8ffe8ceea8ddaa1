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
	if err := os.CopyFS(filepath.Join(dir, "judgments"), os.DirFS("../../testdata/judgments")); err != nil {
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
			if command, ok := strings.CutPrefix(lines[i-1], "    papersearch "); ok {
				shown(t, command)
				if err := os.WriteFile("papers.md", log, 0o644); err != nil { // `new` writes
					t.Fatal(err)
				}
			}
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

// shown runs a command of the README that is shown without what it prints: it is found or done. Those that stay are not run.
func shown(t *testing.T, command string) {
	t.Helper()
	args := shellWords(command)
	switch args[0] {
	case "watch", "serve", "browse", "mcp":
		return
	}
	var stdout, stderr bytes.Buffer
	code := run(context.Background(), append([]string{"papersearch"}, args...), &stdout, &stderr)
	if code != exitFound && !(args[0] == "lint" && code == exitNothing) {
		t.Errorf("papersearch %s: exit status %d: %s", strings.TrimSpace(command), code, &stderr)
	}
}

// shellWords cuts a command as a shell does: quotes hold words together, and a # or > ends it.
func shellWords(command string) []string {
	var out []string
	for rest := strings.TrimSpace(command); rest != "" && rest[0] != '#' && rest[0] != '>'; rest = strings.TrimSpace(rest) {
		end := " "
		if rest[0] == '"' || rest[0] == '\'' {
			end, rest = rest[:1], rest[1:]
		}
		word, after, _ := strings.Cut(rest, end)
		out, rest = append(out, word), after
	}
	return out
}
