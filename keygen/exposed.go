package keygen

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Exposed says why a secret half at path may come to be where others read it, or
// returns "". inventory is the file or folder of the inventory, or "".
func Exposed(path, inventory string) string {
	dir, err := realDir(path)
	if err != nil {
		return ""
	}
	switch {
	case inWorkTree(dir) && !ignored(dir, filepath.Base(path)):
		return "it is in a git work tree that does not ignore it"
	case inventory != "" && below(dir, inventory):
		// Nix copies a folder that a flake is in to its store, which everybody reads.
		return "it is in the folder of the inventory"
	}
	return ""
}

func realDir(path string) (string, error) {
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(dir)
}

// inWorkTree looks for .git, which is a folder or, in a linked work tree, a file.
func inWorkTree(dir string) bool {
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return true
		}
		if dir == filepath.Dir(dir) {
			return false
		}
		dir = filepath.Dir(dir)
	}
}

// ignored asks git. Without an answer, the file counts as not ignored. Without
// the index, git runs no program that the work tree names.
func ignored(dir, name string) bool {
	cmd := exec.Command("git", "-c", "core.fsmonitor=false", "-C", dir, "check-ignore", "--quiet", "--no-index", "--", name)
	cmd.Env = withoutGit(os.Environ())
	return cmd.Run() == nil
}

// withoutGit drops variables such as GIT_DIR, which hooks set.
func withoutGit(env []string) []string {
	var out []string
	for _, v := range env {
		if !strings.HasPrefix(v, "GIT_") {
			out = append(out, v)
		}
	}
	return out
}

func below(dir, inventory string) bool {
	root := inventory
	if info, err := os.Stat(inventory); err != nil || !info.IsDir() {
		root = filepath.Dir(inventory)
	}
	root, err := filepath.Abs(root)
	if err == nil {
		root, err = filepath.EvalSymlinks(root)
	}
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(root, dir)
	return err == nil && filepath.IsLocal(rel)
}
