package counterpart

import (
	"path/filepath"
	"testing"
)

// Command is the program `nix` of a version, with flakes, and with a store of
// its own that lasts as long as the test.
type Command struct {
	Nix  Nix
	home home
}

// Command makes an empty store. Nothing is looked up in a registry or a cache.
func (n Nix) Command(t testing.TB) *Command {
	t.Helper()
	h := newHome(t)
	writeFile(t, h.file("conf/nix.conf"), nixConf+"extra-experimental-features = flakes\nflake-registry =\n", 0o644)
	return &Command{n, h}
}

// Run returns what `nix ARGS...` prints. The error quotes what it says.
func (c *Command) Run(t testing.TB, args ...string) (string, error) {
	t.Helper()
	env := c.home.env(c.home.file("store"), []string{c.Nix.Bin}, map[string]string{
		"NIX_STATE_DIR": c.home.file("var"),
	})
	out := run(t, env, append([]string{filepath.Join(c.Nix.Bin, "nix")}, args...)...)
	out.stderr = plain(out.stderr)
	return out.stdout, out.failure()
}
