package report

import (
	"fmt"
	"papersearch/fold"
	"papersearch/readlog"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A name that is spelled in two ways is told by where they stand: MobleVLM in the entry whose title has MobileVLM, or, once
// in the whole log, beside a name that many entries have. Names of models differ by a letter or two by nature (BLIP and
// BLIP-2, ResNet and ResNeXt, LLaVA and LLaVAR), so that the first and the last letter and all digits must be the same, the
// name not one that is known or that another title has, and not met elsewhere on its own.
const (
	shortestName = 6 // letters and digits
	longName     = 10
	commonName   = 4 // entries that have a common name, at least
)

// mention is where a spelling is met.
type mention struct {
	spelling string
	at       int // byte of the source
}

// names are the names that the entries mention.
type names struct {
	entries map[string]int  // keys → entries that have it
	titled  map[string]bool // keys in titles
}

func (l *linter) spelling() error {
	type mentions struct {
		src    *source
		e      *readlog.Entry
		title  []mention
		body   []mention
		inside map[string]bool // keys
	}
	known := names{map[string]int{}, map[string]bool{}}
	var all []*mentions
	for _, src := range l.sources {
		for i := range src.log.Entries {
			e := &src.log.Entries[i]
			if e.Kind == readlog.KindTodo {
				continue
			}
			m := &mentions{src: src, e: e, inside: map[string]bool{}}
			for name := range strings.SplitSeq(e.Title+" "+e.Alias, " ") {
				m.title = append(m.title, nameMentions(name, 0)...)
			}
			m.body = nameMentions(src.text[e.BodyStart:e.End], e.BodyStart)
			for _, x := range m.title {
				known.titled[fold.Key(x.spelling)] = true
				m.inside[fold.Key(x.spelling)] = true
			}
			for _, x := range m.body {
				m.inside[fold.Key(x.spelling)] = true
			}
			for key := range m.inside {
				known.entries[key]++
			}
			all = append(all, m)
		}
	}
	common := newSpellings(known)
	written := map[string]string{} // keys as they are first written
	for _, m := range all {
		for _, x := range append(m.title, m.body...) {
			if key := fold.Key(x.spelling); written[key] == "" {
				written[key] = x.spelling
			}
		}
	}
	for _, m := range all {
		said := map[string]bool{}
		for _, x := range m.body {
			key := fold.Key(x.spelling)
			if said[key] || known.titled[key] || knownName(key) {
				continue
			}
			right, inTitle := "", false
			for _, t := range m.title {
				if misspelled(x.spelling, t.spelling) && known.entries[key] <= known.entries[fold.Key(t.spelling)] {
					right, inTitle = t.spelling, true
				}
			}
			if right == "" && known.entries[key] == 1 && utf8.RuneCountInString(key) > shortestName+1 {
				right = written[common.near(key)]
			}
			if right == "" {
				continue
			}
			said[key] = true
			line := m.src.lineOf(x.at)
			f := l.find(m.src, line, ruleSpelling, fmt.Sprintf("%s is %s elsewhere", x.spelling, right), right, m.e.Title)
			if inTitle {
				was := m.src.line(line)
				l.propose(f, m.src, was, strings.ReplaceAll(was, x.spelling, right))
			}
		}
	}
	return nil
}

// misspelled says whether a name is another with a letter wrong, missing, too many or swapped, inside the word; two, in a
// long one. Capitals tell models apart: ViT-B and ViT-L.
func misspelled(name, rightName string) bool {
	key, right := fold.Key(name), fold.Key(rightName)
	n, m := utf8.RuneCountInString(key), utf8.RuneCountInString(right)
	if key == right || min(n, m) < shortestName || key[0] != right[0] || key[len(key)-1] != right[len(right)-1] || fold.Digits(key) != fold.Digits(right) {
		return false
	}
	if strings.HasPrefix(key, right) || strings.HasPrefix(right, key) || capitals(name) != capitals(rightName) {
		return false
	}
	limit := 1
	if min(n, m) >= longName {
		limit = 2
	}
	return fold.Distance(key, right, limit) <= limit
}

func capitals(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return r
		}
		return -1
	}, s)
}

