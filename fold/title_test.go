package fold

import "testing"

func TestSameWords(t *testing.T) {
	for _, c := range []struct {
		what, a, b string
		want       bool
	}{
		{"one title", "Attention Is All You Need", "attention is all you need", true},
		{"letters swapped", "Scalable Diffusion Modles with Transformers", "Scalable Diffusion Models with Transformers", true},
		{"a hyphen more", "Text-to-Image Diffusion Models", "Text to image diffusion models", true},
		{"a blank less", "Large LanguageModels for Code", "Large Language Models for Code", true},
		{"another number", "Minigpt-5 vision language", "Minigpt-4 vision language", false},
		{"another first letter", "unsupervised learning of depth", "supervised learning of depth", false},
		{"another word", "Masked Autoencoders for Video", "Masked Autoencoders for Audio", false},
		{"a word more", "Attention Is Not All You Need", "Attention Is All You Need", false},
		{"two words", "Deep Learing", "Deep Learning", false},
		{"Han", "基于扩散模型的图像编辑", "基于扩散模型的图象编辑", false},
		{"nothing", "", "", false},
	} {
		if got := SameWords(Words(c.a), Words(c.b)); got != c.want {
			t.Errorf("%s: %q and %q: %v, want %v", c.what, c.a, c.b, got, c.want)
		}
	}
}

func TestBehindName(t *testing.T) {
	for title, want := range map[string]string{
		"LoRA: Low-Rank Adaptation of Large Language Models":   "Low-Rank Adaptation of Large Language Models",
		"扩散策略：从示范里学动作":                                         "从示范里学动作",
		"Attention Is All You Need":                            "",
		"What we talk about when we talk about graphs: a view": "",
		"GAT: v2":                              "",
		"Wild Reeds: A Comprehensive Survey":   "",
		"Wild Reeds: A Survey of Their Colors": "A Survey of Their Colors",
		": nothing in front":                   "",
	} {
		if got := BehindName(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

func TestCutName(t *testing.T) {
	for _, c := range []struct{ title, name, rest string }{
		{"LLaVA: Visual Instruction Tuning", "LLaVA", "Visual Instruction Tuning"},
		{"ALIGN ：: A Large-scale Image", "ALIGN", "A Large-scale Image"},
		{"思维链：大模型的推理", "思维链", "大模型的推理"},
		{"A: B: C", "A", "B: C"},
		{"Name:", "Name", ""},
		{": nothing before it", "", ""},
		{"https://arxiv.org/abs/2106.09685", "", ""},
		{"Attention Is All You Need", "", ""},
	} {
		if name, rest, ok := CutName(c.title); name != c.name || rest != c.rest || ok != (c.name != "") {
			t.Errorf("%q is cut into %q and %q, %v", c.title, name, rest, ok)
		}
	}
}
