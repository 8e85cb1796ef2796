package compiler

import (
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// element is what one round of for_each stands for. Without for_each there is
// one, with no each.
type element struct {
	key  string
	each map[string]cty.Value
}

// maxElements is how many blocks the for_each of an inventory may make in all.
const maxElements = 20_000

// forEach returns the elements of a block, sorted by key.
func (e *evaluator) forEach(b *schema.RawBlock, sc scope) ([]element, bool) {
	a := b.Attribute("for_each")
	if a == nil {
		return []element{{}}, false
	}
	at := a.Expr.Range()
	v := e.expression(a.Expr, sc)
	switch {
	case v == cty.NilVal:
		return nil, true
	case v.IsNull() || !v.IsWhollyKnown():
		e.add(diag.InvalidForEach, at, "for_each is null or not known. It takes a map or a set of strings.")
		return nil, true
	case v.Type().IsSetType() && v.Type().ElementType() == cty.String, v.Type().IsMapType(), v.Type().IsObjectType():
	default:
		e.add(diag.InvalidForEach, at, "for_each takes a map or a set of strings. For a list write toset([...]).")
		return nil, true
	}
	if e.elements += v.LengthInt(); e.elements > maxElements {
		e.add(diag.TooManyItems, at, "for_each makes %d blocks here. An inventory may have %d in all.", v.LengthInt(), maxElements)
		return nil, true
	}
	var out []element
	for it := v.ElementIterator(); it.Next(); { // sorted by key
		k, el := it.Element()
		if v.Type().IsSetType() {
			k = el
		}
		if k.IsNull() {
			e.add(diag.InvalidForEach, at, "A key of for_each is null.")
			continue
		}
		out = append(out, element{k.AsString(), map[string]cty.Value{"key": k, "value": el}})
	}
	return out, true
}

// instanceName returns the name of a builder or client that el makes.
func (e *evaluator) instanceName(b *schema.RawBlock, el element) (string, bool) {
	a := b.Attribute("name")
	if el.each == nil {
		if a != nil {
			e.add(diag.ConflictingValues, a.NameRange, "name is for blocks with for_each. Without it the label is the name.")
		}
		return b.Label.V, true
	}
	if a == nil {
		name := b.Label.V + "-" + el.key
		if why := schema.LabelProblem(name); why != "" {
			e.add(diag.InvalidForEach, b.Label.At, "for_each makes the name %s: %s", diag.Quote(name), why)
			return "", false
		}
		return name, true
	}
	ctx, ok := e.context(a.Expr.Variables(), scope{each: el.each})
	if !ok {
		return "", false
	}
	v, diags := e.dec.Text(a, ctx)
	e.diags = append(e.diags, diags...)
	return v.V, !diags.HasErrors() && v.Set()
}
