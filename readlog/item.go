package readlog

import (
	"papersearch/internal/pattern"
	"strings"
	"unicode/utf8"
)

// What stands behind the name of a pending item and is a link: [arXiv](https://…), [[pdf]](https://…), (https://…), 链接：https://….
var (
	labelBehind   = pattern.New(`[(（\[【]?\s*\[{1,2}([^\[\]]{1,40})\]{1,2}\(\s*https?://[^()\s]*\)\s*[)）\]】]?$`)
	addressBehind = pattern.New(`(?i)[(（\[【]?\s*(?:(?:arxiv|pdf|paper|link|url|论文|链接|论文链接|论文地址|地址|原文)\s*[:：]\s*)?<?https?://[^\s<>()（）\[\]【】，。；、《》]+>?\s*[)）\]】]?$`)
	// What people say of an item that has no name but its address: 读 https://….
	itemVerbs = pattern.New(`(?i)^(?:todo|to read|re-?read|read|see|check|精读|细读|重读|再读|通读|泛读|阅读|学习|看看|看下|看一下|读一下|待读|读|看|补|这篇|那篇|的|一下|一篇|一遍|下|papers?|the|this|[\s:：,，.。、!！])*$`)
)

// pageName is the name of a page in double brackets: [[Page]], [[page|Name]].
var pageName = pattern.New(`\[\[(?:[^\[\]|]*\|)?([^\[\]]+)\]\]`)

// maxBehind is how many links may stand behind the name of an item.
const maxBehind = 8

// itemTitle is the title of a pending item: its text; of 《Title》 with links behind it what is between the marks, and of a name with
// links behind it the name. An item that says more, or is an address and nothing else, is called as it is written.
func itemTitle(text string) string {
	text = withoutDay(text)
	written := strings.TrimSpace(Plain(text).String)
	if strings.Contains(written, "[[") {
		written = pageName().ReplaceAllString(written, "$1")
	}
	if len(text) > introBytes {
		return written
	}
	if m := ratingBehind().FindStringIndex(written); m != nil && m[0] > 0 {
		written = strings.TrimRight(written[:m[0]], " *_")
	}
	written = withoutPDF(written)
	if cited := citedItem(text); cited != "" {
		return cited
	}
	if name := linkedName(text); name != "" {
		return name
	}
	if inner, rest, ok := markedName(written); ok && onlyLinks(strings.TrimLeft(rest, " -–—|·:：，,、")) {
		return inner
	}
	if !strings.Contains(text, "://") {
		return written // most
	}
	rest := text
	for range maxBehind {
		cut := rest
		if m := labelBehind().FindStringSubmatchIndex(cut); m != nil && onlyLinks(Plain(cut[m[2]:m[3]]).String) {
			cut = cut[:m[0]]
		} else if m := addressBehind().FindStringIndex(cut); m != nil && !strings.HasSuffix(cut[:m[0]], "]") {
			cut = cut[:m[0]]
		}
		if cut == rest {
			break
		}
		rest = strings.TrimRight(cut, " \t-–—|·/:：，,、；;→")
	}
	if rest == text {
		return written
	}
	name := strings.TrimSpace(Plain(rest).String)
	if !hasLetters(name) || onlyLinks(name) || itemVerbs().MatchString(name) || strings.Contains(name, "《") || strings.Count(rest, "(") != strings.Count(rest, ")") {
		return written
	}
	return name
}

// linkedName is the name of an item that is a link to a paper or to notes of one's own and a colon before what is said of it:
// [ResNet](notes/resnet.md)：残差网络, <a href='resnet.md'>ResNet</a>: …; "" for others.
func linkedName(text string) string {
	if strings.HasPrefix(text, "<a") {
		text = anchor().ReplaceAllString(text, "[$2]($1)")
	}
	if !strings.HasPrefix(text, "[") {
		return ""
	}
	m := linkTitle().FindStringSubmatchIndex(text)
	if m == nil || m[0] != 0 || suffix(strings.TrimLeft(text[m[1]:], " \t*_"), ":", "：", "——", "— ", "– ", "- ") == 0 {
		return ""
	}
	name, url := strings.TrimSpace(Plain(text[m[2]:m[3]]).String), text[m[4]:m[5]]
	if !paperLink(url) && !noteLink(url) || !hasLetters(name) || linkWords().MatchString(name) || isChore(name) || itemVerbs().MatchString(name) {
		return ""
	}
	return name
}

