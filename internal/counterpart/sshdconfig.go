package counterpart

import (
	"os"
	"path/filepath"
	"testing"
)

// SSHDConfig returns what sshd makes of a configuration for a user who comes
// from an address: lower-case keywords and their values, in order. The error
// quotes sshd, which then would not start.
func SSHDConfig(t testing.TB, config, user, addr string) (map[string][]string, error) {
	t.Helper()
	sshd := Require(t, "sshd")
	if os.Getuid() == 0 {
		makeRunDir(t)
	}
	dir := tempDir(t)
	hostKey := newKey(t, "ed25519").write(t, filepath.Join(dir, "host_key"))
	// What stands in front of a file of others must be harmless to its Match
	// blocks, so the host key is given beside it.
	file := writeFile(t, filepath.Join(dir, "sshd_config"), config, 0o600)
	out := run(t, os.Environ(), sshd, "-T", "-f", file, "-h", hostKey, "-C", "user="+user+",host="+addr+",addr="+addr)
	if err := out.failure(); err != nil {
		return nil, err
	}
	return keywords(out.stdout), nil
}

// makeRunDir makes the folder without which root's sshd exits ("Missing
// privilege separation directory"); a host where no sshd ever ran has none.
func makeRunDir(t testing.TB) {
	t.Helper()
	if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
		t.Fatal(err)
	}
}
