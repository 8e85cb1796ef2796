package goldentest_test

import (
	"errors"
	"net"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh/knownhosts"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// ssh-keygen finds each pin under the key name of its host, and no other there,
// and also under every address, for people who use the file without the stanza.
func TestEveryPinIsFound(t *testing.T) {
	counterpart.Require(t, "ssh-keygen")
	seen := map[string]bool{}
	for _, c := range withFile(t, "known_hosts") {
		path, _ := c.path("known_hosts")
		if text := read(t, path); seen[text] {
			continue
		} else {
			seen[text] = true
		}
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			for _, h := range c.Hosts() {
				if !h.Pinned() {
					continue
				}
				pins := slices.Concat(h.PublicHostKeys, h.HostCertificateAuthorities)
				if got := find(t, path, h.KeyName); !containsAll(got, pins) || !containsAll(pins, got) {
					t.Errorf("under the key name %s are %q, want %q", h.KeyName, got, pins)
				}
				for _, address := range addressesOf(h) {
					if got := find(t, path, address); !containsAll(got, pins) {
						t.Errorf("under the address %s are %q, want %q among them", address, got, pins)
					}
				}
			}
			fingerprints(t, path, c.Hosts())
		})
	}
}

func addressesOf(h *plan.Host) []string {
	out := []string{knownhosts.Normalize(net.JoinHostPort(h.HostName, strconv.Itoa(h.Port)))}
	for _, e := range h.Endpoints {
		out = append(out, knownhosts.Normalize(net.JoinHostPort(e.HostName, strconv.Itoa(e.Port))))
	}
	return out
}

// find returns the keys that "ssh-keygen -F" shows for a name.
func find(t *testing.T, file, name string) []string {
	t.Helper()
	var keys []string
	for _, line := range strings.Split(keygen(t, "-F", name, "-f", file), "\n") {
		if f := strings.Fields(line); len(f) > 2 && f[0] != "#" {
			keys = append(keys, strings.Join(f[len(f)-2:], " "))
		}
	}
	return keys
}

// fingerprints checks that ssh-keygen knows the key of each line. It passes over
// those of authorities.
func fingerprints(t *testing.T, file string, hosts []*plan.Host) {
	t.Helper()
	want := 0
	for _, h := range hosts {
		want += len(h.PublicHostKeys)
	}
	if got := strings.Count(keygen(t, "-l", "-f", file), " SHA256:"); got != want {
		t.Errorf("ssh-keygen -l knows %d of %d keys", got, want)
	}
}

// keygen returns what ssh-keygen prints. It fails where it finds nothing.
func keygen(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("ssh-keygen", args...).Output()
	if failed := (*exec.ExitError)(nil); err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return string(out)
}
