package readlog

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// References as journals print them, and as people paste them into lists:
//
//	IEEE     A. Lee and B. Kim, "Title," in Venue, vol. 1, Oct. 2017, doi: 10.1109/…
//	MLA      Lee, Ann, et al. "Title." Journal 46.1 (2017): 1-9.
//	APA      Lee, A., & Kim, B. (1984). Title. Journal, 39(10), 1-9.    Lee et al. (2016) - Title
//	ACM      Ann Lee and Bo Kim. 2017. Title. In Venue.
//	ABNT     LEE, Ann; KIM, Bo. **Title**. Journal, v. 46, n. 1, p. 1-9, 2017.
//	SSRN     Lee, Ann and Kim, Bo, Title (May 12, 2017).
//	GB/T     李安, 金波. 题目[J]. 期刊, 2017.    Lee A, Kim B. Title[C]//Venue. 2017
//	short    Lee et al., Title, 2004.    Lee and Kim, “Title”
//	others   Ann Lee, Bo Kim. Title. Venue, 2004.

// reference is a paper by such words.
type reference struct {
	title string
	end   int    // of the title, in bytes
	said  string // who wrote it, where and when
	dated bool   // it says when, or has its place in a journal
	alone bool   // it is names and a title in quotes, and nothing else
}

var (
	// A word of a list of names; with what joins them.
	nameWord = pattern.New(`^(?:\p{Lu}[\p{L}\p{M}'’\-‐.]*|\p{Lu}\p{Ll}*\.-?\p{Lu}\.|&|and|et|y|e|und|i|och|al\.?|van|von|de|del|della|den|der|di|da|dos|du|la|le|ter|bin|ben|el|Jr\.?|eds?\.?|others|\.\.\.|…|\p{Han}{2,4}|和|等)[,;.，；、]*$`)
	// The year behind names: (2017), (2017a, May), 2017.
	yearBehind = pattern.New(`^[\s,.，;]*(?:[(（\[]\s*((?:19|20)\d{2})[a-z]?(?:,[^()]{0,20})?\s*[)）\]]|((?:19|20)\d{2})[a-z]?\.)\s*[.,:，：]?\s*(?:[-–—]{1,2}\s+)?`)
	// What kind of thing it is, by GB/T 7714.
	kindMark = pattern.New(`\s*[\[［【](?:J|C|D|M|A|P|R|N|S|Z|EB|J/OL|C/OL|EB/OL|D/OL|M/OL|DB/OL|G)[\]］】]`)
	// Where a title ends: a sentence, a question.
	sentenceEnd = pattern.New(`[.。](?:\s|$)|[?!？](?:\s+[*_]{0,2}\p{Lu}|$)`)
	// What never ends a sentence of a title.
	abbreviated = pattern.New(`(?i)(?:\bvs|\bet al|\bno|\bvol|\bst|\be\.g|\bi\.e|\bapprox|\b\p{Lu})$`)
	// Names and a year in emphasis or brackets before a title.
	keyBefore = pattern.New(`^(?:(?:\*\*|__|\*|_)([^*_\[\]]{3,120}?)\(?((?:19|20)\d{2})[a-z]?\)?[.,:]?(?:\*\*|__|\*|_)|\[([^*_\[\]]{3,120}?)\(?((?:19|20)\d{2})[a-z]?\)?\])[.,:：]?\s+([^(\s].*)$`)
	// What kind of text it is, behind a title.
	formMark = pattern.New(`(?i)\s*\[(?:pdf|online|preprint|(?:doctoral|master['’]?s?) (?:dissertation|thesis)|review|book)\]$`)
	// A number before a reference: [12], (3).
	referenceNumber = pattern.New(`^[\[(（【]\d{1,3}[\])）】]\.?\s*`)
)

// longestNames is how many bytes the names of a reference may have.
const longestNames = 600

