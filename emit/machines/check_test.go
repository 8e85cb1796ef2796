package machines_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

var attributes = []string{
	"uri", "uri_params", "uri_params.compress", "protocol", "systems", "systems[0]", "systems[1]", "emulated_systems", "emulated_systems[0]",
	"max_jobs", "speed_factor", "emulated_speed_factor", "supported_features[0]", "supported_features[1]",
	"mandatory_features[0]", "cache.public_key", "cache.priority",
	"dir", "machines_format", "settings.a", "settings.include", "settings.!include", "settings.a b", "signing_secret_key_file",
}

// place gives every attribute a place that is named after it.
func place(o *plan.Origins, block string) {
	o.Block = hcl.Range{Filename: block}
	o.Places = func(add func(string, hcl.Range)) {
		for _, a := range attributes {
			add(a, hcl.Range{Filename: a})
		}
	}
}

// findings returns "code place" of each diagnostic.
func findings(diags hcl.Diagnostics) []string {
	var out []string
	for _, d := range diags {
		out = append(out, string(diag.CodeOf(d))+" "+d.Subject.Filename)
	}
	return out
}

type refusal struct {
	name   string
	nix    string // dialect of the client
	target string
	change func(c *plan.Client, b *plan.Builder)
	want   []string
}

func (r refusal) run(t *testing.T) {
	b := newBuilder("ada")
	c := newClient(r.nix, b)
	place(&b.Origins, "builder")
	place(&c.Origins, "client")
	if got := findings(targets[r.target].Check(c)); got != nil && r.target != "hydra-machines" {
		t.Fatalf("the client is refused as it is: %v", got)
	}
	r.change(c, b)
	if d := cmp.Diff(r.want, findings(targets[r.target].Check(c))); d != "" {
		t.Error(d)
	}
}

func runAll(t *testing.T, refusals []refusal) {
	for _, r := range refusals {
		t.Run(r.target+"/"+r.name, r.run)
	}
}

// TestColumns names traps 1, 3, 4 and 8 of the design: what ends a line, an
// entry or a column, and numbers that a version cannot read.
func TestColumns(t *testing.T) {
	var all []refusal
	for name, item := range map[string]string{
		"blank": "a b", "tab": "a\tb", "line break": "a\nb", "carriage return": "a\r", "NUL": "a\x00", "delete": "a\x7f",
		"comment": "a#b", "next entry": "a;b", "list": "a,b", "quote": `a"b`, "empty": "", "dash": "-", "equals": "=",
		"not ASCII": "é", "no-break space": "a\u00a0b", "not UTF-8": "\xff",
	} {
		all = append(all, refusal{name, "", "machines", func(_ *plan.Client, b *plan.Builder) {
			b.Systems = []string{"x86_64-linux", item}
			b.EmulatedSystems, b.EmulatedSpeedFactor = []string{item}, 1
			b.SupportedFeatures = []string{"kvm", item}
			b.MandatoryFeatures = []string{item}
		}, []string{
			"machines-field systems[1]", "machines-field supported_features[1]",
			"machines-field mandatory_features[0]", "machines-field emulated_systems[0]",
		}})
	}
	runAll(t, all)
}

