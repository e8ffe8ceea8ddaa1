package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
)

// Content is the hash of everything that is stored or indexed of an entry, whatever judged it; its id, its file and its
// place in it aside. Entries of one content need neither be analyzed nor embedded twice.
func (d *Doc) Content() (uint64, error) {
	r := &d.Row
	fields, err := json.Marshal(struct {
		Record            *Record
		Kind              Kind
		Suspect, Done     bool
		Depth             int
		Dates             [4]uint32
		Track, Sub, Venue string
		Institutions      []string
		Text              string
	}{
		&d.Record, r.Kind, r.Suspect, r.Done, r.Depth,
		[4]uint32{Number(r.Read), Number(r.ReadMonth), Number(r.PubFrom), Number(r.PubTo)},
		d.TrackName, d.SubtrackName, d.VenueName, d.InstitutionNames, "",
	})
	if err != nil {
		return 0, fmt.Errorf("hashing %s: %w", d.Title, err)
	}
	h := sha256.New()
	h.Write(fields)
	h.Write([]byte(d.Text)) // may be no UTF-8, which JSON would not tell apart
	return binary.LittleEndian.Uint64(h.Sum(nil)), nil
}
