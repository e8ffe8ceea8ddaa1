package report

import (
	"bufio"
	"bytes"
	"context"
	"os/exec"
	"papersearch/store"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// blamePatience bounds the wait for git: an age is worth less than an answer.
const blamePatience = 2 * time.Second

// age tells how old items are: the day on which their line was last written, as the git history of their file says. Where
// there is no history, no git, or a line is not committed yet, it stays unknown.
func age(ctx context.Context, dir string, items []TodoItem, now time.Time) {
	byFile := map[string][]*TodoItem{}
	for i := range items {
		byFile[items[i].File] = append(byFile[items[i].File], &items[i])
	}
	ctx, cancel := context.WithTimeout(ctx, blamePatience)
	defer cancel()
	for file, of := range byFile {
		lines := make([]int, len(of))
		for i, item := range of {
			lines[i] = item.Line
		}
		written := blame(ctx, store.SourcePath(dir, file), lines)
		for _, item := range of {
			if at, ok := written[item.Line]; ok {
				item.Added = at.Format(time.DateOnly)
				item.AgeDays = max(0, int(now.Sub(at).Hours()/24))
			}
		}
	}
}

// blame asks git when lines of a file were last written. Lines that were moved or indented otherwise keep their age.
func blame(ctx context.Context, path string, lines []int) map[int]time.Time {
	args := []string{"-C", filepath.Dir(path), "-c", "core.fsmonitor=false", "blame", "--porcelain", "-w", "-M"}
	const gap = 20 // lines between two stretches that are worth asking for one by one
	for i := 0; i < len(lines); {
		j := i
		for j+1 < len(lines) && lines[j+1]-lines[j] <= gap && lines[j+1] > lines[j] {
			j++
		}
		args = append(args, "-L", strconv.Itoa(lines[i])+","+strconv.Itoa(lines[j]))
		i = j + 1
	}
	git := exec.CommandContext(ctx, "git", append(args, "--", filepath.Base(path))...)
	out, err := git.Output()
	if err != nil {
		return nil // no git, no repository, or a file it does not know
	}
	return readBlame(out)
}

// readBlame reads git's porcelain format: for each line "commit original final [count]", headers the first time a commit is
// met, and the line behind a tab. A commit of zeros is what is not committed yet.
func readBlame(out []byte) map[int]time.Time {
	written := map[int]time.Time{}
	times := map[string]time.Time{}
	commit, line := "", 0
	in := bufio.NewScanner(bytes.NewReader(out))
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		text := in.Text()
		switch {
		case strings.HasPrefix(text, "\t"):
			if at, ok := times[commit]; ok && strings.Trim(commit, "0") != "" {
				written[line] = at
			}
		case strings.HasPrefix(text, "author-time "):
			if n, err := strconv.ParseInt(text[len("author-time "):], 10, 64); err == nil {
				times[commit] = time.Unix(n, 0)
			}
		default:
			f := strings.Fields(text)
			if len(f) >= 3 && len(f[0]) >= 40 {
				if n, err := strconv.Atoi(f[2]); err == nil {
					commit, line = f[0], n
				}
			}
		}
	}
	return written
}
