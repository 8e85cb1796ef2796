package machines_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

func TestGoldens(t *testing.T) { goldens(t, "testdata", plans(), targets) }

// goldens compares each client's files with root/<case>. A target that refuses
// the client has no file there. BUILDMACHINES_UPDATE=1 rewrites them.
func goldens(t *testing.T, root string, plans map[string]*plan.Client, targets map[string]target) {
	t.Helper()
	for name, c := range plans {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(root, name)
			got := files(t, c, targets)
			if os.Getenv("BUILDMACHINES_UPDATE") == "1" {
				rewrite(t, dir, got)
			}
			if d := cmp.Diff(readDir(t, dir), got); d != "" {
				t.Errorf("%s differs (- is there, + is emitted):\n%s", dir, d)
			}
		})
	}
	if names := slices.Sorted(maps.Keys(plans)); !slices.Equal(names, slices.Sorted(maps.Keys(readNames(t, root)))) {
		t.Errorf("%s holds other folders than those of %v", root, names)
	}
}

func files(t *testing.T, c *plan.Client, targets map[string]target) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, target := range targets {
		if diag.Has(target.Check(c), diag.Error) {
			continue
		}
		out[name] = string(emit(t, target, c))
		if again := string(emit(t, target, c)); again != out[name] {
			t.Errorf("%s changes from one run to the next", name)
		}
	}
	return out
}

func rewrite(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func readDir(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name := range readNames(t, dir) {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(b)
	}
	return out
}

func readNames(t *testing.T, dir string) map[string]bool {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, e := range entries {
		if e.Name() != "fuzz" && e.Name() != "inline" { // what `go test -fuzz` found, and the other goldens
			out[e.Name()] = true
		}
	}
	return out
}

func BenchmarkEmit(b *testing.B) {
	c := newClient("lix 2.95")
	for i := range 10_000 {
		ada := newBuilder("ada" + strconv.Itoa(i))
		ada.SupportedFeatures = []string{"nixos-test", "benchmark", "big-parallel", "kvm"}
		c.Builders = append(c.Builders, ada)
	}
	for _, name := range slices.Sorted(maps.Keys(targets)) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if name != "hydra-machines" && diag.Has(targets[name].Check(c), diag.Error) {
					b.Fatal("refused")
				}
				emit(b, targets[name], c)
			}
		})
	}
}
