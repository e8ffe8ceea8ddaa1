package query

import (
	"cmp"
	"errors"
	"fmt"
	"papersearch/fold"
	"papersearch/readlog"
	"papersearch/store"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Institution resolves what a user calls an institution to its canonical name: a name of the log or the
// table, a label or alias in either language, or the start of one that fits a single institution of the log,
// else of the table. The error is an *UnknownValueError with near ones of the log.
func (s *Searcher) Institution(value string) (string, error) {
	if in, ok := s.rules.Institution(value); ok {
		return in.Name, nil
	}
	var here, known []spelling
	logs := s.values(byInstitution)
	for _, name := range logs {
		here = append(here, spelling{name, name})
	}
	for _, in := range s.rules.Known() {
		for _, alias := range in.Spellings() {
			known = append(known, spelling{alias, in.Name})
			if slices.Contains(logs, in.Name) {
				here = append(here, spelling{alias, in.Name})
			}
		}
	}
	name, err := resolve("institution", value, here, known)
	if unknown := new(UnknownValueError); errors.As(err, &unknown) {
		// A start that Google and its labs share means Google, which has them in it.
		for _, parent := range unknown.Near {
			if strings.HasPrefix(fold.Key(parent), fold.Key(value)) && !slices.ContainsFunc(unknown.Near, func(n string) bool { return !s.within(n, parent) }) {
				return parent, nil
			}
		}
	}
	return name, s.orFrequent(byInstitution, err)
}

// orFrequent is the error of an unknown value with what most entries have, where nothing is near to it.
func (s *Searcher) orFrequent(f facet, err error) error {
	unknown := new(UnknownValueError)
	if !errors.As(err, &unknown) || len(unknown.Near) > 0 {
		return err
	}
	count := map[uint32]int{}
	t := s.gen.Table
	for row := range t.Len() {
		switch f {
		case byInstitution:
			s.scratch = t.Institutions(row, s.scratch[:0])
			for _, n := range s.scratch {
				count[n]++
			}
		case byTrack:
			count[t.Track(row)]++
		case bySubtrack:
			count[t.Subtrack(row)]++
		case byVenue:
			count[t.Venue(row)]++
		}
	}
	var numbers []uint32
	for n := range count {
		if name := t.String(n); n > 0 && name != readlog.Unassigned {
			numbers = append(numbers, n)
		}
	}
	slices.SortFunc(numbers, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(t.String(a), t.String(b)))
	})
	for _, n := range numbers[:min(len(numbers), 5)] {
		unknown.Near = append(unknown.Near, t.String(n))
	}
	if len(unknown.Near) > 0 {
		unknown.Hint = "the log has " + strings.Join(unknown.Near, ", ")
		if len(numbers) > len(unknown.Near) {
			unknown.Hint += fmt.Sprintf(" and %d others", len(numbers)-len(unknown.Near))
		}
	}
	return err
}

// absent are the names among resolved filters that no entry has.
func (s *Searcher) absent(said map[string][]string) []string {
	var out []string
	for _, f := range []facet{byInstitution, byTrack} {
		for _, name := range said[FacetNames[f]] {
			if !slices.ContainsFunc(s.values(f), func(v string) bool { return v == name || f == byInstitution && s.within(v, name) }) {
				out = append(out, FacetNames[f]+" "+name)
			}
		}
	}
	return out
}

// Track resolves the name of a track: one that entries have, that a log names, or that the rules know.
func (s *Searcher) Track(value string) (string, error) {
	here, known := s.tracks(true)
	name, err := resolve("track", value, here, known)
	return name, s.orFrequent(byTrack, err)
}

// tracks are the spellings of tracks: of the log, and of all that the rules know, those that many trades use as well only if
// vague says so.
func (s *Searcher) tracks(vague bool) (here, known []spelling) {
	here = s.spellings(byTrack)
	for _, name := range s.gen.Manifest.Tracks {
		for _, part := range readlog.TrackParts(name) {
			here = append(here, spelling{part, name})
		}
	}
	names, unsure := s.rules.TrackNames()
	for alias, name := range names {
		if unsure[alias] && !vague {
			continue
		}
		known = append(known, spelling{alias, name})
		if slices.ContainsFunc(here, func(h spelling) bool { return h.name == name }) {
			here = append(here, spelling{alias, name})
		}
	}
	return here, known
}

