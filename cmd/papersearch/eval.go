package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"papersearch/query"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

func (p *program) evalCommand() *cli.Command {
	return &cli.Command{
		Name:      "eval",
		Usage:     "score judged queries: nDCG@10, MRR, recall, first hit right",
		ArgsUsage: "FILE",
		Description: `FILE has a JSON object a line: "q", "rel" (titles with grades from 1 to 3,
empty when nothing should be found), and any fields to group by.`,
		Flags: append(commonFlags(),
			&cli.StringFlag{Name: "by", Value: "type", Usage: "fields to group by, with commas between"},
			&cli.StringFlag{Name: "filters", Value: "typed", Usage: "typed as they stand, or as flags"},
			&cli.StringFlag{Name: "map", Usage: "file with an id, a tab and a title a line"},
			&cli.IntFlag{Name: "worst", Usage: "also print so many of the worst"},
			&cli.BoolFlag{Name: "lexical", Usage: "by words alone"},
			&cli.BoolFlag{Name: "semantic", Usage: "by meaning alone"},
		),
		UsageText: `papersearch eval judgments/queries.jsonl
papersearch eval queries.jsonl --by type,lang --worst 10`,
		Action: p.eval,
	}
}

// judged is a line of a file of judged queries.
type judged struct {
	q, text string
	grades  map[string]int // by query.JudgedID
	filter  map[string]string
	fields  map[string]any
}

// evalAnswer is what eval prints as JSON.
type evalAnswer struct {
	Version int                   `json:"version"`
	Scores  map[string]query.Mean `json:"scores"` // "all", and "field=value"
	About   evalAbout             `json:"about"`
	Worst   []evalWorst           `json:"worst"`
}

type evalAbout struct {
	Queries        int     `json:"queries"`
	Negatives      int     `json:"negatives"`
	NegativesEmpty int     `json:"negatives_answered_empty"`
	NegativesMean  float64 `json:"negatives_mean_returned"`
}

type evalWorst struct {
	Q    string   `json:"q"`
	NDCG float64  `json:"ndcg"`
	Got  []string `json:"got"`
}

func (p *program) eval(c *cli.Context) error {
	switch {
	case c.NArg() != 1:
		return usageError{fmt.Errorf("eval takes one file of judged queries, not %d", c.NArg())}
	case c.String("filters") != "typed" && c.String("filters") != "flags":
		return usageError{fmt.Errorf("--filters %s: it is typed or flags", c.String("filters"))}
	case c.Bool("semantic") && c.Bool("lexical"):
		return usageError{errors.New("--lexical and --semantic exclude each other")}
	}
	queries, err := readJudged(c.Args().First())
	if err != nil {
		return err
	}
	if c.IsSet("by") {
		p.unknownFields(queries, c.String("by"))
	}
	ids, err := readMap(c.String("map"))
	if err != nil {
		return err
	}
	s, err := p.open(c)
	if err != nil {
		return err
	}
	if err := p.checkMode(s, mode(c)); err != nil {
		return err
	}
	a := &evalAnswer{Version: query.Version, Scores: map[string]query.Mean{}, Worst: []evalWorst{}}
	a.About.Queries = len(queries)
	groups := map[string][]query.Measures{}
	for _, j := range queries {
		req := query.Request{Text: j.q, Limit: 2 * 10, Facets: []string{}, Mode: mode(c)}
		if c.String("filters") == "flags" && len(j.filter) > 0 {
			req.Text = j.text
			for field, value := range j.filter {
				req.Filters.Add(field, value)
			}
		}
		r, err := s.Search(p.ctx, req)
		if err != nil {
			return fmt.Errorf("%q: %w", j.q, err)
		}
		var got []string
		for _, h := range r.Hits {
			id := query.JudgedID(h.Title)
			if to, ok := ids[id]; ok {
				id = to
			}
			if !slices.Contains(got, id) {
				got = append(got, id)
			}
		}
		got = got[:min(len(got), 10)]
		if len(j.grades) == 0 {
			a.About.Negatives++
			a.About.NegativesMean += float64(len(got))
			if len(got) == 0 {
				a.About.NegativesEmpty++
			}
			continue
		}
		m := query.Measure(got, j.grades)
		groups["all"] = append(groups["all"], m)
		for field := range strings.SplitSeq(c.String("by"), ",") {
			if value, ok := j.fields[field]; ok && field != "" {
				key := fmt.Sprintf("%s=%v", field, value)
				if yes, ok := value.(bool); ok { // as Python writes it, and so the script of the same measures
					key = field + "=" + map[bool]string{true: "True", false: "False"}[yes]
				}
				groups[key] = append(groups[key], m)
			}
		}
		a.Worst = append(a.Worst, evalWorst{j.q, m.NDCG, got[:min(len(got), 3)]})
	}
	for key, list := range groups {
		a.Scores[key] = query.MeanOf(list)
	}
	if a.About.Negatives > 0 {
		a.About.NegativesMean /= float64(a.About.Negatives)
	}
	slices.SortStableFunc(a.Worst, func(x, y evalWorst) int {
		switch {
		case x.NDCG < y.NDCG:
			return -1
		case x.NDCG > y.NDCG:
			return 1
		}
		return 0
	})
	a.Worst = a.Worst[:min(len(a.Worst), max(0, c.Int("worst")))]
	if c.Bool("json") {
		return p.printJSON(a)
	}
	p.printEval(a)
	return nil
}

