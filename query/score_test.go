package query

import (
	"context"
	"math"
	"os"
	"papersearch/readlog"
	"papersearch/segment"
	"papersearch/store"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// naive scores the slow way: it reads every entry's text and counts, in double precision, by the formula at the head
// of score.go.
type naive struct {
	t    *testing.T
	g    *store.Generation
	tf   []map[string][4]float64 // by row: how often a term stands in title, alias, body
	pair []map[string]float64    // by row: pairs of Han runes in title and body

	keys []map[string]float64 // by row, initials alone
	len  [][3]float64
	avg  [3]float64
}

func newNaive(t *testing.T, g *store.Generation, d *segment.Dictionary) *naive {
	n := &naive{t: t, g: g}
	var having [3]float64
	for row := range g.Table.Len() {
		r, err := g.Record(row)
		if err != nil {
			t.Fatal(err)
		}
		body := r.Body()
		for i := len(r.Parents) - 1; i >= 0; i-- {
			body = r.Parents[i] + "\n" + body
		}
		tf, pair, keys := map[string][4]float64{}, map[string]float64{}, map[string]float64{}
		for _, called := range segment.Initials(r.Title) {
			keys[store.InitialsKey+called]++
		}
		n.keys = append(n.keys, keys)
		var lens [3]float64
		for f, text := range []string{r.Title, r.Alias, body, readlog.Heads(r.Text[r.BodyStart:])} {
			a := d.Load(text)
			count := func(term string) {
				c := tf[term]
				c[f]++
				tf[term] = c
				if f < len(lens) {
					lens[f]++
				}
			}
			for _, w := range a.Words(text) {
				count(w.Term)
				for _, p := range w.Parts {
					count(p.Term)
				}
			}
			if f == 0 || f == 2 {
				for _, w := range a.Pairs(text) {
					pair[w.Term]++
				}
			}
			if f < len(lens) && lens[f] > 0 && g.Table.Kind(row) != store.Todo {
				n.avg[f] += lens[f]
				having[f]++
			}
		}
		n.tf, n.pair, n.len = append(n.tf, tf), append(n.pair, pair), append(n.len, lens)
	}
	for f := range n.avg {
		n.avg[f] /= having[f]
	}
	return n
}

// saturated is sat(t, d).
func (n *naive) saturated(p part, row int) float64 {
	sum := 0.0
	add := func(boost, b, tf, length, avg float64) {
		norm := 1.0
		if avg > 0 {
			norm = 1 - b + b*min(maxLonger, length/avg)
		}
		sum += boost * tf / norm
	}
	c, l := n.tf[row][p.term], n.len[row]
	switch p.in {
	case inPairs:
		add(boostBody, bBody, n.pair[row][p.term], l[0]+l[2], n.avg[0]+n.avg[2])
	case inKeys:
		add(boostTitle, 0, n.keys[row][p.term], 0, 0)
	default:
		add(boostTitle, bTitle, c[0], l[0], n.avg[0])
		add(boostAlias, bAlias, c[1], l[1], n.avg[1])
		add(boostBody, bBody, c[2], l[2], n.avg[2])
		add(boostHeads, bHeads, c[3], 0, 0)
	}
	return sum / (sum + k1)
}

func naiveIDF(n, df int) float64 {
	return math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5))
}

// variant is what a variant is worth in a row, and how much of it is there.
func (n *naive) variant(v *variant, row int) (value, cov float64) {
	if v.facet != nil {
		if v.facet(row) {
			return float64(v.factor), float64(v.factor)
		}
		return 0, 0
	}
	sum := 0.0
	for _, p := range v.parts {
		df := 0
		for other := range n.g.Table.Len() {
			if n.saturated(p, other) > 0 {
				df++
			}
		}
		w := naiveIDF(n.g.Table.Len(), df)
		if p.stop {
			w *= stopWeight
		}
		sum += w
		sat := n.saturated(p, row)
		if sat == 0 {
			if v.all {
				return 0, 0
			}
			continue
		}
		value += w * sat
		cov += w
	}
	if v.whole {
		value = sum
	}
	return float64(v.factor) * value / sum, float64(v.factor) * cov / sum
}

