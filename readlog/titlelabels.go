package readlog

import (
	"papersearch/internal/pattern"
	"slices"
	"strings"
)

// Labels before the title of a paper. What stands behind one of titleLabels is a title, behind one of originalLabels that of the paper
// which a note is about; 论文, paper and the like may be labels of other things too, and where they count is said where they are asked.
const (
	titleLabels    = `(?:论文|論文|文章|paper )?(?:标题|標題|题目|題目|title)|论文名称?|論文名稱?|paper name|title of (?:the )?paper`
	originalLabels = `原题|原題|(?:原文|英文)(?:标题|標題)|(?:full|original) title`
)

// weakLabel are labels that other things have as well as papers.
var weakLabel = pattern.New(`(?i)^(?:标题|標題|title|paper)$`)

// namesTitle says whether a line may begin with one of titleLabels, with paper or with 论文; most lines are not asked the slow expressions.
func namesTitle(s string) bool {
	s = strings.ToLower(firstBytes(s, longestSaid))
	return slices.ContainsFunc([]string{"title", "paper", "论文", "論文", "标题", "標題", "题目", "題目"}, func(w string) bool { return strings.Contains(s, w) })
}
