package keygen_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/keygen"
)

func TestExposed(t *testing.T) {
	git := counterpart.Require(t, "git")
	t.Setenv("GIT_DIR", "/nowhere") // as in a hook
	top := t.TempDir()
	for _, dir := range []string{"repo/ignored", "repo/open", "inventory/deep", "elsewhere"} {
		if err := os.MkdirAll(filepath.Join(top, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	repo := filepath.Join(top, "repo")
	t.Run("init", func(t *testing.T) {
		t.Setenv("GIT_DIR", filepath.Join(repo, ".git"))
		output(t, git, "init", "--quiet", repo)
	})
	for name, text := range map[string]string{"repo/.gitignore": "/ignored/\n*_ed25519\n!open/*\n", "inventory/a.hcl": ""} {
		if err := os.WriteFile(filepath.Join(top, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("repo/open", filepath.Join(top, "link")); err != nil {
		t.Fatal(err)
	}
	inventory := filepath.Join(top, "inventory/a.hcl")
	for _, c := range []struct{ path, inventory, want string }{
		{"repo/ignored/k", inventory, ""},
		{"repo/x_ed25519", inventory, ""},
		{"repo/k", inventory, "git"},
		{"repo/open/x_ed25519", "", "git"},
		{"link/x_ed25519", "", "git"},
		{"inventory/k", inventory, "folder of the inventory"},
		{"inventory/deep/k", inventory, "folder of the inventory"},
		{"inventory/deep/k", filepath.Dir(inventory), "folder of the inventory"},
		{"repo/x_ed25519", repo, "folder of the inventory"},
		{"elsewhere/k", inventory, ""},
		{"elsewhere/k", "", ""},
	} {
		got := keygen.Exposed(filepath.Join(top, c.path), c.inventory)
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.path, got, c.want)
		}
	}
}
