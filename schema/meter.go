package schema

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
)

// metered is an expression that pays for what it does. Everything but literals
// and names is made one after parsing.
type metered struct {
	hclsyntax.Expression
	budget *Budget
	pays   tariff
	steps  uint16 // what it does itself, in nodes; of a loop, in each round
}

// tariff says what is paid for when the value is there, beside a node's cost.
type tariff uint8

const (
	nothing  tariff = iota
	made            // the value is new: its elements, and all in it
	consumed        // whoever asked for the value looks at all of it
	looped          // a loop goes over the elements of the value
	expanded        // the elements become arguments of a call
	operand         // the value may be converted to a number
	compared        // the value is compared with another
	branch          // the type of the value is made that of another
)

// maxErrors is how many errors of one expression are kept.
const maxErrors = 100

// maxDigits is how long a text can be that becomes a number at no cost: the
// conversion takes time that grows with the square.
const maxDigits = 1000

// UnwrapExpression lets hcl see lists, maps and names in what was written.
func (e *metered) UnwrapExpression() hcl.Expression {
	if p, ours := e.Expression.(*hclsyntax.ParenthesesExpr); ours { // see visible
		return p.Expression
	}
	return e.Expression
}

func (e *metered) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if !e.budget.Spend(nodeCost * int(e.steps)) {
		return cty.DynamicVal, e.budget.Refuse(e.Range())
	}
	v, diags := e.Expression.Value(ctx)
	if len(diags) > 0 {
		diags = e.budget.errors(diags)
	}
	w := e.pay(v)
	switch {
	case e.budget.Spent():
		return cty.DynamicVal, e.budget.Refuse(e.Range())
	case w.deep && diags.HasErrors(): // so it is because of another
	case w.deep:
		return cty.DynamicVal, diags.Append(diag.New(diag.ExpressionLimit, e.Range(), "Lists and maps stand in each other deeper here than the %d levels that are allowed.", maxNesting))
	case w.huge:
		return cty.DynamicVal, diags.Append(diag.New(diag.OutOfRange, e.Range(), "No attribute takes a number of that size."))
	}
	return v, diags
}

func (e *metered) pay(v cty.Value) weight {
	n := length(v)
	switch e.pays {
	case nothing:
		return weight{}
	case made, expanded:
		e.budget.Spend(n * elementCost)
	case looped: // nothing but the number counts: what is in it has been paid for
		e.budget.Spend(timesOf(n, loopCost*int(e.steps)))
		return weight{}
	case operand:
		w := e.budget.weigh(v)
		e.budget.Spend(w.digits)
		w.huge = w.huge || hasLongExponent([]byte(text(v)))
		return w
	case compared:
		e.budget.Spend(timesOf(n, comparison))
	case branch:
		e.budget.Spend(unifying(v))
	}
	return e.budget.weigh(v)
}

// comparison is what it costs to compare an element with another.
const comparison = 15

// unifying is what it costs to find one type for all elements of v: cty compares
// each with each.
func unifying(v cty.Value) int {
	n := length(v)
	if ty := v.Type(); !ty.IsTupleType() && !ty.IsObjectType() {
		return n
	}
	return sum(timesOf(n, comparison), timesOf(n, n)/unifyCost)
}

// errors pays for diagnostics, and keeps the first of many.
func (b *Budget) errors(diags hcl.Diagnostics) hcl.Diagnostics {
	diags = diags[:min(len(diags), maxErrors)]
	for _, dg := range diags {
		b.Spend(errorCost + len(dg.Detail)/bytesPer)
	}
	return diags
}
