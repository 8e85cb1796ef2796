package session_test

import (
	"context"
	"os"
	"os/user"
	"path/filepath"
	"testing"
	"time"

	"github.com/buildmachines/buildmachines/session"
)

// A standIn is a nix in PATH that answers some commands, each with a text, as the
// versions named do. The room pipelinestest asks real ones.
type standIn map[string]string

func (s standIn) install(t *testing.T) {
	t.Helper()
	script := "#!/bin/sh\n[ \"$1 $2\" = '--extra-experimental-features nix-command' ] || exit 9\nshift 2\ncase $* in\n"
	for args, answer := range s {
		script += "'" + args + "') " + answer + " ;;\n"
	}
	script += "*) echo \"error: '$1' is not a recognised command\" >&2; exit 1 ;;\nesac\n"
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "nix"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	t.Setenv("NIX_REMOTE", "daemon")
}

func says(json string) string { return "echo '" + json + "'" }

func TestAskTrust(t *testing.T) {
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	group, err := user.LookupGroupId(me.Gid)
	if err != nil {
		t.Fatal(err)
	}
	const info, ping, show, oldShow = "store info --json", "store ping --json", "config show --json", "show-config --json"
	users := func(list string) string { return says(`{"trusted-users":{"value":[` + list + `]}}`) }
	for _, c := range []struct {
		claim string
		nix   standIn
		want  session.Trust
	}{
		{"2.34 trusts", standIn{info: says(`{"trusted":true,"url":"daemon"}`)}, session.Trusted},
		{"2.34 does not", standIn{info: says(`{"trusted":false,"url":"daemon"}`)}, session.Untrusted},
		{"2.26 trusts", standIn{info: says(`{"trusted":1,"url":"daemon"}`)}, session.Trusted},
		{"2.26 does not", standIn{info: says(`{"trusted":0,"url":"daemon"}`)}, session.Untrusted},
		{"2.18 and Lix say ping", standIn{ping: says(`{"trusted":0,"url":"daemon"}`)}, session.Untrusted},
		{"an old daemon does not say, nix.conf does", standIn{info: says(`{"url":"daemon"}`), show: users(`"root-alone"`)}, session.Untrusted},
		{"2.8 has nix.conf alone", standIn{oldShow: users(`"root-alone","` + me.Username + `"`)}, session.Trusted},
		{"everybody", standIn{oldShow: users(`"*"`)}, session.Trusted},
		{"by group", standIn{oldShow: users(`"@` + group.Name + `"`)}, session.Trusted},
		{"nobody", standIn{oldShow: users(``)}, session.Untrusted},
		{"a group that is not here may be elsewhere", standIn{oldShow: users(`"@no-such-group-here"`)}, session.Unknown},
		{"no such setting", standIn{oldShow: says(`{}`)}, session.Unknown},
		{"not JSON", standIn{info: says(`trusted`), oldShow: says(`trusted`)}, session.Unknown},
		{"no answer", standIn{}, session.Unknown},
	} {
		t.Run(c.claim, func(t *testing.T) {
			c.nix.install(t)
			if got := session.AskTrust(t.Context()); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// What the user's own files say of trusted-users does not count, so Nix is asked
// without them.
func TestOnlyTheSystemsSettingsCount(t *testing.T) {
	standIn{"show-config --json": `[ -z "$NIX_CONFIG" ] && [ "${NIX_USER_CONF_FILES-unset}" = "" ] && ` + says(`{"trusted-users":{"value":["root-alone"]}}`)}.install(t)
	t.Setenv("NIX_CONFIG", "trusted-users = *")
	if got := session.AskTrust(t.Context()); got != session.Untrusted {
		t.Errorf("got %v", got)
	}
}

func TestStoresWithoutDaemon(t *testing.T) {
	state := t.TempDir()
	for _, c := range []struct {
		claim, remote, state string
		want                 session.Trust
	}{
		{"we may write", "", state, session.Trusted},
		{"we may write, said so", "auto", state, session.Trusted},
		{"nobody listens", "", "/no/such/folder", session.Trusted},
		{"local", "local", "/no/such/folder", session.Trusted},
		{"a folder", "/tmp/store", "/no/such/folder", session.Trusted},
		{"another machine", "ssh-ng://ada", state, session.Unknown},
	} {
		t.Run(c.claim, func(t *testing.T) {
			standIn{}.install(t)
			t.Setenv("NIX_REMOTE", c.remote)
			t.Setenv("NIX_STATE_DIR", c.state)
			if got := session.AskTrust(t.Context()); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// A Nix that hangs, and what it started, does not hold the command up.
func TestAskTrustEnds(t *testing.T) {
	standIn{"store info --json": "sleep 3600; true"}.install(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if got := session.AskTrust(ctx); got != session.Unknown {
		t.Errorf("got %v", got)
	}
}
