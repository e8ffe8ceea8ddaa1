package store

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"papersearch/readlog"
	"sort"
	"sync/atomic"

	mmap "github.com/blevesearch/mmap-go"
)

// The entries of a generation lie in tables. A generation that changes one source writes a table of that source's rows
// and takes the rows of all others from the tables that are there: Manifest.Ranges lists which rows of which table follow
// one another. All integers are little endian.
//
//	header   8 bytes magic, then uint32: rows, list items, checksum of the header and of hot, lists and marks
//	hot      hotSize a row: what filters, facets and scores need
//	lists    uint32 string numbers of institutions; a row has an offset and a count
//	marks    uint32 a row: see mark
//	cold     coldSize a row: id, positions, place of the text, hashes
//	sums     uint32, the checksum of each coldBlock rows of cold, looked at when one of them is read
const (
	tableMagic  = "pstable3"
	tableHeader = 8 + 3*4
	hotSize     = 64
	coldSize    = 64
	coldBlock   = 64
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

func (k Kind) String() string { return [...]string{"paper", "note", "todo"}[min(k, Todo)] }

// The longest lengths in words that a row holds.
const maxTitleLen, maxAliasLen = 1<<16 - 1, 1<<8 - 1

const (
	flagSuspect = 1 << iota
	flagDone
	flagNear
)

// Row is what filters, facets, scores and a list of hits need of an entry without opening its text.
// String numbers are those of the table.
type Row struct {
	ID                    string // 1 to 16 bytes
	Kind                  Kind
	Suspect, Done         bool
	Near                  bool // its track is the nearest in meaning: no rule has one
	Depth                 int
	Read, ReadMonth       readlog.Date
	PubFrom, PubTo        readlog.Date
	Track, Subtrack, File uint32 // string numbers, like Venue
	Venue                 uint32
	Institutions          []uint32 // at most 255
	Line, EndLine         int
	Start, End            int    // bytes in the source
	Segment               uint32 // where text and sentences lie: see Segment
	Block, Offset, Length uint32 // of the text
	Sentence, Sentences   uint32 // the first of its sentences, and how many
	TitleLen, AliasLen    int    // words
	BodyLen               int
	Serial                uint32 // of what is indexed: Bleve knows the entry by it
	Hash                  uint64 // of all that is stored and indexed of the entry, its place aside
	Key                   uint64 // of all that its fields are judged by: see readlog.ParseKnown; 0 for an entry that others changed
}

// Table is the entries of a generation. Its methods are safe for concurrent use; rows are numbered from 0, in the order of
// the sources and of each log.
type Table struct {
	parts  []part
	at     []uint16 // the part that row i<<partShift lies in, for each i
	n      int
	names  names
	damage *atomic.Pointer[Damage] // the first that was met while reading
}

const partShift = 8

// part is a range of rows that lie together.
type part struct {
	start, end              int // rows of the generation
	hot, lists, marks, cold []byte
	file                    *tableFile
	first                   int // row of the file
}

// Len is the number of rows.
func (t *Table) Len() int { return t.n }

func (t *Table) part(i int) *part {
	p := int(t.at[i>>partShift])
	for i >= t.parts[p].end {
		p++
	}
	return &t.parts[p]
}

func (t *Table) hot(i int) []byte {
	p := t.part(i)
	return p.hot[(i-p.start)*hotSize:][:hotSize]
}

// zeroRow stands for the cold part of a row that is damaged.
var zeroRow [coldSize]byte

// cold is the other half of row i, of zeros if it is damaged.
func (t *Table) cold(i int) []byte {
	p := t.part(i)
	if err := p.file.check(p.first + i - p.start); err != nil {
		t.damage.CompareAndSwap(nil, err)
		return zeroRow[:]
	}
	return p.cold[(i-p.start)*coldSize:][:coldSize]
}

func u32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }

