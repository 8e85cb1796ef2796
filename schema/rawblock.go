package schema

import (
	"cmp"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// RawBlock is a block that is not decoded yet.
type RawBlock struct {
	Label  Value[string] // "" for blocks without
	Body   hcl.Body
	At     hcl.Range // the header
	Syntax Syntax
}

func raw(t *top, hb *hcl.Block) *RawBlock {
	b := &RawBlock{Body: hb.Body, At: hb.DefRange, Syntax: t.file.Syntax}
	if len(hb.Labels) > 0 {
		b.Label = Value[string]{V: hb.Labels[0], At: hb.LabelRanges[0], State: Given}
	}
	return b
}

// Attribute returns an attribute that is for HCL only, such as for_each, or nil.
// In TOML it is reported when the block is decoded.
func (b *RawBlock) Attribute(name string) *hcl.Attribute {
	if body, ok := b.Body.(*hclsyntax.Body); ok {
		if a := body.Attributes[name]; a != nil {
			return a.AsHCLAttribute()
		}
	}
	return nil
}

// Size returns how long the text of the block is, 0 in TOML.
func (b *RawBlock) Size() int {
	if body, ok := b.Body.(*hclsyntax.Body); ok {
		return body.SrcRange.End.Byte - body.SrcRange.Start.Byte
	}
	return 0
}

// References returns the traversals of all expressions in the block, in the
// order of writing: what its values depend on.
func (b *RawBlock) References() []hcl.Traversal {
	body, ok := b.Body.(*hclsyntax.Body)
	if !ok {
		return nil // TOML has literal values only
	}
	refs := bodyReferences(body, nil)
	slices.SortFunc(refs, func(a, b hcl.Traversal) int {
		return cmp.Compare(a.SourceRange().Start.Byte, b.SourceRange().Start.Byte)
	})
	return refs
}

func bodyReferences(body *hclsyntax.Body, refs []hcl.Traversal) []hcl.Traversal {
	for _, a := range body.Attributes {
		if !isLiteral(a.Expr) {
			refs = append(refs, a.Expr.Variables()...)
		}
	}
	for _, b := range body.Blocks {
		refs = bodyReferences(b.Body, refs)
	}
	return refs
}

// isLiteral is a quick way past most of a large inventory.
func isLiteral(e hclsyntax.Expression) bool {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return true
	case *hclsyntax.TemplateExpr:
		return e.IsStringLiteral()
	case *hclsyntax.TupleConsExpr:
		for _, x := range e.Exprs {
			if !isLiteral(x) {
				return false
			}
		}
		return true
	}
	return false
}
