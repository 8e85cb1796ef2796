package machines_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/machines"
)

// target is what the table of targets asks of each type.
type target interface {
	Check(c *plan.Client) hcl.Diagnostics
	Emit(w io.Writer, c *plan.Client) error
}

// targets are named by the files that they write.
var targets = map[string]target{
	"machines":       machines.Legacy{},
	"machines.toml":  machines.TOML{},
	"builders":       machines.Builders{},
	"nix.conf":       machines.NixConf{},
	"hydra-machines": machines.Hydra{},
}

// newClient returns a client of the given dialect with the capabilities that
// concern these targets.
func newClient(nix string, bs ...*plan.Builder) *plan.Client {
	c := &plan.Client{
		Name: "laptop", Nix: nix, MachinesFormat: "legacy", Dir: "/etc/buildmachines",
		MaxJobs: -1, BuildersUseSubstitutes: true, Builders: bs,
	}
	switch nix {
	case "nix 2.34", "lix 2.93":
		c.Capabilities = []string{"float-speed-factor"}
	case "lix 2.95":
		c.Capabilities = []string{"float-speed-factor", "lix-toml"}
	}
	return c
}

// newBuilder returns a builder that every format carries.
func newBuilder(name string) *plan.Builder {
	return &plan.Builder{
		Host: plan.Host{Name: name}, Enable: true, Protocol: "ssh-ng", URI: "ssh-ng://" + name,
		Systems: []string{"x86_64-linux"}, MaxJobs: 1, SpeedFactor: 1,
	}
}

// newSSHBuilder is newBuilder for the protocol of the manuals.
func newSSHBuilder(name string) *plan.Builder {
	b := newBuilder(name)
	b.Protocol, b.URI = "ssh", "ssh://"+name
	return b
}

func emit(t testing.TB, target target, c *plan.Client) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := target.Emit(&out, c); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// plans are the clients of the goldens.
func plans() map[string]*plan.Client {
	return map[string]*plan.Client{
		"nix-manual":        nixManual(),
		"lix-manual":        lixManual(),
		"homelab-of-three":  homelab(),
		"caches":            caches(),
		"nothing-selected":  newClient(""),
		"other-stores":      otherStores(),
		"lix-without-any":   tomlClient(),
		"dotted-and-binfmt": tomlClient(dottedAndBinfmt()...),
	}
}

// nixManual is the example of the Nix manual, "Remote builds".
func nixManual() *plan.Client {
	c := newClient("")
	for i, name := range []string{"scratchy", "itchy", "poochie"} {
		b := newSSHBuilder(name)
		b.Systems = []string{"i686-linux"}
		b.MaxJobs = []int{8, 8, 1}[i]
		b.SpeedFactor = []float64{1, 2, 2}[i]
		c.Builders = append(c.Builders, b)
	}
	c.Builders[0].SupportedFeatures = []string{"kvm"}
	c.Builders[2].SupportedFeatures = []string{"kvm"}
	c.Builders[2].MandatoryFeatures = []string{"benchmark"}
	return c
}

// lixManual is the example of the Lix manual, with granite's benchmark made
// mandatory, as the manual's text means it.
func lixManual() *plan.Client {
	c := tomlClient()
	for i, name := range []string{"andesite", "diorite", "granite", "legacy"} {
		b := newSSHBuilder(name)
		b.Systems = []string{"i686-linux"}
		b.MaxJobs = []int{8, 8, 1, 1}[i]
		b.SpeedFactor = []float64{1, 2, 2, 1}[i]
		c.Builders = append(c.Builders, b)
	}
	c.Builders[0].SupportedFeatures = []string{"kvm"}
	c.Builders[2].SupportedFeatures = []string{"kvm"}
	c.Builders[2].MandatoryFeatures = []string{"benchmark"}
	c.Builders[3].Enable = false
	c.Builders, c.Disabled = c.Builders[:3], c.Builders[3:]
	return c
}

func tomlClient(bs ...*plan.Builder) *plan.Client {
	c := newClient("lix 2.95", bs...)
	c.MachinesFormat = "toml"
	return c
}

func homelab() *plan.Client {
	ada, bob, mac := newBuilder("ada"), newBuilder("bob"), newBuilder("mac")
	ada.Systems = []string{"x86_64-linux", "i686-linux"}
	ada.SupportedFeatures = []string{"nixos-test", "benchmark", "big-parallel", "kvm"}
	ada.MandatoryFeatures = []string{"kvm"}
	ada.MaxJobs, ada.SpeedFactor = 16, 2.5
	bob.EmulatedSystems, bob.EmulatedSpeedFactor = []string{"aarch64-linux", "riscv64-linux"}, 0.1
	mac.Systems = []string{"aarch64-darwin", "x86_64-darwin"}
	c := newClient("nix 2.34", ada, bob, mac)
	c.MaxJobs = 0
	c.Settings = map[string]string{"keep-outputs": "true", "connect-timeout": "5", "hashed-mirrors": ""}
	return c
}

func caches() *plan.Client {
	ada, bob, eve, ivy := newSSHBuilder("ada"), newSSHBuilder("bob"), newSSHBuilder("eve"), newSSHBuilder("ivy")
	ada.Cache = &plan.Cache{Substituter: "yes", Priority: 30, PublicKey: "ada-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
	bob.Cache = &plan.Cache{Substituter: "yes", Priority: 50, PublicKey: ada.Cache.PublicKey}
	bob.URI, bob.URIParams = "ssh://bob?remote-store=%2Fsrv", map[string]string{"remote-store": "/srv"}
	eve.Cache = &plan.Cache{Substituter: "trusted"}
	ivy.Cache = &plan.Cache{Substituter: "no", PublicKey: "ivy-1:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="}
	c := newClient("nix 2.8", ada, bob, eve, ivy)
	c.BuildersUseSubstitutes = false
	c.SigningSecretKeyFile = "/etc/nix/signing-key.sec"
	return c
}

func otherStores() *plan.Client {
	unix, daemon, local := newBuilder("vm"), newBuilder("here"), newBuilder("chroot")
	unix.URI, daemon.URI, local.URI = "unix:///run/vm/socket?root=/srv", "daemon", "local?root=%2Fsrv%2Fchroot"
	for _, b := range []*plan.Builder{unix, daemon, local} {
		b.Protocol = ""
	}
	return newClient("", unix, daemon, local)
}

func dottedAndBinfmt() []*plan.Builder {
	ada := newBuilder("ada.example.org")
	ada.MandatoryFeatures = []string{"big-parallel"}
	bob := newBuilder("bob_1")
	bob.EmulatedSystems, bob.EmulatedSpeedFactor, bob.SpeedFactor = []string{"aarch64-linux"}, 0.15, 1.5
	return []*plan.Builder{ada, bob}
}
