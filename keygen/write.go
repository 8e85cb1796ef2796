package keygen

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// The modes of the two files, whatever the umask. ssh refuses a key that others
// can read.
const (
	secretMode fs.FileMode = 0o600
	publicMode fs.FileMode = 0o644
)

// Free returns an error if there is something at one of the paths.
func Free(paths ...string) error {
	for _, p := range paths {
		if _, err := os.Lstat(p); err == nil {
			return exists(p)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func exists(path string) error {
	return fmt.Errorf("%s is already there, and keys are not overwritten", path)
}

// Write writes both halves, or none. It never overwrites a file.
func (p *Pair) Write(secret, public string) error {
	if err := create(secret, p.secret, secretMode); err != nil {
		return err
	}
	if err := create(public, []byte(p.Public+p.eol), publicMode); err != nil {
		return errors.Join(err, os.Remove(secret))
	}
	return nil
}

// create writes a file that is not there yet. What it began and cannot finish it
// removes.
func create(path string, text []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, secretMode)
	if errors.Is(err, fs.ErrExist) {
		return exists(path)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
