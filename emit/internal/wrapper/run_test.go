package wrapper_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// through is how a program is run with an install, and the store it gets.
func through(install, store string, argv []string) [][]string {
	calls := [][]string{argv}
	if argv[0] == "sudo" {
		calls = append(calls, argv[1:])
	}
	switch install {
	case "nix-user-chroot":
		return append([][]string{append([]string{install, store}, argv...)}, calls...)
	case "proot":
		return append([][]string{append([]string{install, "-b", store + ":/nix"}, argv...)}, calls...)
	}
	return calls
}

// noise is every byte, so that a shell between client and program would show.
var noise = func() string {
	var all []byte
	for i := range 4 * 256 {
		all = append(all, byte(i), byte(i>>3), '\n')
	}
	return string(all)
}()

func TestAllowedCommandsRun(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		st := newStage(t)
		for _, install := range installs {
			for _, store := range []string{"", "/data/my store"} {
				s := setup(install, st.bin)
				s.Remote.StorePath = store
				st.install(t, s)
				if store == "" {
					store = st.home + "/.nix"
				}
				for _, c := range s.Remote.Commands {
					got := st.ask(t, sh, c.Sent, noise)
					want := result{stdout: noise, ran: through(install, store, c.Argv)}
					if diff := cmp.Diff(want, got, cmp.AllowUnexported(result{})); diff != "" {
						t.Errorf("%s, %q:\n%s", install, c.Sent, diff)
					}
				}
			}
		}
	})
}

// The status of the program is that of the session.
func TestStatusOfTheProgramComesBack(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		st := newStage(t)
		st.install(t, setup("multi-user", st.bin))
		write(t, filepath.Join(st.bin, "nix-store"), "#!/bin/sh\nexit 42\n")
		if got := st.ask(t, sh, "nix-store --version", ""); got.status != 42 || got.stderr != "" {
			t.Errorf("got %+v", got)
		}
	})
}

// A single user's Nix is in the profile, of which there are two kinds; people
// put a tool for /nix where their own programs are.
func TestProfilesAreSearchedWithoutADaemon(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		for install, dirs := range map[string][]string{
			"single-user":     {".nix-profile/bin", ".local/state/nix/profile/bin"},
			"nix-user-chroot": {".nix-profile/bin", ".local/bin", "bin"},
			"proot":           {".nix-profile/bin", ".local/bin", "bin"},
		} {
			for _, dir := range dirs {
				st := newStage(t)
				st.install(t, setup(install))
				if err := os.MkdirAll(filepath.Dir(filepath.Join(st.home, dir)), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.Symlink(st.bin, filepath.Join(st.home, dir)); err != nil {
					t.Fatal(err)
				}
				got := st.ask(t, sh, "nix-daemon --stdio", "hello")
				want := result{stdout: "hello", ran: through(install, st.home+"/.nix", []string{"nix-daemon", "--stdio"})}
				if diff := cmp.Diff(want, got, cmp.AllowUnexported(result{})); diff != "" {
					t.Errorf("%s, %s:\n%s", install, dir, diff)
				}
			}
		}
	})
}

func TestMissingProgramIsNamed(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		for install, program := range map[string]string{"multi-user": "nix-daemon", "single-user": "nix-daemon", "nix-user-chroot": "nix-user-chroot", "proot": "proot"} {
			st := newStage(t)
			st.install(t, setup(install, "/nowhere"))
			got := st.ask(t, sh, "nix-daemon --stdio", "", "PATH=/usr/nowhere")
			if got.status != 127 || got.stdout != "" || !strings.Contains(got.stderr, "cannot find "+program+" in /nowhere:") || !strings.Contains(got.stderr, "remote.nix_path") {
				t.Errorf("%s: got %+v", install, got)
			}
		}
	})
}