// namesOf says whether words are names of people and nothing else, and whether of more than one word.
func namesOf(s string) (names, several bool) {
	if strings.ContainsAny(s, "、，；") {
		s = strings.NewReplacer("、", "、 ", "，", "， ", "；", "； ").Replace(s) // 张三、李四
	}
	words := strings.Fields(strings.Trim(s, " ,.，;:：\t"))
	if len(words) == 0 || len(words) > 80 || len(s) > longestNames {
		return false, false
	}
	for _, w := range words {
		if !nameWord().MatchString(w) {
			return false, false
		}
	}
	if slices.Contains(notNames, strings.ToLower(strings.Trim(words[0], ",:"))) {
		return false, false
	}
	return true, len(words) > 1
}

// notNames are words that stand before titles and begin with a capital.
var notNames = []string{"read", "reading", "paper", "papers", "see", "the", "a", "an", "in", "note", "notes", "on", "title", "abstract", "introduction", "method", "methods", "results", "and", "for", "from", "with", "this", "our", "we", "also", "talk", "watch", "watched", "finished", "article", "summary", "discussed", "presented", "why", "what", "how", "when", "if"}

// readReference reads the reference that s is. Cheap questions come first.
func readReference(s string) (reference, bool) {
	if len(s) < 16 || len(s) > introBytes {
		return reference{}, false
	}
	skip := len(referenceNumber().FindString(s))
	text := s[skip:]
	if hasAnyPrefix(text, "*", "_", "[") { // **Lee et al. (2017)**. Title; [Lee et al., 2016] Title
		if m := keyBefore().FindStringSubmatch(text); m != nil {
			text = strings.TrimRight(m[1]+m[3], " ,(") + " (" + m[2] + m[4] + "). " + m[5]
			skip = len(s) - len(text)
		}
	}
	first, _ := utf8.DecodeRuneInString(text)
	if !unicode.IsUpper(first) && !unicode.Is(unicode.Han, first) && !hasAnyPrefix(text, "van ", "von ", "de ", "del ", "di ", "da ") {
		return reference{}, false
	}
	for _, read := range []func(string) (reference, bool){boldReference, quotedReference, markedReference, datedReference, archivedReference, shortReference, namedReference} {
		if r, ok := read(text); ok {
			r.title = strings.Trim(strings.TrimSpace(formMark().ReplaceAllString(r.title, "")), ` ,.，。"“”*_`)
			if plain := strings.TrimSpace(Plain(r.title).String); !paperLike(plain) && !titleLike(plain) && !nameOnly(plain) && !nameBeside(plain) && !(r.dated && len(strings.Fields(plain)) > 1) || yearWord().FindString(plain) == plain {
				return reference{}, false
			}
			r.said = placeAndYear(r.said)
			r.end += skip
			return r, r.end > 0 && r.end <= len(s)
		}
	}
	return reference{}, false
}

// whoBefore is what stands before a title without the year behind the names: Lee, A. (2017).
func whoBefore(s string) (who string, dated bool) {
	m := yearWord().FindStringIndex(s)
	if m == nil || strings.Trim(s[m[1]:], " )]）.,:：-–—") != "" {
		return s, false
	}
	if k := strings.LastIndexAny(s[:m[0]], "([（"); k >= 0 {
		return s[:k], true
	}
	return s[:m[0]], true
}

