package store

import (
	"bufio"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"papersearch/readlog"
)

// The entry table: a header, fixed-width rows in the order of the sources and of each log, the lists of
// institutions, and the strings that rows name by number. All integers are little endian.
//
//	header   8 bytes magic, then uint32: rows, list items, strings, bytes of strings, checksum of all behind it
//	rows     rowSize each
//	lists    uint32 string numbers; a row has an offset and a count
//	strings  uint32 end offsets, then the bytes; number 0 is ""
const (
	tableMagic  = "pstable1"
	tableHeader = 8 + 5*4
	rowSize     = 96
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Kind of an entry, as a small number.
type Kind uint8

// The kinds of readlog, numbered.
const (
	Paper Kind = iota
	Note
	Todo
)

// KindOf returns the number of a kind of readlog.
func KindOf(k readlog.Kind) Kind {
	switch k {
	case "paper":
		return Paper
	case "todo":
		return Todo
	}
	return Note
}

func (k Kind) String() string { return [...]string{"paper", "note", "todo"}[k] }

const (
	flagSuspect = 1 << iota
	flagDone
)

// Row is what filters, facets, scores and a list of hits need of an entry without opening its text.
// String numbers are those of the table.
type Row struct {
	ID                    string // 1 to 16 bytes
	Kind                  Kind
	Suspect, Done         bool
	Depth                 int
	Read, ReadMonth       readlog.Date
	PubFrom, PubTo        readlog.Date
	Track, Subtrack, File uint32 // string numbers, like Venue
	Venue                 uint32
	Institutions          []uint32
	Line, EndLine         int
	Start, End            int // bytes in the source
	Block, Offset, Length uint32
	TitleLen, AliasLen    int // words
	BodyLen               int
}

// Table is a mapped entry table. Its methods are safe for concurrent use; rows are numbered from 0.
type Table struct {
	rows, lists, ends, bytes []byte
	n                        int
}

// Len is the number of rows.
func (t *Table) Len() int { return t.n }

func (t *Table) row(i int) []byte { return t.rows[i*rowSize : (i+1)*rowSize] }

func u32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }

// Row decodes row i.
func (t *Table) Row(i int) Row {
	b := t.row(i)
	id := b[:16]
	n := 16
	for n > 0 && id[n-1] == 0 {
		n--
	}
	return Row{
		ID: string(id[:n]), Kind: t.Kind(i), Suspect: b[17]&flagSuspect != 0, Done: b[17]&flagDone != 0,
		Depth: int(binary.LittleEndian.Uint16(b[18:])),
		Read:  date(u32(b[20:])), ReadMonth: date(u32(b[24:])), PubFrom: date(u32(b[28:])), PubTo: date(u32(b[32:])),
		Track: u32(b[36:]), Subtrack: u32(b[40:]), File: u32(b[44:]), Institutions: t.Institutions(i, nil),
		Line: int(u32(b[56:])), EndLine: int(u32(b[60:])), Start: int(u32(b[64:])), End: int(u32(b[68:])),
		Block: u32(b[72:]), Offset: u32(b[76:]), Length: u32(b[80:]),
		TitleLen: int(binary.LittleEndian.Uint16(b[84:])), AliasLen: int(binary.LittleEndian.Uint16(b[86:])),
		BodyLen: int(u32(b[88:])), Venue: u32(b[92:]),
	}
}

// Kind of row i.
func (t *Table) Kind(i int) Kind {
	if k := Kind(t.row(i)[16]); k <= Todo {
		return k
	}
	return Note
}

// Done says whether row i is a pending item that is ticked off.
func (t *Table) Done(i int) bool { return t.row(i)[17]&flagDone != 0 }

// Dates of row i as numbers that sort, yyyymmdd with zeros for what is unknown: read, month read,
// first and last month published.
func (t *Table) Dates(i int) (read, month, from, to uint32) {
	b := t.row(i)
	return u32(b[20:]), u32(b[24:]), u32(b[28:]), u32(b[32:])
}

// Track is the track of row i, as a string number.
func (t *Table) Track(i int) uint32 { return u32(t.row(i)[36:]) }

// Subtrack is the subtrack of row i, as a string number.
func (t *Table) Subtrack(i int) uint32 { return u32(t.row(i)[40:]) }

// Venue is the venue of row i, as a string number.
func (t *Table) Venue(i int) uint32 { return u32(t.row(i)[92:]) }

// File is the source of row i, as a string number.
func (t *Table) File(i int) uint32 { return u32(t.row(i)[44:]) }

// Institutions appends the string numbers of the institutions of row i to into.
func (t *Table) Institutions(i int, into []uint32) []uint32 {
	b := t.row(i)
	off, n := int(u32(b[48:])), int(u32(b[52:]))
	if off+n > len(t.lists)/4 {
		return into
	}
	for ; n > 0; n, off = n-1, off+1 {
		into = append(into, u32(t.lists[off*4:]))
	}
	return into
}

