package semantic

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

func init() {
	if cpu.X86.HasAVX2 {
		rows = avx2Rows
	}
}

// avx2Rows are the kernels in rows_amd64.s.
var avx2Rows = rowOps{
	largest:  func(x []float32) float32 { return largestAVX2(&x[0], len(x)) },
	quantize: func(q []byte, x []float32, inv float32) { quantizeAVX2(&q[:len(x)][0], &x[0], len(x), inv) },
	unpack:   func(x []float32, packed string, s float32) { unpackAVX2(&x[:64][0], unsafe.StringData(packed[:32]), s) },
	sum:      func(x []float32) float32 { return sumAVX2(&x[0], len(x)) },
	center:   func(x []float32, mean float32) float32 { return centerAVX2(&x[0], len(x), mean) },
	affine: func(x, gamma, beta []float32, inv float32) {
		affineAVX2(&x[0], &gamma[:len(x)][0], &beta[:len(x)][0], len(x), inv)
	},
	add: func(to, x []float32) { addAVX2(&to[:len(x)][0], &x[0], len(x)) },
	rescale: func(x []float32, acc []int32, w *dense, scale float32, bias []float32) {
		n := len(x)
		rescaleAVX2(&x[0], &acc[:n][0], &w.sums[:n][0], &w.scales[:n][0], &bias[:n][0], n, scale)
	},
	convolved: func(to, in []float32, acc []int32, w *dense, scale float32, bias []float32) {
		n := len(to)
		convolvedAVX2(&to[0], &in[:n][0], &acc[:n][0], &w.sums[:n][0], &w.scales[:n][0], &bias[:n][0], n, scale)
	},
}

//go:noescape
func largestAVX2(x *float32, n int) float32

//go:noescape
func quantizeAVX2(q *byte, x *float32, n int, inv float32)

//go:noescape
func unpackAVX2(x *float32, packed *byte, scale float32)

//go:noescape
func sumAVX2(x *float32, n int) float32

//go:noescape
func centerAVX2(x *float32, n int, mean float32) float32

//go:noescape
func affineAVX2(x, gamma, beta *float32, n int, inv float32)

//go:noescape
func addAVX2(to, x *float32, n int)

//go:noescape
func rescaleAVX2(x *float32, acc, sums *int32, scales, bias *float32, n int, scale float32)

//go:noescape
func convolvedAVX2(to, in *float32, acc, sums *int32, scales, bias *float32, n int, scale float32)
