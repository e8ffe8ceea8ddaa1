package report

import (
	"papersearch/internal/pattern"
	"papersearch/query"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	authorLine = pattern.New(`(?im)^[\s*_>\-+]*(?:作者|authors?)[\s*_]*(?:::|[:：])[\s*_]*(\S.*)$`)
	authorBib  = pattern.New(`(?is)\bauthor\s*=\s*(?:\{((?:[^{}]|\{[^{}]*\})+)\}|"([^"]+)")`)
	// One to eight names and what follows: et al., or a comma and a year.
	authorCited = pattern.New(`(?:^|[^\p{L}])((?:` + nameWord + `(?:[ ]` + nameWord + `){0,3})(?:(?:, and |, & |, | and | & )` + nameWord + `(?:[ ]` + nameWord + `){0,3}){0,8}),?( et al\.?| 等人?)?[,，]?\s*[(（]?((?:19|20)\d\d)?`)
	listBetween = pattern.New(`\s*(?:[,，、]\s*(?:and|&)\s+|[,，、;；]\s*|\s+(?:and|&|和)\s+)`)
	others      = pattern.New(`(?i)[,，]?\s*(?:\bet al\b\.?|\band others\b|等人?)[\s.。]*$`)
	behindName  = pattern.New(`\s*[(（\[][^()（）\[\]]*[)）\]]|[\d*†‡§¶¹²³⁴]+$`)
	noPerson    = pattern.New(`(?i)大学|學|公司|学院|學院|研究|实验室|實驗室|团队|中心|\b(?:univ\w*|institut\w*|labs?|laborator\w*|research|team|group|ai|inc|google|meta|microsoft|openai|deepmind|nvidia|college|school|academy|conference|journal|transactions|proceedings|press|nature|science|arxiv|workshop|survey|paper|pdf|code)\b`)
)

// nameWord is a word of a name: Tri, J., O'Brien, van.
const nameWord = `(?:\p{Lu}[\p{L}'’\-]*\.?|van|von|de|der|den|di|la|le)`

// mostAuthors is how many names an entry of a bibliography has; behind them are others.
const mostAuthors = 30

// authorsOf are the authors that the log names for a paper, as BibTeX has them between " and "; nil where it names none, or what it
// names may be something else: a wrong author is worse than none. They are said by BibTeX that was pasted, by a line or field
// (Authors: …, 作者：…), or beside the title: (Vaswani et al., 2017).
func authorsOf(e *query.Entry) []string {
	if m := authorBib().FindStringSubmatch(e.Source); m != nil {
		return bibNames(m[1] + m[2])
	}
	for _, m := range authorLine().FindAllStringSubmatch(e.Text, -1) {
		if names := people(e, m[1], false); names != nil {
			return names
		}
	}
	first, _, _ := strings.Cut(strings.TrimSpace(e.Source), "\n") // behind the title, and the first line below it
	_, first, _ = strings.Cut(first, e.Title)
	below, _, _ := strings.Cut(strings.TrimSpace(e.Text), "\n")
	for _, s := range []string{first, below} {
		const longest = 300
		if len(s) > longest {
			s = s[:longest]
		}
		for _, m := range authorCited().FindAllStringSubmatchIndex(s, -1) {
			etAl, year := m[4] >= 0, m[6] >= 0
			before := strings.TrimRight(s[:m[2]], " ")
			begins := before == "" || strings.ContainsAny(before[len(before)-1:], "(,.;:") || strings.HasSuffix(before, "（") || strings.HasSuffix(before, "，")
			bracket := strings.HasSuffix(before, "(") || strings.HasSuffix(before, "（")
			if !begins || !etAl && !year {
				continue
			}
			who := s[m[2]:m[3]]
			if etAl {
				who += " et al."
			}
			names := people(e, who, bracket && len(listBetween().FindAllString(who, -1)) > 0)
			if names == nil || !etAl && len(names) < 2 {
				continue // one name of two words may be a venue
			}
			return names
		}
	}
	return nil
}

// people are the names in a list of them; nil where one may be no person's. Surnames alone are enough where short says so, and
// before et al.
func people(e *query.Entry, list string, short bool) []string {
	list = strings.NewReplacer("[[", "", "]]", "", "**", "", `"`, "", "`", "").Replace(list)
	rest := others().ReplaceAllString(strings.TrimSpace(list), "")
	more := rest != strings.TrimSpace(list)
	var parts []string
	if strings.ContainsAny(rest, ";；") {
		parts = strings.FieldsFunc(rest, func(r rune) bool { return r == ';' || r == '；' })
	} else {
		parts = listBetween().Split(rest, -1)
	}
	var names []string
	surnames := 0
	for _, p := range parts {
		p = strings.TrimRight(strings.TrimSpace(behindName().ReplaceAllString(p, "")), ".,，;；")
		if p == "" {
			continue
		}
		if !person(p) || slices.ContainsFunc(append(slices.Clone(e.Institutions), e.InstitutionsRaw...), func(in string) bool { return strings.Contains(p, in) || strings.Contains(in, p) }) {
			return nil
		}
		if r, _ := utf8.DecodeRuneInString(p); !unicode.Is(unicode.Han, r) && !strings.ContainsAny(p, " ,") {
			surnames++
		}
		names = append(names, p)
	}
	if n := len(names); surnames == n && n > 1 && n%2 == 0 && !more && !short { // Gu, Albert, Dao, Tri: of a list of names the other way around
		var turned []string
		for i := 0; i < n; i += 2 {
			turned = append(turned, names[i]+", "+names[i+1])
		}
		names, surnames = turned, 0
	}
	if len(names) == 0 || surnames > 0 && !short && !more {
		return nil
	}
	if len(names) > mostAuthors {
		names, more = names[:mostAuthors], true
	}
	if more {
		names = append(names, "others")
	}
	return names
}

// person says whether words could be a person's name.
func person(s string) bool {
	const longest, words = 40, 5
	n := utf8.RuneCountInString(s)
	if n > longest || n < 2 || len(strings.Fields(s)) > words || noPerson().MatchString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" .,'’-·‑", r)
	}) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s)
	if unicode.Is(unicode.Han, r) {
		return n <= 4 || strings.Contains(s, "·")
	}
	return unicode.IsUpper(r) || strings.HasPrefix(s, "van ") || strings.HasPrefix(s, "de ") || strings.HasPrefix(s, "von ")
}

// bibNames are the names of a field author, without braces, which were TeX's.
func bibNames(s string) []string {
	var names []string
	for _, n := range strings.Split(strings.Join(strings.Fields(s), " "), " and ") {
		if n = strings.TrimSpace(n); n != "" {
			names = append(names, n)
		}
	}
	return names
}
