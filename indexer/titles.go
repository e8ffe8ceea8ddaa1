package indexer

import (
	"cmp"
	"context"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"papersearch/readlog"
	"papersearch/store"
	"runtime"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
)

// known is a paper of the log, with which items are compared.
type known struct {
	id, title, alias string
	links            []string // see ownKeys
	read             readlog.Date
	row              int // of the old generation, which has its vector; -1 for none
}

func newKnown(e *entry) *known {
	return &known{id: e.id, title: e.doc.Title, alias: e.doc.Alias, links: ownKeys(&e.doc.Record), read: e.doc.Read, row: -1}
}

// titles finds the paper that a text names. Papers are numbered as they were added; maps lead from a key to numbers.
type titles struct {
	plan   *plan
	papers []*known
	words  [][2][]string // of papers: see fold.Words; of the title, and of what stands behind the name
	names  []string      // of papers: nameKey of the title

	byKey   map[string][]int // whole titles, and what stands behind the name
	byAlias map[string][]int // nil to find none by name
	byFirst map[string][]int // first words that could be names
	byHead  map[string][]int // what stands before a colon
	byLink  map[string][]int
	byWord  map[string][]int

	inHan  [2]*spoken     // by whether they are in Han, made when first needed
	behind map[int]spoken // of papers, what stands behind the name; made when first needed

	bare map[string]string // by text, its bareName
}

func newTitles(p *plan, papers []*known) *titles {
	t := &titles{plan: p, byKey: map[string][]int{}, byAlias: map[string][]int{}, byFirst: map[string][]int{}, byHead: map[string][]int{}, byLink: map[string][]int{}, byWord: map[string][]int{}, behind: map[int]spoken{}, bare: map[string]string{}}
	for _, x := range papers {
		t.add(x)
	}
	return t
}

func (t *titles) add(x *known) {
	n := len(t.papers)
	behind := fold.BehindName(x.title)
	words := fold.Words(x.title)
	t.papers, t.names = append(t.papers, x), append(t.names, nameKey(x.title))
	t.words = append(t.words, [2][]string{words, fold.Words(behind)})
	for _, name := range []string{x.title, behind} {
		if key := fold.Key(name); key != "" && !slices.Contains(t.byKey[key], n) {
			t.byKey[key] = append(t.byKey[key], n)
		}
	}
	if key := nameKey(x.alias); key != "" && t.byAlias != nil {
		t.byAlias[key] = append(t.byAlias[key], n)
	}
	if name, _ := firstName(x.title); name != "" {
		t.byFirst[nameKey(name)] = append(t.byFirst[nameKey(name)], n)
	}
	if name := head(x.title); name != "" {
		t.byHead[nameKey(name)] = append(t.byHead[nameKey(name)], n)
	}
	for _, k := range x.links {
		t.byLink[k] = append(t.byLink[k], n)
	}
	for _, w := range words {
		if in := t.byWord[w]; len(in) == 0 || in[len(in)-1] != n {
			t.byWord[w] = append(in, n)
		}
	}
}

// papers lists the papers of the log.
func (p *plan) papers() ([]*known, error) {
	var out []*known
	var rows []*known // of the old generation, whose titles are read
	kept := func(row int, id string) {
		if p.old.Table.Kind(row) == store.Paper {
			x := &known{id: id, read: p.old.Table.ReadOn(row), row: row}
			out, rows = append(out, x), append(rows, x)
		}
	}
	for _, s := range p.sources {
		if s.entries == nil {
			for row := s.from; row < s.to; row++ {
				kept(row, p.old.Table.ID(row))
			}
		}
		for _, e := range s.entries {
			switch {
			case e.row >= 0:
				kept(e.row, e.id)
			case e.doc.Kind == store.Paper:
				out = append(out, newKnown(e))
			}
		}
	}
	var work errgroup.Group
	cores := runtime.GOMAXPROCS(0)
	for core := range cores {
		work.Go(func() error {
			for _, x := range rows[len(rows)*core/cores : len(rows)*(core+1)/cores] {
				r, err := p.old.Record(x.row)
				if err != nil {
					return err
				}
				x.title, x.alias, x.links = r.Title, r.Alias, ownKeys(r)
			}
			return nil
		})
	}
	return out, work.Wait()
}

// find returns the paper that an item is about, and how that was recognised; nil for none.
func (t *titles) find(ctx context.Context, item *pendingItem) (*known, string, error) {
	record := compared(item.record)
	text := record.Title
	if of := t.latest(t.byLink[itemKey(record)]); of != nil {
		return of, "its link", nil
	}
	if of, why := t.same(text); of != nil {
		return of, why, nil
	}
	if of, why := t.called(text); of != nil {
		return of, why, nil
	}
	if of := t.cutShort(text); of != nil {
		return of, "its title, cut short", nil
	}
	if of, why := t.beside(record); of != nil {
		return of, why, nil
	}
	if of, why := t.remarked(text); of != nil {
		return of, why, nil
	}
	return t.translated(ctx, item)
}

// concern says whether papers that are new could change what an item is read as: it is one of them, or so near to one in
// meaning that this is the nearest now, or the next.
func (t *titles) concern(ctx context.Context, item *pendingItem) (bool, error) {
	if len(t.papers) == 0 {
		return false, nil
	}
	record := compared(item.record)
	text := record.Title
	if key := itemKey(record); len(t.byLink[key]) > 0 || t.perhaps(text) != "" || len(t.byWord[nameKey(t.bareName(text))]) > 0 || t.say(record) {
		return true, nil
	}
	if of, _ := t.same(text); of != nil {
		return true, nil
	}
	if of, _ := t.called(text); of != nil {
		return true, nil
	}
	if !t.translatable(titlePart(item.record.Title)) {
		return false, nil
	}
	numbers, cos, err := t.nearest(ctx, item)
	return err == nil && len(numbers) > 0 && cos[numbers[0]] >= translatedCosine-translatedMargin, err
}

