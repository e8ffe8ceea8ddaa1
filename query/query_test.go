package query_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"papersearch/indexer"
	"papersearch/internal/synth"
	"papersearch/query"
	"papersearch/store"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// open indexes a log in a folder of its own and returns its generation.
func open(t testing.TB, text string) (*indexer.Env, *store.Generation) {
	t.Helper()
	dir := t.TempDir()
	log := filepath.Join(dir, "log.md")
	if err := os.WriteFile(log, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	env, err := indexer.NewEnv(filepath.Join(dir, store.DirName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := indexer.Index(context.Background(), env, indexer.Change{Add: []string{log}}); err != nil {
		t.Fatal(err)
	}
	g, err := store.Open(env.Dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	return env, g
}

func sample(t testing.TB) *query.Searcher {
	t.Helper()
	text, err := os.ReadFile("../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	env, g := open(t, string(text))
	return query.New(g, env.Dictionary, env.Rules)
}

// aliases are the hits by their short names.
func aliases(r *query.Result) string {
	var out []string
	for _, h := range r.Hits {
		name := h.Alias
		if name == "" {
			name, _, _ = strings.Cut(h.Title, ":")
		}
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}

// What is typed, and what comes first. Each line is a rule of the language or of the ranking.
func TestSearch(t *testing.T) {
	s := sample(t)
	for _, c := range []struct{ rule, text, want string }{
		{"words rank", "diffusion text-to-image", "Imagen"},
		{"the other language finds it", "图像扩散模型", "Latent Diffusion"},
		{"as does the other script", "擴散模型 機器人", "Diffusion Policy"},
		{"a name in any spelling", "flash attention", "FlashAttention"},
		{"a name written as one", "blip2", "BLIP-2"},
		{"a name written as two", "DCNv2", "DCN V2"},
		{"a typo", "imagan", "Imagen"},
		{"a slip in an ending, of which the log has no stem", "recommendatoin", "LightGCN"},
		{"a letter missing in an ending", "quantizaton", "QLoRA"},
		{"an institution in plain words pulls", "meta toolformer", "Toolformer"},
		{"an institution alone", "OpenAI", "InstructGPT"},
		{"a month in plain words pulls", "2023.11 检索", "ColBERT"},
		{"the month of publication when it is said", "2023年1月发表的", "BLIP-2"},
		{"the month of reading when it is said", "transformers read in February", "DiT"},
		{"a phrase must be there", `"zero convolution"`, "ControlNet"},
		{"a phrase in Chinese quotes", "“写时复制”", "PagedAttention"},
		{"a phrase and words", `"late interaction" 检索`, "ColBERT"},
		{"a title field", "title:attention graph", "GAT"},
		{"a field in Chinese", "机构：斯坦福 图", "GraphSAGE"},
		{"alternatives", "track:GNN|系统 注意力 邻居", "GAT"},
		{"the acronym of a long name", "GCN", "LightGCN"},
		{"a name that the title does not have", "Stable Diffusion", "Latent Diffusion"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			r, err := s.Search(context.Background(), query.Request{Text: c.text, Limit: 5})
			if err != nil {
				t.Fatal(err)
			}
			if got, _, _ := strings.Cut(aliases(r), ", "); got != c.want {
				t.Errorf("%q: %s; want %s first", c.text, aliases(r), c.want)
			}
		})
	}
}

// A track counts besides what an entry says, whichever of its names was typed.
func TestTrackBesides(t *testing.T) {
	s := sample(t)
	for typed, want := range map[string]string{
		"系统":                   "as typed, and track 系统",
		"systems":              "means 系统, and track 系统",
		"推荐系统":                 "as typed, and track 搜广推",
		"graph neural network": "as typed, and track GNN",
	} {
		r, err := s.Search(context.Background(), query.Request{Text: typed, Explain: true})
		if err != nil {
			t.Fatal(err)
		}
		said := r.Hits[0].Why.Words
		if got := said[len(said)-1].How; got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
	}
	// A name that is a word of many trades is but a word where the log has no track of that name, though a filter knows it.
	r, err := s.Search(context.Background(), query.Request{Text: "推理加速", Explain: true, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Hits {
		for _, w := range r.Hits[i].Why.Words {
			if strings.Contains(w.How, "track") {
				t.Errorf("推理加速: %s: %s", r.Hits[i].Title, w.How)
			}
		}
	}
	if name, err := s.Track("推理加速"); err != nil || name != "系统" {
		t.Errorf("track:推理加速 is %q, %v", name, err)
	}
}

// What is taken for a slip, and what the log is taken to say instead; "" for words that are none.
func TestSlips(t *testing.T) {
	s := sample(t)
	for _, c := range []struct{ why, typed, said string }{
		{"a letter too few", "recomendation", "recomendation → Recommendation"},
		{"as the log writes it, not as it is indexed", "tranformers", "tranformers → Transformers"},
		{"a word that people know is no slip of another: tree, string, read", "three strong ready", ""},
		{"a wrong rune in a word that is cut otherwise then", "强化学系", "强化学系 → 强化学习"},
		{"in one of lone runes", "扩散模形", "扩散模形 → 扩散模型"},
		{"at its beginning", "卷机神经网络", "卷机神经网络 → 卷积神经网络"},
		{"with words around it", "谷歌的扩散模形文章", "扩散模形 → 扩散模型"},
		{"of a word that only the glossary has", "联帮学习", "联帮学习 → 联邦学习"},
		{"of two words", "扩散模形 强化学系", "扩散模形 → 扩散模型, 强化学系 → 强化学习"},
		{"a word that people know is no slip: 编码器", "编译器", ""},
		{"nor one of which the other word is known: 粒子计算", "量子计算", ""},
		{"a lone rune behind a word makes another word: 数据集", "数据湖", ""},
		{"one before a term tells of which kind it is: 逆强化学习", "双强化学习", ""},
	} {
		r, err := s.Search(context.Background(), query.Request{Text: c.typed})
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, x := range r.Relaxed {
			if slip, ok := strings.CutPrefix(x, "spelling: "); ok {
				said = append(said, slip)
			}
		}
		if got := strings.Join(said, ", "); got != c.said {
			t.Errorf("%s: %q: %q, want %q", c.why, c.typed, got, c.said)
		}
	}
}

// Negation and filters take away, whatever the score.
func TestNarrow(t *testing.T) {
	s := sample(t)
	for _, c := range []struct {
		text    string
		filters query.Filters
		want    string // the whole answer, sorted
	}{
		{"imagen -google", query.Filters{}, ""},
		{"imagen -斯坦福", query.Filters{}, "Imagen"},
		{`RAG -"索引"`, query.Filters{}, ""},
		{"", query.Filters{Month: []string{"2023-11"}}, "AlphaFold, ColBERT, FedAvg, Sentence-BERT"},
		{"month:2023-11 检索", query.Filters{}, "ColBERT"},
		{"", query.Filters{Track: []string{"Anomaly Detection"}}, "Deep SVDD, PatchCore"},
		{"", query.Filters{Institution: []string{"微软"}}, "LoRA, Swin Transformer"},
		{"", query.Filters{Institution: []string{"DeepMind", "FAIR"}}, "AlphaFold, MAE, RAG"},
		{"", query.Filters{Published: []string{"2016..2017-06"}, Track: []string{"搜广推"}}, "DIN"},
		{"", query.Filters{Since: "2024-03-12", Until: "2024-03"}, "ControlNet, FlashAttention, LoRA, PagedAttention, QLoRA"},
		{"", query.Filters{Kind: []string{"todo"}, Month: nil}, ""},
	} {
		r, err := s.Search(context.Background(), query.Request{Text: c.text, Filters: c.filters})
		if err != nil {
			t.Errorf("%q %+v: %v", c.text, c.filters, err)
			continue
		}
		got := strings.Split(aliases(r), ", ")
		slices.Sort(got)
		if s := strings.Join(got, ", "); s != c.want && len(c.filters.Kind) == 0 {
			t.Errorf("%q %+v: %s; want %s", c.text, c.filters, s, c.want)
		}
		if len(c.filters.Kind) > 0 && r.Total != 11 {
			t.Errorf("%d pending items, want 11", r.Total)
		}
	}
}

// A facet is counted over what passes all filters but its own: the siblings of a choice stay to be chosen.
func TestFacetsIgnoreTheirOwnFilter(t *testing.T) {
	s := sample(t)
	all, err := s.Search(context.Background(), query.Request{Text: "注意力", Facets: query.FacetNames[:]})
	if err != nil {
		t.Fatal(err)
	}
	one, err := s.Search(context.Background(), query.Request{Text: "注意力", Facets: query.FacetNames[:], Filters: query.Filters{Track: []string{"GNN"}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(all.Facets["track"]) < 2 || !slices.Equal(all.Facets["track"], one.Facets["track"]) {
		t.Errorf("tracks with the filter %v, without %v", one.Facets["track"], all.Facets["track"])
	}
	if one.Total >= all.Total || one.Total == 0 {
		t.Errorf("%d of %d with the filter", one.Total, all.Total)
	}
	for name, counts := range one.Facets {
		if name == "track" {
			continue
		}
		for _, c := range counts {
			if c.Count > one.Total {
				t.Errorf("%s %s: %d of %d hits", name, c.Value, c.Count, one.Total)
			}
		}
	}
	// Counted the slow way: one search a value.
	for _, name := range []string{"month", "institution", "track", "published"} {
		for _, c := range all.Facets[name] {
			f := query.Filters{}
			switch name {
			case "month":
				f.Month = []string{c.Value}
			case "institution":
				f.Institution = []string{c.Value}
			case "track":
				f.Track = []string{c.Value}
			case "published":
				f.Published = []string{c.Value}
			}
			r, err := s.Search(context.Background(), query.Request{Text: "注意力", Filters: f})
			if err != nil {
				t.Fatal(err)
			}
			if want := max(c.Count, c.WithLabs); r.Total != want && len(c.Value) > 4 {
				t.Errorf("%s %s: counted %d, found %d", name, c.Value, want, r.Total)
			}
		}
	}
}

// An unknown value is told with what is near.
func TestUnknownValues(t *testing.T) {
	s := sample(t)
	for _, c := range []struct {
		filters query.Filters
		near    string
	}{
		{query.Filters{Institution: []string{"Stanfrod"}}, "Stanford University"},
		{query.Filters{Institution: []string{"斯坦"}}, ""},
		{query.Filters{Track: []string{"GMN"}}, "GNN"},
		{query.Filters{Month: []string{"January"}}, "2024-03"},
		{query.Filters{Kind: []string{"book"}}, "paper"},
		{query.Filters{File: []string{"nope.md"}}, "log.md"},
		{query.Filters{Since: "soon"}, "2024"},
	} {
		_, err := s.Search(context.Background(), query.Request{Text: "x", Filters: c.filters})
		if c.near == "" {
			if err != nil {
				t.Errorf("%+v: %v", c.filters, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.near) {
			t.Errorf("%+v: %v, want a word of %s", c.filters, err, c.near)
		}
	}
}

// checkHit says what is wrong with what is shown of a hit.
func checkHit(h *query.Hit) error {
	if math.IsNaN(h.Score) || h.Score < 0 || h.Score > 2 {
		return fmt.Errorf("score %v", h.Score)
	}
	if !utf8.ValidString(h.Snippet.Text) {
		return fmt.Errorf("snippet %q", h.Snippet.Text)
	}
	last := 0
	for _, s := range h.Snippet.Spans {
		if s[0] < last || s[1] <= s[0] || s[1] > len(h.Snippet.Text) {
			return fmt.Errorf("spans %v of %d bytes", h.Snippet.Spans, len(h.Snippet.Text))
		}
		if !utf8.RuneStart(h.Snippet.Text[s[0]]) || s[1] < len(h.Snippet.Text) && !utf8.RuneStart(h.Snippet.Text[s[1]]) {
			return fmt.Errorf("span %v within a rune of %q", s, h.Snippet.Text)
		}
		last = s[1]
	}
	return nil
}

// The passage shown says what was asked, and what is marked is what was asked in whatever form.
func TestSnippets(t *testing.T) {
	s := sample(t)
	for _, c := range []struct{ text, marked string }{
		{"KV cache", "KV cache"},
		{"diffusion model", "扩散模型"},
		{"reward model", "奖励模型"},
		{"text-to-image", "文生图"},
		{"弱監督", "弱监督"},
		{"Q-Former", "Q-Former"},
		{"late interaction", "late interaction"},
	} {
		r, err := s.Search(context.Background(), query.Request{Text: c.text})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for i := range r.Hits {
			h := &r.Hits[i]
			if err := checkHit(h); err != nil {
				t.Errorf("%q: %s: %v", c.text, h.Title, err)
			}
			for _, span := range h.Snippet.Spans {
				found = found || h.Snippet.Text[span[0]:span[1]] == c.marked
			}
		}
		if !found {
			t.Errorf("%q: %q is marked nowhere in %d hits", c.text, c.marked, len(r.Hits))
		}
	}
}

// Sorting by dates is by dates alone; relevance breaks ties by the day read.
func TestSort(t *testing.T) {
	s := sample(t)
	for _, by := range []query.Sort{query.ByRead, query.ByPublished} {
		r, err := s.Search(context.Background(), query.Request{Text: "transformer", Sort: by})
		if err != nil {
			t.Fatal(err)
		}
		last := "9999"
		for _, h := range r.Hits {
			day := h.Read
			if by == query.ByPublished {
				day = h.Published
			}
			if day > last {
				t.Errorf("by %s: %s after %s", by, day, last)
			}
			last = day
		}
		if len(r.Hits) < 3 {
			t.Errorf("by %s: %d hits", by, len(r.Hits))
		}
	}
	all, _ := s.Search(context.Background(), query.Request{Text: "transformer"})
	few, _ := s.Search(context.Background(), query.Request{Text: "transformer", Limit: 2})
	if len(few.Hits) != 2 || few.Total != all.Total || few.Hits[0].ID != all.Hits[0].ID || few.Hits[1].ID != all.Hits[1].ID {
		t.Errorf("limit 2: %s of %d; all: %s", aliases(few), few.Total, aliases(all))
	}
}

// Any text is a query: no panic, no error, nothing shown that is broken.
func FuzzSearch(f *testing.F) {
	for _, text := range []string{"diffusion", "扩散模型 -视频", `"a b`, "“", "title:", "机构：谷歌|微软 x", "month:2024..", "-", "a|b", "🎨", "\xff\xfe", "的", "((", "track:GNN -graph"} {
		f.Add(text)
	}
	s := sample(f)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := s.Search(context.Background(), query.Request{Text: text, Limit: 3, Explain: true})
		if err != nil {
			if strings.ContainsAny(text, ":：") {
				return // a field with an unknown value
			}
			t.Fatal(err)
		}
		for i := range r.Hits {
			if err := checkHit(&r.Hits[i]); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint(n, " entries"), func(b *testing.B) {
			env, g := open(b, synth.Log(n, 1))
			total := 0
			for b.Loop() {
				r, err := query.New(g, env.Dictionary, env.Rules).Search(context.Background(), query.Request{Text: "扩散 retrieval 图像", Limit: 10})
				if err != nil {
					b.Fatal(err)
				}
				total = r.Total
			}
			b.ReportMetric(float64(total), "hits")
		})
	}
}

// An acronym that one entry spells out finds the entries that use it alone, and the other way round.
func TestAcronymsOfTheLog(t *testing.T) {
	env, g := open(t, `# 2024.5

## 2024.5.3

《Trajectory pruning at scale》

2024.1 一家公司的文章，把 TRAP 用在线上。

## 2024.5.2

《TRAP: first results》

提出 Trajectory Aware Pruning (TRAP)，剪掉用不到的轨迹。

## 2024.5.1

《Something else entirely》

与此无关。
`)
	s := query.New(g, env.Dictionary, env.Rules)
	for _, text := range []string{"trajectory aware pruning", "TRAP"} {
		r, err := s.Search(context.Background(), query.Request{Text: text, Explain: true})
		if err != nil {
			t.Fatal(err)
		}
		if r.Total != 2 {
			t.Errorf("%q finds %s", text, aliases(r))
		}
	}
	r, err := s.Search(context.Background(), query.Request{Text: "trajectory aware pruning", Explain: true})
	if err != nil {
		t.Fatal(err)
	}
	if how := r.Hits[1].Why.Words[1].How; how != "the log calls it TRAP" {
		t.Errorf("aware: %q", how)
	}
}

// A passage says which points it is of, and that it is the verdict; a dot stands where another line ended. What is marked
// stays marked behind a number.
func TestSnippetLabels(t *testing.T) {
	env, g := open(t, `# 2024.1

## 2024.1.3

《Numbered points》

2023.1 谷歌的一篇文章，要点：

1. 先看提示词
2. 再逐级去噪
3. 最后放大

总体上，思路简单。

《A note in prose》

第一行讲采样
第二行讲蒸馏

《Stitching panoramas》

2023.2 微软的一篇文章，要点：

https://stitchbench.github.io

1. 拼接全景图
`)
	s := query.New(g, env.Dictionary, env.Rules)
	for _, c := range []struct{ text, want string }{
		{"去噪", "2. 再逐级[去噪] 3. 最后放大 » 总体上，思路简单。"},
		{"放大", "3. 最后[放大] » 总体上，思路简单。"},
		{"思路", "» 总体上，[思路]简单。"},
		{"采样", "第一行讲[采样] · 第二行讲蒸馏"},
		{"github stitching", "1. 拼接全景图"}, // an address says nothing
	} {
		r, err := s.Search(context.Background(), query.Request{Text: c.text, Mode: query.Lexical})
		if err != nil {
			t.Fatal(err)
		}
		snippet := r.Hits[0].Snippet
		got := snippet.Text
		for _, span := range slices.Backward(snippet.Spans) {
			got = got[:span[0]] + "[" + got[span[0]:span[1]] + "]" + got[span[1]:]
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

// Queries that are no sentences: code, formulas, numbers, names, a lone letter, a page of text.
func TestOddQueries(t *testing.T) {
	env, g := open(t, "# 2024.1\n\n## 2024.1.3\n\n《Scaled attention》\n\n注意力写成 softmax(QK^T/√d)V，复杂度 O(n^2)\n\n"+
		"《Layers in code》\n\n用 `torch.nn.Linear(in_features, 4096)` 就够了\n\n《Numbers》\n\n学习率 3e-4，温度 0.07，batch 4096\n\n"+
		"《On kernels in C++》\n\n算子用 C++ 写，绑定到 Python\n\n《Vitamin R》\n\n语言 R 里画图\n")
	s := query.New(g, env.Dictionary, env.Rules)
	for _, c := range []struct{ text, want string }{
		{"softmax(QK^T/√d)V", "Scaled attention"},
		{"O(n^2)", "Scaled attention"},
		{"torch.nn.Linear", "Layers in code"},
		{"`torch.nn.Linear(in_features, 4096)`", "Layers in code"},
		{"0.07", "Numbers"},
		{"3e-4", "Numbers"},
		{"softm", "Scaled attention"}, // half a word, as while one types
		{"C++", "On kernels in C++"},
		{"R", "Vitamin R"},
		{"图", "Vitamin R"},
		{strings.Repeat("注意力的复杂度是多少 ", 3000), "Scaled attention"},
		{strings.Repeat("attention scaled by the square root ", 30000), "Scaled attention"},
		{"∑∏∫", ""},
		{"🙂", ""},
		{"qqqqqqqq", ""},
	} {
		r, err := s.Search(context.Background(), query.Request{Text: c.text, Explain: true})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(r.Hits) > 0 {
			got = r.Hits[0].Title
		}
		if got != c.want {
			t.Errorf("%.40q: %q first of %d, want %q", c.text, got, len(r.Hits), c.want)
		}
	}
}

// A phrase may be a page: it has no number of parts that is too large.
func TestLongPhrase(t *testing.T) {
	var page strings.Builder
	for i := range 400 {
		fmt.Fprintf(&page, "w%c%c ", 'a'+i/26, 'a'+i%26)
	}
	env, g := open(t, "# 2024.1\n\n## 2024.1.3\n\n《A page》\n\n"+page.String()+"\n\n《Another》\n\nwaa wab\n")
	s := query.New(g, env.Dictionary, env.Rules)
	r, err := s.Search(context.Background(), query.Request{Text: `"` + strings.TrimSpace(page.String()) + `"`, Mode: query.Lexical})
	if err != nil {
		t.Fatal(err)
	}
	if r.Total != 1 || r.Hits[0].Title != "A page" {
		t.Errorf("%d hits, want the page", r.Total)
	}
}

// A day that is typed brings what was read that day before what was read that month.
func TestDayTyped(t *testing.T) {
	s := sample(t)
	for _, c := range []struct{ text, read string }{
		{"2024-01-30", "2024-01-30"},
		{"2024年1月19日", "2024-01-19"},
		{"2024.2.19", "2024-02-19"},
		{"1月30日读的", "2024-01-30"},
		{"2月19号", "2024-02-19"},
	} {
		r, err := s.Search(context.Background(), query.Request{Text: c.text, Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Hits) == 0 || r.Hits[0].Read != c.read {
			t.Errorf("%s: %d hits, %+v", c.text, len(r.Hits), r.Hits)
		}
	}
}

// Signs alone are no reference, least of all to a title with the word title.
func TestFindSigns(t *testing.T) {
	env, g := open(t, "# 2024.1\n\n## 2024.1.3\n\n《A first title》\n\n谷歌\n")
	s := query.New(g, env.Dictionary, env.Rules)
	for _, ref := range []string{`"`, `""`, "？！"} {
		if found, err := s.Find(context.Background(), ref); err != nil || len(found) > 0 {
			t.Errorf("%s means %d entries, %v", ref, len(found), err)
		}
	}
}

// What a paper is called, by people or by where it stands, is more than a word of its text.
func TestSearchByName(t *testing.T) {
	env, g := open(t, `# Vision

### Deep Residual Learning for Image Recognition (CVPR 2016, Microsoft)

Blocks learn what to add to their input.

### You Only Look Once: Unified, Real-Time Object Detection (CVPR 2016)

One network, one pass, boxes and classes at once. Natural images and art.

### U-Net: Convolutional Networks for Biomedical Image Segmentation (MICCAI 2015)

Skip connections carry what pooling lost.

### Segment Anything (ICCV 2023, Meta)

A billion masks.

### Human-level control through deep reinforcement learning (Nature 2015, DeepMind)

Plays games from pixels.

### Learning Transferable Visual Models From Natural Language Supervision (ICML 2021, OpenAI)

Matches 400 million pictures with their captions. A ResNet is the weaker image encoder.
`)
	s := query.New(g, env.Dictionary, env.Rules)
	for _, c := range []struct{ rule, text, want string }{
		{"a name that the title does not have, before who only names it", "ResNet", "Deep Residual"},
		{"initials with the words that say nothing", "yolo", "You Only Look Once"},
		{"a name of a title of small words", "SAM", "Segment Anything"},
		{"a venue before its stem in a text", "Nature", "Human-level"},
		{"a venue and a year", "ICML 2021", "Learning Transferable"},
	} {
		r, err := s.Search(context.Background(), query.Request{Text: c.text, Mode: query.Lexical})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Hits) == 0 || !strings.HasPrefix(r.Hits[0].Title, c.want) {
			t.Errorf("%s: %q has %v; want %s first", c.rule, c.text, r.Hits, c.want)
		}
		if c.text == "SAM" && len(r.Hits) != 1 {
			t.Errorf("%s is called by it, and so are %v", c.want, r.Hits[1:])
		}
	}
}
