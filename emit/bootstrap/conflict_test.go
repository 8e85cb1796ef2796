package bootstrap_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

const include = "Include /etc/ssh/sshd_config.d/*.conf\n"

// What would keep the account out is found by asking sshd, and told with the
// rule that does it. sshd's files are then as they were.
func TestConflictsAreToldAndTakenBack(t *testing.T) {
	for _, c := range []struct{ name, config, want string }{
		{"AllowUsers", include + "AllowUsers ada\n", `write "AllowUsers nixremote"`},
		{"AllowGroups", include + "AllowGroups ada\n", `write "AllowGroups nixremote"`},
		{"DenyUsers", include + "DenyUsers nix*\n", `"denyusers nix*" keeps`},
		{"DenyGroups", include + "DenyGroups x nixremote\n", `"denygroups nixremote" keeps`},
		{"earlier file", "Include /etc/ssh/first.conf\n" + include, `AllowUsers does not name`},
		{"earlier AuthorizedKeysCommand", "Include /etc/ssh/match.conf\n" + include, `authorizedkeyscommand /bin/true`},
		{"earlier ForceCommand", "Include /etc/ssh/force.conf\n" + include, `forcecommand /bin/false`},
		{"earlier AcceptEnv", "Include /etc/ssh/env.conf\n" + include, `acceptenv LC_* BASH_ENV BUILDMACHINES_NONE" in place of "BUILDMACHINES_NONE"`},
		{"earlier TrustedUserCAKeys", "Include /etc/ssh/ca.conf\n" + include, `trustedusercakeys /etc/ssh/ca.pub`},
		{"AllowUsers without Include", "AllowUsers ada\n", `write "AllowUsers nixremote"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRoom(t, counterpart.Shells(t)[0])
			r.write(t, "etc/ssh/first.conf", "AllowUsers root ada\n", 0o644)
			r.write(t, "etc/ssh/match.conf", "Match User *\nAuthorizedKeysCommand /bin/true\nAuthorizedKeysCommandUser root\n", 0o644)
			r.write(t, "etc/ssh/force.conf", "Match Address 192.0.2.0/24\nForceCommand /bin/false\n", 0o644)
			r.write(t, "etc/ssh/env.conf", "Match User *\nAcceptEnv LC_* BASH_ENV\n", 0o644)
			r.write(t, "etc/ssh/ca.conf", "Match User nix*\nTrustedUserCAKeys /etc/ssh/ca.pub\n", 0o644)
			r.write(t, "etc/ssh/sshd_config", c.config+"UsePAM no\n", 0o600)
			before := only(r.tree(t), "/etc/ssh")
			got := r.run(t, script(t, setup()))
			if got.status != 1 || !strings.Contains(got.err, c.want) {
				t.Errorf("status %d, and not %q:\n%s", got.status, c.want, got.err)
			}
			differs(t, "sshd's files", before, only(r.tree(t), "/etc/ssh"))
		})
	}
}

// What lets the account in is no conflict.
func TestRulesThatLetTheAccountIn(t *testing.T) {
	for _, rule := range []string{
		"AllowUsers nix*@192.0.2.* ada\n", "AllowGroups x nixremote\n", "DenyUsers ada nix\n", "DenyGroups ada\n",
		"AcceptEnv *\n", "TrustedUserCAKeys /etc/ssh/ca.pub\n",
		"Match User ada\nForceCommand /bin/false\n", "Match Address 198.51.100.0/24\nForceCommand /bin/false\n",
	} {
		r := newRoom(t, counterpart.Shells(t)[0])
		r.write(t, "etc/ssh/sshd_config", include+"UsePAM no\n"+rule, 0o600)
		ok(t, r.run(t, script(t, setup())))
	}
}

// What is broken before is told before anything is changed.
func TestNothingIsChangedWhereSomethingIsBroken(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"sshd_config", "etc/ssh/sshd_config", include + "Nonsense yes\n", "sshd cannot read its configuration"},
		{"half a block", "etc/ssh/sshd_config", include + "# BEGIN buildmachines\nUsePAM no\n", "one end of our block"},
		{"a block with its ends swapped", "etc/ssh/sshd_config", include + "# END buildmachines\nUsePAM no\n# BEGIN buildmachines\nPermitTTY no\n", "wrong order"},
		{"a block in a block", "etc/ssh/sshd_config", include + "# BEGIN buildmachines\n# BEGIN buildmachines\n# END buildmachines\nUsePAM no\n# END buildmachines\n", "wrong order"},
		{"nix.conf", "etc/nix/nix.conf", "nonsense\n", "Nix cannot read its configuration"},
		{"a stranger's wrapper", "etc/buildmachines/nix-ssh-wrapper", "#!/bin/sh\n", "was not written by buildmachines"},
		{"a stranger's keys", "etc/buildmachines/authorized_keys/nixremote", "ssh-ed25519 x\n", "was not written by buildmachines"},
		{"root's number", "etc/passwd", "root:x:0:0::/root:/bin/sh\nsshd:x:100:65534::/:/bin/false\nnixremote:x:0:0::/root:/bin/sh\n", "is root"},
		{"NixOS", "etc/NIXOS", "", "builders/ada/nixos.nix"},
		{"nix-darwin", "run/current-system/darwin-version", "", "builders/ada/darwin.nix"},
		{"no sshd", "etc/ssh/sshd_config", "", "there is no sshd"},
		{"no Nix", "var/nix/bin/nix-store", "", "there is no Nix"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRoom(t, counterpart.Shells(t)[0])
			r.write(t, c.file, c.text, 0o644)
			switch c.name {
			case "no sshd":
				r.hidden = []string{counterpart.Require(t, "sshd")}
			case "no Nix":
				r.hidden = []string{counterpart.Require(t, "nix-store")}
			}
			before := r.tree(t)
			got := r.run(t, script(t, setup()))
			if got.status != 1 || !strings.Contains(got.err, c.want) {
				t.Errorf("status %d, and not %q:\n%s%s", got.status, c.want, got.out, got.err)
			}
			differs(t, c.name, before, r.tree(t))
		})
	}
}

// Without Include the lines go into sshd_config, where MaxStartups counts and no
// Match of others comes first, and leave it as it was.
func TestBlockWithoutInclude(t *testing.T) {
	for _, config := range []string{
		"UsePAM no\n",
		"UsePAM no",
		"UsePAM no\n\nMatch User ada\n  PermitTTY no\n",
		"UsePAM no\nMatch User nixremote\n  ForceCommand /bin/false\n  AuthorizedKeysFile none",
		"UsePAM no\n\tmatch user ada\n  PermitTTY no\nMatch all\nInclude /etc/ssh/sshd_config.d/*.conf\n",
		"# BEGIN\n\n",
	} {
		r := newRoom(t, counterpart.Shells(t)[0])
		r.write(t, "etc/ssh/sshd_config", config, 0o600)
		before := r.tree(t)
		ok(t, r.run(t, script(t, setup())))
		after := r.tree(t)
		if got := ok(t, r.command(t, counterpart.Require(t, "sshd"), "-T", "-C", "user=nixremote,host=x,addr=192.0.2.1")); !strings.Contains(got, "maxstartups 24:30:48") {
			t.Errorf("%q: MaxStartups does not count:\n%s", config, got)
		}
		ok(t, r.run(t, script(t, setup())))
		differs(t, "the second run", after, r.tree(t))
		ok(t, r.run(t, script(t, setup()), "--remove"))
		differs(t, "--remove of "+config, before, r.tree(t))
	}
}

// The block moves out of sshd_config when it includes a folder, and back.
func TestBlockAndDropInAreNeverBothThere(t *testing.T) {
	r := newRoom(t, counterpart.Shells(t)[0])
	r.write(t, "etc/ssh/sshd_config", "UsePAM no\n", 0o600)
	text := script(t, setup())
	ok(t, r.run(t, text))
	withBlock := r.read(t, "etc/ssh/sshd_config")
	r.write(t, "etc/ssh/sshd_config", include+withBlock, 0o600)
	ok(t, r.run(t, text))
	if got := r.read(t, "etc/ssh/sshd_config"); got != include+"UsePAM no\n" {
		t.Errorf("sshd_config is\n%s", got)
	}
	r.read(t, "etc/ssh/sshd_config.d/10-buildmachines.conf")
	r.write(t, "etc/ssh/sshd_config", "UsePAM no\n", 0o600)
	ok(t, r.run(t, text))
	if d := cmp.Diff(withBlock, r.read(t, "etc/ssh/sshd_config")); d != "" {
		t.Error(d)
	}
	if _, there := r.tree(t)["/etc/ssh/sshd_config.d/10-buildmachines.conf"]; there {
		t.Error("the file that nobody includes is still there")
	}
}

func TestLowMaxStartupsIsToldOf(t *testing.T) {
	r := newRoom(t, counterpart.Shells(t)[0])
	r.write(t, "etc/ssh/sshd_config", include+"UsePAM no\nMaxStartups 5\n", 0o600)
	got := r.run(t, script(t, setup()))
	if ok(t, got); !strings.Contains(got.err, "lets 5 connections wait, not 24") {
		t.Errorf("it says %s", got.err)
	}
}

// only returns what is below a folder.
func only(tree map[string]string, folder string) map[string]string {
	out := map[string]string{}
	for name, text := range tree {
		if strings.HasPrefix(name, folder) {
			out[name] = text
		}
	}
	return out
}

// Our line can be lower than that of the machine.
func TestLoweredMaxStartupsIsToldOf(t *testing.T) {
	r := newRoom(t, counterpart.Shells(t)[0])
	r.write(t, "etc/ssh/sshd_config", "MaxStartups 100\nUsePAM no\n", 0o600)
	got := r.run(t, script(t, setup()))
	told := strings.Contains(got.err, "set max_startups = 100")
	now := ok(t, r.command(t, counterpart.Require(t, "sshd"), "-T", "-C", "user=nixremote,host=x,addr=192.0.2.1"))
	if ok(t, got); told == strings.Contains(now, "maxstartups 100:") {
		t.Errorf("told: %v, but sshd has\n%s", told, now)
	}
	if again := r.run(t, script(t, setup())); again.err != "" {
		t.Errorf("the second run says %s", again.err)
	}
}

// Connections that sshd took from anybody, and now drops, are told of, too, if
// somebody chose their number: by default sshd takes 100.
func TestLoweredEndOfMaxStartupsIsToldOf(t *testing.T) {
	r := newRoom(t, counterpart.Shells(t)[0])
	if got := r.run(t, script(t, setup())); ok(t, got) != "" && got.err != "" {
		t.Errorf("of sshd's default it says %s", got.err)
	}
	r = newRoom(t, counterpart.Shells(t)[0])
	r.write(t, "etc/ssh/sshd_config", "MaxStartups 10:30:90\nUsePAM no\n", 0o600)
	got := r.run(t, script(t, setup()))
	now := ok(t, r.command(t, counterpart.Require(t, "sshd"), "-T", "-C", "user=nixremote,host=x,addr=192.0.2.1"))
	ours := strings.Contains(now, "maxstartups 24:30:48")
	if ok(t, got); ours != strings.Contains(got.err, "set max_startups = 45") {
		t.Errorf("it says %s", got.err)
	}
}

// Where sshd never ran, its start-up script made no folder for it.
func TestSSHDThatNeverRan(t *testing.T) {
	r := newRoom(t, counterpart.Shells(t)[0])
	if err := os.Remove(r.file("run/sshd")); err != nil {
		t.Fatal(err)
	}
	ok(t, r.run(t, script(t, setup()), "--dry-run"))
	if _, err := os.Stat(r.file("run/sshd")); err == nil {
		t.Error("a dry run makes the folder")
	}
	ok(t, r.run(t, script(t, setup())))
}

// Without a wrapper, an older one goes, and sshd has to find Nix.
func TestWrapperThatIsNoLongerWanted(t *testing.T) {
	r := newRoom(t, counterpart.Shells(t)[0])
	before := r.tree(t)
	ok(t, r.run(t, script(t, setup())))
	s := setup()
	s.Remote.Wrapper = false
	ok(t, r.run(t, script(t, s)))
	if _, there := r.tree(t)["/etc/buildmachines/nix-ssh-wrapper"]; there {
		t.Error("the wrapper is still there")
	}
	ok(t, r.run(t, script(t, s), "--remove"))
	differs(t, "--remove", before, r.tree(t))
}
