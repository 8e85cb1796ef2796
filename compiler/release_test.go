package compiler_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/schema"
)

// What a plan says about modules, for each platform and release.
func TestModuleCapabilities(t *testing.T) {
	both := []string{compiler.ModuleFloatSpeedFactor, compiler.ModuleLixMachines}
	for client, want := range map[string][]string{
		`platform = "nixos"`:                                                    nil,
		"platform = \"nixos\"\n release = \"26.05\"":                            nil,
		"platform = \"nixos\"\n release = \"26.11\"":                            both,
		"platform = \"nix-darwin\"\n release = \"26.11\"":                       nil,
		"platform = \"determinate\"\n release = \"26.11\"":                      nil,
		"platform = \"home-manager\"\n release = \"26.11\"\n users = [\"eve\"]": nil,
		`platform = "linux"`:                                                    nil,
	} {
		p, diags := compile(t, "client \"c\" {\n"+client+"\n}", schema.HCL)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		got := p.Clients[0].Capabilities
		if !slices.IsSorted(got) {
			t.Errorf("%s: %q is not sorted", client, got)
		}
		got = slices.DeleteFunc(slices.Clone(got), func(s string) bool { return !strings.HasPrefix(s, "module-") })
		if d := cmp.Diff(append([]string{}, want...), append([]string{}, got...)); d != "" {
			t.Errorf("%s: %s", client, d)
		}
	}
}

// home-manager reads build machines since 25.11, and an unset release is one
// that does.
func TestOldHomeManager(t *testing.T) {
	for release, want := range map[string][]string{
		`"24.05"`: {"3 release-lacks-option"},
		`"25.05"`: {"3 release-lacks-option"},
		`"25.11"`: {},
		`"26.11"`: {},
		"null":    {},
	} {
		_, diags := compile(t, "client \"c\" {\nplatform = \"home-manager\"\nrelease = "+release+"\nusers = [\"eve\"]\n}", schema.HCL)
		if d := cmp.Diff(want, append([]string{}, errorsOf(diags)...)); d != "" {
			t.Errorf("release %s: %s", release, d)
		}
	}
}

func TestEveryModuleCapabilityIsDocumented(t *testing.T) {
	for _, m := range compiler.ModuleCapabilities {
		if m.Name == "" || m.Means == "" || m.Source == "" || m.Checked == "" {
			t.Errorf("%+v is not documented", m)
		}
		for _, r := range []compiler.Release{m.NixOS, m.Darwin, m.HomeManager} {
			if r != compiler.NoRelease && r != compiler.EveryRelease && !slices.Contains(schema.Releases, string(r)) {
				t.Errorf("%s: %q is no release", m.Name, r)
			}
		}
	}
}
