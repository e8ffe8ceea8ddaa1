package readlog

import (
	"cmp"
	"fmt"
	"papersearch/fold"
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
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

// last is the last day that a date names: 2024 ends behind 2024-05.
func (d Date) last() Date {
	if d.Month == 0 {
		d.Month = 12
	}
	if d.Day == 0 {
		d.Day = 31
	}
	return d
}

// month is the date without its day.
func (d Date) month() Date { return Date{d.Year, d.Month, 0} }

func (d Date) valid() bool {
	return d.Year >= 1900 && d.Year <= 2100 && d.Month >= 0 && d.Month <= 12 && d.Day >= 0 && d.Day <= 31
}

// ParseDate reads a year, month or day in any usual spelling (2024, 2024-01, 2024.1, 2024/1/17, 2024年1月17日,
// 202401, 20240117, 二〇二四年一月十七日), or a range of two with .. ~ or 至 between them, both ends included. The whole of s must be
// read. to equals from unless s is a range.
func ParseDate(s string) (from, to Date, ok bool) {
	s = strings.TrimSpace(fold.String(s))
	for _, sep := range []string{"..", "~", "～", "至"} {
		if a, b, cut := strings.Cut(s, sep); cut {
			first, firstEnd, ok1 := ParseDate(a)
			last, lastEnd, ok2 := ParseDate(b)
			if !ok1 || !ok2 || first != firstEnd || last != lastEnd || last.last().Compare(first) < 0 {
				return Date{}, Date{}, false
			}
			return first, last, true
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
	case 0:
		return numeralDate(s)
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
		if len(s) > at+4 && s[at] == '.' && digit(s[at+1]) && digit(s[at+2]) && digit(s[at+3]) {
			return Date{}, 0 // 1905.08255, on arXiv
		}
		at += suffix(s[at:], "年")
	}
	return d, at
}

// numeralDate reads the date in Chinese numerals that s begins with: 二〇二四年三月五日, 二零二三年六月, 二〇二三年.
func numeralDate(s string) (Date, int) {
	year, at := 0, 0
	for range 4 {
		value, n := numeral(s[at:])
		if n == 0 {
			return Date{}, 0
		}
		year, at = 10*year+value, at+n
	}
	d := Date{Year: year}
	n := suffix(s[at:], "年")
	if n == 0 || !d.valid() {
		return Date{}, 0
	}
	at += n
	month, n := numerals(s[at:])
	end := suffix(s[at+n:], "月份", "月")
	if n == 0 || end == 0 || month < 1 || month > 12 {
		return d, at
	}
	d.Month, at = month, at+n+end
	day, n := numerals(s[at:])
	if end = suffix(s[at+n:], "日", "号", "號"); n > 0 && end > 0 && day >= 1 && day <= 31 {
		d.Day, at = day, at+n+end
	}
	return d, at
}

// numeral is the Chinese digit that s begins with, and its bytes.
func numeral(s string) (value, size int) {
	r, n := utf8.DecodeRuneInString(s)
	switch r {
	case '〇', '零', '○', '◯':
		return 0, n
	case '一', '二', '三', '四', '五', '六', '七', '八', '九':
		return 1 + strings.IndexRune("一二三四五六七八九", r)/n, n
	}
	return 0, 0
}

// numerals is the Chinese number below a hundred that s begins with, and its bytes: 三, 十二, 二十, 三十一.
func numerals(s string) (value, size int) {
	tens, n := numeral(s)
	at := n
	k := suffix(s[at:], "十")
	if k == 0 {
		return tens, at
	}
	if n == 0 {
		tens = 1
	}
	at += k
	ones, n := numeral(s[at:])
	return 10*tens + ones, at + n
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

// headingDate reads the date of a heading: 2024.1, 2024.1.17 周三, 1.17 or 1月17日 under a year, 8/28/24, Monday, January 6,
// 2025, 2024-W03, Week 3, 2024, a range, of which the first day counts, and any of them behind the number of a week:
// 第12周（2024.3.18-3.24）. A remark may follow a day: 2024.1.17（补）; signs and a word may stand before it: 📅 [[2024-01-17]], Day 12
// (2024-01-17). within is what the headings above say.
func headingDate(s string, within Date) (Date, bool) {
	if !mayBeDate(s) {
		return Date{}, false
	}
	if strings.ContainsAny(s, "年月") && len(s) <= longestLabelled {
		s = dateBlanks().ReplaceAllString(s, "$1$2$3") // 9 月, 2024 年 9 月 3 日
	}
	if d, ok := bareDate(s, within); ok {
		return d, true
	}
	if d, ok := remarkedDay(s, within); ok {
		return d, true
	}
	if d, ok := labelledDay(s, within); ok {
		return d, true
	}
	return taggedDay(s, within)
}

// mayBeDate says whether words have a figure or the name of a month, as all dates do; most headings have neither, and are not asked the slow
// expressions.
func mayBeDate(s string) bool {
	if len(s) > 3*longestLabelled {
		return false
	}
	for i, r := range s {
		switch {
		case unicode.IsDigit(r), r >= utf8.RuneSelf && strings.ContainsRune("〇零元一二三四五六七八九十廿卅正冬腊週周本", r):
			return true
		case r < utf8.RuneSelf && (i == 0 || !asciiLetter(s[i-1])) && len(s)-i >= 3 && namesMonth(strings.ToLower(s[i:i+3])):
			return true
		}
	}
	return false
}

// dateBlanks is a blank between a number and its unit, or between a unit and the next number.
var dateBlanks = pattern.New(`(\d)[ \x{3000}]+([年月日号])|([年月])[ \x{3000}]+(?:\b)`)

var (
	// A day in brackets or not, and what stands behind it, folded.
	tagged = pattern.New(`^(?:[\[(【]\s*([^\[\]()【】]{6,24}?)\s*[\])】]|((?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2})\s*[,，;|])\s*(.*)$`)
	// 18-1-22, of which the last is the year that is known.
	yearLast = pattern.New(`^(\d{1,2})[-./](\d{1,2})[-./](\d{2})$`)
	// [paper#14] is the number of what was read.
	numberTag = pattern.New(`^[\[(【]\s*(?:papers?|day|no|论文|文献|第)?\s*[#.: ]?\s*\d{0,4}\s*[篇天]?\s*[\])】]$`)
)

// taggedDay reads a day with tags or a number behind it: [2022-01-14] [paper#13], 2019-06-07, metagenomics | web service. Tags are words in
// small letters; others could be a title.
func taggedDay(s string, within Date) (Date, bool) {
	if len(s) > longestLabelled || s == "" || strings.IndexByte("[(12", s[0]) < 0 && !strings.HasPrefix(s, "【") {
		return Date{}, false
	}
	m := tagged().FindStringSubmatch(strings.TrimSpace(fold.String(s)))
	if m == nil {
		return Date{}, false
	}
	d, n := wordedDate(cmp.Or(m[1], m[2]), within)
	if n != len(cmp.Or(m[1], m[2])) || d.Day == 0 {
		if d = yearAtEnd(m[1], within.Year); d.Day == 0 {
			return Date{}, false
		}
	}
	if m[3] == "" || numberTag().MatchString(m[3]) {
		return d, true
	}
	_, rest, _ := strings.Cut(s, cmp.Or(m[1], m[2]))
	return d, m[2] != "" && strings.ToLower(rest) == rest && fold.ASCII(rest) && !slices.ContainsFunc(strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(",;|/#", r) }), func(tag string) bool { return len(strings.Fields(tag)) > 3 })
}

// yearAtEnd reads 18-1-22, the day first, under the year 2022.
func yearAtEnd(s string, year int) Date {
	m := yearLast().FindStringSubmatch(s)
	if m == nil || year == 0 {
		return Date{}
	}
	day, _ := digits(m[1], 2)
	month, _ := digits(m[2], 2)
	last, _ := digits(m[3], 2)
	d := Date{2000 + last, month, day}
	if d.Year != year && d.Year != year-1 || 2000+day == year || !d.valid() || month == 0 || day == 0 {
		return Date{}
	}
	return d
}

// longestLabelled is how many bytes a heading may have that is a day with signs or a word before it.
const longestLabelled = 80

// dayLabel is what stands before a day, folded: date: 2024-01-17, 第12天 2024-01-17, day 12 - 2024-01-17, 星期三 2024.1.17.
var dayLabel = pattern.New(`^(?:(?:date|日期)[:：]|day ?\d{1,4}\b|第 ?\d{1,4} ?天|(?:周|星期|礼拜)[一二三四五六日天])[\s:：,，|·—–-]*`)

// labelledDay reads a day behind signs that are no letters, [[2024-01-17]], or behind a word that says that it is one.
func labelledDay(s string, within Date) (Date, bool) {
	if len(s) > longestLabelled || !strings.ContainsAny(s, "0123456789") {
		return Date{}, false
	}
	s = strings.TrimSpace(fold.String(s))
	bare := strings.TrimFunc(s, isOrnament)
	bare = bare[len(dayLabel().FindString(bare)):]
	if bare == s {
		return Date{}, false
	}
	if strings.ContainsAny(bare, "[【") {
		bare = strings.Trim(bare, "[]【】")
	}
	d, ok := bareDate(strings.Trim(bare, dateEdges), within)
	return d, ok && d.Day > 0
}

// isOrnament says whether a rune at an end of a heading is neither a letter nor a digit, a quote or the mark of a book: 📅 ■ [ 】 *.
func isOrnament(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("\"'“”‘’《》〈〉「」『』#@%$&", r)
}

var (
	// Remarks on a day, folded: 国庆补, 补记, 组会, catch-up.
	dayRemark = pattern.New(`^(?:(?:今[日天]|本日|每日|当[日天])?(?:读|看|阅读)?(?:论文|文献|文章|阅读|笔记|打卡|记录|日志|日报|日记){1,2}|(?:daily |today'?s )?(?:reading|papers?)(?: log| notes?)?|\p{Han}{0,6}(?:^|[^修填互弥增])补(?:记|读|写|上|录|交|完)?|\p{Han}{0,4}(?:国庆|春节|中秋|端午|清明|五一|元旦|除夕|过年|寒假|暑假|假期|放假|请假|病假|组会|读书会|讨论班|周末|周报|出差|加班|回家|在家|路上|高铁上?|火车上?|飞机上|地铁上?|晚上|早上|上午|下午|凌晨)(?:在家|路上|回来|期间|之?[前后]|补)?|晴|阴|多云|(?:晴|阴|多云)转(?:晴|阴|多云|[小中大]?[雨雪])|(?:小|中|大|暴|雷阵|阵)?[雨雪]|雾|霾|sunny|rainy?|cloudy|snowy?|接上|续|` +
		`(?:a )?catch(?:ing)?[- ]?up|belated|late|cont(?:inued|\.|'d)?|holidays?|weekend|evening|morning|afternoon|night|on the (?:train|plane|bus)|travel(?:l?ing)?)$`)
	dayBracket = pattern.New(`^[(（\[【]([^()（）\[\]【】《》]{1,48})[)）\]】]$`)
	weekdayAt  = pattern.New(`^(?:(?:周|星期|礼拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b)[,，]?\s*`)
)

// longestRemark is how many runes a remark in brackets may have behind the day of a heading.
const longestRemark = 20

// remarkedDay reads a day with a remark behind it. In brackets that is anything short but a venue or version, if the day has its
// year or is written 2月1日, for 2.1 (…) may be a section; without, it is a word that says when the day was written down. Other
// words are a title that begins with a date.
func remarkedDay(s string, within Date) (Date, bool) {
	s = withoutWeekday(strings.TrimSpace(fold.String(s)))
	d, n := wordedDate(s, within)
	if n == 0 || d.Day == 0 {
		return Date{}, false
	}
	rest := strings.TrimLeft(s[n:], " ,，;；:：、—–-")
	if m := weekdayAt().FindString(rest); m != "" {
		rest = rest[len(m):]
	}
	rest = strings.TrimSpace(rest)
	if dayRemark().MatchString(rest) {
		return d, true
	}
	m := dayBracket().FindStringSubmatch(rest)
	if m == nil {
		return Date{}, false
	}
	if dayRemark().MatchString(m[1]) {
		return d, true
	}
	whole, k := wordedDate(s, Date{})
	ok := (k == n && whole.Day > 0 || strings.Contains(s[:n], "月")) && utf8.RuneCountInString(m[1]) <= longestRemark && len(strings.Fields(m[1])) <= 4
	return d, ok && !version().MatchString(m[1]) && !isVenue(m[1]) && !isYear(m[1])
}

// dayLine reads a line that is a day, with a remark behind it or none: 5.5 假期.
func dayLine(s string, within Date) (Date, bool) {
	if d, ok := bareDate(s, within); ok {
		return d, true
	}
	return remarkedDay(s, within)
}

// bareDate reads a heading that is a date and nothing else.
func bareDate(s string, within Date) (Date, bool) {
	s = withoutWeekday(strings.TrimSpace(fold.String(s)))
	if d, ok := rangeOfDays(s, within); ok {
		return d, true
	}
	if d, n := wordedDate(s, within); n > 0 {
		if rest := strings.Trim(s[n:], dateEdges); rest == "" || weekday(rest) || isWeek(rest) || endOfRange(rest, d) {
			return d, true
		}
		return Date{}, false
	}
	if d, ok := weekOfYear(s); ok {
		return d, true
	}
	if n := weekWords(s); n > 0 {
		behind := strings.TrimLeft(s[n:], dateEdges)
		if d, ok := rangeOfDays(behind, within); ok {
			return d, true
		}
		if d, k := wordedDate(behind, within); k > 0 {
			rest := strings.Trim(behind[k:], dateEdges)
			return d, rest == "" || endOfRange(rest, d) || hasAnyPrefix(s, "week of ") && d.Day > 0 && aboutWeek().MatchString(behind[k:])
		}
	}
	if m := dayRange().FindStringSubmatch(s); m != nil && within.Year != 0 {
		month, _ := digits(m[1], 2)
		day, _ := digits(m[2], 2)
		d := Date{within.Year, month, day}
		if within.Month > 0 && month > within.Month+1 {
			d.Year-- // December under January
		}
		return d, d.valid() && month > 0 && day > 0
	}
	return Date{}, false
}

// aboutWeek is what a heading says of its week, behind the day: (this week) — kelp and tides.
var aboutWeek = pattern.New(`^\s*(?:\((?:this|last|next|current) week\)\s*$|(?:\([^()]{1,30}\)\s*)?(?: [-–—] |:\s))`)

// dayRange is the range of a week among other words: 论文周报[0413-0419].
var dayRange = pattern.New(`[\[(（](\d{2})[.]?(\d{2})\s*[-~–]\s*\d{2}[.]?\d{2}[\])）]`)

// daysOfMonths is a range in English words, folded: june 3 – june 9, 2024, 3–9 june 2024, feb 19-25.
var daysOfMonths = pattern.New(`^(?:` + monthWord + ` )?(\d{1,2})(?:st|nd|rd|th)?(?: ` + monthWord + `)?\s*(?:[-–—~～]|to|until|through)\s*` +
	`(?:` + monthWord + ` )?\d{1,2}(?:st|nd|rd|th)?(?: ` + monthWord + `)?(?:,? ?((?:19|20)\d{2}))?[)）\].]*$`)

// rangeOfDays reads the first day of a range in English words. The year at its end is that of its last day.
func rangeOfDays(s string, within Date) (Date, bool) {
	if len(s) > longestLabelled || !namesMonth(s) {
		return Date{}, false
	}
	m := daysOfMonths().FindStringSubmatch(s)
	if m == nil {
		return Date{}, false
	}
	first, last := cmp.Or(m[1], m[3], m[4], m[5]), cmp.Or(m[4], m[5], m[1], m[3])
	if first == "" {
		return Date{}, false
	}
	d := Date{Year: within.Year, Month: monthNumber(first)}
	if m[6] != "" {
		d.Year, _ = digits(m[6], 4)
		if monthNumber(last) < d.Month {
			d.Year--
		}
	}
	d.Day, _ = digits(m[2], 2)
	return d, d.Year > 0 && d.Day > 0 && d.valid()
}

// monthNumber is the month that a word begins as the name of.
func monthNumber(word string) int {
	return 1 + strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", word[:3])/3
}

// eras are what the years of other calendars are counted from, folded.
var eras = []struct {
	name  string
	began int
}{
	{"中华民国", 1911}, {"民国", 1911}, {"令和", 2018}, {"平成", 1988}, {"昭和", 1925},
}

// eraDate reads the date that s begins with in the years of the Republic of China or of an emperor: 民國113年5月6日, 令和元年5月6日.
func eraDate(s string) (Date, int) {
	for _, e := range eras {
		rest, ok := strings.CutPrefix(s, e.name)
		if !ok {
			continue
		}
		rest = strings.TrimLeft(rest, " ")
		year, n := digits(rest, 3)
		if n == 0 {
			year, n = 1, suffix(rest, "元")
		}
		if n == 0 || year == 0 || !strings.HasPrefix(rest[n:], "年") {
			return Date{}, 0
		}
		d, k := readDate(fmt.Sprintf("%04d", e.began+year) + rest[n:])
		if k == 0 {
			return Date{}, 0
		}
		return d, len(s) - len(rest) + n + k - 4
	}
	return Date{}, 0
}

// dateEdges are the signs that stand around dates.
const dateEdges = " ()（）[]【】,，:：-—–~～.至到"

// wordedDate reads the date that s begins with, in any spelling.
func wordedDate(s string, within Date) (Date, int) {
	if d, n := isoWeek(s); n > 0 {
		return d, n
	}
	if d, n := slashDate(s); n > 0 {
		return d, n
	}
	if d, n := readDate(s); n > 0 {
		return d, n
	}
	if d, n := englishDate(s, within); n > 0 {
		return d, n
	}
	if d, n := eraDate(s); n > 0 {
		return d, n
	}
	if within.Year != 0 {
		return shortDate(s, within)
	}
	return Date{}, 0
}

// isoWeek reads 2024-W03, 2024W3 and 2024年第3周 as the Monday of the week (ISO 8601: week 1 has the year's first
// Thursday).
func isoWeek(s string) (Date, int) {
	year, n := digits(s, 5)
	if n != 4 || year < 1900 || year > 2100 {
		return Date{}, 0
	}
	k := n + suffix(s[n:], "年", "-", " ", ".")
	w := suffix(s[k:], "w", "第", "week ", "week")
	if w == 0 {
		return Date{}, 0
	}
	week, size := digits(s[k+w:], 2)
	if size == 0 || week < 1 || week > 53 {
		return Date{}, 0
	}
	end := k + w + size
	if strings.HasPrefix(s[k:], "第") {
		u := suffix(s[end:], "周", "週")
		if u == 0 {
			return Date{}, 0
		}
		end += u
	}
	return mondayOf(year, week), end
}

// mondayOf is the first day of a week by ISO 8601.
func mondayOf(year, week int) Date {
	first := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC)
	monday := first.AddDate(0, 0, -(int(first.Weekday())+6)%7+7*(week-1))
	return Date{monday.Year(), int(monday.Month()), monday.Day()}
}

