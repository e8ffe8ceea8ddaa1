package main

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"os"
	layout "papersearch/internal/columns"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/fatih/color"
	"golang.org/x/term"
)

// Widths of output in columns: of a pipe, and the limits for a terminal. Longer lines do not read well. COLUMNS goes before both, but for the least, as
// for git, ls and man: it is set by who knows better, a preview in fzf or a script.
const (
	pipeWidth = 80
	minWidth  = 40
	maxWidth  = 110
)

// page is an output with a width and, on a terminal, colours and links. What is written may hold anything a
// log holds: text and styled take control characters out, Write does not.
type page struct {
	*bufio.Writer
	to       *counted
	file     *os.File // nil when it is no file
	terminal bool
	width    int
	pager    *pager // nil when what is written goes straight out

	text, bold, dim, mark, link *color.Color
}

func newPage(w io.Writer) *page {
	to := &counted{w: w}
	p := &page{Writer: bufio.NewWriterSize(to, 1<<15), to: to, width: pipeWidth}
	if f, ok := w.(*os.File); ok {
		p.file = f
		p.terminal = term.IsTerminal(int(f.Fd()))
	}
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		p.width = max(n, minWidth)
	} else if p.terminal {
		if n, _, err := term.GetSize(int(p.file.Fd())); err == nil && n > 0 {
			p.width = min(max(n, minWidth), maxWidth)
		}
	}
	p.style("auto")
	return p
}

// style chooses colours: auto is a terminal without NO_COLOR and not TERM=dumb.
func (p *page) style(mode string) {
	on := mode == "always" || mode == "auto" && p.terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	for _, s := range []struct {
		into **color.Color
		attr []color.Attribute
	}{
		{&p.text, nil},
		{&p.bold, []color.Attribute{color.Bold}},
		{&p.dim, []color.Attribute{color.Faint}},
		{&p.mark, []color.Attribute{color.FgYellow, color.Bold}},
		{&p.link, []color.Attribute{color.FgCyan}},
	} {
		c := color.New(s.attr...)
		c.DisableColor()
		if on && len(s.attr) > 0 {
			c.EnableColor()
		}
		*s.into = c
	}
}

// paged has what is longer than the terminal's screen shown in a pager, once it is all there.
func (p *page) paged() {
	if p.terminal {
		p.pager = &pager{screen: p.file}
		p.Reset(p.pager)
	}
}

// flush writes what is buffered, past the pager.
func (p *page) flush() error {
	err := p.Flush()
	if err == nil && p.pager != nil {
		_, err = p.pager.text.WriteTo(p.to)
	}
	return err
}

// end writes what is buffered when all is there.
func (p *page) end() error {
	err := p.Flush()
	if err == nil && p.pager != nil {
		err = p.pager.show(p.to)
	}
	return err
}

// discard forgets what is buffered.
func (p *page) discard() {
	if p.pager == nil {
		p.Reset(p.to)
		return
	}
	p.pager.text.Reset()
	p.Reset(p.pager)
}

// sent says whether anything is out already.
func (p *page) sent() bool { return p.to.n > 0 }

// counted is a writer that counts.
type counted struct {
	w io.Writer
	n int64
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

// line writes a line of text that is safe for a terminal.
func (p *page) line(parts ...string) {
	for _, s := range parts {
		p.WriteString(s)
	}
	p.WriteByte('\n')
}

// writerOf hides the methods of bufio that urfave/cli would not use well.
type writerOf struct{ p *page }

func (w writerOf) Write(b []byte) (int, error) { return w.p.Write(b) }

// The words of package columns, as often as they are used here.
func clean(s string) string            { return layout.Clean(s) }
func columns(s string) int             { return layout.Width(s) }
func pad(s string, n int) string       { return layout.Pad(s, n) }
func fit(s string, n int) string       { return layout.Fit(s, n) }
func wrap(text string, n int) [][2]int { return layout.Wrap(text, n) }

// block writes text wrapped and indented, with the spans (bytes of text, sorted, disjoint) highlighted.
func (p *page) block(indent int, text string, spans [][2]int, plain *color.Color) {
	text = strings.ReplaceAll(text, "\t", " ")
	for _, l := range wrap(text, p.width-indent) {
		for l[1] > l[0] && text[l[1]-1] == ' ' {
			l[1]--
		}
		p.WriteString(strings.Repeat(" ", indent))
		at := l[0]
		for _, s := range spans {
			from, to := max(s[0], at), min(s[1], l[1])
			if from >= to {
				continue
			}
			p.WriteString(plain.Sprint(clean(text[at:from])))
			p.WriteString(p.mark.Sprint(clean(text[from:to])))
			at = to
		}
		if at < l[1] {
			p.WriteString(plain.Sprint(clean(text[at:l[1]])))
		}
		p.WriteByte('\n')
	}
}

// place writes file:line, on a terminal as a link that opens the file.
func (p *page) place(path, name string, line int) string {
	text := p.link.Sprint(clean(name) + ":" + strconv.Itoa(line))
	if !p.terminal || os.Getenv("TERM") == "dumb" {
		return text
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return text
	}
	host, _ := os.Hostname()
	u := url.URL{Scheme: "file", Host: host, Path: filepath.ToSlash(abs), Fragment: "L" + strconv.Itoa(line)}
	return fmt.Sprintf("\x1b]8;;%s\x1b\\%s\x1b]8;;\x1b\\", u.String(), text)
}
