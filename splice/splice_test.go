package splice_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/schema"
	"github.com/buildmachines/buildmachines/splice"
)

// The keys of the cases, whose private halves nobody has. Cases say K1 to K4.
var keys = strings.NewReplacer(
	"K1", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
	"K2", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU",
	"K3", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR",
	"K4", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMqTrBcFGHBx1nuDx/8O/oEI6OxFMFdddyaHkzPb2r58",
	"NIX1", "x-1:iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w=",
)

// builders is a builder for cases that are about clients.
var builders = map[string]string{
	".hcl":  "builder \"ada\" {\n  systems = [\"x86_64-linux\"]\n}\n",
	".toml": "builder.ada.systems = [\"x86_64-linux\"]\n",
}

// TestCases edits the inventories of testdata. A case is a txtar file. The last
// line of its comment is the edit; its files are before.hcl or before.toml, and
// want, which is the text after the edit or, where its name is want-refusal,
// why there is none. Each case also runs with the line ends of DOS, with a byte
// order mark, and without the last line break.
// BUILDMACHINES_UPDATE=1 writes what comes out.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c := readCase(t, a)
			got := c.edit(t, c.before)
			if os.Getenv("BUILDMACHINES_UPDATE") != "" {
				c.update(t, file, a, got)
				return
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Fatalf("(-want +got)\n%s", d)
			}
			for name, variant := range c.variants() {
				if d := cmp.Diff(variant(c.want), c.edit(t, variant(c.before))); d != "" {
					t.Errorf("%s (-want +got)\n%s", name, d)
				}
			}
		})
	}
}

type testCase struct {
	command      []string
	ext          string
	before, want string
	refused      bool
}

func readCase(t *testing.T, a *txtar.Archive) *testCase {
	t.Helper()
	comment := strings.Split(strings.TrimSpace(string(a.Comment)), "\n")
	c := &testCase{command: strings.Fields(comment[len(comment)-1])}
	if len(a.Files) != 2 {
		t.Fatal("a case has two files")
	}
	c.ext = filepath.Ext(a.Files[0].Name)
	c.before = keys.Replace(strings.ReplaceAll(string(a.Files[0].Data), "BUILDERS\n", builders[c.ext]))
	c.want = keys.Replace(strings.ReplaceAll(string(a.Files[1].Data), "BUILDERS\n", builders[c.ext]))
	c.refused = a.Files[1].Name == "want-refusal"
	return c
}

func (c *testCase) variants() map[string]func(string) string {
	if c.refused {
		return nil
	}
	return map[string]func(string) string{
		"BOM":      func(s string) string { return "\uFEFF" + s },
		"CRLF":     func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"no break": func(s string) string { return strings.TrimSuffix(s, "\n") },
	}
}

// edit returns the text after the edit, or the refusal.
func (c *testCase) edit(t *testing.T, before string) string {
	t.Helper()
	t.Chdir(t.TempDir())
	name := "inventory" + c.ext
	if err := os.WriteFile(name, []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	ed := open(t, name)
	err := c.run(t, ed)
	var r *splice.Refusal
	if errors.As(err, &r) {
		if len(ed.Edits()) > 0 {
			t.Error("a refusal with an edit")
		}
		return r.Why + "\n"
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(ed.Edits()) == 0 {
		return before
	}
	return string(ed.Edits()[0].New)
}

func (c *testCase) run(t *testing.T, ed *splice.Editor) error {
	t.Helper()
	args := c.command[1:]
	switch c.command[0] {
	case "add":
		var lines []string
		for _, k := range args[3:] {
			lines = append(lines, strings.ReplaceAll(keys.Replace(k), "_AT_", ` "${x}"@`))
		}
		_, err := ed.AddToList(args[0], args[1], args[2], lines)
		return err
	case "set":
		return ed.Set(args[0], args[1], []splice.Text{{Name: args[2], Value: keys.Replace(args[3])}})
	case "block":
		return ed.AddBlock(args[0], args[1], args[2], []splice.Text{
			{Name: "public_key", Value: keys.Replace("NIX1")},
			{Name: "secret_key_file", Value: "/etc/nix/cache.sec"},
		})
	}
	t.Fatalf("unknown command %q", c.command[0])
	return nil
}

func (c *testCase) update(t *testing.T, file string, a *txtar.Archive, got string) {
	t.Helper()
	back := got
	for i, k := range []string{"K1", "K2", "K3", "K4", "NIX1"} {
		back = strings.ReplaceAll(back, keys.Replace(k), []string{"K1", "K2", "K3", "K4", "NIX1"}[i])
	}
	a.Files[1].Data = bytes.ReplaceAll([]byte(back), []byte(builders[c.ext]), []byte("BUILDERS\n"))
	if err := os.WriteFile(filepath.Join(startDir, file), txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// startDir is the folder of the package: cases change the working folder.
var startDir, _ = os.Getwd()

func open(t testing.TB, name string) *splice.Editor {
	t.Helper()
	src, diags, err := schema.Load(name)
	if err != nil || diags.HasErrors() {
		t.Fatal(err, diags)
	}
	t.Cleanup(func() { src.Close() })
	ed, err := splice.Open(src, compiler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return ed
}
