package sshconfig_test

import (
	"io"
	"strconv"
	"testing"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/sshconfig"
)

// many returns a client with 10,000 builders.
func many() *plan.Client {
	hosts := make([]plan.Host, 10_000)
	for i := range hosts {
		name := "builder-" + strconv.Itoa(i)
		hosts[i] = host(name, name+".example.org", key(byte(i)))
		hosts[i].SSHUser, hosts[i].SSHKey, hosts[i].Port = "nixremote", "/etc/nix/builder_ed25519", 1000+i
	}
	return client(hosts...)
}

func BenchmarkConfig(b *testing.B) {
	c := many()
	for b.Loop() {
		if (sshconfig.Config{}).Check(c).HasErrors() || (sshconfig.Config{}).Emit(io.Discard, c) != nil {
			b.Fatal("refused")
		}
	}
}

func BenchmarkKnownHosts(b *testing.B) {
	c := many()
	for b.Loop() {
		if (sshconfig.KnownHosts{}).Check(c).HasErrors() || (sshconfig.KnownHosts{}).Emit(io.Discard, c) != nil {
			b.Fatal("refused")
		}
	}
}
