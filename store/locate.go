package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// DirName is the usual name of a container.
const DirName = "index.bleve"

// Locate returns the container to use. In this order: named (the flag), the environment variable
// PAPERSEARCH_INDEX, index.bleve in the working folder or above it, index.bleve in the user's data folder.
// found says whether there is a container at dir; when not, dir is where a new one belongs: the named
// place, else here, else the data folder when here is not writable. Sources that are added go to a new container
// here rather than to the one in the data folder, where here is writable. A named folder that is no container and has other files
// in it is an error: its files would lie among those of the index.
func Locate(named string, adding bool) (dir string, found bool, err error) {
	byFlag := named
	if named == "" {
		named = os.Getenv("PAPERSEARCH_INDEX")
	}
	if named != "" {
		dir, err = filepath.Abs(named)
		if err != nil {
			return "", false, fmt.Errorf("index %s: %w", named, err)
		}
		found = isContainer(dir)
		if others, err := os.ReadDir(dir); !found && err == nil && len(others) > 0 {
			said := "--index "
			if byFlag == "" {
				said = "PAPERSEARCH_INDEX="
			}
			there := filepath.Join(named, DirName)
			if isContainer(filepath.Join(dir, DirName)) {
				return "", false, fmt.Errorf("%s is no index, but there is one in it: %s%s", named, said, there)
			}
			return "", false, fmt.Errorf("%s is no index, and has other files in it: name a folder of its own, as in %s%s", named, said, there)
		}
		return dir, found, nil
	}
	here, err := os.Getwd()
	if err != nil {
		return "", false, fmt.Errorf("the working folder: %w", err)
	}
	for up := here; ; up = filepath.Dir(up) {
		if dir := filepath.Join(up, DirName); isContainer(dir) {
			return dir, true, nil
		}
		if up == filepath.Dir(up) {
			break
		}
	}
	data, dataErr := dataDir()
	kept := dataErr == nil && isContainer(data)
	switch {
	case kept && !adding:
		return data, true, nil
	case writable(here):
		return filepath.Join(here, DirName), false, nil
	case kept:
		return data, true, nil
	}
	if dataErr != nil {
		return "", false, fmt.Errorf("%s is not writable and there is no other place for an index (%w): name one with --index DIR", here, dataErr)
	}
	return data, false, nil
}

// isContainer tells a container, damaged or not, from a folder that merely has the name.
func isContainer(dir string) bool {
	for _, name := range []string{currentName, sourcesName, lockName} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// dataDir is the container in the user's data folder: $XDG_DATA_HOME or ~/.local/share, on other systems
// where they keep such things.
func dataDir() (string, error) {
	if d := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(d) {
		return filepath.Join(d, "papersearch", DirName), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if home == "" {
		return "", errors.New("no home folder")
	}
	if d, err := os.UserConfigDir(); err == nil && filepath.Base(filepath.Dir(d)) == "Library" || os.PathSeparator == '\\' {
		return filepath.Join(d, "papersearch", DirName), nil
	}
	return filepath.Join(home, ".local", "share", "papersearch", DirName), nil
}

func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".papersearch-*")
	if err != nil {
		return false
	}
	name := f.Name()
	f.Close()
	return os.Remove(name) == nil
}

// SourcePath is the file that the name of a source means: relative to the folder that holds the container dir.
func SourcePath(dir, name string) string {
	if p := filepath.FromSlash(name); filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(filepath.Dir(dir), filepath.FromSlash(name))
}
