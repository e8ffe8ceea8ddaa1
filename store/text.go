package store

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"math"
	"papersearch/readlog"
	"strings"
	"sync"
)

// The kept text: blocks of about blockSize bytes of records, each compressed by itself, so that an entry
// is read by opening one block. A block is a header of three uint32 (length, compressed length, checksum
// of the compressed bytes) and a DEFLATE stream. A record is a uvarint, so many bytes of JSON (Record),
// and the entry as written.
//
// 8 kB measured on the logs of ../shared/corpus: half the size of the text, where one entry a block takes
// 0.7 of it, and 0.1 ms to open.
const (
	blockSize   = 8 << 10
	blockHeader = 12
	maxBlock    = 1 << 30 // of a block that holds one enormous entry
)

// Record is what a hit, show and export need beyond the Row. Spans are bytes of the body's plain text.
type Record struct {
	Title           string           `json:"t"`
	Alias           string           `json:"a,omitempty"`
	Names           []string         `json:"m,omitempty"` // more names that find it
	PublishedRaw    string           `json:"p,omitempty"`
	InstitutionsRaw []string         `json:"i,omitempty"`
	Points          []readlog.Span   `json:"o,omitempty"`
	Verdict         readlog.Span     `json:"v,omitzero"`
	Links           []string         `json:"l,omitempty"`
	Parents         []string         `json:"u,omitempty"`
	Topics          []string         `json:"h,omitempty"` // headings above
	Reasons         []readlog.Reason `json:"r,omitempty"`
	BodyStart       int              `json:"b"` // where the body begins in Text
	Form            readlog.Form     `json:"f,omitempty"`
	Places          []Place          `json:"w,omitempty"` // where else the log has it
	Also            string           `json:"n,omitempty"` // what is said there, plain
	Pending         *Pending         `json:"q,omitempty"` // of a pending item
	Said            string           `json:"s,omitempty"` // what front matter says besides: authors, tags
	Text            string           `json:"-"`           // the entry as written, its title line included
}

// Body is the plain text of the entry below its title, and behind it what its front matter says and what is said elsewhere.
func (r *Record) Body() string {
	body, _ := r.PlainBody()
	return body
}

// PlainBody is Body, and the text of the entry that it begins with, which tells where in Text each byte of it stands.
func (r *Record) PlainBody() (body string, text readlog.Text) {
	text = readlog.Plain(r.Text[r.BodyStart:])
	body = text.String
	for _, more := range []string{r.Said, r.Also} {
		if more != "" {
			body = strings.TrimRight(body, "\n") + "\n" + more
		}
	}
	return body, text
}

// Place is a line of a source.
type Place struct {
	File string `json:"f"`
	Line int    `json:"l"`
}

// textWriter packs records into blocks and compresses them on a few goroutines. Not safe for concurrent use.
type textWriter struct {
	block  bytes.Buffer
	number uint32 // of the open block
	blocks []*packed
	work   sync.WaitGroup
	slots  chan struct{}
}

type packed struct {
	data []byte
	err  error
}

func newTextWriter(workers int) *textWriter {
	return &textWriter{slots: make(chan struct{}, max(workers, 1))}
}

// packRecord is a record as it is kept.
func packRecord(r *Record) ([]byte, error) {
	fields, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	raw := binary.AppendUvarint(make([]byte, 0, len(fields)+len(r.Text)+binary.MaxVarintLen32), uint64(len(fields)))
	return append(append(raw, fields...), r.Text...), nil
}

// add keeps a packed record and says where: the number of its block, its offset and length in it.
func (w *textWriter) add(raw []byte) (block, offset, length uint32) {
	offset = uint32(w.block.Len())
	w.block.Write(raw)
	block, length = w.number, uint32(len(raw))
	if w.block.Len() >= blockSize {
		w.flush()
	}
	return block, offset, length
}

func (w *textWriter) flush() {
	raw := bytes.Clone(w.block.Bytes())
	w.block.Reset()
	w.number++
	p := &packed{}
	w.blocks = append(w.blocks, p)
	w.slots <- struct{}{}
	w.work.Go(func() {
		p.data, p.err = pack(raw)
		<-w.slots
	})
}