// share is share(d) for all rows.
func (n *naive) share(p *plan) (share, cover []float64) {
	rows := n.g.Table.Len()
	share, cover = make([]float64, rows), make([]float64, rows)
	p.variants = slices.DeleteFunc(slices.Clone(p.variants), func(v variant) bool {
		c := p.compound(v.first)
		return c != nil && v.meant && v.last <= c.last && v.last-v.first < c.last-c.first && !n.asOne(p, c)
	})
	total := 0.0
	weights, bests, covers := make([]float64, len(p.words)), make([][]float64, len(p.words)), make([][]float64, len(p.words))
	for w := range p.words {
		best, cov := make([]float64, rows), make([]float64, rows)
		df := 0
		for row := range rows {
			for i := range p.variants {
				if v := &p.variants[i]; v.first <= w && w < v.last {
					value, c := n.variant(v, row)
					cov[row] = max(cov[row], c)
					if !v.besides {
						best[row] = max(best[row], value)
					}
				}
			}
			if cov[row] >= strong-1e-6 {
				df++
			}
		}
		for row := range rows {
			near := 0.0
			for _, b := range p.beside {
				if b.first == w || b.second == w {
					said := n.saturated(b.part, row)
					if b.whole && said > 0 {
						said = 1
					}
					near = max(near, said)
				}
			}
			if best[row] > 0 {
				best[row] += nearGain * near * (1 - best[row])
			}
			track := 0.0
			for i := range p.variants {
				if v := &p.variants[i]; v.besides && v.first <= w && w < v.last {
					value, _ := n.variant(v, row)
					track = max(track, value)
				}
			}
			best[row] += track * (1 - best[row])
		}
		weight := naiveIDF(rows, max(df, int(missing*float64(rows))))
		if p.words[w].Stop {
			weight *= stopWeight
		}
		total += weight
		weights[w], bests[w], covers[w] = weight, best, cov
	}
	for w := range p.words {
		for row := range rows {
			factor := 1.0
			if c := p.compound(w); c != nil && !(n.asOne(p, c) && n.half(c, row, weights, covers)) {
				factor = asParts
			}
			share[row] += factor * weights[w] * bests[w][row]
			cover[row] += factor * weights[w] * covers[w][row]
		}
	}
	for row := range rows {
		share[row] /= total
		cover[row] /= total
	}
	return share, cover
}

// asOne says whether some entry has a compound as one.
func (n *naive) asOne(p *plan, c *compound) bool {
	for i := range p.variants {
		if v := &p.variants[i]; v.first <= c.first && c.last <= v.last && !v.besides {
			for row := range n.g.Table.Len() {
				if _, cov := n.variant(v, row); cov >= strong-1e-6 {
					return true
				}
			}
		}
	}
	return false
}

// half says whether a row has half of a compound, by the weights of its words.
func (n *naive) half(c *compound, row int, weights []float64, covers [][]float64) bool {
	has, of := 0.0, 0.0
	for w := c.first; w < c.last; w++ {
		has += weights[w] * covers[w][row]
		of += weights[w]
	}
	return has >= of/2-1e-6
}

