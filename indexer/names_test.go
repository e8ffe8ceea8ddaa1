package indexer

import (
	"strings"
	"testing"
)

// What people paste for one paper has one key, whatever the copy.
func TestLinkKey(t *testing.T) {
	for _, c := range []struct {
		key   string
		links []string
	}{
		{"arxiv:2106.09685", []string{
			"https://arxiv.org/abs/2106.09685", "http://www.arxiv.org/pdf/2106.09685v2.pdf", "https://huggingface.co/papers/2106.09685",
			"https://browse.arxiv.org/html/2106.09685v1", "arXiv: 2106.09685", "https://doi.org/10.48550/arXiv.2106.09685",
		}},
		{"doi:10.1145/3292500.3330701", []string{
			"https://doi.org/10.1145/3292500.3330701", "https://dx.doi.org/10.1145/3292500.3330701", "https://dl.acm.org/doi/10.1145/3292500.3330701",
			"https://dl.acm.org/doi/pdf/10.1145/3292500.3330701", "https://dl.acm.org/doi/abs/10.1145/3292500.3330701#sec-1",
		}},
		{"url:openreview.net/forum?id=nzpltgtumz", []string{
			"https://openreview.net/forum?id=nzpLtGtumz", "https://openreview.net/pdf?id=nzpLtGtumz", "https://www.openreview.net/forum?id=nzpLtGtumz#discussion",
		}},
		{"url:example.org/a/paper", []string{"https://example.org/a/paper", "http://www.example.org/a/paper/", "https://example.org/a/paper.pdf", "https://example.org/a/paper."}},
		{"http://nas/papers/lora.pdf", []string{"http://nas/papers/lora.pdf"}},
		{"", []string{"notes/2106.09685.pdf", "lora.md", "example.org/a/paper"}},
	} {
		for _, link := range c.links {
			if got := linkKey(link); got != c.key {
				t.Errorf("%q has key %q, want %q", link, got, c.key)
			}
		}
	}
}

// An item that is an address is read when an entry gives another address of the same paper.
func TestPendingByOtherAddress(t *testing.T) {
	const item = "https://dl.acm.org/doi/pdf/10.1145/3292500.3330701"
	got := pendingStates(t, "# pending list\n\n- [ ] "+item+"\n\n# 2024.3\n\n## 2024.3.5\n\n《Optuna: A Next-generation Hyperparameter Optimization Framework》\n\n"+
		"2019.7 PFN的一篇文章，要点：\n\n1. 边跑边定义搜索空间\n\nhttps://doi.org/10.1145/3292500.3330701\n")[item]
	if !strings.HasPrefix(got.Of, "Optuna") || got.Why != "its link" {
		t.Errorf("%s is of %q: %q", item, got.Of, got.Why)
	}
}
