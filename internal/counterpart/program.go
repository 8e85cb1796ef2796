package counterpart

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
)

const command = "github.com/buildmachines/buildmachines/cmd/buildmachines"

// BuildProgram builds buildmachines at path, from the tree that the test is in.
func BuildProgram(path string, flags ...string) error {
	if err := LookAtTree(); err != nil {
		return err
	}
	argv := append([]string{"build", "-o", path}, flags...)
	if out, err := exec.Command("go", append(argv, command)...).CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// LikeTheTest returns the flags with which a program is built as this test is:
// most of it is compiled already then. One that looks for races waits a second
// before it ends, unless GORACE says otherwise.
func LikeTheTest() []string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "-race" && s.Value == "true" {
				return []string{"-race"}
			}
		}
	}
	return nil
}

// LookAtTree looks at every folder that `go build` and `go list` read, in this
// process: go test then knows that the result it cached depends on them.
func LookAtTree() error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	return filepath.WalkDir(root, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		return err
	})
}

// moduleRoot is the folder of go.mod, at or above the working folder.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod above the working folder")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}
