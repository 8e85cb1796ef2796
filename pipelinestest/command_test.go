package pipelinestest_test

import (
	"flag"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

var built struct {
	sync.Once
	dir string
	err error
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

// command returns the path of buildmachines, which is built once.
func command(t *testing.T) string {
	t.Helper()
	built.Do(build)
	if built.err != nil {
		t.Fatal(built.err)
	}
	return filepath.Join(built.dir, "buildmachines")
}

func build() {
	if built.dir, built.err = os.MkdirTemp("", "bm"); built.err != nil {
		return
	}
	built.err = counterpart.BuildProgram(filepath.Join(built.dir, "buildmachines"), counterpart.LikeTheTest()...)
	_ = os.Chmod(built.dir, 0o755) // others than root run it, too
}
