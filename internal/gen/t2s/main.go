// T2s writes fold/t2s.txt: every Han rune whose simplified form is another single rune, with that form, sorted.
// It asks OpenCC (Debian package opencc, data Apache-2.0) for all of them at once.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"os/exec"
	"strings"
	"unicode"
)

func main() {
	var runes []rune
	for _, r := range unicode.Han.R16 {
		for c := rune(r.Lo); c <= rune(r.Hi); c += rune(r.Stride) {
			runes = append(runes, c)
		}
	}
	for _, r := range unicode.Han.R32 {
		for c := rune(r.Lo); c <= rune(r.Hi); c += rune(r.Stride) {
			runes = append(runes, c)
		}
	}
	var in bytes.Buffer
	for _, r := range runes {
		fmt.Fprintln(&in, string(r))
	}
	cmd := exec.Command("opencc", "-c", "t2s")
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		log.Fatalf("running opencc (Debian package opencc): %v", err)
	}
	var pairs strings.Builder
	lines := strings.Split(string(out), "\n")
	for i, r := range runes {
		if to := []rune(lines[i]); len(to) == 1 && to[0] != r {
			fmt.Fprintf(&pairs, "%c%c", r, to[0])
		}
	}
	if err := os.WriteFile("t2s.txt", []byte(pairs.String()), 0o644); err != nil {
		log.Fatal(err)
	}
}
