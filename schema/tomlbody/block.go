package tomlbody

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
)

// block is an hcl.Block together with all that it points to.
type block struct {
	block  hcl.Block
	label  [1]string
	labels [1]hcl.Range
	body   body
}

// blocks reads the key i as blocks of type h: one table, or a table of tables
// whose keys are the labels.
func (d *document) blocks(i int32, h *hcl.BlockHeaderSchema) (hcl.Blocks, hcl.Diagnostics) {
	n := &d.nodes[i]
	switch {
	case len(h.LabelNames) > 1:
		panic("internal error: blocks of type " + h.Type + " have several labels")
	case n.kind == unusable:
		return nil, nil // reported by Parse
	case len(h.LabelNames) == 1:
		return d.labelled(i, h.Type)
	case n.kind != table:
		return nil, hcl.Diagnostics{diag.New(diag.WrongType, d.rangeOf(n.key),
			"%[1]s is a block, so in TOML it is one table: a header that ends with %[1]s, in single brackets, or %[1]s = { ... }.", h.Type)}
	}
	b := &block{}
	d.fill(b, i, h.Type, n.key)
	return hcl.Blocks{&b.block}, nil
}

// labelled reports only the first child that is not a table, or the table
// itself if there is no other: where the label is missing, all attributes of the
// block stand in its place.
func (d *document) labelled(i int32, typeName string) (hcl.Blocks, hcl.Diagnostics) {
	n := &d.nodes[i]
	if n.kind != table || n.first == 0 {
		return nil, d.wrongLabels(n, typeName)
	}
	var wrong *node
	all := make([]block, d.len(i))
	blocks := make(hcl.Blocks, 0, len(all))
	for c := n.first; c != 0; c = d.nodes[c].next {
		child := &d.nodes[c]
		if child.kind == table {
			b := &all[len(blocks)]
			d.fillLabelled(b, c, typeName, n)
			blocks = append(blocks, &b.block)
		} else if wrong == nil && child.kind != unusable {
			wrong = child
		}
	}
	switch {
	case wrong == nil:
		return blocks, nil
	case len(blocks) == 0 && wrong.kind != tableArray:
		wrong = n
	}
	return blocks, d.wrongLabels(wrong, typeName)
}

func (d *document) wrongLabels(n *node, typeName string) hcl.Diagnostics {
	return hcl.Diagnostics{diag.New(diag.WrongLabels, d.rangeOf(n.key),
		"Each %[1]s has a name, which in TOML is part of its table's: a header that ends with %[1]s.NAME, in single brackets, or %[1]s = { NAME = { ... } }.", typeName)}
}

// fill makes the table i a block whose type stands at typeAt.
func (d *document) fill(b *block, i int32, typeName string, typeAt span) {
	b.body = body{doc: d, node: i}
	b.block = hcl.Block{
		Type:      typeName,
		Body:      &b.body,
		DefRange:  d.rangeOf(d.nodes[i].definition()),
		TypeRange: d.rangeOf(typeAt),
	}
}

// fillLabelled is fill for the table i in parent, whose key is the label. The
// type is the key before it in [builder.ada], else the key of parent.
func (d *document) fillLabelled(b *block, i int32, typeName string, parent *node) {
	n := &d.nodes[i]
	typeAt := n.before
	if typeAt == (span{}) {
		typeAt = parent.key
	}
	d.fill(b, i, typeName, typeAt)
	b.label[0], b.labels[0] = n.name, d.rangeOf(n.key)
	b.block.Labels, b.block.LabelRanges = b.label[:], b.labels[:]
}
