package sshconfig_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/sshconfig"
)

// line returns the line of inventory.hcl at which host puts path.
func line(path string) int { return slices.Index(places, path) + 2 }

// Trap 2: one bad line breaks every host in the file, so Check refuses it
// where the inventory says it, and Emit does not write it either.
func TestConfigRefusesAtThePlace(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(*plan.Client, *plan.Host)
		line int
	}{
		{"a host name that is an option", func(_ *plan.Client, h *plan.Host) { h.HostName = "-oProxyCommand=x" }, line("host_name")},
		{"a port below zero", func(_ *plan.Client, h *plan.Host) { h.Port = -1 }, line("port")},
		{"a user that is expanded", func(_ *plan.Client, h *plan.Host) { h.SSHUser = "a%h" }, line("ssh_user")},
		{"a key below the home folder", func(_ *plan.Client, h *plan.Host) { h.SSHKey = "~/key" }, line("ssh_key")}, // trap 21
		{"a key path with a line break", func(_ *plan.Client, h *plan.Host) { h.SSHKey = "/a\nHost *" }, line("ssh_key")},
		{"a path that fills a line", func(_ *plan.Client, h *plan.Host) { h.SSHKey = "/" + strings.Repeat("a", 4078) }, line("ssh_key")},
		{"a key name with a blank", func(_ *plan.Client, h *plan.Host) { h.KeyName = "a b" }, line("host_key_alias")},
		{"an agent in the environment", func(_ *plan.Client, h *plan.Host) { h.SSH.IdentityAgent = "$AGENT" }, line("ssh.identity_agent")},
		{"a command with an open quote", func(_ *plan.Client, h *plan.Host) { h.SSH.ProxyCommand = "nc 'a" }, line("ssh.proxy_command")},
		{"a command with a newer token", func(_ *plan.Client, h *plan.Host) { h.SSH.ProxyCommand = "nc %n" }, line("ssh.proxy_command")},
		{"a time below zero", func(_ *plan.Client, h *plan.Host) { h.SSH.ConnectTimeout = -1 }, line("ssh.connect_timeout")},
		{"an option with a comment", func(_ *plan.Client, h *plan.Host) { h.SSH.Options = map[string]string{"Ciphers": "a #b"} }, line("ssh.options.Ciphers")},
		{"a keyword with a blank", func(_ *plan.Client, h *plan.Host) { h.SSH.Options = map[string]string{"A b": "c"} }, 1},
		{"an endpoint with a user", func(_ *plan.Client, h *plan.Host) { h.Endpoints[0].HostName = "u@lan" }, line("endpoints[0].host_name")},
		{"a condition with quotes", func(_ *plan.Client, h *plan.Host) { h.Endpoints[0].When = `test "a"` }, line("endpoints[0].when")},
		{"a pattern for a name", func(_ *plan.Client, h *plan.Host) { h.Name = "*" }, 1},
		{"a jump host with a port", func(_ *plan.Client, h *plan.Host) { h.SSH.ProxyJump = []string{"a:22"} }, 1},
		{"a pattern for a user", func(c *plan.Client, _ *plan.Host) { c.Users = []string{"*"} }, line("users[0]")},
		{"no users", func(c *plan.Client, _ *plan.Host) { c.Users = nil }, 1},
		{"a folder that is expanded", func(c *plan.Client, _ *plan.Host) { c.Dir = "/etc/%h" }, line("dir")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := pinnedHost()
			h.Endpoints = []plan.Endpoint{{Name: "lan", HostName: "ada.lan", Port: 22, When: "true"}}
			c := client(h)
			tt.edit(c, &c.Builders[0].Host)
			wantRefusal(t, sshconfig.Config{}.Check(c), diag.SSHConfigValue, tt.line)
			var b bytes.Buffer
			if err := (sshconfig.Config{}).Emit(&b, c); err == nil || b.Len() > 0 {
				t.Errorf("Emit wrote %d bytes, error %v", b.Len(), err)
			}
		})
	}
}

