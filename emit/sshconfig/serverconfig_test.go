package sshconfig_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/sshtext"
	"github.com/buildmachines/buildmachines/emit/sshconfig"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

func TestServerConfig(t *testing.T) {
	want := generated + `
MaxStartups 12:30:24

Match User nixremote
  AuthorizedKeysFile /etc/buildmachines/authorized_keys/nixremote
  AuthorizedKeysCommand none
  AuthorizedPrincipalsFile none
  TrustedUserCAKeys none
  AuthenticationMethods publickey
  PubkeyAuthentication yes
  PasswordAuthentication no
  KbdInteractiveAuthentication no
  HostbasedAuthentication no
  ForceCommand none
  ChrootDirectory none
  AllowTcpForwarding no
  AllowStreamLocalForwarding no
  AllowAgentForwarding no
  X11Forwarding no
  GatewayPorts no
  PermitTunnel no
  PermitTTY no
  PermitUserRC no
  AcceptEnv BUILDMACHINES_NONE
Match All
`
	s := setup()
	if d := cmp.Diff(want, emitSetup(t, sshconfig.ServerConfig{}, s)); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	s.Remote.Wrapper = false
	s.Remote.NixPath = []string{"/opt/nix/bin", "/nix/var/nix/profiles/default/bin"}
	want = strings.Replace(want, "Match All\n", `  # SetEnv needs OpenSSH 7.8.
  SetEnv NIX_REMOTE=daemon PATH=/opt/nix/bin:/nix/var/nix/profiles/default/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
Match All
`, 1)
	if d := cmp.Diff(want, emitSetup(t, sshconfig.ServerConfig{}, s)); d != "" {
		t.Errorf("without a wrapper (-want +got)\n%s", d)
	}
}

// Modules set MaxStartups by an option, and know where their own keys are.
func TestMatchBlock(t *testing.T) {
	f := sshtext.Server{Setup: setup(), KeysFile: "/etc/ssh/authorized_keys.d/%u", KeysCommand: "/bin/cat /keys/%u"}
	got := f.MatchBlock()
	for _, want := range []string{"  AuthorizedKeysFile /etc/ssh/authorized_keys.d/%u\n", "  AuthorizedKeysCommand /bin/cat /keys/%u\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in %s", want, got)
		}
	}
	if !strings.HasPrefix(got, "Match User nixremote\n") || !strings.HasSuffix(got, "\nMatch All\n") {
		t.Errorf("not a whole block: %s", got)
	}
	if got := f.MaxStartups(); got != "12:30:24" {
		t.Errorf("MaxStartups %s", got)
	}
}

