package indexer

import (
	"cmp"
	"context"
	"fmt"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"papersearch/readlog"
	"papersearch/semantic"
	"papersearch/store"
	"runtime"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
)

// A pending item is read when an entry of the log is the paper it names: by its title, by a title spelled otherwise, by the
// name, by its address (names.go), under another name of the glossary, or in the other language. An item that merely mentions a
// model that was read ("vLLM 源码", "DALLE2 效果体验") is not: what is called read wrongly is never read.

// pendingItem is an item of the log on its way into the next generation.
type pendingItem struct {
	src    *source
	at     int // number in src.entries; of a source that was not read, among its rows
	row    int // of the old generation; -1 for one that is new
	id     string
	record *store.Record
	done   bool
}

// judgePending sets the state of pending items, once all entries have their ids. The states are those that an index made anew
// would have (TestPendingAsFresh), but what cannot have changed is not asked: while no title is gone, an item that is as it was
// is compared with all papers only if a new one may concern it. An item whose state changed is written anew.
//
// A new item, or a title that is changed, costs reading the titles of all papers: 0.1 s at 10,000.
func (p *plan) judgePending(ctx context.Context) error {
	n, err := p.news()
	if err != nil || !n.touched {
		return err
	}
	items, err := p.items()
	if err != nil || len(items) == 0 {
		return err
	}
	fresh := newTitles(p, n.papers)
	var all *titles // made when first needed
	above := newTitles(p, nil)
	above.byAlias = nil
	twin := func(i int) (*known, string) {
		for n := len(above.papers); n < i; n++ {
			above.add(&known{id: items[n].id, title: compared(items[n].record).Title, row: -1})
		}
		return above.same(compared(items[i].record).Title)
	}
	for i := range items {
		item := &items[i]
		now := store.Pending{State: store.StateOpen}
		if item.done {
			now.State = store.StateDone
		}
		was := item.record.Pending
		again := item.row < 0 || was == nil || n.gone || n.renamed[was.Of] || n.renamed[was.Maybe]
		if !again {
			if again, err = fresh.concern(ctx, item); err != nil {
				return err
			}
		}
		var of *known
		switch {
		case again:
			if all == nil {
				papers, err := p.papers()
				if err != nil {
					return err
				}
				all = newTitles(p, papers)
			}
			if of, now.Why, err = all.find(ctx, item); err != nil {
				return err
			}
			if of == nil && !item.done {
				now.Maybe = all.perhaps(compared(item.record).Title)
			}
		case was.Of != "" && was.State != store.StateDuplicate:
			of, now.Why = &known{id: was.Of}, was.Why
		default:
			now.Maybe = was.Maybe
		}
		switch {
		case of != nil:
			now.Of = of.id
			if !item.done {
				now.State = store.StateRead
			}
		case item.done:
		case !n.items && was != nil && was.State == store.StateOpen: // the items above are those that it was compared with
		case !n.items && was != nil && was.State == store.StateDuplicate:
			now = *was
		default:
			if of, why := twin(i); of != nil {
				now = store.Pending{State: store.StateDuplicate, Of: of.id, Why: why}
			}
		}
		if err := p.setPending(item, now); err != nil {
			return err
		}
	}
	return nil
}

// news is what happened that the states of items depend on.
type news struct {
	papers  []*known        // whose titles are new
	gone    bool            // a title that was there is gone
	renamed map[string]bool // ids that are gone, or another's now
	items   bool            // an item is new, gone, at another place among them, or has another id
	touched bool            // anything of this
}

// news compares the plan with the old generation. A paper whose text was edited has its title and id still, and is no news but
// for its address.
func (p *plan) news() (news, error) {
	n := news{renamed: map[string]bool{}}
	added := map[string]*entry{} // papers
	stays := map[int]bool{}
	last := -1 // row of the items before
	for _, s := range p.sources {
		if s.entries == nil && s.from < s.to {
			n.items = n.items || s.from < last
			last = s.to - 1
		}
		for _, e := range s.entries {
			switch {
			case e.row >= 0:
				stays[e.row] = true
				was := p.old.Table.ID(e.row)
				if was != e.id {
					n.renamed[was] = true
				}
				if p.old.Table.Kind(e.row) == store.Todo {
					n.items = n.items || e.row < last || was != e.id
					last = e.row
				}
			case e.doc.Kind == store.Paper:
				added[e.id] = e
			case e.doc.Kind == store.Todo:
				n.items = true
			}
		}
	}
	if p.old != nil {
		for _, row := range p.candidates() {
			switch id := p.old.Table.ID(row); {
			case stays[row] || p.old.Table.Kind(row) == store.Note:
			case p.old.Table.Kind(row) == store.Todo:
				n.items, n.renamed[id] = true, true
			case added[id] != nil:
				was, err := p.old.Record(row)
				if err != nil {
					return n, err
				}
				before, now := ownKeys(was), ownKeys(&added[id].doc.Record)
				if slices.Equal(before, now) {
					delete(added, id)
				}
				n.gone = n.gone || slices.ContainsFunc(before, func(k string) bool { return !slices.Contains(now, k) })
			default:
				n.gone, n.renamed[id] = true, true
			}
		}
	}
	for _, e := range added {
		n.papers = append(n.papers, newKnown(e))
	}
	n.touched = n.items || n.gone || len(n.papers) > 0 || len(n.renamed) > 0
	return n, nil
}

