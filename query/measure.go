package query

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Measures says how well a ranked answer meets judgments, over its first ten hits.
type Measures struct {
	NDCG   float64 `json:"ndcg"`   // gain 2^grade − 1, discount log2(rank + 1), against the best order (Järvelin, Kekäläinen: 2002)
	MRR    float64 `json:"mrr"`    // 1 / rank of the first hit with a grade
	Recall float64 `json:"recall"` // graded entries found, of those there are or ten
	S1     float64 `json:"s1"`     // 1 if the first hit has a grade
}

// judgedHits is how many hits the measures look at.
const judgedHits = 10

// Measure compares ids, the best first, with grades above 0. An id that is repeated counts where it stands first. Ids are
// the same as JudgedID makes them.
func Measure(ids []string, grades map[string]int) Measures {
	var top []string
	for _, id := range ids {
		if len(top) < judgedHits && !slices.Contains(top, id) {
			top = append(top, id)
		}
	}
	var m Measures
	var dcg, ideal float64
	found := 0
	gain := func(grade, rank int) float64 { return (math.Exp2(float64(grade)) - 1) / math.Log2(float64(rank)+2) }
	for i, id := range top {
		g := grades[id]
		dcg += gain(g, i)
		if g < 1 {
			continue
		}
		found++
		if m.MRR == 0 {
			m.MRR = 1 / float64(i+1)
		}
		if i == 0 {
			m.S1 = 1
		}
	}
	var best []int
	for _, g := range grades {
		best = append(best, g)
	}
	slices.SortFunc(best, func(a, b int) int { return cmp.Compare(b, a) })
	for i, g := range best[:min(len(best), judgedHits)] {
		ideal += gain(g, i)
	}
	if ideal > 0 {
		m.NDCG = dcg / ideal
		m.Recall = float64(found) / float64(min(len(best), judgedHits))
	}
	return m
}

// JudgedID is a title or id as judgments compare it: without book marks, emphasis, case and doubled blanks.
func JudgedID(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune("《》*_`", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// Mean is the average of a group of queries.
type Mean struct {
	N int `json:"n"`
	Measures
	SE float64 `json:"ndcg_se"` // standard error of the mean of nDCG
}

// MeanOf averages; an empty list is all zero.
func MeanOf(list []Measures) Mean {
	m := Mean{N: len(list)}
	if m.N == 0 {
		return m
	}
	n := float64(m.N)
	for _, x := range list {
		m.NDCG += x.NDCG / n
		m.MRR += x.MRR / n
		m.Recall += x.Recall / n
		m.S1 += x.S1 / n
	}
	sum := 0.0
	for _, x := range list {
		sum += (x.NDCG - m.NDCG) * (x.NDCG - m.NDCG)
	}
	m.SE = math.Sqrt(sum / n / max(1, n-1))
	return m
}
