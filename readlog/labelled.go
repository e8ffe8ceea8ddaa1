package readlog

import (
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestInstitution is how many runes the name of an institution may have that is known by its label alone.
const longestInstitution = 40

// row says whether a title stands in a row of a table, whose columns are labels.
func (l *lead) row() bool { return l.single && l.indent >= 1<<20 }

// named takes what a label says is institutions at its word: the names that the table lacks are kept as they are written, each
// beside the others. A part in which one is known says no other: 清华大学计算机系.
func (r *Rules) named(text, where string, in *introduction) {
	text = address().ReplaceAllString(firstBytes(text, introBytes), "")
	if strings.TrimSpace(text) == "" {
		return
	}
	var known introduction
	c := newCursor(text, r, &known)
	c.loose = true
	c.read()
	c.found = nil
	parts := c.parts()
	for i, part := range parts {
		said := c.s[part.Start:part.End]
		if c.knows(part) {
			continue
		}
		if i > 0 && i+1 < len(parts) && len(strings.Fields(said)) == 1 && isNobody(c.s[parts[i+1].Start:parts[i+1].End]) {
			continue // a city before its country
		}
		for _, name := range joined(said) {
			if name = institutionLike(name); name != "" {
				in.add(Institution{Name: name, Raw: name}, c)
			}
		}
	}
	if len(c.found) > 0 {
		c.published = ""
		in.why(where, c)
	}
}

// parts are what a list consists of, without the signs and words between.
func (c *cursor) parts() []Span {
	var out []Span
	for at := 0; at < len(c.s); {
		n := c.partEnd(at)
		out = append(out, Span{at, at + n})
		at += n
		_, size := utf8.DecodeRuneInString(c.s[at:])
		at += max(1, size, suffix(c.s[at:], "and "))
	}
	return out
}

// knows says whether a name that is known stands in a part, or some of it.
func (c *cursor) knows(part Span) bool {
	return slices.ContainsFunc(c.spans, func(s Span) bool { return s.Start < part.End && s.End > part.Start })
}

// partEnd is the length of the part of a list that begins at a byte: up to a sign of lists, or a word that joins it to a name that
// is known. Names that are known have such signs in them.
func (c *cursor) partEnd(at int) int {
	for i, r := range c.s[at:] {
		i += at
		if slices.ContainsFunc(c.spans, func(s Span) bool { return s.Start <= i && i < s.End }) {
			continue
		}
		if strings.ContainsRune("、，,;；/／|｜\n", r) {
			return i - at
		}
		if n := suffix(c.s[i:], "和", "与", "與", "及", "and ", "& "); n > 0 && slices.ContainsFunc(c.spans, func(s Span) bool {
			return s.End <= i && strings.TrimSpace(c.s[s.End:i]) == "" || s.Start >= i+n && strings.TrimSpace(c.s[i+n:s.Start]) == ""
		}) {
			return i - at
		}
	}
	return len(c.s) - at
}

// address is a link, or a place on the web without its scheme.
var address = pattern.New(`(?:https?://|www\.)[^\s，、；]*`)

// joined cuts a part at words that join two names. 和 is in names, too: what stands before it must end as institutions do.
func joined(s string) []string {
	for _, word := range []string{" and ", " & ", "和", "与", "與", "以及"} {
		for at := 0; ; {
			i := strings.Index(s[at:], word)
			if i < 0 {
				break
			}
			i += at
			at = i + len(word)
			before, behind := strings.TrimSpace(s[:i]), strings.TrimSpace(s[at:])
			if word[0] == ' ' && strings.Contains(before, " of ") { // the Institute of Arts and Crafts
				continue
			}
			if last, _ := utf8.DecodeLastRuneInString(before); behind != "" && (word[0] == ' ' || last < utf8.RuneSelf || strings.ContainsRune("学院所心司室系校会组厂局团", last)) {
				return append(joined(before), joined(behind)...)
			}
		}
	}
	return []string{s}
}

// Words in lists of affiliations that are no institutions: what is a part of one, where it stands, that there is none.
var (
	partOf  = []string{"department", "dept", "school of", "faculty", "division", "college of", "section of"}
	notWho  = strings.Fields("无 未知 不详 暂无 none unknown n/a tbd null 等 独立 个人 多家 usa us uk china germany france italy canada japan korea singapore israel switzerland australia india spain netherlands sweden 中国 美国 英国 德国 法国 日本 加拿大 台湾 香港 新加坡 ca ma ny wa pa tx il")
	asPart  = []string{"系", "教研室", "专业", "课题组"}
	listEnd = []string{"等机构", "等单位", "等", " et al.", " et al", "。", "."}
)

func isNobody(s string) bool {
	return slices.Contains(notWho, strings.ToLower(strings.Trim(s, " .。")))
}

// institutionLike is a name as it is kept, "" for what is none.
func institutionLike(s string) string {
	s = strings.TrimSpace(s)
	for _, tail := range listEnd {
		s = strings.TrimSpace(strings.TrimSuffix(s, tail))
	}
	s = strings.Trim(s, " \t()（）[]【】\"'“”*_-—·:：")
	lower := strings.ToLower(s)
	if n := utf8.RuneCountInString(s); n < 2 || n > longestInstitution || strings.ContainsFunc(s, unicode.IsDigit) || !strings.ContainsFunc(s, unicode.IsLetter) ||
		strings.ContainsAny(s, "。！？!?@<>=（(《") || isNobody(s) || hasAnyPrefix(lower, partOf...) || hasAnySuffix(s, asPart...) {
		return ""
	}
	return s
}
