// Package synth writes reading logs of any length, for tests and benchmarks: the seed log's grammar, words of
// machine learning in both languages with the frequencies of prose, the same text for the same seed.
package synth

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// Log is a reading log of n entries, the newest first, one a day back from 2024-12-31. An entry has about 900
// bytes, as those of real logs have.
func Log(n int, seed uint64) string {
	w := &writer{rng: rand.New(rand.NewPCG(seed, 2024))}
	w.WriteString("# 阅读记录\n\n领域主线：\n\n1. 大模型（NLP, CV, 多模态等）\n2. GNN系列\n3. Anomaly Detection 系列\n4. 搜广推\n\n# pending list\n\n")
	for range 10 {
		fmt.Fprintf(w, "- [ ] %s\n", w.title())
	}
	year, month, day := 2024, 12, 31
	lastMonth := 0
	for range n {
		if month != lastMonth {
			fmt.Fprintf(w, "\n# %d.%d\n", year, month)
			lastMonth = month
		}
		fmt.Fprintf(w, "\n## %d.%d.%d\n\n", year, month, day)
		w.entry(year, month)
		if day--; day == 0 {
			day = 28
			if month--; month == 0 {
				year, month = year-1, 12
			}
		}
	}
	return w.String()
}

type writer struct {
	strings.Builder
	rng *rand.Rand
}

func (w *writer) entry(year, month int) {
	fmt.Fprintf(w, "《%s》\n\n%d.%d %s的一篇%s文章，要点：\n\n", w.title(), year-w.rng.IntN(3), 1+w.rng.IntN(month), pick(w, places), pick(w, subjects))
	for i := range 3 + w.rng.IntN(2) {
		fmt.Fprintf(w, "%d. ", i+1)
		for j := range 2 + w.rng.IntN(2) {
			if j > 0 {
				w.WriteString("；")
			}
			w.sentence()
		}
		w.WriteString("\n")
	}
	w.WriteString("\n总体上，")
	w.sentence()
	w.WriteString("。\n")
}

// title has a model's name before the colon: capitals of two syllables and a number, rarely met twice.
func (w *writer) title() string {
	var t strings.Builder
	name := pick(w, syllables) + pick(w, syllables) + pick(w, syllables)
	t.WriteString(strings.ToUpper(name[:1]) + name[1:])
	if w.rng.IntN(2) == 0 {
		fmt.Fprintf(&t, "-%d", 1+w.rng.IntN(9))
	}
	t.WriteString(":")
	for range 5 + w.rng.IntN(4) {
		word := w.zipf(english)
		t.WriteString(" " + strings.ToUpper(word[:1]) + word[1:])
	}
	return t.String()
}

func (w *writer) sentence() {
	for i := range 9 + w.rng.IntN(8) {
		switch {
		case w.rng.IntN(4) == 0:
			w.WriteString(" " + w.zipf(english) + " ")
		case w.rng.IntN(25) == 0:
			fmt.Fprintf(w, "%d%%", w.rng.IntN(100))
		default:
			w.WriteString(w.zipf(chinese))
			if i%4 == 3 {
				w.WriteString("的")
			}
		}
	}
}

// zipf picks the word of rank r with a chance of about 1/r, as words of prose are met.
func (w *writer) zipf(words []string) string {
	r := math.Exp(w.rng.Float64()*math.Log(float64(len(words)+1))) - 1
	return words[min(int(r), len(words)-1)]
}

func pick[T any](w *writer, list []T) T { return list[w.rng.IntN(len(list))] }

var (
	places   = strings.Fields("谷歌 微软 清华 北大 浙大 斯坦福 伯克利 CMU OpenAI Meta 字节跳动 阿里巴巴 腾讯 华为 美团 中科大 上交 DeepMind 英伟达 百度")
	subjects = strings.Fields("多模态 图神经网络 异常检测 推荐 语言模型 图像生成 强化学习 语音 检索 模型压缩")

	syllables = strings.Fields("ba ce di fo gu ha ji ka lo me no pi qu ra sy te vi wo xe za bri cla dro fle gra kly pra sto tri ven mar del sin ton ric hal")

	// The words by falling frequency; rank stands for how common a word is.
	chinese = strings.Fields(`模型 方法 训练 数据 图像 文本 特征 任务 实验 结果 效果 提出 学习 网络 生成 注意力 语言 预训练 损失 参数
 编码器 解码器 样本 性能 对比 表示 检索 推理 微调 优化 结构 节点 用户 序列 目标 检测 分类 分割 扩散 噪声
 采样 对齐 融合 蒸馏 量化 剪枝 推荐 排序 召回 广告 兴趣 行为 点击率 冷启动 异常 离群 阈值 重建 聚类 邻居
 聚合 消息 传递 图谱 实体 关系 抽取 问答 翻译 摘要 对话 指令 奖励 策略 环境 轨迹 机器人 语音 声学 视频
 帧 时序 预测 轨道 天气 分子 蛋白质 医学 影像 遥感 点云 深度 姿态 人脸 隐私 联邦 通信 压缩 缓存 显存
 吞吐 延迟 并行 调度 编译 稀疏 低秩 矩阵 向量 空间 距离 相似度 分布 先验 后验 变分 对抗 判别 鲁棒 泛化
 迁移 领域 适应 增量 遗忘 课程 主动 标注 众包 噪音 偏差 公平 可解释 因果 反事实 干预 混杂 评测 基准 消融`)
	english = strings.Fields(`model learning data training image text attention language network transformer diffusion graph representation
 feature loss encoder decoder retrieval reasoning generation pretraining tuning alignment sampling noise latent embedding contrastive
 multimodal vision detection segmentation recommendation ranking anomaly outlier node neighbor message reward policy agent robot speech
 audio video caption token prompt instruction adapter quantization pruning distillation sparse scaling memory cache kernel throughput
 latency federated privacy robust causal bayesian variational adversarial transfer domain shift continual curriculum active benchmark
 evaluation hallucination factuality knowledge entity relation extraction translation summarization dialogue search index query click
 conversion bidding sequence session temporal forecast molecule protein medical remote lidar depth pose tracking flow matching score
 consistency rectified spectral spatial manifold metric kernelized gated recurrent convolution pooling normalization residual dropout`)
)

// Queries are n different queries of one to four words that occur in such logs, in either language or both.
func Queries(n int, seed uint64) []string {
	w := &writer{rng: rand.New(rand.NewPCG(seed, 7))}
	seen := map[string]bool{}
	var out []string
	for len(out) < n {
		var words []string
		for range 1 + w.rng.IntN(4) {
			words = append(words, pick(w, [][]string{chinese, english}[w.rng.IntN(2)]))
		}
		if q := strings.Join(words, " "); !seen[q] {
			seen[q] = true
			out = append(out, q)
		}
	}
	return out
}
