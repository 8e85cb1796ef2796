package schema_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/buildmachines/buildmachines/schema"
)

// asInCty are functions of cty whose arguments are converted by us, in a way
// that does not take time that grows with the square of their length.
var asInCty = map[string]function.Function{
	"tolist": stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)), "toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)), "tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)),
	"setproduct": stdlib.SetProductFunc, "setunion": stdlib.SetUnionFunc, "setsubtract": stdlib.SetSubtractFunc, "setintersection": stdlib.SetIntersectionFunc,
	"concat": stdlib.ConcatFunc, "chunklist": stdlib.ChunklistFunc, "sort": stdlib.SortFunc, "compact": stdlib.CompactFunc, "distinct": stdlib.DistinctFunc, "join": stdlib.JoinFunc, "zipmap": stdlib.ZipmapFunc,
	"merge": stdlib.MergeFunc, "keys": stdlib.KeysFunc, "values": stdlib.ValuesFunc, "lookup": stdlib.LookupFunc, "flatten": stdlib.FlattenFunc, "length": stdlib.LengthFunc, "upper": stdlib.UpperFunc, "max": stdlib.MaxFunc,
	"coalesce": stdlib.CoalesceFunc, "format": stdlib.FormatFunc, "range": stdlib.RangeFunc, "slice": stdlib.SliceFunc, "contains": stdlib.ContainsFunc, "index": stdlib.IndexFunc, "reverse": stdlib.ReverseListFunc,
}

var arguments = []string{
	`[]`, `{}`, `null`, `""`, `"a"`, `1`, `true`, `["a"]`, `["b", "a"]`, `["b", "a", "b"]`, `[1, 2]`, `[1, "2"]`, `[true, "x"]`, `["a", null]`, `[null]`, `[null, null]`, `[["a"], ["b"]]`, `[["a"], ["b", "c"]]`, `[[1], ["b"]]`, `[[], ["b"]]`, `[{ a = 1 }, { a = 2 }]`,
	`[{ a = 1 }, { a = "x" }]`, `[{ a = 1 }, { b = 2 }]`, `{ a = 1 }`, `{ a = 1, b = 2 }`, `{ a = 1, b = "x" }`, `{ a = null }`, `{ a = [1], b = [2, 3] }`, `{ a = { c = 1 }, b = { c = 2 } }`, `[[[1]], [[2]]]`, `["1", "2"]`, `"%s"`, `0`, `2`,
}

// Ours give the same values and refuse the same.
func TestFunctionsAreThoseOfCty(t *testing.T) {
	ours := schema.Functions(&schema.Sources{})
	calls := 0
	for name := range asInCty {
		for _, a := range arguments {
			calls += sameCall(t, ours, name+"("+a+")")
			for _, b := range arguments {
				calls += sameCall(t, ours, name+"("+a+", "+b+")")
			}
			calls += sameCall(t, ours, name+"("+a+"...)")
		}
	}
	if calls < 1000 {
		t.Errorf("only %d calls have a value", calls)
	}
}

// sameCall evaluates a call with both, and returns 1 where it has a value.
func sameCall(t *testing.T, ours map[string]function.Function, call string) int {
	t.Helper()
	e, diags := hclsyntax.ParseExpression([]byte(call), "x", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	got, gotDiags := e.Value(&hcl.EvalContext{Functions: ours})
	want, wantDiags := e.Value(&hcl.EvalContext{Functions: asInCty})
	if gotDiags.HasErrors() != wantDiags.HasErrors() || !wantDiags.HasErrors() && !got.RawEquals(want) {
		t.Errorf("%s is %#v (%v), want %#v (%v)", call, got, gotDiags, want, wantDiags)
	}
	if wantDiags.HasErrors() {
		return 0
	}
	return 1
}

// try evaluates each argument once, so one in another takes no longer.
func TestTryEvaluatesOnce(t *testing.T) {
	calls := 0
	functions := schema.Functions(&schema.Sources{})
	functions["count"] = function.New(&function.Spec{
		Params: []function.Parameter{{Name: "v", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			calls++
			return args[0], nil
		},
	})
	e, _ := hclsyntax.ParseExpression([]byte(strings.Repeat("try(can(", 30)+`count("x")`+strings.Repeat("))", 30)), "x", hcl.InitialPos)
	if v, diags := e.Value(&hcl.EvalContext{Functions: functions}); diags.HasErrors() || !v.RawEquals(cty.True) || calls != 1 {
		t.Errorf("%d calls, %v", calls, diags)
	}
}
