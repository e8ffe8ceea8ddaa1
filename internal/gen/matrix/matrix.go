// Package matrix writes matrices of the model as package semantic multiplies them.
package matrix

import (
	"encoding/binary"
	"log"
	"math"
)

// Dense packs a matrix of k rows and n columns in whole numbers from −63 to 63 a column, laid out [n/16][k/4][16][4]; behind
// them the scales of the columns, and the sums of their numbers: what is subtracted when 128 is added to the other side.
func Dense(w []float32, k, n int) []byte {
	if len(w) != k*n || k%4 != 0 || n%16 != 0 {
		log.Fatalf("%d values are not %d × %d", len(w), k, n)
	}
	out := make([]byte, k*n, k*n+8*n)
	scales, sums := make([]float32, n), make([]int32, n)
	for c := range n {
		top := 0.0
		for r := range k {
			top = max(top, math.Abs(float64(w[r*n+c])))
		}
		scales[c] = float32(top / 63)
		for r := range k {
			v := 0.0
			if top > 0 {
				v = math.RoundToEven(float64(w[r*n+c]) / float64(scales[c]))
			}
			v = max(-63, min(63, v))
			out[(c/16*(k/4)+r/4)*64+c%16*4+r%4] = byte(int8(v))
			sums[c] += int32(v)
		}
	}
	le := binary.LittleEndian
	for _, s := range scales {
		out = le.AppendUint32(out, math.Float32bits(s))
	}
	for _, s := range sums {
		out = le.AppendUint32(out, uint32(s))
	}
	return out
}