// weekOfYear reads week 3, 2025 and w3 2025.
func weekOfYear(s string) (Date, bool) {
	m := weekYear().FindStringSubmatch(s)
	if m == nil {
		return Date{}, false
	}
	week, _ := digits(m[1], 2)
	year, _ := digits(m[2], 4)
	return mondayOf(year, week), week >= 1 && week <= 53
}

var weekYear = pattern.New(`^(?:week|w)[ .]?(\d{1,2})(?:\s*[,(/]\s*|\s+(?:of\s+)?)((?:19|20)\d{2})\)?$`)

// Dates in English words, folded: 13 january 2025, january 6th, 2025, jan 2025, and without the year under one.
const monthWord = `(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?`

var (
	dayFirst   = pattern.New(`^(\d{1,2})(?:st|nd|rd|th|\.)?[ -](?:of )?` + monthWord + `(?:,? ?-?((?:19|20)\d{2})\b)?`)
	monthFirst = pattern.New(`^` + monthWord + `(?: (\d{1,2})(?:st|nd|rd|th)?\b)?(?:(?:[,.]? | ?[,.] ?)((?:19|20)\d{2})\b)?`)
	monthGlued = pattern.New(`^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?(\d{1,2})(?:st|nd|rd|th)?\b(?:[,.]? ?((?:19|20)\d{2})\b)`)
)

