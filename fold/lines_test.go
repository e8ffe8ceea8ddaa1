package fold

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Every line is found by its key and by what it begins with, and what is not there ends where it would stand.
func TestLines(t *testing.T) {
	keys := []string{"a", "ab", "abc", "b", "google", "googlebrain", "谷歌", "谷歌大脑"}
	var text strings.Builder
	for i, k := range keys {
		fmt.Fprintf(&text, "%s %d\n", k, i*7)
	}
	for _, prefix := range append([]string{"", "0", "aa", "abd", "go", "googleb", "h", "谷", "龙"}, keys...) {
		want := 0 // by reading line by line
		for line := range strings.Lines(text.String()) {
			if line >= prefix {
				break
			}
			want += len(line)
		}
		if got := LineFrom(text.String(), prefix); got != want {
			t.Errorf("%q: from %d, want %d", prefix, got, want)
		}
	}
	for at, i := 0, 0; at < text.Len(); i++ {
		key, number, next := LineAt(text.String(), at)
		if key != keys[i] || number != i*7 {
			t.Errorf("line %d: %q %d", i, key, number)
		}
		at = next
	}
	if !slices.IsSorted(keys) || LineFrom("", "a") != 0 {
		t.Error("the table of this test is not sorted, or no lines are some")
	}
}
