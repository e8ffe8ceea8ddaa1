package web

import (
	"net/url"
	"strings"
)

// A form without JavaScript has two fields for a range, month-from and month-to; the URL that asks for it has one value,
// month=2023-11..2024-01.

// The ends of a range that is open at one.
const (
	earliest = "1900-01"
	latest   = "2100-12"
)

// gatherRanges makes one value of the fields of a range; moved says that there were some, or other traces of a form.
// What cannot be parsed is left to readParams.
func gatherRanges(raw string) (out string, moved bool) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return raw, false
	}
	for _, name := range []string{"month", "published"} {
		from, to := strings.TrimSpace(values.Get(name+"-from")), strings.TrimSpace(values.Get(name+"-to"))
		moved = moved || values.Has(name+"-from") || values.Has(name+"-to")
		values.Del(name + "-from")
		values.Del(name + "-to")
		switch {
		case from == "" && to == "":
			continue
		case from == "":
			from = earliest
		case to == "":
			to = latest
		}
		if from > to {
			from, to = to, from
		}
		values.Set(name, from+".."+to)
		if from == to {
			values.Set(name, from)
		}
	}
	if !moved {
		return raw, false
	}
	return values.Encode(), true
}

// openEnded writes a range as a person would.
func openEnded(value string) string {
	if from, ok := strings.CutSuffix(value, ".."+latest); ok {
		return "since " + from
	}
	if to, ok := strings.CutPrefix(value, earliest+".."); ok {
		return "until " + to
	}
	return strings.Replace(value, "..", " to ", 1)
}
