package wrapper_test

import (
	"bytes"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/wrapper"
)

// setup returns a builder whose clients speak both protocols, one of them with
// a store and a program of its own.
func setup(install string, nixPath ...string) *plan.Setup {
	return &plan.Setup{Builder: &plan.Builder{
		Host: plan.Host{Name: "ada", Origins: plan.Origins{
			Block: at("block"),
			Places: func(add func(string, hcl.Range)) {
				for _, path := range []string{"uri_params.remote-program", "uri_params.remote-store", "remote.nix_path[0]", "remote.nix_path[1]", "remote.store_path"} {
					add(path, at(path))
				}
			},
		}},
		Remote: &plan.Remote{
			Platform: "linux", Install: install, NixPath: nixPath, Wrapper: true,
			Commands: []plan.Command{
				command("nix-daemon --stdio", "nix-daemon", "--stdio"),
				command("nix-daemon --stdio --store '/data/a?b=c'", "nix-daemon", "--stdio", "--store", "/data/a?b=c"),
				command("nix-daemon --stdio --store /data/a?b=c", "nix-daemon", "--stdio", "--store", "/data/a?b=c"),
				command("nix-store --serve --write", "nix-store", "--serve", "--write"),
				command("nix-store --version", "nix-store", "--version"),
				command("sudo nix-daemon --stdio", "sudo", "nix-daemon", "--stdio"),
			},
		},
	}}
}

func command(sent string, argv ...string) plan.Command { return plan.Command{Sent: sent, Argv: argv} }

// at returns a place that says which value is there.
func at(path string) hcl.Range { return hcl.Range{Filename: path} }

func emit(t testing.TB, s *plan.Setup) string {
	t.Helper()
	if diags := wrapper.Check(s); diags.HasErrors() {
		t.Fatal(diags)
	}
	var buf bytes.Buffer
	if err := wrapper.Emit(&buf, s); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

var installs = []string{"multi-user", "single-user", "nix-user-chroot", "proot"}
