package web

import (
	"bytes"
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// What logs use beyond CommonMark: bare links, boxes, struck text, tables. goldmark has them in a package that compiles
// its expressions when the program starts, which costs every search 0.6 ms; and its bare links end at a blank, which
// 见https://a.example/x。 has not.

// bareLinks makes links of https://… in text. goldmark asks parsers at punctuation and blanks only, so it looks through the
// text when all else is read.
type bareLinks struct{}

func (bareLinks) Transform(doc *ast.Document, r text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.Kind() {
		case ast.KindLink, ast.KindImage, ast.KindCodeSpan, ast.KindAutoLink:
			return ast.WalkSkipChildren, nil
		}
		if entering {
			for c := n.FirstChild(); c != nil; {
				c = linkRun(n, c, r.Source())
			}
		}
		return ast.WalkContinue, nil
	})
}

// linkRun makes links in the run of texts that begins with first, cut by goldmark at marks that came to nothing, and
// returns the node behind it.
func linkRun(parent, first ast.Node, source []byte) ast.Node {
	t, ok := first.(*ast.Text)
	if !ok {
		return first.NextSibling()
	}
	run := []*ast.Text{t}
	for !t.SoftLineBreak() && !t.HardLineBreak() {
		next, ok := t.NextSibling().(*ast.Text)
		if !ok || next.Segment.Start != t.Segment.Stop {
			break
		}
		t = next
		run = append(run, t)
	}
	behind := t.NextSibling()
	start, stop := run[0].Segment.Start, t.Segment.Stop
	var made []ast.Node
	for i := start; i < stop; i++ {
		n := 0
		if source[i] == 'h' && (i == start || !isWord(source[i-1])) {
			n = linkLength(source[i:stop])
		}
		if n == 0 {
			continue
		}
		if i > start {
			made = append(made, ast.NewTextSegment(text.NewSegment(start, i)))
		}
		made = append(made, ast.NewAutoLink(ast.AutoLinkURL, ast.NewTextSegment(text.NewSegment(i, i+n))))
		start, i = i+n, i+n-1
	}
	if len(made) == 0 {
		return behind
	}
	last := ast.NewTextSegment(text.NewSegment(start, stop))
	last.SetSoftLineBreak(t.SoftLineBreak())
	last.SetHardLineBreak(t.HardLineBreak())
	for _, n := range append(made, last) {
		parent.InsertBefore(parent, first, n)
	}
	for _, n := range run {
		parent.RemoveChild(parent, n)
	}
	return behind
}

func isWord(b byte) bool {
	return b < utf8.RuneSelf && (unicode.IsLetter(rune(b)) || unicode.IsDigit(rune(b)))
}

// linkLength is how much of line, from its start, is a link: up to a blank, a mark of the other script or of Markdown,
// without the punctuation that ends the sentence. 0 for none.
func linkLength(line []byte) int {
	rest := bytes.TrimPrefix(bytes.TrimPrefix(line, []byte("https://")), []byte("http://"))
	scheme := len(line) - len(rest)
	if scheme == 0 {
		return 0
	}
	end, depth := len(line), 0
	for i := scheme; i < len(line); {
		r, size := utf8.DecodeRune(line[i:])
		if r == '(' {
			depth++
		} else if r == ')' {
			depth--
		}
		if unicode.IsSpace(r) || unicode.IsControl(r) || wide(r) || strings.ContainsRune("<>\"`|\\^{}", r) || depth < 0 {
			end = i
			break
		}
		i += size
	}
	end = len(bytes.TrimRight(line[:end], ".,:;!?*_~'"))
	if end <= scheme {
		return 0
	}
	return end
}

// boxes makes ☐ and ☑ of [ ] and [x] at the start of an item.
type boxes struct{}

func (boxes) Trigger() []byte { return []byte{'['} }

func (boxes) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	if parent.PreviousSibling() != nil || parent.HasChildren() || parent.Parent() == nil || parent.Parent().Kind() != ast.KindListItem {
		return nil
	}
	line, _ := block.PeekLine()
	if len(line) < 4 || line[0] != '[' || line[2] != ']' || line[3] != ' ' {
		return nil
	}
	box := ""
	switch line[1] {
	case ' ':
		box = "☐"
	case 'x', 'X':
		box = "☑"
	default:
		return nil
	}
	block.Advance(3)
	return ast.NewString([]byte(box))
}

// struckLevel is the level of an emphasis that is struck out.
const struckLevel = 3

// struck is ~~text~~.
type struck struct{}

func (struck) Trigger() []byte { return []byte{'~'} }

func (s struck) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	d := parser.ScanDelimiter(line, before, 2, s)
	if d == nil || d.OriginalLength != 2 {
		return nil
	}
	d.Segment = segment.WithStop(segment.Start + d.OriginalLength)
	block.Advance(d.OriginalLength)
	pc.PushDelimiter(d)
	return d
}

