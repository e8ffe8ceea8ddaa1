package live_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"papersearch/indexer"
	"papersearch/internal/live"
	"papersearch/query"
	"papersearch/store"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// logs returns the container of a log of one entry, and the file.
func logs(t *testing.T) (dir, file string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), store.DirName)
	file = filepath.Join(filepath.Dir(dir), "log.md")
	write(t, file, entry("Imagen", "扩散模型"))
	env, err := indexer.NewEnv(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := indexer.Index(context.Background(), env, indexer.Change{Add: []string{file}}); err != nil {
		t.Fatal(err)
	}
	return dir, file
}

func entry(title, point string) string {
	return fmt.Sprintf("# 2024.1\n\n## 2024.1.17\n\n《%s》\n\n2023.12 谷歌的一篇文章，要点：\n\n1. %s\n", title, point)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func titles(t *testing.T, l *live.Log, text string) string {
	t.Helper()
	var out []string
	err := l.Do(func(s *query.Searcher, _ bool) error {
		r, err := s.Search(context.Background(), query.Request{Text: text})
		if err == nil {
			for _, h := range r.Hits {
				out = append(out, h.Title)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, ", ")
}

func TestLog(t *testing.T) {
	ctx := context.Background()
	dir, file := logs(t)
	var warned []string
	l, err := live.Open(ctx, dir, func(s string) { warned = append(warned, s) })
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	refresh := func(want bool) {
		t.Helper()
		if changed, err := l.Refresh(ctx); err != nil || changed != want {
			t.Errorf("Refresh: %v, %v; want %v", changed, err, want)
		}
	}
	refresh(false)
	write(t, file, entry("Imagen", "扩散模型")+"\n《GraphSAGE》\n\n2017.6 斯坦福的一篇文章，要点：\n\n1. 邻居\n")
	if got := titles(t, l, "title:GraphSAGE"); got != "" {
		t.Errorf("before a refresh %q is found", got)
	}
	refresh(true)
	refresh(false)
	if got := titles(t, l, "title:GraphSAGE"); got != "GraphSAGE" {
		t.Errorf("after a refresh %q is found", got)
	}
	// papersearch.toml counts too.
	write(t, filepath.Join(filepath.Dir(dir), "papersearch.toml"), "[[track]]\nname = \"画\"\nmatch = [\"扩散模型\"]\n[odd]\n")
	refresh(true)
	if got := titles(t, l, "track:画"); got != "Imagen" {
		t.Errorf("with a track of papersearch.toml %q is found", got)
	}
	// What is wrong is told once.
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := l.Refresh(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if got := titles(t, l, "track:画"); got != "Imagen" {
		t.Errorf("of a file that is gone %q is found", got)
	}
	n := 0
	for _, w := range warned {
		if strings.Contains(w, "not there any more") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("told %d times that the file is gone: %q", n, warned)
	}
}

func TestNoIndex(t *testing.T) {
	if _, err := live.Open(context.Background(), filepath.Join(t.TempDir(), store.DirName), nil); !errors.Is(err, store.ErrNoIndex) {
		t.Errorf("%v, want ErrNoIndex", err)
	}
}

// Questions, refreshes and the end come from any goroutine.
func TestConcurrent(t *testing.T) {
	ctx := context.Background()
	dir, file := logs(t)
	l, err := live.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for k := range 5 {
				if i == 0 {
					write(t, file, entry("Imagen", fmt.Sprint("扩散模型", k)))
					_, _ = l.Refresh(ctx)
				}
				_ = l.Do(func(s *query.Searcher, _ bool) error {
					_, err := s.Search(ctx, query.Request{Text: "扩散模型"})
					return err
				})
			}
		})
	}
	all.Wait()
	l.Close()
	l.Close()
	if err := l.Do(func(*query.Searcher, bool) error { return nil }); err == nil {
		t.Error("a closed log answers")
	}
}
