package modulestest_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/nixos"
	"github.com/buildmachines/buildmachines/schema"
)

const goldens = "../testdata/golden"

// goldenPlan compiles the inventory of a golden, or that of corners. Each call returns a plan of its
// own, which the caller may change.
func goldenPlan(t testing.TB, name string) *plan.Plan {
	t.Helper()
	if name == "corners" {
		return textPlan(t, corners)
	}
	for _, syntax := range []string{"inventory.hcl", "inventory.toml", "inventory"} {
		path := filepath.Join(goldens, name, syntax)
		if _, err := os.Stat(path); err != nil {
			continue
		}
		src, diags, err := schema.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = src.Close() }) // of a folder that was only read
		return compiled(t, src, diags)
	}
	t.Fatalf("%s has no inventory", name)
	return nil
}

// textPlan compiles an inventory in HCL.
func textPlan(t testing.TB, text string) *plan.Plan {
	t.Helper()
	src, diags, err := schema.Read(strings.NewReader(text), "inventory.hcl", schema.HCL)
	if err != nil {
		t.Fatal(err)
	}
	return compiled(t, src, diags)
}

func compiled(t testing.TB, src *schema.Sources, diags hcl.Diagnostics) *plan.Plan {
	t.Helper()
	p, more := compiler.Compile(src, compiler.Options{})
	if diags = append(diags, more...); diags.HasErrors() {
		for _, d := range diags {
			t.Log(d)
		}
		t.Fatal("the inventory has errors")
	}
	return p
}

func goldenNames(t testing.TB) []string {
	t.Helper()
	entries, err := os.ReadDir(goldens)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// planFile writes what the modules read of a plan, and returns the path of
// plan.json in Nix.
func planFile(t testing.TB, p *plan.Plan) string {
	t.Helper()
	path := file(t, "plan.json", "")
	writePlan(t, p, filepath.Dir(path))
	return inNix(path)
}

// writePlan writes what the modules read of a plan into a folder.
func writePlan(t testing.TB, p *plan.Plan, dir string) {
	t.Helper()
	for name, emit := range map[string]func(io.Writer, *plan.Plan) error{"plan.json": plan.Encode, "modules.json": nixos.Data{}.Emit} {
		write(t, filepath.Join(dir, name), emitted(t, func(w io.Writer) error { return emit(w, p) }))
	}
}

// emitted returns what a function writes.
func emitted(t testing.TB, emit func(w io.Writer) error) string {
	t.Helper()
	var text strings.Builder
	if err := emit(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}
