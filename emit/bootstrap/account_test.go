package bootstrap_test

import (
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// An account that was there before is kept. What would not let builds in is
// mended, and is as it was after --remove.
func TestAccountThatIsThereAlready(t *testing.T) {
	for _, c := range []struct{ name, shell, password, wantShell, wantPassword string }{
		{"usable", "/bin/bash", "*", "/bin/bash", "*"},
		{"default shell", "", "x", "", "x"},
		{"nologin", "/usr/sbin/nologin", "*", "/bin/sh", "*"},
		{"shell that is gone", "/bin/gone", "*", "/bin/sh", "*"},
		{"locked", "/bin/sh", "!", "/bin/sh", "*!"},
		{"locked with a password", "/bin/false", "!$6$salt&\\1$hash", "/bin/sh", "*!$6$salt&\\1$hash"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRoom(t, counterpart.Shells(t)[0])
			r.write(t, "etc/passwd", r.read(t, "etc/passwd")+"nixremote:x:1500:1000::/var/home/n:"+c.shell+"\nlast:x:1501:1000::/:/bin/sh\n", 0o644)
			r.write(t, "etc/shadow", r.read(t, "etc/shadow")+"nixremote:"+c.password+":19000:0:99999:7:::\nlast:!:19000:0:99999:7:::\n", 0o640)
			before := r.tree(t)
			ok(t, r.run(t, script(t, setup())))
			if got, want := r.read(t, "etc/passwd"), ":/var/home/n:"+c.wantShell+"\nlast:x:"; !strings.Contains(got, want) {
				t.Errorf("passwd lacks %q:\n%s", want, got)
			}
			if got, want := r.read(t, "etc/shadow"), "nixremote:"+c.wantPassword+":19000:0:99999:7:::\nlast:!:"; !strings.Contains(got, want) {
				t.Errorf("shadow lacks %q:\n%s", want, got)
			}
			after := r.tree(t)
			ok(t, r.run(t, script(t, setup())))
			differs(t, "the second run", after, r.tree(t))
			ok(t, r.run(t, script(t, setup()), "--remove"))
			differs(t, "--remove", before, r.tree(t))
		})
	}
}

// The new account is of the system, has no password, and is not locked.
func TestNewAccount(t *testing.T) {
	s := setup()
	s.Remote.UID, s.Remote.Home = 777, "/var/deep/er/home of builds"
	r := newRoom(t, counterpart.Shells(t)[0])
	before := r.tree(t)
	ok(t, r.run(t, script(t, s)))
	if got, want := r.read(t, "etc/passwd"), "nixremote:x:777:"; !strings.Contains(got, want) || !strings.Contains(got, ":Nix builds:/var/deep/er/home of builds:/bin/sh\n") {
		t.Errorf("passwd is\n%s", got)
	}
	if got := r.read(t, "etc/shadow"); !strings.Contains(got, "nixremote:*:") {
		t.Errorf("shadow is\n%s", got)
	}
	if got := r.tree(t)["/var/deep/er/home of builds"]; !strings.HasPrefix(got, "drwxr-xr-x 777:") {
		t.Errorf("the home is %s", got)
	}
	ok(t, r.run(t, script(t, s), "--remove"))
	differs(t, "--remove", before, r.tree(t))
}

// An account of an older inventory goes with --remove, too, and its keys do.
func TestAccountOfAnOlderInventory(t *testing.T) {
	r := newRoom(t, counterpart.Shells(t)[0])
	before := r.tree(t)
	older := setup()
	older.SSHUser, older.Remote.Home = "builds", "/var/lib/builds"
	ok(t, r.run(t, script(t, older)))
	ok(t, r.run(t, script(t, setup())))
	ok(t, r.run(t, script(t, setup()), "--remove"))
	differs(t, "--remove", before, r.tree(t))
}

// Who is logged in as the account would lose the keys by which they came.
func TestOwnLoginIsNotTakenOver(t *testing.T) {
	r := newRoom(t, counterpart.Shells(t)[0])
	s := setup()
	s.SSHUser = "ada"
	r.write(t, "var/bootstrap.sh", script(t, s), 0o644)
	before := r.tree(t)
	got := r.command(t, "env", "SUDO_USER=ada", "/bin/sh", "/var/bootstrap.sh", "--dry-run")
	if got.status != 1 || !strings.Contains(got.err, "lock yourself out") {
		t.Errorf("status %d: %s", got.status, got.err)
	}
	differs(t, "a refusal", before, r.tree(t))
}

func TestHostKeys(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		r := newRoom(t, sh)
		words := strings.Fields(r.read(t, "etc/ssh/ssh_host_ed25519_key.pub"))
		want := words[0] + " " + words[1] + "\n"
		text := script(t, setup())
		r.write(t, "etc/ssh/ssh_host_rsa_key.pub", "ssh-rsa AAAAstray\n", 0o644)
		r.write(t, "etc/ssh/ssh_host_other_key", "", 0o600)
		r.write(t, "etc/ssh/ssh_host_other_key.pub", "ssh-ed25519 AAAAunused x\n", 0o644)
		before := r.tree(t)
		if got := ok(t, r.run(t, text, "--host-keys")); got != want {
			t.Errorf("sshd's keys are %q, want %q", got, want)
		}
		differs(t, "--host-keys", before, r.tree(t))
		r.write(t, "etc/ssh/sshd_config", include+"Match User x\nPermitTTY no\n", 0o644)
		if got := ok(t, r.run(t, text, "--host-keys")); got != want {
			t.Errorf("with a Match block sshd's keys are %q, want %q", got, want)
		}
		r.write(t, "etc/ssh/sshd_config", "Nonsense\n", 0o644)
		if got := ok(t, r.run(t, text, "--host-keys")); got != want+"ssh-ed25519 AAAAunused\n" {
			t.Errorf("without sshd the keys are %q", got)
		}
	})
}

func TestUnknownOptionsDoNothing(t *testing.T) {
	r := newRoom(t, counterpart.Shells(t)[0])
	before := r.tree(t)
	if got := r.run(t, script(t, setup()), "--dry-rum"); got.status != 1 || got.out != "" || !strings.Contains(got.err, "usage:") {
		t.Errorf("it says %v", got)
	}
	differs(t, "usage", before, r.tree(t))
}

// For a platform with modules the script names the one to import, whatever the
// machine is, and still prints keys.
func TestPlatformsWithModules(t *testing.T) {
	for platform, want := range map[string]string{"nixos": "import builders/ada/nixos.nix", "nix-darwin": "import builders/ada/darwin.nix"} {
		r, s := newRoom(t, counterpart.Shells(t)[0]), setup()
		s.Remote.Platform = platform
		before := r.tree(t)
		for _, options := range [][]string{nil, {"--remove"}, {"--dry-run"}} {
			if got := r.run(t, script(t, s), options...); got.status != 1 || !strings.Contains(got.err, want) {
				t.Errorf("%s %v: status %d: %s", platform, options, got.status, got.err)
			}
		}
		if got := ok(t, r.run(t, script(t, s), "--host-keys")); !strings.HasPrefix(got, "ssh-ed25519 ") {
			t.Errorf("%s: keys are %q", platform, got)
		}
		differs(t, platform, before, r.tree(t))
	}
}