func TestNumbers(t *testing.T) {
	jobs := func(n int) func(*plan.Client, *plan.Builder) {
		return func(_ *plan.Client, b *plan.Builder) { b.MaxJobs = n }
	}
	factor := func(f float64) func(*plan.Client, *plan.Builder) {
		return func(_ *plan.Client, b *plan.Builder) {
			b.SpeedFactor, b.EmulatedSpeedFactor, b.EmulatedSystems = f, f, []string{"riscv64-linux"}
		}
	}
	refused := []string{"machines-field speed_factor", "machines-field emulated_speed_factor"}
	fraction := []string{"speed-factor-fraction speed_factor", "speed-factor-fraction emulated_speed_factor"}
	nan := 0.0
	nan /= nan
	runAll(t, []refusal{
		{"no jobs", "", "machines", jobs(0), []string{"max-jobs-zero max_jobs"}},
		{"negative jobs", "", "machines", jobs(-1), []string{"machines-field max_jobs"}},
		{"jobs that Lix 2.95 cuts", "lix 2.95", "machines.toml", jobs(1 << 32), []string{"machines-field max_jobs"}},
		{"the most jobs", "", "machines", jobs(65535), nil},
		{"factor 0", "lix 2.95", "machines.toml", factor(0), refused},
		{"negative factor", "nix 2.34", "machines", factor(-1), refused},
		{"factor that is no number", "nix 2.34", "machines", factor(nan), refused},
		{"factor that 32 bits make 0", "nix 2.34", "machines", factor(1e-50), refused},
		{"enormous factor", "nix 2.34", "machines", factor(1e10), refused},
		{"trap 8: fraction", "", "machines", factor(1.5), fraction},
		{"trap 8: fraction", "nix 2.8", "builders", factor(0.1), fraction},
		{"fraction", "nix 2.34", "machines", factor(0.01), nil},
		{"fraction", "lix 2.95", "machines.toml", factor(1.5), nil},
		{"no systems", "", "machines", func(_ *plan.Client, b *plan.Builder) { b.Systems = nil }, []string{"machines-field systems"}},
	})
}

// TestStoreURI names traps 15 (lock file names) and 19 (what is no alias).
func TestStoreURI(t *testing.T) {
	uri := func(s string) func(*plan.Client, *plan.Builder) {
		return func(_ *plan.Client, b *plan.Builder) { b.URI = s }
	}
	var all []refusal
	for _, s := range []string{
		"", "-", "@/etc/nix/machines", "ada", "/srv/store", "?root=/srv", "SSH://ada", "Daemon", "://ada", "1ssh://ada", "auto ", "ssh-ng://",
		"ssh://localhost", "ssh-ng://localhost?compress=true", "ssh://-ada", "ssh://ada/", "ssh://ada:22", "ssh://[::1]", "ssh://u@ada", "ssh://a%41",
		"ssh://ada?x=a b", "ssh://ada?x=a;b", "ssh://ada?x=a#b", "ssh://ada?x=%2", "ssh://ada?x=%zz", "ssh://ada?x=é", `ssh://ada?x="`, "unix:///a\nb", "http://[::1]:80", "daemon?a b",
	} {
		for _, file := range []string{"machines", "machines.toml", "builders"} {
			all = append(all, refusal{s, "lix 2.95", file, uri(s), []string{"machines-field uri"}})
		}
	}
	for _, s := range []string{"auto", "daemon", "local", "local?root=/srv", "ssh://Ada_1.example", "unix:///run/x?root=%2Fsrv%20x", "ssh-ng://127.0.0.1"} {
		all = append(all, refusal{"accepts " + s, "", "machines", uri(s), nil})
	}
	tooLong := []string{"uri-too-long uri_params"}
	plain := "ssh://ada?x=" + strings.Repeat("a", 255-len(".upload-lock")-len("ssh://ada?x="))
	encoded := "ssh://ada?x=" + strings.Repeat("=", 78) // 246 bytes once Nix has encoded them
	all = append(all,
		refusal{"trap 15: the longest", "", "machines", uri(plain), nil},
		refusal{"trap 15: too long", "", "machines", uri(plain + "a"), tooLong},
		refusal{"trap 15: Lix", "lix 2.93", "machines", uri(plain + "a"), nil},
		refusal{"trap 15: TOML", "lix 2.95", "machines.toml", uri(plain + "a"), nil},
		refusal{"trap 15: encoded by Nix", "nix 2.34", "machines", uri(encoded), tooLong},
		refusal{"trap 15: local store", "nix 2.34", "machines", uri("local?x=" + strings.Repeat("a", 235)), tooLong},
	)
	runAll(t, all)
}

