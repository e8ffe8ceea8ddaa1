package indexer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// unwritable says whether an error means that the index may not be written here: by its mode, or on a file system that is read only.
func unwritable(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// cannotWrite says of an error in the words of the person whose index it is that the index may not be written; other errors stay.
func (e *Env) cannotWrite(err error) error {
	if err == nil || !unwritable(err) {
		return err
	}
	return fmt.Errorf("the index at %s may not be written (%w)", e.Dir, reason(err))
}

// readOnly says why the index may not be written; nil when it may. It looks at a file of it, and changes nothing.
func (e *Env) readOnly() error {
	files, err := os.ReadDir(e.Dir)
	if err != nil {
		return nil //nolint:nilerr // that is told by who reads it
	}
	for _, f := range files {
		if !f.Type().IsRegular() {
			continue
		}
		w, err := os.OpenFile(filepath.Join(e.Dir, f.Name()), os.O_WRONLY, 0)
		if err != nil && unwritable(err) {
			return reason(err)
		}
		if err == nil {
			return w.Close()
		}
	}
	return nil
}
