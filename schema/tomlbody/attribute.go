package tomlbody

import "github.com/hashicorp/hcl/v2"

// attribute is an hcl.Attribute together with its expression.
type attribute struct {
	attr hcl.Attribute
	expr expression
}

// attributes collects the attributes of one table in one allocation.
type attributes struct {
	byName hcl.Attributes
	free   []attribute
}

func newAttributes(atMost int) *attributes {
	return &attributes{make(hcl.Attributes, atMost), make([]attribute, atMost)}
}

func (a *attributes) add(d *document, i int32) {
	n := &d.nodes[i]
	next := &a.free[0]
	a.free = a.free[1:]
	next.expr = expression{d, i}
	name := d.rangeOf(n.key)
	next.attr = hcl.Attribute{Name: n.name, Expr: &next.expr, NameRange: name, Range: name}
	next.attr.Range.End = d.lines.pos(d.text, n.at.end)
	a.byName[n.name] = &next.attr
}
