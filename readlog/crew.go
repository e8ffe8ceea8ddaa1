package readlog

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"slices"
	"strings"
)

// Below the words 作者 or Authors alone stand lines of institutions with their people in brackets, or the other way round:
//
//	作者：
//	清华大学 (Ada Heron, Bob Crane)
//	John Pond (USC/Information Sciences Institute)

var (
	crewLabel = pattern.New(`(?i)^[*_#\s]*(?:作者|作者单位|作者信息|作者机构|机构|单位|团队|authors?|author(?:s and)? affiliations?|affiliations?|institutions?|source|来源)[*_\s]*[:：]?[*_\s]*$`)
	crewLine  = pattern.New(`^(?:[-*+•]\s+|\d{1,2}[.、)]\s+)?([^()（）]{2,90}?)\s*(?:[（(][^()（）]{2,60}[)）]\s*)?[（(]([^()（）]{2,240})[)）]\s*[.,，。;；]?$`)
)

// How far into a body the label of such lines may stand, and how many they are at most.
const (
	crewWithin  = 40
	longestCrew = 16
)

// crews takes the institutions of such lines.
func (in *introduction) crews(body string, r *Rules) {
	if !strings.ContainsAny(body, "(（") {
		return
	}
	n, open := 0, 0
	for line := range strings.Lines(body) {
		text := strings.TrimSpace(line)
		if n++; n > crewWithin && open == 0 {
			return
		}
		if open == 0 {
			if len(text) < 40 && crewLabel().MatchString(text) {
				open = longestCrew
			}
			continue
		}
		if text == "" {
			continue
		}
		m := crewLine().FindStringSubmatch(firstBytes(text, introBytes))
		if open--; open == 0 {
			return
		}
		if m == nil {
			if _, size := r.longest(text); size == 0 || len(text) > 2*maxPlace {
				return
			}
			m = []string{text, text, ""}
		}
		where, who := strings.TrimSpace(m[1]), strings.TrimSpace(m[2])
		if who != "" {
			switch known, people := knownIn(who, r), peopleIn(who); {
			case known && peopleIn(where) && !knownIn(where, r):
				where = who // somebody, of there
			case !people && !known:
				return
			case !people:
				where = who // another name of it
			}
		}
		if !knownIn(where, r) && institutionLike(where) == "" {
			continue
		}
		c := newCursor(where, r, in)
		c.loose = true
		published, venue, held, heldIn, read := in.published, in.venue, in.held, in.heldIn, in.read
		c.read()
		in.published, in.venue, in.held, in.heldIn, in.read = published, venue, held, heldIn, read
		c.published = ""
		in.why("lines of authors", c)
		r.named(where, "lines of authors", in)
	}
}

// peopleIn says whether words are names of people, one or more in a list.
func peopleIn(s string) bool {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",，、;；&", r) })
	for _, part := range parts {
		if words := len(strings.Fields(part)); words == 0 || words > 5 {
			return false
		}
		if ok, _ := namesOf(strings.ReplaceAll(part, "*", "")); !ok {
			return false
		}
	}
	return len(parts) > 0
}

// knownIn says whether an institution that is known stands in words.
func knownIn(s string, r *Rules) bool {
	var in introduction
	c := newCursor(s, r, &in)
	c.loose = true
	c.read()
	return len(in.institutions) > 0 || slices.ContainsFunc(strings.Split(s, "/"), func(part string) bool { _, ok := r.Institution(strings.TrimSpace(part)); return ok })
}

// bibtexYear is the year of a paper's own BibTeX in its body: that with its title.
func bibtexYear(body, title string) string {
	at := strings.IndexByte(body, '@')
	if at < 0 || !strings.Contains(body, "=") {
		return ""
	}
	for tries := 0; tries < 20 && at < len(body); tries++ {
		rest := firstBytes(body[at:], 4*introBytes)
		if bibtexStart().MatchString(rest) {
			if next := strings.Index(rest[1:], "\n@"); next > 0 {
				rest = rest[:next+1]
			}
			fields := bibtexFields(rest)
			if sameTitle(fields["title"], title) {
				return strings.TrimSpace(fields["year"] + " " + fields["booktitle"])
			}
		}
		next := strings.IndexByte(body[at+1:], '@')
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return ""
}

// sameTitle says whether two titles are one, or one is the beginning of the other.
func sameTitle(a, b string) bool {
	a, b = fold.Key(a), fold.Key(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	return a == b && a != "" || len(a) >= 20 && strings.HasPrefix(b, a)
}
