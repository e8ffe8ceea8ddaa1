package query

import (
	"fmt"
	"papersearch/readlog"
	"strings"
)

// Facts are what is known of a hit, for a line of text: when published and read, at most so many institutions, track, and kind
// where it is no paper. What of it the log says is as the log says it.
func (h *Hit) Facts(institutions int) []string {
	var out []string
	var dates []string
	if h.Published != "" {
		dates = append(dates, strings.TrimSpace(h.Venue+" "+h.Published))
	}
	if h.Read != "" {
		dates = append(dates, "read "+h.Read)
	}
	if len(dates) > 0 {
		out = append(out, strings.Join(dates, ", "))
	}
	if n := len(h.Institutions); n > institutions {
		out = append(out, strings.Join(h.Institutions[:institutions], ", ")+fmt.Sprintf(" and %d more", n-institutions))
	} else if n > 0 {
		out = append(out, strings.Join(h.Institutions, ", "))
	}
	track := h.Track
	if h.Subtrack != "" {
		track += "/" + h.Subtrack
	}
	if track != "" && track != readlog.Unassigned {
		out = append(out, track)
	}
	if h.Kind != string(readlog.KindPaper) {
		out = append(out, h.Kind)
	}
	return out
}
