package semantic

import "golang.org/x/sys/cpu"

func init() {
	switch {
	case hasVNNI():
		multiply = multiplyVNNI
	case cpu.X86.HasAVX2:
		multiply = multiplyAVX2
	}
	if cpu.X86.HasAVX2 {
		products = productsAVX2
	}
}

func hasVNNI() bool {
	return cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512VNNI
}

// The kernels in gemm_amd64.s. k4 is the inner dimension in steps of four.
//
//	rows5x16  five rows by one block of 16 columns; lda and ldacc are the bytes from row to row
//	rows8x32  eight rows by two blocks, the second at b + next
//	row1x16   one row by one block
//	row1x32   one row by two blocks

//go:noescape
func rows5x16(acc *int32, ldacc int, a *byte, lda int, b *byte, k4 int)

//go:noescape
func row1x16(acc *int32, a *byte, b *byte, k4 int)

//go:noescape
func rows8x32(acc *int32, ldacc int, a *byte, lda int, b *byte, next int, k4 int)

//go:noescape
func row1x32(acc *int32, a *byte, b *byte, next int, k4 int)

func multiplyAVX2(acc []int32, a []byte, lda, rows int, w *dense) {
	for block := range w.n / 16 {
		b := &w.w[block*w.k*16]
		r := 0
		for ; r+5 <= rows; r += 5 {
			rows5x16(&acc[r*w.n+block*16], w.n*4, &a[r*lda], lda, b, w.k/4)
		}
		for ; r < rows; r++ {
			row1x16(&acc[r*w.n+block*16], &a[r*lda], b, w.k/4)
		}
	}
}

// multiplyVNNI needs a number of columns that 32 divides, as all matrices of the model have.
func multiplyVNNI(acc []int32, a []byte, lda, rows int, w *dense) {
	for block := 0; block < w.n/16; block += 2 {
		b := &w.w[block*w.k*16]
		r := 0
		for ; r+8 <= rows; r += 8 {
			rows8x32(&acc[r*w.n+block*16], w.n*4, &a[r*lda], lda, b, w.k*16, w.k/4)
		}
		for ; r < rows; r++ {
			row1x32(&acc[r*w.n+block*16], &a[r*lda], b, w.k*16, w.k/4)
		}
	}
}

// dotAVX2 writes the products of n packed vectors with a query of whole numbers.
//
//go:noescape
func dotAVX2(out *int32, packed *byte, n int, query *int8)

func productsAVX2(out []int32, packed []byte, query *[Dim]int8) {
	if len(out) == 0 {
		return
	}
	_ = packed[len(out)*PackedBytes-1]
	dotAVX2(&out[0], &packed[0], len(out), &query[0])
}
