package compiler

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
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
		p.value = v
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
		b.instances = append(b.instances, &instance{name: name, key: el.key, inherits: e.merge(own)})
	}
	return true
}

// merge puts a builder's own attributes over its profiles and the defaults.
func (e *evaluator) merge(own *schema.Builder) inherits {
	e.checkOwn(own)
	if e.defaults == nil && len(own.Profiles.Items) == 0 {
		return inherits{merged: own}
	}
	merged := &schema.Builder{At: own.At, Label: own.Label}
	partial := false
	add := func(v *schema.Builder) {
		if v == nil {
			partial = true
			return
		}
		merged.Overlay(v)
	}
	if e.defaults != nil {
		add(e.profile(e.defaults, "defaults", own.At))
	}
	for _, name := range own.Profiles.Items {
		p := e.profiles[name.V]
		if p == nil {
			e.add(diag.UnknownProfile, name.At, "No profile is named %s.%s", diag.Quote(name.V), didYouMean(name.V, sortedKeys(e.profiles)))
			partial = true
			continue
		}
		add(e.profile(p, "profile."+name.V, name.At))
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

// element is what one round of for_each stands for. Without for_each there is
// one, with no each.
type element struct {
	key  string
	each map[string]cty.Value
}

// maxElements is how many blocks the for_each of an inventory may make in all.
const maxElements = 100_000

// forEach returns the elements of a block, sorted by key.
func (e *evaluator) forEach(b *schema.RawBlock, sc scope) ([]element, bool) {
	a := b.Attribute("for_each")
	if a == nil {
		return []element{{}}, false
	}
	at := a.Expr.Range()
	v := e.expression(a.Expr, sc)
	switch {
	case v == cty.NilVal:
		return nil, true
	case v.IsNull() || !v.IsWhollyKnown():
		e.add(diag.InvalidForEach, at, "for_each is null or not known. It takes a map or a set of strings.")
		return nil, true
	case v.Type().IsSetType() && v.Type().ElementType() == cty.String, v.Type().IsMapType(), v.Type().IsObjectType():
	default:
		e.add(diag.InvalidForEach, at, "for_each takes a map or a set of strings. For a list write toset([...]).")
		return nil, true
	}
	if e.elements += v.LengthInt(); e.elements > maxElements {
		e.add(diag.TooManyItems, at, "for_each makes %d blocks here. An inventory may have %d in all.", v.LengthInt(), maxElements)
		return nil, true
	}
	var out []element
	for it := v.ElementIterator(); it.Next(); { // sorted by key
		k, el := it.Element()
		if v.Type().IsSetType() {
			k = el
		}
		if k.IsNull() {
			e.add(diag.InvalidForEach, at, "A key of for_each is null.")
			continue
		}
		out = append(out, element{k.AsString(), map[string]cty.Value{"key": k, "value": el}})
	}
	return out, true
}

// instanceName returns the name of a builder or client that el makes.
func (e *evaluator) instanceName(b *schema.RawBlock, el element) (string, bool) {
	a := b.Attribute("name")
	if el.each == nil {
		if a != nil {
			e.add(diag.ConflictingValues, a.NameRange, "name is for blocks with for_each. Without it the label is the name.")
		}
		return b.Label.V, true
	}
	if a == nil {
		name := b.Label.V + "-" + el.key
		if why := schema.LabelProblem(name); why != "" {
			e.add(diag.InvalidForEach, b.Label.At, "for_each makes the name %s: %s", diag.Quote(name), why)
			return "", false
		}
		return name, true
	}
	ctx, ok := e.context(a.Expr.Variables(), scope{each: el.each})
	if !ok {
		return "", false
	}
	v, diags := e.dec.Text(a, ctx)
	e.diags = append(e.diags, diags...)
	return v.V, !diags.HasErrors() && v.Set()
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

func nameTaken(name string, own, first hcl.Range) string {
	if own == first {
		return fmt.Sprintf("for_each makes the name %s twice. Put each.key into name.", diag.Quote(name))
	}
	return fmt.Sprintf("The name %s is already taken at %s.", diag.Quote(name), diag.Place(first))
}

// uniqueNames reports names that for_each makes and that are taken. Labels
// that are written twice were reported where the files were split.
func (e *evaluator) uniqueNames(inv *inventory) {
	type owner struct {
		at    *hcl.Range
		label bool // the name was written, not made by for_each
	}
	taken := make(map[string]owner, len(inv.builders)+len(inv.jumps))
	for _, j := range inv.jumps {
		taken[j.Label.V] = owner{&j.At, true}
	}
	kept := inv.builders[:0]
	for _, in := range inv.builders {
		label := in.name == in.merged.Label.V
		if o, twice := taken[in.name]; twice {
			if !label || !o.label {
				e.add(diag.DuplicateName, in.merged.Label.At, "%s", nameTaken(in.name, in.merged.At, *o.at))
			}
			continue
		}
		taken[in.name] = owner{&in.merged.At, label}
		kept = append(kept, in)
	}
	inv.builders = kept
	clear(taken)
	inv.clients = slices.DeleteFunc(inv.clients, func(c *schema.Client) bool {
		o, twice := taken[c.Label.V]
		if twice {
			e.add(diag.DuplicateName, c.Label.At, "%s", nameTaken(c.Label.V, c.At, *o.at))
			return true
		}
		taken[c.Label.V] = owner{at: &c.At}
		return false
	})
}
