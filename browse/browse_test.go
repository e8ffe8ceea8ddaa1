package browse_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"papersearch/browse"
	"papersearch/indexer"
	"papersearch/internal/columns"
	"papersearch/internal/live"
	"papersearch/internal/synth"
	"papersearch/query"
	"papersearch/store"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/teatest/v2"
)

// open indexes a log and keeps it open.
func open(t testing.TB, text string) (log *live.Log, file string) {
	t.Helper()
	dir := t.TempDir()
	file = filepath.Join(dir, "papers.md")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	env, err := indexer.NewEnv(filepath.Join(dir, store.DirName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := indexer.Index(context.Background(), env, indexer.Change{Add: []string{file}}); err != nil {
		t.Fatal(err)
	}
	log, err = live.Open(context.Background(), env.Dir, live.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(log.Close)
	return log, file
}

func sample(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// screen drives a model without a terminal: keys go in, commands are run until there is an answer, lines come out.
type screen struct {
	t     testing.TB
	m     *browse.Model
	width int
}

func newScreen(t testing.TB, log *live.Log, o browse.Options) *screen {
	t.Helper()
	s := &screen{t: t, m: browse.New(context.Background(), log, o)}
	s.resize(80, 24)
	s.run(s.m.Init())
	return s
}

func (s *screen) resize(w, h int) {
	s.width = w
	s.send(tea.WindowSizeMsg{Width: w, Height: h})
}

func (s *screen) send(msg tea.Msg) {
	_, cmd := s.m.Update(msg)
	s.run(cmd)
}

// run runs commands that end by themselves, not those that wait for the time or the user.
func (s *screen) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	got := make(chan tea.Msg, 1)
	go func() { got <- cmd() }()
	select {
	case msg := <-got:
		switch msg := msg.(type) {
		case nil, tea.QuitMsg:
		case tea.BatchMsg:
			for _, c := range msg {
				s.run(c)
			}
		default:
			s.send(msg)
		}
	case <-time.After(time.Second): // a tick
	}
}

var named = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "backspace": tea.KeyBackspace,
	"pgdown": tea.KeyPgDown, "end": tea.KeyEnd, "space": tea.KeySpace,
}

// keys presses keys: names, or text letter by letter.
func (s *screen) keys(list ...string) {
	for _, k := range list {
		if r, ok := named[k]; ok {
			s.send(tea.KeyPressMsg{Code: r})
			continue
		}
		for _, r := range k {
			s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
}

// text is the screen without styles.
func (s *screen) text() string { return ansi.Strip(s.m.View().Content) }

// line is the first line that has all of words.
func (s *screen) line(words ...string) string {
	for l := range strings.Lines(s.text()) {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(l, w) }) {
			return l
		}
	}
	return ""
}

func (s *screen) want(words ...string) {
	s.t.Helper()
	if s.line(words...) == "" {
		s.t.Errorf("no line has %q:\n%s", words, s.text())
	}
}

func (s *screen) wantNot(words ...string) {
	s.t.Helper()
	if s.line(words...) != "" {
		s.t.Errorf("a line has %q:\n%s", words, s.text())
	}
}

// What is seen follows what is typed; drilling down and going back return to the same place.
func TestLookAround(t *testing.T) {
	log, _ := open(t, sample(t))
	s := newScreen(t, log, browse.Options{})
	s.want("38 found by read")
	s.want("> PagedAttention", "2024-03-18")
	s.want("大模型", "24")

	s.keys("扩散模型")
	s.want("/ 扩散模型", "found by relevance")
	s.want("> Latent Diffusion")
	s.keys("down", "down")
	s.wantNot("> Latent Diffusion")
	third, count := s.line("> "), s.line("found by relevance")

	s.keys("tab", "down") // the first track
	s.want("> ", "大模型")
	s.keys("j", "j", "j", "enter")
	if s.line("institution ", "───") == "" {
		t.Fatalf("nothing was chosen:\n%s", s.text())
	}
	s.want("✓")
	s.want("1 found")
	s.keys("esc", "u") // back
	if got := s.line("found by relevance"); got != count {
		t.Errorf("back at %q, was at %q", got, count)
	}
	if got := s.line("> "); got != third {
		t.Errorf("back at %q, was at %q", got, third)
	}

	s.keys("r") // related entries, with the pair that makes them so
	s.want("near to ")
	s.want("≈ 0.")
	s.keys("backspace")
	if got := s.line("> "); got != third {
		t.Errorf("back at %q, was at %q", got, third)
	}

	s.keys("p") // pending items
	s.want("pending items")
	s.keys("u", "s")
	s.want("by read")
	s.keys("s")
	s.want("by published")
	s.keys("?")
	s.want("papersearch browse")
	s.want("related entries")
	s.keys("x", "/", "q") // a letter, for one types
	s.want("/ 扩散模型q")
	s.keys("backspace", "backspace", "backspace", "backspace", "backspace", "backspace")
	s.want("38 found by published")
	s.keys("esc", "u")
	s.want("this is where you began")
}

// Chosen values stay when nothing has them any more, to be taken back; c takes all back.
func TestFacets(t *testing.T) {
	log, _ := open(t, sample(t))
	s := newScreen(t, log, browse.Options{Filters: query.Filters{Track: []string{"GNN"}}})
	s.want("track GNN")
	s.want("2 found")
	s.want("✓", "GNN", "2")
	s.want("大模型", "24") // siblings stay, with their counts
	s.keys("扩散模型 图像生成")
	s.want("✓", "GNN", "0")
	s.keys("esc", "c")
	s.wantNot("✓", "GNN")
	s.keys("tab", "p") // what the help lists under Elsewhere does so here
	s.want("pending items")
	s.keys("u", "r")
	s.want("near to")
	s.keys("u", "G", "enter") // more values of the last facet
	lines := strings.Count(s.text(), "more")
	s.keys("enter")
	if n := strings.Count(s.text(), "more"); n > lines {
		t.Errorf("%d facets are cut, %d before", n, lines)
	}
}

// Filters that are half typed are text, and no error is seen on the way.
func TestHalfTyped(t *testing.T) {
	log, _ := open(t, sample(t))
	s := newScreen(t, log, browse.Options{})
	for _, r := range "机构：斯坦福 track:GNN 邻居 " {
		s.keys(string(r))
		s.wantNot("unknown")
		s.wantNot("did you mean")
	}
	s.want("institution Stanford University", "track GNN")
	s.want("> GraphSAGE")
}

// Every size that is not too small shows whole lines, no wider than the screen, with the selected entry in sight.
func TestSizes(t *testing.T) {
	log, _ := open(t, sample(t))
	s := newScreen(t, log, browse.Options{Text: "大模型 注意力"})
	s.keys("down", "down", "down", "down", "down")
	for _, size := range [][2]int{{80, 24}, {30, 6}, {40, 10}, {71, 20}, {72, 20}, {100, 30}, {119, 24}, {120, 24}, {200, 60}, {10, 3}, {1, 1}, {80, 24}} {
		s.resize(size[0], size[1])
		for _, help := range []bool{false, true} {
			if help {
				s.keys("esc", "?")
			}
			lines := strings.Split(s.text(), "\n")
			if len(lines) > size[1] {
				t.Errorf("%v: %d lines", size, len(lines))
			}
			for _, l := range lines {
				if w := columns.Width(l); w > size[0] && !help {
					t.Errorf("%v: a line of %d columns: %q", size, w, l)
				}
			}
			if help {
				s.keys("x", "/")
			} else if size[0] >= 30 && size[1] >= 6 && s.line("> ") == "" {
				t.Errorf("%v: the selected entry is not in sight:\n%s", size, s.text())
			}
		}
	}
}

// The bars between panes stand in one column whatever the script.
func TestAligned(t *testing.T) {
	log, _ := open(t, sample(t))
	s := newScreen(t, log, browse.Options{Text: "扩散模型"})
	for i, l := range strings.Split(s.text(), "\n")[2:23] {
		if at := strings.Index(l, "│"); at < 0 || columns.Width(l[:at]) != 25 {
			t.Errorf("line %d: the bar stands in column %d: %q", i, columns.Width(l[:max(0, at)]), l)
		}
	}
	v := s.m.View()
	if v.Cursor == nil || v.Cursor.X != len("/ ")+8 || v.Cursor.Y != 0 {
		t.Errorf("the cursor stands at %+v", v.Cursor)
	}
	s.keys(strings.Repeat("长", 100))
	if v := s.m.View(); v.Cursor.X >= 80 {
		t.Errorf("behind a long query the cursor stands at %+v", v.Cursor)
	}
}

// Control characters of a log do not reach the terminal.
func TestCleanScreen(t *testing.T) {
	log, _ := open(t, "# 2024.1\n\n## 2024.1.2\n\n《Evil \x1b[2J \x1b]0;x\x07 paper》\n\n2023.1 谷歌的一篇文章，要点：\n\n1. 扩散 \x1b[31m red \u202e turned\n")
	s := newScreen(t, log, browse.Options{Text: "扩散"})
	if c := s.m.View().Content; strings.Contains(c, "\x1b[2J") || strings.Contains(c, "\x1b]0") || strings.Contains(c, "\u202e") {
		t.Errorf("%q", c)
	}
	s.want("Evil")
}

// An answer to what is no longer asked is not shown, and a key never waits for a search.
func TestStale(t *testing.T) {
	log, _ := open(t, sample(t))
	opened := 0
	m := browse.New(context.Background(), log, browse.Options{Editor: func(_ string, line int) (*exec.Cmd, error) {
		opened = line
		return nil, errors.New("no editor here")
	}})
	first := m.Init()().(tea.BatchMsg)[0] // the first search, not yet run
	key := func(r rune) tea.Cmd {
		start := time.Now()
		_, cmd := m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		if took := time.Since(start); took > 30*time.Millisecond {
			t.Errorf("%c took %v", r, took)
		}
		return cmd
	}
	// While somebody else keeps the log busy, keys are taken all the same.
	busy, free := make(chan struct{}), make(chan struct{})
	go func() {
		_ = log.Do(func(*query.Searcher, bool) error { close(busy); <-free; return nil })
	}()
	<-busy
	for _, r := range "GraphSAGE" {
		if cmd := key(r); cmd != nil {
			if _, isBatch := cmd().(tea.BatchMsg); isBatch {
				t.Errorf("%c begins a second search", r)
			}
		}
	}
	if text := ansi.Strip(m.View().Content); !strings.Contains(text, "/ GraphSAGE") {
		t.Errorf("what was typed is not seen:\n%s", text)
	}
	// Enter is for the answer to what was typed, whatever is on the screen.
	if _, cmd := m.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); cmd != nil {
		t.Error("Enter opens what is there before the answer is")
	}
	close(free)
	_, next := m.Update(first())
	if text := ansi.Strip(m.View().Content); strings.Contains(text, "PagedAttention") || next == nil {
		t.Errorf("a stale answer is shown:\n%s", text)
	}
	_, open := m.Update(next())
	if open == nil {
		t.Fatal("with the answer there nothing is opened")
	}
	m.Update(open())
	if opened != 214 {
		t.Errorf("line %d is opened, want that of GraphSAGE", opened)
	}
	if text := ansi.Strip(m.View().Content); !strings.Contains(text, "> GraphSAGE") {
		t.Errorf("the last answer is not:\n%s", text)
	}
}

// More hits are asked for when one comes near the last.
func TestMore(t *testing.T) {
	log, _ := open(t, synth.Log(130, 1))
	s := newScreen(t, log, browse.Options{})
	s.want("130 found")
	s.keys("esc")
	for range 12 {
		s.keys("G")
	}
	if r := strings.Count(s.text(), "> "); r == 0 {
		t.Errorf("nothing is selected:\n%s", s.text())
	}
	last := s.line("> ")
	s.keys("G")
	if s.line("> ") != last {
		t.Errorf("there is more behind the last:\n%s", s.text())
	}
}

// The program as it runs: typed at, resized, its editor opened, without colours, left.
func TestProgram(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the editor is a shell script")
	}
	log, file := open(t, sample(t))
	opened := filepath.Join(t.TempDir(), "opened")
	m := browse.New(context.Background(), log, browse.Options{Editor: func(file string, line int) (*exec.Cmd, error) {
		// The editor writes an entry, as people do.
		return exec.Command("sh", "-c", `echo "$1:$2" > "$3"; printf '\n《KAN: Kolmogorov-Arnold Networks》\n\n2024.4 MIT，要点：\n\n1. 样条\n' >> "$1"`, "sh", file, strconv.Itoa(line), opened), nil
	}})
	tm := teatest.NewTestModel(t, m, teatest.WithInitialTermSize(80, 24), teatest.WithProgramOptions(tea.WithColorProfile(colorprofile.ASCII)))
	var all bytes.Buffer
	seen := func(what string) {
		t.Helper()
		from := all.Len()
		teatest.WaitFor(t, io.TeeReader(tm.Output(), &all), func([]byte) bool {
			return strings.Contains(ansi.Strip(all.String()[from:]), what)
		}, teatest.WithDuration(20*time.Second), teatest.WithCheckInterval(10*time.Millisecond))
	}
	seen("found by read")
	tm.Type("zero convolution")
	seen("ControlNet")
	tm.Send(tea.KeyPressMsg{Code: tea.KeyEnter})
	deadline := time.Now().Add(20 * time.Second)
	for {
		if b, err := os.ReadFile(opened); err == nil && strings.HasSuffix(string(b), "\n") {
			if want := file + ":57\n"; string(b) != want {
				t.Errorf("opened %q, want %q", b, want)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the editor is not opened")
		}
		time.Sleep(10 * time.Millisecond)
	}
	tm.Send(tea.WindowSizeMsg{Width: 130, Height: 30})
	tm.Send(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}) // clears the line
	tm.Type("kolmogorov")
	seen("KAN")
	tm.Send(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	tm.WaitFinished(t, teatest.WithFinalTimeout(10*time.Second))
	for _, color := range []string{"\x1b[33", "\x1b[36", "[38;", "[1;33", "[1;36"} {
		if strings.Contains(all.String(), color) {
			t.Errorf("there is a colour: %q", color)
		}
	}
}

// BenchmarkKeystroke types a query into a log of 10,000 entries: from the key to the drawn answer.
func BenchmarkKeystroke(b *testing.B) {
	log, _ := open(b, synth.Log(10000, 1))
	s := newScreen(b, log, browse.Options{})
	var took []time.Duration
	for b.Loop() {
		s.send(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
		for _, r := range "扩散模型 text-to-image" {
			start := time.Now()
			_, cmd := s.m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
			s.run(cmd)
			_ = s.m.View()
			took = append(took, time.Since(start))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/key")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms/key-p95")
}

var update = flag.Bool("update-screen", false, "draw the README's screen anew")

// The screen in the README is the one that is seen. With -update-screen it is drawn anew.
func TestReadmeScreen(t *testing.T) {
	log, _ := open(t, sample(t))
	s := newScreen(t, log, browse.Options{Text: "文生图"})
	s.keys("esc", "down")
	var screen strings.Builder
	for l := range strings.Lines(s.text()) {
		screen.WriteString(strings.TrimRight(l, " \n") + "\n")
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- browse -->\n```text\n", "```\n<!-- /browse -->"
	before, rest, ok := strings.Cut(string(readme), begin)
	was, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("the README has no place for the screen")
	}
	if was == screen.String() {
		return
	}
	if !*update {
		t.Fatalf("the README's screen (make golden) is not\n%s", &screen)
	}
	if err := os.WriteFile("../README.md", []byte(before+begin+screen.String()+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Whatever keys are hit, in whatever order and size, the browser stands, and its lines fit the screen.
func TestMonkey(t *testing.T) {
	log, _ := open(t, sample(t))
	rng := rand.New(rand.NewPCG(8, 2024))
	s := newScreen(t, log, browse.Options{Editor: func(string, int) (*exec.Cmd, error) { return nil, errors.New("no editor") }})
	all := slices.Concat(slices.Sorted(maps.Keys(named)), strings.Split("jkhlguGpsrc?/xJK扩散模型:：\"-| ", ""))
	n := 600
	if testing.Short() {
		n = 100
	}
	for i := range n {
		k := all[rng.IntN(len(all))]
		if rng.IntN(40) == 0 {
			s.resize(rng.IntN(200), rng.IntN(60))
		}
		s.keys(k)
		for l := range strings.Lines(s.text()) {
			if w := columns.Width(strings.TrimRight(l, "\n")); w > max(s.width, 0) && !strings.Contains(s.text(), "any key goes back") && s.width > 0 {
				t.Fatalf("key %d, %s: a line of %d columns on a screen of %d: %q", i, k, w, s.width, l)
			}
		}
	}
}
