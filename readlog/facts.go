package readlog

import (
	"papersearch/internal/pattern"
	"strings"
	"unicode"
	"unicode/utf8"
)

// facts is what stands behind a title and says where it was published, when and by whom: (OSDI 2012, Google), VLDB 2021, He et al.
type facts struct {
	said     string // as written, without links
	venue    bool   // a venue stands there that is known
	acronym  bool   // capitals and a year, as venues are written that nobody knows
	year     bool   // of a venue or alone
	authors  bool   // et al.
	known    bool   // an institution that is known
	link     bool   // to a paper
	label    bool   // and a link comes first that says so
	brackets bool   // all is in brackets
}

// sure says whether the facts are those of a paper: a venue and a year, authors and a year, or a link to it that says so.
func (f facts) sure() bool { return f.year && (f.venue || f.acronym || f.authors) || f.link && f.label }

var (
	// FAST 2016, CIDR'20: a venue by its form.
	acronymYear = pattern.New(`^(?:ACM |IEEE |USENIX )?\p{Lu}[\p{L}&-]{0,3}\p{Lu}{2}[\p{L}&-]{0,8}[ -]?['’]?(?:(?:19|20)\d{2}|['’]\d{2})(?: \(?[\p{L} ]{0,16}\)?)?$`)
	journalYear = pattern.New(`^(?:(?:Nature|Science|Cell|Lancet|JAMA|ACM|IEEE|Journal|Trans(?:actions|\.)|Proc(?:eedings|\.)) [\p{L} .&]{2,40}|\p{Han}{1,10}(?:学报|學報|期刊|杂志|雜誌)) ?(?:19|20)\d{2}$`)
	monthYear   = pattern.New(`^(?i:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? `)
	etAl        = pattern.New(`(?i)\bet al\b|等人?$`)
	// The name of somebody or of a place: words that begin with capitals or are Chinese.
	factName = pattern.New(`^(?:(?:[\p{Lu}\p{Han}][\p{L}\p{N}.'’&\-]*|&|and|et|al\.?|of|the|at|de|van|von|der|di|la|for|in|与|和)\s*){1,8}$`)
	anyLink  = pattern.New(`\[{0,2}!?\[[^\]]{0,80}\]\([^)\s]*\)\]?|<?https?://[^\s<>）)，。]+>?`)
)

// maxFacts is how many bytes of facts may stand behind a title, and longestFact how many runes each may have.
const (
	maxFacts    = 240
	longestFact = 48
)

// factsBehind reads what stands behind a title; ok is false where it says anything that is none.
func (p *parser) factsBehind(tail string) (f facts, ok bool) {
	if len(tail) > 3*maxFacts {
		return f, false
	}
	for _, u := range links(tail) {
		f.link = f.link || paperLink(strings.TrimSuffix(u, ".pdf")) // any text may be a PDF
	}
	s := strings.TrimSpace(anyLink().ReplaceAllString(tail, " "))
	s = strings.TrimSpace(Plain(s).String)
	if len(s) > maxFacts {
		return f, false
	}
	f.said, f.label = s, paperLabel().MatchString(tail)
	edge := func(r rune) bool { return r != '\'' && r != '’' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \t*_,，:：—–-|"))
	f.brackets = strings.ContainsRune("([（【", first)
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",，;；、|·()（）[]【】—–", r) })
	if len(parts) > 12 {
		return f, false
	}
	for _, part := range parts {
		if part = strings.TrimRight(strings.TrimFunc(part, func(r rune) bool { return edge(r) }), "."); part == "" {
			continue
		}
		_, institution := p.rules.Institution(part)
		if one, other, two := strings.Cut(part, "/"); two && !institution { // CMU/Google
			if _, institution = p.rules.Institution(strings.TrimSpace(one)); !institution {
				_, institution = p.rules.Institution(strings.TrimSpace(other))
			}
		}
		switch {
		case utf8.RuneCountInString(part) > longestFact:
			return f, false
		case isYear(part):
			f.year = true
		case isVenue(part):
			f.venue = true
			f.year = f.year || factYear().MatchString(part)
		case (acronymYear().MatchString(part) || journalYear().MatchString(part)) && !monthYear().MatchString(part):
			f.acronym, f.year = true, true
		case institution:
			f.known = true
		case etAl().MatchString(part) && factName().MatchString(strings.TrimSpace(factYear().ReplaceAllString(part, ""))):
			f.authors = true
			f.year = f.year || factYear().MatchString(part)
		case factName().MatchString(part), besideVenue().MatchString(part):
		case linkWords().MatchString(part) && len(part) < 12:
		default:
			if d, n := readDate(part); n == len(part) && d.Day == 0 {
				f.year = true
				continue
			}
			return f, false
		}
	}
	return f, true
}

