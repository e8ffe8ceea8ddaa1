package semantic

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct{ rule, text, want string }{
		{"Chinese stops", "先读提示。再逐级去噪！效果如何？很好；", "先读提示。|再逐级去噪！|效果如何？|很好；"},
		{"a closing quote stays", "他说“够了。”然后走了。", "他说“够了。”|然后走了。"},
		{"English stops", "It reads the prompt. Then it paints. Done", "It reads the prompt.|Then it paints.|Done"},
		{"numbers", "涨了 3.14 个点，从 0.5 到 1.2。", "涨了 3.14 个点，从 0.5 到 1.2。"},
		{"abbreviations", "Some models, e.g. CLIP and Swin et al. Show this. Next", "Some models, e.g. CLIP and Swin et al. Show this.|Next"},
		{"initials", "By J. Doe and A. Roe. It works.", "By J. Doe and A. Roe.|It works."},
		{"the number of an item", "1. First point\n2. Second point", "1. First point|2. Second point"},
		{"versions and files", "v2.0 reads config.toml. It is faster.", "v2.0 reads config.toml.|It is faster."},
		{"code", "运行 `a; b. C` 即可。好", "运行 `a; b. C` 即可。|好"},
		{"code that does not end", "一个 ` 字符。另一句", "一个 ` 字符。|另一句"},
		{"links", "见 https://a.example/x?y=1;z=2.html 。完", "见 https://a.example/x?y=1;z=2.html 。|完"},
		{"lines", "一行\n\n又一行\r\n", "一行|又一行"},
		{"marks alone", "——\n***\n。。。", ""},
		{"nothing", "", ""},
		{"lower case goes on", "the so-called no. of heads. and more", "the so-called no. of heads. and more"},
		{"exclamation in a name", "Yahoo!Answers is a set. Yes", "Yahoo!Answers is a set.|Yes"},
	} {
		var got []string
		for _, s := range Split(c.text) {
			got = append(got, c.text[s.Start:s.End])
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%s: %s, want %s", c.rule, s, c.want)
		}
	}
}

func TestSentencesAreJoined(t *testing.T) {
	long := strings.Repeat("长", 50)
	text := "短。也短。" + long + "。尾。"
	var got []int
	for _, s := range Sentences(text) {
		got = append(got, utf8.RuneCountInString(text[s.Start:s.End]))
	}
	if len(got) != 1 || got[0] != 58 {
		t.Errorf("stretches of %v characters, want one of 58", got)
	}
	text = "短。也短。" + long + long + "。尾。"
	got = nil
	for _, s := range Sentences(text) {
		got = append(got, utf8.RuneCountInString(text[s.Start:s.End]))
	}
	if len(got) != 3 {
		t.Errorf("stretches of %v characters, want three", got)
	}
}

func FuzzSentences(f *testing.F) {
	f.Add("先读提示。It reads. `x;y` 3.14\n1. a")
	f.Add(strings.Repeat("很长，", 300))
	f.Add("\xff\xe4。.;! ?\"")
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, s := range Sentences(text) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("stretch %v behind %d of %d", s, end, len(text))
			}
			if skipped := text[end:s.Start]; !saysNothing(skipped) {
				t.Fatalf("%q is in no stretch", skipped)
			}
			if n := utf8.RuneCountInString(text[s.Start:s.End]); n > cutRunes {
				t.Fatalf("a stretch of %d characters", n)
			}
			end = s.End
		}
		if !saysNothing(text[end:]) {
			t.Fatalf("%q is in no stretch", text[end:])
		}
	})
}

// saysNothing says whether a text is labels and marks.
func saysNothing(text string) bool {
	return !slices.ContainsFunc(Split(text), func(s Span) bool { return !isLabel(text[s.Start:s.End]) })
}

// Labels of links say nothing; a short line of Chinese, or of three words, does.
func TestSentencesLabels(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"arxiv", ""},
		{"pdf code", ""},
		{"arxiv\n值得一读", "arxiv\n值得一读"},
		{"很好", "很好"},
		{"It is good", "It is good"},
		{"Transformers generalise", "Transformers generalise"},
	} {
		var got []string
		for _, s := range Sentences(c.text) {
			got = append(got, c.text[s.Start:s.End])
		}
		if x := strings.Join(got, "|"); x != c.want {
			t.Errorf("%q: %q, want %q", c.text, x, c.want)
		}
	}
}
