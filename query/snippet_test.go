package query

import (
	"papersearch/readlog"
	"papersearch/store"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// A passage begins with what it says, behind the rest of the title's line and addresses, unless those were asked for; a sentence
// goes before lines of facts, and the spans are where the words went.
func TestSnippetOpens(t *testing.T) {
	word := func(body, w string) []mark {
		for i := range body {
			if len(body[i:]) >= len(w) && body[i:i+len(w)] == w {
				return []mark{{start: i, end: i + len(w), weight: 1}}
			}
		}
		return nil
	}
	for _, c := range []struct{ body, asked, want, span string }{
		{"，英伟达，NeurIPS 2022。养羊，把各种设计拆开。", "英伟达", "英伟达，NeurIPS 2022。养羊，把各种设计拆开。", "英伟达"},
		{"(https://arxiv.org/abs/2111.00001) - sheep in rows", "sheep", "sheep in rows", "sheep"},
		{"(https://arxiv.org/abs/2111.00001) - sheep in rows", "arxiv", "(https://arxiv.org/abs/2111.00001) - sheep in rows", "arxiv"},
		{"(https://arxiv.org/abs/2111.00001)", "goat", "(https://arxiv.org/abs/2111.00001)", ""},
		{"citekey: goat1974\n\nSheep are counted by pairs and twins.", "goose", "Sheep are counted by pairs and twins.", ""},
		{"citekey: goat1974", "goose", "citekey: goat1974", ""},
		{"-1 sheep", "sheep", "-1 sheep", "sheep"},
		{"[pdf] [code]\n\nSheep are counted by pairs and twins.", "goose", "Sheep are counted by pairs and twins.", ""},
		{"image-20211028100249003\n\nSheep are counted by pairs and twins.", "goose", "Sheep are counted by pairs and twins.", ""},
		{"https://arxiv.org/abs/2111.00001\n\nSheep are counted.", "goose", "Sheep are counted.", ""}, // an address of its own
		{"https://arxiv.org/abs/2111.00001\nhttps://doi.org/10.1/x\n\n羊怎么数。", "goose", "羊怎么数。", ""},
	} {
		got, _ := snippet(c.body, word(c.body, c.asked), 0, nil, nil)
		if got.Text != c.want {
			t.Errorf("%q: %q, want %q", c.body, got.Text, c.want)
		}
		if c.span != "" && (len(got.Spans) != 1 || got.Text[got.Spans[0][0]:got.Spans[0][1]] != c.span) {
			t.Errorf("%q: spans %v", got.Text, got.Spans)
		}
	}
}

// Whatever is written and marked, a passage is text of it, its spans are in it, and a body that says something says something.
func FuzzSnippet(f *testing.F) {
	f.Add("https://arxiv.org/abs/2111.00001\n\nSheep are counted.", 0, 0, 0)
	f.Add("citekey: goat\n\n，https://a.b (http://c.d) - 羊。Two by two.\n- [ ] Read", 20, 26, 9)
	f.Fuzz(func(t *testing.T, body string, start, end, opening int) {
		var marks []mark
		if 0 <= start && start < end && end <= len(body) && utf8.ValidString(body[start:end]) {
			marks = append(marks, mark{start: start, end: end, weight: 1})
		}
		got, said := snippet(body, marks, opening, nil, nil)
		for _, span := range got.Spans {
			if span[0] < 0 || span[0] >= span[1] || span[1] > len(got.Text) {
				t.Errorf("span %v in %d bytes", span, len(got.Text))
			}
		}
		if got.Text != "" && said == "" {
			t.Errorf("%q without a sentence", got.Text)
		}
	})
}

// A point begins as its list has it: with its number or sign, or a dot; never with a number that the log does not have.
func TestLabels(t *testing.T) {
	text := "3. three\n4) four\n\n- dash\n\n③ sign\n"
	plain := readlog.Plain(text)
	r := &store.Record{Text: text}
	for _, word := range []string{"three", "four", "dash", "sign"} {
		at := strings.Index(plain.String, word)
		r.Points = append(r.Points, readlog.Span{Start: at, End: at + len(word)})
	}
	var got []string
	for _, l := range labels(r, plain) {
		got = append(got, l.text)
	}
	if want := []string{"3. ", "4. ", "• ", "③ "}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Lines that say nothing of what a paper says: words of links, BibTeX, and names that programs give pictures.
func TestIsField(t *testing.T) {
	for line, want := range map[string]bool{
		"[pdf] [Code] · slides": true, "原文 · 总结": true, "paper": true, "supplementary": true, "the paper": false, "[]": false,
		"@article{goat2020,": true, "title = {Goats},": true, `year="2020",`: true, "}": true, "n = 3": false, "x = {1, 2}": false, "f(x) = {y}": false,
		"image-20211028100249003": true, "Key Image": true, "herd_2.png": true, "IMG_2031.JPG": true, "images of herds": false, "see herd.png": false,
		"citekey: goat2020": true, "Read": true, "Sheep are counted.": false,
	} {
		if got := isField(line); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
}
