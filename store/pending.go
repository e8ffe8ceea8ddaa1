package store

// Pending is what the log as a whole says of a pending item.
type Pending struct {
	State State  `json:"s"`
	Of    string `json:"o,omitempty"` // id of the entry that was read, also of one that is done, or of the item that this one repeats
	Why   string `json:"y,omitempty"` // for a reader: how that was recognised
	Maybe string `json:"m,omitempty"` // id of an entry that an open item may well name
}

// State of a pending item.
type State string

// The states.
const (
	StateOpen      State = "open"      // still to be done
	StateDone      State = "done"      // the log says so: - [x]
	StateRead      State = "read"      // an entry has that title, but the item is not ticked
	StateDuplicate State = "duplicate" // an item above says the same
)
