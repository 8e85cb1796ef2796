package layout_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/layout"
	"github.com/buildmachines/buildmachines/schema"
)

func TestCanonical(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"equals signs stand in a column": {"a=1\nbbb=2\n", "a   = 1\nbbb = 2\n"},
		"blocks are indented":            {"b \"x\" {\na=1\n\tc {\nd=[\n1,\n]\n}\n}\n", "b \"x\" {\n  a = 1\n  c {\n    d = [\n      1,\n    ]\n  }\n}\n"},
		"comments stand in a column":     {"a = 1 # x\nbbb = 2 # y\n", "a   = 1 # x\nbbb = 2 # y\n"},
		"line endings stay":              {"a=1\r\nbb=2  \r\n# c \r\n", "a  = 1\r\nbb = 2\r\n# c \r\n"},
		"a byte order mark stays":        {"\ufeffa=1\n", "\ufeffa = 1\n"},
		"no line break is added":         {"a=1", "a = 1"},
		"heredocs stay":                  {"b {\na=<<X\n  one\n ${ var.two }\nX\n}\n", "b {\n  a = <<X\n  one\n ${var.two}\nX\n}\n"},
		"indented heredocs stay":         {"b {\na=<<-X\n one\n   two\n X\nc=1\n}\n", "b {\n  a = <<-X\n one\n   two\n X\n  c = 1\n}\n"},
		"quoted text stays":              {"a = \"x  =  ${ f( 1,2 ) }  y\"\n", "a = \"x  =  ${f(1, 2)}  y\"\n"},
		"nothing is nothing":             {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := layout.Canonical([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// TestShippedInventoriesAreCanonical holds what people copy to it.
func TestShippedInventoriesAreCanonical(t *testing.T) {
	for _, pattern := range []string{"../examples/*.hcl", "../cmd/buildmachines/*.hcl", "../testdata/golden/*/*.hcl", "../testdata/golden/*/*/*.hcl"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("nothing is at %s: %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := layout.Canonical(text); err != nil || !bytes.Equal(got, text) {
				t.Errorf("%s: run buildmachines fmt (%v)", file, err)
			}
		}
	}
}

// FuzzCanonical takes texts that parse: the layout of a layout is the same, and
// so is the plan.
func FuzzCanonical(f *testing.F) {
	for _, pattern := range []string{"../examples/*.hcl", "../testdata/golden/*/inventory.hcl", "../testdata/bad/*/inventory.hcl"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(text))
		}
	}
	f.Add("locals {\na=<<-X\n  ${ 1 }\n X\n b = [ for x in [1] : x ... ]\n c = 1 ? 2:- 3 \n/* d\n e */ f = ! true\n}\n")
	f.Fuzz(func(t *testing.T, text string) {
		src, diags, err := schema.Read(strings.NewReader(text), "i", schema.HCL)
		if err != nil || diags.HasErrors() {
			return
		}
		once, err := layout.Canonical([]byte(text))
		if err != nil {
			t.Fatalf("%v: %q", err, text)
		}
		if twice, err := layout.Canonical(once); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%v: %q, then %q", err, once, twice)
		}
		after, diags, err := schema.Read(bytes.NewReader(once), "i", schema.HCL)
		if err != nil || diags.HasErrors() {
			t.Fatalf("%v %v: %q", err, diags, once)
		}
		if a, b := encoded(t, src), encoded(t, after); a != b {
			t.Fatalf("another plan: %q\n%s\n%s", text, a, b)
		}
	})
}

// encoded is the plan as JSON, or "" for an inventory with errors.
func encoded(t *testing.T, src *schema.Sources) string {
	t.Helper()
	p, diags := compiler.Compile(src, compiler.Options{})
	if diags.HasErrors() {
		return ""
	}
	var out bytes.Buffer
	if err := plan.Encode(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
