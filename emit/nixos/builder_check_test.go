package nixos_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// What a module cannot carry is refused at its attribute.
func TestBuilderRefusals(t *testing.T) {
	both := []string{"darwin.nix", "nixos.nix"}
	for name, c := range map[string]struct {
		change func(s *plan.Setup)
		by     []string
		want   string
	}{
		"a wrapper outside /etc":     {wrapperAt("/usr/local/bin/wrapper"), both, "remote.wrapper_path module-value"},
		"a wrapper that leaves /etc": {wrapperAt("/etc/../usr/wrapper"), both, "remote.wrapper_path module-value"},
		"a wrapper that is /etc":     {wrapperAt("/etc/"), both, "remote.wrapper_path module-value"},
		"a wrapper with a blank":     {wrapperAt("/etc/a b"), both, "remote.wrapper_path authorized-keys-value"},
		"no daemon":                  {func(s *plan.Setup) { s.Remote.Install = "single-user" }, both, "remote.install module-value"},
		"root":                       {user("root"), both, "ssh_user sshd-config-value"},
		"everybody":                  {user("*"), both, "ssh_user nix-conf-value ssh_user sshd-config-value"},
		"too long a name":            {user(strings.Repeat("a", 32)), []string{"nixos.nix"}, "ssh_user module-value"},
		"no number":                  {func(s *plan.Setup) { s.Remote.UID = 0 }, []string{"darwin.nix"}, "remote.uid missing-attribute"},
		"a colon in the home":        {home("/a:b"), []string{"nixos.nix"}, "remote.home module-value"},
		"a NUL in the home":          {home("/a\x00"), both, "remote.home module-value"},
		"trap 23: invalid UTF-8":     {home("/\xff"), both, "remote.home module-value"},
		"trap 23: in a setting":      {remoteSetting("\xff"), both, "remote.settings.x nix-conf-value"},
		"trap 1: a comment":          {remoteSetting("a # b"), both, "remote.settings.x nix-conf-value"},
		"trap 23: a shell variable":  {shellVariable, both, "remote.nix_path[0] sshd-config-value"},
		"no connections":             {func(s *plan.Setup) { s.Remote.MaxStartups = 0 }, both, "remote.max_startups sshd-config-value"},
		"a bad key":                  {func(s *plan.Setup) { s.Visits[0].Client.SSHPublicKeys = []string{"no key"} }, both, "ssh_public_keys[0] authorized-keys-value"},
	} {
		var by []string
		for _, file := range both {
			s := newSetup(visitor("laptop"))
			c.change(s)
			diags := setupTargets[file].Check(s)
			if len(diags) == 0 {
				continue
			}
			by = append(by, file)
			var got []string
			for _, d := range diags {
				got = append(got, setupPlaces[d.Subject.Start.Line-2]+" "+string(diag.CodeOf(d)))
			}
			slices.Sort(got)
			if d := cmp.Diff(c.want, strings.Join(got, " ")); d != "" {
				t.Errorf("%s: %s: %s%v", name, file, d, diags)
			}
		}
		if d := cmp.Diff(c.by, by); d != "" {
			t.Errorf("%s is refused by (-want +got):\n%s", name, d)
		}
	}
}

func wrapperAt(path string) func(*plan.Setup) {
	return func(s *plan.Setup) { s.Remote.WrapperPath = path }
}

func user(name string) func(*plan.Setup) { return func(s *plan.Setup) { s.SSHUser = name } }

func home(path string) func(*plan.Setup) { return func(s *plan.Setup) { s.Remote.Home = path } }

func remoteSetting(value string) func(*plan.Setup) {
	return func(s *plan.Setup) { s.Remote.Settings = map[string]string{"x": value} }
}

// shellVariable would be expanded while NixOS makes sshd_config.
func shellVariable(s *plan.Setup) { s.Remote.Wrapper, s.Remote.NixPath = false, []string{"/$HOME"} }

// A plan that was not checked is an error, not a broken module.
func TestEmitRefusesWhatTheBuilderCannotSay(t *testing.T) {
	for file, target := range setupTargets {
		for _, change := range []func(*plan.Setup){home("\x00"), remoteSetting("\xff")} {
			s := newSetup(visitor("laptop"))
			change(s)
			var out bytes.Buffer
			if err := target.Emit(&out, s); err == nil {
				t.Errorf("%s is written: %s", file, out.String())
			}
		}
	}
}

// Trap 12: up to NixOS 24.05 a definition of trusted-users replaces root.
func TestTrap12RootStaysTrusted(t *testing.T) {
	for file, target := range setupTargets {
		s := newSetup()
		if got := emitSetup(t, target, s); !strings.Contains(got, "trusted-users = [\n      \"root\"\n      \"nixremote\"\n    ];") {
			t.Errorf("%s for every release trusts others than root and nixremote:\n%s", file, got)
		}
		s.Remote.Capabilities = []string{plan.TrustedUsersMerge}
		if got := emitSetup(t, target, s); !strings.Contains(got, "trusted-users = [ \"nixremote\" ];") {
			t.Errorf("%s for a release that merges trusts others than nixremote:\n%s", file, got)
		}
	}
}

// Trap 13: sshd runs the wrapper through the account's shell, and takes a
// password field of "!" for a locked account unless it uses PAM.
func TestTrap13TheAccountHasAShell(t *testing.T) {
	for file, want := range map[string][]string{
		"nixos.nix":  {"useDefaultShell = true;", "hashedPassword = \"*\";"},
		"darwin.nix": {"shell = \"/bin/zsh\";"},
	} {
		got := emitSetup(t, setupTargets[file], newSetup())
		for _, line := range want {
			if !strings.Contains(got, line) {
				t.Errorf("%s lacks %q", file, line)
			}
		}
	}
}
