package readlog

import (
	"fmt"
	"strings"
	"testing"
)

func TestProblems(t *testing.T) {
	for _, c := range []struct{ what, log, want string }{
		{"nothing wrong", "# 2024.1\n\n## 2024.1.17\n\n《A title》\n\n2023.4 谷歌，《书》里的一句\n\n## 2024.1.15\n\n《B title》\n", ""},
		{"not a log", "Some 《text\n\nTBD\n", ""},
		{"a day under another month", "# 2024.1\n\n## 2024.2.3\n\n《A》\n\n## 2024.1.2\n\n《B》\n", "3 day-month"},
		{"a week over the edge of a month", "# 2024.2\n\n## 2024.1.29-2024.2.4\n\n《A》\n", ""},
		{"a week in four digits", "# 2024.2\n\n## 周报[0129-0204]\n\n《A》\n", ""},
		{"a day out of order, newest first", "## 2024.1.9\n《A》\n## 2024.1.8\n《B》\n## 2024.1.11\n《C》\n## 2024.1.5\n《D》\n## 2024.1.2\n《E》\n", "5 order"},
		{"a day out of order, oldest first", "## 2024.1.1\n《A》\n## 2024.1.2\n《B》\n## 2023.1.3\n《C》\n## 2024.1.5\n《D》\n", "5 order"},
		{"no order at all", "## 2024.1.1\n《A》\n## 2024.5.2\n《B》\n## 2024.2.1\n《C》\n## 2024.4.5\n《D》\n## 2024.1.8\n《E》\n", ""},
		{"one day twice", "## 2024.1.9\n《A》\n## 2024.1.9\n《B》\n## 2024.1.8\n《C》\n", ""},
		{"a day to be filled in", "# 2024.1\n\n## TBD\n\n《A》\n", "3 tbd"},
		{"a point and a remark", "## 2024.1.9\n\n《A》\n\n1. TBD\n2. 结果（待补）\n3. 期待后续；TBD 的事情以后说\n", "5 tbd 6 tbd"},
		{"a pending item is unfinished by nature", "# pending list\n\n- [ ] 总结（TBD）\n\n# 2024.1\n", ""},
		{"an unclosed title", "## 2024.1.9\n\n**《A long title**\n\n正文\n", "3 unclosed"},
		{"a title broken over lines", "## 2024.1.9\n\n《A》\n\n见《一本\n很厚的书》\n", ""},
		{"in a fence", "## 2024.1.9\n\n《A》\n\n```\n《x\nTBD\n```\n", ""},
		{"text of nobody", "# pending list\n\n> 先读短的\n说明\n\n- [ ] 一\n\n# 2024.1\n", "3 stray-text"},
	} {
		var got []string
		for _, p := range Check("log.md", c.log, nil).Problems {
			got = append(got, fmt.Sprintf("%d %s", p.Line, p.Rule))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %q, want %q", c.what, s, c.want)
		}
	}
	p := Check("log.md", "## 2024.1.9\n\n**《A long title**\n", nil).Problems
	if len(p) != 1 || p[0].Suggestion != "**《A long title》**" {
		t.Errorf("%+v", p)
	}
}

// Check never panics, and every problem has a line of the text.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"# 2024.1\n## 2024.2.3\n《A\n", "## TBD\n", "《》\n--", "# pending\n> x\n- [ ] y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, p := range Check("x.md", s, nil).Problems {
			if p.Line < 1 || p.Line > strings.Count(s, "\n")+1 {
				t.Fatalf("line %d of %q", p.Line, s)
			}
		}
	})
}
