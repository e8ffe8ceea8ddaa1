package store

import (
	"context"
	"fmt"
	"io"
	"slices"
)

// Each update adds a segment, a table, a file of terms and a segment of Bleve's, and leaves what it replaces lying in older
// ones. Tidy merges them. Thresholds weigh what a query pays against what merging costs: a segment adds 0.03 ms to every
// start, and a dozen are merged in 30 ms, after the answer.
const (
	manySegments = 12 // of text and vectors, of terms, of words
	manyRanges   = 24
	// A fifth of what is there may be dead, so that an index after a thousand edits has at most 1.3 times the size of a new
	// one; fewer than deadFew entries are not worth a merge.
	deadShare = 0.2
	deadFew   = 16
	// gather is how much larger than all smaller segments together one may be and be merged with them: what is merged
	// grows by half at least, so that an entry is merged a few times in its life.
	gather = 2
)

// afterwards is the most live entries of a segment that is merged after an answer; larger ones are left to `index` and
// `watch`. 5,000 are merged in half a second.
const afterwards = 5000

// Untidy says why the generation should be tidied, "" when it need not. Without all, what would take long is left out.
func (g *Generation) Untidy(all bool) string {
	m := &g.Manifest
	segments, entries, live, sentences, liveSentences := 0, 0, 0, 0, 0
	for _, s := range m.Segments {
		if all || s.Live <= afterwards {
			segments++
			entries, live = entries+s.Entries, live+s.Live
			sentences, liveSentences = sentences+s.Sentences, liveSentences+s.LiveSentences
		}
	}
	switch {
	case g.NoVectors != nil: // to be built anew
		return ""
	case segments > manySegments:
		return fmt.Sprintf("%d segments", segments)
	case m.Words > manySegments && wordsLimit(g, all) > 0:
		return fmt.Sprintf("%d segments of words", m.Words)
	case len(m.Terms) > manySegments:
		return fmt.Sprintf("%d files of terms", len(m.Terms))
	case len(m.Ranges) > manyRanges:
		return fmt.Sprintf("%d ranges of rows", len(m.Ranges))
	case entries-live > deadFew && float64(entries-live) > deadShare*float64(entries):
		return fmt.Sprintf("%d of %d entries are kept and gone", entries-live, entries)
	case sentences-liveSentences > 8*deadFew && float64(sentences-liveSentences) > deadShare*float64(sentences):
		return fmt.Sprintf("%d of %d sentences are kept and gone", sentences-liveSentences, sentences)
	}
	return ""
}

// size is how much a segment holds and how much of it is still there.
type size struct{ all, live int64 }

// limit is the largest number of live entries with which a segment is merged with the others; 0 merges none. Without all, it
// is at most afterwards.
func limit(sizes []size, all bool) int64 {
	sizes = slices.DeleteFunc(sizes, func(s size) bool { return !all && s.live > afterwards })
	slices.SortFunc(sizes, func(a, b size) int { return int(a.live - b.live) })
	var out, below int64
	for i, s := range sizes {
		if i > 0 && s.live <= gather*below || float64(s.all-s.live) > deadShare/2*float64(s.all) {
			out = s.live
		}
		below += s.live
	}
	return out
}

// merged are the numbers of the segments that Tidy makes one of.
func (g *Generation) merged(all bool) map[uint32]bool {
	var sizes []size
	for _, s := range g.Manifest.Segments {
		sizes = append(sizes, size{int64(s.Entries), int64(s.Live)})
	}
	most := limit(sizes, all)
	out := map[uint32]bool{}
	for _, s := range g.Manifest.Segments {
		if int64(s.Live) <= most {
			out[s.Number] = true
		}
	}
	return out
}

// wordsLimit is limit for the segments of Bleve's.
func wordsLimit(g *Generation, all bool) int64 {
	list, err := snapshots(g.Words)
	if err != nil {
		return 0
	}
	var sizes []size
	for _, s := range list {
		sizes = append(sizes, size{s.FullSize(), s.LiveSize()})
	}
	return limit(sizes, all)
}

