package web

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"papersearch/indexer"
	"papersearch/internal/synth"
	"papersearch/query"
	"papersearch/store"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// site is a server on a log of its own.
type site struct {
	*Server
	url, log string // log is the file
	env      *indexer.Env
}

// looked waits for a look at the log.
func (s *site) looked() {
	over, _ := s.live.look()
	<-over
}

// open indexes text and serves it.
func open(t testing.TB, text string) *site {
	t.Helper()
	dir := t.TempDir()
	log := filepath.Join(dir, "papers.md")
	if err := os.WriteFile(log, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	// A file that was written this moment is looked at again a second later, and a page that is open swapped for it.
	if hour := time.Now().Add(-time.Hour); os.Chtimes(log, hour, hour) != nil {
		t.Fatal("no time")
	}
	env, err := indexer.NewEnv(filepath.Join(dir, store.DirName))
	if err != nil {
		t.Fatal(err)
	}
	meaning := len(text) < 100_000 // sentences of long logs take seconds to embed
	if _, err := indexer.Index(context.Background(), env, indexer.Change{Add: []string{log}, Semantic: &meaning}); err != nil {
		t.Fatal(err)
	}
	g, err := store.Open(env.Dir)
	if err != nil {
		t.Fatal(err)
	}
	s := New(Options{Generation: g, Env: env})
	h := httptest.NewServer(s.Handler())
	t.Cleanup(func() { s.end(); h.Close(); s.Close() })
	return &site{s, h.URL, log, env}
}

func sample(t testing.TB) *site {
	t.Helper()
	text, err := os.ReadFile("../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	return open(t, string(text))
}

// get asks and returns status and body.
func (s *site) get(t testing.TB, path string) (int, string) {
	t.Helper()
	r, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// What the API answers is what --json prints.
func TestAPIAnswersAsTheCommandLine(t *testing.T) {
	s := sample(t)
	e, back := s.live.borrow(context.Background())
	defer back()
	want, err := e.searcher().Search(context.Background(), query.Request{Text: "diffusion 机构：斯坦福", Limit: 3, Filters: query.Filters{Track: []string{"大模型"}}})
	if err != nil {
		t.Fatal(err)
	}
	status, body := s.get(t, "/api/v1/search?limit=3&track="+url.QueryEscape("大模型")+"&q="+url.QueryEscape("diffusion 机构：斯坦福"))
	var got query.Result
	if err := json.Unmarshal([]byte(body), &got); status != 200 || err != nil {
		t.Fatal(status, err, body)
	}
	got.TookMS, want.TookMS = 0, 0
	a, _ := json.Marshal(&got)
	b, _ := json.Marshal(want)
	if string(a) != string(b) || len(got.Hits) == 0 {
		t.Errorf("got\n%s\nwant\n%s", a, b)
	}
}

// What is asked wrongly is told, with a status and the way out.
func TestWrongQuestions(t *testing.T) {
	s := sample(t)
	for _, c := range []struct {
		path   string
		status int
		says   string
	}{
		{"/api/v1/search?q=x&track=nosuch", 400, "unknown track"},
		{"/api/v1/search?q=x&month=2024-77", 400, "unknown month"},
		{"/api/v1/search?q=x&institution=Standford+University", 400, "Stanford University"},
		{"/api/v1/facets?facet=author", 400, "institution"},
		{"/api/v1/search?limit=-1", 400, "limit"},
		{"/api/v1/search?limit=many", 400, "limit"},
		{"/api/v1/search?sort=best", 400, "relevance, read or published"},
		{"/api/v1/search?lexical=1&semantic=1", 400, "exclude each other"},
		{"/api/v1/search?explain=perhaps", 400, "explain"},
		{"/api/v1/search?qq=x", 400, `no parameter \"qq\"`},
		{"/api/v1/search?q=%zz", 400, "cannot be read"},
		{"/api/v1/search?q=a;b=c", 400, "cannot be read"},
		{"/api/v1/search?q=" + strings.Repeat("a", 9000), 414, "8192 are enough"},
		{"/api/v1/search?" + strings.Repeat("track=a&track=b"+strings.Repeat("x", 20)+"&", 200), 400, ""},
		{"/api/v1/search?track=" + strings.Repeat("x", 600), 400, "600 bytes"},
		{"/api/v1/show", 400, "ref is missing"},
		{"/api/v1/show?ref=zzzzzz", 404, "zzzzzz"},
		{"/api/v1/show?ref=attention+all+need", 409, "ufhffmq8cg-2"},
		{"/api/v1/related?ref=zzzzzz", 404, "zzzzzz"},
		{"/api/v1/nosuch", 404, "nothing at"},
		{"/nosuch", 404, "nothing at"},
		{"/entry/zzzzzz", 404, "zzzzzz"},
		{"/entry/attention%20all%20need", 409, "ufhffmq8cg-2"},
		{"/assets/../web.go", 404, ""},
		{"/assets/0/style.css", 404, ""},
		{"/..%2f..%2fetc%2fpasswd", 404, ""},
		{"/entry/..%2f..%2fetc%2fpasswd", 404, ""},
		{"/%00", 404, ""},
		{"/?q=x&track=nosuch", 200, "There is no track"},
		{"/?month-from=soon", 200, "There is no month"},
	} {
		status, body := s.get(t, c.path)
		if status != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%.60s: %d, want %d with %q:\n%.300s", c.path, status, c.status, c.says, body)
		}
		if strings.HasPrefix(c.path, apiPath) {
			var f failure
			if err := json.Unmarshal([]byte(body), &f); err != nil || f.Version != 1 || f.Error == "" || f.Near == nil {
				t.Errorf("%.60s: no failure as JSON: %s", c.path, body)
			}
		}
	}
}

// What is asked at the edge of sense is answered.
func TestOddQuestions(t *testing.T) {
	s := sample(t)
	for _, q := range []string{
		"", " ", "-", `"`, "机构：", "track:", "institution:Goo", "month:2024-", "\x00", "\xff\xfe", strings.Repeat("扩散模型 ", 600), strings.Repeat("x ", 4000),
		strings.Repeat(`"a" `, 2000), strings.Repeat("track:GNN|", 800), "<script>alert(1)</script>", "' OR 1=1 --", strings.Repeat("(", 8000),
	} {
		start := time.Now()
		for _, path := range []string{"/api/v1/search?q=", "/?q=", "/todo?q=", "/api/v1/facets?q=", "/api/v1/todo?q="} {
			status, body := s.get(t, path+url.QueryEscape(q))
			if status != 200 {
				t.Errorf("%s%.30q: %d %.200s", path, q, status, body)
			}
			if strings.Contains(body, "<script>alert") && !strings.HasPrefix(path, apiPath) {
				t.Errorf("%s%.30q: what was typed is in the page as it is", path, q)
			}
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%.30q took %v", q, took)
		}
	}
}

// Filters that are half typed are text; those of the URL are told.
func TestHalfTyped(t *testing.T) {
	s := sample(t)
	if status, body := s.get(t, "/api/v1/search?q="+url.QueryEscape("diffusion track:nosu")); status != 200 || strings.Contains(body, `"total":0`) {
		t.Error(status, body)
	}
}

// Every page says what it may load, and is told nothing else.
func TestHeaders(t *testing.T) {
	s := sample(t)
	for _, path := range []string{"/", "/todo", "/api/v1/search", "/nosuch", "/api/v1/nosuch", assetURL("page.js")} {
		r, err := http.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if got := r.Header.Get("Content-Security-Policy"); got != policy || strings.Contains(got, "unsafe") {
			t.Errorf("%s: policy %q", path, got)
		}
		if r.Header.Get("X-Content-Type-Options") != "nosniff" || r.Header.Get("Content-Type") == "" {
			t.Errorf("%s: %v", path, r.Header)
		}
	}
}

// The pages hold no script, style or picture of their own, and nothing from elsewhere: the policy would refuse it.
func TestPagesKeepThePolicy(t *testing.T) {
	s := sample(t)
	_, search := s.get(t, "/?q=diffusion")
	_, entry := s.get(t, "/entry/hvehimvfmi")
	_, todo := s.get(t, "/todo")
	for name, body := range map[string]string{"search": search, "entry": entry, "todo": todo} {
		for _, bad := range []string{"style=", "<style", "onclick", "onload", "javascript:", "src=\"http", "ZgotmplZ", "<no value>"} {
			if strings.Contains(body, bad) {
				t.Errorf("the %s page has %s", name, bad)
			}
		}
	}
}

// What a log says is text in the page, whatever it says.
func TestHostileLog(t *testing.T) {
	s := open(t, `# 2024.1

## 2024.1.2

《<script>alert("title")</script> Attack: "quoted" & 'more'》

2023.5 <img src=x onerror=alert(1)> 的一篇文章，要点：

1. [看](javascript:alert(2)) diffusion <b onmouseover=alert(3)>粗</b>
2. <iframe src="//evil.example"></iframe>

# pending list

- [ ] <svg onload=alert(4)> pending
`)
	_, list := s.get(t, "/?q=diffusion")
	_, todo := s.get(t, "/todo")
	_, api := s.get(t, "/api/v1/search?q=diffusion")
	var r query.Result
	if err := json.Unmarshal([]byte(api), &r); err != nil || len(r.Hits) == 0 {
		t.Fatal(err, api)
	}
	_, entry := s.get(t, "/entry/"+r.Hits[0].ID)
	for name, body := range map[string]string{"list": list, "todo": todo, "entry": entry} {
		for _, bad := range []string{"<script>alert", "<img", "<iframe", "<svg onload", "<b onmouseover", `href="javascript`} {
			if strings.Contains(body, bad) {
				t.Errorf("the %s page has %s", name, bad)
			}
		}
	}
	if !strings.Contains(entry, "&lt;iframe") || !strings.Contains(entry, "javascript:alert(2)") {
		t.Errorf("what was written does not show:\n%s", entry)
	}
}

// The first page with all it loads is small.
func TestFirstPageIsSmall(t *testing.T) {
	const most = 100_000
	for name, log := range map[string]string{"sample": "", "3,000 entries": synth.Log(3000, 1)} {
		s := sample(t)
		if log != "" {
			s = open(t, log)
		}
		_, body := s.get(t, "/")
		size := len(body)
		for _, name := range []string{"style.css", "page.js", "icon.svg"} {
			if !strings.Contains(body, assetURL(name)) {
				t.Errorf("%s is not loaded", name)
			}
			size += len(files()[name].data)
		}
		t.Logf("%s: %d bytes in all", name, size)
		if size > most {
			t.Errorf("%s: %d bytes, wanted at most %d", name, size, most)
		}
	}
}

// A page can be used without JavaScript: the form asks with fields, the answer is at the URL that says the same.
func TestForm(t *testing.T) {
	s := sample(t)
	for _, c := range []struct{ form, url string }{
		{"q=diffusion&month-from=2024-01&month-to=2024-02", "q=diffusion&month=2024-01..2024-02"},
		{"q=&month-from=2024-01&month-to=&published-from=&published-to=", "month=2024-01..2100-12"},
		{"month-from=&month-to=2023-12", "month=1900-01..2023-12"},
		{"month-from=2024.3&month-to=2024.1", "month=2024-01..2024-03"},
		{"month-from=2024-02&month-to=2024-02", "month=2024-02"},
		{"month=2023-11&month=2024-02&month-from=2023-11&month-to=2024-02", "month=2023-11&month=2024-02"}, // untouched
		{"month=2023-11&month-from=2023-11&month-to=2024-02", "month=2023-11..2024-02"},
		{"month=2023-11&month-from=&month-to=", ""},
		{"track=GNN&q=x&published-from=2022&published-to=2022-06", "q=x&track=GNN&published=2022-01..2022-06"},
	} {
		raw, moved := gatherRanges(c.form)
		p, err := readParams(raw, nil)
		if err != nil || !moved || p.encode() != c.url {
			t.Errorf("%s leads to %s, want %s (%v)", c.form, p.encode(), c.url, err)
		}
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.Get(s.url + "/?q=diffusion&month-from=2024-01&month-to=2024-02")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if got := r.Header.Get("Location"); r.StatusCode != http.StatusSeeOther || got != "/?q=diffusion&month=2024-01..2024-02" {
		t.Error(r.StatusCode, got)
	}
}

// Every entry that is written shows up by itself: an event tells, and the next question knows.
func TestNewEntries(t *testing.T) {
	s := sample(t)
	r, err := http.Get(s.url + "/api/v1/events") //nolint:bodyclose // it is closed below, when the goroutine that reads it is done
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	lines := make(chan string)
	go func() {
		in := bufio.NewScanner(r.Body)
		for in.Scan() {
			if data, ok := strings.CutPrefix(in.Text(), "data: "); ok {
				lines <- data
			}
		}
		close(lines)
	}()
	first := <-lines
	text, err := os.ReadFile(s.log)
	if err != nil {
		t.Fatal(err)
	}
	added := strings.Replace(string(text), "\n# 2024.3\n", "\n# 2024.4\n\n## 2024.4.1\n\n《Zyzzyva: A Paper Written a Moment Ago》\n\n2024.3 清华的一篇文章，要点：\n\n1. 新的一条\n\n# 2024.3\n", 1)
	if err := os.WriteFile(s.log, []byte(added), 0o644); err != nil {
		t.Fatal(err)
	}
	select {
	case next := <-lines:
		if next == first {
			t.Errorf("told of %s twice", next)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("no event")
	}
	if _, body := s.get(t, "/api/v1/search?q=Zyzzyva"); !strings.Contains(body, "A Moment Ago") && !strings.Contains(body, "a Moment Ago") {
		t.Error(body)
	}
	s.Close()
	if _, open := <-lines; open {
		t.Error("the stream goes on after the end")
	}
}

// Who saves an entry and asks gets it, also while others ask.
func TestSavedIsFound(t *testing.T) {
	s := sample(t)
	for i := range 3 {
		name := fmt.Sprintf("zebra%d", i)
		text, _ := os.ReadFile(s.log)
		if err := os.WriteFile(s.log, append(text, "\n《"+name+": Stripes》\n\n2024.1 一篇文章\n"...), 0o644); err != nil {
			t.Fatal(err)
		}
		time.Sleep(freshFor + 10*time.Millisecond)
		if status, body := s.get(t, "/api/v1/search?q="+name); status != http.StatusOK || !strings.Contains(body, name+": Stripes") {
			t.Errorf("%s: %d: %.200s", name, status, body)
		}
	}
}

// While papersearch.toml cannot be read the one before holds, and new entries are found. All that a look warns of is told, once.
func TestBrokenConfig(t *testing.T) {
	s := sample(t)
	var warned []string
	s.live.warn = func(w string) { warned = append(warned, w) }
	if err := os.WriteFile(filepath.Join(filepath.Dir(s.env.Dir), store.ConfigName), []byte("[tracks\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(s.log)
	if err := os.WriteFile(s.log, append(text, "\n《Zebra: Stripes》\n\n2024.1 一篇文章\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	s.looked()
	s.looked()
	if _, body := s.get(t, "/api/v1/search?q=zebra"); !strings.Contains(body, "Zebra: Stripes") {
		t.Errorf("not found: %.200s", body)
	}
	if len(warned) != 1 || !strings.Contains(warned[0], store.ConfigName) {
		t.Errorf("%q", warned)
	}
	s.live.say([]string{"a is gone", "b is gone"})
	s.live.say([]string{"a is gone", "b is gone", "c is gone"})
	if got := strings.Join(warned[1:], ", "); got != "a is gone, b is gone, c is gone" {
		t.Errorf("told %s", got)
	}
}

// A generation stays open as long as a request uses it, and no longer.
func TestGenerationIsKeptWhileUsed(t *testing.T) {
	s := sample(t)
	e, back := s.live.borrow(context.Background())
	text, _ := os.ReadFile(s.log)
	if err := os.WriteFile(s.log, append(text, "\n《Later: Another Paper》\n\n2024.1 一篇文章\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	s.looked()
	if s.live.name() == e.gen.Name {
		t.Fatal("nothing has changed")
	}
	if r, err := e.searcher().Search(context.Background(), query.Request{Text: "diffusion", Limit: 1}); err != nil || len(r.Hits) != 1 {
		t.Error("the generation in use does not answer", err)
	}
	if e.users != 1 || !e.retired {
		t.Error(e.users, e.retired)
	}
	back()
	if e.users != 0 {
		t.Error(e.users)
	}
}

// Many clients ask while the log is written; every answer is whole.
func TestWhileWritten(t *testing.T) {
	s := sample(t)
	text, _ := os.ReadFile(s.log)
	ctx, stop := context.WithTimeout(context.Background(), 3*time.Second)
	defer stop()
	var clients sync.WaitGroup
	for i := range 8 {
		clients.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				status, body := s.get(t, fmt.Sprintf("/api/v1/search?q=diffusion+%d", (i+n)%5))
				if status != 200 || !strings.Contains(body, "Imagen") {
					t.Errorf("%d %.200s", status, body)
					return
				}
			}
		})
	}
	for n := 0; ctx.Err() == nil; n++ {
		if err := os.WriteFile(s.log, fmt.Appendf(text, "\n《New%d: A Paper》\n\n2024.1 一篇文章\n", n), 0o644); err != nil {
			t.Error(err)
		}
		s.looked()
	}
	clients.Wait()
}

// A client that does not finish its request, or does not read its answer, is let go, and others are served meanwhile.
func TestSlowClients(t *testing.T) {
	if testing.Short() {
		t.Skip("takes as long as a client may take")
	}
	s := sample(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	over := make(chan error, 1)
	go func() { over <- s.Serve(ctx, l) }()
	var slow []net.Conn
	for range 50 {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
		slow = append(slow, c)
	}
	start := time.Now()
	r, err := http.Get("http://" + l.Addr().String() + "/api/v1/search?q=diffusion")
	if err != nil || r.StatusCode != http.StatusOK || time.Since(start) > 3*time.Second {
		t.Error(err, time.Since(start))
	} else {
		r.Body.Close()
	}
	for _, c := range slow {
		_ = c.SetReadDeadline(time.Now().Add(headerTimeout + 3*time.Second))
		if _, err := io.ReadAll(c); err != nil {
			t.Fatalf("a slow client is still held: %v", err)
		}
	}
	stop()
	if err := <-over; err != nil {
		t.Error(err)
	}
}

// A server that is told to stop does, though pages wait for new entries.
func TestStops(t *testing.T) {
	s := sample(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	over := make(chan error, 1)
	go func() { over <- s.Serve(ctx, l) }()
	r, err := http.Get("http://" + l.Addr().String() + "/api/v1/events")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	start := time.Now()
	stop()
	if err := <-over; err != nil || time.Since(start) > stopTimeout/2 {
		t.Error(err, time.Since(start))
	}
}

// What is asked in large numbers takes no more and more memory.
func TestMemoryIsSteady(t *testing.T) {
	if testing.Short() {
		t.Skip("asks thousands of questions")
	}
	s, n := sample(t), 3000
	if more, err := strconv.Atoi(os.Getenv("PAPERSEARCH_SOAK")); err == nil { // 100000, when there is time
		n = more
	}
	questions := synth.Queries(n, 1)
	ask := func(from, to int) {
		var clients sync.WaitGroup
		for c := range 4 {
			clients.Go(func() {
				for i := from + c; i < to; i += 4 {
					w := httptest.NewRecorder()
					s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/api/v1/search?q="+url.QueryEscape(questions[i]), nil))
					if w.Code != 200 {
						t.Errorf("%s: %d", questions[i], w.Code)
					}
				}
			})
		}
		clients.Wait()
	}
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	ask(0, n/3)
	before, goroutines := heap(), runtime.NumGoroutine()
	ask(n/3, n)
	after := heap()
	t.Logf("heap %d kB after %d questions, %d kB after %d", before>>10, n/3, after>>10, n)
	if after > before+cacheBytes+(4<<20) {
		t.Errorf("the heap grew from %d to %d bytes", before, after)
	}
	if n := runtime.NumGoroutine(); n > goroutines+5 {
		t.Errorf("%d goroutines, %d before", n, goroutines)
	}
}

// The cache keeps what was asked for last, within its bytes.
func TestCache(t *testing.T) {
	c := newCache(1600)
	for i := range 10 {
		c.put(strconv.Itoa(i), []byte(strings.Repeat("x", 300)))
		c.get("0")
	}
	kept := []string{}
	for i := range 10 {
		if _, ok := c.get(strconv.Itoa(i)); ok {
			kept = append(kept, strconv.Itoa(i))
		}
	}
	if !slices.Equal(kept, []string{"0", "8", "9"}) {
		t.Errorf("kept %v", kept)
	}
	c.put("large", make([]byte, largestCached+1))
	if _, ok := c.get("large"); ok {
		t.Error("an answer larger than the cache may be is kept")
	}
}

// FuzzParams asks with every parameter made of anything: the answer is a page or JSON, and no failure of ours.
func FuzzParams(f *testing.F) {
	s := sample(f)
	for _, q := range []string{
		"q=diffusion", "q=&track=GNN&track=x", "month=2024-01..2023-01", "limit=0&sort=read", "facet=track&facet=month", "q=%00%ff&kind=todo",
		"month-from=2024&month-to=", "since=2024-13&until=x", "ref=imagen", "lexical=1&semantic=", "file=[&file=**", "published=2022..", "q=a&q=b;c",
	} {
		for i := range 8 {
			f.Add(uint8(i), q)
		}
	}
	paths := []string{"/", "/todo", "/api/v1/search", "/api/v1/facets", "/api/v1/show", "/api/v1/related", "/api/v1/todo", "/api/v1/events"}
	f.Fuzz(func(t *testing.T, which uint8, q string) {
		path := paths[int(which)%len(paths)]
		r := httptest.NewRequest(http.MethodHead, "http://localhost"+path, nil)
		r.URL.RawQuery = q
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code >= 500 || w.Code < 200 {
			t.Fatalf("%s?%q: %d %s", path, q, w.Code, w.Body)
		}
		if kind := w.Header().Get("Content-Type"); strings.HasPrefix(kind, "application/json") {
			var v struct{ Version int }
			if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || v.Version != 1 {
				t.Fatalf("%s?%q: %s", path, q, w.Body)
			}
		}
		if p, err := readParams(q, nil); err == nil {
			again, err := readParams(p.encode(), nil)
			if err != nil || again.encode() != p.encode() {
				t.Fatalf("%q is %q is %q (%v)", q, p.encode(), again.encode(), err)
			}
		}
	})
}

// An index that rots while it is served is built anew, and answers again.
func TestDamage(t *testing.T) {
	s := sample(t)
	found, err := filepath.Glob(filepath.Join(s.env.Dir, s.live.name(), "text", "*"))
	if err != nil || len(found) == 0 {
		t.Fatal(err, found)
	}
	for _, file := range found {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i := range b {
			b[i] ^= 0xff
		}
		f, err := os.OpenFile(file, os.O_RDWR, 0) // in place: the server has it mapped
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt(b, 0); err != nil {
			t.Fatal(err)
		}
		f.Close()
		if err := os.Chtimes(file, info.ModTime(), info.ModTime()); err != nil {
			t.Fatal(err)
		}
	}
	status, body := s.get(t, "/api/v1/search?q=diffusion")
	if status != http.StatusInternalServerError {
		t.Errorf("%d %.200s", status, body)
	}
	s.looked()
	if status, body := s.get(t, "/api/v1/search?q=diffusion"); status != http.StatusOK || !strings.Contains(body, "Imagen") {
		t.Errorf("%d %.200s", status, body)
	}
}
