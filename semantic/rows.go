package semantic

// rowOps are what the encoder does with a row of numbers besides products. Lengths are multiples of 32. Every way to do them
// gives the same bits: no fused multiply-add, sums in eight lanes.
type rowOps struct {
	largest  func(x []float32) float32                   // by absolute value; x may be of any length for the plain way
	quantize func(q []byte, x []float32, inv float32)    // whole numbers from 1 to 255, 128 for nothing
	unpack   func(x []float32, packed string, s float32) // 64 numbers of 4 bits, 0 to 15 for −8 to 7 times s
	sum      func(x []float32) float32                   // in eight lanes
	center   func(x []float32, mean float32) float32     // takes mean from each; the sum of the squares
	affine   func(x, gamma, beta []float32, inv float32) // x × inv × gamma + beta
	add      func(to, x []float32)
	// rescale turns the whole numbers of a product back: acc − 128 × the sums of the columns, times the scales, plus a bias.
	rescale func(x []float32, acc []int32, w *dense, scale float32, bias []float32)
	// convolved is max(0, a rescaled product) + in.
	convolved func(to, in []float32, acc []int32, w *dense, scale float32, bias []float32)
}

// rows is the fastest way this processor has; plainRows is what the others are tested against.
var (
	rows      = plainRows
	plainRows = rowOps{
		largest: largestGo, quantize: quantizeGo, unpack: unpackGo, sum: sumGo, center: centerGo, affine: affineGo, add: addGo,
		rescale: rescaleGo, convolved: convolvedGo,
	}
)

func largestGo(x []float32) float32 {
	top := float32(0)
	for _, v := range x {
		if v < 0 {
			v = -v
		}
		if v > top {
			top = v
		}
	}
	return top
}

func quantizeGo(q []byte, x []float32, inv float32) {
	_ = q[len(x)-1]
	for i, v := range x {
		q[i] = byte(int32(float32(v*inv) + 128.5))
	}
}

func unpackGo(x []float32, packed string, s float32) {
	var table [16]float32
	for q := range table {
		table[q] = float32(q-8) * s
	}
	for i := range 32 {
		b := packed[i]
		x[2*i], x[2*i+1] = table[b&15], table[b>>4]
	}
}

func rescaleGo(x []float32, acc []int32, w *dense, scale float32, bias []float32) {
	acc, sums, scales, bias := acc[:len(x)], w.sums[:len(x)], w.scales[:len(x)], bias[:len(x)]
	for i := range x {
		x[i] = float32(float32(acc[i]-sums[i]<<7)*float32(scale*scales[i])) + bias[i]
	}
}

func convolvedGo(to, in []float32, acc []int32, w *dense, scale float32, bias []float32) {
	n := len(to)
	in, acc, sums, scales, bias := in[:n], acc[:n], w.sums[:n], w.scales[:n], bias[:n]
	for i := range to {
		v := float32(float32(acc[i]-sums[i]<<7)*float32(scale*scales[i])) + bias[i]
		to[i] = max(v, 0) + in[i]
	}
}

// sum adds in eight lanes, which are then added in pairs: an order that a processor with vectors can keep too.
func sumGo(x []float32) float32 {
	var l [8]float32
	for ; len(x) >= 8; x = x[8:] {
		for i := range l {
			l[i] += x[i]
		}
	}
	return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

func squares(x []float32) float32 {
	var l [8]float32
	for ; len(x) >= 8; x = x[8:] {
		for i := range l {
			l[i] += float32(x[i] * x[i])
		}
	}
	return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

func centerGo(x []float32, mean float32) float32 {
	for i := range x {
		x[i] -= mean
	}
	return squares(x)
}

func affineGo(x, gamma, beta []float32, inv float32) {
	gamma, beta = gamma[:len(x)], beta[:len(x)]
	for i := range x {
		x[i] = float32(float32(x[i]*inv)*gamma[i]) + beta[i]
	}
}

func addGo(to, x []float32) {
	for i, v := range x {
		to[i] += v
	}
}
