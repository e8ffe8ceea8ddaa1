package report

import (
	"context"
	"papersearch/query"
	"strings"
	"testing"
)

func TestReviewOfASubject(t *testing.T) {
	s := logOf(t, map[string]string{"papers.md": sample(t)}, false)
	d, err := Review(context.Background(), s, DigestRequest{Text: "奖励模型"})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Sections) != 1 || d.Sections[0].Track != "" {
		t.Fatalf("sections %+v", d.Sections)
	}
	before := ""
	lines := strings.Split(sample(t), "\n")
	for _, e := range d.Sections[0].Entries {
		if e.Read < before {
			t.Errorf("%s, read %s, stands behind %s", e.Title, e.Read, before)
		}
		before = e.Read
		for _, q := range e.Quotes {
			if !strings.Contains(lines[q.Line-1], strings.TrimSuffix(q.Text, "…")) {
				t.Errorf("line %d is %q, not %q", q.Line, lines[q.Line-1], q.Text)
			}
		}
		if e.Alias == "DPO" && (len(e.Quotes) == 0 || !strings.Contains(e.Quotes[0].Text, "不用训练奖励模型")) {
			t.Errorf("DPO says %v", e.Quotes)
		}
	}
}

// Without anything asked, the month that was read in last; an item that an entry closes is told with it.
func TestReviewOfTheLastMonth(t *testing.T) {
	s := logOf(t, map[string]string{"papers.md": sample(t)}, true)
	d, err := Review(context.Background(), s, DigestRequest{})
	if err != nil || d.Total != 5 || d.From != "2024-03-12" || d.To != "2024-03-18" {
		t.Errorf("%v %+v", err, d)
	}
	d, err = Review(context.Background(), s, DigestRequest{Filters: query.Filters{Month: []string{"2024-01"}}})
	if err != nil || len(d.Closed) != 1 || !d.Closed[0].Ticked || !strings.HasPrefix(d.Closed[0].Title, "DIN") {
		t.Errorf("%v, closed %+v", err, d.Closed)
	}
	if d.Sections[0].Track != "大模型" || len(d.Sections[0].Entries) < len(d.Sections[1].Entries) {
		t.Errorf("the largest track first: %+v", d.Sections)
	}
}

func TestVerdict(t *testing.T) {
	long := strings.Repeat("很长的一句话", 30)
	for _, c := range []struct {
		what string
		e    query.Entry
		want string
	}{
		{"the closing paragraph", query.Entry{Verdict: "总体上，简单、省钱、好用。", Points: []string{"1. 别的"}}, "简单、省钱、好用。"},
		{"else the first point", query.Entry{Points: []string{"1. 冻结原权重", "2. 再训练"}}, "冻结原权重"},
		{"a year is no number of a point", query.Entry{Points: []string{"2022.3 的工作"}}, "2022.3 的工作"},
		{"else the text", query.Entry{Text: "一段话\n第二行\n\n另一段"}, "一段话 第二行"},
		{"a link below it", query.Entry{Verdict: "代码：https://example.com", Text: "2023 谷歌\n总之，很好。\n代码：https://example.com"}, "很好。"},
		{"nothing", query.Entry{}, ""},
		{"a note of its title alone", query.Entry{Title: "一段话", Text: "一段话"}, ""},
		{"a long one is cut", query.Entry{Verdict: long}, string([]rune(long)[:verdictRunes-1]) + "…"},
	} {
		if got := verdict(&c.e); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestEscapeMarkdown(t *testing.T) {
	for s, want := range map[string]string{
		"GAT: *a* [b](c) <i> `d` e_f | g": "GAT: \\*a\\* \\[b\\](c) \\<i> \\`d\\` e\\_f \\| g",
		"# no heading":                    `\# no heading`,
		`$h_t = \bar{A}h_{t-1}$ and a_b`:  `$h_t = \bar{A}h_{t-1}$ and a\_b`,
		`$$\sum_i x_i^*$$, *b*`:           `$$\sum_i x_i^*$$, \*b\*`,
		"for $ 5_a and $ 6_b":             `for $ 5\_a and $ 6\_b`,
		"- no item":                       `\- no item`,
		"":                                "",
	} {
		if got := escapeMarkdown(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
