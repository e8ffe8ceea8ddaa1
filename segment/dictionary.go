package segment

import (
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"papersearch/fold"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/go-ego/gse"
)

//go:generate go run ../internal/gen/dict

// words is gse's simplified Chinese dictionary with the Han terms of the glossary: lines "word frequency", sorted by
// bytes. total is the frequency of all words of gse, more than these lines add up to. Both are generated.
//
//go:embed words.txt
var words string

//go:embed total.txt
var total string

// runes says where the words of each first rune begin in words, so that a cold search touches few pages of it: pairs
// of uint32, rune and offset, sorted, with the end behind the last. Generated.
//
//go:embed runes.bin
var runes string

// rulesVersion counts changes of how text becomes terms, other than in the data files.
const rulesVersion = "2"

// GlossaryFreq is the frequency of words that the glossary or papersearch.toml add: that of a common compound, so
// that 扩散模型 is not cut in two, though it still has 扩散 and 模型 as parts.
const GlossaryFreq = 300

// Dictionary is what segmentation depends on: gse's words, the glossary, and the owner's words. It is safe for
// concurrent use, and making one costs nothing until a text is loaded.
type Dictionary struct {
	added    []string // the owner's words, folded
	glossary *Glossary
	version  func() string
}

// NewDictionary returns the dictionary with further words and glossary groups, from papersearch.toml.
func NewDictionary(extra []string, groups [][]string) *Dictionary {
	d := &Dictionary{glossary: newGlossary(groups)}
	for _, w := range slices.Concat(extra, slices.Concat(groups...)) {
		if w = fold.String(w); han(w) && utf8.RuneCountInString(w) > 1 {
			d.added = append(d.added, w)
		}
	}
	d.version = sync.OnceValue(func() string {
		h := sha256.New()
		for _, s := range slices.Concat([]string{rulesVersion, total, glossaryText, stopText, strconv.Itoa(len(words))}, extra, slices.Concat(groups...)) {
			h.Write([]byte(s))
			h.Write([]byte{0})
		}
		return hex.EncodeToString(h.Sum(nil)[:8])
	})
	return d
}

// Version is a hash of everything that decides which terms a text becomes.
func (d *Dictionary) Version() string { return d.version() }

// Glossary is the glossary, with the owner's groups.
func (d *Dictionary) Glossary() *Glossary { return d.glossary }

// Has says whether a folded text is a Chinese word of the dictionary. 1 µs.
func (d *Dictionary) Has(text string) bool { return d.frequency(text) > 0 }

// commonFreq is the frequency from which a word is one that people know, not one that once stood in a newspaper.
const commonFreq = 100

// IsCommon says whether a folded text is a Chinese word that people know.
func (d *Dictionary) IsCommon(text string) bool { return d.frequency(text) >= commonFreq }

// frequency is that of a word of the dictionary, 0 for others.
func (d *Dictionary) frequency(text string) int {
	if slices.Contains(d.added, text) {
		return GlossaryFreq
	}
	first, _ := utf8.DecodeRuneInString(text)
	lo, hi := wordsOf(first)
	line := text + " "
	at := lo + fold.LineFrom(words[lo:hi], line)
	if at >= hi || !strings.HasPrefix(words[at:], line) {
		return 0
	}
	_, n, _ := fold.LineAt(words, at)
	return n
}

// scanFrom is the number of pairs of runes from which reading the whole dictionary (30 ms) is faster than
// looking up each pair (1 µs, and a page of the dictionary to touch).
const scanFrom = 4000

// Load returns an analyzer that cuts the texts as gse with its whole dictionary would, from the words that can
// occur in them alone: those whose neighbouring runes all are neighbours in the texts. Loading the whole
// dictionary takes seconds in every process; this, 0.1 ms for a query. A word too many does no harm, one
// missing would; so pairs are remembered as bits of their hash.
//
// What the total frequency of the loaded words lacks is made up by a word that no text has, since gse weighs
// every word against it. The total is that of gse's own words, whatever was added.
func (d *Dictionary) Load(texts ...string) *Analyzer {
	seg := &gse.Segmenter{SkipLog: true, NotLoadHMM: true, Dict: gse.NewDict()}
	set, list := collect(texts)
	add := func(word string, freq float64) {
		_ = seg.AddToken(word, freq) // the error is of a trie that is full, which 2^31 nodes are not
	}
	if set != nil {
		if len(list) > scanFrom {
			scan(set, add)
		} else {
			lookUp(set, list, add)
		}
		for _, w := range d.added {
			if set.has(w) {
				add(w, GlossaryFreq)
			}
		}
	}
	all, _ := strconv.ParseFloat(strings.TrimSpace(total), 64)
	add("\U0010FFFF\U0010FFFE", all-seg.Dict.TotalFreq())
	seg.CalcToken()
	return &Analyzer{segment: seg.Segment}
}

