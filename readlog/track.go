package readlog

import (
	_ "embed"
	"papersearch/fold"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tracksText says by which words a track is recognised:
//
//	= name | other names     a track
//	* name | other names     a track of what papers are about, with whatever method
//	> name | other names     a subtrack of it
//	+ word | word            words that speak for the track or subtrack above
//	~ word | word            words that do where the log names the track
//	- word | word            words that do where no other word speaks for any track
//	! words | words          phrases in which no word speaks for a track: 师兄推荐 is of no recommender
//	^ word | word            words that say with what rather than what about: those of a title count as one, and that a little less
//	& word | word            words that say that an entry is of machine learning
//
// A word with a question mark behind, scaling?, is used in many trades: where the log does not name the track it speaks in company
// alone, beside another word for the track, or where the title or the introducing line is of machine learning. A name with one is
// no evidence.
//
//go:embed tracks.txt
var tracksText string

// trackRule is a track or subtrack with the words that speak for it, all folded.
type trackRule struct {
	name    string
	names   []string // also the name
	words   []string
	own     []string        // that speak where the log names the track
	weak    []string        // that speak where no other does
	vague   map[string]bool // of the names, that are words of many trades
	shy     map[string]bool // of these, and of those of subtracks, that speak in company alone
	subs    []*trackRule
	subject bool           // what papers are about
	all     [2][2][]string // see asked
}

// asked are the words that speak for a track or for a subtrack of it, where the log names it or not, the weak ones too or not.
func (t *trackRule) asked(named, weak bool) []string {
	i, k := 0, 0
	if named {
		i = 1
	}
	if weak {
		k = 1
	}
	if t.all[i][k] == nil {
		words := slices.Clone(t.words)
		if named {
			words = append(words, t.own...)
		}
		if weak {
			words = append(words, t.weak...)
		}
		for _, s := range t.subs {
			words = append(words, s.asked(named, weak)...)
		}
		t.all[i][k] = words
	}
	return t.all[i][k]
}

type tracks struct {
	list  []*trackRule
	byKey map[string]*trackRule
	words *wordIndex      // all of them
	void  *wordIndex      // phrases in which none speaks
	trade []string        // words of machine learning
	broad map[string]bool // words that say with what rather than what about
}

func parseTracks(text string) *tracks {
	t := &tracks{byKey: map[string]*trackRule{}, broad: map[string]bool{}}
	var last *trackRule
	var void []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if len(line) < 3 || line[0] == '#' {
			continue
		}
		terms := strings.Split(line[2:], " | ")
		switch line[0] {
		case '=', '*':
			last = &trackRule{subject: line[0] == '*', vague: map[string]bool{}, shy: map[string]bool{}}
			for _, n := range terms {
				n, shy := strings.CutSuffix(n, "?")
				last.names = append(last.names, n)
				if shy {
					last.vague[n] = true
				}
			}
			last.name = last.names[0]
			t.list = append(t.list, last)
			for _, n := range last.names {
				t.byKey[fold.Key(n)] = last
			}
		case '>':
			up := t.list[len(t.list)-1]
			last = &trackRule{name: terms[0], names: terms, shy: up.shy}
			up.subs = append(up.subs, last)
		case '+', '~', '-':
			list := map[byte]*[]string{'+': &last.words, '~': &last.own, '-': &last.weak}[line[0]]
			for _, w := range terms {
				word, shy := strings.CutSuffix(fold.String(w), "?")
				*list = append(*list, word)
				if shy {
					last.shy[word] = true
				}
			}
		case '!':
			for _, w := range terms {
				void = append(void, fold.String(w))
			}
		case '^':
			for _, w := range terms {
				t.broad[fold.String(w)] = true
			}
		case '&':
			for _, w := range terms {
				t.trade = append(t.trade, fold.String(w))
			}
		}
	}
	var words []string
	for _, rule := range t.list {
		for _, named := range []bool{false, true} {
			rule.asked(named, false)
			words = append(words, rule.asked(named, true)...)
		}
	}
	t.words, t.void = newWordIndex(words), newWordIndex(void)
	return t
}

