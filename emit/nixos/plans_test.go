package nixos_test

import (
	"bytes"
	"crypto/ed25519"
	"io"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/nixos"
)

// target is what the table of targets asks of each type.
type target interface {
	Check(c *plan.Client) hcl.Diagnostics
	Emit(w io.Writer, c *plan.Client) error
}

// targets are named by the files that they write.
var targets = map[string]target{
	"nixos.nix":       nixos.NixOS{},
	"darwin.nix":      nixos.Darwin{},
	"determinate.nix": nixos.Determinate{},
	"home.nix":        nixos.HomeManager{},
}

// key returns an ed25519 public key line. Nobody has the private half.
func key(n byte) string {
	k, err := ssh.NewPublicKey(ed25519.PublicKey(bytes.Repeat([]byte{n}, ed25519.PublicKeySize)))
	if err != nil {
		panic(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(k)))
}

// newBuilder returns a pinned builder with the defaults of the inventory
// language.
func newBuilder(name string) *plan.Builder {
	return &plan.Builder{
		Host: plan.Host{
			Name: name, HostName: name + ".example.org", Port: 22, KeyName: name,
			PublicHostKeys: []string{key(name[0])},
			SSH:            plan.SSH{ConnectTimeout: 10, ServerAliveInterval: 15},
			Origins:        origins(),
		},
		Enable: true, Protocol: "ssh-ng", URI: "ssh-ng://" + name,
		Systems: []string{"x86_64-linux"}, MaxJobs: 1, SpeedFactor: 1,
	}
}

// newClient returns a client of user eve, whom home-manager can serve too.
func newClient(bs ...*plan.Builder) *plan.Client {
	return &plan.Client{
		Name: "laptop", Platform: "nixos", MachinesFormat: "legacy", Dir: "/etc/buildmachines",
		Users: []string{"eve"}, MaxJobs: -1, BuildersUseSubstitutes: true, Builders: bs, Origins: origins(),
	}
}

// newest is newClient for NixOS 26.11 with Lix 2.95 and its machines.toml.
func newest(bs ...*plan.Builder) *plan.Client {
	c := newClient(bs...)
	c.Release, c.Nix, c.MachinesFormat = "26.11", "lix 2.95", "toml"
	c.Capabilities = []string{"float-speed-factor", "lix-toml", "module-float-speed-factor", "module-lix-machines"}
	return c
}

// places are where the values of every plan are said to be: path i in line i+2
// of inventory.hcl, and the block in line 1.
var places = []string{
	"systems[0]", "supported_features[0]", "mandatory_features[0]", "emulated_speed_factor", "speed_factor", "max_jobs",
	"uri", "users", "machines_format", "settings.x", "settings.netrc-file", "settings.hashed-mirrors", "settings.max-jobs",
	"ssh.proxy_command", "host_key_alias", "emulated_systems", "cache.priority", "emulated_systems[0]",
}

func origins() plan.Origins {
	return plan.Origins{Block: at(1), Places: func(add func(string, hcl.Range)) {
		for i, path := range places {
			add(path, at(i+2))
		}
	}}
}

func at(line int) hcl.Range {
	pos := hcl.Pos{Line: line, Column: 1}
	return hcl.Range{Filename: "inventory.hcl", Start: pos, End: pos}
}

