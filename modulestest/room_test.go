package modulestest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// absolute returns a path below the root of the repository.
func absolute(t testing.TB, path string) string {
	t.Helper()
	abs, err := filepath.Abs(filepath.Join("..", path))
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// ours is absolute, in Nix.
func ours(t testing.TB, path string) string { t.Helper(); return inNix(absolute(t, path)) }

// inNix returns a path in Nix, whatever characters it has.
func inNix(path string) string { return "(/. + " + quote(path) + ")" }

// quote returns s as a Nix string. Texts here have no `${`, which JSON leaves
// as it is.
func quote(s string) string {
	text, _ := json.Marshal(s) // a string has a JSON form
	return strings.ReplaceAll(string(text), "${", `\${`)
}

// A lib is nixpkgs' or what stands for it.
type lib struct{ name, path string }

// libs returns the stand-in, and the real one where there is one.
func libs(t testing.TB) []lib {
	t.Helper()
	out := []lib{{"stand-in", ours(t, "modulestest/testdata/lib")}}
	if folder := os.Getenv("BUILDMACHINES_NIXPKGS_LIB"); folder != "" {
		out = append(out, lib{"nixpkgs", inNix(folder)})
	}
	return out
}

// onEach runs a test with every Nix and every lib.
func onEach(t *testing.T, test func(t *testing.T, nix counterpart.Nix, l lib)) {
	t.Helper()
	for _, nix := range counterpart.Nixes(t) {
		for _, l := range libs(t) {
			t.Run(fmt.Sprintf("%v, %s lib", nix, l.name), func(t *testing.T) {
				t.Parallel()
				test(t, nix, l)
			})
		}
	}
}

func newest(t testing.TB) counterpart.Nix {
	t.Helper()
	return slices.MaxFunc(counterpart.Nixes(t), func(a, b counterpart.Nix) int { return a.Minor - b.Minor })
}

// A machine is something for testdata/run.nix to evaluate.
type machine struct {
	platform string   // nixos, nix-darwin or home-manager
	releases []string // the records with its options
	modules  []string // in Nix: paths or attribute sets
	osConfig string   // in Nix; "" is none
}

func (m machine) nix() string {
	var releases []string
	for _, r := range m.releases {
		releases = append(releases, quote(r))
	}
	osConfig := m.osConfig
	if osConfig == "" {
		osConfig = "null"
	}
	return fmt.Sprintf("{ platform = %s; releases = [ %s ]; modules = [ %s ]; osConfig = %s; }",
		quote(m.platform), strings.Join(releases, " "), strings.Join(m.modules, " "), osConfig)
}

// result is what a machine says.
type result struct {
	Options  map[string]any `json:"options"`  // by their paths
	Failed   []string       `json:"failed"`   // messages of assertions
	Packages []string       `json:"packages"` // that are installed
}

// file writes a file of the test, and returns its path.
func file(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	write(t, path, text)
	return path
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// prelude binds what expressions need.
func prelude(t testing.TB, l lib) string {
	t.Helper()
	return fmt.Sprintf("let\n  lib = import %s;\n  bm = import %s { inherit lib; };\n  run = import %s { inherit lib; folder = %s; };\nin\n",
		l.path, ours(t, "modules/lib"), ours(t, "modulestest/testdata/run.nix"), ours(t, "testdata/options"))
}

// atOnce is how many machines one Nix evaluates: it has a time limit.
const atOnce = 60

// evaluate returns what the machines say, in their order.
func evaluate(t testing.TB, nix counterpart.Nix, l lib, machines []machine) []result {
	t.Helper()
	var out []result
	for len(machines) > 0 {
		n := min(atOnce, len(machines))
		var text strings.Builder
		text.WriteString(prelude(t, l) + "map run [\n")
		for _, m := range machines[:n] {
			text.WriteString("  " + m.nix() + "\n")
		}
		text.WriteString("]\n")
		var part []result
		into(t, nix.Eval(t, file(t, "machines.nix", text.String())), &part)
		out = append(out, part...)
		machines = machines[n:]
	}
	return out
}

// into converts what Eval returned.
func into(t testing.TB, v any, to any) {
	t.Helper()
	if err := json.Unmarshal([]byte(jsonOf(t, v)), to); err != nil {
		t.Fatal(err)
	}
}

func jsonOf(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
