package outdir

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"syscall"
)

// What is guaranteed. The journal lists all steps before the first is taken,
// and its removal commits them. At every moment each path holds its whole old
// or its whole new content, and whoever finds a journal can undo the steps. This
// holds when the process dies anywhere, and when the power goes: the staged files
// are synced before the journal is written, the journal and the stage before the
// first step, the folders before the journal is removed.

const journalName = "journal"

// The kinds of steps.
const (
	opMkdir  = "mkdir"
	opWrite  = "write"
	opRemove = "remove"
	opRmdir  = "rmdir"
)

// step is one change in the folder.
type step struct {
	Op   string      `json:"op"`
	Path string      `json:"path"`
	New  string      `json:"new,omitempty"`  // hash of what a write puts there
	Had  bool        `json:"had,omitempty"`  // the old file is kept in the stage
	Mode fs.FileMode `json:"mode,omitempty"` // of the folder that a rmdir removes

	was    fs.FileInfo // the old file when it was looked at
	staged string      // where the new file waits
}

type journal struct {
	FormatVersion int    `json:"format_version"`
	Origin        origin `json:"origin"`
	Steps         []step `json:"steps"`
}

// origin is where a journal was written: the numbers of the stage and of the
// journal's own file. A folder that is checked out, unpacked or copied has others,
// and nobody can know them before: a journal that came with it is not believed. It
// could name any file in the folder as one of ours that has to go.
type origin struct {
	Device  uint64 `json:"device"`
	Stage   uint64 `json:"stage"`
	Journal uint64 `json:"journal"`
}

// origin returns where the journal f is.
func (t *tree) origin(f *os.File) (o origin, err error) {
	stage, err := t.root.Lstat(stageName)
	if err != nil {
		return o, err
	}
	own, err := f.Stat()
	if err != nil {
		return o, err
	}
	s, j := stage.Sys().(*syscall.Stat_t), own.Sys().(*syscall.Stat_t)
	return origin{Device: uint64(s.Dev), Stage: s.Ino, Journal: j.Ino}, nil
}

// readJournal reads the journal of an interrupted run of ours.
func (t *tree) readJournal() (j journal, err error) {
	p := inStage(journalName)
	f, err := t.root.Open(p)
	if err != nil {
		return j, t.fail("open", p, err)
	}
	defer f.Close()
	if err := t.readRecord(p, &j.FormatVersion, &j); err != nil {
		return j, err
	}
	if err := t.ours(f, j); err != nil {
		return j, err
	}
	for _, s := range j.Steps {
		if err := s.check(); err != nil {
			return j, t.fail("read", p, err)
		}
	}
	return j, nil
}

// ours refuses a journal that this user, or root, has not written here.
func (t *tree) ours(f *os.File, j journal) error {
	here, err := t.origin(f)
	if err != nil {
		return t.fail("stat", inStage(journalName), err)
	}
	if here == j.Origin && t.owned(stageName) && t.owned(inStage(journalName)) {
		return nil
	}
	stage := filepath.Join(t.dir, stageName)
	return fmt.Errorf("%s was not left behind by a run in this folder, but copied or planted; nothing was undone: look at it, and remove it", stage)
}

// owned reports whether nobody but this user or root can have written what is at p.
func (t *tree) owned(p string) bool {
	info, err := t.root.Lstat(p)
	if err != nil {
		return false
	}
	uid := int(info.Sys().(*syscall.Stat_t).Uid)
	return (uid == 0 || uid == os.Geteuid()) && info.Mode().Perm()&0o022 == 0
}

// check refuses a step that no run of ours writes down.
func (s step) check() error {
	if err := checkPath(s.Path); err != nil && s.Path != manifestName {
		return err
	}
	switch {
	case s.Mode&^fs.ModePerm != 0, s.Mode != 0 && s.Op != opRmdir:
		return fmt.Errorf("the step for %q has mode %v", s.Path, s.Mode)
	case s.Op == opWrite && !isHash(s.New):
		return fmt.Errorf("the step for %q has no valid hash", s.Path)
	case !slices.Contains([]string{opMkdir, opWrite, opRemove, opRmdir}, s.Op):
		return fmt.Errorf("%q is no step", s.Op)
	}
	return nil
}

