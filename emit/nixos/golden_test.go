package nixos_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGolden(t *testing.T) {
	for name, p := range plans {
		t.Run(name, func(t *testing.T) {
			for _, file := range p.targets {
				golden(t, filepath.Join("testdata", "golden", name, file), emit(t, targets[file], p.client()))
			}
		})
	}
}

func TestEveryGoldenHasACase(t *testing.T) {
	files, err := filepath.Glob("testdata/golden/*/*")
	if err != nil || len(files) == 0 {
		t.Fatal("no goldens", err)
	}
	for _, f := range files {
		if !slices.Contains(plans[filepath.Base(filepath.Dir(f))].targets, filepath.Base(f)) {
			t.Errorf("%s belongs to no case; remove it", f)
		}
	}
}

func golden(t *testing.T, path, got string) {
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
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got); BUILDMACHINES_UPDATE=1 rewrites it:\n%s", path, diff)
	}
}
