package nixos_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/buildmachines/buildmachines/internal/golden"
)

func TestGolden(t *testing.T) {
	for name, p := range plans {
		t.Run(name, func(t *testing.T) {
			for _, file := range p.targets {
				golden.Compare(t, filepath.Join("testdata", "golden", name, file), emit(t, targets[file], p.client()))
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
