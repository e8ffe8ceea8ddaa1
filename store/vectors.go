package store

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"sort"
	"unsafe"
)

// Vectors are the meanings of the sentences of all entries, packed as package semantic does. Sentence 0 of an entry is its
// title; the others are those of its body in order, which a reader cuts again: no places are kept.
type Vectors struct {
	First  []uint32  // by row, and one more: its sentences are First[row] to First[row+1]
	Hashes []uint64  // of the texts, by sentence
	Norms  []float32 // by sentence
	Packed []byte    // VectorBytes for each sentence

	order []uint32 // sentences by hash, made when first looked for
}

// VectorBytes is what a packed vector takes.
const VectorBytes = 256

// The vectors: magic, checksum of what is between here and Packed, version of the model (32 bytes), numbers of rows and of
// sentences, then the four lists, each at a multiple of 8 bytes. Packed has no checksum of its own beyond the manifest's: a
// wrong byte there shifts a cosine a little, and 200 MB are not read at each start.
const (
	vectorsPath  = "vectors/000001.vectors"
	vectorsMagic = "psvecs01"
	vectorsHead  = 56
)

// Len is the number of sentences.
func (v *Vectors) Len() int { return len(v.Hashes) }

// Find returns the sentence with a hash, -1 for none. Not safe for concurrent use.
func (v *Vectors) Find(hash uint64) int {
	if v.order == nil {
		v.order = make([]uint32, len(v.Hashes))
		for i := range v.order {
			v.order[i] = uint32(i)
		}
		sort.Slice(v.order, func(i, j int) bool { return v.Hashes[v.order[i]] < v.Hashes[v.order[j]] })
	}
	at := sort.Search(len(v.order), func(i int) bool { return v.Hashes[v.order[i]] >= hash })
	if at < len(v.order) && v.Hashes[v.order[at]] == hash {
		return int(v.order[at])
	}
	return -1
}

func pad8(n int) int { return (n + 7) &^ 7 }

// openVectors reads the vectors of a model version; rows is how many there should be.
func openVectors(data []byte, model string, rows int) (*Vectors, error) {
	if len(data) < vectorsHead || string(data[:8]) != vectorsMagic {
		return nil, damaged(vectorsPath, "no vectors")
	}
	if have := string(data[16:48]); have != padded(model) {
		return nil, damaged(vectorsPath, "of another model")
	}
	n := int(u32(data[52:]))
	at := vectorsHead
	first, hashes := at, at+pad8(4*(rows+1))
	norms := hashes + 8*n
	packed := norms + pad8(4*n)
	if int(u32(data[48:])) != rows || len(data) != packed+VectorBytes*n {
		return nil, damaged(vectorsPath, "not the vectors of this table")
	}
	if crc32.Checksum(data[16:packed], castagnoli) != u32(data[8:]) {
		return nil, damaged(vectorsPath, "checksum differs")
	}
	v := &Vectors{
		First: cast[uint32](data[first:], rows+1), Hashes: cast[uint64](data[hashes:], n), Norms: cast[float32](data[norms:], n),
		Packed: data[packed:],
	}
	for i := range rows {
		if v.First[i] > v.First[i+1] {
			return nil, damaged(vectorsPath, "sentences out of order")
		}
	}
	if v.First[0] != 0 || int(v.First[rows]) != n {
		return nil, damaged(vectorsPath, "sentences out of order")
	}
	return v, nil
}

// cast reads n numbers where they lie: mapped files begin at a page, and all our machines are little-endian.
func cast[T uint32 | uint64 | float32](data []byte, n int) []T {
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(data))), n)
}

func padded(model string) string { return string(append([]byte(model), make([]byte, 32)...)[:32]) }

// writeTo writes the vectors of a model version.
func (v *Vectors) writeTo(path, model string) error {
	le := binary.LittleEndian
	var mid []byte
	mid = append(mid, padded(model)...)
	mid = le.AppendUint32(mid, uint32(len(v.First)-1))
	mid = le.AppendUint32(mid, uint32(len(v.Hashes)))
	for _, x := range v.First {
		mid = le.AppendUint32(mid, x)
	}
	mid = append(mid, make([]byte, pad8(4*len(v.First))-4*len(v.First))...)
	for _, x := range v.Hashes {
		mid = le.AppendUint64(mid, x)
	}
	mid, _ = binary.Append(mid, le, v.Norms)
	mid = append(mid, make([]byte, pad8(4*len(v.Norms))-4*len(v.Norms))...)
	head := le.AppendUint32([]byte(vectorsMagic), crc32.Checksum(mid, castagnoli))
	head = append(head, 0, 0, 0, 0)
	return writeSynced(path, func(w io.Writer) error {
		for _, part := range [][]byte{head, mid, v.Packed} {
			if _, err := w.Write(part); err != nil {
				return err
			}
		}
		return nil
	})
}
