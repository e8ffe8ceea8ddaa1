package columns_test

import (
	"papersearch/internal/columns"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		rule, text string
		width      int
		want       string
	}{
		{"at blanks", "late interaction over BERT", 12, "late |interaction |over BERT"},
		{"beside Han", "用扩散模型生成图像", 8, "用扩散模|型生成图|像"},
		{"not before closing marks", "扩散模型，图像", 8, "扩散模|型，图像"},
		{"not behind opening ones", "模型模型（图像）", 10, "模型模型|（图像）"},
		{"a word that is too long", "supercalifragilistic", 8, "supercal|ifragili|stic"},
		{"a line end", "a\nb", 8, "a|b"},
	} {
		var got []string
		for _, l := range columns.Wrap(c.text, c.width) {
			got = append(got, c.text[l[0]:l[1]])
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%s: %q in %d columns: %q, want %q", c.rule, c.text, c.width, s, c.want)
		}
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{columns.Fit("扩散模型", 8), "扩散模型"},
		{columns.Fit("扩散模型", 7), "扩散模…"},
		{columns.Fit("扩散模型", 6), "扩散…"},
		{columns.FitLeft("notes/2024/papers.md", 10), "…papers.md"},
		{columns.Pad("图像", 6), "图像  "},
		{columns.Clean("a\x1b[31mb\u202ec"), "a�[31mb�c"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// Lines lose nothing, fit, and break on runes.
func FuzzWrap(f *testing.F) {
	f.Add("用Go写搜索, a long-ish line。", 10)
	f.Add("\n\n（（（", 2)
	f.Add("\xff\xfe", 1)
	f.Add("0（（", 3)
	f.Fuzz(func(t *testing.T, text string, n int) {
		if n < 2 || n > 500 {
			return
		}
		end := 0
		for _, l := range columns.Wrap(text, n) {
			if strings.TrimLeft(text[end:l[0]], "\n") != "" || l[1] < l[0] {
				t.Fatalf("lost %q", text[end:l[0]])
			}
			if line := strings.TrimRight(text[l[0]:l[1]], " "); columns.Width(line) > n {
				t.Fatalf("%q is wider than %d", line, n)
			} else if utf8.ValidString(text) && !utf8.ValidString(line) {
				t.Fatalf("%q is cut in a rune", line)
			}
			end = l[1]
		}
	})
}
