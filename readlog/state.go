package readlog

import (
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// readState is what the cell of a table says of a paper.
type readState uint8

const (
	stateNone readState = iota
	stateOther
	stateUnread
	stateBegun // it is being read
	stateRead
)

var (
	stateHeads   = []string{"状态", "阅读状态", "进度", "阅读进度", "state", "status", "progress", "reading status", "read", "read?", "done", "done?", "finished", "finished?", "已读", "是否已读", "读完", "读了吗", "상태"}
	unreadStates = []string{"未读", "待读", "未看", "待看", "想读", "没读", "还没读", "未开始", "to read", "to-read", "toread", "unread", "not read", "not yet", "not started", "todo", "to do", "to-do", "queue", "queued", "pending", "no"}
	begunStates  = []string{"在读", "正在读", "阅读中", "进行中", "reading", "in progress", "currently reading", "started", "paused", "on hold", "wip"}
	readStates   = []string{"已读", "读完", "已读完", "读过", "已看", "看完", "完成", "已完成", "精读", "泛读", "粗读", "read", "done", "finished", "completed", "complete", "skimmed", "yes", "reviewed", "noted"}
)

// stateOf reads the cell of a table that says whether a paper was read.
func stateOf(cell string) readState {
	text := headKey(firstBytes(cell, 200))
	words := strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	switch {
	case text == "" || strings.Trim(text, "-–— ") == "":
		return stateNone
	case slices.Contains(unreadStates, words):
		return stateUnread
	case slices.Contains(begunStates, words):
		return stateBegun
	case slices.Contains(readStates, words):
		return stateRead
	case words != "" || text == "":
		return stateOther
	case strings.ContainsAny(text, "✅✔☑✓"):
		return stateRead
	case strings.ContainsAny(text, "☐□⬜❌✗✘"):
		return stateUnread
	case strings.ContainsAny(text, "⏳⌛🕓🕐🕒📖🚧"):
		return stateBegun
	}
	return stateOther
}

// unreadTag reads what a tag before it calls unread, or not read to its end: `[TODO]` [Title](https://…), [待读] Title. DONE and READ are in
// itemStart.
func unreadTag(s string) (text string, ok bool) {
	if s == "" || s[0] != '`' && s[0] != '[' {
		return "", false
	}
	inner := strings.TrimLeft(s, "`[")
	end := strings.IndexAny(inner[:min(len(inner), longestStateTag)], "`]")
	if end < 3 || inner[:end] != strings.ToUpper(inner[:end]) {
		return "", false
	}
	text = strings.TrimLeft(inner[end:], "`]")
	if !strings.HasPrefix(text, " ") {
		return "", false
	}
	at := stateOf(inner[:end])
	text = strings.TrimSpace(text)
	return text, (at == stateUnread || at == stateBegun) && (strings.HasPrefix(text, "《") || asTitle(strings.TrimSpace(Plain(text).String)) || slices.ContainsFunc(links(text), paperLink))
}

// longestStateTag is how many bytes such a tag has at most.
const longestStateTag = 16

// stateColumn is the column of the table of a rule that says which papers were read; -1 for none. Half of its cells must be such words.
func (p *parser) stateColumn(rule int) int {
	head := p.lines[rule-1].of(p.text)
	at := slices.IndexFunc(cells(head), func(c [2]int) bool { return slices.Contains(stateHeads, headKey(head[c[0]:c[1]])) })
	if at < 0 {
		return -1
	}
	said, known := 0, 0
	for s, list := range p.sample(rule) {
		if at >= len(list) {
			continue
		}
		switch stateOf(s[list[at][0]:list[at][1]]) {
		case stateOther:
			said++
		case stateUnread, stateBegun, stateRead:
			said, known = said+1, known+1
		}
	}
	if known == 0 || 2*known < said {
		return -1
	}
	return at
}

// withoutAsides is the text of a row without cells that say nothing of the paper.
func withoutAsides(row string, asides []string) string {
	kept := strings.Split(row, "|")
	for k, cell := range kept {
		if slices.Contains(asides, strings.TrimSpace(cell)) {
			kept[k] = ""
		}
	}
	return strings.Trim(strings.Join(kept, "|"), " |")
}

// localLink is a link to what lies beside the log: notes on a paper that was read.
var localLink = pattern.New(`\]\(([^)\s:]+)\)`)

// unreadRow makes a pending item of the row of a table whose state says that it is not read or not to its end, if no notes on it are there.
func (p *parser) unreadRow(i, titles, state int) bool {
	l := &p.lines[i]
	s := l.of(p.text)
	list := cells(s)
	if state < 0 || state >= len(list) || titles >= len(list) || localLink().MatchString(s) {
		return false
	}
	if at := stateOf(s[list[state][0]:list[state][1]]); at != stateUnread && at != stateBegun {
		return false
	}
	text := strings.TrimSpace(s[list[titles][0]:list[titles][1]])
	if k := strings.Index(strings.ToLower(text), "<br"); k >= 0 {
		text = text[:k]
	}
	if !hasLetters(Plain(text).String) {
		return false
	}
	l.kind, l.text, l.listed = itemLine, text, true
	return true
}

// unreadBehind says behind a title that the paper is still to be read: Title (waiting...), Title（未读）.
var unreadBehind = pattern.New(`(?i)\s*[(（\[【]\s*(?:waiting|to[- ]read|to be read|unread|not (?:yet )?read(?: yet)?|未读|待读|待看|想读|还没读)\s*[.…。!！]*\s*[)）\]】]\s*$`)

// unreadTitles marks the titles of papers that are still to be read, as their line says, or a line for that in the first ones below: 状态：未读.
func (p *parser) unreadTitles() {
	signs := p.unreadSigns()
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != titleLine {
			continue
		}
		if s := strings.TrimLeft(l.of(p.text), " \t>*+-"); len(signs) > 0 && hasAnyPrefix(s, signs...) {
			l.lead.unread = true
			continue
		}
		if s := l.of(p.text); hasAnySuffix(s, ")", "）", "]", "】") && unreadBehind().MatchString(s) {
			l.lead.unread = true
			if m := unreadBehind().FindStringIndex(l.title); m != nil && m[0] > 0 {
				l.title = l.title[:m[0]]
			}
			continue
		}
		for j, n := i+1, 0; j < len(p.lines) && n < maxState && !l.lead.unread; j++ {
			x := &p.lines[j]
			if x.kind == blankLine || x.code {
				continue
			}
			n++
			s := x.of(p.text)
			if x.kind == titleLine || x.kind == headingLine || l.lead.single && indentOf(s) <= l.lead.indent {
				break
			}
			if len(s) > maxStateLine || !strings.Contains(s, "状态") && !strings.Contains(s, "tat") {
				continue
			}
			if m := stateLine().FindStringSubmatch(s); m != nil {
				l.lead.unread = stateOf(m[1]) == stateUnread
				break
			}
		}
	}
}

