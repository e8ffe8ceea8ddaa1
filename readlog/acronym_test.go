package readlog

import (
	"fmt"
	"strings"
	"testing"
)

func TestAcronyms(t *testing.T) {
	for _, c := range []struct{ title, text, want string }{
		{"", "we present Large Language and Vision Assistant (LLaVA), which", "LLaVA=Large Language and Vision Assistant"},
		{"", "提出了 Direct Preference Optimization（DPO），不再需要", "DPO=Direct Preference Optimization"},
		{"", "用 DPO (Direct Preference Optimization) 代替 PPO", "DPO=Direct Preference Optimization"},
		{"ALIGN : A Large-scale ImaGe and Noisy-text embedding", "", "ALIGN=A Large-scale ImaGe and Noisy"},
		{"RAG: Retrieval-Augmented Generation for NLP", "", "RAG=Retrieval-Augmented Generation"},
		{"", "Low-Rank Adaptation (LoRA, 2021)", "LoRA=Low-Rank Adaptation"},
		{"", "the nearest neighbour search (NN) of", "NN=nearest neighbour search"},
		{"", "a network (DNN) of", ""},
		{"", "检索增强生成（RAG）", ""},
		{"", "Stanford University (US)", ""},
		{"", "as before (see Section IV)", ""},
		{"CLIP: Learning Transferable Visual Models", "", ""},
		{"LoRA: Low-Rank Adaptation of Large Language Models", "", "LoRA=Low-Rank Adaptation"},
		{"", "没有右括号 Mean Teacher (MT", ""},
		{"", "Mixture of Experts (MoE) and State Space Model (SSM)", "MoE=Mixture of Experts SSM=State Space Model"},
		{"", "()（）( )", ""},
	} {
		var got []string
		for _, a := range Acronyms(c.title, c.text) {
			got = append(got, fmt.Sprintf("%s=%s", a.Short, a.Long))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q %q: %q, want %q", c.title, c.text, s, c.want)
		}
	}
}

func FuzzAcronyms(f *testing.F) {
	f.Add("ALIGN : A Large-scale", "Large Language and Vision Assistant (LLaVA)")
	f.Fuzz(func(t *testing.T, title, text string) {
		for _, a := range Acronyms(title, text) {
			if !strings.Contains(title+"\n"+text, a.Short) || len(a.Long) <= len(a.Short) {
				t.Errorf("%q for %q", a.Short, a.Long)
			}
		}
	})
}