// TestTOML: a daemon that is not Lix 2.95 fails every build over such a file;
// Lix fails over what is not UTF-8 and over a table that stands there twice.
func TestTOML(t *testing.T) {
	lix := "lix 2.95"
	runAll(t, []refusal{
		{"other daemon", lix, "machines.toml", func(c *plan.Client, _ *plan.Builder) { c.Capabilities = nil }, []string{"format-needs-lix machines_format"}},
		{"not UTF-8", lix, "machines.toml", func(_ *plan.Client, b *plan.Builder) { b.SupportedFeatures = []string{"\xff"} }, []string{"machines-field supported_features[0]"}},
		{"name that is not UTF-8", lix, "machines.toml", func(_ *plan.Client, b *plan.Builder) { b.Name = "\xff" }, []string{"machines-field builder"}},
		{"quotes and line breaks", lix, "machines.toml", func(_ *plan.Client, b *plan.Builder) { b.SupportedFeatures = []string{"a \"b\"\n#;,"} }, nil},
		{"disabled builders count", lix, "machines.toml", func(c *plan.Client, b *plan.Builder) {
			b.URI, c.Builders, c.Disabled = "ada", nil, c.Builders
		}, []string{"machines-field uri"}},
		{"disabled builders are not in legacy files", lix, "machines", func(c *plan.Client, b *plan.Builder) {
			b.URI, c.Builders, c.Disabled = "ada", nil, c.Builders
		}, nil},
		{"one table twice", lix, "machines.toml", func(c *plan.Client, b *plan.Builder) {
			b.EmulatedSystems, b.EmulatedSpeedFactor = []string{"riscv64-linux"}, 1
			c.Disabled = []*plan.Builder{newBuilder("ada-emulated")}
			place(&c.Disabled[0].Origins, "other")
		}, []string{"machines-field emulated_systems"}},
	})
}

// TestLooksLikeTOML: Lix 2.95 decides by the letters of the setting.
func TestLooksLikeTOML(t *testing.T) {
	names := func(_ *plan.Client, b *plan.Builder) {
		b.URI, b.Systems, b.SupportedFeatures = "ssh-ng://tomlhost", []string{"x86_64-linux", "Toml"}, []string{"a", "x-TOML"}
		b.MandatoryFeatures, b.EmulatedSystems, b.EmulatedSpeedFactor = []string{"atoml"}, []string{"etoml"}, 1
	}
	dir := func(s string) func(*plan.Client, *plan.Builder) {
		return func(c *plan.Client, _ *plan.Builder) { c.Dir = s }
	}
	all := []string{
		"looks-like-toml uri", "looks-like-toml systems[1]", "looks-like-toml emulated_systems[0]",
		"looks-like-toml supported_features[1]", "looks-like-toml mandatory_features[0]",
	}
	runAll(t, []refusal{
		{"Lix", "lix 2.95", "builders", names, all},
		{"unset", "", "builders", names, all},
		{"Nix", "nix 2.34", "builders", names, nil},
		{"a file's text does not count", "lix 2.95", "machines", names, nil},
		{"a file's path counts", "lix 2.95", "nix.conf", dir("/etc/Toml/x"), []string{"looks-like-toml dir"}},
		{"a quote in it, too", "", "nix.conf", dir(`/etc/a"b`), []string{"looks-like-toml dir"}},
		{"not for Nix", "nix 2.8", "nix.conf", dir(`/etc/toml"`), nil},
		{"not for machines.toml", "lix 2.95", "nix.conf", func(c *plan.Client, _ *plan.Builder) { c.MachinesFormat = "toml" }, nil},
	})
}

