package semantic

// gemm multiplies rows of whole numbers with a matrix: acc[r][c] = Σ a[r][k] × w[k][c], a from 0 to 255, w from −63 to 63.
// Every sum fits in 32 bits, and the products of two neighbours in 16 (2 × 255 × 63 < 2^15), so that each of the ways to
// compute them gives the same numbers.
func gemm(acc []int32, a []byte, lda, rows int, w *dense) {
	gemmWindow(acc, a, lda, rows, w)
}

// gemmWindow is gemm over rows that begin lda bytes apart and may reach into each other.
func gemmWindow(acc []int32, a []byte, lda, rows int, w *dense) {
	if rows == 0 {
		return
	}
	_, _ = acc[rows*w.n-1], a[(rows-1)*lda+w.k-1]
	multiply(acc, a, lda, rows, w)
}

// multiply is the fastest way this processor has.
var multiply = multiplyGo

// multiplyGo is the plain way, and what the others are tested against: two columns in the halves of a 64-bit number, so
// that one multiplication does for two. 1,280 products of 255 × 63 stay below 2^25.
func multiplyGo(acc []int32, a []byte, lda, rows int, w *dense) {
	for block := range w.n / 16 {
		b := w.w[block*w.k*16:][:w.k*16]
		for r := range rows {
			row := a[r*lda:][:w.k]
			var lanes [8]int64
			for k := 0; k < w.k; k += 4 {
				q := b[k*16:][:64]
				x0, x1, x2, x3 := int64(row[k]), int64(row[k+1]), int64(row[k+2]), int64(row[k+3])
				for l := range lanes {
					c, d := q[4*l:][:4], q[4*l+32:][:4]
					lanes[l] += x0*(int64(int8(c[0]))+int64(int8(d[0]))<<32) +
						x1*(int64(int8(c[1]))+int64(int8(d[1]))<<32) +
						x2*(int64(int8(c[2]))+int64(int8(d[2]))<<32) +
						x3*(int64(int8(c[3]))+int64(int8(d[3]))<<32)
				}
			}
			to := acc[r*w.n+block*16:][:16]
			for l, v := range lanes {
				low := int32(v)
				to[l], to[l+8] = low, int32((v-int64(low))>>32)
			}
		}
	}
}
