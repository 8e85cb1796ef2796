package pipelinestest_test

import (
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"sync"
	"testing"
)

var built struct {
	sync.Once
	dir, said string
	err       error
}

// A program that looks for races waits a second before it ends, unless told not to.
const noWait = "atexit_sleep_ms=0"

func TestMain(m *testing.M) {
	os.Setenv("GORACE", noWait)
	flag.Parse()
	// A test mostly waits for others, so more of them run than there are processors.
	if err := flag.Set("test.parallel", "6"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(built.dir)
	os.Exit(code)
}

// command returns the path of buildmachines, which is built once, and as this
// test is: so most of it is compiled already.
func command(t *testing.T) string {
	t.Helper()
	built.Do(build)
	if built.err != nil {
		t.Fatalf("go build: %v\n%s", built.err, built.said)
	}
	return filepath.Join(built.dir, "buildmachines")
}

func build() {
	if built.dir, built.err = os.MkdirTemp("", "bm"); built.err != nil {
		return
	}
	if built.err = lookAtTree(); built.err != nil {
		return
	}
	argv := []string{"build", "-o", built.dir}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "-race" && s.Value == "true" {
				argv = append(argv, "-race")
			}
		}
	}
	out, err := exec.Command("go", append(argv, "../cmd/buildmachines")...).CombinedOutput()
	built.said, built.err = string(out), err
	_ = os.Chmod(built.dir, 0o755) // others than root run it, too
}

// lookAtTree looks at every folder that the command is built from: go test then
// knows that the result it cached depends on them.
func lookAtTree() error {
	return filepath.WalkDir("..", func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		return err
	})
}
