package bootstrap_test

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/bootstrap"
)

// setup returns a builder with one client.
func setup() *plan.Setup {
	s := &plan.Setup{Builder: &plan.Builder{
		Host: plan.Host{Name: "ada", SSHUser: "nixremote"},
		Remote: &plan.Remote{
			Platform: "linux", Install: "multi-user", NixPath: []string{nixFolder},
			Wrapper: true, WrapperPath: "/etc/buildmachines/nix-ssh-wrapper", Trusted: true,
			Home: "/var/lib/nixremote", MaxStartups: 24, Cores: -1,
			Commands: []plan.Command{
				{Sent: "nix-daemon --stdio", Argv: []string{"nix-daemon", "--stdio"}},
				{Sent: "nix-store --version", Argv: []string{"nix-store", "--version"}},
			},
			SystemFeatures: []string{"big-parallel", "kvm"},
		},
	}}
	client := &plan.Client{Name: "laptop", SSHPublicKeys: []string{publicKey()}}
	s.Visits = []plan.Visit{{Client: client, Builder: s.Builder}}
	return s
}

// publicKey is always the same one, for goldens.
func publicKey() string {
	key, err := ssh.NewPublicKey(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)).Public())
	if err != nil {
		panic(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

// script returns the text for s, which must be right.
func script(t testing.TB, s *plan.Setup) string {
	t.Helper()
	if diags := (bootstrap.Script{}).Check(s); diag.Has(diags, diag.Error) {
		t.Fatal(diags)
	}
	var out bytes.Buffer
	if err := (bootstrap.Script{}).Emit(&out, s); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
