package keygen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/keygen"
	"github.com/buildmachines/buildmachines/schema/pubkey"
)

// TestNixSignsWithThePair signs a path with the secret half and verifies it with
// the public one, by every Nix.
func TestNixSignsWithThePair(t *testing.T) {
	for _, n := range counterpart.Nixes(t) {
		t.Run(n.String(), func(t *testing.T) {
			nix := newStore(t, n)
			file := filepath.Join(nix.dir, "k")
			p, err := keygen.Signing("laptop-1")
			mustWrite(t, p, err, file+".sec", file+".pub")
			path := nix.build(t)

			if out, err := nix.verify(path, p.Public); err == nil {
				t.Fatalf("the path counts as signed before it is: %s", out)
			}
			nix.must(t, "nix", "store", "sign", "--key-file", file+".sec", path)
			if out, err := nix.verify(path, p.Public); err != nil {
				t.Errorf("the signature is not accepted: %v: %s", err, out)
			}
			if sigs := nix.must(t, "nix", "path-info", "--sigs", path); !strings.Contains(sigs, " laptop-1:") {
				t.Error(sigs)
			}
			other, err := keygen.Signing("laptop-1")
			if err != nil {
				t.Fatal(err)
			}
			if out, err := nix.verify(path, other.Public); err == nil {
				t.Errorf("another key of that name verifies it: %s", out)
			}
		})
	}
}

// TestFilesAreAsNixMakesThem compares the shape of the files with those of
// nix-store --generate-binary-cache-key.
func TestFilesAreAsNixMakesThem(t *testing.T) {
	for _, n := range counterpart.Nixes(t) {
		t.Run(n.String(), func(t *testing.T) {
			nix := newStore(t, n)
			ours, theirs := filepath.Join(nix.dir, "ours"), filepath.Join(nix.dir, "theirs")
			nix.must(t, "nix-store", "--generate-binary-cache-key", "ada-1", theirs+".sec", theirs+".pub")
			p, err := keygen.Signing("ada-1")
			mustWrite(t, p, err, ours+".sec", ours+".pub")
			for _, half := range []string{".sec", ".pub"} {
				a, b := read(t, ours+half), read(t, theirs+half)
				if len(a) != len(b) || a[:6] != b[:6] || a[len(a)-1] != b[len(b)-1] {
					t.Errorf("%s has %d bytes, and Nix writes %d", half, len(a), len(b))
				}
			}
			if problem := pubkey.ParseNixPublic(p.Public); problem != nil {
				t.Error(problem.Detail)
			}
			// Nix derives the public half from the secret one.
			if got := nix.pipe(t, read(t, ours+".sec"), "nix", "key", "convert-secret-to-public"); got != p.Public {
				t.Errorf("Nix derives %q from the secret half of %q", got, p.Public)
			}
		})
	}
}

// store is a Nix with a store and a database of its own.
type store struct {
	bin, dir string
	env      []string
}

func newStore(t *testing.T, n counterpart.Nix) *store {
	t.Helper()
	s := &store{bin: n.Bin, dir: t.TempDir()}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(s.dir, "store"), 0o755) })
	conf := filepath.Join(s.dir, "conf")
	if err := os.Mkdir(conf, 0o755); err != nil {
		t.Fatal(err)
	}
	text := "sandbox = false\nbuild-users-group =\nsubstituters =\nexperimental-features = nix-command\n"
	if err := os.WriteFile(filepath.Join(conf, "nix.conf"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	s.env = []string{
		"PATH=" + n.Bin + ":/usr/bin:/bin", "HOME=" + s.dir, "NIX_CONF_DIR=" + conf, "NIX_USER_CONF_FILES=", "NIX_REMOTE=",
		"NIX_STORE_DIR=" + filepath.Join(s.dir, "store"), "NIX_STATE_DIR=" + filepath.Join(s.dir, "var"), "NIX_LOG_DIR=" + filepath.Join(s.dir, "log"),
	}
	return s
}

// build makes a path by building: one that is added is named by its content, and
// needs no signature.
func (s *store) build(t *testing.T) string {
	t.Helper()
	const expr = `derivation { name = "x"; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo built > $out" ]; }`
	return s.must(t, "nix-build", "--no-out-link", "-E", expr)
}

func (s *store) command(argv ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, argv[0]), argv[1:]...)
	cmd.Env = s.env
	return cmd
}

// must returns what a program prints on stdout, without the line break.
func (s *store) must(t *testing.T, argv ...string) string {
	t.Helper()
	return s.pipe(t, "", argv...)
}

func (s *store) pipe(t *testing.T, stdin string, argv ...string) string {
	t.Helper()
	cmd := s.command(argv...)
	cmd.Stdin = strings.NewReader(stdin)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%q: %v: %s", argv, err, stderr.String())
	}
	return strings.TrimSuffix(string(out), "\n")
}

// verify wants the path to be signed by that key. Nix takes a path that was made
// here for trusted without a signature; one signature asked for is counted.
func (s *store) verify(path, key string) (string, error) {
	out, err := s.command("nix", "store", "verify", "--no-contents", "--sigs-needed", "1",
		"--option", "trusted-public-keys", key, path).CombinedOutput()
	return string(out), err
}
