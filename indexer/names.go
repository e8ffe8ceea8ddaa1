package indexer

import (
	"cmp"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"papersearch/readlog"
	"papersearch/store"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What an item says may be a name or an address instead of a title. An address that an entry gives as its own is that paper,
// surely. A name is, when it is the entry's short name, or the first word of its title in a form that nobody writes but for a
// name (OmniParser for …), which no other title has. A name that may as well be a subject (RAG, 低秩适配) is no more than a
// hint: such an item stays open, and is not suggested.

var (
	arXivNumber = pattern.New(`(?i)(?:arxiv\.org/(?:abs|pdf|html)/|alphaxiv\.org/(?:abs|overview)/|huggingface\.co/papers/|arxiv\s*[:：]?\s*)(\d{4}\.\d{4,5})(?:v\d+)?`)
	address     = pattern.New(`https?://[^\s<>()（）\[\]"'，。；、》]+`)
	namedLink   = pattern.New(`\[([^\[\]]*)\]\(([^()\s]+)\)`)
	bareNumber  = pattern.New(`^\d{4}\.\d{4,5}(?:v\d+)?$`)
	linkLabel   = pattern.New(`(?i)^(?:论文|原文|链接|地址|文章|pdf|paper|link|url|arxiv|abs|here|代码|code|github|项目|主页|project|page)?(?:链接|地址|page|link)?[:：]?$`)
	itemMarks   = pattern.New(`^\s*(?:[-*+]|\d+[.)])\s+(?:\[.\]\s+)?`)
)

// linkKey is what an address leads to: the number on arXiv that it has, else see readlog.Identifier; of a machine of one's own, which has
// no domain, the address as it is. It is "" for what is no address.
func linkKey(s string) string {
	if m := arXivNumber().FindStringSubmatch(s); m != nil {
		return "arxiv:" + m[1]
	}
	if !strings.Contains(s, "://") {
		return ""
	}
	return cmp.Or(readlog.Identifier(s), s)
}

// Of an entry, addresses on the line of its title and the introducing one are its own, and those that have a line to
// themselves but for a label.
const (
	ownLines  = 2
	ownLabels = 16 // letters
)

// ownKeys are the link keys of an entry's own addresses: not of those by which it names another paper.
func ownKeys(r *store.Record) []string {
	if !mayLink(r.Text) {
		return nil
	}
	var out []string
	arXiv := false // the first line with a number on arXiv has the paper's
	n := 0
	for line := range strings.Lines(r.Text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		n++
		keys := keysOf(line, r.Title)
		point := n > 1 && itemMarks().MatchString(line)
		if (n > ownLines || point) && letters(address().ReplaceAllString(line, "")) > ownLabels {
			continue
		}
		here := slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return !strings.HasPrefix(k, "arxiv:") })
		for _, k := range keys {
			if of := strings.HasPrefix(k, "arxiv:"); (!of || len(here) == 1 && !arXiv) && !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
		arXiv = arXiv || len(here) > 0
	}
	return out
}

// mayLink says whether a text can have a link key: without going through it by expressions, since hardly any has.
func mayLink(text string) bool {
	lower := strings.ToLower(text)
	return strings.Contains(lower, "://") || strings.Contains(lower, "xiv") || strings.Contains(lower, "huggingface.co/")
}

