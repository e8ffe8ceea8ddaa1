// Bench times papersearch on synthetic logs, whole processes from a cold start, with rivals beside it in the same
// run: an empty Go program, which is what any Go program costs, and ripgrep where it is installed. It prints what
// each found, since an answer that is fast and empty is no answer. Machines differ and are noisy: compare ratios.
//
//	go run ./internal/bench -papersearch bin/papersearch
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"papersearch/indexer"
	"papersearch/internal/synth"
	"papersearch/query"
	"papersearch/segment"
	"papersearch/store"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/blevesearch/bleve/v2"
	blevequery "github.com/blevesearch/bleve/v2/search/query"
)

// ask is the query that is timed: both languages, a synonym, and a facet table.
const ask = "扩散模型 retrieval text-to-image"

func main() {
	log.SetFlags(0)
	program := flag.String("papersearch", "bin/papersearch", "the program to time")
	short := flag.Bool("short", false, "1,000 entries and few runs, for CI")
	segmentOnly := flag.Bool("segment-once", false, "cut a query once, print how long it took, and end")
	write := flag.String("write-once", "", "write a log of -entries entries, and end")
	entries := flag.Int("entries", 0, "with -write-once")
	index := flag.String("index-once", "", "index a log, print how long it took and how many entries it has, and end")
	bare := flag.Bool("bare", false, "with -index-once: words without pairs of Han runes")
	words := flag.Bool("words", false, "with -index-once: words without meaning")
	large := flag.Bool("large", false, "100,000 entries too: a minute more")
	changesOnly := flag.Bool("changes", false, "only what a change costs")
	bleveOnly := flag.String("bleve-once", "", "ask Bleve itself the query that is timed, in an index, and end")
	meaningOnly := flag.Bool("meaning", false, "only the encoder and comparing")
	meaningOne := flag.Bool("meaning-once", false, "time the encoder in this process, and end")
	same := flag.Bool("same", false, "with -bleve-once: the terms that papersearch asks for")
	serve := flag.Int("serve", 0, "put papersearch serve under load of so many requests, and end")
	flag.Parse()
	switch {
	case *meaningOne:
		if err := meaningOnce(); err != nil {
			log.Fatal(err)
		}
		return
	case *bleveOnly != "":
		if err := bleveOnce(*bleveOnly, *same); err != nil {
			log.Fatal(err)
		}
		return
	case *segmentOnly:
		segmentOnce()
		return
	case *write != "":
		if err := os.WriteFile(*write, []byte(synth.Log(*entries, 1)), 0o644); err != nil {
			log.Fatal(err)
		}
		return
	case *index != "":
		if err := indexOnce(*index, *bare, *words); err != nil {
			log.Fatal(err)
		}
		return
	}
	path, err := filepath.Abs(*program)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		log.Fatalf("%v: make build first", err)
	}
	dir, err := os.MkdirTemp("", "papersearch-bench-*")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	if *serve > 0 {
		if err := benchServe(path, dir, *serve); err != nil {
			log.Fatal(err)
		}
		return
	}
	sizes, runs := []int{1000, 10000}, 41
	if *short {
		sizes, runs = sizes[:1], 9
	}
	if *large {
		sizes = append(sizes, 100000)
	}
	fmt.Printf("%d cores, %s\n\n", runtime.NumCPU(), runtime.Version())
	if !*changesOnly {
		if err := meaning(dir, 1+runs/20); err != nil {
			log.Fatal(err)
		}
		fmt.Println()
	}
	if *meaningOnly {
		return
	}
	for _, n := range sizes {
		if *changesOnly {
			break
		}
		if err := bench(path, filepath.Join(dir, strconv.Itoa(n)), n, runs); err != nil {
			log.Fatal(err)
		}
	}
	changes, often := min(runs, 15), 1000
	if *short {
		changes, often = 5, 40
	}
	if err := updates(path, dir, sizes, changes); err != nil {
		log.Fatal(err)
	}
	if err := growth(path, dir, often); err != nil {
		log.Fatal(err)
	}
	if err := segmentCold(runs); err != nil {
		log.Fatal(err)
	}
}

// targets by entries: milliseconds for a cold query, and MiB.
var targets = map[int][2]float64{1000: {20, 60}, 10000: {30, 80}, 100000: {80, 150}}

