package goldentest_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
)

func TestGoldens(t *testing.T) {
	eachCase(t, func(t *testing.T, name string) {
		got := outputs(t, name)
		if os.Getenv("BUILDMACHINES_UPDATE") == "1" {
			rewrite(t, name, got)
		}
		want := goldens(t, name)
		for _, path := range slices.Sorted(maps.Keys(union(want, got))) {
			_, there := want[path]
			_, written := got[path]
			if diff := udiff.Unified(path+" (golden)", path, want[path], got[path]); diff != "" || there != written {
				t.Errorf("%s is there: %v, is written: %v. BUILDMACHINES_UPDATE=1 would change\n%s", path, there, written, diff)
			}
		}
	})
}

// ofAll are the files of no client or builder. They lie together, as they do for
// the modules that read them.
var ofAll = []string{"plan.json", "modules.json"}

// outputs compiles a case in every syntax that it is written in, and returns
// the files that follow from it. All but the diagnostics must agree.
func outputs(t *testing.T, name string) map[string]string {
	t.Helper()
	var out map[string]string
	var said strings.Builder
	for _, inventory := range inventories(t, name) {
		c := compile(t, inventory)
		said.WriteString(c.said)
		files := map[string]string{}
		for path, text := range c.files {
			if !slices.Contains(ofAll, path) {
				path = "want/" + path
			}
			files[path] = text
		}
		if out != nil {
			sameFiles(t, out, files)
		}
		out = files
	}
	if said.Len() > 0 {
		out["want-diagnostics"] = said.String()
	}
	return out
}

// goldens returns the files of a case that are no input.
func goldens(t *testing.T, name string) map[string]string {
	t.Helper()
	out := readTree(t, name)
	maps.DeleteFunc(out, func(path, _ string) bool {
		return !slices.Contains(ofAll, path) && path != "want-diagnostics" && !strings.HasPrefix(path, "want/")
	})
	return out
}

func rewrite(t *testing.T, name string, files map[string]string) {
	t.Helper()
	for _, old := range append(ofAll, "want-diagnostics", "want") {
		if err := os.RemoveAll(filepath.Join(name, old)); err != nil {
			t.Fatal(err)
		}
	}
	for path, text := range files {
		write(t, filepath.Join(name, path), text)
	}
}

func union(a, b map[string]string) map[string]string {
	all := maps.Clone(b)
	maps.Copy(all, a)
	return all
}
