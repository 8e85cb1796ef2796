package nixos_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/optionset"
)

// contradiction is between plans that want two values of one setting: that the
// module system refuses them is right.
const contradiction = "nix.settings.max-jobs is both 8 and 0"

// A machine that is client and builder imports both of its modules.
func TestClientAndBuilderStandTogether(t *testing.T) {
	nix := counterpart.Nixes(t)[0]
	for file := range setupTargets {
		releases := optionset.Claimed(t, "../../testdata/options", optionset.Platforms[file], "")
		builders := map[string]object{}
		for name := range setups {
			builders[name] = optionset.Eval(t, nix, setupGolden(name, file))
		}
		refused := 0
		for client, p := range plans {
			if !slices.Contains(p.targets, file) {
				continue
			}
			module := optionset.Eval(t, nix, filepath.Join("testdata", "golden", client, file))
			for name, builder := range builders {
				for _, r := range releases {
					for _, fault := range r.Conflicts(builder, module) {
						if fault == contradiction {
							refused++
							continue
						}
						t.Errorf("%s beside the client %s on %v: %s", setupGolden(name, file), client, r, fault)
					}
				}
			}
		}
		if refused != len(releases) {
			t.Errorf("%s: %d releases of %d refuse a contradiction", file, refused, len(releases))
		}
	}
}
