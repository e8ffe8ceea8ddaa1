package readlog

import "testing"

// The closing line is the verdict with a blank line before it and without, unless it goes on with the point.
func TestVerdict(t *testing.T) {
	for _, c := range []struct{ body, verdict string }{
		{"1. 甲\n2. 乙\n\n总体上，值得一读。", "总体上，值得一读。"},
		{"1. 甲\n2. 乙\n总体上，值得一读。", "总体上，值得一读。"},
		{"1. 甲\n2. 乙\n值得一读。", "值得一读。"},
		{"1. 甲\n2. 乙\n值得一读", ""},
		{"1. 甲\n接着说\n2. 乙\n值得一读。", ""},
		{"1. 甲\n2. 乙是一个写到行末的长句子，编辑器在八十列的地方把它折了\n一次。", ""},
		{"1. 甲\n2. 乙\n下周再读一遍。", ""},
		{"1. 甲\n2. 乙\n  丙。", ""},
		{"1. 甲\n2. 乙\n\n总体上，值得一读。\n\n![Untitled](x.png)", "总体上，值得一读。"},
		{"1. 甲\n2. 乙\n\n![Untitled](x.png)", ""},
		{"1. 甲\n2. 乙\n\n![[Pasted image 1.png]]", ""},
		{"1. 甲\n2. 乙\n\n总体上，值得一读。\n![](x.png)\n", "总体上，值得一读。"},
		{"1. 甲\n2. 乙\n\n总体上，值得一读。\n\n链接：https://arxiv.org/abs/2401.01111", "总体上，值得一读。"},
		{"1. 甲\n2. 乙\n\n[论文](https://arxiv.org/abs/2401.01111) [代码](https://github.com/a/b)", ""},
		{"1. 甲\n2. 乙\n\n<https://arxiv.org/abs/2401.01111>", ""},
		{"1. 甲\n2. 乙\n\n不如 https://arxiv.org/abs/2401.01111 里的做法。", "不如 https://arxiv.org/abs/2401.01111 里的做法。"},
		{"1. 甲\n2. 乙\n\n讨论：下周读", ""},
		{"1. 甲\n2. 乙\n\n值得一读。\n\nTODO: 跑一遍代码", "值得一读。"},
		{"1. 甲\n2. 乙\n\n下周再读一遍。", ""},
		{"1. 甲\n2. 乙\n\n讨论：实验太少", "讨论：实验太少"},
		{"1. 甲\n2. 乙\n\n下次读这类文章先看附录，正文没说清楚。", "下次读这类文章先看附录，正文没说清楚。"},
		{"- a\n- b\nOverall, worth a second reading.", "Overall, worth a second reading."},
		{"- a\n- b\n  Overall, it is part of b.", ""},
	} {
		text := "# 2024.1\n\n## 2024.1.2\n\n《甲乙》\n\n2023.1 谷歌的一篇文章，要点：\n\n" + c.body + "\n"
		e := Parse("log.md", text, nil).Entries[0]
		if got := Plain(text[e.BodyStart:e.End]).String[e.Verdict.Start:e.Verdict.End]; got != c.verdict {
			t.Errorf("%q: verdict %q, want %q", c.body, got, c.verdict)
		}
	}
}