// englishDate reads the date in English words that s begins with. Without a year it is of the year within, if that is known.
func englishDate(s string, within Date) (Date, int) {
	m, day, month := dayFirst().FindStringSubmatch(s), 1, 2
	if m == nil {
		m, day, month = monthFirst().FindStringSubmatch(s), 2, 1
	}
	if m == nil {
		m = monthGlued().FindStringSubmatch(s)
	}
	if m == nil || month == 2 && m[3] == "" && strings.HasPrefix(strings.TrimLeft(s, "0123456789"), ".") { // 5. March counts headings
		return Date{}, 0
	}
	d := Date{Year: within.Year, Month: monthNumber(m[month])}
	if m[3] != "" {
		d.Year, _ = digits(m[3], 4)
	}
	d.Day, _ = digits(m[day], 2)
	if d.Year == 0 || !d.valid() || m[day] != "" && d.Day == 0 {
		return Date{}, 0
	}
	return d, len(m[0])
}

// EnglishDate reads all of s as a month or day with its year in English words: May 2023, 14 May 2023.
func EnglishDate(s string) (Date, bool) {
	s = fold.String(s)
	if !namesMonth(s) {
		return Date{}, false // most, without compiling expressions in a process that asks once
	}
	d, n := englishDate(s, Date{})
	return d, n > 0 && n == len(s)
}