func bench(program, dir string, n, runs int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	file := filepath.Join(dir, "log.md")
	// What takes memory runs in processes of its own: a child's peak is never less than what its parent had.
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := exec.Command(self, "-write-once", file, "-entries", strconv.Itoa(n)).Run(); err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	fmt.Printf("%d entries, %.1f MB of text\n", n, float64(info.Size())/1e6)
	if err := indexing(self, dir, file, n, info.Size()); err != nil {
		return err
	}
	empty, err := emptyProgram(dir)
	if err != nil {
		return err
	}
	rivals := []rival{
		{"papersearch", []string{program, "--json", ask}, jsonTotal},
		{"  --lexical", []string{program, "--lexical", "--json", ask}, jsonTotal},
		{"  --no-refresh", []string{program, "--no-refresh", "--json", ask}, jsonTotal},
		{"empty Go program", []string{empty}, func([]byte) string { return "-" }},
		{"Bleve, the words", []string{self, "-bleve-once", filepath.Join(dir, store.DirName)}, line},
		{"Bleve, same terms", []string{self, "-bleve-once", filepath.Join(dir, store.DirName), "-same"}, line},
	}
	if rg, err := exec.LookPath("rg"); err == nil {
		rivals = append(rivals, rival{"ripgrep", []string{rg, "-c", "扩散", file}, func(out []byte) string { return strings.TrimSpace(string(out)) + " lines" }})
	}
	fmt.Printf("\n  %-18s %9s %9s %9s   %s\n", "cold query", "median", "95%", "peak", "found")
	// Taken in turns, so that what else the machine does falls on all alike.
	times := make([][]float64, len(rivals))
	var peak [8]int64
	found := make([]string, len(rivals))
	for range runs {
		for i, r := range rivals {
			ms, rss, out, err := r.run(dir)
			if err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
			times[i] = append(times[i], ms)
			peak[i] = max(peak[i], rss)
			found[i] = r.count(out)
		}
	}
	for i, r := range rivals {
		note := ""
		if i == 0 {
			note = fmt.Sprintf("   (wanted: %.0f ms, %.0f MiB)", targets[n][0], targets[n][1])
		}
		fmt.Printf("  %-18s %6.1f ms %6.1f ms %5.0f MiB   %s%s\n", r.name, quantile(times[i], 0.5), quantile(times[i], 0.95), float64(peak[i])/1024, found[i], note)
	}
	fmt.Printf("  papersearch takes %.1f times an empty Go program; by words alone %.2f times Bleve's own search for the same terms, without facets and passages\n\n",
		quantile(times[0], 0.5)/quantile(times[3], 0.5), quantile(times[1], 0.5)/quantile(times[5], 0.5))
	return nil
}

// indexing builds the index bare and whole, in processes of their own, and weighs it.
func indexing(self, dir, file string, n int, size int64) error {
	fmt.Printf("\n  %-18s %9s %14s   %s\n", "indexing", "seconds", "entries/s", "size by text")
	runs := 3
	if n > 10000 {
		runs = 1
	}
	for _, what := range []struct {
		name   string
		args   []string
		wanted int
	}{
		{"words and text", []string{"-bare", "-words"}, 2000},
		{"… pairs", []string{"-words"}, 1300},
		{"… meaning", nil, 200},
	} {
		var seconds []float64
		entries := 0
		for range runs {
			out, err := exec.Command(self, append([]string{"-index-once", file}, what.args...)...).Output()
			if err != nil {
				return err
			}
			var s float64
			if _, err := fmt.Sscanf(string(out), "%f %d", &s, &entries); err != nil {
				return err
			}
			seconds = append(seconds, s)
		}
		container := filepath.Join(dir, store.DirName)
		words, kept, vectors := du(container, store.BlevePath), du(container, store.TextPath), du(container, store.VectorsPath)
		median := quantile(seconds, 0.5)
		fmt.Printf("  %-18s %9.2f %14.0f   words %.2f, text kept %.2f, vectors %.2f   %d entries (wanted: %d/s)\n",
			what.name, median, float64(n)/median, float64(words)/float64(size), float64(kept)/float64(size), float64(vectors)/float64(size), entries, what.wanted)
	}
	return nil
}

// indexOnce indexes a log anew, beside it.
func indexOnce(file string, bare, words bool) error {
	container := filepath.Join(filepath.Dir(file), store.DirName)
	if err := os.RemoveAll(container); err != nil {
		return err
	}
	env, err := indexer.NewEnv(container)
	if err != nil {
		return err
	}
	env.Bare = bare
	meaning := !words
	start := time.Now()
	stats, err := indexer.Index(context.Background(), env, indexer.Change{Add: []string{file}, Semantic: &meaning})
	if err != nil {
		return err
	}
	fmt.Printf("%.3f %d\n", time.Since(start).Seconds(), stats.Counts[0]+stats.Counts[1]+stats.Counts[2])
	return nil
}