// TrackNames gives every name that the rules have for a track, with the name they use. vague are the names that are words of many
// trades as well: theory, 推理加速.
func (r *Rules) TrackNames() (names map[string]string, vague map[string]bool) {
	names, vague = map[string]string{}, map[string]bool{}
	for line := range strings.Lines(tracksText) { // every search asks, and needs nothing else of the table
		if strings.HasPrefix(line, "= ") || strings.HasPrefix(line, "* ") {
			list := strings.Split(strings.TrimSpace(line[2:]), " | ")
			for _, n := range list {
				n, shy := strings.CutSuffix(n, "?")
				names[n] = strings.TrimSuffix(list[0], "?")
				if shy {
					vague[n] = true
				}
			}
		}
	}
	for _, t := range r.owner {
		names[t.Name] = t.Name
		delete(vague, t.Name)
	}
	return names, vague
}

// TrackWords is a track that many logs have, with what speaks for it in any log: its names, and the words of it and of its
// subtracks, not the weak ones nor those that need company. A subtrack that is a track of its own elsewhere, CV of large models, lends no names.
type TrackWords struct {
	Name  string
	Words []string
}

// CommonTracks lists the tracks that many logs have, in the order of tracks.txt.
func CommonTracks() []TrackWords {
	var out []TrackWords
	all := parseTracks(tracksText)
	for _, t := range all.list {
		sure := func(words []string) []string {
			return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return t.shy[w] || t.vague[w] && !slices.Contains(t.words, w) })
		}
		w := TrackWords{t.name, slices.Concat(sure(t.names), sure(t.words))}
		for _, s := range t.subs {
			for _, n := range s.names {
				if all.byKey[fold.Key(n)] == nil {
					w.Words = append(w.Words, n)
				}
			}
			w.Words = append(w.Words, sure(s.words)...)
		}
		out = append(out, w)
	}
	return out
}

// TrackAs is how a track is called where the log names tracks itself, or the owner does: the name there of the same track or of one
// akin to it, else name.
func (r *Rules) TrackAs(named []string, name string) string {
	list := make([]TrackName, len(named))
	for i, n := range named {
		list[i].Name = n
	}
	return r.calledBy(list, name)
}

// calledBy is what a log calls a track that many logs have: by one of its names, or by a track that has it for a subtrack, or by
// one whose name has a name of it in it: 大模型 is LLM Agent in a log without another track for models.
func (r *Rules) calledBy(named []TrackName, name string) string {
	if as, ok := r.trackNamed(named, name); ok && as != name {
		return as
	}
	rule := r.tracks().byKey[fold.Key(name)]
	if rule == nil {
		return name
	}
	as, longest := "", 0
	for i := range named {
		n := &named[i]
		if slices.ContainsFunc(n.parts(), func(part string) bool { return r.tracks().byKey[fold.Key(part)] == rule }) {
			return n.Name
		}
		if akin := r.akin(n)[rule]; akin > longest {
			as, longest = n.Name, akin
		}
	}
	if longest == 0 {
		return name
	}
	return as
}

// akin are the rules for tracks that a track of a log takes in, each with how long the name is that says so.
func (r *Rules) akin(n *TrackName) map[*trackRule]int {
	if n.akin != nil {
		return n.akin
	}
	n.akin = map[*trackRule]int{}
	add := func(rule *trackRule, long int) { n.akin[rule] = max(n.akin[rule], long) }
	for _, s := range n.Subtracks {
		if rule := r.tracks().byKey[fold.Key(s)]; rule != nil {
			add(rule, 1000) // in so many words
		}
	}
	for _, part := range n.parts() {
		part = fold.String(part)
		known := r.tracks().byKey[fold.Key(part)] != nil
		var atEnd *trackRule // of 视频推荐系统, 推荐系统 is the end, and 系统 is not
		end := 0
		for _, rule := range r.tracks().list {
			for _, name := range rule.names {
				switch name = fold.String(name); {
				case name == part || utf8.RuneCountInString(name) < 2:
				case strings.HasPrefix(part, name) && stands(part, name, 0):
					add(rule, len(name))
				case strings.HasSuffix(part, name) && stands(part, name, len(part)-len(name)) && len(name) > end && !known:
					atEnd, end = rule, len(name)
				}
			}
		}
		if atEnd != nil {
			add(atEnd, end)
		}
	}
	return n.akin
}

