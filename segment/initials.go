package segment

import (
	"papersearch/fold"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Lengths of what people call a paper by the initials of its title: two letters are anything's, seven are no name.
const minInitials, maxInitials = 3, 6

// Initials are what a title may be called by, folded: the first letters of the Latin words between function words and signs, from
// the first of them on, three to six. Latent Diffusion Models is ldm, Model-Agnostic Meta-Learning maml, and Proximal Policy
// Optimization Algorithms ppo as well as ppoa; Deep & Cross Network is dcn. What a hyphen joins may have one letter (Entire Space
// Multi-Task Model is esmm), and an "of" within a name its own (Tree of Thoughts is tot, Mixture-of-Experts moe). All words up to
// the first sign have one together: You Only Look Once is yolo.
func Initials(title string) []string {
	words := initialWords(title)
	var out []string
	for _, way := range []struct{ joined, of bool }{{}, {joined: true}, {joined: true, of: true}} {
		var run []byte
		end := func() {
			for n := minInitials; n <= min(len(run), maxInitials); n++ {
				if name := string(run[:n]); !slices.Contains(out, name) {
					out = append(out, name)
				}
			}
			run = run[:0]
		}
		for _, w := range words {
			switch {
			case w.sign || w.stop && !(way.of && w.of && len(run) > 0):
				end()
			case w.hyphened && way.joined && len(run) > 0:
			default:
				run = append(run, w.letter)
			}
		}
		end()
	}
	var all []byte
	stops := false
	for _, w := range words {
		if w.sign && len(all) > 0 {
			break
		}
		if !w.sign {
			all, stops = append(all, w.letter), stops || w.stop
		}
	}
	if stops && len(all) >= minInitials && len(all) <= maxInitials && !slices.Contains(out, string(all)) {
		out = append(out, string(all))
	}
	return out
}

// initialWord is a Latin word of a title, or a sign that parts names.
type initialWord struct {
	letter                   byte
	stop, of, hyphened, sign bool // hyphened: joined to the word before, neither being "of"
}

func initialWords(title string) (out []initialWord) {
	hyphen := false
	for at := 0; at < len(title); {
		r, n := utf8.DecodeRuneInString(title[at:])
		r = fold.Rune(r)
		if r < 'a' || r > 'z' {
			if r != ' ' && r != '-' && r != '&' && !unicode.IsDigit(r) {
				out = append(out, initialWord{sign: true})
			}
			hyphen = r == '-'
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
		word := fold.String(title[from:at])
		of := word == "of"
		behind := len(out) > 0 && out[len(out)-1].of
		out = append(out, initialWord{letter: byte(r), stop: isStop(word), of: of, hyphened: hyphen && !of && !behind})
		hyphen = false
	}
	return out
}
