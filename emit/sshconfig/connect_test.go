package sshconfig_test

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// chosen returns the address that ssh picks for a builder with one endpoint.
func chosen(t *testing.T, e plan.Endpoint, env ...string) string {
	t.Helper()
	h := pinnedHost()
	h.Endpoints = []plan.Endpoint{e}
	got := settings(t, write(t, "ssh_config", emitConfig(t, mine(t, h))), "ada", env...)
	return got["hostname"][0] + " " + got["port"][0]
}

const ownAddress = "ada.example.org 1337"

func TestEndpointIsChosenIfAServerAnswers(t *testing.T) {
	counterpart.Require(t, "ssh-keyscan")
	hostKey, _ := signer(t)
	for network, address := range map[string]string{"tcp4": "127.0.0.1", "tcp6": "::1"} {
		t.Run(network, func(t *testing.T) {
			port := sshServer(t, network, "", hostKey)
			got := chosen(t, plan.Endpoint{Name: "lan", HostName: address, Port: port, When: plan.Reachable})
			if want := address + " " + strconv.Itoa(port); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// Trap 20: an endpoint where nothing answers is passed over. That it costs a
// second, not the kernel's time-out, stands in the goldens: ssh-keyscan -T 1.
func TestEndpointIsPassedOver(t *testing.T) {
	counterpart.Require(t, "ssh-keyscan")
	silent := listen(t, "tcp4", func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	banner := listen(t, "tcp4", func(c net.Conn) {
		_, _ = io.WriteString(c, "SSH-2.0-OpenSSH_9.2\r\n")
		_, _ = io.Copy(io.Discard, c)
	})
	gone := listen(t, "tcp4", func(net.Conn) {})
	for what, port := range map[string]int{"silent": silent, "only a banner": banner, "closes": gone, "refused": 1} {
		t.Run(what, func(t *testing.T) {
			if got := chosen(t, plan.Endpoint{Name: "lan", HostName: "127.0.0.1", Port: port, When: plan.Reachable}); got != ownAddress {
				t.Errorf("got %s, want %s", got, ownAddress)
			}
		})
	}
}

// The exit status of ssh-keyscan was always 0 up to OpenSSH 7.9, and its
// comment goes to stdout since 9.8.
func TestEndpointDoesNotTrustTheExitStatus(t *testing.T) {
	counterpart.Require(t, "ssh")
	for what, script := range map[string]string{
		"old": "echo '# lan:22 SSH-2.0-OpenSSH_7.6' >&2; exit 0",
		"new": "echo '# lan:22 SSH-2.0-OpenSSH_10.0'; exit 1",
	} {
		bin := t.TempDir()
		if err := os.WriteFile(filepath.Join(bin, "ssh-keyscan"), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		got := chosen(t, plan.Endpoint{Name: "lan", HostName: "lan", Port: 22, When: plan.Reachable}, "PATH="+bin+":"+os.Getenv("PATH"))
		if got != ownAddress {
			t.Errorf("%s: got %s, want %s", what, got, ownAddress)
		}
	}
}

func TestConditionDecides(t *testing.T) {
	counterpart.Require(t, "ssh")
	for when, want := range map[string]string{
		"test 'a b' = 'a b'":    "lan 22",
		"test 100% = 100%":      "lan 22",
		"test %h = ada":         ownAddress, // "%" reaches the shell as it is
		"false || test 1 -gt 2": ownAddress,
	} {
		if got := chosen(t, plan.Endpoint{Name: "lan", HostName: "lan", Port: 22, When: when}); got != want {
			t.Errorf("%s: got %s, want %s", when, got, want)
		}
	}
}

// Traps 5 and 6: a real connection stands or falls with the pin, and the files
// are found under the oddest paths that are not refused.
func TestPinDecides(t *testing.T) {
	counterpart.Require(t, "ssh")
	dir := filepath.Join(t.TempDir(), "it's #1=a, b")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	private := filepath.Join(dir, "100%h key")
	login := clientKey(t, private)
	hostKey, hostLine := signer(t)
	authority, authorityLine := signer(t)
	plain := sshServer(t, "tcp4", login, hostKey)
	withCertificate := sshServer(t, "tcp4", login, certified(t, hostKey, authority, "127.0.0.1"), hostKey)
	for _, tt := range []struct {
		name    string
		port    int
		keyName string
		keys    []string
		cas     []string
		ok      bool
	}{
		{"the right key", plain, "ada", []string{hostLine}, nil, true},
		{"one of two keys", plain, "ada", []string{key(1), hostLine}, nil, true},
		{"a wrong key", plain, "ada", []string{key(1)}, nil, false},
		{"the authority", withCertificate, "127.0.0.1", nil, []string{authorityLine}, true},
		{"the authority under a name it did not sign", withCertificate, "ada", nil, []string{authorityLine}, false},
		{"another authority", withCertificate, "127.0.0.1", nil, []string{key(1)}, false},
		{"the host key as an authority", plain, "127.0.0.1", nil, []string{hostLine}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := host("ada", "127.0.0.1", tt.keys...)
			h.Port, h.KeyName, h.HostCertificateAuthorities = tt.port, tt.keyName, tt.cas
			h.SSHUser, h.SSHKey = "nixremote", private
			c := mine(t, h)
			c.Dir = dir
			connect(t, c, tt.ok)
		})
	}
}

// connect installs the files of c and runs a command on ada.
func connect(t *testing.T, c *plan.Client, want bool) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(c.Dir, "known_hosts"), []byte(emitKnownHosts(t, c)), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ssh", "-F", write(t, "ssh_config", emitConfig(t, c)), "ada", "true").CombinedOutput()
	if (err == nil) != want {
		t.Errorf("ssh ada true: %v, want success %v\n%s", err, want, out)
	}
}

// Trap 22: a jump host has a stanza and pins of its own.
func TestJumpIsPinnedToo(t *testing.T) {
	counterpart.Require(t, "ssh")
	private := filepath.Join(t.TempDir(), "key")
	login := clientKey(t, private)
	adaKey, adaLine := signer(t)
	hopKey, hopLine := signer(t)
	adaPort, hopPort := sshServer(t, "tcp4", login, adaKey), sshServer(t, "tcp4", login, hopKey)
	for pin, ok := range map[string]bool{hopLine: true, adaLine: false} {
		ada, hop := host("ada", "127.0.0.1", adaLine), host("bastion", "127.0.0.1", pin)
		ada.Port, ada.SSHUser, ada.SSHKey = adaPort, "nixremote", private
		hop.Port, hop.SSHUser, hop.SSHKey = hopPort, "jump", private
		ada.SSH.ProxyJump = []string{"bastion"}
		c := mine(t, ada)
		c.Hops, c.Dir = []*plan.Host{&hop}, t.TempDir()
		connect(t, c, ok)
	}
}
