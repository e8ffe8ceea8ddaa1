package indexer

import (
	"cmp"
	"fmt"
	"papersearch/fold"
	"papersearch/readlog"
	"papersearch/segment"
	"papersearch/semantic"
	"papersearch/store"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A pending item is read when an entry of the log is the paper it names: by its title, by a title spelled otherwise, by the
// name before the colon, under another name of the glossary, or in the other language. An item that merely mentions a
// model that was read ("vLLM 源码", "DALLE2 效果体验") is not: what is called read wrongly is never read.

// judgePending sets the state of every pending item among docs. v, which may be nil, holds their vectors in the same order;
// without it a title in the other language is recognised by the glossary alone.
func judgePending(docs []*store.Doc, v *store.Vectors, glossary *segment.Glossary) {
	var items []int
	for i, d := range docs {
		if d.Kind == store.Todo {
			items = append(items, i)
		}
	}
	if len(items) == 0 {
		return
	}
	papers := newTitles(docs, v, glossary)
	above := &titles{byKey: map[string][]int{}, byWord: map[string][]int{}, glossary: glossary}
	for _, i := range items {
		d := docs[i]
		d.Pending = &store.Pending{State: store.StateOpen}
		if d.Done {
			d.Pending.State = store.StateDone
		}
		switch of, why := papers.find(d, i); {
		case of != nil:
			d.Pending.Of, d.Pending.Why = of.ID, why
			if !d.Done {
				d.Pending.State = store.StateRead
			}
		case !d.Done:
			if of, why := above.same(d.Title); of != nil {
				*d.Pending = store.Pending{State: store.StateDuplicate, Of: of.ID, Why: why}
			}
		}
		above.add(d, i)
	}
}

// ItemOf is the number of the first item that names the paper of a title, -1 for none: as the state of a pending item is
// judged, but for titles in the other language.
func (e *Env) ItemOf(items []string, title string) int {
	d := &store.Doc{Row: store.Row{ID: "new", Kind: store.Paper}, Record: store.Record{Title: title, Alias: readlog.Alias(title)}}
	t := newTitles([]*store.Doc{d}, nil, e.Dictionary.Glossary())
	return slices.IndexFunc(items, func(item string) bool {
		of, _ := t.find(&store.Doc{Record: store.Record{Title: item}}, 0)
		return of != nil
	})
}

// titles finds the paper that a text names.
type titles struct {
	docs     []*store.Doc
	rows     []int            // of docs among the vectors
	words    [][]string       // of docs: see fold.Words
	byKey    map[string][]int // whole titles, and what stands behind the name
	byAlias  map[string][]int
	byWord   map[string][]int
	vectors  *store.Vectors // of the whole log; nil without
	packed   []byte         // of the titles of docs
	norms    []float32
	glossary *segment.Glossary
}

func newTitles(docs []*store.Doc, v *store.Vectors, glossary *segment.Glossary) *titles {
	t := &titles{byKey: map[string][]int{}, byAlias: map[string][]int{}, byWord: map[string][]int{}, vectors: v, glossary: glossary}
	for row, d := range docs {
		if d.Kind == store.Paper {
			t.add(d, row)
		}
	}
	return t
}

func (t *titles) add(d *store.Doc, row int) {
	n := len(t.docs)
	words := fold.Words(d.Title)
	t.docs, t.rows, t.words = append(t.docs, d), append(t.rows, row), append(t.words, words)
	for _, name := range []string{d.Title, fold.BehindName(d.Title)} {
		if key := fold.Key(name); key != "" && !slices.Contains(t.byKey[key], n) {
			t.byKey[key] = append(t.byKey[key], n)
		}
	}
	if key := fold.Key(d.Alias); key != "" && t.byAlias != nil {
		t.byAlias[key] = append(t.byAlias[key], n)
	}
	for _, w := range words {
		if in := t.byWord[w]; len(in) == 0 || in[len(in)-1] != n {
			t.byWord[w] = append(in, n)
		}
	}
}

// find returns the paper that item d, at a row of the vectors, is about, and how that was recognised; nil for none.
func (t *titles) find(d *store.Doc, row int) (*store.Doc, string) {
	if of, why := t.same(d.Title); of != nil {
		return of, why
	}
	if of, why := t.called(d.Title); of != nil {
		return of, why
	}
	return t.translated(d.Title, row)
}

// same finds a paper by its title: as it is, without the name before the colon, or misspelt.
func (t *titles) same(text string) (*store.Doc, string) {
	texts := titleParts(text)
	for _, s := range texts {
		for i, name := range []string{s, fold.BehindName(s)} {
			key := fold.Key(name)
			if utf8.RuneCountInString(key) < minTitle {
				continue
			}
			if of := t.latest(t.byKey[key]); of != nil {
				if i == 0 && key == fold.Key(of.Title) {
					return of, "same title"
				}
				return of, "same title, with or without the name before it"
			}
		}
	}
	for _, s := range texts {
		if of := t.misspelt(s); of != nil {
			return of, "its title, spelled otherwise"
		}
	}
	return nil, ""
}

// Titles shorter than minTitle, in letters and digits, are words that many texts have.
const minTitle = 6

// latest is the paper that was read last of those numbered; nil when there is none, or when they are of different titles.
func (t *titles) latest(numbers []int) *store.Doc {
	var of *store.Doc
	for _, n := range numbers {
		switch d := t.docs[n]; {
		case of == nil:
			of = d
		case !sameTitle(of.Title, d.Title):
			return nil
		case d.Read.Compare(of.Read) > 0:
			of = d
		}
	}
	return of
}

// sameTitle says whether two titles are one, but for a name before or remarks behind it.
func sameTitle(a, b string) bool {
	x, y := fold.Key(cmp.Or(fold.BehindName(a), a)), fold.Key(cmp.Or(fold.BehindName(b), b))
	if len(x) > len(y) {
		x, y = y, x
	}
	return x == y || len(x) >= minTitle && strings.HasPrefix(y, x) && 2*len(x) > len(y)
}

// misspelt finds a paper whose title has the same words in the same order, some of them misspelt.
func (t *titles) misspelt(s string) *store.Doc {
	words := fold.Words(s)
	if len(words) < 3 {
		return nil
	}
	shared := map[int]int{}
	for _, w := range words {
		for _, n := range t.byWord[w] {
			shared[n]++
		}
	}
	var of []int
	for n, k := range shared {
		if 2*k < len(words) {
			continue
		}
		for _, mine := range [][]string{words, fold.Words(fold.BehindName(s))} {
			if fold.SameWords(mine, t.words[n]) || fold.SameWords(mine, fold.Words(fold.BehindName(t.docs[n].Title))) {
				of = append(of, n)
				break
			}
		}
	}
	slices.Sort(of)
	return t.latest(of)
}

// called finds a paper by its name alone, or by another name that the glossary knows: 读 LLaVA, 精读 CLIP 原文. What
// else the item says must be words that any such item could have.
func (t *titles) called(text string) (*store.Doc, string) {
	name := strings.TrimSpace(plainWords().ReplaceAllString(titlePart(text), " "))
	key := fold.Key(name)
	if utf8.RuneCountInString(key) < 3 {
		return nil, ""
	}
	if of := t.latest(t.byAlias[key]); of != nil {
		return of, "its short name"
	}
	for _, other := range t.glossary.Means(name) {
		other = fold.Key(other)
		if utf8.RuneCountInString(other) < minTitle {
			continue
		}
		for _, k := range []string{other, other + "s"} {
			if of := t.latest(t.byKey[k]); of != nil {
				return of, "its title, by another name"
			}
		}
	}
	return nil, ""
}

// plainWords are what an item may say besides a name.
var plainWords = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:read|re-?read|the|paper|papers|original)\b|精读|细读|重读|再读|通读|阅读|学习|看看|看完|读完|读|看|补|论文|原文|原论文|文章|这篇|那篇|一下|一遍|的|[：:，,。.!！、]`)
}) // compiling takes time of every start

// A title in the other language is recognised by its meaning: measured on 23 titles written in the other language among
// 1,017 titles of real logs, the right one has a cosine of 0.61 to 0.85, and subjects ("大语言模型的推理能力", "推荐系统综述")
// have up to 0.81 with some title. What tells them apart: subjects are short, near to several titles, and shorter or
// longer than the title by more than languages differ. 13 of the 23 are recognised, none of 30 subjects.
const (
	translatedCosine = 0.69
	translatedMargin = 0.12 // to the next title
	translatedRunes  = 9    // Han of an item, at least
	surveyRunes      = "综述|总结|汇总|对比|比较|入门|经验|整理|调研|笔记|清单|相关|问题|怎么|如何|为什么"
)

// translated finds the paper whose title says the same in the other language.
func (t *titles) translated(text string, row int) (*store.Doc, string) {
	text = titlePart(text)
	han, latin := scripts(text)
	if t.vectors == nil || max(han, 2*latin) < translatedRunes || slices.ContainsFunc(strings.Split(surveyRunes, "|"), func(w string) bool { return strings.Contains(text, w) }) {
		return nil, ""
	}
	query := semantic.PackedQuery(t.vectors.Packed[int(t.vectors.First[row])*store.VectorBytes:][:store.VectorBytes])
	cos := t.cosines(query)
	best, next := -1, float32(0)
	for _, n := range t.nearest(query, cos) {
		switch {
		case best < 0:
			best = n
		case !sameTitle(t.docs[best].Title, t.docs[n].Title):
			next = max(next, cos[n])
		}
	}
	if best < 0 || cos[best] < translatedCosine || cos[best]-next < translatedMargin {
		return nil, ""
	}
	of := t.docs[best]
	theirHan, theirLatin := scripts(fold.BehindName(of.Title))
	long, short := max(han, theirHan), max(latin, theirLatin)
	if (han > 2*latin) == (theirHan > 2*theirLatin) || short == 0 || 10*long < 9*short || 10*long > 32*short {
		return nil, ""
	}
	return of, fmt.Sprintf("its title in the other language, cosine %.2f", cos[best])
}

// cosines compares a query with the titles.
func (t *titles) cosines(q *semantic.Query) []float32 {
	if t.norms == nil {
		for _, row := range t.rows {
			at := int(t.vectors.First[row])
			t.packed = append(t.packed, t.vectors.Packed[at*store.VectorBytes:][:store.VectorBytes]...)
			t.norms = append(t.norms, t.vectors.Norms[at])
		}
	}
	cos := make([]float32, len(t.norms))
	q.Cosines(cos, t.packed, t.norms)
	return cos
}

// translatedNearest is how many titles are looked at closely.
const translatedNearest = 16

// nearest returns the numbers of the nearest titles, the nearest first, with their cosines set to those of what stands behind
// the name where these are higher: names have no meaning.
func (t *titles) nearest(query *semantic.Query, cos []float32) []int {
	numbers := make([]int, len(cos))
	for n := range numbers {
		numbers[n] = n
	}
	falling := func(a, b int) int { return cmp.Or(cmp.Compare(cos[b], cos[a]), a-b) }
	slices.SortFunc(numbers, falling)
	numbers = numbers[:min(len(numbers), translatedNearest)]
	enc, err := semantic.NewEncoder()
	if err != nil {
		return numbers
	}
	var packed [store.VectorBytes]byte
	var vector [1]semantic.Vector
	var near [1]float32
	for _, n := range numbers {
		if rest := fold.BehindName(t.docs[n].Title); rest != "" {
			enc.Encode([]string{fold.Script(rest)}, vector[:])
			norm := semantic.Pack(&vector[0], packed[:])
			query.Cosines(near[:], packed[:], []float32{norm})
			cos[n] = max(cos[n], near[0])
		}
	}
	slices.SortFunc(numbers, falling)
	return numbers
}

// scripts counts the Han runes and the Latin words of a text.
func scripts(s string) (han, latin int) {
	inWord := false
	for _, r := range s {
		letter := r < 0x250 && unicode.IsLetter(r)
		if letter && !inWord {
			latin++
		}
		inWord = letter || inWord && unicode.IsDigit(r)
		if unicode.Is(unicode.Han, r) {
			han++
		}
	}
	return han, latin
}

// titleParts are the stretches of an item's text that could be the title of a paper, the whole first: what stands between
// book marks, the text without remarks in parentheses, the Latin words at its beginning.
func titleParts(text string) []string {
	out := []string{text}
	part := titlePart(text)
	if !slices.Contains(out, part) {
		out = append(out, part)
	}
	end := strings.IndexFunc(part, func(r rune) bool { return unicode.Is(unicode.Han, r) || strings.ContainsRune("，。；（", r) })
	if end > 0 {
		lead := strings.TrimRight(part[:end], " ,.;:-0123456789")
		if len(strings.Fields(lead)) >= 4 {
			out = append(out, lead)
		}
	}
	return out
}

// titlePart is an item's text without what people add to a title: words in front, remarks in parentheses behind.
func titlePart(text string) string {
	if _, rest, ok := strings.Cut(text, "《"); ok {
		if inner, _, ok := strings.Cut(rest, "》"); ok && strings.TrimSpace(inner) != "" {
			return strings.TrimSpace(inner)
		}
	}
	text = strings.TrimSpace(text)
	for _, pair := range [][2]string{{"（", "）"}, {"(", ")"}, {"（", ")"}, {"(", "）"}, {"[", "]"}} {
		if i := strings.LastIndex(text, pair[0]); i > 0 && strings.HasSuffix(text, pair[1]) {
			text = strings.TrimSpace(text[:i])
		}
	}
	return cmp.Or(strings.TrimSpace(inFront().ReplaceAllString(text, "")), text)
}

var inFront = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:(?:精读|细读|重读|再读|通读|阅读|读|看|补|论文|paper|read|re-?read)(?:论文|文章|paper)?[:：\s]+|(?:精读|细读|重读|再读|通读))`)
}) // compiling takes time of every start
