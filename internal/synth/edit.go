package synth

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Editor edits a folder of logs at random, as their owner does over the years and now and then by accident. The same seed
// makes the same edits.
type Editor struct {
	Files map[string]string // text by name
	w     *writer
	n     int
}

// NewEditor begins with a log of n entries in log.md and half as many in notes/more.md.
func NewEditor(n int, seed uint64) *Editor {
	return &Editor{
		Files: map[string]string{"log.md": Log(n, seed), "notes/more.md": Log(n/2, seed+1)},
		w:     &writer{rng: rand.New(rand.NewPCG(seed, 7))},
	}
}

// Edit makes one change and says what it did.
func (e *Editor) Edit() string {
	e.n++
	name := pick(e.w, e.names())
	ops := []func(name string) string{
		e.newEntry, e.newEntry, e.newEntry, e.another, e.sentence, e.sentence, e.title, e.remove, e.moveUp, e.again, e.item, e.tick, e.heading,
		e.tracks, e.noise, e.rename, e.moveFile, e.newFile, e.lineEnds, e.twin, e.acronym, e.list, e.nothing,
	}
	return ops[e.w.rng.IntN(len(ops))](name)
}

// Query is something to ask, in words of the language of the logs.
func (e *Editor) Query() string {
	switch e.w.rng.IntN(4) {
	case 0:
		return e.w.zipf(english) + " " + e.w.zipf(chinese)
	case 1:
		return pick(e.w, places) + " " + e.w.zipf(chinese)
	case 2:
		return e.w.zipf(english)
	}
	return e.w.zipf(chinese) + e.w.zipf(chinese)
}

