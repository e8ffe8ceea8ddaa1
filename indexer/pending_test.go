package indexer

import (
	"context"
	"os"
	"papersearch/store"
	"path/filepath"
	"strings"
	"testing"
)

// pendingStates indexes a log and returns the states of its pending items by what they say, with the titles of what was read.
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
			out[strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(r.Text), "- "), "[ ] "), "[x] ")] = p
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
		{"Lora: low rank adaption of LLM", "LoRA"},
		{"OmniParser", "OmniParser"},
		{"看看 omniparser", "OmniParser"},
		{"Flash attention v2", "FlashAttention-2"},
		{"InstructGPT", "InstructGPT"},
		{"Qwen2-Audio", "A new audio"},
		{"低秩适配", ""}, // a subject
		{"LoRA: 低秩适配之后的改进", ""},
		{"LoRA: low rank adaptation for audio", ""},
		{"ImageNet", ""},
		{"OmniParser 的数据", ""},
		// By its link.
		{"https://arxiv.org/abs/2106.09685", "LoRA"},
		{"arXiv:2408.00203v2", "OmniParser"},
		{"2010.11929", "ImageNet"},
		{"https://github.com/microsoft/OmniParser/", "OmniParser"},
		{"[代码](https://github.com/microsoft/OmniParser)", ""},
		{"读 https://www.arxiv.org/pdf/2307.08691v1", "FlashAttention-2"},
		{"https://arxiv.org/abs/1706.03762", ""}, // another entry names it
		{"https://arxiv.org/abs/2305.14314", ""}, // likewise, by the name of the link
		{"https://github.com/elsewhere/x", ""},
		{"LoRA 的后续 https://arxiv.org/abs/2106.09685", ""},
		{"OmniParser https://arxiv.org/abs/2408.00203", "OmniParser"},
		{"https://github.com/microsoft/OmniParser OmniParser", "OmniParser"},
		{"OmniParser https://arxiv.org/abs/2501.00001", ""}, // it has another number
		{"OmniParser https://arxiv.org/abs/2106.09685", ""},
		{"OmniParser 的数据 https://arxiv.org/abs/2408.00203", ""},
		{"Tide Pool https://arxiv.org/abs/2501.00002", "Tide Pool"},
		{"《OmniParser for Pure Vision Based GUI Agent》 https://arxiv.org/abs/2501.00004", "OmniParser"},
		{"《OmniParser for Pure Vision Based GUI Agent》[论文](https://arxiv.org/abs/2501.00004)", "OmniParser"},
		{"**OmniParser for Pure Vision Based GUI Agent** [arXiv](https://arxiv.org/abs/2408.00203)", "OmniParser"},
		{"**Tide Pool: Sensing the Ocean with Small Machines** [arXiv](https://arxiv.org/abs/2501.00005) [code](https://example.org/pool)", "Tide Pool"},
		{"[Herons Never Look Down: Counting Fish from Above](https://example.org/h) [pdf](https://example.org/h.pdf)", "Herons Never"},
		{"OmniParser (https://arxiv.org/abs/2408.00203)", "OmniParser"},
		{"OmniParser [arXiv](https://arxiv.org/abs/2501.00006)", ""}, // it has another number
		{"OmniParser 的显存 [arXiv](https://arxiv.org/abs/2408.00203)", ""},
		{"RAG [arXiv](https://arxiv.org/abs/2501.00007)", ""},
		{"从自然语言监督中学习可迁移的视觉模型 https://example.org/clip", "CLIP"},
		// By what stands before the colon.
		{"Tide Pool", "Tide Pool"},
		{"《Herons Never Look Down》", "Herons Never"},
		{"Herons Never Look Down: Counting Fish", "Herons Never"}, // cut short
		{"Herons Never Look Down: Counting Frogs", ""},
		{"Diffusion Models", ""},
		{"Graph Rewiring", ""},
		{"Marsh Mixing: a survey", ""},
		{"Wild Reeds", ""}, // a survey
		{"Sea Grass", ""},  // two titles begin so
		{"Pond Lily", ""},  // another title says it
		{"Tide Pool 的源码", ""},
		{"Tide", ""},
		// With a remark.
		{"Tide Pool，据说很好玩", "Tide Pool"},
		{"Tide Pool — ocean sensing, 港大", "Tide Pool"},
		{"Toolformer，同事推荐", "Toolformer"},
		{"Toolformer: 自己学 API 的那篇", "Toolformer"},
		{"Toolformer - language tools", "Toolformer"},
		{"Toolformer - reimplemented tools", ""},
		{"Toolformer，和 Gorilla 的区别，值得看看", ""},
		{"Toolformer，源码有空看", ""},
		{"Toolformer: 工具的扩展", ""},
		{"Toolformer - tools for robots", ""},
		{"LoRA，听说有很多变体", ""},
		{"RAG，听说不错", ""},
		{"RAG https://arxiv.org/abs/2501.00003", ""},
		{"Diffusion Models，同事推荐", ""},
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
	const lora = "\n《LoRA: Low-Rank Adaptation of Large Language Models》"
	log := sampleWith(t, items) + namedLog
	states := pendingStates(t, strings.Replace(log, lora, lora+"\n\n链接：https://arxiv.org/abs/2106.09685\n", 1))
	for _, c := range cases {
		p, ok := states[c.item]
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

// namedLog has entries that are known by their names and addresses.
const namedLog = `
# 2023.10

## 2023.10.8

《OmniParser for Pure Vision Based GUI Agent》

2024.8 微软的一篇文章，[论文](https://arxiv.org/pdf/2408.00203) 和 [代码](https://github.com/microsoft/OmniParser)

1. 比起[QLoRA](https://arxiv.org/abs/2305.14314)更小

《FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning》

2023.7 斯坦福的一篇文章

1. 注意力（https://arxiv.org/abs/1706.03762）不再是瓶颈，因为显存的读写少了很多
2. https://arxiv.org/abs/2307.08691

《A new audio model（Qwen2-Audio）》

2024.7 阿里的一篇文章

《Tide Pool: Sensing the Ocean with Small Machines》

2023.1 港大的一篇文章

《Herons Never Look Down: Counting Fish from Above》

2023.1 港大的一篇文章

《Diffusion Models: Where the Noise Goes》

2023.1 港大的一篇文章

《Graph Rewiring: Shorter Ways between Nodes》

2023.1 港大的一篇文章

《Wild Reeds: A Survey》

2023.1 港大的一篇文章

《Sea Grass: Carbon under Water》

2023.1 港大的一篇文章

《Sea Grass 2: Carbon under Ice》

2023.1 港大的一篇文章

《Pond Lily: Leaves That Carry Birds》

2023.1 港大的一篇文章

《How to Count the Leaves of a Pond Lily》

2023.1 港大的一篇文章

《ImageNet classes as words: an image is worth 16x16 words》

arXiv 2010.11929，谷歌
`

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

// States that were brought up to date, edit by edit, are those of an index made anew.
func TestPendingAsFresh(t *testing.T) {
	const (
		gat     = "《GAT: Graph Attention Networks》\n\n2017.10 剑桥的一篇文章\n\n"
		another = "《Graph Attention Networks for Recommendation》\n\n2019 的一篇文章\n\n"
		use     = "《Toolformer: Language Models Can Teach Themselves to Use Tools》\n\n2023.2 Meta\n\n"
		near    = "《Language Models Can Teach Themselves》\n\n2023.2 的一篇文章\n\n"
		pool    = "《Tide Pool: Sensing the Ocean with Small Machines》\n\n2023.1\n\n"
		clip    = "《CLIP: Learning Transferable Visual Models From Natural Language Supervision》\n\n2021.2 OpenAI\n\n"
	)
	list := func(items ...string) string { return "# pending list\n\n" + strings.Join(items, "\n") + "\n" }
	day := func(d string, entries ...string) string { return "## " + d + "\n\n" + strings.Join(entries, "") }
	linked := strings.Replace(gat, "2017.10", "https://arxiv.org/abs/1710.10903 2017.10", 1)
	link, sub := "- [ ] https://arxiv.org/abs/1710.10903", "- [ ] 思维链"
	rock, rocks := "- [ ] Sensing Rock Pools with Small Machines", "- [ ] Sensing Rock Pols with Small Machines"
	tools, vision, graph := "- [ ] 语言模型可以自学使用工具", "- [ ] 从自然语言监督中学习可迁移的视觉模型", "- [ ] Graph Attention Networks"
	pools := list("- [ ] Tide Pool", "- [ ] Tide Pool https://arxiv.org/abs/2501.00002", "- [ ] Tide Pool，据说很好玩", "- [ ] Tide Pool: Sensing the Ocean")
	s := newShelf(t)
	s.write("list.md", list(tools, vision, graph))
	s.write("log.md", day("2024.1.2", another))
	s.index("list.md", "log.md")
	for _, step := range []struct{ what, list, log string }{
		{"nothing is read", list(tools, vision, graph), day("2024.1.2", another)},
		{"a paper that is an item", list(tools, vision, graph), day("2024.1.3", gat) + day("2024.1.2", another)},
		{"one that is an item in the other language", list(tools, vision, graph), day("2024.1.4", use) + day("2024.1.3", gat) + day("2024.1.2", another)},
		{"its text is edited", list(tools, vision, graph), day("2024.1.4", use+"多一句\n\n") + day("2024.1.3", gat) + day("2024.1.2", another)},
		{"a title near to it", list(tools, vision, graph), day("2024.1.5", near) + day("2024.1.4", use) + day("2024.1.3", gat)},
		{"that is gone again", list(tools, vision, graph), day("2024.1.4", use) + day("2024.1.3", gat)},
		{"a paper is read again", list(tools, vision, graph), day("2024.1.9", gat) + day("2024.1.4", use) + day("2024.1.3", gat)},
		{"the first reading is gone", list(tools, vision, graph), day("2024.1.9", gat) + day("2024.1.4", use)},
		{"an item twice, and one ticked", list(graph, tools, vision, vision, "- [x] CLIP"), day("2024.1.9", gat) + day("2024.1.4", use)},
		{"the same items, and a paper that none of them is", list(graph, tools, vision, vision, "- [x] CLIP"), day("2024.1.10", pool) + day("2024.1.9", gat) + day("2024.1.4", use)},
		{"one that two of them are", list(graph, tools, vision, vision, "- [x] CLIP"), day("2024.1.11", clip) + day("2024.1.10", pool) + day("2024.1.9", gat)},
		{"which is gone", list(graph, tools, vision, vision, "- [x] CLIP"), day("2024.1.10", pool) + day("2024.1.9", gat)},
		{"an item is unticked", list(graph, tools, vision, vision, "- [ ] CLIP"), day("2024.1.9", gat) + day("2024.1.4", use)},
		{"two that are one but for a letter", list(vision, rock, rocks), day("2024.1.4", use)},
		{"in another order", list(rocks, rock, vision), day("2024.1.4", use)},
		{"in another order, and a paper that is one", list(vision, rock, rocks), day("2024.1.11", clip) + day("2024.1.4", use)},
		{"the first of them is gone", list(vision, rocks), day("2024.1.4", use)},
		{"and is there again", list(vision, rock, rocks), day("2024.1.4", use)},
		{"other items", list(tools, vision), day("2024.1.9", gat) + day("2024.1.4", use)},
		{"both are read", list(tools, vision), day("2024.1.10", clip) + day("2024.1.4", use)},
		{"a link, and what may be read", list(link, sub), day("2024.1.9", gat) + day("2024.1.4", use)},
		{"the entry gets the link", list(link, sub), day("2024.1.9", linked) + day("2024.1.4", use)},
		{"a paper of that name", list(link, sub), day("2024.1.10", "《CoT: Chain of Thought》\n\n2022\n\n") + day("2024.1.9", linked) + day("2024.1.4", use)},
		{"the link is gone, and the paper of that name", list(link, sub), day("2024.1.9", gat) + day("2024.1.4", use)},
		{"names with something beside them", pools, day("2024.1.4", use)},
		{"the paper they name", pools, day("2024.1.11", pool) + day("2024.1.4", use)},
		{"another of that name", pools, day("2024.1.12", "《Tide Pool at Night》\n\n2022\n\n") + day("2024.1.11", pool) + day("2024.1.4", use)},
		{"which has the link", pools, day("2024.1.12", "《Rock Pools》\n\nhttps://arxiv.org/abs/2501.00002 2022\n\n") + day("2024.1.11", pool) + day("2024.1.4", use)},
		{"which is gone", pools, day("2024.1.11", pool) + day("2024.1.4", use)},
		{"a title is corrected", list(tools, vision), day("2024.1.10", strings.Replace(clip, "CLIP: Learning", "ALIGN: Scaling up", 1)) + day("2024.1.4", use)},
	} {
		s.write("list.md", step.list)
		s.write("log.md", step.log)
		g, _, err := Refresh(context.Background(), s.env)
		if err != nil {
			t.Fatal(err)
		}
		got := dump(t, g)
		g.Close()
		anew := newShelf(t)
		anew.write("list.md", step.list)
		anew.write("log.md", step.log)
		anew.index("list.md", "log.md")
		if g, err = store.Open(anew.env.Dir); err != nil {
			t.Fatal(err)
		}
		want := dump(t, g)
		g.Close()
		sameLines(t, 0, step.what, got, want)
		if problems, behind, err := Check(context.Background(), s.env); err != nil || behind != "" || len(problems) > 0 {
			t.Errorf("%s: %v %v", step.what, problems, err)
		}
	}
}
