//go:build unix

package indexer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"papersearch/internal/synth"
	"papersearch/store"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestMain makes of the test program a writer that is killed, when it is told so.
func TestMain(m *testing.M) {
	if dir := os.Getenv("PAPERSEARCH_CHILD"); dir != "" {
		if err := child(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child brings an index up to date and tidies it. It ends by SIGKILL before step PAPERSEARCH_KILL, if there are so many, and
// prints the steps otherwise; it can write no more than PAPERSEARCH_FSIZE bytes to a file.
func child(dir string) error {
	kill, _ := strconv.Atoi(os.Getenv("PAPERSEARCH_KILL"))
	var mu sync.Mutex
	var steps []string
	store.Step = func(what string) {
		mu.Lock()
		defer mu.Unlock()
		if steps = append(steps, what); len(steps) == kill {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	if n, _ := strconv.ParseUint(os.Getenv("PAPERSEARCH_FSIZE"), 10, 64); n > 0 {
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n}); err != nil {
			return err
		}
	}
	env, err := NewEnv(dir)
	if err != nil {
		return err
	}
	env.Warn = func(w string) { fmt.Fprintln(os.Stderr, w) }
	g, stale, err := Refresh(context.Background(), env)
	if err != nil {
		return err
	}
	env.Wait()
	if os.Getenv("PAPERSEARCH_TIDY") != "" {
		lock, err := store.Acquire(context.Background(), dir, 0)
		if err != nil {
			return err
		}
		if err := lock.Tidy(context.Background(), g, true); err != nil {
			return err
		}
		if err := lock.Release(); err != nil {
			return err
		}
	}
	if err := g.Close(); err != nil {
		return err
	}
	if stale {
		return errors.New("stale")
	}
	fmt.Println(strings.Join(steps, "\n"))
	return nil
}

// writer is a child process on the index of a shelf.
func (s *shelf) writer(env ...string) *exec.Cmd {
	s.t.Helper()
	self, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), append(env, "PAPERSEARCH_CHILD="+s.env.Dir)...)
	return c
}

// whole opens the index as it is, and wants it whole: n entries, or one more.
func (s *shelf) whole(when string, n int) {
	s.t.Helper()
	g, err := store.Open(s.env.Dir)
	if err != nil {
		s.t.Fatalf("%s: %v", when, err)
	}
	defer g.Close()
	if err := g.Verify(); err != nil {
		s.t.Fatalf("%s: %v", when, err)
	}
	if have := g.Table.Len(); have != n && have != n+1 {
		s.t.Fatalf("%s: %d entries, want %d or one more", when, have, n)
	}
}

// A writer is killed before each thing it does to the disk, one after the other, while it takes an entry in and while it
// merges. Each time what CURRENT names is whole, and the next update takes the entry in.
func TestKilledAtEveryStep(t *testing.T) {
	for _, tidy := range []string{"", "1"} {
		name := "update"
		if tidy != "" {
			name = "update and tidy"
		}
		t.Run(name, func(t *testing.T) {
			s := newShelf(t)
			log := paper("2025.1.1", "Octopus", "八只手") + synth.Log(8, 1)
			s.write("log.md", log)
			s.wordsOnly("log.md")
			n, kills := s.count(), 0
			for kill := 1; kill < 400; kill++ {
				if testing.Short() && kill%11 != 1 {
					continue
				}
				title := fmt.Sprintf("Kraken%d of the deep", kill)
				log = paper("2025.1.2", title, "很多手") + log
				s.write("log.md", log)
				out, err := s.writer("PAPERSEARCH_KILL="+strconv.Itoa(kill), "PAPERSEARCH_TIDY="+tidy).Output()
				when := fmt.Sprintf("killed before step %d", kill)
				s.whole(when, n)
				n++
				if err == nil {
					if steps := strings.Count(string(out), "\n"); steps >= kill && !testing.Short() {
						t.Fatalf("%d steps and not killed before %d", steps, kill)
					}
					break
				}
				var exit *exec.ExitError
				if !errors.As(err, &exit) || exit.ExitCode() != -1 {
					t.Fatalf("%s: %v: %s", when, err, exit.Stderr)
				}
				kills++
				s.said = nil
				s.wants(fmt.Sprintf(`title:"kraken%d"`, kill), title)
				if len(s.said) > 0 {
					t.Fatalf("%s: %q", when, s.said)
				}
				s.whole(when+" and brought up to date", n)
				s.tidy(true) // else there are more steps each time
			}
			t.Logf("%d kills", kills)
			if trash, _ := filepath.Glob(filepath.Join(s.env.Dir, "trash-*")); len(trash) > 0 {
				t.Errorf("left lying: %q", trash)
			}
			if gens, _ := filepath.Glob(filepath.Join(s.env.Dir, "gen-*")); len(gens) > 2 {
				t.Errorf("left lying: %q", gens)
			}
		})
	}
}

// A writer is killed at any time.
func TestKilledAtAnyTime(t *testing.T) {
	kills := 60
	if testing.Short() {
		kills = 8
	}
	s := newShelf(t)
	log := paper("2025.1.1", "Octopus", "八只手") + synth.Log(8, 1)
	s.write("log.md", log)
	s.wordsOnly("log.md")
	n, rng := s.count(), rand.New(rand.NewPCG(1, 2))
	for i := range kills {
		title := fmt.Sprintf("Kraken%d of the deep", i)
		log = paper("2025.1.2", title, "很多手") + log
		s.write("log.md", log)
		c := s.writer("PAPERSEARCH_TIDY=1")
		c.Stdout, c.Stderr = io.Discard, io.Discard
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rng.IntN(60)) * time.Millisecond)
		_ = c.Process.Kill()
		_ = c.Wait()
		s.whole(fmt.Sprint("kill ", i), n+i)
		s.wants(fmt.Sprintf(`title:"kraken%d"`, i), title)
	}
}

// A disk that is full: the writer says so and ends, what answers is what was there, and with room again all is well.
func TestDiskFull(t *testing.T) {
	s := newShelf(t)
	log := paper("2025.1.1", "Octopus", "八只手") + synth.Log(30, 1)
	s.write("log.md", log)
	s.wordsOnly("log.md")
	n := s.count()
	for i, size := range []int{1, 100, 1000, 3000, 5000, 10000, 20000, 30000, 50000, 64 << 10, 100 << 10} {
		title := fmt.Sprintf("Kraken%d of the deep", i)
		log = paper("2025.1.2", title, strings.Repeat("很多手", 300)) + log
		s.write("log.md", log)
		out, err := s.writer("PAPERSEARCH_FSIZE=" + strconv.Itoa(size)).CombinedOutput()
		if strings.Contains(string(out), "panic") || strings.Contains(string(out), "goroutine") {
			t.Fatalf("%d bytes: %s", size, out)
		}
		if err != nil && !strings.Contains(string(out), "answering from the index as it was") {
			t.Errorf("%d bytes: it says %s", size, out)
		}
		s.whole(fmt.Sprintf("no more than %d bytes", size), n)
		n++
		s.wants(fmt.Sprintf(`title:"kraken%d"`, i), title)
	}
}
