package install

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// maxLinks is how many links a path may lead through, as in the kernel.
const maxLinks = 40

// place is where a path leads.
type place struct {
	path    string      // below the root, without links
	missing []string    // the folders above it that do not exist, outermost first
	info    fs.FileInfo // what stands there, or nil
}

// place follows an absolute path. Every folder on the way must belong to
// somebody trusted and be writable by nobody else: others could swap what is in
// it. Links to folders are followed if they are as safe, since /etc and /var
// are links on macOS; a link in the place of the file itself is refused, because
// then the file belongs to somebody else, such as a module system.
func (h *Host) place(abs string) (place, error) {
	if !path.IsAbs(abs) {
		return place{}, fmt.Errorf("internal error: path %q is not absolute", abs)
	}
	at, links := place{path: "."}, 0
	rest := split(abs)
	if err := h.safe("."); err != nil {
		return at, err
	}
	for len(rest) > 0 {
		name := rest[0]
		rest = rest[1:]
		next := path.Join(at.path, name)
		if name == ".." {
			next = path.Dir(at.path) // at.path has no links; above the root is the root
		}
		info, err := h.lstat(next)
		switch {
		case err != nil:
			return at, err
		case info == nil:
			return h.absent(next, rest), nil
		case len(rest) == 0:
			at.path, at.info = next, info
			return at, h.regular(at)
		case info.Mode()&fs.ModeSymlink != 0:
			if links++; links > maxLinks {
				return at, fmt.Errorf("%s leads through too many symbolic links", h.show(abs))
			}
			to, err := h.link(next, info)
			if err != nil {
				return at, err
			}
			if path.IsAbs(to) {
				at.path = "." // of the machine whose root this is
			}
			rest = append(split(to), rest...)
		default:
			if err := h.safe(next); err != nil {
				return at, err
			}
			at.path = next
		}
	}
	return at, fmt.Errorf("%s is a folder, where a file is expected", h.show(abs))
}

// Check says why nothing is installed at an absolute path, if nothing is.
func (h *Host) Check(abs string) error {
	_, err := h.place(abs)
	return err
}

// split returns the names in p.
func split(p string) []string {
	return slices.DeleteFunc(strings.Split(p, "/"), func(s string) bool { return s == "" || s == "." })
}

// absent is the place of a file whose path ends at p, with rest below it.
func (h *Host) absent(p string, rest []string) place {
	var at place
	for _, name := range rest {
		at.missing = append(at.missing, p)
		p = path.Join(p, name)
	}
	at.path = p
	return at
}

func (h *Host) lstat(p string) (fs.FileInfo, error) {
	info, err := h.root.Lstat(p)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, h.fail("lstat", p, err)
	}
	return info, nil
}

func (h *Host) regular(at place) error {
	if at.info.Mode().IsRegular() {
		return nil
	}
	return fmt.Errorf("%s is %s, where a file is expected", h.show(at.path), kind(at.info))
}

// safe refuses a folder in which somebody else could change names.
func (h *Host) safe(p string) error {
	info, err := h.root.Lstat(p)
	if err != nil {
		return h.fail("lstat", p, err)
	}
	uid, _ := owner(info)
	switch {
	case !info.IsDir():
		return fmt.Errorf("%s is %s, where a folder is expected", h.show(p), kind(info))
	case !slices.Contains(h.trusted, uid):
		return fmt.Errorf("the folder %s belongs to user %d, who could exchange what is in it; it has to belong to root, or to the user who runs install", h.show(p), uid)
	case info.Mode().Perm()&0o022 != 0:
		return fmt.Errorf("the folder %s can be written to by others (mode %04o), who could exchange what is in it; take that away with chmod go-w", h.show(p), info.Mode().Perm())
	}
	return nil
}

// link reads a link that a trusted user made.
func (h *Host) link(p string, info fs.FileInfo) (string, error) {
	if uid, _ := owner(info); !slices.Contains(h.trusted, uid) {
		return "", fmt.Errorf("the symbolic link %s belongs to user %d; it has to belong to root, or to the user who runs install", h.show(p), uid)
	}
	to, err := h.root.Readlink(p)
	if err != nil {
		return "", h.fail("readlink", p, err)
	}
	return to, nil
}
