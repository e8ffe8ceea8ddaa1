package report

import "papersearch/readlog"

// Severity of a finding.
type Severity string

// The severities. An error is wrong whatever was meant, a warning most likely, an info worth a look.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// LintRule is one kind of finding.
type LintRule struct {
	Name     string   `json:"name"`
	Severity Severity `json:"severity"`
	Reason   string   `json:"reason"`  // why it matters
	Example  string   `json:"example"` // what is found
	Fix      string   `json:"fix"`     // what --fix proposes, "" for rules without
}

// The rules across entries, files and the disk; those of one text are readlog's.
const (
	ruleSuspect     = "impossible-date"
	ruleTwice       = "read-twice"
	ruleNobody      = "no-institution"
	ruleUndated     = "no-date"
	ruleUnknown     = "unknown-institution"
	ruleSpelling    = "spelling"
	ruleDeadLink    = "dead-link"
	rulePending     = "read-but-pending"
	ruleListedTwice = "listed-twice"
)

// LintRules are all rules, in the order in which they are told.
var LintRules = []LintRule{
	{ruleSuspect, Error, "nothing is read before it is published, in the future, or on a day that no calendar has; a date is mistyped, and facets count it wrongly", "《Minigpt-5》 published 2024.10, under ## 2024.1.17; ## 2025.2.31", ""},
	{string(readlog.RuleDayMonth), Error, "a day under another month's heading is counted in the month of the heading", "# 2024.1 above ## 2024.2.3", ""},
	{string(readlog.RuleOrder), Warning, "a log is newest first or oldest first; a heading out of order is most often a mistyped date", "## 2024.1.3 between ## 2024.1.12 and ## 2024.1.10", ""},
	{string(readlog.RuleUnclosed), Warning, "a title without its closing mark swallows what follows, and tools that look for 《…》 miss it", "《Attention Is All You Need", "adds 》 to a title that is a line of its own"},
	{string(readlog.RuleTBD), Info, "what was to be filled in later is best filled in while it is remembered", "## TBD", ""},
	{ruleTwice, Warning, "one paper in two entries divides what is known of it; when it was read again, say so in the entry", "《GAT》 under 2024.1.19 and under 2024.1.20", ""},
	{ruleNobody, Info, "the log names who wrote a paper, and here it does not: filters by institution miss it", "《A》 2023 一篇短文，要点：", ""},
	{ruleUndated, Info, "the log says when a paper was published, and here it does not: filters by date miss it", "《A》 谷歌的一篇文章，要点：", ""},
	{ruleUnknown, Info, "an institution that is in no table is counted by the words it was written in, not together with its other names", "“沙特阿布扎比大学”", ""},
	{ruleSpelling, Warning, "a name spelled in two ways is found by half of them", "MobleVLM in the entry of MobileVLM", "writes the name as the title does"},
	{ruleDeadLink, Error, "the file that a link leads to is not there", "[笔记](notes/clip.md)", ""},
	{rulePending, Warning, "the paper was read, and still stands on the pending list", "- [ ] CLIP: Learning Transferable …", "ticks the item, where an entry has the very title"},
	{ruleListedTwice, Info, "the pending list has it twice", "- [ ] CLIP, and again further down", ""},
	{string(readlog.RuleStray), Info, "text that belongs to no entry is found by no search", "a line between the heading of the pending list and its first item", ""},
}

// ruleNamed is the rule of a name; nil for none.
func ruleNamed(name string) *LintRule {
	for i := range LintRules {
		if LintRules[i].Name == name {
			return &LintRules[i]
		}
	}
	return nil
}
