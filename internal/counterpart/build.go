package counterpart

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Remote is a builder's store, for an sshd to serve.
type Remote struct {
	Nix  Nix
	home home
}

// NewRemote makes an empty store for the builder's Nix.
func NewRemote(t testing.TB, nix Nix) *Remote {
	t.Helper()
	return &Remote{nix, newHome(t)}
}

// Env is what a session on the builder needs to find this store, for
// [SSHDOptions].SetEnv.
func (r *Remote) Env() map[string]string {
	vars := map[string]string{}
	for _, v := range r.env() {
		name, value, _ := strings.Cut(v, "=")
		vars[name] = value
	}
	return vars
}

func (r *Remote) env() []string {
	return r.home.env(r.home.file("store"), []string{r.Nix.Bin}, map[string]string{
		"NIX_STATE_DIR": r.home.file("var"),
		"NIX_REMOTE":    "",
	})
}

const buildNix = `derivation {
  name = "remote"; system = builtins.currentSystem; builder = "/bin/sh";
  args = [ "-c" "echo built > $out" ];
}
`

// RemoteBuild builds something on r, as a client with this machines file and
// ssh_config and no local jobs. It returns nil only when the output is in the
// client's store and r's database, so was built there. The error quotes Nix.
//
// Both ends have one logical store folder, as they must. The client's is a
// chroot store, whose files really are elsewhere: two stores without a mount.
func (r *Remote) RemoteBuild(t testing.TB, client Nix, machinesFile, sshConfig string) error {
	t.Helper()
	h := newHome(t)
	env := h.env(r.home.file("store"), []string{client.Bin}, map[string]string{"NIX_SSHOPTS": "-F " + sshConfig})
	out := run(t, env, filepath.Join(client.Bin, "nix-build"), writeFile(t, h.file("build.nix"), buildNix, 0o644),
		"--store", h.file("client"), "--max-jobs", "0", "--builders", "@"+h.copyMachines(t, machinesFile), "--no-out-link")
	if out.err != nil {
		return errors.New(strings.TrimSpace(plain(out.stderr)))
	}
	path := strings.TrimSpace(out.stdout)
	text, err := os.ReadFile(filepath.Join(h.file("client/nix/store"), filepath.Base(path)))
	if err != nil || string(text) != "built\n" {
		return fmt.Errorf("the client has no output: %q, %w", text, err)
	}
	return run(t, r.env(), filepath.Join(r.Nix.Bin, "nix-store"), "--check-validity", path).failure()
}
