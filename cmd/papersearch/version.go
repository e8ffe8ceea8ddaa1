package main

import (
	"fmt"
	"papersearch/store"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

func (p *program) versionCommand() *cli.Command {
	return &cli.Command{
		Name:      "version",
		Usage:     "print the version",
		Flags:     commonFlags(),
		UsageText: "papersearch version",
		Action: func(c *cli.Context) error {
			if c.Bool("json") {
				return p.printJSON(struct {
					Version     int    `json:"version"`
					Papersearch string `json:"papersearch"`
					Go          string `json:"go"`
					IndexFormat int    `json:"index_format"`
				}{1, version(), runtime.Version(), store.SchemaVersion})
			}
			p.out.line(fmt.Sprintf("papersearch %s (index format %d, %s)", version(), store.SchemaVersion, runtime.Version()))
			return nil
		},
	}
}

// version is the module's version or the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return "devel " + s.Value[:min(12, len(s.Value))]
		}
	}
	return "devel"
}
