package readlog

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Tables in other languages than Chinese and English, and tables whose cells are references or cite keys.

// Heads of columns in French, Spanish, Portuguese, German, Italian, Japanese, Korean and Russian.
var (
	titlesAbroad = strings.Split("titre|titre de l'article|article lu|papier|título|titulo|título del artículo|artículo|articulo|artigo|artigo lido|nome do artigo|título do artigo|nombre del artículo|titel|aufsatz|artikel|titolo|articolo|題名|表題|論文タイトル|论文タイトル|論文题目|読んだ論文|読んだ论文|논문 제목|논문 이름|статья|название", "|")
	yearsAbroad  = strings.Split("année|annee|année de publication|date de publication|parution|conférence|revue|año|ano|ano de publicação|publicado|publicação|publicación|fecha de publicación|revista|conferencia|conferência|jahr|erscheinungsjahr|veröffentlicht|zeitschrift|konferenz|anno|rivista|出版年|発表年|発行年|掲載|会议名|ジャーナル|연도|년도|출판|게재|학회|학술지|발표|год|журнал", "|")
	daysAbroad   = strings.Split("fecha|datum|日付|날짜|дата|jour|día", "|")
	readsAbroad  = strings.Split("date de lecture|lu le|fecha de lectura|leído el|data de leitura|data da leitura|lido em|gelesen am|lesedatum|letto il|読んだ日|読了|읽은 날짜|읽은날", "|")
	bysAbroad    = strings.Split("所属|所属机构|소속|기관|institución|instituição|universidad|universidade|einrichtung|universität|université|istituzione", "|")
)

var (
	// The title, or name, of a paper, and when it came out, as heads of columns: Name of paper, Titre de l'article, Paper to discuss.
	titleOf  = pattern.New(`^(?:names?|titles?|titre|título|titulo|titel|titolo|nombre|nome|nom)\s+(?:of|de|del|do|des|der|da|di)\s*(?:the |la |el |o |a |l['’])?(?:(?:research |academic )?papers?|articles?|artículo|articulo|artigo|articolo|papier|publications?|works?|trabalho|trabajo|dell?['’]articolo)s?$`)
	paperFor = pattern.New(`^(?:papers?|articles?|artículos?|artigos?|articol[oi]|papier|lecture)\s+(?:(?:or|ou|o|oder|/)\s.{1,40}|(?:to|à|a|for|zu|da|para)\s+(?:be )?(?:discuss(?:ed)?|read|present(?:ed)?|review(?:ed)?|consulter|discuter|lire|leer|ler|discutir|lesen).{0,12}|(?:discussed|presented|reviewed|lu|lido|leído|gelesen).{0,12})$`)
	keyHead  = pattern.New(`^(?:cite|citation|bib|bibtex|reference|zotero)[ -]?keys?$|^citekeys?$`)
	atKey    = pattern.New(`^\s*(?:\[\[)?\s*@([\p{L}\d][\p{L}\d:._-]{3,60})\s*(?:\|[^\]]*)?(?:\]\])?\s*$`)
)

// columnAbroad tells a column by its head in another language, or in more words.
func columnAbroad(h string) column {
	in := func(list []string) bool {
		return slices.ContainsFunc(list, func(w string) bool { return h == w || h == fold.String(w) })
	}
	switch {
	case in(titlesAbroad), titleOf().MatchString(h), paperFor().MatchString(h), keyHead().MatchString(h):
		return titleColumn
	case in(readsAbroad):
		return readColumn
	case in(daysAbroad):
		return dayColumn
	case in(yearsAbroad):
		return dateColumn
	case in(bysAbroad):
		return byColumn
	}
	return otherColumn
}

// monthsAbroad are names of months by their beginnings, in French, Spanish, Portuguese, German and Italian.
var monthsAbroad = [12]string{
	"janv janvier enero ene janeiro januar jänner gennaio gen", "févr fevr février fevrier febrero fevereiro fev februar febbraio feb", "mars marzo março marco märz maerz mar",
	"avril avr abril abr april aprile apr", "mai mayo maio maggio mag", "juin junio junho juni giugno giu jun", "juil juillet julio julho juli luglio lug jul",
	"août aout agosto ago august aug", "sept septembre septiembre setiembre setembro set september settembre sep", "oct octobre octubre outubro out oktober okt ottobre ott",
	"nov novembre noviembre novembro november", "déc décembre diciembre dic dezembro dez dezember dicembre dec",
}

// dayAbroad is a day with the name of its month: 29 mars 2023, 3 de mayo de 2021, 1. März 2020; 2023년 3월 29일 has signs.
var (
	dayAbroad = pattern.New(`^(?:(?:le|el|em|am|il)\s+)?(\d{1,2})(?:er|\.|º|°|ª)?\s+(?:de\s+)?([\p{L}]{3,10})\.?(?:,?\s+(?:de\s+|del\s+)?((?:19|20)\d{2}))?`)
	dayHangul = pattern.New(`^((?:19|20)\d{2})년\s*(\d{1,2})월(?:\s*(\d{1,2})일)?`)
)

