package hostiletest

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/schema"
)

// A way is an expression that has the text under test as its value, beside the
// text itself.
type way struct{ name, before, expression string }

var ways = []way{
	{"a variable", "variable \"v\" {\n  type = string\n}\n", "var.v"},
	{"a local", "variable \"v\" {\n  type = string\n}\nlocals {\n  l = { a = [var.v] }\n}\n", "local.l.a[0]"},
	{"a template", "variable \"v\" {\n  type = string\n}\n", "\"${var.v}%{ if true }%{ endif }\""},
	{"a file", "", "file(\"s\")"},
	{"try around a file", "", "try(file(\"none\"), file(\"s\"), \"x\")"},
	{"a default of a file", "", "try(file(\"none\"), \"${file(\"s\")}\")"},
}

// A text is carried, or refused, alike in whichever way it comes.
func TestHostileTextsComeInEveryWay(t *testing.T) {
	t.Parallel()
	public := counterpart.NewPublicKey(t, "ed25519")
	carried := 0
	for n, at := range slots(t) {
		if at.path == "" || at.attr == "" || at.typ == schema.Table && at.key == "" {
			continue // is no expression, or one without references
		}
		for i, s := range texts {
			if (n+i)%3 != 0 || !utf8.ValidString(s) {
				continue // each place with some, and with none that is refused before anything is evaluated
			}
			plain := putAs(t, base, at, s, public, schema.HCL)
			w := ways[(n+i)/3%len(ways)]
			r := w.compile(t, at, s, public)
			if !maps.Equal(plain.files, r.files) {
				t.Errorf("%v = %q by %s: %v\nand as it is: %v", at, s, w.name, r.diags, plain.diags)
			}
			if r.files != nil {
				carried++
			}
		}
	}
	if carried < 200 {
		t.Errorf("only %d are carried", carried)
	}
}

func (y way) compile(t testing.TB, at slot, s, public string) *result {
	t.Helper()
	w := newWriter(t, base, schema.HCL, public)
	w.instead = y.expression
	text := w.write(at, "")
	vars := map[string]string{}
	if y.before != "" {
		vars["v"] = s
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"i.hcl": text + y.before, "s": s} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	src, diags, err := schema.Load(filepath.Join(dir, "i.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	return wholeWay(t, src, diags, vars)
}

// The name of a profile is written twice, and chooses what a builder inherits.
func TestHostileNamesOfProfiles(t *testing.T) {
	t.Parallel()
	carried := 0
	for _, s := range texts {
		for _, syntax := range []schema.Syntax{schema.HCL, schema.TOML} {
			w := newWriter(t, nil, syntax, "")
			name := w.quote(s)
			text := "profile " + name + " {\n  max_jobs = 13\n}\nbuilder \"a\" {\n  profiles = [" + name + "]\n  systems = [\"aarch64-linux\"]\n}\n"
			if syntax == schema.TOML {
				text = "[profile." + name + "]\nmax_jobs = 13\n[builder.a]\nprofiles = [" + name + "]\nsystems = [\"aarch64-linux\"]\n"
			}
			r := compile(t, text, syntax)
			switch {
			case r.files == nil && !r.refusedAt(1):
				t.Errorf("%s: %q is refused elsewhere: %v", syntax, s, r.diags)
			case r.files != nil && r.plan.Builders[0].MaxJobs != 13:
				t.Errorf("%s: %q chooses no profile", syntax, s)
			case r.files != nil:
				carried++
			}
		}
	}
	if carried < 10 {
		t.Errorf("only %d names are taken", carried)
	}
}

// A name that was given with --var is shown in messages, and does no harm there.
func TestHostileVariables(t *testing.T) {
	t.Parallel()
	for _, s := range texts {
		for _, typ := range []string{"string", "number", "bool", "list(string)", "any"} {
			src, _, err := schema.Read(strings.NewReader("variable \"v\" {\n  type = "+typ+"\n}\nbuilder \"a\" {\n  systems = [\"aarch64-linux\"]\n  max_jobs = var.v\n}\n"), "i", schema.HCL)
			if err != nil {
				t.Fatal(err)
			}
			r := wholeWay(t, src, nil, map[string]string{"v": s, s: "x"})
			if s != "v" && !slices.ContainsFunc(r.diags, func(d *hcl.Diagnostic) bool { return diag.CodeOf(d) == diag.UnknownVariable }) {
				t.Errorf("%s: %q as a name is not refused", typ, s)
			}
			if said := r.said(t); strings.ContainsFunc(said, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
				t.Errorf("%s: %q: a terminal would obey what is said: %q", typ, s, said)
			}
		}
	}
}
