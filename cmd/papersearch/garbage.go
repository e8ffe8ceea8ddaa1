package main

import (
	"os"
	"runtime/debug"
)

// How much garbage may gather before it is collected, in percent of what is in use. GOGC overrides them.
const (
	// A command that answers and ends leaves the collecting to its end: that takes 1.6 to 2.8 ms off a cold query of 13 to 23,
	// with the same peak at 1,000 and 10,000 entries and 10 MiB more at 100,000.
	whileAnswering = 400
	// An answer of a server leaves 4 MB behind, and a server holds little more than what it answered last: at 100 collecting
	// was an eighth of its time.
	whileServing  = 200
	whileIndexing = 100
)

func garbage(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}
