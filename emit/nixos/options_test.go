package nixos_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/optionset"
)

// platforms are the records of options by the files that are for them.
var platforms = map[string]string{
	"nixos.nix": "nixos", "darwin.nix": "nix-darwin", "determinate.nix": "determinate", "home.nix": "home-manager",
}

// Every golden sets only options of the releases that it is for, to values that
// these take.
func TestReleasesHaveTheOptions(t *testing.T) {
	nix := counterpart.Nixes(t)[0]
	for name, p := range plans {
		for _, file := range p.targets {
			module := evalTagged(t, nix, filepath.Join("testdata", "golden", name, file))
			for _, r := range claimed(t, platforms[file], p.client()) {
				for _, fault := range r.Check(module) {
					t.Errorf("%s/%s on %v: %s", name, file, r, fault)
				}
			}
		}
	}
}

// claimed returns the releases that a module for c is for: all of the platform,
// unless c names one. With Determinate c names that of nix-darwin.
func claimed(t *testing.T, platform string, c *plan.Client) []*optionset.Release {
	t.Helper()
	known, err := optionset.Load("../../testdata/options", platform)
	if err != nil {
		t.Fatal(err)
	}
	if c.Release == "" || platform == "determinate" {
		return known
	}
	for _, r := range known {
		if r.Release == c.Release {
			return []*optionset.Release{r}
		}
	}
	t.Fatalf("no record of %s %s", platform, c.Release)
	return nil
}

// evalTagged evaluates a module so that floats and ints can be told apart.
func evalTagged(t *testing.T, nix counterpart.Nix, file string) any {
	t.Helper()
	path, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	expression := filepath.Join(t.TempDir(), "tagged.nix")
	text := "(" + optionset.Tagged + ") (import (/. + " + strconv.Quote(path) + ") { })\n"
	if err := os.WriteFile(expression, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return nix.Eval(t, expression)
}
