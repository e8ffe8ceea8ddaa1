package readlog

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"papersearch/internal/synth"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// entryOf parses a log of one paper.
func entryOf(t *testing.T, text string) Entry {
	t.Helper()
	log := Parse("log.md", text, nil)
	for _, e := range log.Entries {
		if e.Kind == KindPaper {
			return e
		}
	}
	t.Fatalf("no paper in %q", text)
	return Entry{}
}

func TestIntroducingLine(t *testing.T) {
	for _, c := range []struct{ line, published, institutions string }{
		{"2022.5 Google 的一篇文章，要点：", "2022-05", "Google"},
		{"2023.12 美团和浙大合作的一篇文章，要点：", "2023-12", "Meituan, Zhejiang University"},
		{"2023.6 Adobe Research 和 Stanford 合作，要点：", "2023-06", "Adobe Research, Stanford University"},
		{"2021 上海AI Lab、中科大等合作", "2021", "Shanghai AI Laboratory, USTC"},
		{"2020.6 UC, Berkeley 的工作", "2020-06", "UC Berkeley"},
		{"机构：清华大学，北京大学", "", "Tsinghua University, Peking University"},
		{"2019年3月 麻省理工的一篇", "2019-03", "Massachusetts Institute of Technology"},
		{"2024/1/17 by DeepMind", "2024-01", "DeepMind"},
		{"这篇文章和谷歌没有关系，只是比较了一下", "", ""},
		{"用 Meta-learning 做的一个方法", "", ""},
		{"2023 中大的一篇文章", "2023", "Sun Yat-sen University"},
		{"2023 香港中文大学（中大）的一篇文章", "2023", "Chinese University of Hong Kong"},
		{"2023 NTU 的一篇文章", "2023", "Nanyang Technological University"},
		{"2023 NTU（台湾）的一篇文章", "2023", "National Taiwan University"},
		{"2023 MIT 的一篇文章", "2023", "Massachusetts Institute of Technology"},
		{"2023 MIT 协议开源", "2023", ""},
		{"2023 华科的一篇文章", "2023", "HUST"},
		{"NeurIPS2022 斯坦福", "2022", "Stanford University"},
		{"２０２１.２　OpenAI的一篇多模态文章，要点：", "2021-02", "OpenAI"},
		{"2023.4 威斯康辛麦迪逊、微软的一篇工作，要点：", "2023-04", "University of Wisconsin-Madison, Microsoft"},
		{"2023.4 某某研究小组、微软的一篇工作，要点：", "2023-04", "Microsoft"},
		{"2023.4 注意力和微软没有关系", "2023-04", ""},
		{"2023.10 Mistral的一篇", "2023-10", "Mistral AI"},
		{"2023.10 Mistral 7B 的改进", "2023-10", ""},
		{"谷歌的一篇推理系统文章，SOSP 2023，要点：", "2023", "Google"},
		{"二〇二三年六月 谷歌的一篇", "2023-06", "Google"},
		{"二零二三年 谷歌的一篇", "2023", "Google"},
		{"一二三四年前谷歌的一篇", "", ""},
		{"2023.7 法国 Inria，SIGGRAPH 2023", "2023-07", "Inria"},
		{"2023.7 德国马普所、英国的牛津，要点：", "2023-07", "Max Planck Institute, University of Oxford"},
		{"2023.7 日本 东北大学的一篇", "2023-07", "Tohoku University"},
		{"2023.7 中国科学院、中国移动的一篇", "2023-07", "Chinese Academy of Sciences, China Mobile"},
		{"2023.7 法国某校的一篇", "2023-07", ""},
		{"2017.10 剑桥、蒙特利尔，ICLR 2018", "2017-10", "University of Cambridge, University of Montreal"},
		{"2017.10 蒙特利尔学习算法研究所", "2017-10", "Mila"},
	} {
		e := entryOf(t, "## 2024.2.1\n\n《A Paper》\n\n"+c.line+"\n\n1. 第一点\n")
		var names []string
		for _, in := range e.Institutions {
			names = append(names, in.Name)
		}
		if got := strings.Join(names, ", "); got != c.institutions {
			t.Errorf("%q: by %q, want %q", c.line, got, c.institutions)
		}
		if got := e.Published.From.String(); got != c.published {
			t.Errorf("%q: published %q, want %q", c.line, got, c.published)
		}
	}
}

func TestVenueOfLine(t *testing.T) {
	for _, c := range []struct{ line, venue, published string }{
		{"2023.9 某公司的一篇推理系统文章，SOSP 2023，要点：", "SOSP", "2023-09"},
		{"谷歌的一篇，Nature，要点", "Nature", ""},
		{"2021.1 北航的一篇时间序列文章，AAAI2021最佳论文", "AAAI", "2021-01"},
		{"微软的一篇文章（CVPR2022）", "CVPR", "2022"},
		{"2024.1 清华的文章，ICLR2024 Oral，要点：", "ICLR", "2024-01"},
		{"谷歌的一篇文章，发表在 KDD 上", "KDD", ""},
		{"谷歌的一篇文章，用 KDD 的数据", "", ""},
		{"谷歌的一篇文章，Science 里的问题很多", "", ""},
		{"谷歌的一篇文章，MM 就是多模态", "", ""},
		{"2021.5 微软的一篇文章，T-RO 2021，要点：", "TRO", "2021-05"},
		{"2020.5 微软的一篇文章，SC 2020", "SC", "2020-05"},
		{"微软的一篇文章，SC'20", "SC", "2020"},
		{"Clemson University, SC", "", ""},
		{"谷歌的一篇文章。比 CVPR 2022 的好", "", ""},
		{"微软的一篇文章，SOSP '83", "SOSP", "1983"},
		{"微软的一篇文章，SOSP’07", "SOSP", "2007"},
		{"2019.5 微软的一篇文章，S&P 2019，要点：", "IEEE S&P", "2019-05"},
		{"微软的一篇文章（S&P 2019）", "IEEE S&P", "2019"},
		{"谷歌的一篇文章，S&P 500 的数据", "", ""},
	} {
		e := entryOf(t, "## 2024.2.1\n\n《A Paper》\n\n"+c.line+"\n\n1. 第一点\n")
		if e.Venue != c.venue || e.Published.From.String() != c.published {
			t.Errorf("%q: %q %s, want %q %s", c.line, e.Venue, e.Published.From, c.venue, c.published)
		}
	}
	e := entryOf(t, "## 2024.2.1\n\n《Paper Seven》（ICML 2023）\n\n2023.4 上海交大的文章，要点：\n\n1. 第一点\n")
	if e.Venue != "ICML" || e.Published.From.String() != "2023-04" || len(e.Institutions) != 1 {
		t.Errorf("%+v", e)
	}
}

