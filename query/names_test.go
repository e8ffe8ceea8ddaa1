package query_test

import (
	"context"
	"papersearch/query"
	"testing"
)

// Names are found as people type them: by the initials of a title, by their own short name
// before others that speak of it, and in a question of words that the log lacks.
func TestNames(t *testing.T) {
	env, g := open(t, `# 2024.1
## 2024.1.3
《Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks》
2017.3 伯克利的一篇文章，要点：
1. 学一个好的初始化，几步梯度就能适应新任务
## 2024.1.2
《Mastering Chess and Shogi by Self-Play》
2017.12 DeepMind的一篇文章，要点：
1. 只靠自我对弈，MCTS 给出改进后的策略
## 2024.1.1
《Denoising Diffusion Implicit Models》
2020.10 斯坦福的一篇文章，要点：
1. 去噪不必随机，步数可以跳着走
## 2023.12.3
《A Style-Based Generator Architecture for Generative Adversarial Networks》
2018.12 英伟达的一篇文章，要点：
1. GAN 的生成器换成逐层注入风格，GAN 训练得更稳，GAN 的空间解耦
## 2023.12.2
《GAN: Generative Adversarial Nets》
2014.6 蒙特利尔大学的一篇文章，要点：
1. 生成器和判别器互相博弈
`)
	s := query.New(g, env.Dictionary, env.Rules)
	for text, first := range map[string]string{
		"MAML":                            "Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks",
		"maml":                            "Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks",
		"DDIM 速度":                         "Denoising Diffusion Implicit Models",
		"which paper says MCTS failed":    "Mastering Chess and Shogi by Self-Play",
		"哪篇文章用过MCTS":                      "Mastering Chess and Shogi by Self-Play",
		"GAN":                             "GAN: Generative Adversarial Nets",
		"生成对抗网络":                          "GAN: Generative Adversarial Nets",
		"MBCS":                            "",
		"which paper says cooking failed": "",
	} {
		r, err := s.Search(context.Background(), query.Request{Text: text, Mode: query.Lexical})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(r.Hits) > 0 {
			got = r.Hits[0].Title
		}
		if got != first {
			t.Errorf("%q finds %q, want %q", text, got, first)
		}
	}
}
