package readlog

import "testing"

// A post that was copied keeps the name of the first: its date is that of its front matter, unless only the time zone tells them apart.
func TestDateOfPost(t *testing.T) {
	list := "# Papers\n\n* Lee, Ann, and Bo Kim. \"Lazy Merging of Trees on Slow Disks.\" Journal of Storage 39.10 (2020): 533-538.\n" +
		"* Kim, Bo, and Ann Lee. \"Eager Merging of Trees on Fast Disks.\" Journal of Storage 38.2 (2020): 61-72.\n"
	for _, c := range []struct{ date, want string }{
		{"2020-11-25T04:49:07.603Z", "2020-11-25"},
		{"2016-01-08T20:49:07.603Z", "2016-01-09"},
		{"2020-11", "2016-01-09"},
	} {
		log := Outline("2016-01-09---first-post.md", "---\ntemplate: post\ndraft: false\ndate: "+c.date+"\n---\n"+list)
		if len(log.Entries) != 2 || log.Entries[0].Read.String() != c.want {
			t.Errorf("%s: got %v, want two papers of %s", c.date, log.Entries, c.want)
		}
	}
}
