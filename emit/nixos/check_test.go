package nixos_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// found returns "place code" for each finding, sorted. A place is the path of
// the attribute, or "block".
func found(diags hcl.Diagnostics) []string {
	out := []string{}
	for _, d := range diags {
		place := "block"
		if line := d.Subject.Start.Line; line > 1 {
			place = places[line-2]
		}
		out = append(out, place+" "+string(diag.CodeOf(d)))
	}
	slices.Sort(out)
	return out
}

// What no module can carry is refused at its attribute, on every platform.
func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		change func(c *plan.Client, b *plan.Builder)
		want   string
	}{
		"trap 3: a blank in a feature":   {func(c *plan.Client, b *plan.Builder) { b.SupportedFeatures = []string{"a b"} }, "supported_features[0] machines-field"},
		"trap 3: a comma in a feature":   {func(c *plan.Client, b *plan.Builder) { b.MandatoryFeatures = []string{"a,b"} }, "mandatory_features[0] machines-field"},
		"trap 1: a comment in a system":  {func(c *plan.Client, b *plan.Builder) { b.Systems = []string{"x#y"} }, "systems[0] machines-field"},
		"trap 1: a semicolon in a URI":   {func(c *plan.Client, b *plan.Builder) { b.URI += "?a;b" }, "uri machines-field"},
		"an empty system":                {func(c *plan.Client, b *plan.Builder) { b.Systems = []string{""} }, "systems[0] machines-field"},
		"an empty column":                {func(c *plan.Client, b *plan.Builder) { b.SupportedFeatures = []string{"-"} }, "supported_features[0] machines-field"},
		"no system":                      {func(c *plan.Client, b *plan.Builder) { b.Systems = nil }, "block machines-field"},
		"no jobs":                        {func(c *plan.Client, b *plan.Builder) { b.MaxJobs = 0 }, "max_jobs machines-field"},
		"no speed":                       {func(c *plan.Client, b *plan.Builder) { b.SpeedFactor = 0 }, "speed_factor machines-field"},
		"trap 8: a fraction":             {func(c *plan.Client, b *plan.Builder) { b.SpeedFactor = 1.5 }, "speed_factor speed-factor-fraction"},
		"trap 8: an emulated fraction":   {emulated, "emulated_speed_factor speed-factor-fraction"},
		"trap 1: a comment in a setting": {setting("x", "a # b"), "settings.x nix-conf-value"},
		"trap 23: a line break":          {setting("x", "a\nb"), "settings.x nix-conf-value"},
		"trap 23: a NUL":                 {setting("x", "a\x00"), "settings.x nix-conf-value settings.x nix-conf-value"},
		"trap 23: invalid UTF-8":         {setting("x", "a\xff"), "settings.x nix-conf-value"},
		"a setting of ours":              {ourSetting, "settings.max-jobs nix-conf-value"},
		"two priorities":                 {twoPriorities, "cache.priority nix-conf-value"},
		"what ssh_config cannot say":     {func(c *plan.Client, b *plan.Builder) { b.SSH.ProxyCommand = "a ${b}" }, "ssh.proxy_command ssh-config-value"},
		"two hosts with one key name":    {strangers, "host_key_alias known-hosts-value"},
	} {
		t.Run(name, func(t *testing.T) {
			for file, target := range targets {
				cl := newClient(newBuilder("ada"))
				c.change(cl, cl.Builders[0])
				diags := target.Check(cl)
				if d := cmp.Diff(c.want, strings.Join(found(diags), " ")); d != "" {
					t.Errorf("%s: %s%v", file, d, diags)
				}
			}
		})
	}
}

func emulated(_ *plan.Client, b *plan.Builder) {
	b.EmulatedSystems, b.EmulatedSpeedFactor = []string{"aarch64-linux"}, 0.1
}

func setting(name, value string) func(*plan.Client, *plan.Builder) {
	return func(c *plan.Client, _ *plan.Builder) { c.Settings = map[string]string{name: value} }
}

func ourSetting(c *plan.Client, _ *plan.Builder) {
	c.MaxJobs, c.Settings = 0, map[string]string{"max-jobs": "4"}
}

func twoPriorities(_ *plan.Client, b *plan.Builder) {
	b.URI, b.Cache = "ssh-ng://ada?priority=1", &plan.Cache{Substituter: "yes", Priority: 2}
}

func strangers(c *plan.Client, _ *plan.Builder) {
	bob := newBuilder("bob")
	bob.KeyName = "ada"
	c.Builders = append(c.Builders, bob)
}

