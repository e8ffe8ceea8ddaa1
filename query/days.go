package query

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"papersearch/readlog"
	"strconv"
	"strings"
	"time"
)

// The first and last day of ranges that are open.
const (
	firstDay = 0
	lastDay  = 99999999
)

// parseDays reads what a filter says of days: a date or a range as readlog.ParseDate reads them, a month in English or Chinese words, a
// range without an end, 2024-01.. and ..2024-03, or days as one says them at a time: yesterday, last week, 上个月, 3 days ago,
// 最近两周; the same on either side of the two dots. The week begins on Monday.
func parseDays(value string, now time.Time) (dates, bool) {
	value = strings.TrimSpace(value)
	if from, to, ok := timeTyped(value); ok {
		return span(number(from), number(to)), exists(from) && exists(to)
	}
	if from, to, ok := readlog.ParseDate(value); ok {
		return span(number(from), number(to)), exists(from) && exists(to)
	}
	for _, sep := range []string{"..", "…", "~", "～", "至"} {
		before, behind, cut := strings.Cut(value, sep)
		if !cut || strings.TrimSpace(before+behind) == "" {
			continue
		}
		d := dates{firstDay, lastDay}
		if strings.TrimSpace(before) != "" {
			from, ok := parseDays(before, now)
			if !ok || from.lo == firstDay || from.hi == lastDay {
				return dates{}, false
			}
			d.lo = from.lo
		}
		if strings.TrimSpace(behind) != "" {
			to, ok := parseDays(behind, now)
			if !ok || to.lo == firstDay || to.hi == lastDay {
				return dates{}, false
			}
			d.hi = to.hi
		}
		return d, d.lo <= d.hi
	}
	return daysSaid(fold.String(value), now)
}

var (
	// Words, folded, for a day, week, month or year beside today's.
	saidDay = map[string]int{
		"today": 0, "yesterday": -1, "day before yesterday": -2, "the day before yesterday": -2,
		"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "前日": -2, "大前天": -3,
	}
	saidUnit = pattern.New(`^(?:(this|last|current|previous)[ _-]?(week|month|year)|(本|这|这个|上|上个|上一|上一个|上上|上上个)(周|星期|礼拜|月)|(今|本|去|前)年)$`)
	saidAgo  = pattern.New(`^(?:(\d{1,4}|an?|one|two|three|four|five|six) ?(d|w|m|y|days?|weeks?|months?|years?)(?: ago)?|(\d{1,4}|[一二两三四五六七八九十半]) ?(天|日|周|个?星期|个?礼拜|个?月|年)[之以]?前)$`)
	saidLast = pattern.New(`^(?:(?:the )?(?:last|past) (\d{1,4}|two|three|four|five|six) (days?|weeks?|months?|years?)|(?:最近|近|过去)的?(\d{1,4}|[一二两三四五六七八九十半]) ?(天|日|周|个?星期|个?礼拜|个?月|年))$`)
)

// daysSaid reads folded words for days that are counted from now.
func daysSaid(s string, now time.Time) (dates, bool) {
	today := time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, now.Location())
	if n, ok := saidDay[s]; ok {
		return between(today.AddDate(0, 0, n), today.AddDate(0, 0, n)), true
	}
	if m := saidUnit().FindStringSubmatch(s); m != nil {
		back := map[string]int{"last": 1, "previous": 1, "上": 1, "上个": 1, "上一": 1, "上一个": 1, "上上": 2, "上上个": 2, "去": 1, "前": 2}
		unit := m[2] + m[4]
		if m[5] != "" {
			unit = "year"
		}
		return unitBefore(today, unit, back[m[1]+m[3]+m[5]]), true
	}
	if m := saidAgo().FindStringSubmatch(s); m != nil {
		day := before(today, m[2]+m[4], m[1]+m[3])
		switch unitOf(m[2] + m[4]) {
		case 'm':
			return unitBefore(day, "month", 0), true
		case 'y':
			return unitBefore(day, "year", 0), true
		}
		return between(day, day), true
	}
	if m := saidLast().FindStringSubmatch(s); m != nil {
		return between(before(today, m[2]+m[4], m[1]+m[3]), today), true
	}
	return dates{}, false
}

// unitOf is the first letter of a unit: d, w, m, y.
func unitOf(unit string) byte {
	unit = strings.TrimPrefix(unit, "个")
	for name, letter := range map[string]byte{"天": 'd', "日": 'd', "周": 'w', "星期": 'w', "礼拜": 'w', "月": 'm', "年": 'y'} {
		if unit == name {
			return letter
		}
	}
	return unit[0]
}

// before is the day that is some units before another.
func before(day time.Time, unit, many string) time.Time {
	n, err := strconv.Atoi(many)
	if err != nil {
		n = map[string]int{
			"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
			"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
		}[many]
	}
	switch unitOf(unit) {
	case 'w':
		return day.AddDate(0, 0, -7*n)
	case 'm':
		if many == "半" { // 半个月
			return day.AddDate(0, 0, -15)
		}
		return monthsBefore(day, n)
	case 'y':
		if many == "半" {
			return monthsBefore(day, 6)
		}
		return monthsBefore(day, 12*n)
	}
	return day.AddDate(0, 0, -n)
}

// monthsBefore is the day of the same number some months before, or the last of its month: a month before March 31 is February 29.
func monthsBefore(day time.Time, n int) time.Time {
	first := time.Date(day.Year(), day.Month()-time.Month(n), 1, 12, 0, 0, 0, day.Location())
	return first.AddDate(0, 0, min(day.Day(), first.AddDate(0, 1, -1).Day())-1)
}

// unitBefore is the week, month or year some before that of a day.
func unitBefore(day time.Time, unit string, back int) dates {
	switch unitOf(unit) {
	case 'w':
		monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7-7*back)
		return between(monday, monday.AddDate(0, 0, 6))
	case 'm':
		month := monthsBefore(day, back)
		n := uint32(month.Year()*10000 + int(month.Month())*100)
		return span(n, n)
	}
	n := uint32((day.Year() - back) * 10000)
	return span(n, n)
}

func between(from, to time.Time) dates {
	n := func(t time.Time) uint32 { return uint32(t.Year()*10000 + int(t.Month())*100 + t.Day()) }
	return dates{n(from), n(to)}
}
