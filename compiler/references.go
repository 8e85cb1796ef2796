package compiler

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
)

// scope says what the expressions of a block may refer to.
type scope struct {
	each        map[string]cty.Value // nil without for_each
	allBuilders bool                 // a bare `builder` is allowed
}

// context returns what refs need, and whether all of it is there. What is not
// is reported.
func (e *evaluator) context(refs []hcl.Traversal, sc scope) (*hcl.EvalContext, bool) {
	if len(refs) == 0 {
		return e.plain, true
	}
	if !e.spend(2*len(refs), refs[0].SourceRange()) {
		return nil, false
	}
	locals, builders := map[string]cty.Value{}, map[string]cty.Value{}
	ctx := &hcl.EvalContext{Functions: e.functions, Variables: map[string]cty.Value{"var": e.varObject}}
	ok := true
	for _, ref := range refs {
		switch ref.RootName() {
		case "var":
			ok = e.knownVariable(ref) && ok
		case "local":
			ok = e.needLocal(ref, locals) && ok
		case "builder":
			if len(ref) > 1 {
				ok = e.needBuilder(ref, builders) && ok
			} else {
				ok = e.needAllBuilders(ref, sc, ctx) && ok
			}
		case "each":
			if sc.each == nil {
				e.add(diag.MisplacedReference, ref.SourceRange(), "each exists only in a block that has for_each.")
				ok = false
			}
		}
	}
	ctx.Variables["local"] = cty.ObjectVal(locals)
	if _, all := ctx.Variables["builder"]; !all {
		ctx.Variables["builder"] = cty.ObjectVal(builders)
	}
	if sc.each != nil {
		ctx.Variables["each"] = cty.ObjectVal(sc.each)
	}
	return ctx, ok
}

// step returns the name that a traversal has after its root, or "".
func step(ref hcl.Traversal, i int) string {
	if i >= len(ref) {
		return ""
	}
	switch s := ref[i].(type) {
	case hcl.TraverseAttr:
		return s.Name
	case hcl.TraverseIndex:
		if s.Key.Type() == cty.String && !s.Key.IsNull() {
			return s.Key.AsString()
		}
	}
	return ""
}

func (e *evaluator) knownVariable(ref hcl.Traversal) bool {
	name := step(ref, 1)
	if _, ok := e.vars[name]; ok {
		return e.vars[name].IsWhollyKnown()
	}
	e.add(diag.UnknownVariable, ref.SourceRange(), "No variable is named %s.%s", diag.Quote(name), nameHint(&e.hints, name, e.vars))
	return false
}

func (e *evaluator) needLocal(ref hcl.Traversal, into map[string]cty.Value) bool {
	name := step(ref, 1)
	l := e.locals[name]
	if l == nil {
		e.add(diag.UnknownReference, ref.SourceRange(), "No local is named %s.%s", diag.Quote(name), nameHint(&e.hints, name, e.locals))
		return false
	}
	if l.state != done {
		if !e.enter(&l.state, "local."+name, ref.SourceRange()) {
			return false
		}
		l.value = e.expression(l.attr.Expr, scope{})
		e.leave(&l.state)
	}
	into[name] = l.value
	return l.value != cty.NilVal
}

// expression evaluates one expression. It returns cty.NilVal when that fails.
func (e *evaluator) expression(expr hcl.Expression, sc scope) cty.Value {
	ctx, ok := e.context(expr.Variables(), sc)
	if !ok {
		return cty.NilVal
	}
	v, diags := expr.Value(ctx)
	if diags.HasErrors() {
		e.diags = append(e.diags, e.dec.Sources.EvaluationErrors(diags, expr, ctx)...)
		return cty.NilVal
	}
	return v
}

func (e *evaluator) needBuilder(ref hcl.Traversal, into map[string]cty.Value) bool {
	name := step(ref, 1)
	if name == "" {
		e.add(diag.MisplacedReference, ref.SourceRange(), "Name one builder: builder.NAME or builder[\"NAME\"]. A bare builder is for clients only.")
		return false
	}
	b := e.builders[name]
	if b == nil {
		e.add(diag.UnknownReference, ref.SourceRange(), "No builder is named %s.%s", diag.Quote(name), nameHint(&e.hints, name, e.builders))
		return false
	}
	if !e.evaluate(b, ref.SourceRange()) || b.failed {
		return false
	}
	if b.object == cty.NilVal {
		b.object = b.value()
	}
	into[name] = b.object
	return e.hasPath(ref, b)
}

// hasPath reports a reference to an instance or attribute that does not exist,
// in words that hcl does not have.
func (e *evaluator) hasPath(ref hcl.Traversal, b *builderBlock) bool {
	v, i := b.object, 2
	for ; i < len(ref) && i <= 3 && v.Type().IsObjectType(); i++ {
		name := step(ref, i)
		if name == "" {
			return true // an index that is computed: hcl tells
		}
		if !v.Type().HasAttribute(name) {
			what := "attribute"
			if b.forEach && i == 2 {
				what = "instance"
			}
			e.add(diag.UnknownReference, ref.SourceRange(), "The builder %s has no %s %s.%s", b.raw.Label.V, what, diag.Quote(name), didYouMean(name, sortedKeys(v.Type().AttributeTypes())))
			return false
		}
		v = v.GetAttr(name)
	}
	return true
}

func (b *builderBlock) value() cty.Value {
	if !b.forEach {
		return object(b.instances[0])
	}
	vals := map[string]cty.Value{}
	for _, in := range b.instances {
		vals[in.key] = object(in)
	}
	return cty.ObjectVal(vals)
}

func object(in *instance) cty.Value {
	b := *in.merged
	b.Fill()
	return b.Object(in.name, in.fromFile)
}

func (e *evaluator) needAllBuilders(ref hcl.Traversal, sc scope, ctx *hcl.EvalContext) bool {
	if !sc.allBuilders {
		e.add(diag.MisplacedReference, ref.SourceRange(), "A bare builder is for clients only: a builder may not depend on all builders. Name one: builder.NAME.")
		return false
	}
	if e.all == cty.NilVal {
		vals := map[string]cty.Value{}
		for _, raw := range e.root.Builders {
			b := e.builders[raw.Label.V]
			if !e.evaluate(b, ref.SourceRange()) || b.failed {
				return false
			}
			vals[raw.Label.V] = b.value()
		}
		e.all = cty.ObjectVal(vals)
	}
	ctx.Variables["builder"] = e.all
	return true
}
