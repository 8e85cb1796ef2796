package nixos_test

import (
	"path/filepath"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/optionset"
)

// Every golden sets only options of the releases that it is for, to values that
// these take.
func TestReleasesHaveTheOptions(t *testing.T) {
	nix := counterpart.Nixes(t)[0]
	for name, p := range plans {
		for _, file := range p.targets {
			module := optionset.Eval(t, nix, filepath.Join("testdata", "golden", name, file))
			for _, r := range optionset.Claimed(t, "../../testdata/options", optionset.Platforms[file], p.client().Release) {
				for _, fault := range r.Check(module) {
					t.Errorf("%s/%s on %v: %s", name, file, r, fault)
				}
			}
		}
	}
}
