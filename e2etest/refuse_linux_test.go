package e2etest_test

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// onEach runs a test for builds by each version of Nix, from the same version.
func onEach(t *testing.T, jump bool, test func(t *testing.T, w *site)) {
	t.Helper()
	t.Parallel()
	needMachines(t)
	for _, nix := range counterpart.HostNixes(t) {
		s := plainly(nix)
		s.jump = jump
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := newSite(t, s)
			w.setUp(t)
			w.builds(t, "before")
			test(t, w)
		})
	}
}

// onOne is a scenario for what Nix has no part in.
func onOne(t *testing.T) scenario {
	t.Helper()
	return plainly(counterpart.HostNixes(t)[0])
}

const (
	unverified = "Host key verification failed"
	denied     = account + "@" + builderAddress + ": Permission denied (publickey)"
)

func TestBuildNeedsThePin(t *testing.T) {
	onEach(t, true, func(t *testing.T, w *site) {
		pin, gatePin, stranger := w.pin, w.gatePin, counterpart.NewPublicKey(t, "ed25519")
		for _, pins := range [][2]string{{stranger, gatePin}, {pin, stranger}} {
			w.pin, w.gatePin = pins[0], pins[1]
			w.install(t)
			wantError(t, w.build(t, "wrong-pin"), unverified)
		}
		w.pin, w.gatePin = pin, gatePin
		w.install(t)
		w.builds(t, "right-pins")
	})
}

// A client that leaves the inventory is not let in any more, and no other key
// ever was.
func TestBuildNeedsTheKey(t *testing.T) {
	onEach(t, false, func(t *testing.T, w *site) {
		key := w.key
		w.key = counterpart.NewPublicKey(t, "ed25519")
		w.bootstrap(t)
		wantError(t, w.build(t, "removed"), denied)

		w.key = key
		w.bootstrap(t)
		w.builds(t, "there-again")

		own := w.laptop.NewKey(t, keyPath)
		wantError(t, w.build(t, "unknown"), denied)
		// Who uses the account cannot let others in.
		w.ada.Must(t, "su", account, "-c", "umask 077; mkdir -p ~/.ssh; echo '"+own+"' > ~/.ssh/authorized_keys")
		wantError(t, w.build(t, "let-in-by-itself"), denied)
	})
}

// ssh uses the client's key without the client's configuration, as somebody does
// who has stolen it.
func (w *site) ssh(t *testing.T, argv ...string) (string, error) {
	t.Helper()
	return w.laptop.Run(t, slices.Concat([]string{"ssh"}, stolen, argv)...)
}

var stolen = []string{"-F", "none", "-i", keyPath, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes"}

const there = account + "@" + builderAddress

func TestKeyDoesNothingElse(t *testing.T) {
	t.Parallel()
	w := newSite(t, onOne(t))
	w.setUp(t)
	w.refusesForwarding(t)
	for name, c := range map[string]struct {
		argv []string
		want string
	}{
		"a shell":               {[]string{there}, "refused: no command"},
		"a shell on a terminal": {[]string{"-tt", there}, "PTY allocation request failed"},
		"a command":             {[]string{there, "id"}, "refused: id"},
		"a longer command":      {[]string{there, "nix-daemon --stdio; id"}, "refused: nix-daemon --stdio; id"},
		"a command in front":    {[]string{there, "id; nix-daemon --stdio"}, "refused: id; nix-daemon --stdio"},
		"the other protocol":    {[]string{there, "nix-store --serve --write"}, "refused: nix-store --serve --write"},
		"the old scp":           {[]string{there, "scp -t /tmp/copied"}, "refused: scp -t /tmp/copied"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := w.ssh(t, c.argv...)
			wantError(t, err, c.want)
			if out != "" {
				t.Errorf("stdout has %q", out)
			}
		})
	}
	// What is left works, so it is not the key that was refused.
	if out, err := w.ssh(t, there, "nix-store --version"); err != nil || !strings.Contains(out, w.builder.Version) {
		t.Errorf("%q, %v", out, err)
	}
}

// sshd drops what a subsystem says on stderr, so that syslog has to tell.
func TestKeyCopiesNoFiles(t *testing.T) {
	t.Parallel()
	w := newSite(t, onOne(t))
	w.setUp(t)
	syslog := w.ada.Syslog(t)
	for _, c := range []struct {
		argv         []string
		said, logged string
	}{
		{[]string{"scp", "/etc/passwd", there + ":/tmp/copied"}, "Connection closed", "refused: internal-sftp"},
		{[]string{"scp", there + ":/etc/passwd", "/tmp/copied"}, "Connection closed", "refused: internal-sftp"},
		{[]string{"sftp", there}, "Connection closed", "refused: internal-sftp"},
		{[]string{"scp", "-O", "/etc/passwd", there + ":/tmp/copied"}, "refused: scp -t /tmp/copied", "refused: scp -t /tmp/copied"},
		{[]string{"scp", "-O", there + ":/etc/passwd", "/tmp/copied"}, "refused: scp -f /etc/passwd", "refused: scp -f /etc/passwd"},
	} {
		before := len(syslog())
		_, err := w.laptop.Run(t, slices.Concat(c.argv[:1], stolen, c.argv[1:])...)
		wantError(t, err, c.said)
		if said := syslog()[before:]; !strings.Contains(said, "buildmachines: "+c.logged) {
			t.Errorf("%q: syslog has %q", c.argv, said)
		}
	}
	for _, h := range []*counterpart.Host{w.laptop, w.ada} {
		if _, err := os.Stat(h.Path("/tmp/copied")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("something was copied: %v", err)
		}
	}
}

// Without a wrapper a key can run what it likes, and no more than that.
func TestKeyWithoutWrapperRunsCommandsOnly(t *testing.T) {
	t.Parallel()
	s := onOne(t)
	s.bare = true
	w := newSite(t, s)
	w.setUp(t)
	w.refusesForwarding(t)
	_, err := w.ssh(t, "-tt", there, "true")
	wantError(t, err, "PTY allocation request failed")
	const agent = `ssh-add -q "$1"; shift; exec ssh -A "$@"`
	out, err := w.laptop.Run(t, slices.Concat([]string{"ssh-agent", "sh", "-c", agent, "sh", keyPath}, stolen, []string{there, `echo "agent: $SSH_AUTH_SOCK"`})...)
	if err != nil || out != "agent: \n" {
		t.Errorf("the agent was forwarded: %q, %v", out, err)
	}
}

func (w *site) refusesForwarding(t *testing.T) {
	t.Helper()
	_, err := w.ssh(t, "-W", builderAddress+":22", there)
	wantError(t, err, "administratively prohibited")
	_, err = w.ssh(t, "-o", "ExitOnForwardFailure=yes", "-N", "-R", "2000:127.0.0.1:22", there)
	wantError(t, err, "remote port forwarding failed for listen port 2000")
	_, err = w.ssh(t, "-o", "ExitOnForwardFailure=yes", "-N", "-R", "/tmp/socket:127.0.0.1:22", there)
	wantError(t, err, "remote port forwarding failed for listen path /tmp/socket")
	_, err = w.laptop.Run(t, slices.Concat([]string{"env", "DISPLAY=:0", "ssh", "-Y"}, stolen, []string{there, "false"})...)
	wantError(t, err, "X11 forwarding request failed")
}
