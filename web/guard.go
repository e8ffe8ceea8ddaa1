package web

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"
)

// Who may ask. The page is for the person at this machine: any page in the browser can send requests to loopback, and a
// name that an attacker owns can be made to point here. So the Host must be ours, another Origin is refused, and nothing
// answers on a network without a token.

// minToken is the length of the shortest token that is taken.
const minToken = 12

// NewToken makes a token that cannot be guessed.
func NewToken() string {
	b := make([]byte, 18)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// CheckAddr says why a server must not listen on addr, which is host:port, with that token; nil when it may.
func CheckAddr(addr, token string) error {
	host, _, err := net.SplitHostPort(addr)
	switch {
	case err != nil:
		return fmt.Errorf("--addr %s: it is HOST:PORT, as 127.0.0.1:7717 or :7717", addr)
	case token != "" && len(token) < minToken:
		return fmt.Errorf("the token has %d characters and could be guessed: take %d or more, or let papersearch make one with --token auto", len(token), minToken)
	case token == "" && !loopback(host):
		return fmt.Errorf("--addr %s lets others on the network in, so it needs a token: add --token auto, which makes and prints one, or listen on 127.0.0.1", addr)
	}
	return nil
}

// Loopback says whether addr, which is host:port, can be reached from this machine only.
func Loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	return err == nil && loopback(host)
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// policy is the Content-Security-Policy: everything comes from here, nothing is written into the page as script or style.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// tokenCookie and tokenParam are where a browser has the token.
const (
	tokenCookie = "papersearch-token"
	tokenParam  = "token"
)

// guard lets requests through to next that may be answered.
type guard struct {
	token string   // "" for none
	hosts []string // names by which we may be called, besides numbers and localhost
	local bool     // only loopback is listened on
	next  http.Handler
}

// ownNames are the names of this machine.
func ownNames() []string {
	name, err := os.Hostname()
	if err != nil {
		return nil
	}
	name = strings.ToLower(name)
	short, _, _ := strings.Cut(name, ".")
	return []string{name, short, short + ".local"}
}

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	switch {
	case !g.ours(r.Host):
		refuse(w, r, http.StatusMisdirectedRequest, fmt.Sprintf("this server is not called %q: open it by the address that papersearch serve printed", shorten(r.Host)))
	case !sameOrigin(r):
		refuse(w, r, http.StatusForbidden, "a page of another site asked: only the pages of this server may")
	case r.Method != http.MethodGet && r.Method != http.MethodHead && (r.Method != http.MethodPost || r.URL.Path != "/token"):
		h.Set("Allow", "GET, HEAD")
		refuse(w, r, http.StatusMethodNotAllowed, shorten(r.Method)+" changes things, and nothing can be changed here: use GET")
	case g.token == "":
		g.next.ServeHTTP(w, r)
	default:
		g.admit(w, r)
	}
}

// ours says whether a Host header names this server. On loopback it must be a loopback address or localhost, else a site
// whose name was pointed here could read the log; on a network also any number, which no site can be.
func (g *guard) ours(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
	if loopback(name) {
		return true
	}
	if slices.Contains(g.hosts, name) {
		return true
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return !g.local
	}
	return !g.local && slices.Contains(ownNames(), name)
}

// sameOrigin says whether a request comes from a page of ours, from the address line, a link, or no browser at all.
func sameOrigin(r *http.Request) bool {
	if o := r.Header.Get("Origin"); o != "" {
		u, err := url.Parse(o)
		return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
	}
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "" || site == "same-origin" || site == "none" || r.Header.Get("Sec-Fetch-Mode") == "navigate"
}

// admit lets requests through that have the token: in a cookie, as a bearer, or once in the form of token.html or
// in the URL, which sets the cookie and is taken out of the address line.
func (g *guard) admit(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(tokenCookie); err == nil && g.fits(c.Value) {
		g.next.ServeHTTP(w, r)
		return
	}
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && g.fits(bearer) {
		g.next.ServeHTTP(w, r)
		return
	}
	given, to := r.URL.Query().Get(tokenParam), *r.URL
	if r.Method == http.MethodPost {
		r.Body = http.MaxBytesReader(w, r.Body, 4096)
		given, to = r.PostFormValue(tokenParam), url.URL{Path: "/"}
	}
	if g.fits(given) {
		http.SetCookie(w, &http.Cookie{
			Name: tokenCookie, Value: g.token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: int((30 * 24 * time.Hour).Seconds()),
		})
		values := to.Query()
		values.Del(tokenParam)
		to.RawQuery = values.Encode()
		http.Redirect(w, r, localURL(&to), http.StatusSeeOther)
		return
	}
	w.Header().Set("WWW-Authenticate", `Bearer realm="papersearch"`)
	if strings.HasPrefix(r.URL.Path, apiPath) {
		refuse(w, r, http.StatusUnauthorized, "the token is missing or wrong: send it as Authorization: Bearer TOKEN")
		return
	}
	if asset(w, r) { // the page that asks for the token looks like the others
		return
	}
	render(w, http.StatusUnauthorized, "token.html", &tokenView{Wrong: given != ""})
}

// tokenView is what the page that asks for the token needs.
type tokenView struct{ Wrong bool }

// fits compares in a time that tells nothing.
func (g *guard) fits(given string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(g.token))
	return given != "" && subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// localURL is path and query of a URL, as something that cannot lead to another server.
func localURL(u *url.URL) string {
	out := "/" + strings.TrimLeft(u.EscapedPath(), "/\\")
	if u.RawQuery != "" {
		out += "?" + u.RawQuery
	}
	return out
}

// shorten cuts what a stranger sent before it is told back.
func shorten(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
