// Command eval asks a built papersearch every judged query, of testdata and of the shared sets where they are, and prints
// what it scored beside what was last recorded.
//
//	eval -papersearch bin/papersearch [-record] [-sides lexical,…]
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"papersearch/internal/devsets"
	"path/filepath"
	"slices"
	"strings"
)

const recorded = "testdata/judgments/recorded.json"

// answer is what `papersearch eval --json` prints.
type answer struct {
	Scores map[string]struct {
		N    int     `json:"n"`
		NDCG float64 `json:"ndcg"`
	} `json:"scores"`
	About struct {
		Negatives      int `json:"negatives"`
		NegativesEmpty int `json:"negatives_answered_empty"`
	} `json:"about"`
}

// figures are nDCG@10 by "set side group", and "set side negatives" the share answered with nothing.
type figures map[string]float64

func main() {
	log.SetFlags(0)
	bin := flag.String("papersearch", "bin/papersearch", "the program")
	record := flag.Bool("record", false, "write down what was scored")
	sides := flag.String("sides", "lexical,both", "by words (lexical), by meaning (semantic), by both, with commas between")
	shared := flag.String("shared", "../shared", "the folder of the judged sets")
	flag.Parse()
	path, err := filepath.Abs(*bin)
	if err != nil {
		log.Fatal(err)
	}
	last := figures{}
	if data, err := os.ReadFile(recorded); err == nil {
		if err := json.Unmarshal(data, &last); err != nil {
			log.Fatalf("%s: %v", recorded, err)
		}
	}
	sets, err := devsets.Load(*shared)
	if err != nil {
		log.Printf("the shared sets are not here (%v): the sample alone", err)
	}
	sets = append([]devsets.Set{sample()}, sets...)
	now := figures{}
	fmt.Printf("%-12s %-9s %-18s %4s  %8s  %8s\n", "set", "side", "group", "n", "nDCG@10", "recorded")
	for _, set := range sets {
		if err := score(path, set, strings.Split(*sides, ","), last, now); err != nil {
			log.Fatalf("%s: %v", set.Name, err)
		}
	}
	if !*record {
		return
	}
	for key, x := range now {
		last[key] = x
	}
	data, err := json.MarshalIndent(last, "", "  ")
	if err == nil {
		err = os.WriteFile(recorded, append(data, '\n'), 0o644)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func sample() devsets.Set {
	text, err := os.ReadFile("testdata/papers.md")
	if err != nil {
		log.Fatal(err)
	}
	queries, err := filepath.Abs("testdata/judgments/queries.jsonl")
	if err != nil {
		log.Fatal(err)
	}
	return devsets.Set{Name: "sample", Log: string(text), File: queries}
}

// score indexes a set in a folder of its own and asks its queries.
func score(bin string, set devsets.Set, sides []string, last, now figures) error {
	dir, err := os.MkdirTemp("", "papersearch-eval")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file, err := filepath.Abs(set.File)
	if err != nil {
		return err
	}
	var ids strings.Builder
	for id, title := range set.Titles {
		fmt.Fprintf(&ids, "%s\t%s\n", id, title)
	}
	write := os.WriteFile(filepath.Join(dir, "log.md"), []byte(set.Log), 0o644)
	if err := write; err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "ids.tsv"), []byte(ids.String()), 0o644); err != nil {
		return err
	}
	if _, err := run(dir, bin, "index", "log.md"); err != nil {
		return err
	}
	for _, side := range sides {
		args := []string{"eval", file, "--json", "--by", "type,lex"}
		if side != "both" {
			args = append(args, "--"+side)
		}
		if set.Titles != nil {
			args = append(args, "--map", "ids.tsv")
		}
		if set.Name == "seed" {
			args = append(args, "--filters", "flags")
		}
		out, err := run(dir, bin, args...)
		if err != nil {
			return err
		}
		var a answer
		if err := json.Unmarshal(out, &a); err != nil {
			return err
		}
		show(set.Name, side, &a, last, now)
	}
	return nil
}

func run(dir, bin string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(context.Background(), bin, args...)
	cmd.Dir = dir
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, said.String())
	}
	return out, nil
}

// show prints a set's groups, the whole first, each with the recorded figure and a mark where it differs.
func show(set, side string, a *answer, last, now figures) {
	var groups []string
	for g := range a.Scores {
		if g != "all" && (set == "seed" || set == "sample" || strings.HasPrefix(g, "lex=")) {
			groups = append(groups, g)
		}
	}
	slices.Sort(groups)
	line := func(group string, n int, x float64) {
		key := set + " " + side + " " + group
		now[key] = float64(int(x*1e4+0.5)) / 1e4
		was, ok := last[key]
		mark := ""
		switch {
		case !ok:
			mark = "new"
		case now[key] < was:
			mark = fmt.Sprintf("%+.4f", now[key]-was)
		case now[key] > was:
			mark = fmt.Sprintf("%+.4f", now[key]-was)
		}
		fmt.Printf("%-12s %-9s %-18s %4d  %8.4f  %8.4f  %s\n", set, side, group, n, x, was, mark)
	}
	for _, g := range append([]string{"all"}, groups...) {
		line(g, a.Scores[g].N, a.Scores[g].NDCG)
	}
	if n := a.About.Negatives; n > 0 {
		line("negatives", n, float64(a.About.NegativesEmpty)/float64(n))
	}
}