// Words speak louder in a title than in the introducing line, and there than in the body. An entry is of a track
// from enough on: one word of the title, or several of the body; a stray word decides nothing.
const (
	inTitle = 4
	inIntro = 2
	inBody  = 1
	enough  = 3
)

// judged is a track with its reasons.
type judged struct {
	track, subtrack string
	reasons         []Reason
}

// evidence is the text of an entry, folded, by where it speaks.
type evidence struct {
	zones [3]string
	point string                 // the first of the body, folded
	known *wordIndex             // of the built-in words
	has   map[string]int         // the known words that stand in the text, with the loudest zone
	free  map[string]int         // those that do so otherwise than within a longer known word
	word  func(text string) bool // whether a text is a word of Chinese; nil for not known
}

// texts are those of an entry that say what it is about.
type texts struct {
	title, intro, body string
	point              string // the first of the body, or its first line after the introducing one
}

// folded are the texts as the words are written.
func (t texts) folded() texts {
	return texts{fold.String(t.title), fold.String(t.intro), fold.String(t.body), fold.String(t.point)}
}

// without are the texts with a blank for each of the phrases in which no word speaks.
func (t texts) without(void *wordIndex) texts {
	return texts{void.blank(t.title), void.blank(t.intro), void.blank(t.body), void.blank(t.point)}
}

// newEvidence looks the built-in words up in folded texts once for all tracks.
func newEvidence(known *wordIndex, word func(string) bool, t texts) *evidence {
	e := &evidence{zones: [3]string{t.title, t.intro, t.body}, point: t.point, known: known, has: map[string]int{}, free: map[string]int{}, word: word}
	for i := len(e.zones) - 1; i >= 0; i-- {
		end, long := 0, 0 // of the word found before that ends last
		known.find(e.zones[i], func(word string, at int) {
			e.has[word] = i
			if at+len(word) > end || len(word) >= long {
				e.free[word] = i
			}
			if at+len(word) > end {
				end, long = at+len(word), len(word)
			}
		})
	}
	return e
}

// zone is the loudest zone that a folded word stands in, -1 for none.
func (e *evidence) zone(word string) int { return e.zoneOf(word, e.has) }

func (e *evidence) zoneOf(word string, known map[string]int) int {
	if i, ok := known[word]; ok {
		return i
	}
	if e.known.all[word] {
		return -1
	}
	for i, text := range e.zones {
		if contains(text, word) && (i < len(e.zones)-1 || e.alone(text, word)) {
			return i
		}
	}
	return -1
}

// alone says whether a word stands in a text otherwise than at the end of a longer word: 规划 does not in 线性规划. What begins
// with a word, 查询优化, is of it. Long words and those of other writing are not asked.
func (e *evidence) alone(text, word string) bool {
	if first, _ := utf8.DecodeRuneInString(word); e.word == nil || utf8.RuneCountInString(word) > 2 || !unicode.Is(unicode.Han, first) {
		return true
	}
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		i += at
		at = i + len(word)
		within := false
		for from, n := i, 0; n < 2 && from > 0 && !within; n++ {
			_, size := utf8.DecodeLastRuneInString(text[:from])
			from -= size
			within = e.word(text[from:at])
		}
		if !within {
			return true
		}
	}
}

// wordIndex finds many words in a text in one pass.
type wordIndex struct {
	all     map[string]bool
	byStart map[[2]byte][]string // by the first two bytes
	starts  [1 << 16]bool        // whether any word begins with two bytes
}

