package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed assets
var assets embed.FS

// errorView is a page that says what is wrong.
type errorView struct {
	Status int
	Text   string
	Near   []string
}

// templates are parsed when the first page is made.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{"asset": assetURL}).ParseFS(assets, "assets/*.html"))
})

// execute makes a page.
func execute(name string, view any) ([]byte, error) {
	var b bytes.Buffer
	err := templates().ExecuteTemplate(&b, name, view)
	return b.Bytes(), err
}

// render makes a page and sends it.
func render(w http.ResponseWriter, status int, name string, view any) {
	body, err := execute(name, view)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	sendHTML(w, status, body)
}

func sendHTML(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// files are what pages load, by name, with a hash that is part of their URL: a browser asks for each once a version.
var files = sync.OnceValue(func() map[string]file {
	out := map[string]file{}
	for name, kind := range map[string]string{
		"page.js": "text/javascript; charset=utf-8", "style.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml",
		"openapi.json": "application/json; charset=utf-8",
	} {
		data, err := assets.ReadFile(path.Join("assets", name))
		if err != nil {
			panic(err) // it is in the program or not
		}
		sum := sha256.Sum256(data)
		out[name] = file{data, kind, hex.EncodeToString(sum[:5])}
	}
	return out
})

type file struct {
	data       []byte
	kind, hash string
}

func assetURL(name string) string { return "/assets/" + files()[name].hash + "/" + name }

// asset answers for what pages load; it is false when nothing of the kind was asked for.
func asset(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path == "/favicon.ico" {
		sendFile(w, "icon.svg")
		return true
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/assets/")
	if !ok {
		return false
	}
	hash, name, ok := strings.Cut(rest, "/")
	f, known := files()[name]
	if !ok || !known || f.hash != hash {
		return false
	}
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	sendFile(w, name)
	return true
}

func sendFile(w http.ResponseWriter, name string) {
	f := files()[name]
	w.Header().Set("Content-Type", f.kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(f.data)))
	_, _ = w.Write(f.data)
}
