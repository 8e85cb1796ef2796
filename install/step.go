package install

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"strconv"
)

// The kinds of steps.
const (
	opMkdir  = "mkdir"
	opWrite  = "write"
	opLine   = "line"
	opRemove = "remove"
	opRmdir  = "rmdir"
)

// step is one change on the machine.
type step struct {
	Op   string `json:"op"`
	Path string `json:"path"` // below the root, without links
	New  string `json:"new,omitempty"`
	Had  bool   `json:"had,omitempty"` // the old file is kept, with its mode and owner
	// The line of ours that stood in the file before, and the one after.
	OldLine string `json:"old_line,omitempty"`
	NewLine string `json:"new_line,omitempty"`
	First   bool   `json:"first,omitempty"`
	// Restart says that a running daemon does not notice the change.
	Restart bool `json:"restart,omitempty"`

	old, next []byte     // the contents; nil is no file
	was       attributes // of the old file
	hidden    bool       // old may hold something that nobody should see
}

// attributes are what a file has beside its content.
type attributes struct {
	mode     fs.FileMode
	owned    bool // uid and gid are those of an old file, else root's
	uid, gid int
}

// attributesOf returns what a file has. Bits that make a program run as its owner
// are never given to another file.
func attributesOf(info fs.FileInfo) attributes {
	uid, gid := owner(info)
	return attributes{mode: info.Mode().Perm(), owned: true, uid: uid, gid: gid}
}

// after returns the attributes of what the step writes: ours for our files, and
// those of the old file where only a line of it is ours.
func (s step) after() attributes {
	if s.Op == opLine && s.Had {
		return s.was
	}
	return attributes{mode: fileMode}
}

// take does the step, if the file is still what it was when it was looked at.
func (h *Host) take(s step) error {
	if s.Op == opMkdir {
		return h.mkdir(s.Path, folderMode)
	}
	if s.Op == opRmdir {
		return h.removeFolder(s.Path)
	}
	now, err := h.read(s.Path)
	if err != nil {
		return err
	}
	if (now == nil) != (s.old == nil) || !bytes.Equal(now, s.old) {
		return h.fail(s.Op, s.Path, errors.New("somebody else changed it at the same time"))
	}
	if s.next == nil {
		return h.remove(s.Path)
	}
	return h.replace(s.Path, s.next, s.after())
}

// draft is where the new content of the file at p waits. It is in the same
// folder, so on the same file system, and no pattern of ssh or Nix matches it.
func draft(p string) string { return path.Join(path.Dir(p), "."+path.Base(p)+".buildmachines") }

// replace writes a file in one step, so that it is never half there.
func (h *Host) replace(p string, content []byte, a attributes) error {
	tmp := draft(p)
	err := h.write(tmp, content, a)
	if err == nil {
		err = h.root.Rename(tmp, p)
	}
	if err != nil {
		_ = h.root.Remove(tmp)
		return h.fail("write", p, err)
	}
	return h.syncFolder(path.Dir(p))
}

func (h *Host) write(p string, content []byte, a attributes) error {
	if err := h.root.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a run that crashed
		return err
	}
	f, err := h.root.OpenFile(p, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(content); err != nil {
		return err
	}
	if err := own(f, a); err != nil {
		return err
	}
	if err := f.Chmod(a.mode); err != nil { // last, since a change of owner clears bits
		return err
	}
	return syncFile(f)
}

// own gives the file to its owner, which only root may. Where a file system
// knows no root, as some of images do not, our own files are whose they can be.
func own(f *os.File, a attributes) error {
	if os.Geteuid() != 0 {
		return nil
	}
	err := f.Chown(a.uid, a.gid)
	if !a.owned {
		return nil
	}
	return err
}

func (h *Host) mkdir(p string, mode fs.FileMode) error {
	err := h.root.Mkdir(p, mode)
	if err == nil {
		err = h.root.Chmod(p, mode) // the umask may have cut it
	}
	if err != nil {
		return h.fail("mkdir", p, err)
	}
	return h.syncFolder(path.Dir(p))
}

func (h *Host) remove(p string) error {
	if err := h.root.Remove(p); err != nil {
		return h.fail("remove", p, err)
	}
	return h.syncFolder(path.Dir(p))
}

// backup is where the old file of step i of generation n is kept.
func backup(client string, n, i int) string {
	return generation(client, n) + "/old-" + strconv.Itoa(i)
}