func newWordIndex(words []string) *wordIndex {
	x := &wordIndex{all: map[string]bool{}, byStart: map[[2]byte][]string{}}
	for _, w := range words {
		if len(w) < 2 || x.all[w] {
			continue
		}
		x.all[w] = true
		key := [2]byte{w[0], w[1]}
		x.byStart[key] = append(x.byStart[key], w)
		x.starts[int(w[0])<<8|int(w[1])] = true
	}
	for _, list := range x.byStart {
		slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
	}
	return x
}

// blank is a text with a blank for each of the words that stand in it.
func (x *wordIndex) blank(text string) string {
	var out strings.Builder
	done := 0
	x.find(text, func(word string, at int) {
		if at >= done {
			out.WriteString(text[done:at])
			out.WriteByte(' ')
			done = at + len(word)
		}
	})
	if done == 0 {
		return text
	}
	return out.String() + text[done:]
}

// find calls found for each word at each place where contains would find it, from left to right and longer ones first.
func (x *wordIndex) find(text string, found func(word string, at int)) {
	for i := 0; i+1 < len(text); i++ {
		if !x.starts[int(text[i])<<8|int(text[i+1])] {
			continue
		}
		for _, w := range x.byStart[[2]byte{text[i], text[i+1]}] {
			if strings.HasPrefix(text[i:], w) && stands(text, w, i) {
				found(w, i)
			}
		}
	}
}

var (
	zoneNames   = [3]string{"title", "introducing line", "body"}
	zoneWeights = [3]int{inTitle, inIntro, inBody}
)

// weigh sums what the words say and lists those found, the loudest first. A word within another says nothing more: language model
// within large language model.
func (e *evidence) weigh(words []string) (score int, found []string) {
	return e.weighIn(words, e.has, nil)
}

// weighIn takes the broad words of a title for one, a little weaker than another: a large language model that is quantized
// is of compression, however many words the title has for the model.
func (e *evidence) weighIn(words []string, known map[string]int, broad map[string]bool) (score int, found []string) {
	var in [3][]string
	for _, w := range words {
		if i := e.zoneOf(w, known); i >= 0 && !slices.Contains(in[i], w) {
			score += zoneWeights[i]
			in[i] = append(in[i], w)
		}
	}
	for i, list := range in {
		wide := 0
		for _, w := range list {
			if slices.ContainsFunc(list, func(x string) bool { return len(x) > len(w) && strings.Contains(x, w) }) {
				score -= zoneWeights[i]
			} else if i == 0 && broad[w] {
				wide++
			}
			found = append(found, "«"+w+"» in the "+zoneNames[i])
		}
		if wide > 0 {
			score -= wide*inTitle - (inTitle - 1)
		}
	}
	return score, found
}

// contains finds a folded word in a folded text: Latin words whole, with a plural s.
func contains(text, word string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		i += at
		if stands(text, word, i) {
			return true
		}
		at = i + 1
	}
}

// stands says whether a word found at i is a whole one.
func stands(text, word string, i int) bool {
	if latinEdge(word[:1]) && i > 0 && latinEdge(text[i-1:i]) {
		return false
	}
	end := i + len(word)
	if latinEdge(word[len(word)-1:]) && end < len(text) && latinEdge(text[end:end+1]) {
		return strings.HasPrefix(text[end:], "s") && (end+1 >= len(text) || !latinEdge(text[end+1:end+2]))
	}
	return true
}

func latinEdge(s string) bool {
	return s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z' || s[0] >= '0' && s[0] <= '9'
}

