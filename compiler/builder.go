package compiler

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// profile evaluates a profile or defaults once. It returns nil when that fails.
func (e *evaluator) profile(p *profile, name string, at hcl.Range) *schema.Builder {
	if p.state == done {
		return p.value
	}
	if !e.enter(&p.state, name, at) {
		return nil
	}
	defer e.leave(&p.state)
	if ctx, ok := e.context(p.raw.References(), scope{}); ok {
		v, diags := e.dec.Builder(p.raw, p.place, ctx)
		e.diags = append(e.diags, diags...)
		p.value, p.cost = v, v.Items()
	}
	return p.value
}

// evaluate evaluates a builder block once. It returns false when that block
// needs itself.
func (e *evaluator) evaluate(b *builderBlock, at hcl.Range) bool {
	if b.state == done {
		return true
	}
	if !e.enter(&b.state, "builder."+b.raw.Label.V, at) {
		return false
	}
	defer e.leave(&b.state)
	if b.early != nil {
		e.diags = append(e.diags, b.early.diags...)
		b.instances = []*instance{{name: b.raw.Label.V, inherits: e.merge(b.early.own)}}
		return true
	}
	before := len(e.diags)
	elements, each := e.forEach(b.raw, scope{})
	b.forEach = each
	b.failed = e.diags[before:].HasErrors()
	for _, el := range elements {
		name, ok := e.instanceName(b.raw, el)
		if e.budget.Spent() {
			b.failed = true
			break
		}
		if !ok {
			b.failed = true
			continue
		}
		ctx, ok := e.context(b.refs, scope{each: el.each})
		if !ok {
			b.failed = true
			continue
		}
		own, diags := e.dec.Builder(b.raw, schema.InBuilder, ctx)
		e.diags = append(e.diags, diags...)
		b.instances = append(b.instances, &instance{name: name, key: el.key, fromFile: el.fromFile, inherits: e.merge(own)})
	}
	return true
}

// overlayCost is what it costs to lay a profile over a builder, beside its
// items.
const overlayCost = 8

// merge puts a builder's own attributes over its profiles and the defaults.
func (e *evaluator) merge(own *schema.Builder) inherits {
	e.checkOwn(own)
	if e.defaults == nil && len(own.Profiles.Items) == 0 {
		return inherits{merged: own}
	}
	merged := &schema.Builder{At: own.At, Label: own.Label}
	partial := false
	add := func(p *profile, name string, at hcl.Range) {
		v := e.profile(p, name, at)
		if v == nil || !e.spend(overlayCost+p.cost, at) {
			partial = true
			return
		}
		merged.Overlay(v)
	}
	if e.defaults != nil {
		add(e.defaults, "defaults", own.At)
	}
	for _, name := range own.Profiles.Items {
		p := e.profiles[name.V]
		if p == nil {
			e.add(diag.UnknownProfile, name.At, "No profile is named %s.%s", diag.Quote(name.V), nameHint(&e.hints, name.V, e.profiles))
			partial = true
			continue
		}
		add(p, "profile."+name.V, name.At)
	}
	merged.Overlay(own)
	return inherits{merged, partial}
}

// checkOwn refuses what contradicts itself within the builder's own block.
func (e *evaluator) checkOwn(b *schema.Builder) {
	if !b.URI.Set() {
		return
	}
	const detail = "%s is for builders that ssh reaches, and uri is another store. Leave out one of them."
	for _, other := range []struct {
		name string
		set  bool
		at   hcl.Range
	}{
		{"host_name", b.HostName.Set(), b.HostName.At},
		{"port", b.Port.Set(), b.Port.At},
		{"protocol", b.Protocol.Set(), b.Protocol.At},
		{"ssh", b.SSH.At.Filename != "", b.SSH.At},
	} {
		if other.set {
			e.add(diag.ConflictingValues, other.at, detail, other.name)
		}
	}
	for _, ep := range b.Endpoints {
		e.add(diag.ConflictingValues, ep.At, detail, "endpoint")
	}
	if b.Remote != nil {
		e.add(diag.ConflictingValues, b.Remote.At, detail, "remote")
	}
}
