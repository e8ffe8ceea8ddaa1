package readlog

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// shared is the folder beside the project with real logs and judgments; tests that use it skip without it.
const shared = "../../shared"

func readShared(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(shared, name))
	if err != nil {
		t.Skipf("without ../shared: %v", err)
	}
	return data
}

func TestSeedFields(t *testing.T) {
	var want []struct {
		Title, Alias, Published, Track, Subtrack string
		Read                                     string   `json:"read_date"`
		Month                                    string   `json:"read_month"`
		Raw                                      string   `json:"published_raw"`
		Suspect                                  bool     `json:"published_suspect"`
		Institutions                             []string `json:"institutions"`
		InstitutionsRaw                          []string `json:"institutions_raw"`
		SubtrackAlt                              []string `json:"subtrack_alt"`
		Points                                   int
		Closing                                  bool `json:"has_closing"`
		Line                                     int
	}
	if err := json.Unmarshal(readShared(t, "eval/seed-fields.json"), &want); err != nil {
		t.Fatal(err)
	}
	log := Parse("papers.md", string(readShared(t, "corpus/papers-daily-2024.md")), nil)
	var got []Entry
	for _, e := range log.Entries {
		if e.Kind == KindPaper {
			got = append(got, e)
		} else if e.Kind == KindNote {
			t.Errorf("line %d: a note %q", e.Line, e.Title)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d papers, want %d", len(got), len(want))
	}
	for i, w := range want {
		e := got[i]
		check := func(field string, got, want any) {
			if got != want {
				t.Errorf("%s: %s is %v, want %v", w.Title, field, got, want)
			}
		}
		check("title", e.Title, w.Title)
		check("alias", e.Alias, w.Alias)
		check("read", e.Read.String(), w.Read)
		check("month", e.ReadMonth.String(), w.Month)
		check("published", e.Published.From.String(), w.Published)
		check("published as written", e.Published.Raw, w.Raw)
		check("suspect", e.Published.Suspect, w.Suspect)
		check("track", e.Track, w.Track)
		if e.Subtrack != w.Subtrack && !slices.Contains(w.SubtrackAlt, e.Subtrack) {
			t.Errorf("%s: subtrack is %s, want %s: %v", w.Title, e.Subtrack, w.Subtrack, e.Reasons)
		}
		check("points", len(e.Points), w.Points)
		check("closing paragraph", !e.Verdict.IsZero(), w.Closing)
		check("line", e.Line, w.Line)
		var names, raw []string
		for _, in := range e.Institutions {
			names, raw = append(names, in.Name), append(raw, in.Raw)
		}
		if !slices.Equal(names, w.Institutions) {
			t.Errorf("%s: institutions are %v, want %v", w.Title, names, w.Institutions)
		}
		if !slices.Equal(raw, w.InstitutionsRaw) {
			t.Errorf("%s: institutions as written are %q, want %q", w.Title, raw, w.InstitutionsRaw)
		}
	}
	if len(log.Tracks) != 4 || log.Tracks[1].Name != "GNN" || !slices.Equal(log.Tracks[0].Subtracks, []string{"NLP", "CV", "多模态"}) {
		t.Errorf("tracks are %v", log.Tracks)
	}
}

func TestSeedPending(t *testing.T) {
	var want []struct {
		Text   string
		Done   bool
		Depth  int
		Parent *string
		Line   int
	}
	if err := json.Unmarshal(readShared(t, "eval/seed-pending.json"), &want); err != nil {
		t.Fatal(err)
	}
	var got []Entry
	for _, e := range Parse("papers.md", string(readShared(t, "corpus/papers-daily-2024.md")), nil).Entries {
		if e.Kind == KindTodo {
			got = append(got, e)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d items, want %d", len(got), len(want))
	}
	for i, w := range want {
		e, parent := got[i], ""
		if w.Parent != nil {
			parent = *w.Parent
		}
		last := ""
		if n := len(e.Parents); n > 0 {
			last = e.Parents[n-1]
		}
		if e.Title != w.Text || e.Done != w.Done || e.Depth != w.Depth || last != parent || e.Line != w.Line {
			t.Errorf("item %d is %q done %v depth %d below %q at %d, want %+v below %q", i, e.Title, e.Done, e.Depth, last, e.Line, w, parent)
		}
	}
}