// du is the bytes below a folder of the current generation.
func du(container, name string) int64 {
	current, err := os.ReadFile(filepath.Join(container, "CURRENT"))
	if err != nil {
		return 0
	}
	var sum int64
	_ = filepath.WalkDir(filepath.Join(container, strings.TrimSpace(string(current)), name), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				sum += info.Size()
			}
		}
		return nil
	})
	return sum
}

type rival struct {
	name  string
	args  []string
	count func(stdout []byte) string
}

// run runs the whole process: wall milliseconds, peak memory in KiB, and what it printed.
func (r *rival) run(dir string) (ms float64, rss int64, out []byte, err error) {
	c := exec.Command(r.args[0], r.args[1:]...)
	c.Dir = dir
	c.Stderr = os.Stderr
	start := time.Now()
	out, err = c.Output()
	ms = float64(time.Since(start).Microseconds()) / 1000
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		rss = usage.Maxrss
		if runtime.GOOS == "darwin" {
			rss /= 1024
		}
	}
	return ms, rss, out, err
}

func line(out []byte) string { return strings.TrimSpace(string(out)) }

func jsonTotal(out []byte) string {
	var r struct {
		Total  int
		Hits   []any
		Facets map[string][]any
	}
	if err := json.Unmarshal(out, &r); err != nil {
		return err.Error()
	}
	values := 0
	for _, f := range r.Facets {
		values += len(f)
	}
	return fmt.Sprintf("%d entries, %d facet values", r.Total, values)
}

// emptyProgram builds a Go program that does nothing.
func emptyProgram(dir string) (string, error) {
	src := filepath.Join(dir, "empty.go")
	if err := os.WriteFile(src, []byte("package main\n\nfunc main() {}\n"), 0o644); err != nil {
		return "", err
	}
	out := filepath.Join(dir, "empty")
	if b, err := exec.Command("go", "build", "-o", out, src).CombinedOutput(); err != nil {
		return "", fmt.Errorf("building an empty program: %w: %s", err, b)
	}
	return out, nil
}

// segmentCold cuts a query of twenty runes in fresh processes, dictionary and all.
func segmentCold(runs int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var ms []float64
	words := ""
	for range runs {
		out, err := exec.Command(self, "-segment-once").Output()
		if err != nil {
			return err
		}
		var us float64
		if _, err := fmt.Sscanf(string(out), "%f %s", &us, &words); err != nil {
			return err
		}
		ms = append(ms, us/1000)
	}
	fmt.Printf("a query of 20 runes cut in a fresh process: median %.3f ms, 95%% %.3f ms, %s words (wanted: 0.3 ms)\n", quantile(ms, 0.5), quantile(ms, 0.95), words)
	return nil
}

// bleveOnce asks Bleve's own search, with its own scores, in title and body: for the words of the query as they are, or for
// all terms that papersearch makes of them, which is the same work. No facets, no texts.
func bleveOnce(container string, same bool) error {
	var list []query.Term
	if same {
		env, err := indexer.NewEnv(container)
		if err != nil {
			return err
		}
		g, err := store.Open(container)
		if err != nil {
			return err
		}
		if list, err = query.New(g, env.Dictionary, env.Rules).Terms(context.Background(), ask); err != nil {
			return err
		}
		g.Close()
	}
	current, err := os.ReadFile(filepath.Join(container, "CURRENT"))
	if err != nil {
		return err
	}
	start := time.Now()
	ix, err := bleve.OpenUsing(filepath.Join(container, strings.TrimSpace(string(current)), store.BlevePath), map[string]any{"read_only": true})
	if err != nil {
		return err
	}
	defer ix.Close()
	var terms []blevequery.Query
	for _, t := range list {
		q := bleve.NewTermQuery(t.Text)
		q.SetField(t.Field)
		terms = append(terms, q)
	}
	if !same {
		title, body := bleve.NewMatchQuery(ask), bleve.NewMatchQuery(ask)
		title.SetField(store.FieldTitle)
		body.SetField(store.FieldBody)
		terms = append(terms, title, body)
	}
	r, err := ix.Search(bleve.NewSearchRequestOptions(bleve.NewDisjunctionQuery(terms...), 10, 0, false))
	if err != nil {
		return err
	}
	fmt.Printf("%d entries, %d terms, %.1f ms without start\n", r.Total, len(list), float64(time.Since(start).Microseconds())/1000)
	return nil
}

func segmentOnce() {
	const text = "面向大语言模型的检索增强生成方法综述研究"
	start := time.Now()
	words := segment.NewDictionary(nil, nil).Load(text).Words(text)
	fmt.Printf("%.1f %d\n", float64(time.Since(start).Nanoseconds())/1000, len(words))
}

func quantile(x []float64, q float64) float64 {
	s := slices.Clone(x)
	slices.Sort(s)
	return s[min(int(q*float64(len(s))), len(s)-1)]
}