// plans are the clients of the goldens, the targets that carry them, and the
// settings that must come out, where there are more than usual.
var plans = map[string]struct {
	client   func() *plan.Client
	targets  []string
	settings map[string]any
}{
	"one-builder":      {func() *plan.Client { return newClient(newBuilder("ada")) }, everywhere, nil},
	"nothing-selected": {func() *plan.Client { return newClient() }, everywhere, nil},
	"homelab-of-three": {homelab, everywhere, map[string]any{"max-jobs": 0.0}},
	"a-chain-of-jumps": {jumps, everywhere, nil},
	"other-stores":     {otherStores, everywhere, nil},
	"caches-and-settings": {caches, everywhere, map[string]any{
		"builders-use-substitutes":   false,
		"extra-substituters":         []any{"ssh-ng://ada?priority=30"},
		"extra-trusted-substituters": []any{"ssh-ng://eve"},
		"extra-trusted-public-keys":  []any{"ada-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
		"extra-secret-key-files":     []any{"/etc/nix/signing-key.sec"},
		"connect-timeout":            5.0,
		"keep-outputs":               true,
		"sandbox":                    "relaxed",
		"post-build-hook":            "/etc/nix/hook",
		"experimental-features":      []any{"nix-command", "flakes"},
		"extra-platforms":            []any{"i686-linux"},
		"min-free":                   "007",
	}},
	"hostile-strings": {hostile, everywhere, map[string]any{
		"x": `${builtins.abort "no"} '' \ "q" $${x}`, "a.b": "c", "inherit": "d",
	}},
	"fractions-in-26-11":     {fractions, []string{"nixos.nix"}, nil},
	"lix-machines":           {lixMachines, []string{"nixos.nix"}, nil},
	"lix-without-any":        {func() *plan.Client { return newest() }, []string{"nixos.nix"}, nil},
	"a-builder-without-pins": {unpinned, everywhere, nil},
}

var everywhere = []string{"nixos.nix", "darwin.nix", "determinate.nix", "home.nix"}

func homelab() *plan.Client {
	ada, bob, mac := newBuilder("ada"), newBuilder("bob"), newBuilder("mac")
	ada.Port, ada.SSHUser, ada.SSHKey = 1337, "nixremote", "/etc/nix/builder_ed25519"
	ada.Systems = []string{"x86_64-linux", "i686-linux"}
	ada.SupportedFeatures = []string{"nixos-test", "benchmark", "kvm", "big-parallel"}
	ada.MandatoryFeatures = []string{"kvm"}
	ada.MaxJobs, ada.SpeedFactor = 16, 4
	ada.Endpoints = []plan.Endpoint{{Name: "lan", HostName: "ada.lan", Port: 22, When: plan.Reachable}}
	bob.URI, bob.URIParams = "ssh-ng://bob?remote-store=%2Fsrv", map[string]string{"remote-store": "/srv"}
	bob.EmulatedSystems, bob.EmulatedSpeedFactor = []string{"aarch64-linux", "riscv64-linux"}, 1
	mac.Systems, mac.Protocol, mac.URI = []string{"aarch64-darwin"}, "ssh", "ssh://mac"
	c := newClient(ada, bob, mac)
	c.MaxJobs = 0
	return c
}

func jumps() *plan.Client {
	ada := newBuilder("ada")
	ada.SSH.ProxyJump = []string{"bastion"}
	ada.KeyName, ada.PublicHostKeys, ada.HostCertificateAuthorities = "ada.example.org", nil, []string{key(1)}
	bastion := newBuilder("bastion").Host
	bastion.SSHUser = "jump"
	c := newClient(ada)
	c.Hops = []*plan.Host{&bastion}
	return c
}

func otherStores() *plan.Client {
	vm, here := newBuilder("vm"), newBuilder("here")
	vm.URI, here.URI = "unix:///run/vm/socket?root=/srv", "daemon"
	for _, b := range []*plan.Builder{vm, here} {
		b.Protocol, b.Host = "", plan.Host{Name: b.Name, Origins: origins()}
	}
	return newClient(vm, here)
}

func caches() *plan.Client {
	ada, eve := newBuilder("ada"), newBuilder("eve")
	ada.Cache = &plan.Cache{Substituter: "yes", Priority: 30, PublicKey: "ada-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
	eve.Cache = &plan.Cache{Substituter: "trusted"}
	c := newClient(ada, eve)
	c.BuildersUseSubstitutes = false
	c.SigningSecretKeyFile = "/etc/nix/signing-key.sec"
	c.Settings = map[string]string{
		"connect-timeout": "5", "keep-outputs": "true", "sandbox": "relaxed", "post-build-hook": "/etc/nix/hook",
		"experimental-features": "nix-command flakes", "extra-platforms": "i686-linux", "min-free": "007",
	}
	return c
}

// hostile has what Nix would take for code in text of either form. Trap 23.
func hostile() *plan.Client {
	ada := newBuilder("ada")
	ada.SSHKey = "/keys/it's 'quoted' ''twice'' # $$ {x}"
	ada.SSH.ProxyCommand = `nc -x "p''''roxy" '$''HOME' $$ %h %p`
	c := newClient(ada)
	c.Settings = map[string]string{"x": `${builtins.abort "no"} '' \ "q" $${x}`, "a.b": "c", "inherit": "d"}
	return c
}

func fractions() *plan.Client {
	ada, bob := newBuilder("ada"), newBuilder("bob")
	ada.SpeedFactor, bob.SpeedFactor = 1.5, 2
	bob.EmulatedSystems, bob.EmulatedSpeedFactor = []string{"aarch64-linux"}, 0.2
	c := newClient(ada, bob)
	c.Release, c.Nix = "26.11", "nix 2.34"
	c.Capabilities = []string{"float-speed-factor", "module-float-speed-factor", "module-lix-machines"}
	return c
}

func lixMachines() *plan.Client {
	ada, bob, off := newBuilder("ada"), newBuilder("bob.example.org"), newBuilder("off")
	ada.SpeedFactor, ada.MandatoryFeatures = 1.5, []string{"kvm"}
	bob.EmulatedSystems, bob.EmulatedSpeedFactor = []string{"aarch64-linux"}, 1
	off.Enable = false
	c := newest(ada, bob)
	c.Disabled = []*plan.Builder{off}
	return c
}

func unpinned() *plan.Client {
	ada := newBuilder("ada")
	ada.KeyName, ada.PublicHostKeys = "", nil
	return newClient(ada)
}

func emit(t testing.TB, target target, c *plan.Client) string {
	t.Helper()
	if diags := target.Check(c); len(diags) > 0 {
		t.Fatal(diags)
	}
	var out bytes.Buffer
	if err := target.Emit(&out, c); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
