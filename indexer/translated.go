package indexer

import (
	"cmp"
	"context"
	"fmt"
	"papersearch/fold"
	"papersearch/semantic"
	"papersearch/store"
	"slices"
	"strings"
	"unicode"
)

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

// translatable says whether an item could be a title in the other language.
func (t *titles) translatable(text string) bool {
	han, latin := scripts(text)
	return t.plan.semantic && max(han, 2*latin) >= translatedRunes &&
		!slices.ContainsFunc(strings.Split(surveyRunes, "|"), func(w string) bool { return strings.Contains(text, w) })
}

// inHan says whether a text is Chinese with English words rather than English.
func inHan(text string) bool {
	han, latin := scripts(text)
	return han > 2*latin
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

// translated finds the paper whose title says the same in the other language.
func (t *titles) translated(ctx context.Context, item *pendingItem) (*known, string, error) {
	text := titlePart(item.record.Title)
	if !t.translatable(text) {
		return nil, "", nil
	}
	numbers, cos, err := t.nearest(ctx, item)
	if err != nil || len(numbers) == 0 {
		return nil, "", err
	}
	best, next := numbers[0], float32(0)
	for _, n := range numbers[1:] {
		if !sameTitle(t.papers[best].title, t.papers[n].title) {
			next = max(next, cos[n])
		}
	}
	if cos[best] < translatedCosine || cos[best]-next < translatedMargin {
		return nil, "", nil
	}
	x := t.papers[best]
	han, latin := scripts(text)
	theirHan, theirLatin := scripts(cmp.Or(fold.BehindName(x.title), x.title))
	long, short := max(han, theirHan), max(latin, theirLatin)
	if short == 0 || 10*long < 9*short || 10*long > 32*short {
		return nil, "", nil
	}
	return x, fmt.Sprintf("its title in the other language, cosine %.2f", cos[best]), nil
}

// translatedNearest is how many titles are looked at closely.
const translatedNearest = 16

// nearest returns the numbers of the titles of the other language that are nearest to what an item says, the nearest first, and
// their cosines by number: that of what stands behind the name, where it is higher, for names have no meaning.
func (t *titles) nearest(ctx context.Context, item *pendingItem) (numbers []int, cos map[int]float32, err error) {
	text := titlePart(item.record.Title)
	others, err := t.speaking(ctx, !inHan(text))
	if err != nil || len(others.numbers) == 0 {
		return nil, nil, err
	}
	packed, _ := t.plan.titleVector(item.row)
	if packed == nil || text != semantic.Texts(item.record.Title, item.record.Alias, "")[0] {
		of, err := t.plan.encodeTitles(ctx, []string{text})
		if err != nil {
			return nil, nil, err
		}
		packed = of.Packed
	}
	query := semantic.PackedQuery(packed)
	all := make([]float32, len(others.norms))
	query.Cosines(all, others.packed, others.norms)
	cos = make(map[int]float32, len(all))
	for i, n := range others.numbers {
		cos[n] = all[i]
	}
	numbers = slices.Clone(others.numbers)
	falling := func(a, b int) int {
		return cmp.Or(cmp.Compare(cos[b], cos[a]), strings.Compare(t.papers[a].id, t.papers[b].id))
	}
	slices.SortFunc(numbers, falling)
	numbers = numbers[:min(len(numbers), translatedNearest)]
	if err := t.encodeBehind(ctx, numbers); err != nil {
		return nil, nil, err
	}
	for _, n := range numbers {
		var near [1]float32
		query.Cosines(near[:], t.behind[n].packed, t.behind[n].norms)
		cos[n] = max(cos[n], near[0])
	}
	slices.SortFunc(numbers, falling)
	return numbers, cos, nil
}

// spoken is titles with their vectors: those of one language, or one title.
type spoken struct {
	numbers []int // of papers
	packed  []byte
	norms   []float32
}

// speaking are the titles in Han, or those that are not, with their vectors: of the old generation where that has them.
func (t *titles) speaking(ctx context.Context, han bool) (*spoken, error) {
	at := 0
	if han {
		at = 1
	}
	if t.inHan[at] != nil {
		return t.inHan[at], nil
	}
	s := &spoken{}
	for n, x := range t.papers {
		if inHan(cmp.Or(fold.BehindName(x.title), x.title)) == han {
			s.numbers = append(s.numbers, n)
		}
	}
	s.packed, s.norms = make([]byte, len(s.numbers)*store.VectorBytes), make([]float32, len(s.numbers))
	var texts []string
	var missing []int
	for i, n := range s.numbers {
		x := t.papers[n]
		if packed, norm := t.plan.titleVector(x.row); packed != nil {
			copy(s.packed[i*store.VectorBytes:], packed)
			s.norms[i] = norm
			continue
		}
		texts, missing = append(texts, semantic.Texts(x.title, x.alias, "")[0]), append(missing, i)
	}
	made, err := t.plan.encodeTitles(ctx, texts)
	if err != nil {
		return nil, err
	}
	for k, i := range missing {
		copy(s.packed[i*store.VectorBytes:][:store.VectorBytes], made.Packed[k*store.VectorBytes:])
		s.norms[i] = made.Norms[k]
	}
	t.inHan[at] = s
	return s, nil
}

// encodeBehind makes the vectors of what stands behind the names of titles, of those that have none yet.
func (t *titles) encodeBehind(ctx context.Context, numbers []int) error {
	var texts []string
	var missing []int
	for _, n := range numbers {
		if _, ok := t.behind[n]; !ok {
			texts, missing = append(texts, cmp.Or(fold.BehindName(t.papers[n].title), t.papers[n].title)), append(missing, n)
		}
	}
	made, err := t.plan.encodeTitles(ctx, texts)
	if err != nil {
		return err
	}
	for i, n := range missing {
		t.behind[n] = spoken{packed: made.Packed[i*store.VectorBytes:][:store.VectorBytes], norms: made.Norms[i:][:1]}
	}
	return nil
}

// titleVector is the vector of the title of a row of the old generation, nil where there is none.
func (p *plan) titleVector(row int) (packed []byte, norm float32) {
	if row < 0 || p.old == nil || p.old.Vectors == nil || p.old.Manifest.Versions.Model != semantic.Version {
		return nil, 0
	}
	if packed, norms := p.old.Vectors.Row(row); len(norms) > 0 {
		return packed[:store.VectorBytes], norms[0]
	}
	return nil, 0
}

// encodeTitles makes vectors of texts, without showing progress.
func (p *plan) encodeTitles(ctx context.Context, texts []string) (*store.Sentences, error) {
	s := &store.Sentences{}
	s.Resize(len(texts))
	at := make([]int, len(texts))
	for i := range texts {
		texts[i], at[i] = fold.Script(texts[i]), i
	}
	quiet := *p.env
	quiet.Embedding = nil
	return s, quiet.encode(ctx, s, texts, at, nil)
}
