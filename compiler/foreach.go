package compiler

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// element is what one round of for_each stands for. Without for_each there is
// one, with no each.
type element struct {
	key      string
	each     map[string]cty.Value
	fromFile bool
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
	v, fromFile, ok := e.collection(a.Expr, sc)
	switch {
	case !ok:
		return nil, true
	case v.IsNull():
		e.add(diag.InvalidForEach, at, "for_each is null. It takes a map or a set of strings.")
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
	// The text of the block counts once more for each.
	if !e.spend(v.LengthInt()*(elementCost+b.Size()/bytesPer), at) {
		return nil, true
	}
	if fromFile {
		e.dec.Sources.UseFromFile(b.Label.At, v) // the names are spoken of there
	}
	return e.elementsOf(v, fromFile, at), true
}

// collection evaluates what for_each is, and tells whether a part of it came out
// of a file.
func (e *evaluator) collection(expr hcl.Expression, sc scope) (v cty.Value, fromFile, ok bool) {
	v = e.expression(expr, sc)
	if v == cty.NilVal {
		return v, false, false
	}
	v, fromFile, diags := e.dec.Sources.Plain(v, expr.Range())
	e.diags = append(e.diags, diags...)
	return v, fromFile, !diags.HasErrors()
}

// The costs of an element in the budget, and of the text of its block.
const (
	elementCost = 10
	bytesPer    = 8
)

func (e *evaluator) elementsOf(v cty.Value, fromFile bool, at hcl.Range) (out []element) {
	for it := v.ElementIterator(); it.Next(); { // sorted by key
		k, el := it.Element()
		if v.Type().IsSetType() {
			k = el
		}
		if k.IsNull() {
			e.add(diag.InvalidForEach, at, "A key of for_each is null.")
			continue
		}
		key := k.AsString()
		if fromFile {
			k, el = schema.FromFile(k), schema.FromFile(el)
		}
		out = append(out, element{key, map[string]cty.Value{"key": k, "value": el}, fromFile})
	}
	return out
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
