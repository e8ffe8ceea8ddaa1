package readlog

import (
	"papersearch/internal/pattern"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Titles stand in emphasis, as journals print them, with a short name or what they are about before and a remark behind:
//
//	*Visualizing the Landscape of Ponds*
//	- DQN. *Playing Ponds with Deep Reinforcement Learning* 看视频
//	打车派单 *Large-Scale Order Dispatch of Ducks*
//
// In a file about papers they are told by each other: four lines or more of which two thirds could be titles.

// emphasizedLine is what stands before such a title, the title, and what stands behind it.
var emphasizedLine = pattern.New(`^((?:[*+-]\s+)?(?:[^*_<>|` + "`" + `]{1,40}?[.:：]?\s+)?)([*_])([^*_\s][^*_]{6,250}[^*_\s])([*_])(?:[^*_\p{L}].*)?$`)

// emphasized finds them.
func (p *parser) emphasized() {
	var list []listed
	other, like := 0, 0
	if strings.Count(p.text, "*")+strings.Count(p.text, "_") < 8 || !p.ofPapers() || p.ofOnePaper() || p.inBookMarks() {
		return
	}
	for i := p.front; i < len(p.lines); i++ {
		l := &p.lines[i]
		s := l.of(p.text)
		if l.kind != textLine || l.code || l.mute || len(s) > introBytes || !strings.ContainsAny(s, "*_") || i > 0 && p.lines[i-1].kind == textLine && !isItem(s) {
			continue
		}
		trimmed := strings.TrimLeft(s, " \t")
		m := emphasizedLine().FindStringSubmatchIndex(trimmed)
		if m == nil || trimmed[m[4]] != trimmed[m[8]] {
			continue
		}
		title := strings.TrimSpace(Plain(trimmed[m[6]:m[7]]).String)
		before := strings.Trim(trimmed[m[2]:m[3]], " \t.:：[]*+-")
		first, _ := utf8.DecodeRuneInString(title)
		switch {
		case asTitle(title):
			like++
		case !paperLike(title) || han(title) || sentenceWords().MatchString(title) || strings.HasSuffix(title, ".") || before == "" && !unicode.IsUpper(first) && !ownName(strings.Fields(title)[0]):
			other++
			continue
		}
		list = append(list, listed{i, title, l.end - len(trimmed) + m[9] + edges(trimmed[m[9]:]), lead{alias: Alias(before + ":"), single: isItem(s), indent: indentOf(s)}})
	}
	if len(list) < 4 || 2*like < len(list) || len(list) < 2*other {
		return
	}
	for _, f := range list {
		p.title(f.line, f.title, f.body, f.lead)
	}
}
