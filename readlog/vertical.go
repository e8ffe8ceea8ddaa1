package readlog

import (
	"papersearch/fold"
	"slices"
	"strings"
)

// Tables whose rows are the fields of one paper, the name of the field in the first column: | Title | X |, | 年份 | 2021 |.

// fieldTable is such a table.
type fieldTable struct {
	from, to int // its lines
	fields   [][2]string
	title    string
}

// paperFields are fields that say that a table is of a paper, known under these names.
var paperFields = []string{"title", "authors", "year", "published", "venue", "doi", "arxiv", "url", "institution", "keywords", "date", "read", "abstract", "tags", "bibliography"}

// fieldRow is a row of two cells, the first of which may be the name of a field.
func fieldRow(s string) (key, value string, ok bool) {
	at := cells(s)
	for len(at) > 2 && strings.TrimSpace(s[at[len(at)-1][0]:at[len(at)-1][1]]) == "" {
		at = at[:len(at)-1]
	}
	if len(at) != 2 {
		return "", "", false
	}
	key = strings.TrimSpace(strings.Trim(Plain(s[at[0][0]:at[0][1]]).String, " \n:："))
	return key, strings.TrimSpace(s[at[1][0]:at[1][1]]), len(key) <= 40
}

// fieldTables finds the tables of fields.
func (p *parser) fieldTables() []fieldTable {
	var out []fieldTable
	for i := p.front; i < len(p.lines); i++ {
		if l := &p.lines[i]; l.kind != textLine || l.code || l.mute || !strings.Contains(l.of(p.text), "|") {
			continue
		}
		t := fieldTable{from: i}
		known, link := 0, false
		met := map[string]bool{}
		for ; i < len(p.lines) && p.lines[i].kind == textLine && !p.lines[i].code; i++ {
			s := p.lines[i].of(p.text)
			if !strings.Contains(s, "|") || len(s) > maxTableRow {
				break
			}
			key, value, ok := fieldRow(s)
			if !ok {
				met = nil
				continue
			}
			name := frontKey(key)
			if met == nil || met[name] || strings.Trim(key, "-:") == "" {
				continue
			}
			met[name] = true
			if slices.Contains(paperFields, name) {
				known++
			}
			if value == "" {
				continue
			}
			to := links(value)
			link = link || slices.ContainsFunc(to, paperLink)
			if name == "title" && t.title == "" {
				t.title = strings.TrimSpace(Plain(withoutLinks(value)).String)
			} else if len(to) > 0 && (name == "url" || name == "doi" || name == "arxiv") {
				value = to[0]
			}
			t.fields = append(t.fields, [2]string{key, Plain(value).String})
		}
		t.to = i
		if met != nil && known > 1 && 2*known >= len(met)-1 && (met["title"] || met["authors"] && (link || met["year"] || met["venue"] || met["doi"])) {
			out = append(out, t)
		}
	}
	return out
}

// maxTableRow is how many bytes a row of fields may have.
const maxTableRow = 4000

// tableFields takes the fields of a table near the top, where it is the only one of a file, for those of the file.
func (p *parser) tableFields() {
	if !strings.Contains(p.text, "|") {
		return
	}
	p.fieldsAt = p.fieldTables()
	if len(p.fieldsAt) != 1 || p.fieldsAt[0].from > p.front+maxInline {
		return
	}
	t := p.fieldsAt[0]
	if t.title == "" {
		at := p.topHeading()
		if at < 0 || !p.onlyAtTop(at) || !paperLike(p.headingOf(at)) {
			return
		}
	}
	f := &p.about
	for _, kv := range t.fields {
		if frontKey(kv[0]) != "title" {
			f.add(kv[0], kv[1])
		}
	}
	if t.title != "" && (paperLike(t.title) || nameBeside(t.title)) {
		if was := f.get("title"); was != "" && fold.Key(was) != fold.Key(t.title) {
			f.fields["aliases"] = append(f.fields["aliases"], was)
		}
		f.fields["title"] = []string{t.title}
	}
	f.cited = f.get("title") != "" || t.title == ""
	p.fieldsAt = nil
}

// tabled makes an entry of each of several tables of fields: of the heading above it where that is the title, else of the row that has it.
func (p *parser) tabled() {
	if len(p.fieldsAt) < 2 {
		return
	}
	for _, t := range p.fieldsAt {
		head := p.lineAbove(t.from)
		var l lead
		at, body := t.from, p.lines[t.from].start
		title := t.title
		if head >= 0 && p.lines[head].kind == headingLine {
			if _, dated := p.lines[head].date(Date{Year: anyYear}); !dated && (title == "" || fold.Key(title) == fold.Key(p.headingOf(head)) || nameBeside(p.headingOf(head))) {
				at, body = head, p.lines[head].end
			}
		}
		if title == "" {
			if at == t.from {
				continue // neither has it
			}
			title = p.headTitle(head)
		}
		if !paperLike(title) && !nameBeside(title) {
			continue
		}
		for _, kv := range t.fields {
			switch frontKey(kv[0]) {
			case "year", "published", "venue", "date":
				l.published = strings.TrimSpace(l.published + " " + kv[1])
			case "institution":
				l.by = kv[1]
			case "read":
				l.read, _ = bareDate(kv[1], Date{})
			}
		}
		if p.title(at, title, body, l) {
			for i := t.from; i < t.to; i++ {
				if i != at {
					p.lines[i].code = true // no rows of titles
				}
			}
		}
	}
}
