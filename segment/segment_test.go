package segment

import (
	"fmt"
	"os"
	"papersearch/fold"
	"papersearch/internal/synth"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-ego/gse"
)

var dict = NewDictionary(nil, nil)

// terms writes words as one would note them down: term, and its parts in brackets.
func terms(words []Word) string {
	var out []string
	for _, w := range words {
		s := w.Term
		if len(w.Parts) > 0 {
			var parts []string
			for _, p := range w.Parts {
				parts = append(parts, p.Term)
			}
			s += "[" + strings.Join(parts, " ") + "]"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"Chinese", "扩散模型", "扩散模型[扩散 模型]"},
		{"traditional", "擴散模型", "扩散模型[扩散 模型]"},
		{"a sentence", "本文提出一种新的方法", "本文 提出 一种 新 的 方法"},
		{"mixed", "基于CLIP的图像检索", "基于 clip 的 图像检索[图像 检索]"},
		{"no dictionary word", "龘䶮", "龘 䶮"},
		{"English is stemmed", "diffusion models for images", "diffus model for imag"},
		{"and as it is written in America", "vectorised vectorized modelling modeling behaviours behaviors noise hour", "vector vector model model behavior behavior nois hour"},
		{"full width", "ＧＰＴ－４", "gpt4[gpt 4]"},
		{"hyphens", "text-to-image", "texttoimag[text to imag]"},
		{"digits within", "BLIP2", "blip2[blip 2]"},
		{"a hyphen before digits", "Minigpt-4", "minigpt4[minigpt 4]"},
		{"camel case", "MiniGPT4", "minigpt4[minigpt mini gpt 4]"},
		{"a number", "top-1 84.5%", "top1[top 1] 84.5"},
		{"units", "7B 1.2M 3D", "7b 1.2m 3d"},
		{"languages", "C++ and C#", "c++ and c#"},
		{"accents", "Tübingen", "tübingen"},
		{"punctuation", "，。！？ --- ... 《》", ""},
		{"emoji", "🎨 paint", "paint"},
		{"broken bytes", "扩散\xff模型", "扩散 模型"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := terms(dict.Load(c.text).Words(c.text)); got != c.want {
				t.Errorf("%q:\n got %s\nwant %s", c.text, got, c.want)
			}
		})
	}
}

// The spellings of a name meet in one term.
func TestSpellings(t *testing.T) {
	for _, same := range [][]string{
		{"MiniGPT4", "Minigpt-4", "minigpt4", "ＭｉｎｉＧＰＴ４"},
		{"VQVAE", "VQ-VAE", "vq_vae"},
		{"Q-Former", "QFormer", "q-former"},
		{"text-to-image", "Text-to-Image", "text-to-images"},
		{"BLIP2", "BLIP-2"},
		{"pre-training", "pretraining", "Pre-Training"},
		{"CNN", "CNNs", "cnns", "cnn"},
		{"GPU", "GPUs", "gpus"},
		{"Bi-LSTM", "Bi-LSTMs", "BiLSTM"},
		{"KV", "KVs"},
	} {
		var first string
		for i, s := range same {
			words := dict.Load(s).Words(s)
			if len(words) != 1 {
				t.Errorf("%q is %d words: %s", s, len(words), terms(words))
				continue
			}
			if i == 0 {
				first = words[0].Term
			} else if words[0].Term != first {
				t.Errorf("%q is %s, %q is %s", same[0], first, s, words[0].Term)
			}
		}
	}
}

// checkOffsets says what is wrong with the offsets of words: they are on rune boundaries, in order, in the text,
// and what they enclose folds to the term.
func checkOffsets(text string, words []Word) error {
	last := 0
	for _, w := range words {
		if w.Start < last || w.End <= w.Start || w.End > len(text) {
			return fmt.Errorf("word %q at %d to %d after %d of %d", w.Term, w.Start, w.End, last, len(text))
		}
		if !utf8.RuneStart(text[w.Start]) || w.End < len(text) && !utf8.RuneStart(text[w.End]) && utf8.ValidString(text) {
			return fmt.Errorf("word %q at %d to %d within a rune", w.Term, w.Start, w.End)
		}
		if w.Han && fold.String(text[w.Start:w.End]) != w.Term {
			return fmt.Errorf("word %q stands for %q", w.Term, text[w.Start:w.End])
		}
		for _, p := range w.Parts {
			if p.Start < w.Start || p.End > w.End || p.Start >= p.End {
				return fmt.Errorf("part %q at %d to %d of word %q at %d to %d", p.Term, p.Start, p.End, w.Term, w.Start, w.End)
			}
		}
		last = w.End
	}
	return nil
}

