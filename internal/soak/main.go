//go:build unix

// Soak edits logs at random for as long as one likes, kills papersearch in the middle, asks it at random, and compares each
// answer with that of an index made of the same files at once. The same seed does the same again, kills aside.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"papersearch/indexer"
	"papersearch/internal/synth"
	"papersearch/query"
	"papersearch/store"
	"path/filepath"
	"reflect"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	program := flag.String("papersearch", "bin/papersearch", "the program to test")
	seed := flag.Uint64("seed", 1, "of edits and questions")
	steps := flag.Int("steps", 500, "edits")
	words := flag.Bool("words", false, "without vectors: three times as fast")
	keep := flag.String("dir", "", "an empty folder to work in, which stays; default: one that goes when all was well")
	flag.Parse()
	path, err := filepath.Abs(*program)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		log.Fatalf("%v: make build first", err)
	}
	dir := *keep
	if dir == "" {
		if dir, err = os.MkdirTemp("", "papersearch-soak-*"); err != nil {
			log.Fatal(err)
		}
	}
	s := &soak{
		program: path, dir: dir, words: *words,
		editor: synth.NewEditor(15, *seed), rng: rand.New(rand.NewPCG(*seed, 3)),
	}
	start := time.Now()
	for s.step = range *steps {
		if err := s.turn(); err != nil {
			log.Fatalf("seed %d, step %d (%s): %v\nmake soak SEED=%d STEPS=%d does it again; %s is as it was", *seed, s.step, s.said, err, *seed, s.step+1, dir)
		}
	}
	if *keep == "" {
		os.RemoveAll(dir)
	}
	fmt.Printf("seed %d: %d steps, %d kills, %d answers as from a fresh index, %d checks, in %v\n",
		*seed, *steps, s.kills, s.answers, s.checks, time.Since(start).Round(time.Second))
}

type soak struct {
	program, dir           string
	words                  bool
	editor                 *synth.Editor
	rng                    *rand.Rand
	step                   int
	said                   string // what was edited
	kills, answers, checks int
}

// turn is one edit, perhaps a kill, and a question.
func (s *soak) turn() error {
	if s.step > 0 {
		s.said = s.editor.Edit()
	}
	if err := s.save(); err != nil {
		return err
	}
	if s.step == 0 {
		args := []string{"index", "log.md", "notes"}
		if s.words {
			args = append(args, "--no-semantic")
		}
		if out, err := s.run(args...); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	text := s.editor.Query()
	if s.rng.IntN(3) == 0 {
		if err := s.kill(text); err != nil {
			return err
		}
	}
	if s.rng.IntN(6) == 0 { // two at once
		c := exec.Command(s.program, text)
		c.Dir = s.dir
		if err := c.Start(); err != nil {
			return err
		}
		defer func() { _ = c.Wait() }()
	}
	if err := s.compare(text); err != nil {
		return err
	}
	if s.step%10 == 9 {
		if out, err := s.run("index", "--check"); err != nil {
			return fmt.Errorf("index --check: %w: %s", err, out)
		}
		s.checks++
	}
	return nil
}

// save writes the files of the editor, each only if it has changed, and removes those that are no more.
func (s *soak) save() error {
	for _, folder := range []string{"", "notes"} {
		if err := os.MkdirAll(filepath.Join(s.dir, folder), 0o755); err != nil {
			return err
		}
		old, err := filepath.Glob(filepath.Join(s.dir, folder, "*.md"))
		if err != nil {
			return err
		}
		for _, f := range old {
			if name, err := filepath.Rel(s.dir, f); err == nil {
				if _, ok := s.editor.Files[filepath.ToSlash(name)]; !ok {
					if err := os.Remove(f); err != nil {
						return err
					}
				}
			}
		}
	}
	for name, text := range s.editor.Files {
		path := filepath.Join(s.dir, name)
		if was, err := os.ReadFile(path); err == nil && string(was) == text {
			continue
		}
		if s.rng.IntN(2) == 0 { // as editors do
			if err := os.WriteFile(path+"~", []byte(text), 0o644); err != nil {
				return err
			}
			if err := os.Rename(path+"~", path); err != nil {
				return err
			}
		} else if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (s *soak) run(args ...string) ([]byte, error) {
	c := exec.Command(s.program, args...)
	c.Dir = s.dir
	return c.CombinedOutput()
}

// kill ends a search by SIGKILL at any time: while it reads, writes, answers, merges.
func (s *soak) kill(text string) error {
	c := exec.Command(s.program, text)
	c.Dir = s.dir
	if err := c.Start(); err != nil {
		return err
	}
	time.Sleep(time.Duration(s.rng.IntN(60)) * time.Millisecond)
	_ = c.Process.Kill()
	_ = c.Wait()
	s.kills++
	return nil
}

// compare asks the index that has seen everything, and a fresh one.
func (s *soak) compare(text string) error {
	got := &query.Result{}
	for try := 0; ; try++ {
		c := exec.Command(s.program, "--json", "--limit", "0", "--", text)
		c.Dir = s.dir
		var stderr bytes.Buffer
		c.Stderr = &stderr
		out, err := c.Output()
		if len(out) == 0 {
			return fmt.Errorf("%q: %w: %s", text, err, &stderr)
		}
		if err := json.Unmarshal(out, got); err != nil {
			return fmt.Errorf("%q: %w: %s", text, err, out)
		}
		if strings.Contains(stderr.String(), "anew") {
			return fmt.Errorf("%q: %s", text, &stderr)
		}
		if !got.Stale || try > 100 { // the other one writes
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	want, err := s.fresh(text)
	if err != nil {
		return err
	}
	got.TookMS, want.TookMS = 0, 0
	if !reflect.DeepEqual(got, want) {
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want)
		return fmt.Errorf("%q:\n got %s\nwant %s", text, a, b)
	}
	s.answers++
	return nil
}

// fresh asks an index that is made of the files as they are.
func (s *soak) fresh(text string) (*query.Result, error) {
	ctx := context.Background()
	env, err := indexer.NewEnv(filepath.Join(s.dir, "fresh.bleve"))
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(env.Dir)
	with := !s.words
	if _, err := indexer.Index(ctx, env, indexer.Change{Add: []string{filepath.Join(s.dir, "log.md"), filepath.Join(s.dir, "notes")}, Semantic: &with}); err != nil {
		return nil, err
	}
	g, err := store.Open(env.Dir)
	if err != nil {
		return nil, err
	}
	defer g.Close()
	r, err := query.New(g, env.Dictionary, env.Rules).Search(ctx, query.Request{Text: text})
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	out := &query.Result{}
	return out, json.Unmarshal(data, out)
}
