package readlog

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Front matter that is no YAML: TOML between two +++, as Hugo and Zola have it, and JSON, between two --- or in a comment above the text.

// readTOML reads key = value and arrays, of any table: [extra] holds what is said of the paper as well.
func (p *parser) readTOML() bool {
	if p.front == 0 || !strings.HasPrefix(strings.TrimPrefix(p.lines[0].of(p.text), bom), "+++") {
		return false
	}
	f := &p.about
	key, open := "", false // in an array over several lines
	for i := 1; i < min(p.front-1, maxFront); i++ {
		s := strings.TrimSpace(p.lines[i].of(p.text))
		if open {
			open = !strings.HasSuffix(s, "]")
			for _, v := range values("[" + strings.TrimRight(s, ",] ") + "]") {
				f.add(key, v)
			}
			continue
		}
		name, value, pair := strings.Cut(s, "=")
		if s == "" || s[0] == '#' || s[0] == '[' || !pair {
			continue
		}
		f.yaml = true
		key, value = strings.Trim(name, `"' `), strings.Trim(strings.TrimSpace(value), `"`)
		if strings.HasPrefix(value, "[") {
			if open = !strings.Contains(value, "]"); open {
				value = strings.TrimRight(value, ", ") + "]"
			}
		}
		for _, v := range values(value) {
			f.add(key, v)
		}
	}
	return true
}

// maxJSON is how many bytes of JSON are read above a text.
const maxJSON = 64 << 10

// readJSON reads an object of names and values: {"title": "…", "url": "…"}.
func (p *parser) readJSON() bool {
	from, to, front := 0, 0, p.front
	switch {
	case p.front > 1:
		from, to = p.lines[1].start, p.lines[p.front-1].start
	case len(p.lines) > 0 && strings.HasPrefix(strings.TrimPrefix(p.text, bom), "<!--"):
		end := strings.Index(firstBytes(p.text, maxJSON), "-->")
		if end < 0 {
			return false
		}
		from, to = strings.Index(p.text, "<!--")+len("<!--"), end
		for front < len(p.lines) && p.lines[front].start <= end {
			front++
		}
	default:
		return false
	}
	source := strings.TrimSpace(p.text[from:max(from, to)])
	if len(source) > maxJSON || !strings.HasPrefix(source, "{") || !strings.HasSuffix(source, "}") {
		return false
	}
	var said map[string]any
	if json.Unmarshal([]byte(source), &said) != nil {
		return false
	}
	f := &p.about
	for _, key := range slices.Sorted(maps.Keys(said)) {
		list, ok := said[key].([]any)
		if !ok {
			list = []any{said[key]}
		}
		for _, v := range list {
			switch v := v.(type) {
			case string:
				f.add(key, v)
			case float64:
				f.add(key, strconv.FormatFloat(v, 'f', -1, 64))
			}
		}
	}
	if len(f.fields) == 0 {
		return false
	}
	f.yaml, p.front = true, front
	for i := range front {
		p.lines[i].kind, p.lines[i].mute = textLine, true
	}
	return true
}
