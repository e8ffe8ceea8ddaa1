package readlog

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
)

// codeVersion counts changes of how a log is read, other than in the data files.
const codeVersion = "43"

// TrackRule is a track of papersearch.toml: an entry with any of the words is of it, whatever else it says.
type TrackRule struct {
	Name  string   `toml:"name"`
	Match []string `toml:"match"`
}

// Rules are the tables by which fields are judged: built in, and what papersearch.toml adds. They do not change,
// are parsed when first needed, and are safe for concurrent use.
type Rules struct {
	institutions func() *institutions
	tracks       func() *tracks
	owner        []TrackRule
	means        func(term string) []string // nil for nothing
	word         func(text string) bool     // nil for not known
	version      func() string
}

// NewRules returns the built-in rules with the owner's, which come first.
func NewRules(own []TrackRule, more []InstitutionRule) *Rules {
	return &Rules{
		institutions: sync.OnceValue(func() *institutions { return newInstitutions(more) }),
		tracks:       sync.OnceValue(func() *tracks { return parseTracks(tracksText) }),
		owner:        own,
		version: sync.OnceValue(func() string {
			sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%v\x00%v", codeVersion, institutionsText, tracksText, own, more))
			return hex.EncodeToString(sum[:8])
		}),
	}
}

// WithMeanings returns the same rules with a glossary, by which the words that a log has for its tracks are met in the other
// language, too. What it says is no part of Version.
func (r *Rules) WithMeanings(means func(term string) []string) *Rules {
	with := *r
	with.means = means
	return &with
}

// WithWords returns the same rules with a dictionary of Chinese, by which a short word that a log has for a track is not met in a
// longer one. What it says is no part of Version.
func (r *Rules) WithWords(word func(text string) bool) *Rules {
	with := *r
	with.word = word
	return &with
}

// Version is a hash of everything that decides what a log says.
func (r *Rules) Version() string { return r.version() }
