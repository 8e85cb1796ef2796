package outdir

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
)

// recover undoes what an interrupted run left behind, and reports whether there
// was any.
func (t *tree) recover() (undone bool, err error) {
	info, err := t.lstat(stageName)
	if info == nil {
		return false, err
	}
	if !info.IsDir() {
		return false, fmt.Errorf("%s is %s, where a folder is expected", filepath.Join(t.dir, stageName), kind(info))
	}
	info, err = t.lookupFile(inStage(journalName))
	if err != nil {
		return false, err
	}
	if info == nil {
		return false, t.removeStage()
	}
	j, err := t.readJournal()
	if err != nil {
		return false, err
	}
	return true, t.undo(j.Steps)
}

// undo brings the old files back, whichever of the steps were taken, and removes
// journal and stage. What somebody changed since then stays. It can itself be
// interrupted and done again.
func (t *tree) undo(steps []step) error {
	for i, s := range slices.Backward(steps) {
		err := fault("undo", s.Path)
		if err == nil {
			err = t.undoStep(i, s)
		}
		if err != nil {
			return t.fail("undo", s.Path, err)
		}
	}
	if err := t.syncFolders(steps); err != nil {
		return err
	}
	if err := t.removeJournal(); err != nil {
		return err
	}
	return t.removeStage()
}

func (t *tree) undoStep(i int, s step) error {
	switch s.Op {
	case opMkdir:
		return t.removeFolder(s.Path)
	case opRmdir:
		err := t.root.Mkdir(s.Path, s.Mode)
		if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
			return nil // not taken, or somebody removed the folder above it since
		}
		if err == nil {
			err = t.root.Chmod(s.Path, s.Mode)
		}
		return err
	case opWrite, opRemove:
		return t.undoFile(i, s)
	}
	return fmt.Errorf("unknown step %q", s.Op)
}

// undoFile acts only where our new file, or nothing, stands.
func (t *tree) undoFile(i int, s step) error {
	info, err := t.lookup(s.Path)
	if err != nil {
		return err
	}
	if info != nil {
		if s.Op == opRemove || !info.Mode().IsRegular() {
			return nil
		}
		if hash, err := t.hash(s.Path); err != nil || hash != s.New {
			return err
		}
	}
	if s.Had {
		// No old file: an earlier undo has put it back already. No folder:
		// somebody removed it since.
		if err := t.root.Rename(backup(i), s.Path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if info == nil {
		return nil
	}
	return t.root.Remove(s.Path)
}
