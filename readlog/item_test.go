package readlog

import (
	"fmt"
	"strings"
	"testing"
)

// entriesOf writes what a log has in one line: kinds and titles, + for done, / for what is below another.
func entriesOf(text string) string {
	var out []string
	for _, e := range Parse("log.md", text, nil).Entries {
		s := string(e.Kind) + " "
		if e.Done {
			s += "+"
		}
		out = append(out, s+strings.Join(append(e.Parents, e.Title), "/"))
	}
	return strings.Join(out, "; ")
}

// Boxes are written in many ways, and links look like some.
func TestBoxes(t *testing.T) {
	for line, want := range map[string]string{
		"- [ ] Reeds":              "Reeds",
		"* [ ] Reeds":              "Reeds",
		"+ [ ] Reeds":              "Reeds",
		"1. [ ] Reeds":             "Reeds",
		"- [x] Reeds":              "+Reeds",
		"- [√] Reeds":              "+Reeds",
		"- [-] Reeds":              "+Reeds",
		"- [>] Reeds":              "Reeds",
		"-[ ] Reeds":               "Reeds",
		"-[x] Reeds":               "+Reeds",
		"- [] Reeds":               "Reeds",
		"- [ ]Reeds":               "Reeds",
		"- [　] Reeds":              "Reeds",
		"- [　]Reeds":               "Reeds",
		"[ ] Reeds":                "Reeds",
		"[] Reeds":                 "Reeds",
		"[x] Reeds":                "+Reeds",
		"☐ Reeds":                  "Reeds",
		"☐Reeds":                   "Reeds",
		"- □ Reeds":                "Reeds",
		"☑ Reeds":                  "+Reeds",
		"- ☒ Reeds":                "+Reeds",
		"✔️ Reeds":                 "+Reeds",
		"- TODO Reeds":             "Reeds",
		"- LATER Reeds":            "Reeds",
		"- DONE Reeds":             "",
		"TODO: Reeds":              "Reeds",
		"todo：Reeds":               "Reeds",
		"- [](https://a.org/1)":    "",
		"-[x](https://a.org/1)":    "",
		"- [ ](https://a.org/1)":   "",
		"- [x](https://a.org/1)":   "",
		"- [x]: https://a.org/1":   "",
		"[x][1] Reeds":             "",
		"- [x]Reeds":               "",
		"- [ab] Reeds":             "",
		"- [] ":                    "",
		"-[]Reeds":                 "",
		"□A is logic":              "",
		"☐":                        "",
		"✅ Reeds":                  "",
		"- todo lists are endless": "",
		"TODO lists are endless":   "",
		"TODO:":                    "",
		"DONE: Reeds":              "",
		"-[ ":                      "",
		"    [ ] code":             "",
		"":                         "",
	} {
		got := ""
		for _, e := range Parse("log.md", line, nil).Entries {
			if e.Kind == KindTodo {
				got = e.Title
				if e.Done {
					got = "+" + got
				}
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

// A box is ticked in the way it is written, and nothing else is.
func TestTicked(t *testing.T) {
	for line, want := range map[string]string{
		"- [ ] Reeds\r\n":  "- [x] Reeds\r\n",
		"  1. [/] Reeds\n": "  1. [x] Reeds\n",
		"* [>] [ ] Reeds":  "* [x] [ ] Reeds",
		"- [] Reeds":       "- [x] Reeds",
		"-[ ] Reeds":       "-[x] Reeds",
		"- [ ]Reeds":       "- [x] Reeds",
		"- [　] Reeds":      "- [x] Reeds",
		"[ ] Reeds":        "[x] Reeds",
		"☐ Reeds":          "☑ Reeds",
		"- □ Reeds":        "- ☑ Reeds",
		"- TODO Reeds":     "- TODO Reeds",
		"- todo: Reeds":    "- todo: Reeds",
		"TODO: Reeds":      "TODO: Reeds",
		"- [x] Reeds":      "- [x] Reeds",
		"- Reeds":          "- Reeds",
		"- [](a) Reeds":    "- [](a) Reeds",
		"《Reeds》":          "《Reeds》",
	} {
		if got := Ticked(line); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

// The names of pending lists.
func TestListNames(t *testing.T) {
	for name, want := range map[string]listKind{
		"待读": readList, "待读：": readList, "**To read**": readList, "To-Read": readList, "📚 to read next": readList, "pending list": readList,
		"Reading queue": readList, "Next up": readList, "Backlog": readList, "排队中": readList, "想读": readList, "待看论文": readList, "下周计划读": readList,
		"三、待读": readList, "2. 待读 (3)": readList, "待读 / To read": readList, "My to-read list": readList, "■ これから読む": readList, "未读的论文": readList,
		"TODO": taskList, "To do": taskList, "待办": taskList,
		"next": weakList, "备选 Candidates": weakList,
		"Reading list": boxList, "list": boxList,
		"计划": noList, "下周计划": noList, "研究计划的论文": noList, "Message queue": noList, "已读": noList, "To read or not to read": noList, "": noList,
		"待读的论文都在这里，先看短的": noList, strings.Repeat("to read ", 9): noList, strings.Repeat("待读", 500): noList,
	} {
		if got := listName(name); got != want && !(want == noList && got == boxList) {
			t.Errorf("%q: %d, want %d", name, got, want)
		}
	}
	for name, want := range map[string]bool{"待读": true, "下周计划": true, "Reading list": true, "Backlog": true, "Next up": true, "next": false, "Results": false, "我在这里写下所有还没有读完的论文和所有以后要读的论文以及待读的书和计划": false} {
		if isPending(name) != want {
			t.Errorf("%q is pending: %v", name, !want)
		}
	}
}

// What stands below the name of a pending list is pending, however it is written, until the list ends.
func TestPendingLists(t *testing.T) {
	const items = "todo Reeds; todo Herons at Dawn"
	const paper = "\n\n# 2024.1\n\n## 2024.1.2\n\n《Ponds》\n\n2023.2 谷歌的一篇文章，要点：\n\n1. x\n"
	for _, c := range []struct{ name, text, want string }{
		{"points", "# 待读\n- Reeds\n- Herons at Dawn", items},
		{"stars", "# To read\n\n* Reeds\n\n* Herons at Dawn", items},
		{"numbers", "## Reading queue\n1. Reeds\n2. 《Herons at Dawn》", items},
		{"other marks", "# 排队中\n・Reeds\n①Herons at Dawn", items},
		{"links", "# Backlog\n- [Reeds](https://arxiv.org/abs/2301.00001)\n- [Herons at Dawn](https://arxiv.org/abs/2301.00002)", items},
		{"links behind", "# Backlog\n- Reeds https://arxiv.org/abs/2301.00001\n- Herons at Dawn [pdf](https://arxiv.org/pdf/2301.00002)", items},
		{"what people say", "# 想读\n- 小王推荐的那篇", "todo 小王推荐的那篇"},
		{"nested", "# 待读\n- Reeds\n  - Herons at Dawn\n- Ducks", "todo Reeds; todo Reeds/Herons at Dawn; todo Ducks"},
		{"struck", "# 待读\n- ~~Reeds~~\n- ~~Herons~~ done\n- Ducks ✅\n- ✔ Geese\n- Swans", "todo +Reeds; todo +Herons; todo +Ducks; todo +Geese; todo Swans"},
		{"titles", "# 待读\n《Reeds》\n《Herons at Dawn》", items},
		{"titles apart", "# 待读\n\n《Reeds》\n\n**《Herons at Dawn》**", items},
		{"titles with links", "# 待读\n\n《Reeds》 https://arxiv.org/abs/2301.00001\n\n《Herons at Dawn》", items},
		{"lines", "# 待读\nReeds\n\nHerons at Dawn", items},
		{"bold lines", "# 待读\n\n**Reeds**\n\n**Herons at Dawn**", items},
		{"lines above addresses", "# 待读\nReeds\nhttps://arxiv.org/abs/2301.00001\n\nHerons at Dawn\nhttps://arxiv.org/abs/2301.00002", items},
		{"a table", "# 待读\n| 论文 | 来源 |\n|--|--|\n| Reeds | 小王 |\n| Herons at Dawn | 老张 |", items},
		{"a table of links", "# 待读\n| # | name |\n|--|--|\n| 1 | [Reeds](https://arxiv.org/abs/2301.00001) |\n| 2 | Herons at Dawn |", items},
		{"a table with states", "# 待读\n| 论文 | 状态 |\n|--|--|\n| Reeds | 未读 |\n| Herons at Dawn | ✅ 已读 |", "todo Reeds; todo +Herons at Dawn"},
		{"a table without titles", "# 待读\n| a | b |\n|--|--|\n| Reeds | 小王 |", `note 待读`},
		{"groups", "# To read\n## Birds\n- Reeds\n### Dawn\n- Herons at Dawn", items},
		{"a line with a colon", "待读：\n- Reeds\n- Herons at Dawn", items},
		{"a bold line", "**To read**\n\n- Reeds\n- Herons at Dawn", items},
		{"a bare line", "待看\n- Reeds\n- Herons at Dawn", items},
		{"a line above titles", "待读：\n《Reeds》\n《Herons at Dawn》", items},
		{"a line above a table", "待读：\n\n| 论文 | 来源 |\n|--|--|\n| Reeds | 小王 |\n| Herons at Dawn | 老张 |", items},
		{"a name that says little", "### next\n- Reeds\n- Herons at Dawn", items},
		{"with boxes", "# TODO\n- Reeds\n- [ ] Herons at Dawn", items},
	} {
		for _, text := range []string{c.text + paper, strings.TrimLeft(paper, "\n") + "\n" + c.text + "\n"} {
			want := c.want + "; paper Ponds"
			if !strings.HasPrefix(text, c.text) {
				want = "paper Ponds; " + c.want
			}
			if got := entriesOf(text); got != want {
				t.Errorf("%s: %q\n got %s\nwant %s", c.name, text, got, want)
			}
		}
	}
}

// What looks like a pending list and is none, or is one in part.
func TestNoPendingLists(t *testing.T) {
	const body = "\n\n2023.2 谷歌的一篇文章，要点：\n\n1. x\n2. y\n"
	for _, c := range []struct{ name, text, want string }{
		{"entries below a plan", "# 研究计划的论文\n\n《Ponds》" + body + "\n《Reeds》" + body, "paper Ponds; paper Reeds"},
		{"an entry below the name", "# 待读\n\n《Ponds》" + body + "\n《Reeds》" + body, "paper Ponds; paper Reeds"},
		{"an entry below items", "# 待读\n\n- Herons\n\n《Ponds》\n\n# 2024.1\n", "todo Herons; paper Ponds"},
		{"a heading of the same level", "## To read\n- Herons\n## Ideas\n- Ducks\n", "todo Herons; note Ideas"},
		{"a day below", "# To read\n- Herons\n\n### 2024-05-06\n- met Anna\n", "todo Herons; note met Anna"},
		{"a day that is a line", "# To read\n- Herons\n\n**2024-05-06**\n\n- met Anna\n", "todo Herons; note met Anna"},
		{"titles with who wrote them", "## To read\n\n**Attention Over Ponds and Lakes**\nIbis et al., NeurIPS 2017. Ponds for all.\n\n**Deep Residual Ponds for Image Recognition**\nHeron et al., CVPR 2016. residual.\n", "paper Attention Over Ponds and Lakes; paper Deep Residual Ponds for Image Recognition"},
		{"sentences", "# 待读\n\n这里以后再写。\n\n先放着\n", "note 待读"},
		{"a heading with an abstract", "# To read\n\n## Attention Over Ponds and Lakes\n\n- we liked it\n", "note Attention Over Ponds and Lakes"},
		{"a reading list", "# Reading list\n\n- [Attention Over Ponds and Lakes](https://arxiv.org/abs/2301.00001) good\n- [Deep Residual Ponds for Images](https://arxiv.org/abs/2301.00002)\n", "paper Attention Over Ponds and Lakes; paper Deep Residual Ponds for Images"},
		{"what is to be done next", "# 2024.1\n\n## Next\n\n- do experiments again\n- ask Bob\n", "note Next"},
		{"tasks in a paper", "《Ponds》" + body + "\nTODO\n- 补实验\n- 问老师\n", "paper Ponds"},
		{"a task in a paper", "《Ponds》" + body + "\nTODO: check the proof\n\n- [] b\n- TODO c\n☐ d\n", "paper Ponds"},
		{"a paper in a task", "《Ponds》" + body + "\nTODO: Herons at Dawn\n", "paper Ponds; todo Herons at Dawn"},
		{"a line in a paper", "《Ponds》" + body + "\n待读\n- Herons\n- 小王推荐的 X\n\n一段话。\n", "paper Ponds; todo Herons; todo 小王推荐的 X; note 一段话。"},
		{"a box in a day's list", "## 2024-05-06\n- met Anna\n- [ ] read Herons at Dawn: https://arxiv.org/abs/2301.00001\n- lunch\n", "note met Anna; todo read Herons at Dawn; note lunch"},
		{"a nested box in a day's list", "## 2024-05-06\n- met Anna\n  - [ ] slides\n    - soon\n- lunch\n", "note met Anna; todo slides; note lunch"},
		{"a box below a day's prose", "## 2024-05-06\nmet Anna\n- [ ] slides\n", "note met Anna"},
		{"in code", "# 待读\n\n```\n- Herons\n```\n- Ducks\n", "note 待读; todo Ducks"},
	} {
		if got := entriesOf(c.text); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// A column of a table says which papers are still to be read.
func TestTableStates(t *testing.T) {
	row := "| %s | 状态 |\n|--|--|\n| Attention Over Ponds and Lakes | %s |\n| Deep Residual Ponds for Images | %s |\n"
	for _, c := range []struct{ unread, read string }{
		{"未读", "已读"}, {"待读", "✅"}, {"⏳ to read", "✅ read"}, {"reading", "read"}, {"TODO", "done"}, {"⏳", "读完"}, {"在读", "已读"}, {"❌", "Done"}, {"想读", "精读"}, {"⬜️ 未读", "✅ 已读"},
	} {
		if got, want := entriesOf(fmt.Sprintf(row, "论文", c.unread, c.read)), "todo Attention Over Ponds and Lakes; paper Deep Residual Ponds for Images"; got != want {
			t.Errorf("%v: %s", c, got)
		}
	}
	const both = "paper Attention Over Ponds and Lakes; paper Deep Residual Ponds for Images"
	for _, text := range []string{
		fmt.Sprintf(row, "论文", "good", "bad"),
		fmt.Sprintf(row, "论文", "未读 | [笔记](notes/ponds.md)", "已读"), // notes are there
		strings.Replace(fmt.Sprintf(row, "论文", "未读", "已读"), "状态", "备注", 1),
		fmt.Sprintf(row, "论文", "未读", "x") + "| Shallow Ponds for Words | y |\n",
	} {
		if got := strings.TrimSuffix(entriesOf(text), "; paper Shallow Ponds for Words"); got != both {
			t.Errorf("%q: %s", text, got)
		}
	}
}
