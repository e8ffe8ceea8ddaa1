// T2s writes fold/t2s.txt: every Han rune whose simplified form is another single rune, with that form, sorted; and
// fold/t2s.bin, the same for U+3400 to U+9FFF, three bytes a rune, 0 for no other form.
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
	const first, last = 0x3400, 0x9FFF
	table := make([]byte, 3*(last-first+1))
	for i, r := range runes {
		if to := []rune(lines[i]); len(to) == 1 && to[0] != r && r >= first && r <= last {
			at := 3 * (r - first)
			table[at], table[at+1], table[at+2] = byte(to[0]), byte(to[0]>>8), byte(to[0]>>16)
		}
	}
	if err := os.WriteFile("t2s.bin", table, 0o644); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("t2s.txt", []byte(pairs.String()), 0o644); err != nil {
		log.Fatal(err)
	}
}
