package segment_test

import (
	"papersearch/segment"
	"slices"
	"testing"
)

// What people call a paper by its title's first letters.
func TestInitials(t *testing.T) {
	for title, want := range map[string][]string{
		"Denoising Diffusion Implicit Models":                                       {"ddi", "ddim"},
		"High-Resolution Image Synthesis with Latent Diffusion Models":              {"hri", "hris", "ldm", "his"},
		"Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks":         {"mam", "maml", "fao", "faod", "faodn"},
		"Soft Actor-Critic: Off-Policy Maximum Entropy Deep Reinforcement Learning": {"sac", "pme", "pmed", "pmedr", "pmedrl"},
		"《Deep Interest Network》":                                                   {"din"},
		"Attention Is All You Need":                                                 {"aiayn"},
		"You Only Look Once: Unified, Real-Time Object Detection":                   {"rto", "rtod", "rod", "yolo"},
		"用图做推荐的 Graph Neural Networks 综述":                                           {"gnn"},
		"Deep & Cross Network for Ad Click Predictions":                             {"dcn", "acp"},
		"Entire Space Multi-Task Model: An Effective Approach":                      {"esm", "esmt", "esmtm", "esmm"},
		"Multi-gate Mixture-of-Experts":                                             {"mgm", "mmo", "mmoe", "mgmoe"},
		"Tree of Thoughts: Deliberate Problem Solving":                              {"dps", "tot"},
		"GPT-4 Technical Report":                                                    {"gtr"},
		"":                                                                          nil,
	} {
		if got := segment.Initials(title); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}
