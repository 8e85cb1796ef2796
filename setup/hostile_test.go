package setup_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/setup"
)

// What a machine prints reaches the terminal as text, in one piece or in bytes.
func TestTerminalDoesNotObeyTheMachine(t *testing.T) {
	m := start(t, "")
	s := m.put(t, "printf 'a\\033]0;owned\\007\\033[2J\\302\\233m\\177b\\342\\200\\256\\r\\n\\tgr\\303\\274\\303\\237e\\377\\n' | dd bs=1 2> /dev/null; printf '\\033c' >&2\n")
	if err := s.Run(false); err != nil {
		t.Fatal(err)
	}
	if got, want := m.said.String(), "a␛]0;owned␇␛[2J<U+009B>m␡b<U+202E>\n\tgrüße�\n␛c"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A machine has a handful of host keys, whatever it says.
func TestTooManyHostKeys(t *testing.T) {
	m := start(t, "")
	var keys strings.Builder
	for range 40 {
		keys.WriteString("echo " + counterpart.NewPublicKey(t, "ed25519") + "\n")
	}
	if keys, err := m.put(t, keys.String()).HostKeys(); err == nil {
		t.Errorf("%d keys are taken", len(keys))
	}
}

// Pins come over a connection that was verified. Where the admin's ssh takes any
// key, it does not here.
func TestNoTrustOnFirstUse(t *testing.T) {
	for _, lax := range []string{"no", "off", "accept-new"} {
		t.Run(lax, func(t *testing.T) {
			m := start(t, "Host 127.0.0.1\n  UserKnownHostsFile "+filepath.Join(t.TempDir(), "known_hosts")+"\nHost *\n  StrictHostKeyChecking "+lax+"\n")
			if err := m.connect(t).Close(); err != nil {
				t.Fatal(err)
			}
			other := counterpart.StartSSHD(t, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}})
			_, err := setup.Connect(context.Background(), fmt.Sprintf("ssh://%s@%s:%d", m.User, other.Host, other.Port), m.streams(), setup.Patient)
			var failed setup.Failed
			if !errors.As(err, &failed) || !strings.Contains(m.said.String(), "verification failed") {
				t.Errorf("a machine that nobody vouches for: %v\n%s", err, m.said.String())
			}
		})
	}
}

// Tunnels that the admin's config has for the machine are no part of this.
func TestNoTunnels(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "socket")
	m := start(t, "LocalForward "+socket+" localhost:1\n")
	m.connect(t)
	if _, err := os.Lstat(socket); err == nil {
		t.Error("a tunnel is open")
	}
}
