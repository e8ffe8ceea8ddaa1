// Package semantic answers: what does a sentence mean, and which sentences mean nearly the same?
//
// A sentence becomes a vector of 512 numbers by the Universal Sentence Encoder, multilingual, version 3 (Yang et al.:
// Multilingual Universal Sentence Encoder for Semantic Retrieval, 2019), whose weights lie in the program. It is a deep
// averaging network over the pieces of a sentence with three convolutions: no accelerator, no library, no download. What is
// kept of it are 256 numbers, along the directions in which sentences differ most.
//
//	Encoder     text → Vector
//	Sentences   a text → the stretches that get a vector
//	Pack        a vector in 4 bits a number
//	Query       what packed vectors are compared with: Cosines
//
// The same text gives the same bits on every processor: products are of whole numbers, and sums of floats have a fixed
// order.
package semantic

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"unsafe"
)

// modelData is written by internal/gen/model, which describes it. It is a string, so that it stays in the program's
// read-only pages: only those that are looked at are read.
//
//go:embed use.bin
var modelData string

// directionsData is the matrix that narrows a vector, written by internal/gen/directions, which says how they were chosen.
//
//go:embed directions.bin
var directionsData string

// Version names the model and how sentences are cut and encoded: vectors of another version mean nothing to this one.
const Version = "use-m3-3"

// Dim is the length of a vector.
const Dim = 256

const (
	modelMagic = "psmodel1"
	width      = 512             // of the network: what a piece and a sentence have, before they are narrowed
	convDim    = 256             // values a token in each convolution
	projDim    = 3 * convDim     // of the three together
	featDim    = width + projDim // what is averaged over the tokens
	rowBytes   = 2*8 + width/2   // of an embedding row: 8 scales of half precision, 4 bits a value
	epsilon    = 9.99999996004197e-13
)

// model is a parsed file: slices of the data, and small tables copied for alignment.
type model struct {
	units, trie  string // double arrays
	replacements string
	scores       string
	lowest       float64
	rows         string

	proj                        dense
	projB, projG, projBeta      []float32
	conv                        [3][2]dense
	convB                       [3][2][]float32
	featG, featBeta             []float32
	cnn, d0, p1, d1, d2, p3, d3 dense
	cnnB                        []float32

	directions dense
}

// dense is a matrix of k rows and n columns in whole numbers, laid out [n/16][k/4][16][4].
type dense struct {
	k, n   int
	w      []byte // int8
	scales []float32
	sums   []int32 // of the columns
}

// denseBytes is what a matrix takes in a file: its numbers, then scales and sums.
func denseBytes(k, n int) int { return k*n + 8*n }

// parseDense reads a matrix where it lies; s has denseBytes.
func parseDense(s string, k, n int) dense {
	d := dense{k: k, n: n, w: unsafe.Slice(unsafe.StringData(s), k*n), scales: float32s(s[k*n:][:4*n]), sums: make([]int32, n)}
	for i := range d.sums {
		d.sums[i] = int32(u32(s[k*n+4*n:], 4*i))
	}
	return d
}

// load parses the model once; nothing is touched before a text is encoded.
var load = sync.OnceValues(func() (*model, error) { return parse(modelData) })

// parse reads a model file. The error names what is wrong with it.
func parse(data string) (*model, error) {
	if len(data) < 12 || data[:8] != modelMagic {
		return nil, errors.New("the model is damaged: it does not begin as one")
	}
	n := int(binary.LittleEndian.Uint32([]byte(data[8:12])))
	if len(data) < 12+24*n {
		return nil, errors.New("the model is damaged: it is cut")
	}
	sections := make(map[string]string, n)
	for i := range n {
		h := data[12+24*i:][:24]
		at, size := uint64(u32(h, 16)), uint64(u32(h, 20))
		if at+size > uint64(len(data)) {
			return nil, errors.New("the model is damaged: it is cut")
		}
		sections[strings.TrimRight(h[:16], "\x00")] = data[at : at+size]
	}
	m := &model{}
	var err error
	section := func(name string, size int) string {
		s, ok := sections[name]
		if (!ok || size > 0 && len(s) != size) && err == nil {
			err = fmt.Errorf("the model is damaged: section %s is not what it should be", name)
		}
		if size > 0 && len(s) != size {
			return strings.Repeat("\x00", size)
		}
		return s
	}
	floats := func(name string, n int) []float32 { return float32s(section(name, 4*n)) }
	matrix := func(name string, k, n int) dense { return parseDense(section(name, denseBytes(k, n)), k, n) }
	if s := section("charsmap", 0); len(s) > 4 && int(u32(s, 0)) <= len(s)-4 {
		size := int(u32(s, 0))
		m.units, m.replacements = s[4:4+size], s[4+size:]
	}
	m.trie, m.scores, m.rows = section("trie", 0), section("scores", 0), section("rows", 0)
	m.lowest = float64(math.Float32frombits(u32(section("lowest", 4), 0)))
	if err == nil && (len(m.units) == 0 || len(m.trie) == 0 || len(m.scores)/4 != len(m.rows)/rowBytes || len(m.rows) == 0) {
		err = errors.New("the model is damaged: its pieces do not fit together")
	}
	m.proj = matrix("proj", width, projDim)
	m.projB, m.projG, m.projBeta = floats("proj_b", projDim), floats("proj_ln_g", projDim), floats("proj_ln_b", projDim)
	for i, order := range orders {
		for layer := range 2 {
			name := fmt.Sprintf("conv%d_%d", order.n, layer+1)
			m.conv[i][layer], m.convB[i][layer] = matrix(name, order.n*convDim, convDim), floats(name+"_b", convDim)
		}
	}
	m.featG, m.featBeta = floats("ln_g", featDim), floats("ln_b", featDim)
	m.cnn, m.cnnB = matrix("cnn", featDim, width), floats("cnn_b", width)
	m.d0, m.p1, m.d1 = matrix("d0", width, hidden), matrix("p1", width, hidden), matrix("d1", hidden, hidden)
	m.d2, m.p3, m.d3 = matrix("d2", hidden, width), matrix("p3", hidden, width), matrix("d3", width, width)
	if err != nil {
		return nil, err
	}
	if len(directionsData) != denseBytes(width, Dim) {
		return nil, errors.New("the model is damaged: its directions are cut")
	}
	m.directions = parseDense(directionsData, width, Dim)
	return m, nil
}

func u32(s string, at int) uint32 {
	_ = s[at+3]
	return uint32(s[at]) | uint32(s[at+1])<<8 | uint32(s[at+2])<<16 | uint32(s[at+3])<<24
}

func float32s(s string) []float32 {
	out := make([]float32, len(s)/4)
	for i := range out {
		out[i] = math.Float32frombits(u32(s, 4*i))
	}
	return out
}
