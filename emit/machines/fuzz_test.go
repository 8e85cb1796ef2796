package machines_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/machines"
)

var hostile = []string{
	"", "-", "=", "kvm", "a b", "a\tb", "a\n@/etc/shadow", "a\r", "a#b", "a;b", "a,b", `a"b`, "a\x00", "${a}", "''", "\u00a0", "\ufeff", "\xff", "%41",
	"# old; ssh://evil", "toml", "@/etc/nix/machines",
}

// FuzzLegacy names traps 1 and 3: whatever Check accepts is read back as it was
// by the splitters of all versions, from a file and from a line in nix.conf.
func FuzzLegacy(f *testing.F) {
	for _, s := range hostile {
		f.Add("ssh-ng://ada", s, "kvm", 1, 1.0)
		f.Add("ssh-ng://ada?x="+s, "x86_64-linux", s, 8, 2.5)
		f.Add(s, "x86_64-linux", "kvm", -1, 0.0)
	}
	f.Fuzz(func(t *testing.T, uri, system, feature string, jobs int, factor float64) {
		c := newClient("", newBuilder("first"), fuzzed(uri, "x86_64-linux", "kvm", jobs, 1), fuzzed("ssh://a", system, feature, 1, factor), newBuilder("last"))
		for _, nix := range []string{"", "nix 2.34"} {
			c.Nix, c.Capabilities = nix, newClient(nix).Capabilities
			c.Builders = acceptedAlone(c, machines.Legacy{})
			checkReaders(t, c, string(emit(t, machines.Legacy{}, c)))
			c.Builders = acceptedAlone(c, machines.Builders{})
			checkInline(t, c, string(emit(t, machines.Builders{}, c)))
		}
	})
}

func fuzzed(uri, system, feature string, jobs int, factor float64) *plan.Builder {
	b := newBuilder("fuzzed")
	b.URI, b.MaxJobs, b.SpeedFactor = uri, jobs, factor
	b.Systems = []string{"i686-linux", system}
	b.EmulatedSystems, b.EmulatedSpeedFactor = []string{system}, factor
	b.SupportedFeatures, b.MandatoryFeatures = []string{"a", feature}, []string{feature, "z"}
	return b
}

// acceptedAlone returns the builders of c that the target accepts.
func acceptedAlone(c *plan.Client, target target) []*plan.Builder {
	var out []*plan.Builder
	for _, b := range c.Builders {
		alone := *c
		alone.Builders = []*plan.Builder{b}
		if !diag.Has(target.Check(&alone), diag.Error) {
			out = append(out, b)
		}
	}
	return out
}

func checkReaders(t *testing.T, c *plan.Client, text string) {
	t.Helper()
	for name, split := range splitters {
		got, err := readMachines(text, split, !c.Can("float-speed-factor"))
		if err != nil {
			t.Fatalf("%s splitter: %v in:\n%s", name, err, text)
		}
		if d := cmp.Diff(machinesOf(c), got, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("%s splitter (- was meant, + was read):\n%s", name, d)
		}
	}
}

func checkInline(t *testing.T, c *plan.Client, value string) {
	t.Helper()
	conf, err := readNixConf("builders = " + value)
	if err != nil {
		t.Fatal(err)
	}
	checkReaders(t, c, conf["builders"])
	lower := strings.ToLower(conf["builders"])
	if mayBeLix := c.Nix == ""; mayBeLix && (strings.Contains(lower, "toml") || strings.Contains(lower, `"`)) {
		t.Fatalf("Lix takes this for TOML: %s", value)
	}
}

// FuzzNixConf: whatever Check accepts is what nix.conf says.
func FuzzNixConf(f *testing.F) {
	for _, s := range hostile {
		f.Add("/etc/"+s, "keep-outputs", s, "ada-1:"+s, "ssh://ada")
		f.Add("/etc/nix", s, "true", s, "ssh://ada?a="+s)
	}
	f.Fuzz(func(t *testing.T, dir, name, value, key, uri string) {
		b := newBuilder("ada")
		b.URI, b.Cache = uri, &plan.Cache{Substituter: "yes", PublicKey: key}
		c := newClient("", b, newBuilder("bob"))
		c.Builders[1].Cache = &plan.Cache{Substituter: "yes", PublicKey: "bob-1:BBBB"}
		c.Dir, c.SigningSecretKeyFile = dir, dir
		c.Settings = map[string]string{"x-" + name: value}
		if diag.Has(machines.NixConf{}.Check(c), diag.Error) {
			return
		}
		want := map[string]string{
			"builders": "@" + dir + "/machines", "builders-use-substitutes": "true",
			"extra-substituters": uri + " ssh-ng://bob", "extra-trusted-public-keys": strings.TrimSpace(key + " bob-1:BBBB"),
			"extra-secret-key-files": dir, "x-" + name: value,
		}
		if uri == "ssh-ng://bob" {
			want["extra-substituters"] = uri
		}
		if key == "bob-1:BBBB" {
			want["extra-trusted-public-keys"] = key
		}
		got, err := readNixConf(string(emit(t, machines.NixConf{}, c)))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("(- was meant, + was read):\n%s", d)
		}
	})
}

// FuzzTOML: whatever Check accepts is what a TOML parser reads.
func FuzzTOML(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, "ssh-ng://ada", s, s, 1, 1.0)
		f.Add("ada", "ssh-ng://ada?x="+s, "x86_64-linux", "kvm", 8, 0.01)
	}
	f.Fuzz(func(t *testing.T, name, uri, system, feature string, jobs int, factor float64) {
		b := fuzzed(uri, system, feature, jobs, factor)
		b.Name = name
		disabled := newBuilder("off")
		c := tomlClient(b)
		c.Disabled = []*plan.Builder{disabled}
		if diag.Has(machines.TOML{}.Check(c), diag.Error) {
			return
		}
		checkTOML(t, c, emit(t, machines.TOML{}, c))
	})
}