// Tidy writes a generation that says what old says, in fewer files and without what is gone. It takes time in proportion
// to what is merged, which is all that there is reason for, or without all what takes little.
func (l *Lock) Tidy(ctx context.Context, old *Generation, all bool) (err error) {
	b, err := l.begin(ctx, old)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = b.failed("tidying", err)
		}
	}()
	b.names, b.all = newNamer(names{}), all
	m := old.Manifest
	m.Files, m.Ranges, m.Segments, m.Terms = nil, nil, nil, nil
	for _, step := range []func(*Manifest) error{b.tidyWords, b.tidySegments, b.tidyTable, b.tidyTerms} {
		if err = step(&m); err != nil {
			return err
		}
		if err = ctx.Err(); err != nil {
			return err
		}
	}
	if err = b.publish(&m); err == nil {
		l.previous = "" // what was merged is in it a second time
	}
	return err
}

func (b *Builder) tidyWords(m *Manifest) error {
	most := wordsLimit(b.old, b.all)
	if most == 0 {
		return b.shareWords(m)
	}
	if err := b.openIndex(); err != nil {
		return err
	}
	if err := b.mergeWords(most); err != nil {
		return err
	}
	return b.sealWords(m)
}

// tidySegments makes one segment of those that are merged, and shares the others.
func (b *Builder) tidySegments(m *Manifest) error {
	merged := b.old.merged(b.all)
	for _, s := range b.old.Manifest.Segments {
		if !merged[s.Number] {
			m.Segments = append(m.Segments, s)
			if err := b.shareSegment(s); err != nil {
				return err
			}
		}
	}
	t := b.old.Table
	number := map[uint32]uint32{} // of strings, old → new
	renamed := func(n uint32) uint32 {
		k, ok := number[n]
		if !ok {
			k = b.names.number(t.String(n))
			number[n] = k
		}
		return k
	}
	b.rows = make([]Row, t.Len())
	if b.old.Vectors != nil {
		b.Sentences = &Sentences{}
	}
	for i := range t.Len() {
		r := &b.rows[i]
		*r = t.Row(i)
		r.Track, r.Subtrack, r.Venue, r.File = renamed(r.Track), renamed(r.Subtrack), renamed(r.Venue), renamed(r.File)
		for k, n := range r.Institutions {
			r.Institutions[k] = renamed(n)
		}
		if !merged[r.Segment] {
			continue
		}
		raw, err := b.old.rawRecord(i)
		if err != nil {
			return err
		}
		r.Block, r.Offset, r.Length = b.text.add(raw)
		if err := b.takeSentences(i, r); err != nil {
			return err
		}
		r.Segment = b.number
		b.added = append(b.added, i)
	}
	if err := b.old.Damaged(); err != nil {
		return err
	}
	if len(b.added) == 0 {
		return nil
	}
	offsets, err := b.text.finish()
	if err != nil {
		return err
	}
	for _, i := range b.added {
		b.rows[i].Block = offsets[b.rows[i].Block]
	}
	if err := b.create(partPath(TextPath, b.number, textExt), b.text.write); err != nil {
		return err
	}
	return b.writeSentences(m, len(b.added))
}

// takeSentences copies the sentences of a row into the segment in the making.
func (b *Builder) takeSentences(row int, r *Row) error {
	if b.Sentences == nil {
		return nil
	}
	segment, first, end := b.old.Vectors.Of(row)
	at := b.Sentences.Len()
	r.Sentence = uint32(at)
	b.Sentences.Resize(at + end - first)
	for i := first; i < end; i++ {
		if err := b.Sentences.Take(at+i-first, &b.old.Vectors.Segments[segment], i); err != nil {
			return err
		}
	}
	return nil
}

func (b *Builder) tidyTable(m *Manifest) error {
	w := &tableWriter{}
	for i := range b.rows {
		w.add(&b.rows[i])
	}
	if w.len() > 0 {
		m.Ranges = []Range{{Table: b.number, Rows: w.len()}}
		if err := b.create(partPath(entriesPath, b.number, tableExt), w.write); err != nil {
			return err
		}
	}
	m.Names = b.number
	return b.create(partPath(entriesPath, b.number, namesExt), b.names.write)
}

func (b *Builder) tidyTerms(m *Manifest) error {
	terms := b.old.allTerms()
	if len(terms) == 0 {
		return nil
	}
	m.Terms = []uint32{b.number}
	return b.create(partPath(termsPath, b.number, termsExt), func(w io.Writer) error { return writeTerms(w, terms) })
}
