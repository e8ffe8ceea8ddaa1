package query

import (
	"papersearch/internal/pattern"
	"papersearch/readlog"
	"papersearch/semantic"
	"papersearch/store"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Snippet is the passage shown of an entry.
type Snippet struct {
	Text  string   `json:"text"`
	Spans [][2]int `json:"spans"` // bytes of Text to highlight: half-open, on rune boundaries, sorted, disjoint
}

// A snippet is the sentence that covers most of what was asked, with the sentences behind it up to snippetAim columns, or up
// to snippetLong behind a short one such as "2024.4 北大的一篇文章，要点："; one that is longer than snippetMax is cut around
// its marks.
const (
	snippetAim  = 100
	snippetLong = 180
	snippetMax  = 240
)

// snippet chooses the passage of body that says most of what was asked, and the sentence in it that does: the weight of typed
// words in it, each counted once, plus what nearness, if not nil, says of the sentence that begins at a byte. A body in
// which nothing is near yields what begins at opening.
func snippet(body string, marks []mark, opening int, labels []label, nearness func(at int) float32) (Snippet, string) {
	sents := semantic.Split(body)
	best, bestWeight := 0, float32(-1)
	next := 0
	for i, s := range sents {
		for next < len(marks) && marks[next].start < s.Start {
			next++
		}
		w := covered(marks[next:], s.End)
		if nearness != nil {
			w += nearness(s.Start)
		}
		if isAddress(body[s.Start:s.End]) {
			w = 0 // github is in many, and says nothing
		}
		if isField(body[s.Start:s.End]) {
			w = covered(marks[next:], s.End) / 2 // what is said of the paper goes before its key
		}
		if w > bestWeight || bestWeight == 0 && w == 0 && s.Start <= opening {
			best, bestWeight = i, w
		}
	}
	if len(sents) == 0 {
		return Snippet{Spans: [][2]int{}}, ""
	}
	if bestWeight == 0 && isField(body[sents[best].Start:sents[best].End]) {
		for i := best + 1; i < len(sents); i++ {
			if text := body[sents[i].Start:sents[i].End]; !isField(text) && !isAddress(text) {
				best = i
				break
			}
		}
	}
	sentence := sents[best]
	start, end := sentence.Start, sentence.End
	for i := best + 1; i < len(sents); i++ {
		n := lineWidth(body[start:sents[i].End])
		if n > snippetAim && (n > snippetLong || lineWidth(body[start:end]) > snippetAim/2) {
			break
		}
		end = sents[i].End
	}
	start = opens(body, start, end, marks, labels)
	for best+1 < len(sents) && sents[best].End <= start {
		best++ // the sentence was but an address
	}
	sentence = sents[best]
	sentence.Start = start
	whole := compact(body[start:end], start, marks, labels)
	said := compact(body[sentence.Start:sentence.End], sentence.Start, nil, nil)
	if lineWidth(whole.Text) <= snippetMax {
		return whole, said.Text
	}
	start, end = cut(body, start, end, marks)
	part := compact(body[start:end], start, marks, labels)
	before, after := start > sentence.Start, end < sentence.End
	return part.elided(before, after), said.Text
}

// isAddress says whether a sentence is one web address.
func isAddress(s string) bool {
	s = strings.TrimLeft(s, " \t\n<*-")
	return (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")) && !strings.ContainsAny(strings.TrimSpace(s), " \t\n")
}

// factLabels are those of lines that say of a paper what a table would.
const factLabels = "|citekey|cite key|key|tags|tag|type|status|authors|author|year|date|doi|url|link|pdf|zotero|aliases|alias|rating|priority|state|title|journal|venue|conference|publisher|volume|pages|issn|item type|zotero link|collections|related|project|code|github|项目|标签|状态|作者|链接|代码|标题|期刊|会议|"

// linkLabels are the words that links to and about a paper have.
const linkLabels = "|paper|pdf|arxiv|code|github|project|page|website|slide|slides|video|poster|demo|dataset|data|model|note|notes|summary|blog|link|url|html|abs|doi|toc|openreview|bibtex|image|img|论文|原文|代码|笔记|总结|链接|博客|图片|项目|主页|幻灯片|视频|问答与上下文|目录|"

// labelsOnly says whether a line is such words in a row: paper | code · slides, [pdf] [notes], 原文 · 总结.
func labelsOnly(line string) bool {
	said := false
	for word := range strings.FieldsFuncSeq(line, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("[]()（）【】|·,，、/:：*_–—-", r)
	}) {
		word = strings.ToLower(word)
		if !strings.Contains(linkLabels, "|"+word+"|") && !strings.HasPrefix(word, "supp") {
			return false
		}
		said = true
	}
	return said
}

// bibField says whether a line is of BibTeX: @article{key, title = {…}, and its end.
func bibField(line string) bool {
	if name, _, ok := strings.Cut(line, "{"); line == "}" || ok && len(name) > 1 && name[0] == '@' && !strings.ContainsAny(name, " \t") {
		return true
	}
	name, value, ok := strings.Cut(line, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	return ok && len(name) > 1 && len(name) <= 20 && (strings.HasPrefix(value, "{") || strings.HasPrefix(value, `"`)) &&
		strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz") == ""
}

// pictureName says whether a line is the name that a program gives a picture. Of the few that begin or end as one an expression is asked, which
// takes 0.2 ms to compile.
func pictureName(line string) bool {
	lower := strings.ToLower(line)
	for _, end := range []string{".png", ".jpg", ".jpeg", ".gif", ".svg"} {
		if strings.HasSuffix(lower, end) {
			return pictures().MatchString(lower)
		}
	}
	for _, begin := range []string{"image", "img", "screenshot", "截图", "截屏", "snipaste", "pasted image", "微信图片", "key image", "alt text"} {
		if strings.HasPrefix(lower, begin) {
			return pictures().MatchString(lower)
		}
	}
	return false
}

var pictures = pattern.New(`^(?:(?:image|img|screenshot|截图|截屏|snipaste|pasted image|微信图片|key image|alt text)[\s_-]*[\d_\s.:-]*(?:\.?(?:png|jpe?g|gif|svg))?|[\w-]{1,60}\.(?:png|jpe?g|gif|svg))$`)

// isField says whether a stretch is but lines such as "citekey: rubin1974", "Read", the word behind a box, the words of links, BibTeX, or names
// of pictures.
func isField(s string) bool {
	said := false
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		said = true
		if len(line) < 400 && (labelsOnly(line) || bibField(line) || pictureName(line)) {
			continue
		}
		label, _, ok := strings.Cut(strings.Replace(line, "：", ":", 1), ":")
		if ok && strings.Contains(factLabels, "|"+strings.ToLower(strings.TrimSpace(label))+"|") {
			continue
		}
		switch strings.ToLower(line) {
		case "read", "unread", "summarised", "summarized", "skimmed", "done", "todo", "已读", "未读", "读完":
			continue
		}
		return false
	}
	return said
}

// opens is where what a passage says begins: behind the marks that joined it to the title, "，" or " - ", and behind addresses. What
// was asked is not left out, nor a passage as a whole; what a label begins stays.
func opens(body string, start, end int, marks []mark, labels []label) int {
	at := start
	for at < end {
		rest := body[at:end]
		next := strings.TrimLeft(rest, " \t\r\n，,；;。：:、)）｜|·")
		switch {
		case strings.HasPrefix(next, "- "), strings.HasPrefix(next, "– "), strings.HasPrefix(next, "— "):
			_, size := utf8.DecodeRuneInString(next)
			next = next[size:]
		case strings.HasPrefix(next, "(http://"), strings.HasPrefix(next, "(https://"):
			if n := strings.IndexAny(next, ") \n"); n > 0 && next[n] == ')' {
				next = next[n+1:]
			}
		case strings.HasPrefix(next, "http://"), strings.HasPrefix(next, "https://"):
			if n := strings.IndexAny(next, " \t\n，。；"); n > 0 {
				next = next[n:]
			}
		}
		if len(next) == len(rest) {
			break
		}
		at = end - len(next)
	}
	if at >= end {
		return start
	}
	for _, m := range marks {
		if m.start >= start && m.start < at {
			return start
		}
	}
	for _, l := range labels {
		if l.at >= start && l.at < at {
			return start
		}
	}
	return at
}

// covered is the weight of the distinct typed words marked before end.
func covered(marks []mark, end int) float32 {
	var sum float32
	best := map[int]float32{}
	for _, m := range marks {
		if m.start >= end {
			break
		}
		if m.weight > best[m.word] {
			sum += m.weight - best[m.word]
			best[m.word] = m.weight
		}
	}
	return sum
}

// cut narrows a long sentence to snippetMax columns with the most covered weight, opening a little before
// its first mark, at the edge of a word.
func cut(body string, start, end int, marks []mark) (int, int) {
	from, weight := start, float32(-1)
	for i, m := range marks {
		if m.start < start || m.start >= end {
			continue
		}
		at := back(body, start, m.start, snippetMax/6)
		if w := covered(marks[i:], forward(body, at, end, snippetMax)); w > weight {
			from, weight = at, w
		}
	}
	return from, forward(body, from, end, snippetMax)
}

// back goes up to n columns back from at, not before start, and on to the edge of a word.
func back(body string, start, at, n int) int {
	i := at
	for i > start && n > 0 {
		r, size := utf8.DecodeLastRuneInString(body[start:i])
		i -= size
		n -= width(r)
	}
	for i > start && i < at {
		before, _ := utf8.DecodeLastRuneInString(body[:i])
		here, size := utf8.DecodeRuneInString(body[i:])
		if !inWord(before) || !inWord(here) {
			break
		}
		i += size
	}
	return i
}

// forward goes n columns on from at, not behind end, and back to the edge of a word.
func forward(body string, at, end, n int) int {
	i := at
	for i < end && n > 0 {
		r, size := utf8.DecodeRuneInString(body[i:])
		i += size
		n -= width(r)
	}
	for j := i; j < end && j > at; {
		before, size := utf8.DecodeLastRuneInString(body[:j])
		here, _ := utf8.DecodeRuneInString(body[j:])
		if !inWord(before) || !inWord(here) {
			return j
		}
		j -= size
	}
	return i
}

// inWord says whether a rune must not be parted from its neighbour: Latin letters and digits; Han may.
func inWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && width(r) == 1
}

