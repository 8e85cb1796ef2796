package compiler_test

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// asTOML writes an inventory of literal values in HCL as TOML, in the same
// order, so that one table of cases serves both syntaxes.
func asTOML(t *testing.T, src string) string {
	t.Helper()
	f, diags := hclsyntax.ParseConfig([]byte(src), "in", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var out strings.Builder
	tomlTable(t, &out, "", f.Body.(*hclsyntax.Body))
	return out.String()
}

func tomlTable(t *testing.T, out *strings.Builder, path string, body *hclsyntax.Body) {
	t.Helper()
	var attrs []*hclsyntax.Attribute
	for _, a := range body.Attributes {
		attrs = append(attrs, a)
	}
	slices.SortFunc(attrs, func(a, b *hclsyntax.Attribute) int {
		return cmp.Compare(a.NameRange.Start.Byte, b.NameRange.Start.Byte)
	})
	for _, a := range attrs {
		v, diags := a.Expr.Value(nil)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		out.WriteString(a.Name + " = " + tomlValue(t, v) + "\n")
	}
	for _, b := range body.Blocks {
		name := path + b.Type
		for _, l := range b.Labels {
			name += "." + tomlValue(t, cty.StringVal(l))
		}
		out.WriteString("[" + name + "]\n")
		tomlTable(t, out, name+".", b.Body)
	}
}

// tomlValue writes a value: all but tables is as in JSON.
func tomlValue(t *testing.T, v cty.Value) string {
	t.Helper()
	if v.IsNull() {
		t.Fatal("TOML has no null")
	}
	var parts []string
	switch ty := v.Type(); {
	case ty.IsTupleType():
		for it := v.ElementIterator(); it.Next(); {
			_, e := it.Element()
			parts = append(parts, tomlValue(t, e))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case ty.IsObjectType():
		for it := v.ElementIterator(); it.Next(); {
			k, e := it.Element()
			parts = append(parts, tomlValue(t, k)+" = "+tomlValue(t, e))
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	text, err := ctyjson.Marshal(v, v.Type())
	if err != nil {
		t.Fatal(err)
	}
	var plain json.RawMessage = text
	return string(plain)
}
