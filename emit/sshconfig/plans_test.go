package sshconfig_test

import (
	"bytes"
	"crypto/ed25519"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/sshconfig"
)

// key returns an ed25519 public key line. Nobody has the private half.
func key(n byte) string {
	k, err := ssh.NewPublicKey(ed25519.PublicKey(bytes.Repeat([]byte{n}, ed25519.PublicKeySize)))
	if err != nil {
		panic(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(k)))
}

// host returns a pinned host with the defaults of the inventory language. The
// places of its values are in inventory.hcl: the block in line 1, and path i
// of places in line i+2.
func host(name, hostName string, pins ...string) plan.Host {
	h := plan.Host{
		Name: name, HostName: hostName, Port: 22,
		SSH: plan.SSH{ConnectTimeout: 10, ServerAliveInterval: 15},
	}
	h.Origins = origins()
	if len(pins) > 0 {
		h.KeyName, h.PublicHostKeys = name, pins
	}
	return h
}

var places = []string{
	"host_name", "port", "ssh_user", "ssh_key", "host_key_alias", "public_host_keys[0]",
	"ssh.proxy_command", "ssh.identity_agent", "ssh.connect_timeout", "ssh.options.Ciphers",
	"endpoints[0].host_name", "endpoints[0].when", "users[0]", "dir",
}

func origins() plan.Origins {
	return plan.Origins{Block: at(1), Places: func(add func(string, hcl.Range)) {
		for i, path := range places {
			add(path, at(i+2))
		}
	}}
}

func at(line int) hcl.Range {
	pos := hcl.Pos{Line: line, Column: 1}
	return hcl.Range{Filename: "inventory.hcl", Start: pos, End: pos}
}

// client returns a client of root that uses hosts as builders.
func client(hosts ...plan.Host) *plan.Client {
	c := &plan.Client{Name: "laptop", Users: []string{"root"}, Dir: "/etc/buildmachines", Origins: origins()}
	for _, h := range hosts {
		c.Builders = append(c.Builders, &plan.Builder{Host: h, Protocol: "ssh-ng"})
	}
	return c
}

// mine is client for the user who runs the test.
func mine(t testing.TB, hosts ...plan.Host) *plan.Client {
	t.Helper()
	u, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	c := client(hosts...)
	c.Users = []string{"nobody-else", u.Username}
	return c
}

func emitConfig(t testing.TB, c *plan.Client) string {
	t.Helper()
	if diags := (sshconfig.Config{}).Check(c); len(diags) > 0 {
		t.Fatal(diags)
	}
	var b bytes.Buffer
	if err := (sshconfig.Config{}).Emit(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func emitKnownHosts(t testing.TB, c *plan.Client) string {
	t.Helper()
	if diags := (sshconfig.KnownHosts{}).Check(c); len(diags) > 0 {
		t.Fatal(diags)
	}
	var b bytes.Buffer
	if err := (sshconfig.KnownHosts{}).Emit(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// write puts text into a file that only the user can read.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// settings returns what "ssh -G" shows for alias: values by keyword, both as
// ssh prints them.
func settings(t testing.TB, file, alias string, env ...string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSuffix(sshG(t, file, alias, env...), "\n"), "\n") {
		k, v, _ := strings.Cut(line, " ")
		out[k] = append(out[k], v)
	}
	return out
}

func sshG(t testing.TB, file, alias string, env ...string) string {
	t.Helper()
	cmd := exec.Command("ssh", "-G", "-F", file, alias)
	cmd.Env = append(os.Environ(), env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("ssh -G -F %s %s: %v\n%s", file, alias, err, &stderr)
	}
	return string(out)
}
