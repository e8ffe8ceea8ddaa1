package readlog

import (
	"strings"
	"testing"
)

// Each row is a log of a few words: the days of its titles, in their order.
func TestDays(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"drawn around", "", "【2024-05-06】\n\n《A》\n\n■ 2024年5月7日\n\n《B》\n\n[2024-05-08]\n\n《C》\n\n<2024-05-09 Thu>\n\n《D》\n\n--- 2024-05-10 ---\n\n《E》\n\n> 2024-05-11\n\n《F》\n", "2024-05-06 2024-05-07 2024-05-08 2024-05-09 2024-05-10 2024-05-11"},
		{"an item above titles", "", "- 2024-05-06\n\n《A》\n\n- 2024-05-07\n\n《B》\n", "2024-05-06 2024-05-07"},
		{"an item above items", "", "- 2024-05-06\n  - [A title of a paper](https://arxiv.org/abs/2302.04761)\n- 2024-05-07\n  - [Another title of one](https://arxiv.org/abs/2302.04762)\n", "2024-05-06 2024-05-07"},
		{"an item in the body of a paper", "", "## 2024-05-06\n\n《A》\n\n谷歌的一篇\n\n- 2024-05-09\n  - 又读了一遍\n\n《B》\n", "2024-05-06 2024-05-06"},
		{"a list of days", "", "《A》\n\n- 2024-05-06\n- 2024-05-07\n\n《B》\n", "none none"},
		{"a row and a link", "", "《A》\n\n| 2024-05-06 |\n\n《B》\n\n[2024-05-06](https://example.org)\n\n《C》\n", "none none none"},

		{"lines after a line with the year", "", "2024/3/5\n《A》\n\n3月7号\n《B》\n\n3月8日\n《C》\n\n3.9\n《D》\n\n3/10\n《E》\n\n24.03.11\n《F》\n\nMar 15\n《G》\n\n4.2\n《H》\n\n4月9\n《I》\n", "2024-03-05 2024-03-07 2024-03-08 2024-03-09 2024-03-10 2024-03-11 2024-03-15 2024-04-02 2024-04-09"},
		{"lines with a remark", "", "# 2024年5月\n\n5.19\n\n《A》\n\n5.5 假期\n\n《B》\n\n5.3（在家）\n\n《C》\n\n5.2 投稿\n\n《D》\n", "2024-05-19 2024-05-05 2024-05-03 2024-05-03"},
		{"headings after one with the year", "", "## 2024-03-05\n\n《A》\n\n## 3月7号\n\n《B》\n\n## Mar 15\n\n《C》\n\n## 4.2\n\n《D》\n", "2024-03-05 2024-03-07 2024-03-15 2024-04-02"},
		{"headings before one with the year", "", "## 3月7号\n\n《A》\n\n## 3.4\n\n《B》\n\n## 2024-03-01\n\n《C》\n", "2024-03-07 2024-03-04 2024-03-01"},
		{"New Year, ascending", "", "## 2023-12-30\n\n《A》\n\n## 12月31日\n\n《B》\n\n## 1月2日\n\n《C》\n\n## 1月1日\n\n《D》\n\n## 11月3日\n\n《E》\n\n## 1月5日\n\n《F》\n", "2023-12-30 2023-12-31 2024-01-02 2024-01-01 2024-11-03 2025-01-05"},
		{"New Year, descending", "", "## 2024-01-03\n\n《A》\n\n## 1月1日\n\n《B》\n\n## 12月31日\n\n《C》\n\n## 2月20日\n\n《D》\n\n## 12月3日\n\n《E》\n", "2024-01-03 2024-01-01 2023-12-31 2023-02-20 2022-12-03"},
		{"New Year, from below", "", "## 1月3日\n\n《A》\n\n## 12月30日\n\n《B》\n\n## 2023-12-20\n\n《C》\n", "2024-01-03 2023-12-30 2023-12-20"},
		{"between two years", "", "## 2022-10-01\n\n《A》\n\n## 3月1日\n\n《B》\n\n## 2024-02-01\n\n《C》\n", "2022-10-01 2023-03-01 2024-02-01"},
		{"weeks", "", "## Week of Jan 8, 2024\n\n《A》\n\n## Week of Jan 15\n\n《B》\n\n## 第8周 2.19-2.25\n\n《C》\n", "2024-01-08 2024-01-15 2024-02-19"},
		{"the heading above says it", "", "# 2024\n\n3月7号\n\n《A》\n\n## 3月9号\n\n《B》\n\n3.10\n\n《C》\n", "2024-03-07 2024-03-09 2024-03-10"},
		{"the year of a paper is none", "", "## 2024-03-05\n\n《A》\n\n### 读了一篇 CVPR 2017\n\n## 3月9号\n\n《B》\n", "2024-03-05 2024-03-09"},
		{"the name of the file", "论文2024.md", "## 3月7号\n\n《A》\n\n## 12月30日\n\n《B》\n", "2024-03-07 2024-12-30"},
		{"the folder", "2024/notes.md", "## Mar 7\n\n《A》\n", "2024-03-07"},
		{"the day of the file", "2023-12-31.md", "## 1月2日\n\n《A》\n", "2024-01-02"},
		{"last changed", "", "# Weekly\n\nLast edited: January 30, 2024 9:14 PM\n\n# December 25 – December 31\n\n《A》\n\n# January 8 – January 14\n\n《B》\n", "2023-12-25 2024-01-08"},
		{"begun", "", "Created: November 3, 2023\n\n# Nov 5\n\n《A》\n\n# Jan 8\n\n《B》\n", "2023-11-05 2024-01-08"},
		{"no year at all", "", "## 3月7号\n\n《A》\n\n3月9号\n\n《B》\n", "none none"},
		{"a number alone", "", "《A》\n\n3.9\n\n《B》\n", "none none"},
		{"numbers in a body", "", "## 2024-05-06\n\n《A》\n\n3.9\n\n是版本\n\n4.2\n\n也是\n\n《B》\n", "2024-05-06 2024-05-06"},
		{"in a fence, an item and a row", "", "2024/3/5\n\n《A》\n\n```\n\n3月7号\n\n```\n\n- 3月8号\n\n| 3月9号 |\n\n《B》\n", "2024-03-05 2024-03-05"},
		{"numbers of sections", "", "# 2024-05-06\n\n《A》\n\n## 4.2\n\n《B》\n\n## 5.1\n\n《C》\n", "2024-05-06 2024-05-06 2024-05-06"},
		{"numbers of sections below a day", "", "2024-05-06\n\n《A》\n\n## 4.2\n\n文字\n\n## 5.1\n\n文字\n\n## 5.2\n\n《C》\n", "2024-05-06 none"},
		{"numbers for days", "", "3/5\n\n《A》\n\n2024/3/7\n\n《B》\n\n## 3.9\n\n《C》\n", "2024-03-05 2024-03-07 2024-03-09"},
		{"a quote of two lines", "", "《A》\n\n> 2024-05-06\n> 是它的日期\n\n《B》\n", "none none"},
		{"the 29th of February", "", "## 2023-03-01\n\n《A》\n\n## 2月29日\n\n《B》\n", "2023-03-01 2024-02-29"},
		{"a sentence", "", "2024/3/5\n\n《A》\n\n3月7号投稿\n\n《B》\n", "2024-03-05 2024-03-05"},

		{"two digits of the year", "", "## 24/5/6\n\n《A》\n\n## 24/5/7\n\n《B》\n", "2024-05-06 2024-05-07"},
		{"six digits", "", "## 240506\n\n《A》\n\n## 240507\n\n《B》\n", "2024-05-06 2024-05-07"},
		{"American days", "", "## 8/28/24\n\n《A》\n\n## 10/12/24\n\n《B》\n", "2024-08-28 2024-10-12"},
		{"two digits in lines", "", "24.5.6\n\n《A》\n\n24.5.9\n\n《B》\n", "2024-05-06 2024-05-09"},
		{"a version in a line", "", "《A》\n\n24.5.6\n\n《B》\n", "none none"},
		{"the Republic of China", "", "## 113/05/06\n\n《A》\n\n113/05/07\n\n《B》\n", "2024-05-06 2024-05-07"},
		{"one of traditional script", "", "## 113.5.6\n\n《論文》\n", "2024-05-06"},
		{"one of simplified script", "", "## 113.5.6\n\n《论文》\n", "none"},
		{"a version among them", "", "## 113.5.6\n\n《A》\n\n## 120.0.6\n\n《B》\n", "none none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := c.file
			if file == "" {
				file = "log.md"
			}
			var got []string
			for _, e := range Parse(file, c.text, nil).Entries {
				switch {
				case e.Kind != KindPaper:
				case e.Read == Date{}:
					got = append(got, "none")
				default:
					got = append(got, e.Read.String())
				}
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("got %s\nwant %s", s, c.want)
			}
		})
	}
}
