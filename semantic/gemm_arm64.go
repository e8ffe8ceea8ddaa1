package semantic

import (
	"runtime"

	"golang.org/x/sys/cpu"
)

func init() {
	if hasSDOT() {
		multiply, products = multiplySDOT, productsSDOT
	}
}

// hasSDOT: every Mac of this architecture has it, and macOS before 13 may not say so.
func hasSDOT() bool { return cpu.ARM64.HasASIMDDP || runtime.GOOS == "darwin" }

// The kernels in gemm_arm64.s. k16 is the inner dimension in steps of sixteen, sums those of the columns.
//
//	rows4x16  four rows by one block of 16 columns; lda and ldacc are the bytes from row to row
//	row1x16   one row by one block

//go:noescape
func rows4x16(acc *int32, ldacc int, a *byte, lda int, b *byte, sums *int32, k16 int)

//go:noescape
func row1x16(acc *int32, a *byte, b *byte, sums *int32, k16 int)

// multiplySDOT needs a number of rows of the matrix that 16 divides, as all matrices of the model have. The instruction
// multiplies signed bytes with signed ones, so it gets a − 128, and each sum begins at 128 × the sum of its column.
func multiplySDOT(acc []int32, a []byte, lda, rows int, w *dense) {
	for block := range w.n / 16 {
		b, sums := &w.w[block*w.k*16], &w.sums[block*16:][:16][0]
		r := 0
		for ; r+4 <= rows; r += 4 {
			rows4x16(&acc[r*w.n+block*16], w.n*4, &a[r*lda], lda, b, sums, w.k/16)
		}
		for ; r < rows; r++ {
			row1x16(&acc[r*w.n+block*16], &a[r*lda], b, sums, w.k/16)
		}
	}
}

// dotSDOT writes the products of n packed vectors with a query of whole numbers.
//
//go:noescape
func dotSDOT(out *int32, packed *byte, n int, query *int8)

func productsSDOT(out []int32, packed []byte, query *[Dim]int8) {
	if len(out) == 0 {
		return
	}
	_ = packed[len(out)*PackedBytes-1]
	dotSDOT(&out[0], &packed[0], len(out), &query[0])
}
