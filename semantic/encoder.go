package semantic

import "math"

// Vector is a sentence's meaning, of length 1.
type Vector [Dim]float32

// Wide is a sentence's meaning as the network has it, of length 1, before it is narrowed to a Vector.
type Wide [width]float32

// maxTokens bounds a sentence: what it says behind that does not change its vector.
const maxTokens = 256

const hidden = 320

// order is a convolution over n tokens, left of them before the one it is for.
var orders = [3]struct{ n, left int }{{2, 0}, {3, 1}, {5, 2}}

// gap is how many rows of nothing stand before, between and after sentences, so that the window around each token is one
// stretch of memory.
const gap = 2

// batchRows bounds the tokens that are encoded at once: enough that weights are read once for many.
const batchRows = 512

// Encoder turns texts into vectors. It keeps scratch memory: use one for each goroutine.
type Encoder struct {
	m     *model
	spans [][2]int // rows of each sentence of the batch, half-open
	ids   []uint32
	feats []float32 // by row, featDim
	x     []float32 // by row, projDim
	h     []float32 // by row, convDim
	acc   []int32
	q     []byte // quantized rows
	sums  []float32

	rowScales []float32
}

// NewEncoder returns an encoder; the error says what is wrong with the model in this program.
func NewEncoder() (*Encoder, error) {
	m, err := load()
	if err != nil {
		return nil, err
	}
	return &Encoder{m: m}, nil
}

// Encode writes the vectors of texts to out, which is as long. The vector of a text does not depend on the others. A text
// of no known piece, an empty one too, has that of the unknown.
func (e *Encoder) Encode(texts []string, out []Vector) {
	e.batches(texts, func(at int, wide []float32) {
		e.narrow(out[at:at+len(wide)/width], wide)
	})
}

// EncodeWide is Encode before narrowing: what internal/gen/directions chooses directions by, and what a test holds against
// the model's own package.
func (e *Encoder) EncodeWide(texts []string, out []Wide) {
	e.batches(texts, func(at int, wide []float32) {
		for i := range len(wide) / width {
			copy(out[at+i][:], wide[i*width:])
		}
	})
}

// batches runs the network over a batch of texts after another and hands out what it makes of each: the rows of the texts
// from at on.
func (e *Encoder) batches(texts []string, done func(at int, wide []float32)) {
	for at := 0; at < len(texts); at += len(e.spans) {
		e.ids, e.spans = e.ids[:0], e.spans[:0]
		e.pad()
		for _, text := range texts[at:] {
			ids := e.m.tokenize(text, maxTokens)
			if len(e.spans) > 0 && len(e.ids)+len(ids) > batchRows {
				break
			}
			e.spans = append(e.spans, [2]int{len(e.ids), len(e.ids) + len(ids)})
			e.ids = append(e.ids, ids...)
			e.pad()
		}
		done(at, e.forward())
	}
}

