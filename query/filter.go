package query

import (
	"cmp"
	"fmt"
	"papersearch/fold"
	"papersearch/readlog"
	"papersearch/store"
	"slices"
	"strings"
	"time"
)

// Filters narrow what is listed. Values of one field are alternatives; fields combine. The zero value lets
// papers and notes of every day through. Months and dates are as parseDays reads them, ranges with
// two dots; names are canonical, aliases or unique prefixes, in either language.
type Filters struct {
	Month, Published                   []string // month read, month published
	Since, Until                       string   // day read, both ends included
	Institution, Track, Subtrack, Kind []string
	Venue                              []string
	File                               []string // globs of the file's name or path
}

// IsZero says whether nothing is filtered.
func (f *Filters) IsZero() bool {
	n := 0
	for _, values := range [][]string{f.Month, f.Published, f.Institution, f.Track, f.Subtrack, f.Kind, f.Venue, f.File} {
		n += len(values)
	}
	return n == 0 && f.Since == "" && f.Until == ""
}

// Add takes a value of a filter by its flag's name; a field that is none is left out.
func (f *Filters) Add(field, value string) { f.add(field, []string{value}) }

// add takes the values of a filter typed in a query.
func (f *Filters) add(field string, values []string) {
	switch field {
	case "month":
		f.Month = append(f.Month, values...)
	case "published":
		f.Published = append(f.Published, values...)
	case "institution":
		f.Institution = append(f.Institution, values...)
	case "track":
		f.Track = append(f.Track, values...)
	case "subtrack":
		f.Subtrack = append(f.Subtrack, values...)
	case "venue":
		f.Venue = append(f.Venue, values...)
	case "kind":
		f.Kind = append(f.Kind, values...)
	case "file":
		f.File = append(f.File, values...)
	case "since":
		f.Since = values[len(values)-1]
	case "until":
		f.Until = values[len(values)-1]
	}
}

// UnknownValueError says that a filter asks for what neither the log nor the tables know.
type UnknownValueError struct {
	Field, Value string
	Near         []string // what may have been meant
	Hint         string   // said instead, where Near is no more than what there is; "" for none
}

func (e *UnknownValueError) Error() string {
	s := fmt.Sprintf("unknown %s %q", e.Field, e.Value)
	if e.Field == "since" || e.Field == "until" {
		s = fmt.Sprintf("unknown day %q for %s", e.Value, e.Field)
	}
	switch {
	case e.Hint != "":
		s += ": " + e.Hint
	case len(e.Near) > 0:
		s += ": did you mean " + strings.Join(e.Near, ", ") + "?"
	}
	return s
}

// facet numbers the fields by which entries are counted.
type facet uint8

const (
	byMonth facet = iota
	byPublished
	byInstitution
	byTrack
	bySubtrack
	byVenue
	byKind
	byFile
	facets
)

// FacetNames are the facets in the order in which they are shown.
var FacetNames = [facets]string{"month", "published", "institution", "track", "subtrack", "venue", "kind", "file"}

// filter is a resolved Filters: a test a facet, nil where nothing is asked.
type filter struct {
	tests  [facets]func(row int) bool
	days   func(row int) bool
	said   map[string][]string // for the answer: canonical values
	absent []string            // names asked for that no entry has
}

// failing returns the set of facets whose test row fails, as bits; ok is false when it is out for good.
func (f *filter) failing(row int) (bits uint16, ok bool) {
	if f.days != nil && !f.days(row) {
		return 0, false
	}
	for i, test := range f.tests {
		if test != nil && !test(row) {
			bits |= 1 << i
		}
	}
	return bits, true
}

