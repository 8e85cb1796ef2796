package machines_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/emit/machines"
)

// TestKeysAndPinsStayInTheStanza names traps 6 and 7: column 8 does not pin
// alone, and is written differently in TOML, so both formats leave it out.
func TestKeysAndPinsStayInTheStanza(t *testing.T) {
	b := newSSHBuilder("ada")
	b.HostName, b.Port, b.SSHUser, b.SSHKey = "10.0.0.1", 2222, "nixremote", "/etc/nix/key"
	b.KeyName, b.PublicHostKeys = "ada", []string{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJYfqESaiQlOrL3Wm1Q9s9q8b4mjj2nIuyqCZub5aGPi"}
	c := newClient("lix 2.95", b)
	if got, want := string(emit(t, machines.Legacy{}, c)), "ssh://ada x86_64-linux - 1 1 - - -\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := string(emit(t, machines.TOML{}, c)); strings.Contains(got, "ssh-key") || strings.Contains(got, "host-key") {
		t.Errorf("the stanza's values are in:\n%s", got)
	}
}

// TestEmulatedSystemsShareTheSlots names trap 15: two entries with one URI
// share their slots, and the emulated one comes after all others.
func TestEmulatedSystemsShareTheSlots(t *testing.T) {
	ada := newBuilder("ada")
	ada.EmulatedSystems, ada.EmulatedSpeedFactor, ada.MaxJobs = []string{"riscv64-linux"}, 1, 4
	want := "ssh-ng://ada x86_64-linux - 4 1 - - -\n" +
		"ssh-ng://bob x86_64-linux - 1 1 - - -\n" +
		"ssh-ng://ada riscv64-linux - 4 1 - - -\n"
	if got := string(emit(t, machines.Legacy{}, newClient("", ada, newBuilder("bob")))); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

type fullDisk struct{ room int }

var errFull = errors.New("no space left on device")

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestEmitReportsWriteErrors(t *testing.T) {
	c := newClient("lix 2.95")
	for range 2000 {
		c.Builders = append(c.Builders, newSSHBuilder("ada"))
	}
	c.Settings = map[string]string{"x": strings.Repeat("x", 100_000)}
	for name, target := range targets {
		for _, room := range []int{0, 40_000} {
			if err := target.Emit(&fullDisk{room}, c); !errors.Is(err, errFull) {
				t.Errorf("%s with room for %d bytes: got %v", name, room, err)
			}
		}
	}
}

func TestTOMLEmitRefusesWhatIsNotUTF8(t *testing.T) {
	var out strings.Builder
	if err := (machines.TOML{}).Emit(&out, newClient("lix 2.95", newBuilder("\xff"))); err == nil || out.Len() > 0 {
		t.Errorf("got %v and %d bytes", err, out.Len())
	}
}
