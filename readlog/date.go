package readlog

import (
	"cmp"
	"fmt"
	"papersearch/fold"
	"strings"
)

// Date is a day, a month (Day 0), a year (Month 0 too) or unknown (the zero value).
type Date struct{ Year, Month, Day int }

// String is 2024-01-17, 2024-01, 2024, or "" for the unknown date.
func (d Date) String() string {
	switch {
	case d.Year == 0:
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Compare orders dates; what is unknown comes first.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// month is the date without its day.
func (d Date) month() Date { return Date{d.Year, d.Month, 0} }

func (d Date) valid() bool {
	return d.Year >= 1900 && d.Year <= 2100 && d.Month >= 0 && d.Month <= 12 && d.Day >= 0 && d.Day <= 31
}

// ParseDate reads a year, month or day in any usual spelling (2024, 2024-01, 2024.1, 2024/1/17, 2024年1月17日,
// 202401, 20240117), or a range of two with .. ~ or 至 between them, both ends included. The whole of s must be
// read. to equals from unless s is a range.
func ParseDate(s string) (from, to Date, ok bool) {
	s = strings.TrimSpace(fold.String(s))
	for _, sep := range []string{"..", "~", "～", "至"} {
		if a, b, cut := strings.Cut(s, sep); cut {
			from, _, ok = ParseDate(a)
			if !ok {
				return Date{}, Date{}, false
			}
			to, _, ok = ParseDate(b)
			return from, to, ok && to.Compare(from) >= 0
		}
	}
	d, n := readDate(s)
	if n == 0 || n != len(s) {
		return Date{}, Date{}, false
	}
	return d, d, true
}

// readDate reads the date that s begins with and says how many bytes it took; 0 when s begins with none.
func readDate(s string) (Date, int) {
	year, n := digits(s, 8)
	switch n {
	case 8:
		d := Date{year / 10000, year / 100 % 100, year % 100}
		if d.valid() && d.Month > 0 && d.Day > 0 {
			return d, 8
		}
		return Date{}, 0
	case 6:
		d := Date{Year: year / 100, Month: year % 100}
		if d.valid() && d.Month > 0 {
			return d, 6
		}
		return Date{}, 0
	case 4:
	default:
		return Date{}, 0
	}
	d := Date{Year: year}
	if !d.valid() {
		return Date{}, 0
	}
	at := n
	if m, k := dateField(s[at:], "年"); k > 0 && m >= 1 && m <= 12 {
		d.Month, at = m, at+k
		if day, k := dateField(s[at:], "月"); k > 0 && day >= 1 && day <= 31 {
			d.Day, at = day, at+k
			at += suffix(s[at:], "日", "号")
		} else {
			at += suffix(s[at:], "月份", "月")
		}
	} else {
		at += suffix(s[at:], "年")
	}
	return d, at
}

// dateField reads a separator and one or two digits.
func dateField(s, han string) (value, size int) {
	sep := 0
	switch {
	case strings.HasPrefix(s, han):
		sep = len(han)
	case s != "" && strings.ContainsRune(".-/", rune(s[0])):
		sep = 1
	default:
		return 0, 0
	}
	rest := strings.TrimLeft(s[sep:], " ")
	blanks := len(s) - sep - len(rest)
	value, n := digits(rest, 3)
	if n < 1 || n > 2 || blanks > 1 {
		return 0, 0
	}
	return value, sep + blanks + n
}

// digits reads up to limit digits.
func digits(s string, limit int) (value, n int) {
	for n < len(s) && n < limit && s[n] >= '0' && s[n] <= '9' {
		value = value*10 + int(s[n]-'0')
		n++
	}
	return value, n
}

func suffix(s string, any ...string) int {
	for _, x := range any {
		if strings.HasPrefix(s, x) {
			return len(x)
		}
	}
	return 0
}

// headingDate reads the date of a heading: 2024.1, 2024.1.17 周三, 1.17 or 1月17日 under a year; within is what
// the headings above say.
func headingDate(s string, within Date) (Date, bool) {
	s = strings.TrimSpace(fold.String(s))
	d, n := readDate(s)
	if n == 0 && within.Year != 0 {
		d, n = shortDate(s, within)
	}
	if n == 0 {
		return Date{}, false
	}
	rest := strings.Trim(s[n:], " ()（）[]【】,，:：-—~.")
	if rest == "" || weekday(rest) {
		return d, true
	}
	return Date{}, false
}

// shortDate reads a month and day, or a month, of the year that is known.
func shortDate(s string, within Date) (Date, int) {
	m, n := digits(s, 2)
	if n == 0 || m < 1 || m > 12 {
		return Date{}, 0
	}
	if day, k := dateField(s[n:], "月"); k > 0 && day >= 1 && day <= 31 {
		return Date{within.Year, m, day}, n + k + suffix(s[n+k:], "日", "号")
	}
	if k := suffix(s[n:], "月份", "月"); k > 0 {
		return Date{Year: within.Year, Month: m}, n + k
	}
	return Date{}, 0
}

func weekday(s string) bool {
	for _, p := range []string{"周", "星期", "礼拜", "mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		if strings.HasPrefix(s, p) && len(s) <= len("wednesday") {
			return true
		}
	}
	return false
}
