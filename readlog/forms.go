package readlog

import (
	"papersearch/internal/pattern"
	"strings"
	"unicode/utf8"
)

// People write titles in many ways. Each form below finds the lines that are titles in its way, and says on what
// evidence; several may share a file. The form of the seed log, 《Title》 on a line of its own, is told by
// line.classify and needs no evidence.
//
//	numbered   [1]《Title》  467.《Title》，EMNLP2025  《Title》（KDD 2023）
//	bold       **Title**, with a link, authors or a venue below it or behind it, or who wrote it and when below it; **Title** (OSDI
//	           2012, Google) under a day
//	           ## 2024.3.5 《Title》  ## 1. 《Title》  - 2024-03-05 《Title》
//	references - A. Lee and B. Kim, "Title," in Venue, 2017, doi: …    Lee, A. (1984). Title. Journal …    李安. 题目[J]. 期刊, 2017
//	dated      * _2018.07_ Title [arxiv](…) [note](…)
//	linked     - [x] ✅ [Title](https://arxiv.org/…) remark
//	labelled   - Title. Authors. [paper](https://arxiv.org/…) [code](…)    - Title, authors, 2023. https://…
//	cited      - **Title** (authors, year) remark    - "Title", venue    - Title (venue year): remark
//	read       Read: Title (authors, 2017), under a day
//	diary      - First-pass read [Title](https://arxiv.org/…), under a day    - [x] 阅读论文：Title
//	beside     - **LoRA** [arXiv](https://arxiv.org/…), in a list that has a paper or is all that a day has
//	html       <li><a href="https://arxiv.org/…">Title</a> remark</li>
//	table      | [Title](…)<br/>remark | 2023 | ✅ |
//	venue      ## [2017 ICCV] Name, Title    ### Title[NIPS'19][Baidu]    ### Title (OSDI 2012, Google)
//	below      ## Title, with 论文, arXiv, authors or a link below it; ### Title under a day; all of them as items, too: - ### Title
//	blocks     below a day any paragraph, item or callout that looks like a title, with a link, authors and a year, or a venue beside or below
//	           it: [Title](https://arxiv.org/…); 「Title」; Authors. "Title". Venue 2019; 论文：…; > [!paper] Title; 下午读了《Title》
//	hanging    Title, with indented lines below it, under days
//	names      - **Title** above its authors, in a file about papers
//	emphasized *Title* remark, - DQN. *Title*, in a file about papers
//	series     headings, items or lines of which most look like titles, in a file about papers: ### Title, - [Title](notes/title.md), 1.Title
//	day        ## 2024-05-06 Title    ### Title（2024.5.6）    - 5/7 Title    - [x] 2021-01-05 [Title](…)
//	sections   ## Title above #### Authors, 2007 or the sections that write-ups have, two of them in a file; ## LazyTree above
//	           - LazyTree: Merging Trees When They Are Read
//	folded     <summary><b>Title</b> [Paper](https://…)</summary>
//	bibtex     @article{key, title={Title}, …}, bare or in a block
//	fields     Title: … above Authors: …, ### Paper: above the title, | Title | … | above | Year | … |; one is the file's, several are its papers
//	front      one file a paper: front matter, or inline fields, that say so
//	headed     one file a paper: # [Title](https://arxiv.org/…), # Title above Authors: … and Venue: …, 【论文笔记】Title
//	reference  one file a paper: its reference is the first line
//	file       one file a paper: # Title, 论文标题：…, or the name of the file
//
// Files about one paper are told first, for the lists in a write-up are its own; what is below days or beside others comes when the sure ones
// are known; wholeFile is asked when nothing was found.
var forms = []func(p *parser){
	(*parser).itemHeadings, (*parser).fronted, (*parser).headedFile, (*parser).citedFile, (*parser).tabled, (*parser).lineFields, (*parser).fieldHeadings,
	(*parser).yearHeadings, (*parser).shortYears, (*parser).underlined, (*parser).dateLines, (*parser).pendingLists,
	(*parser).numbered, (*parser).readLines, (*parser).boldTitles, (*parser).diaryItems, (*parser).references, (*parser).bullets,
	(*parser).tables, (*parser).datedHeadings, (*parser).headingTitles, (*parser).sectioned, (*parser).methodHeads, (*parser).details,
	(*parser).citedBullets, (*parser).beside, (*parser).hangingTitles, (*parser).emphasized, (*parser).aboveNames, (*parser).blocks, (*parser).series, (*parser).bibtex, (*parser).wholeFile,
}

