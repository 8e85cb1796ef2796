package bootstrap_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// ownSetup returns a builder whose Nix belongs to the account ada.
func ownSetup(install string) *plan.Setup {
	s := setup()
	s.SSHUser, s.Remote.Install, s.Remote.Home = "ada", install, ""
	s.Remote.WrapperPath = "/var/home/ada/.local/share/buildmachines/nix-ssh-wrapper"
	return s
}

// ownRoom returns a machine on which the account has a home and a key of its own.
func ownRoom(t *testing.T, sh counterpart.Shell) *room {
	t.Helper()
	r := newRoom(t, sh)
	r.write(t, "var/home/ada/.ssh/authorized_keys", "# mine\nssh-ed25519 AAAA ada", 0o600)
	r.write(t, "var/home/ada/.profile", "", 0o644)
	r.host(t, "chmod", "0700", r.file("var/home/ada/.ssh"))
	r.host(t, "chown", "-R", "1000:1000", r.file("var/home/ada"))
	return r
}

// as runs the script as the account.
func (r *room) as(t *testing.T, user, script string, options ...string) said {
	t.Helper()
	r.write(t, "var/bootstrap.sh", script, 0o644)
	args := append([]string{counterpart.Require(t, "runuser"), "-u", user, "--"}, r.shell...)
	return r.command(t, append(append(args, "/var/bootstrap.sh"), options...)...)
}

const keysBlock = "# mine\nssh-ed25519 AAAA ada\n# BEGIN buildmachines\nrestrict,command=\"/bin/sh /var/home/ada/.local/share/buildmachines/nix-ssh-wrapper\" "

// Without a daemon everything is below the home, whoever runs the script; what
// else is in the files stays.
func TestOwnNix(t *testing.T) {
	text := script(t, ownSetup("single-user"))
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		for _, user := range []string{"ada", "root"} {
			t.Run(user, func(t *testing.T) {
				r := ownRoom(t, sh)
				r.write(t, "var/bootstrap.sh", text, 0o644)
				before := r.tree(t)
				ok(t, r.as(t, user, text, "--dry-run"))
				differs(t, "a dry run", before, r.tree(t))

				ok(t, r.as(t, user, text))
				after := r.tree(t)
				if got := r.read(t, "var/home/ada/.ssh/authorized_keys"); !strings.HasPrefix(got, keysBlock) || !strings.HasSuffix(got, " laptop\n# END buildmachines\n") {
					t.Errorf("authorized_keys is\n%s", got)
				}
				for name, want := range map[string]string{
					"/var/home/ada/.ssh/authorized_keys":                       "-rw------- 1000:1000",
					"/var/home/ada/.config/nix/nix.conf":                       "-rw------- 1000:1000\n!include buildmachines.conf\n",
					"/var/home/ada/.local/share/buildmachines/nix-ssh-wrapper": "-rwxr-xr-x 1000:1000",
				} {
					if !strings.HasPrefix(after[name], want) {
						t.Errorf("%s is %s", name, after[name])
					}
				}
				if d := cmp.Diff(without(before, "/var/home"), without(after, "/var/home")); d != "" {
					t.Errorf("something outside of the home changes (-before +after)\n%s", d)
				}
				ok(t, r.as(t, user, text))
				differs(t, "the second run", after, r.tree(t))
				ok(t, r.as(t, user, text, "--remove"))
				differs(t, "--remove", before, r.tree(t))
			})
		}
	})
}

