package compiler_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

func setUp(t *testing.T, src string) *plan.Remote {
	t.Helper()
	p, diags := compile(t, src, schema.HCL)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return p.Setup("a").Remote
}

// far returns a builder "a" with these attributes, and clients.
func far(attributes, remote string, clients ...string) string {
	return linux + "builder \"a\" {\n ssh_user = \"u\"\n" + attributes + "\n remote {\n" + remote + "\n}\n}\n" + strings.Join(clients, "\n")
}

// The allow-list is what the clients send, each by its protocol and version.
func TestCommandsAreWhatClientsSend(t *testing.T) {
	const store = `uri_params = { remote-store = "/srv/x", remote-program = "sudo nix-daemon" }`
	for name, c := range map[string]struct {
		src  string
		want []string
	}{
		"ssh-ng":             {far("", "", `client "x" {}`), []string{"nix-daemon --stdio"}},
		"ssh":                {far(`protocol = "ssh"`, "", `client "x" {}`), []string{"nix-store --serve --write"}},
		"nobody comes":       {far("", "", "client \"x\" { exclude = [\"*\"] }"), nil},
		"one of each":        {far("", "", `client "x" {}`, "client \"y\" {\n override \"a\" { protocol = \"ssh\" }\n}"), []string{"nix-daemon --stdio", "nix-store --serve --write"}},
		"any Nix":            {far(store, "", `client "x" {}`), []string{"sudo nix-daemon --stdio --store '/srv/x'", "sudo nix-daemon --stdio --store /srv/x"}},
		"a new Nix":          {far(store, "", `client "x" { nix = "nix 2.20" }`), []string{"sudo nix-daemon --stdio --store /srv/x"}},
		"an old Nix":         {far(store, "", `client "x" { nix = "nix 2.19" }`), []string{"sudo nix-daemon --stdio --store '/srv/x'"}},
		"Lix":                {far(store, "", `client "x" { nix = "lix 2.95" }`), []string{"sudo nix-daemon --stdio --store '/srv/x'"}},
		"another's account":  {far("", "", `client "x" {}`, "client \"y\" {\n override \"a\" {\n  protocol = \"ssh\"\n  ssh_user = \"v\"\n }\n}"), []string{"nix-daemon --stdio"}},
		"a disabled builder": {far("enable = false", "", `client "x" {}`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, command := range setUp(t, c.src).Commands {
				if command.Sent != "nix-store --version" {
					got = append(got, command.Sent)
				}
				if strings.Join(command.Argv, " ") != strings.ReplaceAll(command.Sent, "'", "") {
					t.Errorf("%q means %q", command.Sent, command.Argv)
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// What any client was promised, the machine offers.
func TestPromisesOfAllClientsAreKept(t *testing.T) {
	r := setUp(t, far("supported_features = [\"kvm\"]\nmandatory_features = [\"benchmark\"]\nemulated_systems = [\"riscv64-linux\"]", "",
		"client \"x\" {\n override \"*\" {\n  supported_features = [\"big-parallel\"]\n  systems = [\"aarch64-linux\"]\n }\n}"))
	if d := cmp.Diff([]string{"benchmark", "big-parallel", "kvm"}, r.SystemFeatures); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"aarch64-linux", "i686-linux", "riscv64-linux", "x86_64-linux"}, r.ExtraPlatforms); d != "" {
		t.Error(d)
	}
}

func TestStartups(t *testing.T) {
	for name, c := range map[string]struct {
		src  string
		want int
	}{
		"few jobs":       {far("max_jobs = 4", "", `client "x" {}`), 10},
		"many":           {far("max_jobs = 8", "", `client "x" {}`, "client \"y\" {\n override \"a\" { max_jobs = 20 }\n}"), 28},
		"as one says":    {far("max_jobs = 80", "max_startups = 33", `client "x" {}`), 33},
		"nobody is here": {far("max_jobs = 80", "", `client "x" { exclude = ["a"] }`), 10},
	} {
		if got := setUp(t, c.src).MaxStartups; got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestPlacesByPlatform(t *testing.T) {
	for remote, want := range map[string][]string{
		``:                                   {"/var/lib/u", "/nix/var/nix/profiles/default/bin"},
		`platform = "nixos"`:                 {"/var/lib/u", "/run/current-system/sw/bin"},
		`platform = "macos"`:                 {"/Users/u", "/nix/var/nix/profiles/default/bin"},
		`install = "single-user"`:            {""},
		"home = \"/h\"\nnix_path = [\"/n\"]": {"/h", "/n"},
	} {
		r := setUp(t, far("", remote))
		if d := cmp.Diff(want, append([]string{r.Home}, r.NixPath...)); d != "" {
			t.Errorf("%s: %s", remote, d)
		}
	}
}

func TestSigningKeysAreTrustedWhereTheUserIsNot(t *testing.T) {
	const client = "client \"x\" {\n nix = \"nix 2.31\"\n signing_public_key = \"x-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"\n signing_secret_key_file = \"/k\"\n}"
	if r := setUp(t, far("", "nix = \"nix 2.31\"\ntrusted = false", client)); len(r.TrustedPublicKeys) != 1 {
		t.Errorf("%d keys", len(r.TrustedPublicKeys))
	}
	if r := setUp(t, far("", `nix = "nix 2.31"`, client)); len(r.TrustedPublicKeys) != 0 {
		t.Errorf("%d keys, which nobody needs", len(r.TrustedPublicKeys))
	}
}

func TestAccountChecks(t *testing.T) {
	findings(t, diag.AccountNotSetUp, []checkCase{
		{"another user", far("", "", "client \"x\" {\n override \"a\" { ssh_user = \"v\" }\n}"), []int{10}},
		{"the same", far("", "", "client \"x\" {\n override \"a\" { ssh_user = \"u\" }\n}"), nil},
		{"nothing is set up", linux + "builder \"a\" { ssh_user = \"u\" }\nclient \"x\" {\n override \"a\" { ssh_user = \"v\" }\n}", nil},
	})
	findings(t, diag.ClientKeyMissing, []checkCase{
		{"no key", far("", "", `client "x" {}`), []int{9}},
		{"a key", far("", "", `client "x" { ssh_public_keys = ["@KEY1@"] }`), nil},
		{"nothing is set up", linux + "builder \"a\" {}\nclient \"x\" {}", nil},
	})
	findings(t, diag.UnsignedClient, []checkCase{
		{"no signing key", far("", "trusted = false", `client "x" {}`), []int{9}},
		{"a trusted user", far("", "", `client "x" {}`), nil},
	})
}

// Client and builder must both agree on where a login comes from.
func TestLogins(t *testing.T) {
	r := setUp(t, far("", `from = ["10.0.0.0/8", "2001:DB8::7"]`,
		`client "anywhere" {}`,
		`client "narrower" { from = ["10.1.0.0/16", "192.0.2.7"] }`,
		`client "wider" { from = ["2001:db8::/32", "10.0.0.0/7"] }`,
		`client "nowhere" { from = ["192.0.2.0/24"] }`,
		"client \"other\" {\n override \"a\" { ssh_user = \"v\" }\n}"))
	want := plan.Logins{
		{Client: "anywhere", From: []string{"10.0.0.0/8", "2001:db8::7"}},
		{Client: "narrower", From: []string{"10.1.0.0/16"}},
		{Client: "wider", From: []string{"2001:db8::7", "10.0.0.0/8"}},
	}
	if d := cmp.Diff(want, r.Logins); d != "" {
		t.Error(d)
	}
	r = setUp(t, far("", "", `client "x" {}`, `client "y" { from = ["192.0.2.7/32"] }`))
	if d := cmp.Diff(plan.Logins{{Client: "x"}, {Client: "y", From: []string{"192.0.2.7"}}}, r.Logins); d != "" {
		t.Error(d)
	}
}
