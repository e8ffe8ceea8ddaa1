package semantic

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// texts are our own, both languages first, then odd characters; goldens.py asked the Python package about them.
func texts(t testing.TB) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/texts.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		var s string
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

func encoder(t testing.TB) *Encoder {
	t.Helper()
	e, err := NewEncoder()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Ids are those of the Python package when its pieces are cut the same way.
func TestTokenize(t *testing.T) {
	data, err := os.ReadFile("testdata/ids.txt")
	if err != nil {
		t.Fatal(err)
	}
	m, err := load()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(data)), "\n")
	for i, text := range texts(t) {
		got := strings.Trim(fmt.Sprint(m.tokenize(text, math.MaxInt)), "[]")
		if got != want[i] {
			t.Errorf("%q:\n%s, want\n%s", text, got, want[i])
		}
	}
}

// 200 sentences against the float model with all its pieces.
func TestCosineWithReference(t *testing.T) {
	data, err := os.ReadFile("testdata/vectors.bin")
	if err != nil {
		t.Fatal(err)
	}
	list := texts(t)[:len(data)/2/width]
	out := make([]Wide, len(list))
	encoder(t).EncodeWide(list, out)
	low, sum := 2.0, 0.0
	worst := ""
	for i := range list {
		dot, norm := 0.0, 0.0
		for k := range width {
			r := float64(half(binary.LittleEndian.Uint16(data[(i*width+k)*2:])))
			dot += r * float64(out[i][k])
			norm += r * r
		}
		cos := dot / math.Sqrt(norm)
		sum += cos
		if cos < low {
			low, worst = cos, list[i]
		}
	}
	mean := sum / float64(len(list))
	t.Logf("%d sentences: cosine %.4f on average, %.4f at least (%s)", len(list), mean, low, worst)
	if mean < 0.99 || low < 0.975 {
		t.Errorf("cosine %.4f on average, %.4f at least (%q); 0.99 and 0.975 are wanted", mean, low, worst)
	}
}

// half reads half precision with its small numbers.
func half(h uint16) float32 {
	sign := float32(1)
	if h>>15 == 1 {
		sign = -1
	}
	exp, mant := int(h>>10&31), float32(h&0x3ff)
	if exp == 0 {
		return sign * mant * float32(math.Ldexp(1, -24))
	}
	return sign * float32(math.Ldexp(float64(1+mant/1024), exp-15))
}

// A sentence's bits do not depend on its neighbours, nor on how the products are computed.
func TestSameBits(t *testing.T) {
	list := texts(t)
	e := encoder(t)
	want := make([]Vector, len(list))
	e.Encode(list, want)
	for i, text := range list {
		var got [1]Vector
		e.Encode([]string{text}, got[:])
		if got[0] != want[i] {
			t.Fatalf("%q has another vector when it is alone", text)
		}
	}
	if testing.Short() {
		list = list[:20]
	}
	defer func(f func([]int32, []byte, int, int, *dense)) { multiply = f }(multiply)
	defer func(r rowOps) { rows = r }(rows)
	for name, way := range ways() {
		multiply = way
		if name == "plain Go" {
			rows = plainRows
		}
		got := make([]Vector, len(list))
		e.Encode(list, got)
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%s: %q has another vector", name, list[i])
			}
		}
	}
}

// The bits are those of this version on every processor: run it on each, or emulated. A change of them changes Version.
func TestSameBitsEverywhere(t *testing.T) {
	list := texts(t)[:40]
	out := make([]Vector, len(list))
	encoder(t).Encode(list, out)
	sum := crc32.NewIEEE()
	for i := range out {
		if err := binary.Write(sum, binary.LittleEndian, out[i][:]); err != nil {
			t.Fatal(err)
		}
	}
	if sum.Sum32() != 0x4d1dfb91 {
		t.Errorf("the vectors have the sum %#08x, not that of %s", sum.Sum32(), Version)
	}
}

