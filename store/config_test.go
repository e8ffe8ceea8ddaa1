package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file with a byte order mark is read, and what it can only have meant otherwise is told.
func TestLoadConfig(t *testing.T) {
	dir := t.TempDir()
	text := "\uFEFFwords = [\"排序塔\"]\nglosary = 1\n[index]\nignore = [\"drafts/**\", \"drafts/[a\"]\n"
	if err := os.WriteFile(filepath.Join(dir, ConfigName), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := LoadConfig(filepath.Join(dir, DirName))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Words) != 1 || c.Words[0] != "排序塔" {
		t.Errorf("words %q", c.Words)
	}
	want := "papersearch.toml:2: unknown key glosary\npapersearch.toml: ignore = \"drafts/[a\" is no pattern, and ignores nothing"
	if got := strings.Join(c.Warnings, "\n"); got != want {
		t.Errorf("warnings:\n%s\nwant:\n%s", got, want)
	}
}
