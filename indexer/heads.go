package indexer

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"papersearch/store"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Items say a name with something beside it, too: an address, a remark (Voyager，据说很好玩), or that it is a paper (Voyager: Minecraft 的
// 那篇). And the name may be of several words, what stands before the colon of a title: Depth Anything. Such words may as well be a
// subject, Diffusion Models: then they are no name.

// head is what stands before the colon of a title, "" for none.
func head(title string) string {
	name, _, _ := fold.CutName(title)
	return name
}

var (
	// The last words of names of subjects, but for a plural s.
	subjectWord = pattern.New(`^(?:\w*(?:ing|tion|sion|ment|ity|ety|ism|ics|ency|ance|ysis|ology)|model|network|net|system|transformer|agent|method|algorithm|retrieval|search|attention|language|vision|data|dataset|database|graph|tree|forest|memory|inference|` +
		`thought|expert|feedback|bandit|game|control|robot|vehicle|field|diffusion|autoencoder|encoder|decoder|machine|flow|design|benchmark|law|alignment|image|video|speech|audio|text|code|query|queries|token|cache|index|indice|indices|vector|embed|policy|policies|reward|gradient|` +
		`kernel|process|processes|space|set|use|compute|start|bias|context|shot|research|interest|id|user|item|click|rate|rank|recall|survey|review|overview|tutorial|perspective|llm|lm|gan|rl|nlp|cv|rag|gnn|cnn|rnn|vae|ad|market|world|task|tool|prompt|chain|rule|risk|loss|losses|norm|layer|feature|window|rate|noise|signal|store|engine|service|cloud|hardware|chip|gpu|protein|drug|molecule|cell|gene|patient|health|privacy|theory|logic|proof|program|software|web|recommender|conversation|dialogue|knowledge|shift|drift|effect|scale)$`)
	// Words in what is before or behind the colon by which a title is about a subject.
	aboutSubject = pattern.New(`(?i)\b(?:survey|review|overview|tutorial|introduction|primer|perspectives?|challenges|opportunities|taxonomy|roadmap|past, present|state of the art|advances|trends|handbook)\b|综述|展望`)
	// Words by which a remark makes an item one on something else than the paper.
	otherThing = pattern.New(`(?i)变体|变种|改进|后续|续作|区别|对比|比较|相比|源码|代码|实现|复现|综述|总结|数据|系列|之后|之前|怎么|如何|为什么|为何|问题|应用|微调|训练|部署|教程|效果|试|跑|新版|升级|扩展|第二|二代|2\.0|替代|相关|类似|引用的|别的|其他|部分|附录|视频|博客|解读|` +
		`\b(?:for|on|in|with|of|and|or|from|vs|versus|variants?|improv\w+|follow-?ups?|extensions?|code|implementation|reproduc\w+|re-?implement\w+|surveys?|data ?sets?|v\d|tutorials?|blogs?|videos?|demo|fine-?tun\w+|like|similar|related|after|beyond|based|without)\b`)
	// What people say of a paper that they mean to read.
	hearsay   = pattern.New(`据说|听说|推荐|好像|看起来|看着|有人说|同事|老师|导师|师兄|师姐|群里|很火|经典|必读|有空|优先|尽快|下周|下次|周末|好玩|有意思|有趣|值得|想看|要看|看看|不错|新出|组会`)
	thatPaper = pattern.New(`(?:那篇|这篇|那一篇|这一篇)(?:文章|论文|paper)?[。.！!]?$`)
	remarkAt  = pattern.New(`，|, | [-–] |\s*—+\s*|：|: ?|。|；`)
)

// headed finds the paper that has a name of several words before the colon of its title. No other title says it, and it is hardly a
// subject.
func (t *titles) headed(name string) *known {
	key := nameKey(name)
	of := t.latest(t.byHead[key])
	if of == nil || len(strings.Fields(name)) < 2 || utf8.RuneCountInString(key) < minTitle || strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return nil
	}
	words := strings.Fields(strings.ToLower(name))
	last := strings.Trim(words[len(words)-1], ".,!?'’")
	if i := strings.LastIndexByte(last, '-'); i >= 0 {
		last = last[i+1:]
	}
	if !strings.HasSuffix(last, "thing") && (subjectWord().MatchString(last) || subjectWord().MatchString(strings.TrimSuffix(last, "s"))) || aboutSubject().MatchString(of.title) || t.subject(name) {
		return nil
	}
	for n, x := range t.papers {
		if strings.Contains(t.names[n], key) && !sameTitle(x.title, of.title) {
			return nil
		}
	}
	return of
}

// named finds a paper by a name and nothing else.
func (t *titles) named(name string) (*known, string) {
	name = t.bareName(name)
	key := nameKey(name)
	if utf8.RuneCountInString(key) < minName {
		return nil, ""
	}
	if of := t.latest(t.byAlias[key]); of != nil {
		return of, "its short name"
	}
	if of, sure := t.firstNamed(name); sure {
		return of, "its name"
	}
	if of := t.headed(name); of != nil {
		return of, "its name, before the colon"
	}
	return nil, ""
}

