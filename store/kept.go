package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A first index of a long log takes minutes, most of them for vectors. What is encoded is written down on the way, in files
// beside the generations, so that one that is interrupted loses seconds: keptName, each a segment of vectors. The generation
// that has them all ends them.
const keptName = "encoded-%04d.vectors"

func (l *Lock) keptFiles() []string {
	names, _ := os.ReadDir(l.dir) // no glob: the path of the folder is no pattern
	var found []string
	for _, n := range names {
		if strings.HasPrefix(n.Name(), "encoded-") && strings.HasSuffix(n.Name(), ".vectors") {
			found = append(found, filepath.Join(l.dir, n.Name()))
		}
	}
	return found
}

// Keep writes sentences down that are encoded and of no generation yet. First is not looked at.
func (l *Lock) Keep(s *Sentences, model string) error {
	var out bytes.Buffer
	if err := s.write(&out, model); err != nil {
		return err
	}
	next := 1
	if files := l.keptFiles(); len(files) > 0 {
		if _, err := fmt.Sscanf(filepath.Base(files[len(files)-1]), keptName, &next); err == nil {
			next++
		}
	}
	return replaceFile(filepath.Join(l.dir, fmt.Sprintf(keptName, next)), out.Bytes())
}

// Kept returns what was kept of a model version. Files that are damaged, or of another model, are removed.
func (l *Lock) Kept(model string) *Lender {
	out := &Lender{at: map[uint64][2]int{}}
	for _, path := range l.keptFiles() {
		data, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		s, err := openVectors(filepath.Base(path), data, model)
		if err == nil {
			err = s.verify()
		}
		if err != nil {
			os.Remove(path)
			continue
		}
		out.add(s)
	}
	return out
}

// forget removes what was kept: a generation has it.
func (l *Lock) forget() {
	for _, path := range l.keptFiles() {
		step("remove " + strings.TrimPrefix(path, l.dir+string(filepath.Separator)))
		os.Remove(path)
	}
}