// track judges an entry, in this order: the owner's rules, a tag of the file or in the entry, a track of the log whose own words
// stand in the title or the introducing line, the rules for the tracks that the log names, the topic of its headings or folder, a
// track of the log whose own words stand in the first point or in several, the rules for common tracks by the name that the log has
// for them or for what they are akin to, a track of the log one of whose own words stands anywhere, the weak words, and the only
// track that any word is of. A tag of the file that is no track that anybody knows is one itself, if coin says so.
func (r *Rules) track(named []TrackName, tags []string, coin bool, said texts, topics []string, file string) judged {
	body := said.body
	said = said.folded()
	if len(r.owner) > 0 {
		e := newEvidence(r.tracks().words, r.word, said)
		for _, o := range r.owner {
			var words []string
			for _, m := range o.Match {
				words = append(words, fold.String(m))
			}
			if score, found := e.weigh(words); score > 0 {
				return judged{track: o.Name, reasons: because("track", o.Name, "papersearch.toml", found)}
			}
		}
	}
	e := newEvidence(r.tracks().words, r.word, said.without(r.tracks().void))
	for _, tag := range tags {
		if t, ok := r.trackNamed(named, tag); ok {
			return r.within(t, e, named, []Reason{{"track", t + ", tagged «" + tag + "»"}})
		}
	}
	for _, tag := range tags {
		if coin && utf8.RuneCountInString(tag) <= longestTag {
			return r.within(tag, e, named, []Reason{{"track", tag + ", as it is tagged"}})
		}
	}
	if t, why, ok := r.tagged(named, body); ok {
		return r.within(t, e, named, []Reason{{"track", t + ", " + why}})
	}
	if len(named) > 0 {
		if t, found := r.saysItself(e, named); t != "" {
			return r.within(t, e, named, because("track", t, "the log's own words for it", found))
		}
		if t, found := r.loudest(e, named, false); t != "" {
			return r.within(t, e, named, because("track", t, "the rule for tracks that the log names", found))
		}
	}
	folders := strings.Split(strings.TrimSuffix(path.Dir(file), "/"), "/")
	for _, topic := range append(slices.Clone(topics), folders...) {
		if name, ok := r.trackNamed(named, topic); ok {
			return r.within(name, e, named, []Reason{{"track", name + ", the topic «" + topic + "» it stands under"}})
		}
	}
	own, score, ownFound := r.ofTheLog(e, named)
	if score > inBody {
		return r.within(own, e, named, because("track", own, "the log's own words for it", ownFound))
	}
	if t, found := r.loudest(e, nil, false); t != "" {
		return r.common(t, e, named, found)
	}
	if own != "" {
		return r.within(own, e, named, because("track", own, "the log's own words for it", ownFound))
	}
	if len(named) > 0 {
		if t, found := r.loudest(e, named, true); t != "" {
			return r.within(t, e, named, because("track", t, "the rule for tracks that the log names", found))
		}
	}
	if t, found := r.loudest(e, nil, true); t != "" {
		return r.common(t, e, named, found)
	}
	if t, found := r.only(e, said.intro != ""); t != "" {
		return r.common(t, e, named, found)
	}
	return judged{track: Unassigned, reasons: []Reason{{"track", Unassigned + ", no rule fits"}}}
}

// only is the track of which words stand in an entry when there is none of any other. The title says nothing then, and the notes
// little. Of 952 entries of three logs whose titles were taken away, one such word is right in 124 of 138, two in 62 of 66, three
// in 52 of 53; where others have words too, one more of them is right in 64 of 102. But one word is also in 29 of 121 texts on
// other matters, advertisements and advice, which have no line that introduces a paper: two are in 11, eight of them papers. So
// one word decides for what is introduced as a paper, and two for others; a broad word or one that needs company but adds to them.
func (r *Rules) only(e *evidence, introduced bool) (track string, found []string) {
	sure := false
	for _, t := range r.tracks().list {
		_, why := e.weighIn(r.inCompany(e, t, t.asked(false, true)), e.free, nil)
		switch {
		case len(why) == 0:
			continue
		case track != "":
			return "", nil
		}
		track, found = t.name, why
		for _, f := range found {
			word, _, _ := strings.Cut(strings.TrimPrefix(f, "«"), "»")
			sure = sure || !t.shy[word] && !r.tracks().broad[word]
		}
	}
	if !sure || len(found) == 1 && !introduced {
		return "", nil
	}
	return track, found
}

