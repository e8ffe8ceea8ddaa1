package query

import (
	"maps"
	"papersearch/fold"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clause is one piece of what was typed.
type Clause struct {
	Kind  ClauseKind
	Text  string   // of words and phrases, without quotes
	Not   bool     // -word, -"a phrase"
	Field string   // of a Filter: its flag's name, or "title"
	Value []string // of a Filter: alternatives
}

// ClauseKind says what a clause asks for.
type ClauseKind uint8

// The kinds of clause.
const (
	Words  ClauseKind = iota // any of them counts
	Phrase                   // must stand in the entry as written
	Filter                   // field:value
)

// fields are the names that may stand before a colon, folded, and the flags they mean. Any other word before
// a colon is text: titles have colons.
var fields = map[string]string{
	"title": "title", "标题": "title", "题目": "title",
	"institution": "institution", "机构": "institution", "单位": "institution",
	"track": "track", "方向": "track", "领域": "track",
	"subtrack": "subtrack", "子方向": "subtrack",
	"venue": "venue", "会议": "venue", "期刊": "venue",
	"month": "month", "月份": "month", "阅读": "month",
	"published": "published", "发表": "published", "year": "published", "年份": "published",
	"since": "since", "until": "until",
	"kind": "kind", "类别": "kind", "类型": "kind",
	"file": "file", "文件": "file",
	"author": byAuthor, "authors": byAuthor, "作者": byAuthor,
}

// byAuthor is the field of who wrote a paper. Names stand in the text of an entry: its values are words.
const byAuthor = "author"

// MistypedField is a word before a colon that is no field but a letter away from one, and that field; "" for none.
func MistypedField(text string) (typed, field string) {
	const leastLetters = 4
	for _, word := range strings.Fields(text) {
		typed, value, ok := strings.Cut(strings.TrimPrefix(word, "-"), ":")
		name := fold.String(typed)
		if _, known := fields[name]; !ok || value == "" || known || len(name) < leastLetters || strings.HasPrefix(value, "//") {
			continue
		}
		for _, f := range slices.Sorted(maps.Keys(fields)) {
			if len(f) >= leastLetters && f[0] < utf8.RuneSelf && fold.Distance(name, f, 1) == 1 {
				return typed, f
			}
		}
	}
	return "", ""
}

// Parse reads a query. It never fails: what is no operator is text. The language is one page:
//
//	word word        words; each may be missing
//	"a phrase"       also “…”, 「…」, 『…』; must be there
//	-word -"phrase"  must not be there
//	-field:value     must not be so
//	field:value      for the names in fields, with a full-width colon too; field:"two words"; field:a|b
//	author:name      words
//
// A quote without its partner, a field without a value, a dash alone or two of them are text.
func Parse(text string) []Clause {
	var out []Clause
	for s := skipSpace(text); s != ""; s = skipSpace(s) {
		c, rest := clause(s)
		s = rest
		if c.Kind == Words && !c.Not && len(out) > 0 {
			if last := &out[len(out)-1]; last.Kind == Words && !last.Not {
				last.Text += " " + c.Text
				continue
			}
		}
		if c.Kind == Filter || c.Text != "" {
			out = append(out, c)
		}
	}
	return out
}

func skipSpace(s string) string { return strings.TrimLeftFunc(s, unicode.IsSpace) }

// clause reads the first clause of s, which starts with no space.
func clause(s string) (Clause, string) {
	if rest, ok := cutDash(s); ok {
		c, rest := clause(rest)
		c.Not = true
		return c, rest
	}
	if phrase, rest, ok := cutQuoted(s); ok {
		return Clause{Kind: Phrase, Text: phrase}, rest
	}
	if field, rest, ok := cutField(s); ok {
		var values []string
		for {
			var v string
			v, rest = cutValue(rest)
			if v != "" {
				values = append(values, v)
			}
			if !strings.HasPrefix(rest, "|") {
				break
			}
			rest = rest[1:]
		}
		switch {
		case len(values) > 0 && field == byAuthor:
			return Clause{Text: strings.Join(values, " ")}, rest
		case len(values) > 0:
			return Clause{Kind: Filter, Field: field, Value: values}, rest
		}
	}
	word, rest := cutWord(s)
	return Clause{Text: word}, rest
}

// cutDash takes the dash of a negation: one dash before a letter, digit or quote.
func cutDash(s string) (string, bool) {
	r, n := utf8.DecodeRuneInString(s)
	if r != '-' && r != '－' {
		return s, false
	}
	next, _ := utf8.DecodeRuneInString(s[n:])
	if unicode.IsLetter(next) || unicode.IsDigit(next) || closing(next) != 0 {
		return s[n:], true
	}
	return s, false
}

// closing is the quote that ends what r opens; 0 when r opens nothing.
func closing(r rune) rune {
	switch r {
	case '"', '＂':
		return r
	case '“':
		return '”'
	case '「':
		return '」'
	case '『':
		return '』'
	}
	return 0
}

func cutQuoted(s string) (phrase, rest string, ok bool) {
	r, n := utf8.DecodeRuneInString(s)
	end := closing(r)
	if end == 0 {
		return "", s, false
	}
	i := strings.IndexRune(s[n:], end)
	if i < 0 {
		return "", s, false
	}
	return strings.TrimSpace(s[n : n+i]), s[n+i+utf8.RuneLen(end):], true
}

func cutField(s string) (field, rest string, ok bool) {
	i := strings.IndexAny(s, ":：")
	if i <= 0 || i > 32 {
		return "", s, false
	}
	field, ok = fields[fold.String(s[:i])]
	_, n := utf8.DecodeRuneInString(s[i:])
	return field, s[i+n:], ok
}

// cutValue takes a value up to a blank or a bar, or a quoted one.
func cutValue(s string) (value, rest string) {
	if v, rest, ok := cutQuoted(s); ok {
		return v, rest
	}
	i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '|' })
	if i < 0 {
		i = len(s)
	}
	return s[:i], s[i:]
}

// cutWord takes what stands before the next blank or the next whole phrase.
func cutWord(s string) (word, rest string) {
	for i, r := range s {
		if i == 0 {
			continue
		}
		if unicode.IsSpace(r) {
			return s[:i], s[i:]
		}
		if closing(r) != 0 {
			if _, _, ok := cutQuoted(s[i:]); ok {
				return s[:i], s[i:]
			}
		}
	}
	return s, ""
}
