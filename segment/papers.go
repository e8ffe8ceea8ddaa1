package segment

import (
	_ "embed"
	"papersearch/fold"
	"strings"
)

// papersText has what papers are called by that their titles do not say, ResNet and GPT-3: lines of names, with commas between,
// a tab, and words of the title; lines that begin with # are comments.
//
//go:embed papers.txt
var papersText string

// TitleOf is the title, or its first words, of the paper that a name stands for; "" for none.
func TitleOf(name string) string {
	key := fold.Key(name)
	if len(key) < 2 {
		return ""
	}
	for line := range strings.Lines(papersText) {
		names, title, _ := strings.Cut(strings.TrimSpace(line), "\t")
		for n := range strings.SplitSeq(names, ",") {
			if title != "" && fold.Key(n) == key {
				return title
			}
		}
	}
	return ""
}
