// Package devsets makes reading logs of the shared judged collections, so that the program and the tests can be asked
// the same questions. It reads the folder of eval/README.md and writes nothing.
package devsets

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Query is a judged query.
type Query struct {
	Q      string            `json:"q"`
	Type   string            `json:"type"`
	Lex    *bool             `json:"lex"`  // whether query and section share a Latin word; nil where that is not told
	Text   string            `json:"text"` // of a filter query: the words without the constraint
	Filter map[string]string `json:"filter"`
	Rel    map[string]int    `json:"rel"` // grades by id, or by title
}

// Set is a log with judged queries about it.
type Set struct {
	Name    string
	Log     string // Markdown
	Queries []Query
	File    string            // of the queries
	Titles  map[string]string // id → title in Log; nil when Rel names titles
}

// collection is one of the cross-language sets: which documents, whether titles are indexed, and queries.
type collection struct {
	name, docs, queries string
	titles              bool
}

var collections = []collection{
	{"zh2zh", "docs_zh.jsonl", "queries_zh2zh.jsonl", false},
	{"en2en", "docs_en.jsonl", "queries_en2en.jsonl", false},
	{"zhtrad2zh", "docs_zh.jsonl", "queries_zhtrad2zh.jsonl", false},
	{"en2zh", "docs_zh.jsonl", "queries_en2zh.jsonl", true},
	{"zh2en", "docs_en.jsonl", "queries_zh2en.jsonl", true},
}

// Load reads the sets below a folder that holds eval and corpus: the seed log first, then the five of
// cross-language search.
func Load(shared string) ([]Set, error) {
	log, err := os.ReadFile(filepath.Join(shared, "corpus", "papers-daily-2024.md"))
	if err != nil {
		return nil, err
	}
	seed := Set{Name: "seed", Log: string(log), File: filepath.Join(shared, "eval", "seed-queries.jsonl")}
	if err := lines(seed.File, &seed.Queries); err != nil {
		return nil, err
	}
	sets := []Set{seed}
	dir := filepath.Join(shared, "eval", "xling-dev")
	for _, c := range collections {
		s := Set{Name: c.name, File: filepath.Join(dir, c.queries)}
		var docs []document
		if err := lines(filepath.Join(dir, c.docs), &docs); err != nil {
			return nil, err
		}
		s.Log, s.Titles = notes(docs, c.titles)
		if err := lines(s.File, &s.Queries); err != nil {
			return nil, err
		}
		sets = append(sets, s)
	}
	return sets, nil
}

// lines reads a JSON value a line.
func lines[T any](path string, out *[]T) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	in := bufio.NewScanner(bytes.NewReader(data))
	in.Buffer(nil, len(data)+1)
	for n := 1; in.Scan(); n++ {
		if len(bytes.TrimSpace(in.Bytes())) == 0 {
			continue
		}
		var v T
		if err := json.Unmarshal(in.Bytes(), &v); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
		*out = append(*out, v)
	}
	return in.Err()
}

type document struct{ ID, Title, Text string }

var (
	breaks   = regexp.MustCompile("[\r\n\v\f\x1c-\x1e\u0085\u2028\u2029]+")
	controls = regexp.MustCompile("[\x00-\x08\x0e-\x1f\x7f]")
	spaces   = regexp.MustCompile(`\s+`)
	mark     = regexp.MustCompile("^(#+|>+|`{3,}|~{3,})\\s*")
	word     = regexp.MustCompile(`[\pL\pN_]`)
	// What would read as table, HTML, check box, link definition or date.
	structure = regexp.MustCompile(`^([<|]|\[[^\]]*\]:|([-*+]|\d+[.)])\s+\[.?\]|[^\pL\pN_]*\d{4}\s*[-./年]\s*\d{1,2}\s*月?([-./]?\s*\d{1,2}\s*[日号]?)?[^\pL\pN_]*$)`)
)

func tame(s string) string {
	s = strings.NewReplacer("《", "〈", "》", "〉", "<!--", "< !--").Replace(controls.ReplaceAllString(s, " "))
	return strings.TrimSpace(spaces.ReplaceAllString(s, " "))
}

func plain(line string) string {
	line = tame(line)
	for mark.MatchString(line) {
		line = mark.ReplaceAllString(line, "")
	}
	if !word.MatchString(line) {
		return ""
	}
	if structure.MatchString(line) {
		return "· " + line
	}
	return line
}

// notes writes documents as a log in the seed log's form, as eval/to_notes.py --opaque does: entries are named n1, n2, …
// where they have no title, or none is to be indexed, and have that name behind a title that is repeated.
func notes(docs []document, withTitles bool) (log string, titles map[string]string) {
	shown := make([]string, len(docs))
	often := map[string]int{}
	for i, d := range docs {
		if withTitles {
			shown[i] = tame(d.Title)
		}
		if shown[i] == "" {
			shown[i] = fmt.Sprintf("n%d", i+1)
		}
		often[strings.ToLower(shown[i])]++
	}
	perDay := (len(docs) + 30) / 31
	days := (len(docs) + perDay - 1) / perDay
	out := []string{"# 2024.1"}
	titles = map[string]string{}
	for i, d := range docs {
		if i%perDay == 0 {
			out = append(out, fmt.Sprintf("## 2024.1.%d", days-i/perDay))
		}
		if often[strings.ToLower(shown[i])] > 1 {
			shown[i] = fmt.Sprintf("%s [n%d]", shown[i], i+1)
		}
		titles[d.ID] = shown[i]
		out = append(out, "《"+shown[i]+"》")
		for _, line := range breaks.Split(d.Text, -1) {
			if line = plain(line); line != "" {
				out = append(out, line)
			}
		}
	}
	return strings.Join(out, "\n\n") + "\n", titles
}