// full is gse with its whole dictionary and the words of the glossary, which takes seconds to load: the judge. Its
// total frequency stays that of gse's words.
func full(t testing.TB) *Analyzer {
	t.Helper()
	seg := &gse.Segmenter{SkipLog: true, NotLoadHMM: true}
	if err := seg.LoadDictEmbed("zh_s"); err != nil {
		t.Fatal(err)
	}
	all := seg.Dict.TotalFreq()
	if got := strings.TrimSpace(total); got != strconv.Itoa(int(all)) {
		t.Errorf("total.txt has %s, gse %.0f: run make generate", got, all)
	}
	for line := range strings.Lines(glossaryText) {
		for term := range strings.SplitSeq(strings.TrimSpace(line), " | ") {
			if w := fold.String(term); han(w) && utf8.RuneCountInString(w) > 1 {
				if err := seg.AddToken(w, GlossaryFreq); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := seg.AddToken("\U0010FFFF\U0010FFFE", all-seg.Dict.TotalFreq()); err != nil {
		t.Fatal(err)
	}
	seg.CalcToken()
	return &Analyzer{segment: seg.Segment}
}

// The dictionary that is loaded for a text cuts it as the whole one does: sample log, synthetic log, the shared
// logs where they are, whole and line by line.
func TestAsFullDictionary(t *testing.T) {
	if testing.Short() {
		t.Skip("loading gse's dictionary takes seconds")
	}
	judge := full(t)
	texts := map[string]string{"synthetic": synth.Log(300, 7)}
	files, _ := filepath.Glob("../../shared/corpus/*.md")
	if len(files) == 0 {
		t.Log("no shared logs here: only the samples are compared")
	}
	for _, f := range append(files, "../testdata/papers.md") {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(f)] = string(b)
	}
	lines := 0
	for name, text := range texts {
		compare := func(s string) {
			got, want := dict.Load(s).Words(s), judge.Words(s)
			if !slices.EqualFunc(got, want, func(a, b Word) bool {
				return a.Term == b.Term && a.Start == b.Start && a.End == b.End && slices.Equal(a.Parts, b.Parts)
			}) {
				t.Errorf("%s: %.80q\n got %.200s\nwant %.200s", name, s, terms(got), terms(want))
			}
			if err := checkOffsets(s, got); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		compare(text)
		for line := range strings.Lines(text) {
			if lines++; lines%5 == 0 || len(texts) < 3 {
				compare(line)
			}
		}
	}
	t.Logf("%d texts and %d lines cut alike", len(texts), lines/5)
}

// What else is loaded does not matter: a query is cut as the entry that it finds.
func TestAloneAsTogether(t *testing.T) {
	text := synth.Log(20, 3)
	all := dict.Load(text)
	for line := range strings.Lines(text) {
		if got, want := terms(dict.Load(line).Words(line)), terms(all.Words(line)); got != want {
			t.Errorf("%q\nalone    %s\ntogether %s", line, got, want)
		}
	}
}

// Words of the owner are words, with the parts they have in the dictionary.
func TestOwnersWords(t *testing.T) {
	const text = "搜广推算法"
	if got := terms(dict.Load(text).Words(text)); got == "搜广推 算法" {
		t.Skip("the word is in the dictionary by now; choose another")
	} else if own := terms(NewDictionary([]string{"搜广推"}, nil).Load(text).Words(text)); own != "搜广推 算法" {
		t.Errorf("with the word: %s", own)
	}
	if dict.Version() == NewDictionary([]string{"搜广推"}, nil).Version() {
		t.Error("a word more does not change the version")
	}
}

func TestPairs(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"扩散模型", "扩散/散模/模型"},
		{"擴散", "扩散"},
		{"用CLIP做检索", "用 clip/clip 做/做检/检索"},
		{"text", ""},
		{"the state of the art", "state art"},
		{"text-to-image diffusion models", "text imag/imag diffus/diffus model"},
		{"扩散。模型\n网络，结构", "扩散/模型/网络/络结/结构"},
	} {
		var got []string
		for _, w := range dict.Load(c.text).Pairs(c.text) {
			got = append(got, w.Term)
		}
		if got := strings.Join(got, "/"); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestGlossary(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"文生图", "text-to-image"},
		{"T2I", "文生图"},
		{"large language models", "大语言模型"},
		{"图神经网络", "graph neural network"},
		{"點擊率預估", "CTR prediction"},
	} {
		a := dict.Load(c.text)
		found := false
		for _, m := range dict.Glossary().Match(c.text, a.Words(c.text)) {
			found = found || slices.Contains(m.Terms, c.want)
		}
		if !found {
			t.Errorf("%q does not mean %q", c.text, c.want)
		}
	}
}

// The glossary is read by people and by the program: no two terms stand together in two groups (a term with two meanings
// has a group for each), none stands alone.
func TestGlossaryFile(t *testing.T) {
	seen := map[[2]string]int{}
	groups := 0
	for n, line := range strings.Split(glossaryText, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		groups++
		list := strings.Split(line, "|")
		if len(list) < 2 {
			t.Errorf("line %d: %q stands alone", n+1, line)
		}
		for _, term := range list {
			key := fold.Key(term)
			for _, other := range list {
				pair := [2]string{key, fold.Key(other)}
				if before, ok := seen[pair]; ok && before != n && pair[0] != pair[1] {
					t.Errorf("line %d: %q and %q stand in line %d too", n+1, strings.TrimSpace(term), strings.TrimSpace(other), before+1)
				}
				seen[pair] = n
			}
			if !slices.ContainsFunc(dict.Glossary().groups(key), func(g []string) bool { return slices.Contains(g, strings.TrimSpace(term)) }) {
				t.Errorf("line %d: terms.txt does not lead from %q to its group: run make generate", n+1, strings.TrimSpace(term))
			}
		}
	}
	if groups < 500 {
		t.Errorf("%d groups, want 500", groups)
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"扩散模型", "擴散 Text-to-Image", "ＧＰＴ－４", "a\xff扩", "C++", "1.2M", "𠌥龘", "é́", "--", "MiniGPT4 的", "散A型"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a := dict.Load(text)
		if err := checkOffsets(text, a.Words(text)); err != nil {
			t.Error(err)
		}
		for _, w := range a.Pairs(text) {
			w.Han = false // what stands between two runes, "散a型", is no part of the pair
			if err := checkOffsets(text, []Word{w}); err != nil {
				t.Error(err)
			}
		}
	})
}