// resolve turns filters into tests over the table. The error is an *UnknownValueError.
func (s *Searcher) resolve(f Filters, kinds []string) (*filter, error) {
	t := s.gen.Table
	out := &filter{said: map[string][]string{}}
	if f.Since != "" || f.Until != "" {
		lo, hi := uint32(0), uint32(99999999)
		for _, end := range []struct {
			name, value string
			set         func(from, to uint32)
		}{
			{"since", f.Since, func(from, _ uint32) { lo = from }},
			{"until", f.Until, func(_, to uint32) { hi = to }},
		} {
			if end.value == "" {
				continue
			}
			r, err := s.dateRange(end.name, end.value)
			if err != nil {
				return nil, err
			}
			end.set(r.lo, r.hi)
			out.said[end.name] = []string{saidAs(end.value, r)}
		}
		if lo > hi {
			return nil, &UnknownValueError{Field: "since", Value: f.Since, Hint: fmt.Sprintf("it is after until %q, so that no day is left", f.Until)}
		}
		out.days = func(row int) bool {
			day, month, _, _ := t.Dates(row)
			if day == 0 {
				day = month
			}
			d := span(day, day)
			return day != 0 && d.hi >= lo && d.lo <= hi
		}
	}
	for _, d := range []struct {
		facet  facet
		values []string
		dates  func(row int) (from, to uint32)
	}{
		{byMonth, f.Month, func(row int) (uint32, uint32) { _, m, _, _ := t.Dates(row); return m, m }},
		{byPublished, f.Published, func(row int) (uint32, uint32) { _, _, from, to := t.Dates(row); return from, to }},
	} {
		if len(d.values) == 0 {
			continue
		}
		var ranges []dates
		for _, v := range d.values {
			r, err := s.dateRange(FacetNames[d.facet], v)
			if err != nil {
				return nil, err
			}
			ranges = append(ranges, r)
			out.said[FacetNames[d.facet]] = append(out.said[FacetNames[d.facet]], r.String())
		}
		out.tests[d.facet] = func(row int) bool {
			from, to := d.dates(row)
			if from == 0 {
				return false
			}
			e := span(from, to)
			return slices.ContainsFunc(ranges, func(r dates) bool { return e.lo <= r.hi && e.hi >= r.lo })
		}
	}
	if err := s.names(out, f); err != nil {
		return nil, err
	}
	out.absent = s.absent(out.said)
	if len(f.Kind) > 0 {
		kinds = f.Kind
	}
	var allowed [3]bool
	for _, k := range kinds {
		switch fold.String(k) {
		case "paper", "论文":
			allowed[store.Paper] = true
		case "note", "笔记":
			allowed[store.Note] = true
		case "todo", "待读":
			allowed[store.Todo] = true
		case "all", "全部":
			allowed = [3]bool{true, true, true}
		default:
			return nil, &UnknownValueError{Field: "kind", Value: k, Near: []string{"paper", "note", "todo", "all"}}
		}
	}
	if len(f.Kind) > 0 {
		out.said["kind"] = f.Kind
	}
	out.tests[byKind] = func(row int) bool { return allowed[t.Kind(row)] }
	return out, nil
}

// names resolves the filters that compare strings.
func (s *Searcher) names(out *filter, f Filters) error {
	t := s.gen.Table
	for _, v := range f.Institution {
		name, err := s.Institution(v)
		if err != nil {
			return err
		}
		out.said["institution"] = append(out.said["institution"], name)
	}
	if names := out.said["institution"]; len(names) > 0 {
		allowed := s.numbers(func(in string) bool {
			return slices.ContainsFunc(names, func(name string) bool { return s.within(in, name) })
		})
		out.tests[byInstitution] = func(row int) bool {
			s.scratch = t.Institutions(row, s.scratch[:0])
			return slices.ContainsFunc(s.scratch, func(n uint32) bool { return allowed[n] })
		}
	}
	for _, n := range []struct {
		facet  facet
		values []string
		number func(row int) uint32
		find   func(string) (string, error)
	}{
		{byTrack, f.Track, t.Track, s.Track},
		{bySubtrack, f.Subtrack, t.Subtrack, s.Subtrack},
		{byVenue, f.Venue, t.Venue, s.Venue},
	} {
		if len(n.values) == 0 {
			continue
		}
		var names []string
		for _, v := range n.values {
			name, err := n.find(v)
			if err != nil {
				return err
			}
			names = append(names, name)
		}
		out.said[FacetNames[n.facet]] = names
		allowed := s.numbers(func(v string) bool { return slices.Contains(names, v) })
		out.tests[n.facet] = func(row int) bool { return allowed[n.number(row)] }
	}
	if len(f.File) > 0 {
		out.said["file"] = f.File
		allowed := s.numbers(func(file string) bool {
			return slices.ContainsFunc(f.File, func(glob string) bool { return matchFile(glob, file) })
		})
		files := s.values(byFile)
		out.tests[byFile] = func(row int) bool { return allowed[t.File(row)] }
		for _, glob := range f.File {
			if !slices.ContainsFunc(files, func(file string) bool { return matchFile(glob, file) }) {
				return &UnknownValueError{Field: "file", Value: glob, Near: files[:min(len(files), 5)]}
			}
		}
	}
	return nil
}

