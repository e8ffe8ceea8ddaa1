// Package segment answers: which words does a text have, in either language?
//
// Text is folded (package fold), runs of Han runes are cut by gse with a dictionary loaded just in time, and
// Latin words are split at hyphens and between letters and digits and stemmed. The same analyzer serves index
// and query: it is registered with Bleve as zh_en, and pairs of neighbours as zh_en_pairs.
//
//	Dictionary   gse's words, the glossary, the owner's words
//	Analyzer     a Dictionary loaded for some texts: Words, Pairs
//	Glossary     terms that mean the same, in both languages
//
// Beside it lie tables of words: likely translations, English words that people know, names that papers are known by.
package segment

import (
	"papersearch/fold"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/go-ego/gse"
)

// Word is one word of a text.
type Word struct {
	Term       string // what is indexed: folded, English stemmed, hyphens gone (text-to-image is texttoimage)
	Start, End int    // bytes of the text, half-open, on rune boundaries
	Parts      []Part // sub-words of a Han word, pieces of a Latin compound, in order; empty for a simple word
	Han        bool
	Stop       bool // a function word of either language
}

// Part is a word within a Word.
type Part struct {
	Term       string
	Start, End int
	Stop       bool
}

// Analyzer cuts texts into words. It cuts right only the texts that Dictionary.Load was given, and any text
// whose words they hold. Safe for concurrent use.
//
// It holds gse's method, not its segmenter. A value that reaches a *gse.Segmenter through its type and is put into an interface,
// as the state of a terminal program or of a server is, makes the linker keep all the segmenter's methods for reflection, and with
// LoadDictEmbed gse's dictionaries: 40 MB.
type Analyzer struct {
	segment func(text []byte) []gse.Segment
}

// maxRun bounds the runes that gse is given at once: it takes memory by the rune, and no word is that long.
const maxRun = 1000

// Words cuts text into words, in order. Punctuation, blanks and signs are no words.
func (a *Analyzer) Words(text string) []Word {
	out := make([]Word, 0, len(text)/5+1)
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case isHan(r):
			end := hanRun(text, i)
			out = a.cut(out, text, i, end)
			i = end
		case letterOrDigit(r):
			end := latinRun(text, i)
			out = append(out, latin(text, i, end))
			i = end
		default:
			i += n
		}
	}
	return out
}

// hanRun is the end of the Han runes from start on, at most maxRun of them.
func hanRun(text string, start int) int {
	end, n := start, 0
	for n < maxRun {
		r, size := utf8.DecodeRuneInString(text[end:])
		if size == 0 || !isHan(r) {
			break
		}
		end += size
		n++
	}
	return end
}

// cut appends the words of a Han run.
func (a *Analyzer) cut(out []Word, text string, start, end int) []Word {
	run := text[start:end]
	folded := fold.String(run)
	at := func(i int) int { return start + i } // folded bytes to bytes of text
	if len(folded) != len(run) || folded != run {
		at = offsets(run, folded, start)
	}
	for _, s := range a.segment([]byte(folded)) {
		w := Word{Term: folded[s.Start():s.End()], Start: at(s.Start()), End: at(s.End()), Han: true}
		w.Stop = isStop(w.Term)
		w.Parts = subWords(nil, s.Token(), s.Start(), at)
		out = append(out, w)
	}
	return out
}

// offsets maps bytes of a folded run to bytes of the text: folding keeps runes but not always their length.
func offsets(run, folded string, start int) func(int) int {
	to := make([]int, len(folded)+1)
	i, j := 0, 0
	for i < len(run) {
		_, n := utf8.DecodeRuneInString(run[i:])
		_, m := utf8.DecodeRuneInString(folded[j:])
		to[j] = start + i
		i, j = i+n, j+m
	}
	to[j] = start + i
	return func(k int) int { return to[k] }
}

// subWords appends the words of two runes and more within a dictionary word, outer before inner.
func subWords(out []Part, t *gse.Token, start int, at func(int) int) []Part {
	for _, s := range t.Segments() {
		from, to := start+s.Start(), start+s.End()
		if term := s.Token().Text(); utf8.RuneCountInString(term) > 1 {
			out = append(out, Part{Term: term, Start: at(from), End: at(to), Stop: isStop(term)})
			out = subWords(out, s.Token(), from, at)
		}
	}
	return out
}

