package indexer

import (
	"cmp"
	_ "embed"
	"fmt"
	"papersearch/fold"
	"papersearch/readlog"
	"papersearch/semantic"
	"papersearch/store"
	"slices"
	"sync"
)

//go:generate go run ../internal/gen/tracks

// trackVectors has a packed vector for each name and word of each common track, in their order. Encoding them takes 0.3 s.
//
//go:embed tracks.bin
var trackVectors string

// EncodeTracks makes the contents of tracks.bin.
func EncodeTracks() ([]byte, error) {
	e, err := semantic.NewEncoder()
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, t := range readlog.CommonTracks() {
		texts = append(texts, t.Words...)
	}
	for i := range texts {
		texts[i] = fold.Script(texts[i])
	}
	out := make([]semantic.Vector, len(texts))
	e.Encode(texts, out)
	data := make([]byte, len(texts)*semantic.PackedBytes)
	for i := range out {
		semantic.Pack(&out[i], data[i*semantic.PackedBytes:])
	}
	return data, nil
}

// prototype is what speaks for a track.
type prototype struct {
	track   string
	words   []string
	queries []*semantic.Query // by word
}

// prototypes are those of the common tracks. Their entries' own vectors would be nearer to the log, but each new entry would
// move the tracks of others.
var prototypes = sync.OnceValue(func() []prototype {
	var out []prototype
	at := 0
	for _, t := range readlog.CommonTracks() {
		p := prototype{track: t.Name, words: t.Words}
		for range t.Words {
			if end := at + semantic.PackedBytes; end <= len(trackVectors) {
				p.queries = append(p.queries, semantic.PackedQuery([]byte(trackVectors[at:end])))
				at = end
			}
		}
		out = append(out, p)
	}
	return out
})

// A track is taken by meaning when the entry is near enough to one and clearly nearer than to all others. Of the entries of eight
// logs whose tracks a rule decided (1,031), 100 would be: 81 as by the rule, and 18 of the others are recommenders called after
// their method, which a rule knows better. At a distance of 0.08, 97 of 132. By fewer words a track, 25, half of them: a long list of precise words
// is what tells tracks apart. By the nearest word alone, "random walk" takes a note on walking for one on graphs.
// Measured again when tracks.txt had grown by a half: of 988 entries of four of the logs 78 would be, 61 as by the rule and 12
// recommenders called after their method; of 404 well-known papers 75, 71 of them rightly. At 0.08, 84 of 92 of these.
const (
	trackFloor    = 0.24
	trackDistance = 0.09
	// trackTitle is the distance of an entry that is but a title: at 0.09 a quarter of 270 would be wrong, and many books and papers
	// on other matters have a track; at this, 79 in 100 of 83 are right.
	trackTitle = 0.15
	// trackNearest is how many of a track's words must be near: its mean counts.
	trackNearest = 3
	// trackSentences is how many of an entry's first sentences are asked, its title included: what follows is detail.
	trackSentences = 6
)

// nearestTracks judges the entries that no rule has: the nearest track by how near the title and the first sentences
// are to its names and words. named are the tracks that the logs name themselves.
func (p *plan) nearestTracks(s *store.Sentences, named []string) {
	for i, d := range p.docs {
		if d.TrackName != readlog.Unassigned || d.Kind != store.Paper {
			continue
		}
		first, end := s.First[i], min(s.First[i+1], s.First[i]+trackSentences)
		if first == end {
			continue
		}
		packed, norms := s.Packed[first*store.VectorBytes:end*store.VectorBytes], s.Norms[first:end]
		track, word, best, second := nearestTrack(packed, norms)
		distance := float32(trackDistance)
		if end-first == 1 {
			distance = trackTitle
		}
		if best < trackFloor || best-second < distance {
			continue
		}
		d.TrackName, d.Near = p.env.Rules.TrackAs(named, track), true
		why := readlog.Reason{Field: "track", Text: fmt.Sprintf("%s, the nearest in meaning: «%s» (%.2f, the next track %.2f)", d.TrackName, word, best, second)}
		for k := range d.Reasons {
			if d.Reasons[k].Field == "track" {
				d.Reasons[k] = why
			}
		}
	}
}

// unjudged takes back a track that was judged by meaning.
func unjudged(d *store.Doc) {
	if d.Near {
		d.TrackName, d.SubtrackName, d.Near = readlog.Unassigned, "", false
	}
}

// retrack judges again the entries that have their track by meaning, when the logs name other tracks than before: one may be
// called otherwise now.
func (p *plan) retrack() error {
	if p.old == nil || slices.Equal(p.named(), p.old.Manifest.Tracks) {
		return nil
	}
	of := map[int]*entry{}
	for _, s := range p.sources {
		if s.entries == nil {
			for row := s.from; row < s.to; row++ {
				if p.old.Table.Near(row) {
					s.refer(p.old)
					for _, e := range s.entries {
						e.id = p.old.Table.ID(e.row)
					}
					break
				}
			}
		}
		for _, e := range s.entries {
			if e.row >= 0 && p.old.Table.Near(e.row) {
				of[e.row] = e
			}
		}
	}
	for row, e := range of {
		d, err := keptDoc(p.old, row)
		if err != nil {
			return err
		}
		d.Path, d.Line, d.EndLine, d.Start, d.End, d.Key = e.at.Path, e.at.Line, e.at.EndLine, e.at.Start, e.at.End, e.key
		unjudged(d)
		e.doc, e.row = d, -1
	}
	return nil
}

// nearestTrack is the track nearest to a title and its sentences, the nearest word of it, and how near it and the next are.
func nearestTrack(packed []byte, norms []float32) (track, word string, best, second float32) {
	cos := make([]float32, len(norms))
	type nearness struct {
		word string
		x    float32
	}
	for _, t := range prototypes() {
		var near []nearness
		for i, q := range t.queries {
			q.Cosines(cos, packed, norms)
			mean := float32(0)
			for _, c := range cos {
				mean += c / float32(len(cos))
			}
			near = append(near, nearness{t.words[i], (cos[0] + mean) / 2})
		}
		slices.SortFunc(near, func(a, b nearness) int { return cmp.Compare(b.x, a.x) })
		n := min(trackNearest, len(near))
		mean := float32(0)
		for _, x := range near[:n] {
			mean += x.x / float32(n)
		}
		switch {
		case mean > best:
			track, word, best, second = t.track, near[0].word, mean, best
		case mean > second:
			second = mean
		}
	}
	return track, word, best, second
}
