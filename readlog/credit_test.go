package readlog

import (
	"strings"
	"testing"
)

// Introducing lines that begin with authors or with words that say nothing; institutions that nobody knows; and sentences that
// begin alike and introduce nothing.
func TestCredits(t *testing.T) {
	for _, c := range []struct{ line, published, institutions, venue string }{
		{"Ada Heron，2022.5 剑桥、Google 的文章，要点：", "2022-05", "University of Cambridge, Google", ""},
		{"Ada Heron 等，2022.5 Google DeepMind 和 UW-Madison 的一篇文章", "2022-05", "DeepMind, University of Wisconsin-Madison", ""},
		{"Ada Heron等人，2022.5，牛津", "2022-05", "University of Oxford", ""},
		{"Ada Heron 2022.5 牛津的文章，KDD 2023，要点：", "2022-05", "University of Oxford", "KDD"},
		{"A. Heron, B. van der Crane and C. O’Tern, 2022.5, Oxford", "2022-05", "University of Oxford", ""},
		{"Heron et al., 2022.5, Oxford", "2022-05", "University of Oxford", ""},
		{"Heron et al., Oxford University, May 2022", "2022-05", "University of Oxford", ""},
		{"Heron et al., NVIDIA, 12 May 2022", "2022-05", "NVIDIA", ""},
		{"Heron 等, NVIDIA, ICLR 2022", "2022", "NVIDIA", "ICLR"},
		{"Ada Heron and Bob Crane. 2017", "2017", "", ""},
		{"鲁冬青，2022.5 清华的文章，要点：", "2022-05", "Tsinghua University", ""},
		{"鲁冬青 2022.5 清华的文章，要点：", "2022-05", "Tsinghua University", ""},
		{"作者鲁冬青，2022.5 清华的文章，要点：", "2022-05", "Tsinghua University", ""},
		{"鲁冬青等2022年5月清华的文章，要点：", "2022-05", "Tsinghua University", ""},
		{"鲁冬青组，2022.5 清华、中科大，ICLR 2023", "2022-05", "Tsinghua University, USTC", "ICLR"},
		{"鲁冬青、欧阳雪，清华的工作，要点：", "", "Tsinghua University", ""},
		{"清华 Ada Heron，2022.5 的文章", "2022-05", "Tsinghua University", ""},
		{"2022.5，Ada Heron，清华", "2022-05", "Tsinghua University", ""},
		{"2022.5 Ada Heron（清华）的文章", "2022-05", "Tsinghua University", ""},
		{"（Naver Labs，2022年5月）", "2022-05", "NAVER", ""},
		{"一篇2022.5 清华的文章", "2022-05", "Tsinghua University", ""},
		{"这是2022.5 清华的文章", "2022-05", "Tsinghua University", ""},
		{"又是一篇 2022.5 清华的文章", "2022-05", "Tsinghua University", ""},
		{"这是 2019 年 Google 的文章", "2019", "Google", ""},
		{"Heron 等人\n\n2022.5 清华的文章", "2022-05", "Tsinghua University", ""},
		{"Ada Heron, Bob Crane\n2022.5 清华的文章", "2022-05", "Tsinghua University", ""},
		{"2019 年 3 月 Google 的文章", "2019-03", "Google", ""},
		{"2019 年 Google 的文章", "2019", "Google", ""},
		{"Google 的 Ada Heron，2016.8", "2016-08", "Google", ""},
		{"一作 Ada Heron，2016.8 Google", "2016-08", "Google", ""},
		{"Ada Heron @ Google, 2016.8", "2016-08", "Google", ""},
		{"发表于 2016.8，Google", "2016-08", "Google", ""},
		{"Ada Heron 等人 2016 年在 Google 做的工作，要点：", "2016", "Google", ""},
		{"by Ada Heron (Google), Aug 2016", "2016-08", "Google", ""},
		// Institutions that no table has.
		{"2022.5 Heronry 的文章，要点：", "2022-05", "Heronry", ""},
		{"2022.5 Heronry、清华的文章，要点：", "2022-05", "Heronry, Tsinghua University", ""},
		{"2022.5 HeronWorks、Pondside、清华的文章，要点：", "2022-05", "HeronWorks, Pondside, Tsinghua University", ""},
		{"2022.5 清华、Heronry 的文章，要点：", "2022-05", "Tsinghua University, Heronry", ""},
		{"2022.5 清华、Heronry，ICLR 2023，要点：", "2022-05", "Tsinghua University, Heronry", "ICLR"},
		{"2022.5 Heron Robotics 的一篇导航文章", "2022-05", "Heron Robotics", ""},
		{"Ada Heron，2022.5 Heronry，ICLR 2023", "2022-05", "Heronry", "ICLR"},
		{"2022.5 推特和 Yelp 的一篇文章", "2022-05", "Twitter, Yelp", ""},
		{"2022.5 Twitter 数据集的文章", "2022-05", "", ""},
		// Persons, methods, the title's own words.
		{"2022.5 Ada Heron 的文章", "2022-05", "", ""},
		{"2022.5 Hinton 的文章", "2022-05", "", ""},
		{"2012.6 维也纳大学，PLDI 2012，Heron", "2012-06", "University of Vienna", "PLDI"}, // the program
		{"2012.6 剑桥微软研究院 Ada Heron，PLDI 2012", "2012-06", "Microsoft Research", "PLDI"},
		{"2012.6 维也纳大学 Ada Heron、麻省理工 Bo Wader 等，PLDI 2012", "2012-06", "University of Vienna, Massachusetts Institute of Technology", "PLDI"},
		{"2022.5 LLM 的一篇文章", "2022-05", "", ""},
		{"2022.5 ChatGPT 的一篇文章", "2022-05", "", ""},
		{"2022.5 Paper 的一篇文章", "2022-05", "", ""},
		{"2022.5 Heronry 的改进文章", "2022-05", "", ""},
		{"2022.5 Heronry，讲得不错", "2022-05", "", ""},
		{"2022.5 Graph Networks、清华的文章", "2022-05", "Tsinghua University", ""},
		{"2016.9 牛津 Heron & Crane", "2016-09", "University of Oxford", ""},
		{"2016.9 牛津 Heron, Crane", "2016-09", "University of Oxford", ""},
		{"2016.9 牛津 Heron、Crane 的文章", "2016-09", "University of Oxford", ""},
		{"2016.9 Google、OpenAI、斯坦福 Heron", "2016-09", "Google, OpenAI, Stanford University", ""},
		{"2016.9 CMU Heron，要点：", "2016-09", "Carnegie Mellon University", ""},
		{"2016.9 微软 HeronSpeed", "2016-09", "Microsoft", ""},
		{"2016.9 微软 HeronSpeed 的文章", "2016-09", "Microsoft", ""},
		{"2016.9 牛津 Heron Lab", "2016-09", "University of Oxford, Heron Lab", ""},
		{"2016.9 牛津，Heronry", "2016-09", "University of Oxford, Heronry", ""},
		{"2016.9 Oxford、Heronry", "2016-09", "University of Oxford, Heronry", ""},
		// Sentences.
		{"2012 年 AlexNet 之后大家都在加深网络", "", "", ""},
		{"和 2020 年的 MoCo 比，少了队列", "", "", ""},
		{"2022.11 之后大家都在做对话", "", "", ""},
		{"Deep Networks，2012 年开始流行，这篇问为什么", "", "", ""},
		{"AlexNet，2012 年的冠军，用了两块卡", "", "", ""},
		{"Heron et al., 2022 showed that birds fly", "", "", ""},
		{"Following Heron et al., 2022, we count birds", "", "", ""},
		{"BERT, Google, 都用过", "", "", ""},
		{"Large Language Models，Google 也在做", "", "", ""},
		{"又是 Google 的套路，刷榜", "", "", ""},
		{"这是 2012 年就有的想法", "", "", ""},
		{"高效，省显存，2019 年的卡也能跑", "", "", ""},
		{"方法很直接，从 2015 年的 ResNet 改来", "", "", ""},
		{"Google 在 2019.3 的博客里说过", "", "Google", ""},
		{"方法上，2019 年 Google 的工作最好", "", "", ""},
		{"Deep Learning，2019 年 Google 说过，不行", "", "", ""},
		{"常见的做法，2020.3 以前都这样", "", "", ""},
		{"Google 的 Deep Networks 从 2016.8 开始就没变", "", "Google", ""},
		{"Ada Heron 2016 年在 Google 吃饭时想到的", "", "", ""},
		{"发表于 2016 年的都算旧的", "", "", ""},
		{"一篇讲 2020 年疫情的文章", "", "", ""},
		{"Shown in Figure 2 and Table 3", "", "", ""},
	} {
		e := entryOf(t, "## 2024.2.1\n\n《A Paper》\n\n"+c.line+"\n\n1. 第一点\n")
		var names []string
		for _, in := range e.Institutions {
			names = append(names, in.Name)
		}
		if got := strings.Join(names, ", "); got != c.institutions || e.Published.From.String() != c.published || e.Venue != c.venue {
			t.Errorf("%q: %s by %q in %q, want %s by %q in %q", c.line, e.Published.From, got, e.Venue, c.published, c.institutions, c.venue)
		}
	}
}
