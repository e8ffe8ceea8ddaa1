package indexer

import (
	"bytes"
	"context"
	"papersearch/query"
	"strings"
	"testing"
)

// tracks.bin is what the model makes of tracks.txt.
func TestTrackVectors(t *testing.T) {
	data, err := EncodeTracks()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, []byte(trackVectors)) {
		t.Error("tracks.bin is not of this model and tracks.txt: go generate ./indexer")
	}
}

// An entry without a word of a rule gets the track it is near to, by the name the log has for it, and says why; one that is
// near to nothing stays unassigned.
func TestTrackByMeaning(t *testing.T) {
	s := newShelf(t)
	s.write("log.md", `领域主线：

1. 图网络
2. 搜广推

# 2024.1

## 2024.1.3

《Hearing what people say in noisy rooms》

2023.1 一篇文章，要点：

1. 把一个人说的话变成文字，噪声大也听得懂

《On the joy of walking》

散步很好

《No Silver Bullet》
`)
	s.index("log.md")
	g, _, err := Refresh(context.Background(), s.env)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	found, err := query.New(g, s.env.Dictionary, s.env.Rules).Find(context.Background(), "Hearing")
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	if e := found[0]; e.Track != "语音" || !strings.Contains(e.Reasons[len(e.Reasons)-1].Text, "nearest in meaning") {
		t.Errorf("%s: %v", e.Track, e.Reasons)
	}
	for _, title := range []string{"walking", "silver bullet"} {
		found, _ = query.New(g, s.env.Dictionary, s.env.Rules).Find(context.Background(), title)
		if len(found) != 1 || found[0].Track != "unassigned" {
			t.Errorf("%s: %v", title, found)
		}
	}
}
