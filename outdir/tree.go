package outdir

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"syscall"
)

// Modes do not depend on the umask: the files hold no secret, and daemons of
// other users read them.
const (
	fileMode   fs.FileMode = 0o644
	folderMode fs.FileMode = 0o755
	stageMode  fs.FileMode = 0o700
)

// The two ways to lock a folder.
const (
	exclusive = syscall.LOCK_EX
	shared    = syscall.LOCK_SH
)

// tree is an output folder, opened and locked. Everything goes through root, so
// nothing outside it can be reached, whatever links stand in it.
type tree struct {
	dir  string   // as the user wrote it, for messages
	root *os.Root // nil when there is no such folder, for Diff
	lock *os.File
}

func openTree(dir string, how int) (*tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	t := &tree{dir: dir, root: root}
	if t.lock, err = root.Open("."); err != nil {
		root.Close()
		return nil, t.fail("open", ".", err)
	}
	// The lock ends with the process, so a crash leaves none behind.
	err = syscall.Flock(int(t.lock.Fd()), how|syscall.LOCK_NB)
	if err != nil {
		t.close()
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("%s is in use by another run of buildmachines", dir)
	}
	if err != nil {
		return nil, t.fail("lock", ".", err)
	}
	return t, nil
}

func (t *tree) close() {
	if t.root != nil {
		t.lock.Close()
		t.root.Close()
	}
}

// fail says which operation failed where. The errors of os.Root name paths
// below the folder and system calls.
func (t *tree) fail(op, p string, err error) error {
	var inPath *fs.PathError
	var inLink *os.LinkError
	switch {
	case errors.As(err, &inPath):
		err = inPath.Err
	case errors.As(err, &inLink):
		err = inLink.Err
	}
	return &fs.PathError{Op: op, Path: filepath.Join(t.dir, p), Err: err}
}

// lookup returns what stands at p, nil when there is nothing. It refuses
// folders that are links: os.Root follows those that stay inside, and two
// paths could then be one file.
func (t *tree) lookup(p string) (fs.FileInfo, error) {
	for _, d := range folders(p) {
		info, err := t.lstat(d)
		if info == nil {
			return nil, err
		}
		if !info.IsDir() {
			return nil, fmt.Errorf("%s is %s, where a folder is expected", filepath.Join(t.dir, d), kind(info))
		}
	}
	return t.lstat(p)
}

// lookupFile is lookup for a place where only a regular file may stand.
func (t *tree) lookupFile(p string) (fs.FileInfo, error) {
	info, err := t.lookup(p)
	if info != nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is %s, where a file is expected", filepath.Join(t.dir, p), kind(info))
	}
	return info, err
}

func (t *tree) lstat(p string) (fs.FileInfo, error) {
	if t.root == nil {
		return nil, nil
	}
	info, err := t.root.Lstat(p)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, t.fail("lstat", p, err)
	}
	return info, nil
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

// hash returns the hash of the file at p, in the form of the manifest.
func (t *tree) hash(p string) (string, error) {
	f, err := t.root.Open(p)
	if err != nil {
		return "", t.fail("open", p, err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", t.fail("read", p, err)
	}
	return sum(h.Sum(nil)), nil
}

// names returns the names in folder d.
func (t *tree) names(d string) ([]string, error) {
	f, err := t.root.Open(d)
	if err != nil {
		return nil, t.fail("open", d, err)
	}
	defer f.Close()
	names, err := f.Readdirnames(-1)
	if err != nil {
		return nil, t.fail("read", d, err)
	}
	return names, nil
}

func sum(b []byte) string { return hashPrefix + hex.EncodeToString(b) }

// syncFolder makes the names in folder d survive a power cut. Some file
// systems cannot, and say EINVAL or ENOTSUP; there is no other way then.
func (t *tree) syncFolder(d string) error {
	f, err := t.root.Open(d)
	if err != nil {
		return t.fail("open", d, err)
	}
	defer f.Close()
	err = syncFile(f)
	if err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return t.fail("sync", d, err)
	}
	return nil
}

// removeStage removes the stage with all that is in it. The journal must be
// gone, or must never have been there.
func (t *tree) removeStage() error {
	if err := t.root.RemoveAll(stageName); err != nil {
		return t.fail("remove", stageName, err)
	}
	return nil
}

func inStage(name string) string { return path.Join(stageName, name) }

// joinErrors adds a failed cleaning up to the error that made it necessary.
func joinErrors(err, cleanup error) error {
	if cleanup == nil {
		return err
	}
	return fmt.Errorf("%w; then, cleaning up: %w", err, cleanup)
}