// numbers marks the strings of the table that a test accepts.
func (s *Searcher) numbers(test func(string) bool) []bool {
	t := s.gen.Table
	ok := make([]bool, t.Strings())
	for n := 1; n < len(ok); n++ {
		ok[n] = test(t.String(uint32(n)))
	}
	return ok
}

// maxParents bounds the way up from a lab, should a table have a loop.
const maxParents = 8

// within says whether institution in is name or one of its labs.
func (s *Searcher) within(in, name string) bool {
	for range maxParents {
		if in == name {
			return true
		}
		if in = s.parent(in); in == "" {
			return false
		}
	}
	return false
}

func (s *Searcher) parent(in string) string {
	i, _ := s.rules.Institution(in)
	return i.Parent
}

// dates is a range of days as numbers yyyymmdd, both ends included.
type dates struct{ lo, hi uint32 }

func (d dates) String() string {
	lo, hi := strings.TrimSuffix(day(d.lo), "-00"), day(d.hi)
	lo, hi = strings.TrimSuffix(lo, "-00"), strings.TrimSuffix(hi, "-99")
	hi = strings.TrimSuffix(hi, "-99")
	if d.lo == firstDay {
		lo = ""
	}
	if d.hi == lastDay {
		hi = ""
	}
	if lo == hi {
		return lo
	}
	return lo + ".." + hi
}

// saidAs is how an answer says what was asked of days: as it was typed, where that has digits and says the same tomorrow.
func saidAs(typed string, d dates) string {
	if from, to, ok := readlog.ParseDate(typed); ok && from == to {
		return typed
	}
	return d.String()
}

func day(n uint32) string { return fmt.Sprintf("%04d-%02d-%02d", n/10000, n/100%100, n%100) }

// span widens what is not said: a year is all its months, a month all its days.
func span(from, to uint32) dates {
	if to%10000 == 0 {
		to += 9900
	}
	if to%100 == 0 {
		to += 99
	}
	return dates{from, to}
}

// holds says whether all of a span of time lies in d: what is known to be of 2023 is not known to be of June 2023.
func (d dates) holds(of dates) bool { return d.lo <= of.lo && of.hi <= d.hi }

func (s *Searcher) dateRange(field, value string) (dates, error) {
	d, ok := parseDays(value, time.Now())
	if !ok || field == "since" && d.lo == firstDay || field == "until" && d.hi == lastDay {
		return dates{}, s.noDate(field, value)
	}
	return d, nil
}

// exists says whether a calendar has a day. The log may have others, which lint tells; who asks for one means another.
func exists(d readlog.Date) bool {
	return d.Day == 0 || time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Day() == d.Day
}

// noDate says what a date can be, by the months that the log has, those of the year that was typed first.
func (s *Searcher) noDate(field, value string) error {
	month := func(row int) uint32 { _, m, _, _ := s.gen.Table.Dates(row); return m }
	if field == FacetNames[byPublished] {
		month = func(row int) uint32 { _, _, m, _ := s.gen.Table.Dates(row); return m }
	}
	var all []string
	for row := range s.gen.Table.Len() {
		if m := month(row); m/100%100 > 0 {
			all = append(all, dateOf(m-m%100).String())
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) == 0 {
		return &UnknownValueError{Field: field, Value: value, Hint: "it is written as 2024, 2024-01, 2024-01-17, 2024-01..2024-03, 2024-01.. or as yesterday, last month, 上周, 3 days ago"}
	}
	first, last := all[0], all[len(all)-1]
	slices.Reverse(all)
	year := value[:min(len(value), len("2024"))]
	slices.SortStableFunc(all, func(a, b string) int {
		return cmp.Compare(strings.Index(b+" ", year), strings.Index(a+" ", year))
	})
	return &UnknownValueError{
		Field: field, Value: value, Near: all[:min(len(all), 3)],
		Hint: fmt.Sprintf("it is written as %s, %s, %s-08, %s..%s, %s.. or as yesterday, last month, 上周, 3 days ago; the log has %s", last[:len("2024")], last, last, first, last, first, strings.Join(slices.Compact([]string{first, last}), " to ")),
	}
}
