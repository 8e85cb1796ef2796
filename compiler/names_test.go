package compiler_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/schema"
)

// A label may be what no host name is, and is the address where host_name is
// not set.
func TestALabelThatIsTheAddressIsAHostName(t *testing.T) {
	const body = " systems = [\"aarch64-linux\"]\n public_host_keys = [\"@KEY1@\"]\n"
	mistakes(t, []mistake{
		{"two dots", "builder \"a..b\" {\n" + body + "}", nil, []string{"1 invalid-host-name"}},
		{"digits at the end, which is an address", "builder \"rack.7\" {\n" + body + "}", nil, []string{"1 invalid-host-name"}},
		{"digits only", "builder \"7\" {\n" + body + "}", nil, []string{"1 invalid-host-name"}},
		{"a part that begins with a dash", "builder \"a.-b\" {\n" + body + "}", nil, []string{"1 invalid-host-name"}},
		{"a jump", "jump \"a..b\" {}", nil, []string{"1 invalid-host-name"}},
		{"a name that for_each makes", "builder \"rack\" {\n for_each = toset([\"7\"])\n name = \"rack.${each.key}\"\n" + body + "}", nil, []string{"1 invalid-host-name"}},
		{"null takes host_name away", "builder \"a..b\" {\n host_name = null\n" + body + "}", nil, []string{"1 invalid-host-name"}},
		{"an invalid host_name is told alone", "builder \"a..b\" {\n host_name = \"c..d\"\n" + body + "}", nil, []string{"2 invalid-host-name"}},
		{"a host name is given", "builder \"a..b\" {\n host_name = \"ab.example\"\n" + body + "}", nil, []string{}},
		{"an address as label", "builder \"192.0.2.7\" {\n" + body + "}", nil, []string{}},
		{"a store without ssh", "builder \"7\" {\n uri = \"daemon\"\n systems = [\"aarch64-linux\"]\n}", nil, []string{}},
	})
}

// keyFolder is an inventory in a folder with files of keys.
func keyFolder(t *testing.T, inventory string, files map[string]string) *schema.Sources {
	t.Helper()
	dir := t.TempDir()
	files["inventory.hcl"] = inventory
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(expand(text)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	src, diags, err := schema.Load(filepath.Join(dir, "inventory.hcl"))
	if err != nil || diags.HasErrors() {
		t.Fatal(err, diags)
	}
	t.Cleanup(func() { src.Close() })
	return src
}

func TestKeysOfFilesAreAddedOnceAndHaveAnOrigin(t *testing.T) {
	src := keyFolder(t, `builder "a" {
  systems = ["aarch64-linux"]
  public_host_key_files = ["one.pub", "both.pub"]
}
builder "b" {
  systems = ["aarch64-linux"]
  public_host_keys = ["@KEY1@"]
  public_host_key_files = ["both.pub"]
}
client "c" { ssh_public_key_files = ["both.pub"] }
jump "j" { public_host_key_files = ["one.pub"] }
`, map[string]string{"one.pub": "@KEY1@ root@a\n", "both.pub": "# comment\n\n@KEY1@\n@KEY2@ x\n"})
	p, diags := compiler.Compile(src, compiler.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	wantPlan(t, p, `
		a.public_host_keys = ["@KEY1@","@KEY2@"]
		b.public_host_keys = ["@KEY1@","@KEY2@"]
		c.ssh_public_keys = ["@KEY1@","@KEY2@"]
		j.public_host_keys = ["@KEY1@"]`)
	got := []int{}
	for _, o := range []string{"public_host_keys", "public_host_keys[0]", "public_host_keys[1]"} {
		got = append(got, p.Builder("a").Origins.At(o).Start.Column, p.Builder("b").Origins.At(o).Start.Line)
	}
	if d := cmp.Diff([]int{27, 7, 28, 7, 39, 8}, got); d != "" {
		t.Error(d)
	}
	if at := p.Client("c").Origins.At("ssh_public_keys"); at.Start.Line != 10 {
		t.Errorf("the client's keys are at %v", at)
	}
}

func TestKeyFilesThatAreNoneAreToldAlone(t *testing.T) {
	src := keyFolder(t, `builder "a" {
  systems = ["aarch64-linux"]
  public_host_key_files = ["none.pub", "empty.pub", "../x.pub", "bad.pub"]
}
`, map[string]string{"empty.pub": "# nothing\n", "bad.pub": "ssh-ed25519\n"})
	_, diags := compiler.Compile(src, compiler.Options{})
	for _, d := range diags {
		if d.Subject == nil || d.Subject.Start.Line != 3 {
			t.Errorf("%v", d)
		}
	}
	if len(diags) != 4 {
		t.Errorf("%v", said(diags))
	}
}
