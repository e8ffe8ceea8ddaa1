package semantic

import (
	"math"
	"strings"
	"unicode/utf8"
)

// The marks around the pieces of a text, and what stands for a character of no piece.
const (
	unknownID = 0
	beginID   = 1
	endID     = 2
)

// space is what stands for a blank within pieces.
const space = "▁"

// tokenize returns the piece ids of a text between the marks of beginning and end, at most limit of them. It does what
// sentencepiece's unigram model does: normalize, then the cut of the best total score (Kudo: Subword Regularization, 2018).
func (m *model) tokenize(text string, limit int) []uint32 {
	ids := []uint32{beginID}
	if normalized := m.normalize(strings.ToValidUTF8(text, "\uFFFD")); normalized == "" {
		ids = append(ids, unknownID)
	} else {
		ids = m.viterbi(ids, normalized)
	}
	return append(ids[:min(len(ids), limit-1)], endID)
}

// normalize folds a text as the model was trained on: the map of characters applied to the longest match, blanks as one
// and none at the ends, each a ▁, one before all.
func (m *model) normalize(text string) string {
	pos := 0
	for pos < len(text) {
		p, n := m.prefix(text[pos:])
		if p != " " {
			break
		}
		pos += n
	}
	if pos >= len(text) {
		return ""
	}
	var out strings.Builder
	out.Grow(len(text) + len(text)/2 + 3)
	out.WriteString(space)
	blank := true
	for pos < len(text) {
		p, n := m.prefix(text[pos:])
		pos += n
		if blank {
			p = strings.TrimLeft(p, " ")
		}
		if p == "" {
			continue
		}
		for i := range len(p) {
			if p[i] == ' ' {
				out.WriteString(space)
			} else {
				out.WriteByte(p[i])
			}
		}
		blank = p[len(p)-1] == ' '
	}
	s := out.String()
	for strings.HasSuffix(s, space) {
		s = s[:len(s)-len(space)]
	}
	return s
}

// prefix is what the longest mapped beginning of text becomes, and its length; a character that is not mapped stays.
func (m *model) prefix(text string) (to string, length int) {
	value := uint32(0)
	unit := u32(m.units, 0)
	pos := offset(unit)
	for i := range len(text) {
		c := uint32(text[i])
		pos ^= c
		if int(pos)*4+4 > len(m.units) {
			break
		}
		unit = u32(m.units, int(pos)*4)
		if unit&0x800000FF != c {
			break
		}
		pos ^= offset(unit)
		if unit&0x100 != 0 {
			length = i + 1
			value = u32(m.units, int(pos)*4) & 0x7FFFFFFF
		}
	}
	if length == 0 || int(value) >= len(m.replacements) {
		_, n := utf8.DecodeRuneInString(text)
		return text[:n], n
	}
	to = m.replacements[value:]
	if end := strings.IndexByte(to, 0); end >= 0 {
		to = to[:end]
	}
	return to, length
}

// offset is the way from a unit to its children in a double array of darts-clone.
func offset(unit uint32) uint32 { return unit >> 10 << (unit & 0x200 >> 6) }

// viterbi appends the ids of the best cut. Scores are added in double precision, as the Python package does: ties fall
// otherwise in single.
func (m *model) viterbi(ids []uint32, s string) []uint32 {
	type step struct {
		score float64
		start int32
		piece uint32
	}
	best := make([]step, len(s)+1)
	for i := 1; i <= len(s); i++ {
		best[i].score = -1e38
	}
	unknown := m.lowest - 10
	for i := 0; i < len(s); {
		_, size := utf8.DecodeRuneInString(s[i:])
		base := best[i].score
		single := false
		pos := offset(u32(m.trie, 0))
		for j := i; j < len(s); j++ {
			c := uint32(s[j])
			pos ^= c
			if c == 0 || int(pos)*4+4 > len(m.trie) {
				break
			}
			unit := u32(m.trie, int(pos)*4)
			if unit&0x800000FF != c {
				break
			}
			pos ^= offset(unit)
			if unit&0x100 == 0 {
				continue
			}
			id := u32(m.trie, int(pos)*4) & 0x7FFFFFFF
			end := j + 1
			if score := base + float64(math.Float32frombits(u32(m.scores, int(id)*4))); score > best[end].score {
				best[end] = step{score, int32(i), id}
			}
			single = single || end == i+size
		}
		if score := base + unknown; !single && score > best[i+size].score {
			best[i+size] = step{score, int32(i), unknownID}
		}
		i += size
	}
	first := len(ids)
	for p := len(s); p > 0; p = int(best[p].start) {
		ids = append(ids, best[p].piece)
	}
	for i, j := first, len(ids)-1; i < j; i, j = i+1, j-1 {
		ids[i], ids[j] = ids[j], ids[i]
	}
	return ids
}