// keysOf are the link keys of a line, but those of links that have another name than the title's for their text.
func keysOf(line, title string) []string {
	if !mayLink(line) {
		return nil // most lines
	}
	var out []string
	add := func(k string) {
		if k != "" && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	line = namedLink().ReplaceAllStringFunc(line, func(s string) string {
		m := namedLink().FindStringSubmatch(s)
		text, name := strings.TrimSpace(m[1]), fold.Key(m[1])
		if linkLabel().MatchString(text) || name != "" && strings.Contains(fold.Key(title), name) || strings.Contains(text, "://") || arXivNumber().MatchString(text) {
			add(linkKey(m[2]))
		}
		return " "
	})
	for _, m := range address().FindAllString(line, -1) {
		add(linkKey(m))
	}
	for _, m := range arXivNumber().FindAllString(address().ReplaceAllString(line, " "), -1) {
		add(linkKey(m))
	}
	return out
}

// itemKey is the link key of an item that is an address, a number on arXiv, or a link to one of arXiv, and nothing else.
func itemKey(r *store.Record) string {
	line, _, _ := strings.Cut(r.Text, "\n")
	line = strings.TrimSpace(itemMarks().ReplaceAllString(line, ""))
	if bareNumber().MatchString(line) {
		line = "arXiv " + line
	}
	if m := namedLink().FindStringSubmatch(line); m != nil && m[0] == line {
		if k := linkKey(m[2]); strings.HasPrefix(k, "arxiv:") {
			return k
		}
	}
	keys := keysOf(line, "")
	if len(keys) != 1 {
		return ""
	}
	rest := address().ReplaceAllString(namedLink().ReplaceAllString(line, "$1"), " ")
	if rest = arXivNumber().ReplaceAllString(rest, " "); letters(withoutPlain(rest)) > 0 {
		return ""
	}
	return keys[0]
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// nameKey is the key of a name, without the v of a version: Flash Attention v2 is FlashAttention-2.
func nameKey(s string) string {
	r := []rune(s)
	out := r[:0:0]
	for i := range r {
		if version := (r[i] == 'v' || r[i] == 'V') && i > 0 && i+1 < len(r) && unicode.IsDigit(r[i+1]); !version {
			out = append(out, r[i])
		}
	}
	return fold.Key(string(out))
}

// firstName is the first word of a title, where it could be a name: before a colon, or with capitals within or a digit; sure
// when it can be nothing else, as with what it is for behind it.
func firstName(title string) (name string, sure bool) {
	words := strings.Fields(title)
	if i := strings.IndexAny(title, ":："); i > 0 && len(strings.Fields(title[:i])) == 1 {
		return strings.TrimSpace(title[:i]), false
	} else if len(words) < 3 || i >= 0 {
		return "", false
	}
	lower, upper, digit := false, false, false
	for i, r := range words[0] {
		switch {
		case unicode.Is(unicode.Han, r):
			return "", false
		case unicode.IsLower(r):
			lower = true
		case unicode.IsUpper(r):
			upper = upper || i > 0
		case unicode.IsDigit(r):
			digit = true
		}
	}
	if !upper && !digit || utf8.RuneCountInString(fold.Key(words[0])) < 3 {
		return "", false
	}
	behind := strings.ToLower(words[1])
	return words[0], lower && (behind == "for" || behind == "is" || behind == "as" || behind == "-" || behind == "–" || behind == "—")
}

// firstNamed finds a paper by the first word of its title: surely, or perhaps.
func (t *titles) firstNamed(name string) (of *known, sure bool) {
	key := nameKey(name)
	numbers := t.byFirst[key]
	if of = t.latest(numbers); of == nil {
		return nil, false
	}
	_, sure = firstName(of.title)
	for _, n := range t.byWord[key] { // others say it too
		sure = sure && slices.Contains(numbers, n)
	}
	return of, sure && len(t.plan.env.Dictionary.Glossary().Means(name)) == 0
}

// almost finds a paper with the short name before an item's colon, whose title has all words behind it, some of them misspelt
// or as initials: LoRA: low rank adaption of LLM.
func (t *titles) almost(text string) *known {
	name, rest, ok := fold.CutName(text)
	if !ok {
		return nil
	}
	of := t.latest(t.byAlias[nameKey(name)])
	if of == nil {
		return nil
	}
	theirs := fold.Words(fold.BehindName(of.title))
	said := 0
	for _, w := range fold.Words(rest) {
		if utf8.RuneCountInString(w) < 3 && !unicode.Is(unicode.Han, []rune(w)[0]) && fold.Digits(w) == "" {
			continue
		}
		if said++; !slices.ContainsFunc(theirs, func(x string) bool { return w == x || nearWord(w, x) }) && !initials(w, theirs) {
			return nil
		}
	}
	const enough = 2
	if said < enough {
		return nil
	}
	return of
}

// nearWord says whether a word is another misspelt, where little else can be meant.
func nearWord(a, b string) bool {
	const long, letters = 6, 2
	return len(a) >= long && len(b) >= long && a[0] == b[0] && fold.Digits(a) == fold.Digits(b) && fold.Distance(a, b, letters) <= letters
}

// initials says whether a word is the first letters of words that stand together.
func initials(w string, words []string) bool {
	w = strings.TrimSuffix(w, "s")
	if len(w) < 2 || len(w) > 6 {
		return false
	}
	var all strings.Builder
	for _, x := range words {
		r, _ := utf8.DecodeRuneInString(x)
		all.WriteRune(r)
	}
	return strings.Contains(all.String(), w)
}
