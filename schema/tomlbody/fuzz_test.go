package tomlbody_test

import (
	"math/big"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	pelletier "github.com/pelletier/go-toml/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/schema/tomlbody"
)

// FuzzParse holds Parse to both parsers: a file that it accepts has exactly
// the values that BurntSushi gives, and pelletier the same where it accepts
// the file too; and all ranges are in the file.
func FuzzParse(f *testing.F) {
	for _, src := range []string{
		string(inventory(2)), "\ufeffa = 1", "a.'b'.\"\\u0063\" = [1, # x\r\n {d = -0.1e3}]\r\n",
		"[a.b.c]\n[a]\n[[x.y]]\nz=1\n[x.y.w]\n[[x.y]]", "a = '''\n\nx\r\ny'''\nb = \"\"\"\\\n  c\"\"\"\"\"",
		"a=1979-05-27 07:32:00Z\nb=[inf, -nan]", "a={}\n[a.b]", "a.b=1\na=2", "a = {\n b = 1, # c\n}\n",
		"\"e\u0301\" = '漢'\n\"\" = 0xF_f\n", "a = 0x", "a = ?\nb.c.d = 1",
		"\"\u0301", "0\xcd\x00",
	} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		body, diags := tomlbody.Parse(src, "a.toml")
		for _, d := range diags {
			inside(t, src, *d.Subject)
		}
		walk(t, src, body)
		if diags.HasErrors() {
			return
		}
		var want, also map[string]any
		if _, err := toml.Decode(string(src), &want); err != nil {
			t.Fatalf("accepted, in spite of %v", err)
		}
		attrs, _ := body.JustAttributes()
		if len(attrs) != len(want) {
			t.Fatalf("%d keys, want %d", len(attrs), len(want))
		}
		for name, a := range attrs {
			if v, _ := a.Expr.Value(nil); !same(v, want[name]) {
				t.Fatalf("%q is %#v, want %#v", name, v, want[name])
			}
		}
		if pelletier.Unmarshal(src, &also) == nil && !cmp.Equal(plain(want), plain(also)) {
			t.Fatal(cmp.Diff(plain(want), plain(also)))
		}
	})
}

func inside(t *testing.T, src []byte, r hcl.Range) {
	t.Helper()
	s, e := r.Start, r.End
	ordered := s.Byte <= e.Byte && (s.Line < e.Line || s.Line == e.Line && s.Column <= e.Column)
	if s.Byte < 0 || e.Byte > len(src) || s.Line < 1 || s.Column < 1 || !ordered {
		t.Fatalf("range %v of %d bytes", r, len(src))
	}
}

// walk looks at a body in every way that a schema can.
func walk(t *testing.T, src []byte, body hcl.Body) {
	t.Helper()
	inside(t, src, body.MissingItemRange())
	attrs, _ := body.JustAttributes()
	asAttrs, asBlocks, asLabels := &hcl.BodySchema{}, &hcl.BodySchema{}, &hcl.BodySchema{}
	for name, a := range attrs {
		inside(t, src, a.Range)
		inside(t, src, a.NameRange)
		walkExpr(t, src, a.Expr)
		asAttrs.Attributes = append(asAttrs.Attributes, hcl.AttributeSchema{Name: name, Required: true})
		asBlocks.Blocks = append(asBlocks.Blocks, hcl.BlockHeaderSchema{Type: name})
		asLabels.Blocks = append(asLabels.Blocks, hcl.BlockHeaderSchema{Type: name, LabelNames: []string{"name"}})
	}
	for _, s := range []*hcl.BodySchema{asAttrs, asBlocks, asLabels, {}} {
		content, diags := body.Content(s)
		for _, d := range diags {
			inside(t, src, *d.Subject)
		}
		for _, b := range content.Blocks {
			inside(t, src, b.DefRange)
			inside(t, src, b.TypeRange)
			if len(b.Labels) == 0 { // the others come by with their parents
				walk(t, src, b.Body)
			} else {
				inside(t, src, b.LabelRanges[0])
			}
		}
	}
}

func walkExpr(t *testing.T, src []byte, e hcl.Expression) {
	t.Helper()
	inside(t, src, e.Range())
	list, _ := hcl.ExprList(e)
	for _, item := range list {
		walkExpr(t, src, item)
	}
	pairs, _ := hcl.ExprMap(e)
	for _, p := range pairs {
		inside(t, src, p.Key.Range())
		walkExpr(t, src, p.Value)
	}
}

// same reports whether got is the value that BurntSushi gives as want.
func same(got cty.Value, want any) bool {
	switch want := want.(type) {
	case string:
		return got.RawEquals(cty.StringVal(want))
	case bool:
		return got.RawEquals(cty.BoolVal(want))
	case int64:
		n, exact := got.AsBigFloat().Int64()
		return n == want && exact == big.Exact
	case float64:
		n, _ := got.AsBigFloat().Float64()
		return n == want
	case []any:
		return sameList(got, want)
	case []map[string]any:
		return sameList(got, want)
	case map[string]any:
		return sameTable(got, want)
	}
	return false
}

func sameList[E any](got cty.Value, want []E) bool {
	values := got.AsValueSlice()
	if len(values) != len(want) {
		return false
	}
	for i, v := range values {
		if !same(v, want[i]) {
			return false
		}
	}
	return true
}

// sameTable allows for cty, which takes two spellings of "é" for one.
func sameTable(got cty.Value, want map[string]any) bool {
	names := map[string]int{}
	for name := range want {
		names[cty.NormalizeString(name)]++
	}
	values := got.AsValueMap()
	for name, v := range want {
		name = cty.NormalizeString(name)
		if names[name] == 1 && !same(values[name], v) {
			return false
		}
	}
	return len(values) == len(names)
}

// plain makes lists of tables lists, as pelletier has them.
func plain(v any) any {
	switch v := v.(type) {
	case []map[string]any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = plain(v[i])
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = plain(v[i])
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for name := range v {
			out[name] = plain(v[name])
		}
		return out
	}
	return v
}