func TestServerConfigRefused(t *testing.T) {
	user := func(u string) func(*plan.Setup) { return func(s *plan.Setup) { s.SSHUser = u } }
	path := func(p string) func(*plan.Setup) {
		return func(s *plan.Setup) { s.Remote.Wrapper, s.Remote.NixPath = false, []string{"/bin", p} }
	}
	startups := func(n int) func(*plan.Setup) { return func(s *plan.Setup) { s.Remote.MaxStartups = n } }
	refuses(t, sshconfig.ServerConfig{}, diag.SSHDConfigValue, func() *plan.Setup { return setup() }, []refusal{
		{"everybody", user("*"), 2},
		{"all names of a length", user("????"), 2},
		{"everybody else", user("!root"), 2},
		{"two accounts", user("nixremote,admin"), 2},
		{"a second criterion", user("nixremote Host *"), 2},
		{"a token", user("%u"), 2},
		{"a quote", user(`nix"`), 2},
		{"a backslash", user(`nix\`), 2},
		{"a second line", user("nix\nPermitRootLogin yes"), 2},
		{"a folder of another name", user("../keys"), 2},
		{"no account", user(""), 2},
		{"the administrators' account", user("root"), 2},
		{"a folder with a blank", path("/a b"), 7},
		{"a folder with a quote", path(`/a"`), 7},
		{"a folder with a token", path("/%h"), 7},
		{"a variable", path("/$HOME"), 7},
		{"two folders", path("/a:/b"), 7},
		{"a relative folder", path("bin"), 7},
		{"a second line in a folder", path("/a\nPermitRootLogin yes"), 7},
		{"no connections", startups(0), 6},
		{"fewer than none", startups(-1), 6},
		{"more than an int holds twice", startups(1 << 30), 6},
	})
}

// Nothing of ours needs SetEnv where the wrapper sets the path.
func TestPathIsNotOursWithAWrapper(t *testing.T) {
	s := setup()
	s.Remote.NixPath = []string{"/a b"}
	if diags := (sshconfig.ServerConfig{}).Check(s); len(diags) > 0 {
		t.Error(diags)
	}
}

// account is what sshd must say of it.
var account = map[string]string{
	"authorizedkeysfile":           "/etc/buildmachines/authorized_keys/nixremote",
	"authorizedkeyscommand":        "none",
	"authorizedprincipalsfile":     "none",
	"trustedusercakeys":            "none",
	"authenticationmethods":        "publickey",
	"pubkeyauthentication":         "yes",
	"passwordauthentication":       "no",
	"kbdinteractiveauthentication": "no",
	"hostbasedauthentication":      "no",
	"forcecommand":                 "none",
	"chrootdirectory":              "none",
	"allowtcpforwarding":           "no",
	"allowstreamlocalforwarding":   "no",
	"allowagentforwarding":         "no",
	"x11forwarding":                "no",
	"gatewayports":                 "no",
	"permittunnel":                 "no",
	"permittty":                    "no",
	"permituserrc":                 "no",
	"maxstartups":                  "12:30:24",
}

// admins is a configuration whose every line concerns our account, too.
const admins = `AuthorizedKeysFile .ssh/authorized_keys
AuthorizedKeysCommand /usr/bin/true
AuthorizedKeysCommandUser nobody
TrustedUserCAKeys /etc/ssh/ca.pub
AuthenticationMethods publickey,password
ForceCommand internal-sftp
ChrootDirectory /srv
AllowTcpForwarding yes
X11Forwarding yes
GatewayPorts yes
PermitTunnel yes
`

// adminsBlocks are about others, and at last about everybody.
const adminsBlocks = `Match User carol
  AllowTcpForwarding no
Match Address 192.0.2.0/24
  PermitTTY yes
  AllowAgentForwarding yes
`

func TestSSHDReadsServerConfig(t *testing.T) {
	text := emitSetup(t, sshconfig.ServerConfig{}, setup())
	for where, config := range map[string]string{
		"alone":                     text,
		"in front of blocks":        admins + text + adminsBlocks,
		"included":                  included(t, text) + admins + adminsBlocks,
		"at the end":                admins + "Match User carol\n  AllowTcpForwarding no\nMatch All\n" + text,
		"with keys for nobody else": included(t, text) + "PubkeyAuthentication no\n",
		"before a block for all":    included(t, text) + "Match Group *\n  ForceCommand /bin/false\n",
	} {
		t.Run(where, func(t *testing.T) {
			got, err := counterpart.SSHDConfig(t, config, "nixremote", "192.0.2.1")
			if err != nil {
				t.Fatal(err)
			}
			for keyword, want := range account {
				if v := strings.Join(got[keyword], "\n"); v != want {
					t.Errorf("%s is %q, want %q", keyword, v, want)
				}
			}
		})
	}
}

// included is how distributions read the files of sshd_config.d: first.
func included(t *testing.T, text string) string {
	t.Helper()
	return "Include " + write(t, "10-buildmachines.conf", text) + "\n"
}

// What we write changes nothing for anybody else but the number of connections.
func TestSSHDReadsOthersAsBefore(t *testing.T) {
	text := emitSetup(t, sshconfig.ServerConfig{}, setup())
	for name, after := range map[string]func(globals, blocks string) string{
		"included":           func(globals, blocks string) string { return included(t, text) + globals + blocks },
		"in front of blocks": func(globals, blocks string) string { return globals + text + blocks },
		"at the end":         func(globals, blocks string) string { return globals + blocks + "Match All\n" + text },
	} {
		for _, user := range []string{"carol", "root", "nixremote2"} {
			for _, config := range [][2]string{{"", ""}, {admins, adminsBlocks}} {
				want, err := counterpart.SSHDConfig(t, config[0]+config[1], user, "192.0.2.1")
				if err != nil {
					t.Fatal(err)
				}
				got, err := counterpart.SSHDConfig(t, after(config[0], config[1]), user, "192.0.2.1")
				if err != nil {
					t.Fatal(err)
				}
				for _, values := range []map[string][]string{want, got} {
					delete(values, "maxstartups")
					delete(values, "hostkey") // each run has its own
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("%s, %s (-without +with)\n%s", name, user, d)
				}
			}
		}
	}
}

// Trap 23: one SetEnv carries everything.
func TestSSHDReadsPath(t *testing.T) {
	s := setup()
	s.Remote.Wrapper, s.Remote.NixPath = false, []string{"/nix/store/0-nix-2.8+x=@,y/bin", "/opt/nix/bin"}
	got, err := counterpart.SSHDConfig(t, emitSetup(t, sshconfig.ServerConfig{}, s), "nixremote", "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"NIX_REMOTE=daemon", "PATH=/nix/store/0-nix-2.8+x=@,y/bin:/opt/nix/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
	if d := cmp.Diff(want, got["setenv"]); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// FuzzServerConfig holds the two strings of sshd_config to sshd itself: they are
// refused, or sshd reads exactly what the plan says, for that account alone.
func FuzzServerConfig(f *testing.F) {
	counterpart.Require(f, "sshd")
	f.Add("nixremote", "/nix/bin")
	f.Add("_nix-bld.1", "/a=b")
	f.Add("0", "//")
	f.Add("all", "/a,b@c+d")
	f.Add("NixRemote", "/..")
	f.Add("a*", `/a"b`)
	f.Add("!a", "/a b")
	f.Add("a\nb", "/a\nb")
	f.Add(`a\b`, `/a\b`)
	f.Add("a%u", "/a%h")
	f.Fuzz(func(t *testing.T, user, folder string) {
		s := setup()
		s.SSHUser, s.Remote.Wrapper, s.Remote.NixPath = user, false, []string{folder}
		if (sshconfig.ServerConfig{}).Check(s).HasErrors() {
			return
		}
		text := emitSetup(t, sshconfig.ServerConfig{}, s)
		got, err := counterpart.SSHDConfig(t, text, user, "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		if want := "/etc/buildmachines/authorized_keys/" + user; strings.Join(got["authorizedkeysfile"], "\n") != want {
			t.Errorf("AuthorizedKeysFile is %q, want %q", got["authorizedkeysfile"], want)
		}
		if want := "NIX_REMOTE=daemon\nPATH=" + folder + ":/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"; strings.Join(got["setenv"], "\n") != want {
			t.Errorf("SetEnv is %q, want %q", got["setenv"], want)
		}
		if got, err := counterpart.SSHDConfig(t, text, "x"+user, "192.0.2.1"); err != nil || got["permittty"][0] != "yes" {
			t.Errorf("another account: %q, %v", got["permittty"], err)
		}
	})
}