// spellings finds the common name that a key misspells.
type spellings struct {
	byPart map[string][]string // keys by what is left of them when a letter is taken out
	count  map[string]int
}

func newSpellings(n names) *spellings {
	s := &spellings{map[string][]string{}, n.entries}
	for key, entries := range n.entries {
		if entries >= commonName {
			for _, part := range parts(key) {
				s.byPart[part] = append(s.byPart[part], key)
			}
		}
	}
	return s
}

// parts are a key and what is left of it without one letter.
func parts(key string) []string {
	out := []string{key}
	for i, r := range key {
		out = append(out, key[:i]+key[i+utf8.RuneLen(r):])
	}
	return out
}

// near is the most common name of which key has two letters swapped, or one letter twice or not twice; "" for none. Any
// other letter makes another model: DiffuRec is not DiffRec.
func (s *spellings) near(key string) string {
	best := ""
	for _, part := range parts(key) {
		for _, right := range s.byPart[part] {
			if utf8.RuneCountInString(right) >= shortestName && fold.Digits(key) == fold.Digits(right) && slip(key, right) && (best == "" || s.count[right] > s.count[best] || s.count[right] == s.count[best] && right < best) {
				best = right
			}
		}
	}
	return best
}

// slip says whether two words are one but for neighbours swapped, or a letter twice in one of them.
func slip(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	for i := range b {
		if a[i] == b[i] {
			continue
		}
		if len(a) == len(b) {
			return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
		return i > 0 && a[i] == a[i-1] && a[i+1:] == b[i:]
	}
	return false
}

// nameMentions lists the names in a text: Latin words with a capital or a digit behind the first letter, and small letters;
// not in addresses, code or formulas.
func nameMentions(text string, base int) []mention {
	var out []mention
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '`' || c == '$':
			if end := strings.IndexByte(text[i+1:], c); end >= 0 && !strings.Contains(text[i+1:i+1+end], "\n\n") {
				i += end + 2
				continue
			}
			i++
		case !asciiLetter(c):
			i++
		default:
			end := i
			for end < len(text) && (asciiLetter(text[end]) || text[end] >= '0' && text[end] <= '9' || text[end] == '-' && end+1 < len(text) && (asciiLetter(text[end+1]) || text[end+1] >= '0' && text[end+1] <= '9')) {
				end++
			}
			next := end
			if strings.HasPrefix(text[end:], "://") || strings.HasPrefix(text[end:], "_") || strings.HasPrefix(text[end:], "/") || strings.HasPrefix(text[end:], ".") && end+1 < len(text) && asciiLetter(text[end+1]) {
				if n := strings.IndexFunc(text[end:], func(r rune) bool { return unicode.IsSpace(r) || r == ')' || r > unicode.MaxASCII }); n >= 0 {
					next = end + n
				} else {
					next = len(text)
				}
			} else if word := text[i:end]; isName(word) && (i == 0 || strings.IndexByte("*_/\\.@#", text[i-1]) < 0) && (end == len(text) || text[end] != '*') {
				out = append(out, mention{word, base + i})
			}
			i = next
		}
	}
	return out
}

func asciiLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// isName says whether a word is a name by its form: MobileVLM, Minigpt-4; neither BERT nor Transformer is.
func isName(w string) bool {
	lower, inner := 0, 0
	for i := range len(w) {
		switch c := w[i]; {
		case c >= 'a' && c <= 'z':
			lower++
		case c >= 'A' && c <= 'Z' && i > 0 && w[i-1] != '-', c >= '0' && c <= '9':
			inner++
		}
	}
	return lower > 1 && inner > 0 && len(fold.Key(w)) >= shortestName
}
