package splice

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Edit is a changed file.
type Edit struct {
	File     string // as it was opened
	Old, New []byte
}

// copy returns an editor that can be given up.
func (e *Editor) copy() *Editor {
	next := *e
	next.edits = nil
	for _, old := range e.edits {
		edit := *old
		next.edits = append(next.edits, &edit)
	}
	return &next
}

// record adds the edit of a place to those before.
func (e *Editor) record(p *place, now []byte) {
	for _, old := range e.edits {
		if old.File == p.file {
			old.New = now
			return
		}
	}
	e.edits = append(e.edits, &Edit{p.file, p.text, now})
}

// Write writes the changed files.
func (e *Editor) Write() error {
	for _, edit := range e.edits {
		if err := edit.Write(); err != nil {
			return err
		}
	}
	return nil
}

// Write writes the file in one step. It keeps its mode and owner, and links keep
// pointing at it. A file that is not as it was when it was read is refused.
func (e *Edit) Write() error {
	file, err := filepath.EvalSymlinks(e.File)
	if err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".buildmachines-*")
	if err != nil {
		return err
	}
	err = errors.Join(e.fill(tmp, info), tmp.Close())
	if err == nil {
		err = e.unchanged(file)
	}
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return syncFolder(filepath.Dir(file))
}

// fill writes the new text, and gives the file the mode and owner of the old one.
func (e *Edit) fill(tmp *os.File, old fs.FileInfo) error {
	if _, err := tmp.Write(e.New); err != nil {
		return err
	}
	if st, ok := old.Sys().(*syscall.Stat_t); ok {
		if err := tmp.Chown(int(st.Uid), int(st.Gid)); err != nil {
			return fmt.Errorf("%s would not keep its owner: %w", e.File, err)
		}
	}
	if err := tmp.Chmod(old.Mode()); err != nil { // after chown, which clears bits
		return err
	}
	return tmp.Sync()
}

// unchanged is the last look before the rename.
func (e *Edit) unchanged(file string) error {
	now, err := os.ReadFile(file)
	if err == nil && !bytes.Equal(now, e.Old) {
		err = refuse("%s was changed in the meantime, and is left as it is", e.File)
	}
	return err
}

// syncFolder makes a rename survive a power cut. Some file systems cannot, and
// say EINVAL or ENOTSUP.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err
	}
	return nil
}
