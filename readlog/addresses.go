package readlog

import (
	"papersearch/internal/pattern"
	"strings"
)

// The addresses of some places where papers lie say the venue and year: openaccess.thecvf.com/content_cvpr_2017/…, usenix.org/conference/osdi24/….

// placeInAddress are such addresses; the first group with letters is the venue, and that with figures the year.
var placeInAddress = pattern.New(`(?i)openaccess\.thecvf\.com/content[_/](cvpr|iccv|wacv|accv)_?(\d{4})/` +
	`|usenix\.org/(?:legacy/)?(?:conference|system/files(?:/conference)?)/(osdi|nsdi|fast|atc)(\d{2})\b` +
	`|(?:aclanthology\.org|aclweb\.org/anthology)/(\d{4})\.(?:findings-)?(acl|emnlp|naacl|eacl|aacl)\b` +
	`|(?:nips|neurips)\.cc/paper(?:_files/paper)?/(\d{4})/()` +
	`|ijcai\.org/proceedings/(\d{4})/()`)

// fromAddress takes venue and year from an address near the title, if the log says neither.
func (p *parser) fromAddress(e *Entry) {
	text := p.text[e.Start:e.End]
	if p.whole || !strings.Contains(text, "://") {
		return
	}
	near := ownText(text)
	m := placeInAddress().FindStringSubmatch(near)
	if m == nil {
		return
	}
	year, venue := "", ""
	for _, g := range m[1:] {
		switch {
		case g == "":
		case digit(g[0]):
			year = g
		default:
			venue = strings.ToUpper(g)
		}
	}
	switch low := strings.ToLower(m[0]); {
	case venue != "":
	case strings.HasPrefix(low, "ijcai"):
		venue = "IJCAI"
	default:
		venue = "NeurIPS"
	}
	if len(year) == 2 {
		year = "20" + year
	}
	of := introduction{}
	c := &cursor{s: venue + " " + year, in: &of, loose: true, dates: true}
	if c.read(); of.venue == "" {
		return
	}
	e.Venue, e.Published = of.venue, of.published
	e.Reasons = append(e.Reasons, Reason{"venue", "«" + m[0] + "», its address"})
}
