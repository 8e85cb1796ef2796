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
	switch s.Op {
	case opMkdir:
		return h.removeFolder(s.Path)
	case opRmdir:
		return h.remakeFolder(s.Path)
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
	now, old, err := h.twoContents(client, n, i, s, at)
	if err != nil {
		return err
	}
	want, acts := s.undone(now, old.content, force)
	switch {
	case !acts:
		return nil
	case want == nil:
		return h.remove(s.Path)
	case s.Had && bytes.Equal(want, old.content):
		return h.replace(s.Path, want, old.attributes)
	}
	return h.replace(s.Path, want, attributesOf(at.info))
}

// kept is an old file.
type kept struct {
	attributes
	content []byte // nil: there was none
}

// twoContents reads what stands at the place of step i of generation n, and what
// stood there before.
func (h *Host) twoContents(client string, n, i int, s step, at place) (now []byte, old kept, err error) {
	if at.info != nil {
		if now, err = h.read(at.path); err != nil {
			return nil, old, err
		}
	}
	if s.Had {
		old, err = h.backedUp(client, n, i)
	}
	return now, old, err
}

// backedUp reads the old file of step i of generation n. Its mode and owner are
// those of the file in which it is kept: what a record says could give a file
// away, or make it run as root.
func (h *Host) backedUp(client string, n, i int) (old kept, err error) {
	at, err := h.place(backup(client, n, i))
	if err == nil && at.info == nil {
		err = fmt.Errorf("the backup %s is gone", h.show(at.path))
	}
	if err != nil {
		return old, err
	}
	old.attributes = attributesOf(at.info)
	old.content, err = h.read(at.path)
	return old, err
}

// remakeFolder makes a folder again, unless the one above it is gone, too.
func (h *Host) remakeFolder(p string) error {
	at, err := h.place("/" + p + "/.any")
	if err != nil || !slices.Equal(at.missing, []string{p}) {
		return err
	}
	return h.mkdir(p, folderMode)
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
