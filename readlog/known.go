package readlog

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// ParseKnown is Parse, but entries that known says are known by their key are not judged: they have what the structure of
// the text tells (kind, title, dates of the headings, lines and bytes), and none of what judge adds.
//
// Most of the time of reading goes into judging, six parts of seven in a log of 1 MB. The structure depends on all of
// the text (a heading far above, how often a form is met), so it is read anew, in full; what an entry is judged by is its
// key, so an entry of the same key is judged the same. known is asked once for each entry, in order.
func ParseKnown(name, text string, r *Rules, known func(key uint64) bool) *Log {
	p := parse(name, text, r)
	w := newKeyer(p)
	for i := range p.log.Entries {
		e := &p.log.Entries[i]
		key := w.key(e, p.topics[i], p.leads[i])
		p.log.Keys = append(p.log.Keys, key)
		if !known(key) {
			p.judge(e, p.topics[i], p.leads[i])
		}
	}
	return p.log
}

// keyer hashes all that judge looks at.
type keyer struct {
	text   string
	common [sha256.Size]byte // of what is the same for all entries of a log
	h      hash.Hash
	buf    []byte
}

func newKeyer(p *parser) *keyer {
	w := &keyer{text: p.text, h: sha256.New()}
	w.add(p.name, p.fileVenue)
	for _, t := range p.log.Tracks {
		w.add(t.Name)
		w.add(t.Subtracks...)
	}
	w.h.Write(w.buf)
	w.h.Sum(w.common[:0])
	return w
}

// add appends strings so that no two lists of them are alike.
func (w *keyer) add(list ...string) {
	w.num(len(list))
	for _, s := range list {
		w.num(len(s))
		w.buf = append(w.buf, s...)
	}
}

func (w *keyer) num(n int) { w.buf = binary.AppendVarint(w.buf, int64(n)) }

// key is never 0, which stands for an entry without one.
func (w *keyer) key(e *Entry, topics []string, l lead) uint64 {
	w.h.Reset()
	w.buf = append(w.buf[:0], w.common[:]...)
	w.add(string(e.Kind), string(e.Form), e.Title, l.published, l.by, l.alias, l.readAs)
	w.add(l.asides...)
	w.add(topics...)
	w.add(e.Parents...)
	flags := 0
	if e.Done {
		flags |= 1
	}
	if l.single {
		flags |= 2
	}
	for _, n := range []int{
		e.Read.Year, e.Read.Month, e.Read.Day, e.ReadMonth.Year, e.ReadMonth.Month, e.ReadMonth.Day, e.Depth, flags, l.indent, l.born, e.BodyStart - e.Start,
	} {
		w.num(n)
	}
	w.h.Write(w.buf)
	w.h.Write([]byte(w.text[e.Start:e.End]))
	return max(1, binary.LittleEndian.Uint64(w.h.Sum(w.buf[:0])))
}