// pair is two neighbouring Han runes, folded; the second is 0 for the rune alone.
type pair struct{ a, b rune }

// pairSet is a set of pairs that may answer yes for one it lacks.
type pairSet struct {
	bits []uint64
	mask uint32
}

func (s *pairSet) slot(p pair) uint32 {
	h := (uint32(p.a)*0x9E3779B1 ^ uint32(p.b)*0x85EBCA77) * 0xC2B2AE3D
	return (h ^ h>>15) & s.mask
}

func (s *pairSet) add(p pair)           { n := s.slot(p); s.bits[n/64] |= 1 << (n % 64) }
func (s *pairSet) contains(p pair) bool { n := s.slot(p); return s.bits[n/64]>>(n%64)&1 != 0 }

// has says whether all neighbouring runes of a word are in the set.
func (s *pairSet) has(word string) bool {
	last := rune(0)
	for _, r := range word {
		if last != 0 && !s.contains(pair{last, r}) {
			return false
		}
		last = r
	}
	return true
}

// collect gathers the pairs of the texts. The list may repeat pairs; it ends once scanning is due anyway. Both
// are nil for texts without Han runes.
func collect(texts []string) (*pairSet, []pair) {
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	bits := uint32(1 << 12)
	for int(bits) < 4*size && bits < 1<<25 {
		bits <<= 1
	}
	set := &pairSet{bits: make([]uint64, bits/64), mask: bits - 1}
	var list []pair
	add := func(p pair) {
		set.add(p)
		if len(list) <= scanFrom {
			list = append(list, p)
		}
	}
	for _, t := range texts {
		last := rune(0)
		for _, r := range t {
			if r < firstHan || !isHan(r) {
				last = 0
				continue
			}
			r = fold.Rune(r)
			add(pair{a: r})
			if last != 0 {
				add(pair{last, r})
			}
			last = r
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	return set, list
}

// scan reads the whole dictionary.
func scan(set *pairSet, add func(string, float64)) {
	for at := 0; at < len(words); {
		word, freq, next := fold.LineAt(words, at)
		at = next
		if set.has(word) {
			add(word, float64(freq))
		}
	}
}

// lookUp finds the words that begin with each pair, or are its single rune.
func lookUp(set *pairSet, list []pair, add func(string, float64)) {
	var buf [2 * utf8.UTFMax]byte
	for _, p := range list {
		prefix := utf8.AppendRune(buf[:0], p.a)
		if p.b == 0 {
			prefix = append(prefix, ' ')
		} else {
			prefix = utf8.AppendRune(prefix, p.b)
		}
		lo, hi := wordsOf(p.a)
		for at := lo + fold.LineFrom(words[lo:hi], string(prefix)); at < hi && strings.HasPrefix(words[at:], string(prefix)); {
			word, freq, next := fold.LineAt(words, at)
			at = next
			if set.has(word) {
				add(word, float64(freq))
			}
		}
	}
}

// wordsOf is the stretch of words whose first rune is r, empty for none.
func wordsOf(r rune) (lo, hi int) {
	const size = 8
	at := func(i int) uint32 { return binary.LittleEndian.Uint32([]byte(runes[i : i+4])) }
	n := sort.Search(len(runes)/size-1, func(i int) bool { return at(i*size) >= uint32(r) })
	if at(n*size) != uint32(r) {
		return 0, 0
	}
	return int(at(n*size + 4)), int(at((n+1)*size + 4))
}

// firstHan is the least Han rune that a word holds; what is below needs no look at the tables of Unicode.
const firstHan = 0x2E80

func isHan(r rune) bool {
	if r >= 0x4E00 && r <= 0x9FFF {
		return true
	}
	return r >= firstHan && unicode.Is(unicode.Han, r)
}

// han says whether a text is Han runes alone.
func han(s string) bool {
	for _, r := range s {
		if !isHan(r) {
			return false
		}
	}
	return s != ""
}
