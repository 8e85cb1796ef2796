package e2etest_test

import (
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// A builder whose daemon and /nix/var/nix are away builds nothing. Left to itself,
// Nix would serve the client from a store in the account's home, and trust it.
func TestNothingIsBuiltWithoutTheDaemon(t *testing.T) {
	t.Parallel()
	needMachines(t)
	for _, nix := range counterpart.HostNixes(t) {
		for _, protocol := range []string{"ssh", "ssh-ng"} {
			for _, bare := range []bool{false, true} {
				s := plainly(nix)
				s.protocol, s.bare = protocol, bare
				t.Run(s.String(), func(t *testing.T) {
					t.Parallel()
					w := newSite(t, s)
					w.setUp(t)
					w.builds(t, "before")
					w.daemon.Stop()
					w.ada.Must(t, "rm", "-rf", "/nix/var")
					if err := w.build(t, "without"); err == nil {
						t.Error("it was built")
					}
					if found := w.ada.Must(t, "find", "/var/lib/"+account, "-name", "db.sqlite"); found != "" {
						t.Errorf("there is a store in %s", found)
					}
					// Left to itself, Nix makes one: else this test would prove nothing.
					if protocol == "ssh" && nix.Minor >= 26 {
						w.ada.Must(t, "su", account, "-c", w.builder.Bin+"/nix-store --check-validity --print-invalid /nix/store/00000000000000000000000000000000-x")
						if found := w.ada.Must(t, "find", "/var/lib/"+account, "-name", "db.sqlite"); found == "" {
							t.Error("this Nix does not make a store in the home any more")
						}
					}
				})
			}
		}
	}
}

// Bootstrap changes nothing where no daemon answers.
func TestBootstrapNeedsTheDaemon(t *testing.T) {
	t.Parallel()
	needMachines(t)
	for _, nix := range counterpart.HostNixes(t) {
		t.Run(nix.String(), func(t *testing.T) {
			t.Parallel()
			w := newSite(t, plainly(nix))
			w.daemon.Stop() // its socket stays
			w.ada.Write(t, scriptPath, compile(t, w.inventory())["builders/ada/bootstrap.sh"], 0o644)
			_, err := w.ada.Run(t, "sh", scriptPath)
			wantError(t, err, "the daemon of Nix does not answer")
			if text := w.ada.Read(t, "/etc/passwd"); strings.Contains(text, account) {
				t.Error("the account is there")
			}
		})
	}
}
