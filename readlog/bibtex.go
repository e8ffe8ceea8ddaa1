package readlog

import (
	"papersearch/internal/pattern"
	"strings"
)

var (
	bibtexStart = pattern.New(`(?i)^\s*@(?:article|inproceedings|conference|incollection|misc|techreport|phdthesis|book|unpublished|online)\s*\{`)
	bibtexField = pattern.New(`(?i)\b(title|year|journal|booktitle|eprint)\s*=\s*`)
)

// bibtexLines is how many lines an entry of BibTeX may have.
const bibtexLines = 60

// bibtex finds pasted BibTeX, in a block or bare. In the body of a paper it is of what the paper says; elsewhere its entries are
// papers if the file is a log or has nothing else, for read-me files say so how they are to be cited.
func (p *parser) bibtex() {
	type found struct {
		first, last int // lines
		fields      map[string]string
	}
	var list []found
	open, other := false, false
	for i := 0; i < len(p.lines); i++ {
		l := &p.lines[i]
		switch l.kind {
		case titleLine:
			open = !l.lead.single
			continue
		case headingLine:
			open = false
			continue
		case textLine:
		default:
			continue
		}
		s := l.of(p.text)
		if open || !strings.Contains(firstBytes(s, 80), "@") || !bibtexStart().MatchString(s) {
			other = other || fenceOf(s) == "" && strings.TrimSpace(s) != "" && !l.mute
			continue
		}
		last, depth := i, 0
		for ; last < len(p.lines) && last < i+bibtexLines; last++ {
			t := p.lines[last].of(p.text)
			if depth += strings.Count(t, "{") - strings.Count(t, "}"); depth <= 0 {
				break
			}
		}
		if last == len(p.lines) || last == i+bibtexLines {
			continue
		}
		fields := bibtexFields(p.text[l.start:p.lines[last].end])
		if fields["title"] != "" {
			list = append(list, found{i, last, fields})
		}
		i = last
	}
	if len(list) == 0 || other && !p.isLog && !p.recognize() {
		return
	}
	for _, f := range list {
		l := &p.lines[f.first]
		said := f.fields["year"] + " " + f.fields["booktitle"] + " " + f.fields["journal"]
		if id := f.fields["eprint"]; len(id) > 4 && strings.HasSuffix(f.fields["year"], id[:2]) {
			said = "arXiv:" + id + " " + said // with the month
		}
		body := l.end
		if f.first == f.last {
			body = l.start
		}
		if !p.title(f.first, f.fields["title"], body, lead{published: said}) {
			continue
		}
		for i := f.first + 1; i <= f.last; i++ {
			if p.lines[i].kind != blankLine {
				p.lines[i].kind = textLine
			}
		}
		for _, i := range []int{f.first - 1, f.last + 1} { // the block's fence is of no entry
			if i >= 0 && i < len(p.lines) && fenceOf(p.lines[i].of(p.text)) != "" {
				p.lines[i].kind = frameLine
			}
		}
	}
}

// bibtexFields reads the fields of an entry that matter here, in lower case, without braces.
func bibtexFields(s string) map[string]string {
	out, done := map[string]string{}, 0
	for _, m := range bibtexField().FindAllStringSubmatchIndex(s, -1) {
		if m[0] < done {
			continue // within the field before
		}
		name, rest := strings.ToLower(s[m[2]:m[3]]), s[m[1]:]
		depth, end := 0, len(rest)
		for i := range len(rest) {
			switch c := rest[i]; {
			case c == '{':
				depth++
			case c == '}':
				depth--
			case c == '"' && i > 0 && rest[0] == '"' && depth == 0:
				depth = -1
			}
			if depth < 0 || depth == 0 && (rest[i] == '}' || rest[i] == ',' && rest[0] != '"') {
				end = i
				break
			}
		}
		done = m[1] + end
		if _, ok := out[name]; !ok {
			out[name] = strings.Join(strings.Fields(strings.NewReplacer("{", "", "}", "", `"`, "").Replace(rest[:end])), " ")
		}
	}
	return out
}
