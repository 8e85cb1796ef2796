package tomlbody

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
)

// body is a table. hidden are the keys that PartialContent has given out.
type body struct {
	doc    *document
	node   int32
	hidden map[string]bool
}

var _ hcl.Body = (*body)(nil)

// Content returns what schema lists. Everything else is an error, worded as
// hclsyntax words it, because package schema explains both in one place.
func (b *body) Content(schema *hcl.BodySchema) (*hcl.BodyContent, hcl.Diagnostics) {
	content, unknown, diags := b.content(schema)
	for _, i := range unknown {
		diags = append(diags, b.doc.unsupported(i))
	}
	return content, diags
}

// PartialContent is Content, but leaves everything else in a further body.
func (b *body) PartialContent(schema *hcl.BodySchema) (*hcl.BodyContent, hcl.Body, hcl.Diagnostics) {
	content, _, diags := b.content(schema)
	rest := &body{doc: b.doc, node: b.node, hidden: map[string]bool{}}
	for name := range b.hidden {
		rest.hidden[name] = true
	}
	for _, a := range schema.Attributes {
		rest.hidden[a.Name] = true
	}
	for _, h := range schema.Blocks {
		rest.hidden[h.Type] = true
	}
	return content, rest, diags
}

// JustAttributes returns every key as an attribute, tables included: without a
// schema, nothing tells a block from a map.
func (b *body) JustAttributes() (hcl.Attributes, hcl.Diagnostics) {
	attrs := newAttributes(b.doc.len(b.node))
	for i := b.doc.nodes[b.node].first; i != 0; i = b.doc.nodes[i].next {
		if !b.hidden[b.doc.nodes[i].name] {
			attrs.add(b.doc, i)
		}
	}
	return attrs.byName, nil
}

// MissingItemRange returns what introduces the table.
func (b *body) MissingItemRange() hcl.Range {
	return b.doc.rangeOf(b.doc.nodes[b.node].definition())
}

// content also returns the keys that schema does not list.
func (b *body) content(schema *hcl.BodySchema) (*hcl.BodyContent, []int32, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	var unknown []int32
	var blocks hcl.Blocks
	attrs := newAttributes(b.doc.len(b.node))
	for i := b.doc.nodes[b.node].first; i != 0; i = b.doc.nodes[i].next {
		name := b.doc.nodes[i].name
		if b.hidden[name] {
			continue
		}
		if hasAttribute(schema, name) {
			attrs.add(b.doc, i)
		} else if h := header(schema, name); h != nil {
			more, problems := b.doc.blocks(i, h)
			blocks = append(blocks, more...)
			diags = diags.Extend(problems)
		} else {
			unknown = append(unknown, i)
		}
	}
	content := &hcl.BodyContent{Attributes: attrs.byName, Blocks: blocks, MissingItemRange: b.MissingItemRange()}
	return content, unknown, diags.Extend(b.missing(schema, content))
}

// missing reports the required attributes that content lacks.
func (b *body) missing(schema *hcl.BodySchema, content *hcl.BodyContent) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, a := range schema.Attributes {
		if a.Required && content.Attributes[a.Name] == nil && !b.hidden[a.Name] {
			diags = append(diags, &hcl.Diagnostic{
				Severity: hcl.DiagError,
				Summary:  "Missing required argument",
				Detail:   fmt.Sprintf("The argument %q is required, but no definition was found.", a.Name),
				Subject:  content.MissingItemRange.Ptr(),
			})
		}
	}
	return diags
}

func (d *document) unsupported(i int32) *hcl.Diagnostic {
	n := &d.nodes[i]
	summary, detail := "Unsupported argument", "An argument named %s is not expected here."
	if n.kind == table || n.kind == tableArray {
		summary, detail = "Unsupported block type", "Blocks of type %s are not expected here."
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   fmt.Sprintf(detail, diag.Quote(n.name)),
		Subject:  d.rangeOf(n.key).Ptr(),
	}
}

func hasAttribute(schema *hcl.BodySchema, name string) bool {
	for i := range schema.Attributes {
		if schema.Attributes[i].Name == name {
			return true
		}
	}
	return false
}

func header(schema *hcl.BodySchema, name string) *hcl.BlockHeaderSchema {
	for i := range schema.Blocks {
		if schema.Blocks[i].Type == name {
			return &schema.Blocks[i]
		}
	}
	return nil
}