// lead is what the line of a title says besides.
type lead struct {
	published string   // date or venue as written, for a cursor to read
	by        string   // institutions as written
	alias     string   // the short name, where a table has one
	read      Date     // of a table that says so,
	readAs    string   // as its cell has it
	asides    []string // cells of a row that say nothing of the paper: Done, the day of a meeting
	unread    bool     // it is still to be read: see unreadTitles
	single    bool     // the entry is this line, and what is nested below it
	indent    int      // of a single line
	born      int      // the year that a heading above says it came out, 0
}

// title makes line i the title of a paper whose body begins at a byte of the text.
func (p *parser) title(i int, title string, body int, l lead) bool {
	if p.lines[i].listed {
		return false
	}
	title = withoutLabel(withoutLinks(title[calloutMark(title):]))
	if hasAnySuffix(title, "*", "_", "*.", "_.") {
		if m := emphasizedBehind().FindStringSubmatchIndex(title); m != nil && isVenue(title[m[2]:m[3]]) { // Title *SIGIR 2019.*
			title, l.published = title[:m[0]], strings.TrimSpace(l.published+" "+title[m[2]:m[3]])
		}
	}
	if m := readBehind().FindStringSubmatchIndex(title); m != nil && m[0] > 0 && l.read.Day == 0 {
		if d, n := readDate(title[m[2]:m[3]]); n == m[3]-m[2] && d.Day > 0 {
			title, l.read = title[:m[0]], d
		}
	}
	if rest, year := authorsBehind(title); year != "" {
		title, l.published = rest, strings.TrimSpace(l.published+" "+year)
	}
	if rest, published := publishedBehind(title); published != "" {
		title, l.published = withoutLinks(rest), strings.TrimSpace(l.published+" "+published)
	}
	if r, ok := readReference(title); ok && (r.dated || r.alone) {
		title, l.published = r.title, strings.TrimSpace(l.published+" "+r.said)
	}
	title, _ = unmarked(strings.Join(strings.Fields(Plain(title).String), " "))
	if m := siteBehind().FindStringIndex(title); m != nil && m[0] > 0 {
		title = title[:m[0]]
	}
	if rest, said, by := p.nameOfFile(title); said != "" {
		title, l.published, l.by = rest, strings.TrimSpace(l.published+" "+said), strings.TrimSpace(l.by+" "+by)
	}
	title = withoutPDF(title)
	if m := ratingBehind().FindStringIndex(title); m != nil && m[0] > 0 {
		title = strings.TrimRight(title[:m[0]], " *_")
	}
	if m := numberInBrackets().FindString(title); m != "" && nameBeside(title[len(m):]) {
		title = title[len(m):]
	}
	if rest, said, by := p.venueBefore(title); said != "" {
		title, l.published, l.by = rest, strings.TrimSpace(l.published+" "+said), strings.TrimSpace(l.by+" "+by)
	}
	if rest, said := venueInside(title); said != "" {
		title, l.published = rest, strings.TrimSpace(l.published+" "+said)
	}
	if rest, venue := venueBehind(title); venue != "" {
		title, l.published = rest, strings.TrimSpace(l.published+" "+venue)
	} else if rest, venue := venueAtEnd(title); venue != "" {
		title, l.published = rest, strings.TrimSpace(l.published+" "+venue)
	} else if rest, f, ok := p.titleFacts(title); ok && f.brackets && (f.venue || f.acronym) && hasLetters(rest) {
		title, l.published, l.by = rest, strings.TrimSpace(l.published+" "+f.said), strings.TrimSpace(l.by+" "+p.institutionsOf(f.said))
	} else if rest, year, by := yearOfTitle(title); year != "" {
		title, l.published, l.by = rest, strings.TrimSpace(l.published+" "+year), strings.TrimSpace(l.by+" "+by)
	}
	if strings.Contains(title, " et al") {
		if m := etAlBehind().FindStringIndex(title); m != nil && asTitle(title[:m[0]]) {
			title = title[:m[0]]
		}
	}
	starred := starBehind(title)
	title = undecorated(title)
	if inner, ok := strings.CutPrefix(title, "["); ok && strings.HasSuffix(inner, "]") && strings.Count(inner, "[") == 0 { // of a template
		title = strings.TrimLeft(strings.TrimSuffix(inner, "]"), "# ")
	}
	title = strings.Trim(title, " *_-–—:：,，.。|") + starred
	if title == "" || utf8.RuneCountInString(title) > longestTitle {
		return false
	}
	if len(title) <= longestDay && strings.ContainsAny(title, "0123456789") {
		if _, ok := bareDate(title, Date{Year: anyYear}); ok {
			return false
		}
	}
	x := &p.lines[i]
	x.kind, x.title, x.body, x.lead = titleLine, title, body, l
	p.isLog = true
	return true
}