func pack(raw []byte) ([]byte, error) {
	out := bytes.NewBuffer(make([]byte, blockHeader, len(raw)/2+blockHeader))
	z, err := flate.NewWriter(out, flate.DefaultCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(raw); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	b := out.Bytes()
	binary.LittleEndian.PutUint32(b, uint32(len(raw)))
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-blockHeader))
	binary.LittleEndian.PutUint32(b[8:], crc32.Checksum(b[blockHeader:], castagnoli))
	return b, nil
}

// finish ends the last block and returns the offset of each block, by which rows name them. The error is that of packing.
func (w *textWriter) finish() (offsets []uint32, err error) {
	if w.block.Len() > 0 {
		w.flush()
	}
	w.work.Wait()
	at := 0
	for _, p := range w.blocks {
		if p.err != nil {
			return nil, p.err
		}
		if at > math.MaxUint32 {
			return nil, errors.New("more than 4 GB of text in one segment")
		}
		offsets = append(offsets, uint32(at))
		at += len(p.data)
	}
	return offsets, nil
}

// write writes the blocks; finish comes before.
func (w *textWriter) write(out io.Writer) error {
	for _, p := range w.blocks {
		if _, err := out.Write(p.data); err != nil {
			return err
		}
	}
	return nil
}

// texts reads records from a mapped text file; safe for concurrent use.
type texts struct {
	path string
	data []byte
	mu   sync.Mutex
	last map[uint32][]byte // blocks opened, at most keptBlocks
}

const keptBlocks = 64

func (t *texts) block(at uint32) ([]byte, error) {
	t.mu.Lock()
	raw, ok := t.last[at]
	t.mu.Unlock()
	if ok {
		return raw, nil
	}
	if uint64(at)+blockHeader > uint64(len(t.data)) {
		return nil, damaged(t.path, "a block lies behind the end")
	}
	head, rest := t.data[at:], t.data[int(at)+blockHeader:]
	size, stored := u32(head), u32(head[4:])
	if int(stored) > len(rest) || size > maxBlock {
		return nil, damaged(t.path, "cut short")
	}
	if crc32.Checksum(rest[:stored], castagnoli) != u32(head[8:]) {
		return nil, damaged(t.path, "checksum of a block differs")
	}
	raw = make([]byte, size)
	if _, err := io.ReadFull(flate.NewReader(bytes.NewReader(rest[:stored])), raw); err != nil {
		return nil, damaged(t.path, "a block does not open: %w", err)
	}
	t.mu.Lock()
	if len(t.last) >= keptBlocks {
		clear(t.last)
	}
	t.last[at] = raw
	t.mu.Unlock()
	return raw, nil
}

// raw is a record as it was packed; the slice is part of a block and not to be written to.
func (t *texts) raw(block, offset, length uint32) ([]byte, error) {
	raw, err := t.block(block)
	if err != nil {
		return nil, err
	}
	if uint64(offset)+uint64(length) > uint64(len(raw)) {
		return nil, damaged(t.path, "a record lies outside its block")
	}
	return raw[offset : offset+length], nil
}

// parts are the fields of a record, as JSON, and the entry as written.
func (t *texts) parts(block, offset, length uint32) (fields, text []byte, err error) {
	raw, err := t.raw(block, offset, length)
	if err != nil {
		return nil, nil, err
	}
	n, used := binary.Uvarint(raw)
	if used <= 0 || n > uint64(len(raw)-used) {
		return nil, nil, damaged(t.path, "a record is not whole")
	}
	return raw[used : used+int(n)], raw[used+int(n):], nil
}

func (t *texts) record(block, offset, length uint32) (*Record, error) {
	fields, text, err := t.parts(block, offset, length)
	if err != nil {
		return nil, err
	}
	r := &Record{}
	if err := json.Unmarshal(fields, r); err != nil {
		return nil, damaged(t.path, "a record does not read: %w", err)
	}
	r.Text = string(text)
	if r.BodyStart < 0 || r.BodyStart > len(r.Text) {
		return nil, damaged(t.path, "a record has no body")
	}
	return r, nil
}
