package readlog

import (
	"papersearch/fold"
	"slices"
	"strings"
	"sync"
)

// journals are names of several words, which are longer than those of others: Nature Methods is not Nature. They come first.
const journals = "Nature Methods|Nature Medicine|Nature Biotechnology|Nature Communications|Nature Biomedical Engineering|Nature Machine Intelligence|Nature Genetics|" +
	"Nature Neuroscience|Nature Physics|Nature Chemistry|Nature Materials|Nature Energy|Nature Climate Change|Nature Human Behaviour|Nature Electronics|Nature Photonics|" +
	"Nature Nanotechnology|Nature Computational Science|Nature Cancer|Nature Metabolism|Nature Cell Biology|Nature Immunology|Nature Microbiology|Nature Plants|" +
	"Nature Sustainability|Nature Aging|Nature Ecology & Evolution|Nature Chemical Biology|Nature Structural & Molecular Biology|Nature Protocols|Nature Astronomy|" +
	"Nature Geoscience|Nature Catalysis|Nature Synthesis|Nature Cardiovascular Research|Nature Reviews Genetics|Nature Reviews Drug Discovery|Nature Reviews Physics|" +
	"Science Robotics|Science Advances|Science Translational Medicine|Science Immunology|Science Signaling|Science China Information Sciences|Science Bulletin|" +
	"Cell Systems|Cell Reports|Cell Metabolism|Cell Stem Cell|Cell Genomics|Cell Reports Medicine|Cell Research|Molecular Cell|Cancer Cell|" +
	"Genome Biology|Genome Research|Nucleic Acids Research|Briefings in Bioinformatics|PLOS Computational Biology|Scientific Reports|Scientific Data|" +
	"npj Digital Medicine|The Lancet Digital Health|Lancet Digital Health|Medical Image Analysis|Neural Computation|Neural Networks|" +
	"ACM Computing Surveys|Communications of the ACM|USENIX ATC|USENIX Security|USENIX FAST|IEEE S&P"

// conferences are venues of one word, as logs usually write them.
const conferences = "NeurIPS NIPS ICML ICLR CVPR ICCV ECCV ACL EMNLP NAACL EACL COLING AAAI IJCAI KDD WWW SIGIR CIKM WSDM RecSys ICDE VLDB " +
	"SIGMOD ICASSP Interspeech CoRL ICRA IROS RSS TPAMI TKDE TMLR JMLR TACL Nature Science arXiv OSDI SOSP NSDI MLSys USENIX BMVC WACV MICCAI ACMMM MM " +
	"IMC SIGCOMM INFOCOM MobiCom EuroSys ASPLOS ISCA HPCA CCS NDSS CHI UIST CSCW SIGGRAPH PLDI ICSE FSE IJCV TIP PAMI TOIS TIST TNNLS ECIR PAKDD ECML " +
	"AISTATS UAI COLT ACCV ICIP ICPR ICANN IJCNN 3DV CIDR PVLDB PODS EDBT SoCC NetDB HotOS HotNets HotStorage DLRS ADKDD MobiSys CoNEXT POPL OOPSLA IJRR TRO T-RO T-PAMI RA-L " +
	"PODC SPAA STOC FOCS SODA LICS ICFP ECOOP CGO PPoPP HPDC ICDCS DSN ICCAD ISSTA TVCG CACM JPDC TPDS TOCS TODS ICNP IWQoS IPDPS ICPP ESORICS ACSAC EUROCRYPT ASIACRYPT " +
	"AsiaCCS APSys SIGMETRICS MobiHoc SenSys UbiComp IMWUT AAMAS CoNLL LREC ISWC ICWSM FAccT ISMIR SIGCSE TACAS RTSS RTAS TNSM " +
	"ISBI TMI IPMI ICDM SDM BioRxiv MedRxiv PNAS NEJM eLife"

// words are venues whose names are words, too. They are venues as they are written here, with a year or where nothing else is said.
const words = "Cell FAST MICRO ATC Bioinformatics JAMA Neuron SC S&P"

// venues are conferences and journals that logs name in place of a date, as they are usually written; they are found in any
// case. The longer come first.
var venues = sync.OnceValue(func() []string {
	long := strings.Split(journals, "|")
	slices.SortStableFunc(long, func(a, b string) int { return len(b) - len(a) })
	return slices.Concat(long, strings.Fields(conferences), strings.Fields(words))
})

// venueKey is a venue in lower case.
type venueKey struct{ key, name string }

// venueKeys are the venues by their first byte in lower case, in the order of venues.
var venueKeys = sync.OnceValue(func() *[128][]venueKey {
	var keys [128][]venueKey
	for _, name := range venues() {
		key := strings.ToLower(name)
		keys[key[0]] = append(keys[key[0]], venueKey{key, name})
	}
	return &keys
})

