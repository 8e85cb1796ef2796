package install

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"syscall"
)

// undone returns what the file of a step is to become when the step is undone,
// and whether that is anything else than it is now. Steps that were not taken
// are left alone, and so is what somebody changed since, except by force. In a
// file of somebody else only our line is.
func (s step) undone(now, old []byte, force bool) (want []byte, acts bool) {
	changed := now != nil && sum(now) != s.New
	switch {
	case s.Op == opLine && changed:
		if lineIn(string(now)) != s.NewLine {
			return now, false
		}
		return []byte(setLine(string(now), s.OldLine, s.First)), true
	case s.Op == opRemove && now != nil:
		if force {
			return old, true
		}
		return now, false
	case s.Op == opWrite && changed && !force:
		return now, false
	}
	return old, now != nil || old != nil
}

// undoStep brings back what was there before step i of generation n. It can
// itself be interrupted and done again.
func (h *Host) undoStep(client string, n, i int, s step, force bool) error {
	if err := fault("undo", s.Path); err != nil {
		return err
	}
	if s.Op == opMkdir {
		return h.removeFolder(s.Path)
	}
	at, err := h.place("/" + s.Path)
	if err != nil {
		return err
	}
	if at.path != s.Path || len(at.missing) > 0 {
		return nil // somebody moved the folder since
	}
	if err := h.root.Remove(draft(s.Path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var now, old []byte
	if at.info != nil {
		if now, err = h.read(s.Path); err != nil {
			return err
		}
	}
	if s.Had {
		if old, err = h.backedUp(client, n, i); err != nil {
			return err
		}
	}
	want, acts := s.undone(now, old, force)
	switch {
	case !acts:
		return nil
	case want == nil:
		return h.remove(s.Path)
	case s.Had && bytes.Equal(want, old):
		return h.replace(s.Path, want, s.before())
	}
	uid, gid := owner(at.info)
	return h.replace(s.Path, want, attributes{mode: at.info.Mode().Perm(), owned: true, uid: uid, gid: gid})
}

// backedUp reads the old file of step i of generation n.
func (h *Host) backedUp(client string, n, i int) ([]byte, error) {
	at, err := h.place(backup(client, n, i))
	if err == nil && at.info == nil {
		err = fmt.Errorf("the backup %s is gone", h.show(at.path))
	}
	if err != nil {
		return nil, err
	}
	return h.read(at.path)
}

// removeFolder leaves a folder alone that somebody has put something into.
func (h *Host) removeFolder(p string) error {
	err := h.root.Remove(p)
	if err == nil {
		return h.syncFolder(path.Dir(p))
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTEMPTY) || errors.Is(err, syscall.EEXIST) {
		return nil
	}
	return h.fail("remove", p, err)
}

// undoSteps undoes a generation, the last step first: the machine passes
// through the same states as on the way there, none of which refers to a
// missing file.
func (h *Host) undoSteps(client string, n int, steps []step, force bool) error {
	for i, s := range slices.Backward(steps) {
		if err := h.undoStep(client, n, i, s, force); err != nil {
			return h.fail("undo", s.Path, err)
		}
	}
	return nil
}

// undoGeneration undoes an install that did not end. Without a record no step
// was taken.
func (h *Host) undoGeneration(client string, n int) error {
	r, found, err := h.readRecord(client, n)
	if err != nil {
		return err
	}
	if found {
		if err := h.undoSteps(client, n, r.Steps, false); err != nil {
			return err
		}
	}
	return h.removeGeneration(client, n)
}

func (h *Host) removeGeneration(client string, n int) error {
	at, err := h.place(generation(client, n) + "/record.json")
	if err != nil {
		return err
	}
	d := path.Dir(at.path)
	if err := h.root.RemoveAll(d); err != nil {
		return h.fail("remove", d, err)
	}
	return nil
}

// sweep removes the generations that are neither in use nor in the making.
func (h *Host) sweep(client string, st state) error {
	all, err := h.generations(client)
	if err != nil {
		return err
	}
	for _, n := range all {
		if n == st.Generation || n > st.Last {
			continue
		}
		if err := h.removeGeneration(client, n); err != nil {
			return err
		}
	}
	return nil
}
