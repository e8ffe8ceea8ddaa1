package readlog

import "testing"

func TestUnmarked(t *testing.T) {
	for _, c := range []struct {
		title, want string
		said        bool
	}{
		{"【论文笔记】DeepPond", "DeepPond", true},
		{"《Joint Detection for Duck Search》论文笔记", "Joint Detection for Duck Search", true},
		{"论文阅读笔记：“MGFN：A Pond Network”", "MGFN：A Pond Network", true},
		{"Paper Notes: FastPond", "FastPond", true},
		{"[Paper Review] Ducks Are All You Need", "Ducks Are All You Need", true},
		{"Distance-Based Duck Separation 阅读笔记", "Distance-Based Duck Separation", true},
		{"[논문 리뷰] Ducks Are All You Need", "Ducks Are All You Need", true},
		{"Redis源码阅读笔记", "Redis源码阅读笔记", false},
		{"Rust学习笔记", "Rust学习笔记", false},
		{"论文笔记：第三周", "论文笔记：第三周", false},
		{"论文阅读 2024-05", "论文阅读 2024-05", false},
		{"Paper Ducks and How to Fold Them", "Paper Ducks and How to Fold Them", false},
		{"Review: A Day at the Pond", "Review: A Day at the Pond", false},
		{"论文", "论文", false},
		{"", "", false},
	} {
		if got, said := unmarked(c.title); got != c.want || said != c.said {
			t.Errorf("%q: %q %v, want %q %v", c.title, got, said, c.want, c.said)
		}
	}
}

func TestSixDigits(t *testing.T) {
	for _, c := range []struct{ name, day string }{
		{"title-of-a-paper-2019-200202", "2020-02-02"},
		{"200202-200208-papers", "2020-02-02"},
		{"density-estimator-210325", "2021-03-25"},
		{"papers-202403", ""},
		{"202012", ""},
		{"201203", "2020-12-03"},
		{"run-999999", ""},
		{"1706.037620", ""},
		{"2024-01-17", ""},
	} {
		day := ""
		if d := sixDigits(c.name); d.Day > 0 {
			day = d.String()
		}
		if day != c.day {
			t.Errorf("%s: %q, want %q", c.name, day, c.day)
		}
	}
}

func TestDatesPaper(t *testing.T) {
	for _, c := range []struct {
		name   string
		fields map[string]string
		want   bool
	}{
		{"a year", map[string]string{"date": "2019"}, true},
		{"with authors", map[string]string{"date": "2019-05-06", "authors": "A. Person"}, true},
		{"with a time", map[string]string{"date": "2019-05-06 14:28:52", "authors": "A. Person"}, false},
		{"at midnight", map[string]string{"date": "2019-05-06T00:00:00Z", "authors": "A. Person"}, true},
		{"of a post", map[string]string{"date": "2019-05-06", "authors": "A. Person", "slug": "ducks"}, false},
		{"of an export", map[string]string{"date": "2023-08-02", "arxiv": "1706.99999", "citekey": "person2017"}, true},
		{"not of its number", map[string]string{"date": "2026-10-06", "arxiv": "2310.99999"}, false},
		{"of its number", map[string]string{"date": "2023-10-06", "arxiv": "2310.99999"}, true},
		{"alone", map[string]string{"date": "2019-05-06"}, false},
	} {
		f := front{fields: map[string][]string{}}
		for k, v := range c.fields {
			f.add(k, v)
		}
		if got := f.datesPaper(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestFolderReadme(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		kind             Kind
	}{
		{"where it came out", "ducks/README.md", "# On Wet Feathers and Dry Ducks\n\n> CVPR 2021\n>\n> Pond Institute\n\n## 摘要\n\n羽毛湿了。\n\n## 引言\n\n鸭子不湿。\n", KindPaper},
		{"its paper", "ducks/README.md", "# Swimming Session-based Ducks（SSD）\n\n#\n\n原paper：https://arxiv.org/abs/2001.00001\n\n没有代码\n", KindPaper},
		{"the whole log's", "README.md", "# On Wet Feathers and Dry Ducks\n\n> CVPR 2021\n\n## 摘要\n\n羽毛湿了。\n\n## 引言\n\n鸭子不湿。\n", KindNote},
		{"a program's", "ducks/README.md", "# On Wet Feathers and Dry Ducks\n\n> CVPR 2021\n\n## Abstract\n\nFeathers are wet.\n\n## Installation\n\npip install ducks\n", KindNote},
		{"a project's", "ducks/README.md", "# Counting Distributed Ducks with Boats\n\n用船数鸭子，数完了写一个报告，放在这个文件夹里。\n", KindNote},
		{"a folder's", "ducks/README.md", "# 鸭子\n\n## 摘要\n\n这里放鸭子的论文。\n\n## 方法\n\n数一数。\n", KindNote},
	} {
		log := Parse(c.file, c.text, nil)
		if n := len(log.Entries); n == 0 || log.Entries[0].Kind != c.kind || c.kind == KindPaper && n > 1 {
			t.Errorf("%s: %+v", c.name, log.Entries)
		}
	}
}