// common is a track that many logs have, by the log's name for it.
func (r *Rules) common(track string, e *evidence, named []TrackName, found []string) judged {
	rule := "the rule for common tracks"
	as := r.calledBy(named, track)
	if as != track {
		rule = "the rule for " + track
	}
	j := r.within(as, e, named, because("track", as, rule, found))
	for _, n := range named {
		for _, s := range n.Subtracks {
			if n.Name == as && j.subtrack == "" && r.tracks().byKey[fold.Key(s)] == r.tracks().byKey[fold.Key(track)] {
				j.subtrack = s
				j.reasons = append(j.reasons, Reason{"subtrack", s + ", which is " + track})
			}
		}
	}
	return j
}

// longestTag is how many runes a tag may have that names a track.
const longestTag = 30

func because(field, value, rule string, found []string) []Reason {
	return []Reason{{field, value + ", by " + rule + ": " + strings.Join(found[:min(len(found), 4)], ", ")}}
}

// parts are the names in the name of a track: 时间序列 / 异常检测.
func (n *TrackName) parts() []string {
	var out []string
	for _, part := range strings.FieldsFunc(strings.ReplaceAll(n.Name, " and ", "/"), func(c rune) bool { return strings.ContainsRune("/、&+＋｜|与和", c) }) {
		if part = strings.TrimSpace(part); utf8.RuneCountInString(part) > 1 {
			out = append(out, part)
		}
	}
	if len(out) < 2 {
		return []string{n.Name}
	}
	return append(out, n.Name)
}

// TrackParts are the names that the name of a track is made of, and itself: of 时间序列 / 异常检测 three.
func TrackParts(name string) []string { return (&TrackName{Name: name}).parts() }