// In how many lines below a title one may say how far the paper is read, and how many bytes it may have.
const (
	maxState     = 12
	maxStateLine = 80
)

// legend is a line that says what a sign before a title means: :question: -> plan to read, ⬜ = To Read, 🔲：待读.
var legend = pattern.New(`^[\s>*+-]*(:[a-z_]{2,30}:|[^\p{L}\p{N}\s\x00-\x7F]\x{FE0F}?)[*_\s]*(?:[-=]+>|→|[-=:：–—])\s*(\S.{1,40})$`)

// unreadSigns are the signs that a legend of the file says to stand before what is still to be read, with the other spelling of some.
func (p *parser) unreadSigns() []string {
	var out []string
	for i := p.front; i < len(p.lines); i++ {
		l := &p.lines[i]
		if l.kind != textLine || l.code || l.mute || l.end-l.start > maxStateLine || l.end-l.start < 6 {
			continue
		}
		s := l.of(p.text)
		if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \t>*+-")); first != ':' && (first < utf8.RuneSelf || unicode.IsLetter(first)) {
			continue // most
		}
		m := legend().FindStringSubmatch(s)
		if m == nil || stateOf(m[2]) != stateUnread && !pendingOf().MatchString(m[2]) || !slices.ContainsFunc(p.lines, func(x line) bool {
			return x.kind == titleLine && hasAnyPrefix(strings.TrimLeft(x.of(p.text), " \t>*+-"), m[1], shortcodes[m[1]])
		}) {
			continue
		}
		if out = append(out, m[1]); shortcodes[m[1]] != "" {
			out = append(out, shortcodes[m[1]])
		}
	}
	return out
}

// shortcodes are the signs that GitHub draws for words between colons, of those that people mark papers with.
var shortcodes = map[string]string{":question:": "❓", ":grey_question:": "❔", ":white_large_square:": "⬜", ":hourglass:": "⌛", ":x:": "❌", ":white_circle:": "⚪", ":red_circle:": "🔴", ":bookmark:": "🔖", ":book:": "📖", ":eyes:": "👀"}
