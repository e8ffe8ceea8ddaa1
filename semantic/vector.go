package semantic

import "math"

// PackedBytes is what a vector takes in an index: 4 bits a number. In 8 bits the judged sets gain nothing.
const PackedBytes = Dim / 2

// Pack writes a vector in 4 bits a number: the numbers of dimensions i and i+128 in byte i, low bits first, 0 to 15 for −8
// to 7. norm is the length of what was written, by which a product is divided to be a cosine; its scale cancels.
func Pack(v *Vector, to []byte) (norm float32) {
	_ = to[PackedBytes-1]
	top := rows.largest(v[:])
	// The step of the least squared error, of a few: clipping the largest numbers leaves more steps for the others.
	best, bestErr := float32(0), float32(math.Inf(1))
	for i := range 16 {
		step := top / (6 + 0.5*float32(i))
		if err := packError(v, step); err < bestErr {
			best, bestErr = step, err
		}
	}
	sum := 0
	for i := range PackedBytes {
		a, b := nibble(v[i], best), nibble(v[i+PackedBytes], best)
		sum += a*a + b*b
		to[i] = byte(a+8) | byte(b+8)<<4
	}
	return float32(math.Sqrt(float64(sum)))
}

func nibble(x, step float32) int {
	if step == 0 {
		return 0
	}
	return max(-8, min(7, int(math.RoundToEven(float64(x/step)))))
}

func packError(v *Vector, step float32) float32 {
	sum := float32(0)
	for _, x := range v {
		d := x - float32(step*float32(nibble(x, step)))
		sum += float32(d * d)
	}
	return sum
}

// Query is a vector in whole numbers, to be multiplied with packed ones.
type Query struct {
	q    [Dim]int8
	bias int32   // 8 × their sum: packed numbers are 8 too large
	norm float32 // their length
}

// NewQuery rounds a vector to 8 bits a number.
func NewQuery(v *Vector) *Query {
	q := &Query{}
	inv := inverse(rows.largest(v[:]))
	sum, squares := int32(0), int32(0)
	for i, x := range v {
		n := int32(math.RoundToEven(float64(x * inv)))
		q.q[i] = int8(n)
		sum += n
		squares += n * n
	}
	q.bias = 8 * sum
	q.norm = float32(math.Sqrt(float64(squares)))
	return q
}

// PackedQuery makes a query of a packed vector: what is near to a sentence of the index.
func PackedQuery(packed []byte) *Query {
	q := &Query{}
	sum, squares := int32(0), int32(0)
	for i, b := range packed[:PackedBytes] {
		for j, n := range [2]int32{int32(b&15) - 8, int32(b>>4) - 8} {
			q.q[i+j*PackedBytes] = int8(n)
			sum += n
			squares += n * n
		}
	}
	q.bias = 8 * sum
	q.norm = float32(math.Sqrt(float64(squares)))
	return q
}

// Cosines writes the cosine of the query with each of the packed vectors, as many as norms.
func (q *Query) Cosines(out []float32, packed []byte, norms []float32) {
	var dots [256]int32
	for len(norms) > 0 {
		n := min(len(norms), len(dots))
		products(dots[:n], packed, &q.q)
		for i, norm := range norms[:n] {
			out[i] = 0
			if norm > 0 && q.norm > 0 {
				out[i] = float32(dots[i]-q.bias) / float32(norm*q.norm)
			}
		}
		out, packed, norms = out[n:], packed[n*PackedBytes:], norms[n:]
	}
}

// products multiplies a query with packed vectors, the fastest way this processor has.
var products = productsGo

// productsGo is the plain way: eight dimensions at once, in the lanes of 64-bit numbers, would save a third on some
// processors; tables would cost their misses.
func productsGo(out []int32, packed []byte, query *[Dim]int8) {
	for i := range out {
		p := packed[i*PackedBytes:][:PackedBytes]
		low, high := query[:PackedBytes], query[PackedBytes:]
		a, b := int32(0), int32(0)
		for k, x := range p {
			a += int32(x&15) * int32(low[k])
			b += int32(x>>4) * int32(high[k])
		}
		out[i] = a + b
	}
}
