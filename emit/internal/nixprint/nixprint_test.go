package nixprint_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
)

type (
	set  = nixprint.Set
	list = nixprint.List
	str  = nixprint.String
)

var at = nixprint.At

// The layout is that of nixfmt (its test/diff/{attr_set,lists}/out.nix, read as
// facts): a formatter run over our files changes nothing.
func TestLayout(t *testing.T) {
	long := str("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB and more text")
	for name, c := range map[string]struct {
		v    nixprint.Value
		want string
	}{
		"empty":          {set{at(set{}, "a"), at(list{}, "b"), at(str(""), "c")}, "{\n  a = { };\n  b = [ ];\n  c = \"\";\n}"},
		"atoms":          {set{at(nixprint.Bool(true), "a"), at(nixprint.Null{}, "b"), at(nixprint.Int(7), "c")}, "{\n  a = true;\n  b = null;\n  c = 7;\n}"},
		"one element":    {set{at(list{str("x86_64-linux")}, "a")}, "{\n  a = [ \"x86_64-linux\" ];\n}"},
		"two elements":   {set{at(list{str("a"), str("b")}, "a")}, "{\n  a = [\n    \"a\"\n    \"b\"\n  ];\n}"},
		"a long element": {set{at(list{long}, "keys")}, "{\n  keys = [\n    \"" + string(long) + "\"\n  ];\n}"},
		"a long string":  {set{at(long, "a.long.name.for.it")}, "{\n  \"a.long.name.for.it\" = \"" + string(long) + "\";\n}"},
		"a list of sets": {set{at(list{set{at(nixprint.Int(1), "b")}}, "a")}, "{\n  a = [\n    {\n      b = 1;\n    }\n  ];\n}"},
		"a path":         {set{at(str("x"), "environment", "etc", "ssh/a", "text")}, "{\n  environment.etc.\"ssh/a\".text = \"x\";\n}"},
		"text":           {set{at(str("a\n\n  b\n"), "a")}, "{\n  a = ''\n    a\n\n      b\n  '';\n}"},
		"text in a list": {list{str("a\n")}, "[\n  ''\n    a\n  ''\n]"},
	} {
		got, err := nixprint.Append(nil, c.v)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, string(got)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestModule(t *testing.T) {
	var got strings.Builder
	err := nixprint.WriteModule(&got, "# Title\n", set{at(nixprint.Bool(true), "nix", "distributedBuilds")})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff("# Title\n{ ... }:\n{\n  nix.distributedBuilds = true;\n}\n", got.String()); d != "" {
		t.Error(d)
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"a": "a", "_a-b'1": "_a-b'1", "hostName": "hostName", "in": `"in"`, "or": `"or"`, "with": `"with"`,
		"": `""`, "1a": `"1a"`, "-a": `"-a"`, "'a": `"'a"`, "a.b": `"a.b"`, "é": `"é"`, "${a}": `"\${a}"`,
	} {
		got, err := nixprint.Append(nil, set{at(nixprint.Int(1), name)})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff("{\n  "+want+" = 1;\n}", string(got)); d != "" {
			t.Errorf("%q: %s", name, d)
		}
	}
}

// What neither form of a string can hold, and numbers without a literal.
func TestRefusals(t *testing.T) {
	for _, v := range []nixprint.Value{
		str("a\x00b"), str("a\xffb"), str("text\n\xc3\n"), list{str("ok"), str("\x00")},
		set{at(str("x"), "a\x00")}, set{at(str("x"), "a\xff")},
		nixprint.Int(-1), nixprint.Float(-0.5), nixprint.Float(math.NaN()), nixprint.Float(math.Inf(1)),
	} {
		if got, err := nixprint.Append(nil, v); err == nil {
			t.Errorf("%q is written as %s", v, got)
		}
	}
}
