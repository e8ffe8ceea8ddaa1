package readlog

import (
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Where and when a paper came out stands before its title as often as behind it: SOSP'03-The Google File System, 【SIGCOMM 24】Title,
// (OSDI '14) Title, [2017 ICCV] Title; or within it, behind the short name: WiscKey (FAST '16): Separating Keys from Values.

var (
	frontBracket  = pattern.New(`^[*_]{0,3}[\[(（【〔]\s*([^\[\]()（）【】〔〕]{3,40}?)\s*[\])）】〕][*_]{0,3}\s*[-–—:：,，|·]?\s*`)
	frontPlain    = pattern.New(`^((?:(?:ACM|IEEE|USENIX|Usenix) )?\p{Lu}[\p{L}&]{1,11}(?:[ _-]?['’‘]\d{2}|[ _-]?(?:19|20)\d{2}|\d{2}|[ _-]\d{2})|(?:19|20)\d{2}[ ._-]{0,2}(?:(?:ACM|IEEE|USENIX) )?\p{Lu}[\p{L}&]{1,11})(\s*(?:[-–—_:：|·]+|\.\s)\s*|\s+)(\S.*)$`)
	venueWithin   = pattern.New(`^([\p{Lu}\d][^()（）\[\]【】:：]{1,40}?)\s*[(（\[【]([^()（）\[\]【】]{4,30})[)）\]】]\s*([:：].{4,})$`)
	unknownVenue  = pattern.New(`^(?:(?:ACM|IEEE|USENIX|Usenix) )?(\p{Lu}[\p{L}&-]{0,11})[ _-]?(['’‘]?)((?:19|20)\d{2}|\d{2})(?i:,? (?:oral|spotlight|poster|highlight|best paper|workshops?|findings|demo|short|long))?$`)
	yearFirst     = pattern.New(`^(?:19|20)\d{2}[._-]\p{Lu}`)
	venueOfOthers = pattern.New(`(?i)^(?:workshops?|challenges?|tutorials?|papers?|best|keynotes?|cup|reports?|proceedings|accepted|orals?|reviews?|reading|notes?|summary|highlights?|recap|trip|competitions?|tracks?|data|tasks?|program|talks?|panel|sessions?|list|day|poster|spotlight|award|invited|outstanding|submission|deadline|in|at|on|and|of|the conference)\b`)
)

// noVenues are capitals before a number that is no year.
var noVenues = []string{"DAY", "PART", "WEEK", "NO", "ID", "CH", "LEC", "CS", "EE", "PAGE", "VOL", "RFC", "ISO", "PEP", "SEC", "FIG", "EX", "HW", "LAB", "TOP", "MIT", "COVID", "SARS", "GPT", "UTC"}

// venueAndYear reads words that are a venue, known or not, with a year, or one of both: SIGCOMM 24, JPDC 16, 2017 ICCV, 2019. It returns them
// such that a cursor reads the year.
func venueAndYear(s string) (said string, year, ok bool) {
	s = strings.TrimSpace(strings.Trim(s, "*_ "))
	switch {
	case isYear(s):
		return s, true, true
	case yearFirst().MatchString(s):
		s = s[:4] + " " + strings.TrimLeft(s[4:], " ._-")
	}
	if spaced := besideYear.Replace(s); isVenue(spaced) {
		return spaced, strings.ContainsAny(spaced, "0123456789"), true
	}
	m := unknownVenue().FindStringSubmatch(s)
	if m == nil || slices.Contains(noVenues, strings.ToUpper(m[1])) {
		return "", false, false
	}
	capitals := 0
	for _, r := range m[1] {
		if unicode.IsUpper(r) {
			capitals++
		}
	}
	y, n := digits(m[3], 4)
	switch {
	case capitals < 2 && m[2] == "", n == 2 && m[2] == "" && (len(m[1]) < 3 || y > 35 && y < 70):
		return "", false, false
	}
	if n == 2 {
		if y += 2000; y > 2050 {
			y -= 100
		}
	}
	return m[1] + " " + Date{Year: y}.String(), true, true
}

// besideYear is without what stands between a venue and its year: NeurIPS Workshop 2023, ICSE_2021.
var besideYear = strings.NewReplacer("_", " ", " Workshops ", " ", " Workshop ", " ", " workshop ", " ", " Findings ", " ")

// venueBefore cuts a venue with its year, or one of both in brackets, off the front of a title, and institutions in brackets behind it. said is
// empty where none is there.
func (p *parser) venueBefore(title string) (rest, said, by string) {
	rest = title
	if first, _ := utf8.DecodeRuneInString(title); strings.ContainsRune("[(（【〔*_", first) {
		dated := false
		for range 3 {
			m := frontBracket().FindStringSubmatchIndex(rest)
			if m == nil || !hasLetters(rest[m[1]:]) {
				break
			}
			inner := rest[m[2]:m[3]]
			words, year, ok := venueAndYear(inner)
			if !ok {
				if f, all := p.factsBehind("(" + inner + ")"); all && f.year && (f.venue || f.acronym) {
					words, year, ok, by = f.said, true, true, strings.TrimSpace(by+" "+p.institutionsOf(f.said))
				}
			}
			if _, known := p.rules.Institution(strings.TrimSpace(inner)); !ok && known && said != "" {
				by, rest = strings.TrimSpace(by+" "+inner), rest[m[1]:]
				continue
			}
			if !ok || !year && !dated && strings.ContainsAny(rest[:1], "(") {
				break
			}
			said, rest, dated = strings.TrimSpace(said+" "+words), rest[m[1]:], dated || year
		}
		return rest, said, by
	}
	if !strings.ContainsAny(title[:min(len(title), 24)], "0123456789") || title[0] >= utf8.RuneSelf {
		return title, "", ""
	}
	m := frontPlain().FindStringSubmatch(title)
	if m == nil || venueOfOthers().MatchString(m[3]) {
		return title, "", ""
	}
	words, year, ok := venueAndYear(m[1])
	known := isVenue(words)
	apostrophe := strings.ContainsAny(m[1], "'’‘")
	first, _ := utf8.DecodeRuneInString(m[3])
	switch {
	case !ok || !year || !hasLetters(m[3]) || unicode.IsLower(first) || !known && !apostrophe:
	case strings.TrimSpace(m[2]) != "" && (len(m[3]) > 3):
		return m[3], words, ""
	case known && paperLike(m[3]) && !unicode.Is(unicode.Han, first):
		return m[3], words, ""
	}
	return title, "", ""
}

// fileName is the name of a paper's file, which begins with a number, its venue and maybe who wrote it: 1-NIPS15-Google-Title.pdf.
var fileName = pattern.New(`^(?:\d{1,3}[-_.] ?)?(\p{Lu}[\p{L}]{1,11}[-_]?(?:19|20)?\d{2})[-_] ?(?:(\p{Lu}[\p{L}&]{1,14})[-_] ?)?(.{8,})\.pdf$`)

// nameOfFile takes the title out of such a name.
func (p *parser) nameOfFile(title string) (rest, said, by string) {
	if !strings.HasSuffix(title, ".pdf") {
		return title, "", ""
	}
	m := fileName().FindStringSubmatch(title)
	if m == nil || !isVenue(m[1]) {
		return title, "", ""
	}
	if _, known := p.rules.Institution(m[2]); m[2] != "" && !known {
		m[2], m[3] = "", m[2]+"-"+m[3]
	}
	return strings.ReplaceAll(m[3], "_", " "), m[1], m[2]
}

// venueInside cuts a venue with its year in brackets out of a title, from behind the short name it begins with.
func venueInside(title string) (rest, said string) {
	if !strings.ContainsAny(title, ":：") || !strings.ContainsAny(title, ")）]】") || !strings.ContainsAny(title, "0123456789") {
		return title, ""
	}
	m := venueWithin().FindStringSubmatch(title)
	if m == nil {
		return title, ""
	}
	words, year, ok := venueAndYear(m[2])
	if !ok || !year || isYear(words) {
		return title, ""
	}
	return m[1] + m[3], words
}

// bracketAtEnd is a venue with its year in brackets behind a title.
var bracketAtEnd = pattern.New(`^(.{3,}?)\s*[(（\[【]([^()（）\[\]【】]{4,30})[)）\]】]$`)

// venueAtEnd cuts a venue with its year in brackets off the end of a title: Title [SIGCOMM 24].
func venueAtEnd(title string) (rest, said string) {
	if !hasAnySuffix(title, ")", "）", "]", "】") || !digitNear(title) {
		return title, ""
	}
	m := bracketAtEnd().FindStringSubmatch(title)
	if m == nil {
		return title, ""
	}
	if words, year, ok := venueAndYear(m[2]); ok && year && !isYear(words) {
		return m[1], words
	}
	return title, ""
}

// endYear is the year at the end of a title, in brackets, with who wrote it, or as a sentence: Title（2019）, Title (2019 Google), Title. 2019.
var endYear = pattern.New(`^(.{8,}?)(?:\s*[(（]\s*((?:19|20)\d{2})(?:[ ,，]+(\p{Lu}[\p{L}&.\-]*(?: \p{Lu}[\p{L}&.\-]*){0,3}))?\s*[)）]|\. ((?:19|20)\d{2}))\.?$`)

// yearOfTitle cuts such a year off a title, if what is left is one.
func yearOfTitle(title string) (rest, year, by string) {
	if !digitNear(title) {
		return title, "", ""
	}
	m := endYear().FindStringSubmatch(title)
	if m == nil || !paperLike(m[1]) || m[3] != "" && !asTitle(m[1]) {
		return title, "", ""
	}
	return m[1], m[2] + m[4], m[3]
}

// endVenue is a venue with its year at the end of a title, and what the paper won there.
var endVenue = pattern.New(`^(.{8,}?)(?:\s*[-–—,，|]\s*|\s+)(\p{Lu}[\p{L}]{1,11} ?(?:['’] ?|-)?(?:20)?\d{2})(?: (?i:(?:best|outstanding|oral|spotlight|poster|highlight|award)[\p{L} ]{0,24}))?$`)

// venueBehind cuts a venue off the end of a title: Title CVPR 2025, Title - ICML'16 Best Paper Award. Behind a small word it is of the title:
// the challenge at CVPR 2025.
func venueBehind(title string) (rest, venue string) {
	if !digitNear(title) {
		return title, ""
	}
	m := endVenue().FindStringSubmatch(title)
	if m == nil || !isVenue(m[2]) || !paperLike(m[1]) {
		return title, ""
	}
	words := strings.Fields(m[1])
	switch strings.ToLower(words[len(words)-1]) {
	case "at", "in", "of", "for", "the", "to", "and", "with", "from", "on", "by":
		return title, ""
	}
	return m[1], m[2]
}

// digitNear says whether a title has a figure among its last bytes.
func digitNear(s string) bool { return strings.ContainsAny(s[max(0, len(s)-40):], "0123456789") }

// placeLine is a line that is the name of a place and a date: Communications of the ACM, June 1990; infocomm 2018.
var placeLine = pattern.New(`^[\[(（【]?\s*((?:\p{L}[\p{L}&.\-]*[ ,]+){1,9}?)((?:['’‘]\d{2}|(?:19|20)\d{2})\b)[\s.)）\]】]*$`)

// placed reads the line below a title that is where it came out and when, and nothing else.
func (in *introduction) placed(text string, r *Rules) {
	if len(text) > maxPlace || len(text) < 6 || !digitNear(text) {
		return
	}
	m := placeLine().FindStringSubmatch(text)
	if m == nil {
		return
	}
	words := strings.Fields(m[1])
	last := strings.Trim(words[len(words)-1], ",")
	if first, _ := utf8.DecodeRuneInString(last); unicode.IsLower(first) && len(words) > 1 || slices.Contains(noName, last) || slices.Contains(placeVerbs, strings.ToLower(words[0])) {
		return
	}
	for _, w := range words[1:] {
		if first, _ := utf8.DecodeRuneInString(w); unicode.IsLower(first) && !slices.Contains(smallWords, w) {
			return
		}
	}
	c := newCursor(text, r, in)
	c.loose, c.dates = true, true
	c.read()
	if in.published.Raw == "" {
		if words, _, ok := venueAndYear(strings.Trim(m[1], " ,") + " " + m[2]); ok {
			c = newCursor(words, r, in)
			c.loose, c.dates = true, true
			c.read()
		}
	}
	in.why("line below the title", c)
}

// maxPlace is how many bytes the line of a place and a date may have.
const maxPlace = 120

var (
	smallWords = strings.Fields("of the on in for and to & de")
	placeVerbs = strings.Fields("read updated added created written finished started last reviewed presented discussed since until from posted")
)

// withoutVenue is the title of a pending item without a venue and year before or behind it.
func (p *parser) withoutVenue(title string) string {
	if len(title) > longestTitle || !strings.ContainsAny(title, "0123456789") || strings.HasPrefix(title, "[[") {
		return title
	}
	if rest, said, _ := p.venueBefore(title); said != "" && utf8.RuneCountInString(rest) > 2 {
		title = rest
	}
	if rest, said := venueAtEnd(title); said != "" {
		title = rest
	}
	return title
}
