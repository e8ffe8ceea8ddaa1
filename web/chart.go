package web

import (
	"cmp"
	"fmt"
	"math"
	"papersearch/query"
	"papersearch/readlog"
	"slices"
	"strconv"
	"strings"
)

// Charts are SVG from the server. Across they are measured in percent, so that they are as wide as there is room and
// their text stays as large as the rest; down they are measured in pixels.
const (
	barsHeight = 110 // of the highest bar
	fewestBars = 12  // a young log has room to grow, and its bars are no blocks
	mostBars   = 60  // more would be hairlines
	barTicks   = 6   // words below it
	dotTicks   = 3   // it has less room
)

// timeline is how many entries there are a month, or longer where the log is long.
type timeline struct {
	Name, Title string // of the filter; for people
	Note        string // what it shows, in words
	Bars        []bar
	Width       int     // in units of paths
	Shapes      []shape // the bars as they are seen
	Ticks       []tick
	From, To    string // chosen, "" for none
	First, Last string // months
	Clear       string // URL without the filter; "" when there is none
	Most        int    // of the highest bar
	Chosen      bool
}

// bar is one step of time.
type bar struct {
	X, W  string // what can be clicked, percent
	Label string // "2024-01", or a range
	Count int
	URL   string
	On    bool
}

// shape is all that has one colour in a chart, as one path in the chart's own units, stepUnits a step across and pixels
// down: a rectangle for each would be most of the page.
type shape struct {
	Class, Path string
	Width       string // of the stroke of dots, pixels
}

// stepUnits is how wide a step of time is in paths.
const stepUnits = 10

// tick is a word below the axis.
type tick struct{ X, Text string }

// month counts months from year 0.
type month int

func monthOf(year, m int) month { return month(year*12 + m - 1) }

func (m month) String() string { return fmt.Sprintf("%04d-%02d", m/12, m%12+1) }

// span is a range of months, ends included.
type span struct{ from, to month }

func (s span) String() string {
	switch {
	case s.from == s.to:
		return s.from.String()
	case s.from%12 == 0 && s.to == s.from+11:
		return strconv.Itoa(int(s.from / 12))
	}
	return s.from.String() + ".." + s.to.String()
}

// spanOf reads a value of a facet or of a resolved filter: a month, a year, a range of them.
func spanOf(value string) (span, bool) {
	from, to, ok := readlog.ParseDate(value)
	if !ok {
		return span{}, false
	}
	s := span{monthOf(from.Year, max(from.Month, 1)), monthOf(to.Year, 12)}
	if to.Month > 0 {
		s.to = monthOf(to.Year, to.Month)
	}
	return s, s.from <= s.to
}

// counted is a value of a facet as a span.
type counted struct {
	span
	n int
}

// axis is the time that a chart covers, in steps of some months. It is that of the whole log, so that nothing jumps when
// less is found. The zero value has no time.
type axis struct {
	first month
	step  int
	bars  int
	lead  span // what lies before first and is counted in the first bar; empty when from > to
}

// newAxis covers all that is counted. Of a log with a few very old papers the first bar takes those in, so that the others
// are not squeezed to the edge.
func newAxis(counts []query.Count) axis {
	list := countsOf(counts)
	if len(list) == 0 {
		return axis{}
	}
	lo, hi, total := list[0].from, list[0].to, 0
	for _, c := range list {
		lo, hi, total = min(lo, c.from), max(hi, c.to), total+c.n
	}
	byAge := slices.SortedFunc(slices.Values(list), func(a, b counted) int { return cmp.Compare(a.from, b.from) })
	start, older := lo, 0
	for _, c := range byAge {
		if start = c.from; older+c.n > total/30 {
			break
		}
		older += c.n
	}
	a := axis{first: start, lead: span{lo, start - 1}}
	if int(hi-start)*2 > int(hi-lo) { // not worth a bar of its own
		a.first, a.lead = lo, span{1, 0}
	}
	a.step = 1
	for _, step := range []int{3, 12, 24, 60, 120, 600, 6000} {
		if int(hi-a.first)/a.step < mostBars {
			break
		}
		a.step = step
	}
	if a.lead.from > a.lead.to || a.step > 1 {
		a.first -= a.first % month(a.step)
	}
	a.bars = int(hi-a.first)/a.step + 1
	if more := fewestBars - a.bars; more > 0 {
		a.first -= month(more * a.step)
		a.bars = fewestBars
	}
	return a
}

// countsOf reads the values of a facet of dates.
func countsOf(counts []query.Count) []counted {
	var out []counted
	for _, c := range counts {
		if s, ok := spanOf(c.Value); ok {
			out = append(out, counted{s, c.Count})
		}
	}
	return out
}