// Where sshd or a start-up file left no PATH, or an empty one, the working
// folder must not become a part of it.
func TestWorkingFolderIsNotInPath(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		st := newStage(t)
		s := setup("multi-user", "/nowhere")
		s.Remote.Commands = []plan.Command{command("mine", "mine")}
		st.install(t, s)
		write(t, filepath.Join(st.dir, "mine"), "#!/bin/sh\necho ran\n")
		if got := st.ask(t, sh, "mine", "", "PATH="); got.status != 127 || got.stdout != "" {
			t.Errorf("got %+v", got)
		}
	})
}

// A client can send some variables where sshd accepts them.
func TestEnvironmentOfTheClient(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		st := newStage(t)
		st.install(t, setup("multi-user", st.bin))
		write(t, filepath.Join(st.bin, "nix-store"), "#!/bin/sh\necho \"$LC_ALL:${ENV-}:${BASH_ENV-}:${CDPATH-}\"\n")
		script := filepath.Join(st.home, "env.sh")
		write(t, script, "touch pwned\n")
		got := st.ask(t, sh, "nix-store --version", "",
			"LC_ALL=C.UTF-8", "LANG=zh_TW.BIG5", "LC_CTYPE=C.UTF-8", "ENV="+script, "CDPATH=/tmp", "IFS=-", "PS4=$(touch pwned)", "nix_path=/tmp", "store=/tmp")
		want := result{stdout: "C:::\n"}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(result{})); diff != "" {
			t.Error(diff)
		}
	})
}

// Without NIX_REMOTE, Nix may choose a store in the account's home. A Nix without
// a daemon has to choose by itself.
func TestDaemonIsForced(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		for install, want := range map[string]string{"multi-user": "daemon\n", "single-user": "local\n", "nix-user-chroot": "local\n", "proot": "local\n"} {
			st := newStage(t)
			s := setup(install, st.bin)
			st.install(t, s)
			for _, name := range []string{"nix-store", "nix-daemon"} {
				write(t, filepath.Join(st.bin, name), "#!/bin/sh\necho \"$NIX_REMOTE\"\n")
			}
			for _, c := range s.Remote.Commands {
				if got := st.ask(t, sh, c.Sent, "", "NIX_REMOTE=local"); got.stdout != want {
					t.Errorf("%s, %q: NIX_REMOTE is %q", install, c.Sent, got.stdout)
				}
			}
		}
	})
}

// The store of a client is that of the key it came with, whatever it says.
func TestClientsHaveStoresOfTheirOwn(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		st := newStage(t)
		s := setup("multi-user", st.bin)
		s.Remote.ClientStores = true
		s.Remote.Commands = []plan.Command{command("nix-store --serve --write", "nix-store", "--serve", "--write"), command("nix-store --version", "nix-store", "--version")}
		st.install(t, s)
		st.client = "laptop"
		for sent, want := range map[string][]string{
			"nix-store --serve --write": {"nix-store", "--serve", "--write", "--store", st.home + "/stores/laptop"},
			"nix-store --version":       {"nix-store", "--version"},
		} {
			got := st.ask(t, sh, sent, "hello", "store=/tmp", "NIX_CONFIG=sandbox-paths = /tmp")
			if diff := cmp.Diff(result{stdout: "hello", ran: [][]string{want}}, got, cmp.AllowUnexported(result{})); diff != "" {
				t.Errorf("%q:\n%s", sent, diff)
			}
		}
		for _, sent := range []string{"nix-daemon --stdio", "nix-store --serve --write --store /nix", "nix-store --serve --write neighbour"} {
			checkRefused(t, sent, st.ask(t, sh, sent, ""))
		}
		write(t, filepath.Join(st.bin, "nix-store"), "#!/bin/sh\necho \"${NIX_CONFIG-none}${NIX_USER_CONF_FILES-none}\"\n")
		if got := st.ask(t, sh, "nix-store --serve --write", "", "NIX_CONFIG=x", "NIX_USER_CONF_FILES=/tmp/x"); got.stdout != "nonenone\n" {
			t.Errorf("Nix gets settings of the client: %q", got.stdout)
		}
	})
}