// cutShort finds the paper whose title begins with an item, that has its name and two words behind it at least.
func (t *titles) cutShort(text string) *known {
	text = titlePart(text)
	name := head(text)
	if name == "" {
		return nil
	}
	const behind = 2
	said := fold.Words(text)
	if len(said) < len(fold.Words(name))+behind {
		return nil
	}
	var of []int
	for _, n := range t.byHead[nameKey(name)] {
		if words := t.words[n][0]; len(words) > len(said) && slices.Equal(words[:len(said)], said) {
			of = append(of, n)
		}
	}
	return t.latest(of)
}

// remarked finds a paper by its name with a remark behind it: what somebody says of it, that it is a paper, or a few words that are in
// part of its title.
func (t *titles) remarked(text string) (*known, string) {
	name, remark, sign := remarkOf(text)
	if name == "" || otherThing().MatchString(remark) {
		return nil, ""
	}
	of, why := t.named(name)
	if of == nil {
		return nil, ""
	}
	switch {
	case thatPaper().MatchString(remark):
	case t.subject(name):
		return nil, ""
	case sign == ":" || sign == "：":
		return nil, "" // another title
	case !t.ofTitle(remark, of, strings.ContainsAny(sign, "-–—")):
		return nil, ""
	}
	return of, why + ", with a remark"
}

// subject says whether the glossary knows a name, which then may mean what many papers are about: RAG.
func (t *titles) subject(name string) bool {
	return len(t.plan.env.Dictionary.Glossary().Means(t.bareName(name))) > 0
}

// remarkOf cuts an item where a remark begins.
func remarkOf(text string) (name, remark, sign string) {
	text = titlePart(text)
	at := remarkAt().FindStringIndex(text)
	if at == nil || at[0] == 0 || strings.HasPrefix(text[at[0]:], "://") {
		return "", "", ""
	}
	return strings.TrimSpace(text[:at[0]]), strings.TrimSpace(text[at[1]:]), strings.TrimSpace(text[at[0]:at[1]])
}

// maxRemark is how many Latin words a remark may have.
const maxRemark = 4

// ofTitle says whether a remark may be made on a paper: its Latin words are of the title, half of them behind a dash; else it is
// hearsay.
func (t *titles) ofTitle(remark string, of *known, dash bool) bool {
	clause := remark
	if i := strings.IndexAny(remark, ",，;；"); i > 0 {
		clause = remark[:i]
	}
	theirs := fold.Words(of.title)
	all, shared := 0, 0
	for _, w := range fold.Words(clause) {
		if unicode.Is(unicode.Han, []rune(w)[0]) {
			continue
		}
		all++
		if slices.Contains(theirs, w) || slices.Contains(theirs, w+"s") || slices.Contains(theirs, strings.TrimSuffix(w, "s")) {
			shared++
		}
	}
	if hearsay().MatchString(remark) {
		return shared == all
	}
	han, _ := scripts(clause)
	return dash && han == 0 && shared > 0 && 2*shared >= all && all <= maxRemark
}

// beside finds a paper by its title or name with an address beside it, which is of no other paper.
func (t *titles) beside(item *store.Record) (*known, string) {
	text, key := withoutAddress(item.Title)
	if key == "" || letters(text) == 0 {
		return nil, ""
	}
	of, why := t.same(text)
	if of == nil {
		of, why = t.named(text)
	}
	if of == nil {
		return nil, ""
	}
	if slices.Contains(of.links, key) {
		return of, why + ", and its link"
	}
	if len(t.byLink[key]) > 0 || t.subject(text) || strings.HasPrefix(key, "arxiv:") && slices.ContainsFunc(of.links, func(k string) bool { return strings.HasPrefix(k, "arxiv:") }) {
		return nil, ""
	}
	return of, why + ", beside a link"
}

// withoutAddress is an item without the one address in it, and the key of that; no key where there is none, or several.
func withoutAddress(text string) (rest, key string) {
	keys := keysOf(text, "")
	if len(keys) != 1 {
		return text, ""
	}
	rest = arXivNumber().ReplaceAllString(address().ReplaceAllString(text, " "), " ")
	return strings.Trim(rest, " \t:：,，-–—()（）[]<>"), keys[0]
}

// say says whether any of the titles says a name that an item may say: see concern.
func (t *titles) say(item *store.Record) bool {
	rest, link := withoutAddress(item.Title)
	if link != "" && len(t.byLink[link]) > 0 {
		return true
	}
	name, _, _ := remarkOf(item.Title)
	for _, s := range []string{t.bareName(item.Title), t.bareName(name), t.bareName(rest)} {
		key := nameKey(s)
		if utf8.RuneCountInString(key) >= minName && slices.ContainsFunc(t.names, func(name string) bool { return strings.Contains(name, key) }) {
			return true
		}
	}
	return false
}