// foreignDate reads the day that a text begins with, in another language. One without a year is of the year within.
func foreignDate(s string, within Date) (Date, int) {
	if s == "" || !digit(s[0]) && !hasAnyPrefix(s, "le ", "el ", "em ", "am ", "il ") {
		return Date{}, 0
	}
	var d Date
	n := 0
	if m := dayHangul().FindStringSubmatchIndex(s); m != nil {
		d.Year, _ = digits(s[m[2]:m[3]], 4)
		d.Month, _ = digits(s[m[4]:m[5]], 2)
		if m[6] >= 0 {
			d.Day, _ = digits(s[m[6]:m[7]], 2)
		}
		n = m[1]
	} else if m := dayAbroad().FindStringSubmatchIndex(s); m != nil {
		word := strings.ToLower(s[m[4]:m[5]])
		for k, names := range monthsAbroad {
			if slices.Contains(strings.Fields(names), word) {
				d.Month = k + 1
			}
		}
		d.Day, _ = digits(s[m[2]:m[3]], 2)
		if d.Year = within.Year; m[6] >= 0 {
			d.Year, _ = digits(s[m[6]:m[7]], 4)
		}
		n = m[1]
	}
	if d.Year == 0 || d.Month == 0 || !d.valid() {
		return Date{}, 0
	}
	return d, n
}

// referenceColumn is the column of the table of a rule in which half of the cells that say anything are references, two at least; -1 for none.
func (p *parser) referenceColumn(rule int) int {
	cited, said := map[int]int{}, map[int]int{}
	best := -1
	for s, list := range p.sample(rule) {
		for k, c := range list {
			if k >= maxColumns {
				break
			}
			cell := strings.TrimSpace(s[c[0]:c[1]])
			if len(cell) < 4 {
				continue
			}
			said[k]++
			if len(cell) < 30 || !strings.ContainsAny(cell, "0123456789") {
				continue
			}
			if r, ok := readReference(cell); ok && r.dated && paperLike(Plain(r.title).String) {
				if cited[k]++; best < 0 || cited[k] > cited[best] {
					best = k
				}
			}
		}
	}
	if best < 0 || cited[best] < 2 || 2*cited[best] < said[best] || p.ofOnePaper() { // which cites them
		return -1
	}
	return best
}

// maxColumns is how many columns of a table are looked at for references.
const maxColumns = 12

// keyCell is the key of a reference manager that a cell is: [[@heron2020]].
func keyCell(cell string) string {
	if m := atKey().FindStringSubmatch(cell); m != nil {
		return m[1]
	}
	return ""
}

// tableOfNames says whether a table has a column whose head says that it is of papers, and names there, with a year or a link to a text in half
// of the rows: | Name of paper | Year | Link |. Cite keys need no more, nor do names with their venue: KelpNet, OSDI ’24.
func (p *parser) tableOfNames(rule int, columns []column, titles int) bool {
	head := p.lines[rule-1].of(p.text)
	at := cells(head)
	if titles >= len(at) {
		return false
	}
	h := headKey(head[at[titles][0]:at[titles][1]])
	if !paperHead().MatchString(h) && !keyHead().MatchString(h) {
		return false
	}
	rows, sure := 0, 0
	for s, list := range p.sample(rule) {
		if titles >= len(list) {
			continue
		}
		cell := strings.TrimSpace(s[list[titles][0]:list[titles][1]])
		if cell == "" {
			continue
		}
		rows++
		if keyCell(cell) != "" {
			sure++
			continue
		}
		if m := linkTitle().FindStringSubmatch(cell); m != nil {
			cell = m[1]
		}
		if first, _ := utf8.DecodeRuneInString(strings.Trim(cell, "*_ ")); unicode.IsLower(first) || !hasLetters(cell) {
			continue
		}
		if m := boldCell().FindStringSubmatch(cell); m != nil {
			cell = m[1]
		}
		if _, _, ok := p.nameAndVenue(strings.Trim(cell, "*_ ")); ok {
			sure++
			continue
		}
		for k, c := range list {
			text := s[c[0]:c[1]]
			if k != titles && (k < len(columns) && (columns[k] == dateColumn || columns[k] == dayColumn) && yearWord().MatchString(text) || textLink().MatchString(text)) {
				sure++
				break
			}
		}
	}
	return rows > 0 && 2*sure >= rows
}

var (
	paperHead = pattern.New(`papers?\b|articles?\b|论文|文献|논문|artículo|artigo|articolo|aufsatz`)
	textLink  = pattern.New(`(?i)\[(?:pdf|paper|arxiv|doi|论文|原文)\]\([^)\s]+\)|\.pdf\b|arxiv\.org|doi\.org`)
)

// besideReading are sections of a note on a paper in which tables list what it is compared with or builds on.
var besideReading = pattern.New(`(?i)相关|对比|比较|综述|背景|参考|引用|基线|\brelated\b|\bbaselines?\b|\bcompar|\bbackground\b|\bprior\b|\bprevious\b|\breferences?\b|\bbibliography\b`)
