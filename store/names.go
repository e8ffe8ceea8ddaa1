package store

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// The strings that rows name by number: tracks, institutions, venues, files. A number means the same in every
// generation until tables are merged, so that rows can be taken over; a generation that needs a new string writes
// the list anew, with the new ones at its end.
//
//	magic, checksum of what follows, uint32 number of strings, uint32 end offsets, the bytes; number 0 is ""
const (
	namesMagic  = "psnames1"
	namesHeader = 16
)

type names struct{ ends, bytes []byte }

func openNames(path string, data []byte) (names, error) {
	if len(data) < namesHeader || string(data[:8]) != namesMagic {
		return names{}, damaged(path, "no strings")
	}
	if crc32.Checksum(data[12:], castagnoli) != u32(data[8:]) {
		return names{}, damaged(path, "checksum differs")
	}
	n, body := int(u32(data[12:])), data[namesHeader:]
	if n < 1 || n > len(body)/4 {
		return names{}, damaged(path, "cut short")
	}
	return names{body[:4*n], body[4*n:]}, nil
}

func (n names) len() int { return len(n.ends) / 4 }

// number reads a string number, 0 for one that there is not.
func (n names) number(b []byte) uint32 {
	if x := u32(b); int(x) < n.len() {
		return x
	}
	return 0
}

// at is the string of a number, "" for a number out of range.
func (n names) at(i uint32) string {
	if i == 0 || int(i) >= n.len() {
		return ""
	}
	from, to := u32(n.ends[(i-1)*4:]), u32(n.ends[i*4:])
	if from > to || int(to) > len(n.bytes) {
		return ""
	}
	return string(n.bytes[from:to])
}

// namer numbers strings; not safe for concurrent use.
type namer struct {
	numbers map[string]uint32
	strings []string
	had     int // strings of the generation before
}

// newNamer goes on from old.
func newNamer(old names) *namer {
	w := &namer{numbers: map[string]uint32{"": 0}, strings: []string{""}}
	for i := 1; i < old.len(); i++ {
		s := old.at(uint32(i))
		if _, twice := w.numbers[s]; !twice {
			w.numbers[s] = uint32(i)
		}
		w.strings = append(w.strings, s)
	}
	w.had = old.len()
	return w
}

// number returns the number of s, giving it one when it is new.
func (w *namer) number(s string) uint32 {
	n, ok := w.numbers[s]
	if !ok {
		n = uint32(len(w.strings))
		w.numbers[s], w.strings = n, append(w.strings, s)
	}
	return n
}

func (w *namer) grown() bool { return len(w.strings) != w.had }

func (w *namer) write(out io.Writer) error {
	le := binary.LittleEndian
	var ends, bytes []byte
	for _, s := range w.strings {
		bytes = append(bytes, s...)
		ends = le.AppendUint32(ends, uint32(len(bytes)))
	}
	body := le.AppendUint32(nil, uint32(len(w.strings)))
	body = append(append(body, ends...), bytes...)
	head := le.AppendUint32([]byte(namesMagic), crc32.Checksum(body, castagnoli))
	_, err := out.Write(append(head, body...))
	return err
}
