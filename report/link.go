package report

import (
	"net/url"
	"os"
	"papersearch/internal/pattern"
	"path/filepath"
	"strings"
)

var linkTarget = pattern.New(`\]\(\s*(?:<([^<>\n]*)>|((?:[^\s()\n]|\([^\s()\n]*\))+))(?:\s+["'(][^\n]*?["')])?\s*\)|^\s{0,3}\[[^\]\n]+\]:\s*<?([^\s<>]+)>?|<(?:img|a)\s[^<>\n]*?(?:src|href)\s*=\s*["']([^"'\n]+)["']`)

// links finds links to files that are not there. Where they lead on the web is not asked: lint needs no network.
func (l *linter) links() error {
	there := map[string]bool{} // paths that were asked for
	exists := func(path string) bool {
		ok, known := there[path]
		if !known {
			_, err := os.Stat(path)
			ok = err == nil
			there[path] = ok
		}
		return ok
	}
	for _, src := range l.sources {
		fence, n := "", 0
		for line := range strings.Lines(src.text) {
			n++
			trimmed := strings.TrimSpace(line)
			if fence != "" {
				if strings.HasPrefix(trimmed, fence) {
					fence = ""
				}
				continue
			}
			if strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~") {
				fence = trimmed[:3]
				continue
			}
			if !strings.Contains(line, "](") && !strings.Contains(line, "]:") && !strings.Contains(line, "<img") && !strings.Contains(line, "<a ") {
				continue
			}
			for _, m := range linkTarget().FindAllStringSubmatch(outsideCode(strings.TrimRight(line, "\r\n")), -1) {
				target := m[1] + m[2] + m[3] + m[4]
				path, ok := relative(target)
				if !ok || exists(filepath.Join(filepath.Dir(src.path), filepath.FromSlash(path))) {
					continue
				}
				if strings.HasPrefix(path, "/") && l.belowAnyFolder(src.path, path, exists) {
					continue
				}
				title := ""
				if owner := src.log.Lines[n-1]; owner >= 0 {
					title = src.log.Entries[owner].Title
				}
				l.find(src, n, ruleDeadLink, "there is no "+short(target, 120), "", title)
			}
		}
	}
	return nil
}

// belowAnyFolder says whether a path that begins with a slash is there below one of the folders above a file: sites and
// repositories count from their root.
func (*linter) belowAnyFolder(file, path string, exists func(string) bool) bool {
	for dir := filepath.Dir(file); ; dir = filepath.Dir(dir) {
		if exists(filepath.Join(dir, filepath.FromSlash(path))) {
			return true
		}
		if dir == filepath.Dir(dir) {
			return false
		}
	}
}

// outsideCode blanks what stands between backquotes.
func outsideCode(line string) string {
	parts := strings.Split(line, "`")
	if len(parts) < 3 {
		return line
	}
	for i := 1; i+1 < len(parts); i += 2 {
		parts[i] = strings.Repeat(" ", len(parts[i]))
	}
	return strings.Join(parts, "`")
}

// relative is the path of a link to a file beside the log; ok is false for a link to the web, a place in the file itself,
// or a drive of another machine.
func relative(target string) (path string, ok bool) {
	target = strings.TrimSpace(target)
	if target == "" || strings.HasPrefix(target, "#") || strings.HasPrefix(target, "//") || strings.HasPrefix(target, "www.") {
		return "", false
	}
	if i := strings.IndexAny(target, ":/"); i >= 0 && target[i] == ':' {
		return "", false // http:, mailto:, C:
	}
	if strings.ContainsAny(target, "{}$\\|") {
		return "", false // a formula or a template
	}
	path, _, _ = strings.Cut(target, "#")
	path, _, _ = strings.Cut(path, "?")
	if p, err := url.PathUnescape(path); err == nil {
		path = p
	}
	looksLikeFile := strings.ContainsAny(path, "./")
	return path, path != "" && looksLikeFile
}