// Pairs returns the pairs of neighbours in text, in order: of Han runes (扩散, 散模), of Latin words, function words left
// out and compounds in pieces ("neural network", "state art"), and of a word and the rune beside it ("训练 bert" has
// "练 bert"). Signs between them part nothing, the end of a sentence or line does.
func (a *Analyzer) Pairs(text string) []Word {
	out := make([]Word, 0, len(text)/3+1)
	var last unit
	next := func(u unit) {
		if last.term != "" {
			term := last.term + u.term
			if !last.han || !u.han {
				term = last.term + " " + u.term
			}
			out = append(out, Word{Term: term, Start: last.start, End: u.end, Han: last.han && u.han})
		}
		last = u
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case isHan(r):
			end := hanRun(text, i)
			folded := fold.String(text[i:end])
			for j := 0; i < end; {
				_, n := utf8.DecodeRuneInString(text[i:])
				_, m := utf8.DecodeRuneInString(folded[j:])
				next(unit{folded[j : j+m], i, i + n, true})
				i, j = i+n, j+m
			}
		case letterOrDigit(r):
			end := latinRun(text, i)
			w := latin(text, i, end)
			if len(w.Parts) == 0 && !w.Stop {
				next(unit{w.Term, w.Start, w.End, false})
			}
			at := 0
			for _, p := range w.Parts {
				if p.Start >= at && !p.Stop {
					next(unit{p.Term, p.Start, p.End, false})
					at = p.End
				}
			}
			i = end
		case r == '\n' || r == '。' || r == '！' || r == '？':
			last = unit{}
			i += n
		default:
			i += n
		}
	}
	return out
}

// unit is a neighbour in a pair: a Han rune or a Latin word.
type unit struct {
	term       string
	start, end int
	han        bool
}

// letterOrDigit says what Latin words are made of: letters and digits of any script but Han.
func letterOrDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !isHan(r)
}

// latinRun is the end of the word at start: letters and digits, with a hyphen or underscore between two of
// them, a point between digits, and the signs of C++ and C#.
func latinRun(text string, start int) int {
	end := start
	var last rune
	for end < len(text) {
		r, n := utf8.DecodeRuneInString(text[end:])
		if letterOrDigit(r) {
			end, last = end+n, r
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[end+n:])
		switch {
		case hyphen(r) && letterOrDigit(next):
		case r == '.' && unicode.IsDigit(last) && unicode.IsDigit(next):
		default:
			return end + signs(text[start:end], text[end:])
		}
		end += n
	}
	return end
}

func hyphen(r rune) bool {
	return r == '-' || r == '_' || r == '‐' || r == '‑' || r == '－'
}

// signs is the length of what belongs to the name of a programming language.
func signs(word, rest string) int {
	if len(word) > 1 {
		return 0
	}
	switch {
	case strings.HasPrefix(rest, "++"):
		return 2
	case strings.HasPrefix(rest, "#"):
		return 1
	}
	return 0
}

// latin analyzes the word text[start:end].
func latin(text string, start, end int) Word {
	w := Word{Start: start, End: end}
	w.Parts = pieces(text, start, end)
	if len(w.Parts) == 1 && w.Parts[0].End == end {
		w.Term, w.Stop, w.Parts = w.Parts[0].Term, w.Parts[0].Stop, nil
		return w
	}
	w.Term = stem(joined(singular(text[start:end])))
	return w
}

// singular is a word in capitals without the s of its plural, CNNs or GPUs: the stemmer sees no vowel before it, or one that belongs
// to it as in bus.
func singular(word string) string {
	head, ok := strings.CutSuffix(word, "s")
	if !ok || len(head) < 2 || len(head) > longestAcronym {
		return word
	}
	for i := range len(head) {
		if (head[i] < 'A' || head[i] > 'Z') && (i == 0 || head[i] < '0' || head[i] > '9') {
			return word
		}
	}
	return head
}

// longestAcronym is how many letters a word in capitals has at most.
const longestAcronym = 8

// joined is a word folded and without its hyphens.
func joined(word string) string {
	return strings.Map(func(r rune) rune {
		if hyphen(r) {
			return -1
		}
		return fold.Rune(r)
	}, word)
}