// namesMonth says whether a word of a folded text begins as the name of a month does.
func namesMonth(s string) bool {
	for word := range strings.FieldsSeq(s) {
		switch word[:min(3, len(word))] {
		case "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec":
			return true
		}
	}
	return false
}

// withoutWeekday cuts the day of the week off the front: monday, january 6, 2025.
func withoutWeekday(s string) string {
	word, rest, ok := strings.Cut(s, " ")
	if word = strings.TrimRight(word, ",."); ok && fold.ASCII(word) && weekday(word) {
		return strings.TrimSpace(rest)
	}
	return s
}

// slashDate reads 8/28/24 and 08/28/2024, the month first unless that cannot be; and 28.08.2024 and 28-08-2024, the day first
// unless that cannot be.
func slashDate(s string) (Date, int) {
	a, n := digits(s, 3)
	if n == 0 || n > 2 || n >= len(s) || strings.IndexByte("/.-", s[n]) < 0 {
		return Date{}, 0
	}
	sign := s[n]
	b, k := digits(s[n+1:], 3)
	at := n + 1 + k
	if k == 0 || k > 2 || at >= len(s) || s[at] != sign {
		return Date{}, 0
	}
	year, y := digits(s[at+1:], 5)
	switch {
	case y == 2 && sign == '/':
		year += 2000
	case y != 4:
		return Date{}, 0
	}
	if sign == '/' && a > 12 || sign != '/' && b <= 12 {
		a, b = b, a
	}
	d := Date{year, a, b}
	if !d.valid() || a < 1 || a > 12 || b < 1 || b > 31 {
		return Date{}, 0
	}
	return d, at + 1 + y
}

