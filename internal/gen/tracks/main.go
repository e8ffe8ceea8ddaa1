// Tracks writes indexer/tracks.bin: a packed vector for each name and word of each track of readlog.CommonTracks, in their
// order, so that an update need not encode them. Run by go generate when tracks.txt or the model has changed.
package main

import (
	"log"
	"os"
	"papersearch/indexer"
)

func main() {
	data, err := indexer.EncodeTracks()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("tracks.bin", data, 0o644); err != nil {
		log.Fatal(err)
	}
}
