package semantic

// gemm multiplies rows of whole numbers with a matrix: acc[r][c] = Σ a[r][k] × w[k][c], a from 0 to 255, w from −63 to 63.
// Every sum fits in 32 bits, and the products of two neighbours in 16 (2 × 255 × 63 < 2^15), so that each of the ways to
// compute them gives the same numbers.
//
// Rows begin lda bytes apart and may reach into each other, as the windows of a convolution do.
func gemm(acc []int32, a []byte, lda, rows int, w *dense) {
	if rows == 0 {
		return
	}
	_, _ = acc[rows*w.n-1], a[(rows-1)*lda+w.k-1]
	multiply(acc, a, lda, rows, w)
}

// multiply is the fastest way this processor has.
var multiply = multiplyGo

// multiplyGo is the plain way, and what the others are tested against: two columns in the halves of a 64-bit number, so
// that one multiplication does for two. Such pairs are made once for all rows, for packDepth rows of the matrix, which stay in the
// first cache. packDepth products of 255 × 63 stay below 2^20.
func multiplyGo(acc []int32, a []byte, lda, rows int, w *dense) {
	var pairs [packDepth][8]int64
	for block := range w.n / 16 {
		b := w.w[block*w.k*16:][:w.k*16]
		for from := 0; from < w.k; from += packDepth {
			depth := min(packDepth, w.k-from)
			for k := range depth {
				q := b[(from+k)/4*64+(from+k)%4:][:61]
				for l := range 8 {
					pairs[k][l] = int64(int8(q[4*l])) + int64(int8(q[4*l+32]))<<32
				}
			}
			for r := range rows {
				var l0, l1, l2, l3, l4, l5, l6, l7 int64
				for k, v := range a[r*lda+from:][:depth] {
					x, p := int64(v), &pairs[k%packDepth]
					l0 += x * p[0]
					l1 += x * p[1]
					l2 += x * p[2]
					l3 += x * p[3]
					l4 += x * p[4]
					l5 += x * p[5]
					l6 += x * p[6]
					l7 += x * p[7]
				}
				to := acc[r*w.n+block*16:][:16]
				if from == 0 {
					clear(to)
				}
				for l, v := range [8]int64{l0, l1, l2, l3, l4, l5, l6, l7} {
					low := int32(v)
					to[l] += low
					to[l+8] += int32((v - int64(low)) >> 32)
				}
			}
		}
	}
}

// packDepth is how many rows of a matrix are paired at once.
const packDepth = 64
