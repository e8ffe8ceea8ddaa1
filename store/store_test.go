package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"papersearch/readlog"
	"papersearch/segment"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// begin starts a generation in the container dir, from old where that is not nil. The lock is the caller's to release.
func begin(t testing.TB, dir string, old *Generation) (*Lock, *Builder) {
	t.Helper()
	lock, err := Acquire(context.Background(), dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	b, err := lock.Build(context.Background(), old, false)
	if err != nil {
		t.Fatal(err)
	}
	return lock, b
}

// made builds a generation of two papers and a pending item, and returns the container.
func made(t testing.TB) (string, []Row) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), DirName)
	lock, b := begin(t, dir, nil)
	defer lock.Release()
	docs := []*Doc{
		{
			Row: Row{
				ID: "octopus", Kind: Paper, Suspect: true, Read: readlog.Date{Year: 2024, Month: 1, Day: 2}, ReadMonth: readlog.Date{Year: 2024, Month: 1},
				PubFrom: readlog.Date{Year: 2023, Month: 5}, PubTo: readlog.Date{Year: 2023, Month: 7}, Line: 3, EndLine: 7, Start: 10, End: 90,
			},
			Record: Record{Title: "Octopus: 八只手", Alias: "Octopus", Links: []string{"https://example.org/"}, Text: "《Octopus: 八只手》\n\n手会想事情。\n", BodyStart: 26},
			Body:   "手会想事情。", TrackName: "海洋", SubtrackName: "深海", VenueName: "KDD", Path: "log.md", InstitutionNames: []string{"Google", "Meta"},
		},
		{Row: Row{ID: "squid", Kind: Paper, Line: 9, EndLine: 9}, Record: Record{Title: "Squid", Text: "《Squid》"}, TrackName: "海洋", Path: "log.md"},
		{Row: Row{ID: "whale", Kind: Todo, Done: true, Depth: 2, Line: 11, EndLine: 11}, Record: Record{Title: "Whale", Parents: []string{"a", "b"}, Text: "- [x] Whale"}, Path: "log.md"},
	}
	var rows []Row
	for _, d := range docs {
		segment.Use(segment.NewDictionary(nil, nil).Load(d.Title, d.Body))
		if err := b.Add(d); err != nil {
			t.Fatal(err)
		}
		if err := b.Flush(); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, d.Row)
	}
	segment.Use(nil)
	b.Terms = []Term{{Key: "o", Means: "octopus", Count: 1}}
	b.Sentences = &Sentences{First: []int{0, 2, 3, 4}}
	b.Sentences.Resize(4)
	for i := range b.Sentences.Len() {
		b.Sentences.Hashes[i], b.Sentences.Norms[i] = uint64(i+1), float32(i+1)
		b.Sentences.Packed[i*VectorBytes] = byte(2 * i)
	}
	if err := b.Commit(Manifest{Versions: Versions{Schema: SchemaVersion, Model: "test"}, Remembered: Remembered{Roots: []string{"log.md"}}}); err != nil {
		t.Fatal(err)
	}
	return dir, rows
}

