package readlog

import (
	"strings"
	"testing"
)

func TestHeads(t *testing.T) {
	long := strings.Repeat("很长的一段", 50)
	for _, c := range []struct{ what, body, want string }{
		{
			"the introducing line", "2022.5 谷歌的一篇**文生图**文章，把文本编码器换成冻结的大语言模型，超分两次，要点：\n\n1. 先读提示\n",
			"2022.5 谷歌的一篇文生图文章，把文本编码器换成冻结的大语言模型，超分两次，要点：",
		},
		{"a short line and what follows", "欢迎来到第二节！\n\n这一节讲的是怎样把训练好的模型从一种框架搬到另一种框架里去，并且不丢精度。\n\n其余", "欢迎来到第二节！\n这一节讲的是怎样把训练好的模型从一种框架搬到另一种框架里去，并且不丢精度。"},
		{"short lines up to the limit", "短\n\n" + long, "短\n" + string([]rune(long)[:openingRunes-1])},
		{"headings within", "摘要在此\n\n## Method\n\n正文\n\n### `Loss` 函数\n", "摘要在此\nMethod\n正文\nLoss 函数"},
		{"a heading first", "# Motivation\n\n想法很简单\n\n其余", "Motivation\n想法很简单\n其余"},
		{"a long paragraph is cut", long, string([]rune(long)[:openingRunes])},
		{"code is text", "```\n# comment\n```\n", "comment"},
		{"nothing", "\n\n---\n", ""},
	} {
		if got := Heads(c.body); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}
