//go:build unix

package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"os/exec"
	"papersearch/internal/synth"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/simplifiedchinese"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"papersearch": main})
}

// TestScript runs what people type, good and bad: testdata/script/*.txtar. Beside the commands of testscript there
// are
//
//	golden NAME            the last stdout is testdata/golden/NAME, times and folders aside
//	biglog N FILE          writes a log of N entries
//	gb18030 FROM TO        writes a file in that encoding
//	interrupted ARGS…      papersearch ARGS…, interrupted once it has begun to write
//	nobody [!] ARGS…       papersearch ARGS…, as a user whom file modes bind
//	flip FILE OFFSET       turns a byte of a file around; an offset below 0 counts from the end
//	bomcrlf FROM TO        writes a file with a byte order mark and CRLF
//	long N TEXT            papersearch with a query of N bytes
//	manifest OLD NEW       edits the manifest of the current generation
//	damage ARGS…           papersearch ARGS… after each kind of damage to each file of the index
//	eventually ARGS…       papersearch ARGS… until it exits with 0, for ten seconds at most
//	silently FILE OFFSET   turns a byte of a file around and sets its time back: rot, which no time tells
//	terminal C…            a command on a terminal of 80 columns; before it -key K types, when it is quiet or -after TEXT is seen
//	entry FILE TITLE       puts a new day and entry above the newest of a log
func TestScript(t *testing.T) {
	sample, err := filepath.Abs("../../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	goldens, err := filepath.Abs("../../testdata/golden")
	if err != nil {
		t.Fatal(err)
	}
	commands := map[string]func(*testscript.TestScript, bool, []string){
		"golden": golden, "biglog": biglog, "gb18030": gb18030, "interrupted": interrupted, "nobody": nobody, "flip": flip,
		"eventually": eventually, "silently": silently, "entry": entry, "bomcrlf": bomcrlf, "long": long, "manifest": manifest, "damage": damage,
		"terminal": terminal,
	}
	maps.Copy(commands, serveCommands())
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SAMPLE", sample)
			env.Setenv("GOLDEN", goldens)
			env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("NO_COLOR", "")
			return os.Mkdir(filepath.Join(env.WorkDir, "home"), 0o755)
		},
		Condition: func(cond string) (bool, error) {
			if cond == "nobody" { // there is a user whom file modes bind
				return os.Geteuid() != 0 || runtime.GOOS == "linux", nil
			}
			return false, fmt.Errorf("unknown condition %s", cond)
		},
		Cmds: commands,
	})
}

var volatile = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`"took_ms":[0-9.e+-]+`), `"took_ms":0`},
	{regexp.MustCompile(` in [0-9.]+(ms|s|µs)\b`), ` in 0s`},
}

// stable takes out of an output what differs from run to run.
func stable(s, work string) string {
	for _, v := range volatile {
		s = v.pattern.ReplaceAllString(s, v.with)
	}
	return strings.ReplaceAll(s, work, "$WORK")
}

func golden(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: golden NAME")
	}
	got := stable(ts.ReadFile("stdout"), ts.Getenv("WORK"))
	path := filepath.Join(ts.Getenv("GOLDEN"), args[0])
	if *update {
		ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
		ts.Check(os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	ts.Check(err)
	if got != string(want) {
		ts.Fatalf("stdout is not golden/%s (make golden, and read the diff):\n%s", args[0], got)
	}
}

func biglog(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(synth.Log(n, 1)), 0o644))
}

func gb18030(ts *testscript.TestScript, _ bool, args []string) {
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b, 0o644))
}

func flip(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	if found, err := filepath.Glob(path); err == nil && len(found) > 0 {
		path = found[0]
	}
	b, err := os.ReadFile(path)
	ts.Check(err)
	at, err := strconv.Atoi(args[1])
	ts.Check(err)
	if at < 0 {
		at += len(b)
	}
	b[at] ^= 0xff
	ts.Check(os.WriteFile(path, b, 0o644))
}

// eventually runs papersearch until it finds what it is asked for.
func eventually(ts *testscript.TestScript, neg bool, args []string) {
	for begun := time.Now(); time.Since(begun) < time.Minute; time.Sleep(20 * time.Millisecond) {
		if err := ts.Exec("papersearch", args...); (err != nil) == neg {
			return
		}
	}
	ts.Fatalf("papersearch %q: not in a minute", args)
}

// silently flips a byte so that only reading tells.
func silently(ts *testscript.TestScript, neg bool, args []string) {
	found, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(found) == 0 {
		ts.Fatalf("no file %s", args[0])
	}
	path := found[len(found)-1]
	info, err := os.Stat(path)
	ts.Check(err)
	flip(ts, neg, []string{path, args[1]})
	ts.Check(os.Chtimes(path, time.Time{}, info.ModTime()))
}

