package report

import (
	"context"
	"encoding/xml"
	"papersearch/query"
	"papersearch/readlog"
	"strings"
	"testing"
	"time"

	"github.com/nickng/bibtex"
)

// bibliography exports the papers that a request selects.
func bibliography(t testing.TB, s *query.Searcher, req query.Request) string {
	t.Helper()
	b, err := NewBibliography(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = s.Each(context.Background(), req, func(e *query.Entry) error { out.WriteString(b.Entry(e)); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func keysOf(t testing.TB, bib string) map[string]string {
	t.Helper()
	parsed, err := bibtex.Parse(strings.NewReader(bib))
	if err != nil {
		t.Fatalf("%v in\n%s", err, bib)
	}
	out := map[string]string{}
	for _, e := range parsed.Entries {
		if out[e.CiteName] != "" {
			t.Errorf("%s stands twice", e.CiteName)
		}
		out[e.CiteName] = e.Fields["title"].String()
	}
	return out
}

// Keys are the same whatever is exported, and stay when more is read.
func TestKeysStay(t *testing.T) {
	log := "## 2024.1.9\n\n《DIN: Deep Interest Network》\n\n2017.6 阿里\n\n## 2024.1.8\n\n《DIN: Another Network of That Name》\n\n2017.9 谷歌\n\n" +
		"## 2024.1.2\n\n《Attention Is All You Need》\n\n2017.6 谷歌\n\n## 2024.1.1\n\n《Attention Is All You Need》\n\n2017.6 谷歌，第一次\n\n《扩散模型综述》\n\n2023 清华\n"
	s := logOf(t, map[string]string{"log.md": log}, true)
	all := keysOf(t, bibliography(t, s, query.Request{}))
	if len(all) != 4 {
		t.Errorf("keys %v: a paper read twice is one", all)
	}
	if all["din2017"] != "{DIN: Another Network of That Name}" || all["attention2017"] == "" {
		t.Errorf("the first that was read has the short key: %v", all)
	}
	for key, title := range keysOf(t, bibliography(t, s, query.Request{Text: "DIN"})) {
		if all[key] != title {
			t.Errorf("%s is %s, and was %s", key, title, all[key])
		}
	}
	more := "# 2024.2\n\n## 2024.2.9\n\n《DIN: A Third One》\n\n2017.1 微软\n\n《Attention and More》\n\n2017 微软\n\n"
	grown := keysOf(t, bibliography(t, logOf(t, map[string]string{"log.md": more + log}, true), query.Request{}))
	for key, title := range all {
		if grown[key] != title {
			t.Errorf("%s was %s, and is %s", key, title, grown[key])
		}
	}
}

// Whatever a title holds, a parser reads it, and nothing but the title.
func TestBibTeXIsRead(t *testing.T) {
	for _, title := range []string{
		`100% of $x_i^2$ & {braces} ~ #1 \alpha "quoted" <b>|c|`, `an open { brace`, `a closed } brace`, `mail@example.com`, "C# and C++", `\`, `back\`, "多模态大模型：综述", "ＦＵＬＬ width", "emoji 🤖",
	} {
		b := &Bibliography{keys: map[string]string{"x": "key2024"}, done: map[string]bool{}}
		e := &query.Entry{
			ID: "x", Kind: "paper", Title: title, Published: "2024-03-02", Institutions: []string{"A & B", title}, Track: "T_1", Venue: "NeurIPS",
			Links: []string{"https://example.com/a_b?c=%20&d={e}#f@g"}, ArXiv: "2401.01234", DOI: "10.1000/a_(b)",
		}
		bib := b.Entry(e)
		parsed, err := bibtex.Parse(strings.NewReader(bib))
		if err != nil {
			t.Errorf("%s: %v in\n%s", title, err, bib)
			continue
		}
		if len(parsed.Entries) != 1 || len(parsed.Entries[0].Fields) != 10 || parsed.Entries[0].Fields["month"].String() != "mar" && parsed.Entries[0].Fields["year"].String() != "2024" {
			t.Errorf("%s: %d entries, fields %v", title, len(parsed.Entries), parsed.Entries[0].Fields)
		}
		if open, shut := strings.Count(bib, "{"), strings.Count(bib, "}"); open != shut {
			t.Errorf("%s: %d braces open and %d shut", title, open, shut)
		}
	}
}

// Of a stretch of time the year is the first, as in the key.
func TestBibTeXOfStretch(t *testing.T) {
	for published, want := range map[string]string{"2023..2024": "year = {2023},\n}", "2023-05..2024": "year = {2023},\n  month = may,"} {
		b := &Bibliography{keys: map[string]string{"x": "key2023"}, done: map[string]bool{}}
		bib := b.Entry(&query.Entry{ID: "x", Kind: "paper", Title: "A title", Published: published, Track: readlog.Unassigned})
		if !strings.Contains(bib, want) {
			t.Errorf("%s: %s", published, bib)
		}
	}
}

func TestBibliographyOfSample(t *testing.T) {
	s := logOf(t, map[string]string{"papers.md": sample(t)}, true)
	if keys := keysOf(t, bibliography(t, s, query.Request{})); len(keys) != 36 || keys["imagen2022"] == "" {
		t.Errorf("%d keys: 37 papers, one of them read twice", len(keys))
	}
}

// A paper's number and DOI are read from any of their addresses.
func TestBibTeXOfAddresses(t *testing.T) {
	for link, want := range map[string]string{
		"https://arxiv.org/abs/cs/0112017":                   "eprint = {cs/0112017}",
		"https://ar5iv.labs.arxiv.org/html/2402.17764":       "eprint = {2402.17764}",
		"https://huggingface.co/papers/2402.17764":           "eprint = {2402.17764}",
		"https://dl.acm.org/doi/pdf/10.1145/3292500.3330701": "doi = {10.1145/3292500.3330701}",
		"https://doi.org/10.1016/S0140-6736(20)30183-5":      "doi = {10.1016/S0140-6736(20)30183-5}",
	} {
		bib := bibliography(t, logOf(t, map[string]string{"log.md": "## 2024.1.9\n\n《A title》\n\n2017.6 阿里，[原文](<" + link + ">)\n"}, true), query.Request{})
		if !strings.Contains(bib, want) {
			t.Errorf("%s: want %s in\n%s", link, want, bib)
		}
	}
}

func FuzzBibTeX(f *testing.F) {
	f.Add("a {b} @c \\d %e", "x")
	f.Add("\x00\xff{", "~")
	f.Fuzz(func(t *testing.T, title, institution string) {
		b := &Bibliography{keys: map[string]string{"x": "key"}, done: map[string]bool{}}
		bib := b.Entry(&query.Entry{ID: "x", Kind: "paper", Title: title, Institutions: []string{institution}, Track: institution, Links: []string{title}})
		if strings.Count(bib, "{") != strings.Count(bib, "}") || strings.Count(bib, "@") != 1 {
			t.Errorf("%q", bib)
		}
	})
}

// A feed is well-formed whatever the log holds, and its ids are those of the entries.
func TestFeed(t *testing.T) {
	changed := map[string]time.Time{"c.md": time.Unix(0, 0), "d.md": time.Date(2022, 3, 4, 5, 6, 7, 0, time.UTC)}
	f := NewFeed("我的 log", []*query.Entry{
		{ID: "aaa", Title: "A <b> & \x01", Read: "2024-01-17", Text: "x ]]> y", Links: []string{"https://example.com/?a&b", "https://example.org"}, Track: "GNN", Institutions: []string{"A & B"}},
		{ID: "bbb", Title: "B", ReadMonth: "2024-02", Track: "unassigned"},
		{ID: "ccc", Title: "C", Published: "2023-05..2023-07", File: "c.md"},
		{ID: "ddd", Title: "D", File: "d.md"},
	}, changed)
	if f.Updated != "2024-02-01T00:00:00Z" {
		t.Errorf("the feed is updated %s", f.Updated)
	}
	for i, want := range []string{"2024-01-17T00:00:00Z", "2024-02-01T00:00:00Z", "2023-05-01T00:00:00Z", "2022-03-04T05:06:07Z"} {
		if e := f.Entries[i]; e.Updated != want || e.Published != "" && i > 1 {
			t.Errorf("%s: updated %s, published %s", e.Title, e.Updated, e.Published)
		}
	}
	if f := NewFeed("log", nil, changed); f.Updated != "2022-03-04T05:06:07Z" {
		t.Errorf("the feed of nothing is updated %s", f.Updated)
	}
	b, err := f.XML()
	if err != nil {
		t.Fatal(err)
	}
	var back Feed
	if err := xml.Unmarshal(b, &back); err != nil {
		t.Fatalf("%v in\n%s", err, b)
	}
	if len(back.Entries) != 4 || back.Entries[0].ID != "urn:papersearch:entry:aaa" || back.Entries[0].Title != "A <b> & " || len(back.Entries[0].Link) != 2 || len(back.Entries[0].Categories) != 2 || len(back.Entries[1].Categories) != 0 {
		t.Errorf("%+v", back)
	}
}
