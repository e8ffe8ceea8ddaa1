package indexer

import (
	"os"
	"papersearch/store"
	"path/filepath"
	"strings"
	"testing"
)

// pendingStates indexes a log and returns its pending items as "state title", with the title of what was read.
func pendingStates(t *testing.T, log string) map[string]store.Pending {
	t.Helper()
	s := newShelf(t)
	s.write("papers.md", log)
	s.index("papers.md")
	g, err := store.Open(s.env.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	titles := map[string]string{}
	for i := range g.Table.Len() {
		r, err := g.Record(i)
		if err != nil {
			t.Fatal(err)
		}
		titles[g.Table.Row(i).ID] = r.Title
	}
	out := map[string]store.Pending{}
	for i := range g.Table.Len() {
		r, _ := g.Record(i)
		switch {
		case g.Table.Kind(i) != store.Todo:
			if r.Pending != nil {
				t.Errorf("%s is no pending item and has a state", r.Title)
			}
		case r.Pending == nil:
			t.Errorf("%s has no state", r.Title)
		default:
			p := *r.Pending
			p.Of = titles[p.Of]
			out[r.Title] = p
		}
	}
	return out
}

// sampleWith is the sample log with other items on its pending list.
func sampleWith(t *testing.T, items []string) string {
	t.Helper()
	b, err := os.ReadFile("../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	_, log, _ := strings.Cut(string(b), "\n# 2024.3")
	return "# pending list\n\n- [ ] " + strings.Join(items, "\n- [ ] ") + "\n\n# 2024.3" + log
}

func TestPendingRead(t *testing.T) {
	cases := []struct{ item, of string }{
		// By title.
		{"ControlNet: Adding Conditional Control to Text-to-Image Diffusion Models", "ControlNet"},
		{"《Adding Conditional Control to Text-to-Image Diffusion Models》", "ControlNet"},
		{"masked autoencoders are scalable vision learners", "MAE"},
		{"[Chain-of-Thought Prompting Elicits Reasoning in Large Language Models](https://arxiv.org/abs/2201.11903)", "Chain-of-Thought"},
		{"Learning Transferable Visual Models From Natural Language Supervision（很多人引用）", "CLIP"},
		{"Attention Is All You Need 再看一遍位置编码", "Attention Is All You Need"},
		{"精读：Self-Consistency Improves Chain of Thought Reasoning in Language Models", "Self-Consistency"},
		{"ＬｏＲＡ: Low-Rank Adaptation of Large Language Models", "LoRA"},
		// Misspelt.
		{"Scalable Diffusion Modles with Transformers", "DiT"},
		{"Retreival-Augmented Generation for Knowledge-Intensive NLP Tasks", "RAG"},
		{"Swin Transformer: Hierarchical Vision Transfomer using Shifted Windows", "Swin"},
		// By name.
		{"精读 Toolformer 原文", "Toolformer"},
		{"读 BLIP2", "BLIP-2"},
		{"思维链 论文", ""}, // a subject, not the paper
		// In the other language.
		{"图注意力网络", "GAT"},
		{"从自然语言监督中学习可迁移的视觉模型", "CLIP"},
		{"用人类反馈训练语言模型遵循指令", "InstructGPT"},
		{"语言模型可以自学使用工具", "Toolformer"},
		{"大规模图上的归纳式表示学习", "GraphSAGE"},
		{"深度兴趣网络用于点击率预估", "DIN"},
		{"去中心化数据上深度网络的高效通信学习", "FedAvg"},
		// Not read, though a model or a subject of the log is named.
		{"vLLM 源码，调度器部分", ""},
		{"CLIP 和 ALIGN 的区别", ""},
		{"LLaVA: Visual Instruction Tuning", ""},
		{"LoRA 在扩散模型上的变体", ""},
		{"Attention Is Not All You Need: Pure Attention Loses Rank", ""},
		{"BLIP: Bootstrapping Language-Image Pre-training for Unified Understanding", ""},
		{"Unscalable Diffusion Models with Transformers", ""},
		{"GAT v2: How Attentive are Graph Attention Networks?", ""},
		{"Graph Attention Networks: A Survey", ""},
		{"扩散模型综述", ""},
		{"大语言模型的推理能力", ""},
		{"视觉语言模型", ""},
		{"推荐系统里的图神经网络", ""},
		{"奖励模型", ""},
		{"图上的大模型", ""},
		{"给实验室的机器装 NCCL 测试", ""},
	}
	var items []string
	for _, c := range cases {
		items = append(items, c.item)
	}
	states := pendingStates(t, sampleWith(t, items))
	plain := func(s string) string {
		if rest, ok := strings.CutPrefix(s, "["); ok {
			s, _, _ = strings.Cut(rest, "]")
		}
		return s
	}
	for _, c := range cases {
		p, ok := states[plain(c.item)]
		switch {
		case !ok:
			t.Errorf("no item %q", c.item)
		case c.of == "" && p.State != store.StateOpen:
			t.Errorf("%q: %s as %q (%s), want open", c.item, p.State, p.Of, p.Why)
		case c.of != "" && (p.State != store.StateRead || !strings.HasPrefix(p.Of, c.of) || p.Why == ""):
			t.Errorf("%q: %s as %q (%s), want read as %s", c.item, p.State, p.Of, p.Why, c.of)
		}
	}
}

func TestPendingDuplicate(t *testing.T) {
	states := pendingStates(t, sampleWith(t, []string{
		"Scaling Rectified Flow Transformers for High-Resolution Image Synthesis",
		"工程", "scaling rectified flow transformrs for high-resolution image synthesis",
		"Rectified Flow: Flow Straight and Fast", "工程 ",
	}))
	for title, want := range map[string]store.State{
		"Scaling Rectified Flow Transformers for High-Resolution Image Synthesis": store.StateOpen,
		"scaling rectified flow transformrs for high-resolution image synthesis":  store.StateDuplicate,
		"Rectified Flow: Flow Straight and Fast":                                  store.StateOpen,
		"工程":                                                                      store.StateOpen, // two headings of one word are no twins
	} {
		if got := states[title].State; got != want {
			t.Errorf("%q is %s, want %s", title, got, want)
		}
	}
}

// The shared seed log has 17 items, and none of them was read.
func TestPendingOfSeedLog(t *testing.T) {
	for _, name := range []string{"papers-daily-2024.md", "log-revisions/r1.md", "log-revisions/r2.md"} {
		b, err := os.ReadFile(filepath.Join("../../shared/corpus", name))
		if err != nil {
			t.Skip(err)
		}
		states := pendingStates(t, string(b))
		for title, p := range states {
			if p.State != store.StateOpen {
				t.Errorf("%s: %q is %s as %q (%s)", name, title, p.State, p.Of, p.Why)
			}
		}
		if name == "papers-daily-2024.md" && len(states) != 17 {
			t.Errorf("%d items, want 17", len(states))
		}
	}
}
