package store

// Step, if not nil, is called before everything that a writer does to the disk, with what it is. Tests end the process
// there; it is set before anything else runs, if at all.
var Step func(what string)

func step(what string) {
	if Step != nil {
		Step(what)
	}
}
