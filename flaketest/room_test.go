package flaketest_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// scratch is the folder of this run.
var scratch string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if scratch, err = os.MkdirTemp("", "bm"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(scratch)
		return m.Run()
	}())
}

// program returns buildmachines, built.
var program = once("program", func(path string) error { return counterpart.BuildProgram(path) })

// tree returns a copy of this tree, as it is in the commit of a flake: Nix would
// take the files that git knows, and there may be no git here.
var tree = once("tree", func(path string) error { return copyTree("..", path) })

// once makes something in scratch when it is first asked for.
func once(name string, build func(path string) error) func(t *testing.T) string {
	do := sync.OnceValues(func() (string, error) {
		path := filepath.Join(scratch, name)
		return path, build(path)
	})
	return func(t *testing.T) string {
		t.Helper()
		path, err := do()
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
}

// copyTree leaves out what .gitignore names.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := strings.TrimPrefix(strings.TrimPrefix(path, from), "/")
		switch rel {
		case ".git", "dist", "release":
			if d.IsDir() { // in a worktree of git, .git is a file
				return fs.SkipDir
			}
			return nil
		case "buildmachines":
			return nil
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		return copyFile(path, filepath.Join(to, rel))
	})
}

// copyFile keeps the mode, and a link a link.
func copyFile(from, to string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, info.Mode().Perm())
}

// A world is a Nix and the inputs that it takes for nixpkgs and nix-darwin.
type world struct {
	*counterpart.Command
	nixpkgs, darwin string
}

// inEachWorld runs a test with every Nix and every lib.
func inEachWorld(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	if testing.Short() {
		t.Skip("it builds the program, and runs Nix many times")
	}
	counterpart.Require(t, "bash") // the builder of the stand-in, as in nixpkgs
	darwin, err := filepath.Abs("testdata/nix-darwin")
	if err != nil {
		t.Fatal(err)
	}
	libs := map[string]string{"stand-in lib": "../modulestest/testdata/lib"}
	if real := os.Getenv("BUILDMACHINES_NIXPKGS_LIB"); real != "" {
		libs["real lib"] = real
	}
	for name, lib := range libs {
		nixpkgs := nixpkgsWith(t, lib)
		for _, n := range counterpart.Nixes(t) {
			if name == "real lib" && n.Minor < 18 {
				continue // which it refuses
			}
			t.Run(fmt.Sprintf("%v, %s", n, name), func(t *testing.T) {
				t.Parallel()
				test(t, &world{n.Command(t), nixpkgs, darwin})
			})
		}
	}
}

// nixpkgsWith returns the stand-in, complete.
func nixpkgsWith(t *testing.T, lib string) string {
	t.Helper()
	dir := t.TempDir()
	for from, to := range map[string]string{
		"testdata/nixpkgs":                    "",
		lib:                                   "lib",
		"../testdata/options":                 "options",
		"../modulestest/testdata/records.nix": "records.nix",
		program(t):                            "program",
	} {
		if err := copyTree(from, filepath.Join(dir, to)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// flake returns the arguments for a flake of ours whose nixpkgs is the stand-in.
func (w *world) flake(dir, attribute string) []string {
	ref := "path:" + dir
	if attribute != "" {
		ref += "#" + attribute
	}
	return []string{ref, "--override-input", "nixpkgs", "path:" + w.nixpkgs}
}

// template is the same for a flake that has ours as an input.
func (w *world) template(t *testing.T, dir, attribute string) []string {
	t.Helper()
	args := append(w.flake(dir, attribute), "--override-input", "buildmachines", "path:"+tree(t))
	text, err := os.ReadFile(filepath.Join(dir, "flake.nix"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "inputs.nix-darwin.url") {
		args = append(args, "--override-input", "nix-darwin", "path:"+w.darwin)
	}
	return args
}

// must runs a command that has to succeed.
func (w *world) must(t *testing.T, command string, args ...string) string {
	t.Helper()
	out, err := w.Run(t, append(strings.Fields(command), args...)...)
	if err != nil {
		t.Fatalf("%v: nix %s %q: %v", w.Nix, command, args, err)
	}
	return out
}

// eval returns in v what an expression evaluates to, in which nixpkgs
// and tree are paths.
func (w *world) eval(t *testing.T, expression string, v any) error {
	t.Helper()
	file := filepath.Join(t.TempDir(), "eval.nix")
	write(t, file, fmt.Sprintf("let nixpkgs = %s; tree = %s; in\n%s", w.nixpkgs, tree(t), expression))
	out, err := w.Run(t, "eval", "--impure", "--json", "--file", file)
	if err == nil {
		decode(t, out, v)
	}
	return err
}