// withoutDay is the text of an item without the day before it, if it goes on as a paper: 20210912 [2021] Title, 2021-09-12：FixMatch.
func withoutDay(text string) string {
	text = strings.TrimLeft(text, " \t")
	if text == "" || text[0] != '1' && text[0] != '2' {
		return text // most
	}
	d, n := readDate(text)
	if d.Day == 0 {
		return text
	}
	rest := strings.TrimLeft(text[n:], " \t")
	colon := suffix(rest, ":", "：")
	rest = strings.TrimLeft(rest[colon:], " \t")
	name := strings.TrimSpace(Plain(firstBytes(rest, introBytes)).String)
	if len(rest) == len(text)-n || !hasLetters(name) || isChore(name) || colon == 0 && !strings.HasPrefix(rest, "[") && !asPaper(name) {
		return text
	}
	return rest
}

// citedItem is the title of an item that is a reference with its year or place: Lee, A. (2017). Title. Journal.
func citedItem(text string) string {
	if len(text) < 30 || !strings.ContainsAny(text, ".(\"“*_．") {
		return ""
	}
	r, ok := readReference(text)
	if !ok || !r.dated {
		return ""
	}
	title := strings.TrimSpace(Plain(r.title).String)
	if !paperLike(title) && !titleLike(title) {
		return ""
	}
	return title
}

// What stands in the box of an item as people draw it who have no list: the signs of open ones, and of done ones.
const (
	openSigns = "☐□"
	doneSigns = "☑☒✔"
)

// boxed reads the item that a line is without what is before it: [ ] x, behind a bullet or not, and what people write for it: [] x,
// [ ]x, -[ ] x, ☐ x, TODO x behind a bullet, TODO: x. [x](…) and [](…) are links.
func boxed(s string) (text string, done, ok bool) {
	n := bullet(s)
	rest := strings.TrimLeft(s[n:], " \t")
	tight := n == 0 && s != "" && strings.IndexByte("-*+", s[0]) >= 0
	if tight {
		rest = s[1:]
	}
	if rest == "" || rest[0] < utf8.RuneSelf && rest[0] != '[' && strings.IndexByte("TtL", rest[0]) < 0 {
		return "", false, false // most
	}
	if rest[0] == '[' {
		return squareBox(rest, n > 0, tight)
	}
	if tight {
		return "", false, false
	}
	if text, ok = worded(rest, n > 0); ok {
		return text, false, true
	}
	sign, k := utf8.DecodeRuneInString(rest)
	done = strings.ContainsRune(doneSigns, sign)
	if !done && !strings.ContainsRune(openSigns, sign) {
		return "", false, false
	}
	rest = strings.TrimPrefix(rest[k:], "\uFE0F")
	text = strings.TrimSpace(rest)
	if text == "" || len(text) == len(rest) && strings.ContainsRune("□✔", sign) { // □A is logic
		return "", false, false
	}
	return text, done, true
}

// Ticked is the line of an item with its box ticked; one that has none that is open stays.
func Ticked(line string) string {
	trimmed := strings.TrimSpace(line)
	text, done, ok := boxed(trimmed)
	if !ok || done {
		return line
	}
	head := trimmed[:len(trimmed)-len(text)]
	for _, r := range [][2]string{{"[ ]", "[x]"}, {"[/]", "[x]"}, {"[>]", "[x]"}, {"[　]", "[x]"}, {"[]", "[x]"}, {"☐", "☑"}, {"□", "☑"}} {
		box := strings.LastIndex(head, r[0])
		if box < 0 {
			continue
		}
		now := head[:box] + r[1] + head[box+len(r[0]):]
		if now == strings.TrimRight(now, " \t") {
			now += " "
		}
		if same, done, ok := boxed(now + text); ok && done && same == text {
			return strings.Replace(line, trimmed, now+text, 1)
		}
	}
	return line
}