var factYear = pattern.New(`['’]\d{2}\b|(?:19|20)\d{2}\b`)

var lastBracket = pattern.New(`^(.*[^\s(（\[【])\s*([(（\[【][^()（）\[\]【】]{3,120}[)）\]】])$`)

// lastLinks are the links behind the facts of a title.
var lastLinks = pattern.New(`(?:\s*\[{1,2}[^\]]{1,40}\]\([^)\s]+\)\]?)+$`)

// dashFacts cuts the facts behind a dash off the end of a title: Title — Google, NeurIPS 2015. Behind a dash stand other things as
// often; each must be a venue, a date or an institution that is known.
func (p *parser) dashFacts(title string) (rest, said string, ok bool) {
	at, size := -1, 0
	for _, dash := range []string{"——", "—", "–", " - "} {
		if i := strings.LastIndex(title, dash); i > at {
			at, size = i, len(dash)
		}
	}
	if at <= 0 || len(title)-at > maxFacts {
		return title, "", false
	}
	said = strings.TrimSpace(title[at+size:])
	year, of := false, false
	for _, part := range strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune(",，;；、|·", r) }) {
		part = strings.TrimSpace(part)
		if d, n := readDate(part); n > 0 && n == len(part) && d.Day == 0 {
			year = true
		} else if isVenue(part) {
			year, of = year || factYear().MatchString(part), true
		} else if _, known := p.rules.Institution(part); known {
			of = true
		} else {
			return title, "", false
		}
	}
	return strings.TrimRight(title[:at], " —–-"), said, year && of
}

// decorations are signs that people put beside a title and that are none of it: stars for how good it is, ticks, emoji.
func decoration(r rune) bool {
	return r >= 0x2600 && r <= 0x27BF || r >= 0x2B00 && r <= 0x2BFF || r >= 0x1F000 && r <= 0x1FAFF || r == 0xFE0F || r == 0x200D
}

// undecorated is a title without the decorations at its ends. One that touches a word may be of it (Q★), but for emoji.
func undecorated(title string) string {
	title = strings.TrimSpace(title)
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	loose := func(run string, apart bool) bool {
		r, _ := utf8.DecodeRuneInString(run)
		return apart || utf8.RuneCountInString(run) > 1 || r > 0xFFFF || strings.ContainsRune("⭐✅✨⚡❤", r)
	}
	for {
		was := title
		rest := strings.TrimRightFunc(title, decoration)
		if last, _ := utf8.DecodeLastRuneInString(rest); len(rest) < len(title) && rest != "" && loose(title[len(rest):], !word(last)) {
			title = strings.TrimSpace(rest)
		}
		rest = strings.TrimLeftFunc(title, decoration)
		if first, _ := utf8.DecodeRuneInString(rest); len(rest) < len(title) && rest != "" && loose(title[:len(title)-len(rest)], !word(first)) {
			title = strings.TrimSpace(rest)
		}
		if title == was {
			return title
		}
	}
}

// titleFacts cuts the facts in brackets, or behind a dash, off the end of a title.
func (p *parser) titleFacts(title string) (rest string, f facts, ok bool) {
	title = undecorated(title)
	if rest, year := authorsBehind(title); year != "" {
		return rest, facts{said: year, year: true, authors: true}, true
	}
	if rest, said, ok := p.dashFacts(title); ok {
		f, ok = p.factsBehind(said)
		return rest, f, ok
	}
	if !hasAnySuffix(title, ")", "）", "]", "】") {
		return title, f, false // most, without asking the slow expressions
	}
	m := lastBracket().FindStringSubmatch(lastLinks().ReplaceAllString(title, ""))
	if m == nil {
		return title, f, false
	}
	f, ok = p.factsBehind(m[2])
	if !ok || !f.year || !(f.venue || f.acronym || f.authors || f.known) {
		return title, f, false
	}
	return strings.TrimSpace(m[1]), f, true
}

// underDates says for each line whether a heading above it is a day or a month, or the name of the file.
func (p *parser) underDates() []bool {
	out := make([]bool, len(p.lines))
	level := 0
	whole := p.fileDay.Year > 0 || p.fileMonth.Year > 0
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == headingLine {
			if d, ok := l.date(Date{Year: anyYear}); ok && d.Month > 0 {
				level = l.level
			} else if l.level <= level {
				level = 0
			}
		}
		out[i] = whole || level > 0
	}
	return out
}
