package readlog

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a form asks before it takes words for a title: whether they look like one, where their links lead, and what stands below them.

// paperLike says whether words could be a paper's title rather than a name, a date or a sentence.
func paperLike(s string) bool {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "。；") || strings.HasSuffix(s, "：") || strings.HasSuffix(s, ":") {
		return false
	}
	latin, han := latinAndHan(s)
	return latin >= 3 || han >= 8 && latin == 0
}

// latinAndHan counts the Latin words of more than one letter, and the Han runes.
func latinAndHan(s string) (latin, han int) {
	for _, w := range strings.Fields(s) {
		if utf8.RuneCountInString(w) > 1 && asciiLetter(w[0]) {
			latin++
		}
	}
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			han++
		}
	}
	return latin, han
}

// nameLike says whether words that are not paperLike, for they are few, could be a title all the same: Segment Anything.
func nameLike(s string) bool {
	return !strings.ContainsAny(s, "。；：:") && !version().MatchString(s) && !yearWord().MatchString(s) && (strings.Contains(strings.TrimSpace(s), " ") || !fold.ASCII(s))
}

// titleCase says whether Latin words begin with capitals, as titles of files that are papers do.
func titleCase(s string) bool {
	capitals, small := 0, 0
	for _, w := range strings.Fields(s) {
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case unicode.IsUpper(r):
			capitals++
		case unicode.IsLower(r) && len(w) > 3:
			small++
		}
	}
	return capitals > small || capitals == 0 && small == 0
}

// paperHosts are where papers lie. A link there is evidence of a paper.
var paperHosts = []string{
	"arxiv.org", "doi.org", "openreview.net", "aclanthology.org", "aclweb.org", "thecvf.com", "neurips.cc", "nips.cc", "proceedings.mlr.press",
	"dl.acm.org", "ieeexplore.ieee.org", "papers.nips", "jmlr.org", "semanticscholar.org", "huggingface.co/papers", "usenix.org",
	"link.springer.com", "sciencedirect.com", "nature.com", "biorxiv.org", "paperswithcode.com/paper", "ssrn.com", "isca-speech.org", "vldb.org", ".pdf",
	"academic.oup.com", "/doi/10.", "/doi/abs/10.", "/doi/full/10.", "/doi/pdf/10.", "/doi/epdf/10.", "science.org/doi", "pnas.org/", "onlinelibrary.wiley.com", "www.cell.com/", "frontiersin.org/article",
	"frontiersin.org/journals", "mdpi.com/", "journals.plos.org", "pubmed.ncbi.nlm.nih.gov", "ncbi.nlm.nih.gov/pubmed", "ncbi.nlm.nih.gov/pmc", "europepmc.org", "medrxiv.org", "chemrxiv.org", "eprint.iacr.org", "nber.org/papers", "jstage.jst.go.jp/article",
	"journals.aps.org", "iopscience.iop.org", "projecteuclid.org", "jstor.org/stable", "tandfonline.com", "sagepub.com", "bmj.com/content", "thelancet.com/journals", "nejm.org/doi", "elifesciences.org/articles",
	"royalsocietypublishing.org", "researchgate.net/publication", "ojs.aaai.org", "ijcai.org/proceedings", "cv-foundation.org/openaccess", "adsabs.harvard.edu", "inspirehep.net", "hal.science", "hal.archives-ouvertes.fr",
	"citeseerx.ist.psu.edu", "cnki.net", "/_pdf",
}

func paperLink(url string) bool {
	url = strings.ToLower(url)
	for _, h := range paperHosts {
		if strings.Contains(url, h) {
			return true
		}
	}
	return false
}

// marksBefore cuts quotes, emphasis, bullets and numbers off the front: [1], 1., (1), 467、. number says there was one.
func marksBefore(s string) (rest string, number bool) {
	for {
		before := s
		s = strings.TrimLeft(s, " \t*_>+-")
		if m := leadingNumber().FindString(s); m != "" {
			s, number = s[len(m):], true
		}
		if s == before {
			return s, number
		}
	}
}

var leadingNumber = pattern.New(`^(?:\d{1,2}(?:\.\d{1,2}){1,3}[.、]?[ \t]|\[\d{1,4}\]|[（(【]\d{1,4}[)）】]|\d{1,4}\s?[.、)）:：])\s*`)

var (
	// The venue or year of a heading in brackets: [2017 ICCV], (NeurIPS 2022), [NIPS'19], 【KDD 2023】.
	bracket = pattern.New(`[\[(（【]([^\[\]()（）【】]{2,40})[\])）】]`)
	// Lines below a heading that only a paper has.
	cited = pattern.New(`(?i)^[\s*_>\-+📄📝🔗📃]*\[?(论文|论文链接|论文地址|原文|原(?:论文|paper)|文章链接|paper link|link to (?:the )?paper|paper|arxiv|pdf|doi|作者|authors?|机构|单位|发表|会议|期刊|venue|published|abstract|摘要|代码|github)[\]\s*_]*[:：(（]`)
)

