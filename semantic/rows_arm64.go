package semantic

import "unsafe"

// Every processor of this architecture has these instructions. Without SDOT the products are most of the work, and a third way
// would have to be tested.
func init() {
	if hasSDOT() {
		rows = neonRows
	}
}

// neonRows are the kernels in rows_arm64.s.
var neonRows = rowOps{
	largest:  func(x []float32) float32 { return largestNEON(&x[0], len(x)) },
	quantize: func(q []byte, x []float32, inv float32) { quantizeNEON(&q[:len(x)][0], &x[0], len(x), inv) },
	unpack:   func(x []float32, packed string, s float32) { unpackNEON(&x[:64][0], unsafe.StringData(packed[:32]), s) },
	sum:      func(x []float32) float32 { return sumNEON(&x[0], len(x)) },
	center:   func(x []float32, mean float32) float32 { return centerNEON(&x[0], len(x), mean) },
	affine: func(x, gamma, beta []float32, inv float32) {
		affineNEON(&x[0], &gamma[:len(x)][0], &beta[:len(x)][0], len(x), inv)
	},
	add: func(to, x []float32) { addNEON(&to[:len(x)][0], &x[0], len(x)) },
	rescale: func(x []float32, acc []int32, w *dense, scale float32, bias []float32) {
		n := len(x)
		rescaleNEON(&x[0], &acc[:n][0], &w.sums[:n][0], &w.scales[:n][0], &bias[:n][0], n, scale)
	},
	convolved: func(to, in []float32, acc []int32, w *dense, scale float32, bias []float32) {
		n := len(to)
		convolvedNEON(&to[0], &in[:n][0], &acc[:n][0], &w.sums[:n][0], &w.scales[:n][0], &bias[:n][0], n, scale)
	},
}

//go:noescape
func largestNEON(x *float32, n int) float32

//go:noescape
func quantizeNEON(q *byte, x *float32, n int, inv float32)

//go:noescape
func unpackNEON(x *float32, packed *byte, scale float32)

//go:noescape
func sumNEON(x *float32, n int) float32

//go:noescape
func centerNEON(x *float32, n int, mean float32) float32

//go:noescape
func affineNEON(x, gamma, beta *float32, n int, inv float32)

//go:noescape
func addNEON(to, x *float32, n int)

//go:noescape
func rescaleNEON(x *float32, acc, sums *int32, scales, bias *float32, n int, scale float32)

//go:noescape
func convolvedNEON(to, in *float32, acc, sums *int32, scales, bias *float32, n int, scale float32)
