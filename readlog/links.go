package readlog

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// A paper has a number on arXiv, a DOI or an address, and people paste any of them, in any of the ways to write it. A key is
// what all of these have in common: arxiv:2402.17764, doi:10.1145/3292500, url:openreview.net/forum?id=x.

var (
	arXivAddress = pattern.New(`(?i)^(?:arxiv\.org|alphaxiv\.org|ar5iv\.org|ar5iv\.labs\.arxiv\.org|export\.arxiv\.org|huggingface\.co|hf\.co|paperswithcode\.com)/(?:abs|pdf|html|ps|format|e-print|papers|overview|paper)/(?:arxiv:)?(\d{4}\.\d{4,5}|[a-z\-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?/?(?:[?#].*)?$`)
	arXivWord    = pattern.New(`(?i)^(?:arxiv\s*[:：]?\s*)?(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?$`)
	arXivOld     = pattern.New(`(?i)^(?:arxiv\s*[:：]\s*)?([a-z\-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?$`)
	doiWord      = pattern.New(`(?i)^(?:doi\s*[:：]?\s*)?(10\.\d{4,9}/\S+)$`)
	doiAddress   = pattern.New(`(?i)^(?:dx\.)?doi\.org/(10\.\d{4,9}/\S+)$`)
	acmAddress   = pattern.New(`(?i)^dl\.acm\.org/doi/(?:abs/|pdf/|full/|fullhtml/|epdf/)?(10\.\d{4,9}/[^?#]+)`)
	bareAddress  = pattern.New(`(?i)^(?:www\.)?[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.(?:org|com|net|io|edu|cc|cn|ai|co|dev|gov|info|me|uk|de|fr|jp)/\S+$`)
)

// linkEdges are signs around an address that are not of it.
const linkEdges = ".,;:!?，。；：、！？<>()（）[]【】\"'“”《》`*"

// Identifier is the key of a number on arXiv, a DOI or an address, "" for other words.
func Identifier(s string) string {
	s = strings.Trim(strings.TrimSpace(fold.Script(s)), linkEdges)
	if len(s) < 8 || len(s) > introBytes || !strings.ContainsAny(s, "0123456789/") {
		return "" // before any pattern is compiled: every search asks for each word
	}
	low := strings.ToLower(s)
	address, scheme := strings.CutPrefix(low, "https://")
	if !scheme {
		address, scheme = strings.CutPrefix(low, "http://")
	}
	if !scheme && !bareAddress().MatchString(s) {
		for _, re := range []func() string{
			func() string { return arXivKey(first(arXivWord().FindStringSubmatch(low))) },
			func() string { return doiKey(first(doiWord().FindStringSubmatch(low))) },
			func() string { return arXivKey(first(arXivOld().FindStringSubmatch(low))) },
		} {
			if key := re(); key != "" {
				return key
			}
		}
		return ""
	}
	address = strings.TrimPrefix(address, "www.")
	if key := arXivKey(first(arXivAddress().FindStringSubmatch(address))); key != "" {
		return key
	}
	for _, re := range []func() []string{
		func() []string { return doiAddress().FindStringSubmatch(address) }, func() []string { return acmAddress().FindStringSubmatch(address) },
	} {
		if key := doiKey(first(re())); key != "" {
			return key
		}
	}
	address, _, _ = strings.Cut(address, "#")
	address = strings.Replace(strings.TrimSuffix(strings.TrimRight(address, "/"), ".pdf"), "openreview.net/pdf?id=", "openreview.net/forum?id=", 1)
	if !strings.Contains(address, ".") {
		return ""
	}
	return "url:" + address
}

func first(match []string) string {
	if match == nil {
		return ""
	}
	return match[1]
}

// arXivKey is the key of a number on arXiv whose first digits are a year and a month.
func arXivKey(number string) string {
	if strings.Contains(number, "/") {
		return "arxiv:" + number
	}
	year, _ := digits(number, 2)
	month := 0
	if len(number) > 4 {
		month, _ = digits(number[2:], 2)
	}
	if number == "" || year < 7 || year > 50 || month < 1 || month > 12 {
		return ""
	}
	return "arxiv:" + number
}