// at is the bar that a month falls in.
func (a axis) at(m month) int { return max(0, min(int(m-a.first)/a.step, a.bars-1)) }

// of is the span of a bar.
func (a axis) of(i int) span {
	s := span{a.first + month(i*a.step), a.first + month((i+1)*a.step) - 1}
	if i == 0 && a.lead.from <= a.lead.to {
		s.from = a.lead.from
	}
	return s
}

// percent is where a share of the axis lies.
func (a axis) percent(i float64) string {
	return strconv.FormatFloat(100*i/float64(a.bars), 'f', 2, 64) + "%"
}

// ticks are the words below the axis, in the middle of their bars: years where there are several, months else.
func (a axis) ticks(most int) []tick {
	every := 1
	for a.bars/every > most {
		every++
	}
	years := a.bars*a.step > 30
	var out []tick
	last := -every
	for i := range a.bars {
		s := a.first + month(i*a.step)
		text := s.String()
		if years {
			if text = strconv.Itoa(int(s / 12)); int(s)%12 >= a.step {
				continue // not the bar in which the year begins
			}
		} else if (a.bars-1-i)%every != 0 {
			continue // counted from the end: the newest month has its name
		}
		if i-last >= every {
			out = append(out, tick{a.percent(float64(i) + 0.5), text})
			last = i
		}
	}
	return out
}

// colours name the tracks of a log that have a colour of their own, the same on every page.
type colours map[string]string

func (c colours) of(track string) string {
	if class, ok := c[track]; ok {
		return class
	}
	return "tx"
}

// timelineOf draws the counts of a facet of dates on an axis. cells, which may be nil, part the bars by track. It is nil
// when the log has no such dates.
func timelineOf(p *params, name, title string, a axis, r *query.Result, cells []query.Cell, colour colours) *timeline {
	if a.bars == 0 {
		return nil
	}
	t := &timeline{Name: name, Title: title, Ticks: a.ticks(barTicks)}
	all := countsOf(r.Facets[name])
	years := slices.DeleteFunc(slices.Clone(all), func(c counted) bool { return c.from == c.to })
	chosen := spans(r.Filters[name])
	t.choose(p, chosen)
	counts := make([]int, a.bars)
	for _, c := range all {
		if c.from == c.to || a.step >= 12 {
			counts[a.at(c.from)] += c.n
		}
	}
	t.Most = slices.Max(counts)
	for _, y := range years {
		t.Most = max(t.Most, y.n)
	}
	shares := partsOf(a, cells, r.Filters["track"])
	total := 0
	d := &drawing{}
	if a.step < 12 {
		for _, y := range years { // as wide as what is known
			from, to := a.at(y.from), a.at(y.to)+1
			h := t.height(y.n)
			d.rect("year", from*stepUnits, barsHeight-h, (to-from)*stepUnits, h)
			total += y.n
		}
	}
	for i, n := range counts {
		s := a.of(i)
		b := bar{X: a.percent(float64(i)), W: a.percent(1), Label: s.String(), Count: n, On: overlaps(chosen, s)}
		state := ""
		if len(chosen) > 0 && !b.On {
			state = " off"
		}
		t.stack(d, i, state, shares[i], n, colour)
		b.URL = p.with(name, s.String()).page()
		if b.On && len(chosen) == 1 && chosen[0] == s {
			b.URL = t.Clear // a second click lets go
		}
		t.Bars = append(t.Bars, b)
		total += n
	}
	t.Width, t.Shapes = a.bars*stepUnits, d.shapes
	t.First, t.Last = a.of(0).from.String(), a.of(a.bars-1).to.String()
	t.Note = plural(total, "entry", "entries")
	if total > 0 {
		lo, hi := all[0].from, all[0].to
		for _, c := range all {
			lo, hi = min(lo, c.from), max(hi, c.to)
		}
		t.Note += ", " + strings.Replace(span{lo, hi}.String(), "..", " – ", 1)
	}
	return t
}

func (t *timeline) height(n int) int {
	if n == 0 {
		return 0
	}
	return max(3, n*barsHeight/max(t.Most, 1))
}

// choose says what of the time is chosen.
func (t *timeline) choose(p *params, chosen []span) {
	if len(chosen) == 0 {
		return
	}
	t.Chosen, t.Clear = true, p.with(t.Name).page()
	t.From, t.To = ends(chosen)
}

// stack draws bar i of n entries, parted by track, the most frequent of the log at the bottom.
func (t *timeline) stack(d *drawing, i int, state string, shares map[string]int, n int, colour colours) {
	byClass := map[string]int{}
	rest := n
	for track, k := range shares {
		byClass[colour.of(track)] += k
		rest -= k
	}
	if rest > 0 {
		byClass["tx"] += rest
	}
	done, bottom := 0, barsHeight
	for k := range trackClasses + 1 {
		class := "tx"
		if k < trackClasses {
			class = "t" + strconv.Itoa(k)
		}
		if byClass[class] == 0 {
			continue
		}
		done += byClass[class]
		top := barsHeight - t.height(done)
		d.rect(class+state, i*stepUnits+1, top, stepUnits-2, bottom-top)
		bottom = top
	}
}

