package machines_test

import (
	"encoding/base64"
	"maps"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/machines"
)

// inlineTargets are the targets for clients without an ssh_config.
var inlineTargets = map[string]target{
	"machines":       machines.Legacy{Inline: true},
	"machines.toml":  machines.TOML{Inline: true},
	"builders":       machines.Builders{Inline: true},
	"nix.conf":       machines.NixConf{Inline: true},
	"hydra-machines": machines.Hydra{Inline: true},
}

const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJYfqESaiQlOrL3Wm1Q9s9q8b4mjj2nIuyqCZub5aGPi"

// inlinePlans are the clients of the goldens in testdata/inline.
func inlinePlans() map[string]*plan.Client {
	ports := []string{"float-speed-factor", "host-port-uri", "ipv6-uri"}
	out := map[string]*plan.Client{
		"portable":           inlineClient("", []string{"ipv6-uri"}, 22),
		"nix-with-a-port":    inlineClient("nix 2.34", ports, 2222),
		"lix-with-a-port":    inlineClient("lix 2.93", []string{"float-speed-factor", "ipv6-uri", "query-port-uri"}, 2222),
		"toml-with-a-port":   inlineClient("lix 2.95", []string{"float-speed-factor", "ipv6-uri", "lix-toml", "query-port-uri"}, 2222),
		"substituter":        inlineClient("nix 2.34", ports, 2222),
		"stores-without-ssh": otherStores(),
	}
	lix := out["toml-with-a-port"]
	lix.MachinesFormat = "toml"
	lix.Disabled = []*plan.Builder{inlineBuilder("off", 2222)}
	lix.Disabled[0].Enable = false
	for i, b := range out["substituter"].Builders {
		b.Cache = &plan.Cache{Substituter: []string{"yes", "trusted", "yes"}[i], Priority: 30, PublicKey: "ada-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
	}
	return out
}

// inlineClient has a builder with everything, one with nothing, and an address.
func inlineClient(nix string, capabilities []string, port int) *plan.Client {
	ada, bob, eve := inlineBuilder("ada", port), inlineBuilder("bob", 22), inlineBuilder("eve", port)
	ada.SSHUser, ada.SSHKey, ada.PublicHostKeys = "nix.remote", "/etc/nix/builder_ed25519", []string{hostKey}
	ada.URI, ada.URIParams = ada.URI+"?compress=true", map[string]string{"compress": "true"}
	ada.EmulatedSystems, ada.EmulatedSpeedFactor = []string{"riscv64-linux"}, 1
	eve.HostName = "2001:db8::7"
	c := newClient(nix, ada, bob, eve)
	c.Capabilities = capabilities
	return c
}

func inlineBuilder(name string, port int) *plan.Builder {
	b := newSSHBuilder(name)
	b.HostName, b.Port = name+".example.org", port
	b.SSH = plan.SSH{ConnectTimeout: 10, ServerAliveInterval: 15}
	return b
}

func TestInlineGoldens(t *testing.T) {
	goldens(t, "testdata/inline", inlinePlans(), inlineTargets)
}

// TestTOMLPinIsPlain names trap 7: base64 of the line in a machines file, the
// line itself in TOML.
func TestTOMLPinIsPlain(t *testing.T) {
	c := inlinePlans()["toml-with-a-port"]
	var doc struct {
		Machines map[string]map[string]any
	}
	if err := toml.Unmarshal(emit(t, machines.TOML{Inline: true}, c), &doc); err != nil {
		t.Fatal(err)
	}
	known := maps.Clone(lixKeys)
	known["ssh-key"], known["ssh-public-host-key"] = known["uri"], known["uri"]
	for name, m := range doc.Machines {
		for key, v := range m {
			if ok := known[key]; ok == nil || !ok(v) {
				t.Errorf("%q: Lix does not accept %s = %#v", name, key, v)
			}
		}
	}
	ada := doc.Machines["ada"]
	want := []any{"ssh://nix.remote@ada.example.org?compress=true&port=2222", "/etc/nix/builder_ed25519", hostKey}
	if d := cmp.Diff(want, []any{ada["uri"], ada["ssh-key"], ada["ssh-public-host-key"]}); d != "" {
		t.Error(d)
	}
}

// TestInlineKeyPaths: what a format cannot carry is refused at the path.
func TestInlineKeyPaths(t *testing.T) {
	for _, c := range []struct{ target, key, want string }{
		{"machines", "/etc/a,b", ""},
		{"machines", "/etc/a b", "machines-field ssh_key"},
		{"machines", "/etc/é", "machines-field ssh_key"},
		{"machines.toml", "/etc/a b;é", ""},
		{"machines.toml", "/etc/\xff", "machines-field ssh_key"},
		{"machines.toml", "/etc/%h", "inline-connection ssh_key"},
	} {
		client := inlinePlans()["toml-with-a-port"]
		b := client.Disabled[0]
		if c.target == "machines" {
			b = client.Builders[0]
		}
		b.SSHKey = c.key
		b.Origins.Places = func(add func(string, hcl.Range)) { add("ssh_key", hcl.Range{Filename: "ssh_key"}) }
		var got string
		for _, d := range inlineTargets[c.target].Check(client) {
			if diag.SeverityOf(d) == diag.Error {
				got += findings(hcl.Diagnostics{d})[0]
			}
		}
		if got != c.want {
			t.Errorf("%s with %q: got %q, want %q", c.target, c.key, got, c.want)
		}
	}
}

// FuzzInline: whatever Check accepts has its eight columns, with what was
// written in the third and the eighth.
func FuzzInline(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, "ada", 22, "/etc/nix/key", hostKey)
		f.Add("nix", s, 22, "/etc/"+s, s)
		f.Add("", "2001:db8::"+s, 2222, "/"+s, "ssh-rsa "+s)
	}
	f.Add("nix", ": ", 22, "/etc/nix/key", hostKey)
	f.Fuzz(func(t *testing.T, user, host string, port int, key, pin string) {
		for _, c := range inlinePlans() {
			b := c.Builders[0]
			if c.Builders = c.Builders[:1]; b.Protocol == "" {
				continue
			}
			b.SSHUser, b.HostName, b.Port, b.SSHKey, b.PublicHostKeys = user, host, port, key, []string{pin}
			b.EmulatedSystems = nil
			if diag.Has(machines.Legacy{Inline: true}.Check(c), diag.Error) {
				continue
			}
			checkColumns(t, string(emit(t, machines.Legacy{Inline: true}, c)), key, pin)
		}
	})
}

func checkColumns(t *testing.T, text, key, pin string) {
	t.Helper()
	for name, split := range splitters {
		got, err := readMachines(text, split, true)
		if err != nil || len(got) != 1 || len(strings.Fields(text)) != 8 {
			t.Fatalf("%s splitter: %v, %v in %q", name, got, err, text)
		}
		read, err := base64.StdEncoding.DecodeString(got[0].HostKey)
		if err != nil || string(read) != pin || got[0].Key != key {
			t.Fatalf("%s splitter: %v, key %q and pin %q in %q", name, err, got[0].Key, read, text)
		}
		if host := strings.SplitN(got[0].URI, "?", 2)[0]; strings.Contains(host, "%") || strings.Count(host, "@") > 1 {
			t.Fatalf("%q must be decoded", host)
		}
	}
}
