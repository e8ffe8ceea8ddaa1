package readlog

import (
	"papersearch/fold"
	"papersearch/internal/pattern"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	// The name of an institution that no table has, where one stands: words that begin with capitals.
	capitalName = pattern.New(`^\p{Lu}[\w.\-&'’]*(?: \p{Lu}[\w.\-&'’]*){0,3}`)
	// What a paper is that is about the name before it, and no work of its bearer.
	aboutIt = pattern.New(`改进|变体|综述|后续|系列|解读|升级|扩展|应用|介绍|复现|分析|加速|之后|相关|原始|原`)
	// Names that are those of methods and models by their ends, and others that everybody knows.
	methodName = pattern.New(`(?i)(?:net|nets|gpt|bert|former|formers|transformers?|lm|llm|gan|gans|vae|nerf|diffusion|agents?|rl|flow|attention|embeddings?|learning|models?|networks?|rec|mix|prompt|prompting|tuning|chain|tree|graph|graphs|scaling|search|bench|eval|dataset|llama|coder)$|` +
		`^(?:qwen|gemini|claude|gemma|falcon|mamba|mixtral|whisper|sora|phi|bloom|alpaca|vicuna|dall.?e|imagen|adam|spark|kafka|hadoop|pytorch|tensorflow|ray|copilot|kaggle|survey|review|oral|spotlight|poster|best|paper|workshop|findings|deepseek.*|dropout|transformer.*|yolo.*|lora.*|arxiv|github)$`)
	// The last words of the names of companies and the like.
	companyWord = pattern.New(`^(?:AI|Labs?|Inc\.?|Ltd\.?|Corp\.?|Corporation|Technolog(?:y|ies)|Robotics|Health|Healthcare|Systems|Analytics|Data|Software|Medical|Group|Tech|Games|Studios?|Motors?|Energy|Bio|Therapeutics|Pharma|Computing|Intelligence|Machines|Bank|Hospital|Center|Centre|Foundation|Society|School|Company|Research|Semiconductor|Mobility|Sciences?|Entertainment|Media|Digital|Cloud|Security|Ventures|Observatory|Academy|Clinic)$`)
)

// unknown takes a name that no table has for an institution, in the place where institutions stand: behind the date, before 的文章,
// beside one that is known, or alone. What may be a person or a method is none.
func (c *cursor) unknown() bool {
	if !c.first || c.of == "" || c.dates || !c.sawDate {
		return false
	}
	n := c.namedAt(c.at, 0)
	// Behind a venue, who wrote it has been said: 犹他大学，PLDI 2011，Csmith.
	c.people = c.people || c.behindKnown() || c.venues > 0 && len(c.found) > 0
	if n == 0 || c.people && !ofInstitution().MatchString(c.s[c.at:c.at+n]) {
		return false
	}
	name := c.s[c.at : c.at+n]
	c.in.add(Institution{Name: name, Raw: c.written(c.at, c.at+n)}, c)
	c.at += n
	return true
}

// behindKnown says whether nothing but a blank is between an institution that is known and the cursor: there people stand, and what
// they made.
func (c *cursor) behindKnown() bool {
	if len(c.spans) == 0 {
		return false
	}
	end := c.spans[len(c.spans)-1].End
	return end < c.at && strings.TrimSpace(c.s[end:c.at]) == ""
}

// ofInstitution are the last words of names that stand behind that of the institution they belong to.
var ofInstitution = pattern.New(`(?:Labs?|Laborator(?:y|ies)|Research|Institute|Cent(?:er|re)|School|Group|Hospital|实验室|研究院|研究所)$`)

// maxUnknown is how many unknown institutions may follow one another.
const maxUnknown = 4

// namedAt is the length of the unknown institution at a byte; 0 for none.
func (c *cursor) namedAt(at, deep int) int {
	rest := firstBytes(c.s[at:], 2*maxStranger)
	name := strings.TrimRight(capitalName().FindString(rest), ".-&'’")
	n := len(name)
	if n == 0 || n > maxStranger || deep > maxUnknown {
		return 0
	}
	if next, _ := utf8.DecodeRuneInString(rest[n:]); next < utf8.RuneSelf && unicode.IsLetter(next) {
		return 0
	}
	behind := strings.TrimLeft(c.s[at+n:], " ")
	if sep := suffix(behind, "、", "/", "&", "+", "和", "与"); sep > 0 {
		next := len(c.s) - len(strings.TrimLeft(behind[sep:], " "))
		if _, size := c.rules.longest(c.s[next:]); size > 0 && joinedWell(c.s[next+size:]) || size == 0 && c.namedAt(next, deep+1) > 0 {
			if c.likeCompany(name, true) {
				return n
			}
		}
		return 0
	}
	if !c.likeCompany(name, false) {
		return 0
	}
	if m := ofTheirs().FindStringSubmatch(behind); m != nil && !aboutIt().MatchString(m[1]) {
		return n
	}
	if behind == "" {
		return n
	}
	if sep := suffix(behind, "，", ",", "：", ":", "；", ";"); sep > 0 {
		tail := strings.TrimLeft(behind[sep:], " ")
		of := introduction{}
		v := &cursor{s: tail, in: &of, rules: c.rules}
		if tail == "" || tailWords().MatchString(tail) || v.venue() && of.published.Raw != "" {
			return n
		}
	}
	return 0
}

// likeCompany says whether a name could be an institution's: no subject, nothing of the title, no person. beside says that it
// is joined to one.
func (c *cursor) likeCompany(name string, beside bool) bool {
	key := fold.Key(name)
	if len(key) < 2 || strings.Contains(fold.Key(c.of), key) || c.rules.tracks().byKey[key] != nil || c.rules.tracks().words.all[fold.String(name)] {
		return false
	}
	words := strings.Fields(name)
	last := words[len(words)-1]
	if slices.ContainsFunc(words, func(w string) bool { return methodName().MatchString(w) }) || strings.ContainsFunc(name, unicode.IsDigit) {
		return false
	}
	if len(words) > 1 {
		return companyWord().MatchString(last)
	}
	return !oneFamily().MatchString(name) && (beside || name != strings.ToUpper(name))
}