// pieces splits a Latin word at hyphens and between letters and digits, and adds the halves of a word in
// camel case: ShareGPT4V is sharegpt, share, gpt, 4, v. A number with a unit (7B, 1.2M, 3D) is one piece.
func pieces(text string, start, end int) []Part {
	var out []Part
	add := func(from, to int) {
		term := stem(fold.String(singular(text[from:to])))
		out = append(out, Part{Term: term, Start: from, End: to, Stop: isStop(term) || isStop(fold.String(text[from:to]))})
	}
	from := start
	flush := func(to int) {
		if to > from {
			add(from, to)
			if cut := camel(text[from:to]); cut > 0 {
				add(from, from+cut)
				add(from+cut, to)
			}
		}
	}
	var last rune
	for i, r := range text[start:end] {
		i += start
		switch {
		case hyphen(r):
			flush(i)
			from = i + utf8.RuneLen(r)
		case i > from && unicode.IsLetter(last) && unicode.IsDigit(r):
			flush(i)
			from = i
		case i > from && unicode.IsDigit(last) && unicode.IsLetter(r) && !isUnit(text[i:end]):
			flush(i)
			from = i
		}
		last = r
	}
	flush(end)
	return out
}

// isUnit says whether the letters behind a number are few enough to be its unit, and end the piece.
func isUnit(rest string) bool {
	n := 0
	for _, r := range rest {
		if hyphen(r) {
			break
		}
		if !unicode.IsLetter(r) || n == 2 {
			return false
		}
		n++
	}
	return true
}

// camel is where a word in camel case has its seam, 0 where it has none or more than one. Both halves have three
// letters at least: MobileVLM, PatchCore; not LLaVA, DeepFM.
func camel(word string) int {
	seam := 0
	for i := 1; i < len(word); i++ {
		lower, upper := word[i-1] >= 'a' && word[i-1] <= 'z', word[i] >= 'A' && word[i] <= 'Z'
		if !lower || !upper {
			continue
		}
		if seam > 0 {
			return 0
		}
		seam = i
	}
	if seam < 3 || len(word)-seam < 3 {
		return 0
	}
	return seam
}

// processorUnits are plurals whose s the stemmer takes for that of bus.
var processorUnits = map[string]bool{"gpus": true, "cpus": true, "tpus": true, "npus": true, "dpus": true, "ipus": true, "lpus": true}

// Stem is what a folded Latin word is indexed as.
func Stem(word string) string { return stem(word) }

// stem is the English stem (Porter's second algorithm) of a folded word of four ASCII letters at least, also of
// names in capitals: a rule for capitals would part DALLE from dalle.
func stem(term string) string {
	if len(term) < 4 {
		return term
	}
	for i := range len(term) {
		if term[i] < 'a' || term[i] > 'z' {
			return term
		}
	}
	if !strings.ContainsAny(term, "aeiouy") || processorUnits[term] {
		if one := strings.TrimSuffix(term, "s"); !strings.HasSuffix(one, "s") {
			return one // cnns
		}
	}
	env := snowballstem.NewEnv(american(term))
	english.Stem(env)
	return env.Current()
}

// british are endings of words as they are written in Britain, and how they are in America: optimised, behaviour, modelling. What
// is no such word (promise, contour) is stemmed as if it were, in the log as in the query.
var british = []struct{ from, to string }{
	{"isations", "izations"},
	{"isation", "ization"},
	{"ising", "izing"},
	{"ised", "ized"},
	{"ises", "izes"},
	{"ise", "ize"},
	{"iser", "izer"},
	{"isers", "izers"},
	{"ysing", "yzing"},
	{"ysed", "yzed"},
	{"yse", "yze"},
	{"ours", "ors"},
	{"our", "or"},
	{"oural", "oral"},
	{"oured", "ored"},
	{"elling", "eling"},
	{"elled", "eled"},
	{"eller", "eler"},
	{"ellers", "elers"},
}

// leastBritish is how many letters a word has before such an ending: noise, four and selling have fewer.
const leastBritish = 3

// american writes a folded word as it is written in America.
func american(term string) string {
	for _, b := range british {
		if stem, ok := strings.CutSuffix(term, b.from); ok && len(stem) >= leastBritish {
			return stem + b.to
		}
	}
	return term
}
