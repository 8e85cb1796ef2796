package e2etest_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// Each version of Nix builds for each other, by both protocols; among these,
// each way to the builder is gone.
func TestBuild(t *testing.T) {
	t.Parallel()
	needMachines(t)
	for _, s := range scenarios(counterpart.HostNixes(t)) {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := newSite(t, s)
			w.setUp(t)
			w.builds(t, "thing")
		})
	}
}

func scenarios(nixes []counterpart.Nix) []scenario {
	var out []scenario
	for _, protocol := range []string{"ssh", "ssh-ng"} {
		ways := 0
		for _, client := range nixes {
			for _, builder := range nixes {
				out = append(out, scenario{
					client: client, builder: builder, protocol: protocol,
					port: []int{22, 2222}[ways&1],
					jump: ways&2 != 0,
					bare: ways&4 != 0,
				})
				ways++
			}
		}
	}
	return out
}

// Without a daemon, the account is a person's, who has a Nix, and keys of her own.
func TestBuildOnSingleUser(t *testing.T) {
	t.Parallel()
	needMachines(t)
	for _, nix := range counterpart.HostNixes(t) {
		for _, protocol := range []string{"ssh", "ssh-ng"} {
			s := plainly(nix)
			s.protocol, s.single = protocol, true
			t.Run(s.String(), func(t *testing.T) {
				t.Parallel()
				w := newSite(t, s)
				const keys = "/home/" + person + "/.ssh/authorized_keys"
				own := counterpart.NewPublicKey(t, "ed25519") + " desk\n"
				w.ada.Must(t, "su", person, "-c", "umask 077; mkdir ~/.ssh; echo '"+own[:len(own)-1]+"' > ~/.ssh/authorized_keys")
				w.setUp(t)
				w.builds(t, "thing")
				if text := w.ada.Read(t, keys); !strings.HasPrefix(text, own) {
					t.Errorf("the person's own key is not there:\n%s", text)
				}
				w.ada.Must(t, "su", person, "-c", "sh "+scriptPath+" --remove")
				wantError(t, w.build(t, "after-removal"), "Permission denied (publickey")
				if text := w.ada.Read(t, keys); text != own {
					t.Errorf("the person's keys are now\n%s", text)
				}
			})
		}
	}
}

// buildNix is something that no store has, and may need another such thing. Nix
// has no sandbox here, so a build sees where it happens.
const buildNix = `let
  make = seed: inputs: derivation {
    name = "e2e-${seed}"; system = builtins.currentSystem; builder = "/bin/sh"; inherit seed inputs;
    args = [ "-c" "echo built by $(/usr/bin/id -un) on $(/bin/uname -n) > $out" ];
  };
in { seed, input ? null }: make seed (if input == null then [ ] else [ (make input [ ]) ])
`

// build builds something on the client, that allows no builds of its own. It
// returns nil only when the builder has done it.
func (w *site) build(t *testing.T, seed string, more ...string) error {
	t.Helper()
	path, err := w.nixBuild(t, seed, append(more, "--max-jobs", "0")...)
	if err != nil {
		return err
	}
	by := "nixbld"
	if w.single {
		by = person
	}
	text := w.laptop.Read(t, path)
	if !strings.HasPrefix(text, "built by "+by) || !strings.HasSuffix(text, " on ada\n") {
		return fmt.Errorf("the output says %q", text)
	}
	_, err = w.ada.Run(t, filepath.Join(w.builder.Bin, "nix-store"), "--check-validity", path)
	return err
}

// builds fails the test if build does.
func (w *site) builds(t *testing.T, seed string, more ...string) {
	t.Helper()
	if err := w.build(t, seed, more...); err != nil {
		t.Errorf("%s: %v", seed, err)
	}
}

// buildHere builds something on the client itself.
func (w *site) buildHere(t *testing.T, seed string, more ...string) {
	t.Helper()
	path, err := w.nixBuild(t, seed, append(more, "--max-jobs", "1", "--builders", "")...)
	if err != nil {
		t.Fatal(err)
	}
	if text := w.laptop.Read(t, path); !strings.HasSuffix(text, " on laptop\n") {
		t.Fatalf("the output says %q", text)
	}
}

func (w *site) nixBuild(t *testing.T, seed string, more ...string) (path string, err error) {
	t.Helper()
	w.laptop.Write(t, "/opt/build.nix", buildNix, 0o644)
	argv := append([]string{filepath.Join(w.client.Bin, "nix-build"), "/opt/build.nix", "--no-out-link", "--argstr", "seed", seed}, more...)
	out, err := w.laptop.Run(t, argv...)
	return strings.TrimSpace(out), err
}
