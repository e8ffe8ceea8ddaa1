package readlog

import (
	"cmp"
	_ "embed"
	"papersearch/fold"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// institutionsText is the table of institutions: canonical name, Chinese label, aliases, parent, with tabs
// between; lines that begin with # are comments.
//
//go:embed institutions.tsv
var institutionsText string

// InstitutionRule is an institution of the table or of papersearch.toml.
type InstitutionRule struct {
	Name    string   `toml:"name"`
	Label   string   `toml:"label"`
	Aliases []string `toml:"aliases"`
	Parent  string   `toml:"parent"`
}

// institutionKeys finds a line of the table: sorted lines "key offset", fold.Key of a spelling and the byte of
// institutionsText where the first institution that has it begins. Parsing the table takes 0.8 ms, which no search should wait
// for. Generated.
//
//go:embed institutions.keys
var institutionKeys string

//go:generate go run ../internal/gen/institutions

// parseInstitution reads a line of the table; ok is false for a comment.
func parseInstitution(line string) (r InstitutionRule, ok bool) {
	line = strings.TrimRight(line, "\r\n")
	if line == "" || strings.HasPrefix(line, "#") {
		return r, false
	}
	f := strings.Split(line, "\t")
	for len(f) < 4 {
		f = append(f, "")
	}
	r = InstitutionRule{Name: f[0], Label: f[1], Parent: f[3]}
	if f[2] != "" {
		r.Aliases = strings.Split(f[2], "|")
	}
	return r, true
}

// Spellings are all ways to write the institution.
func (r *InstitutionRule) Spellings() []string {
	return slices.DeleteFunc(append([]string{r.Name, r.Label}, r.Aliases...), func(s string) bool { return s == "" })
}

// institutions is the table, read where it lies, and the owner's, which come first.
type institutions struct {
	own   []InstitutionRule
	byKey map[string]int // of own, by fold.Key of every spelling
}

func newInstitutions(own []InstitutionRule) *institutions {
	t := &institutions{byKey: map[string]int{}}
	for _, r := range own {
		t.add(r)
	}
	return t
}

// add adds an institution of the owner's: its spellings replace those of others. One that is known has more spellings then.
func (t *institutions) add(r InstitutionRule) {
	if r.Name == "" {
		return
	}
	if known, ok := t.find(fold.Key(r.Name)); ok {
		r.Name, r.Aliases = known.Name, append(slices.Clone(known.Aliases), r.Aliases...)
		r.Label, r.Parent = cmp.Or(r.Label, known.Label), cmp.Or(r.Parent, known.Parent)
	}
	n, ok := t.byKey[fold.Key(r.Name)]
	if !ok {
		n, t.own = len(t.own), append(t.own, InstitutionRule{})
	}
	t.own[n] = r
	for _, s := range r.Spellings() {
		if key := fold.Key(s); key != "" {
			t.byKey[key] = n
		}
	}
}

// find finds an institution by a key.
func (t *institutions) find(key string) (InstitutionRule, bool) {
	if i, ok := t.byKey[key]; ok {
		return t.own[i], true
	}
	at := fold.LineFrom(institutionKeys, key+" ")
	if key == "" || !strings.HasPrefix(institutionKeys[at:], key+" ") {
		return InstitutionRule{}, false
	}
	_, offset, _ := fold.LineAt(institutionKeys, at)
	line, _, _ := strings.Cut(institutionsText[offset:], "\n")
	return parseInstitution(line)
}

// begins says whether any key begins with a prefix.
func (t *institutions) begins(prefix string) bool {
	if strings.HasPrefix(institutionKeys[fold.LineFrom(institutionKeys, prefix):], prefix) {
		return true
	}
	for key := range t.byKey {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// Institution finds one by its name, label or an alias, in any spelling that folds alike.
func (r *Rules) Institution(s string) (Institution, bool) {
	in, ok := r.institutions().find(fold.Key(s))
	return Institution{Name: in.Name, Raw: s, Parent: in.Parent}, ok
}

// Known lists the institutions that there are names for.
func (r *Rules) Known() []InstitutionRule {
	t := r.institutions()
	list := slices.Clone(t.own)
	for line := range strings.Lines(institutionsText) {
		in, ok := parseInstitution(line)
		if _, own := t.byKey[fold.Key(in.Name)]; ok && !own {
			list = append(list, in)
		}
	}
	return list
}

// longest is the longest institution that s begins with, and its bytes; 0 for none. Latin names end where a word
// ends, and a hyphen goes on with a word: Meta-learning is no Meta.
func (r *Rules) longest(s string) (Institution, int) {
	t := r.institutions()
	var key []byte
	var best InstitutionRule
	size := 0
	for i, c := range s {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			if i == 0 || !strings.ContainsRune(" ,-_.'’&", c) {
				break
			}
			continue
		}
		key = utf8.AppendRune(key, fold.Rune(c))
		if !t.begins(string(key)) {
			break
		}
		end := i + utf8.RuneLen(c)
		if !wordEnds(c, s[end:]) {
			continue
		}
		if in, ok := t.find(string(key)); ok {
			best, size = in, end
		}
	}
	if size == 0 {
		return Institution{}, 0
	}
	return Institution{Name: best.Name, Raw: s[:size], Parent: best.Parent}, size
}

// ambiguous are short names that mean another institution, or none, in the company of certain words: 中大 beside 香港 is
// not the one in 广州.
var ambiguous = map[string][]struct {
	words  string // one of them, in the line
	behind bool   // right behind the name
	name   string // what is meant then, "" for no institution
}{
	"中大":        {{"香港|港中|CUHK|Hong Kong|MMLab", false, "Chinese University of Hong Kong"}},
	"ntu":       {{"台湾|台北|臺|Taiwan|Taipei", false, "National Taiwan University"}},
	"清华":        {{"台湾|新竹|Hsinchu", false, "National Tsing Hua University"}},
	"清大":        {{"图|模型|规模|幅|屏|小", true, ""}}, // 高清大图
	"uw":        {{"Madison|麦迪逊|威斯康", false, "University of Wisconsin-Madison"}},
	"东北大学":      {{"日本|仙台|Tohoku|Japan", false, "Tohoku University"}},
	"西北大学":      {{"西安|陕西", false, "Northwest University China"}},
	"mit":       {{"License|license|协议|许可|开源协议", true, ""}},
	"apache":    {{"License|协议", true, ""}},
	"mistral":   {{"7B|8x|8X|-7B|Large|Small|Nemo|模型|Medium|Instruct", true, ""}},
	"meta":      {{"learning|Learning|学习|analysis|分析|策略|prompt|feature|特征|data|数据", true, ""}},
	"snowflake": {{"schema|Schema|模型|Arctic", true, ""}},
	"apple":     {{"Silicon|M1|M2|芯片", true, ""}},
	"amazon":    {{"数据集|dataset|Book|Review|评论", true, ""}},
	"google":    {{"Scholar|Colab|翻译|搜索引擎|Drive", true, ""}},
	"twitter":   {{"数据|推文|dataset|data|Sentiment|sentiment|上", true, ""}},
	"reddit":    {{"数据|帖|dataset|data|上", true, ""}},
	"yelp":      {{"数据|dataset|data|评论|上", true, ""}},
	"谷歌":        {{"学术|翻译|搜索引擎|浏览器", true, ""}},
	"微软":        {{"翻译|雅黑", true, ""}},
}

// inContext is the institution that a short name means in a line, where rest is what stands behind the name; ok is
// false when it means none.
func inContext(in Institution, line, rest string) (name string, ok bool) {
	for _, a := range ambiguous[fold.Key(in.Raw)] {
		text := line
		if a.behind {
			text = firstBytes(strings.TrimLeft(rest, " "), 16)
		}
		for word := range strings.SplitSeq(a.words, "|") {
			if a.behind && strings.HasPrefix(text, word) || !a.behind && strings.Contains(text, word) {
				return a.name, a.name != ""
			}
		}
	}
	return in.Name, true
}

// wordEnds says whether a name whose last rune is c may end before rest.
func wordEnds(c rune, rest string) bool {
	if unicode.Is(unicode.Han, c) {
		return true
	}
	next, n := utf8.DecodeRuneInString(rest)
	if next == '-' {
		next, _ = utf8.DecodeRuneInString(rest[n:])
	}
	return rest == "" || unicode.Is(unicode.Han, next) || !unicode.IsLetter(next) && !unicode.IsDigit(next)
}

// Endings by which a name in Chinese is an institution, the longer first.
var hanEndings = []string{"人工智能实验室", "国家实验室", "研究院", "研究所", "研究中心", "实验室", "科学院", "大学", "学院"}

// byForm reads an institution that the table lacks: a short Han name that ends as institutions do, or English
// words with University, Institute, College, Laboratory, Lab, Labs or Research among them.
func byForm(s string) (Institution, int) {
	if n := hanForm(s); n > 0 {
		return Institution{Name: s[:n], Raw: s[:n]}, n
	}
	return englishForm(s)
}

// hanForm is the length of 2 to 12 Han runes that end in an ending, with none of the words before it that only a
// sentence has.
func hanForm(s string) int {
	end := 0
	for runes := 0; end < len(s) && runes < 14; runes++ {
		r, n := utf8.DecodeRuneInString(s[end:])
		if !unicode.Is(unicode.Han, r) || strings.ContainsRune("的和与及在是了等由从把对", r) {
			break
		}
		end += n
	}
	best := 0
	for _, e := range hanEndings {
		if i := strings.Index(s[:end], e); i >= 2*len("大") && (best == 0 || i+len(e) > best && i < best) {
			best = i + len(e)
		}
	}
	return best
}

// maxEnglishWords is how many words an institution by form has at most.
const maxEnglishWords = 7

func englishForm(s string) (Institution, int) {
	size, heads, capitals := 0, 0, 0
	at := 0
	for range maxEnglishWords {
		n := strings.IndexFunc(s[at:], func(r rune) bool {
			return r >= utf8.RuneSelf || !asciiLetter(byte(r)) && r != '.' && r != '\'' && r != '-'
		})
		if n < 0 {
			n = len(s) - at
		}
		word := s[at : at+n]
		if word == "" {
			break
		}
		switch {
		case slices.Contains([]string{"University", "Institute", "College", "Laboratory", "Laboratories", "Labs", "Lab", "Research", "Academy", "Universität", "ETH"}, word):
			heads++
			size = at + n
		case word == "of" || word == "and" || word == "for" || word == "the":
			if heads == 0 && capitals == 0 {
				return Institution{}, 0
			}
		case word[0] >= 'A' && word[0] <= 'Z':
			capitals++
			if heads > 0 && strings.Contains(s[:at], " of ") {
				size = at + n
			}
		default:
			word = ""
		}
		if word == "" || at+n >= len(s) || s[at+n] != ' ' {
			break
		}
		at += n + 1
	}
	if heads == 0 || capitals == 0 || size == 0 {
		return Institution{}, 0
	}
	name := strings.TrimSpace(s[:size])
	return Institution{Name: name, Raw: name}, size
}
