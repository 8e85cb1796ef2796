package bootstrap_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// telling is a nix-store that tells which session it is in, and tries to
// control the terminal.
const telling = `#!/bin/sh
read -r _ _ _ _ _ session _ < /proc/$$/stat
printf 'nix-store (\033]0;mine\007 session %s)\n' "$session"
`

var ownSession = regexp.MustCompile(`nix-store \(\]0;mine session [1-9]`)

// Programs of the account are in another session than root's shell, and what they
// print is text. The session of the test, which is outside of the room, is 0.
func TestAccountHasNoHoldOfTheTerminal(t *testing.T) {
	needNamespaces(t)
	for name, s := range map[string]*plan.Setup{"daemon": setup(), "own": ownSetup("single-user")} {
		for program, prepare := range map[string]func(*testing.T, *room){"runuser": func(*testing.T, *room) {}, "su": plainSu} {
			r := ownRoom(t, counterpart.Shells(t)[0])
			prepare(t, r)
			r.write(t, nixFolder+"/nix-store", telling, 0o755)
			if got := ok(t, r.run(t, script(t, s))); !ownSession.MatchString(got) || strings.Contains(got, "\x1b") {
				t.Errorf("%s by %s: %q", name, program, got)
			}
		}
	}
}

// plainSu leaves the room a su that makes no session by itself, like busybox's.
func plainSu(t *testing.T, r *room) {
	t.Helper()
	r.hidden = []string{counterpart.Require(t, "runuser")}
	r.standIns(t).add(t, "su", `exec `+counterpart.Require(t, "setpriv")+` --reuid "$3" --regid "$(id -g "$3")" --clear-groups "$2" -c "$5"`)
}

// What stops the account's part stops root's, and is told.
func TestRootTellsWhatStopsTheAccount(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		r := ownRoom(t, sh)
		r.write(t, nixFolder+"/nix-instantiate", "#!/bin/sh\nprintf 'mine \\033[2J' >&2\nexit 1\n", 0o755)
		got := r.run(t, script(t, ownSetup("single-user")))
		if got.status != 1 || !strings.Contains(got.err, "Nix cannot read its configuration: mine [2J") || strings.Contains(got.err, "\x1b") {
			t.Errorf("status %d: %q", got.status, got.err)
		}
	})
}

// Without nix_path, nothing is looked for in the folder that one happens to be in.
func TestWorkingFolderIsNotInPATH(t *testing.T) {
	for name, s := range map[string]*plan.Setup{"daemon": setup(), "own": ownSetup("single-user")} {
		r := ownRoom(t, counterpart.Shells(t)[0])
		r.bin, s.Remote.NixPath = []string{nixFolder}, nil
		r.write(t, "var/bootstrap.sh", script(t, s), 0o644)
		for _, program := range []string{"nix-store", "nix-instantiate", "find", "grep", "id", "cat"} {
			r.write(t, "var/here/"+program, "#!/bin/sh\necho >> /var/here/ran\nexec "+counterpart.Require(t, program)+" \"$@\"\n", 0o755)
		}
		r.host(t, "chmod", "0777", r.file("var/here"))
		ok(t, r.command(t, "/bin/sh", "-c", "cd /var/here && sh /var/bootstrap.sh --dry-run"))
		if _, ran := r.tree(t)["/var/here/ran"]; ran {
			t.Errorf("%s: programs of the working folder run", name)
		}
	}
}

// Root writes nowhere where others can put a link at the last moment.
func TestRootWritesWhereNobodyElseCan(t *testing.T) {
	for _, c := range []struct{ name, path, prepare string }{
		{"in a home", "/var/home/ada/wrapper", ""},
		{"below a home", "/var/home/ada/a/b/wrapper", ""},
		{"others may write", "/var/open/a/wrapper", "mkdir -p -m 0777 /var/open"},
		{"sticky", "/var/open/a/wrapper", "mkdir -p -m 1777 /var/open"},
		{"of a group", "/var/open/wrapper", "mkdir -m 0775 /var/open"},
		{"above", "/var/open/a/wrapper", "mkdir -p /var/open/a && chmod 0777 /var/open"},
		{"behind a link", "/var/link/wrapper", "mkdir -p /var/home/ada/a/b && chown 0:0 /var/home/ada/a/b && ln -s home/ada/a/b /var/link"},
		{"a link of others", "/var/home/ada/link/wrapper", "ln -s /etc /var/home/ada/link"},
	} {
		for _, install := range []string{"multi-user", "single-user"} {
			s := setup()
			if install == "single-user" {
				s = ownSetup(install)
				s.SSHUser = "eve"
			}
			s.Remote.WrapperPath = c.path
			r := ownRoom(t, counterpart.Shells(t)[0])
			r.write(t, "etc/passwd", r.read(t, "etc/passwd")+"eve:x:1001:1000::/var/home/eve:/bin/sh\n", 0o644)
			ok(t, r.command(t, "/bin/sh", "-c", c.prepare))
			before := r.tree(t)
			if got := r.run(t, script(t, s)); got.status != 1 || !strings.Contains(got.err, "others than root can exchange what is in /var/") {
				t.Errorf("%s, %s: status %d: %s", c.name, install, got.status, got.err)
			}
			differs(t, c.name, before, r.tree(t))
		}
	}
}

func TestHomeIsMadeWhereNobodyElseCanWrite(t *testing.T) {
	s := setup()
	s.Remote.Home = "/var/home/ada/builds"
	r := ownRoom(t, counterpart.Shells(t)[0])
	before := r.tree(t)
	if got := r.run(t, script(t, s)); got.status != 1 || !strings.Contains(got.err, "can exchange what is in /var/home/ada") {
		t.Errorf("status %d: %s", got.status, got.err)
	}
	differs(t, "a refusal", before, r.tree(t))
}

// A wrapper that lies where others can write since is theirs to take away.
func TestRemovalKeepsOutOfOthersFolders(t *testing.T) {
	for _, s := range []*plan.Setup{setup(), ownSetup("single-user")} {
		s.Remote.WrapperPath = "/var/others/wrapper"
		r := ownRoom(t, counterpart.Shells(t)[0])
		r.mkdir(t, "var/others")
		ok(t, r.run(t, script(t, s)))
		r.host(t, "chmod", "0777", r.file("var/others"))
		if got := r.run(t, script(t, s), "--remove"); !strings.Contains(got.err, "/var/others/wrapper is left") {
			t.Errorf("status %d: %s", got.status, got.err)
		} else {
			ok(t, got)
		}
		r.read(t, "var/others/wrapper")
	}
}
