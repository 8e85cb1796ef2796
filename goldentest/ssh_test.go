package goldentest_test

import (
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/sshconfig"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// hostile is what an administrator may have written for everybody.
const hostile = `
Host *
  HostName evil
  Port 1
  User evil
  IdentityFile /evil
  IdentityAgent /evil
  HostKeyAlias evil
  UserKnownHostsFile /evil
  GlobalKnownHostsFile /evil
  StrictHostKeyChecking no
  VerifyHostKeyDNS yes
  UpdateHostKeys yes
  CheckHostIP yes
  CanonicalizeHostname always
  ConnectTimeout 1000
  ServerAliveInterval 1000
  ServerAliveCountMax 1000
  ProxyCommand evil %h
  ControlMaster auto
  ControlPath /evil
  RequestTTY force
  RemoteCommand evil
  ForwardAgent yes
  ForwardX11 yes
  LocalForward 1234 evil:1
  RemoteForward 1234 evil:1
  DynamicForward 1235
  PermitLocalCommand yes
  LocalCommand evil
  Tunnel yes
`

// stanzaOf returns what "ssh -G" shows for h as a daemon user of c. What is nil
// is not shown: ssh leaves out "none", and what ClearAllForwardings drops.
func stanzaOf(c *plan.Client, h *plan.Host) map[string][]string {
	want := map[string][]string{
		"hostname": {h.HostName}, "port": {strconv.Itoa(h.Port)},
		"identitiesonly": {"yes"}, "identityagent": {"none"},
		"stricthostkeychecking": {"true"}, "verifyhostkeydns": {"false"}, "updatehostkeys": {"false"},
		"checkhostip": {"no"}, "canonicalizehostname": {"false"}, "batchmode": {"yes"},
		"connecttimeout":      {strconv.Itoa(h.SSH.ConnectTimeout)},
		"serveraliveinterval": {strconv.Itoa(h.SSH.ServerAliveInterval)}, "serveralivecountmax": {"4"},
		"controlmaster": {"false"}, "controlpath": nil, "requesttty": {"false"}, "remotecommand": nil,
		"forwardagent": {"no"}, "forwardx11": {"no"}, "clearallforwardings": {"yes"},
		"localforward": nil, "remoteforward": nil, "dynamicforward": nil,
		"permitlocalcommand": {"no"}, "tunnel": {"false"},
		"proxycommand": nil, "proxyjump": nil,
	}
	if h.SSHUser != "" {
		want["user"] = []string{h.SSHUser}
	}
	if agent := h.SSH.IdentityAgent; agent != "" {
		want["identityagent"] = []string{agent}
		if h.SSHKey == "" {
			want["identitiesonly"] = []string{"no"} // or the agent would offer nothing
		}
	}
	if h.Pinned() {
		want["hostkeyalias"] = []string{h.KeyName}
		want["userknownhostsfile"], want["globalknownhostsfile"] = []string{c.Dir + "/known_hosts"}, []string{"/dev/null"}
	}
	if len(h.SSH.ProxyJump) > 0 {
		want["proxyjump"] = []string{strings.Join(h.SSH.ProxyJump, ",")}
	} else if h.SSH.ProxyCommand != "" {
		want["proxycommand"] = []string{h.SSH.ProxyCommand}
	}
	for key, value := range h.SSH.Options {
		want[strings.ToLower(key)] = []string{value}
	}
	return want
}

// eachSSHConfig runs a test on every client whose ssh_config has hosts. Clients
// with the same one stand for each other.
func eachSSHConfig(t *testing.T, test func(t *testing.T, c goldenClient)) {
	t.Helper()
	counterpart.Require(t, "ssh")
	seen := map[string]bool{}
	for _, c := range withFile(t, "ssh_config") {
		path, _ := c.path("ssh_config")
		if text := read(t, path); len(c.Hosts()) == 0 || seen[text] {
			continue
		} else {
			seen[text] = true
		}
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			test(t, c)
		})
	}
}

// configFor writes the ssh_config of c with users as its daemon users.
func configFor(t *testing.T, c *plan.Client, users ...string) string {
	t.Helper()
	theirs := *c
	theirs.Users = users
	var text strings.Builder
	if err := (sshconfig.Config{}).Emit(&text, &theirs); err != nil {
		t.Fatal(err)
	}
	return write(t, filepath.Join(t.TempDir(), "ssh_config"), text.String())
}

func me(t *testing.T) string {
	t.Helper()
	u, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return u.Username
}

// A daemon user sees the stanza of each host as the plan has it, whatever
// "Host *" says after it.
func TestTrap10HostStarAfterOursAddsNothing(t *testing.T) {
	eachSSHConfig(t, func(t *testing.T, c goldenClient) {
		file := configFor(t, c.Client, me(t))
		for _, h := range c.Hosts() {
			got := counterpart.SSHConfig(t, file, h.Name, hostile)
			want := stanzaOf(c.Client, h)
			if diff := gocmp.Diff(want, pick(got, want)); diff != "" {
				t.Errorf("ssh -G %s (-want +got):\n%s", h.Name, diff)
			}
			// Files with keys add up; ours is tried first.
			if h.SSHKey != "" && got["identityfile"][0] != h.SSHKey {
				t.Errorf("%s: the first key is %s, want %s", h.Name, got["identityfile"][0], h.SSHKey)
			}
		}
	})
}

func pick(all, keys map[string][]string) map[string][]string {
	out := map[string][]string{}
	for key := range keys {
		out[key] = all[key]
	}
	return out
}

// Other people, and the daemon users on their way to other hosts, see what they
// see without our file.
func TestNobodyElseIsAffected(t *testing.T) {
	nothing := write(t, filepath.Join(t.TempDir(), "ssh_config"), "")
	eachSSHConfig(t, func(t *testing.T, c goldenClient) {
		ours, theirs := configFor(t, c.Client, me(t)), configFor(t, c.Client, "somebody-else")
		unaffected(t, nothing, ours, "elsewhere.example.org")
		for _, h := range c.Hosts() {
			unaffected(t, nothing, theirs, h.Name)
		}
	})
}

func unaffected(t *testing.T, without, with, host string) {
	t.Helper()
	if diff := gocmp.Diff(counterpart.SSHConfig(t, without, host, hostile), counterpart.SSHConfig(t, with, host, hostile)); diff != "" {
		t.Errorf("ssh -G %s (-without +with our file):\n%s", host, diff)
	}
}

// Lines that somebody appends to our file count for everybody, and are not taken
// in by our last stanza.
func TestTrap09LastStanzaCapturesNothing(t *testing.T) {
	eachSSHConfig(t, func(t *testing.T, c goldenClient) {
		file := configFor(t, c.Client, me(t))
		const appended = "LogLevel DEBUG3\nEscapeChar x\n"
		for _, host := range []string{c.Hosts()[0].Name, "elsewhere.example.org"} {
			if got := counterpart.SSHConfig(t, file, host, appended)["escapechar"]; len(got) != 1 || got[0] != "x" {
				t.Errorf("%s: escapechar is %q", host, got)
			}
		}
	})
}