// build makes a generation of papers with titles and bodies, a segment for each segmentOf of them.
func build(t *testing.T, d *segment.Dictionary, docs []*store.Doc, segmentOf int) *store.Generation {
	t.Helper()
	dir := filepath.Join(t.TempDir(), store.DirName)
	lock, err := store.Acquire(context.Background(), dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	b, err := lock.Build(context.Background(), nil, false)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, doc := range docs {
		texts = append(texts, doc.Title, doc.Alias, doc.Body)
	}
	segment.Use(d.Load(texts...))
	defer segment.Use(nil)
	for i, doc := range docs {
		if err := b.Add(doc); err != nil {
			t.Fatal(err)
		}
		if (i+1)%segmentOf == 0 {
			if err := b.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := b.Commit(store.Manifest{Versions: store.Versions{Schema: store.SchemaVersion}}); err != nil {
		t.Fatal(err)
	}
	g, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	return g
}

func sampleDocs(t *testing.T) []*store.Doc {
	t.Helper()
	text, err := os.ReadFile("../testdata/papers.md")
	if err != nil {
		t.Fatal(err)
	}
	var docs []*store.Doc
	for i, e := range readlog.Parse("papers.md", string(text), nil).Entries {
		d := &store.Doc{TrackName: e.Track, Path: "papers.md"}
		d.ID, d.Kind, d.Line = string(rune('a'+i/26))+string(rune('a'+i%26)), store.KindOf(e.Kind), e.Line
		d.Title, d.Alias, d.Parents = e.Title, e.Alias, e.Parents
		d.Text, d.BodyStart = string(text)[e.Start:e.End], e.BodyStart-e.Start
		for _, p := range e.Parents {
			d.Body += p + "\n"
		}
		d.Body += d.Record.Body()
		d.Heads = readlog.Heads(d.Text[d.BodyStart:])
		for _, in := range e.Institutions {
			d.InstitutionNames = append(d.InstitutionNames, in.Name)
		}
		docs = append(docs, d)
	}
	return docs
}

var judged = []string{
	"diffusion text-to-image", "扩散模型", "Q-Former 冻结", "graph attention networks", "低秩 微调 大模型", "MiniGPT", "retrieval augmented 问答",
	"OpenAI 对齐", "2023.11 检索", "the reward model of 强化学习", "点击率预估", "一", "zzz", "BLIP2", "大模型", "stable diffusion",
}

// The scorer and the slow judge agree on every entry, whatever is asked, and however many segments there are.
func TestScoresAgree(t *testing.T) {
	dict, rules := segment.NewDictionary(nil, nil), readlog.NewRules(nil, nil)
	docs := sampleDocs(t)
	one := New(build(t, dict, docs, len(docs)), dict, rules)
	twenty := New(build(t, dict, docs, 2), dict, rules)
	judge := newNaive(t, one.gen, dict)
	compared := 0
	for _, text := range judged {
		m, err := one.match(context.Background(), text, nil, false, Lexical)
		if err != nil {
			t.Fatal(err)
		}
		n, err := twenty.match(context.Background(), text, nil, false, Lexical)
		if err != nil {
			t.Fatal(err)
		}
		share, cover := judge.share(m.plan)
		for row := range docs {
			if got, want := float64(m.shares.share[row]), share[row]; math.Abs(got-want) > 1e-4 {
				t.Errorf("%q, %s: share %.6f, the judge says %.6f", text, docs[row].Title, got, want)
			}
			if got, want := float64(m.shares.cov[row]), cover[row]; math.Abs(got-want) > 1e-4 {
				t.Errorf("%q, %s: cover %.6f, the judge says %.6f", text, docs[row].Title, got, want)
			}
			if m.shares.share[row] != n.shares.share[row] {
				t.Errorf("%q, %s: share %v in one segment, %v in many", text, docs[row].Title, m.shares.share[row], n.shares.share[row])
			}
			if share[row] > 0 {
				compared++
			}
		}
	}
	if compared < 100 {
		t.Errorf("only %d scores above 0 were compared", compared)
	}
	t.Logf("%d scores above 0 agree", compared)
}

// What is typed, and how it is read.
func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"diffusion text-to-image", "diffusion text-to-image"},
		{"扩散模型 -视频", "扩散模型 | not 视频"},
		{"imagen -google -微软", "imagen | not google | not 微软"},
		{`"late interaction" bert`, `"late interaction" | bert`},
		{"“写时复制”", `"写时复制"`},
		{"「写时复制」块", `"写时复制" | 块`},
		{`-"a phrase"`, `not "a phrase"`},
		{"title:imagen", "title=imagen"},
		{"标题：imagen 月份：2024.1", "title=imagen | month=2024.1"},
		{`institution:"UC, Berkeley" x`, "institution=UC, Berkeley | x"},
		{"机构：谷歌|微软", "institution=谷歌,微软"},
		{"month:2024-01..2024-03", "month=2024-01..2024-03"},
		{"ＴＲＡＣＫ：GNN", "track=GNN"},
		{"Imagen: x", "Imagen: x"},
		{"foo:bar", "foo:bar"},
		{"author:Ho year:2020 diffusion", "Ho | published=2020 | diffusion"},
		{"作者：何恺明 残差", "何恺明 残差"},
		{"title:", "title:"},
		{`"unclosed quote`, `"unclosed quote`},
		{"-", "-"},
		{"--", "--"},
		{"a -b- c", "a | not b- | c"},
		{"text-to-image", "text-to-image"},
		{"Q-Former", "Q-Former"},
		{"", ""},
		{"　　", ""},
		{"a\tb\nc", "a b c"},
	} {
		var parts []string
		for _, cl := range Parse(c.text) {
			text := cl.Text
			switch cl.Kind {
			case Phrase:
				text = `"` + text + `"`
			case Filter:
				text = cl.Field + "=" + strings.Join(cl.Value, ",")
			}
			if cl.Not {
				text = "not " + text
			}
			parts = append(parts, text)
		}
		got := strings.Join(parts, " | ")
		if got != c.want {
			t.Errorf("%q is read as %s, want %s", c.text, got, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a b", `"`, "“”", "-a", "title:x", "机构：a|b", ":", "-\"", "「"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range Parse(text) {
			if c.Kind == Filter && len(c.Value) == 0 {
				t.Errorf("%q: a filter without a value", text)
			}
			if c.Kind != Filter && c.Text == "" {
				t.Errorf("%q: a clause without text", text)
			}
		}
	})
}

// Scores below zero are rounded as those above.
func TestRound(t *testing.T) {
	for x, want := range map[float32]float64{-0.3: -0.3, -0.00004: 0, 0.12344: 0.1234, -0.12346: -0.1235} {
		if got := round(x); got != want {
			t.Errorf("round(%v) = %v, want %v", x, got, want)
		}
	}
}
