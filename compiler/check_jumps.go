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
		c.checkHopName(c.hosts[name])
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
		if b != base && b.Protocol != "" {
			c.checkHopName(&b.Host)
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
			c.add(diag.UnknownJump, jumpPlace(h, i), "No jump or builder is named %s.%s", diag.Quote(hop), nameHint(&c.hints, hop, c.hosts))
		}
	}
}

// checkHopName reports an address that is spelled as the name of the last hop:
// where the ports are equal, too, ssh takes that for a loop and gives up (ssh.c,
// "jumphost loop").
func (c *compilation) checkHopName(h *plan.Host) {
	last := len(h.SSH.ProxyJump) - 1
	if last < 0 || h.SSH.ProxyJump[last] == h.Name {
		return // without hops, or a loop indeed
	}
	same := func(host string, port int, path string) {
		if hop := h.SSH.ProxyJump[last]; host == hop && port == sshPort {
			c.add(diag.ProxyLoop, h.Origins.At(path), "The address of %s is spelled as the name of its jump, and ssh takes that for a loop. Give the jump %s another name.", h.Name, diag.Quote(hop))
		}
	}
	same(h.HostName, h.Port, "host_name")
	for i, e := range h.Endpoints {
		same(e.HostName, e.Port, plan.Item("endpoints", i)+".host_name")
	}
}

// sshPort is the port of hops in ProxyJump, whatever that of their own stanza.
const sshPort = 22

// jumpPlace returns where hop i of h was written.
func jumpPlace(h *plan.Host, i int) hcl.Range {
	return h.Origins.At(plan.Item("ssh.proxy_jump", i))
}

// checkLoops reports each loop that the ways to names lead into, once.
func (c *compilation) checkLoops(names []string, find hostLookup) {
	told := map[string]bool{}
	w := way{find: find, state: map[string]state{}, found: func(loop []string) {
		if slices.ContainsFunc(loop, func(n string) bool { return told[n] }) {
			return
		}
		for _, n := range loop {
			told[n] = true
		}
		first := slices.Index(loop, slices.Min(loop))
		loop = slices.Concat(loop[first:], loop[:first+1])
		c.add(diag.ProxyLoop, jumpPlace(find(loop[0]), 0), "%s is reached through itself: %s. Take one hop out.", loop[0], strings.Join(loop, " -> "))
	}}
	for _, name := range names {
		w.to(name)
	}
}

// way follows the jumps to hosts, each once.
type way struct {
	find  hostLookup
	state map[string]state
	stack []string // the hosts that are being followed
	found func(loop []string)
}

func (w *way) to(name string) {
	h := w.find(name)
	switch {
	case h == nil || w.state[name] == done:
		return
	case w.state[name] == busy:
		w.found(slices.Clone(w.stack[slices.Index(w.stack, name):]))
		return
	}
	w.state[name] = busy
	w.stack = append(w.stack, name)
	for _, hop := range h.SSH.ProxyJump {
		w.to(hop)
	}
	w.state[name] = done
	w.stack = w.stack[:len(w.stack)-1]
}
