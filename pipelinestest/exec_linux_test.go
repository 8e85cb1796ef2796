package pipelinestest_test

import (
	"net"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// eachNix runs a test on a farm of each version.
func eachNix(t *testing.T, test func(*testing.T, *farm)) {
	t.Parallel()
	counterpart.NewNetwork(t) // skips as a whole
	for _, nix := range counterpart.Nixes(t) {
		t.Run(nix.String(), func(t *testing.T) {
			t.Parallel()
			test(t, newFarm(t, nix))
		})
	}
}

func wantBuiltOn(t *testing.T, where []string, want ...string) {
	t.Helper()
	if !slices.Equal(where, want) {
		t.Errorf("built on %q, want %q", where, want)
	}
}

func wantSaid(t *testing.T, said, want string) {
	t.Helper()
	if !strings.Contains(said, want) {
		t.Errorf("stderr lacks %q:\n%s", want, said)
	}
}

func wantSilence(t *testing.T, said string) {
	t.Helper()
	if strings.Contains(said, "buildmachines:") {
		t.Errorf("exec said:\n%s", said)
	}
}

// The databases of both builders tell where a build went.
func TestExecBuildsOnTheChosenBuilderAlone(t *testing.T) {
	eachNix(t, func(t *testing.T, f *farm) {
		for _, c := range []struct{ seed, flags, want string }{
			{"only", "--only bob", "bob"},
			{"only-the-other", "--only ada", "ada"},
			{"without", "--without bob", "ada"},
			{"tag", "--only '*' --without @of-ada", "bob"},
		} {
			where, said := f.builds(t, "root", "buildmachines exec "+c.flags+" --", c.seed, "--max-jobs 0")
			wantBuiltOn(t, where, c.want)
			wantSilence(t, said)
		}
	})
}

// Whom the daemon trusts, it builds for where it is told to.
func TestExecOfATrustedUser(t *testing.T) {
	eachNix(t, func(t *testing.T, f *farm) {
		for seed, trusted := range map[string]string{"by-name": "alice", "by-group": "@wheel", "by-own-group": "@alice"} {
			f.laptop.Append(t, "/etc/nix/nix.conf", "trusted-users = root "+trusted+"\n")
			f.restart(t)
			where, said := f.builds(t, "alice", "buildmachines exec --strict --only bob --", seed, "--max-jobs 0")
			wantBuiltOn(t, where, "bob")
			wantSilence(t, said)
		}
	})
}

// Nobody else is heard, which exec says whatever Nix says. The daemon's own
// builders are all that are installed: with both in use, either may build.
func TestExecOfAnUntrustedUser(t *testing.T) {
	const says = "buildmachines: the Nix daemon does not trust alice, so it ignores this choice and uses its own builders\n"
	eachNix(t, func(t *testing.T, f *farm) {
		f.laptop.Write(t, "/etc/buildmachines/machines", onlyAda(t, f), 0o644)
		where, said := f.builds(t, "alice", "buildmachines exec --only bob --", "ignored", "--max-jobs 0")
		wantBuiltOn(t, where, "ada")
		wantSaid(t, said, says)

		stdout, said, err := f.try(t, "alice", "buildmachines exec --strict --only bob -- echo ran")
		if err == nil || stdout != "" {
			t.Errorf("--strict: %v, %q", err, stdout)
		}
		wantSaid(t, said, says)

		// Everybody may do without builders.
		where, said = f.builds(t, "alice", "buildmachines exec --strict --offline --", "offline", "--max-jobs 1")
		wantBuiltOn(t, where)
		wantSilence(t, said)
	})
}

// A daemon that does not answer does not keep the command waiting. This one
// listens only.
func TestExecWithADaemonThatHangs(t *testing.T) {
	eachNix(t, func(t *testing.T, f *farm) {
		f.daemon.Stop()
		socket := f.laptop.Path("/nix/var/nix/daemon-socket/socket")
		if err := os.Remove(socket); err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("unix", socket)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		if err := os.Chmod(socket, 0o666); err != nil {
			t.Fatal(err)
		}
		stdout, _ := f.as(t, "alice", "buildmachines exec --only bob -- echo ran")
		if stdout != "ran" {
			t.Errorf("%q", stdout)
		}
	})
}

func onlyAda(t *testing.T, f *farm) string {
	t.Helper()
	ada, _, _ := strings.Cut(f.laptop.Read(t, "/etc/buildmachines/machines"), "\n")
	if !strings.Contains(ada, "//ada ") {
		t.Fatalf("the first builder is %q", ada)
	}
	return ada + "\n"
}

// How 2.8, 2.26 and 2.34 say that they may build nowhere.
var nowhere = regexp.MustCompile("(?i)unable to start any build|local builds are disabled")

// Without builders and without jobs of its own, Nix has nowhere to build.
func TestExecOffline(t *testing.T) {
	eachNix(t, func(t *testing.T, f *farm) {
		where, said := f.builds(t, "root", "buildmachines exec --offline --", "here", "--max-jobs 1")
		wantBuiltOn(t, where)
		wantSilence(t, said)
		_, said, err := f.try(t, "root", "buildmachines exec --offline -- nix-build --no-out-link build.nix --argstr seed nowhere --max-jobs 0")
		if err == nil {
			t.Error("it was built")
		}
		if !nowhere.MatchString(said) {
			t.Errorf("Nix said:\n%s", said)
		}
	})
}
