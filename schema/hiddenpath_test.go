package schema_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/report"
	"github.com/buildmachines/buildmachines/schema"
)

// tree writes files and links, whose texts begin with "-> ", below a new folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if target, link := strings.CutPrefix(text, "-> "); link {
			if err := os.Symlink(target, path); err != nil {
				t.Skip(err)
			}
		} else if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// What programs keep in the folder for themselves is not for inventories, by
// whichever way a path leads there.
func TestHiddenFilesAreNotRead(t *testing.T) {
	dir := tree(t, map[string]string{
		".env": "TOKEN=x", ".git/config": "[remote]", ".git/hooks/x": "x", "sub/.netrc": "x", "sub/plain": "p", "plain": "p",
		"env": "-> .env", "git": "-> .git", "sub/up": "-> ../.env", "far": "-> sub/up", "chain1": "-> chain2", "chain2": "-> git/config",
		"i.hcl": "", "loop1": "-> loop2", "loop2": "-> loop1", "fine": "-> sub/plain", "sub/fine": "-> ../plain", "here": "-> .", "dots": "-> ./sub/../plain",
	})
	src, _, err := schema.Load(filepath.Join(dir, "i.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	for _, path := range []string{
		".env", "./.env", "sub/../.env", ".git/config", ".git/hooks/x", ".git/../plain", "sub/.netrc", "env", "git/config", "git/../plain", "git/hooks/../config", "sub/up", "far", "chain1", "here/.env", "here/env", "here/here/git/config", "loop1", "...", ".",
	} {
		text, err := src.ReadFile(path)
		// path.Clean takes a step back before a link is followed: it is no way in.
		if err == nil && string(text) != "p" {
			t.Errorf("%s is read", path)
		}
	}
	for _, path := range []string{"plain", "sub/plain", "fine", "sub/fine", "here/plain", "here/sub/fine", "dots"} {
		if text, err := src.ReadFile(path); err != nil || string(text) != "p" {
			t.Errorf("%s: %q, %v", path, text, err)
		}
	}
}

// Whoever names the file means it.
func TestInventoryWithAHiddenName(t *testing.T) {
	src, _, err := schema.Load(filepath.Join(tree(t, map[string]string{".i.hcl": "", ".env": ""}), ".i.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	if _, err := src.ReadFile(".env"); err == nil {
		t.Error("another was read")
	}
}

// A file of the inventory can be a link, and its lines are shown in messages.
func TestHiddenFilesAreNoInventories(t *testing.T) {
	dir := tree(t, map[string]string{".env": "TOKEN=hunter2\n", "a.hcl": "", "b.toml": "-> .env", "sub/c.hcl": "-> ../.env"})
	for _, name := range []string{dir, filepath.Join(dir, "b.toml")} {
		src, diags, err := schema.Load(name)
		if err == nil {
			var out strings.Builder
			if err := report.Write(&out, diags, src.Texts(), report.Options{Format: report.Text}); err != nil {
				t.Fatal(err)
			}
			t.Errorf("%s was read:\n%s", name, out.String())
			src.Close()
		} else if !strings.Contains(err.Error(), "begins with a dot") {
			t.Error(err)
		}
	}
}
