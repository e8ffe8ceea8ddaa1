package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"papersearch/internal/synth"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// The load on serve: clients that ask one question after the other, on the same machine.
const (
	serveEntries = 10000
	serveClients = 20
)

// round is one kind of load.
type round struct {
	name   string
	wanted string
	urls   []string // asked in turn
	n      int
}

// benchServe puts papersearch serve under load, beside a server that answers every request with the same bytes, which is
// what the clients and HTTP cost.
func benchServe(program, dir string, requests int) error {
	file := filepath.Join(dir, "log.md")
	if err := os.WriteFile(file, []byte(synth.Log(serveEntries, 1)), 0o644); err != nil {
		return err
	}
	start := time.Now()
	index := exec.Command(program, "index", "log.md")
	index.Dir, index.Stderr = dir, os.Stderr
	if err := index.Run(); err != nil {
		return err
	}
	fmt.Printf("%d entries indexed in %.0f s; %d clients on loopback, answers read whole\n\n", serveEntries, time.Since(start).Seconds(), serveClients)
	base, pid, stop, err := startServe(program, dir)
	if err != nil {
		return err
	}
	defer stop()
	bare, err := bareServer()
	if err != nil {
		return err
	}
	api, pages := urls(base, "/api/v1/search", requests), urls(base, "/", requests/4)
	fmt.Printf("  %-26s %8s %8s %9s %9s %9s %9s   %s\n", "", "requests", "each s", "median", "99%", "CPU each", "memory", "wanted")
	for _, r := range []round{
		{"bytes, bare Go server", "", []string{bare}, requests},
		{"warming up", "", urls(base, "/api/v1/search", 200), 200},
		{"JSON, each different", "250 a second, 99% in 100 ms", api, len(api)},
		{"pages, each different", "", pages, len(pages)},
		{"JSON, 50 repeated", "500 a second", api[len(api)-50:], requests},
		{"bytes, bare Go server", "", []string{bare}, requests},
	} {
		before := spent(pid)
		each, ms, err := load(r.urls, r.n)
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		cpu := (spent(pid) - before).Seconds() * 1000 / float64(r.n)
		fmt.Printf("  %-26s %8d %8.0f %6.1f ms %6.1f ms %6.2f ms %5.0f MiB   %s\n",
			r.name, r.n, each, quantile(ms, 0.5), quantile(ms, 0.99), cpu, resident(pid), r.wanted)
	}
	return nil
}

// urls are n different questions.
func urls(base, path string, n int) []string {
	var out []string
	for _, q := range synth.Queries(n, uint64(len(path))) {
		out = append(out, base+path+"?q="+url.QueryEscape(q))
	}
	return out
}

// startServe starts the program on a free port and waits until it says where it is.
func startServe(program, dir string) (base string, pid int, stop func(), err error) {
	c := exec.Command(program, "serve", "--addr", "127.0.0.1:0", "--json")
	c.Dir, c.Stderr = dir, os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		return "", 0, nil, err
	}
	if err := c.Start(); err != nil {
		return "", 0, nil, err
	}
	stop = func() {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait()
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	var where struct{ URL string }
	if err == nil {
		err = json.Unmarshal([]byte(line), &where)
	}
	if err != nil {
		stop()
		return "", 0, nil, fmt.Errorf("serve said %q: %w", line, err)
	}
	return strings.TrimSuffix(where.URL, "/"), c.Process.Pid, stop, nil
}

// bareServer answers everything with as many bytes as an answer has.
func bareServer() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	body := []byte(strings.Repeat("x", 12<<10))
	go func() {
		_ = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) })) //nolint:gosec // a bench
	}()
	return "http://" + l.Addr().String() + "/", nil
}

// load asks n times with all clients and returns how many answers came a second and how long each took, in ms.
func load(urls []string, n int) (each float64, ms []float64, err error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: serveClients}}
	defer client.CloseIdleConnections()
	var next atomic.Int64
	ms = make([]float64, n)
	errs := make([]error, serveClients)
	start := time.Now()
	var clients sync.WaitGroup
	for c := range serveClients {
		clients.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				asked := time.Now()
				r, err := client.Get(urls[i%len(urls)])
				if err != nil {
					errs[c] = err
					return
				}
				_, err = io.Copy(io.Discard, r.Body)
				r.Body.Close()
				if err != nil || r.StatusCode != http.StatusOK {
					errs[c] = errors.Join(err, fmt.Errorf("%s: %s", urls[i%len(urls)], r.Status))
					return
				}
				ms[i] = float64(time.Since(asked).Microseconds()) / 1000
			}
		})
	}
	clients.Wait()
	return float64(n) / time.Since(start).Seconds(), ms, errors.Join(errs...)
}

// resident is the memory of a process in MiB, without the files it has mapped; 0 where it cannot be read.
func resident(pid int) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib / 1024
		}
	}
	return 0
}

// spent is the processor time of a process so far, which does not depend on what else the machine does; 0 where it cannot
// be read.
func spent(pid int) time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	const tick = 10 * time.Millisecond // Linux counts in hundredths of a second
	fields := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick
}
