package goldentest_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// network is what the connections of one test go through: compiled inventories
// on one side, real servers on the loopback interface on the other.
type network struct {
	three     *counterpart.SSHD // has keys of three types
	one       *counterpart.SSHD // has an ed25519 key only
	certified *counterpart.SSHD // has a certificate for certName and the address
}

const certName = "certified.example.org"

func startNetwork(t *testing.T) network {
	t.Helper()
	return network{
		three:     counterpart.StartSSHD(t, counterpart.SSHDOptions{}),
		one:       counterpart.StartSSHD(t, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}}),
		certified: counterpart.StartSSHD(t, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}, Principals: []string{certName, "127.0.0.1"}}),
	}
}

// host returns the attributes of a builder or jump that stand for s.
func host(s *counterpart.SSHD, more ...string) string {
	return fmt.Sprintf("host_name = %q\nport = %d\nssh_user = %q\nssh_key = %q\n%s\n",
		s.Host, s.Port, s.User, s.ClientKey, strings.Join(more, "\n"))
}

func pins(keys ...string) string { return listOf("public_host_keys", keys) }

func authorities(keys ...string) string { return listOf("host_certificate_authorities", keys) }

func listOf(attribute string, items []string) string {
	return attribute + ` = ["` + strings.Join(items, `", "`) + `"]`
}

func jump(name, attributes string) string {
	return fmt.Sprintf("jump %q {\n%s}\n", name, attributes)
}

func builder(name, attributes string) string {
	return fmt.Sprintf("builder %q {\nsystems = [%q]\n%s}\n", name, system(), attributes)
}

// system is the one that this machine builds for.
func system() string {
	cpu := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]
	return cpu + "-" + runtime.GOOS
}

// install compiles blocks for the current user, and writes the client's files
// into a folder as they would be installed.
func install(t *testing.T, blocks ...string) string {
	t.Helper()
	dir := t.TempDir()
	client := fmt.Sprintf("client \"here\" {\nusers = [%q]\ndir = %q\n}\n", me(t), dir)
	for path, text := range compileText(t, strings.Join(append(blocks, client), "")).files {
		write(t, filepath.Join(dir, filepath.Base(path)), text)
	}
	return dir
}

func connect(t *testing.T, dir, alias string) error {
	t.Helper()
	return counterpart.Connect(t, filepath.Join(dir, "ssh_config"), alias)
}

const refused = "Host key verification failed"

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" && err != nil {
		t.Error(err)
	}
	if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("got %v, want an error with %q", err, want)
	}
}

// ssh connects where the inventory pins the host as it is, and refuses what is
// not so.
func TestTrap05PinsDecide(t *testing.T) {
	n := startNetwork(t)
	stranger := counterpart.NewPublicKey(t, "ed25519")
	for name, c := range map[string]struct{ attributes, err string }{
		"the right key":                       {host(n.one, pins(n.one.HostKeys["ed25519"])), ""},
		"one of two keys":                     {host(n.one, pins(stranger, n.one.HostKeys["ed25519"])), ""},
		"another key":                         {host(n.one, pins(stranger)), refused},
		"no pin":                              {host(n.one), refused},
		"RSA alone on an odd port":            {host(n.three, pins(n.three.HostKeys["rsa"])), ""},
		"ECDSA alone":                         {host(n.three, pins(n.three.HostKeys["ecdsa"])), ""},
		"a type that the host lacks":          {host(n.one, pins(n.three.HostKeys["ecdsa"])), refused},
		"a key alias":                         {host(n.one, pins(n.one.HostKeys["ed25519"]), `host_key_alias = "other.example.org"`), ""},
		"the authority by address":            {host(n.certified, authorities(n.certified.Authority)), ""},
		"the authority by the certified name": {host(n.certified, authorities(n.certified.Authority), `host_key_alias = "`+certName+`"`), ""},
		"the authority by another name":       {host(n.certified, authorities(n.certified.Authority), `host_key_alias = "other.example.org"`), refused},
		"another authority":                   {host(n.certified, authorities(stranger)), refused},
		"the host's key as authority":         {host(n.one, authorities(n.one.HostKeys["ed25519"])), refused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantError(t, connect(t, install(t, builder("ada", c.attributes)), "ada"), c.err)
		})
	}
}