// withoutPDF is the name of a file without what says that it is a PDF.
func withoutPDF(title string) string {
	if n := len(title) - len(".pdf"); n > 2 && strings.EqualFold(title[n:], ".pdf") && !strings.Contains(title, "://") {
		return strings.TrimSpace(title[:n])
	}
	return title
}

// starBehind is the star at the end of a name that has one: A*.
func starBehind(title string) string {
	if n := len(title); n > 1 && title[n-1] == '*' && latinEdge(title[n-2:n-1]) && strings.Count(title, "*") == 1 {
		return "*"
	}
	return ""
}

// ratingBehind is how good a paper was found, behind its title: | 6☆, (8/10), | ⭐⭐⭐⭐, :star::star:.
var ratingBehind = pattern.New(`\s*[*_]*\s*(?:[|｜]\s*|[(（\[【]\s*|\s)(?:\d{1,2}(?:\.\d)?\s*[☆★⭐星分]|\d(?:\.\d)?\s*/\s*(?:5|10)|[☆★⭐]{1,10}|\d(?:\.\d)? stars?|(?::star2?:\s*){1,10})\x{FE0F}?\s*[)）\]】]?$`)

// siteBehind is the name of the place whose page has the title: Title | SpringerLink.
var siteBehind = pattern.New(`\s+(?:[|｜]\s+(?:SpringerLink|IEEE Xplore|OpenReview|ACM Digital Library|Semantic Scholar|Papers [Ww]ith Code|PubMed|PNAS|Nature|Science|arXiv|Request PDF)|[-–—|]\s+(?:ScienceDirect|ACL Anthology|PubMed|PMC))$`)

// emphasizedBehind are the last words of a line, in emphasis.
var emphasizedBehind = pattern.New(`[.,。，]?\s+[*_]([^*_]{3,40}?)[.,]?[*_]\.?$`)

// etAlBehind is who wrote a paper, behind its title, where a venue was cut off: Title, Lee et al.
var etAlBehind = pattern.New(`,\s+\p{Lu}[\p{L}\p{M}'’\-]+ et al\.?,?$`)

// numberInBrackets is what people count papers by: [1] Title.
var numberInBrackets = pattern.New(`^\[\d{1,3}\]\s+`)

// readBehind is the day behind a title on which it was read, and says so: ✅ 2024-05-07, (read 2024-05-07).
var readBehind = pattern.New(`(?i)[\s,，;；—–-]*[(（\[]?\s*(?:✅|✔\x{FE0F}?|\bread(?: on)?[:：]?|finished[:：]?|读于|阅读于|已读)\s*((?:19|20)\d{2}(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}[日号]?))\s*[)）\]]?\s*$`)

// withoutLinks is a title without the links behind it that are called by what they lead to: Title [paper](…) [code](…).
func withoutLinks(title string) string {
	if !strings.HasSuffix(strings.TrimSpace(title), ")") || !strings.Contains(title, "](") {
		return title
	}
	for {
		m := oneLinkBehind().FindStringSubmatchIndex(title)
		if m == nil || m[0] == 0 || !linkWords().MatchString(title[m[2]:m[3]]) {
			return title
		}
		title = strings.TrimRight(title[:m[0]], " \t|·,，")
	}
}

var oneLinkBehind = pattern.New(`\s*\[{1,2}([^\[\]]{1,40})\]{1,2}\([^()\s]+\)\]?\s*$`)