// endOfRange says whether s is another date, or a day of d's month, and nothing else.
func endOfRange(s string, d Date) bool {
	if e, n := wordedDate(s, d); n > 0 {
		return strings.Trim(s[n:], dateEdges) == "" && e.Year > 0
	}
	day, n := digits(s, 2)
	return n > 0 && day >= 1 && day <= 31 && strings.Trim(s[n:], dateEdges+"日号") == ""
}

// weekWords is the length of the words for a week that s begins with: 第12周, week 12, w12, 周报.
func weekWords(s string) int {
	n := suffix(s, "第", "week of", "week", "w", "周报", "周记", "weekly")
	if n == 0 {
		return 0
	}
	of := strings.HasSuffix(s[:n], "of")
	n += len(s[n:]) - len(strings.TrimLeft(s[n:], " "))
	if _, k := digits(s[n:], 3); k <= 2 && !of { // a year, and the day behind week of, are no number
		n += k
	}
	return n + suffix(s[n:], "周", "週")
}

func isWeek(s string) bool {
	n := weekWords(s)
	return n > 0 && strings.Trim(s[n:], dateEdges) == ""
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
	if r, n := utf8.DecodeRuneInString(s); n > 1 && n == len(s) {
		return strings.ContainsRune("一二三四五六日月火水木金土", r) // of a day in brackets, which are cut: （月）
	}
	for _, p := range []string{"周", "星期", "礼拜", "mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		if strings.HasPrefix(s, p) && len(s) <= len("wednesday") {
			return true
		}
	}
	return false
}
