package tomlbody_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/schema/tomlbody"
)

// TestValuesEqualHCL holds TOML values to the HCL expressions that say the same.
func TestValuesEqualHCL(t *testing.T) {
	cases := map[string]string{ // TOML: HCL
		`7`:                       `7`,
		`-1_000`:                  `-1000`,
		`0xff`:                    `255`,
		`0.1`:                     `0.1`,
		`+1_0.5`:                  `10.5`,
		`5e-3`:                    `0.005`,
		`-0.0`:                    `0`,
		`1e-400`:                  `0`,
		`true`:                    `true`,
		`"a\tb\u00e9"`:            `"a\tbé"`,
		`'a\tb'`:                  `"a\\tb"`,
		`"${x}"`:                  `"$${x}"`, // TOML has no templates
		"\"\"\"\na \\\n  b\"\"\"": `"a b"`,
		`[]`:                      `[]`,
		`[1, "a", [true]]`:        `[1, "a", [true]]`,
		`{}`:                      `{}`,
		`{ a.b = 1, a.c = 2 }`:    `{ a = { b = 1, c = 2 } }`,
	}
	for toml, native := range cases {
		content, _ := parse(t, "a = "+toml).Content(schema("a", ""))
		got, _ := content.Attributes["a"].Expr.Value(nil)
		expr, diags := hclsyntax.ParseExpression([]byte(native), "a.hcl", hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		want, _ := expr.Value(nil)
		if !got.RawEquals(want) {
			t.Errorf("%s is %#v, want %#v", toml, got, want)
		}
	}
}

func TestTablesAreValuesToo(t *testing.T) {
	content, _ := parse(t, "[a.b]\nx = 1\n[a]\ny.z = 2\n[[c]]\nx = 1\n[c.d]\ny = 2\n[[c]]\n").Content(schema("a c", ""))
	x, y := cty.NumberIntVal(1), cty.NumberIntVal(2)
	obj := func(name string, v cty.Value) cty.Value { return cty.ObjectVal(map[string]cty.Value{name: v}) }
	want := map[string]cty.Value{
		"a": cty.ObjectVal(map[string]cty.Value{"b": obj("x", x), "y": obj("z", y)}),
		"c": cty.TupleVal([]cty.Value{cty.ObjectVal(map[string]cty.Value{"x": x, "d": obj("y", y)}), cty.EmptyObjectVal}),
	}
	for name, w := range want {
		if got, _ := content.Attributes[name].Expr.Value(nil); !got.RawEquals(w) {
			t.Errorf("%s is %#v, want %#v", name, got, w)
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	cases := map[string]struct{ src, want string }{
		"text without quotes":       {"a = 1\nhost = ada.lan\n", "2:8-2:11 ada"},
		"HCL":                       {"builder \"ada\" {\n}\n", "1:9-1:10 \""},
		"an open text":              {"a = \"x\nb = 1\n", "1:7-1:7 "},
		"an open list":              {"a = [1,\n2\n", ""},
		"a key twice":               {"a = 1\nbb = 2\na = 3\n", "3:1-3:2 a"},
		"a table twice":             {"[a.bcd]\n[x]\n[a.bcd]\n", "3:2-3:3 a"},
		"behind a byte order mark":  {"\ufeffa = 1\na = 2\n", "2:1-2:2 a"},
		"behind other characters":   {"a = 'ü'; b = 2\n", "1:8-1:9 ;"},
		"invalid UTF-8":             {"a = '\xff'\n", ""},
		"a NUL":                     {"a = '\x00'\n", ""},
		"two byte order marks":      {"\ufeff\ufeffa = 1\n", ""},
		"UTF-16":                    {"\xff\xfea\x00", ""},
		"a number without digits":   {"a = 0x\n", ""},
		"a number that is too big":  {"a = 99999999999999999999\n", ""},
		"a table over a value":      {"a = 1\n[a.b]\n", ""},
		"a table in a closed table": {"a = {}\n[a.b]\n", ""},
		"a value over a table":      {"a.b = 1\na = 2\n", "2:1-2:2 a"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			body, diags := tomlbody.Parse([]byte(c.src), "a.toml")
			got := report(c.src, diags)
			if len(got) != 1 || !strings.HasPrefix(got[0], "toml-syntax @ ") {
				t.Fatalf("got %q", got)
			}
			if c.want != "" && got[0] != "toml-syntax @ "+c.want {
				t.Errorf("got %q, want %q\n%s", got[0], c.want, diags[0].Detail)
			}
			if attrs, _ := body.JustAttributes(); len(attrs) > 0 {
				t.Errorf("the body is not empty: %v", attrs)
			}
		})
	}
}

func TestUnusableValuesAreNull(t *testing.T) {
	src := "a = 2024-01-01\nb = [1, 07:32:00]\nc = { d = inf }\ne = nan\nf = 1979-05-27T07:32:00Z\n[ok]\n"
	body, diags := tomlbody.Parse([]byte(src), "a.toml")
	want := []string{
		"toml-syntax @ 1:5-1:15 2024-01-01", "toml-syntax @ 2:9-2:17 07:32:00", "toml-syntax @ 3:11-3:14 inf",
		"toml-syntax @ 4:5-4:8 nan", "toml-syntax @ 5:5-5:25 1979-05-27T07:32:00Z",
	}
	if d := cmp.Diff(want, report(src, diags)); d != "" {
		t.Error(d)
	}
	content, _ := body.Content(schema("a b c e f", "ok"))
	if v, _ := content.Attributes["a"].Expr.Value(nil); !v.IsNull() || len(content.Blocks) != 1 {
		t.Errorf("got %#v and %d blocks", v, len(content.Blocks))
	}
	if content, diags := body.Content(schema("b c f", "a e/name ok")); len(diags) > 0 || len(content.Blocks) != 1 {
		t.Errorf("a reported value is reported again: %v", diags)
	}
}

// A key that was pasted without quotes must not come back in the message.
func TestMessagesShowNoValues(t *testing.T) {
	hidden := "hunter2hunter2hunter2"
	for _, src := range []string{
		"a = " + hidden, "a = 0x_" + hidden, "a = 12" + hidden, "a = 1979-05-27T" + hidden, "a = \"\\" + hidden + "\"",
		"a = '" + hidden + "' " + hidden, "a = 1.5" + hidden, "a = [" + hidden + "]", "a = tr" + hidden, "a = 1979-13-27T07:32:00." + "5555",
		hidden + " = ", "a = 19791979197919791979", "a = 1979e1979", "a = {" + hidden, "a = '''" + hidden, "a = \"" + hidden,
	} {
		_, diags := tomlbody.Parse([]byte(src), "a.toml")
		if !diags.HasErrors() {
			t.Errorf("%s is accepted", src)
		}
		for _, d := range diags {
			if strings.Contains(d.Detail, "hunter2") || strings.Contains(d.Detail, "1979") {
				t.Errorf("%s: %s", src, d.Detail)
			}
		}
	}
	secretKey := strings.Repeat("aB3", 20)
	_, diags := tomlbody.Parse([]byte(secretKey+" = 1\n"+secretKey+" = 2\n"), "a.toml")
	if !diags.HasErrors() || strings.Contains(diags[0].Detail, secretKey) {
		t.Errorf("got %v", diags)
	}
}

// BurntSushi takes the square of the depth: this would run into the time limit
// of the whole test if it saw such keys.
func TestDeepNesting(t *testing.T) {
	n := 200_000
	for name, src := range map[string]string{
		"dotted key":                         strings.Repeat("a.", n) + "a = 1",
		"header":                             "[" + strings.Repeat("a.", n) + "a]",
		"header of a list":                   "[[" + strings.Repeat("a.", n) + "a]]",
		"dotted keys in brackets":            "a=" + strings.Repeat("{"+strings.Repeat("a.", 200)+"a=", 900) + "1" + strings.Repeat("}", 900),
		"key in a header":                    "[" + strings.Repeat("a.", 40) + "a]\n" + strings.Repeat("b.", 40) + "b=1",
		"dotted key behind an error":         "a = ?\n" + strings.Repeat("a.", n) + "a = 1",
		"dotted key in a line with an error": "a = {b=?, " + strings.Repeat("a.", n) + "a = 1}",
	} {
		_, diags := tomlbody.Parse([]byte(src), "a.toml")
		if !diags.HasErrors() {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, diags := tomlbody.Parse([]byte("a = "+strings.Repeat("[", 1000)+strings.Repeat("]", 1000)), "a.toml"); diags.HasErrors() {
		t.Error(diags)
	}
}