// A query of twenty runes, cold: dictionary and all, as a search does it once.
func BenchmarkQueryCold(b *testing.B) {
	const text = "面向大语言模型的检索增强生成方法综述研究"
	n := 0
	for b.Loop() {
		n = len(NewDictionary(nil, nil).Load(text).Words(text))
	}
	b.ReportMetric(float64(n), "words")
}

func BenchmarkLog(b *testing.B) {
	text := synth.Log(1000, 1)
	b.SetBytes(int64(len(text)))
	n := 0
	for b.Loop() {
		n = len(dict.Load(text).Words(text))
	}
	b.ReportMetric(float64(n), "words")
}

func Example() {
	const text = "MiniGPT-4 基于擴散模型生成圖像"
	for _, w := range dict.Load(text).Words(text) {
		fmt.Println(w.Term, text[w.Start:w.End])
	}
	// Output:
	// minigpt4 MiniGPT-4
	// 基于 基于
	// 扩散模型 擴散模型
	// 生成 生成
	// 图像 圖像
}

// Words of one language have their likely ones in the other, by the terms that are indexed.
func TestTranslations(t *testing.T) {
	for term, want := range map[string]string{
		"推荐": "recommend", "recommend": "推荐", "cook": "烹制", "训练": "train", "图像": "imag", "imag": "图像",
	} {
		if got := Translations(term); !slices.Contains(got, want) {
			t.Errorf("%s is translated %q, want %s among them", term, got, want)
		}
	}
	for _, term := range []string{"", "zzz", "的", "the", "\U0010FFFF"} {
		if got := Translations(term); got != nil {
			t.Errorf("%q is translated %q, want nothing", term, got)
		}
	}
}

// The file is as a search in it needs it: sorted, each term once, a few terms of the other language for each.
func TestTranslationsFile(t *testing.T) {
	last := ""
	for line := range strings.Lines(translationsText) {
		terms := strings.Fields(line)
		if line <= last || len(terms) < 2 || len(terms) > 4 {
			t.Fatalf("line %q behind %q", line, last)
		}
		for _, other := range terms[1:] {
			if han(other) == han(terms[0]) {
				t.Errorf("%q: %s is of the same language", line, other)
			}
		}
		last = line
	}
}

// The English words are sorted, as a lookup asks, and are those that people know, in their forms.
func TestEnglish(t *testing.T) {
	if words := strings.Split(strings.TrimSuffix(englishText, "\n"), "\n"); !slices.IsSorted(words) {
		t.Error("english.txt is not sorted")
	}
	for word, want := range map[string]bool{"strong": true, "pitches": true, "zoom": true, "abandoned": true, "imagen": false, "recomendation": false, "": false, "a": false, "zzz": false} {
		if IsEnglish(word) != want {
			t.Errorf("%q: %v", word, !want)
		}
	}
}

// A term of the glossary is told from what was typed by one rune, never by more, and never by a letter.
func TestARuneAway(t *testing.T) {
	g := newGlossary([][]string{{"排序塔", "tower"}})
	for text, want := range map[string][]string{"联帮学习": {"联邦学习"}, "卷机神经网络": {"卷积神经网络"}, "排字塔": {"排序塔"}, "联邦学习": nil, "联帮学系": nil, "towel": nil, "": nil} {
		if got := g.ARuneAway(text); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestKinds(t *testing.T) {
	g := NewDictionary(nil, nil).Glossary()
	for term, want := range map[string]string{"抓取": "grasping", "四足": "quadruped robot", "模仿学习": "imitation learning"} {
		if !slices.Contains(g.Kinds(term), want) {
			t.Errorf("%s: %q has no %s", term, g.Kinds(term), want)
		}
	}
	if got := g.Kinds("足"); got != nil {
		t.Errorf("one rune has kinds: %q", got)
	}
}

func TestHas(t *testing.T) {
	d := NewDictionary([]string{"章鱼烧"}, nil)
	for word, want := range map[string]bool{"线性规划": true, "规划": true, "章鱼烧": true, "用线性规": false, "": false, "x": false} {
		if d.Has(word) != want {
			t.Errorf("%s is a word: %v", word, !want)
		}
	}
}