// A large new index has its words in one segment, which every start opens.
func TestLargeIndexIsOneSegment(t *testing.T) {
	if testing.Short() {
		t.Skip("adds thousands of entries")
	}
	dir := filepath.Join(t.TempDir(), DirName)
	lock, b := begin(t, dir, nil)
	defer lock.Release()
	n := fewBatches*batchSize + 1
	for i := range n {
		title := fmt.Sprint("squid ", i)
		if err := b.Add(&Doc{Row: Row{ID: title, Kind: Paper, Line: i + 1, EndLine: i + 1}, Record: Record{Title: title, Text: title}, Path: "log.md"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Commit(Manifest{Versions: Versions{Schema: SchemaVersion}, Remembered: Remembered{Roots: []string{"log.md"}}}); err != nil {
		t.Fatal(err)
	}
	g, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if g.Manifest.Words != 1 || g.Table.Len() != n {
		t.Errorf("%d entries in %d segments of words, want %d in 1", g.Table.Len(), g.Manifest.Words, n)
	}
	if err := g.Verify(); err != nil {
		t.Error(err)
	}
}

// What is written is what is read.
func TestRoundTrip(t *testing.T) {
	dir, rows := made(t)
	g, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if err := g.Verify(); err != nil {
		t.Fatal(err)
	}
	for i, want := range rows {
		got := g.Table.Row(i)
		if got.ID != want.ID || got.Kind != want.Kind || got.Suspect != want.Suspect || got.Done != want.Done || got.Depth != want.Depth ||
			got.Read != want.Read || got.ReadMonth != want.ReadMonth || got.PubFrom != want.PubFrom || got.PubTo != want.PubTo ||
			got.Line != want.Line || got.EndLine != want.EndLine || got.Start != want.Start || got.End != want.End {
			t.Errorf("row %d is %+v, was %+v", i, got, want)
		}
	}
	var institutions []string
	for _, n := range g.Table.Institutions(0, nil) {
		institutions = append(institutions, g.Table.String(n))
	}
	if !reflect.DeepEqual(institutions, []string{"Google", "Meta"}) {
		t.Errorf("institutions %v", institutions)
	}
	if s := g.Table.String(g.Table.Track(0)) + g.Table.String(g.Table.Subtrack(0)) + g.Table.String(g.Table.Venue(0)) + g.Table.String(g.Table.File(0)); s != "海洋深海KDDlog.md" {
		t.Errorf("strings of row 0: %s", s)
	}
	r, err := g.Record(0)
	if err != nil {
		t.Fatal(err)
	}
	if r.Title != "Octopus: 八只手" || r.Body() != "\n手会想事情。\n" && r.Body() != "手会想事情。\n" || r.Links[0] != "https://example.org/" {
		t.Errorf("record 0: %+v, body %q", r, r.Body())
	}
	if g.Manifest.Counts != [3]int{2, 0, 1} {
		t.Errorf("counts %v", g.Manifest.Counts)
	}
}

// Damage of any file is an error of Open or of Verify, never a panic and never a wrong answer.
func TestDamage(t *testing.T) {
	dir, _ := made(t)
	name, err := current(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"entries/000001.table", "entries/000001.names", "text/000001.blocks", "docs/*.docs", "vectors/000001.vectors", "terms/000001.terms", manifestName} {
		found, err := filepath.Glob(filepath.Join(dir, name, path))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v", path, err)
		}
		full := found[0]
		whole, err := os.ReadFile(full)
		if err != nil {
			t.Fatal(err)
		}
		for at := range whole {
			broken := bytes.Clone(whole)
			broken[at] ^= 0x55
			if err := os.WriteFile(full, broken, 0o644); err != nil {
				t.Fatal(err)
			}
			g, err := Open(dir)
			if err == nil {
				err = g.Verify()
				g.Close()
			}
			if err == nil {
				t.Fatalf("%s: byte %d of %d turned around goes unnoticed", path, at, len(whole))
			}
			var damage *Damage
			if !errors.As(err, &damage) {
				t.Fatalf("%s: byte %d: %v is no damage", path, at, err)
			}
		}
		if err := os.WriteFile(full, whole, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	g, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if err := g.Verify(); err != nil {
		t.Errorf("whole again: %v", err)
	}
}

// Who waits while the first writer gives up, and takes the empty container away, is the next writer, with a lock that keeps others out.
func TestLockOfContainerThatIsRemoved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	for range 20 {
		first, err := Acquire(context.Background(), dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		next := make(chan *Lock)
		go func() {
			l, err := Acquire(context.Background(), dir, 10*time.Second)
			if err != nil {
				t.Error(err)
			}
			next <- l
		}()
		time.Sleep(15 * time.Millisecond)
		if err := first.Release(); err != nil {
			t.Error(err)
		}
		second := <-next
		if second == nil {
			return
		}
		if _, err := Acquire(context.Background(), dir, 0); !errors.Is(err, ErrLocked) {
			t.Errorf("a third writer: %v", err)
		}
		second.Release()
	}
}

// One writer at a time; the next one waits, or is told.
func TestOneWriter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), DirName)
	first, err := Acquire(context.Background(), dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Acquire(context.Background(), dir, 0); !errors.Is(err, ErrLocked) {
		t.Errorf("a second writer: %v", err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a container in which nothing came to be is left: %v", err)
	}
	second, err := Acquire(context.Background(), dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	_ = second.Release()
}

// Where the index is looked for, in order.
func TestLocate(t *testing.T) {
	root := t.TempDir()
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(root, "a", "b")
	if err := os.MkdirAll(below, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_DATA_HOME", filepath.Join(root, "data"))
	t.Setenv("HOME", root)
	t.Setenv("PAPERSEARCH_INDEX", "")
	t.Chdir(below)
	check := func(what, named string, adding bool, want string, wantFound bool) {
		t.Helper()
		dir, found, err := Locate(named, adding)
		if err != nil || dir != want || found != wantFound {
			t.Errorf("%s: %s, %v, %v; want %s, %v", what, dir, found, err, want, wantFound)
		}
	}
	container := func(dir string) {
		t.Helper()
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, currentName), []byte("gen-000001\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	here := filepath.Join(below, DirName)
	check("nothing yet", "", false, here, false)
	data := filepath.Join(root, "data", "papersearch", DirName)
	container(data)
	check("in the data folder", "", false, data, true)
	check("adding goes here", "", true, here, false)
	above := filepath.Join(root, DirName)
	container(above)
	check("above", "", false, above, true)
	container(here)
	check("here", "", false, here, true)
	t.Setenv("PAPERSEARCH_INDEX", above)
	check("by the environment", "", false, above, true)
	check("by name", filepath.Join(root, "x"), false, filepath.Join(root, "x"), false)
}

func FuzzTable(f *testing.F) {
	dir, _ := made(f)
	name, err := current(dir)
	if err != nil {
		f.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, name, "entries/000001.table"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := openTable("table", data)
		if err != nil {
			return
		}
		table, err := newTable([]Range{{Rows: file.rows}}, map[uint32]*tableFile{0: file}, names{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range table.Len() {
			row := table.Row(i)
			_ = table.String(row.Track) + table.String(row.File)
			table.Sentences(i)
		}
	})
}

// Rows that are kept and moved are what they were, what is not is gone from postings, text and counts; by links, and by copies
// where there are none.
func TestUpdate(t *testing.T) {
	for _, copies := range []bool{false, true} {
		noLinks = copies
		defer func() { noLinks = false }()
		dir, rows := made(t)
		old, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		lock, b := begin(t, dir, old)
		segment.Use(segment.NewDictionary(nil, nil).Load("Cuttlefish"))
		if err := b.Add(&Doc{Row: Row{ID: "cuttle", Hash: 7}, Record: Record{Title: "Cuttlefish", Text: "《Cuttlefish》"}, TrackName: "近海", Path: "log.md"}); err != nil {
			t.Fatal(err)
		}
		b.Keep(0, 1)
		b.Move(2, Position{ID: "whale-2", Path: "moved.md", Line: 99, EndLine: 100}, 5)
		b.Sentences = &Sentences{First: []int{0, 1}}
		b.Sentences.Resize(1)
		b.Terms = []Term{{Key: "o", Means: "octopus", Count: -1}, {Key: "c", Means: "cuttlefish", Count: 1}}
		err = b.Commit(Manifest{Versions: old.Manifest.Versions, Remembered: old.Manifest.Remembered})
		segment.Use(nil)
		if err != nil {
			t.Fatal(err)
		}
		g, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := g.Verify(); err != nil {
			t.Errorf("copies %v: %v", copies, err)
		}
		if got := g.Table.Row(2); got.ID != "whale-2" || got.Line != 99 || g.Table.String(got.File) != "moved.md" || got.Kind != Todo || !got.Done || got.Key != 5 {
			t.Errorf("moved: %+v", got)
		}
		if got := g.Table.Row(1); got.ID != rows[0].ID || got.Line != rows[0].Line {
			t.Errorf("kept: %+v", got)
		}
		if g.Manifest.Counts != [3]int{2, 0, 1} || len(g.Manifest.Segments) != 2 || g.Manifest.Segments[0].Live != 2 {
			t.Errorf("counts %v, segments %v", g.Manifest.Counts, g.Manifest.Segments)
		}
		if g.Means("o") != nil || len(g.Means("c")) != 1 {
			t.Errorf("means %q %q", g.Means("o"), g.Means("c"))
		}
		if err := lock.Tidy(context.Background(), g, true); err != nil {
			t.Fatal(err)
		}
		tidy, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := tidy.Verify(); err != nil || len(tidy.Manifest.Segments) != 1 || tidy.Manifest.Words != 1 || tidy.Table.Row(2).ID != "whale-2" {
			t.Errorf("tidied: %v, %+v", err, tidy.Manifest)
		}
		// Who still reads the first generation reads what it said.
		if r, err := old.Record(1); err != nil || r.Title != "Squid" {
			t.Errorf("the old one: %+v %v", r, err)
		}
		if err := old.Verify(); err != nil {
			t.Errorf("the old one: %v", err)
		}
		for _, x := range []*Generation{old, g, tidy} {
			x.Close()
		}
		_ = lock.Release()
	}
}

// A byte that rots while size and time stay is met when it is read, or by Verify: never a panic, never another answer.
func TestRot(t *testing.T) {
	dir, rows := made(t)
	name, err := current(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"entries/*.table", "entries/*.names", "text/*", "docs/*", "vectors/*", "terms/*"} {
		found, err := filepath.Glob(filepath.Join(dir, name, pattern))
		if err != nil || len(found) == 0 {
			t.Fatal(pattern, err)
		}
		whole, err := os.ReadFile(found[0])
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(found[0])
		if err != nil {
			t.Fatal(err)
		}
		write := func(data []byte) {
			if err := os.WriteFile(found[0], data, 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(found[0], info.ModTime(), info.ModTime()); err != nil {
				t.Fatal(err)
			}
		}
		for at := 0; at < len(whole); at += 3 {
			broken := bytes.Clone(whole)
			broken[at] ^= 0x55
			write(broken)
			g, err := Open(dir)
			if err != nil {
				continue
			}
			for i := range g.Table.Len() {
				r, err := g.Record(i)
				if err == nil && g.Damaged() == nil && (g.Table.ID(i) != rows[i].ID || g.Table.Row(i).Line != rows[i].Line || r.Title == "") {
					t.Errorf("%s: byte %d: another answer", pattern, at)
				}
			}
			if err := g.Verify(); err == nil {
				t.Errorf("%s: byte %d of %d goes unnoticed", pattern, at, len(whole))
			}
			g.Close()
		}
		write(whole)
	}
}

// What an update takes out of the totals is what was put in, also of a row that is longer than a table can say.
func TestTotalsOfLongAlias(t *testing.T) {
	dir, _ := made(t)
	var want Totals
	for step := range 2 {
		old, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		lock, b := begin(t, dir, old)
		b.Keep(0, 3)
		b.Sentences = &Sentences{First: []int{0}}
		if step == 0 {
			want = old.Manifest.Totals
			long := strings.Repeat("name ", 300)
			segment.Use(segment.NewDictionary(nil, nil).Load("Long", long))
			if err := b.Add(&Doc{Row: Row{ID: "long"}, Record: Record{Title: "Long", Alias: long, Text: "《Long》"}, Path: "log.md"}); err != nil {
				t.Fatal(err)
			}
			b.Sentences = &Sentences{First: []int{0, 0}}
		}
		err = b.Commit(Manifest{Versions: old.Manifest.Versions, Remembered: old.Manifest.Remembered})
		segment.Use(nil)
		if err != nil {
			t.Fatal(err)
		}
		old.Close()
		_ = lock.Release()
	}
	g, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if g.Manifest.Totals != want {
		t.Errorf("%+v, and was %+v", g.Manifest.Totals, want)
	}
}