// What the system and the user know about hosts does not count beside a pin.
func TestTrap06OtherKnownHostsDoNotCount(t *testing.T) {
	s := counterpart.StartSSHD(t, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}})
	dir := install(t, builder("ada", host(s, pins(counterpart.NewPublicKey(t, "ed25519")))))
	known := write(t, filepath.Join(dir, "known_by_others"), fmt.Sprintf("ada,[127.0.0.1]:%d %s\n", s.Port, s.HostKeys["ed25519"]))
	others := fmt.Sprintf("Host *\n  StrictHostKeyChecking accept-new\n  UserKnownHostsFile %s\n  GlobalKnownHostsFile %s\n", known, known)
	file := write(t, filepath.Join(dir, "whole"), read(t, filepath.Join(dir, "ssh_config"))+others)
	wantError(t, counterpart.Connect(t, file, "ada"), refused)
	// Without our stanza they are enough, so it is the stanza that refuses.
	file = write(t, filepath.Join(dir, "without"), fmt.Sprintf("Host ada\n  HostName %s\n  Port %d\n  User %s\n  IdentityFile %s\n", s.Host, s.Port, s.User, s.ClientKey)+others)
	wantError(t, counterpart.Connect(t, file, "ada"), "")
}

// Each hop has a user, a key and pins of its own, and is checked like any host.
func TestTrap22JumpsAreHostsToo(t *testing.T) {
	n := startNetwork(t)
	right := host(n.one, pins(n.one.HostKeys["ed25519"]))
	wrong := host(n.one, pins(counterpart.NewPublicKey(t, "ed25519")))
	edge := jump("edge", host(n.three, pins(n.three.HostKeys["ed25519"])))
	target := func(way string) string {
		return builder("ada", host(n.certified, authorities(n.certified.Authority), "ssh {\n"+way+"\n}"))
	}
	for name, c := range map[string]struct{ blocks, err string }{
		"through a jump":          {jump("gate", right) + target(`proxy_jump = ["gate"]`), ""},
		"through two":             {edge + jump("gate", right) + target(`proxy_jump = ["edge", "gate"]`), ""},
		"a jump behind a jump":    {edge + jump("gate", right+`proxy_jump = ["edge"]`+"\n") + target(`proxy_jump = ["gate"]`), ""},
		"through a builder":       {builder("bob", right) + target(`proxy_jump = ["bob"]`), ""},
		"the first is another":    {jump("gate", wrong) + target(`proxy_jump = ["gate"]`), refused},
		"the second is another":   {edge + jump("gate", wrong) + target(`proxy_jump = ["edge", "gate"]`), refused},
		"an unpinned jump":        {jump("gate", host(n.one)) + target(`proxy_jump = ["gate"]`), refused},
		"a jump with another key": {jump("gate", strings.Replace(right, n.one.ClientKey, n.three.ClientKey, 1)) + target(`proxy_jump = ["gate"]`), "Permission denied"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantError(t, connect(t, install(t, c.blocks), "ada"), c.err)
		})
	}
}

// The whole way: an inventory, its files as they are installed, and a build
// that can only have been done on the builder.
func TestRemoteBuild(t *testing.T) {
	onEachNix(t, func(t *testing.T, n counterpart.Nix) {
		remote := counterpart.NewRemote(t, n)
		s := counterpart.StartSSHD(t, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}, SetEnv: remote.Env()})
		for _, protocol := range []string{"ssh", "ssh-ng"} {
			ada := host(s, pins(s.HostKeys["ed25519"]), fmt.Sprintf("protocol = %q", protocol))
			dir := install(t, builder("ada", ada))
			wantError(t, remote.RemoteBuild(t, n, filepath.Join(dir, "machines"), filepath.Join(dir, "ssh_config")), "")
		}
	})
}
