package compiler

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// maxUsed is how many builders all clients may use together, each counted for
// each of them: so many entries are written, and a few lines make a thousand
// clients of a thousand builders.
const maxUsed = 1 << 20

// client selects and lowers what one client uses.
func (c *compilation) client(sc *schema.Client) *plan.Client {
	dialect, _ := schema.ParseDialect(sc.Nix.V) // checked when it was decoded
	if !sc.Nix.Set() {
		dialect = schema.Dialect{}
	}
	out := lowerClient(sc, dialect)
	fractions := can(dialect, plan.FloatSpeedFactor) && moduleTakesFractions(sc.Platform.V, sc.Release.V)
	used := make([]bool, len(sc.Overrides))
	selected := c.selected(sc)
	if c.used += len(selected) * (1 + len(sc.Overrides)); c.used > maxUsed {
		c.add(diag.TooManyItems, sc.At, "With the client %s, all clients together use more than %d builders, each counted once for each client and each override. Give clients fewer, with use.", diag.Quote(sc.Label.V), maxUsed)
		return out
	}
	for _, in := range selected {
		b := c.variant(in, sc.Overrides, fractions, used)
		if b.Enable {
			out.Builders = append(out.Builders, b)
		} else {
			out.Disabled = append(out.Disabled, b)
		}
	}
	c.checkOverrides(sc, used)
	out.FindHops(c.hosts)
	c.checkClientJumps(out)
	c.checkClient(sc, out, dialect)
	return out
}

func lowerClient(sc *schema.Client, dialect schema.Dialect) *plan.Client {
	maxJobs := -1
	if sc.MaxJobs.Set() {
		maxJobs = sc.MaxJobs.V
	}
	out := &plan.Client{
		Name: sc.Label.V, Platform: sc.Platform.V, Release: sc.Release.V, Nix: dialect.String(),
		MachinesFormat: sc.MachinesFormat.V, Dir: sc.Dir.V,
		HostNames: sc.HostNames.Strings(), Users: sc.Users.Strings(),
		SSHPublicKeys: sc.SSHPublicKeys.Strings(), From: sc.From.Strings(),
		MaxJobs: maxJobs, BuildersUseSubstitutes: sc.BuildersUseSubstitutes.V,
		SigningPublicKey: sc.SigningPublicKey.V, SigningSecretKeyFile: sc.SigningSecretKeyFile.V,
		Settings: sc.Settings.Strings(), Capabilities: clientCapabilities(dialect, sc.Platform.V, sc.Release.V),
	}
	if !sc.HostNames.Set() {
		out.HostNames = []string{out.Name}
	}
	out.Origins = plan.Origins{Block: sc.At, Places: sc.Places}
	return out
}

// selected returns the builders that the client uses, enabled or not: those of
// use, in its order, or all as declared; without those of exclude and without
// the client itself.
func (c *compilation) selected(sc *schema.Client) []*instance {
	out := c.inv.builders
	if sc.Use.Set() {
		out = nil
		seen := map[*instance]bool{}
		for _, s := range sc.Use.Items {
			for _, in := range c.matching(s.V, s.At) {
				if !seen[in] {
					seen[in] = true
					out = append(out, in)
				}
			}
		}
	}
	drop := c.itself(sc)
	for _, s := range sc.Exclude.Items {
		for _, in := range c.matching(s.V, s.At) {
			drop[in] = true
		}
	}
	if len(drop) == 0 {
		return out
	}
	return slices.DeleteFunc(slices.Clone(out), func(in *instance) bool { return drop[in] })
}

// matching returns what a selector stands for: a name, "@TAG" or "*".
func (c *compilation) matching(selector string, at hcl.Range) []*instance {
	if selector == "*" {
		return c.inv.builders
	}
	if tag, ok := strings.CutPrefix(selector, "@"); ok {
		if ins := c.byTag[tag]; ins != nil || c.inv.incomplete || c.anyPartial() {
			return ins
		}
		c.add(diag.UnknownTag, at, "No builder has the tag %s.%s", diag.Quote(tag), nameHint(&c.hints, tag, c.byTag))
		return nil
	}
	if in := c.byName[selector]; in != nil {
		return []*instance{in}
	}
	if c.inv.incomplete {
		return nil
	}
	hint := nameHint(&c.hints, selector, c.byName)
	if c.byTag[selector] != nil {
		hint = " There is a tag of that name: \"@" + selector + "\"."
	}
	c.add(diag.UnknownBuilder, at, "No builder is named %s.%s", diag.Quote(selector), hint)
	return nil
}

