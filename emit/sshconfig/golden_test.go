package sshconfig_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/golden"
)

// goldens are the folders of testdata, each with an ssh_config and a
// known_hosts.
var goldens = map[string]func() *plan.Client{
	"no-hosts": func() *plan.Client { return client() },
	"plain": func() *plan.Client {
		ada := host("ada", "ada.example.org", key(1), key(2))
		ada.Port, ada.SSHUser, ada.SSHKey = 1337, "nixremote", "/etc/nix/builder_ed25519"
		return client(ada, host("unpinned", "unpinned.example.org"))
	},
	"an-endpoint-comes-before-the-stanza": func() *plan.Client {
		ada := host("ada", "ada.example.org", key(1))
		ada.Endpoints = []plan.Endpoint{
			{Name: "lan", HostName: "fe80::1%eth0", Port: 2222, When: plan.Reachable},
			{Name: "vpn", HostName: "10.0.0.1", Port: 22, When: "ip route get 10.0.0.1 | grep -q wg0"},
		}
		return client(ada)
	},
	"a-chain-of-two-jumps": func() *plan.Client {
		ada := host("ada", "10.0.0.1", key(1))
		ada.SSH.ProxyJump = []string{"bastion", "inner"}
		c := client(ada)
		bastion, inner := host("bastion", "bastion.example.org", key(2)), host("inner", "10.0.0.254", key(3))
		bastion.SSHUser = "jump"
		c.Hops = []*plan.Host{&bastion, &inner}
		return c
	},
	"a-certificate-authority-and-an-agent": func() *plan.Client {
		ada := host("ada", "2001:db8::1", key(1))
		ada.Port, ada.KeyName, ada.HostCertificateAuthorities = 2222, "2001:db8::1", []string{key(2)}
		ada.SSH.IdentityAgent = "/run/my agent/sock"
		ada.SSH.ProxyCommand = `nc -X 5 -x "proxy:1080" %h %p`
		ada.SSH.Options = map[string]string{"RekeyLimit": "1G 1h", "Compression": "yes"}
		return client(ada)
	},
	"two-users-and-odd-paths": func() *plan.Client {
		ada := host("ada", "ada.example.org", key(1))
		ada.SSHKey = "/Users/it's me/100% #1"
		c := client(ada)
		c.Users, c.Dir = []string{"root", "hydra"}, "/Library/Application Support/buildmachines"
		return c
	},
	"a-store-without-ssh-has-no-stanza": func() *plan.Client {
		c := client(host("ada", "ada.example.org", key(1)))
		c.Builders = append(c.Builders, &plan.Builder{Host: plan.Host{Name: "local-daemon"}, URI: "unix:///run/nix"})
		return c
	},
}

func TestGolden(t *testing.T) {
	for name, c := range goldens {
		t.Run(name, func(t *testing.T) {
			golden.Compare(t, filepath.Join("testdata", name, "ssh_config"), emitConfig(t, c()))
			golden.Compare(t, filepath.Join("testdata", name, "known_hosts"), emitKnownHosts(t, c()))
		})
	}
}

func TestEveryGoldenHasACase(t *testing.T) {
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if goldens[e.Name()] == nil && e.Name() != "fuzz" {
			t.Errorf("testdata/%s belongs to no case; remove it", e.Name())
		}
	}
}