// boldReference has its title in emphasis behind names: the first words that are.
func boldReference(s string) (reference, bool) {
	at := strings.IndexAny(s, "*_")
	if at <= 0 || at > longestNames {
		return reference{}, false
	}
	who, dated := whoBefore(s[:at])
	names, several := namesOf(who)
	if !names || !several && !dated || !strings.ContainsAny(who, ",;.，、&") && !strings.Contains(who, " and ") && !dated {
		return reference{}, false
	}
	inner, n, _, ok := cutMarked(s[at:], [][2]string{{"***", "***"}, {"**", "**"}, {"__", "__"}, {"*", "*"}, {"_", "_"}})
	if !ok || inner == "" || inner[0] == ' ' {
		return reference{}, false
	}
	title := strings.Trim(inner, ` "“”.,`)
	tail := firstBytes(s[at+n:], longestSaid)
	said := tail
	if m := linkStart().FindStringIndex(said); m != nil {
		said = said[:m[0]]
	}
	year := yearWord().FindString(s[:at])
	if dated = dated || yearWord().MatchString(said) || slices.ContainsFunc(links(tail), paperLink); !dated && (!paperLike(title) && !titleLike(title) || !strings.Contains(tail, "](")) {
		return reference{}, false
	}
	if names, _ := namesOf(title); names && !paperLike(title) && !dated {
		return reference{}, false
	}
	end := at + n
	return reference{title: title, end: end, said: strings.Trim(year+". "+strings.Trim(said, " .,;[(（"), " ."), dated: dated}, true
}

var (
	// Names as archives give them, Lee, Ann and Kim, Bo, and the day behind the title.
	archivedName = pattern.New(`^(\p{Lu}[\p{L}\p{M}'’ \-]{1,30}), (\p{Lu}[\p{L}\p{M}'’.\- ]{0,30}?)( and |, )`)
	archivedDay  = pattern.New(`\s*\(((?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, (?:19|20)\d{2})\)`)
)

// archivedReference has the day behind its title, as SSRN gives it.
func archivedReference(s string) (reference, bool) {
	m := archivedDay().FindStringSubmatchIndex(firstBytes(s, longestSaid+longestNames))
	if m == nil {
		return reference{}, false
	}
	head, at := s[:m[0]], 0
	for range 40 {
		n := archivedName().FindStringSubmatchIndex(head[at:])
		if n == nil || len(strings.Fields(head[at+n[4]:at+n[5]])) > 3 {
			break
		}
		and := head[at+n[6]:at+n[7]] == " and "
		if at += n[1]; !and {
			return reference{title: head[at:], end: m[0], said: s[m[2]:m[3]], dated: true}, at < len(head)
		}
	}
	return reference{}, false
}

// shortNames are the names of a reference of which only the first is said, or two, and a comma; behindShort is when it came out, behind the
// title.
var (
	shortNames  = pattern.New(`^\p{Lu}[\p{L}\p{M}'’\-]+ (?:et al\.?|(?:&|and) \p{Lu}[\p{L}\p{M}'’\-]+),\s+`)
	behindShort = pattern.New(`,\s+(?:\p{Lu}[\p{L}&]{1,11}[ \-]?['’]?)?((?:19|20)\d{2})\b(?:\s*[(（][^()（）]{0,80}[)）])?\.?\s*$`)
)

// shortReference has a comma behind the first of its names, and the year at the end.
func shortReference(s string) (reference, bool) {
	n := len(shortNames().FindString(firstBytes(s, longestNames)))
	if n == 0 {
		return reference{}, false
	}
	m := behindShort().FindStringIndex(s[n:])
	if m == nil || !asTitle(s[n:n+m[0]]) {
		return reference{}, false
	}
	return reference{title: s[n : n+m[0]], end: n + m[0], said: strings.Trim(s[n+m[0]:], " ,."), dated: true}, true
}

