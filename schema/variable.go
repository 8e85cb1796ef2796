package schema

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/buildmachines/buildmachines/diag"
)

var variableSchema = &hcl.BodySchema{
	Attributes: []hcl.AttributeSchema{{Name: "type"}, {Name: "default"}, {Name: "description"}},
	Blocks:     []hcl.BlockHeaderSchema{{Type: "validation"}},
}

var validationSchema = &hcl.BodySchema{
	Attributes: []hcl.AttributeSchema{{Name: "condition", Required: true}, {Name: "error_message", Required: true}},
}

// variableTable gives explain the names of a variable block.
var variableTable = newTable(table[struct{}]{Name: "variable", Attrs: []attr[struct{}]{
	{Row: Row{Name: "type", In: InOther}}, {Row: Row{Name: "default", In: InOther}}, {Row: Row{Name: "description", In: InOther}},
}})

// Variable evaluates a variable block: the value of --var if there is one,
// else the default, converted to the type and checked by the validations.
func (dec *Decoder) Variable(b *RawBlock, given *string) (cty.Value, hcl.Diagnostics) {
	d := &decoder{Decoder: dec, place: InOther}
	content, diags := b.Body.Content(variableSchema)
	for _, dg := range diags {
		d.diags = append(d.diags, explain(dec.Sources, variableTable, InOther, dg))
	}
	ty, typeDiags := variableType(content.Attributes["type"])
	d.diags = append(d.diags, typeDiags...)
	if content.Attributes["type"] == nil {
		ty = typeOf(content.Attributes["default"])
	}
	v, ok := d.variableValue(b, ty, content.Attributes["default"], given)
	if !ok {
		return cty.DynamicVal, d.diags
	}
	for _, vb := range content.Blocks {
		d.validate(b, vb, v)
	}
	return v, d.diags
}

func variableType(a *hcl.Attribute) (cty.Type, hcl.Diagnostics) {
	if a == nil {
		return cty.DynamicPseudoType, nil
	}
	ty, diags := typeexpr.TypeConstraint(a.Expr)
	if diags.HasErrors() {
		return cty.DynamicPseudoType, hcl.Diagnostics{diag.New(diag.InvalidVariable, a.Expr.Range(),
			"type is string, number, bool, list(...), set(...), map(...), object({...}), tuple([...]) or any.")}
	}
	return ty, nil
}

// typeOf returns the type of a default that is a string, number or bool, so that
// --var of a variable without a type is read as one. Otherwise it is any.
func typeOf(def *hcl.Attribute) cty.Type {
	if def != nil {
		if v, diags := def.Expr.Value(nil); !diags.HasErrors() && v.Type().IsPrimitiveType() {
			return v.Type()
		}
	}
	return cty.DynamicPseudoType
}

func (d *decoder) variableValue(b *RawBlock, ty cty.Type, def *hcl.Attribute, given *string) (cty.Value, bool) {
	at := b.At
	var v cty.Value
	switch {
	case given != nil:
		var ok bool
		if v, ok = d.parseVar(b, ty, *given); !ok {
			return v, false
		}
	case def != nil:
		var diags hcl.Diagnostics
		if v, diags = def.Expr.Value(nil); diags.HasErrors() {
			d.diags = append(d.diags, d.Sources.EvaluationErrors(diags, def.Expr, nil)...)
			return v, false
		}
		at = def.Expr.Range()
	default:
		d.add(diag.MissingVariable, b.At, "The variable has no default. Set it with --var %s=VALUE.", b.Label.V)
		return v, false
	}
	return d.convert(v, ty, at)
}

// convert makes the value of a variable one of its type.
func (d *decoder) convert(v cty.Value, ty cty.Type, at hcl.Range) (cty.Value, bool) {
	b := d.Sources.Budget()
	if !b.Spend(sum(b.weigh(v).digits, hashing([]cty.Value{v}))) { // for numbers and sets
		d.diags = append(d.diags, b.Refuse(at)...)
		return v, false
	}
	out, err := convert.Convert(v, ty)
	if err != nil {
		d.add(diag.InvalidVariable, at, "The value is not of the type that the variable declares, %s.", ty.FriendlyName())
		return out, false
	}
	w := b.weigh(out)
	switch {
	case b.Spent():
		d.diags = append(d.diags, b.Refuse(at)...)
	case w.huge:
		d.add(diag.OutOfRange, at, "No attribute takes a number of that size.")
	default:
		return out, true
	}
	return out, false
}

// parseVar reads the text of --var: as it is for a string, else as an HCL
// expression.
func (d *decoder) parseVar(b *RawBlock, ty cty.Type, text string) (cty.Value, bool) {
	if ty == cty.String || ty == cty.DynamicPseudoType && !strings.ContainsAny(text, "[{\"") {
		return cty.StringVal(text), true
	}
	if n, _ := survey([]byte(text), HCL); !n.tooDeep() {
		expr, diags := hclsyntax.ParseExpression([]byte(text), "--var "+b.Label.V, hcl.InitialPos)
		if !diags.HasErrors() {
			if v, ok := d.givenValue(b, expr, text); ok || d.Sources.Budget().Spent() {
				return v, ok
			}
		}
	}
	d.add(diag.InvalidVariable, b.At, "The value of --var %s is not an HCL value such as %s.", b.Label.V, "12, true, [\"a\"] or { a = \"b\" }")
	return cty.DynamicVal, false
}

// givenValue evaluates the expression of --var.
func (d *decoder) givenValue(b *RawBlock, expr hclsyntax.Expression, text string) (cty.Value, bool) {
	i := &instrument{budget: d.Sources.Budget(), files: &d.Sources.fromFiles.calls, huge: hasLongExponent([]byte(text))}
	v, diags := i.expr(expr, consumed).Value(nil)
	if i.budget.Spent() {
		d.diags = append(d.diags, i.budget.Refuse(b.At)...)
	}
	return v, !diags.HasErrors() && len(i.diags) == 0
}

// maxMessage is how long an error_message may be, in bytes.
const maxMessage = 1000

func (d *decoder) validate(b *RawBlock, vb *hcl.Block, v cty.Value) {
	content, diags := vb.Body.Content(validationSchema)
	if diags.HasErrors() {
		d.add(diag.InvalidVariable, vb.DefRange, "A validation block has a condition and an error_message, and nothing else.")
		return
	}
	ctx := &hcl.EvalContext{
		Variables: map[string]cty.Value{"var": cty.ObjectVal(map[string]cty.Value{b.Label.V: v})},
		Functions: pureFunctions(d.Sources.Budget()),
	}
	condition := content.Attributes["condition"].Expr
	cond, diags := condition.Value(ctx)
	if diags.HasErrors() {
		d.diags = append(d.diags, d.Sources.EvaluationErrors(diags, condition, ctx)...)
		return
	}
	if cond.IsNull() || !cond.IsKnown() || cond.Type() != cty.Bool {
		d.add(diag.InvalidVariable, condition.Range(), "The condition is true or false.")
		return
	}
	if cond.True() {
		return
	}
	text := content.Attributes["error_message"].Expr
	msg, diags := text.Value(ctx)
	switch {
	case d.Sources.Budget().Spent():
		d.diags = append(d.diags, d.Sources.Budget().Refuse(text.Range())...)
		return
	case diags.HasErrors() || msg.IsNull() || msg.Type() != cty.String || len(msg.AsString()) > maxMessage:
		d.add(diag.InvalidVariable, text.Range(), "The error_message is a string of at most %d bytes.", maxMessage)
		return
	}
	d.add(diag.VariableValidation, b.Label.At, "%s", msg.AsString())
}