func TestVenueBesideTitle(t *testing.T) {
	log := Parse("log.md", "## 2024.2.1\n\n《Paper One》\n\n2023.4 谷歌的文章\n\n《Paper Two》，AAAI2021最佳论文\n\n2020.12 北航的一篇\n", nil)
	if len(log.Entries) != 2 || log.Entries[1].Venue != "AAAI" || log.Entries[1].Published.From.String() != "2020-12" || len(log.Entries[1].Institutions) != 1 {
		t.Errorf("%+v", log.Entries)
	}
	for text, want := range map[string]bool{"CVPR 2022 Oral": true, "，AAAI2021最佳论文": true, "KDD'19": true, "CVPR 2022 的数据": false, "Oral": false, "最佳论文": false} {
		if isVenue(text) != want {
			t.Errorf("%s: a venue is %v", text, !want)
		}
	}
}

func TestNumberedPoints(t *testing.T) {
	for _, points := range []string{"1. 甲\n2. 乙", "1、甲\n2、乙", "1）甲\n2）乙", "1) 甲\n2) 乙", "① 甲\n② 乙", "(1) 甲\n(2) 乙", "（1）甲\n（2）乙", "１．甲\n２．乙", "１、甲\n２、乙", "1.甲\n2.乙", "1)甲\n2)乙", "1，甲\n2，乙"} {
		text := "## 2024.2.1\n\n《A Paper》\n\n2023.1 谷歌的文章，要点：\n\n" + points + "\n總體上，可以一讀\n"
		e := entryOf(t, text)
		body := Plain(text[e.BodyStart:e.End]).String
		var got []string
		for _, s := range e.Points {
			got = append(got, body[s.Start:s.End])
		}
		if !slices.Equal(got, []string{"甲", "乙"}) || body[e.Verdict.Start:e.Verdict.End] != "總體上，可以一讀" {
			t.Errorf("%q: %q, verdict %q", points, got, body[e.Verdict.Start:e.Verdict.End])
		}
	}
	for _, s := range []string{"2023）年", "(2023) a", "3.5 倍", "(a) b", "12", "2，000 人", "2024.春", "3.x 版"} {
		if n := ordinal(s); n != 0 {
			t.Errorf("%q begins with a number of %d bytes", s, n)
		}
	}
}

func TestLicenceIsNoInstitution(t *testing.T) {
	for _, text := range []string{"## License\n\nMIT\n", "## License\n\nMIT, see there\n", "## About\n\nMIT License\n", "## Legal\n\nMIT © 2020\n", "## 许可证\n\nMIT\n"} {
		for _, e := range Parse("readme.md", text, nil).Entries {
			if len(e.Institutions) > 0 {
				t.Errorf("%q is by %v", text, e.Institutions)
			}
		}
	}
}