// What one platform or release cannot take.
func TestReleases(t *testing.T) {
	toml := func(caps ...string) *plan.Client {
		c := newClient(newBuilder("ada"))
		c.MachinesFormat, c.Capabilities = "toml", caps
		return c
	}
	fraction := func(caps ...string) *plan.Client {
		c := newClient(newBuilder("ada"))
		c.Builders[0].SpeedFactor, c.Capabilities = 1.5, caps
		return c
	}
	with := func(name, value string) *plan.Client {
		c := newClient(newBuilder("ada"))
		c.Settings = map[string]string{name: value}
		return c
	}
	root := newClient(newBuilder("ada"))
	root.Users = []string{"root"}
	twice := newest(newBuilder("ada"), newBuilder("ada-emulated"))
	emulated(twice, twice.Builders[0])
	for _, c := range []struct {
		file   string
		client *plan.Client
		want   string
	}{
		{"nixos.nix", toml("float-speed-factor", "lix-toml", "module-lix-machines"), ""},
		{"nixos.nix", toml("float-speed-factor", "lix-toml"), "machines_format release-lacks-option"},
		{"nixos.nix", toml("module-lix-machines"), "machines_format format-needs-lix"},
		{"darwin.nix", toml("lix-toml", "module-lix-machines"), "machines_format release-lacks-option"},
		{"determinate.nix", toml("lix-toml", "module-lix-machines"), "machines_format release-lacks-option"},
		{"home.nix", toml("lix-toml", "module-lix-machines"), "machines_format release-lacks-option"},
		{"nixos.nix", fraction("float-speed-factor", "module-float-speed-factor"), ""},
		{"nixos.nix", fraction("float-speed-factor"), "speed_factor speed-factor-fraction"},
		{"nixos.nix", fraction("module-float-speed-factor"), "speed_factor speed-factor-fraction"},
		{"darwin.nix", fraction("float-speed-factor", "module-float-speed-factor"), "speed_factor speed-factor-fraction"},
		{"home.nix", fraction("float-speed-factor", "module-float-speed-factor"), "speed_factor speed-factor-fraction"},
		{"determinate.nix", with("netrc-file", "/etc/nix/netrc"), "settings.netrc-file nix-conf-value"},
		{"nixos.nix", with("netrc-file", "/etc/nix/netrc"), ""},
		{"determinate.nix", with("hashed-mirrors", ""), "settings.hashed-mirrors nix-conf-value"},
		{"darwin.nix", with("hashed-mirrors", ""), ""},
		{"home.nix", root, "users missing-attribute"},
		{"nixos.nix", root, ""},
		{"nixos.nix", twice, "emulated_systems machines-field"},
	} {
		diags := targets[c.file].Check(c.client)
		if d := cmp.Diff(c.want, strings.Join(found(diags), " ")); d != "" {
			t.Errorf("%s with %q: %s%v", c.file, c.client.Capabilities, d, diags)
		}
	}
}

// The modules say where the pins are, so the folder of the plain files does not
// matter to them.
func TestDirIsNotUsed(t *testing.T) {
	for file, target := range targets {
		c := newClient(newBuilder("ada"))
		want := emit(t, target, c)
		c.Dir = "/somewhere/el%se"
		if got := emit(t, target, c); got != want {
			t.Errorf("%s: %s", file, cmp.Diff(want, got))
		}
	}
}

// A plan that was not checked is an error, not a broken module.
func TestEmitRefusesWhatItCannotWrite(t *testing.T) {
	for file, target := range targets {
		for _, change := range []func(*plan.Client, *plan.Builder){
			setting("x", "\x00"), setting("\xff", "x"),
			func(c *plan.Client, b *plan.Builder) { b.SSH.ProxyCommand = "${x}" },
			func(c *plan.Client, b *plan.Builder) { b.PublicHostKeys = []string{"no key"} },
		} {
			c := newClient(newBuilder("ada"))
			change(c, c.Builders[0])
			var out bytes.Buffer
			if err := target.Emit(&out, c); err == nil || out.Len() > 0 {
				t.Errorf("%s: %v, %d bytes", file, err, out.Len())
			}
		}
	}
}

func TestTheSamePlanGivesTheSameBytes(t *testing.T) {
	for name, p := range plans {
		for _, file := range p.targets {
			if a, b := emit(t, targets[file], p.client()), emit(t, targets[file], p.client()); a != b {
				t.Errorf("%s/%s: %s", name, file, cmp.Diff(a, b))
			}
		}
	}
}

func BenchmarkNixOS(b *testing.B) {
	var bs []*plan.Builder
	for i := range 200 {
		bs = append(bs, newBuilder(fmt.Sprintf("b%d", i)))
	}
	c := newClient(bs...)
	b.ReportAllocs()
	for b.Loop() {
		emit(b, targets["nixos.nix"], c)
	}
}
