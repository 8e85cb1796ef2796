package e2etest_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// A builder that does not trust its user takes what a client has signed, and
// nothing else.
func TestUntrusted(t *testing.T) {
	t.Parallel()
	needMachines(t)
	for _, s := range pairs(t) {
		if !takesSigned(s) {
			continue
		}
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := newUntrusted(t, s)
			w.builds(t, "without-inputs")
			w.buildHere(t, "signed")
			w.builds(t, "on-signed", "--argstr", "input", "signed")
			w.buildHere(t, "unsigned", "--option", "secret-key-files", "")
			wantError(t, w.build(t, "on-unsigned", "--argstr", "input", "unsigned"), "because it lacks a signature by a trusted key")
		})
	}
}

// The compiler refuses old versions for such a builder, and is right.
func TestUntrustedNeedsNewVersions(t *testing.T) {
	t.Parallel()
	needMachines(t)
	for _, s := range pairs(t) {
		if takesSigned(s) {
			continue
		}
		s.claim = "nix 2.26"
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			wantError(t, newUntrusted(t, s).build(t, "without-inputs"), "you are not privileged to build input-addressed derivations")
		})
	}
}

// takesSigned says whether Nix sends what an untrusting daemon can check: since
// 2.16 and 2.15.
func takesSigned(s scenario) bool { return s.client.Minor >= 16 && s.builder.Minor >= 15 }

func pairs(t *testing.T) []scenario {
	t.Helper()
	var out []scenario
	for _, client := range counterpart.HostNixes(t) {
		for _, builder := range counterpart.HostNixes(t) {
			out = append(out, scenario{client: client, builder: builder, protocol: "ssh-ng", port: 22, untrusted: true})
		}
	}
	return out
}

// newUntrusted makes the machines and sets them up, with a key for the client
// to sign with.
func newUntrusted(t *testing.T, s scenario) *site {
	t.Helper()
	w := newSite(t, s)
	const secret, public = "/etc/nix/laptop.secret", "/etc/nix/laptop.public"
	w.laptop.Must(t, filepath.Join(w.client.Bin, "nix-store"), "--generate-binary-cache-key", "laptop-1", secret, public)
	w.signing = []string{
		attribute("signing_public_key", strings.TrimSpace(w.laptop.Read(t, public))),
		attribute("signing_secret_key_file", secret),
	}
	w.setUp(t)
	return w
}
