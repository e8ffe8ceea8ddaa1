package mcp

import (
	"context"
	"papersearch/query"
	"papersearch/report"
)

// statsInput are the arguments of stats.
type statsInput struct {
	Query string `json:"query,omitempty" jsonschema:"only papers that this finds; all when empty"`
	filters
	Limit number `json:"limit,omitempty" jsonschema:"institutions, tracks and names told, 1 to 50; 10 when not given"`
}

// StatsOutput is the reading history: stats --json without its days.
type StatsOutput struct {
	Version      int             `json:"version"`
	Total        int             `json:"total"`   // papers
	Undated      int             `json:"undated"` // read on no day or month that the log tells
	Beyond       int             `json:"beyond"`  // of dates that cannot be, left out of what follows
	First        string          `json:"first"`   // day read, like last
	Last         string          `json:"last"`
	ReadingDays  int             `json:"reading_days"`
	PerWeek      float64         `json:"per_week"`
	Months       []report.Period `json:"months"`
	Streaks      report.Streaks  `json:"streaks"`
	Periods      []string        `json:"periods"` // of the counts below: months, quarters or years
	Tracks       []report.Series `json:"tracks"`
	Institutions []report.Series `json:"institutions"`
	Age          report.Age      `json:"age"`    // of papers when they were read
	Models       []report.Named  `json:"models"` // named most
	Datasets     []report.Named  `json:"datasets"`
	Stale        bool            `json:"stale"`
}

func (s *Server) stats(ctx context.Context, in statsInput) (*StatsOutput, error) {
	top, err := limited(in.Limit, report.DefaultTop, maxHits)
	if err == nil {
		err = checkQuery(in.Query)
	}
	if err != nil {
		return nil, err
	}
	var out *StatsOutput
	err = s.ask(func(q *query.Searcher, stale bool) error {
		h, err := report.History(ctx, q, report.StatsRequest{Text: in.Query, Filters: in.of(), Top: top})
		if err != nil {
			return err
		}
		out = &StatsOutput{
			Version: query.Version, Total: h.Total, Undated: h.Undated, Beyond: h.Beyond, First: h.First, Last: h.Last, ReadingDays: h.ReadingDays, PerWeek: h.PerWeek,
			Months: h.Months, Streaks: h.Streaks, Periods: h.Periods, Tracks: h.Tracks, Institutions: h.Institutions, Age: h.Age,
			Models: h.Models, Datasets: h.Datasets, Stale: stale,
		}
		return nil
	})
	return out, err
}