func TestAlias(t *testing.T) {
	for _, c := range []struct{ title, want string }{
		{"Imagen: Photorealistic Text-to-Image Diffusion Models", "Imagen"},
		{"BLIP-2: Bootstrapping", "BLIP-2"},
		{"DCN V2: Improved Deep & Cross Network", "DCN V2"},
		{"VISTA-LLAMA：Reliable Video Narrator", "VISTA-LLAMA"},
		{"Multimodal Foundation Models: From Specialists to Assistants", ""},
		{"Large Language and Vision Assistant (LLaVA)", "LLaVA"},
		{"Attention Is All You Need", ""},
		{"一种方法：用于检索", ""},
		{"", ""},
	} {
		if got := Alias(c.title); got != c.want {
			t.Errorf("%q: %q, want %q", c.title, got, c.want)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"2024", "2024"},
		{"2024-01", "2024-01"},
		{"2024.1", "2024-01"},
		{"2024年1月", "2024-01"},
		{"2024/1/17", "2024-01-17"},
		{"2024年1月17日", "2024-01-17"},
		{"２０２４．１", "2024-01"},
		{"202401", "2024-01"},
		{"20240117", "2024-01-17"},
		{"2024-01..2024-03", "2024-01..2024-03"},
		{"2023至2024", "2023..2024"},
		{"二〇二四年三月五日", "2024-03-05"},
		{"二零二三年十二月三十一日", "2023-12-31"},
		{"二〇二三年十月", "2023-10"},
		{"二〇二三年十一月份", "2023-11"},
		{"二〇二三年", "2023"},
		{"二〇二三年一月至二〇二三年三月", "2023-01..2023-03"},
		{"二〇二三", "no"},
		{"二〇二三年十三月", "no"},
		{"二三年三月", "no"},
		{"一二三四年", "no"},
		{"2024-13", "no"},
		{"2024-05..2024", "2024-05..2024"}, // to the end of the year
		{"2024-01-17..2024-01", "2024-01-17..2024-01"},
		{"2024..2024-03", "2024..2024-03"},
		{"2024-05..2023", "no"},
		{"2024-03..2024-01", "no"},
		{"2023..2024-03..2025", "no"},
		{"2023~2024..2025", "no"},
		{"soon", "no"},
		{"", "no"},
		{"2024 things", "no"},
		{"0", "no"},
	} {
		from, to, ok := ParseDate(c.text)
		got := "no"
		if ok {
			if got = from.String(); to != from {
				got += ".." + to.String()
			}
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestPlain(t *testing.T) {
	for _, c := range []struct{ name, markdown, want string }{
		{"emphasis", "能**R**ead，_很_好", "能Read，很好"},
		{"underscores of names", "snake_case_name", "snake_case_name"},
		{"a link", "见 [代码](https://example.org/a_b) 处", "见 代码 处"},
		{"a link with brackets", "[a [b] c](x)", "a [b] c"},
		{"an image", "![图 1](a.png)前", "图 1前"},
		{"code", "用 `x**2` 算", "用 x**2 算"},
		{"a fence", "```python\nx = 1 * 2 * 3\n```\n后", "x = 1 * 2 * 3\n后"},
		{"a heading", "## 标题\n", "标题"},
		{"list items", "- [ ] 一\n  * 二\n3. 三\n", "一\n二\n三\n"},
		{"a quote", "> 引用\n", "引用\n"},
		{"tags", "<font color=red>红</font><br/>下一行", "红\n下一行"},
		{"less than", "a < b 且 c > d", "a < b 且 c > d"},
		{"a comment", "前<!-- 不读 -->后", "前后"},
		{"a comment of Obsidian", "前%%不读%%后 100% 和 50%", "前后 100% 和 50%"},
		{"one of several lines", "前\n%%\n不读\n也不\n%%\n后", "前\n后"},
		{"one that ends in a line", "前\n%%\n不读 %% 尾", "前\n尾"},
		{"one that does not end", "前\n%%\n后", "前\n%%\n后"},
		{"signs of code", "`%%d %%s` 和 %%%%", "%%d %%s 和 %%%%"},
		{"an embedded note", "前 ![[图 1.png|300]] 后 [[别的]]", "前  后 [[别的]]"},
		{"a callout", "> [!note]- 为什么读\n> 因为[!重要]", "为什么读\n因为[!重要]"},
		{"no callout", "[!note] 一", "[!note] 一"},
		{"struck and bold", "~~**Title**~~", "Title"},
		{"escapes", `\*不是强调\* \[CLS\]`, "*不是强调* [CLS]"},
		{"entities", "A&amp;B &lt;s&gt;", "A&B <s>"},
		{"CRLF", "一\r\n二\r\n", "一\n二\n"},
		{"broken bytes", "a\xffb", "a\xffb"},
	} {
		if got := Plain(c.markdown).String; strings.TrimRight(got, "\n") != strings.TrimRight(c.want, "\n") {
			t.Errorf("%s: %q is %q, want %q", c.name, c.markdown, got, c.want)
		}
	}
}

// checkPlain says what is wrong with the map from text to Markdown: it stays inside, never falls, and characters that
// were taken over stand where it says.
func checkPlain(markdown string) error {
	p := Plain(markdown)
	last := 0
	for i := 0; i <= len(p.String); i++ {
		at := p.Source(i)
		if at < last || at > len(markdown) {
			return fmt.Errorf("byte %d is from %d after %d of %d", i, at, last, len(markdown))
		}
		last = at
	}
	if !strings.ContainsAny(markdown, "&\r") && !strings.Contains(strings.ToLower(markdown), "<br") {
		for i := range len(p.String) {
			if c := p.String[i]; c != '\n' && markdown[min(p.Source(i), len(markdown)-1)] != c {
				return fmt.Errorf("byte %d is %q, but %q stands at %d", i, c, markdown[p.Source(i)], p.Source(i))
			}
		}
	}
	return nil
}

func TestDecode(t *testing.T) {
	text := "《扩散模型》 diffusion，2024 年的文章，要点：第一点是数据。"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, data, text, encoding string
		err                        error
	}{
		{"UTF-8", text, text, "", nil},
		{"byte order mark", "\ufeff" + text, "\ufeff" + text, "", nil},
		{"GB18030", gb, text, "gb18030", nil},
		{"UTF-16", "\xff\xfeA\x00\x58\x5b", "A存"[:1] + "存", "utf-16", nil},
		{"empty", "", "", "", nil},
		{"binary", "\x89PNG\r\n\x1a\n\x00\x00", "", "", ErrBinary},
		{"Latin-1", "\xdcber gro\xdfe K\xf6nige", "", "", ErrEncoding},
	} {
		got, encoding, err := Decode([]byte(c.data))
		if got != c.text || encoding != c.encoding || !errors.Is(err, c.err) {
			t.Errorf("%s: %q, %q, %v", c.name, got, encoding, err)
		}
	}
}

// Odd lines of logs, and what becomes of them.
func TestOddLines(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a title without a day", "《A》\n\n谷歌的一篇\n", `paper "A"  unassigned`},
		{"emphasis around the title", "## 2024.1.2\n\n**《A》**\n", `paper "A" 2024-01-02 unassigned`},
		{"emphasis in the title", "## 2024.1.2\n\n《**A** B》\n", `paper "A B" 2024-01-02 unassigned`},
		{"a day still to be filled in", "# 2024.1\n\n## TBD\n\n《A》\n", `paper "A" 2024-01 unassigned`},
		{"a title that does not close", "## 2024.1.2\n\n《A: B\n\n谷歌\n", `paper "A: B" 2024-01-02 unassigned`},
		{"a day of another month", "# 2024.1\n\n## 2024.3.2\n\n《A》\n", `paper "A" 2024-03-02 unassigned`},
		{"done and nested items", "# pending list\n\n- [x] A\n  - [ ] B\n", "todo \"A\" done; todo \"B\" below A"},
		{"no log at all", "# Plan\n\nwater the plants\n\n# Shopping\n\nbread\n", `note "Plan"; note "Shopping"`},
		{"no heading either", "water the plants\n", `note "water the plants"`},
		{"nothing", "", ""},
		{"a fence with a title in it", "## 2024.1.2\n\n《A》\n\n```\n《B》\n```\n", `paper "A" 2024-01-02 unassigned`},
		{"titles in running text", "## 2024.1.2\n\n《A》\n\n比《B》好\n", `paper "A" 2024-01-02 unassigned`},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := Parse("log.md", c.text, nil)
			var got []string
			for _, e := range log.Entries {
				s := fmt.Sprintf("%s %q", e.Kind, e.Title)
				switch {
				case e.Kind == KindPaper:
					day := e.Read
					if day == (Date{}) {
						day = e.ReadMonth
					}
					s += " " + day.String() + " " + e.Track
				case e.Done:
					s += " done"
				case len(e.Parents) > 0:
					s += " below " + strings.Join(e.Parents, " ")
				}
				got = append(got, s)
			}
			if s := strings.Join(got, "; "); s != c.want {
				t.Errorf("%q:\n got %s\nwant %s", c.text, s, c.want)
			}
			if err := checkLog(c.text, log); err != nil {
				t.Error(err)
			}
		})
	}
}

