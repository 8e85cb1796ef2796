package e2etest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/emit"
	"github.com/buildmachines/buildmachines/report"
	"github.com/buildmachines/buildmachines/schema"
)

// compile returns what compile --out writes for an inventory in HCL, by path.
func compile(t *testing.T, text string) map[string]string {
	t.Helper()
	src, diags, err := schema.Read(strings.NewReader(text), "inventory.hcl", schema.HCL)
	if err != nil {
		t.Fatal(err)
	}
	p, more := compiler.Compile(src, compiler.Options{})
	diags = append(diags, more...)
	var files []emit.File
	if !diags.HasErrors() {
		files, more = emit.Files(p)
		diags = append(diags, more...)
	}
	if diags.HasErrors() {
		var said strings.Builder
		if err := report.Write(&said, diags, src.Texts(), report.Options{Format: report.Text}); err != nil {
			t.Fatal(err)
		}
		t.Fatal(said.String())
	}
	out := map[string]string{}
	for _, f := range files {
		var b strings.Builder
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		out[f.Path] = b.String()
	}
	return out
}

// system is the one that this machine builds for.
func system() string {
	cpu := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]
	return cpu + "-" + runtime.GOOS
}

// block returns a block of an inventory.
func block(head string, lines ...string) string {
	return fmt.Sprintf("%s {\n%s\n}\n", head, strings.Join(lines, "\n"))
}

func attribute(name string, value any) string {
	switch v := value.(type) {
	case string:
		return fmt.Sprintf("%s = %q", name, v)
	case []string:
		return fmt.Sprintf(`%s = ["%s"]`, name, strings.Join(v, `", "`))
	}
	return fmt.Sprintf("%s = %v", name, value)
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want an error with %q", err, want)
	}
}
