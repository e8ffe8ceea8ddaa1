//go:build unix

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// recipes are the blocks of docs/recipes.md by their names.
func recipes(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../docs/recipes.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, m := range regexp.MustCompile("(?ms)^```\\w+ (\\w+)\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
		out[m[1]] = m[2]
	}
	return out
}

// Every recipe of docs/recipes.md does what it says, with the program it is for.
func TestRecipes(t *testing.T) {
	dir := indexed(t)
	all := recipes(t)
	used := map[string]bool{}
	recipe := func(t *testing.T, name string) string {
		t.Helper()
		used[name] = true
		if all[name] == "" {
			t.Fatalf("there is no recipe %s", name)
		}
		return all[name]
	}
	editor := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(editor, []byte("#!/bin/sh\necho \"opened $*\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	onScreen := func(t *testing.T, script string, list []keys, want ...string) {
		t.Helper()
		c := exec.Command("bash", "--norc", "-c", script)
		c.Dir = dir
		c.Env = append(os.Environ(), "TERM=xterm-256color", "LC_ALL=C.UTF-8", "VISUAL=", "EDITOR="+editor, "FZF_DEFAULT_OPTS=", "SHELL=/bin/bash")
		out, err := onTerminal(c, list)
		if err != nil {
			t.Errorf("%v", err)
		}
		for _, w := range want {
			if !strings.Contains(out, w) {
				t.Errorf("%q is not seen:\n%s", w, out)
			}
		}
	}
	t.Run("pick", func(t *testing.T) {
		script := recipe(t, "pick")
		shell(t, "fzf")
		shell(t, "bash")
		onScreen(t, script, []keys{{"PagedAttention", "ControlNet"}, {"1/38", "\r"}}, "ControlNet", "opened +57 ")
	})
	t.Run("live", func(t *testing.T) {
		script := recipe(t, "live")
		shell(t, "fzf")
		shell(t, "bash")
		onScreen(t, script, []keys{{"PagedAttention", "zero convolution"}, {}, {"", "\r"}}, "ControlNet", "opened +57 ")
	})
	t.Run("functions", func(t *testing.T) {
		script := recipe(t, "functions")
		shell(t, "bash")
		shell(t, "shuf")
		onScreen(t, script+"\npo zero convolution; prand; pbib LoRA", nil, "opened +57 ", "papers.md:", "@misc{lora2021")
	})
	t.Run("lines", func(t *testing.T) {
		out, err := runIn(dir, "sh", "-c", recipe(t, "lines"))
		if err != nil || !regexp.MustCompile(`(?m)^papers\.md:180: Latent Diffusion`).MatchString(out) {
			t.Errorf("%v: %s", err, out)
		}
	})
	t.Run("tasks", func(t *testing.T) {
		var file struct {
			Tasks []struct {
				Command        string
				Args           []string
				ProblemMatcher struct{ Pattern struct{ Regexp string } }
			}
		}
		if err := json.Unmarshal([]byte(recipe(t, "tasks")), &file); err != nil {
			t.Fatal(err)
		}
		task := file.Tasks[0]
		args := slices.Concat(task.Args[:len(task.Args)-1], []string{"扩散模型"})
		out, err := runIn(dir, task.Command, args...)
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		for line := range strings.Lines(out) {
			if m := regexp.MustCompile(task.ProblemMatcher.Pattern.Regexp).FindStringSubmatch(strings.TrimSpace(line)); len(m) != 4 || m[1] != "papers.md" {
				t.Errorf("%q is not understood", line)
			}
		}
	})
	t.Run("quickfix", func(t *testing.T) {
		script := recipe(t, "quickfix")
		shell(t, "vim")
		rc := filepath.Join(t.TempDir(), "vimrc")
		list := filepath.Join(t.TempDir(), "list")
		text := "set nocp\n" + script + "\nPapers 扩散模型\ncall writefile(map(getqflist(), {_, q -> bufname(q.bufnr) . ':' . q.lnum . ':' . q.text}), '" + list + "')\nqall!\n"
		if err := os.WriteFile(rc, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := runIn(dir, "vim", "-u", "NONE", "-es", "-S", rc)
		got, readErr := os.ReadFile(list)
		if readErr != nil || !strings.Contains(string(got), "papers.md:180:Latent Diffusion") {
			t.Errorf("%v %v: %s\n%s", err, readErr, out, got)
		}
	})
	t.Run("grep", func(t *testing.T) {
		script := recipe(t, "grep")
		shell(t, "emacs")
		lisp := "(require 'grep)" + script + `(let ((default-directory "` + dir + `/")) (papers "扩散模型")
			(with-current-buffer "*grep*" (while (get-buffer-process (current-buffer)) (accept-process-output nil 0.1))
			  (message "%s" (buffer-string)) (next-error) (message "at line %d" (with-current-buffer "papers.md" (line-number-at-pos)))))`
		file := filepath.Join(t.TempDir(), "papers.el")
		if err := os.WriteFile(file, []byte(lisp), 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := runIn(dir, "emacs", "--batch", "-Q", "-l", file)
		if err != nil || !strings.Contains(out, "papers.md:180: Latent Diffusion") || !strings.Contains(out, "at line ") {
			t.Errorf("%v: %s", err, out)
		}
	})
	for name := range all {
		if !used[name] {
			t.Errorf("no test runs the recipe %s", name)
		}
	}
}
