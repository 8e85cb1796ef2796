package outdir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// checkPath refuses what is not the clean relative path of a file below the
// folder, and what is hidden, such as manifest and
// stage. Control characters would break the lines of a diff.
func checkPath(p string) error {
	if !fs.ValidPath(p) || p == "." || strings.ContainsFunc(p, unicode.IsControl) {
		return fmt.Errorf("path %q is not a clean relative path", p)
	}
	// None of ours is hidden: what a planted manifest or journal names is never in .git.
	if strings.HasPrefix(p, ".") || strings.Contains(p, "/.") {
		return fmt.Errorf("path %q is hidden, or kept for buildmachines itself", p)
	}
	return nil
}

// checkFiles returns the files sorted by path. It refuses bad paths, and two
// files of which one stands in the way of the other.
func checkFiles(files []File) ([]File, error) {
	sorted := slices.Clone(files)
	slices.SortFunc(sorted, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	seen := make(map[string]bool, len(sorted))
	for _, f := range sorted {
		if err := checkPath(f.Path); err != nil {
			return nil, err
		}
		if seen[f.Path] {
			return nil, fmt.Errorf("path %q is written twice", f.Path)
		}
		seen[f.Path] = true
	}
	for _, f := range sorted {
		for _, d := range folders(f.Path) {
			if seen[d] {
				return nil, fmt.Errorf("path %q is both a file and a folder of %q", d, f.Path)
			}
		}
	}
	return sorted, nil
}

// folders returns the folders above p, outermost first: a and a/b for a/b/c.
func folders(p string) []string {
	var out []string
	for d := path.Dir(p); d != "."; d = path.Dir(d) {
		out = append(out, d)
	}
	slices.Reverse(out)
	return out
}

// makeFolder creates dir and the folders above it, and returns those that it
// created. Any of them may be a symbolic link: above the files it is the
// user's choice where they go.
func makeFolder(dir string) (made []string, err error) {
	var missing []string
	for p := filepath.Clean(dir); ; p = filepath.Dir(p) {
		_, err := os.Stat(p)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		missing = append(missing, p)
		if p == filepath.Dir(p) {
			break
		}
	}
	for _, p := range slices.Backward(missing) {
		if err := os.Mkdir(p, folderMode); err != nil {
			unmakeFolders(made)
			return nil, err
		}
		made = append(made, p)
		if err := os.Chmod(p, folderMode); err != nil { // the umask may have cut it
			unmakeFolders(made)
			return nil, err
		}
	}
	return made, nil
}

// unmakeFolders removes the folders again, unless somebody put something there.
func unmakeFolders(made []string) {
	for _, p := range slices.Backward(made) {
		_ = os.Remove(p)
	}
}