// Each way to multiply gives the numbers of the plainest one, at the extremes too.
func TestMultiply(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range []struct{ rows, k, n int }{{1, 16, 32}, {4, 512, 320}, {5, 320, 512}, {8, 1280, 256}, {23, 768, 64}} {
		w := &dense{k: size.k, n: size.n, w: make([]byte, size.k*size.n), sums: make([]int32, size.n)}
		for i := range w.w {
			w.w[i] = byte(int8(r.IntN(127) - 63))
			if i%7 == 0 {
				w.w[i] = byte(int8(63 - 126*(i/7%2)))
			}
		}
		for i, v := range w.w {
			w.sums[i/64/(size.k/4)*16+i%64/4] += int32(int8(v))
		}
		a := make([]byte, size.rows*256+size.k) // rows reach into each other
		for i := range a {
			a[i] = byte(r.IntN(256))
			if i%5 == 0 {
				a[i] = 255
			}
		}
		want := make([]int32, size.rows*size.n)
		for row := range size.rows {
			for c := range size.n {
				for k := range size.k {
					want[row*size.n+c] += int32(a[row*256+k]) * int32(int8(w.w[(c/16*(size.k/4)+k/4)*64+c%16*4+k%4]))
				}
			}
		}
		for name, way := range ways() {
			got := make([]int32, len(want))
			way(got, a, 256, size.rows, w)
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("%s, %v: number %d is %d, want %d", name, size, i, got[i], want[i])
				}
			}
		}
	}
}

// Each way to work on rows gives the bits of the plain one.
func TestRows(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	floats := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(r.NormFloat64() * 3)
		}
		x[n/2] = 0
		return x
	}
	ints := func(n, limit int) []int32 {
		x := make([]int32, n)
		for i := range x {
			x[i] = int32(r.IntN(2*limit) - limit)
		}
		return x
	}
	for _, n := range []int{32, 64, 256, 320, 512, 768, 1280} {
		x, in, gamma, beta := floats(n), floats(n), floats(n), floats(n)
		acc := ints(n, 1<<24)
		w := &dense{n: n, scales: floats(n), sums: ints(n, 1<<15)}
		packed := make([]byte, 32)
		for i := range packed {
			packed[i] = byte(r.IntN(256))
		}
		all := func(ops rowOps) []float32 {
			var out []float32
			keep := func(y []float32) { out = append(out, y...) }
			top := ops.largest(x)
			keep([]float32{top, ops.sum(x)})
			q := make([]byte, n)
			ops.quantize(q, x, inverse(top))
			for _, b := range q {
				out = append(out, float32(b))
			}
			y := slices.Clone(x)
			keep([]float32{ops.center(y, 0.25)})
			keep(y)
			ops.affine(y, gamma, beta, 0.7)
			keep(y)
			ops.add(y, in)
			keep(y)
			ops.rescale(y, acc, w, 0.01, beta)
			keep(y)
			ops.convolved(y, in, acc, w, 0.01, beta)
			keep(y)
			few := make([]float32, 64)
			ops.unpack(few, string(packed), 0.3)
			keep(few)
			return out
		}
		want, got := all(plainRows), all(rows)
		for i := range want {
			if math.Float32bits(want[i]) != math.Float32bits(got[i]) {
				t.Fatalf("%d numbers: number %d is %v, want %v", n, i, got[i], want[i])
			}
		}
	}
}

func TestPack(t *testing.T) {
	list := texts(t)[:100]
	out := make([]Vector, len(list))
	encoder(t).Encode(list, out)
	packed, norms := make([]byte, len(list)*PackedBytes), make([]float32, len(list))
	for i := range out {
		norms[i] = Pack(&out[i], packed[i*PackedBytes:])
	}
	got := make([]float32, len(list))
	plain := make([]int32, len(list))
	fast := make([]int32, len(list))
	worst := 0.0
	for i := range out {
		q := NewQuery(&out[i])
		q.Cosines(got, packed, norms)
		for k := range out {
			want := 0.0
			for d := range Dim {
				want += float64(out[i][d]) * float64(out[k][d])
			}
			worst = max(worst, math.Abs(want-float64(got[k])))
		}
		nearlyEqual(t, PackedQuery(packed[i*PackedBytes:]), packed, norms, got)
		productsGo(plain, packed, &q.q)
		products(fast, packed, &q.q)
		for k := range plain {
			if plain[k] != fast[k] {
				t.Fatalf("product %d is %d, want %d", k, fast[k], plain[k])
			}
		}
	}
	t.Logf("cosines of packed vectors are off by at most %.4f", worst)
	if worst > 0.03 {
		t.Errorf("a cosine is off by %.4f", worst)
	}
}