func TestKnownHostsRefusesAtThePlace(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(*plan.Host)
		line int
	}{
		{"a wildcard", func(h *plan.Host) { h.HostName = "*.example.org" }, line("host_name")},
		{"a second name", func(h *plan.Host) { h.HostName = "a,b" }, line("host_name")},
		{"a negation", func(h *plan.Host) { h.KeyName = "!a" }, line("host_key_alias")},
		{"a hash", func(h *plan.Host) { h.KeyName = "|1|a=|b=" }, line("host_key_alias")},
		{"a marker", func(h *plan.Host) { h.KeyName = "@revoked" }, line("host_key_alias")},
		{"a comment", func(h *plan.Host) { h.KeyName = "#a" }, line("host_key_alias")},
		{"a port in a key name", func(h *plan.Host) { h.KeyName = "[a]:22" }, line("host_key_alias")},
		{"no key name", func(h *plan.Host) { h.KeyName = "" }, line("host_key_alias")},
		{"a blank in an endpoint", func(h *plan.Host) { h.Endpoints[0].HostName = "a b" }, line("endpoints[0].host_name")},
		{"a bare blob", func(h *plan.Host) { _, h.PublicHostKeys[0], _ = strings.Cut(key(1), " ") }, line("public_host_keys[0]")},
		{"a comment after the key", func(h *plan.Host) { h.PublicHostKeys[0] += " root@ada" }, line("public_host_keys[0]")},
		{"a key of another type", func(h *plan.Host) { h.PublicHostKeys[0] = strings.Replace(key(1), "ssh-ed25519", "ssh-rsa", 1) }, line("public_host_keys[0]")},
		{"a line break in a key", func(h *plan.Host) { h.PublicHostKeys[0] += "\n" }, line("public_host_keys[0]")},
		{"names that fill a line", func(h *plan.Host) { h.KeyName = strings.Repeat("a", 8190) }, line("public_host_keys[0]")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := host("ada", "ada.example.org", key(1))
			h.Endpoints = []plan.Endpoint{{Name: "lan", HostName: "ada.lan", Port: 22}}
			tt.edit(&h)
			c := client(h)
			wantRefusal(t, sshconfig.KnownHosts{}.Check(c), diag.KnownHostsValue, tt.line)
			var b bytes.Buffer
			if err := (sshconfig.KnownHosts{}).Emit(&b, c); err == nil || b.Len() > 0 {
				t.Errorf("Emit wrote %d bytes, error %v", b.Len(), err)
			}
		})
	}
}

// wantRefusal wants one finding, which may stand there twice: the renderer
// drops doubles.
func wantRefusal(t *testing.T, got hcl.Diagnostics, code diag.Code, line int) {
	t.Helper()
	if len(got) == 0 {
		t.Errorf("nothing is refused, want %s in line %d", code, line)
	}
	for _, d := range got {
		if diag.CodeOf(d) != code || d.Subject.Start.Line != line {
			t.Errorf("got %v, want only %s in line %d", d, code, line)
		}
	}
}

// Trap 5 turned round: nothing but a host's own pins may stand under the name
// that ssh looks up for it.
func TestNoHostVouchesForAnother(t *testing.T) {
	twin := host("bob", "bob.example.org", key(1))
	twin.KeyName = "ada"
	other := host("bob", "bob.example.org", key(2))
	other.KeyName = "ADA"
	address := host("bob", "ada", key(2))
	elsewhere := host("bob", "ada", key(2))
	elsewhere.Port = 2222
	authority := host("bob", "ada")
	authority.KeyName, authority.HostCertificateAuthorities = "bob", []string{key(1)}
	for _, tt := range []struct {
		name string
		bob  plan.Host
		want int
	}{
		{"equal pins under one name", twin, 0},
		{"other pins under one name", other, 1},
		{"an address that is a key name", address, 1},
		{"the same address with a port", elsewhere, 0},
		{"the same key as an authority", authority, 1},
	} {
		got := sshconfig.KnownHosts{}.Check(client(host("ada", "ada.example.org", key(1)), tt.bob))
		if len(got) != tt.want {
			t.Errorf("%s: got %v, want %d", tt.name, got, tt.want)
		}
	}
}
