package query_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"papersearch/query"
	"slices"
	"strings"
	"testing"
)

func related(t *testing.T, s *query.Searcher, ref string, req query.Request) *query.Relatives {
	t.Helper()
	found, err := s.Find(context.Background(), ref)
	if err != nil || len(found) != 1 {
		t.Fatalf("%q means %d entries, %v", ref, len(found), err)
	}
	r, err := s.Related(context.Background(), found[0], req)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRelated(t *testing.T) {
	s := sample(t)
	for _, c := range []struct{ ref, near string }{
		{"LoRA", "QLoRA"},
		{"PatchCore", "Deep SVDD"},
		{"GAT", "GraphSAGE"},
		{"ControlNet", "Imagen"},
		{"ColBERT", "Sentence-BERT"},
	} {
		r := related(t, s, c.ref, query.Request{Limit: 3})
		var titles []string
		for i := range r.Hits {
			h := &r.Hits[i]
			titles = append(titles, h.Title)
			if h.ID == r.Entry.ID {
				t.Errorf("%s is near to itself", c.ref)
			}
			if h.Pair.Mine == "" || h.Pair.Theirs == "" || h.Duplicate {
				t.Errorf("%s: %s: %+v, duplicate %v", c.ref, h.Title, h.Pair, h.Duplicate)
			}
			if i > 0 && h.Score > r.Hits[i-1].Score {
				t.Errorf("%s: %s stands below what is farther", c.ref, h.Title)
			}
		}
		if !slices.ContainsFunc(titles, func(title string) bool { return strings.HasPrefix(title, c.near) }) {
			t.Errorf("near to %s: %q, want %s among them", c.ref, titles, c.near)
		}
	}
}

// A filter chooses before the limit does, and a total counts all that are near.
func TestRelatedFilters(t *testing.T) {
	s := sample(t)
	r := related(t, s, "GAT", query.Request{Limit: 1, Filters: query.Filters{Track: []string{"搜广推"}}})
	if len(r.Hits) != 1 || r.Hits[0].Track != "搜广推" || r.Total < 2 {
		t.Errorf("%d of %d: %+v", len(r.Hits), r.Total, r.Hits)
	}
	found, _ := s.Find(context.Background(), "GAT")
	var unknown *query.UnknownValueError
	if _, err := s.Related(context.Background(), found[0], query.Request{Filters: query.Filters{Track: []string{"x"}}}); !errors.As(err, &unknown) {
		t.Errorf("an unknown track: %v", err)
	}
}

// One paper written up twice, in other words for its title, is noticed.
func TestRelatedDuplicate(t *testing.T) {
	text, err := os.ReadFile("../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	log := string(text)
	_, entry, _ := strings.Cut(log, "《LoRA:")
	entry, _, _ = strings.Cut(entry, "《")
	env, g := open(t, log+"\n# 2023.1\n\n## 2023.1.2\n\n《LoRa:"+strings.Replace(entry, "Adaptation of Large", "Adaption of large", 1))
	r := related(t, query.New(g, env.Dictionary, env.Rules), "LoRA: Low-Rank Adaptation of Large Language Models", query.Request{Limit: 2})
	if !r.Hits[0].Duplicate || r.Hits[1].Duplicate {
		t.Errorf("%q is a duplicate: %v; %q: %v", r.Hits[0].Title, r.Hits[0].Duplicate, r.Hits[1].Title, r.Hits[1].Duplicate)
	}
}

// What many entries say makes none of them alike, in whatever words they say it.
func TestRelatedSaidOften(t *testing.T) {
	text, err := os.ReadFile("../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	code := []string{"代码已开源。", "代码已经开源。", "代码和模型都已开源。", "代码开源了。"}
	worth := []string{"总体上，值得一读。", "总体来说，值得一读。", "总体上，很值得一读。"}
	entries := strings.Split(string(text), "\n《")
	for i := range entries[1:] {
		if i%3 > 0 {
			body, next, _ := strings.Cut(entries[i+1], "\n#") // the next day's heading
			entries[i+1] = strings.TrimSpace(body) + "\n\n9. " + code[i%len(code)] + "\n\n" + worth[i%len(worth)] + "\n\n#" + next
		}
	}
	env, g := open(t, strings.Join(entries, "\n《"))
	s := query.New(g, env.Dictionary, env.Rules)
	var all []string
	if err := s.Each(context.Background(), query.Request{Kinds: []string{"paper"}}, func(e *query.Entry) error { all = append(all, e.ID); return nil }); err != nil {
		t.Fatal(err)
	}
	pairs, often := 0, 0
	for _, id := range all {
		r := related(t, s, id, query.Request{Limit: 3})
		for i := range r.Hits {
			pairs++
			if strings.Contains(r.Hits[i].Pair.Mine, "开源") || strings.Contains(r.Hits[i].Pair.Mine, "值得一读") {
				often++
			}
		}
	}
	if pairs < 90 || often*10 > pairs {
		t.Errorf("%d of %d pairs are what every other entry says", often, pairs)
	}
}

// Words that many titles have tie papers less than names, and what short entries say: QLoRA is nearer to LoRA than what is of
// large language models too, and AWQ to GPTQ than what has a transformer.
func TestRelatedByRareWords(t *testing.T) {
	var log strings.Builder
	for i, e := range [][2]string{
		{"LoRA: Low-Rank Adaptation of Large Language Models", "2021.6 微软的一篇文章，要点：\n\n1. 冻结原来的权重，只训练两个低秩矩阵\n2. 可训练参数降到万分之一，推理时合并回去没有延迟"},
		{"QLoRA: Efficient Finetuning of Quantized LLMs", "2023.5 华盛顿大学的一篇文章，要点：\n\n1. 4-bit NF4 量化基座，上面接低秩适配器微调\n2. 单卡 48G 可以微调 65B"},
		{"Prefix-Tuning: Optimizing Continuous Prompts for Generation", "2021.1 斯坦福的一篇文章，要点：\n\n1. 每层前面加可训练的前缀向量，冻结模型\n2. 参数只有千分之一"},
		{"DoRA: Weight-Decomposed Low-Rank Adaptation", "2024.2 英伟达的一篇文章，要点：\n\n1. 把权重拆成幅度和方向，方向用低秩更新\n2. 比 LoRA 更接近全量微调"},
		{"GPTQ: Accurate Post-Training Quantization for Generative Pre-trained Transformers", "2022.10 ETH的一篇文章，要点：\n\n1. 逐层用二阶信息量化权重到 3-4 bit\n2. 175B 几小时量化完"},
		{"AWQ: Activation-aware Weight Quantization for LLM Compression and Acceleration", "2023.6 MIT的一篇文章，要点：\n\n1. 按激活幅度找出 1% 重要权重，缩放后再量化\n2. 4bit 不需要反传"},
		{"SmoothQuant: Accurate and Efficient Post-Training Quantization for Large Language Models", "2022.11 MIT的一篇文章，要点：\n\n1. 把激活的离群值搬到权重里\n2. W8A8 几乎无损"},
		{"LLM.int8(): 8-bit Matrix Multiplication for Transformers at Scale", "2022.8 华盛顿大学的一篇文章，要点：\n\n1. 离群特征用 fp16，其余 int8\n2. 推理显存减半"},
		{"Informer: Beyond Efficient Transformer for Long Sequence Time-Series Forecasting", "2020.12 北航的一篇文章，要点：\n\n1. ProbSparse 注意力，长序列预测\n2. 生成式解码一次输出"},
		{"Autoformer: Decomposition Transformers with Auto-Correlation for Long-Term Series Forecasting", "2021.6 清华的一篇文章，要点：\n\n1. 序列分解放进网络内部\n2. 自相关代替注意力"},
		{"PatchTST: A Time Series is Worth 64 Words", "2022.11 普林斯顿的一篇文章，要点：\n\n1. 时间序列切成 patch\n2. 通道独立"},
		{"Switch Transformers: Scaling to Trillion Parameter Models with Simple and Efficient Sparsity", "2021.1 谷歌的一篇文章，要点：\n\n1. 每个 token 只走一个专家\n2. 负载均衡损失"},
		{"Mixtral of Experts", "2024.1 Mistral的一篇文章，要点：\n\n1. 八个专家选两个\n2. 推理只用 13B 激活参数"},
		{"GShard: Scaling Giant Models with Conditional Computation and Automatic Sharding", "2020.6 谷歌的一篇文章，要点：\n\n1. 专家并行，自动切分\n2. 600B 多语翻译"},
		{"Chain-of-Thought Prompting Elicits Reasoning in Large Language Models", "2022.1 谷歌的一篇文章，要点：\n\n1. 给出中间推理步骤的示例\n2. 大模型才有效"},
		{"Self-Consistency Improves Chain of Thought Reasoning in Language Models", "2022.3 谷歌的一篇文章，要点：\n\n1. 采样多条推理路径投票\n2. 数学题提升明显"},
		{"Tree of Thoughts: Deliberate Problem Solving with Large Language Models", "2023.5 普林斯顿的一篇文章，要点：\n\n1. 推理变成树搜索\n2. 24 点游戏"},
		{"Large Language Models are Zero-Shot Reasoners", "2022.5 东京大学的一篇文章，要点：\n\n1. 加一句 let's think step by step\n2. 零样本推理"},
		{"Training Compute-Optimal Large Language Models", "2022.3 DeepMind的一篇文章，要点：\n\n1. 参数和数据同比例扩展\n2. Chinchilla 70B 胜过 280B"},
		{"Scaling Laws for Neural Language Models", "2020.1 OpenAI的一篇文章，要点：\n\n1. 损失对算力参数数据是幂律\n2. 大模型更省样本"},
		{"PaLM: Scaling Language Modeling with Pathways", "2022.4 谷歌的一篇文章，要点：\n\n1. 540B 稠密模型\n2. 推理任务涌现"},
		{"LLaMA: Open and Efficient Foundation Language Models", "2023.2 Meta的一篇文章，要点：\n\n1. 公开数据训练更久\n2. 13B 胜过 GPT-3"},
		{"Attention Is All You Need", "2017.6 谷歌的一篇文章，要点：\n\n1. 只用注意力，不用循环\n2. 多头与位置编码"},
		{"Reformer: The Efficient Transformer", "2020.1 谷歌的一篇文章，要点：\n\n1. 局部敏感哈希注意力\n2. 可逆层省显存"},
		{"Longformer: The Long-Document Transformer", "2020.4 AI2的一篇文章，要点：\n\n1. 滑窗注意力加全局注意力\n2. 长文档"},
	} {
		fmt.Fprintf(&log, "## 2024.%d.%d\n\n《%s》\n\n%s\n\n", 12-i/5, 28-i%5, e[0], e[1])
	}
	env, g := open(t, log.String())
	s := query.New(g, env.Dictionary, env.Rules)
	for _, c := range []struct {
		ref, near string
		within    int
	}{
		{"LoRA", "DoRA", 1},
		{"LoRA", "QLoRA", 5},
		{"GPTQ", "SmoothQuant", 1},
		{"GPTQ", "AWQ", 4},
	} {
		r := related(t, s, c.ref, query.Request{Limit: c.within})
		if !slices.ContainsFunc(r.Hits, func(h query.Relative) bool { return h.Alias == c.near }) {
			t.Errorf("near to %s: %s is not among the first %d", c.ref, c.near, c.within)
		}
	}
}

// Of the entry asked about 64 stretches are compared, its title and the first 63 of its body; of the others all.
func TestRelatedOfLongEntry(t *testing.T) {
	who := []string{"扩散模型", "图神经网络", "推荐系统", "语音识别", "机器翻译", "目标检测", "强化学习", "知识图谱", "时间序列预测", "蛋白质结构预测"}
	what := []string{
		"在小数据集上很容易过拟合，需要加上更强的正则化和数据增强才行", "训练的时候显存占用太高，用梯度检查点可以省下一半左右的内存",
		"推理速度很慢，蒸馏成一个小的学生模型之后可以快上十倍多", "对超参数很敏感，学习率要先预热几千步然后再用余弦退火下降",
		"评测指标和人的判断并不一致，所以又找了标注员来打分比较", "长尾类别的效果不好，重新采样和调整损失的权重都有一定帮助",
		"换到别的领域之后掉点很多，用少量的目标域样本微调就能恢复", "可解释性是个问题，作者把注意力的权重画成了热力图来分析",
		"预训练用了上亿条从网上爬下来的样本，清洗的过程写得很详细", "隐私保护的要求使得数据不能出本地，于是用联邦的方式来训练",
	}
	var points []string
	for _, w := range what {
		for _, x := range who {
			points = append(points, x+w)
		}
	}
	var long strings.Builder
	for i, p := range points {
		fmt.Fprintf(&long, "%d. %s。\n", i+1, p)
	}
	const within, beyond = 31, 88
	sample, err := os.ReadFile("../testdata/papers.md") // others, so that nothing is near to all
	if err != nil {
		t.Fatal(err)
	}
	const report, first, last = "Quokka: An Hour of Reading", "QuokkaNet: Segmentation of Medical Scans", "QuokkaBid: Bids in Auctions of Advertisements"
	env, g := open(t, string(sample)+fmt.Sprintf("\n# 2022.3\n\n## 2022.3.5\n\n《%s》\n\n2024.1 清华的一篇文章，要点：\n\n%s\n\n"+
		"《%s》\n\n2024.1 北大的一篇文章，要点：\n\n1. %s。\n\n《%s》\n\n2024.1 浙大的一篇文章，要点：\n\n1. %s。\n",
		report, &long, first, points[within], last, points[beyond]))
	s := query.New(g, env.Dictionary, env.Rules)
	// pair are the sentences that make two entries alike.
	pair := func(of, near string) query.Pair {
		r := related(t, s, of, query.Request{})
		i := slices.IndexFunc(r.Hits, func(h query.Relative) bool { return h.Title == near })
		if i < 0 {
			t.Fatalf("%s is not near to %s", near, of)
		}
		return r.Hits[i].Pair
	}
	if p := pair(report, first); !strings.Contains(p.Mine, points[within]) {
		t.Errorf("point %d is compared, and %q is the nearest to %q", within, p.Mine, p.Theirs)
	}
	if p := pair(report, last); strings.Contains(p.Mine, points[beyond]) {
		t.Errorf("point %d is compared: %q", beyond, p.Mine)
	}
	if p := pair(last, report); !strings.Contains(p.Theirs, points[beyond]) {
		t.Errorf("asked the other way round, %q is the nearest to %q, want point %d", p.Theirs, p.Mine, beyond)
	}
}