// A wrapper outside of the home is root's to write.
func TestOwnNixWithTheWrapperElsewhere(t *testing.T) {
	s := ownSetup("single-user")
	s.Remote.WrapperPath = "/etc/buildmachines/nix-ssh-wrapper"
	text := script(t, s)
	r := ownRoom(t, counterpart.Shells(t)[0])
	r.write(t, "var/bootstrap.sh", text, 0o644)
	before := r.tree(t)
	if got := r.as(t, "ada", text); got.status != 1 || !strings.Contains(got.err, `set wrapper_path = "/var/home/ada/`) {
		t.Errorf("status %d: %s", got.status, got.err)
	}
	differs(t, "what cannot be done", before, r.tree(t))
	if got := ok(t, r.as(t, "root", text, "--dry-run")); strings.Count(got, "would write /etc/buildmachines/nix-ssh-wrapper") != 1 {
		t.Errorf("a dry run as root says\n%s", got)
	}
	differs(t, "a dry run as root", before, r.tree(t))
	ok(t, r.as(t, "root", text))
	after := r.tree(t)
	if got := after["/etc/buildmachines/nix-ssh-wrapper"]; !strings.HasPrefix(got, "-rwxr-xr-x 0:0") {
		t.Errorf("the wrapper is %s", got)
	}
	ok(t, r.as(t, "ada", text))
	differs(t, "as ada", after, r.tree(t))
	if got := r.as(t, "root", text, "--remove", "--dry-run"); ok(t, got) == "" || got.err != "" {
		t.Errorf("a dry run of --remove as root warns: %s", got.err)
	}
	ok(t, r.as(t, "root", text, "--remove"))
	differs(t, "--remove", before, r.tree(t))
}

// Tools for /nix are looked for where people put them, and asked for Nix.
func TestOwnNixInAChroot(t *testing.T) {
	for install, tool := range map[string]string{
		"nix-user-chroot": `[ "$1" = /var/home/ada/.nix ] && shift && exec "$@"`,
		"proot":           `[ "$1 $2" = '-b /var/home/ada/.nix:/nix' ] && shift 2 && exec "$@"`,
	} {
		t.Run(install, func(t *testing.T) {
			text := script(t, ownSetup(install))
			r := ownRoom(t, counterpart.Shells(t)[0])
			r.write(t, "var/bootstrap.sh", text, 0o644)
			before := r.tree(t)
			for _, missing := range []string{"there is no " + install, "there is no Nix in /var/home/ada/.nix"} {
				if got := r.as(t, "ada", text); got.status != 1 || !strings.Contains(got.err, missing) {
					t.Errorf("status %d, and not %q: %s", got.status, missing, got.err)
				}
				differs(t, missing, before, r.tree(t))
				r.write(t, "var/home/ada/.local/bin/"+install, "#!/bin/sh\n"+tool+"\n", 0o755)
				r.host(t, "chown", "-R", "1000:1000", r.file("var/home/ada/.local"))
				before = r.tree(t)
			}
			r.mkdir(t, "var/home/ada/.nix/store")
			before = r.tree(t)
			ok(t, r.as(t, "ada", text))
			ok(t, r.as(t, "ada", text, "--remove"))
			differs(t, "--remove", before, r.tree(t))
		})
	}
}

// without returns what is not below a folder.
func without(tree map[string]string, folder string) map[string]string {
	out := map[string]string{}
	for name, text := range tree {
		if !strings.HasPrefix(name, folder) {
			out[name] = text
		}
	}
	return out
}

// Root looks for Nix in folders of the account, and runs nothing from there.
func TestRootRunsNothingOfTheAccount(t *testing.T) {
	s := ownSetup("single-user")
	s.Remote.WrapperPath = "/etc/buildmachines/nix-ssh-wrapper"
	r := ownRoom(t, counterpart.Shells(t)[0])
	for _, name := range []string{"id", "mv", "mkdir", "chmod", "cat", "find", "grep", "runuser", "rm", "uname"} {
		r.write(t, "var/home/ada/bin/"+name, "#!/bin/sh\n[ ! -w /etc ] || echo "+name+" >> /etc/owned\nexec "+counterpart.Require(t, name)+" \"$@\"\n", 0o755)
	}
	ok(t, r.run(t, script(t, s)))
	ok(t, r.run(t, script(t, s), "--remove"))
	if got, there := r.tree(t)["/etc/owned"]; there {
		t.Errorf("root runs what the account put there: %s", got)
	}
}
