// Package golden compares what a test made with a file of the tree. It is for
// tests only.
package golden

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/aymanbagabas/go-udiff"
)

// Compare fails the test, with a diff, unless got is the content of the file at
// path. With BUILDMACHINES_UPDATE it writes the file instead.
func Compare(t testing.TB, path, got string) {
	t.Helper()
	if os.Getenv("BUILDMACHINES_UPDATE") != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := udiff.Unified(path, "made", string(want), got); d != "" {
		t.Errorf("BUILDMACHINES_UPDATE=1 go test in this folder rewrites it\n%s", d)
	}
}
