package segment

import (
	"papersearch/fold"
	"unicode"
	"unicode/utf8"
)

// Lengths of what people call a paper by the initials of its title: two letters are anything's, seven are no name.
const minInitials, maxInitials = 3, 6

// Initials are what a title may be called by, folded: the first letters of the Latin words between function words and signs, from
// the first of them on, three to six. Latent Diffusion Models is ldm, Model-Agnostic Meta-Learning maml, and Proximal Policy
// Optimization Algorithms ppo as well as ppoa.
func Initials(title string) []string {
	var out []string
	var run []byte
	end := func() {
		for n := minInitials; n <= min(len(run), maxInitials); n++ {
			out = append(out, string(run[:n]))
		}
		run = run[:0]
	}
	for at := 0; at < len(title); {
		r, n := utf8.DecodeRuneInString(title[at:])
		r = fold.Rune(r)
		if r < 'a' || r > 'z' {
			if r != ' ' && r != '-' && !unicode.IsDigit(r) {
				end()
			}
			at += n
			continue
		}
		from := at
		for at < len(title) {
			next, n := utf8.DecodeRuneInString(title[at:])
			if !unicode.IsLetter(next) && !unicode.IsDigit(next) && next != '\'' && next != '’' || isHan(next) {
				break
			}
			at += n
		}
		if isStop(fold.String(title[from:at])) {
			end()
		} else {
			run = append(run, byte(r))
		}
	}
	end()
	return out
}
