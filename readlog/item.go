package readlog

import (
	"papersearch/internal/pattern"
	"strings"
)

// What stands behind the name of a pending item and is a link: [arXiv](https://…), [[pdf]](https://…), (https://…), 链接：https://….
var (
	labelBehind   = pattern.New(`[(（\[【]?\s*\[{1,2}([^\[\]]{1,40})\]{1,2}\(\s*https?://[^()\s]*\)\s*[)）\]】]?$`)
	addressBehind = pattern.New(`(?i)[(（\[【]?\s*(?:(?:arxiv|pdf|paper|link|url|论文|链接|论文链接|论文地址|地址|原文)\s*[:：]\s*)?<?https?://[^\s<>()（）\[\]【】，。；、《》]+>?\s*[)）\]】]?$`)
	// What people say of an item that has no name but its address: 读 https://….
	itemVerbs = pattern.New(`(?i)^(?:todo|to read|re-?read|read|see|check|精读|细读|重读|再读|通读|泛读|阅读|学习|看看|看下|看一下|读一下|待读|读|看|补|这篇|那篇|的|一下|一篇|一遍|下|papers?|the|this|[\s:：,，.。、!！])*$`)
)

// maxBehind is how many links may stand behind the name of an item.
const maxBehind = 8

// itemTitle is the title of a pending item: its text; of 《Title》 with links behind it what is between the marks, and of a name with
// links behind it the name. An item that says more, or is an address and nothing else, is called as it is written.
func itemTitle(text string) string {
	written := strings.TrimSpace(Plain(text).String)
	if len(text) > introBytes {
		return written
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

// pendingList are names of pending lists.
var pendingList = pattern.New(`(?i)^(?:待读|待看|未读|想读)(?:的?(?:清单|列表|论文|文章|文献|书单))?$|^(?:to[- ]?read|to[- ]?do|(?:to[- ]?)?reading list|pending)(?: list| papers| items)?$`)

// namesList says whether a line is the name of a pending list, alone above its items. It ends the entry above, whose points have no
// such name.
func (p *parser) namesList(i int) bool {
	l := &p.lines[i]
	if !p.isLog || p.whole || l.code || l.mute || l.end-l.start > maxListName || indentOf(l.of(p.text)) > 0 || isItem(l.of(p.text)) {
		return false
	}
	for i++; i < len(p.lines) && p.lines[i].kind == blankLine; i++ {
	}
	return i < len(p.lines) && p.lines[i].kind == itemLine && pendingList().MatchString(strings.TrimRight(strings.TrimSpace(Plain(l.of(p.text)).String), ":： "))
}

// maxListName is how many bytes the line of a pending list's name may have.
const maxListName = 60

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
