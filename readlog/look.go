package readlog

import (
	"papersearch/internal/pattern"
	"strings"
	"unicode"
	"unicode/utf8"
)

// look says how much words look like the title of a paper.
type look uint8

const (
	noLook    look = iota
	nameLook       // a name or a phrase, which is a title beside others: FaceNet
	titleLook      // words as titles have them
	sureLook       // and a link to a paper, a venue or a year
)

// ownName says whether words before a colon are a name by how they are written: FarSee-Net, BERT, 3D.
func ownName(s string) bool {
	inner := 0
	for i, r := range s {
		if unicode.IsDigit(r) || i > 0 && unicode.IsUpper(r) && s[i-1] != ' ' {
			inner++
		}
	}
	return inner > 0
}

var (
	// Words of sentences rather than of titles.
	sentenceWords = pattern.New(`(?i)\b(?:you|your|we|our|i|my|me|they|he|she|is|are|was|were|has|have|had|can|could|should|must|will|would|may|might|does|did|don't|let's|see|please|click|run|install|here|there|then|so|but|because|if|which)\b`)
	// The number of a version of a program; v2 is in titles too.
	release = pattern.New(`\d+\.\d+\.\d+|^v\d|\bgo1\.`)
	// The last words of Chinese titles.
	titleEnds  = pattern.New(`(?:研究|综述|综合|方法|算法|模型|系统|网络|学习|分析|检测|识别|优化|应用|框架|机制|技术|预测|理论|进展|述评|设计|调查|实现|评价|评估|策略|比较|探讨|构建|生成|推荐|分割|估计|感知|建模|研究進展|方法論|系統|網路|學習|應用|檢測|識別|優化)(?:[（(][^（）()]{1,20}[)）])?$`)
	sayingHan  = pattern.New(`我|你|了|吗|吧|呢|怎么|今天|这篇|這篇|本文|作者`)
	titleColon = pattern.New(`^[\p{Lu}\d][\w+\-.²*@$/]*(?: [\w+\-.]+){0,3}\s?[:：]\s?\S`)
)

// soon are words of plans.
var soon = pattern.New(`(?i)\b(?:(?:next|this|last) (?:week|month|monday|friday)|tomorrow|yesterday)\b`)

// beginsRead says whether words begin with that something was read: they go on with what.
func beginsRead(s string) bool {
	m := readVerb().FindStringIndex(firstBytes(s, 200))
	return m != nil && m[1] > 0
}

// people are the names of two or more, and of nothing else.
var people = pattern.New(`^(?:\p{Lu}[\p{L}.'’«»\-]*\.?\d?(?: (?:\p{Lu}|de|van|von|der|di|la|bin)[\p{L}.'’«»\-]*\.?\d?){0,3}(?:,? and |,? & |[,，;；、] ?(?:and |et )?(?:PhD,? |MD,? )?|$)){2,}(?:et\.? al\.?)?$`)

// asTitle says whether words look like the title of a paper and like little else: four or more with capitals, or behind a name and a
// colon; in Chinese eight or more characters that end as titles do.
func asTitle(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < 8 || n > longestTitle || strings.ContainsAny(s, "。；！") || strings.Contains(s, "://") || release().MatchString(s) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	if strings.ContainsRune(".:：,，;!", last) || people().MatchString(s) || soon().MatchString(s) {
		return false
	}
	latin, han := latinAndHan(s)
	if han > 0 {
		return han >= shortestHanTitle && latin < 6 && titleEnds().MatchString(s) && !sayingHan().MatchString(s) && !strings.ContainsAny(s, "，？")
	}
	first, _ := utf8.DecodeRuneInString(s)
	switch {
	case latin >= 4 && titleCase(s) && (unicode.IsUpper(first) || unicode.IsDigit(first)):
		return true
	case latin >= 4 && titleColon().MatchString(s):
		return !sentenceWords().MatchString(s)
	}
	return false
}

// shortestHanTitle is how many characters a Chinese title has at least that is told by itself.
const shortestHanTitle = 8
