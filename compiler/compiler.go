// Package compiler turns an inventory into a plan: expressions, merging and
// for_each, selection of builders per client, lowering to what each client's
// dialect reads, and the checks that concern more than one block.
//
// It is pure: the same inventory and variables give the same plan. The only
// files that it reads are those that the inventory names, below its folder.
package compiler

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// Options are what may be given beside the inventory.
type Options struct {
	Vars map[string]string // --var NAME=VALUE
}

// Compile returns the plan of an inventory, with everything that is wrong with
// it. The plan is nil when there are errors.
func Compile(src *schema.Sources, opts Options) (*plan.Plan, hcl.Diagnostics) {
	src.Begin()
	root, diags := schema.Split(src)
	e := newEvaluator(src, root, opts)
	inv := e.inventory()
	if e.budget.Spent() {
		return nil, src.Hide(append(diags, e.diags...)) // what is there is not the inventory
	}
	inv.incomplete = inv.incomplete || lostBlock(diags)
	c := &compilation{inv: inv, known: &root.Known, diags: append(diags, e.diags...)}
	p := c.compile()
	diags = src.Hide(c.diags)
	if diags.HasErrors() {
		return nil, diags
	}
	return p, diags
}

// lostBlock reports whether one of the top-level blocks was not understood: it
// may have been a builder.
func lostBlock(diags hcl.Diagnostics) bool {
	return slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool {
		switch diag.CodeOf(d) {
		case diag.UnknownBlock, diag.ForeignSpelling, diag.WrongLabels, diag.WrongType:
			return true
		}
		return false
	})
}

// inventory is the evaluated inventory: every block merged, nothing selected.
type inventory struct {
	builders []*instance // in the order of declaration
	jumps    []*schema.Jump
	clients  []*schema.Client // in the order of declaration
	requires []*schema.Require

	incomplete bool // a jump or builder is not here: it could not be evaluated
}

// instance is one builder: a block, or an element of its for_each.
type instance struct {
	name     string
	key      string // of for_each
	fromFile bool   // the name came out of a file
	inherits
	lowered *plan.Builder // as clients without overrides see it
}

// inherits is what a builder is after defaults and profiles, without built-in
// defaults.
type inherits struct {
	merged  *schema.Builder
	partial bool // a profile or the defaults could not be evaluated
}

// compilation is the state of one run.
type compilation struct {
	inv   *inventory
	known *schema.Known
	diags hcl.Diagnostics

	byName   map[string]*instance
	byTag    map[string][]*instance
	hosts    map[string]*plan.Host // everything that ssh can jump through
	variants map[variantKey]*plan.Builder

	scratch   schema.Builder // a merged builder is large, and lowered many times
	hostIndex map[string][]*instance
	fractions map[hcl.Range]bool // speed factors that were reported
	hints     int                // names that were compared with all others
	used      int                // builders of all clients so far, each counted for each
	numbers   map[*schema.Override]int
}

func (c *compilation) add(code diag.Code, at hcl.Range, format string, args ...any) {
	c.diags = append(c.diags, diag.New(code, at, format, args...))
}

func (c *compilation) compile() *plan.Plan {
	c.index()
	p := &plan.Plan{}
	for _, in := range c.inv.builders {
		p.Builders = append(p.Builders, in.lowered)
	}
	for _, j := range c.inv.jumps {
		p.Jumps = append(p.Jumps, c.hosts[j.Label.V])
	}
	c.checkJumps()
	for _, sc := range c.inv.clients {
		p.Clients = append(p.Clients, c.client(sc))
	}
	p.Sort()
	if !c.diags.HasErrors() {
		c.crossReference(p)
		c.setUp(p)
		c.checkInventory(p)
	}
	return p
}

// index lowers every builder and jump once, and makes them known by name.
func (c *compilation) index() {
	c.byName = make(map[string]*instance, len(c.inv.builders))
	c.byTag = map[string][]*instance{}
	c.hosts = make(map[string]*plan.Host, len(c.inv.builders)+len(c.inv.jumps))
	c.variants = map[variantKey]*plan.Builder{}
	c.fractions = map[hcl.Range]bool{}
	for _, in := range c.inv.builders {
		c.byName[in.name] = in
	}
	for _, j := range c.inv.jumps {
		c.checkAddress(j.Label.V, &j.HostName, j.Label.At)
		c.hosts[j.Label.V] = lowerJump(j)
	}
	for _, in := range c.inv.builders {
		if !in.partial {
			c.diags = append(c.diags, in.merged.Required()...)
		}
		c.scratch = *in.merged
		c.checkMerged(in, &c.scratch)
		in.lowered = lower(in.name, &c.scratch, false)
		in.lowered.Origins.Places = in.merged.Places
		if in.lowered.Protocol != "" {
			c.hosts[in.name] = &in.lowered.Host
		}
		for _, t := range in.lowered.Tags {
			c.byTag[t] = append(c.byTag[t], in)
		}
	}
}

// crossReference tells every builder which clients use it.
func (c *compilation) crossReference(p *plan.Plan) {
	for _, cl := range p.Clients { // sorted, so the lists are
		for _, b := range cl.Builders {
			base := c.byName[b.Name].lowered
			base.Clients = append(base.Clients, cl.Name)
		}
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