// quotedReference has its title in quotes behind names.
func quotedReference(s string) (reference, bool) {
	at := strings.IndexAny(s, "\"“")
	if at <= 0 || at > longestNames {
		return reference{}, false
	}
	who := s[:at]
	dated := false
	if m := yearWord().FindStringIndex(who); m != nil { // (2017).
		k := strings.LastIndexAny(who[:m[0]], "([")
		dated = true
		if k < 0 {
			k = m[0]
		}
		who = who[:k]
	}
	names, several := namesOf(who)
	if !names || !several && !dated && !strings.HasSuffix(strings.TrimSpace(who), ",") {
		return reference{}, false
	}
	_, n := utf8.DecodeRuneInString(s[at:])
	from := at + n
	end := -1
	for k := from; k < len(s); {
		j := strings.IndexAny(s[k:], "\"”")
		if j < 0 {
			break
		}
		_, size := utf8.DecodeRuneInString(s[k+j:])
		behind := s[k+j+size:]
		if r, _ := utf8.DecodeRuneInString(behind); behind == "" || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			end = k + j
			at = end + size
			break
		}
		k += j + size
	}
	if end < from+3 {
		return reference{}, false
	}
	tail := firstBytes(s[at:], longestSaid)
	placed := strings.Contains(strings.ToLower(tail), "doi") || slices.ContainsFunc(links(tail), paperLink)
	if !dated && !placed && !yearWord().MatchString(tail) {
		alone := strings.Trim(tail, " ,.;") == ""
		return reference{title: s[from:end], end: at, alone: alone}, alone
	}
	return reference{title: s[from:end], end: at, said: strings.Trim(tail, " ,."), dated: true}, true
}

// markedReference has the mark of GB/T 7714 behind its title.
func markedReference(s string) (reference, bool) {
	if !strings.ContainsAny(s, "[［【") {
		return reference{}, false
	}
	m := kindMark().FindStringIndex(s)
	if m == nil || m[0] < 8 {
		return reference{}, false
	}
	head := s[:m[0]]
	// The names end at the last full stop before which there are names alone.
	from := 0
	for _, sign := range []string{". ", "．", ".", "。", ": ", "："} {
		for k := 0; k < len(head); {
			j := strings.Index(head[k:], sign)
			if j < 0 {
				break
			}
			k += j + len(sign)
			if names, _ := namesOf(head[:k]); names && k > from && k < len(head) && (sign != "." || !asciiLetter(head[k]) || k < 3 || head[k-3] != ' ') {
				from = k
			}
		}
		if from > 0 {
			break
		}
	}
	if from == 0 {
		return reference{}, false
	}
	return reference{title: head[from:], end: m[1], said: strings.Trim(firstBytes(s[m[1]:], longestSaid), " ./,"), dated: true}, true
}

// datedReference has the year behind the names.
func datedReference(s string) (reference, bool) {
	y := yearWord().FindStringIndex(firstBytes(s, longestNames))
	if y == nil {
		return reference{}, false
	}
	at := strings.LastIndexAny(s[:y[0]], "([（")
	if at < 0 || strings.TrimSpace(strings.Trim(s[at:y[0]], "([（")) != "" {
		at = y[0]
	}
	bracketed := at < y[0]
	names, several := namesOf(s[:at])
	if !names || !several && !bracketed {
		return reference{}, false
	}
	m := yearBehind().FindStringSubmatchIndex(s[at:])
	if m == nil || m[0] != 0 {
		return reference{}, false
	}
	from := at + m[1]
	rest := s[from:]
	if rest == "" {
		return reference{}, false
	}
	if first, _ := utf8.DecodeRuneInString(rest); unicode.IsLower(first) && !strings.HasSuffix(s[:from], "- ") || strings.ContainsRune("、，,；;&/", first) {
		return reference{}, false // Vaswani et al. (2017) show that
	}
	end := titleEnd(rest)
	if inner, tail, ok := markedName(rest); ok { // 《Title》
		return reference{title: inner, end: from + len(rest) - len(tail), said: s[y[0]:y[1]] + ". " + strings.Trim(firstBytes(tail, 200), " .,，。《》"), dated: true}, true
	}
	if words := strings.Fields(rest[:end]); len(words) < 2 && utf8.RuneCountInString(rest[:end]) < 6 {
		return reference{}, false
	}
	said := strings.Trim(strings.TrimSpace(s[y[0]:y[1]])+". "+strings.TrimLeft(firstBytes(rest[end:], 200), " .,"), " ")
	return reference{title: rest[:end], end: from + end, said: said, dated: true}, true
}

