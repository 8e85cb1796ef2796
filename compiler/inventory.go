package compiler

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/schema"
)

// inventory evaluates every block.
func (e *evaluator) inventory() *inventory {
	inv := &inventory{}
	for _, name := range sortedKeys(e.locals) { // also those that nothing needs
		l := e.locals[name]
		if l.state == fresh {
			e.needLocal(hcl.Traversal{hcl.TraverseRoot{Name: "local", SrcRange: l.attr.NameRange}, hcl.TraverseAttr{Name: name, SrcRange: l.attr.NameRange}}, map[string]cty.Value{})
		}
	}
	if e.defaults != nil {
		e.profile(e.defaults, "defaults", e.defaults.raw.At)
	}
	for _, b := range e.root.Profiles {
		e.profile(e.profiles[b.Label.V], "profile."+b.Label.V, b.At)
	}
	for _, b := range e.root.Jumps {
		if ctx, ok := e.context(b.References(), scope{}); ok {
			j, diags := e.dec.Jump(b, ctx)
			e.diags = append(e.diags, diags...)
			inv.jumps = append(inv.jumps, j)
		} else {
			e.incomplete = true
		}
	}
	for _, raw := range e.root.Builders {
		if b := e.builders[raw.Label.V]; b.raw == raw && e.evaluate(b, raw.At) {
			inv.builders = append(inv.builders, b.instances...)
			e.incomplete = e.incomplete || b.failed
		}
	}
	inv.clients = e.clients()
	for _, b := range e.root.Requires {
		if ctx, ok := e.context(b.References(), scope{}); ok {
			r, diags := e.dec.Require(b, ctx)
			e.diags = append(e.diags, diags...)
			inv.requires = append(inv.requires, r)
		}
	}
	e.uniqueNames(inv)
	inv.incomplete = e.incomplete
	return inv
}

// clients evaluates the client blocks over client_defaults. Without any there
// is one client, "default".
func (e *evaluator) clients() []*schema.Client {
	defaults := &schema.Client{}
	if b := e.root.ClientDefaults; b != nil {
		if ctx, ok := e.context(b.References(), scope{allBuilders: true}); ok {
			d, diags := e.dec.Client(b, schema.InClientDefaults, ctx)
			e.diags = append(e.diags, diags...)
			defaults = d
		}
	}
	var out []*schema.Client
	seen := map[string]bool{} // a second block of that label was reported
	for _, b := range e.root.Clients {
		if !seen[b.Label.V] {
			out = append(out, e.client(b, defaults)...)
		}
		seen[b.Label.V] = true
	}
	if len(e.root.Clients) == 0 {
		c := &schema.Client{At: defaults.At}
		c.Label.V = "default"
		c.Overlay(defaults)
		out = append(out, c)
	}
	for _, c := range out {
		c.Fill()
	}
	return out
}

func (e *evaluator) client(b *schema.RawBlock, defaults *schema.Client) []*schema.Client {
	elements, _ := e.forEach(b, scope{allBuilders: true})
	refs := b.References()
	var out []*schema.Client
	for _, el := range elements {
		name, ok := e.instanceName(b, el)
		if e.budget.Spent() {
			break
		}
		if !ok {
			continue
		}
		ctx, ok := e.context(refs, scope{each: el.each, allBuilders: true})
		if !ok {
			continue
		}
		own, diags := e.dec.Client(b, schema.InClient, ctx)
		e.diags = append(e.diags, diags...)
		c := &schema.Client{At: own.At, Label: own.Label}
		c.Overlay(defaults)
		c.Overlay(own)
		c.Label.V = name
		out = append(out, c)
	}
	return out
}