// Lengths of title, alias and body of row i in words.
func (t *Table) Lengths(i int) (title, alias, body int) {
	b := t.row(i)
	return int(binary.LittleEndian.Uint16(b[84:])), int(binary.LittleEndian.Uint16(b[86:])), int(u32(b[88:]))
}

// Strings is how many strings there are; 0 is "".
func (t *Table) Strings() int { return len(t.ends) / 4 }

// String is the string of a number, "" for a number out of range.
func (t *Table) String(n uint32) string {
	if n == 0 || int(n) >= t.Strings() {
		return ""
	}
	from, to := u32(t.ends[(n-1)*4:]), u32(t.ends[n*4:])
	if from > to || int(to) > len(t.bytes) {
		return ""
	}
	return string(t.bytes[from:to])
}

// number packs a date so that numbers sort as dates do; date is the reverse.
func number(d readlog.Date) uint32 { return uint32(d.Year*10000 + d.Month*100 + d.Day) }

func date(n uint32) readlog.Date {
	return readlog.Date{Year: int(n / 10000), Month: int(n / 100 % 100), Day: int(n % 100)}
}

// openTable checks data and returns the table in it. The checksum covers every byte behind the header,
// so that a table that opens is one that was written whole.
func openTable(data []byte) (*Table, error) {
	if len(data) < tableHeader || string(data[:8]) != tableMagic {
		return nil, damaged(TablePath, "not an entry table")
	}
	n, lists, strs, size := int(u32(data[8:])), int(u32(data[12:])), int(u32(data[16:])), int(u32(data[20:]))
	body := data[tableHeader:]
	if n*rowSize+lists*4+strs*4+size != len(body) {
		return nil, damaged(TablePath, "cut short or grown")
	}
	if crc32.Checksum(body, castagnoli) != u32(data[24:]) {
		return nil, damaged(TablePath, "checksum differs")
	}
	t := &Table{n: n}
	t.rows, body = body[:n*rowSize], body[n*rowSize:]
	t.lists, body = body[:lists*4], body[lists*4:]
	t.ends, t.bytes = body[:strs*4], body[strs*4:]
	return t, nil
}

// tableWriter gathers rows; not safe for concurrent use.
type tableWriter struct {
	rows, lists []byte
	numbers     map[string]uint32
	strings     []string
}

func newTableWriter() *tableWriter {
	return &tableWriter{numbers: map[string]uint32{"": 0}, strings: []string{""}}
}

// number returns the number of s, giving it one when it is new.
func (w *tableWriter) number(s string) uint32 {
	n, ok := w.numbers[s]
	if !ok {
		n = uint32(len(w.strings))
		w.numbers[s], w.strings = n, append(w.strings, s)
	}
	return n
}

func (w *tableWriter) add(r *Row) {
	var b [rowSize]byte
	copy(b[:16], r.ID)
	b[16] = byte(r.Kind)
	if r.Suspect {
		b[17] |= flagSuspect
	}
	if r.Done {
		b[17] |= flagDone
	}
	le := binary.LittleEndian
	le.PutUint16(b[18:], clamp16(r.Depth))
	for i, n := range []uint32{
		number(r.Read), number(r.ReadMonth), number(r.PubFrom), number(r.PubTo),
		r.Track, r.Subtrack, r.File, uint32(len(w.lists) / 4), uint32(len(r.Institutions)),
		uint32(r.Line), uint32(r.EndLine), uint32(r.Start), uint32(r.End), r.Block, r.Offset, r.Length,
	} {
		le.PutUint32(b[20+4*i:], n)
	}
	le.PutUint16(b[84:], clamp16(r.TitleLen))
	le.PutUint16(b[86:], clamp16(r.AliasLen))
	le.PutUint32(b[88:], uint32(r.BodyLen))
	le.PutUint32(b[92:], r.Venue)
	w.rows = append(w.rows, b[:]...)
	for _, n := range r.Institutions {
		w.lists = le.AppendUint32(w.lists, n)
	}
}

func clamp16(n int) uint16 { return uint16(min(n, 1<<16-1)) }

// writeTo writes the table as a file at path and syncs it.
func (w *tableWriter) writeTo(path string) error {
	var ends, bytes []byte
	for _, s := range w.strings {
		bytes = append(bytes, s...)
		ends = binary.LittleEndian.AppendUint32(ends, uint32(len(bytes)))
	}
	sum := uint32(0)
	parts := [][]byte{w.rows, w.lists, ends, bytes}
	for _, p := range parts {
		sum = crc32.Update(sum, castagnoli, p)
	}
	header := []byte(tableMagic)
	for _, n := range []int{len(w.rows) / rowSize, len(w.lists) / 4, len(w.strings), len(bytes), int(sum)} {
		header = binary.LittleEndian.AppendUint32(header, uint32(n))
	}
	return writeSynced(path, func(out io.Writer) error {
		for _, p := range append([][]byte{header}, parts...) {
			if _, err := out.Write(p); err != nil {
				return err
			}
		}
		return nil
	})
}

// writeSynced creates path, lets fill write it through a buffer, and syncs it to disk.
func writeSynced(path string, fill func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	out := bufio.NewWriterSize(f, 1<<16)
	if err := fill(out); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}
