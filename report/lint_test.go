package report

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// found lints a log and returns "line rule" of what a rule finds.
func found(t *testing.T, files map[string]string, rule string) []Finding {
	t.Helper()
	f, err := Lint(context.Background(), logOf(t, files, true), LintRequest{Rules: []string{rule}})
	if err != nil {
		t.Fatal(err)
	}
	return f.Findings
}

func TestEveryRuleIsExplained(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range LintRules {
		if r.Name == "" || seen[r.Name] || r.Reason == "" || r.Example == "" {
			t.Errorf("%+v: name, reason and example, once", r)
		}
		seen[r.Name] = true
	}
	_, err := Lint(context.Background(), logOf(t, map[string]string{"a.md": "《A title》\n"}, true), LintRequest{Ignore: []string{"nonsense"}})
	if unknown := (*UnknownRuleError)(nil); !errors.As(err, &unknown) {
		t.Errorf("a rule that is unknown: %v", err)
	}
}

// What differs by a letter is a name misspelt, or another name.
func TestMisspelled(t *testing.T) {
	for _, c := range []struct {
		name, right string
		want        bool
	}{
		{"MobleVLM", "MobileVLM", true},
		{"MobielVLM", "MobileVLM", true},
		{"StableDifusion", "StableDiffusion", true},
		{"LLaVAR", "LLaVA", false},
		{"QLoRA", "LoRA", false},
		{"BLIP2", "BLIP", false},
		{"Minigpt-5", "Minigpt-4", false},
		{"ViT-B16", "ViT-L16", false},
		{"OneTrans-S", "OneTrans", false},
		{"MobileVLM", "MobileVLM", false},
		{"ShareGPT4V", "ShareGPT4X", false},
	} {
		if got := misspelled(c.name, c.right); got != c.want {
			t.Errorf("%s for %s: %v, want %v", c.name, c.right, got, c.want)
		}
	}
	if slip("diffurec", "diffrec") || !slip("mobielvlm", "mobilevlm") || !slip("lllavanext", "llavanext") || slip("xmobile", "mobile") {
		t.Error("a slip is two letters swapped or one doubled, and no other letter")
	}
}

func TestNameMentions(t *testing.T) {
	for text, want := range map[string]string{
		"用 MobileVLM 和 ShareGPT4V 做":              "MobileVLM ShareGPT4V",
		"见 https://github.com/Foo/BarBaz7 的代码":    "",
		"`MobileVLM` 与 $MobileVLM$，**M**obileVLM": "",
		"Transformer, BERT and COCO":              "",
		"Minigpt-4-7B。":                           "Minigpt-4-7B",
		"":                                        "",
		"a `code that never ends MobileVLM":       "MobileVLM",
	} {
		var got []string
		for _, m := range nameMentions(text, 0) {
			got = append(got, m.spelling)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: %q, want %q", text, s, want)
		}
	}
}

func TestRelative(t *testing.T) {
	for target, want := range map[string]string{
		"notes/clip.md":       "notes/clip.md",
		"./a%20b.png?raw=1":   "./a b.png",
		"notes/clip.md#two":   "notes/clip.md",
		"/docs/x.md":          "/docs/x.md",
		"https://example.com": "",
		"mailto:a@b.c":        "",
		"#section":            "",
		"C:\\pictures\\a.png": "",
		"":                    "",
		"note":                "", // a word in brackets and parentheses
		"$x_{i}$":             "",
	} {
		if got, ok := relative(target); got != want && (ok || want != "") {
			t.Errorf("%q: %q, want %q", target, got, want)
		}
	}
}

func TestDeadLinks(t *testing.T) {
	got := found(t, map[string]string{
		"log.md":     "# 2024.1\n\n## 2024.1.2\n\n《A title》\n\n[a](notes/a.md) [b](notes/b.md)\n\n![c](<a picture.png>) [d]: x\n\n<img src=\"gone.png\">\n\n[e]: notes/e.md\n[site](/notes/a.md)\n",
		"notes/a.md": "# 别的\n\n见 [log](../log.md) 和 [无](../none.md)\n",
	}, ruleDeadLink)
	var lines []string
	for _, f := range got {
		lines = append(lines, f.File+": "+strings.TrimPrefix(f.Message, "there is no "))
	}
	want := "log.md: notes/b.md|log.md: a picture.png|log.md: gone.png|log.md: notes/e.md|notes/a.md: ../none.md"
	if s := strings.Join(lines, "|"); s != want {
		t.Errorf("%s\nwant\n%s", s, want)
	}
}

