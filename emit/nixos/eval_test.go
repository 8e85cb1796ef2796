package nixos_test

import (
	"bytes"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/sshconfig"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

type object = map[string]any

// What real Nix reads in every golden is what the plan says, as JSON.
func TestNixReadsThePlan(t *testing.T) {
	for _, nix := range counterpart.Nixes(t) {
		t.Run(nix.String(), func(t *testing.T) {
			for name, p := range plans {
				for _, file := range p.targets {
					settings := object{"builders-use-substitutes": true}
					maps.Copy(settings, p.settings)
					want := wanted(t, file, p.client(), settings)
					got := nix.Eval(t, filepath.Join("testdata", "golden", name, file))
					if d := cmp.Diff(any(want), got); d != "" {
						t.Errorf("%s/%s: %s", name, file, d)
					}
				}
			}
		})
	}
}

// wanted returns the module that design.md's section on outputs asks for.
func wanted(t *testing.T, file string, c *plan.Client, settings object) object {
	t.Helper()
	machines := any(wantMachines(c))
	switch {
	case file == "determinate.nix":
		return merge(object{"determinateNix": object{
			"enable": true, "buildMachines": machines, "distributedBuilds": true, "customSettings": settings,
		}}, wantEtc(t, c))
	case file == "home.nix":
		return merge(object{"nix": object{
			"buildMachines": machines, "distributedBuilds": true, "settings": settings,
		}}, wantHome(t, c))
	case c.MachinesFormat == "toml":
		return merge(object{
			"lix": object{"buildMachines": object{"machines": wantTOML(c)}},
			"nix": object{"distributedBuilds": true, "settings": settings},
		}, wantEtc(t, c))
	}
	nix := object{"buildMachines": machines, "distributedBuilds": true, "settings": settings}
	if file == "darwin.nix" {
		nix["enable"] = true
	}
	return merge(object{"nix": nix}, wantEtc(t, c))
}

func merge(a, b object) object {
	maps.Copy(a, b)
	return a
}

func wantMachines(c *plan.Client) []any {
	out := []any{}
	for _, e := range c.Entries() {
		m := object{
			"hostName": e.URI, "protocol": nil, "systems": array(e.Systems),
			"maxJobs": float64(e.MaxJobs), "speedFactor": e.SpeedFactor,
			"supportedFeatures": array(without(e.SupportedFeatures, e.MandatoryFeatures)), "mandatoryFeatures": array(e.MandatoryFeatures),
		}
		if e.Protocol != "" {
			m["protocol"], m["hostName"] = e.Protocol, strings.TrimPrefix(e.URI, e.Protocol+"://")
		}
		out = append(out, m)
	}
	return out
}

func wantTOML(c *plan.Client) object {
	out := object{}
	for enabled, es := range map[bool][]plan.Entry{true: c.Entries(), false: c.DisabledEntries()} {
		for _, e := range es {
			m := object{
				"uri": e.URI, "system-types": array(e.Systems), "jobs": float64(e.MaxJobs), "speed-factor": e.SpeedFactor,
				"supported-features": array(append(e.SupportedFeatures, e.MandatoryFeatures...)), "mandatory-features": array(e.MandatoryFeatures),
			}
			if !enabled {
				m["enable"] = false
			}
			out[e.Alias] = m
		}
	}
	return out
}

func array(items []string) []any {
	out := []any{}
	for _, s := range items {
		out = append(out, s)
	}
	return out
}

func without(items, taken []string) []string {
	var out []string
	for _, s := range items {
		if !strings.Contains(" "+strings.Join(taken, " ")+" ", " "+s+" ") {
			out = append(out, s)
		}
	}
	return out
}

// wantEtc has the text of our plain targets, but for the place of the pins.
func wantEtc(t *testing.T, c *plan.Client) object {
	t.Helper()
	out := object{}
	if len(c.Hosts()) == 0 {
		return out
	}
	stanzas, pins := plainFiles(t, c, "/etc/ssh/buildmachines_known_hosts")
	out["programs"] = object{"ssh": object{"extraConfig": first(stanzas)}}
	if pins != "" {
		out["environment"] = object{"etc": object{"ssh/buildmachines_known_hosts": object{"text": pins}}}
	}
	return out
}

func wantHome(t *testing.T, c *plan.Client) object {
	t.Helper()
	if len(c.Hosts()) == 0 {
		return object{}
	}
	stanzas, pins := plainFiles(t, c, "~/.ssh/buildmachines_known_hosts")
	files := object{".ssh/buildmachines_config": object{"text": stanzas}}
	if pins != "" {
		files[".ssh/buildmachines_known_hosts"] = object{"text": pins}
	}
	return object{
		"home":     object{"file": files},
		"programs": object{"ssh": object{"enable": true, "includes": first([]any{"~/.ssh/buildmachines_config"})}},
	}
}

// first is what lib.mkBefore evaluates to, in every release of nixpkgs.
func first(content any) object {
	return object{"_type": "order", "priority": 500.0, "content": content}
}

// plainFiles returns the files of the targets ssh-config and known-hosts, with
// the pins at another path; no pins at all are "".
func plainFiles(t *testing.T, c *plan.Client, knownHosts string) (stanzas, pins string) {
	t.Helper()
	var config, known bytes.Buffer
	if err := (sshconfig.Config{}).Emit(&config, c); err != nil {
		t.Fatal(err)
	}
	if err := (sshconfig.KnownHosts{}).Emit(&known, c); err != nil {
		t.Fatal(err)
	}
	if pins = known.String(); strings.Count(pins, "\n") == 1 { // the header
		pins = ""
	}
	return strings.ReplaceAll(config.String(), c.Dir+"/known_hosts", knownHosts), pins
}
