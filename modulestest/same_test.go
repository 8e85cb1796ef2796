package modulestest_test

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/nixos"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// emitter is what writes the module of a client or a builder.
type emitter[S any] interface {
	Check(S) hcl.Diagnostics
	Emit(io.Writer, S) error
}

// A kind is a module that people import, on machines that an emitted module is
// for, too.
type kind struct {
	name     string // of the kind
	module   string // the file below modules
	platform string
	releases [][]string // each the records of one machine
	// user is what the machine has besides.
	user string
	// unlike are the options that only the emitted module sets: it cannot look
	// at them, as ours does.
	unlike []string

	clients  emitter[*plan.Client]
	builders emitter[*plan.Setup]
}

const (
	userOfNixOS = `{
    nix.buildMachines = lib.mkBefore [ { hostName = "own"; systems = [ "x86_64-linux" ]; } ];
    nix.settings = { substituters = [ "https://own.example.org" ]; extra-substituters = [ "https://other.example.org" ]; trusted-users = [ "alice" ]; };
    nix.extraOptions = lib.mkOrder 1700 "keep-outputs = true";
    programs.ssh.extraConfig = "Host own\n  Port 2222";
    environment.etc."own".text = "own";
    services.openssh.extraConfig = lib.mkOrder 1700 "Match User alice\n  PermitTTY yes";
    users.users.alice.home = "/home/alice";
  }`
	userOfLix     = `{ programs.ssh.extraConfig = "Host own\n  Port 2222"; }`
	userOfStartup = `{ services.openssh.settings.MaxStartups = lib.mkDefault "7:30:70"; }`
	userOfDarwin  = `{
    nix.buildMachines = [ { hostName = "own"; systems = [ "x86_64-linux" ]; } ];
    nix.settings.trusted-users = [ "@admin" ];
    nix.extraOptions = lib.mkOrder 1700 "keep-outputs = true";
    programs.ssh.extraConfig = lib.mkBefore "Host own\n  Port 2222";
    users.knownUsers = [ "alice" ];
    users.users.alice.uid = 501;
  }`
	userOfDeterminate = `{
    nix.enable = lib.mkForce false;
    determinateNix.buildMachines = [ { hostName = "own"; systems = [ "x86_64-linux" ]; } ];
    determinateNix.customSettings.extra-substituters = [ "https://own.example.org" ];
    programs.ssh.extraConfig = "Host own\n  Port 2222";
  }`
	userOfHome = `{
    nix.buildMachines = [ { hostName = "own"; systems = [ "x86_64-linux" ]; } ];
    programs.ssh.includes = [ "~/.ssh/own" ];
    home.file.own.text = "own";
    home.username = "alice";
  }`
)

var kinds = []kind{
	{name: "NixOS", module: "nixos.nix", platform: "nixos", user: userOfNixOS,
		releases: [][]string{{"nixos-24.05"}, {"nixos-25.11"}, {"nixos-26.11"}},
		clients:  nixos.NixOS{}, builders: nixos.BuilderNixOS{}},
	{name: "NixOS with Lix", module: "nixos.nix", platform: "nixos", user: userOfLix,
		releases: [][]string{{"nixos-26.11"}}, clients: nixos.NixOS{}},
	{name: "NixOS with its own MaxStartups", module: "nixos.nix", platform: "nixos", user: userOfStartup,
		releases: [][]string{{"nixos-25.11"}}, builders: nixos.BuilderNixOS{}},
	{name: "nix-darwin", module: "darwin.nix", platform: "nix-darwin", user: userOfDarwin,
		releases: [][]string{{"nix-darwin-24.11"}, {"nix-darwin-26.11"}}, unlike: []string{"nix.enable"},
		clients: nixos.Darwin{}, builders: nixos.BuilderDarwin{}},
	{name: "Determinate", module: "darwin.nix", platform: "nix-darwin", user: userOfDeterminate,
		releases: [][]string{{"nix-darwin-24.11", "determinate-3.15.2"}, {"nix-darwin-26.11", "determinate-3.21.8"}}, unlike: []string{"nix.enable"},
		clients: nixos.Determinate{}},
	{name: "home-manager", module: "home.nix", platform: "home-manager", user: userOfHome,
		releases: [][]string{{"home-manager-25.11"}, {"home-manager-26.11"}}, clients: nixos.HomeManager{}},
}

// corners is what no golden has.
const corners = `
defaults {
  systems  = ["x86_64-linux"]
  ssh_user = "nixremote"
}
builder "far" {
  ssh_key = "/etc/nix/key=1"
  ssh { proxy_jump = ["near"] }
}
builder "near" {
  ssh { proxy_jump = ["gate"] }
  remote {
    platform = "nixos"
    settings = { extra-system-features = "gccarch-znver4", extra-trusted-public-keys = "x-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" }
    trusted  = false
  }
}
builder "one" {
  uri = "http://cache.example.org"
  cache { public_key = "ada-1:Z+dVCoKbSeHG+D55Zp8wlaiFup/uxA5rkqFTiWocv0E=" }
}
builder "two" {
  uri = "http://cache.example.org"
  cache { public_key = "ada-1:Z+dVCoKbSeHG+D55Zp8wlaiFup/uxA5rkqFTiWocv0E=" }
}
jump "gate" {}
client "inside" {
  signing_public_key      = "inside-1:Z+dVCoKbSeHG+D55Zp8wlaiFup/uxA5rkqFTiWocv0E="
  signing_secret_key_file = "/etc/nix/inside.sec"
  override "near" {
    ssh { proxy_jump = null }
  }
}
client "outside" {}
`