// The products of packed vectors are those of the plain way for any number of them, at the extremes too.
func TestProducts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	packed := make([]byte, 21*PackedBytes)
	for i := range packed {
		packed[i] = byte(r.IntN(256))
		if i < 8*PackedBytes {
			packed[i] = 255
		}
	}
	var query [3][Dim]int8
	for i := range Dim {
		query[0][i], query[1][i], query[2][i] = 127, -127, int8(r.IntN(255)-127)
	}
	for _, q := range query {
		for n := range 21 {
			want, got := make([]int32, n+1), make([]int32, n+1) // and nothing is written behind
			productsGo(want[:n], packed, &q)
			products(got[:n], packed, &q)
			if !slices.Equal(got, want) {
				t.Fatalf("%d products are %d, want %d", n, got, want)
			}
		}
	}
}

// nearlyEqual holds a query made of a packed vector against the one of the vector itself.
func nearlyEqual(t *testing.T, q *Query, packed []byte, norms, want []float32) {
	t.Helper()
	got := make([]float32, len(want))
	q.Cosines(got, packed, norms)
	for i := range got {
		if math.Abs(float64(got[i]-want[i])) > 0.03 {
			t.Errorf("cosine %.4f of packed vectors, %.4f of a packed one with the query", got[i], want[i])
		}
	}
}

// Cosines of narrowed vectors are nearly those of wide ones, most of all the high ones, by which hits are ranked.
func TestNarrow(t *testing.T) {
	list := texts(t)
	wide, out := make([]Wide, len(list)), make([]Vector, len(list))
	encoder(t).EncodeWide(list, wide)
	encoder(t).Encode(list, out)
	var off, high []float64
	for i := range out {
		for k := range i {
			want, got := 0.0, 0.0
			for d := range width {
				want += float64(wide[i][d]) * float64(wide[k][d])
			}
			for d := range Dim {
				got += float64(out[i][d]) * float64(out[k][d])
			}
			off = append(off, math.Abs(got-want))
			if want > 0.3 {
				high = append(high, math.Abs(got-want))
			}
		}
	}
	slices.Sort(off)
	slices.Sort(high)
	t.Logf("%d cosines are off by %.3f in the middle, %d above 0.3 by %.3f", len(off), off[len(off)/2], len(high), high[len(high)/2])
	if off[len(off)/2] > 0.03 || high[len(high)/2] > 0.03 || off[len(off)-1] > 0.2 {
		t.Errorf("cosines are off by %.3f in the middle, %.3f at most, those above 0.3 by %.3f", off[len(off)/2], off[len(off)-1], high[len(high)/2])
	}
}

// What nobody would write: nothing panics, and every vector has length 1.
func TestOddTexts(t *testing.T) {
	list := []string{"", " ", "\x00", "\xff\xfe", "\xe4\xbd", strings.Repeat("扩散", 500000), strings.Repeat("a", 1<<20), "☃", "\u0378\u0379", strings.Repeat(" ", 1<<20)}
	out := make([]Vector, len(list))
	encoder(t).Encode(list, out)
	for i, v := range out {
		if n := squares(v[:]); math.Abs(float64(n)-1) > 1e-5 {
			t.Errorf("text %d: a vector of length² %v", i, n)
		}
	}
}

func TestDamagedModel(t *testing.T) {
	for name, data := range map[string]string{
		"empty": "", "cut head": modelData[:40], "cut": modelData[:len(modelData)/2], "foreign": "GIF89a" + modelData[6:],
		"a section is gone": modelData[:12] + "x" + modelData[13:],
	} {
		if _, err := parse(data); err == nil || !strings.Contains(err.Error(), "model is damaged") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	list := texts(b)[:200]
	m, err := load()
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for _, text := range list {
		n += len(m.tokenize(text, maxTokens))
	}
	for name, way := range ways() {
		b.Run(name, func(b *testing.B) {
			defer func(f func([]int32, []byte, int, int, *dense), r rowOps) { multiply, rows = f, r }(multiply, rows)
			multiply = way
			if name == "plain Go" {
				rows = plainRows
			}
			e := encoder(b)
			out := make([]Vector, len(list))
			for b.Loop() {
				e.Encode(list, out)
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds()/30, "sentences_of_30/s")
		})
	}
}

func BenchmarkCosines(b *testing.B) {
	const n = 80000
	packed, norms, out := make([]byte, n*PackedBytes), make([]float32, n), make([]float32, n)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range packed {
		packed[i] = byte(r.IntN(256))
	}
	for i := range norms {
		norms[i] = 50
	}
	v := make([]Vector, 1)
	encoder(b).Encode([]string{"generate pictures from a sentence"}, v)
	q := NewQuery(&v[0])
	for b.Loop() {
		q.Cosines(out, packed, norms)
	}
	b.ReportMetric(n, "vectors")
}
