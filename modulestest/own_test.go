package modulestest_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/optionset"
)

// extra is what a configuration has beside the plan, and one change of the plan.
const extra = `{
  networking.hostName = "laptop";
  buildmachines = {
    builders.ada.maxJobs = 3;
    builders.bob.enable = false;
    extraBuilders = [
      { hostName = "x.example.org"; systems = [ "i686-linux" ]; sshUser = "me"; sshKey = "/k"; supportedFeatures = [ "kvm" ]; mandatoryFeatures = [ "benchmark" ]; publicHostKey = "eA=="; }
      { hostName = "auto"; protocol = null; systems = [ "x86_64-linux" ]; maxJobs = 2; speedFactor = 7; }
    ];
  };
}`

var extraMachines = []string{
	"ssh-ng://ada x86_64-linux - 3 1 - - -",
	"http://cache.example.org x86_64-linux - 1 1 - - -",
	"ssh-ng://me@x.example.org i686-linux /k 1 1 kvm,benchmark benchmark eA==",
	"auto x86_64-linux - 2 7 - - -",
}

// Builders that are not in the plan are there, wherever the machines are.
func TestExtraBuilders(t *testing.T) {
	plan := fleetPlan(t)
	onEach(t, func(t *testing.T, nix counterpart.Nix, l lib) {
		got := evaluate(t, nix, l, []machine{
			on(t, "nixos", plan, extra),
			on(t, "nix-darwin", plan, extra),
			on(t, "determinate", plan, extra),
			on(t, "nix-darwin", plan, extra, "{ nix.enable = false; }"),
		})
		for i, name := range []string{"nix.buildMachines", "nix.buildMachines", "determinateNix.buildMachines", ""} {
			lines := strings.Split(strings.TrimSuffix(etc(got[i], "nix/machines"), "\n"), "\n")
			if name != "" {
				lines = nil
				for _, m := range got[i].Options[name].([]any) {
					lines = append(lines, optionset.Line(m))
				}
			}
			if d := cmp.Diff(extraMachines, lines); d != "" || len(got[i].Failed) > 0 {
				t.Errorf("%d: %q %s", i, got[i].Failed, d)
			}
		}
	})
}

// What a configuration changes is what an inventory that says the same gives: the
// module that is emitted then sets the same.
func TestOwnOptionsAreWhatAnInventoryWouldSay(t *testing.T) {
	var pairs []pair
	for _, k := range []kind{kinds[0], kinds[3], kinds[4]} { // NixOS, nix-darwin, Determinate
		for _, golden := range append(goldenNames(t), "corners") {
			p := goldenPlan(t, golden)
			for _, c := range p.Clients {
				c.Platform, c.MachinesFormat = k.platform, "legacy"
				path := planFile(t, p)
				config := changed(p, c)
				if k.clients.Check(c).HasErrors() {
					continue
				}
				text := emitted(t, func(w io.Writer) error { return k.clients.Emit(w, c) })
				role := fmt.Sprintf("client = %s; builder = false; %s", quote(c.Name), config)
				pairs = append(pairs, k.pairs(t, golden+": "+c.Name, text, path, "26.11", role)...)
			}
		}
	}
	if len(pairs) < 120 {
		t.Fatalf("only %d clients", len(pairs))
	}
	same(t, pairs)
}

// changed turns one builder of c off, and gives the others and the jumps another
// key and more jobs. It returns how a configuration says so.
func changed(p *plan.Plan, c *plan.Client) string {
	hosts := map[string]*plan.Host{}
	var config strings.Builder
	for _, j := range p.Jumps {
		hosts[j.Name] = j
	}
	for _, b := range p.Builders {
		hosts[b.Name] = &b.Host
	}
	if n := len(c.Builders) - 1; n > 0 {
		fmt.Fprintf(&config, "builders.%s.enable = false; ", quote(c.Builders[n].Name))
		c.Builders, c.Disabled = c.Builders[:n:n], append(c.Disabled, c.Builders[n])
	}
	c.FindHops(hosts)
	for i, b := range c.Builders {
		own := *b
		own.MaxJobs += 2
		fmt.Fprintf(&config, "builders.%s.maxJobs = %d; ", quote(b.Name), own.MaxJobs)
		if b.Protocol != "" {
			own.SSHKey = "/run/50% of it"
			fmt.Fprintf(&config, "builders.%s.sshKey = %s; ", quote(b.Name), quote(own.SSHKey))
		}
		c.Builders[i] = &own
	}
	for i, h := range c.Hops {
		own := *h
		own.SSHKey = "/run/" + h.Name
		fmt.Fprintf(&config, "%s.%s.sshKey = %s; ", kindOf(p, h), quote(h.Name), quote(own.SSHKey))
		c.Hops[i] = &own
	}
	return config.String()
}

// kindOf returns the option that knows a host.
func kindOf(p *plan.Plan, h *plan.Host) string {
	if p.Builder(h.Name) != nil {
		return "builders"
	}
	return "jumps"
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