func TestNixConf(t *testing.T) {
	set := func(key, value string) func(*plan.Client, *plan.Builder) {
		return func(c *plan.Client, _ *plan.Builder) { c.Settings = map[string]string{key: value} }
	}
	dir := func(s string) func(*plan.Client, *plan.Builder) {
		return func(c *plan.Client, _ *plan.Builder) { c.Dir = s }
	}
	refused := []string{"nix-conf-value settings.a"}
	all := []refusal{
		{"directive", "", "nix.conf", set("include", "/x"), []string{"nix-conf-value settings.include"}},
		{"optional directive", "", "nix.conf", set("!include", "/x"), []string{"nix-conf-value settings.!include"}},
		{"name", "", "nix.conf", set("a b", "c"), []string{"nix-conf-value settings.a b"}},
		{"no name", "", "nix.conf", set("", "c"), []string{"nix-conf-value client"}},
		{"words", "", "nix.conf", set("a", "b c = d; é"), nil},
		{"nothing", "", "nix.conf", set("a", ""), nil},
		{"relative folder", "", "nix.conf", dir("etc/nix"), []string{"nix-conf-value dir"}},
		{"folder that ends the entry", "", "nix.conf", dir("/etc/a;b"), []string{"nix-conf-value dir"}},
		{"folder with a comment", "", "nix.conf", dir("/etc/a#b"), []string{"nix-conf-value dir"}},
		{"folder with two blanks", "", "nix.conf", dir("/etc/a  b"), []string{"nix-conf-value dir"}},
		{"folder with a blank", "", "nix.conf", dir("/etc/a b"), nil},
		{"machines.toml for another daemon", "", "nix.conf", func(c *plan.Client, _ *plan.Builder) { c.MachinesFormat = "toml" }, []string{"format-needs-lix machines_format"}},
		{"two key files", "", "nix.conf", func(c *plan.Client, _ *plan.Builder) { c.SigningSecretKeyFile = "/a /b" }, []string{"nix-conf-value signing_secret_key_file"}},
		{"cache key", "", "nix.conf", func(_ *plan.Client, b *plan.Builder) { b.Cache = &plan.Cache{PublicKey: "a b"} }, []string{"nix-conf-value cache.public_key"}},
		{"substituter", "", "nix.conf", func(_ *plan.Client, b *plan.Builder) {
			b.URI, b.Cache = "ssh://ada?x=a b", &plan.Cache{Substituter: "trusted"}
		}, []string{"nix-conf-value uri"}},
		{"no store", "", "nix.conf", func(_ *plan.Client, b *plan.Builder) {
			b.URI, b.Cache = "", &plan.Cache{Substituter: "yes"}
		}, []string{"nix-conf-value uri"}},
		{"priority twice", "", "nix.conf", func(_ *plan.Client, b *plan.Builder) {
			b.URI, b.Cache = "ssh://ada?a=b&priority=3", &plan.Cache{Substituter: "yes", Priority: 4}
		}, []string{"nix-conf-value cache.priority"}},
	}
	for _, value := range []string{"a#b", "a\nb", "a\r", "a\tb", "a\x00", " a", "a ", "a  b", " ", "\x7f"} {
		all = append(all, refusal{value, "", "nix.conf", set("a", value), refused})
	}
	runAll(t, all)
}

func TestHydra(t *testing.T) {
	uri := func(protocol, s, param string) func(*plan.Client, *plan.Builder) {
		return func(_ *plan.Client, b *plan.Builder) {
			b.Protocol, b.URI, b.URIParams = protocol, s, map[string]string{param: "x"}
		}
	}
	runAll(t, []refusal{
		{"ssh-ng", "", "hydra-machines", func(*plan.Client, *plan.Builder) {}, []string{"hydra-protocol protocol"}},
		{"other store", "", "hydra-machines", uri("", "daemon", "root"), []string{"hydra-protocol uri"}},
		{"parameter", "", "hydra-machines", uri("ssh", "ssh://ada?compress=x", "compress"), []string{"machines-field uri_params.compress"}},
		{"remote store", "", "hydra-machines", uri("ssh", "ssh://ada?remote-store=x", "remote-store"), nil},
		{"ssh", "", "hydra-machines", func(_ *plan.Client, b *plan.Builder) { b.Protocol, b.URI = "ssh", "ssh://ada" }, nil},
	})
}
