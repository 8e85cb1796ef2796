package compiler

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// hostLookup finds a host that ssh can jump through, or nil.
type hostLookup func(name string) *plan.Host

// checkJumps checks that every hop exists, speaks ssh, and leads somewhere.
func (c *compilation) checkJumps() {
	names := sortedKeys(c.hosts)
	for _, name := range names {
		c.checkHops(c.hosts[name])
	}
	c.checkLoops(names, func(name string) *plan.Host { return c.hosts[name] })
}

// checkClientJumps does the same for the ways that overrides of a client change.
func (c *compilation) checkClientJumps(cl *plan.Client) {
	own := map[string]*plan.Host{}
	for _, b := range cl.Builders {
		base := c.byName[b.Name].lowered
		if b != base && b.Protocol != "" && !slices.Equal(b.SSH.ProxyJump, base.SSH.ProxyJump) {
			own[b.Name] = &b.Host
			c.checkHops(&b.Host)
		}
	}
	c.checkLoops(sortedKeys(own), func(name string) *plan.Host {
		if h := own[name]; h != nil {
			return h
		}
		return c.hosts[name]
	})
}

func (c *compilation) checkHops(h *plan.Host) {
	for i, hop := range h.SSH.ProxyJump {
		switch {
		case c.hosts[hop] != nil:
		case c.byName[hop] != nil:
			c.add(diag.BuilderUnreachable, jumpPlace(h, i), "The builder %s has a uri of its own, so ssh cannot jump through it.", hop)
		case c.inv.incomplete:
		default:
			c.add(diag.UnknownJump, jumpPlace(h, i), "No jump or builder is named %s.%s", diag.Quote(hop), didYouMean(hop, sortedKeys(c.hosts)))
		}
	}
}

// jumpPlace returns where hop i of h was written.
func jumpPlace(h *plan.Host, i int) hcl.Range {
	return h.Origins.At(plan.Item("ssh.proxy_jump", i))
}

// checkLoops reports each loop once, at the first of names that is a part of it.
func (c *compilation) checkLoops(names []string, find hostLookup) {
	told := map[string]bool{}
	for _, name := range names {
		h := find(name)
		if told[name] || len(h.SSH.ProxyJump) == 0 {
			continue
		}
		way := wayBack(h, name, find, map[string]bool{})
		for _, n := range way {
			told[n] = true
		}
		if way != nil {
			slices.Reverse(way)
			c.add(diag.ProxyLoop, jumpPlace(h, 0), "%s is reached through itself: %s -> %s. Take one hop out.", name, name, strings.Join(way, " -> "))
		}
	}
}

// wayBack returns the names on a way from h to target, or nil.
func wayBack(h *plan.Host, target string, find hostLookup, seen map[string]bool) []string {
	for _, hop := range h.SSH.ProxyJump {
		if hop == target {
			return []string{hop}
		}
		next := find(hop)
		if next == nil || seen[hop] {
			continue
		}
		seen[hop] = true
		if way := wayBack(next, target, find, seen); way != nil {
			return append(way, hop)
		}
	}
	return nil
}