// pad appends rows of nothing; their ids are not looked at.
func (e *Encoder) pad() {
	for range gap {
		e.ids = append(e.ids, 0)
	}
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// forward runs the network over the batch: by sentence, a row of width numbers, of length 1.
func (e *Encoder) forward() []float32 {
	m, n := e.m, len(e.ids)
	e.feats, e.x, e.h = grow(e.feats, n*featDim), grow(e.x, n*projDim), grow(e.h, n*convDim)
	e.acc = grow(e.acc, n*projDim)
	e.q = grow(e.q, n*featDim)

	// Embedding rows differ in size by ten times, and no window mixes them yet: each has a scale of its own. One scale
	// for all of a sentence costs 0.005 of the cosine with the float model.
	e.rowScales = grow(e.rowScales, n)
	for _, span := range e.spans {
		for r := span[0]; r < span[1]; r++ {
			f := e.feats[r*featDim:][:width]
			m.embed(f, e.ids[r])
			top := rows.largest(f)
			e.rowScales[r] = top / 127
			rows.quantize(e.q[r*width:][:width], f, inverse(top))
		}
	}
	gemm(e.acc, e.q, width, n, &m.proj)
	for _, span := range e.spans {
		for r := span[0]; r < span[1]; r++ {
			x := e.x[r*projDim:][:projDim]
			rows.rescale(x, e.acc[r*projDim:][:projDim], &m.proj, e.rowScales[r], m.projB)
			normalize(x, m.projG, m.projBeta)
		}
	}
	scales := make([]float32, len(e.spans)) // of each sentence's rows in q
	for b := range orders {
		e.convolve(b, scales)
	}
	e.sums = grow(e.sums, len(e.spans)*featDim)
	clear(e.sums)
	for i, span := range e.spans {
		sum := e.sums[i*featDim:][:featDim]
		for r := span[0]; r < span[1]; r++ {
			f := e.feats[r*featDim:][:featDim]
			normalize(f, m.featG, m.featBeta)
			rows.add(sum, f)
		}
	}
	return e.head()
}

// embed unpacks the embedding row of a piece: 4 bits a value, a scale for 64 of them.
func (m *model) embed(x []float32, id uint32) {
	row := m.rows[int(id)*rowBytes:][:rowBytes]
	for g := range 8 {
		scale := fromHalf(uint16(row[2*g]) | uint16(row[2*g+1])<<8)
		rows.unpack(x[64*g:][:64], row[16+32*g:][:32], scale)
	}
}

// fromHalf reads IEEE half precision without its rarities: positive, neither tiny nor infinite.
func fromHalf(h uint16) float32 {
	if h == 0 {
		return 0
	}
	return math.Float32frombits((uint32(h>>10)+112)<<23 | uint32(h&0x3ff)<<13)
}

// quantize writes rows of x, the first n of each stride values, to q as whole numbers from 1 to 255, 128 for nothing,
// with one scale a sentence: a window of a convolution mixes its tokens. Rows between sentences are nothing.
func (e *Encoder) quantize(x []float32, stride, n int, scales []float32) {
	last := 0
	fill := func(to int) {
		q := e.q[last*n : to*n]
		for i := range q {
			q[i] = 128
		}
	}
	for i, span := range e.spans {
		top := float32(0)
		for r := span[0]; r < span[1]; r++ {
			top = max(top, rows.largest(x[r*stride:][:n]))
		}
		scales[i] = top / 127
		for r := span[0]; r < span[1]; r++ {
			rows.quantize(e.q[r*n:][:n], x[r*stride:][:n], inverse(top))
		}
		fill(span[0])
		last = span[1]
	}
	fill(len(e.ids))
}

func inverse(top float32) float32 {
	if top == 0 {
		return 0
	}
	return 127 / top
}

// normalize is a layer norm, in place.
func normalize(x, gamma, beta []float32) {
	mean := rows.sum(x) / float32(len(x))
	inv := 1 / float32(math.Sqrt(float64(rows.center(x, mean)/float32(len(x))+epsilon)))
	rows.affine(x, gamma, beta, inv)
}

// convolve runs one branch: two convolutions with what went in added to each.
func (e *Encoder) convolve(b int, scales []float32) {
	m, order := e.m, orders[b]
	x := e.x[b*convDim:]
	e.quantize(x, projDim, convDim, scales)
	for layer := range 2 {
		w := &m.conv[b][layer]
		// The window of row r begins left rows before it; the first and last rows of the batch are gaps.
		first, n := gap, len(e.ids)-2*gap
		gemm(e.acc[first*convDim:], e.q[(first-order.left)*convDim:], convDim, n, w)
		for i, span := range e.spans {
			for r := span[0]; r < span[1]; r++ {
				h := e.h[r*convDim:][:convDim]
				in := h
				if layer == 0 {
					in = x[r*projDim:][:convDim]
				}
				to := h
				if layer == 1 {
					to = e.feats[r*featDim+width+b*convDim:][:convDim]
				}
				rows.convolved(to, in, e.acc[r*convDim:][:convDim], w, scales[i], m.convB[b][layer])
			}
		}
		if layer == 0 {
			e.quantize(e.h, convDim, convDim, scales)
		}
	}
}

// layer multiplies rows of x with a matrix.
func (e *Encoder) layer(x []float32, w *dense) []float32 {
	n := len(x) / w.k
	to, zero, scales := make([]float32, n*w.n), make([]float32, w.n), make([]float32, n)
	e.q = grow(e.q, n*w.k)
	for i := range n {
		top := rows.largest(x[i*w.k:][:w.k])
		scales[i] = top / 127
		rows.quantize(e.q[i*w.k:][:w.k], x[i*w.k:][:w.k], inverse(top))
	}
	e.acc = grow(e.acc, n*w.n)
	gemm(e.acc, e.q, w.k, n, w)
	for i := range n {
		rows.rescale(to[i*w.n:][:w.n], e.acc[i*w.n:][:w.n], w, scales[i], zero)
	}
	return to
}

// head turns the sums over a sentence's tokens into what it means, by sentence.
func (e *Encoder) head() []float32 {
	m, n := e.m, len(e.spans)
	relu := func(x []float32) []float32 {
		for i := range x {
			x[i] = max(x[i], 0)
		}
		return x
	}
	add := func(x, y []float32) []float32 {
		for i := range x {
			x[i] += y[i]
		}
		return x
	}
	mean := e.layer(e.sums[:n*featDim], &m.cnn)
	for i, span := range e.spans {
		tokens := float32(span[1] - span[0])
		inv := 1 / float32(math.Sqrt(float64(tokens)))
		row := mean[i*width:][:width]
		for k := range row {
			row[k] = float32(row[k]+float32(tokens*m.cnnB[k])) * inv
		}
	}
	y0 := relu(e.layer(mean, &m.d0))
	y1 := relu(add(e.layer(mean, &m.p1), e.layer(y0, &m.d1)))
	y2 := relu(e.layer(y1, &m.d2))
	z := add(e.layer(y1, &m.p3), e.layer(y2, &m.d3))
	for i := range n {
		row := z[i*width:][:width]
		for k := range row {
			row[k] = tanh(row[k])
		}
		unit(row)
	}
	return z
}

// Toward draws v toward another vector, which counts weight times as much.
func (v *Vector) Toward(to *Vector, weight float32) {
	for i, x := range to {
		v[i] += float32(weight * x)
	}
	unit(v[:])
}

// unit makes x of length 1.
func unit(x []float32) {
	inv := 1 / float32(math.Sqrt(float64(max(squares(x), epsilon))))
	for k := range x {
		x[k] *= inv
	}
}

// narrow writes the numbers of wide rows along the directions.
func (e *Encoder) narrow(out []Vector, wide []float32) {
	narrow := e.layer(wide, &e.m.directions)
	for i := range out {
		copy(out[i][:], narrow[i*Dim:])
		unit(out[i][:])
	}
}

// tanh is within 1e-7 of the function. math.Tanh is not used: its exponential is in assembly on some processors, and its last
// bit differs between them.
func tanh(x float32) float32 {
	v := float64(x)
	switch {
	case v > 10:
		return 1
	case v < -10:
		return -1
	}
	// e^2v = 2^k × e^r, |r| ≤ ln 2 / 2; e^r by its series to the 13th power.
	t := 2 * v
	k := math.Round(t * (1 / math.Ln2))
	r := t - float64(k*math.Ln2)
	term, exp := 1.0, 1.0
	for i := 1; i <= 13; i++ {
		term = float64(term*r) / float64(i)
		exp += term
	}
	exp = math.Ldexp(exp, int(k))
	return float32((exp - 1) / (exp + 1))
}
