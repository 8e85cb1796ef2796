package badtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit"
	"github.com/buildmachines/buildmachines/report"
	"github.com/buildmachines/buildmachines/schema"
)

const folder = "../testdata/bad"

// outcome is one inventory of a case with all that was said about it.
type outcome struct {
	name    string // CASE/INVENTORY
	in      instructions
	files   map[string][]byte
	diags   hcl.Diagnostics // as they are printed
	secrets []string
}

// all is what outcomes returns: the tests look at it in different ways.
var all []outcome

// outcomes runs every inventory of every case.
func outcomes(t *testing.T) []outcome {
	t.Helper()
	if all != nil {
		return all
	}
	cases, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	values, secrets := placeholders(t)
	copied := t.TempDir()
	copyExpanded(t, copied, values)
	for _, c := range cases {
		t.Chdir(filepath.Join(copied, c.Name()))
		for _, inventory := range inventories(t, c.Name()) {
			all = append(all, run(t, c.Name()+"/"+inventory, inventory, secrets))
		}
	}
	return all
}

// copyExpanded copies the cases to dir, with the placeholders filled in.
func copyExpanded(t *testing.T, dir string, values map[string]string) {
	t.Helper()
	root := os.DirFS(folder)
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		src, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return os.WriteFile(to, expand(t, src, values), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// inventories returns those of the case in the working folder.
func inventories(t *testing.T, name string) []string {
	t.Helper()
	var there []string
	for _, inventory := range []string{"inventory.hcl", "inventory.toml", "hcl", "toml"} {
		if _, err := os.Stat(inventory); err == nil {
			there = append(there, inventory)
		}
	}
	only, _, _ := strings.Cut(name, "-")
	switch {
	case len(there) == 2 && strings.HasSuffix(there[0], "hcl") && strings.HasSuffix(there[1], "toml"):
	case len(there) == 1 && strings.HasSuffix(there[0], only):
	default:
		t.Errorf("%s has the inventories %v, want both syntaxes, or the one that begins its name", name, there)
	}
	return there
}

func run(t *testing.T, name, inventory string, secrets []string) outcome {
	t.Helper()
	src, diags, err := schema.Load(inventory)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer src.Close()
	in := instruct(t, src.Texts())
	if !diags.HasErrors() {
		p, more := compiler.Compile(src, compiler.Options{Vars: in.vars})
		diags = append(diags, more...)
		if p != nil {
			diags = append(diags, checkTargets(t, p, in.formats)...)
		}
	}
	return outcome{name, in, src.Texts(), report.Prepare(diags), secrets}
}

// checkTargets checks what --out would write, and the formats besides.
func checkTargets(t *testing.T, p *plan.Plan, formats []string) hcl.Diagnostics {
	t.Helper()
	_, diags := emit.Files(p)
	for _, f := range formats {
		name, inline := strings.CutSuffix(f, " --inline")
		clients := emit.ClientTargets
		if inline {
			clients = clients.Inline()
		}
		switch ofClient, ofBuilder := clients.Lookup(name), emit.BuilderTargets.Lookup(name); {
		case ofClient != nil:
			for _, c := range p.Clients {
				diags = append(diags, ofClient.Check(c)...)
			}
		case ofBuilder != nil:
			for _, s := range p.Setups() {
				diags = append(diags, ofBuilder.Check(s)...)
			}
		default:
			t.Fatalf("no format is called %q", f)
		}
	}
	return diags
}

func TestBadInventories(t *testing.T) {
	for _, o := range outcomes(t) {
		t.Run(o.name, func(t *testing.T) {
			if len(o.in.wants) == 0 {
				t.Error("nothing is expected")
			}
			compare(t, o.in.wants, o.diags, o.files)
		})
	}
}

// A code without a case is one that nobody has seen at work.
func TestEveryCodeHasACase(t *testing.T) {
	seen := map[string]bool{}
	for _, o := range outcomes(t) {
		for _, d := range o.diags {
			seen[string(diag.CodeOf(d))] = true
		}
	}
	for _, e := range diag.Catalogue() {
		if !seen[string(e.Code)] {
			t.Errorf("no bad inventory gets %s", e.Code)
		}
	}
}

// A mistake is the same mistake in both syntaxes.
func TestBothSyntaxesAreToldTheSame(t *testing.T) {
	codes := map[string][]string{}
	for _, o := range outcomes(t) {
		name, _, _ := strings.Cut(o.name, "/")
		var got []string
		for _, d := range o.diags {
			got = append(got, string(diag.CodeOf(d)))
		}
		slices.Sort(got)
		if other, ok := codes[name]; ok && !slices.Equal(other, got) {
			t.Errorf("%s: HCL gets %v, TOML gets %v", name, other, got)
		}
		codes[name] = got
	}
}
