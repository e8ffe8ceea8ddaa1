//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// indexed is a folder with the sample log and its index.
func indexed(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	log, err := os.ReadFile("../../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "papers.md"), log, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := runIn(dir, "papersearch", "index", "papers.md"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

func runIn(dir, name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	out, err := c.CombinedOutput()
	return string(out), err
}

// Real shells, asked what completes a line that ends where the cursor stands.
func TestCompletion(t *testing.T) {
	dir := indexed(t)
	lines := []struct {
		rule  string
		words []string // of bash: as it takes them apart
		line  string   // of fish
		want  []string
		not   string
	}{
		{"commands", []string{"papersearch", "fac"}, "papersearch fac", []string{"facets"}, "show"},
		{"flags", []string{"papersearch", "export", "--for"}, "papersearch export --for", []string{"--format"}, "--file"},
		{"choices", []string{"papersearch", "--sort", ""}, "papersearch --sort ", []string{"relevance", "read", "published"}, "GNN"},
		{"tracks of the log", []string{"papersearch", "--track", ""}, "papersearch --track ", []string{"大模型", "GNN", "搜广推"}, ""},
		{"months of the log", []string{"papersearch", "facets", "--month", "2023"}, "papersearch facets --month 2023", []string{"2023-11", "2023-12"}, "2024-01"},
		{"a name with a blank", []string{"papersearch", "--institution", "UC"}, "papersearch --institution UC", []string{"UC Berkeley"}, "Google"},
		{"in the other language", []string{"papersearch", "--institution", "斯坦"}, "", []string{"Stanford University"}, "Google"},
		{"a field", []string{"papersearch", "tra"}, "papersearch tra", []string{"track:"}, "subtrack"},
		{"rules", []string{"papersearch", "lint", "--rule", "spel"}, "papersearch lint --rule spel", []string{"spelling"}, "dead-link"},
		{"states", []string{"papersearch", "todo", "--state", ""}, "papersearch todo --state ", []string{"open", "duplicate", "all"}, "GNN"},
		{"titles", []string{"papersearch", "show", "Contr"}, "papersearch show Contr", []string{"ControlNet"}, "Imagen"},
		{"shells", []string{"papersearch", "completion", ""}, "papersearch completion ", []string{"bash", "zsh", "fish"}, ""},
		{"nothing behind --", []string{"papersearch", "--", "--tr"}, "papersearch -- --tr", nil, "--track"},
	}
	check := func(t *testing.T, rule, got string, want []string, not string) {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q is not among\n%s", rule, w, got)
			}
		}
		if not != "" && strings.Contains(got, not) {
			t.Errorf("%s: %q is among\n%s", rule, not, got)
		}
	}
	t.Run("bash", func(t *testing.T) {
		shell(t, "bash")
		for _, l := range append(lines, []struct {
			rule  string
			words []string
			line  string
			want  []string
			not   string
		}{
			{"a value behind =", []string{"papersearch", "--track", "=", "G"}, "", []string{"GNN"}, "--track"},
			{"a value behind a colon", []string{"papersearch", "track", ":", "G"}, "", []string{"GNN"}, "track:"},
			{"an open quote", []string{"papersearch", "--institution", `"UC B`}, "", []string{"UC Berkeley"}, `\`},
			{"files", []string{"papersearch", "index", "pap"}, "", []string{"papers.md"}, ""},
		}...) {
			var words strings.Builder
			for _, w := range l.words {
				fmt.Fprintf(&words, " %s", shellQuote(w))
			}
			script := fmt.Sprintf("source <(papersearch completion bash); COMP_WORDS=(%s); COMP_CWORD=%d; _papersearch; printf '%%s\\n' \"${COMPREPLY[@]}\"", &words, len(l.words)-1)
			got, err := runIn(dir, "bash", "--norc", "-c", script)
			if err != nil {
				t.Errorf("%s: %v: %s", l.rule, err, got)
			}
			if !strings.Contains(l.words[len(l.words)-1], `"`) {
				got = strings.ReplaceAll(got, `\ `, " ")
			}
			check(t, l.rule, got, l.want, l.not)
		}
	})
	t.Run("fish", func(t *testing.T) {
		shell(t, "fish")
		for _, l := range lines {
			if l.line == "" {
				continue // fish offers only what begins as the word does
			}
			got, err := runIn(dir, "fish", "--no-config", "-c", "papersearch completion fish | source; complete -C "+shellQuote(l.line))
			if err != nil {
				t.Errorf("%s: %v: %s", l.rule, err, got)
			}
			check(t, l.rule, got, l.want, l.not)
		}
	})
	t.Run("zsh", func(t *testing.T) {
		shell(t, "zsh")
		c := exec.Command("zsh", "-f", "-i")
		c.Dir = dir
		c.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TERM=xterm", "PS1=> ")
		out, err := onTerminal(c, []keys{
			{"", "autoload -U compinit; compinit -u -D; source <(papersearch completion zsh); echo rea''dy\r"},
			{"ready", "papersearch --track GN\t"},
			{"GNN", "\x15papersearch --institution 斯坦\t"},
			{"Stanford", "\x15papersearch --sort \t"},
			{"relevance", "\x15papersearch track:搜\t"},
			{"搜广推", "\x15exit\r"},
		})
		if err != nil && !strings.Contains(err.Error(), "exit status") {
			t.Fatalf("%v: %s", err, out)
		}
		for _, want := range []string{"ready", "--track GNN", `Stanford\ University`, "relevance", "track:搜广推"} {
			if !strings.Contains(out, want) {
				t.Errorf("%q is not seen:\n%s", want, out)
			}
		}
	})
}

// shell skips a test where a shell is not there.
func shell(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skip("no " + name + " here")
	}
}

// What bash takes apart is put together, and only the part that it replaces is printed.
func TestRejoin(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  string
		kept  string
	}{
		{[]string{"track", ":", "G"}, "track:G", "track:"},
		{[]string{"track", ":"}, "track:", "track:"},
		{[]string{"--track", "=", "G"}, "--track=G", "--track="},
		{[]string{"--track", "="}, "--track=", "--track="},
		{[]string{"a", ":", "b", "c"}, "a:b c", ""},
		{[]string{"show", `"UC B`}, "show UC B", ""},
		{[]string{"show", `UC\ B`}, "show UC B", ""},
		{[]string{""}, "", ""},
		{nil, "", ""},
	} {
		out, kept := rejoin(c.words)
		if got := strings.Join(out, " "); got != c.want || kept != c.kept {
			t.Errorf("%q: %q, %q; want %q, %q", c.words, got, kept, c.want, c.kept)
		}
	}
}

// No line that a shell can send makes completion fail.
func FuzzComplete(f *testing.F) {
	for _, line := range []string{"--track\n=\nG", "track\n:\n", "show\n\"UC B", "-- \n--", "机构：\n|", "--index=\n--", "facets\nmonth\n\\"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		for _, shell := range shells {
			var out strings.Builder
			p := &program{ctx: t.Context(), out: newPage(&out), err: newPage(&out)}
			p.complete(nil, shell, strings.Split(line, "\n"))
			if err := p.out.end(); err != nil {
				t.Fatal(err)
			}
			for l := range strings.Lines(out.String()) {
				if strings.ContainsAny(strings.TrimSuffix(l, "\n"), "\r\x1b") {
					t.Fatalf("%q", l)
				}
			}
		}
	})
}
