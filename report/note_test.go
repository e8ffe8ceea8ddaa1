package report

import (
	"papersearch/readlog"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestInsert(t *testing.T) {
	day := time.Date(2024, 2, 3, 12, 0, 0, 0, time.UTC) // a Saturday
	const title = "LoRA: Low-Rank Adaptation"
	for _, c := range []struct{ what, before, after string }{
		{
			"a new day in the month",
			"# 记录\n\n# 2024.2\n\n## 2024.2.1\n\n《A title》\n\n2023.1 谷歌\n",
			"# 记录\n\n# 2024.2\n\n## 2024.2.3\n\n《LoRA: Low-Rank Adaptation》\n\n要点：\n\n1. \n\n## 2024.2.1\n\n《A title》\n\n2023.1 谷歌\n",
		},
		{
			"a new month",
			"# pending list\n\n- [ ] x\n\n# 2024.1\n\n## 2024.1.17\n\n《A title》\n\nGoogle, 2023\n",
			"# pending list\n\n- [ ] x\n\n# 2024.2\n\n## 2024.2.3\n\n《LoRA: Low-Rank Adaptation》\n\n1. \n\n# 2024.1\n\n## 2024.1.17\n\n《A title》\n\nGoogle, 2023\n",
		},
		{
			"today's heading is there",
			"# 2024.2\n\n## 2024.2.3\n\n《A title》\n\n谷歌\n",
			"# 2024.2\n\n## 2024.2.3\n\n《LoRA: Low-Rank Adaptation》\n\n要点：\n\n1. \n\n《A title》\n\n谷歌\n",
		},
		{
			"a day still to be filled in stays below",
			"# 2024.2\n\n## TBD\n\n《A title》\n\n谷歌\n",
			"# 2024.2\n\n## 2024.2.3\n\n《LoRA: Low-Rank Adaptation》\n\n要点：\n\n1. \n\n## TBD\n\n《A title》\n\n谷歌\n",
		},
		{
			"a newer day stays above",
			"# 2024.2\n\n## 2024.2.9\n\n《A title》\n\n谷歌\n\n## 2024.2.1\n\n《B title》\n",
			"# 2024.2\n\n## 2024.2.9\n\n《A title》\n\n谷歌\n\n## 2024.2.3\n\n《LoRA: Low-Rank Adaptation》\n\n要点：\n\n1. \n\n## 2024.2.1\n\n《B title》\n",
		},
		{
			"oldest first",
			"## 2024.1.5\n\n《A title》\n\n谷歌\n\n## 2024.1.9\n\n《B title》\n\n谷歌\n",
			"## 2024.1.5\n\n《A title》\n\n谷歌\n\n## 2024.1.9\n\n《B title》\n\n谷歌\n\n## 2024.2.3\n\n《LoRA: Low-Rank Adaptation》\n\n要点：\n\n1. \n",
		},
		{
			"other dates, weekdays and bold titles",
			"### 2024-01-09 周二\n**《A title》**\n谷歌\n",
			"### 2024-02-03 周六\n**《LoRA: Low-Rank Adaptation》**\n要点：\n1. \n\n### 2024-01-09 周二\n**《A title》**\n谷歌\n",
		},
		{
			"Chinese dates under a year",
			"# 2024年\n\n## 1月9日\n\n《A title》\n\n谷歌\n",
			"# 2024年\n\n## 2月3日\n\n《LoRA: Low-Rank Adaptation》\n\n要点：\n\n1. \n\n## 1月9日\n\n《A title》\n\n谷歌\n",
		},
		{
			"headings that are underlined",
			"2024.1\n======\n\n2024.1.9\n--------\n\n《A title》\n\nGoogle\n",
			"2024.2\n======\n\n2024.2.3\n--------\n\n《LoRA: Low-Rank Adaptation》\n\n1. \n\n2024.1\n======\n\n2024.1.9\n--------\n\n《A title》\n\nGoogle\n",
		},
		{
			"today's heading is there, underlined",
			"2024.2\n======\n\n2024.2.3\n--------\n\n《A title》\n\nGoogle\n",
			"2024.2\n======\n\n2024.2.3\n--------\n\n《LoRA: Low-Rank Adaptation》\n\n1. \n\n《A title》\n\nGoogle\n",
		},
		{
			"CRLF, a byte order mark, no line end at the end",
			"\ufeff# 2024.2\r\n\r\n## 2024.2.1\r\n\r\n《A title》\r\n\r\n谷歌",
			"\ufeff# 2024.2\r\n\r\n## 2024.2.3\r\n\r\n《LoRA: Low-Rank Adaptation》\r\n\r\n要点：\r\n\r\n1. \r\n\r\n## 2024.2.1\r\n\r\n《A title》\r\n\r\n谷歌",
		},
		{
			"a log that is only begun",
			"# 我的阅读记录\n",
			"# 我的阅读记录\n\n# 2024.2\n\n## 2024.2.3\n\n《LoRA: Low-Rank Adaptation》\n\n要点：\n\n1. \n",
		},
		{
			"an empty file",
			"",
			"# 2024.2\n\n## 2024.2.3\n\n《LoRA: Low-Rank Adaptation》\n\n1. \n",
		},
	} {
		got, err := Insert(c.before, NewEntry{Title: title, Day: day})
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		if got.Text != c.after {
			t.Errorf("%s:\n%q\nwant\n%q", c.what, got.Text, c.after)
		}
		if line := strings.Split(got.Text, "\n")[got.Line-1]; !strings.Contains(line, title) {
			t.Errorf("%s: line %d is %q", c.what, got.Line, line)
		}
	}
}

func TestInsertByTemplate(t *testing.T) {
	const log = "# pending list\n\n- [ ] LoRA\n\n# 2024.2\n\n## 2024.2.1\n\n《A title》\n\n谷歌\n"
	day := time.Date(2024, 2, 3, 0, 0, 0, 0, time.UTC)
	got, err := Insert(log, NewEntry{Title: "LoRA", Day: day, Tick: 3, Template: "《{{.Title}}》\n\n{{.Year}}.{{.Month}} 的一篇文章\n"})
	want := "# pending list\n\n- [x] LoRA\n\n# 2024.2\n\n## 2024.2.3\n\n《LoRA》\n\n2024.2 的一篇文章\n\n## 2024.2.1\n\n《A title》\n\n谷歌\n"
	if err != nil || got.Text != want {
		t.Errorf("%v\n%+v", err, got)
	}
	for what, n := range map[string]NewEntry{
		"no title":       {Title: "LoRA", Day: day, Template: "要点：\n"},
		"two titles":     {Title: "LoRA", Day: day, Template: "《{{.Title}}》\n\n《B title》\n"},
		"a field":        {Title: "LoRA", Day: day, Template: "《{{.Titel}}》"},
		"no template":    {Title: "LoRA", Day: day, Template: "《{{.Title"},
		"no item":        {Title: "LoRA", Day: day, Tick: 4},
		"no line":        {Title: "LoRA", Day: day, Tick: 400},
		"a day at a day": {Title: "LoRA", Day: day, Template: "## 2024.1.1\n《{{.Title}}》"},
	} {
		if got, err := Insert(log, n); err == nil {
			t.Errorf("%s: no error, but %q", what, got.Text)
		}
	}
}

// The shared logs take an entry each and stay what they are.
func TestInsertIntoSample(t *testing.T) {
	text := sample(t)
	got, err := Insert(text, NewEntry{Title: "Segment Anything", Day: time.Date(2024, 3, 20, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	if d := Diff("papers.md", text, got.Text); strings.Contains(d, "\n-") || !strings.Contains(d, "+## 2024.3.20") {
		t.Error(d)
	}
}

func FuzzInsert(f *testing.F) {
	for _, s := range []string{"# 2024.1\n\n## 2024.1.17\n\n《A title》\n", "", "## 1.2\n", "# 2024年\n## 1月2日（周二）\n《x》", "- [ ] a\r\n"} {
		f.Add(s, "A new title")
	}
	f.Fuzz(func(t *testing.T, log, title string) {
		got, err := Insert(log, NewEntry{Title: title, Day: time.Date(2024, 2, 3, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return
		}
		before, after := readlog.Parse("log.md", log, nil), readlog.Parse("log.md", got.Text, nil)
		if len(after.Entries) != len(before.Entries)+1 {
			t.Errorf("%d entries became %d", len(before.Entries), len(after.Entries))
		}
	})
}

// A title is read back as it was given, or the error is about it and not about the log.
func TestInsertTitle(t *testing.T) {
	const log = "# 2024.2\n\n## 2024.2.1\n\n《A title of old》\n\n谷歌\n"
	day := time.Date(2024, 2, 3, 12, 0, 0, 0, time.UTC)
	for title, want := range map[string]string{
		"Segment <b>Anything":       `《Segment \<b>Anything》`,
		"Q&amp;A over [tables](x)":  `《Q\&amp;A over \[tables](x)》`,
		"On 《Dream》 and <novels>":   `《On 《Dream》 and \<novels>》`,
		"A *very* plain title":      "《A *very* plain title》",
		"Title with <b> or 》 in it": "a 》 without its 《",
		"《Dream and others":         "a 《 without its 》",
		"1. Title of a list":        "《1. Title of a list》",
	} {
		got, err := Insert(log, NewEntry{Title: title, Day: day})
		switch {
		case err != nil && !strings.Contains(err.Error(), want):
			t.Errorf("%q: %v", title, err)
		case err == nil && strings.Split(got.Text, "\n")[got.Line-1] != want:
			t.Errorf("%q is written as %q", title, strings.Split(got.Text, "\n")[got.Line-1])
		}
	}
	if _, err := Insert("- a list\n\n```\n", NewEntry{Title: "Segment 》", Day: day}); err == nil || strings.Contains(err.Error(), "Segment") {
		t.Errorf("a log that takes no title: %v", err)
	}
}

// An entry of any day goes where the log's order has it, apart from what is above and below it, and nothing else changes: with
// and without months, newest and oldest first, its month or day there or not, a pending list above or below all, with and
// without a line end at the end.
func TestInsertInOrder(t *testing.T) {
	const date = "2006.1.2"
	day := func(s string) time.Time {
		d, err := time.Parse(date, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	days := []string{"2025.1.9", "2024.12.27", "2024.12.20", "2024.12.13", "2024.11.8", "2024.8.30", "2024.8.2"}
	wanted := append([]string{"2025.2.3", "2025.1.15", "2025.1.2", "2024.12.31", "2024.12.15", "2024.12.1", "2024.11.30", "2024.11.1", "2024.10.5", "2024.8.31", "2024.8.9", "2024.8.1", "2024.3.5", "2023.12.31"}, days...)
	for style := range 128 {
		has := func(bit int) bool { return style&(1<<bit) != 0 }
		months, oldestFirst, above, below, ended, years, tight := has(0), has(1), has(2), has(3), has(4), has(5), has(6)
		if years && months {
			continue
		}
		of := slices.Clone(days)
		if oldestFirst {
			slices.Reverse(of)
		}
		blank := "\n"
		if tight {
			blank = ""
		}
		var b strings.Builder
		if above {
			b.WriteString("# pending list\n\n- [ ] something\n\n")
		}
		before := ""
		for i, d := range of {
			when := day(d)
			group := when.Format("2006.1")
			if years {
				group = when.Format("2006年")
			}
			if (months || years) && group != before {
				b.WriteString("# " + group + "\n" + blank)
			}
			before = group
			b.WriteString("## " + d + "\n" + blank + "《A title of " + string(rune('A'+i)) + "》\n\n2023.1 谷歌\n\n")
		}
		if below {
			b.WriteString("# 待读\n\n- [ ] something else\n\n")
		}
		text := strings.TrimRight(b.String(), "\n")
		if ended {
			text += "\n"
		}
		for _, d := range wanted {
			got, err := Insert(text, NewEntry{Title: "LoRA", Day: day(d)})
			if err != nil {
				t.Fatalf("%s: %v\n%s", d, err, text)
			}
			fail := func(what string) { t.Errorf("%s: %s\n%s", d, what, Diff("log.md", text, got.Text)) }
			log := readlog.Outline("log.md", got.Text)
			var last readlog.Date
			for i, h := range log.Headings {
				if c := h.Date.Compare(last); i > 0 && h.Date.Day > 0 && last.Day > 0 && (c == 0 || (c > 0) != oldestFirst) {
					fail(h.Text + " is out of order, or there twice")
				}
				if h.Date.Day > 0 && months && h.Month.String() != h.Date.String()[:len("2024-01")] || years && h.Date.Day > 0 && h.Month.Year != h.Date.Year {
					fail(h.Text + " stands under another month or year")
				}
				if h.Date.Day > 0 {
					last = h.Date
				}
			}
			lines := strings.Split(got.Text, "\n")
			for i, l := range lines {
				if glued := i > 0 && lines[i-1] != "" && !strings.HasPrefix(lines[i-1], "#"); strings.HasPrefix(l, "#") && glued {
					fail(l + " is glued to the line above")
				}
				if i > 0 && i < len(lines)-1 && l == "" && lines[i-1] == "" {
					fail("two blank lines")
				}
			}
			if d := Diff("log.md", strings.TrimRight(text, "\n")+"\n", strings.TrimRight(got.Text, "\n")+"\n"); strings.Contains(d, "\n-") {
				fail("a line is gone")
			}
			if strings.Count(got.Text, "- [ ]") != strings.Count(text, "- [ ]") || below && slices.Index(lines, "# 待读") < got.Line {
				fail("it stands below the pending list")
			}
		}
	}
}

// An entry is written as the newest are, and read back with its title, day and link.
func TestInsertAsWritten(t *testing.T) {
	day := time.Date(2024, 3, 20, 12, 0, 0, 0, time.UTC) // a Wednesday
	const title, link = "Segment Anything: A Foundation", "https://arxiv.org/abs/2304.02643"
	for _, c := range []struct{ what, log, link, want string }{
		{
			"characters of Taiwan",
			"# 2024.3\n\n## 2024.3.8\n\n《擴散模型綜述》\n\n2023.12 中研院的一篇文章，要點：\n\n1. 選擇性狀態空間\n", "",
			"# 2024.3\n\n## 2024.3.20\n\n《" + title + "》\n\n要點：\n\n1. \n\n## 2024.3.8",
		},
		{
			"headings, with labels",
			"# Log\n\n## 2024-03-08\n\n### Linear-Time Sequence Modeling\n\n[arXiv](https://arxiv.org/abs/2312.00752), Gu and Dao, 2023\n\nPoints:\n\n- one\n\n## 2024-03-01\n\n### Attention Is All You Need\n\nPoints:\n\n- one\n", link,
			"## 2024-03-20\n\n### " + title + "\n\n[arXiv](" + link + ")\n\nPoints:\n\n- \n\n## 2024-03-08",
		},
		{
			"headings below days that are the first level",
			"# 2024-03-08\n\n### Linear-Time Sequence Modeling\n\nhttps://arxiv.org/abs/2312.00752\n\n- one\n\n# 2024-03-01\n\n### Attention Is All You Need\n\nhttps://arxiv.org/abs/1706.03762\n\n- one\n", link,
			"# 2024-03-20\n\n### " + title + "\n\n" + link + "\n\n- \n\n# 2024-03-08",
		},
		{
			"headings that are links, below days that are links",
			"## [2024-03-08](days/2024-03-08.md)\n\n### [Linear-Time Sequence Modeling with Selective States](https://arxiv.org/abs/2312.00752)\n\n- one\n\n## [2024-03-01](days/2024-03-01.md)\n\n### [Attention Is All You Need](https://arxiv.org/abs/1706.03762)\n\n- one\n", link,
			"## [2024-03-20](days/2024-03-20.md)\n\n### [" + title + "](" + link + ")\n\n- \n\n## [2024-03-08]",
		},
		{
			"the same without an address",
			"## [[2024-03-08]]\n\n### [Linear-Time Sequence Modeling with Selective States](https://arxiv.org/abs/2312.00752)\n\n- one\n\n## [[2024-03-01]]\n\n### [Attention Is All You Need](https://arxiv.org/abs/1706.03762)\n\n- one\n", "",
			"## [[2024-03-20]]\n\n### " + title + "\n\n- \n\n## [[2024-03-08]]",
		},
		{
			"a list below days in English",
			"# Reading\n\n## March 8, 2024\n\n- **LoRA** [arXiv](https://arxiv.org/abs/2106.09685) low rank\n- **QLoRA** [arXiv](https://arxiv.org/abs/2305.14314) four bits\n\n## March 1, 2024\n\n- **Mamba** [arXiv](https://arxiv.org/abs/2312.00752) state spaces\n", link,
			"# Reading\n\n## March 20, 2024\n\n- **" + title + "** [arXiv](" + link + ")\n\n## March 8, 2024",
		},
		{
			"a list whose day is there",
			"## Wed, 20 Mar 2024\n\n- **LoRA** [arXiv](https://arxiv.org/abs/2106.09685) low rank\n- **QLoRA** [arXiv](https://arxiv.org/abs/2305.14314) four bits\n", link,
			"## Wed, 20 Mar 2024\n\n- **" + title + "** [arXiv](" + link + ")\n- **LoRA**",
		},
		{
			"bold titles, oldest first, weekdays in English",
			"## 2024-03-01 Fri\n\n**Attention Is All You Need**\n\nGoogle, 2017.6\n\n* one\n\n## 2024-03-08 Fri\n\n**Linear-Time Sequence Modeling**\n\nhttps://arxiv.org/abs/2312.00752\n\n* one\n", link,
			"* one\n\n## 2024-03-20 Wed\n\n**" + title + "**\n\n" + link + "\n\n* \n",
		},
		{
			"a label of one paper is no label of the log",
			"## 2024.3.8\n\n《甲》\n\n2023.12 清华的文章，为什么不用 GAN：\n\n1. 一\n\n## 2024.3.1\n\n《乙》\n\n2023.2 北大的文章\n\n1. 一\n", "",
			"## 2024.3.20\n\n《" + title + "》\n\n1. \n\n## 2024.3.8",
		},
		{
			"numbered through",
			"## 2024.3.8\n\n### 12. 《甲论》\n\n2023.12 清华的一篇文章，要点：\n\n1. 一\n\n### 11. 《乙论》\n\n2023.2 北大的一篇文章，要点：\n\n1. 一\n", "",
			"## 2024.3.20\n\n### 13. 《" + title + "》\n\n要点：\n\n1. \n\n## 2024.3.8",
		},
	} {
		got, err := Insert(c.log, NewEntry{Title: title, Link: c.link, Day: day})
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		if !strings.Contains(got.Text, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", c.what, got.Text, c.want)
		}
		for _, e := range readlog.Parse("log.md", got.Text, nil).Entries {
			if e.Line == got.Line && (e.Title != title || e.Read != readlog.Date{Year: 2024, Month: 3, Day: 20} || c.link != "" && !slices.Contains(e.Links, c.link)) {
				t.Errorf("%s: read back as %q of %s with %s", c.what, e.Title, e.Read, e.Links)
			}
		}
	}
	_, err := Insert("# 2024-03-08\n\n### Linear-Time Sequence Modeling\n\nhttps://arxiv.org/abs/2312.00752\n\n# 2024-03-01\n\n### Attention Is All You Need\n\nhttps://arxiv.org/abs/1706.03762\n", NewEntry{Title: title, Day: day})
	if err == nil || !strings.Contains(err.Error(), "(### Title)") || !strings.Contains(err.Error(), "--link") {
		t.Errorf("a title that needs its address: %v", err)
	}
}
