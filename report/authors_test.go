package report

import (
	"papersearch/query"
	"strings"
	"testing"
)

// Authors stand in a bibliography where the log names them, and nobody else does.
func TestBibTeXAuthors(t *testing.T) {
	for _, c := range []struct{ what, log, want string }{
		{"a line", "## 2024.1.9\n\n《A title》\n\nAuthors: Albert Gu, Tri Dao\n\n2023.12 CMU\n", "Albert Gu and Tri Dao"},
		{"a line in Chinese", "## 2024.1.9\n\n《A title》\n\n作者：张三、李四 等\n\n2023.12 清华大学\n", "张三 and 李四 and others"},
		{"institutions called so", "## 2024.1.9\n\n《A title》\n\n作者：清华大学、Google\n", ""},
		{"one of them", "## 2024.1.9\n\n《A title》\n\n作者：张三、清华大学\n", ""},
		{"places in brackets", "## 2024.1.9\n\n《A title》\n\nAuthors: Kaiming He (MIT), Ross Girshick (Meta)\n", "Kaiming He and Ross Girshick"},
		{"cited", "## 2024.1.9\n\n- **Attention Is All You Need** (Vaswani et al., 2017) — no recurrence.\n- **Zebra: A Method for Striped Optimization** (Stripe & Hoof, 2014) — moments.\n", "Vaswani and others"},
		{"cited, two", "## 2024.1.9\n\n- **Zebra: A Method for Striped Optimization** (Stripe & Hoof, 2014) — moments.\n- **Attention Is All You Need** (Vaswani et al., 2017)\n", "Stripe and Hoof"},
		{"below a title", "## 2024-03-08\n\n### Linear-Time Sequence Modeling with Selective State Spaces\n\n[arXiv](https://arxiv.org/abs/2312.00752), Albert Gu and Tri Dao, 2023\n", "Albert Gu and Tri Dao"},
		{"a venue", "## 2024-03-08\n\n### Linear-Time Sequence Modeling with Selective State Spaces\n\nNature Communications, 2023, https://arxiv.org/abs/2312.00752\n", ""},
		{"institutions", "## 2024-03-08\n\n### Linear-Time Sequence Modeling with Selective State Spaces\n\nGoogle Research and Stanford University, 2023. https://arxiv.org/abs/2312.00752\n", ""},
		{"front matter", "---\ntitle: Eggs by Weight and by Number\nauthors:\n  - Person, Ana\n  - Müller, Bo\nyear: 2011\nvenue: ICML\n---\n\nEggs.\n", "Person, Ana and Müller, Bo"},
		{"BibTeX", "## 2024.1.9\n\n```bibtex\n@article{g, title={Eggs by Weight and by Number}, author={G{\\\"o}del, Kurt and\n  John von Neumann}, year={1931}}\n```\n", "G{\\\"o}del, Kurt and John von Neumann"},
		{"a remark", "## 2024.1.9\n\n《A title》\n\n2023.12 CMU 的一篇文章。后来 Smith et al. 在 2024 重做了\n", ""},
	} {
		bib := bibliography(t, logOf(t, map[string]string{"log.md": c.log}, true), query.Request{})
		_, got, _ := strings.Cut(bib, "  author = {")
		got, _, _ = strings.Cut(got, "},\n")
		if got != c.want {
			t.Errorf("%s: %q, want %q in\n%s", c.what, got, c.want, bib)
		}
	}
}