// items lists the pending items in the order of the log.
func (p *plan) items() ([]pendingItem, error) {
	var out []pendingItem
	old := func(s *source, at, row int, id string) error {
		r, err := p.old.Record(row)
		if err == nil {
			out = append(out, pendingItem{s, at, row, id, r, p.old.Table.Done(row)})
		}
		return err
	}
	for _, s := range p.sources {
		if s.entries == nil {
			for row := s.from; row < s.to; row++ {
				if p.old.Table.Kind(row) != store.Todo {
					continue
				}
				if err := old(s, row-s.from, row, p.old.Table.ID(row)); err != nil {
					return nil, err
				}
			}
		}
		for i, e := range s.entries {
			switch {
			case e.row >= 0 && p.old.Table.Kind(e.row) == store.Todo:
				if err := old(s, i, e.row, e.id); err != nil {
					return nil, err
				}
			case e.row < 0 && e.doc.Kind == store.Todo:
				out = append(out, pendingItem{s, i, -1, e.id, &e.doc.Record, e.doc.Done})
			}
		}
	}
	return out, nil
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

// setPending gives an item its state. One of the old generation is written anew if that differs.
func (p *plan) setPending(item *pendingItem, now store.Pending) error {
	if item.row < 0 {
		item.record.Pending = &now
		return nil
	}
	if was := item.record.Pending; was != nil && *was == now {
		return nil
	}
	s := item.src
	if s.entries == nil {
		s.refer(p.old)
		for _, e := range s.entries {
			e.id = p.old.Table.ID(e.row)
		}
	}
	e := s.entries[item.at]
	d, err := keptDoc(p.old, item.row)
	if err != nil {
		return err
	}
	d.Pending = &now
	d.Key, d.Path, d.Line, d.EndLine, d.Start, d.End = e.key, e.at.Path, e.at.Line, e.at.EndLine, e.at.Start, e.at.End
	e.doc, e.row = d, -1
	return nil
}

// ItemOf is the number of the first item that names the paper of a title, -1 for none: as the state of a pending item is
// judged, but for titles in the other language.
func (e *Env) ItemOf(items []string, title string) int {
	t := newTitles(&plan{env: e}, []*known{{id: "new", title: title, alias: readlog.Alias(title), row: -1}})
	return slices.IndexFunc(items, func(item string) bool {
		of, _ := t.same(item)
		if of == nil {
			of, _ = t.called(item)
		}
		return of != nil
	})
}

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

// titles finds the paper that a text names.
type titles struct {
	plan    *plan
	papers  []*known
	words   [][2][]string    // of papers: see fold.Words; of the title, and of what stands behind the name
	names   []string         // of papers: nameKey of the title
	byKey   map[string][]int // whole titles, and what stands behind the name
	byAlias map[string][]int // nil to find none by name
	byFirst map[string][]int // first words that could be names
	byHead  map[string][]int // what stands before a colon
	byLink  map[string][]int
	byWord  map[string][]int
	inHan   [2]*spoken        // by whether they are in Han, made when first needed
	behind  map[int]spoken    // of papers, what stands behind the name; made when first needed
	bare    map[string]string // by text, its bareName
}

// spoken is titles with their vectors: those of one language, or one title.
type spoken struct {
	numbers []int // of papers
	packed  []byte
	norms   []float32
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

var inFront = pattern.New(`(?i)^(?:(?:精读|细读|重读|再读|通读|阅读|读|看|补|论文|paper|read|re-?read)(?:论文|文章|paper)?[:：\s]+|(?:精读|细读|重读|再读|通读))`)