func entry(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	at := strings.Index(text, "\n# 20")
	if at < 0 {
		ts.Fatalf("%s has no month", args[0])
	}
	text = text[:at] + "\n# 2024.4\n\n## 2024.4.1\n\n《" + args[1] + "》\n\n2024.3 清华的一篇文章，要点：\n\n1. 新的一条\n" + text[at:]
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// program is the path of the program under test, and a command with the script's environment.
func command(ts *testscript.TestScript, path string, args []string) *exec.Cmd {
	c := exec.Command(path, args...)
	c.Dir = ts.MkAbs(".")
	for _, name := range []string{"HOME", "WORK", "PATH", "TMPDIR", "NO_COLOR", "PAPERSEARCH_INDEX", "XDG_DATA_HOME"} {
		if v := ts.Getenv(name); v != "" {
			c.Env = append(c.Env, name+"="+v)
		}
	}
	return c
}

// interrupted starts an index command and sends it the signal of Ctrl-C once it has begun a generation.
func interrupted(ts *testscript.TestScript, _ bool, args []string) {
	path, err := exec.LookPath("papersearch")
	ts.Check(err)
	c := command(ts, path, args)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	before := generations(ts)
	ts.Check(c.Start())
	begun := time.Now()
	for generations(ts) == before && time.Since(begun) < time.Minute {
		time.Sleep(time.Millisecond)
	}
	ts.Check(c.Process.Signal(os.Interrupt))
	err = c.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitTrouble {
		ts.Fatalf("interrupted: %v, want exit status %d; stderr: %s", err, exitTrouble, &stderr)
	}
	if !strings.Contains(stderr.String(), "interrupted") {
		ts.Fatalf("interrupted without saying so: %s", &stderr)
	}
}

// generations counts the folders in the container.
func generations(ts *testscript.TestScript) int {
	found, _ := filepath.Glob(filepath.Join(ts.MkAbs("."), "index.bleve", "gen*"))
	return len(found)
}

// nobody runs papersearch without the rights of root, whom no file mode stops.
func nobody(ts *testscript.TestScript, neg bool, args []string) {
	path, err := exec.LookPath("papersearch")
	ts.Check(err)
	c := command(ts, path, args)
	if os.Geteuid() == 0 {
		const uid = 65534
		program, err := os.ReadFile(path)
		ts.Check(err)
		c.Path = filepath.Join(ts.Getenv("WORK"), "home", "papersearch")
		if _, err := os.Stat(c.Path); err != nil {
			syscall.ForkLock.RLock() // a child of another script that is started meanwhile would have the file open: text file busy
			err := os.WriteFile(c.Path, program, 0o755)
			syscall.ForkLock.RUnlock()
			ts.Check(err)
		}
		for dir := ts.Getenv("WORK"); len(dir) > len(os.TempDir()); dir = filepath.Dir(dir) {
			info, err := os.Stat(dir)
			ts.Check(err)
			ts.Check(os.Chmod(dir, info.Mode()|0o055))
		}
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
	}
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	err = c.Run()
	_, _ = fmt.Fprint(ts.Stdout(), stdout.String())
	_, _ = fmt.Fprint(ts.Stderr(), stderr.String())
	if (err != nil) != neg {
		ts.Fatalf("nobody: %v\nstdout: %s\nstderr: %s", err, &stdout, &stderr)
	}
}

// bomcrlf writes a file with a byte order mark and CRLF.
func bomcrlf(ts *testscript.TestScript, _ bool, args []string) {
	text := "\ufeff" + strings.ReplaceAll(ts.ReadFile(args[0]), "\n", "\r\n")
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o644))
}

// long asks a query of n bytes, text over and over.
func long(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(ts.Exec("papersearch", strings.Repeat(args[1], n/len(args[1])+1)[:n]))
}

// manifest edits the manifest of the current generation, with a checksum that fits.
func manifest(ts *testscript.TestScript, _ bool, args []string) {
	path := current(ts, "manifest.json")
	text := strings.ReplaceAll(ts.ReadFile(path), args[0], args[1])
	body := text[:strings.LastIndex(strings.TrimSpace(text), "\n")]
	sum := crc32.Checksum([]byte(body), crc32.MakeTable(crc32.Castagnoli))
	ts.Check(os.WriteFile(path, fmt.Appendf(nil, "%s\n%08x\n", body, sum), 0o644))
}

// current is the path of a file of the current generation.
func current(ts *testscript.TestScript, name string) string {
	dir := filepath.Join(ts.MkAbs("."), "index.bleve")
	b, err := os.ReadFile(filepath.Join(dir, "CURRENT"))
	ts.Check(err)
	return filepath.Join(dir, strings.TrimSpace(string(b)), name)
}

// damage turns a byte around in each file of the index, cuts it, empties it and deletes it, and asks each time: the
// answer is right.
func damage(ts *testscript.TestScript, _ bool, args []string) {
	var names []string
	gen := current(ts, "")
	ts.Check(filepath.WalkDir(gen, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(gen, path)
			names = append(names, name)
		}
		return err
	}))
	names = append(names, "../CURRENT", "../SOURCES")
	wants := []string{"first", "middle", "last", "cut", "empty", "gone"}
	for _, name := range names {
		for _, how := range wants {
			path := filepath.Join(current(ts, ""), name)
			if strings.HasPrefix(name, "../") {
				path = filepath.Join(filepath.Dir(current(ts, "")), name[3:])
			} else if m, _ := filepath.Glob(filepath.Join(current(ts, ""), filepath.Dir(name), "*"+filepath.Ext(name))); len(m) > 0 && !exists(path) {
				path = m[0] // names of segments change from generation to generation
			}
			b, err := os.ReadFile(path)
			if err != nil || len(b) == 0 {
				continue
			}
			switch how {
			case "first":
				b[0] ^= 0xff
			case "middle":
				b[len(b)/2] ^= 0xff
			case "last":
				b[len(b)-1] ^= 0xff
			case "cut":
				b = b[:len(b)/3]
			case "empty":
				b = nil
			}
			ts.Check(os.Remove(path)) // a reader may have it mapped
			if how != "gone" {
				ts.Check(os.WriteFile(path, b, 0o644))
			}
			ts.Logf("%s of %s", how, name)
			if err := ts.Exec("papersearch", args...); err != nil {
				ts.Fatalf("%s of %s: %v\n%s", how, name, err, ts.ReadFile("stderr"))
			}
			if !strings.Contains(ts.ReadFile("stdout"), "Imagen: Photorealistic") {
				ts.Fatalf("%s of %s: not found", how, name)
			}
			ts.Check(ts.Exec("papersearch", "index", "--check"))
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