func (struck) IsDelimiter(b byte) bool                             { return b == '~' }
func (struck) CanOpenCloser(opener, closer *parser.Delimiter) bool { return opener.Char == closer.Char }

func (struck) OnMatch(int) ast.Node { return ast.NewEmphasis(struckLevel) }

// renderEmphasis renders what is stressed, strong and struck.
func renderEmphasis(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	tag := [...]string{"", "em", "strong", "del"}[min(n.(*ast.Emphasis).Level, struckLevel)]
	if !entering {
		tag = "/" + tag
	}
	_, _ = w.WriteString("<" + tag + ">")
	return ast.WalkContinue, nil
}

// The nodes of a table: its rows, and their cells. The first row is the head.
var (
	kindTable = ast.NewNodeKind("Table")
	kindRow   = ast.NewNodeKind("Row")
	kindCell  = ast.NewNodeKind("Cell")
)

type tablePart struct {
	ast.BaseBlock
	kind  ast.NodeKind
	head  bool
	align string // of a cell: left, right, center or ""
}

func (t *tablePart) Kind() ast.NodeKind { return t.kind }

func (t *tablePart) Dump(source []byte, level int) { ast.DumpHelper(t, source, level, nil, nil) }

// tables makes tables of paragraphs whose second line rules columns off, as |---|:-:|.
type tables struct{}

func (tables) Transform(p *ast.Paragraph, r text.Reader, _ parser.Context) {
	lines, source := p.Lines(), r.Source()
	if lines.Len() < 2 || !bytes.ContainsRune(value(lines.At(0), source), '|') {
		return
	}
	aligns, ok := columnsOf(lines.At(1), source)
	if !ok || len(cells(lines.At(0), source)) != len(aligns) {
		return
	}
	table := &tablePart{kind: kindTable}
	for i := range lines.Len() {
		if i == 1 {
			continue
		}
		row := &tablePart{kind: kindRow, head: i == 0}
		for k, s := range cells(lines.At(i), source) {
			if k == len(aligns) {
				break
			}
			cell := &tablePart{kind: kindCell, head: i == 0, align: aligns[k]}
			cell.Lines().Append(s)
			row.AppendChild(row, cell)
		}
		table.AppendChild(table, row)
	}
	p.Parent().ReplaceChild(p.Parent(), p, table)
}

// columnsOf reads the rule of a table: how each column is aligned.
func columnsOf(line text.Segment, source []byte) ([]string, bool) {
	var out []string
	for _, s := range cells(line, source) {
		c := string(value(s, source))
		if strings.Trim(c, "-:") != "" || !strings.Contains(c, "-") {
			return nil, false
		}
		left, right := strings.HasPrefix(c, ":"), strings.HasSuffix(c, ":")
		switch {
		case left && right:
			out = append(out, "center")
		case right:
			out = append(out, "right")
		case left:
			out = append(out, "left")
		default:
			out = append(out, "")
		}
	}
	return out, len(out) > 0
}

// cells are the texts between the bars of a line.
func cells(line text.Segment, source []byte) []text.Segment {
	s := line.TrimLeftSpace(source)
	s = s.TrimRightSpace(source)
	v := value(s, source)
	if bytes.HasPrefix(v, []byte("|")) {
		s = s.WithStart(s.Start + 1)
	}
	if v = value(s, source); bytes.HasSuffix(v, []byte("|")) && !bytes.HasSuffix(v, []byte(`\|`)) {
		s = s.WithStop(s.Stop - 1)
	}
	var out []text.Segment
	v = value(s, source)
	start := 0
	for i := 0; i <= len(v); i++ {
		if i < len(v) && (v[i] != '|' || i > 0 && v[i-1] == '\\') {
			continue
		}
		c := text.NewSegment(s.Start+start, s.Start+i)
		c = c.TrimLeftSpace(source)
		out = append(out, c.TrimRightSpace(source))
		start = i + 1
	}
	return out
}

// renderTable renders a table or a part of it.
func renderTable(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	t := n.(*tablePart)
	tag, attribute := "table", ""
	switch {
	case t.kind == kindRow:
		tag = "tr"
	case t.kind == kindCell && t.head:
		tag = "th"
	case t.kind == kindCell:
		tag = "td"
	}
	if t.align != "" {
		attribute = ` align="` + template.HTMLEscapeString(t.align) + `"`
	}
	if entering {
		_, _ = w.WriteString("<" + tag + attribute + ">")
	} else {
		_, _ = w.WriteString("</" + tag + ">")
	}
	return ast.WalkContinue, nil
}

func value(s text.Segment, source []byte) []byte { return s.Value(source) }