// squareBox reads a box in brackets.
func squareBox(s string, bulleted, tight bool) (text string, done, ok bool) {
	end := strings.IndexByte(s[:min(len(s), 6)], ']')
	if end < 0 {
		return "", false, false
	}
	inner, rest := s[1:end], s[end+1:]
	open := inner == " " || inner == "　"
	done = len(inner) == 1 && strings.Contains(doneBoxes, inner) || inner == "√" || inner == "✓" || inner == "✔"
	text = strings.TrimSpace(rest)
	apart := text != "" && len(text) < len(strings.TrimRight(rest, " \t　"))
	switch {
	case text == "" || strings.IndexByte("([:", text[0]) >= 0 && !apart:
	case bulleted && apart:
		ok = open || done || inner == "" || strings.Contains(boxes, inner)
	case bulleted, tight && s[0] == '[' && !apart:
		ok = open
	case tight:
		ok = open || inner == "x" || inner == "X"
	case apart:
		ok = open || inner == "" || inner == "x" || inner == "X"
	}
	return text, done, ok
}

// worded reads TODO x, as Logseq has it, and TODO: x, of which a colon makes an item without a bullet.
func worded(s string, bulleted bool) (text string, ok bool) {
	for _, word := range []string{"TODO", "LATER"} {
		if len(s) <= len(word) || !strings.EqualFold(s[:len(word)], word) {
			continue
		}
		rest := s[len(word):]
		colon := suffix(rest, ":", "：")
		text = strings.TrimSpace(rest[colon:])
		switch {
		case text == "" || word != "TODO" && !bulleted:
		case colon > 0 && word == "TODO", bulleted && s[:len(word)] == word && (colon > 0 || rest[0] == ' ' || rest[0] == '\t'):
			return text, true
		}
	}
	return "", false
}

// struck takes the marks off the text of an item that say it is done: ~~Title~~, ✅ Title, Title ✔.
func struck(text string) (rest string, done bool) {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, "~~"); ok {
		if inner, behind, ok := strings.Cut(inner, "~~"); ok && utf8.RuneCountInString(behind) <= longestStruck && hasLetters(inner) {
			return strings.TrimSpace(inner), true
		}
	}
	const marks = "✅✔☑✓"
	bare := strings.ReplaceAll(text, "\uFE0F", "")
	if first, n := utf8.DecodeRuneInString(bare); strings.ContainsRune(marks, first) && hasLetters(bare) {
		return strings.TrimSpace(bare[n:]), true
	}
	if last, n := utf8.DecodeLastRuneInString(bare); strings.ContainsRune(marks, last) && hasLetters(bare) {
		return strings.TrimSpace(bare[:len(bare)-n]), true
	}
	return text, false
}

// longestStruck is how many runes may follow a title that is struck: ~~Title~~ done.
const longestStruck = 20

// markedName is what stands between the book marks that a text begins with, and what is behind them.
func markedName(s string) (inner, rest string, ok bool) {
	end := -1
	if strings.HasPrefix(s, "《") {
		end = closingMark(s)
	}
	if end < 0 {
		return "", s, false
	}
	inner = strings.Join(strings.Fields(s[len("《"):end-len("》")]), " ")
	return inner, s[end:], inner != ""
}

// itemAlias is the name of the paper that an item is about: of 精读《Title》 that in Title.
func itemAlias(title string) string {
	if i := strings.Index(title, "《"); i >= 0 {
		if inner, _, ok := markedName(title[i:]); ok {
			return Alias(inner)
		}
	}
	return Alias(title)
}
