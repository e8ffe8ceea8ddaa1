package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Snippet is the passage shown of an entry.
type Snippet struct {
	Text  string   `json:"text"`
	Spans [][2]int `json:"spans"` // bytes of Text to highlight: half-open, on rune boundaries, sorted, disjoint
}

// A snippet is the sentence that covers most of what was asked, with the sentences behind it up to
// snippetAim columns; one that is longer than snippetMax is cut around its marks.
const (
	snippetAim = 100
	snippetMax = 240
)

// snippet chooses the passage of body that says most of what was asked, and the sentence in it that does: the weight of typed
// words in it, each counted once, plus what nearness, if not nil, says of the sentence that begins at a byte. A body in
// which nothing is near yields what begins at opening.
func snippet(body string, marks []mark, opening int, nearness func(at int) float32) (Snippet, string) {
	sents := sentences(body)
	best, bestWeight := 0, float32(-1)
	next := 0
	for i, s := range sents {
		for next < len(marks) && marks[next].start < s[0] {
			next++
		}
		w := covered(marks[next:], s[1])
		if nearness != nil {
			w += nearness(s[0])
		}
		if w > bestWeight || bestWeight == 0 && w == 0 && s[0] <= opening {
			best, bestWeight = i, w
		}
	}
	if len(sents) == 0 {
		return Snippet{Spans: [][2]int{}}, ""
	}
	sentence := sents[best]
	start, end := sentence[0], sentence[1]
	for i := best + 1; i < len(sents) && columns(body[start:sents[i][1]]) <= snippetAim; i++ {
		end = sents[i][1]
	}
	whole := compact(body[start:end], start, marks)
	said := compact(body[sentence[0]:sentence[1]], sentence[0], nil)
	if columns(whole.Text) <= snippetMax {
		return whole, said.Text
	}
	start, end = cut(body, start, end, marks)
	part := compact(body[start:end], start, marks)
	before, after := start > sentence[0], end < sentence[1]
	return part.elided(before, after), said.Text
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

// compact writes a passage on one line, runs of blanks as one, and carries the marks over as merged spans:
// marks that touch, or have only a blank or hyphen between them, are one.
func compact(passage string, offset int, marks []mark) Snippet {
	var b strings.Builder
	at := make([]int, len(passage)+1) // where each byte went
	blank := true
	for i, r := range passage {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(passage[i:])
		}
		for k := range size {
			at[i+k] = b.Len()
		}
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			if !blank {
				b.WriteByte(' ')
			}
			blank = true
			continue
		}
		blank = false
		b.WriteRune(r)
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

// sentences splits text at line ends and closing punctuation of both scripts; a full stop ends a sentence only
// before a blank and something else than a lower-case letter or digit. Bytes, half-open, without outer blanks, none empty.
func sentences(text string) [][2]int {
	var out [][2]int
	start := 0
	end := func(i int) {
		s := text[start:i]
		lead := len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, [2]int{start + lead, start + lead + len(s)})
		}
		start = i
	}
	for i, r := range text {
		switch r {
		case '\n', '。', '！', '？', '；', '!', '?', ';':
			end(i + utf8.RuneLen(r))
		case '.':
			rest := text[i+1:]
			if len(rest) > 1 && rest[0] == ' ' {
				if next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " ")); !unicode.IsLower(next) && !unicode.IsDigit(next) {
					end(i + 1)
				}
			}
		}
	}
	end(len(text))
	return out
}
