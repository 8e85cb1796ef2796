package inline_test

import (
	"encoding/base64"
	"testing"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/inline"
	"github.com/buildmachines/buildmachines/schema"
)

// newBuilder returns a builder that every dialect can reach.
func newBuilder() *plan.Builder {
	return &plan.Builder{
		Host: plan.Host{
			Name: "ada", HostName: "ada", Port: 22,
			SSH: plan.SSH{ConnectTimeout: schema.DefaultConnectTimeout, ServerAliveInterval: schema.DefaultServerAliveInterval},
		},
		Protocol: "ssh-ng", URI: "ssh-ng://ada",
	}
}

// TestDefaultsAreNoDemand: the timeouts that nobody wrote are no reason to
// refuse a builder.
func TestDefaultsAreNoDemand(t *testing.T) {
	if diags := inline.Check(&plan.Client{Builders: []*plan.Builder{newBuilder()}}); len(diags) > 0 {
		t.Error(diags)
	}
}

func TestHostKey(t *testing.T) {
	const ed, sk, ec, rsa = "ssh-ed25519 A", "sk-ssh-ed25519@openssh.com A", "ecdsa-sha2-nistp256 A", "ssh-rsa A"
	for _, c := range []struct {
		keys []string
		want string
	}{
		{nil, ""},
		{[]string{rsa}, rsa},
		{[]string{rsa, ec}, ec},
		{[]string{ec, sk, rsa}, sk},
		{[]string{rsa, ec, ed, sk}, ed},
		{[]string{"ssh-ed25519 B", ed}, "ssh-ed25519 B"},
	} {
		h := &plan.Host{PublicHostKeys: c.keys}
		if got := inline.HostKey(h); got != c.want {
			t.Errorf("of %q: got %q, want %q", c.keys, got, c.want)
		}
		if raw, err := base64.StdEncoding.DecodeString(inline.Base64HostKey(h)); err != nil || string(raw) != c.want {
			t.Errorf("of %q: got %q, %v", c.keys, raw, err)
		}
	}
}

// TestKeyName: only a name that somebody chose is refused.
func TestKeyName(t *testing.T) {
	for name, refused := range map[string]bool{"": false, "ada": false, "10.0.0.1": false, "other": true} {
		b := newBuilder()
		b.HostName, b.KeyName = "10.0.0.1", name
		if got := diag.Has(inline.Check(&plan.Client{Builders: []*plan.Builder{b}}), diag.Error); got != refused {
			t.Errorf("%q is refused: %v", name, got)
		}
	}
}

// TestNamesThatNeedEncoding: Nix before 2.31 and Lix do not decode them.
func TestNamesThatNeedEncoding(t *testing.T) {
	for _, name := range []string{"a b", "a%40b", "a@b", "a/b", "a?b", "-oProxyCommand=x", "é", "a#b", "a;b"} {
		for _, set := range []func(*plan.Builder){
			func(b *plan.Builder) { b.HostName = name },
			func(b *plan.Builder) { b.SSHUser = name },
		} {
			b := newBuilder()
			set(b)
			if !diag.Has(inline.Check(&plan.Client{Builders: []*plan.Builder{b}}), diag.Error) {
				t.Errorf("%q is accepted", name)
			}
		}
	}
}

// TestIPv6NeedsADialect: the plan says what the client reads, nobody else.
func TestIPv6NeedsADialect(t *testing.T) {
	b := newBuilder()
	b.HostName = "2001:db8::7"
	c := &plan.Client{Builders: []*plan.Builder{b}}
	if !diag.Has(inline.Check(c), diag.Error) {
		t.Error("accepted")
	}
	c.Capabilities = []string{"ipv6-uri"}
	if diags := inline.Check(c); len(diags) > 0 {
		t.Error(diags)
	}
}
