package readlog

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"slices"
	"strings"
)

// What the authors call their work may stand below a title that does not say it: 提出了一种名为 PatchGoose 的方法, we propose a network called
// DuckNet, or alone in the first point: 1. PatchGoose。只用好的训练. Such names find the entry beside its alias. Others are named as well in
// what people write of a paper (和一个叫 BERT 的模型比较), so that the words before must say whose name it is.

const calledName = `\s*[“"「『《'‘*_` + "`" + `（(]*([A-Za-z][A-Za-z0-9+\-.]{1,23})`

var (
	calledHan = pattern.New(`(?:(?:提出|设计|构建|构造|开发|发布|推出|引入|给出|实现|训练|搭建)(?:了|出)?[^，。；：\n]{0,16}?(?:叫做?|名为|名叫|称为|称作|命名为|取名为?)` +
		`|(?:将其|把它|将它|把这个|并将其|(?:本文|这个|该|文中的?|作者的|整个|新)(?:方法|模型|框架|算法|系统|网络|数据集|工作|结构|架构))[^，。；：\n]{0,6}?(?:叫做?|名为|称为|称作|命名为|取名为?|简称为?)` +
		`|(?:故|因此|所以|于是)(?:命名|取名|叫|称)(?:为|做)?|(?:方法|模型|框架|算法|系统|网络|数据集)名(?:字|称)?(?:叫做?|为|是)?[:：]?)` + calledName)
	calledLatin = pattern.New(`(?i:(?:propos|introduc|present|develop|design|build|built|releas|creat)(?:e|es|ed|s|ing|t)?\b[^.,;\n]{0,60}?,?\s(?:called|named|dubbed|termed|coined)` +
		`|(?:(?:the|this|their|our) (?:\w+ )?(?:method|model|framework|system|approach|dataset|benchmark|algorithm|network|architecture)) (?:is |was )?(?:called|named|dubbed|termed))` + calledName)
	// In the introducing line, what is named is the paper's.
	calledFirst = pattern.New(`(?:叫做?|名为|简称为?|命名为?|俗称|(?i:\ba\.?k\.?a\.?))` + calledName)
	nameAlone   = pattern.New(`^[*_` + "`" + `]*([A-Za-z][A-Za-z0-9+\-]{2,23})[*_` + "`" + `]*(?:[。.：:]?$|。)`)
)

// maxNamed is in how many bytes of a body names are looked for.
const maxNamed = 1500

// longestNameAlone is how many bytes of a point are looked at for a name.
const longestNameAlone = 32

// toldNames are the names that the body of a paper says its authors gave their work.
func toldNames(e *Entry, intro, body string) []string {
	var out []string
	add := func(name string) {
		name = strings.TrimRight(name, ".-+")
		if namelike(name, true) && !fieldNames().MatchString(name) && !isVenue(name) && !alikeName(name, e.Alias) && !alikeName(name, e.Title) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	head := firstBytes(body, maxNamed)
	if first := firstBytes(intro, longestSaid); hasOne(first, "叫", "名", "简", "俗") || hasOne(strings.ToLower(first), "a.k.a", "aka") {
		if m := calledFirst().FindStringSubmatch(first); m != nil {
			add(m[1])
		}
	}
	if len(e.Points) > 1 {
		point := func(k int) []string {
			return nameAlone().FindStringSubmatch(strings.TrimSpace(firstBytes(body[e.Points[k].Start:e.Points[k].End], longestNameAlone)))
		}
		if m := point(0); m != nil && point(1) == nil { // ResNet, FPN, … are what it is made of
			add(m[1])
		}
	}
	if hasOne(head, "叫", "名", "称", "简") {
		for _, m := range calledHan().FindAllStringSubmatch(head, 2) {
			add(m[1])
		}
	}
	if hasOne(head, "called", "named", "dubbed", "termed", "coined") {
		for _, m := range calledLatin().FindAllStringSubmatch(head, 2) {
			add(m[1])
		}
	}
	return out
}

// hasOne says whether one of several strings stands in s. strings.ContainsAny takes ten times as long for runes that are not ASCII.
func hasOne(s string, of ...string) bool {
	return slices.ContainsFunc(of, func(x string) bool { return strings.Contains(s, x) })
}

// alikeName says whether two names differ in case and signs at most.
func alikeName(a, b string) bool { return b != "" && fold.Key(a) == fold.Key(b) }