// wholeNames are the tracks and subtracks of the log by the key of each way to write them. A word of a query names
// one only when it is the whole name: 检索 is no 信息检索, and "the" no theory. Who asks for 推理加速 does not ask for all
// that is of systems, unless the log has a track of that name; track:推理加速 does.
func (s *Searcher) wholeNames(f facet) map[string]string {
	if s.whole[f] == nil {
		s.whole[f] = map[string]string{}
		var here []spelling
		if f == byTrack {
			here, _ = s.tracks(false)
		} else {
			here = s.spellings(f)
		}
		for _, sp := range here {
			if key := fold.Key(sp.text); len([]rune(key)) > 1 && sp.name != readlog.Unassigned {
				s.whole[f][key] = sp.name
			}
		}
	}
	return s.whole[f]
}

// Subtrack resolves the name of a subtrack that entries have.
func (s *Searcher) Subtrack(value string) (string, error) { return s.ofEntries(bySubtrack, value) }

// Venue resolves the name of a venue that entries have.
func (s *Searcher) Venue(value string) (string, error) { return s.ofEntries(byVenue, value) }

// ofEntries resolves a name that only the entries know.
func (s *Searcher) ofEntries(f facet, value string) (string, error) {
	name, err := resolve(FacetNames[f], value, s.spellings(f), nil)
	return name, s.orFrequent(f, err)
}

// spellings are the values of a facet, each spelt as it is.
func (s *Searcher) spellings(f facet) (out []spelling) {
	for _, name := range s.values(f) {
		out = append(out, spelling{name, name})
	}
	return out
}

// spelling is one way to write a name.
type spelling struct{ text, name string }

// resolve finds the one name that value spells, whole before its start, here before known: 推荐 is 推荐系统 in a log that has no
// track of which 推荐 is another name.
func resolve(field, value string, here, known []spelling) (string, error) {
	key := fold.Key(value)
	for _, list := range [][]spelling{here, known} {
		for _, sp := range list {
			if fold.Key(sp.text) == key && key != "" {
				return sp.name, nil
			}
		}
		var fit []string
		for _, sp := range list {
			if key != "" && strings.HasPrefix(fold.Key(sp.text), key) && !slices.Contains(fit, sp.name) {
				fit = append(fit, sp.name)
			}
		}
		if len(fit) == 1 {
			return fit[0], nil
		}
		if len(fit) > 1 {
			slices.Sort(fit)
			return "", &UnknownValueError{Field: field, Value: value, Near: fit[:min(len(fit), 5)]}
		}
	}
	return "", &UnknownValueError{Field: field, Value: value, Near: near(key, here, known)}
}

// near lists up to five names that resemble key, those of the log first.
func near(key string, here, known []spelling) []string {
	var names []string
	for _, list := range [][]spelling{here, known} {
		for _, sp := range list {
			k := fold.Key(sp.text)
			limit := len([]rune(key)) / 3
			if k == "" || slices.Contains(names, sp.name) {
				continue
			}
			if key != "" && len([]rune(key)) > 1 && strings.Contains(k, key) || fold.Distance(k, key, limit) <= limit && limit > 0 {
				names = append(names, sp.name)
			}
		}
	}
	return names[:min(len(names), 5)]
}

// columnOf are the columns of the facets that are strings.
var columnOf = map[facet]store.Column{
	byInstitution: store.InstitutionColumn, byTrack: store.TrackColumn, bySubtrack: store.SubtrackColumn, byVenue: store.VenueColumn, byFile: store.FileColumn,
}

// values lists the values that entries have in a facet of strings, sorted.
func (s *Searcher) values(f facet) []string {
	var out []string
	for n, used := range s.gen.Used(columnOf[f]) {
		if used && n > 0 {
			out = append(out, s.gen.Table.String(uint32(n)))
		}
	}
	slices.Sort(out)
	return out
}

// matchFile matches a file by its path or by its name alone.
func matchFile(glob, file string) bool {
	return doublestar.MatchUnvalidated(glob, file) || doublestar.MatchUnvalidated(glob, path.Base(file))
}
