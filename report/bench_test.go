package report

import (
	"context"
	"papersearch/internal/synth"
	"testing"
)

func BenchmarkLint(b *testing.B) {
	s := logOf(b, map[string]string{"log.md": synth.Log(1000, 1)}, true)
	for b.Loop() {
		if _, err := Lint(context.Background(), s, LintRequest{}); err != nil {
			b.Fatal(err)
		}
	}
}