// drawing gathers what has the same colour into one path.
type drawing struct{ shapes []shape }

func (d *drawing) of(class, width string) *shape {
	at := slices.IndexFunc(d.shapes, func(s shape) bool { return s.Class == class && s.Width == width })
	if at < 0 {
		d.shapes = append(d.shapes, shape{Class: class, Width: width})
		at = len(d.shapes) - 1
	}
	return &d.shapes[at]
}

func (d *drawing) rect(class string, x, y, w, h int) {
	if h > 0 {
		d.of(class, "").Path += fmt.Sprintf("M%d %dh%dv%dh-%dz", x, y, w, h, w)
	}
}

// dot is a line of no length: its round ends make it a disc, as wide as its stroke.
func (d *drawing) dot(class string, x, y int, diameter float64) {
	d.of(class, strconv.FormatFloat(diameter, 'f', 1, 64)).Path += fmt.Sprintf("M%d %dh0", x, y)
}

// partsOf counts the tracks of each bar, those chosen if some are.
func partsOf(a axis, cells []query.Cell, tracks []string) []map[string]int {
	out := make([]map[string]int, a.bars)
	for _, c := range cells {
		s, ok := spanOf(c.Month)
		if !ok || len(tracks) > 0 && !slices.Contains(tracks, c.Track) {
			continue
		}
		i := a.at(s.from)
		if out[i] == nil {
			out[i] = map[string]int{}
		}
		out[i][c.Track] += c.Count
	}
	return out
}

func spans(values []string) []span {
	var out []span
	for _, v := range values {
		if s, ok := spanOf(v); ok {
			out = append(out, s)
		}
	}
	return out
}

func overlaps(list []span, s span) bool {
	return slices.ContainsFunc(list, func(o span) bool { return o.from <= s.to && o.to >= s.from })
}

// matrix is tracks by month read: a row a track, a dot a month, its area the number of entries.
type matrix struct {
	Rows          []matrixRow
	Width, Height int // in units of paths, and pixels
	Shapes        []shape
	Ticks         []tick
}

type matrixRow struct {
	Y          int // of its middle
	Track, URL string
	On         bool
	Total      int
	Counts     string // by step of time, with commas
}

const (
	matrixRows = 7  // tracks that are shown, the most frequent of the log
	largestDot = 16 // pixels
	dotSizes   = 8  // different ones
	rowHeight  = 17
)

// matrixOf draws r.Cross on the axis of months read. Its rows are tracks of the whole log, so that they stay where they
// are; it is nil when there are none.
func matrixOf(p *params, a axis, tracks []string, r *query.Result, colour colours) *matrix {
	names := tracks[:min(len(tracks), matrixRows)]
	if a.bars == 0 || len(names) == 0 {
		return nil
	}
	counts := partsOf(a, r.Cross, nil)
	most := 1
	for _, bar := range counts {
		for _, name := range names {
			most = max(most, bar[name])
		}
	}
	m := &matrix{Ticks: a.ticks(dotTicks), Width: a.bars * stepUnits, Height: rowHeight * len(names)}
	chosen, tracksOn := spans(r.Filters["month"]), r.Filters["track"]
	d := &drawing{}
	for i, name := range names {
		row := matrixRow{Y: rowHeight*i + rowHeight/2, Track: name, On: len(tracksOn) == 0 || slices.Contains(tracksOn, name)}
		row.URL = p.with("track", name).page()
		if row.On && len(tracksOn) == 1 {
			row.URL = p.with("track").page()
		}
		list := make([]string, a.bars)
		for k, bar := range counts {
			n := bar[name]
			list[k] = strconv.Itoa(n)
			if n == 0 {
				continue
			}
			row.Total += n
			class := colour.of(name)
			if !row.On || len(chosen) > 0 && !overlaps(chosen, a.of(k)) {
				class += " off"
			}
			d.dot(class, k*stepUnits+stepUnits/2, row.Y, diameter(n, most, a.bars))
		}
		row.Counts = strings.Join(list, ",")
		m.Rows = append(m.Rows, row)
	}
	m.Shapes = d.shapes
	return m
}

// diameter makes the area of a dot its number; in a long log dots are smaller, so that they do not hide each other.
func diameter(n, most, bars int) float64 {
	largest := min(largestDot, 320/float64(bars))
	size := math.Ceil(math.Sqrt(float64(n)/float64(most)) * dotSizes)
	return max(3.6, largest*size/dotSizes)
}
