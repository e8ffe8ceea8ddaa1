package report

import (
	"fmt"
	"html"
	"papersearch/readlog"
	"strconv"
	"strings"
)

// The picture of a reading history: numbers, the calendar of a year, months, tracks and institutions. Sizes in pixels.
const (
	svgWidth  = 860
	svgMargin = 28
	svgCell   = 14.2 // of the calendar, with its gap
	svgRow    = 24
	svgMonths = 24 // at most
	svgWeeks  = 53
	svgValues = 7 // tracks and institutions
)

// svgStyle has the colours of light pages, and of dark ones for those who ask for them: the picture is one for both. The
// steps of the calendar differ in lightness, for those who see colours otherwise, and on paper.
const svgStyle = `
.page{fill:#ffffff;stroke:#d0d7de}.ink{fill:#1f2328}.soft{fill:#656d76}.line{stroke:#d0d7de}
.c0{fill:#ebedf0}.c1{fill:#b6d8f7}.c2{fill:#71b1ec}.c3{fill:#2f7fd1}.c4{fill:#0b4a8f}.bar{fill:#2f7fd1}.rest{fill:#ebedf0}
text{font-family:-apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",Helvetica,Arial,sans-serif;font-size:13px}
.big{font-size:26px;font-weight:600}.head{font-size:13px;font-weight:600}.small{font-size:11px}
@media (prefers-color-scheme:dark){
.page{fill:#0d1117;stroke:#30363d}.ink{fill:#e6edf3}.soft{fill:#8d96a0}.line{stroke:#30363d}
.c0{fill:#1c2128}.c1{fill:#0f3a66}.c2{fill:#1c62a8}.c3{fill:#3d92e0}.c4{fill:#9fd0ff}.bar{fill:#3d92e0}.rest{fill:#1c2128}}
`

// drawing is a picture in the making; y is where the next part begins.
type drawing struct {
	strings.Builder
	y float64
}

func (d *drawing) text(x, y float64, class, anchor, s string) {
	if anchor != "" {
		anchor = ` text-anchor="` + anchor + `"`
	}
	fmt.Fprintf(d, `<text x="%.1f" y="%.1f" class="%s"%s>%s</text>`+"\n", x, y, class, anchor, html.EscapeString(s))
}

func (d *drawing) rect(x, y, w, h, r float64, class, title string) {
	fmt.Fprintf(d, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="%.1f" class="%s"`, x, y, w, h, r, class)
	if title == "" {
		d.WriteString("/>\n")
		return
	}
	fmt.Fprintf(d, "><title>%s</title></rect>\n", html.EscapeString(title))
}

// SVG draws the reading history as a picture of 860 pixels for a page, light or dark.
func (s *Stats) SVG() string {
	d := &drawing{y: svgMargin}
	d.numbers(s)
	d.calendar(s)
	d.monthBars(s)
	d.columns(s)
	height := d.y + svgMargin - 12
	what := Plural(s.Total, s.Noun()) + " read"
	if from, to, _ := s.Span(); from != "" {
		what += " from " + from + " to " + to
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%.0f" viewBox="0 0 %d %.0f" role="img" aria-label="%s">`+
		"\n<title>%s</title>\n<style>%s</style>\n", svgWidth, height, svgWidth, height, what, what, svgStyle) +
		fmt.Sprintf(`<rect x="0.5" y="0.5" width="%d" height="%.0f" rx="10" class="page"/>`+"\n", svgWidth-1, height-1) +
		d.String() + "</svg>\n"
}

// numbers are the large figures on top.
func (d *drawing) numbers(s *Stats) {
	figures := [][2]string{{strconv.Itoa(s.Total), strings.TrimPrefix(Plural(0, s.Noun()), "0 ")}}
	if s.First != "" {
		figures = append(figures, [2]string{strconv.Itoa(s.ReadingDays), "reading days"}, [2]string{fmt.Sprintf("%.1f", s.PerWeek), "a week"},
			[2]string{strconv.Itoa(s.Streaks.Weeks.Days), "weeks in a row"})
	}
	if s.Age.Papers > 0 {
		figures = append(figures, [2]string{strconv.Itoa(s.Age.MedianMonths), "months old, median"})
	}
	step := float64(svgWidth-2*svgMargin) / 5
	for i, f := range figures {
		x := svgMargin + float64(i)*step
		d.text(x, d.y+22, "big ink", "", f[0])
		d.text(x, d.y+42, "soft", "", f[1])
	}
	d.y += 66
}