// checkLog says what is wrong with the places of a log: every line with text belongs to something, the lines of an
// entry are its own, its text is where it says, and spans lie in the text they are of.
func checkLog(text string, log *Log) error {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(log.Lines) < len(lines) && strings.TrimSpace(text) != "" {
		return fmt.Errorf("%d lines with an owner, of %d", len(log.Lines), len(lines))
	}
	for i, line := range lines {
		if i < len(log.Lines) && log.Lines[i] == Blank && strings.TrimSpace(strings.Trim(line, "\ufeff")) != "" && utf8.ValidString(line) {
			return fmt.Errorf("line %d belongs to nobody: %q", i+1, line)
		}
	}
	last := 0
	for n, e := range log.Entries {
		if e.Start < last {
			return fmt.Errorf("%q: begins at %d, within the one before, which ends at %d", e.Title, e.Start, last)
		}
		last = e.End
		for _, at := range []int{e.Start, e.BodyStart, e.End} {
			if at >= 0 && at < len(text) && !utf8.RuneStart(text[at]) && utf8.ValidString(text) {
				return fmt.Errorf("%q: byte %d is within a rune", e.Title, at)
			}
		}
		if e.Start < 0 || e.End < e.Start || e.End > len(text) || e.BodyStart < e.Start || e.BodyStart > e.End {
			return fmt.Errorf("%q: bytes %d, %d, %d of %d", e.Title, e.Start, e.BodyStart, e.End, len(text))
		}
		if got := 1 + strings.Count(text[:e.Start], "\n"); got != e.Line {
			return fmt.Errorf("%q: begins in line %d, said to be %d", e.Title, got, e.Line)
		}
		for line := e.Line; line <= e.EndLine; line++ {
			if o := log.Lines[line-1]; o != Owner(n) && o != Blank {
				return fmt.Errorf("%q: line %d belongs to %d, not to %d", e.Title, line, o, n)
			}
		}
		body := Plain(text[e.BodyStart:e.End]).String
		for _, s := range append(slices.Clone(e.Points), e.Verdict) {
			if s.Start < 0 || s.End < s.Start || s.End > len(body) {
				return fmt.Errorf("%q: span %v of %d bytes", e.Title, s, len(body))
			}
		}
	}
	return nil
}

// checkFound says which line is in no entry though it says something: what may be are headings, labels, the head of a table,
// the log's title, its list of tracks, front matter, and quotes above pending items.
func checkFound(text string, log *Log) error {
	first, front := true, 0
	lines := strings.Split(text, "\n")
	if lines[0] == "---" {
		front = 1 + slices.Index(lines[1:], "---")
	}
	for i, line := range lines[max(0, front):] {
		i += front
		if i >= len(log.Lines) || log.Lines[i] >= 0 || log.Lines[i] == Blank {
			continue
		}
		line = strings.TrimSpace(line)
		plain := strings.TrimSpace(Plain(line).String)
		title := first
		first = first && (plain == "" || strings.HasPrefix(line, "#"))
		switch {
		case !hasLetters(plain), strings.HasPrefix(line, "#"), strings.HasPrefix(line, ">"), strings.HasPrefix(line, "|"), hasAnySuffix(plain, ":", "：", "主线"):
		case title && utf8.RuneCountInString(plain) < 60 && !strings.Contains(plain, "。"):
		case slices.ContainsFunc(log.Tracks, func(t TrackName) bool { return strings.HasPrefix(plain, t.Name) }):
		case pendingList().MatchString(plain):
		case slices.ContainsFunc(log.Headings, func(d Dated) bool { return d.Line == i+1 }): // a date without a sharp
		case i+1 < len(lines) && rule(strings.TrimSpace(lines[i+1])): // underlined
		default:
			return fmt.Errorf("line %d is in no entry: %q", i+1, line)
		}
	}
	return nil
}