// namedReference has a full stop between names and title, and says more behind it or not.
func namedReference(s string) (reference, bool) {
	for k, tries := 0, 0; tries < 40; tries++ {
		j := strings.Index(s[k:min(len(s), longestNames)], ". ")
		if j < 0 {
			return reference{}, false
		}
		k += j + 2
		who := s[:k-2]
		names, several := namesOf(who)
		if !names {
			return reference{}, false
		}
		last := strings.Fields(who)[len(strings.Fields(who))-1]
		if len(last) == 1 && strings.Count(who, ",") == 0 && len(strings.Fields(who)) < 3 { // J. Smith
			continue
		}
		rest := s[k:]
		next, _, _ := strings.Cut(rest, " ")
		if len(strings.Trim(next, ".,")) < 2 && strings.HasSuffix(next, ".") || strings.HasPrefix(rest, "and ") || strings.HasPrefix(rest, "& ") || strings.HasPrefix(rest, "et al") {
			continue // another initial
		}
		if strings.HasSuffix(strings.Trim(next, "*"), ",") && utf8.RuneCountInString(next) < 14 && tries < 39 { // J. Smith, K. Lee. Title
			if more, _ := namesOf(firstWords(rest, 2)); more {
				continue
			}
		}
		if !several || !strings.ContainsAny(who, ",&;，、") && !strings.Contains(who, " and ") && !strings.Contains(who, "et al") && !initialOf(who) {
			return reference{}, false
		}
		end := titleEnd(rest)
		title := strings.TrimSpace(rest[:end])
		tail := firstBytes(rest[end:], longestSaid)
		dated := yearWord().MatchString(tail) || slices.ContainsFunc(links(tail), paperLink)
		if first, _ := utf8.DecodeRuneInString(title); !paperLike(title) && !(dated && strings.Contains(title, " ")) || !unicode.IsLetter(first) && !unicode.IsDigit(first) {
			return reference{}, false
		}
		if n, _ := namesOf(title); n && !strings.Contains(title, ":") && strings.Contains(title, ",") {
			return reference{}, false
		}
		return reference{title: title, end: k + end, said: strings.Trim(tail, " .,"), dated: dated}, true
	}
	return reference{}, false
}

// printedIn is a month or day with its year, or a year, among the numbers of volumes and pages.
var printedIn = pattern.New(`(?i)(?:\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? )?\b(?:19|20)\d{2}\b(?:[-.]\d{1,2}\b)?`)

// addressIn is where the address or number of a paper begins.
var addressIn = pattern.New(`(?i)\bdoi\b|https?:|\barxiv\s*[:：]|\bISSN\b|\bISBN\b`)

// placeAndYear is what is said behind a title without volumes, pages and numbers: Journal 46.1 (2017): 1-9. A year at the front stood
// behind the names.
func placeAndYear(said string) string {
	if m := linkStart().FindStringIndex(said); m != nil {
		said = strings.TrimRight(said[:m[0]], " .,;[(（")
	}
	said = strings.Join(strings.Fields(strings.NewReplacer("*", "", "_", " ").Replace(said)), " ") // Plain takes 1984. for the number of an item
	last := ""
	if m := addressIn().FindStringIndex(said); m != nil {
		last = yearInTail().FindString(said[m[0]:]) // arXiv:1611.01310, 2016
		said = said[:m[0]]
	}
	year := ""
	if m := yearWord().FindStringIndex(said); m != nil && m[0] == 0 {
		year, said = said[:m[1]], strings.TrimLeft(said[m[1]:], " .,")
		if m[1]+1 < len(said) && !strings.Contains(said, ".") && !strings.Contains(said, ",") {
			return year + " " + said // 2010 IEEE Conference on …
		}
	}
	place := said
	if i := strings.IndexAny(place, "0123456789"); i > 0 {
		place = strings.TrimRight(place[:i], " ,(:")
	}
	if m := volumeBehind().FindStringIndex(place); m != nil && m[0] > 0 {
		place = place[:m[0]]
	}
	for _, m := range printedIn().FindAllStringIndex(said, 4) {
		before, _ := utf8.DecodeLastRuneInString(said[:m[0]])
		behind, _ := utf8.DecodeRuneInString(said[m[1]:])
		if (year == "" || len(said[m[0]:m[1]]) > 4 && strings.HasSuffix(said[m[0]:m[1]], year)) && !strings.ContainsRune("-–/.", before) && !strings.ContainsRune("-–/", behind) {
			year = said[m[0]:m[1]]
		}
	}
	if year == "" {
		year = strings.Trim(last, " ,.()")
	}
	place = strings.TrimLeft(place, " ).,]）")
	if words := strings.Fields(place); len(words) > 0 && endsAsMonth().MatchString(words[len(words)-1]) {
		place += ";" // Revista do Mar
	}
	return strings.TrimSpace(place + " " + year)
}