func doiKey(doi string) string {
	doi = strings.TrimRight(doi, linkEdges+"/")
	if doi == "" {
		return ""
	}
	if number, ok := strings.CutPrefix(doi, "10.48550/arxiv."); ok {
		return arXivKey(number)
	}
	return "doi:" + doi
}

// Identifiers are the keys of a query that is nothing but numbers and addresses of papers; nil for words.
func Identifiers(query string) []string {
	words := strings.Fields(query)
	var out []string
	for i := 0; i < len(words); i++ {
		if label := strings.ToLower(strings.Trim(words[i], ":：")); (label == "arxiv" || label == "doi") && i+1 < len(words) {
			i++
		}
		key := Identifier(words[i])
		if key == "" {
			return nil
		}
		if !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

// Own marks the key of what an entry is itself, beside those of what it names.
const Own = "="

// maxKeys is how many keys an entry has: of a list of links further down nobody asks for the last.
const maxKeys = 200

// ownLines is how many lines from the title on may hold the links and numbers of the paper itself.
const ownLines = 8

// ownText is the part of an entry where its own links stand: the first lines, without the points, which speak of other papers, but
// for those that are labelled: - Paper: https://…
func ownText(text string) string {
	var b strings.Builder
	n := 0
	for line := range strings.Lines(text) {
		if n++; n > ownLines {
			break
		}
		s := strings.TrimSpace(line)
		if marker := listMarker(s); n > 1 && marker > 0 {
			if s = strings.TrimSpace(s[marker:]); !cited().MatchString(firstBytes(s, introBytes)) && !linkLabelled().MatchString(firstBytes(s, introBytes)) && !paperURL().MatchString(s) {
				continue
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

// linkLabelled are labels of links that lists of other things have, too, so that they make no paper of a heading as those of cited do.
var linkLabelled = pattern.New(`(?i)^[\s*_]*(?:链接|地址|网址|link|url)[\s*_]*[:：]`)

// LinkKeys are the keys of an entry with these links in this file, with what stands above its body and the body: of each kind the
// first that is not of other papers is its Own too.
func LinkKeys(links []string, file, above, body string) []string {
	text := above + body
	var out []string
	kinds := map[string]bool{}
	near := above + ownText(body)
	add := func(s string) {
		key := Identifier(s)
		if key == "" || len(out) >= maxKeys || slices.Contains(out, key) {
			return
		}
		out = append(out, key)
		if kind, _, _ := strings.Cut(key, ":"); !kinds[kind] && (strings.Contains(near, s) || !strings.Contains(text, s)) {
			kinds[kind] = true
			out = append(out, Own+key)
		}
	}
	if name := strings.TrimSuffix(path.Base(file), path.Ext(file)); strings.HasPrefix(Identifier(name), "arxiv:") {
		add(name)
	}
	for _, l := range links {
		add(l)
	}
	// Numbers that stand in the text: four digits, a point, four or more; and 10.1145/… An expression takes ten times as long.
	for at := 0; len(out) < maxKeys; at++ {
		i := strings.IndexByte(text[at:], '.')
		if i < 0 {
			break
		}
		at += i
		before, behind := 0, 0
		for before < at && digit(text[at-1-before]) {
			before++
		}
		for at+1+behind < len(text) && digit(text[at+1+behind]) {
			behind++
		}
		from, rest := at-before, text[at+1+behind:]
		switch {
		case behind < 4 || from > 0 && latinEdge(text[from-1:from]):
		case before == 2 && strings.HasPrefix(rest, "/"):
			n := strings.IndexFunc(rest, func(r rune) bool { return r <= ' ' || r >= utf8.RuneSelf || strings.ContainsRune("\"'<>()[]{}|`", r) })
			if n < 0 {
				n = len(rest)
			}
			add(text[from : at+1+behind+min(n, maxDOI)])
		case before == 4 && behind <= 5:
			add(text[from : at+1+behind])
		}
	}
	return out
}

// maxDOI is how many bytes a DOI may have behind its first part.
const maxDOI = 200

func digit(c byte) bool { return c >= '0' && c <= '9' }