// Nothing of a log is lost: the sample, a synthetic log, the shared ones where they are.
func TestNothingLost(t *testing.T) {
	texts := map[string]string{"synthetic": synth.Log(200, 5), "with CRLF": strings.ReplaceAll(synth.Log(20, 6), "\n", "\r\n")}
	files, _ := filepath.Glob(filepath.Join(shared, "corpus", "*.md"))
	more, _ := filepath.Glob(filepath.Join(shared, "corpus", "*", "*.md"))
	for _, f := range slices.Concat([]string{"../testdata/papers.md"}, files, more) {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if text, _, err := Decode(b); err == nil {
			texts[f] = text
		}
	}
	for name, text := range texts {
		if err := checkLog(text, Parse(name, text, nil)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := checkFound(text, Parse(name, text, nil)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := checkPlain(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	t.Logf("%d logs", len(texts))
}

// Entries are counted: a synthetic log has what was put into it.
func TestCounts(t *testing.T) {
	log := Parse("log.md", synth.Log(500, 9), nil)
	n := map[Kind]int{}
	for _, e := range log.Entries {
		n[e.Kind]++
		if e.Kind == KindPaper && (e.Read == (Date{}) || e.Published.Raw == "" || len(e.Institutions) == 0 || len(e.Points) < 3 || e.Verdict.IsZero()) {
			t.Errorf("line %d: a field is missing: %+v", e.Line, e)
		}
	}
	if n[KindPaper] != 500 || n[KindTodo] != 10 || n[KindNote] != 0 {
		t.Errorf("entries by kind: %v", n)
	}
}

// The tables are data that people edit: no spelling belongs to two, every parent is there.
func TestInstitutionTable(t *testing.T) {
	r := NewRules(nil, nil)
	names := map[string]bool{}
	for _, in := range r.Known() {
		names[in.Name] = true
	}
	for _, in := range r.Known() {
		if in.Parent != "" && !names[in.Parent] {
			t.Errorf("%s: parent %s is not in the table", in.Name, in.Parent)
		}
		for _, s := range append([]string{in.Name, in.Label}, in.Aliases...) {
			if got, ok := r.Institution(s); s != "" && (!ok || got.Name != in.Name) {
				t.Errorf("%s: its spelling %q means %s", in.Name, s, got.Name)
			}
		}
	}
	if len(names) < 600 {
		t.Errorf("%d institutions, want 600", len(names))
	}
}

// What teaches models by preferences is of the language models it is for; the reinforcement learning it came from is not.
func TestTracksOfPreferences(t *testing.T) {
	for text, want := range map[string]string{
		"《DPO: Direct Preference Optimization》\n\n1. 最优策略和奖励之间有闭式关系，不用训练奖励模型":     "大模型/NLP",
		"《RRHF: Rank Responses to Align with Human Feedback》\n\n1. 用排序损失代替 PPO":   "大模型/NLP",
		"《Proximal Policy Optimization Algorithms》\n\n1. 截断重要性采样比，策略梯度更稳":         "强化学习/",
		"《Learning Atari from Rewards》\n\n1. 强化学习，奖励由人类反馈学出":                      "强化学习/",
		"《A Recommendation Model with Human Feedback》\n\n1. 召回和排序都看点击率，用户行为就是反馈":  "搜广推/排序",
		"《Convergence of Stochastic Gradient Methods》\n\n1. 偏好大的步长，用奖励函数讲动机，收敛更快": "优化理论/",
	} {
		e := Parse("log.md", text, nil).Entries[0]
		if got := e.Track + "/" + e.Subtrack; got != want {
			t.Errorf("%s is of %s, want %s: %v", e.Title, got, want, e.Reasons)
		}
	}
}

// Owners' rules come first.
func TestTracksOfTheLog(t *testing.T) {
	const head = "# 论文日记\n\n主线：\n\n1. 大模型（NLP，CV，多模态等）\n2. 推荐系统\n3. 强化学习\n4. 系统（训练加速，推理）\n5. 时间序列 / 异常检测\n\n# 2024.3\n\n## 2024.3.2\n\n"
	for _, c := range []struct{ title, line, want string }{
		{"Paging the Cache of a Transformer", "2023.9 一篇推理系统文章，SOSP 2023，要点：", "系统"},
		{"Large Language Models on Many Machines", "2023.9 微软的一篇训练系统文章，要点：", "系统"},
		{"A Transformer for Odd Points", "2023.9 一篇异常检测文章，要点：", "时间序列 / 异常检测"},
		{"A Transformer for Long Horizons", "2023.9 时间序列的 transformer，要点：", "时间序列 / 异常检测"},
		{"Long-Term Forecasting", "2023.9 清华的一篇，要点：", "时间序列 / 异常检测"},
		{"Games with a Large Language Model", "2023.9 一篇强化学习文章，要点：", "强化学习"},
		{"Sequences of Items with Transformers", "2023.9 一篇推荐系统文章，要点：", "推荐系统"},
		{"Pictures and Words", "2023.9 一篇多模态文章，要点：", "大模型"},
		{"Outlier-Free Quantization of Large Language Models", "2024.3 一篇量化文章，要点：", "大模型"},
	} {
		log := Parse("log.md", head+"《"+c.title+"》\n\n"+c.line+"\n\n1. transformer 里的预训练大模型\n", nil)
		e := log.Entries[len(log.Entries)-1]
		if e.Track != c.want {
			t.Errorf("%s, %s: %s, want %s: %v", c.title, c.line, e.Track, c.want, e.Reasons)
		}
	}
	e := Parse("log.md", "## 2024.3.2\n\n《RotQ: Outlier-Free Inference in Few Bits》\n\n1. 先旋转，异常值就没有了\n", nil).Entries[0]
	if e.Track == "Anomaly Detection" {
		t.Errorf("%v", e.Reasons)
	}
}

func TestOwnersRules(t *testing.T) {
	r := NewRules([]TrackRule{{Name: "画画", Match: []string{"diffusion"}}}, []InstitutionRule{{Name: "Our Lab", Aliases: []string{"我们组"}}})
	log := Parse("log.md", "## 2024.1.2\n\n《Diffusion for All》\n\n2023.1 我们组的一篇文章\n", r)
	e := log.Entries[0]
	if e.Track != "画画" || len(e.Institutions) != 1 || e.Institutions[0].Name != "Our Lab" {
		t.Errorf("track %s, institutions %v", e.Track, e.Institutions)
	}
	if r.Version() == NewRules(nil, nil).Version() {
		t.Error("rules of the owner do not change the version")
	}
}

func FuzzParse(f *testing.F) {
	sample, err := os.ReadFile("../testdata/papers.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(sample))
	rules := NewRules(nil, nil)
	for _, s := range []string{"《", "《》", "# 2024.1\n## 2024.1.3\n《A》\n1. b\n", "- [ ] a\n\t- [x] b\n", "```\n《A》", "---\ntitle: x\n---\n", "\ufeff《A》\r\n", "<!-- 《A》", "# \n", "**《A》**B", "1. x\n2. y\n"} {
		f.Add(s)
	}
	cases, _ := filepath.Glob("testdata/cases/*/*.md")
	for _, name := range cases {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		log := Parse("log.md", text, rules)
		if err := checkLog(text, log); err != nil {
			t.Error(err)
		}
		if strings.Contains(text, "\r") {
			return
		}
		dos := Parse("log.md", strings.ReplaceAll(text, "\n", "\r\n"), rules)
		if len(dos.Entries) != len(log.Entries) {
			t.Fatalf("%d entries, with CRLF %d", len(log.Entries), len(dos.Entries))
		}
		for i, e := range log.Entries {
			if d := dos.Entries[i]; d.Title != e.Title || d.Kind != e.Kind || d.Line != e.Line || d.EndLine != e.EndLine || d.Read != e.Read {
				t.Errorf("%+v, with CRLF %+v", e, d)
			}
		}
	})
}

func FuzzPlain(f *testing.F) {
	for _, s := range []string{"**a**", "[a](b)", "`x`", "<b>", "\\*", "&amp;", "```\na\n```", "[[[[", "](", "<!--", "_a_b_", "![x](y)\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, markdown string) {
		if err := checkPlain(markdown); err != nil {
			t.Error(err)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	text := synth.Log(1000, 1)
	b.SetBytes(int64(len(text)))
	n := 0
	for b.Loop() {
		n = len(Parse("log.md", text, nil).Entries)
	}
	b.ReportMetric(float64(n), "entries")
}

func ExampleParse() {
	log := Parse("papers.md", `# 2024.1

## 2024.1.7

《Imagen: Photorealistic Text-to-Image Diffusion Models》

2022.5 Google 的一篇文章，要点：

1. 底层是扩散模型
`, nil)
	e := log.Entries[0]
	fmt.Println(e.Alias, e.Read, e.Published.From, e.Institutions[0].Name, e.Track, e.Subtrack, len(e.Points))
	// Output: Imagen 2024-01-07 2022-05 Google 计算机视觉  1
}

var update = flag.Bool("update", false, "rewrite what is expected of the cases")

// Small logs of many forms, a folder each: the file as people wrote it, and want.txt, what is read of it. To add one,
// make a folder with a file in it, run go test ./readlog -run Cases -update, and read want.txt.
func TestCases(t *testing.T) {
	folders, err := filepath.Glob("testdata/cases/*")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			files, err := os.ReadDir(folder)
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, f := range files {
				if f.Name() == "want.txt" {
					continue
				}
				data, err := os.ReadFile(filepath.Join(folder, f.Name()))
				if err != nil {
					t.Fatal(err)
				}
				log := Parse(f.Name(), string(data), nil)
				if err := checkLog(string(data), log); err != nil {
					t.Error(err)
				}
				if err := checkFound(string(data), log); err != nil {
					t.Errorf("%s: %v", f.Name(), err)
				}
				b.WriteString(f.Name() + "\n")
				for _, e := range log.Entries {
					fmt.Fprintf(&b, "  %d-%d %s %q", e.Line, e.EndLine, e.Kind, e.Title)
					read := e.Read
					if read == (Date{}) {
						read = e.ReadMonth
					}
					for _, x := range []struct{ name, value string }{
						{"read", read.String()}, {"published", e.Published.From.String()}, {"raw", e.Published.Raw}, {"venue", e.Venue}, {"track", e.Track},
					} {
						if x.value != "" && e.Kind == KindPaper {
							fmt.Fprintf(&b, " %s=%q", x.name, x.value)
						}
					}
					for _, in := range e.Institutions {
						fmt.Fprintf(&b, " by=%q", in.Name)
					}
					if e.Alias != Alias(e.Title) {
						fmt.Fprintf(&b, " alias=%q", e.Alias)
					}
					if e.Done {
						b.WriteString(" done")
					}
					if len(e.Names) > 0 {
						fmt.Fprintf(&b, " also=%q", e.Names)
					}
					b.WriteString("\n")
					if e.Said != "" {
						b.WriteString("      [" + strings.ReplaceAll(e.Said, "\n", "; ") + "]\n")
					}
					for _, line := range strings.Split(strings.TrimSpace(Plain(string(data)[e.BodyStart:e.End]).String), "\n") {
						if line = strings.TrimSpace(line); line != "" {
							b.WriteString("      " + line + "\n")
						}
					}
				}
			}
			path := filepath.Join(folder, "want.txt")
			if *update {
				if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if b.String() != string(want) {
				t.Errorf("got\n%s\nwant\n%s", &b, want)
			}
		})
	}
}

// A log that begins or ends anywhere, and one that lacks a line, is read as any other: nothing is asked of a line that is not there.
func TestCutAnywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("each case, as often as it has lines")
	}
	files, err := filepath.Glob("testdata/cases/*/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	rules := NewRules(nil, nil)
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(string(data), "\n")
		for i := range lines {
			head, tail := strings.Join(lines[:i], ""), strings.Join(lines[i:], "")
			for _, text := range []string{head, tail, head + strings.Join(lines[i+1:], "")} {
				if err := checkLog(text, Parse(filepath.Base(name), text, rules)); err != nil {
					t.Fatalf("%s at line %d: %v", name, i+1, err)
				}
			}
		}
	}
}

// hostile are texts that make careless parsers slow: each twice as long takes about twice as long, checked by hand;
// here they end.
var hostile = map[string]func(n int) string{
	"one line":          func(n int) string { return strings.Repeat("扩散模型 diffusion ", n/24) },
	"one line of marks": func(n int) string { return strings.Repeat("**_`[", n/5) },
	"headings":          func(n int) string { return strings.Repeat("# a\n", n/4) },
	"dated headings":    func(n int) string { return strings.Repeat("## 2024.1.2\n《A》\n", n/20) },
	"links in links":    func(n int) string { return strings.Repeat("[", n/2) + strings.Repeat("](x)", n/8) },
	"lists in lists": func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			b.WriteString(strings.Repeat(" ", i%2000) + "- [ ] a\n")
		}
		return b.String()
	},
	"a wide table":          func(n int) string { return "|标题|\n|--|--|\n|" + strings.Repeat("a b c|`", n/7) },
	"a long table":          func(n int) string { return "|标题|x|\n|--|--|\n" + strings.Repeat("|A Paper of Words|`|\n", n/21) },
	"tables without a head": func(n int) string { return strings.Repeat("|--|--|\n", n/8) },
	"book marks":            func(n int) string { return strings.Repeat("《", n/3) },
	"open quotes":           func(n int) string { return strings.Repeat("> ", n/2) },
	"fences":                func(n int) string { return strings.Repeat("```\n", n/4) },
	"brackets in a heading": func(n int) string { return "# " + strings.Repeat("[2017 ICCV]", n/11) },
	"headings to be cited":  func(n int) string { return strings.Repeat("## Many Words in Titles\n\n\n\n", n/27) },
	"bullets": func(n int) string {
		return strings.Repeat("- [Some Long Title of a Paper](https://arxiv.org/abs/2101.00001) x\n", n/66)
	},
	"colons":       func(n int) string { return strings.Repeat("机构：", n/9) },
	"places":       func(n int) string { return "《A》\n" + strings.Repeat("谷歌、", n/9) },
	"broken bytes": func(n int) string { return strings.Repeat("\xff\x00《", n/5) },
}

