package web

import (
	"fmt"
	"net/http"
	"papersearch/query"
	"time"
)

// heartbeat keeps proxies and browsers from giving a silent connection up, and finds out who is gone.
const heartbeat = 20 * time.Second

// events tells a page of each new generation, as server-sent events: one at once with what answers now, then one whenever
// the log has changed and the index is up to date again.
//
//	event: generation
//	data: {"version":1,"generation":"gen-000007"}
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	if _, err := readParams(r.URL.RawQuery, []string{}); err != nil {
		fail(w, r, err)
		return
	}
	names, end, ok := s.live.follow()
	if !ok {
		refuse(w, r, http.StatusServiceUnavailable, fmt.Sprintf("%d pages are open already", maxPages))
		return
	}
	defer end()
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	out := http.NewResponseController(w)
	_ = out.SetReadDeadline(time.Time{}) // nothing more is to be read, and the connection stays
	send := func(format string, args ...any) bool {
		_ = out.SetWriteDeadline(time.Now().Add(headerTimeout)) // a page that does not read is let go
		_, err := fmt.Fprintf(w, format, args...)
		return err == nil && out.Flush() == nil
	}
	tell := func(name string) bool {
		return send("event: generation\ndata: {\"version\":%d,\"generation\":%q}\n\n", query.Version, name)
	}
	if !send("retry: 2000\n\n") || !tell(s.live.name()) || r.Method == http.MethodHead {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case name := <-names:
			ok = tell(name)
		case <-beat.C:
			ok = send(": still here\n\n")
		case <-r.Context().Done():
			return
		case <-s.live.ctx.Done():
			return
		}
		if !ok {
			return
		}
	}
}