// label is what tells the reader where a passage stands in an entry.
type label struct {
	at   int // byte of the body before which it is written
	text string
}

// labels begin the points of an entry as its list does, with a number or a dot, and mark its verdict. text is its body: see PlainBody.
func labels(r *store.Record, text readlog.Text) []label {
	var out []label
	markdown := r.Text[r.BodyStart:]
	for _, p := range r.Points {
		at := text.Source(p.Start)
		begin := strings.LastIndexByte(markdown[:at], '\n') + 1
		sign := "• "
		switch m := pointNumber().FindStringSubmatch(markdown[begin:at]); {
		case m == nil:
		case m[2] != "":
			sign = m[2] + " "
		default:
			sign = m[1] + ". "
		}
		out = append(out, label{p.Start, sign})
	}
	if r.Verdict.End > r.Verdict.Start {
		out = append(out, label{r.Verdict.Start, "» "})
	}
	return out
}

// pointNumber is the number before a point.
var pointNumber = pattern.New(`^[\s>*_+-]*(?:[(（]?(\d{1,3})\s*[.、)）．]|([①-⑳❶-❿➀-➉]))`)

// compact writes a passage on one line, runs of blanks as one, a dot where a line ended that no label begins, and carries the
// marks over as merged spans: marks that touch, or have only a blank or hyphen between them, are one.
func compact(passage string, offset int, marks []mark, labels []label) Snippet {
	var b strings.Builder
	at := make([]int, len(passage)+1) // where each byte went
	blank, ended := true, false
	for i, r := range passage {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(passage[i:])
		}
		gap := unicode.IsSpace(r) || unicode.IsControl(r)
		if !gap {
			for len(labels) > 0 && labels[0].at < offset+i {
				labels = labels[1:]
			}
			switch {
			case len(labels) > 0 && labels[0].at == offset+i:
				b.WriteString(labels[0].text)
			case ended && b.Len() > 0 && !strings.HasSuffix(b.String(), "： ") && !strings.HasSuffix(b.String(), ": "):
				b.WriteString("· ")
			}
			ended = false
		}
		for k := range size {
			at[i+k] = b.Len()
		}
		switch {
		case !gap:
			b.WriteRune(r)
		case !blank:
			b.WriteByte(' ')
		}
		blank = gap
		ended = ended || r == '\n'
	}
	at[len(passage)] = b.Len()
	text := strings.TrimRight(b.String(), " ")
	out := Snippet{Text: text, Spans: [][2]int{}}
	for _, m := range marks {
		if m.start < offset || m.end > offset+len(passage) {
			continue
		}
		from, to := at[m.start-offset], min(at[m.end-offset], len(text))
		if from >= to {
			continue
		}
		if n := len(out.Spans); n > 0 {
			last := &out.Spans[n-1]
			if from <= last[1] || joins(text[last[1]:from]) {
				last[1] = max(last[1], to)
				continue
			}
		}
		out.Spans = append(out.Spans, [2]int{from, to})
	}
	return out
}

func joins(between string) bool { return between == " " || between == "-" }

// elided puts an ellipsis where a sentence was cut.
func (s Snippet) elided(before, after bool) Snippet {
	const dots = "…"
	if before {
		s.Text = dots + s.Text
		for i := range s.Spans {
			s.Spans[i][0] += len(dots)
			s.Spans[i][1] += len(dots)
		}
	}
	if after {
		s.Text += dots
	}
	return s
}
