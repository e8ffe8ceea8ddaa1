package indexer

import (
	"context"
	"errors"
	"papersearch/fold"
	"papersearch/readlog"
	"papersearch/segment"
	"papersearch/store"
	"slices"
	"strconv"
	"strings"
	"time"
)

// plan is the next generation as it is going to be: the sources with their entries, and which rows of the old one are gone.
//
// What is not a plan's business it does not look at: of a log of 100,000 entries in 500 files, of which one has changed,
// the entries of that file are read, and of the others only the ids.
type plan struct {
	env     *Env
	old     *store.Generation // that lends rows; nil to read and write everything
	lent    *store.Generation // that lends the text of files that are gone, and vectors; nil for none
	sources []*source
	stats   Stats
	docs    []*store.Doc // to be added, in the order of the sources
	gone    []int        // rows of old

	semantic bool // entries get vectors
}

// build writes the next generation. old, which may be nil, lends what did not change; when all is due anew, only the text of
// files that are gone, and vectors.
func (e *Env) build(ctx context.Context, lock *store.Lock, d due, old *store.Generation) (Stats, error) {
	start := time.Now()
	b, err := lock.Build(ctx, d.lends(old), e.Bare)
	if err != nil {
		return Stats{Reason: d.why}, err
	}
	if d.why != filesTouched {
		b.Prepare()
		if !d.kept.NoSemantic {
			go prototypes()
		}
	}
	p, err := e.plan(ctx, &d, old)
	if err != nil {
		return Stats{Reason: d.why}, errors.Join(err, b.Abandon())
	}
	p.stats.Reason = d.why
	m := store.Manifest{Versions: e.versions(d.kept), Remembered: d.kept, Written: d.look.at.UnixNano()}
	m.Tracks = p.named()
	for _, s := range p.sources {
		m.Sources = append(m.Sources, s.Source)
	}
	if err := p.write(ctx, lock, b, m); err != nil {
		return p.stats, err
	}
	p.stats.Took = time.Since(start)
	e.Last = p.stats
	return p.stats, nil
}

// plan reads what has changed and finds out what of the old generation stays. It looks at the files unless d has.
func (e *Env) plan(ctx context.Context, d *due, old *store.Generation) (*plan, error) {
	if d.look.at.IsZero() {
		d.look = e.look(d.kept.Roots)
	}
	p := &plan{env: e, old: d.lends(old), lent: old, semantic: !d.kept.NoSemantic}
	changed := p.find(d.look.files, d.anew)
	if err := e.read(ctx, changed, old, d.anew); err != nil {
		return nil, err
	}
	if err := p.join(ctx); err != nil {
		return nil, err
	}
	if err := p.recognize(); err != nil {
		return nil, err
	}
	p.number()
	if err := p.retrack(); err != nil {
		return nil, err
	}
	if err := p.judgePending(ctx); err != nil {
		return nil, err
	}
	return p, p.settle()
}