// anyPartial reports whether some builder may lack tags.
func (c *compilation) anyPartial() bool {
	return slices.ContainsFunc(c.inv.builders, func(in *instance) bool { return in.partial })
}

// itself returns the builders that are the client's own machine: those with one
// of its names, and those that are declared to be one machine with them.
func (c *compilation) itself(sc *schema.Client) map[*instance]bool {
	names := sc.HostNames.Strings()
	if !sc.HostNames.Set() {
		names = []string{sc.Label.V}
	}
	out := map[*instance]bool{}
	machines := map[string]bool{}
	for _, n := range names {
		for _, in := range c.byHost()[strings.ToLower(n)] {
			out[in] = true
			if in.lowered.Machine != "" {
				machines[in.lowered.Machine] = true
			}
		}
	}
	if len(machines) == 0 {
		return out
	}
	for _, in := range c.inv.builders {
		if machines[in.lowered.Machine] {
			out[in] = true
		}
	}
	return out
}

// byHost returns the builders by label, host name and endpoint.
func (c *compilation) byHost() map[string][]*instance {
	if c.hostIndex != nil {
		return c.hostIndex
	}
	c.hostIndex = make(map[string][]*instance, 2*len(c.inv.builders))
	add := func(name string, in *instance) {
		name = strings.ToLower(name)
		if l := c.hostIndex[name]; name != "" && (len(l) == 0 || l[len(l)-1] != in) {
			c.hostIndex[name] = append(l, in)
		}
	}
	for _, in := range c.inv.builders {
		add(in.name, in)
		add(in.lowered.HostName, in)
		for _, e := range in.lowered.Endpoints {
			add(e.HostName, in)
		}
	}
	return c.hostIndex
}

// variantKey names a builder as some clients see it: the overrides that apply,
// by number, and whether fractions are read.
type variantKey struct {
	builder   *instance
	overrides string
	fractions bool
}

// variant returns in as a client with these overrides sees it. Clients that
// see it alike share one.
func (c *compilation) variant(in *instance, overrides []*schema.Override, fractions bool, used []bool) *plan.Builder {
	fractions = fractions && len(in.lowered.EmulatedSystems) > 0
	key := variantKey{builder: in, fractions: fractions}
	var apply []*schema.Override
	for i, o := range overrides {
		if in.lowered.Is(o.Target.V) {
			used[i] = true
			apply = append(apply, o)
			key.overrides += strconv.Itoa(c.number(o)) + ","
		}
	}
	if len(apply) == 0 && !fractions {
		return in.lowered
	}
	if v := c.variants[key]; v != nil {
		return v
	}
	c.scratch = *in.merged
	for _, o := range apply {
		c.scratch.Overlay(&o.Builder)
	}
	if len(apply) > 0 {
		c.checkMerged(in, &c.scratch)
	}
	v := lower(in.name, &c.scratch, fractions)
	v.Remote = in.lowered.Remote // the machine is one, however it is seen
	v.Origins.Places = func(add func(string, hcl.Range)) {
		b := *in.merged
		for _, o := range apply {
			b.Overlay(&o.Builder)
		}
		b.Places(add)
	}
	c.variants[key] = v
	return v
}

// number gives every override block of the inventory a number of its own.
func (c *compilation) number(o *schema.Override) int {
	if c.numbers == nil {
		c.numbers = map[*schema.Override]int{}
	}
	if _, ok := c.numbers[o]; !ok {
		c.numbers[o] = len(c.numbers)
	}
	return c.numbers[o]
}

// checkOverrides reports override blocks that match nothing the client uses.
func (c *compilation) checkOverrides(sc *schema.Client, used []bool) {
	for i, o := range sc.Overrides {
		if !used[i] && c.knownTarget(o) && !o.Shared {
			c.add(diag.OverrideMatchesNone, o.Target.At, "The client %s uses no builder that %s stands for.", sc.Label.V, diag.Quote(o.Target.V))
		}
	}
}

// knownTarget reports an override for a builder or tag that does not exist.
func (c *compilation) knownTarget(o *schema.Override) bool {
	return len(c.matching(o.Target.V, o.Target.At)) > 0
}