// ownWords are the words that a log has for a track: its name, what stands in parentheses, and other names in Chinese.
func (r *Rules) ownWords(n *TrackName) []string {
	if n.words != nil {
		return n.words
	}
	var out []string
	add := func(w string) {
		if w = fold.String(w); utf8.RuneCountInString(w) > 1 && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	for _, part := range n.parts() {
		add(part)
		if rule := r.tracks().byKey[fold.Key(part)]; rule != nil {
			for _, name := range rule.names {
				if first, _ := utf8.DecodeRuneInString(name); unicode.Is(unicode.Han, first) && utf8.RuneCountInString(name) > 2 {
					add(name)
				}
			}
		}
	}
	for _, s := range n.Subtracks {
		add(s)
	}
	if !r.ruled(n) {
		for _, w := range slices.Clone(out) {
			for _, m := range r.meanings(w) {
				add(m)
			}
		}
	}
	n.words = out
	return out
}

// ruled says whether there is a rule for a track that a log names, so that its words need not say all.
func (r *Rules) ruled(n *TrackName) bool {
	return slices.ContainsFunc(n.parts(), func(part string) bool { return r.tracks().byKey[fold.Key(part)] != nil })
}

// meanings is what else a word is called.
func (r *Rules) meanings(word string) []string {
	if r.means == nil {
		return nil
	}
	return r.means(word)
}

// ofTheLog is the track of a log with the most of its words in an entry, wherever they stand; "" when two are even. The log says
// what it is about, so that here one word decides, and one of the first point counts for two; but a short name alone in the body
// does not: 控制 is in many sentences, 控制方向 is not. Of a track that a rule knows, only what
// it does not is asked, and long words, in the first point.
func (r *Rules) ofTheLog(e *evidence, named []TrackName) (track string, best int, found []string) {
	even := false
	for i := range named {
		n := &named[i]
		words, ruled := r.ownWords(n), r.ruled(n)
		if ruled {
			words = slices.DeleteFunc(slices.Clone(words), func(w string) bool {
				short := utf8.RuneCountInString(w) <= 2
				sub := slices.ContainsFunc(n.Subtracks, func(s string) bool { return fold.String(s) == w })
				return short && (!sub || r.tracks().words.all[w]) || !contains(e.point, w)
			})
		}
		score, why := e.weigh(words)
		if score == inBody && slices.ContainsFunc(n.parts(), func(part string) bool {
			word := fold.String(part)
			return utf8.RuneCountInString(part) <= 2 && e.zone(word) >= 0 && e.zone(word+"方向") < 0
		}) {
			continue
		}
		if score > 0 && slices.ContainsFunc(words, func(w string) bool { return contains(e.point, w) && e.alone(e.point, w) }) {
			score += inBody
		}
		switch {
		case score > best:
			best, even, track, found = score, false, n.Name, why
		case score == best && score > 0:
			even = true
		}
	}
	if even {
		return "", 0, nil
	}
	return track, best, found
}

// saysItself is the track of which most is said in the title and the introducing line in the log's own words: of 推荐系统 and
// 系统 the first where 推荐系统 stands. "" when two are even.
func (r *Rules) saysItself(e *evidence, named []TrackName) (track string, found []string) {
	best, even := 0, false
	for i := range named {
		var in []string
		for _, w := range r.ownWords(&named[i]) {
			if z := e.zone(w); z == 0 || z == 1 {
				in = append(in, w)
			}
		}
		score := 0
		var why []string
		for _, w := range in {
			if !slices.ContainsFunc(in, func(x string) bool { return x != w && strings.Contains(x, w) }) {
				score += utf8.RuneCountInString(w)
				why = append(why, "«"+w+"» in the "+zoneNames[e.zone(w)])
			}
		}
		switch {
		case score > best:
			best, even, track, found = score, false, named[i].Name, why
		case score == best && score > 0:
			even = true
		}
	}
	if even {
		return "", nil
	}
	return track, found
}

// loudest is the track with the most evidence among those the log names, or among all when named is nil; "" when
// none has enough. What an entry is about is believed first, if the title says it: a recommender by a large language model is a recommender.
func (r *Rules) loudest(e *evidence, named []TrackName, weak bool) (string, []string) {
	best, bestScore, bestFound := "", enough-1, []string(nil)
	try := func(name string, rules []*trackRule, words []string) {
		subject := false
		for _, rule := range rules {
			words = append(words, rule.asked(named != nil, weak)...)
			subject = subject || rule.subject
		}
		known := e.has
		if named == nil {
			words = r.inCompany(e, rules[0], words)
			known = e.free // language model is of other models, where large ones have a track; not so in a log with one of the two
		}
		score, found := e.weighIn(words, known, r.tracks().broad)
		if subject && score > 0 && strings.HasSuffix(found[0], zoneNames[0]) {
			score += 3*inTitle + 1
		}
		if score > bestScore || score == bestScore && best != "" && r.longestOf(found) > r.longestOf(bestFound) {
			best, bestScore, bestFound = name, score, found
		}
	}
	if named == nil {
		for _, t := range r.tracks().list {
			try(t.name, []*trackRule{t}, nil)
		}
		return best, bestFound
	}
	for i := range named {
		n := &named[i]
		var rules []*trackRule
		more := []string{fold.String(n.Name)}
		for _, part := range n.parts() {
			if rule := r.tracks().byKey[fold.Key(part)]; rule != nil {
				rules = append(rules, rule)
			}
		}
		if rules == nil {
			more = slices.Clone(r.ownWords(n))
		}
		try(n.Name, rules, more)
	}
	return best, bestFound
}

// inCompany are the words for a track without those that need company and have none in an entry.
func (r *Rules) inCompany(e *evidence, rule *trackRule, words []string) []string {
	alone := func(w string) bool {
		if _, has := e.has[w]; !has || !rule.shy[w] {
			return false
		}
		return !slices.ContainsFunc(rule.asked(true, true), func(x string) bool {
			_, has := e.has[x]
			return has && !strings.Contains(x, w) && !strings.Contains(w, x)
		})
	}
	if !slices.ContainsFunc(words, alone) || slices.ContainsFunc(r.tracks().trade, func(w string) bool {
		return contains(e.zones[0], w) || contains(e.zones[1], w)
	}) {
		return words
	}
	return slices.DeleteFunc(slices.Clone(words), alone)
}

// longestOf is the length of the longest word found that is not broad: of two tracks with the same evidence, graph
// convolutional says more than convolutional.
func (r *Rules) longestOf(found []string) int {
	n := 0
	for _, f := range found {
		end := strings.Index(f, "»")
		if !r.tracks().broad[f[len("«"):end]] {
			n = max(n, end)
		}
	}
	return n
}

// within judges the subtrack of an entry of a track.
func (r *Rules) within(track string, e *evidence, named []TrackName, reasons []Reason) judged {
	j := judged{track: track, reasons: reasons}
	subs := map[string][]string{}
	var order []string
	rule := r.tracks().byKey[fold.Key(track)]
	if rule != nil {
		for _, s := range rule.subs {
			order = append(order, s.name)
			subs[s.name] = s.asked(true, false)
		}
	}
	for _, n := range named {
		if n.Name != track {
			continue
		}
		for _, s := range n.Subtracks {
			if _, ok := subs[s]; !ok {
				order = append(order, s)
			}
			subs[s] = append(slices.Clone(subs[s]), fold.String(s))
			if rule == nil || len(rule.subs) == 0 {
				for _, m := range r.meanings(s) {
					subs[s] = append(subs[s], fold.String(m))
				}
			}
		}
	}
	best := 1
	if rule == nil || len(rule.subs) == 0 {
		best = 0 // the log's own words are few
	}
	for _, s := range order {
		score, found := e.weigh(subs[s])
		if score <= best {
			continue
		}
		best = score
		j.subtrack = s
		j.reasons = slices.Concat(reasons, because("subtrack", s, "its words", found))
		if strings.HasSuffix(found[0], zoneNames[0]) {
			break // what joins text and images speaks of images too: the first that the title names is meant
		}
	}
	return j
}

// tagged reads a tag: 方向：GNN, or #GNN.
func (r *Rules) tagged(named []TrackName, body string) (track, why string, ok bool) {
	for text := range strings.Lines(body) {
		text = strings.TrimSpace(text)
		label, value, has := strings.Cut(strings.Replace(text, "：", ":", 1), ":")
		if len(label) > maxStranger {
			label = ""
		}
		switch strings.ToLower(fold.Script(strings.TrimSpace(label))) {
		case "方向", "领域", "分类", "类别", "track", "topic", "tag", "tags", "标签":
			if has {
				for _, v := range strings.FieldsFunc(value, func(c rune) bool { return strings.ContainsRune(",，、/;；", c) }) {
					if name, ok := r.trackNamed(named, v); ok {
						return name, "tagged «" + text + "»", true
					}
				}
			}
		}
		for _, w := range strings.Fields(text) {
			if tag, ok := strings.CutPrefix(w, "#"); ok && tag != "" {
				if name, ok := r.trackNamed(named, tag); ok {
					return name, "tagged «" + w + "»", true
				}
			}
		}
	}
	return "", "", false
}

// trackNamed finds the track that a text names: one of the log's, else one of the rules'.
func (r *Rules) trackNamed(named []TrackName, text string) (string, bool) {
	key := fold.Key(strings.TrimFunc(text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }))
	if utf8.RuneCountInString(key) < 2 {
		return "", false
	}
	for _, o := range r.owner {
		if fold.Key(o.Name) == key {
			return o.Name, true
		}
	}
	rule := r.tracks().byKey[key]
	for _, n := range named {
		for _, part := range n.parts() {
			if fold.Key(part) == key || rule != nil && r.tracks().byKey[fold.Key(part)] == rule {
				return n.Name, true
			}
		}
	}
	if rule != nil {
		return rule.name, true
	}
	return "", false
}