// named are the tracks that the logs name themselves.
func (p *plan) named() []string {
	var out []string
	for _, s := range p.sources {
		for _, t := range s.Tracks {
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	return out
}

// find makes sources of files, and returns those that must be read.
func (p *plan) find(files []found, anew bool) (changed []*source) {
	type rows struct{ from, to int }
	was, sources := map[string]rows{}, map[string]*store.Source{}
	written := int64(0)
	if p.lent != nil {
		at := 0
		for i := range p.lent.Manifest.Sources {
			s := &p.lent.Manifest.Sources[i]
			was[s.Path], sources[s.Path] = rows{at, at + s.Entries}, s
			at += s.Entries
		}
		written = p.lent.Manifest.Written
	}
	for _, f := range files {
		s := &source{file: f, from: was[f.name].from, to: was[f.name].to, Source: store.Source{Path: f.name, Size: f.size, ModTime: f.modTime}}
		before := sources[f.name]
		delete(sources, f.name)
		if before != nil {
			s.Source = *before
		}
		p.sources = append(p.sources, s)
		why, touched := f.differs(before, written)
		switch {
		case anew || why != "" || before == nil:
			changed = append(changed, s)
		case touched && (f.gone || f.err != nil):
			s.Kept, s.Problem = true, "is not there any more"
			if f.err != nil {
				s.Problem = cannotRead + "(" + reason(f.err).Error() + ")"
			}
		case touched:
			s.ModTime = f.modTime
		}
		if s.Kept && !slices.Contains(changed, s) {
			p.stats.Failed++
		}
	}
	if p.old != nil {
		for path := range sources { // that are no sources any more
			for row := was[path].from; row < was[path].to; row++ {
				p.gone = append(p.gone, row)
			}
		}
	}
	return changed
}

// join makes one entry of papers that are listed in one file and written up in another. If what has changed can have
// anything to do with it, all lists and write-ups are read again: each may lead to each.
func (p *plan) join(ctx context.Context) error {
	involved, listed, whole := false, false, false
	before := map[string]store.Source{}
	if p.lent != nil {
		for _, s := range p.lent.Manifest.Sources {
			before[s.Path] = s
		}
	}
	concerns := func(s store.Source) bool { return s.Listed > 0 || s.Whole }
	for _, s := range p.sources {
		was := before[s.Path]
		delete(before, s.Path)
		listed, whole = listed || s.Listed > 0 || was.Listed > 0, whole || s.Whole || was.Whole
		involved = involved || s.entries != nil && (concerns(s.Source) || concerns(was))
	}
	for _, was := range before {
		listed, whole = listed || was.Listed > 0, whole || was.Whole
		involved = involved || concerns(was)
	}
	if !involved || !listed || !whole {
		return nil
	}
	var again, all []*source
	for _, s := range p.sources {
		if concerns(s.Source) {
			if all = append(all, s); !s.read || p.old != nil {
				again = append(again, s)
			}
		}
	}
	if err := p.env.read(ctx, again, p.lent, true); err != nil {
		return err
	}
	p.stats.Joined = join(all)
	return nil
}

// recognize finds the entries that were read and judged, and are what the old generation has: moved to another file, joined
// again, judged again for a reason that changed nothing.
func (p *plan) recognize() error {
	free := map[uint64][]int{}
	if p.old != nil {
		taken := map[int]bool{}
		for _, s := range p.sources {
			for _, e := range s.entries {
				if e.row >= 0 {
					taken[e.row] = true
				}
			}
		}
		for _, row := range p.candidates() {
			if !taken[row] {
				free[p.old.Table.Hash(row)] = append(free[p.old.Table.Hash(row)], row)
			}
		}
	}
	for _, s := range p.sources {
		for _, e := range s.entries {
			if e.row >= 0 {
				continue
			}
			sum, err := e.doc.Content()
			if err != nil {
				return err
			}
			e.doc.Hash, e.doc.Key = sum, e.key
			if rows := free[sum]; len(rows) > 0 {
				e.row, free[sum] = rows[0], rows[1:]
			}
		}
	}
	return nil
}

// candidates are the rows of old that are not kept as they are: those of sources that were read, or are none any more.
func (p *plan) candidates() []int {
	rows := slices.Clone(p.gone)
	for _, s := range p.sources {
		if s.entries != nil {
			for row := s.from; row < s.to; row++ {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// settle lists what is to be added and what is gone, and counts.
func (p *plan) settle() error {
	s := &p.stats
	s.Files = len(p.sources)
	taken, was := map[int]bool{}, map[string]uint64{}
	if p.lent != nil {
		rows := p.candidates()
		if p.old == nil {
			rows = rows[:0]
			for row := range p.lent.Table.Len() {
				rows = append(rows, row)
			}
		}
		for _, row := range rows {
			was[p.lent.Table.ID(row)] = p.lent.Table.Hash(row)
		}
	}
	if p.old != nil {
		s.Counts = p.old.Manifest.Counts
		for _, row := range p.candidates() {
			s.Counts[p.old.Table.Kind(row)]--
		}
	}
	for _, src := range p.sources {
		if src.warn != "" {
			p.env.warn("%s", src.warn)
			s.Failed++
		}
		if src.entries == nil {
			continue // counted
		}
		src.Entries = len(src.entries)
		for _, e := range src.entries {
			hash, ok := was[e.id]
			delete(was, e.id)
			if e.row >= 0 {
				taken[e.row] = true
				s.Counts[p.old.Table.Kind(e.row)]++
				if !ok {
					s.Added++
				}
				continue
			}
			e.doc.ID = e.id
			s.Counts[e.doc.Kind]++
			p.docs = append(p.docs, e.doc)
			if !ok {
				s.Added++
			} else if hash != e.doc.Hash {
				s.Modified++
			}
		}
	}
	s.Removed = len(was)
	if p.old != nil {
		p.gone = slices.DeleteFunc(p.candidates(), func(row int) bool { return taken[row] })
	}
	if s.Failed == len(p.sources) && s.Counts == [3]int{} && len(p.sources) > 0 && p.lent == nil {
		return errors.New("nothing could be indexed")
	}
	if p.lent != nil {
		return p.lent.Damaged() // what was taken over may be wrong
	}
	return nil
}

// write writes the plan as a generation.
func (p *plan) write(ctx context.Context, lock *store.Lock, b *store.Builder, m store.Manifest) (err error) {
	count, finish := p.env.counter(len(p.docs))
	defer finish()
	b.Done = count
	if b.Terms, err = p.terms(); err == nil && m.Versions.Model != "" {
		if b.Sentences, err = p.embed(ctx, lock); err == nil {
			p.nearestTracks(b.Sentences, m.Tracks)
		}
	}
	defer segment.Use(nil)
	if err == nil {
		err = p.rows(ctx, b)
	}
	if err != nil {
		return errors.Join(err, b.Abandon())
	}
	return b.Commit(m)
}

// counter adds up what is done and shows it, from any goroutine, until finish.
func (e *Env) counter(total int) (count func(int), finish func()) {
	counted, finished := make(chan int, 16), make(chan struct{})
	go func() {
		done := 0
		for n := range counted {
			if done += n; e.Progress != nil {
				e.Progress(done, total)
			}
		}
		close(finished)
	}()
	return func(n int) { counted <- n }, func() { close(counted); <-finished }
}

// keepRun is from how many rows in a row on that did not move they are taken over where they lie; fewer are copied, for
// each run is a range to look through.
const keepRun = 64

// rows gives the builder the rows in order. A dictionary serves a chunk of text.
func (p *plan) rows(ctx context.Context, b *store.Builder) error {
	loaded, at := 0, 0 // of p.docs
	for _, s := range p.sources {
		if s.entries == nil {
			b.Keep(s.from, s.to)
			continue
		}
		for i := 0; i < len(s.entries); {
			e := s.entries[i]
			switch n := p.still(s.entries[i:]); {
			case n >= keepRun:
				b.Keep(e.row, e.row+n)
				i += n
				continue
			case e.row >= 0:
				to := e.at
				to.ID = e.id
				b.Move(e.row, to, e.key)
			default:
				if at == loaded {
					if at > 0 {
						if err := b.Flush(); err != nil {
							return err
						}
					}
					loaded += p.dictionary(p.docs[at:])
				}
				at++
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := b.Add(e.doc); err != nil {
					return err
				}
			}
			i++
		}
	}
	return ctx.Err()
}

// still is how many entries from the first on are rows that follow one another and have not moved.
func (p *plan) still(entries []*entry) int {
	for n, e := range entries {
		if e.row < 0 || e.row != entries[0].row+n {
			return n
		}
		r := p.old.Table.Row(e.row)
		if r.Line != e.at.Line || r.EndLine != e.at.EndLine || r.Start != e.at.Start || r.End != e.at.End || r.ID != e.id || r.Key != e.key ||
			p.old.Table.String(r.File) != e.at.Path {
			return n
		}
	}
	return len(entries)
}

// dictionary puts a dictionary to use for the next chunk of entries, and returns how many that are.
func (p *plan) dictionary(docs []*store.Doc) int {
	n, size := 0, 0
	var texts []string
	for n < len(docs) && size < chunkBytes {
		d := docs[n]
		texts = append(append(texts, d.Title, d.Alias, d.Body, d.Heads), d.Names...)
		size += len(d.Body)
		n++
	}
	segment.Use(p.env.Dictionary.Load(texts...))
	return n
}

// terms are the acronyms that the added entries explain, each under its own key and under that of what it stands for, and
// with a count of -1 those of the entries that are gone.
func (p *plan) terms() ([]store.Term, error) {
	var out []store.Term
	explained := func(d *store.Doc, count int) {
		for _, a := range readlog.Acronyms(d.Title, d.Body) {
			long := strings.Join(strings.Fields(a.Long), " ") // a term is of one line and has no tab
			out = append(out, store.Term{Key: fold.Key(a.Short), Means: long, Count: count}, store.Term{Key: fold.Key(long), Means: a.Short, Count: count})
		}
	}
	for _, d := range p.docs {
		explained(d, 1)
	}
	for _, row := range p.gone {
		d, err := keptDoc(p.old, row)
		if err != nil {
			return nil, err
		}
		explained(d, -1)
	}
	return out, nil
}

// number makes ids unique: entries with one title are counted from the oldest reading, so that reading a
// paper again does not rename what was written first. Entries of one day count in the order of the log from
// its end, since new ones go on top.
func (p *plan) number() {
	groups := map[string][]*entry{}
	for _, s := range p.sources {
		for _, e := range s.entries {
			groups[e.id] = nil
		}
	}
	if p.old != nil {
		for _, row := range p.candidates() {
			groups[bareID(p.old.Table.ID(row))] = nil
		}
	}
	var ids store.IDs
	for base := range groups {
		ids.Add(base)
	}
	others := map[*entry]string{} // of sources that were not read: the ids they have
	of := map[*entry]*source{}
	for _, s := range p.sources {
		if s.entries == nil {
			p.same(s, &ids, groups, others, of)
			continue
		}
		for _, e := range s.entries {
			groups[e.id] = append(groups[e.id], e)
		}
	}
	for base, group := range groups {
		p.ordinals(base, group)
	}
	// A source of which an entry got another id writes its rows again.
	for e, was := range others {
		if e.id != was && of[e].entries == nil {
			of[e].refer(p.old)
			for _, x := range of[e].entries {
				x.id = p.old.Table.ID(x.row)
			}
		}
	}
	for e, was := range others {
		if e.id != was {
			of[e].entries[e.row-of[e].from].id = e.id
		}
	}
}

// same adds the rows of a source that was not read to the groups of their ids, where there is one.
func (p *plan) same(s *source, ids *store.IDs, groups map[string][]*entry, others map[*entry]string, of map[*entry]*source) {
	for _, row := range p.old.Table.Among(ids, s.from, s.to, nil) {
		id := p.old.Table.ID(row)
		if group, ok := groups[bareID(id)]; ok {
			e := &entry{row: row, id: bareID(id)}
			groups[e.id] = append(group, e)
			others[e], of[e] = id, s
		}
	}
}

// ordinals numbers entries of one title, in the order of the log.
func (p *plan) ordinals(base string, group []*entry) {
	if len(group) < 2 {
		return
	}
	slices.Reverse(group)
	slices.SortStableFunc(group, func(a, b *entry) int { return p.readOn(a).Compare(p.readOn(b)) })
	for i, e := range group[1:] {
		e.id = base + "-" + strconv.Itoa(i+2)
	}
}

func (p *plan) readOn(e *entry) readlog.Date {
	if e.doc != nil {
		return e.doc.Read
	}
	return p.old.Table.ReadOn(e.row)
}
