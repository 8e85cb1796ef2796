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

// A key of a client decides what root of the builder gets: the client has put its
// own bytes where an output belongs that is not built yet. This is no fault that
// we could mend, but what docs/trust.md says has to be true.
func TestSigningKeyIsACacheKey(t *testing.T) {
	t.Parallel()
	needMachines(t)
	for _, s := range pairs(t) {
		if !takesSigned(s) {
			continue
		}
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := newUntrusted(t, s)
			path := w.forge(t)
			w.laptop.Must(t, w.client.Bin+"/nix", "store", "sign", "--key-file", "/etc/nix/laptop.secret", path)
			w.laptop.Must(t, w.client.Bin+"/nix", "copy", "--to", "ssh-ng://ada", path)
			if got := w.rootBuilds(t); got != forged {
				t.Errorf("root of the builder has %q: the page says too much", got)
			}
		})
	}
}

// Without its key a client sends derivations and what is content-addressed, and no
// output. What the builder itself has built needs no key.
func TestUntrustedWithoutASigningKey(t *testing.T) {
	t.Parallel()
	needMachines(t)
	for _, s := range pairs(t) {
		if !takesSigned(s) {
			continue
		}
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			w := newSite(t, s)
			w.setUp(t)
			path := w.forge(t)
			_, err := w.laptop.Run(t, w.client.Bin+"/nix", "copy", "--to", "ssh-ng://ada", path)
			wantError(t, err, "because it lacks a signature by a trusted key")
			if got := w.rootBuilds(t); got != honest {
				t.Errorf("root of the builder has %q", got)
			}
			w.builds(t, "first")
			w.builds(t, "second", "--argstr", "input", "first")
			w.laptop.Write(t, "/opt/source", "a source\n", 0o644)
			source := strings.TrimSpace(w.laptop.Must(t, w.client.Bin+"/nix-store", "--add", "/opt/source"))
			w.laptop.Must(t, w.client.Bin+"/nix", "copy", "--to", "ssh-ng://ada", source)
		})
	}
}

const (
	honest = "honest\n"
	forged = "forged\n"
	// toolNix is what root of the builder wants.
	toolNix = `derivation { name = "tool"; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo honest > $out" ]; }`
)

// forge makes a path on the client that is called like the output of toolNix.
func (w *site) forge(t *testing.T) (path string) {
	t.Helper()
	w.laptop.Write(t, "/opt/tool.nix", toolNix, 0o644)
	drv := strings.TrimSpace(w.laptop.Must(t, w.client.Bin+"/nix-instantiate", "/opt/tool.nix"))
	path = strings.TrimSpace(w.laptop.Must(t, w.client.Bin+"/nix-store", "--query", "--outputs", drv))
	w.laptop.Write(t, path, forged, 0o444)
	w.laptop.Must(t, "sh", "-c", `printf '%s\n\n0\n' "$1" | "$2" --register-validity --reregister`, "sh", path, w.client.Bin+"/nix-store")
	return path
}

// rootBuilds returns what root of the builder gets for toolNix.
func (w *site) rootBuilds(t *testing.T) string {
	t.Helper()
	w.ada.Write(t, "/opt/tool.nix", toolNix, 0o644)
	return w.ada.Read(t, strings.TrimSpace(w.ada.Must(t, w.builder.Bin+"/nix-build", "/opt/tool.nix", "--no-out-link")))
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
