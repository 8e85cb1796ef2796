package schema

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
)

// maxLoops is how many loops may stand in each other. Names are looked up
// through all of them.
const maxLoops = 8

// longTraversal is how many steps of a traversal cost nothing.
const longTraversal = 4

// instrument replaces the expressions of a file by ones that pay from a budget.
type instrument struct {
	budget *Budget
	files  *[]hcl.Range // collects the calls of file()
	huge   bool         // literals have to be looked at, too
	loops  int          // around the expression
	diags  hcl.Diagnostics
}

// instrument makes the expressions of a file pay, and reports those that no
// budget is large enough for.
func (s *Sources) instrument(src []byte, body *hclsyntax.Body) hcl.Diagnostics {
	i := &instrument{budget: s.Budget(), files: &s.fromFiles.calls, huge: hasLongExponent(src)}
	i.body(body)
	return i.diags
}

func (i *instrument) body(b *hclsyntax.Body) {
	for _, a := range b.Attributes {
		a.Expr = i.expr(a.Expr, nothing)
	}
	for _, block := range b.Blocks {
		i.body(block.Body)
	}
}

// expr returns e with all that is in it made to pay. The tariff is that of a
// name in this place, which has a value already.
func (i *instrument) expr(e hclsyntax.Expression, name tariff) hclsyntax.Expression {
	out, _ := i.inspect(e, name)
	return out
}

// inspect is expr, and tells whether e is a literal, which needs no meter.
func (i *instrument) inspect(e hclsyntax.Expression, name tariff) (hclsyntax.Expression, bool) {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		i.literal(e)
		return e, true
	case *hclsyntax.TemplateExpr:
		return i.children(e, e.Parts, consumed)
	case *hclsyntax.TupleConsExpr:
		return i.children(e, e.Exprs, nothing)
	case *hclsyntax.ObjectConsExpr:
		return i.object(e)
	case *hclsyntax.ObjectConsKeyExpr:
		if _, word := e.Wrapped.(*hclsyntax.ScopeTraversalExpr); word && !e.ForceNonLiteral {
			return e, true // hcl takes it for a text, or refuses it
		}
		var plain bool
		e.Wrapped, plain = i.inspect(e.Wrapped, nothing)
		return e, plain
	case *hclsyntax.ParenthesesExpr:
		var plain bool
		e.Expression, plain = i.inspect(e.Expression, name)
		return e, plain
	case *hclsyntax.TemplateWrapExpr:
		var plain bool
		e.Wrapped, plain = i.inspect(e.Wrapped, name)
		return e, plain
	case *hclsyntax.UnaryOpExpr:
		if l, ok := e.Val.(*hclsyntax.LiteralValueExpr); ok && l.Val.Type() != cty.String {
			i.literal(l)
			return e, true
		}
	}
	return i.computed(e, name), false
}

func (i *instrument) literal(l *hclsyntax.LiteralValueExpr) {
	if i.huge && l.Val.Type() == cty.Number && !l.Val.IsNull() && !printable(l.Val.AsBigFloat()) {
		i.diags = append(i.diags, diag.New(diag.OutOfRange, l.SrcRange, "No attribute takes a number of that size."))
	}
}

// children inspects the parts of e, which is literal if all of them are.
func (i *instrument) children(e hclsyntax.Expression, parts []hclsyntax.Expression, names tariff) (hclsyntax.Expression, bool) {
	plain := true
	for n := range parts {
		var p bool
		parts[n], p = i.inspect(parts[n], names)
		plain = plain && p
	}
	if plain && i.loops == 0 {
		return e, true
	}
	return i.meter(e, made), false
}

func (i *instrument) object(e *hclsyntax.ObjectConsExpr) (hclsyntax.Expression, bool) {
	plain := true
	for n := range e.Items {
		it := &e.Items[n]
		var key, value bool
		it.KeyExpr, key = i.inspect(it.KeyExpr, nothing)
		it.ValueExpr, value = i.inspect(it.ValueExpr, nothing)
		plain = plain && key && value
	}
	if plain && i.loops == 0 {
		return e, true
	}
	return i.meter(e, made), false
}