// unknownFields says which fields no query has. It is no error: one script may score many files.
func (p *program) unknownFields(queries []judged, by string) {
	known := map[string]bool{}
	for _, j := range queries {
		for field := range j.fields {
			known[field] = true
		}
	}
	for field := range strings.SplitSeq(by, ",") {
		if field != "" && !known[field] {
			p.say("--by %s: no query has such a field; there are %s", field, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
	}
}

func (p *program) printEval(a *evalAnswer) {
	p.out.line(p.out.bold.Sprintf("%-24s %5s  %8s %8s %8s %8s  %s", "group", "n", "nDCG@10", "MRR@10", "R@10", "S@1", "se(nDCG)"))
	var keys []string
	for key := range a.Scores {
		if key != "all" {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range append([]string{"all"}, keys...) {
		m := a.Scores[key]
		p.out.line(fmt.Sprintf("%s %5d  %8.4f %8.4f %8.4f %8.4f  %.4f", pad(clean(key), 24), m.N, m.NDCG, m.MRR, m.Recall, m.S1, m.SE))
	}
	if n := a.About.Negatives; n > 0 {
		p.out.line(fmt.Sprintf("negatives: %d, answered with nothing: %d, mean results returned (of 10): %.1f", n, a.About.NegativesEmpty, a.About.NegativesMean))
	}
	for _, w := range a.Worst {
		p.out.line(clean(fmt.Sprintf("%.3f  %s  got %q", w.NDCG, w.Q, w.Got)))
	}
}

// readJudged reads a file of judged queries; what is wrong is told with its line.
func readJudged(path string) ([]judged, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []judged
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var fixed struct {
			Q      string            `json:"q"`
			Text   string            `json:"text"`
			Rel    map[string]int    `json:"rel"`
			Filter map[string]string `json:"filter"`
		}
		j := judged{grades: map[string]int{}}
		if err := json.Unmarshal(lines.Bytes(), &fixed); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		if err := json.Unmarshal(lines.Bytes(), &j.fields); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		if fixed.Rel == nil {
			return nil, fmt.Errorf("%s:%d: no \"rel\"", path, n)
		}
		j.q, j.text, j.filter = fixed.Q, fixed.Text, fixed.Filter
		for id, grade := range fixed.Rel {
			if grade > 0 {
				j.grades[query.JudgedID(id)] = grade
			}
		}
		out = append(out, j)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no judged queries in it", path)
	}
	return out, nil
}

// readMap reads ids by title; nil for no file.
func readMap(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no file, no ids
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	for n, line := range strings.Split(strings.TrimRight(string(data), "\r\n"), "\n") {
		id, title, ok := strings.Cut(strings.TrimRight(line, "\r"), "\t")
		if !ok {
			return nil, fmt.Errorf("%s:%d: no tab between id and title", path, n+1)
		}
		ids[query.JudgedID(title)] = query.JudgedID(id)
	}
	return ids, nil
}