func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("megabytes")
	}
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			text := text(1 << 20)
			start := time.Now()
			log := Parse("log.md", text, nil)
			took := time.Since(start)
			if name != "broken bytes" {
				if err := checkLog(text, log); err != nil {
					t.Error(err)
				}
			}
			t.Logf("%.1f MB/s", float64(len(text))/1e6/took.Seconds())
			if took > 2*time.Minute {
				t.Errorf("%v for a megabyte: not linear", took)
			}
		})
	}
}

// An index knows by Rules.Version whether it was read by other rules. What is read of the sample and of each case is
// remembered here with codeVersion: when the one changes, so must the other. A new case changes nothing.
func TestCodeVersion(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*/*")
	if err != nil {
		t.Fatal(err)
	}
	var now strings.Builder
	for _, f := range append(files, "../testdata/papers.md") {
		if strings.HasSuffix(f, "want.txt") {
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		h := sha256.New()
		for _, e := range Parse(filepath.Base(f), string(data), nil).Entries {
			fmt.Fprintf(h, "%+v\n", e)
		}
		fmt.Fprintf(&now, "%s %s\n", hex.EncodeToString(h.Sum(nil)[:8]), filepath.ToSlash(f))
	}
	const path = "testdata/version.txt"
	was, _ := os.ReadFile(path)
	number, lines, _ := strings.Cut(string(was), "\n")
	changed := false
	for line := range strings.Lines(lines) {
		changed = changed || !strings.Contains(now.String(), line)
	}
	switch {
	case number == codeVersion && changed:
		t.Errorf("logs are read otherwise than before: raise codeVersion in rules.go, then run with -update")
	case *update:
		if err := os.WriteFile(path, []byte(codeVersion+"\n"+now.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	case number != codeVersion || lines != now.String():
		t.Errorf("%s is old: run with -update", path)
	}
}

// The words in brackets behind a track of a log are those by which papers belong to it, in the other language, too.
func TestTracksOfLog(t *testing.T) {
	const text = "# 海洋笔记\n\n方向：\n\n1. 鱼群（洄游、声呐）\n2. 珊瑚（白化、共生藻）\n3. 强化学习\n\n# 2021.4\n\n## 2021.4.2\n\n" +
		"《Spawning Grounds of Eels》\n\n2020.3 微软的一篇文章，要点：\n\n1. 用卫星跟踪洄游\n\n" +
		"《Bleaching from Orbit》\n\n2020.2 微软的一篇文章，要点：\n\n1. 看颜色\n\n" +
		"《Robots That Count》\n\n2020.2 微软的一篇文章，要点：\n\n1. 机器人数鱼群\n\n" +
		"《Robots That Wait》\n\n2020.2 微软的一篇文章，要点：\n\n1. 机器人等，珊瑚方向的\n\n" +
		"《Robots That Swim》\n\n2020.1 微软的一篇文章，要点：\n\n1. 机器人会游\n"
	rules := NewRules(nil, nil).WithMeanings(func(term string) []string {
		if term == "白化" {
			return []string{"bleaching"}
		}
		return nil
	})
	want := []string{"鱼群/洄游", "珊瑚/白化", "具身智能/", "珊瑚/", "具身智能/"}
	var got []string
	for _, e := range Parse("log.md", text, rules).Entries {
		if e.Kind == KindPaper {
			got = append(got, e.Track+"/"+e.Subtrack)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A log that lists its tracks is told in them: what a rule finds goes by the track of the log that has a name of it in its own, or
// below it. A short word for a track is not met at the end of a longer one, and one in the body does not outdo a title.
func TestTracksAkin(t *testing.T) {
	const head = "# 阅读\n\n方向：\n\n1. 搜广推（召回，广告竞价）\n2. LLM Agent（规划，工具调用）\n3. 大规模推理系统（缓存）\n4. 因果与评测\n5. 视觉（分割）\n\n# 2024.3\n\n## 2024.3.2\n\n"
	rules := NewRules(nil, nil).WithWords(func(s string) bool { return s == "线性规划" })
	for _, c := range []struct{ title, point, want string }{
		{"Agents That Reflect on Their Errors", "把失败写下来再试", "LLM Agent/"},
		{"Chain-of-Thought for Large Language Models", "把步骤写出来", "LLM Agent/"},
		{"Paged Memory Management for Large Language Model Serving", "显存分页", "大规模推理系统/"},
		{"Treatment Effects of Coupons", "两组人分开估", "因果与评测/"},
		{"Truthful Auctions by Gradient", "出价不说谎", "搜广推/广告"},
		{"Estimating the Conversion Rate of Clicks", "转化的样本少", "搜广推/排序"},
		{"Masks for Anything by Semantic Segmentation", "分割一切", "视觉/分割"},
		{"Asking Language Models to Use Tools", "拿去评测的题目都是新的", "LLM Agent/"},
		{"A Box in the Rack", "放什么用线性规划来定", "unassigned/"},
		{"A Box in the Rack", "先规划再放", "LLM Agent/规划"},
		{"Boxes by Text-Conditioned Robots", "机器人摆箱子", "具身智能/"},
	} {
		log := Parse("log.md", head+"《"+c.title+"》\n\n2023.9 微软的一篇文章，要点：\n\n1. "+c.point+"\n2. 细节很多\n", rules)
		e := log.Entries[len(log.Entries)-1]
		if got := e.Track + "/" + e.Subtrack; got != c.want {
			t.Errorf("%s, %s: %s, want %s: %v", c.title, c.point, got, c.want, e.Reasons)
		}
	}
	if as := NewRules(nil, nil).TrackAs([]string{"视频推荐系统", "LLM Agent"}, "大模型"); as != "LLM Agent" {
		t.Errorf("大模型 is %s", as)
	}
	if as := NewRules(nil, nil).TrackAs([]string{"视频推荐系统", "LLM Agent"}, "系统"); as != "系统" {
		t.Errorf("系统 is %s", as)
	}
	if as := NewRules(nil, nil).TrackAs([]string{"视频推荐系统"}, "搜广推"); as != "视频推荐系统" {
		t.Errorf("搜广推 is %s", as)
	}
}

// A list of tracks may stand in one line.
func TestTracksInLine(t *testing.T) {
	const text = "# 阅读\n\n领域主线：搜广推（召回，广告） / LLM Agent / 推理系统\n\n# 2024.3\n\n## 2024.3.2\n\n《Asking Language Models to Use Tools》\n\n1. 一个要点\n"
	log := Parse("log.md", text, nil)
	if len(log.Tracks) != 3 || log.Tracks[1].Name != "LLM Agent" || !slices.Equal(log.Tracks[0].Subtracks, []string{"召回", "广告"}) {
		t.Errorf("tracks are %v", log.Tracks)
	}
	if len(log.Entries) != 1 || log.Entries[0].Track != "LLM Agent" {
		t.Errorf("entries are %v", log.Entries)
	}
	log = Parse("log.md", strings.Replace(text, "领域主线", "方向", 1), nil)
	if len(log.Tracks) != 0 {
		t.Errorf("tracks are %v", log.Tracks)
	}
}

// In a log that lists no tracks, what is of pictures is of computer vision, and large models are where their words are. What an
// entry is about goes before what it does it with.
func TestCommonTracks(t *testing.T) {
	for title, want := range map[string]string{
		"Convolutions with Skips for Cell Segmentation":              "计算机视觉",
		"Finding Objects in One Look: Fast Object Detection":         "计算机视觉",
		"Deformable Transformers for Object Detection":               "计算机视觉",
		"Points of a LiDAR-Free Point Cloud":                         "自动驾驶",
		"Dense Visual SLAM from One Camera":                          "计算机视觉",
		"Tumours in Fundus Photographs, and Radiologists":            "医疗健康",
		"A Foundation Model of Language, Pre-trained on Less":        "大模型",
		"Words and Pictures by Large Vision-Language Models":         "大模型",
		"An Efficient Transformer":                                   "大模型",
		"Translating with Less: Neural Machine Translation":          "自然语言处理",
		"Speaking with Self-Supervised Representation Learning: TTS": "语音",
		"LLM-based Recommendation with Retrieval-Augmented Prompts":  "搜广推",
		"Reinforcement Learning of a Dexterous Hand":                 "具身智能",
		"Post-Click Conversion Rate over All Impressions":            "搜广推",
		"Cardinality Estimation with Forests":                        "数据库",
		"A Consensus Algorithm for Sleepy Machines":                  "系统",
		"Double Descent in the Bias-Variance Curve":                  "优化理论",
		"Fuzzing for Vulnerabilities in Parsers":                     "AI 安全",
		"On Keeping Bees":                                            Unassigned,
	} {
		e := Parse("log.md", "## 2024.3.2\n\n《"+title+"》\n\n1. 一个要点\n", nil).Entries[0]
		if e.Track != want {
			t.Errorf("%s: %s, want %s: %v", title, e.Track, want, e.Reasons)
		}
	}
}

// A word that is used in many trades speaks in company alone, and in some phrases none speaks.
func TestTracksInCompany(t *testing.T) {
	for title, want := range map[string]string{
		"Gooseneck: A Lightweight Tool for Shearing Sheep":           Unassigned,
		"A Lightweight Convolutional Network for Shears":             "模型压缩",
		"Scaling the Dairy at Gooseneck Farm":                        Unassigned,
		"Scaling Transformers of Sheep":                              "大模型",
		"主讲 Speaker: 鹅老师":                                            Unassigned,
		"Speaker Recognition among Geese":                            "语音",
		"Speakers by Neural Networks":                                "语音",
		"Wool as a Boundary: Notes from AdS/CFT":                     Unassigned,
		"Placing Ads on Sheep":                                       "搜广推",
		"读了师兄推荐的那篇《Slow Sheep》":                                      Unassigned,
		"序列推荐里的羊":                                                    "搜广推",
		"The Convergence of Two Flocks":                              Unassigned,
		"Convergence of Training with Few Sheep":                     "优化理论",
		"Inductive Representation Learning on Large Graphs of Sheep": "GNN",
		"A 3D Model for the Global Weather Forecast":                 "AI for Science",
		"A Foundation Model for Weather and Climate on Farms":        "AI for Science",
	} {
		e := Parse("log.md", "## 2024.3.2\n\n《"+title+"》\n\n1. 一个要点\n", nil).Entries[0]
		if e.Track != want {
			t.Errorf("%s: %s, want %s: %v", title, e.Track, want, e.Reasons)
		}
	}
	text := "方向：\n\n1. 模型压缩\n2. GNN\n\n## 2024.3.2\n\n《Gooseneck: A Lightweight Tool for Shearing Sheep》\n\n1. 一个要点\n"
	entries := Parse("log.md", text, nil).Entries
	if e := entries[len(entries)-1]; e.Track != "模型压缩" {
		t.Errorf("where the log names the track: %s, %v", e.Track, e.Reasons)
	}
	r := NewRules([]TrackRule{{Name: "弦论", Match: []string{"AdS/CFT"}}}, nil)
	if e := Parse("log.md", "## 2024.3.2\n\n《Wool as a Boundary: Notes from AdS/CFT》\n\n1. 一个要点\n", r).Entries[0]; e.Track != "弦论" {
		t.Errorf("the owner's rule for a phrase in which no word speaks: %s", e.Track)
	}
}

// The items of a pending list, in all the ways to write one.
func TestItems(t *testing.T) {
	const text = `# 待读

- [ ] a
  - [ ] b
    - a remark
  - [x] c
- TODO: look at Mooncake
- plain
* [ ] star
+ [ ] plus
1. [ ] first
12) [X] second
- [-] given up
- [/] begun
- [>] put off
- [link](https://example.com)
- [y] no box
- a group
  - [ ] with an item
`
	var got []string
	log := Parse("log.md", text, nil)
	for _, e := range log.Entries {
		done := ""
		if e.Done {
			done = " done"
		}
		got = append(got, fmt.Sprintf("%s %d%s", e.Title, e.Depth, done))
	}
	want := "a 0|b 1|c 1 done|look at Mooncake 0|plain 0|star 0|plus 0|first 0|second 0 done|given up 0 done|begun 0|put off 0|link 0|[y] no box 0|with an item 1"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("%s\nwant\n%s", s, want)
	}
	for _, e := range Parse("log.md", "# 2024.1\n\n## 2024.1.2\n\n《A title》\n\n谷歌\n\n1. [ ] a point\n- [ ] another\n", nil).Entries {
		if e.Kind != KindPaper {
			t.Errorf("a box among points is an item: %q", e.Title)
		}
	}
}