// compared is an item as it is compared with papers: with the address behind its title, which is no part of it and says which paper is
// meant. Between book marks stands a title, whatever the address.
func compared(r *store.Record) *store.Record {
	line, _, _ := strings.Cut(r.Text, "\n")
	if !mayLink(line) || strings.Contains(r.Title, "://") || strings.Contains(line, "《") {
		return r
	}
	var links []string
	line = namedLink().ReplaceAllStringFunc(line, func(s string) string {
		m := namedLink().FindStringSubmatch(s)
		if linkLabel().MatchString(strings.TrimSpace(m[1])) && fold.Key(m[1]) != fold.Key(r.Title) && strings.Contains(m[2], "://") {
			links = append(links, m[2])
		}
		return " "
	})
	links = append(links, address().FindAllString(line, -1)...)
	if len(links) == 0 {
		return r
	}
	link := links[0]
	if i := slices.IndexFunc(links, arXivNumber().MatchString); i >= 0 {
		link = links[i]
	}
	with := *r
	with.Title += " " + link
	return &with
}

// same finds a paper by its title: as it is, without the name before the colon, or misspelt.
func (t *titles) same(text string) (*known, string) {
	texts := titleParts(text)
	for _, s := range texts {
		for i, name := range []string{s, fold.BehindName(s)} {
			key := fold.Key(name)
			if utf8.RuneCountInString(key) < minTitle {
				continue
			}
			if of := t.latest(t.byKey[key]); of != nil {
				if i == 0 && key == fold.Key(of.title) {
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
func (t *titles) latest(numbers []int) *known {
	var of *known
	for _, n := range numbers {
		switch d := t.papers[n]; {
		case of == nil:
			of = d
		case !sameTitle(of.title, d.title):
			return nil
		case d.read.Compare(of.read) > 0:
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
func (t *titles) misspelt(s string) *known {
	words := fold.Words(s)
	if len(words) < 3 {
		return nil
	}
	behind := fold.Words(fold.BehindName(s))
	shared := make([]int32, len(t.papers))
	for _, w := range words {
		for _, n := range t.byWord[w] {
			shared[n]++
		}
	}
	var of []int
	for n, k := range shared {
		if 2*int(k) < len(words) {
			continue
		}
		for _, its := range t.words[n] {
			if fold.SameWords(words, its) || fold.SameWords(behind, its) {
				of = append(of, n)
				break
			}
		}
	}
	return t.latest(of)
}

// minName is how many letters and digits a name has.
const minName = 3

// bareName is what an item says without the words that any item may have.
func (t *titles) bareName(text string) string {
	name, ok := t.bare[text]
	if !ok { // each way to find a name asks for it
		name = strings.TrimSpace(withoutPlain(titlePart(text)))
		t.bare[text] = name
	}
	return name
}

// withoutPlain puts blanks in the place of plain words and signs.
func withoutPlain(text string) string {
	return plainWords().ReplaceAllString(plainSigns.Replace(text), " ")
}

// What an item may say besides a name: words in Han and signs, which need no look at what stands beside them, and English words.
var (
	plainSigns = strings.NewReplacer(
		"精读", " ", "细读", " ", "重读", " ", "再读", " ", "通读", " ", "阅读", " ", "学习", " ",
		"看看", " ", "看完", " ", "读完", " ", "读", " ", "看", " ", "补", " ",
		"论文", " ", "原文", " ", "原论文", " ", "文章", " ", "这篇", " ", "那篇", " ", "一下", " ", "一遍", " ", "的", " ",
		"：", " ", ":", " ", "，", " ", ",", " ", "。", " ", ".", " ", "!", " ", "！", " ", "、", " ",
	)
	plainWords = pattern.New(`(?i)\b(?:read|re-?read|the|paper|papers|original)\b`)
)

// perhaps is the id of a paper that an item may well name, "" for none: its text is what stands before the colon of the title
// or its first word, or what the glossary has for the short name, and may mean a subject.
func (t *titles) perhaps(text string) string {
	name := t.bareName(text)
	if utf8.RuneCountInString(nameKey(name)) < minName {
		return ""
	}
	of, _ := t.firstNamed(name)
	for _, n := range t.byAlias[nameKey(name)] { // papers that share the name
		if of == nil || t.papers[n].id < of.id {
			of = t.papers[n]
		}
	}
	for _, other := range t.plan.env.Dictionary.Glossary().Means(name) {
		if of == nil {
			of = t.latest(t.byAlias[nameKey(other)])
		}
	}
	if of == nil {
		return ""
	}
	return of.id
}

// called finds a paper by its name alone, or by another name that the glossary knows: 读 LLaVA, 精读 CLIP 原文. What
// else the item says must be words that any such item could have.
func (t *titles) called(text string) (*known, string) {
	name := t.bareName(text)
	if utf8.RuneCountInString(nameKey(name)) < minName {
		return nil, ""
	}
	if of, why := t.named(name); of != nil {
		return of, why
	}
	if of := t.almost(titlePart(text)); of != nil {
		return of, "its short name, and words of its title"
	}
	for _, other := range t.plan.env.Dictionary.Glossary().Means(name) {
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

var inFront = pattern.New(`(?i)^(?:(?:精读|细读|重读|再读|通读|阅读|读|看|补|论文|paper|read|re-?read)(?:论文|文章|paper)?[:：\s]+|(?:精读|细读|重读|再读|通读))`)
