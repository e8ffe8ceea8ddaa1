package store

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"papersearch/semantic"
	"unsafe"
)

// VectorBytes is what a packed vector takes.
const VectorBytes = semantic.PackedBytes

// Vectors are the meanings of the sentences of all entries, packed as package semantic does. They lie in segments, of
// which each entry has a stretch: its title first, then the sentences of its body in order, which a reader cuts again; no
// places are kept. A segment may have sentences of entries that are there no more. Safe for concurrent use.
type Vectors struct {
	Segments []VectorSegment
	rows     *Table
	slot     slots
}

// VectorSegment is the sentences that one update brought, by column.
type VectorSegment struct {
	Norms   []float32 // by sentence
	Packed  []byte    // VectorBytes for each sentence: see semantic.Pack
	hashes  []uint64  // of the texts
	sums    []byte
	sumsSum uint32
	path    string
}

// Of says where the sentences of a row lie: Segments[segment], first to end; none when first is end.
func (v *Vectors) Of(row int) (segment, first, end int) {
	segment = v.slot.of(v.rows.Segment(row))
	if segment < 0 {
		return 0, 0, 0
	}
	first, end = v.rows.Sentences(row)
	if end > v.Segments[segment].Len() || first > end {
		return 0, 0, 0
	}
	return segment, first, end
}

// Row is what Of names: the packed vectors of a row, its title's first, and their norms.
func (v *Vectors) Row(row int) (packed []byte, norms []float32) {
	segment, first, end := v.Of(row)
	if first == end {
		return nil, nil
	}
	s := &v.Segments[segment]
	return s.Packed[first*VectorBytes : end*VectorBytes], s.Norms[first:end]
}

// Release lets go of the memory that the vectors of a row lie in.
func (v *Vectors) Release(row int) {
	if segment, first, end := v.Of(row); first < end {
		v.Segments[segment].Release(first, end)
	}
}

// Len is the number of sentences, those of entries that are gone included.
func (v *Vectors) Len() int {
	n := 0
	for i := range v.Segments {
		n += v.Segments[i].Len()
	}
	return n
}

// Len is the number of sentences.
func (s *VectorSegment) Len() int { return len(s.hashes) }

// A segment of vectors: a header, a checksum for each vectorBlock sentences, then the columns, each at a multiple of 8 bytes:
// hashes, norms, packed. The header has a magic, its own checksum and that of the sums, the version of the model (32
// bytes) and the number of sentences.
//
// Columns are not checked at open: at 100,000 entries they are 150 MB. A wrong byte
// there shifts a cosine; that a file was changed at all is told by its size and time (File), a bit that rots by Verify and
// whenever sentences are taken over into another segment.
const (
	vectorsMagic = "psvecs03"
	vectorsHead  = 56
	vectorBlock  = 64
)

func pad8(n int) int { return (n + 7) &^ 7 }

// columns are the offsets of hashes, norms, packed and the end, for n sentences.
func columns(n int) (at [4]int) {
	at[0] = vectorsHead + pad8(4*((n+vectorBlock-1)/vectorBlock))
	at[1] = at[0] + 8*n
	at[2] = at[1] + pad8(4*n)
	at[3] = at[2] + VectorBytes*n
	return at
}

// openVectors reads the vectors of a model version.
func openVectors(path string, data []byte, model string) (*VectorSegment, error) {
	if len(data) < vectorsHead || string(data[:8]) != vectorsMagic {
		return nil, damaged(path, "no vectors")
	}
	if crc32.Checksum(data[12:vectorsHead], castagnoli) != u32(data[8:]) {
		return nil, damaged(path, "checksum of its head differs")
	}
	if string(data[16:48]) != padded(model) {
		return nil, damaged(path, "of another model")
	}
	n := int(u32(data[48:]))
	if n > len(data)/VectorBytes {
		return nil, damaged(path, "cut short")
	}
	at := columns(n)
	if len(data) != at[3] {
		return nil, damaged(path, "cut short or grown")
	}
	return &VectorSegment{
		Norms: cast[float32](data[at[1]:], n), Packed: data[at[2]:],
		hashes: cast[uint64](data[at[0]:], n), sums: data[vectorsHead:at[0]], sumsSum: u32(data[12:]), path: path,
	}, nil
}

// Release lets go of the memory that the packed vectors from..to-1 lie in, and of what the system mapped around them. They
// can be read again.
func (s *VectorSegment) Release(from, to int) {
	release(s.Packed[max(0, from*VectorBytes-mappedAround):min(len(s.Packed), to*VectorBytes+mappedAround)])
}

// check compares the block that a sentence lies in with its checksum.
func (s *VectorSegment) check(sentence int) error {
	block := sentence / vectorBlock
	from := block * vectorBlock
	to := min(from+vectorBlock, s.Len())
	if sumOf(s.hashes[from:to], s.Norms[from:to], s.Packed[from*VectorBytes:to*VectorBytes]) != u32(s.sums[4*block:]) {
		return damaged(s.path, "checksum of a block differs")
	}
	return nil
}

