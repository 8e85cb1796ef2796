package splice_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/schema"
	"github.com/buildmachines/buildmachines/splice"
)

// FuzzSplice adds keys wherever an inventory has room for some. Nothing but
// white space is ever replaced, and the new text, read from the file, has the
// keys.
func FuzzSplice(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		ext := filepath.Ext(a.Files[0].Name)
		text := keys.Replace(strings.ReplaceAll(string(a.Files[0].Data), "BUILDERS\n", builders[ext]))
		f.Add(ext == ".toml", []byte(text))
		f.Add(ext == ".toml", []byte(strings.ReplaceAll(text, "\n", "\r\n")))
	}
	f.Fuzz(func(t *testing.T, toml bool, text []byte) {
		name := filepath.Join(t.TempDir(), "inventory.hcl")
		if toml {
			name = strings.TrimSuffix(name, ".hcl") + ".toml"
		}
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		ed := tryOpen(t, name)
		if ed == nil {
			return
		}
		var did [][2]string
		for _, c := range ed.Plan().Clients {
			if adds(t, ed, "client", c.Name, "ssh_public_keys") {
				did = append(did, [2]string{"client", c.Name})
			}
		}
		for _, b := range ed.Plan().Builders {
			if adds(t, ed, "builder", b.Name, "public_host_keys") {
				did = append(did, [2]string{"builder", b.Name})
			}
		}
		if err := ed.Write(); err != nil {
			t.Fatal(err)
		}
		holds(t, name, did)
	})
}

func tryOpen(t *testing.T, name string) *splice.Editor {
	t.Helper()
	src, diags, err := schema.Load(name)
	if err != nil || diags.HasErrors() {
		return nil
	}
	t.Cleanup(func() { src.Close() })
	ed, err := splice.Open(src, compiler.Options{})
	if err != nil {
		return nil
	}
	return ed
}

// adds reports whether keys could be added, and holds the place to white space.
func adds(t *testing.T, ed *splice.Editor, block, label, attribute string) bool {
	t.Helper()
	lines := []string{keys.Replace("K1 root@x"), keys.Replace("K4")}
	replaced, err := ed.TestOnlyReplaced(block, label, attribute, lines)
	for _, r := range replaced {
		if err == nil && strings.Trim(r, " \t\r\n") != "" {
			t.Fatalf("%q would be replaced", r)
		}
	}
	_, err = ed.AddToList(block, label, attribute, lines)
	return err == nil
}

// holds reads the file again.
func holds(t *testing.T, name string, did [][2]string) {
	t.Helper()
	p := open(t, name).Plan()
	for _, d := range did {
		var have []string
		if d[0] == "client" {
			have = p.Client(d[1]).SSHPublicKeys
		} else {
			have = p.Builder(d[1]).PublicHostKeys
		}
		for _, k := range []string{"K1", "K4"} {
			if !slices.Contains(have, keys.Replace(k)) {
				t.Fatalf("%s %s lacks %s", d[0], d[1], k)
			}
		}
	}
}
