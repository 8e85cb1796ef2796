package sshconfig_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/sshconfig"
)

// serverTarget is a target of the builder's side.
type serverTarget interface {
	Check(s *plan.Setup) hcl.Diagnostics
	Emit(w io.Writer, s *plan.Setup) error
}

var (
	_ serverTarget = sshconfig.AuthorizedKeys{}
	_ serverTarget = sshconfig.ServerConfig{}
)

// setup returns a builder with the defaults of the inventory language, which
// lets clients in. The places of its values are in inventory.hcl: the block in
// line 1, and path i of setupPlaces in line i+2. The blocks of clients are in
// line 100 and following, the same way.
func setup(clients ...*plan.Client) *plan.Setup {
	b := &plan.Builder{
		Host:   host("ada", "ada.example.org"),
		Enable: true, Protocol: "ssh-ng", MaxJobs: 4,
		Remote: &plan.Remote{
			Platform: "linux", Install: "multi-user", NixPath: []string{"/nix/var/nix/profiles/default/bin"},
			Wrapper: true, WrapperPath: "/etc/buildmachines/nix-ssh-wrapper", Trusted: true, Cores: -1, MaxStartups: 12,
		},
	}
	b.SSHUser, b.Origins = "nixremote", placed(1, setupPlaces)
	s := &plan.Setup{Builder: b}
	for _, c := range clients {
		s.Visits = append(s.Visits, plan.Visit{Client: c, Builder: b})
	}
	return s
}

// visitor returns a client that has keys.
func visitor(name string, keys ...string) *plan.Client {
	return &plan.Client{Name: name, SSHPublicKeys: keys, Origins: placed(100, clientPlaces)}
}

var (
	setupPlaces = []string{
		"ssh_user", "remote.wrapper_path", "remote.from", "remote.from[1]", "remote.max_startups", "remote.nix_path[1]",
	}
	clientPlaces = []string{"ssh_public_keys[0]", "ssh_public_keys[1]", "from", "from[1]"}
)

func placed(line int, paths []string) plan.Origins {
	return plan.Origins{Block: at(line), Places: func(add func(string, hcl.Range)) {
		for i, path := range paths {
			add(path, at(line+1+i))
		}
	}}
}

func emitSetup(t testing.TB, target serverTarget, s *plan.Setup) string {
	t.Helper()
	if diags := target.Check(s); len(diags) > 0 {
		t.Fatal(diags)
	}
	var b bytes.Buffer
	if err := target.Emit(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// refusal is what a target says of a value that it cannot carry.
type refusal struct {
	what string
	edit func(*plan.Setup)
	line int
}

// refuses checks that target refuses each value where it was written, and then
// writes nothing.
func refuses(t *testing.T, target serverTarget, code diag.Code, make func() *plan.Setup, refusals []refusal) {
	t.Helper()
	for _, r := range refusals {
		s := make()
		r.edit(s)
		diags := target.Check(s)
		if len(diags) != 1 || diag.CodeOf(diags[0]) != code || diags[0].Subject.Start.Line != r.line {
			t.Errorf("%s: got %v, want one %s in line %d", r.what, diags, code, r.line)
		}
		var b bytes.Buffer
		if err := target.Emit(&b, s); err == nil || b.Len() > 0 {
			t.Errorf("%s: Emit writes %q, %v", r.what, b.String(), err)
		}
	}
}