// computed makes an expression pay that is no literal.
func (i *instrument) computed(e hclsyntax.Expression, name tariff) hclsyntax.Expression {
	switch e := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return i.traversal(e, len(e.Traversal), name)
	case *hclsyntax.RelativeTraversalExpr:
		e.Source = i.expr(e.Source, nothing)
		return i.traversal(e, len(e.Traversal), name)
	case *hclsyntax.FunctionCallExpr:
		i.call(e)
		return i.meter(e, made)
	case *hclsyntax.ConditionalExpr:
		e.Condition = i.expr(e.Condition, nothing)
		e.TrueResult, e.FalseResult = i.branch(e.TrueResult), i.branch(e.FalseResult)
		return i.meter(e, nothing)
	case *hclsyntax.IndexExpr:
		e.Collection, e.Key = i.expr(e.Collection, nothing), i.operand(e.Key, operand)
		return i.meter(e, name)
	case *hclsyntax.BinaryOpExpr:
		pays := operand
		if e.Op == hclsyntax.OpEqual || e.Op == hclsyntax.OpNotEqual {
			pays = compared
		}
		e.LHS, e.RHS = i.operand(e.LHS, pays), i.operand(e.RHS, pays)
		return i.meter(e, made)
	case *hclsyntax.UnaryOpExpr:
		e.Val = i.operand(e.Val, operand)
		return i.meter(e, made)
	case *hclsyntax.TemplateJoinExpr:
		e.Tuple = i.expr(e.Tuple, nothing)
		return i.meter(e, made)
	case *hclsyntax.ForExpr, *hclsyntax.SplatExpr:
		return i.loop(e)
	case *hclsyntax.AnonSymbolExpr, *hclsyntax.ExprSyntaxError:
		return e
	}
	panic(fmt.Sprintf("internal error: an expression of type %T", e))
}

// traversal makes a name pay, where somebody looks at all of its value or it
// has many steps. hcl finds the names in a tree by their type, so a name stays
// visible within parentheses.
func (i *instrument) traversal(e hclsyntax.Expression, steps int, name tariff) hclsyntax.Expression {
	if name == nothing && steps <= longTraversal {
		return e
	}
	if steps > longTraversal {
		steps *= 2
	}
	return &metered{visible(e), i.budget, name, uint16(min(max(1, steps-2), MaxDepth))}
}

func visible(e hclsyntax.Expression) hclsyntax.Expression {
	return &hclsyntax.ParenthesesExpr{Expression: e, SrcRange: e.Range()}
}

func (i *instrument) meter(e hclsyntax.Expression, pays tariff) hclsyntax.Expression {
	return &metered{e, i.budget, pays, 1}
}

// branch makes what becomes one type with another pay for that.
func (i *instrument) branch(e hclsyntax.Expression) hclsyntax.Expression {
	e, plain := i.inspect(e, nothing)
	if l, ok := e.(*hclsyntax.LiteralValueExpr); ok && plain && l.Val.Type().IsPrimitiveType() {
		return e
	}
	return i.meter(visible(e), branch)
}

// operand makes what an operator works on pay for that.
func (i *instrument) operand(e hclsyntax.Expression, pays tariff) hclsyntax.Expression {
	if l, ok := e.(*hclsyntax.LiteralValueExpr); ok && l.Val.Type() != cty.String {
		i.literal(l)
		return e
	}
	return i.meter(visible(i.expr(e, nothing)), pays)
}

func (i *instrument) call(e *hclsyntax.FunctionCallExpr) {
	if e.Name == "file" {
		*i.files = append(*i.files, e.Range())
	}
	for n := range e.Args {
		e.Args[n] = i.expr(e.Args[n], nothing) // the function pays for what it is given
	}
	if n := len(e.Args) - 1; e.ExpandFinal && n >= 0 {
		e.Args[n] = i.meter(visible(e.Args[n]), expanded)
	}
}

// loop makes the collection of a loop pay before the first round.
func (i *instrument) loop(e hclsyntax.Expression) hclsyntax.Expression {
	switch e := e.(type) {
	case *hclsyntax.ForExpr:
		rounds := uint16(1)
		if e.KeyExpr != nil {
			rounds = objectRounds
		}
		e.CollExpr = &metered{visible(i.expr(e.CollExpr, nothing)), i.budget, looped, rounds}
		i.enter(e.SrcRange)
		if e.KeyExpr != nil {
			e.KeyExpr = i.expr(e.KeyExpr, nothing)
		}
		if e.CondExpr != nil {
			e.CondExpr = i.expr(e.CondExpr, nothing)
		}
		e.ValExpr = i.expr(e.ValExpr, nothing)
	case *hclsyntax.SplatExpr:
		e.Source = i.meter(visible(i.expr(e.Source, nothing)), looped)
		i.enter(e.SrcRange)
		e.Each = i.expr(e.Each, nothing)
	}
	i.loops--
	return i.meter(e, made)
}

func (i *instrument) enter(at hcl.Range) {
	if i.loops++; i.loops == maxLoops+1 {
		i.diags = append(i.diags, diag.New(diag.ExpressionLimit, at, "Loops stand in each other deeper here than the %d levels that are allowed.", maxLoops))
	}
}
