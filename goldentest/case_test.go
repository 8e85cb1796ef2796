package goldentest_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit"
	"github.com/buildmachines/buildmachines/report"
	"github.com/buildmachines/buildmachines/schema"
)

// The tests work in the folder of the cases, so that diagnostics show the same
// paths as they do to somebody who stands there.
func TestMain(m *testing.M) {
	if err := os.Chdir(filepath.Join("..", "testdata", "golden")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// eachCase runs a test on every case, in parallel.
func eachCase(t *testing.T, test func(t *testing.T, name string)) {
	t.Helper()
	for _, name := range caseNames(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, name)
		})
	}
}

func caseNames(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// inventories returns the ways in which a case is written.
func inventories(t *testing.T, name string) []string {
	t.Helper()
	var found []string
	for _, file := range []string{"inventory.hcl", "inventory.toml", "inventory"} {
		if _, err := os.Stat(filepath.Join(name, file)); err == nil {
			found = append(found, filepath.Join(name, file))
		}
	}
	if found == nil {
		t.Fatalf("%s has no inventory", name)
	}
	return found
}

// compiled is what compile --out writes, and says.
type compiled struct {
	plan    *plan.Plan
	files   map[string]string // by the path below --out
	said    string            // the diagnostics as text
	sources *schema.Sources
}

// compile compiles an inventory without errors.
func compile(t *testing.T, path string) *compiled {
	t.Helper()
	src, diags, err := schema.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = src.Close() }) // of a folder that was only read
	return compileSources(t, src, diags)
}

// compileText compiles an inventory in HCL without errors.
func compileText(t *testing.T, text string) *compiled {
	t.Helper()
	src, diags, err := schema.Read(strings.NewReader(text), "inventory.hcl", schema.HCL)
	if err != nil {
		t.Fatal(err)
	}
	return compileSources(t, src, diags)
}

func compileSources(t *testing.T, src *schema.Sources, diags hcl.Diagnostics) *compiled {
	t.Helper()
	p, more := compiler.Compile(src, compiler.Options{})
	diags = append(diags, more...)
	if diags.HasErrors() {
		t.Fatalf("the inventory has errors:\n%s", say(t, diags, src))
	}
	files, more := emitAll(t, p)
	diags = append(diags, more...)
	return &compiled{plan: p, files: files, said: say(t, diags, src), sources: src}
}

// emitAll returns every file of a plan that each target can carry.
func emitAll(t *testing.T, p *plan.Plan) (map[string]string, hcl.Diagnostics) {
	t.Helper()
	files, diags := emit.Files(p)
	if diags.HasErrors() {
		t.Fatalf("an output cannot carry the plan: %v", diags)
	}
	out := make(map[string]string, len(files))
	for _, f := range files {
		var text strings.Builder
		if err := f.Write(&text); err != nil {
			t.Fatal(err)
		}
		out[f.Path] = text.String()
	}
	return out, diags
}

func say(t *testing.T, diags hcl.Diagnostics, src *schema.Sources) string {
	t.Helper()
	var text strings.Builder
	if err := report.Write(&text, diags, src.Texts(), report.Options{Format: report.Text}); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// A goldenClient is a client of a case, and the folder of its goldens.
type goldenClient struct {
	*plan.Client
	dir string
}

// String is the name of its subtest.
func (c goldenClient) String() string {
	return strings.Split(c.dir, string(filepath.Separator))[0] + "/" + c.Name
}

// path returns the path of one of its files, and whether it has it.
func (c goldenClient) path(file string) (string, bool) {
	path := filepath.Join(c.dir, file)
	_, err := os.Stat(path)
	return path, err == nil
}

// goldenClients returns every client of every case.
func goldenClients(t *testing.T) []goldenClient {
	t.Helper()
	var out []goldenClient
	for _, name := range caseNames(t) {
		for _, c := range compile(t, inventories(t, name)[0]).plan.Clients {
			out = append(out, goldenClient{c, filepath.Join(name, "want", "clients", c.Name)})
		}
	}
	return out
}

// withFile returns those clients that have a file of that name.
func withFile(t *testing.T, file string) []goldenClient {
	t.Helper()
	var out []goldenClient
	for _, c := range goldenClients(t) {
		if _, ok := c.path(file); ok {
			out = append(out, c)
		}
	}
	return out
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// readTree returns every file below dir by its path from there, with slashes.
func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		out[filepath.ToSlash(rel)] = read(t, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
