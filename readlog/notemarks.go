package readlog

import (
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode/utf8"
)

// People who write a post or a note on a paper call it that: 【论文笔记】Title, Paper Notes: Title, 《Title》阅读笔记. The words are no part of the
// title, and say that the rest is one.

const markWords = `(?:论文|論文|文献|文獻|paper|논문)[\s\-_]*(?:阅读|閱讀|研读|精读|泛读|学习|讀書|读书|解读|解析|分享|速读|翻译|reading|review|summary|讀|读|리뷰|정리|요약|メモ|紹介)*[\s\-_]*(?:笔记|筆記|记录|notes?|まとめ)?`

var (
	markBefore = pattern.New(`(?i)^\s*(?:[\[【「(（]\s*` + markWords + `\s*[\]】」)）]\s*[:：\-—–|]*|` + markWords + `\s*(?:\d{1,3}|[(（#]\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[)）]?)?\s*(?:[:|]\s+|\s[\-—–]+\s|[：—–《“]))\s*`)
	markBehind = pattern.New(`(?i)[\s\-—–_:：|,，]*[\[【(（]?\s*(?:(?:论文|論文|文献)(?:阅读|閱讀|精读|学习|研读|读书)?(?:笔记|筆記)|(?:论文|論文)(?:阅读|解读|精读|解析|翻译)|阅读笔记|閱讀筆記|精读笔记|读后感|讀後感|深度(?:解析|解读)(?:\s*[(（][^()（）]{1,30}[)）])?|paper[ \-](?:reading )?(?:notes?|review|summary))\s*[\]】)）]?\s*$`)
	// 读后感 Title, 阅读笔记：Title, and Summary of "Title"
	readBefore = pattern.New(`^\s*[\[【(（]?\s*(?:读后感|讀後感|读书报告|阅读报告|阅读笔记|閱讀筆記|读书笔记|读论文|论文报告)\s*[\]】)）]?\s*[:：\-—–|]*\s*`)
	quotedNote = pattern.New(`(?i)^(?:(?:a|my|short|brief) ){0,2}(?:summary|review|notes?|critique|thoughts|comments?|report|reading notes?|write-?up|reflections?)(?: (?:of|on|for|about)(?: the)?(?: paper)?)?\s*[:：]?\s+["“「'‘]([^"”」]{6,300}?)[.,]?["”」'’]\s*(?:[(（][^()（）]{2,60}[)）]|by .{2,80})?$`)
	readNotes  = pattern.New(`[^文献獻]{2}(?:阅读笔记|閱讀筆記|读后感|讀後感|深度(?:解析|解读)(?:\s*[(（][^()（）]{1,30}[)）])?)\s*[\]】)）]?\s*$`)
)

// unmarked is a title without such words around it, where what is left may be one; said tells whether they say that it is a paper: 阅读笔记 are on
// books and code, too.
func unmarked(title string) (rest string, said bool) {
	rest = strings.TrimSpace(title)
	if rest == "" || len(rest) > maxHeading {
		return title, false
	}
	cut := rest
	if m := pattern.Submatch(markBefore, cut, "文pP논"); m != nil && len(m[0]) < len(cut) {
		mark := m[0]
		last, size := utf8.DecodeLastRuneInString(mark)
		if strings.ContainsRune("《“", last) {
			mark = mark[:len(mark)-size]
		}
		cut = cut[len(mark):]
	}
	said = cut != rest
	if m := pattern.Submatch(quotedNote, cut, "\"“「'‘"); m != nil {
		if paperLike(m[1]) || nameOnly(m[1]) {
			return strings.TrimSpace(m[1]), paperLike(m[1])
		}
	} else if m := readBefore().FindString(cut); m != "" && len(m) < len(cut) && asciiLetter(cut[len(m)]) && paperLike(cut[len(m):]) {
		cut, said = cut[len(m):], true
	}
	if m := markBehind().FindStringIndex(cut); m != nil && m[0] > 0 {
		if name := cut[:m[0]]; cut == rest && cut[len(cut)-1] < utf8.RuneSelf && !paperLike(name) && (!ownName(name) || fieldNames().MatchString(name)) {
			return title, false // Deep Learning Paper Notes, NLP Paper Notes
		}
		cut, said = cut[:m[0]], true
	}
	if cut == rest {
		return title, false
	}
	if cut = strings.TrimSpace(cut); !strings.Contains(cut, "《") {
		cut = strings.TrimSuffix(cut, "》")
	}
	for _, pair := range [][2]string{{"《", "》"}, {"“", "”"}, {`"`, `"`}, {"「", "」"}} {
		if inner, ok := strings.CutPrefix(cut, pair[0]); ok && strings.HasSuffix(inner, pair[1]) {
			cut = strings.TrimSpace(strings.TrimSuffix(inner, pair[1]))
		}
	}
	if utf8.RuneCountInString(cut) < 2 || !hasLetters(cut) || !(paperLike(cut) || nameOnly(cut) || nameBeside(cut)) || seriesTitle().MatchString(cut) {
		return title, false
	}
	if _, ok := headingDate(cut, Date{Year: anyYear}); ok {
		return title, false
	}
	if readNotes().MatchString(rest) && !(paperLike(cut) && asciiLetter(cut[0])) {
		return title, false
	}
	return cut, said
}