// isVenue says whether words in brackets are a venue, or a year with one, and what was won there: AAAI2021最佳论文.
func isVenue(s string) bool {
	in := introduction{}
	c := &cursor{s: strings.TrimSpace(s), in: &in, dates: true}
	for c.at < len(c.s) {
		if !c.venue() && !c.date() && !c.joint() {
			return c.venues > 0 && besideVenue().MatchString(c.s[c.at:])
		}
	}
	return c.venues > 0 || strings.EqualFold(c.s, "arxiv")
}

// isYear says whether words in brackets are a year and nothing else.
func isYear(s string) bool {
	y, n := digits(s, 5)
	return n == 4 && len(s) == 4 && y >= 1900 && y <= 2100
}

// underDay says whether a line is the first below a heading that is a date.
func (p *parser) underDay(i int) bool {
	i = p.lineAbove(i)
	if i < 0 || p.lines[i].kind != headingLine {
		return false
	}
	_, ok := p.lines[i].date(Date{Year: anyYear})
	return ok
}

var (
	madeBy = pattern.New(`^[^，。；]{0,40}的(?:一篇|工作|文章|论文|研究|综述)`)
	// Two names or more, or et al., and a year: Ashish Vaswani, Noam Shazeer, Niki Parmar. NeurIPS 2017
	authorsYear = pattern.New(`^(?:\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){1,3}(?:, and |, | and | & |; )){1,}\p{Lu}[\p{L}.'’-]* \p{Lu}.*\b(?:19|20)\d{2}\b|^\p{Lu}[^.,;]{1,40},? et al\.?,? .{0,40}\b(?:19|20)\d{2}\b`)
)

// below is the first line below a line, without marks; "" where it is no text, or of a list.
func (p *parser) below(i int) string {
	i = p.nextLine(i)
	if i >= len(p.lines) || p.lines[i].kind != textLine {
		return ""
	}
	s := strings.TrimSpace(firstBytes(p.lines[i].of(p.text), longestSaid))
	if ordinal(s) > 0 || hasAnyPrefix(s, "- ", "* ", "+ ") {
		return ""
	}
	return strings.TrimSpace(Plain(s).String)
}

// datedBelow says whether the first line below a line begins with when a paper came out, and by whom or that it is one; authors may
// come first.
func (p *parser) datedBelow(i int) bool {
	in := introduction{}
	c := &cursor{s: p.below(i), rules: p.rules, in: &in}
	c.read()
	if in.published.Raw == "" && c.venues == 0 {
		in = introduction{}
		c = &cursor{s: c.s, rules: p.rules, in: &in, first: true, credits: true}
		if c.read(); c.names == 0 || !c.month || !c.introduces(len(in.institutions), in.venue != "") {
			return false
		}
	}
	return in.published.Raw != "" && (len(in.institutions) > 0 || c.venues > 0 || madeBy().MatchString(c.s[c.at:]))
}

// factsBelow says whether the first line below a line is the facts of a paper and nothing else.
func (p *parser) factsBelow(i int) bool {
	f, ok := p.factsBehind(p.below(i))
	return ok && f.sure()
}

// paperURL is a link to a paper on a line of little else.
var paperURL = pattern.New(`(?i)^[\s>*_\-+]*(?:\[[^\]]{1,30}\]\()?<?https?://(?:www\.)?(?:arxiv\.org|doi\.org|openreview\.net|aclanthology\.org|openaccess\.thecvf\.com|dl\.acm\.org)/`)

// citedBelow says whether the lines below a heading name a paper's link, authors or venue.
func (p *parser) citedBelow(i int) bool {
	for j, n := i+1, 0; j < len(p.lines) && n < 6; j++ {
		l := &p.lines[j]
		switch l.kind {
		case blankLine:
			continue
		case headingLine, titleLine:
			if l.kind == headingLine && l.text == "" {
				continue // drawn as a rule
			}
			return false
		}
		s := l.of(p.text)
		if len(s) > 400 {
			s = s[:400]
		}
		if cited().MatchString(s) || n < 3 && paperURL().MatchString(s) {
			return true
		}
		n++
	}
	return false
}

func hasAnyPrefix(s string, any ...string) bool { return suffix(s, any...) > 0 }

// nextLine is the line below a line that is not blank, len(p.lines) where there is none; lineAbove is that above, or -1.
func (p *parser) nextLine(i int) int {
	for i++; i < len(p.lines) && p.lines[i].kind == blankLine; i++ {
	}
	return i
}

func (p *parser) lineAbove(i int) int {
	for i--; i >= 0 && p.lines[i].kind == blankLine; i-- {
	}
	return i
}

// textBelow is the beginning of the first lines below a line, as far as they are text.
func (p *parser) textBelow(i, most int) (lines []string) {
	for i = p.nextLine(i); i < len(p.lines) && p.lines[i].kind == textLine && len(lines) < most; i = p.nextLine(i) {
		lines = append(lines, firstBytes(p.lines[i].of(p.text), longestSaid))
	}
	return lines
}

// longestSaid is how many bytes of a line are looked at for what it says of a paper.
const longestSaid = 400