var (
	volumeBehind = pattern.New(`(?i),? (?:vol(?:ume)?|v|n|no|pp?)\.?$`)
	endsAsMonth  = pattern.New(`(?i)^(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*$`)
	yearInTail   = pattern.New(`[ ,(](?:19|20)\d{2}\)?\.?$`)
)

// initialOf says whether names have an initial: David G. Lowe, Lowe DG.
func initialOf(who string) bool {
	return slices.ContainsFunc(strings.Fields(who), func(w string) bool {
		w = strings.Trim(w, ".,;")
		return w != "" && len(w) <= 2 && w == strings.ToUpper(w)
	})
}

func firstWords(s string, n int) string {
	words := strings.Fields(firstBytes(s, 100))
	return strings.Join(words[:min(n, len(words))], " ")
}

// titleEnd is where the title that words begin with ends: at a sentence's end, a link or a number of a paper.
func titleEnd(s string) int {
	end := len(s)
	if cut := linkStart().FindStringIndex(s); cut != nil {
		end = len(strings.TrimRight(s[:cut[0]], " (（"))
	}
	if m := kindMark().FindStringIndex(s[:end]); m != nil {
		end = m[0]
	}
	for _, sign := range []string{" doi:", " DOI:", " arXiv:", " arXiv preprint", ", arXiv"} {
		if i := strings.Index(s[:end], sign); i > 0 {
			end = i
		}
	}
	for k := 0; k < end; {
		m := sentenceEnd().FindStringIndex(s[k:end])
		if m == nil {
			break
		}
		at := k + m[0]
		if s[at] == '?' || s[at] == '!' {
			at++
		}
		if !abbreviated().MatchString(s[:at]) && (strings.Contains(s[:at], " ") || strings.HasPrefix(s[at:], ". In ") || utf8.RuneCountInString(s[:at]) >= 6 && !fold.ASCII(s[:at])) {
			return at
		}
		k += m[1]
	}
	return end
}

// otherReferences are headings of lists of what a text or a program builds on, not of what somebody read.
var otherReferences = pattern.New(`(?i)^[\s\d.#]*(?:references?|bibliography|works cited|literature cited|citations?|citing\b.*|how to cite|cite\b.*|acknowledge?ments?|credits|(?:selected |our |my |related |recent )?publications?|related (?:work|papers?|projects?)|further reading|sources?|resources|see also|licen[sc]e|参考文献|参考资料|参考|引用|致谢|相关工作)\s*[:：]?\s*$`)

// looseReference says whether a line that is no item is a reference with its title in quotes and begins a paragraph, in a file about papers or
// above a link to one: Lee, Ann, et al. "Title." Venue (2023).
func (p *parser) looseReference(i int, s string) bool {
	if len(s) > longestSentence || len(s) < 30 || s[0] < 'A' || s[0] > 'Z' || !strings.ContainsAny(s, "\"“") || i > 0 && p.lines[i-1].kind != blankLine && p.lines[i-1].kind != headingLine {
		return false
	}
	r, ok := readReference(s)
	if !ok || !r.dated || !paperLike(r.title) {
		return false
	}
	return i+1 < len(p.lines) && p.lines[i+1].kind == textLine && slices.ContainsFunc(links(p.lines[i+1].of(p.text)), paperLink) || slices.ContainsFunc(links(s), paperLink) || p.ofPapers()
}