// fieldNames are short names of fields, which notes on many papers are called by.
var fieldNames = pattern.New(`(?i)\b(?:NLP|CV|ML|DL|RL|DRL|AI|LLMs?|VLMs?|MLLMs?|IR|RecSys|ASR|TTS|NER|OCR|HCI|SLAM|GNNs?|GANs?|NAS|NMT|MT|QA|RAG|OS|DB|HPC|3D|2D|CVPR|ICLR|ICML|NeurIPS|NIPS|ACL|EMNLP|AAAI)$`)

// seriesTitle is the name of one of several posts, each on several papers: 第三周, Week 5, 2024年6月.
var seriesTitle = pattern.New(`(?i)^(?:第[\d一二三四五六七八九十]+[周期篇次天章]|week|day|vol|issue|part|no\.?|(?:19|20)\d{2}年?)\s*[\d.\-年月]*$|合集|汇总|周报|week(?:ly)? \d|论文列表|系列$`)

// postFields are fields that posts of a blog have: its date is that of the post.
var postFields = strings.Fields("categories layout permalink slug draft mathjax abbrlink comments excerpt cover thumbnail lastmod katex hidden toc image updated description pin math hero")

// exportFields are fields that only exports from Zotero and the like have.
var exportFields = strings.Fields("citekey zotero zotero-link zotero-uri item-type itemtype")

// datesPaper says whether the date at the top is that of the paper rather than of the note or post.
func (f *front) datesPaper() bool {
	value := f.get("date")
	d := frontDate(value)
	switch {
	case d.Day == 0:
		return true
	case timeOfDay().MatchString(value):
		return false
	case slices.ContainsFunc(exportFields, func(k string) bool { return f.fields[k] != nil }):
		return true
	}
	month, raw := arXivMonth("arxiv:" + f.get("arxiv") + "\n" + f.get("url"))
	if raw == "" {
		month, raw = arXivMonth(f.get("doi"))
	}
	if raw != "" {
		return month == d.month()
	}
	if slices.ContainsFunc(postFields, func(k string) bool { return f.fields[k] != nil }) {
		return false
	}
	return f.get("authors") != "" || f.get("venue") != "" || strings.Contains(f.get("doi"), "10.")
}

var (
	// timeOfDay is the time in a date, which is of a page: 2020-08-09 14:28:52. Exports have midnight.
	timeOfDay = pattern.New(`\d[T ](?:[01]?[1-9]|10|2\d|0?0:(?:[0-5][1-9]|[1-5]0))[:\d]`)
	shortYear = pattern.New(`^\p{Lu}{2,10}\s?['’](\d{2})$`)
	// citedYear is the year of a reference: Person, Ana. 2016. “Title.” or (2016).
	citedYear = pattern.New(`[.,(\s]((?:19|20)\d{2})[.,)]`)
)

// saidPublished is when and where the paper came out as the first heading says behind its title, or the summary at the top: # Name (Person
// et al., 2017); abstract: 【CVPR2020】 Ana Person. "" where neither does.
func (p *parser) saidPublished() string {
	if at := p.topHeading(); at >= 0 {
		if _, said, ok := p.titleFacts(p.headingOf(at)); ok && said.year {
			return said.said
		}
	}
	for _, key := range []string{"abstract", "summary"} {
		head := firstBytes(p.about.get(key), 100)
		for _, m := range bracket().FindAllStringSubmatch(head, -1) {
			if isVenue(m[1]) {
				return m[1]
			}
		}
		if m := etAlYear().FindStringSubmatch(head); m != nil {
			return m[1]
		}
	}
	return ""
}

var etAlYear = pattern.New(`^\p{Lu}[\p{L}\s.&-]{1,40}(?:et al\.?|等人?)\s*[,，]?\s*[(（]?((?:19|20)\d{2})\b`)
