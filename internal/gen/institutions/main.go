// Institutions writes institutions.keys, by which package readlog finds lines of institutions.tsv: sorted lines "key offset",
// fold.Key of each spelling and the byte where the first institution that has it begins. Run by go generate.
package main

import (
	"fmt"
	"log"
	"os"
	"papersearch/fold"
	"slices"
	"strings"
)

func main() {
	table, err := os.ReadFile("institutions.tsv")
	if err != nil {
		log.Fatal(err)
	}
	var lines []string
	taken := map[string]bool{}
	at := 0
	for line := range strings.Lines(string(table)) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); !strings.HasPrefix(line, "#") {
			spellings := f[:min(len(f), 2)]
			if len(f) > 2 {
				spellings = append(slices.Clone(spellings), strings.Split(f[2], "|")...)
			}
			for _, s := range spellings {
				if key := fold.Key(s); key != "" && !taken[key] {
					taken[key] = true
					lines = append(lines, fmt.Sprintf("%s %d\n", key, at))
				}
			}
		}
		at += len(line)
	}
	slices.Sort(lines)
	if err := os.WriteFile("institutions.keys", []byte(strings.Join(lines, "")), 0o644); err != nil {
		log.Fatal(err)
	}
}