// references finds items of lists that are references. Below a day one will do; else there are two in the file at least, and half of the
// items of the list are.
func (p *parser) references() {
	type item struct {
		line, indent, body int
		reference
		read  Date
		loose bool // no item
	}
	var list, found []item
	items, sure, all, dated, other := 0, 0, 0, false, false
	flush := func() {
		if len(list) > 0 && (2*len(list) >= items || sure > 0 && dated) {
			found = append(found, list...)
			if all += sure; sure > 0 && dated {
				all += 2
			}
		}
		list, items, sure = nil, 0, 0
	}
	var head *line // the heading above, as long as nobody asked what it is of
	within := p.within()
	for i := p.front; i < len(p.lines); i++ {
		l := &p.lines[i]
		if l.kind == headingLine || l.kind == titleLine && !l.lead.single {
			flush()
		}
		if l.kind == headingLine {
			d, ok := l.date(Date{Year: anyYear})
			dated, other, head = ok && d.Month > 0, false, l
		}
		if l.code || l.mute || within[i] || l.kind != textLine && l.kind != itemLine || l.kind == itemLine && (!l.done || l.listed) {
			continue
		}
		s := l.of(p.text)
		trimmed := strings.TrimLeft(s, " \t")
		start := len(itemStart().FindString(firstBytes(trimmed, 40)))
		loose := start == 0 && p.looseReference(i, trimmed)
		if start == 0 && !loose {
			if n := len(referenceNumber().FindString(firstBytes(trimmed, 10))); n == 0 || trimmed[0] != '[' {
				continue
			}
		}
		if head != nil { // a list is below it
			other, head = otherReferences().MatchString(Plain(head.text).String), nil
		}
		if other {
			continue
		}
		if len(list) > 0 && indentOf(s) > list[len(list)-1].indent {
			continue // said of it
		}
		items++
		if len(trimmed) > introBytes || !strings.ContainsAny(trimmed, ".(\"“．（") {
			continue
		}
		text, end := trimmed[start:], 0
		if m := linkTitle().FindStringSubmatchIndex(text); m != nil && m[0] == 0 {
			text, end = text[m[2]:m[3]], m[1]
		}
		read, size := dayBeforeReference(text)
		text, start = text[size:], start+size
		r, ok := readReference(text)
		if !ok {
			continue
		}
		if end > 0 {
			r.end = end
		}
		r.end += edges(trimmed[start+r.end:])
		if r.dated {
			sure++
		}
		list = append(list, item{i, indentOf(s), l.end - len(trimmed) + start + r.end, r, read, loose})
	}
	if flush(); all < 2 {
		return
	}
	for _, f := range found {
		p.title(f.line, f.title, f.body, lead{published: f.said, read: f.read, single: !f.loose, indent: f.indent})
	}
}

// dayBeforeReference is the day in brackets, and emoji around it, before a reference, and how many bytes they are: [2023.07.05] Doe, Jane, et al.
// "Title." ….
func dayBeforeReference(s string) (Date, int) {
	if first, _ := utf8.DecodeRuneInString(s); unicode.IsLetter(first) || unicode.IsDigit(first) {
		return Date{}, 0 // most
	}
	m := dayInBrackets().FindStringSubmatchIndex(s)
	if m == nil {
		return Date{}, 0
	}
	d, n := readDate(s[m[2]:m[3]])
	if n != m[3]-m[2] || d.Day == 0 {
		return Date{}, 0
	}
	return d, m[1]
}

var dayInBrackets = pattern.New(`^[^\p{L}\p{N}\[【(“"]*[\[【(]\s*((?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2})\s*[\])】][^\p{L}\p{N}\[“"]*`)
