package splice_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/schema"
	"github.com/buildmachines/buildmachines/splice"
)

// edited returns an editor with one edit of an inventory at name.
func edited(t *testing.T, name string) *splice.Editor {
	t.Helper()
	if err := os.WriteFile(name, []byte(builders[".hcl"]), 0o640); err != nil {
		t.Fatal(err)
	}
	return addKey(t, name)
}

func addKey(t *testing.T, name string) *splice.Editor {
	t.Helper()
	ed := open(t, name)
	if _, err := ed.AddToList("builder", "ada", "public_host_keys", []string{keys.Replace("K1")}); err != nil {
		t.Fatal(err)
	}
	return ed
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestWriteKeepsModeAndOwner(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.hcl")
	ed := edited(t, name)
	uid := os.Getuid()
	if uid == 0 {
		uid = 12345
		if err := os.Chown(name, uid, uid); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(name, 0o604); err != nil {
		t.Fatal(err)
	}
	if err := ed.Write(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if st := info.Sys().(*syscall.Stat_t); info.Mode() != 0o604 || int(st.Uid) != uid {
		t.Errorf("mode %v, owner %d", info.Mode(), st.Uid)
	}
	if !strings.Contains(read(t, name), keys.Replace("K1")) {
		t.Error("the key is not there")
	}
}

func TestWriteFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.hcl"), filepath.Join(dir, "a.hcl")
	edited(t, real) // not written
	if err := os.Symlink("real.hcl", link); err != nil {
		t.Fatal(err)
	}
	if err := addKey(t, link).Write(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if !strings.Contains(read(t, real), keys.Replace("K1")) {
		t.Error("the key is not there")
	}
}

func TestWriteRefusesAFileThatChanged(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.hcl")
	ed := edited(t, name)
	other := builders[".hcl"] + "# somebody else was here\n"
	if err := os.WriteFile(name, []byte(other), 0o640); err != nil {
		t.Fatal(err)
	}
	var r *splice.Refusal
	if err := ed.Write(); !errors.As(err, &r) {
		t.Fatalf("%v is no refusal", err)
	}
	if read(t, name) != other {
		t.Error("the file was overwritten")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// The temporary file has a name that no inventory folder is read for.
func TestWriteInAFolder(t *testing.T) {
	dir := t.TempDir()
	edited(t, filepath.Join(dir, "a.hcl"))
	toml := "# the client\n[client.laptop]\n"
	if err := os.WriteFile(filepath.Join(dir, "b.toml"), []byte(toml), 0o644); err != nil {
		t.Fatal(err)
	}
	ed := open(t, dir)
	for _, c := range []struct{ block, label, attribute string }{
		{"client", "laptop", "ssh_public_keys"}, {"builder", "ada", "public_host_keys"},
	} {
		if _, err := ed.AddToList(c.block, c.label, c.attribute, []string{keys.Replace("K2")}); err != nil {
			t.Fatal(err)
		}
	}
	if err := ed.Write(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, filepath.Join(dir, "b.toml")); got != toml+"ssh_public_keys = [\""+keys.Replace("K2")+"\"]\n" {
		t.Error(got)
	}
	if p := open(t, dir).Plan(); len(p.Builder("ada").PublicHostKeys) != 1 || len(p.Client("laptop").SSHPublicKeys) != 1 {
		t.Error("a key is not there")
	}
}

func TestStandardInputIsRefused(t *testing.T) {
	src, _, err := schema.Read(strings.NewReader(builders[".hcl"]), "<stdin>", schema.HCL)
	if err != nil {
		t.Fatal(err)
	}
	ed, err := splice.Open(src, compiler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var r *splice.Refusal
	if _, err := ed.AddToList("builder", "ada", "public_host_keys", []string{keys.Replace("K1")}); !errors.As(err, &r) {
		t.Fatalf("%v is no refusal", err)
	}
}

// A key from a file counts as there, and an edit beside it keeps it.
func TestKeyFiles(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "k.pub"), []byte(keys.Replace("K1 old\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "a.hcl")
	text := builders[".hcl"] + "client \"laptop\" {\n  ssh_public_key_files = [\"k.pub\"]\n}\n"
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	ed := open(t, name)
	for key, want := range map[string]bool{"K1": false, "K2": true} {
		changed, err := ed.AddToList("client", "laptop", "ssh_public_keys", []string{keys.Replace(key)})
		if err != nil || changed != want {
			t.Errorf("%s: changed %v, %v", key, changed, err)
		}
	}
}

func TestSnippets(t *testing.T) {
	for _, c := range []struct {
		s    splice.Snippet
		want string
	}{
		{splice.Snippet{Syntax: schema.HCL, Block: "client", Label: "a.b", List: "ssh_public_keys", Items: []string{"k"}},
			"client \"a.b\" {\n  ssh_public_keys = [\"k\"]\n}\n"},
		{splice.Snippet{Syntax: schema.TOML, Block: "client", Label: "a.b", List: "ssh_public_keys", Items: []string{"k", "l"}},
			"[client.\"a.b\"]\nssh_public_keys = [\n  \"k\",\n  \"l\",\n]\n"},
		{splice.Snippet{Syntax: schema.HCL, Block: "builder", Label: "ada", Inner: "cache", Texts: []splice.Text{{Name: "public_key", Value: "k"}, {Name: "secret_key_file", Value: "/s"}}},
			"builder \"ada\" {\n  cache {\n    public_key      = \"k\"\n    secret_key_file = \"/s\"\n  }\n}\n"},
		{splice.Snippet{Syntax: schema.TOML, Block: "builder", Label: "ada", Inner: "cache", Texts: []splice.Text{{Name: "public_key", Value: "k"}, {Name: "secret_key_file", Value: "/s"}}},
			"[builder.ada.cache]\npublic_key      = \"k\"\nsecret_key_file = \"/s\"\n"},
	} {
		if got := c.s.String(); got != c.want {
			t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
		}
	}
}
