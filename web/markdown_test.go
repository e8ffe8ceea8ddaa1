package web

import (
	"strings"
	"testing"
	"time"
)

// What a log can say shows as text or as what it means, never as something that acts.
func TestMarkdown(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"points", "《T》\n\n1. 一\n2. 二", "<ol>\n<li>一</li>\n<li>二</li>\n</ol>\n"},
		{"title is left out", "《T》\n\n正文", "<p>正文</p>\n"},
		{"title in bold with the venue", "**《T》**，ICML 2024\n正文", "<p>正文</p>\n"},
		{"an entry of one line stays", "- [T](https://a.example/1) 好文", "<ul>\n<li><a rel=\"noopener noreferrer nofollow\" href=\"https://a.example/1\">T</a> 好文</li>\n</ul>\n"},
		{"emphasis beside Han", "**要点：**本文和**《T》**字", "<p><strong>要点：</strong>本文和<strong>《T》</strong>字</p>\n"},
		{"emphasis through a word", "**I**ma**G**e", "<p><strong>I</strong>ma<strong>G</strong>e</p>\n"},
		{"no heading by a line below", "《A》\n---\n正文", "<p>《A》</p>\n<hr>\n<p>正文</p>\n"},
		{"headings go below the title", "# A", "<h3>A</h3>\n"},
		{"lines stay lines", "一\n二", "<p>一<br>\n二</p>\n"},
		{"bare link", "见 https://a.example/x 。", "<p>见 <a rel=\"noopener noreferrer nofollow\" href=\"https://a.example/x\">https://a.example/x</a> 。</p>\n"},
		{"script", "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"},
		{"event handler", "<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>\n"},
		{"javascript link", "[看](javascript:alert(1))", "<p><span class=\"dead\">看 <code>javascript:alert(1)</code></span></p>\n"},
		{"javascript link in disguise", "[看](JaVaScRiPt:alert(1))", "<p><span class=\"dead\">看 <code>JaVaScRiPt:alert(1)</code></span></p>\n"},
		{"javascript as an autolink", "<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n"},
		{"data link", "[看](data:text/html,x)", "<p><span class=\"dead\">看 <code>data:text/html,x</code></span></p>\n"},
		{"file of the log", "[笔记](../a.md)", "<p><span class=\"dead\">笔记 <code>../a.md</code></span></p>\n"},
		{"picture", "![图](https://a.example/p.png)", "<p><a rel=\"noopener noreferrer nofollow\" href=\"https://a.example/p.png\"><span class=\"picture\">图</span></a></p>\n"},
		{"quotes in a link", `[a](https://a.example/"onmouseover="x)`, "<p><a rel=\"noopener noreferrer nofollow\" href=\"https://a.example/%22onmouseover=%22x\">a</a></p>\n"},
		{"bare link in Chinese", "见https://a.example/x。又见（https://b.example/y_z）", "<p>见<a rel=\"noopener noreferrer nofollow\" href=\"https://a.example/x\">https://a.example/x</a>。又见（<a rel=\"noopener noreferrer nofollow\" href=\"https://b.example/y_z\">https://b.example/y_z</a>）</p>\n"},
		{"bare link at the end of a sentence", "See (https://a.example/x_(y)).", "<p>See (<a rel=\"noopener noreferrer nofollow\" href=\"https://a.example/x_(y)\">https://a.example/x_(y)</a>).</p>\n"},
		{"no link", "https:// 和 xhttps://a.example", "<p>https:// 和 xhttps://a.example</p>\n"},
		{"boxes", "- [ ] 未读\n- [x] 读过\n- [y] 别的", "<ul>\n<li>☐ 未读</li>\n<li>☑ 读过</li>\n<li>[y] 别的</li>\n</ul>\n"},
		{"struck", "~~错~~ 对 ~约~", "<p><del>错</del> 对 ~约~</p>\n"},
		{"table", "|a|**b**|\n|:-:|--|\n|1|[x](javascript:y)|\n| 2 |", "<table><tr><th align=\"center\">a</th><th><strong>b</strong></th></tr><tr><td align=\"center\">1</td><td><span class=\"dead\">x <code>javascript:y</code></span></td></tr><tr><td align=\"center\">2</td></tr></table>"},
		{"bars without a rule", "a|b\nc|d", "<p>a|b<br>\nc|d</p>\n"},
		{"a rule of other length", "|a|b|\n|---|", "<p>|a|b|<br>\n|---|</p>\n"},
	} {
		if got := string(renderMarkdown(c.source, "T")); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// A text that is made to take long does not.
func TestMarkdownTakesNoTime(t *testing.T) {
	for _, unit := range []string{"[", "![", "[a](", "*a ", "**a*", "`", "> ", "- ", "<", "[a]: /b\n", "\n> [", "|a", "~~a"} {
		start := time.Now()
		renderMarkdown(strings.Repeat(unit, 200_000/len(unit)), "")
		if took := time.Since(start); took > time.Second {
			t.Errorf("200 kB of %q took %v", unit, took)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"**要点：**本文", "<script>x</script>", "[a](javascript:b)", "[a]: javascript:b\n[a]", "| a |\n|---|\n| <b onclick=x> |"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := strings.ToLower(string(renderMarkdown(s, "")))
		for tag := range strings.SplitSeq(out, "<") {
			name := strings.TrimLeft(tag, "/")
			name = name[:strings.IndexFunc(name+" ", func(r rune) bool { return r < 'a' || r > 'z' })]
			switch name {
			case "script", "style", "img", "iframe", "object", "embed", "form", "svg", "math", "base", "link", "meta":
				t.Fatalf("%q gives <%s", s, name)
			}
		}
		if strings.Contains(out, `href="javascript`) || strings.Contains(out, `href="data`) {
			t.Fatalf("%q gives %s", s, out)
		}
	})
}
