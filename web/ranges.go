package web

import (
	"net/url"
	"strings"
)

// A form has two fields for a range, month-from and month-to; the URL that asks for it has one value,
// month=2023-11..2024-01. The values that were asked for before stand in the form too, unseen: several months, which two
// ends cannot say, stay as long as nobody touches the ends.

// The ends of a range that is open at one.
const (
	earliest = "1900-01"
	latest   = "2100-12"
)

// gatherRanges makes one value of the fields of a range; moved says that there were some. What cannot be parsed is left
// to readParams.
func gatherRanges(raw string) (out string, moved bool) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return raw, false
	}
	for _, name := range []string{"month", "published"} {
		if !values.Has(name+"-from") && !values.Has(name+"-to") {
			continue
		}
		moved = true
		from, to := strings.TrimSpace(values.Get(name+"-from")), strings.TrimSpace(values.Get(name+"-to"))
		values.Del(name + "-from")
		values.Del(name + "-to")
		if lo, hi := ends(spans(values[name])); lo == from && hi == to {
			continue // as it was
		}
		values.Del(name)
		if r := rangeOf(from, to); r != "" {
			values.Set(name, r)
		}
	}
	if !moved {
		return raw, false
	}
	return values.Encode(), true
}

// ends are the first and the last month of spans, as the fields show them; "" for one that is open, and for none.
func ends(list []span) (from, to string) {
	if len(list) == 0 {
		return "", ""
	}
	lo, hi := list[0].from, list[0].to
	for _, s := range list {
		lo, hi = min(lo, s.from), max(hi, s.to)
	}
	if from = lo.String(); from == earliest {
		from = ""
	}
	if to = hi.String(); to == latest {
		to = ""
	}
	return from, to
}

// rangeOf is the value of a filter between two ends, either of which may be "". What is no date stays as it is typed, and
// is told of when it is resolved.
func rangeOf(from, to string) string {
	switch {
	case from == "" && to == "":
		return ""
	case from == "":
		from = earliest
	case to == "":
		to = latest
	}
	a, okA := spanOf(from)
	b, okB := spanOf(to)
	if okA && okB {
		if b.to < a.from {
			a, b = b, a
		}
		return span{a.from, b.to}.String()
	}
	if !okA {
		return from
	}
	return to
}

// openEnded writes a range as a person would.
func openEnded(value string) string {
	if from, ok := strings.CutSuffix(value, ".."+latest); ok {
		return "since " + from
	}
	if to, ok := strings.CutPrefix(value, earliest+".."); ok {
		return "until " + to
	}
	return strings.Replace(value, "..", " – ", 1)
}
