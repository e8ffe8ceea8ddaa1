package readlog

import (
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An introducing line may begin with who wrote the paper, or with words that say nothing: Ada Byron 等，2023.4 剑桥的文章; 又是一篇 2023.4
// 的. Names are skipped, so that what the line says of date and institutions is reached. Sentences begin with names and years, too.
// The line is therefore read a second time, and that reading counts only if it ends where an introduction does and says more
// than the first.

// readCredits reads the introducing line anew, over names. before is what was known before the line was read, in what the first
// reading made of it. It returns the cursor that counts.
func (c *cursor) readCredits(text string, before introduction) *cursor {
	in := c.in
	if in.published.From.Month > 0 && len(in.institutions) > len(before.institutions) {
		return c
	}
	trial := before
	again := newCursor(text, c.rules, &trial)
	again.first, again.of, again.credits = true, c.of, true
	again.read()
	if again.names == 0 || !again.introduces(len(trial.institutions)-len(before.institutions), trial.venue != "" && before.venue == "") || !trial.richer(in) {
		return c
	}
	*in = trial
	again.in = in
	return again
}

// richer says whether a reading says all that another does, and more.
func (in *introduction) richer(than *introduction) bool {
	dated := func(x *introduction) int {
		switch {
		case x.published.Raw == "":
			return 0
		case x.published.From.Month == 0:
			return 1
		}
		return 2
	}
	a, b := dated(in), dated(than)
	return a >= b && len(in.institutions) >= len(than.institutions) && (a > b || len(in.institutions) > len(than.institutions) || in.venue != "" && than.venue == "")
}

// introduces says whether what was read over names is an introduction: a month, or a year or an institution that little can be
// meant with but this paper's, and behind it the end of a clause.
func (c *cursor) introduces(institutions int, venue bool) bool {
	rest := strings.TrimSpace(c.s[c.at:])
	said := strings.TrimRight(c.s[:c.at], " ")
	made := madeBy().MatchString(rest) || tailWords().MatchString(rest)
	last, _ := utf8.DecodeLastRuneInString(said)
	first, _ := utf8.DecodeRuneInString(rest)
	ends := rest == "" || made || strings.ContainsRune("，,；;：:。)）", last) || strings.ContainsRune("，,；;：:。.（(—-|", first)
	surely := c.surely || c.names > 1
	switch {
	case !ends:
		return false
	case c.month:
		return true
	case c.year || venue:
		return surely && (institutions > 0 || venue || rest == "" || made) || institutions > 0 && (rest == "" || ofTheirs().MatchString(rest))
	}
	return institutions > 0 && (surely || c.led) && (rest == "" || made)
}

// credited says whether a line is names of people and nothing else, so that the next may introduce the paper: Byron 等人.
func credited(text string, r *Rules) bool {
	var in introduction
	c := newCursor(text, r, &in)
	c.first, c.credits = true, true
	c.read()
	return c.at >= len(c.s) && (c.plural || c.surely && c.names > 1 && text[0] != '|') && !c.led && in.published.Raw == "" && len(in.institutions) == 0 && in.venue == ""
}

var (
	tailWords = pattern.New(`^(?:的?(?:一篇|文章|工作|论文|综述)|要点|主要|笔记)`)
	ofTheirs  = pattern.New(`^\s*的\s*(?:这|那)?(?:一篇|一个|一项|篇)?\s*([^，,。；;：:]{0,16}?)(?:文章|工作|论文)\s*(?:$|[，,。；;：:（(])`)
	leadIn    = pattern.New(`^(?:这(?:也|还|又)?是|这篇是?|那篇是|(?:又|还|也|同样|仍|仍然)是|又|再来|另|发表[于在]|发于)?\s*(?:一篇|一个|一项|篇)?\s*(?:来自|由)?\s*`)
	// Words that begin with capitals, with particles between: Ludwig van Beethoven, T. Chen.
	latinName = pattern.New(`^\p{Lu}[\p{Latin}'’\-]*\.?(?:\s+(?:(?:van|von|de|der|den|di|da|la|le|el|al|bin|dos)\s+){0,2}\p{Lu}[\p{Latin}'’\-]*\.?){0,3}`)
	// What says that a name is one, and of more people than one.
	others = pattern.New(`(?i)^\s*(?:,?\s*et al\b\.?|,? and (?:others|colleagues)\b|等人|等学者|等|老师|教授|博士|课题组|研究组|团队|组|['’]s (?:lab|group|team)\b)`)
	// Family names: of Chinese people in Han, and those that alone stand for who wrote a paper, so that they are no company.
	hanFamily = pattern.New(`^(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康施洪颜鲁柴文齐翟童耿尚梅盛温芦倪符庞祝娄岳路岑骆翁殷葛俞喻季聂焦鲍詹樊屈牛桂吉凌霍涂甘辛管冉宁简阮米荣游苗祁项章欧蓝裴褚甄练左柳艾费蒲隋古兰池卓窦苑凤仇饶宫佘邬卞丛楼闻党匡滕庄])`)
	oneFamily = pattern.New(`^(?:Wang|Li|Zhang|Liu|Chen|Yang|Huang|Zhao|Wu|Zhou|Xu|Sun|Ma|Zhu|Hu|Guo|He|Lin|Gao|Luo|Zheng|Liang|Xie|Song|Tang|Han|Feng|Deng|Cao|Peng|Zeng|Xiao|Tian|Dong|Pan|Yuan|Cai|Jiang|Yu|Du|Ye|Cheng|Wei|Su|Lu|Ding|Ren|Shen|Yao|` +
		`Hinton|LeCun|Bengio|Vaswani|Kingma|Goodfellow|Schmidhuber|Sutskever|Karpathy|Schulman|Silver|Sutton|Breiman|Vapnik|Pearl|Jordan|Hassabis|Dean|Kaplan|Manning|Finn|Levine|Abbeel|Mikolov|Devlin|Radford|Raffel|Krizhevsky|Simonyan|Girshick|Redmon|Ronneberger|Lamport|Shannon|Turing|Knuth|Kim|Lee|Park|Choi|Kwon|Smith|Brown)$`)
)

// noName are words with which sentences begin, and no names.
var noName = strings.Fields("On In At By Since The This These That As For From After Before Between See Until And We It A An Our Their To Of With When While How What Why Is Are Not No New Note Update Updated Version")

// maxNames is how many names an introducing line has at most, and maxName how many bytes one has.
const (
	maxNames = 24
	maxName  = 60
)

// author skips the name of a person, with what stands for the others, and words that lead to a date or an institution.
func (c *cursor) author() bool {
	if !c.credits || c.dates || c.names >= maxNames {
		return false
	}
	rest := firstBytes(c.s[c.at:], 2*maxName)
	if n := len(leadIn().FindString(rest)); n > 0 && c.names == 0 && !c.sawDate && len(c.found) == 0 && c.leads(c.at+n) {
		c.at += n
		c.names++
		c.led = true
		return true
	}
	if next := strings.TrimLeft(strings.TrimPrefix(rest, "的"), " "); strings.HasPrefix(rest, "的") && len(c.found) > 0 { // Google 的 Ada Byron
		if n, sure := c.person(next); n > 0 && (sure || others().MatchString(next[n:])) {
			c.at += len("的")
			return true
		}
	}
	if next, ok := strings.CutPrefix(rest, "在"); ok && c.sawDate && c.names > 0 { // Ada Byron 2016 年在 Google 做的
		if _, size := c.rules.longest(strings.TrimLeft(next, " ")); size > 0 {
			c.at += len("在")
			return true
		}
	}
	at := 0
	if c.names == 0 {
		at = len(strings.TrimSuffix(rest[:suffix(rest, "作者是", "作者为", "作者", "一作是", "一作")], " "))
		at += len(rest[at:]) - len(strings.TrimLeft(rest[at:], " "))
	}
	n, sure := c.person(rest[at:])
	if n == 0 {
		return false
	}
	n += at
	behind := rest[n:]
	if m := others().FindString(behind); m != "" {
		n, sure, c.plural = n+len(m), true, true
	} else if s := strings.TrimLeft(behind, " "); s != "" && !hasAnyPrefix(s, "，", ",", "、", ";", "；", "&", "和", "与", "and ", "(", "（", "[", "【", "|", "/", "·", ".", "的", "@") {
		if _, k := readDate(s); k == 0 || k == len("2023") && !strings.HasSuffix(rest[:n], ".") {
			return false
		}
	}
	c.at += n
	c.names++
	c.surely = c.surely || sure
	return true
}

// theirs takes the institutions in brackets behind names: Ada Byron et al. (Oxford).
func (c *cursor) theirs() bool {
	rest := c.s[c.at:]
	open := suffix(rest, "（", "(", " （", " (")
	if !c.credits || c.dates || c.names == 0 || open == 0 {
		return false
	}
	n := strings.IndexAny(rest[open:min(len(rest), open+2*maxStranger)], "）)")
	if n <= 0 {
		return false
	}
	inside := &cursor{s: rest[open : open+n], rules: c.rules, in: c.in}
	was := *c.in
	if inside.read(); inside.at < len(inside.s) || len(inside.found) == 0 {
		*c.in = was
		return false
	}
	_, size := utf8.DecodeRuneInString(rest[open+n:])
	c.at += open + n + size
	c.found = append(c.found, inside.found...)
	return true
}

// leads says whether a date or an institution that is known stands at a byte.
func (c *cursor) leads(at int) bool {
	d, n := readDate(c.s[at:])
	if e, k := spacedDate(c.s[at:]); k > n {
		d, n = e, k
	}
	if d.Month > 0 {
		return true
	}
	at += n
	at += len(c.s[at:]) - len(strings.TrimLeft(c.s[at:], " "))
	_, size := c.rules.longest(c.s[at:])
	return size > 0
}

// person is the length of the name of a person that s begins with; sure if it is hardly anything else.
func (c *cursor) person(s string) (n int, sure bool) {
	if m := latinName().FindString(s); m != "" {
		m = strings.TrimRight(m, "-'’")
		next, _ := utf8.DecodeRuneInString(s[len(m):])
		if unicode.IsDigit(next) || next == '-' || len(m) > maxName {
			return 0, false
		}
		words := strings.Fields(m)
		for _, w := range words {
			if slices.Contains(noName, w) {
				return 0, false
			}
			if w = strings.Trim(w, "."); len(w) > 2 && w == strings.ToUpper(w) { // BERT
				return 0, false
			}
		}
		return len(m), len(words) > 1
	}
	family := hanFamily().FindString(s)
	if family == "" {
		return 0, false
	}
	n = len(family)
	for range 2 {
		r, size := utf8.DecodeRuneInString(s[n:])
		if !unicode.Is(unicode.Han, r) {
			break
		}
		n += size
		rest := strings.TrimLeft(s[n:], " ")
		next, _ := utf8.DecodeRuneInString(rest)
		if others().MatchString(rest) || rest == "" || !unicode.IsLetter(next) || strings.ContainsRune("和与", next) {
			return n, false
		}
	}
	return 0, false
}