// venueNames are other names of a venue.
var venueNames = map[string]string{
	"NIPS": "NeurIPS", "ACMMM": "ACM MM", "MM": "ACM MM", "PAMI": "TPAMI", "WWW": "The Web Conference",
	"ATC": "USENIX ATC", "CACM": "Communications of the ACM", "T-RO": "TRO", "T-PAMI": "TPAMI", "USENIX FAST": "FAST", "PVLDB": "VLDB", "Lancet Digital Health": "The Lancet Digital Health", "S&P": "IEEE S&P", "BioRxiv": "bioRxiv", "MedRxiv": "medRxiv",
}

// venue reads NeurIPS 2022, KDD'19, arXiv 2401.01234, and takes the year for the publishing date.
func (c *cursor) venue() bool {
	if c.at > 0 && asciiLetter(c.s[c.at-1]) {
		return false
	}
	rest := fold.String(c.s[c.at:min(len(c.s), c.at+60)])
	if rest == "" || rest[0] >= 128 {
		return false
	}
	for _, known := range venueKeys()[rest[0]] {
		v, name := known.key, known.name
		tail, ok := strings.CutPrefix(rest, v)
		if !ok || tail != "" && asciiLetter(tail[0]) {
			continue
		}
		used := len(rest) - len(tail)
		sep := len(tail) - len(strings.TrimLeft(tail, " '’:-"))
		year, n := digits(tail[sep:], 4)
		raw := c.s[c.at:min(len(c.s), c.at+used+sep+n)]
		d := Date{}
		switch {
		case v == "arxiv" && n == 4 && strings.HasPrefix(tail[sep+n:], "."):
			d = Date{Year: 2000 + year/100, Month: year % 100}
			_, k := digits(tail[sep+n+1:], 5)
			n += 1 + k
			raw = c.s[c.at:min(len(c.s), c.at+used+sep+n)]
		case n == 4:
			d = Date{Year: year}
		case n == 2:
			d = Date{Year: 2000 + year}
			if year > 50 && strings.ContainsAny(tail[:sep], "'’") { // SOSP '83
				d.Year = 1900 + year
			}
		case n != 0:
			continue
		default:
			sep = 0
		}
		word := slices.Contains(strings.Fields(words), name)
		if name == "SC" && n != 4 && (n != 2 || sep > 0 && !strings.ContainsAny(tail[:sep], "'’")) {
			continue // South Carolina
		}
		if behind := c.s[min(len(c.s), c.at+used+sep+n):]; word && !c.wordIsVenue(name, n == 4 || n == 2, behind) || n == 0 && c.longerName(name, behind) {
			continue
		}
		if d.Year > 0 && d.valid() && c.in.published.Raw == "" {
			c.in.published = Published{From: d, To: d, Raw: raw}
			c.published = raw
		}
		if raw := c.s[c.at:min(len(c.s), c.at+used)]; raw == strings.ToUpper(raw) || raw == name || n > 0 {
			if !word || n > 0 {
				c.venues++
			}
			if c.in.venue == "" && v != "arxiv" {
				c.in.venue = name
				if other, ok := venueNames[name]; ok {
					c.in.venue = other
				}
				c.in.reasons = append(c.in.reasons, Reason{"venue", c.in.venue + " («" + strings.TrimSpace(c.s[c.at:min(len(c.s), c.at+used+sep+n)]) + "»)"})
			}
		}
		c.at += used + sep + n
		return true
	}
	return false
}

// wordIsVenue says whether a word that is the name of a venue is one here: with a year, or where its clause says nothing else.
func (c *cursor) wordIsVenue(name string, year bool, behind string) bool {
	if !strings.HasPrefix(c.s[c.at:], name) {
		return false
	}
	if i := strings.IndexAny(behind, "，,；;：:（()）、【[]】。|"); i >= 0 {
		behind = behind[:i]
	}
	return year || besideVenue().MatchString(behind)
}

// longerName says whether the name of a journal goes on, so that it is another: Nature Foods, Science of Computing.
func (c *cursor) longerName(name, behind string) bool {
	next, ok := strings.CutPrefix(behind, " ")
	if !ok || next == "" || name != "Nature" && name != "Science" {
		return false
	}
	if word, _, _ := strings.Cut(next, " "); word != "of" && (next[0] < 'A' || next[0] > 'Z' || besideVenue().MatchString(word)) {
		return false
	}
	if c.rules == nil {
		return true
	}
	_, size := c.rules.longest(next)
	return size == 0
}

// ofOneWord are journals whose names are no more than a word.
const ofOneWord = " CACM JPDC TPDS TOCS TODS TVCG TNSM IMWUT Nature Science TPAMI TKDE TMLR JMLR TACL IJCV TIP TOIS TIST TNNLS IJRR TRO RA-L TMI PNAS NEJM eLife Cell Bioinformatics JAMA Neuron "

// IsJournal says whether a venue is a journal; what is known of the others is that they are conferences, or nothing.
func IsJournal(venue string) bool {
	if venue == "" || strings.HasPrefix(venue, "USENIX") || strings.HasPrefix(venue, "IEEE S&P") {
		return false
	}
	return slices.Contains(strings.Fields(ofOneWord), venue) || slices.Contains(strings.Split(journals, "|"), venue) ||
		strings.HasPrefix(venue, "Nature ") || strings.HasPrefix(venue, "Journal of ")
}
