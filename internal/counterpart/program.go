package counterpart

import (
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"runtime/debug"
)

// BuildProgram builds buildmachines at path, for a test in a room at the top of
// the tree.
func BuildProgram(path string, flags ...string) error {
	if err := LookAtTree(); err != nil {
		return err
	}
	argv := append([]string{"build", "-o", path}, flags...)
	if out, err := exec.Command("go", append(argv, "../cmd/buildmachines")...).CombinedOutput(); err != nil {
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
// process: go test then knows that the result it cached depends on them. The
// test is in a room at the top of the tree.
func LookAtTree() error {
	return filepath.WalkDir("..", func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		return err
	})
}
