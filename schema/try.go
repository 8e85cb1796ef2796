package schema

import (
	"errors"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/customdecode"
	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// try is that of hcl (ext/tryfunc), which evaluates its arguments twice: first
// for the type of the result, then for the value. So one in another takes four
// times as long, forty of them for ever. This one evaluates them once.
var try = function.New(&function.Spec{
	VarParam: &function.Parameter{Name: "expressions", Type: customdecode.ExpressionClosureType},
	Type:     function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if len(args) == 0 {
			return cty.NilVal, errors.New("at least one argument is required")
		}
		var failed hcl.Diagnostics
		for _, a := range args {
			v, diags := customdecode.ExpressionClosureFromVal(a).Value()
			if !diags.HasErrors() {
				return v, nil
			}
			failed = append(failed, diags...)
		}
		return cty.NilVal, errors.New(whyNot(failed))
	},
})

// can evaluates its argument once.
var can = tryfunc.CanFunc

// maxTries is how many errors a failed try tells.
const maxTries = 3

func whyNot(failed hcl.Diagnostics) string {
	var out strings.Builder
	out.WriteString("no expression succeeded")
	for _, dg := range failed[:min(len(failed), maxTries)] {
		detail := dg.Detail
		if len(detail) > 200 {
			detail = strings.ToValidUTF8(detail[:200], "") + "..."
		}
		out.WriteString("; " + strings.TrimSuffix(dg.Summary, ".") + ": " + strings.TrimSuffix(detail, "."))
	}
	return out.String()
}
