package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"papersearch/readlog"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/pelletier/go-toml/v2"
)

// ConfigName is the optional file with the owner's words and rules, in the folder that holds the container.
const ConfigName = "papersearch.toml"

// Config is papersearch.toml. The zero value is no file.
type Config struct {
	Words    []string `toml:"words"` // for the segmenter
	Glossary []struct {
		Terms []string `toml:"terms"`
	} `toml:"glossary"` // one meaning a group
	Tracks       []readlog.TrackRule       `toml:"track"`
	Institutions []readlog.InstitutionRule `toml:"institution"`
	Index        struct {
		Ignore []string `toml:"ignore"` // globs of paths relative to the source, ** any folders
	} `toml:"index"`
	New struct {
		Template string `toml:"template"`
	} `toml:"new"`

	Hash     string   `toml:"-"` // of the file's bytes; "" without a file
	Warnings []string `toml:"-"` // unknown keys, each with file and line
}

// LoadConfig reads papersearch.toml beside the container dir. No file is no error; a file that is not TOML is,
// with its line. Unknown keys are warnings.
func LoadConfig(dir string) (*Config, error) {
	path := filepath.Join(filepath.Dir(dir), ConfigName)
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return &Config{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", ConfigName, err)
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF")) // as some editors write
	c := &Config{}
	err = toml.NewDecoder(strings.NewReader(string(data))).DisallowUnknownFields().Decode(c)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		for _, e := range unknown.Errors {
			line, _ := e.Position()
			c.Warnings = append(c.Warnings, fmt.Sprintf("%s:%d: unknown key %s", ConfigName, line, strings.Join(e.Key(), ".")))
		}
	case errors.As(err, &wrong):
		line, _ := wrong.Position()
		return nil, fmt.Errorf("%s:%d: %w", ConfigName, line, err)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", ConfigName, err)
	}
	for _, pattern := range c.Index.Ignore {
		if !doublestar.ValidatePattern(pattern) {
			c.Warnings = append(c.Warnings, fmt.Sprintf("%s: ignore = %q is no pattern, and ignores nothing", ConfigName, pattern))
		}
	}
	sum := sha256.Sum256(data)
	c.Hash = hex.EncodeToString(sum[:8])
	return c, nil
}
