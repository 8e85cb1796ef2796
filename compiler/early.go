package compiler

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/internal/parallel"
	"github.com/buildmachines/buildmachines/schema"
)

// earlyResult is a builder block that was decoded ahead of its turn.
type earlyResult struct {
	own   *schema.Builder
	diags hcl.Diagnostics
}

// decodeEarly decodes the builder blocks that need no other block, on every
// processor: most of a large inventory. The results are used in their turn, so
// the order of things is that of the inventory.
func (e *evaluator) decodeEarly() {
	blocks := make([]*builderBlock, 0, len(e.builders))
	for _, raw := range e.root.Builders {
		if b := e.builders[raw.Label.V]; b.raw == raw {
			blocks = append(blocks, b)
		}
	}
	before := e.budget.Left()
	parallel.Each(len(blocks), func(i int) { e.decodeOne(blocks[i]) })
	if !e.budget.Spent() {
		return
	}
	// Which block overdrew the budget was a matter of chance: do it again, in
	// turn.
	e.dec.Sources.Restart(before)
	for _, b := range blocks {
		b.early = nil
	}
}

func (e *evaluator) decodeOne(b *builderBlock) {
	b.refs = b.raw.References()
	if len(b.refs) > 0 || b.raw.Attribute("for_each") != nil || b.raw.Attribute("name") != nil {
		return
	}
	own, diags := e.dec.Builder(b.raw, schema.InBuilder, e.plain)
	b.early = &earlyResult{own, diags}
}
