package splice

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/buildmachines/buildmachines/schema"
)

// ForEach reports whether the block whose header is at at has for_each. The
// objects that it makes have no text of their own.
func ForEach(src *schema.Sources, at hcl.Range) bool {
	for _, f := range src.Files {
		body, ok := f.Body.(*hclsyntax.Body)
		if !ok || f.Name != at.Filename {
			continue
		}
		for _, b := range body.Blocks {
			if b.TypeRange.Start.Byte == at.Start.Byte {
				return b.Body.Attributes["for_each"] != nil
			}
		}
	}
	return false
}

// findHCL returns the block of f with that label, or nil.
func findHCL(f *schema.File, block, label string) *place {
	for _, b := range f.Body.(*hclsyntax.Body).Blocks {
		if b.Type == block && len(b.Labels) == 1 && b.Labels[0] == label {
			return hclPlace(f, b)
		}
	}
	return nil
}

func hclPlace(f *schema.File, b *hclsyntax.Block) *place {
	p := &place{
		source: source{f.Name, f.Syntax, f.Bytes}, form: braces,
		open: b.OpenBraceRange.Start.Byte, close: b.CloseBraceRange.Start.Byte,
	}
	for _, a := range b.Body.Attributes {
		it := item{name: a.Name, key: spanOf(a.NameRange), value: spanOf(a.Expr.Range())}
		if t, ok := hcl.UnwrapExpression(a.Expr).(*hclsyntax.TupleConsExpr); ok {
			it.isList = true
			for _, x := range t.Exprs {
				it.elements = append(it.elements, spanOf(x.Range()))
			}
		}
		p.items = append(p.items, it)
	}
	slices.SortFunc(p.items, byPlace)
	return p
}

func byPlace(a, b item) int { return a.key.start - b.key.start }

func spanOf(r hcl.Range) span { return span{r.Start.Byte, r.End.Byte} }
