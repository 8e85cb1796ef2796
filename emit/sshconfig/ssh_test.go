package sshconfig_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// hostile is what an administrator may have written for everybody.
const hostile = `
Host *
  HostName evil
  Port 1
  User evil
  IdentityFile /evil
  IdentitiesOnly no
  IdentityAgent /evil
  HostKeyAlias evil
  UserKnownHostsFile /evil
  GlobalKnownHostsFile /evil
  StrictHostKeyChecking no
  VerifyHostKeyDNS yes
  UpdateHostKeys yes
  CheckHostIP yes
  CanonicalizeHostname always
  BatchMode no
  ConnectTimeout 1000
  ServerAliveInterval 1000
  ServerAliveCountMax 1000
  ProxyCommand evil %h
  ProxyJump evil
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

// ours is what "ssh -G" must show for the stanza of pinnedHost, whatever comes
// after it.
var ours = map[string][]string{
	"hostname":              {"ada.example.org"},
	"port":                  {"1337"},
	"user":                  {"nixremote"},
	"identitiesonly":        {"yes"},
	"identityagent":         {"none"},
	"hostkeyalias":          {"ada"},
	"userknownhostsfile":    {"/etc/buildmachines/known_hosts"},
	"globalknownhostsfile":  {"/dev/null"},
	"stricthostkeychecking": {"true"},
	"verifyhostkeydns":      {"false"},
	"updatehostkeys":        {"false"},
	"checkhostip":           {"no"},
	"canonicalizehostname":  {"false"},
	"batchmode":             {"yes"},
	"connecttimeout":        {"10"},
	"serveraliveinterval":   {"15"},
	"serveralivecountmax":   {"4"},
	"controlmaster":         {"false"},
	"requesttty":            {"false"},
	"forwardagent":          {"no"},
	"forwardx11":            {"no"},
	"clearallforwardings":   {"yes"},
	"permitlocalcommand":    {"no"},
	"tunnel":                {"false"},
	// "none" is shown by absence, and so are the forwardings that
	// ClearAllForwardings drops.
	"proxycommand": nil, "proxyjump": nil, "controlpath": nil, "remotecommand": nil,
	"localforward": nil, "remoteforward": nil, "dynamicforward": nil,
}

func pinnedHost() plan.Host {
	h := host("ada", "ada.example.org", key(1))
	h.Port, h.SSHUser, h.SSHKey = 1337, "nixremote", "/etc/nix/key"
	return h
}

func pick(all map[string][]string, keys map[string][]string) map[string][]string {
	out := map[string][]string{}
	for k := range keys {
		out[k] = all[k]
	}
	return out
}

// Traps 9, 10, 20: the stanza wins over a "Host *" after it, and captures
// nothing of what is appended to the file.
func TestHostileDefaultsComeTooLate(t *testing.T) {
	counterpart.Require(t, "ssh")
	file := write(t, "ssh_config", emitConfig(t, mine(t, pinnedHost()))+hostile)
	got := settings(t, file, "ada")
	if diff := cmp.Diff(ours, pick(got, ours)); diff != "" {
		t.Errorf("ssh -G ada (-want +got):\n%s", diff)
	}
	// Identity files add up, in order: ssh tries ours first, and then a key
	// that the administrator gave to everybody. docs/targets/ssh-config.md.
	if diff := cmp.Diff([]string{"/etc/nix/key", "/evil"}, got["identityfile"]); diff != "" {
		t.Errorf("identityfile (-want +got):\n%s", diff)
	}
}

func TestProxyStaysOursBeforeHostileDefaults(t *testing.T) {
	counterpart.Require(t, "ssh")
	jump, command := pinnedHost(), pinnedHost()
	jump.SSH.ProxyJump = []string{"bastion", "inner"}
	command.SSH.ProxyCommand = "nc %h %p"
	for _, tt := range []struct {
		host plan.Host
		want map[string][]string
	}{
		{jump, map[string][]string{"proxyjump": {"bastion,inner"}, "proxycommand": nil}},
		{command, map[string][]string{"proxyjump": nil, "proxycommand": {"nc %h %p"}}},
	} {
		got := settings(t, write(t, "ssh_config", emitConfig(t, mine(t, tt.host))+hostile), "ada")
		if diff := cmp.Diff(tt.want, pick(got, tt.want)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// Trap 6: without a pin the daemon user's own file decides, strictly.
func TestUnpinnedHostIsStillChecked(t *testing.T) {
	counterpart.Require(t, "ssh")
	got := settings(t, write(t, "ssh_config", emitConfig(t, mine(t, host("ada", "ada.example.org")))), "ada")
	want := map[string][]string{"stricthostkeychecking": {"true"}, "hostkeyalias": nil}
	if diff := cmp.Diff(want, pick(got, want)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if f := got["userknownhostsfile"]; len(f) != 1 || !strings.HasSuffix(f[0], "/.ssh/known_hosts2") {
		t.Errorf("userknownhostsfile %q, want the default", f)
	}
}

// Other hosts and other users see what they see without the file.
func TestNobodyElseIsAffected(t *testing.T) {
	counterpart.Require(t, "ssh")
	without := write(t, "ssh_config", hostile)
	ours, theirs := mine(t, pinnedHost()), client(pinnedHost())
	theirs.Users = []string{"nobody-else"}
	for _, tt := range []struct {
		what, alias string
		c           *plan.Client
	}{
		{"another host", "bob", ours},
		{"the address of a builder", "ada.example.org", ours},
		{"another user", "ada", theirs},
	} {
		with := write(t, "ssh_config", emitConfig(t, tt.c)+hostile)
		if diff := cmp.Diff(sshG(t, without, tt.alias), sshG(t, with, tt.alias)); diff != "" {
			t.Errorf("%s (-without +with our file):\n%s", tt.what, diff)
		}
	}
}

func TestOptionsComeAfterOurs(t *testing.T) {
	counterpart.Require(t, "ssh")
	h := pinnedHost()
	h.SSH.Options = map[string]string{"RekeyLimit": "1G 1h", "Compression": "yes", "BatchMode": "no"}
	got := settings(t, write(t, "ssh_config", emitConfig(t, mine(t, h))), "ada")
	want := map[string][]string{"compression": {"yes"}, "rekeylimit": {"1073741824 3600"}, "batchmode": {"yes"}}
	if diff := cmp.Diff(want, pick(got, want)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Trap 5, and 22 for a hop: ssh finds each pin under the key name and under
// every address.
func TestEveryPinIsFound(t *testing.T) {
	counterpart.Require(t, "ssh-keygen")
	ada := host("ada", "ada.example.org", key(1), key(2))
	ada.Port = 1337
	ada.HostCertificateAuthorities = []string{key(3)}
	ada.Endpoints = []plan.Endpoint{{Name: "lan", HostName: "fe80::1%eth0", Port: 22}, {Name: "vpn", HostName: "10.0.0.1", Port: 23}}
	c := client(ada)
	hop := host("bastion", "bastion.example.org", key(4))
	c.Hops = []*plan.Host{&hop}
	file := write(t, "known_hosts", emitKnownHosts(t, c))
	for name, pins := range map[string][]string{
		"ada":                    {key(1), key(2), key(3)},
		"ADA":                    {key(1), key(2), key(3)},
		"[ada.example.org]:1337": {key(1), key(2), key(3)},
		"fe80::1%eth0":           {key(1), key(2), key(3)},
		"[10.0.0.1]:23":          {key(1), key(2), key(3)},
		"ada.example.org":        nil,
		"bastion":                {key(4)},
		"bastion.example.org":    {key(4)},
	} {
		if diff := cmp.Diff(pins, found(t, file, name)); diff != "" {
			t.Errorf("ssh-keygen -F %s (-want +got):\n%s", name, diff)
		}
	}
	// -l passes over the line of the authority.
	if out, err := exec.Command("ssh-keygen", "-l", "-f", file).CombinedOutput(); err != nil || strings.Count(string(out), "SHA256:") < 3 {
		t.Errorf("ssh-keygen -l: %v\n%s", err, out)
	}
}

// found returns the keys that "ssh-keygen -F" prints for name.
func found(t *testing.T, file, name string) []string {
	t.Helper()
	out, err := exec.Command("ssh-keygen", "-F", name, "-f", file).Output()
	if _, notFound := err.(*exec.ExitError); err != nil && !notFound {
		t.Fatal(err)
	}
	var keys []string
	for _, line := range strings.Split(string(out), "\n") {
		if f := strings.Fields(line); len(f) > 2 && f[0] != "#" {
			keys = append(keys, strings.Join(f[len(f)-2:], " "))
		}
	}
	return keys
}
