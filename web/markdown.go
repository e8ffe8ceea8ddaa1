package web

import (
	"bytes"
	"html/template"
	"net/url"
	"papersearch/fold"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A log may hold what its owner pasted from anywhere. So of Markdown only what makes text readable is rendered: HTML is
// no part of the language here and shows as it was written, links lead to http, https and mailto or are text, and pictures
// are links, for nothing is loaded from outside. html/template is not asked to trust anything but what goldmark escaped.

// markdown is made when the first entry is shown.
var markdown = sync.OnceValue(func() goldmark.Markdown {
	p := parser.NewParser(
		// Without HTML, without code by indentation (points of a log are indented), and without headings by a line below:
		// 《A》 above --- is none.
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200), util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400), util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700), util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(boxes{}, 50), util.Prioritized(parser.NewCodeSpanParser(), 100), util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(emphasis{parser.NewEmphasisParser()}, 500), util.Prioritized(struck{}, 500),
		),
		parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(), util.Prioritized(tables{}, 200))...),
		parser.WithASTTransformers(util.Prioritized(lowerHeadings{}, 100), util.Prioritized(bareLinks{}, 200)),
	)
	return goldmark.New(
		goldmark.WithParser(p),
		goldmark.WithRendererOptions(html.WithHardWraps(), renderer.WithNodeRenderers(util.Prioritized(nodes{}, 100))),
	)
})

// The largest texts that are rendered: on nested brackets goldmark takes quadratic time, 2 s for 100 kB of them in one
// paragraph. What is larger shows as it was written.
const (
	maxRendered = 256 << 10 // bytes
	maxMarks    = 400       // brackets, stars and the like in a paragraph
)

// renderMarkdown renders an entry as written, without the line that is its title.
func renderMarkdown(source, title string) template.HTML {
	body := strings.ToValidUTF8(strings.TrimSpace(withoutTitle(source, title)), "�")
	if len(body) > maxRendered || crowded(body) {
		return plain(body)
	}
	var out bytes.Buffer
	if err := markdown().Convert([]byte(body), &out); err != nil {
		return plain(body)
	}
	return template.HTML(out.String()) //nolint:gosec // goldmark escapes all text, and no HTML of the log is in it
}

func plain(s string) template.HTML {
	return template.HTML(`<pre class="plain">` + template.HTMLEscapeString(s) + `</pre>`) //nolint:gosec // escaped
}

// crowded says whether a paragraph has more marks than prose ever has.
func crowded(s string) bool {
	n, blank := 0, true
	for _, c := range []byte(s) {
		switch c {
		case '\n':
			if blank {
				n = 0
			}
			blank = true
			continue
		case '[', ']', '*', '_', '`', '~', '<', '>', '!', '|':
			n++
		}
		if c != ' ' && c != '\t' && c != '\r' {
			blank = false
		}
		if n > maxMarks {
			return true
		}
	}
	return false
}

// withoutTitle takes the first line off when it is the title and little else; of an entry that is one line, a bullet or a
// row of a table, all stays.
func withoutTitle(source, title string) string {
	s := strings.TrimLeft(source, " \t\r\n\ufeff")
	line, rest, _ := strings.Cut(s, "\n")
	key, want := fold.Key(line), fold.Key(title)
	if strings.TrimSpace(rest) == "" || want == "" || !strings.Contains(key, want) {
		return source
	}
	if len(key) > len(want)+len(want)/2+40 {
		return source
	}
	return rest
}

// emphasis is goldmark's, for text without blanks between words: CommonMark lets a mark that stands between a letter and
// punctuation open or close on one side only, so that **要点：**本文 and **《T》**字 are none. Beside a Han letter or
// punctuation either side may do.
type emphasis struct{ parser.InlineParser }

func (e emphasis) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	n := e.InlineParser.Parse(parent, block, pc)
	d, ok := n.(*parser.Delimiter)
	if !ok || d.Char != '*' {
		return n
	}
	after := ' '
	if line, _ := block.PeekLine(); len(line) > 0 {
		after, _ = utf8.DecodeRune(line) // util.ToRune panics on the rest of a rune
	}
	if wide(before) || wide(after) {
		d.CanOpen = d.CanOpen || !unicode.IsSpace(after)
		d.CanClose = d.CanClose || !unicode.IsSpace(before)
	}
	return n
}

// wide says whether a rune is Han or of the punctuation written with it.
func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef || r == '“' || r == '”' || r == '—' || r == '…'
}

// lowerHeadings puts the headings of an entry below the one that is its title.
type lowerHeadings struct{}

func (lowerHeadings) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			h.Level = min(6, h.Level+2)
		}
		return ast.WalkContinue, nil
	})
}

// nodes renders what leads elsewhere, and what is not of CommonMark.
type nodes struct{}

func (nodes) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindEmphasis, renderEmphasis)
	for _, kind := range []ast.NodeKind{kindTable, kindRow, kindCell} {
		r.Register(kind, renderTable)
	}
	r.Register(ast.KindLink, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		anchor(w, string(n.(*ast.Link).Destination), entering)
		return ast.WalkContinue, nil
	})
	r.Register(ast.KindAutoLink, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			l := n.(*ast.AutoLink)
			to := string(l.URL(source))
			if l.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(to), "mailto:") {
				to = "mailto:" + to
			}
			if safe(to) {
				anchor(w, to, true)
				_, _ = w.WriteString(template.HTMLEscapeString(string(l.Label(source))) + "</a>")
			} else {
				_, _ = w.WriteString(template.HTMLEscapeString(string(l.Label(source))))
			}
		}
		return ast.WalkContinue, nil
	})
	r.Register(ast.KindImage, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			to, name := string(n.(*ast.Image).Destination), words(n, source)
			if name == "" {
				name = to[strings.LastIndexByte(to, '/')+1:]
			}
			anchor(w, to, true)
			_, _ = w.WriteString(`<span class="picture">` + template.HTMLEscapeString(name) + `</span>`)
			anchor(w, to, false)
		}
		return ast.WalkSkipChildren, nil
	})
}

// words are the texts below a node.
func words(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			b.Write(t.Value(source))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// anchor opens or closes a link. One that leads nowhere safe is its text with where it led behind it.
func anchor(w util.BufWriter, to string, open bool) {
	switch {
	case safe(to) && open:
		_, _ = w.WriteString(`<a rel="noopener noreferrer nofollow" href="` + template.HTMLEscapeString(string(util.URLEscape([]byte(to), true))) + `">`)
	case safe(to):
		_, _ = w.WriteString("</a>")
	case open:
		_, _ = w.WriteString(`<span class="dead">`)
	default:
		_, _ = w.WriteString(` <code>` + template.HTMLEscapeString(to) + `</code></span>`)
	}
}

// safe says whether a link may be followed.
func safe(to string) bool {
	u, err := url.Parse(strings.TrimSpace(to))
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return true
	}
	return false
}
