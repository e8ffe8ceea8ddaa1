// Picture turns what a program printed on a terminal, colours and all, into an SVG of it for the README:
//
//	papersearch --color always "diffusion text-to-image" | go run ./internal/gen/picture '$ papersearch …' > docs/search.svg
package main

import (
	"bufio"
	"fmt"
	"html"
	"log"
	"os"
	"regexp"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// Sizes in pixels, of one column and one line of text.
const (
	column, line = 8.4, 20
	margin       = 18
	columns      = 82
)

var escape = regexp.MustCompile(`\x1b\[([0-9;]*)m`)

// colours by the codes that papersearch prints.
func style(code string) string {
	switch code {
	case "1":
		return `font-weight="bold" fill="#e6edf3"`
	case "2":
		return `fill="#8b949e"`
	case "33;1":
		return `font-weight="bold" fill="#e3b341"`
	case "36":
		return `fill="#79c0ff"`
	}
	return `fill="#c9d1d9"`
}

func main() {
	var lines []string
	if len(os.Args) > 1 {
		lines = append(lines, "\x1b[2m"+os.Args[1]+"\x1b[22m", "")
	}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		lines = append(lines, in.Text())
	}
	if err := in.Err(); err != nil {
		log.Fatal(err)
	}
	width, height := columns*column+2*margin, float64(len(lines))*line+2*margin
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f">`+"\n", width, height, width, height)
	fmt.Fprintf(out, `<rect width="100%%" height="100%%" rx="8" fill="#0d1117"/>`+"\n")
	fmt.Fprintf(out, `<g font-family="ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace" font-size="14">`+"\n")
	for i, l := range lines {
		y := margin + (float64(i)+0.75)*line
		x, code := 0, ""
		for l != "" {
			m := escape.FindStringSubmatchIndex(l)
			text, rest, next := l, "", code
			if m != nil {
				text, rest, next = l[:m[0]], l[m[1]:], l[m[2]:m[3]]
			}
			run(out, text, code, &x, y)
			l, code = rest, next
		}
	}
	fmt.Fprintln(out, "</g>\n</svg>")
}

// run draws a stretch of one style, word by word, wide runes apart from narrow ones and each word stretched to its
// columns, so that Chinese stays aligned whatever font there is.
func run(out *bufio.Writer, text, code string, x *int, y float64) {
	for text != "" {
		first, _ := utf8.DecodeRuneInString(text)
		kind := kindOf(first)
		n := 0
		end := len(text)
		for i, r := range text {
			if kindOf(r) != kind {
				end = i
				break
			}
			n += runewidth.RuneWidth(r)
		}
		if kind != blank {
			fmt.Fprintf(out, `<text x="%.1f" y="%.1f" textLength="%.1f" lengthAdjust="spacingAndGlyphs" %s>%s</text>`+"\n",
				margin+float64(*x)*column, y, float64(n)*column, style(code), html.EscapeString(text[:end]))
		}
		*x += n
		text = text[end:]
	}
}

const (
	blank = iota
	narrow
	wide
)

func kindOf(r rune) int {
	switch {
	case r == ' ':
		return blank
	case runewidth.RuneWidth(r) == 2:
		return wide
	}
	return narrow
}
