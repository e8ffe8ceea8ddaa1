package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

var inside = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("inside")) })

// ask sends a request to a guard and returns the answer.
func ask(g *guard, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		} else {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	return w
}

// A page of another site, and a name that was pointed here, get nothing.
func TestGuard(t *testing.T) {
	local, network := &guard{next: inside, local: true}, &guard{next: inside, hosts: []string{"papers.lan"}}
	for _, c := range []struct {
		name    string
		g       *guard
		method  string
		headers []string
		status  int
	}{
		{"loopback", local, "GET", []string{"Host", "127.0.0.1:7717"}, 200},
		{"another number of loopback", local, "GET", []string{"Host", "127.0.0.53:7717"}, 200},
		{"IPv6", local, "GET", []string{"Host", "[::1]:7717"}, 200},
		{"localhost", local, "GET", []string{"Host", "LocalHost:7717"}, 200},
		{"localhost with a dot", local, "GET", []string{"Host", "localhost.:7717"}, 200},
		{"a name pointed here", local, "GET", []string{"Host", "evil.example:7717"}, 421},
		{"a name that begins like loopback", local, "GET", []string{"Host", "127.0.0.1.evil.example"}, 421},
		{"localhost of another", local, "GET", []string{"Host", "localhost.evil.example"}, 421},
		{"another machine's number", local, "GET", []string{"Host", "192.168.1.5:7717"}, 421},
		{"no name", local, "GET", []string{"Host", ""}, 421},
		{"a number, on a network", network, "GET", []string{"Host", "192.168.1.5:7717"}, 200},
		{"a name that was told", network, "GET", []string{"Host", "Papers.lan:7717"}, 200},
		{"a name pointed here, on a network", network, "GET", []string{"Host", "evil.example"}, 421},
		{"our own page", local, "GET", []string{"Host", "localhost:7717", "Origin", "http://localhost:7717"}, 200},
		{"a page of another site", local, "GET", []string{"Host", "localhost:7717", "Origin", "https://evil.example"}, 403},
		{"a page on another port", local, "GET", []string{"Host", "localhost:7717", "Origin", "http://localhost:8000"}, 403},
		{"a page without a place", local, "GET", []string{"Host", "localhost:7717", "Origin", "null"}, 403},
		{"a picture of another site", local, "GET", []string{"Host", "localhost:7717", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}, 403},
		{"a link on another site", local, "GET", []string{"Host", "localhost:7717", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"}, 200},
		{"typed into the address line", local, "GET", []string{"Host", "localhost:7717", "Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate"}, 200},
		{"HEAD", local, "HEAD", []string{"Host", "localhost"}, 200},
		{"POST", local, "POST", []string{"Host", "localhost"}, 405},
		{"DELETE", local, "DELETE", []string{"Host", "localhost"}, 405},
		{"OPTIONS", local, "OPTIONS", []string{"Host", "localhost"}, 405},
		{"a method nobody knows", local, strings.Repeat("X", 300), []string{"Host", "localhost"}, 405},
	} {
		w := ask(c.g, c.method, "/api/v1/search", c.headers...)
		if w.Code != c.status || (w.Code == 200) != (w.Body.String() == "inside") {
			t.Errorf("%s: %d, want %d: %s", c.name, w.Code, c.status, w.Body)
		}
		if w.Code == 405 && w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: Allow is %q", c.name, w.Header().Get("Allow"))
		}
	}
}

// With a token nothing is answered without it; the URL gives it once, a cookie keeps it.
func TestToken(t *testing.T) {
	token := NewToken()
	g := &guard{next: inside, token: token, local: true}
	for _, c := range []struct {
		name, target string
		headers      []string
		status       int
	}{
		{"none", "/api/v1/search", nil, 401},
		{"none, for a page", "/", nil, 401},
		{"wrong in the URL", "/?token=guess", nil, 401},
		{"as a bearer", "/api/v1/search", []string{"Authorization", "Bearer " + token}, 200},
		{"wrong as a bearer", "/api/v1/search", []string{"Authorization", "Bearer " + token + "x"}, 401},
		{"empty as a bearer", "/api/v1/search", []string{"Authorization", "Bearer "}, 401},
		{"as a cookie", "/", []string{"Cookie", tokenCookie + "=" + token}, 200},
		{"wrong as a cookie", "/", []string{"Cookie", tokenCookie + "=x"}, 401},
		{"what the page needs to ask for it", assetURL("style.css"), nil, 200},
	} {
		w := ask(g, "GET", "http://localhost"+c.target, c.headers...)
		if w.Code != c.status {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.status)
		}
		if strings.Contains(w.Body.String(), token) {
			t.Errorf("%s: the answer tells the token", c.name)
		}
	}
	w := ask(g, "GET", "http://localhost//evil.example/?q=a&token="+token)
	cookie := w.Header().Get("Set-Cookie")
	if w.Code != 303 || w.Header().Get("Location") != "/evil.example/?q=a" || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Strict") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	r := httptest.NewRequest(http.MethodPost, "http://localhost/token", strings.NewReader(url.Values{"token": {token}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	form := httptest.NewRecorder()
	if g.ServeHTTP(form, r); form.Code != 303 || form.Header().Get("Location") != "/" {
		t.Errorf("the form: %d %v", form.Code, form.Header())
	}
}

func TestCheckAddr(t *testing.T) {
	for _, c := range []struct{ addr, token, says string }{
		{"127.0.0.1:7717", "", ""},
		{"[::1]:7717", "", ""},
		{"localhost:0", "", ""},
		{"0.0.0.0:7717", "", "needs a token"},
		{"[::]:7717", "", "needs a token"},
		{"192.168.1.5:7717", "", "needs a token"},
		{"example.org:80", "", "needs a token"},
		{"0.0.0.0:7717", "short", "could be guessed"},
		{"0.0.0.0:7717", "long enough to be one", ""},
		{"7717", "", "HOST:PORT"},
		{"", "", "HOST:PORT"},
	} {
		err := CheckAddr(c.addr, c.token)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v, want %q", c.addr, err, c.says)
		}
	}
}
