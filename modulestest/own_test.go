package modulestest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/optionset"
)

// own is what a configuration says beside the plan.
const own = `{
  networking.hostName = "laptop";
  buildmachines = {
    builders.ada = { sshKey = "/run/secrets/50% of it"; maxJobs = 3; };
    builders.bob.enable = false;
    jumps.bastion.sshKey = "/run/agenix/jump";
    extraBuilders = [
      { hostName = "x.example.org"; systems = [ "i686-linux" ]; sshUser = "me"; sshKey = "/k"; supportedFeatures = [ "kvm" ]; mandatoryFeatures = [ "benchmark" ]; publicHostKey = "eA=="; }
      { hostName = "auto"; protocol = null; systems = [ "x86_64-linux" ]; maxJobs = 2; speedFactor = 7; }
    ];
  };
}`

var ownMachines = []string{
	"ssh-ng://ada x86_64-linux - 3 1 - - -",
	"http://cache.example.org x86_64-linux - 1 1 - - -",
	"ssh-ng://me@x.example.org i686-linux /k 1 1 kvm,benchmark benchmark eA==",
	"auto x86_64-linux - 2 7 - - -",
}

// What a configuration says replaces the plan, wherever the machines are.
func TestOwnOptions(t *testing.T) {
	plan := fleetPlan(t)
	onEach(t, func(t *testing.T, nix counterpart.Nix, l lib) {
		got := evaluate(t, nix, l, []machine{
			on(t, "nixos", plan, own),
			on(t, "nix-darwin", plan, own),
			on(t, "determinate", plan, own),
			on(t, "nix-darwin", plan, own, "{ nix.enable = false; }"),
		})
		for i, name := range []string{"nix.buildMachines", "nix.buildMachines", "determinateNix.buildMachines", ""} {
			config, _ := got[i].Options["programs.ssh.extraConfig"].(string)
			for _, part := range []string{"\n  IdentityFile \"/run/secrets/50%% of it\"\n", "\n  IdentityFile /run/agenix/jump\n"} {
				if !strings.Contains(config, part) {
					t.Errorf("%d: no %q in\n%s", i, part, config)
				}
			}
			if strings.Contains(config, "originalhost bob") || len(got[i].Failed) > 0 {
				t.Errorf("%d: %q\n%s", i, got[i].Failed, config)
			}
			var lines []string
			if name == "" {
				lines = strings.Split(strings.TrimSuffix(etc(got[i], "nix/machines"), "\n"), "\n")
			} else {
				for _, m := range got[i].Options[name].([]any) {
					lines = append(lines, optionset.Line(m))
				}
			}
			if d := cmp.Diff(ownMachines, lines); d != "" {
				t.Errorf("%d: %s", i, d)
			}
		}
	})
}

func etc(r result, name string) string {
	files, _ := r.Options["environment.etc"].(map[string]any)
	entry, _ := files[name].(map[string]any)
	text, _ := entry["text"].(string)
	return text
}

// With Lix's option, a builder that is turned off here stands there as such.
func TestOwnOptionsWithLix(t *testing.T) {
	m := on(t, "lix", fleetPlan(t), `{
      networking.hostName = "lix";
      buildmachines.builders.bob.enable = false;
      buildmachines.extraBuilders = [ { hostName = "x"; systems = [ "i686-linux" ]; sshUser = "me"; sshKey = "/k"; } ];
    }`)
	for _, l := range libs(t) {
		r := evaluate(t, counterpart.Nixes(t)[0], l, []machine{m})[0]
		machines := r.Options["lix.buildMachines"].(map[string]any)["machines"].(map[string]any)
		for name, want := range map[string]map[string]any{
			"ada":          {"enable": true, "uri": "ssh-ng://ada", "ssh-key": nil},
			"bob":          {"enable": false, "uri": "ssh-ng://bob", "ssh-key": nil},
			"bob-emulated": {"enable": false, "uri": "ssh-ng://bob", "ssh-key": nil},
			"x":            {"enable": true, "uri": "ssh-ng://me@x", "ssh-key": "/k"},
		} {
			got, _ := machines[name].(map[string]any)
			for field, value := range want {
				if got[field] != value {
					t.Errorf("%s.%s is %v, want %v", name, field, got[field], value)
				}
			}
		}
	}
}

// The program is installed, and nothing more.
func TestPackage(t *testing.T) {
	const program = `{ buildmachines = { package = { type = "derivation"; name = "p"; outPath = "/p"; }; client = "home"; builder = false; }; }`
	for _, platform := range []string{"nixos", "nix-darwin", "home-manager"} {
		for _, l := range libs(t) {
			r := evaluate(t, counterpart.Nixes(t)[0], l, []machine{on(t, platform, fleetPlan(t), program)})[0]
			if d := cmp.Diff([]string{"/p"}, r.Packages); d != "" {
				t.Errorf("%s: %s", platform, d)
			}
		}
	}
}

// A home that belongs to a configuration of NixOS or nix-darwin is on its host.
func TestHomesKnowTheirHost(t *testing.T) {
	m := on(t, "home-manager", fleetPlan(t))
	m.osConfig = `{ networking = { hostName = "home"; domain = null; }; }`
	for _, l := range libs(t) {
		r := evaluate(t, counterpart.Nixes(t)[0], l, []machine{m})[0]
		if machines, _ := r.Options["nix.buildMachines"].([]any); len(machines) != 3 || len(r.Failed) > 0 {
			t.Errorf("with the %s lib: %v %q", l.name, machines, r.Failed)
		}
	}
}
