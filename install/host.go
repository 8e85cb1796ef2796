// Package install puts the files of a client into their places on a machine
// that has no module system, and takes them away again.
//
// Plan compares the machine with what is wanted and changes nothing. Apply
// takes the steps in an order in which no file ever names one that is missing,
// all of them or none: the old files and a journal are kept below
// /var/lib/buildmachines/install, on which a crash is undone by the next run,
// and a finished install by Rollback.
//
// Package outdir does the same for one folder. Here the files are on several
// file systems, so each is renamed within its own folder, and the backups
// outlive the run.
package install

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Modes do not depend on the umask: the files hold no secret, and the daemons
// of other users read them. The backups are of files that may hold one.
const (
	fileMode   fs.FileMode = 0o644
	folderMode fs.FileMode = 0o755
	backupMode fs.FileMode = 0o700
)

// maxFile bounds what is read of a file that others may have made.
const maxFile = 256 << 20

// Host is a machine, or the tree of an image. Everything goes through root, so
// nothing outside the tree can be reached, whatever links stand in it.
type Host struct {
	dir  string // as the user wrote it, for messages
	root *os.Root
	// trusted are root and whoever runs install. What is in their folders is
	// believed: links, files, and the state of earlier installs. The owner of an
	// image is not among them: state that he planted would make root write files.
	trusted []int
}

// Open opens the machine whose root folder is dir.
func Open(dir string) (*Host, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Host{dir: dir, root: root, trusted: []int{0, os.Geteuid()}}, nil
}

// Close lets go of the machine.
func (h *Host) Close() { h.root.Close() }

// show returns a path below the root as the user knows it.
func (h *Host) show(p string) string { return filepath.Join(h.dir, p) }

// fail says which operation failed where. The errors of os.Root name paths
// below the folder and system calls.
func (h *Host) fail(op, p string, err error) error {
	var inPath *fs.PathError
	var inLink *os.LinkError
	switch {
	case errors.As(err, &inPath):
		err = inPath.Err
	case errors.As(err, &inLink):
		err = inLink.Err
	}
	return &fs.PathError{Op: op, Path: h.show(p), Err: err}
}

// read returns the content of the file at p, nil when there is none.
func (h *Host) read(p string) ([]byte, error) {
	f, err := h.root.Open(p)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, h.fail("open", p, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = errors.New("file is too large")
	}
	if err != nil {
		return nil, h.fail("read", p, err)
	}
	return append([]byte{}, b...), nil // an empty file is not nil
}

// readText returns what an absolute path leads to; "" when there is nothing.
func (h *Host) readText(abs string) (string, error) {
	at, err := h.place(abs)
	if err != nil || at.info == nil {
		return "", err
	}
	b, err := h.read(at.path)
	return string(b), err
}

// Exists reports whether there is anything at an absolute path, a dangling link
// included.
func (h *Host) Exists(abs string) bool {
	_, err := h.root.Lstat(strings.TrimPrefix(abs, "/"))
	return err == nil
}

// owner returns who owns a file, and its group. Every system that buildmachines
// is built for tells.
func owner(info fs.FileInfo) (uid, gid int) {
	st := info.Sys().(*syscall.Stat_t)
	return int(st.Uid), int(st.Gid)
}

func kind(info fs.FileInfo) string {
	switch {
	case info.Mode().IsRegular():
		return "a file"
	case info.IsDir():
		return "a folder"
	case info.Mode()&fs.ModeSymlink != 0:
		return "a symbolic link"
	}
	return "a special file"
}

// joinErrors adds a failed cleaning up to the error that made it necessary.
func joinErrors(err, cleanup error) error {
	if cleanup == nil {
		return err
	}
	return fmt.Errorf("%w; then, cleaning up: %w", err, cleanup)
}
