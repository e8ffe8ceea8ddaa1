package readlog

import "testing"

// The closing line is the verdict with a blank line before it and without; what else follows a point belongs to it.
func TestVerdict(t *testing.T) {
	for _, c := range []struct{ body, verdict string }{
		{"1. 甲\n2. 乙\n\n总体上，值得一读。", "总体上，值得一读。"},
		{"1. 甲\n2. 乙\n总体上，值得一读。", "总体上，值得一读。"},
		{"1. 甲\n2. 乙\n值得一读。", ""},
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
