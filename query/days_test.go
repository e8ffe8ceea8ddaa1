package query

import (
	"testing"
	"time"
)

// What is said of days is the same for flags and for fields that are typed, for both come to parseDays.
func TestParseDays(t *testing.T) {
	now := time.Date(2024, 3, 31, 23, 30, 0, 0, time.FixedZone("", 8*3600)) // a Sunday
	for said, want := range map[string]string{
		"2024":                      "2024",
		"2024-01":                   "2024-01",
		"2024年1月17日":                "2024-01-17",
		"2024-01..2024-03":          "2024-01..2024-03",
		"May 2023":                  "2023-05",
		"2024-01..":                 "2024-01..",
		"..2024-03":                 "..2024-03",
		"2024-01-05 ..":             "2024-01-05..",
		"~2024.3":                   "..2024-03",
		"today":                     "2024-03-31",
		"Yesterday":                 "2024-03-30",
		"昨天":                        "2024-03-30",
		"前天":                        "2024-03-29",
		"yesterday..":               "2024-03-30..",
		"2024-03..yesterday":        "2024-03..2024-03-30",
		"this week":                 "2024-03-25..2024-03-31",
		"last week":                 "2024-03-18..2024-03-24",
		"上周":                        "2024-03-18..2024-03-24",
		"上週":                        "2024-03-18..2024-03-24",
		"上个星期":                      "2024-03-18..2024-03-24",
		"上上周":                       "2024-03-11..2024-03-17",
		"last month":                "2024-02",
		"last-month":                "2024-02",
		"上個月":                       "2024-02",
		"本月":                        "2024-03",
		"去年":                        "2023",
		"last year":                 "2023",
		"3 days ago":                "2024-03-28",
		"3d":                        "2024-03-28",
		"two weeks ago":             "2024-03-17",
		"两周前":                       "2024-03-17",
		"a month ago":               "2024-02",
		"1 year ago":                "2023",
		"last 7 days":               "2024-03-24..2024-03-31",
		"最近两周":                      "2024-03-17..2024-03-31",
		"最近半年":                      "2023-09-30..2024-03-31",
		"近3个月":                      "2023-12-31..2024-03-31",
		"last week..yesterday":      "2024-03-18..2024-03-30",
		"soon":                      "",
		"..":                        "",
		"2024-13..":                 "",
		"2024-02-30":                "",
		"2024-02-30..":              "",
		"2024-03..2024-01":          "",
		"..2024-01..":               "",
		"yesterday..2 weeks ago":    "",
		"the day before":            "",
		"last 7 papers about weeks": "",
	} {
		d, ok := parseDays(said, now)
		got := ""
		if ok {
			got = d.String()
		}
		if got != want {
			t.Errorf("%q is %q, want %q", said, got, want)
		}
		if again, ok := parseDays(got, now); got != "" && (!ok || again != d) {
			t.Errorf("%q does not read back", got)
		}
	}
}