// prepare keeps the old files and writes the journal. After it, steps may be
// taken.
func (s *stage) prepare(steps []step) error {
	if err := s.syncer.wait(); err != nil {
		return err
	}
	for i, st := range steps {
		if !st.Had {
			continue
		}
		if err := s.point("back up", st.Path); err != nil {
			return err
		}
		if err := s.tree.keep(i, st); err != nil {
			return err
		}
	}
	if err := s.point("write", inStage(journalName)); err != nil {
		return err
	}
	return s.tree.writeJournal(journal{FormatVersion: formatVersion, Steps: steps})
}

func (t *tree) writeJournal(j journal) error {
	p, draft := inStage(journalName), inStage(journalName+".new")
	f, err := t.root.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return t.fail("create", p, err)
	}
	defer f.Close()
	b := bufio.NewWriter(f)
	if j.Origin, err = t.origin(f); err == nil {
		err = json.NewEncoder(b).Encode(j)
	}
	if err == nil {
		err = b.Flush()
	}
	if err == nil {
		err = syncFile(f)
	}
	if err == nil {
		err = t.root.Rename(draft, p)
	}
	if err != nil {
		return t.fail("write", p, err)
	}
	if err := t.syncFolder(stageName); err != nil {
		return err
	}
	return t.syncFolder(".")
}

// apply takes the steps and removes the journal.
func (s *stage) apply(steps []step) error {
	for _, st := range steps {
		if err := s.point(st.Op, st.Path); err != nil {
			return err
		}
		if err := s.tree.take(st); err != nil {
			return err
		}
	}
	if err := s.tree.syncFolders(steps); err != nil {
		return err
	}
	if err := s.point("commit", "."); err != nil {
		return err
	}
	return s.tree.removeJournal()
}

func (t *tree) take(s step) (err error) {
	switch s.Op {
	case opMkdir:
		if err = t.root.Mkdir(s.Path, folderMode); err == nil {
			err = t.root.Chmod(s.Path, folderMode) // the umask may have cut it
		}
	case opWrite:
		if err = t.unmoved(s); err == nil {
			err = t.root.Rename(s.staged, s.Path)
		}
	case opRemove:
		if err = t.unmoved(s); err == nil {
			err = t.root.Remove(s.Path)
		}
	case opRmdir:
		err = t.removeFolder(s.Path)
	}
	if err != nil {
		return t.fail(s.Op, s.Path, err)
	}
	return nil
}

// unmoved refuses a file that somebody changed since it was looked at.
func (t *tree) unmoved(s step) error {
	now, err := t.lookup(s.Path)
	switch {
	case err != nil:
		return err
	case now == nil && s.was == nil:
		return nil
	case now == nil, s.was == nil, now.Mode() != s.was.Mode(), now.Size() != s.was.Size(), !now.ModTime().Equal(s.was.ModTime()):
		return errors.New("somebody else changed it at the same time")
	}
	return nil
}

// removeFolder leaves a folder alone that somebody has put something into.
func (t *tree) removeFolder(p string) error {
	info, err := t.lookup(p)
	if info == nil || !info.IsDir() {
		return err
	}
	if names, err := t.names(p); err != nil || len(names) > 0 {
		return err
	}
	return t.root.Remove(p)
}

// syncFolders makes the names that the steps changed survive a power cut.
func (t *tree) syncFolders(steps []step) error {
	done := map[string]bool{}
	for _, s := range steps {
		d := path.Dir(s.Path)
		if done[d] {
			continue
		}
		done[d] = true
		if err := t.syncFolder(d); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// removeJournal is the moment from which the steps are not undone any more. It
// has to last before the old files in the stage are removed.
func (t *tree) removeJournal() error {
	p := inStage(journalName)
	if err := t.root.Remove(p); err != nil {
		return t.fail("remove", p, err)
	}
	_ = t.syncFolder(stageName)
	return nil
}
