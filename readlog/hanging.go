package readlog

import (
	"papersearch/internal/pattern"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Notes may hang below a title, indented, with no mark at all:
//
//	# 2024.3.5
//	Long short-term memory for ducks
//	    1997年的文章
//	    1，门控解决梯度消失
//
// Such titles are told by each other: three lines or more of a file are above indented ones, below days, and two thirds of them could be titles.

// hangingTitles finds them.
func (p *parser) hangingTitles() {
	var dated []bool
	var list []int
	other := 0
	for i := p.front; i+1 < len(p.lines); i++ {
		l, below := &p.lines[i], &p.lines[i+1]
		if l.kind != textLine || l.code || l.mute || below.kind != textLine || below.code || l.end-l.start > introBytes {
			continue
		}
		s := l.of(p.text)
		if indentOf(s) > 0 || indentOf(below.of(p.text)) < leastHang || listBullet(s) > 0 || strings.IndexByte("|<>!`", s[0]) >= 0 {
			continue
		}
		if dated == nil {
			dated = p.underDates()
		}
		if !dated[i] {
			continue
		}
		if hangingTitle(s) {
			list = append(list, i)
		} else {
			other++
		}
	}
	if len(list) < 3 || len(list) < 2*other {
		return
	}
	for _, i := range list {
		p.title(i, strings.TrimSpace(p.lines[i].of(p.text)), p.lines[i].end, lead{})
	}
}

// leastHang is how far notes are indented at least.
const leastHang = 2

// hangingTitle says whether a line could be a title above notes: of three words or more, and no sentence.
func hangingTitle(s string) bool {
	s = strings.TrimSpace(Plain(s).String)
	if asTitle(s) {
		return true
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	words := s
	if _, behind, ok := strings.Cut(s, ": "); ok && paperLike(behind) {
		words = behind // Predict then Propagate: …
	}
	return utf8.RuneCountInString(s) <= longestTitle && (unicode.IsUpper(first) || unicode.IsDigit(first)) && !han(s) && paperLike(s) &&
		!strings.ContainsRune(".:,;!", last) && !sentenceWords().MatchString(words) && !soon().MatchString(s) && !daily().MatchString(s)
}

// daily are the first words of what else people write below a day.
var daily = pattern.New(`^(?i:meeting|lunch|call|talk|discuss\w*|worked?|working|ran|run|fix\w*|wrote|writing|plan\w*|done|todo|finish\w*|start\w*|experiments?|results?)\b`)