// verify reads all of it.
func (s *VectorSegment) verify() error {
	if crc32.Checksum(s.sums, castagnoli) != s.sumsSum {
		return damaged(s.path, "checksum of its sums differs")
	}
	for i := 0; i < s.Len(); i += vectorBlock {
		if err := s.check(i); err != nil {
			return err
		}
	}
	return nil
}

func sumOf(hashes []uint64, norms []float32, packed []byte) uint32 {
	sum := crc32.Checksum(bytesOf(hashes), castagnoli)
	sum = crc32.Update(sum, castagnoli, bytesOf(norms))
	return crc32.Update(sum, castagnoli, packed)
}

// cast reads n numbers where they lie: mapped files begin at a page, and all our machines are little-endian.
func cast[T uint64 | float32](data []byte, n int) []T {
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(data))), n)
}

// bytesOf is the reverse of cast.
func bytesOf[T uint64 | float32](x []T) []byte {
	if len(x) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(x))), len(x)*int(unsafe.Sizeof(x[0])))
}

func padded(model string) string { return string(append([]byte(model), make([]byte, 32)...)[:32]) }

// Sentences are vectors on their way into a generation, by column as in a segment. Not safe for concurrent use.
type Sentences struct {
	First  []int    // by entry in the order of Builder.Add, and one more: its sentences are First[i] to First[i+1]
	Hashes []uint64 // of the texts
	Norms  []float32
	Packed []byte
}

// Len is the number of sentences.
func (s *Sentences) Len() int { return len(s.Hashes) }

// Resize makes room for n sentences.
func (s *Sentences) Resize(n int) {
	s.Hashes = append(s.Hashes, make([]uint64, n-len(s.Hashes))...)
	s.Norms = append(s.Norms, make([]float32, n-len(s.Norms))...)
	s.Packed = append(s.Packed, make([]byte, n*VectorBytes-len(s.Packed))...)
}

// Take copies sentence at of a segment to sentence to. The error is a *Damage.
func (s *Sentences) Take(to int, from *VectorSegment, at int) error {
	if err := from.check(at); err != nil {
		return err
	}
	s.Hashes[to], s.Norms[to] = from.hashes[at], from.Norms[at]
	copy(s.Packed[to*VectorBytes:][:VectorBytes], from.Packed[at*VectorBytes:])
	return nil
}

// Copy makes sentence to that of another, except for its hash.
func (s *Sentences) Copy(to, from int) {
	s.Norms[to] = s.Norms[from]
	copy(s.Packed[to*VectorBytes:][:VectorBytes], s.Packed[from*VectorBytes:])
}

// write writes a segment of a model version.
func (s *Sentences) write(out io.Writer, model string) error {
	le := binary.LittleEndian
	n := s.Len()
	at := columns(n)
	var sums []byte
	for from := 0; from < n; from += vectorBlock {
		to := min(from+vectorBlock, n)
		sums = le.AppendUint32(sums, sumOf(s.Hashes[from:to], s.Norms[from:to], s.Packed[from*VectorBytes:to*VectorBytes]))
	}
	sums = append(sums, make([]byte, at[0]-vectorsHead-len(sums))...)
	head := le.AppendUint32(nil, crc32.Checksum(sums, castagnoli))
	head = append(head, padded(model)...)
	head = le.AppendUint64(head, uint64(n))
	head = append(le.AppendUint32([]byte(vectorsMagic), crc32.Checksum(head, castagnoli)), head...)
	for _, p := range [][]byte{head, sums, bytesOf(s.Hashes), bytesOf(s.Norms), make([]byte, pad8(4*n)-4*n), s.Packed} {
		if _, err := out.Write(p); err != nil {
			return err
		}
	}
	return nil
}

// Lender finds vectors of sentences by the hash of their text. nil has none. Not safe for concurrent use.
type Lender struct {
	segments []*VectorSegment
	at       map[uint64][2]int // segment and sentence
}

// Lend returns the sentences of rows.
func (v *Vectors) Lend(rows []int) *Lender {
	l := &Lender{at: map[uint64][2]int{}}
	for i := range v.Segments {
		l.segments = append(l.segments, &v.Segments[i])
	}
	for _, row := range rows {
		segment, first, end := v.Of(row)
		for i := first; i < end; i++ {
			l.at[v.Segments[segment].hashes[i]] = [2]int{segment, i}
		}
	}
	return l
}

// add lends all sentences of a segment too.
func (l *Lender) add(s *VectorSegment) {
	for i, hash := range s.hashes {
		l.at[hash] = [2]int{len(l.segments), i}
	}
	l.segments = append(l.segments, s)
}

// Has says whether a sentence can be lent.
func (l *Lender) Has(hash uint64) bool {
	if l == nil {
		return false
	}
	_, ok := l.at[hash]
	return ok
}

// Take copies a sentence that Has to sentence n of s. The error is a *Damage.
func (l *Lender) Take(s *Sentences, n int, hash uint64) error {
	at := l.at[hash]
	return s.Take(n, l.segments[at[0]], at[1])
}
