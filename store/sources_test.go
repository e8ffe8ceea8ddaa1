package store

import (
	"bytes"
	"reflect"
	"testing"
)

// What was read of the files is read again as it was, whatever their names; a list that ends early is none.
func TestSources(t *testing.T) {
	want := []Source{
		{Path: "notes/扩散模型\t1\n.md", Size: 12, ModTime: 1732000000123456789, Hash: "0a1b", Entries: 3, Encoding: "GB18030", Tracks: []string{"大模型", "GNN"}},
		{Path: "gone.md", ModTime: -1, Entries: 1 << 40, Problem: "is not there any more", Kept: true, Listed: 2, Whole: true},
		{},
	}
	var file bytes.Buffer
	if err := writeSources(&file, want); err != nil {
		t.Fatal(err)
	}
	got, err := readSources(file.Bytes())
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v: read\n%+v\nwritten\n%+v", err, got, want)
	}
	for n := range file.Len() {
		if _, err := readSources(file.Bytes()[:n]); err == nil {
			t.Errorf("%d bytes of %d are a list", n, file.Len())
		}
	}
}
