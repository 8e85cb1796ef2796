package emit_test

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/optionset"
)

// pinned is a builder with everything that an entry can say of a connection.
const pinned = `host_name = "192.0.2.7"
ssh_user = "nixremote"
ssh_key = "/etc/nix/builder_ed25519"
max_jobs = 4
speed_factor = 2
supported_features = ["kvm", "big-parallel"]
mandatory_features = ["big-parallel"]
emulated_systems = ["riscv64-linux"]
public_host_keys = ["` + ed25519Key + `"]
`

// moduleFiles are the files of the modules by their formats, which are the
// names of the platforms too.
var moduleFiles = map[string]string{
	"nixos": "nixos.nix", "nix-darwin": "darwin.nix", "determinate": "determinate.nix", "home-manager": "home.nix",
}

// inlineModule evaluates the module of the only client of p, checks it against
// the records of its releases, and returns it.
func inlineModule(t *testing.T, n counterpart.Nix, p *plan.Plan, format string) map[string]any {
	t.Helper()
	text, diags := inline(t, p, format)
	if all := codes(diags); len(all) > 0 && !slices.Equal(all, []string{"inline-pin-not-exclusive"}) {
		t.Fatalf("%s is refused: %v", format, diags)
	}
	module := optionset.Eval(t, n, writeFile(t, text))
	for _, r := range optionset.Claimed(t, filepath.Join("..", "testdata", "options"), format, p.Clients[0].Release) {
		for _, fault := range r.Check(module) {
			t.Errorf("%s on %v: %s", format, r, fault)
		}
	}
	for _, ssh := range [][]string{{"programs"}, {"environment"}, {"home"}} {
		if v := optionset.Get(module, ssh...); v != nil {
			t.Errorf("%s configures ssh: %v", format, v)
		}
	}
	return module
}

// TestInlineModulesSayTheMachinesFile: what the module systems write into
// /etc/nix/machines is the machines file with --inline.
func TestInlineModulesSayTheMachinesFile(t *testing.T) {
	onEachNix(t, func(t *testing.T, n counterpart.Nix) {
		for _, c := range []struct{ client, builder, uri string }{
			{`nix = "nix 2.31"`, pinned + "port = 2222", "ssh-ng://nixremote@192.0.2.7:2222"},
			{`nix = "lix 2.93"`, pinned + "port = 2222", "ssh-ng://nixremote@192.0.2.7?port=2222"},
			{"", pinned + "port = 22", "ssh-ng://nixremote@192.0.2.7"},
			{"", `host_name = "2001:db8::7"`, "ssh-ng://[2001:db8::7]"},
			{"", "ssh_user = \"ada\"\nprotocol = \"ssh\"", "ssh://ada@ada"},
			{"", `uri = "unix:///run/x"`, "unix:///run/x"},
		} {
			for _, format := range slices.Sorted(maps.Keys(moduleFiles)) {
				p := compileFor(t, c.client+"\nusers = [\"eve\"]\nplatform = \""+format+`"`, c.builder)
				top := "nix"
				if format == "determinate" {
					top = "determinateNix"
				}
				machines, _ := optionset.Get(inlineModule(t, n, p, format), top, "buildMachines").([]any)
				var got string
				for _, m := range machines {
					got += optionset.Line(m) + "\n"
				}
				want, _ := inline(t, p, "machines")
				if d := cmp.Diff(want, got); d != "" || !strings.HasPrefix(got, c.uri+" ") {
					t.Errorf("%s of %s is not for %s:\n%s", format, c.builder, c.uri, d)
				}
			}
		}
	})
}

// TestInlineModuleSaysMachinesTOML is the same for lix.buildMachines.
func TestInlineModuleSaysMachinesTOML(t *testing.T) {
	onEachNix(t, func(t *testing.T, n counterpart.Nix) {
		p := compileFor(t, "nix = \"lix 2.95\"\nplatform = \"nixos\"\nrelease = \"26.11\"\nmachines_format = \"toml\"",
			pinned+"port = 2222\nemulated_speed_factor = 1.5\n}\nbuilder \"off\" {\nenable = false\nssh_user = \"eve\"")
		text, _ := inline(t, p, "machines-toml")
		var want struct{ Machines map[string]any }
		if err := toml.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		module := inlineModule(t, n, p, "nixos")
		if d := cmp.Diff(tables(t, want.Machines), tables(t, optionset.Get(module, "lix", "buildMachines", "machines"))); d != "" {
			t.Errorf("(-machines.toml +module)\n%s", d)
		}
		ada, _ := optionset.Get(module, "lix", "buildMachines", "machines", "ada").(map[string]any)
		for key, want := range map[string]string{
			"uri": "ssh-ng://nixremote@192.0.2.7?port=2222", "ssh-key": "/etc/nix/builder_ed25519", "ssh-public-host-key": ed25519Key,
		} {
			if ada[key] != want {
				t.Errorf("%s is %v, want %s", key, ada[key], want)
			}
		}
	})
}

// tables returns machines of Lix with one type of number, and without empty
// lists, which are their default.
func tables(t *testing.T, machines any) map[string]map[string]any {
	t.Helper()
	text, err := json.Marshal(machines)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	for _, m := range out {
		maps.DeleteFunc(m, func(_ string, v any) bool { items, ok := v.([]any); return ok && len(items) == 0 })
		if f, ok := m["speed-factor"].(map[string]any); ok {
			m["speed-factor"] = f["value"]
		}
	}
	return out
}