// Dates that no calendar has and days to come are told, each once, and what is right is not.
func TestImpossibleDates(t *testing.T) {
	defer func() { now = time.Now }()
	now = func() time.Time { return time.Date(2025, 3, 10, 12, 0, 0, 0, time.UTC) }
	entry := func(intro string) string {
		return "\n《A title of " + intro + "》\n\n" + intro + " 的一篇文章\n\n"
	}
	got := found(t, map[string]string{"log.md": "# 2042.10\n\n## 2042.10.3\n" + entry("2024.1 Google") +
		"# 2025.4\n\n## 2025.4.30\n" + entry("2024.15 Google") + "# 2025.2\n\n## 2025.2.31\n" + entry("2024.2.30 Google") +
		"## 2025.2.28 周五\n" + entry("2024.12.31 Google") + "# 2024.13\n\n## 2024.13.40\n" + entry("2023.5, 12 pages, Google") +
		"# 2024.2\n\n## 2024.2.30\n" + entry("2023 Google") + "## 2024.2.29\n" + entry("NeurIPS 2023 Google") + "# 1924.1\n\n## notes\n\n# 2024.1-2024.2\n"}, ruleSuspect)
	var lines []string
	for _, f := range got {
		lines = append(lines, fmt.Sprintf("%d %s", f.Line, f.Message))
	}
	want := []string{
		"1 nothing was read on 2042-10, which is still to come",
		"13 there is no month 15: 2024.15",
		"19 February 2025 has no day 31: 2025.2.31",
		"21 February 2024 has no day 30: 2024.2.30",
		"31 there is no month 13: 2024.13; what stands below it is of no month",
		"33 there is no month 13: 2024.13.40; what stands below it is of the day above, or of none",
		"41 February 2024 has no day 30: 2024.2.30",
		"53 nothing was read on 1924-01, which is long past",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

func TestReadTwice(t *testing.T) {
	entry := func(day, title, body string) string {
		return "## " + day + "\n\n《" + title + "》\n\n" + body + "\n\n"
	}
	got := found(t, map[string]string{
		"a.md": entry("2024.1.9", "Attention Is All You Need", "2017.6 谷歌") + entry("2024.1.8", "GAT: Graph Attention Networks", "再读，这次懂了") +
			entry("2024.1.7", "Graph Attention Networks", "2017.10 剑桥") + entry("2024.1.5", "Attention Is All You Need", "2017.6 谷歌，第一遍"),
		"b.md": entry("2024.2.9", "ViT: An Image is Worth 16x16 Words", "2020.10 谷歌") + entry("2024.2.8", "MAE: Masked Autoencoders", "2021.11 FAIR"),
		"c.md": entry("2024.2.9", "ViT: An Image is Worth 16x16 Words", "2020.10 谷歌") + entry("2024.2.8", "MAE: Masked Autoencoders", "2021.11 FAIR"),
	}, ruleTwice)
	var lines []string
	for _, f := range got {
		lines = append(lines, f.File+" "+f.Message)
	}
	want := "a.md the paper has an entry already (a.md:21, 2024-01-05)|b.md 2 of the 2 papers of this file stand in c.md, word for word"
	if s := strings.Join(lines, "|"); s != want && s != strings.ReplaceAll(want, "b.md 2 of the 2 papers of this file stand in c.md", "c.md 2 of the 2 papers of this file stand in b.md") {
		t.Errorf("%s\nwant\n%s", s, want)
	}
}

// What is found stands in one order, also of a file that is half of another and half of a third.
func TestTwiceInOrder(t *testing.T) {
	entry := func(day, title, body string) string {
		return "## " + day + "\n\n《" + title + "》\n\n" + body + "\n\n"
	}
	vit, mae := entry("2024.2.9", "ViT: An Image is Worth 16x16 Words", "2020.10 谷歌"), entry("2024.2.8", "MAE: Masked Autoencoders", "2021.11 FAIR")
	files := map[string]string{"0.md": vit + mae, "a.md": vit, "b.md": mae}
	s := logOf(t, files, true)
	first := ""
	for range 20 {
		f, err := Lint(context.Background(), s, LintRequest{Rules: []string{ruleTwice}})
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, x := range f.Findings {
			lines = append(lines, x.File+" "+x.Message)
		}
		got := strings.Join(lines, "\n")
		if first == "" {
			first = got
		}
		if got != first || strings.Count(got, "0.md 1 of the 2 papers") != 2 {
			t.Fatalf("%s\nand before\n%s", got, first)
		}
	}
}

// One other entry is no entries.
func TestUnknownInstitution(t *testing.T) {
	paper := func(day, title string) string {
		return "## " + day + "\n\n《" + title + "》\n\n2023.1 霍格沃茨理工大学的一篇文章，要点：\n\n1. x\n\n"
	}
	got := found(t, map[string]string{"a.md": paper("2024.1.9", "Alpha of many") + paper("2024.1.8", "Beta of few")}, ruleUnknown)
	if len(got) != 1 || !strings.HasSuffix(got[0].Message, "here and in 1 other entry") {
		t.Errorf("%+v", got)
	}
}
