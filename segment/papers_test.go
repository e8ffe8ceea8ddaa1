package segment

import (
	"papersearch/fold"
	"strings"
	"testing"
)

func TestTitleOf(t *testing.T) {
	for name, want := range map[string]string{
		"ResNet": "Deep Residual Learning for Image Recognition", "残差网络": "Deep Residual Learning for Image Recognition",
		"dalle 2": "Hierarchical Text-Conditional Image Generation with CLIP Latents", "GPT 3": "Language Models are Few-Shot Learners",
		"Wide&Deep": "Wide & Deep Learning for Recommender Systems",
		"GPT-9":     "", "": "", "#": "", "Papers that people call by a name their title does not have: the names": "",
	} {
		if got := TitleOf(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// Each name stands for one title, and says something.
func TestPapersFile(t *testing.T) {
	seen := map[string]string{}
	for line := range strings.Lines(papersText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		names, title, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || len(strings.Fields(title)) < 2 {
			t.Errorf("%q: names, a tab, and two words of the title at least", line)
		}
		for name := range strings.SplitSeq(names, ",") {
			key := fold.Key(name)
			if len(key) < 2 || seen[key] != "" {
				t.Errorf("%q stands for %q and %q", name, seen[key], title)
			}
			seen[key] = title
		}
	}
}
