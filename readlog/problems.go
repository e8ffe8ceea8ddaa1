package readlog

import (
	"cmp"
	"fmt"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"slices"
	"sort"
	"strings"
)

// Rule names a kind of problem, for a person to choose and to leave out.
type Rule string

// The rules of one text. Those across entries, files and the disk are package report's.
const (
	RuleUnclosed Rule = "unclosed"   // 《 without 》
	RuleDayMonth Rule = "day-month"  // a day under the heading of another month
	RuleOrder    Rule = "order"      // a dated heading out of order
	RuleTBD      Rule = "tbd"        // something is still to be filled in
	RuleStray    Rule = "stray-text" // a line that belongs to no entry
)

// problems finds what is wrong in the text itself, line by line and heading by heading, in the order of the lines.
func (p *parser) problems() {
	if !p.isLog {
		return // prose may say what it likes
	}
	fence := ""
	stray := -1 // the last line of a stretch of stray text
	for i := range p.lines {
		l := &p.lines[i]
		s := l.of(p.text)
		if i < p.front {
			continue
		}
		if fence != "" {
			if closesFence(s, fence) {
				fence = ""
			}
			continue
		}
		if fence = fenceOf(s); fence != "" || l.kind == blankLine {
			continue
		}
		p.unclosed(i, s)
		p.unfinished(i, s)
		if l.kind == textLine && p.log.Lines[i] == Heading && !p.namesList(i) && hasLetters(s) {
			if stray < 0 || strings.TrimSpace(p.text[p.lines[stray].end:l.start]) != "" {
				p.problem(i, RuleStray, "this text belongs to no entry, and no search finds it", "put it below a title, or into an item")
			}
			stray = i
		}
	}
	p.dayMonths()
	p.order()
	slices.SortStableFunc(p.log.Problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
}

func (p *parser) problem(i int, rule Rule, message, suggestion string) {
	p.log.Problems = append(p.log.Problems, Problem{i + 1, rule, message, suggestion})
}

// unclosed finds the first 《 of a line that nothing closes, on it or on the next two.
func (p *parser) unclosed(i int, s string) {
	if !strings.Contains(s, "《") {
		return
	}
	depth := strings.Count(s, "《") - strings.Count(s, "》")
	if depth <= 0 {
		return
	}
	for next := i + 1; next < len(p.lines) && next <= i+2; next++ {
		if t := p.lines[next].of(p.text); strings.Contains(t, "》") && strings.Count(t, "》") > strings.Count(t, "《") {
			return // a title that is broken over lines
		}
	}
	suggestion := ""
	if p.lines[i].unclosed {
		end := len(strings.TrimRight(s, "*_ \t"))
		suggestion = s[:end] + "》" + s[end:]
	}
	p.problem(i, RuleUnclosed, "《 without 》", suggestion)
}

// Words of what is still to be filled in: a line or title that is nothing else, or a remark in parentheses that begins with one.
var (
	unfinishedLine   = pattern.New(`(?i)^(?:[-*+]\s+|\d+[.、)]\s*|#+\s*)?[(（《【\[]?(?:tbd|to be done|to be continued|fixme|待补充?|待续|未完|未完待续|待完善|待更新|待定|待写|待整理)[)）》】\]]?[.。…：:]*$`)
	unfinishedRemark = pattern.New(`(?i)[（(【\[](?:[^()（）【】\[\]\n]{0,12})?(?:\btbd\b|待补|待续|待完善|待查|待核对|待确认|待整理)[^()（）【】\[\]\n]{0,40}[)）】\]]`)
)

// unfinishedWords are what every such line has.
var unfinishedWords = []string{"TBD", "tbd", "Tbd", "o be ", "FIXME", "fixme", "待", "未完"}

// unfinished finds what the writer meant to come back to.
func (p *parser) unfinished(i int, s string) {
	if p.lines[i].kind == itemLine || len(s) > introBytes {
		return // pending items are unfinished by nature
	}
	s = strings.TrimSpace(strings.TrimPrefix(s, bom))
	if !slices.ContainsFunc(unfinishedWords, func(w string) bool { return strings.Contains(s, w) }) {
		return // expressions are slow
	}
	if unfinishedLine().MatchString(s) {
		what := "still to be filled in"
		if p.lines[i].kind == headingLine {
			what = "a day still to be filled in: what stands below it is of no day"
		}
		p.problem(i, RuleTBD, what, "")
		return
	}
	if m := unfinishedRemark().FindString(s); m != "" {
		p.problem(i, RuleTBD, "still to be filled in: "+m, "")
	}
}

// dayMonths finds days under the heading of another month. A week may begin in the month before.
func (p *parser) dayMonths() {
	for _, h := range p.log.Headings {
		if !wrongMonth(h) {
			continue
		}
		p.problem(h.Line-1, RuleDayMonth, fmt.Sprintf("the day %s stands under the month %s", h.Date, h.Month), "")
	}
}

func wrongMonth(h Dated) bool {
	return h.Date.Day > 0 && h.Month.Month > 0 && h.Date.month() != h.Month && !isRange(h.Text)
}

// isRange says whether a dated heading is of several days: [0126-0201], 2024.1.29-2.4. A day has three numbers at most.
func isRange(s string) bool {
	_, words := rangeOfDays(fold.String(s), Date{Year: anyYear})
	return words || dayRange().MatchString(s) || numbersIn(s) > 3
}

func numbersIn(s string) int {
	n, in := 0, false
	for i := range len(s) {
		digit := s[i] >= '0' && s[i] <= '9'
		if digit && !in {
			n++
		}
		in = digit
	}
	return n
}

// maxDisorder is the share of headings that may be out of order in a log that has an order at all.
const maxDisorder = 0.3

// order finds dated headings that are out of the order that the others have, newest or oldest first: those that must
// be moved, at least, to put all in order. Months are compared with months and days with days.
func (p *parser) order() {
	for _, days := range []bool{false, true} {
		var of []Dated
		for _, h := range p.log.Headings {
			if (h.Date.Day > 0) == days && h.Date.Month > 0 && !wrongMonth(h) {
				of = append(of, h)
			}
		}
		falling, rising := 0, 0
		for i := 1; i < len(of); i++ {
			switch c := of[i].Date.Compare(of[i-1].Date); {
			case c < 0:
				falling++
			case c > 0:
				rising++
			}
		}
		if falling+rising < 2 || falling == rising {
			continue
		}
		newestFirst := falling > rising
		keep := inOrder(of, newestFirst)
		if float64(len(of)-len(keep)) > max(1, maxDisorder*float64(len(of))) {
			continue
		}
		order := "oldest first"
		if newestFirst {
			order = "newest first"
		}
		kept := map[int]bool{}
		for _, k := range keep {
			kept[k] = true
		}
		for i, h := range of {
			if kept[i] {
				continue
			}
			where := ""
			switch {
			case i > 0 && i+1 < len(of):
				where = fmt.Sprintf("between %s and %s", of[i-1].Date, of[i+1].Date)
			case i > 0:
				where = "below " + of[i-1].Date.String()
			default:
				where = "above " + of[i+1].Date.String()
			}
			p.problem(h.Line-1, RuleOrder, fmt.Sprintf("%s stands %s, in a log that is %s", h.Date, where, order), "move it, or correct the date")
		}
	}
}

// inOrder are the numbers of the longest list of headings that is in order, equal dates being so.
func inOrder(of []Dated, newestFirst bool) []int {
	// Patience: tails[k] ends the best list of k+1 headings so far.
	var tails []int
	before := make([]int, len(of))
	later := func(a, b Date) bool { // whether b may not follow a
		if newestFirst {
			return b.Compare(a) > 0
		}
		return b.Compare(a) < 0
	}
	for i, h := range of {
		k := sort.Search(len(tails), func(k int) bool { return later(of[tails[k]].Date, h.Date) })
		before[i] = -1
		if k > 0 {
			before[i] = tails[k-1]
		}
		if k == len(tails) {
			tails = append(tails, i)
		} else {
			tails[k] = i
		}
	}
	var out []int
	for i := tails[len(tails)-1]; i >= 0; i = before[i] {
		out = append(out, i)
	}
	slices.Reverse(out)
	return out
}
