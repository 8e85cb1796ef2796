package bootstrap_test

import (
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// asks is a nix-store that has a body for questions to the daemon, and otherwise
// tells its version.
func (r *room) asks(t *testing.T, body string) {
	t.Helper()
	r.write(t, nixFolder+"/nix-store", `#!/bin/sh
if [ "$1" = --version ]; then echo 'nix-store (Nix) 2.31.0'; exit; fi
[ "$NIX_REMOTE" = daemon ] || { echo "NIX_REMOTE is '$NIX_REMOTE'" >&2; exit 1; }
`+body, 0o755)
}

const refusesConnections = "error: cannot connect to socket at '/nix/var/nix/daemon-socket/socket': Connection refused"

// Without a daemon, nix-store still tells its version, and Nix may serve clients
// from a store in the account's home.
func TestSetUpNeedsADaemon(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		r := newRoom(t, sh)
		r.asks(t, "printf '\\033[2J%s\\n' \""+refusesConnections+"\" >&2; exit 1\n")
		before := r.tree(t)
		got := r.run(t, script(t, setup()))
		if got.status != 1 || !strings.Contains(got.err, "the daemon of Nix does not answer: [2J"+refusesConnections) || !strings.Contains(got.err, "nothing was changed") || strings.Contains(got.err, "\x1b") {
			t.Errorf("status %d:\n%s%s", got.status, got.out, got.err)
		}
		differs(t, "the refusal", before, r.tree(t))
	})
}

// The daemon may take root, and not the account.
func TestDaemonHasToTakeTheAccount(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		r := newRoom(t, sh)
		r.asks(t, `if [ "$(id -u)" != 0 ]; then echo "error: user is not allowed" >&2; exit 1; fi`)
		got := r.run(t, script(t, setup()))
		if got.status != 1 || !strings.Contains(got.err, "logins of nixremote do not reach the daemon of Nix: error: user is not allowed") {
			t.Errorf("status %d:\n%s%s", got.status, got.out, got.err)
		}
	})
}

// A daemon that was restarted takes its time.
func TestDaemonIsWaitedFor(t *testing.T) {
	r := newRoom(t, counterpart.Shells(t)[0])
	r.mkdir(t, "var/log")
	r.host(t, "chmod", "0777", r.file("var/log"))
	r.asks(t, `if [ "$(id -u)" = 0 ] || ! mkdir /var/log/asked 2> /dev/null; then exit 0; fi
echo "`+refusesConnections+`" >&2; exit 1`)
	if got := ok(t, r.run(t, script(t, setup()))); !strings.Contains(got, "wait until the daemon of Nix answers\nbuildmachines: logins of nixremote reach the daemon of Nix\n") {
		t.Error(got)
	}
}
