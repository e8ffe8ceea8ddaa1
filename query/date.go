package query

import (
	"papersearch/readlog"
	"papersearch/segment"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// dateVerb says which of an entry's dates is asked for; "" is either.
type dateVerb string

const (
	readThen      dateVerb = "read"
	publishedThen dateVerb = "published"
)

// verbs are how people say it: behind a date in Chinese, a 的 or an end behind verbs that other words begin with (看图, 读出);
// before it in English.
var (
	verbsBehind = []struct {
		text  string
		whole bool
		verb  dateVerb
	}{
		{"阅读", true, readThen},
		{"读", true, readThen},
		{"看", true, readThen},
		{"学", true, readThen},
		{"发表", false, publishedThen},
		{"发布", false, publishedThen},
		{"出版", false, publishedThen},
		{"公开", true, publishedThen},
		{"提出", true, publishedThen},
		{"出", true, publishedThen},
		{"发", true, publishedThen},
	}
	verbsBefore = map[string]dateVerb{
		"read": readThen, "reading": readThen, "studied": readThen,
		"published": publishedThen, "released": publishedThen, "appeared": publishedThen, "proposed": publishedThen,
	}
	betweenVerb = []string{"in", "on", "during", "since", "of", "back"}
)

// findDates makes one word of what is written as a date, 2024年2月 or January 2024, and notes with it what happened then. Apart,
// its numbers would weigh more than all else that was typed, and stand in entries of any date.
func (p *plan) findDates() {
	p.dates = map[int]dateVerb{}
	for i := 0; i < len(p.words); i++ {
		for last := min(i+maxName, len(p.words)); last > i; last-- {
			first, end := p.words[i].Start, p.words[last-1].End
			if !isDate(p.text[first:end]) {
				if _, _, year := timeTyped(p.text[first:end]); year && last == i+1 { // a number, unless a verb says that it is one
					if verb := p.dateVerb(i); verb != "" {
						p.dates[i] = verb
					}
				}
				continue
			}
			if last > i+1 {
				p.words = slices.Replace(p.words, i, last, segment.Word{Term: p.text[first:end], Start: first, End: end})
			}
			p.words[i].Stop = false // May
			p.dates[i] = p.dateVerb(i)
			break
		}
	}
}

// dateVerb is what was done at the date that is word i. The words that say so are function words beside it.
func (p *plan) dateVerb(i int) dateVerb {
	behind := strings.TrimLeft(p.text[p.words[i].End:], " 份里中内我们")
	for _, v := range verbsBehind {
		rest, ok := strings.CutPrefix(behind, v.text)
		if r, _ := utf8.DecodeRuneInString(rest); ok && (!v.whole || rest == "" || strings.ContainsRune(" 的过了完", r)) {
			for k := i + 1; k < len(p.words) && p.words[k].Start < len(p.text)-len(rest); k++ {
				p.words[k].Stop = true
			}
			return v.verb
		}
	}
	for k := i - 1; k >= 0; k-- {
		word := strings.ToLower(p.text[p.words[k].Start:p.words[k].End])
		if verb, ok := verbsBefore[word]; ok {
			p.words[k].Stop = true
			return verb
		}
		if !slices.Contains(betweenVerb, word) {
			break
		}
	}
	return ""
}

// isDate tells a date from a number: 2024.1, 2024年, 五月, January 17; not 1024, and not 1998 alone, which a title may have.
func isDate(text string) bool {
	from, _, ok := timeTyped(text)
	switch {
	case ok && from.Month == 0:
		return strings.HasSuffix(text, "年")
	case ok:
		return !strings.Contains(text, " ") || strings.ContainsAny(text, "年月") || strings.ContainsFunc(text, unicode.IsLetter)
	}
	return monthTyped(text) > 0 || dayTyped(text) > 0
}

// dayTyped is the day that a text is, as a number, 1月17日 without the year; 0 for none.
func dayTyped(text string) uint32 {
	if from, to, ok := timeTyped(text); ok && from == to && from.Day > 0 {
		return number(from)
	}
	text = inDigits(text)
	month, rest, ok := strings.Cut(text, "月")
	if !ok || utf8.RuneCountInString(text) > utf8.RuneCountInString("12月31日") || len(month) > 2 {
		return 0
	}
	rest = strings.TrimSuffix(strings.TrimSuffix(rest, "日"), "号")
	if from, _, ok := readlog.ParseDate("2000." + month + "." + rest); ok && from.Day > 0 {
		return number(from) % 10000
	}
	return 0
}

// timeTyped is the year, month or day that a text is, or a range of them: 2024.1, 2023年五月, 二〇二三年五月, May 2023.
func timeTyped(text string) (from, to readlog.Date, ok bool) {
	if numerals := strings.HasPrefix(text, "二") || strings.HasPrefix(text, "一"); numerals && strings.Contains(text, "年") {
		return readlog.ParseDate(text)
	}
	if from, to, ok = readlog.ParseDate(inDigits(text)); ok && dated(text) {
		return from, to, true
	}
	d, ok := readlog.EnglishDate(text)
	return d, d, ok
}

// monthTyped is the month that a text is, of any year: 5月, 五月份, May; 0 for none.
func monthTyped(text string) uint32 {
	if typed, ok := strings.CutSuffix(strings.TrimSuffix(inDigits(text), "份"), "月"); ok && len(typed) > 0 && len(typed) <= 2 {
		if from, _, ok := readlog.ParseDate("2000." + typed); ok {
			return uint32(from.Month)
		}
	}
	for m := time.January; m <= time.December; m++ {
		verb := (m == time.March || m == time.May) && text != m.String() // we may march
		if strings.EqualFold(text, m.String()) && !verb {
			return uint32(m)
		}
	}
	return 0
}

// hasYear says whether a year stands beside the words first..last-1, so that they are a month of it.
func (p *plan) hasYear(first, last int) bool {
	for far := 1; far <= 2; far++ { // 2024年 are two words
		from, to := max(first-far, 0), min(last+far, len(p.words))
		if _, _, ok := timeTyped(p.text[p.words[from].Start:p.words[last-1].End]); ok {
			return true
		}
		if _, _, ok := timeTyped(p.text[p.words[first].Start:p.words[to-1].End]); ok {
			return true
		}
	}
	return false
}

// chineseMonths are the numbers that months are written with, longer ones first.
var chineseMonths = strings.NewReplacer(
	"十一月", "11月", "十二月", "12月", "十月", "10月", "一月", "1月", "二月", "2月", "三月", "3月", "四月", "4月", "五月", "5月", "六月", "6月",
	"七月", "7月", "八月", "8月", "九月", "9月",
)

// inDigits writes the month in a text in digits: 2023年五月 is 2023年5月.
func inDigits(text string) string { return chineseMonths.Replace(text) }

// dated tells a month or year from a number: 2024.1, 2024年, 1998; not 1024 or 12.
func dated(s string) bool {
	if len(s) < 4 {
		return false
	}
	return s[:2] == "19" || s[:2] == "20"
}
