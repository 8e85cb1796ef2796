package badtest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit"
	"github.com/buildmachines/buildmachines/schema"
)

// expressions are what functions and operators may stumble over. Each stands
// in the place of a number, a text, a list and a for_each.
var expressions = []string{
	`1 / 0`, `1 / 0 - 1 / 0`, `0 / 0`, `5 % 0`, `-(1 / 0)`, `1e600000000`, `1e600000000 * 1e600000000`, `1e-600000000`,
	`pow(10, 1000000)`, `log(0, 0)`, `parseint("zz", 62)`, `int(1 / 0)`, `floor(1 / 0)`, `format("%d", 1 / 0)`, `tostring(1e600000000)`,
	`indent(-1, "a\nb")`, `substr("a", -5, 9)`, `element([], 0)`, `range(0, 1, 0)`, `range(1e9)`, `chunklist(["a"], -1)`,
	`regex("(?<a", "x")`, `regexall("(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")`, `jsondecode("[[")`, `jsonencode(1 / 0)`, `csvdecode("a,a\n1,2")`,
	`zipmap(["a"], [])`, `merge(null)`, `lookup({}, "a")`, `try(nothing)`, `can(nothing.at.all)`, `toset([1, "a", null])`, `keys(null)`,
	`builder`, `builder.ada`, `builder[0]`, `builder["ada"]["x"]`, `builder.ada.systems[7]`, `builder[each.key]`, `values(builder)[*].name`,
	`{ for k, v in { a = 1 } : k => v... }`, `[for x in "text" : x]`, `null`, `"${null}"`, `"%{ if true }a"`, `"%{ for x in [] }%{ endfor }"`,
	`var`, `local`, `each`, `each.value.x.y`, `local.l`, `path.module`, `file("/etc/passwd")`, `file("../x")`, `file("")`,
	"<<EOT\nx\nEOT\n", `"\ud800"`, `"\U0010ffff"`, `toset(["a", "A", ""])`, `{ "" = 1, "x y" = 2 }`, `[[]]`, `{ (null) = 1 }`, `tolist([1, "x"])`,
}

func FuzzInventoryHCL(f *testing.F) {
	seed(f, "*.hcl")
	for _, e := range expressions {
		f.Add(fmt.Appendf(nil, "locals {\n  l = 1\n}\nbuilder \"ada\" {\n  max_jobs = %[1]s\n  host_name = %[1]s\n  systems = %[1]s\n  uri_params = { compress = %[1]s }\n}\n", e))
		f.Add(fmt.Appendf(nil, "builder \"ci\" {\n  for_each = %[1]s\n  name = %[1]s\n  systems = [\"aarch64-linux\"]\n}\nclient \"x\" {\n  settings = %[1]s\n  use = %[1]s\n}\n", e))
		f.Add(fmt.Appendf(nil, "variable \"v\" {\n  type = %[1]s\n  default = %[1]s\n  validation {\n    condition = %[1]s\n    error_message = %[1]s\n  }\n}\n", e))
	}
	f.Fuzz(func(t *testing.T, src []byte) { wholeWay(t, src, schema.HCL) })
}

func FuzzInventoryTOML(f *testing.F) {
	seed(f, "*.toml")
	f.Fuzz(func(t *testing.T, src []byte) { wholeWay(t, src, schema.TOML) })
}

// seed adds the inventories of all cases, good and bad.
func seed(f *testing.F, pattern string) {
	f.Helper()
	values, _ := placeholders(f)
	for _, where := range []string{"../testdata/*/*/" + pattern, "../testdata/*/*/*/" + pattern, "../cmd/buildmachines/starter" + pattern[1:]} {
		names, err := filepath.Glob(where)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			if src = expand(f, src, values); len(src) < 32<<10 {
				f.Add(src)
			}
		}
	}
}

// wholeWay takes src as far as it goes, as `compile` does, and returns what was
// said about it.
func wholeWay(t *testing.T, src []byte, syntax schema.Syntax) hcl.Diagnostics {
	sources, diags, err := schema.Read(bytes.NewReader(src), "i", syntax)
	if err != nil {
		return nil // nested too deeply
	}
	var p *plan.Plan
	if !diags.HasErrors() {
		var more hcl.Diagnostics
		p, more = compiler.Compile(sources, compiler.Options{})
		diags = append(diags, more...)
		if (p == nil) != diags.HasErrors() {
			t.Fatal("a plan with errors, or none without")
		}
	}
	if p != nil {
		diags = append(diags, written(t, p)...)
	}
	for _, d := range diags {
		checkDiagnostic(t, src, d)
	}
	render(t, diags, sources.Texts())
	return diags
}

// written writes all files of p, unless a target refuses it: then it must say
// where.
func written(t *testing.T, p *plan.Plan) hcl.Diagnostics {
	t.Helper()
	files, diags := emit.Files(p)
	for _, d := range diags {
		if d.Subject == nil {
			t.Errorf("refused without a place: %s", d.Detail)
		}
	}
	if diags.HasErrors() {
		return diags
	}
	for _, file := range files {
		if err := file.Write(io.Discard); err != nil {
			t.Errorf("%s: %v", file.Path, err)
		}
	}
	return diags
}

func checkDiagnostic(t *testing.T, src []byte, d *hcl.Diagnostic) {
	t.Helper()
	if diag.CodeOf(d) == "" {
		t.Errorf("no code: %s: %s", d.Summary, d.Detail)
	}
	if d.Detail == "" || !utf8.ValidString(d.Detail) {
		t.Errorf("%s: the detail is %q", diag.CodeOf(d), d.Detail)
	}
	if d.Subject == nil {
		return
	}
	r := *d.Subject
	if r.Start.Byte < 0 || r.Start.Byte > r.End.Byte || r.End.Byte > len(src) || r.Filename != "i" {
		t.Fatalf("%s: %v is not in the file, which has %d bytes: %s", diag.CodeOf(d), r, len(src), d.Detail)
	}
	if line := 1 + bytes.Count(src[:r.Start.Byte], []byte("\n")); line != r.Start.Line || r.Start.Column < 1 {
		t.Fatalf("%s: %v is in line %d: %s", diag.CodeOf(d), r, line, d.Detail)
	}
}