func u64(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

// Row decodes row i.
func (t *Table) Row(i int) Row {
	h, c := t.hot(i), t.cold(i)
	first, end := t.Sentences(i)
	title, alias, body := t.Lengths(i)
	return Row{
		ID: idOf(c), Kind: t.Kind(i), Suspect: h[1]&flagSuspect != 0, Done: h[1]&flagDone != 0, Near: t.Near(i),
		Depth: int(binary.LittleEndian.Uint16(h[2:])),
		Read:  DateOf(u32(h[4:])), ReadMonth: DateOf(u32(h[8:])), PubFrom: DateOf(u32(h[12:])), PubTo: DateOf(u32(h[16:])),
		Track: t.Track(i), Subtrack: t.Subtrack(i), Venue: t.Venue(i), File: t.File(i), Institutions: t.Institutions(i, nil),
		TitleLen: title, AliasLen: alias, BodyLen: body,
		Serial: t.serial(i), Sentence: uint32(first), Sentences: uint32(end - first), Segment: t.Segment(i),
		Line: int(u32(c[16:])), EndLine: int(u32(c[20:])), Start: int(u32(c[24:])), End: int(u32(c[28:])),
		Block: u32(c[32:]), Offset: u32(c[36:]), Length: u32(c[40:]),
		Hash: u64(c[48:]), Key: u64(c[56:]),
	}
}

func idOf(cold []byte) string {
	n := 16
	for n > 0 && cold[n-1] == 0 {
		n--
	}
	return string(cold[:n])
}

// ID of row i; "" for a row that is damaged.
func (t *Table) ID(i int) string { return idOf(t.cold(i)) }

// IDs is a set of ids to look for among many rows, whatever their ordinals.
type IDs struct {
	bits  [1 << 10]uint64 // of 16 bits of each mark
	marks map[uint32]struct{}
}

// Add adds an id; ordinals do not matter.
func (s *IDs) Add(id string) {
	m := mark(id)
	if s.marks == nil {
		s.marks = map[uint32]struct{}{}
	}
	s.marks[m] = struct{}{}
	s.bits[m>>22] |= 1 << (m >> 16 % 64)
}

// mark is a hash of the first 8 bytes of an id, which come before any ordinal: to look through all ids is to look through a
// sixteenth of the bytes.
func mark(id string) uint32 {
	var b [8]byte
	copy(b[:], id)
	return uint32(u64(b[:]) * 0x9e3779b97f4a7c15 >> 32)
}

// Among appends the rows from to to whose ids are in the set, whatever their ordinals, and seldom others.
func (t *Table) Among(ids *IDs, from, to int, into []int) []int {
	for from < to {
		p := t.part(from)
		end := min(to, p.end)
		for b := p.marks[(from-p.start)*4 : (end-p.start)*4]; len(b) > 0; b = b[4:] {
			if m := u32(b); ids.bits[m>>22]&(1<<(m>>16%64)) != 0 {
				if _, ok := ids.marks[m]; ok {
					into = append(into, from)
				}
			}
			from++
		}
	}
	return into
}

// Hash of row i, as in Row.
func (t *Table) Hash(i int) uint64 { return u64(t.cold(i)[48:]) }

// Key of row i, as in Row.
func (t *Table) Key(i int) uint64 { return u64(t.cold(i)[56:]) }

// Kind of row i.
func (t *Table) Kind(i int) Kind { return min(Kind(t.hot(i)[0]), Todo) }

// Done says whether row i is a pending item that is ticked off.
func (t *Table) Done(i int) bool { return t.hot(i)[1]&flagDone != 0 }

// Near says whether the track of row i is the nearest in meaning.
func (t *Table) Near(i int) bool { return t.hot(i)[1]&flagNear != 0 }

// Dates of row i as numbers that sort, yyyymmdd with zeros for what is unknown: read, month read,
// first and last month published.
func (t *Table) Dates(i int) (read, month, from, to uint32) {
	b := t.hot(i)
	return u32(b[4:]), u32(b[8:]), u32(b[12:]), u32(b[16:])
}

// ReadOn is the day row i was read.
func (t *Table) ReadOn(i int) readlog.Date { return DateOf(u32(t.hot(i)[4:])) }

// Track is the track of row i, as a string number.
func (t *Table) Track(i int) uint32 { return t.names.number(t.hot(i)[20:]) }

// Subtrack is the subtrack of row i, as a string number.
func (t *Table) Subtrack(i int) uint32 { return t.names.number(t.hot(i)[24:]) }

// Venue is the venue of row i, as a string number.
func (t *Table) Venue(i int) uint32 { return t.names.number(t.hot(i)[28:]) }

// File is the source of row i, as a string number.
func (t *Table) File(i int) uint32 { return t.names.number(t.hot(i)[32:]) }

// Institutions appends the string numbers of the institutions of row i to into.
func (t *Table) Institutions(i int, into []uint32) []uint32 {
	p := t.part(i)
	b := p.hot[(i-p.start)*hotSize:][:hotSize]
	off, n := int(u32(b[36:])), int(b[40])
	if off+n > len(p.lists)/4 {
		return into
	}
	for ; n > 0; n, off = n-1, off+1 {
		into = append(into, t.names.number(p.lists[off*4:]))
	}
	return into
}

// Lengths of title, alias and body of row i in words.
func (t *Table) Lengths(i int) (title, alias, body int) {
	b := t.hot(i)
	return int(binary.LittleEndian.Uint16(b[42:])), int(b[41]), int(u32(b[48:]))
}

// EachLengths calls do with what Lengths says of each row, in order: many times quicker than asking for each.
func (t *Table) EachLengths(do func(row, title, alias, body int)) {
	row := 0
	for i := range t.parts {
		for b := t.parts[i].hot; len(b) > 0; b = b[hotSize:] {
			do(row, int(binary.LittleEndian.Uint16(b[42:])), int(b[41]), int(u32(b[48:])))
			row++
		}
	}
}

// Column is a field of rows that holds string numbers.
type Column int

// The columns, by where a hot row has them.
const (
	TrackColumn       Column = 20
	SubtrackColumn    Column = 24
	VenueColumn       Column = 28
	FileColumn        Column = 32
	InstitutionColumn Column = 36
)

// stringColumns are all there are.
var stringColumns = [...]Column{TrackColumn, SubtrackColumn, VenueColumn, FileColumn, InstitutionColumn}

// survey goes through all rows once: which rows the serials below n are, -1 for one that no row has, and by column and string
// number whether any row has it.
func (t *Table) survey(n int) (rows []int32, used map[Column][]bool) {
	rows, used = make([]int32, n), map[Column][]bool{}
	for i := range rows {
		rows[i] = -1
	}
	var lists [len(stringColumns)][]bool
	for i, c := range stringColumns {
		lists[i] = make([]bool, t.Strings())
		used[c] = lists[i]
	}
	var list []uint32
	row := int32(0)
	for i := range t.parts {
		for b := t.parts[i].hot; len(b) > 0; b = b[hotSize:] {
			if s := int(u32(b[52:])); s < n {
				rows[s] = row
			}
			for i, c := range stringColumns[:len(stringColumns)-1] {
				lists[i][t.names.number(b[c:])] = true
			}
			if b[40] > 0 {
				list = t.Institutions(int(row), list[:0])
				for _, n := range list {
					lists[len(stringColumns)-1][n] = true
				}
			}
			row++
		}
	}
	return rows, used
}

// Sentences of row i, half-open, among those of its segment.
func (t *Table) Sentences(i int) (first, end int) {
	b := t.hot(i)
	first = int(u32(b[56:]))
	return first, first + int(u32(b[44:]))
}

// Serial of row i, as in Row.
func (t *Table) serial(i int) uint32 { return u32(t.hot(i)[52:]) }

// Segment is the number of the segment that holds text and sentences of row i.
func (t *Table) Segment(i int) uint32 { return u32(t.hot(i)[60:]) }

// Strings is how many strings there are; 0 is "".
func (t *Table) Strings() int { return t.names.len() }

// String is the string of a number, "" for a number out of range.
func (t *Table) String(n uint32) string { return t.names.at(n) }

// Number packs a date as the table has it, so that numbers sort as dates do: 20240305, 20240300, 0.
func Number(d readlog.Date) uint32 { return uint32(d.Year*10000 + d.Month*100 + d.Day) }

// DateOf is the date of a Number.
func DateOf(n uint32) readlog.Date {
	return readlog.Date{Year: int(n / 10000), Month: int(n / 100 % 100), Day: int(n % 100)}
}

// tableFile is one file of rows.
type tableFile struct {
	path                          string
	number                        uint32
	rows                          int
	hot, lists, marks, cold, sums []byte
	good                          []atomic.Uint32 // a bit for each block of cold that was looked at

	data  mmap.MMap // all of it
	info  os.FileInfo
	users atomic.Int32 // generations that have it open
}

// openTable checks data and returns the rows in it. Hot rows and lists are read whole by any query, and marks by updates: they are
// checked here; a block of cold rows is checked when one of its rows is read.
func openTable(path string, data []byte) (*tableFile, error) {
	if len(data) < tableHeader || string(data[:8]) != tableMagic {
		return nil, damaged(path, "not an entry table")
	}
	n, lists := int(u32(data[8:])), int(u32(data[12:]))
	blocks := (n + coldBlock - 1) / coldBlock
	body := data[tableHeader:]
	if n*(hotSize+4+coldSize)+lists*4+blocks*4 != len(body) {
		return nil, damaged(path, "cut short or grown")
	}
	sum := crc32.Update(crc32.Checksum(data[:16], castagnoli), castagnoli, body[:n*(hotSize+4)+lists*4])
	if sum != u32(data[16:]) {
		return nil, damaged(path, "checksum differs")
	}
	f := &tableFile{path: path, rows: n, good: make([]atomic.Uint32, (blocks+31)/32)}
	f.hot, body = body[:n*hotSize], body[n*hotSize:]
	f.lists, body = body[:lists*4], body[lists*4:]
	f.marks, body = body[:n*4], body[n*4:]
	f.cold, f.sums = body[:n*coldSize], body[n*coldSize:]
	return f, nil
}

// check compares the block of cold rows that row i of the file lies in with its checksum, the first time.
func (f *tableFile) check(i int) *Damage {
	b := i / coldBlock
	if f.good[b/32].Load()&(1<<(b%32)) != 0 {
		return nil
	}
	block := f.cold[b*coldBlock*coldSize : min((b+1)*coldBlock*coldSize, len(f.cold))]
	if crc32.Checksum(block, castagnoli) != u32(f.sums[b*4:]) {
		return damaged(f.path, "checksum of a block differs")
	}
	f.good[b/32].Or(1 << (b % 32))
	return nil
}

// newTable joins ranges of files to the table of a generation.
func newTable(ranges []Range, files map[uint32]*tableFile, n names) (*Table, error) {
	t := &Table{names: n, damage: &atomic.Pointer[Damage]{}}
	for _, r := range ranges {
		f := files[r.Table]
		if f == nil || r.Rows < 0 || r.Rows > f.rows || r.First < 0 || r.First > f.rows-r.Rows {
			return nil, damaged(manifestName, "it names rows that are not there")
		}
		if r.Rows == 0 {
			continue
		}
		t.parts = append(t.parts, part{
			start: t.n, end: t.n + r.Rows, file: f, first: r.First, lists: f.lists,
			marks: f.marks[r.First*4 : (r.First+r.Rows)*4],
			hot:   f.hot[r.First*hotSize : (r.First+r.Rows)*hotSize], cold: f.cold[r.First*coldSize : (r.First+r.Rows)*coldSize],
		})
		t.n += r.Rows
	}
	if len(t.parts) > 1<<16-1 {
		return nil, damaged(manifestName, "it names too many ranges of rows")
	}
	for i := 0; i<<partShift < t.n; i++ {
		t.at = append(t.at, uint16(sort.Search(len(t.parts), func(p int) bool { return t.parts[p].end > i<<partShift })))
	}
	return t, nil
}

// ranges are where rows from to to lie.
func (t *Table) ranges(from, to int, into []Range) []Range {
	for from < to {
		p := t.part(from)
		n := min(to, p.end) - from
		into = append(into, Range{Table: p.file.number, First: p.first + from - p.start, Rows: n})
		from += n
	}
	return into
}

// tableWriter gathers rows; not safe for concurrent use.
type tableWriter struct {
	hot, lists, marks, cold []byte
}

func (w *tableWriter) len() int { return len(w.hot) / hotSize }

func (w *tableWriter) add(r *Row) {
	var h [hotSize]byte
	var c [coldSize]byte
	le := binary.LittleEndian
	h[0] = byte(r.Kind)
	if r.Suspect {
		h[1] |= flagSuspect
	}
	if r.Done {
		h[1] |= flagDone
	}
	if r.Near {
		h[1] |= flagNear
	}
	le.PutUint16(h[2:], uint16(min(r.Depth, 1<<16-1)))
	institutions := r.Institutions[:min(len(r.Institutions), 255)]
	for i, n := range []uint32{
		Number(r.Read), Number(r.ReadMonth), Number(r.PubFrom), Number(r.PubTo), r.Track, r.Subtrack, r.Venue, r.File, uint32(len(w.lists) / 4),
	} {
		le.PutUint32(h[4+4*i:], n)
	}
	h[40] = byte(len(institutions))
	h[41] = byte(min(r.AliasLen, maxAliasLen))
	le.PutUint16(h[42:], uint16(min(r.TitleLen, maxTitleLen)))
	for i, n := range []uint32{r.Sentences, uint32(r.BodyLen), r.Serial, r.Sentence, r.Segment} {
		le.PutUint32(h[44+4*i:], n)
	}
	copy(c[:16], r.ID)
	for i, n := range []int{r.Line, r.EndLine, r.Start, r.End, int(r.Block), int(r.Offset), int(r.Length)} {
		le.PutUint32(c[16+4*i:], uint32(n))
	}
	le.PutUint64(c[48:], r.Hash)
	le.PutUint64(c[56:], r.Key)
	w.hot, w.cold = append(w.hot, h[:]...), append(w.cold, c[:]...)
	w.marks = le.AppendUint32(w.marks, mark(r.ID))
	for _, n := range institutions {
		w.lists = le.AppendUint32(w.lists, n)
	}
}

// write writes the table.
func (w *tableWriter) write(out io.Writer) error {
	le := binary.LittleEndian
	var sums []byte
	for at := 0; at < len(w.cold); at += coldBlock * coldSize {
		sums = le.AppendUint32(sums, crc32.Checksum(w.cold[at:min(at+coldBlock*coldSize, len(w.cold))], castagnoli))
	}
	header := []byte(tableMagic)
	header = le.AppendUint32(header, uint32(w.len()))
	header = le.AppendUint32(header, uint32(len(w.lists)/4))
	sum := crc32.Checksum(header, castagnoli)
	for _, p := range [][]byte{w.hot, w.lists, w.marks} {
		sum = crc32.Update(sum, castagnoli, p)
	}
	header = le.AppendUint32(header, sum)
	for _, p := range [][]byte{header, w.hot, w.lists, w.marks, w.cold, sums} {
		if _, err := out.Write(p); err != nil {
			return err
		}
	}
	return nil
}
