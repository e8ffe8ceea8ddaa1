package main

import (
	"fmt"
	"os"
	"os/exec"
	"papersearch/internal/synth"
	"papersearch/store"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// folder is a log in a number of files, and an index of its words beside it.
type folder struct {
	program, dir string
	newest       string // the file that grows
	n            int    // entries written since
}

// newFolder writes a log of n entries in files and indexes it; above 10,000 by words alone, since the vectors of 100,000 take two
// minutes each time.
func newFolder(program, dir string, n, files int) (*folder, error) {
	f := &folder{program: program, dir: dir, newest: filepath.Join(dir, "notes", "0000.md")}
	if err := os.MkdirAll(filepath.Join(dir, "notes"), 0o755); err != nil {
		return nil, err
	}
	days := strings.SplitAfter(synth.Log(n, 1), "\n## ")
	per := (len(days) + files - 1) / files
	for i := 0; i*per < len(days); i++ {
		text := strings.Join(days[i*per:min((i+1)*per, len(days))], "")
		if i > 0 {
			text = "# 2024.1\n\n## " + text
		}
		if err := os.WriteFile(filepath.Join(dir, "notes", fmt.Sprintf("%04d.md", i)), []byte(strings.TrimSuffix(text, "\n## ")), 0o644); err != nil {
			return nil, err
		}
	}
	if n > 10000 {
		return f, f.run("index", "--no-semantic", "notes")
	}
	return f, f.run("index", "notes")
}

func (f *folder) run(args ...string) error {
	c := exec.Command(f.program, args...)
	c.Dir = f.dir
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w: %s", args, err, out)
	}
	return nil
}

// entry writes an entry on top of the newest file, by a name that is nowhere else.
func (f *folder) entry() (name string, err error) {
	f.n++
	name = fmt.Sprintf("zebra%dq", f.n)
	b, err := os.ReadFile(f.newest)
	if err != nil {
		return "", err
	}
	text := string(b)
	at := max(strings.Index(text, "\n# 20"), 0)
	text = text[:at] + fmt.Sprintf("\n# 2025.1\n\n## 2025.1.%d\n\n《%s: stripes that models see》\n\n2024.3 清华的一篇文章，要点：\n\n1. 条纹让模型看得清楚\n", 1+f.n%28, name) + text[at:]
	return name, os.WriteFile(f.newest, []byte(text), 0o644)
}

// ask asks for a name, which must be found, and returns the milliseconds of the whole process.
func (f *folder) ask(name string, more ...string) (float64, error) {
	c := exec.Command(f.program, append(more, "--json", "--limit", "1", name)...)
	c.Dir = f.dir
	start := time.Now()
	out, err := c.Output()
	ms := float64(time.Since(start).Microseconds()) / 1000
	if err != nil || !strings.Contains(string(out), name+":") {
		return 0, fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return ms, nil
}

// updates measures what a change costs, beside an answer without one and beside building all anew.
func updates(program, dir string, sizes []int, runs int) error {
	fmt.Printf("  %-26s %10s %10s %10s %10s %10s   %s\n", "one new entry, searchable", "with it", "no change", "no look", "adds", "anew", "")
	type place struct{ n, files int }
	places := []place{{1000, 1}}
	for _, n := range sizes {
		places = append(places, place{n, min(500, n/20)})
	}
	places = append(places, place{1000, 500})
	for i, p := range places {
		f, err := newFolder(program, filepath.Join(dir, fmt.Sprint("updates", i)), p.n, p.files)
		if err != nil {
			return err
		}
		var with, without, blind []float64
		for range runs {
			name, err := f.entry()
			if err != nil {
				return err
			}
			time.Sleep(60 * time.Millisecond) // until the time of the file can be trusted
			for _, m := range []struct {
				into *[]float64
				more []string
			}{{&with, nil}, {&without, nil}, {&blind, []string{"--no-refresh"}}} {
				ms, err := f.ask(name, m.more...)
				if err != nil {
					return err
				}
				*m.into = append(*m.into, ms)
			}
		}
		start := time.Now()
		if err := f.run("index", "--rebuild"); err != nil {
			return err
		}
		anew := time.Since(start)
		a, b, c := quantile(with, 0.5), quantile(without, 0.5), quantile(blind, 0.5)
		wanted := "wanted: adds 60 ms"
		if p.files == 1 {
			wanted = "wanted: adds 80 ms"
		}
		fmt.Printf("  %-26s %7.1f ms %7.1f ms %7.1f ms %7.1f ms %10v   %s; looking costs %.1f ms (wanted: 1 with a file, 3 with 500)\n",
			fmt.Sprintf("%d entries in %d files", p.n, p.files), a, b, c, a-b, anew.Round(time.Millisecond), wanted, b-c)
		if p.n == sizes[len(sizes)-1] && p.files > 1 {
			if err := f.during(runs, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// during asks while all is built anew.
func (f *folder) during(runs int, idle float64) error {
	var ms []float64
	for len(ms) < runs {
		c := exec.Command(f.program, "index", "--rebuild")
		c.Dir = f.dir
		if err := c.Start(); err != nil {
			return err
		}
		done := make(chan error, 1)
		go func() { done <- c.Wait() }()
		for running := true; running; {
			select {
			case err := <-done:
				if err != nil {
					return err
				}
				running = false
			default:
				took, err := f.ask(fmt.Sprintf("zebra%dq", f.n))
				if err != nil {
					return err
				}
				ms = append(ms, took)
			}
		}
	}
	median := quantile(ms, 0.5)
	fmt.Printf("  %-26s %7.1f ms, %.2f times an answer without (wanted: 2)\n", "while all is built anew", median, median/idle)
	return nil
}

// growth weighs an index after many updates, beside a fresh one of the same log.
func growth(program, dir string, times int) error {
	f, err := newFolder(program, filepath.Join(dir, "growth"), 1000, 1)
	if err != nil {
		return err
	}
	for i := range times {
		name, err := f.entry()
		if err != nil {
			return err
		}
		if i%2 == 1 { // every other time one is corrected
			if err := f.correct(name); err != nil {
				return err
			}
		}
		if _, err := f.ask(name); err != nil {
			return err
		}
	}
	container := filepath.Join(f.dir, store.DirName)
	worn := onDisk(container)
	if err := os.RemoveAll(container); err != nil {
		return err
	}
	if err := f.run("index", "notes"); err != nil {
		return err
	}
	fmt.Printf("  disk after %d updates: %.1f MB, %.2f times a fresh index (wanted: 1.3)\n\n", times, float64(worn)/1e6, float64(worn)/float64(onDisk(container)))
	return nil
}

// correct changes an older entry.
func (f *folder) correct(name string) error {
	b, err := os.ReadFile(f.newest)
	if err != nil {
		return err
	}
	text := string(b)
	at := strings.LastIndex(text[:len(text)*(1+f.n%7)/8], "\n1. ")
	if at < 0 {
		return nil
	}
	return os.WriteFile(f.newest, []byte(text[:at+4]+name+"之后改过；"+text[at+4:]), 0o644)
}

// onDisk is the bytes of the files below a folder, each once however many names it has.
func onDisk(dir string) int64 {
	var sum int64
	seen := map[uint64]bool{}
	_ = filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil //nolint:nilerr // what has just gone has no size
		}
		info, err := d.Info()
		if err != nil {
			return nil //nolint:nilerr // as above
		}
		if s, ok := info.Sys().(*syscall.Stat_t); ok && seen[s.Ino] {
			return nil
		} else if ok {
			seen[s.Ino] = true
		}
		sum += info.Size()
		return nil
	})
	return sum
}
