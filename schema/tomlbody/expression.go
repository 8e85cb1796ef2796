package tomlbody

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// expression is a literal value. Its elements are expressions too, through
// hcl.ExprList and hcl.ExprMap.
type expression struct {
	doc  *document
	node int32
}

var _ hcl.Expression = (*expression)(nil)

// Value returns the literal; the context has no influence on it.
func (e *expression) Value(*hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	return e.doc.value(e.node), nil
}

// Variables returns nil: TOML has no references.
func (e *expression) Variables() []hcl.Traversal { return nil }

// Range returns where the value stands. That of a table with a header is the
// header.
func (e *expression) Range() hcl.Range { return e.doc.rangeOf(e.doc.nodes[e.node].at) }

// StartRange is Range: nothing in TOML has a beginning that says more.
func (e *expression) StartRange() hcl.Range { return e.Range() }

// ExprList implements hcl.ExprList for arrays, also of tables.
func (e *expression) ExprList() []hcl.Expression {
	n := &e.doc.nodes[e.node]
	if n.kind != array && n.kind != tableArray {
		return nil
	}
	elements := make([]expression, 0, e.doc.len(e.node))
	list := make([]hcl.Expression, 0, cap(elements))
	for i := n.first; i != 0; i = e.doc.nodes[i].next {
		elements = append(elements, expression{e.doc, i})
		list = append(list, &elements[len(elements)-1])
	}
	return list
}

// ExprMap implements hcl.ExprMap for tables.
func (e *expression) ExprMap() []hcl.KeyValuePair {
	n := &e.doc.nodes[e.node]
	if n.kind != table {
		return nil
	}
	pairs := []hcl.KeyValuePair{}
	for i := n.first; i != 0; i = e.doc.nodes[i].next {
		c := &e.doc.nodes[i]
		pairs = append(pairs, hcl.KeyValuePair{
			Key:   hcl.StaticExpr(cty.StringVal(c.name), e.doc.rangeOf(c.key)),
			Value: &expression{e.doc, i},
		})
	}
	return pairs
}

func (d *document) value(i int32) cty.Value {
	n := &d.nodes[i]
	switch n.kind {
	case unusable:
		return cty.NullVal(cty.DynamicPseudoType)
	case array, tableArray:
		return d.tuple(n)
	case table:
		return d.object(n)
	}
	switch v := n.val.(type) {
	case string:
		return cty.StringVal(v)
	case int64:
		return cty.NumberIntVal(v)
	case bool:
		return cty.BoolVal(v)
	case float64:
		return number(v, d.text[n.at.start:n.at.end])
	}
	panic("internal error: a TOML value has no type")
}

// number returns the number written as text, which BurntSushi reads as v. HCL
// keeps more digits than v has, so 0.1 is read again; but not what takes
// long (math/big is quadratic) and says no more than v.
func number(v float64, text string) cty.Value {
	if v == 0 || len(text) > 64 {
		return cty.NumberFloatVal(v)
	}
	return cty.MustParseNumberVal(strings.ReplaceAll(text, "_", ""))
}

func (d *document) tuple(n *node) cty.Value {
	var elements []cty.Value
	for i := n.first; i != 0; i = d.nodes[i].next {
		elements = append(elements, d.value(i))
	}
	return cty.TupleVal(elements)
}

func (d *document) object(n *node) cty.Value {
	attrs := map[string]cty.Value{}
	for i := n.first; i != 0; i = d.nodes[i].next {
		attrs[d.nodes[i].name] = d.value(i)
	}
	return cty.ObjectVal(attrs)
}
