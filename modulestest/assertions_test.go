package modulestest_test

import (
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// Every message names what is wrong, and what to do about it.
func TestAssertions(t *testing.T) {
	good := fleetPlan(t)
	for name, c := range map[string]struct {
		platform string
		config   string // in Nix
		want     []string
	}{
		"a client":                     {"nixos", `networking.hostName = "laptop";`, nil},
		"a client, in capitals":        {"nixos", `networking.hostName = "LapTop";`, nil},
		"a client by its domain":       {"nixos", `networking.hostName = "lap"; networking.domain = "example.org";`, nil},
		"a builder":                    {"nixos", `networking.hostName = "ada";`, nil},
		"a builder by its domain":      {"nixos", `networking.hostName = "ada"; networking.domain = "example.org";`, nil},
		"both":                         {"nixos", `networking.hostName = "x"; buildmachines = { client = "laptop"; builder = "ada"; };`, nil},
		"neither, as it says":          {"nixos", `networking.hostName = "x"; buildmachines = { client = false; builder = false; };`, nil},
		"a client that is no builder":  {"nixos", `networking.hostName = "laptop"; buildmachines.builder = false;`, nil},
		"a Mac":                        {"nix-darwin", `networking.hostName = "mini";`, nil},
		"a Mac with Determinate":       {"determinate", `networking.hostName = "mini";`, nil},
		"a Mac whose Nix nobody has":   {"nix-darwin", `networking.hostName = "mini"; nix.enable = false;`, nil},
		"a home":                       {"home-manager", `buildmachines.client = "home";`, nil},
		"Lix":                          {"lix", `networking.hostName = "lix";`, nil},
		"a host that nobody knows":     {"nixos", `networking.hostName = "laptpo";`, []string{`for the host "laptpo". Did you mean "laptop"?`}},
		"a host like no other":         {"nixos", `networking.hostName = "nothing-of-ours";`, []string{`for the host "nothing-of-ours". Correct networking.hostName`}},
		"a host without a name":        {"nix-darwin", ``, []string{"Set networking.hostName"}},
		"a home that knows no host":    {"home-manager", ``, []string{`buildmachines.client: "home", "laptop", "lix", "twin1", "twin2".`}},
		"two clients":                  {"nixos", `networking.hostName = "twin";`, []string{`more than one client of the plan: "twin1", "twin2". Say which with buildmachines.client`}},
		"an unknown client":            {"nixos", `buildmachines.client = "laptp";`, []string{`buildmachines.client is "laptp", and the plan has no such client. Did you mean "laptop"?`}},
		"an unknown builder":           {"nixos", `networking.hostName = "laptop"; buildmachines.builder = "adda";`, []string{`the plan has no such builder. Did you mean "ada"?`}},
		"a builder without remote":     {"nixos", `buildmachines.builder = "bob";`, []string{`has no remote block in the inventory. Add ` + "`remote { platform = \"nixos\" }`"}},
		"a disabled builder":           {"nixos", `buildmachines.builder = "old";`, []string{"which the inventory disables"}},
		"a disabled builder's host":    {"nixos", `networking.hostName = "old";`, []string{`for the host "old"`}},
		"a builder on Debian":          {"nixos", `networking.hostName = "debian";`, []string{"runs linux, and this is nixos"}},
		"a builder on a Mac":           {"nixos", `networking.hostName = "mini";`, []string{"runs nix-darwin, and this is nixos"}},
		"a builder for home-manager":   {"home-manager", `buildmachines = { client = "home"; builder = "ada"; };`, []string{"home-manager sets up no builders"}},
		"another's home":               {"home-manager", `buildmachines.client = "laptop";`, []string{`has the users root, and this is alice, whose ssh would not find the builders. Say users = [ "alice" ]`}},
		"builds turned off":            {"nixos", `networking.hostName = "laptop"; nix.distributedBuilds = lib.mkForce false;`, []string{"nix.distributedBuilds is forced to false"}},
		"builds turned off on a Mac":   {"nix-darwin", `networking.hostName = "laptop"; nix.distributedBuilds = lib.mkForce false;`, []string{"nix.distributedBuilds is forced to false"}},
		"builds turned off at home":    {"home-manager", `buildmachines.client = "home"; nix.distributedBuilds = lib.mkForce false;`, []string{"nix.distributedBuilds is forced to false"}},
		"another machines file":        {"nixos", `networking.hostName = "laptop"; nix.settings.builders = "@/etc/mine";`, []string{"nix.settings.builders is set"}},
		"another machines file, a Mac": {"nix-darwin", `networking.hostName = "laptop"; nix.settings.builders = "@/etc/mine";`, []string{"nix.settings.builders is set"}},
		"the same machines file":       {"nixos", `networking.hostName = "laptop"; nix.settings.builders = "@/etc/nix/machines";`, nil},
		"no Nix on a client":           {"nixos", `networking.hostName = "laptop"; nix.enable = false;`, []string{"nix.enable is false, so NixOS writes no settings"}},
		"no Nix on a builder":          {"nixos", `networking.hostName = "ada"; nix.enable = false;`, []string{"nix.enable is false, so this builder has no Nix daemon"}},
		"no sshd":                      {"nixos", `networking.hostName = "ada"; services.openssh.enable = lib.mkForce false;`, []string{"services.openssh.enable is forced to false"}},
		"no sshd on a Mac":             {"nix-darwin", `networking.hostName = "mini"; services.openssh.enable = lib.mkForce false;`, []string{"services.openssh.enable is forced to false"}},
		"users that may log in":        {"nixos", `networking.hostName = "ada"; services.openssh.settings.AllowUsers = [ "alice" ];`, []string{`Add this: services.openssh.settings.AllowUsers = [ "nixremote" ];`}},
		"groups that may log in":       {"nixos", `networking.hostName = "ada"; services.openssh.settings.AllowGroups = [ "wheel" ];`, []string{`Add this: services.openssh.settings.AllowGroups = [ "nixremote" ];`}},
		"our user among them":          {"nixos", `networking.hostName = "ada"; services.openssh.settings.AllowUsers = [ "alice" "nixremote" ];`, nil},
		"our user from somewhere":      {"nixos", `networking.hostName = "ada"; services.openssh.settings.AllowUsers = [ "nixremote@192.0.2.*" ];`, nil},
		"users by a pattern":           {"nixos", `networking.hostName = "ada"; services.openssh.settings.AllowUsers = [ "nix*" ];`, nil},
		"platforms of their own":       {"determinate", `networking.hostName = "mini"; determinateNix.customSettings.extra-platforms = [ "x86_64-darwin" ];`, []string{"extra-platforms replaces"}},
		"TOML before it was there":     {"nixos", `networking.hostName = "lix";`, []string{"no option lix.buildMachines, which came with 26.11"}},
		"TOML on a Mac":                {"nix-darwin", `networking.hostName = "lix";`, []string{"nix-darwin has no option for machines.toml"}},
		"TOML at home":                 {"home-manager", `buildmachines.client = "lix"; home.username = lib.mkForce "root";`, []string{"home-manager has no option for machines.toml"}},
		"a pin for Lix":                {"lix", `networking.hostName = "lix"; buildmachines.extraBuilders = [ { hostName = "x"; systems = [ "x86_64-linux" ]; publicHostKey = "eA=="; } ];`, []string{"has a publicHostKey, and machines.toml has keys in another form"}},
		"an unknown override":          {"nixos", `networking.hostName = "laptop"; buildmachines.builders.bbo.maxJobs = 1;`, []string{`buildmachines.builders.bbo is for a host that this client does not use. Did you mean "bob"?`}},
		"an unknown jump":              {"nixos", `networking.hostName = "laptop"; buildmachines.jumps.bastoin.sshKey = "/k";`, []string{`buildmachines.jumps.bastoin is for a host that this client does not use. Did you mean "bastion"?`}},
		"a key without ssh":            {"nixos", `networking.hostName = "laptop"; buildmachines.builders.cache.sshKey = "/k";`, []string{"cache is not reached by ssh"}},
		"a key of a disabled builder":  {"nixos", `networking.hostName = "laptop"; buildmachines.builders.old.sshKey = "/k";`, nil},
		"a key of one turned off":      {"nixos", `networking.hostName = "laptop"; buildmachines.builders.ada = { enable = false; sshKey = "/k"; };`, nil},
		"overrides without a client":   {"nixos", `networking.hostName = "ada"; buildmachines.builders.bob.maxJobs = 1;`, []string{"are for clients, and this machine is none"}},
		"two things at once":           {"nixos", `networking.hostName = "laptop"; nix.enable = false; buildmachines.builders.x.maxJobs = 1;`, []string{"buildmachines.builders.x", "nix.enable"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := on(t, c.platform, good, "{ "+c.config+" }")
			for _, l := range libs(t) {
				says(t, l, m, c.want...)
			}
		})
	}
}

// says checks the messages of a machine, which come in the order of want.
func says(t *testing.T, l lib, m machine, want ...string) {
	t.Helper()
	got := evaluate(t, counterpart.Nixes(t)[0], l, []machine{m})[0].Failed
	if len(got) != len(want) {
		t.Fatalf("with the %s lib it says %q, want %q", l.name, got, want)
	}
	for i, message := range got {
		if !strings.HasPrefix(message, "buildmachines: ") || !strings.Contains(message, want[i]) || !strings.ContainsAny(message[len(message)-1:], ".?;") {
			t.Errorf("with the %s lib it says %q, want %q", l.name, message, want[i])
		}
	}
}

// Files that these modules cannot read are a message, and nothing else is wrong.
func TestFilesOfAnotherKind(t *testing.T) {
	for name, c := range map[string]struct{ plan, data, want string }{
		"a later version":        {`{"format_version": 2, "builders": [], "clients": 3}`, "", "plan has format_version 2, and these modules read 1. Take the program and the modules from the same release"},
		"no version":             {`{"builders": {}}`, "", "plan is not what it has to be: it has no format_version"},
		"a list":                 {`[]`, "", "plan is not what it has to be"},
		"no modules.json":        {`{"format_version": 1}`, "", "There is no modules.json beside buildmachines.plan"},
		"a later modules.json":   {`{"format_version": 1}`, `{"format_version": 2}`, "modules.json, beside buildmachines.plan, has format_version 2"},
		"another modules.json":   {`{"format_version": 1}`, `{}`, "modules.json, beside buildmachines.plan, is not what it has to be"},
		"not of the same client": {fleetText(t), `{"format_version": 1, "builders": {}, "clients": {}, "hosts": {}, "ssh": {}}`, "modules.json is not of the plan beside it"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, platform := range []string{"nixos", "nix-darwin", "home-manager"} {
				path := file(t, "plan.json", c.plan)
				if c.data != "" {
					write(t, filepath.Join(filepath.Dir(path), "modules.json"), c.data)
				}
				for _, l := range libs(t) {
					says(t, l, on(t, platform, inNix(path), `{ buildmachines.client = "laptop"; }`), c.want)
				}
			}
		})
	}
}

// A builder of a plan that modules.json knows nothing of is not half set up.
func TestBuildersThatAreNotInTheData(t *testing.T) {
	path := file(t, "plan.json", fleetText(t))
	write(t, filepath.Join(filepath.Dir(path), "modules.json"), `{"format_version": 1, "builders": {}, "clients": {}, "hosts": {}, "ssh": {}}`)
	for _, l := range libs(t) {
		says(t, l, on(t, "nixos", inNix(path), `{ networking.hostName = "ada"; }`), "modules.json is not of the plan beside it")
	}
}

// fleetText is the plan alone.
func fleetText(t *testing.T) string {
	t.Helper()
	return emitted(t, func(w io.Writer) error { return plan.Encode(w, textPlan(t, fleet)) })
}
