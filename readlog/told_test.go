package readlog

import "testing"

// What begins as manuals do may be a title all the same.
func TestLongTitle(t *testing.T) {
	for title, want := range map[string]bool{
		"Testing the Manifold Hypothesis of Deep Vision Networks":  true,
		"Creating Capsule Wardrobes from Fashion Images":           true,
		"Setting the Record Straight on Transformer Oversmoothing": true,
		"Getting Started with the Vision Transformer Library":      false,
		"How to Read a Paper in Three Passes":                      false,
		"Lecture Notes on Variational Inference and Sampling":      false,
		"A Short Title": false,
	} {
		if got := longTitle(title); got != want {
			t.Errorf("%q is long enough for a title: %v, want %v", title, got, want)
		}
	}
}
