package report

import (
	"cmp"
	"fmt"
	"maps"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"papersearch/readlog"
	"slices"
	"strings"
)

// reading is one entry of a paper.
type reading struct {
	src   *source
	e     *readlog.Entry
	words []string
	order int // in the log
}

// again is what an entry says that knows of the one before.
var again = pattern.New(`(?i)再读|重读|重新读|重温|复习|第二次|第二遍|二刷|又读|again|re-?read|revisit|second time`)

// copiedShare is the share of a file's papers, word for word those of another, that makes it a copy.
const copiedShare = 0.5

// twice finds papers with two entries: of one title, or of titles that are one but for typing errors. A paper of a list that
// is written up elsewhere is one entry with two places, and none of it.
func (l *linter) twice() error {
	var all [2][]*reading // with a text of their own, and listed
	n := 0
	for _, src := range l.sources {
		for i := range src.log.Entries {
			e := &src.log.Entries[i]
			if e.Kind != readlog.KindPaper {
				continue
			}
			form := 0
			if e.Form == readlog.Listed {
				form = 1
			}
			all[form] = append(all[form], &reading{src, e, fold.Words(cmp.Or(fold.BehindName(e.Title), e.Title)), n})
			n++
		}
	}
	copies := map[[2]string]int{}
	var found []func()
	for _, readings := range all {
		for _, group := range samePaper(readings) {
			slices.SortStableFunc(group, func(a, b *reading) int { return cmp.Or(whenRead(a.e).Compare(whenRead(b.e)), b.order-a.order) })
			for i, r := range group[1:] {
				first := earlier(group[:i+1], r)
				if first == nil {
					copies[[2]string{r.src.name, group[0].src.name}]++
					continue
				}
				if again().MatchString(firstBytes(r.src.text[r.e.BodyStart:r.e.End], 400)) {
					continue
				}
				found = append(found, func() { l.readTwice(r, first, copies) })
			}
		}
	}
	for _, pair := range slices.SortedFunc(maps.Keys(copies), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		n, papers := copies[pair], 0
		var of *source
		for _, src := range l.sources {
			if src.name == pair[0] {
				of = src
			}
		}
		for i := range of.log.Entries {
			if of.log.Entries[i].Kind == readlog.KindPaper {
				papers++
			}
		}
		if float64(n) >= copiedShare*float64(papers) {
			message := fmt.Sprintf("%d of the %d papers of this file stand in %s, word for word", n, papers, pair[1])
			if papers == 1 {
				message = fmt.Sprintf("the paper of this file stands in %s, word for word", pair[1])
			}
			l.find(of, 1, ruleTwice, message, "keep one of the two", "")
		} else {
			delete(copies, pair)
		}
	}
	for _, f := range found {
		f()
	}
	return nil
}

// earlier is the first reading of a group whose text differs from that of r: one with the same text in another file is a copy
// of it. nil when there is none.
func earlier(group []*reading, r *reading) *reading {
	for _, g := range group {
		if g.src == r.src || g.src.text[g.e.Start:g.e.End] != r.src.text[r.e.Start:r.e.End] {
			return g
		}
	}
	return nil
}

func (l *linter) readTwice(r, first *reading, copies map[[2]string]int) {
	if copies[[2]string{r.src.name, first.src.name}] > 0 || copies[[2]string{first.src.name, r.src.name}] > 0 {
		return // said of the file as a whole
	}
	when := ""
	if d := whenRead(first.e); d.Year > 0 {
		when = ", " + d.String()
	}
	message := fmt.Sprintf("the paper has an entry already (%s:%d%s)", first.src.name, first.e.Line, when)
	if fold.Key(first.e.Title) != fold.Key(r.e.Title) {
		message = fmt.Sprintf("the paper has an entry already, as “%s” (%s:%d%s)", first.e.Title, first.src.name, first.e.Line, when)
	}
	l.find(r.src, r.e.Line, ruleTwice, message, "join the two, or say that it was read again", r.e.Title)
}

// whenRead is the day or month of reading.
func whenRead(e *readlog.Entry) readlog.Date {
	if e.Read.Year > 0 {
		return e.Read
	}
	return e.ReadMonth
}

func firstBytes(s string, n int) string { return s[:min(n, len(s))] }

// samePaper groups readings of one paper; only groups of two and more are returned, in the log's order.
func samePaper(all []*reading) [][]*reading {
	group := make([]int, len(all)) // of each: the number of its first member
	byKey := map[string]int{}
	byEdge := map[string][]int{} // by number of words and the first, or the last: a misspelling leaves one of them alone
	for i, r := range all {
		group[i] = i
		key := strings.Join(r.words, "")
		if len(key) < 6 {
			key = fold.Key(r.e.Title)
		}
		if first, ok := byKey[key]; ok {
			group[i] = group[first]
			continue
		}
		byKey[key] = i
		if len(r.words) < 4 {
			continue
		}
		edges := [2]string{fmt.Sprintf("%d %s", len(r.words), r.words[0]), fmt.Sprintf("%d … %s", len(r.words), r.words[len(r.words)-1])}
		for _, edge := range edges {
			for _, j := range byEdge[edge] {
				if group[i] == i && fold.SameWords(r.words, all[j].words) {
					group[i] = group[j]
				}
			}
		}
		for _, edge := range edges {
			byEdge[edge] = append(byEdge[edge], i)
		}
	}
	members := map[int][]*reading{}
	var order []int
	for i, r := range all {
		if members[group[i]] == nil {
			order = append(order, group[i])
		}
		members[group[i]] = append(members[group[i]], r)
	}
	var out [][]*reading
	for _, g := range order {
		if len(members[g]) > 1 {
			out = append(out, members[g])
		}
	}
	return out
}