func (d *drawing) calendar(s *Stats) {
	weeks := Calendar(s.Days, svgWeeks)
	if len(weeks) == 0 {
		return
	}
	for len(weeks) < svgWeeks { // a year looks like a year
		weeks = append([]Week{{Monday: weeks[0].Monday.AddDate(0, 0, -7)}}, weeks...)
	}
	left := float64(svgMargin + 34)
	d.text(svgMargin, d.y+10, "head ink", "", "Calendar")
	d.text(svgWidth-svgMargin, d.y+10, "small soft", "end", s.First+" – "+s.Last)
	d.y += 22
	last, free := -1, 0
	for i, w := range weeks {
		m := int(w.Monday.Month())
		if m != last && i >= free && (last >= 0 || w.Monday.Day() <= 14) {
			d.text(left+float64(i)*svgCell, d.y+10, "small soft", "", w.Monday.Format("Jan"))
			free = i + 3
		}
		last = m
	}
	d.y += 18
	for r, name := range []string{"Mon", "", "Wed", "", "Fri", "", ""} {
		if name != "" {
			d.text(svgMargin, d.y+float64(r)*svgCell+10, "small soft", "", name)
		}
	}
	for i, w := range weeks {
		for r, n := range w.Days {
			if n < 0 && i == len(weeks)-1 {
				continue // not yet read
			}
			n = max(n, 0)
			title := fmt.Sprintf("%s: %d", w.Monday.AddDate(0, 0, r).Format("2006-01-02"), n)
			d.rect(left+float64(i)*svgCell, d.y+float64(r)*svgCell, svgCell-2.6, svgCell-2.6, 2.5, fmt.Sprintf("c%d", min(n, 4)), title)
		}
	}
	d.y += 7*svgCell + 26
}

// monthBars draws a bar a month, the last ones.
func (d *drawing) monthBars(s *Stats) {
	months := s.Months
	if len(months) == 0 {
		return
	}
	months = months[max(0, len(months)-svgMonths):]
	const height = 92.0
	d.text(svgMargin, d.y+10, "head ink", "", "Papers a month")
	d.y += 30
	most := 1
	for _, m := range months {
		most = max(most, m.Papers)
	}
	step := min(float64(svgWidth-2*svgMargin)/float64(len(months)), 64)
	every := 1
	if step < 48 {
		every = 3
	}
	for i, m := range months {
		x := svgMargin + float64(i)*step
		h := height * float64(m.Papers) / float64(most)
		w := min(step-6, 40)
		if m.Papers > 0 {
			d.rect(x, d.y+height-max(h, 2), w, max(h, 2), 3, "bar", fmt.Sprintf("%s: %d", m.Period, m.Papers))
			d.text(x+w/2, d.y+height-max(h, 2)-5, "small soft", "middle", strconv.Itoa(m.Papers))
		}
		if (len(months)-1-i)%every == 0 {
			d.text(x+w/2, d.y+height+16, "small soft", "middle", m.Period)
		}
	}
	fmt.Fprintf(d, `<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" class="line"/>`+"\n", svgMargin, svgWidth-svgMargin, d.y+height+0.5, d.y+height+0.5)
	d.y += height + 46
}

// columns draws tracks and institutions beside each other.
func (d *drawing) columns(s *Stats) {
	const gap = 40.0
	width := (svgWidth - 2*svgMargin - gap) / 2
	tracks := append([]Series(nil), s.Tracks...)
	for i := range tracks {
		if tracks[i].Value == readlog.Unassigned {
			tracks[i].Value = "other"
		}
	}
	left := d.values(svgMargin, width, "Tracks", tracks)
	right := d.values(svgMargin+width+gap, width, "Institutions", s.Institutions)
	d.y += max(left, right)
	var named []string
	for _, n := range s.Models {
		named = append(named, n.Name)
	}
	if len(named) > 0 {
		d.y += 14
		d.text(svgMargin, d.y+10, "head ink", "", "Named most")
		d.text(svgMargin+96, d.y+10, "soft", "", cutColumns(strings.Join(named, " · "), 100))
		d.y += 22
	}
}

// values draws bars with names on the left, and returns their height.
func (d *drawing) values(x, width float64, title string, of []Series) float64 {
	if len(of) == 0 {
		return 0
	}
	d.text(x, d.y+10, "head ink", "", title)
	of = of[:min(len(of), svgValues)]
	const names = 150.0
	most := 1
	for _, v := range of {
		most = max(most, v.Total)
	}
	for i, v := range of {
		y := d.y + 24 + float64(i)*svgRow
		d.text(x, y+14, "ink", "", cutColumns(v.Value, 20))
		room := width - names - 34
		d.rect(x+names, y+4, room, 11, 3, "rest", "")
		d.rect(x+names, y+4, max(3, room*float64(v.Total)/float64(most)), 11, 3, "bar", fmt.Sprintf("%s: %d", v.Value, v.Total))
		d.text(x+width, y+14, "soft", "end", strconv.Itoa(v.Total))
	}
	return 24 + float64(len(of))*svgRow
}

// cutColumns cuts a text to so many columns, Han runes being two wide.
func cutColumns(s string, n int) string {
	width := 0
	for i, r := range s {
		w := 1
		if r >= 0x1100 {
			w = 2
		}
		if width += w; width > n {
			return strings.TrimRight(s[:i], " ·") + "…"
		}
	}
	return s
}
