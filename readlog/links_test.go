package readlog

import (
	"slices"
	"testing"
)

func TestIdentifier(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"2402.17764", "arxiv:2402.17764"},
		{"arXiv:2402.17764v2", "arxiv:2402.17764"},
		{"https://arxiv.org/abs/2402.17764", "arxiv:2402.17764"},
		{"http://www.arxiv.org/pdf/2402.17764v1.pdf", "arxiv:2402.17764"},
		{"arxiv.org/abs/2402.17764/", "arxiv:2402.17764"},
		{"https://huggingface.co/papers/2402.17764", "arxiv:2402.17764"},
		{"https://doi.org/10.48550/arXiv.2402.17764", "arxiv:2402.17764"},
		{"https://arxiv.org/abs/cs/0601001", "arxiv:cs/0601001"},
		{"２４０２．１７７６４", "arxiv:2402.17764"},
		{"10.1145/3292500.3330701", "doi:10.1145/3292500.3330701"},
		{"doi:10.1145/3292500.3330701", "doi:10.1145/3292500.3330701"},
		{"https://dx.doi.org/10.1145/3292500.3330701", "doi:10.1145/3292500.3330701"},
		{"https://dl.acm.org/doi/abs/10.1145/3292500.3330701", "doi:10.1145/3292500.3330701"},
		{"https://www.example.org/a/b/", "url:example.org/a/b"},
		{"http://example.org/a/b", "url:example.org/a/b"},
		{"https://openreview.net/pdf?id=aBcD", "url:openreview.net/forum?id=abcd"},
		{"3.1415926", ""},
		{"2413.17764", ""},
		{"1234.56", ""},
		{"https", ""},
		{"and/or", ""},
		{"text-to-image", ""},
		{"GPT-4/4o", ""},
	} {
		if got := Identifier(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"arXiv: 2402.17764", []string{"arxiv:2402.17764"}},
		{"arxiv 2402.17764 10.1145/3292500", []string{"arxiv:2402.17764", "doi:10.1145/3292500"}},
		{"BitNet 2402.17764", nil},
		{"arxiv", nil},
		{"", nil},
	} {
		if got := Identifiers(c.query); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.query, got, c.want)
		}
	}
}

func TestLinkKeys(t *testing.T) {
	got := LinkKeys([]string{"https://github.com/a/b", "https://arxiv.org/abs/2402.17764", "https://arxiv.org/pdf/2101.00001"}, "papers/2303.08774.md", "A Title\n", "like 1706.03762, 3.1415926 and 10.1145/3292500.3330701.")
	want := []string{
		"arxiv:2303.08774", "=arxiv:2303.08774", "url:github.com/a/b", "=url:github.com/a/b", "arxiv:2402.17764", "arxiv:2101.00001", "arxiv:1706.03762",
		"doi:10.1145/3292500.3330701", "=doi:10.1145/3292500.3330701",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