func (e *Editor) names() []string {
	var names []string
	for n := range e.Files {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// fresh is the text of an entry.
func (e *Editor) fresh() string {
	w := &writer{rng: e.w.rng}
	w.entry(2024, 12)
	return w.String()
}

// starts are the bytes at which entries begin.
func starts(text string) []int {
	var out []int
	for at := 0; ; {
		i := strings.Index(text[at:], "\n《")
		if i < 0 {
			return out
		}
		at += i + 1
		out = append(out, at)
	}
}

// entry is a random entry of a log: its bytes, half-open; ok is false for a log without any.
func (e *Editor) entry(text string) (from, to int, ok bool) {
	all := starts(text)
	if len(all) == 0 {
		return 0, 0, false
	}
	i := e.w.rng.IntN(len(all))
	from, to = all[i], len(text)
	if i+1 < len(all) {
		to = all[i+1]
	}
	if h := strings.Index(text[from:to], "\n#"); h >= 0 {
		to = from + h + 1
	}
	return from, to, true
}

// newEntry writes an entry on top of the newest day.
func (e *Editor) newEntry(name string) string {
	t := e.Files[name]
	at := strings.Index(t, "\n# 20")
	if at < 0 {
		at = len(t)
	}
	day := fmt.Sprintf("\n# 2025.%d\n\n## 2025.%d.%d\n\n", 1+e.n/28%12, 1+e.n/28%12, 1+e.n%28)
	e.Files[name] = t[:at] + day + e.fresh() + t[at:]
	return "a new day and entry in " + name
}

// another writes an entry before a random one.
func (e *Editor) another(name string) string {
	from, _, ok := e.entry(e.Files[name])
	if !ok {
		return e.newEntry(name)
	}
	t := e.Files[name]
	e.Files[name] = t[:from] + e.fresh() + "\n" + t[from:]
	return "an entry inside " + name
}

func (e *Editor) sentence(name string) string {
	from, to, ok := e.entry(e.Files[name])
	if !ok {
		return e.newEntry(name)
	}
	w := &writer{rng: e.w.rng}
	w.sentence()
	t := e.Files[name]
	body := strings.TrimRight(t[from:to], "\n")
	e.Files[name] = t[:from] + body + "\n又：" + w.String() + "。\n" + t[from+len(body):]
	return "a sentence more in " + name
}

func (e *Editor) title(name string) string {
	from, _, ok := e.entry(e.Files[name])
	if !ok {
		return e.newEntry(name)
	}
	t := e.Files[name]
	e.Files[name] = t[:from] + strings.Replace(t[from:], ":", "X:", 1)
	return "a title corrected in " + name
}

func (e *Editor) remove(name string) string {
	from, to, ok := e.entry(e.Files[name])
	if !ok {
		return e.newEntry(name)
	}
	t := e.Files[name]
	e.Files[name] = t[:from] + t[to:]
	return "an entry deleted in " + name
}

// moveUp moves an entry to the top of the newest day, or into another file.
func (e *Editor) moveUp(name string) string {
	from, to, ok := e.entry(e.Files[name])
	if !ok {
		return e.newEntry(name)
	}
	t := e.Files[name]
	piece := t[from:to]
	e.Files[name] = t[:from] + t[to:]
	other := pick(e.w, e.names())
	if first := starts(e.Files[other]); len(first) > 0 {
		o := e.Files[other]
		e.Files[other] = o[:first[0]] + piece + "\n" + o[first[0]:]
	} else {
		e.Files[other] += "\n" + piece
	}
	return "an entry moved from " + name + " to " + other
}

// again reads a paper a second time.
func (e *Editor) again(name string) string {
	t := e.Files[name]
	from, _, ok := e.entry(t)
	if !ok {
		return e.newEntry(name)
	}
	title, _, _ := strings.Cut(t[from:], "\n")
	first := starts(t)[0]
	e.Files[name] = t[:first] + title + "\n\n2024.3 再读一次，补充：\n\n1. 第二遍\n\n" + t[first:]
	return "a paper read again in " + name
}

// twin repeats an entry to the letter.
func (e *Editor) twin(name string) string {
	t := e.Files[name]
	from, to, ok := e.entry(t)
	if !ok {
		return e.newEntry(name)
	}
	e.Files[name] = t[:to] + "\n" + t[from:to] + t[to:]
	return "an entry twice in " + name
}

func (e *Editor) item(name string) string {
	e.Files[name] = strings.Replace(e.Files[name], "# pending list\n\n", "# pending list\n\n- [ ] "+e.w.title()+"\n", 1)
	return "a pending item in " + name
}

func (e *Editor) tick(name string) string {
	e.Files[name] = strings.Replace(e.Files[name], "- [ ]", "- [x]", 1)
	return "an item ticked in " + name
}

// heading changes a day, and with it what is below.
func (e *Editor) heading(name string) string {
	e.Files[name] = strings.Replace(e.Files[name], fmt.Sprintf("## 2024.%d.", 1+e.w.rng.IntN(12)), "## 2023.5.", 1)
	return "a day changed in " + name
}

// tracks changes what every entry is judged by.
func (e *Editor) tracks(name string) string {
	t := e.Files[name]
	if strings.Contains(t, "5. 语音") {
		e.Files[name] = strings.Replace(t, "5. 语音\n", "", 1)
	} else {
		e.Files[name] = strings.Replace(t, "4. 搜广推\n", "4. 搜广推\n5. 语音\n", 1)
	}
	return "the tracks of " + name
}

var mess = []string{
	"```\n《in a fence》\n", "<!--\n", "-->\n", "---\n", "《unclosed\n", "| a | b |\n|---|---|\n| 《x》 | y |\n", "\xff\xfe broken \xc3\n", "\x00\x1b[31mred\x1b[0m\x07\n",
	"# \n", "###### deep\n", "- [ ] \n", "[](" + strings.Repeat("[", 50) + ")\n", "\u202e reversed \u200b\n", "￼\n",
}

// noise writes what breaks grammars, or takes some of it out again.
func (e *Editor) noise(name string) string {
	t := e.Files[name]
	for _, m := range mess {
		if strings.Contains(t, m) && e.w.rng.IntN(2) == 0 {
			e.Files[name] = strings.Replace(t, m, "", 1)
			return "noise gone from " + name
		}
	}
	lines := strings.SplitAfter(t, "\n")
	at := e.w.rng.IntN(len(lines))
	e.Files[name] = strings.Join(lines[:at], "") + pick(e.w, mess) + strings.Join(lines[at:], "")
	return "noise in " + name
}

func (e *Editor) rename(name string) string {
	if name == "log.md" {
		return e.sentence(name)
	}
	to := fmt.Sprintf("notes/renamed-%d.md", e.n)
	e.Files[to] = e.Files[name]
	delete(e.Files, name)
	return name + " renamed " + to
}

// moveFile cuts a file in two.
func (e *Editor) moveFile(name string) string {
	t := e.Files[name]
	all := starts(t)
	if len(all) < 4 {
		return e.newEntry(name)
	}
	at := all[len(all)/2]
	to := fmt.Sprintf("notes/cut-%d.md", e.n)
	e.Files[name], e.Files[to] = t[:at], t[at:]
	return name + " cut, the rest is " + to
}

func (e *Editor) newFile(string) string {
	if len(e.Files) > 8 {
		for _, n := range e.names() {
			if n != "log.md" {
				delete(e.Files, n)
				return n + " deleted"
			}
		}
	}
	name := fmt.Sprintf("notes/new-%d.md", e.n)
	e.Files[name] = "## 2024.2.2\n\n" + e.fresh()
	if e.w.rng.IntN(2) == 0 { // a file that is one paper
		e.Files[name] = "# " + e.w.title() + "\n\narXiv: https://arxiv.org/abs/2301.01234\n\nauthors: A, B\n\n## Notes\n\n这篇文章提出方法。\n"
	}
	return name + " is new"
}

// list lists papers with links to the files that are one.
func (e *Editor) list(name string) string {
	for _, n := range e.names() {
		if title, ok := strings.CutPrefix(e.Files[n], "# "); ok && strings.HasPrefix(n, "notes/new-") {
			title, _, _ = strings.Cut(title, "\n")
			link := strings.TrimPrefix(n, "notes/")
			e.Files["notes/list.md"] += fmt.Sprintf("* _2023.01_ [%s](%s) [arxiv](https://arxiv.org/abs/2301.0%d)\n", title, link, 1000+e.n)
			return n + " listed"
		}
	}
	return e.newFile(name)
}

func (e *Editor) lineEnds(name string) string {
	t := e.Files[name]
	switch {
	case strings.Contains(t, "\r\n"):
		e.Files[name] = strings.ReplaceAll(t, "\r\n", "\n")
	case e.w.rng.IntN(3) == 0:
		e.Files[name] = strings.ReplaceAll(t, "\n", "\r\n")
	default:
		return e.sentence(name)
	}
	return "line ends of " + name
}

func (e *Editor) acronym(name string) string {
	from, _, ok := e.entry(e.Files[name])
	if !ok {
		return e.newEntry(name)
	}
	t := e.Files[name]
	line := strings.IndexByte(t[from:], '\n')
	if line < 0 {
		return e.newEntry(name)
	}
	at := from + line + 1
	a, b := e.w.zipf(english), e.w.zipf(english)
	short := strings.ToUpper(a[:1] + b[:1] + "n")
	e.Files[name] = t[:at] + fmt.Sprintf("\n用的是 %s%s %s%s Network (%s) 。\n", strings.ToUpper(a[:1]), a[1:], strings.ToUpper(b[:1]), b[1:], short) + t[at:]
	return "an acronym in " + name
}

func (e *Editor) nothing(name string) string { return "nothing in " + name }