// A pair is a machine with our module, and one with the emitted one.
type pair struct {
	name          string
	ours, emitted machine
	unlike        []string
}

// What a module sets is what the emitted one does, beside the same definitions of
// others.
func TestModulesSetWhatIsEmitted(t *testing.T) {
	var pairs []pair
	for _, k := range kinds {
		for _, golden := range append(goldenNames(t), "corners") {
			pairs = append(pairs, k.ofClients(t, golden, goldenPlan(t, golden))...)
			pairs = append(pairs, k.ofBuilders(t, golden, goldenPlan(t, golden))...)
		}
	}
	covers(t, pairs)
	same(t, pairs)
}

// same compares the machines of each pair, with every Nix.
func same(t *testing.T, pairs []pair) {
	t.Helper()
	var machines []machine
	for _, p := range pairs {
		machines = append(machines, p.ours, p.emitted)
	}
	onEach(t, func(t *testing.T, nix counterpart.Nix, l lib) {
		results := evaluate(t, nix, l, machines)
		for i, p := range pairs {
			compare(t, p, results[2*i], results[2*i+1])
		}
	})
}

func compare(t *testing.T, p pair, ours, emitted result) {
	t.Helper()
	for _, message := range ours.Failed {
		t.Errorf("%s: %s", p.name, message)
	}
	for _, name := range p.unlike {
		delete(ours.Options, name)
		delete(emitted.Options, name)
	}
	if d := cmp.Diff(emitted.Options, ours.Options); d != "" {
		t.Errorf("%s (-emitted +module):\n%s", p.name, d)
	}
}

// covers checks that every kind of module has machines of every role.
func covers(t *testing.T, pairs []pair) {
	t.Helper()
	count := map[string]int{}
	for _, p := range pairs {
		count[p.ours.platform+" "+p.ours.releases[len(p.ours.releases)-1]]++
	}
	for _, k := range kinds {
		for _, r := range k.releases {
			if n := count[k.platform+" "+r[len(r)-1]]; n < 10 {
				t.Errorf("%s %v has %d machines only", k.name, r, n)
			}
		}
	}
	t.Log(len(pairs), "machines:", slices.Sorted(maps.Keys(count)))
}

// ofClients returns the machines of an inventory's clients, as if the platform of
// each was that of the module. It changes the plan.
func (k kind) ofClients(t *testing.T, inventory string, p *plan.Plan) []pair {
	t.Helper()
	if k.clients == nil {
		return nil
	}
	var out []pair
	for _, c := range p.Clients {
		c.Platform = k.platform
		if k.platform == "home-manager" {
			c.Users = []string{"alice"}
		}
		// Lix's option excludes the user's own machines.
		if (c.MachinesFormat == "toml") != (k.user == userOfLix) || k.clients.Check(c).HasErrors() {
			continue
		}
		text := emitted(t, func(w io.Writer) error { return k.clients.Emit(w, c) })
		out = append(out, k.pairs(t, inventory+": client "+c.Name, text, planFile(t, p), c.Release, fmt.Sprintf("client = %s; builder = false;", quote(c.Name)))...)
	}
	return out
}

// ofBuilders does the same for builders.
func (k kind) ofBuilders(t *testing.T, inventory string, p *plan.Plan) []pair {
	t.Helper()
	if k.builders == nil {
		return nil
	}
	var out []pair
	for _, s := range p.Setups() {
		s.Remote.Platform = k.platform
		if s.Remote.UID == 0 {
			s.Remote.UID = 550
		}
		if !s.Enable || k.builders.Check(s).HasErrors() {
			s.Remote.Platform = "linux" // which has no module
			continue
		}
		text := emitted(t, func(w io.Writer) error { return k.builders.Emit(w, s) })
		out = append(out, k.pairs(t, inventory+": builder "+s.Name, text, planFile(t, p), s.Remote.Release, fmt.Sprintf("client = false; builder = %s;", quote(s.Name)))...)
	}
	return out
}

// pairs returns the machines of one client or builder, one for each release that
// it is for.
func (k kind) pairs(t *testing.T, name, text, path, release, role string) []pair {
	t.Helper()
	own := fmt.Sprintf("{ buildmachines = { enable = true; plan = %s; %s }; }", path, role)
	theirs := inNix(file(t, "emitted.nix", text))
	var out []pair
	for _, records := range k.releases {
		newest := records[0] == k.platform+"-26.11"
		if release != "" && records[0] != k.platform+"-"+release && !newest {
			continue
		}
		m := machine{platform: k.platform, releases: records}
		m.modules = []string{k.user, ours(t, "modules/"+k.module), own}
		e := m
		e.modules = []string{k.user, theirs}
		out = append(out, pair{name: name + " on " + records[0] + " (" + k.name + ")", ours: m, emitted: e, unlike: k.unlike})
	}
	return out
}
