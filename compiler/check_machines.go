package compiler

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// checkSameMachine warns about two builders with one address.
func (c *compilation) checkSameMachine() {
	first := make(map[string]address, len(c.inv.builders))
	for _, in := range c.inv.builders {
		b := in.lowered
		if b.Protocol == "" || !b.Enable {
			continue
		}
		for _, a := range addresses(b) {
			o, taken := first[a.text]
			if !taken {
				first[a.text] = a
				continue
			}
			if o.of != b && (b.Machine == "" || b.Machine != o.of.Machine) && !elsewhere(a, o) {
				c.add(diag.SameMachineTwice, b.Origins.Block, "%s and %s (%s) have the same address, so the machine gets the jobs of both. Use one builder with endpoint blocks, or give both the same machine.", b.Name, o.of.Name, diag.Place(o.of.Origins.Block))
				break
			}
		}
	}
}

// address is one of the addresses of a builder.
type address struct {
	text     string // in one spelling
	of       *plan.Builder
	endpoint bool
}

// addresses returns every host and port of a builder. A builder behind a proxy
// has the addresses of the network there, so the proxy is a part of them.
func addresses(b *plan.Builder) []address {
	way := b.SSH.ProxyCommand + " "
	if n := len(b.SSH.ProxyJump); n > 0 {
		way = b.SSH.ProxyJump[n-1] + " "
	}
	add := func(host string, port int) string {
		return way + sameSpelling(host) + " " + strconv.Itoa(port)
	}
	out := []address{{add(b.HostName, b.Port), b, false}}
	for _, e := range b.Endpoints {
		out = append(out, address{add(e.HostName, e.Port), b, true})
	}
	return out
}

// elsewhere reports whether an address of an endpoint is that of another machine
// in another network: many have a 192.168.1.10, and each has keys of its own.
func elsewhere(a, b address) bool {
	mine, theirs := a.of.PublicHostKeys, b.of.PublicHostKeys
	return (a.endpoint || b.endpoint) && len(mine) > 0 && len(theirs) > 0 &&
		!slices.ContainsFunc(mine, func(k string) bool { return slices.Contains(theirs, k) })
}

func sameSpelling(host string) string {
	if a, err := netip.ParseAddr(host); err == nil {
		return a.String()
	}
	return strings.TrimSuffix(strings.ToLower(host), ".")
}

// checkCapacity warns where clients together send more than a builder runs.
// Builders that are declared to be one machine count as one.
func (c *compilation) checkCapacity(p *plan.Plan) {
	type machine struct {
		jobs, capacity int
		first          *plan.Builder
		clients        map[string]bool
	}
	machines := map[string]*machine{}
	var order []string
	for _, cl := range p.Clients {
		for _, b := range cl.Builders {
			if b.Remote == nil && b.Machine == "" {
				continue // its capacity is not known
			}
			name := "builder " + b.Name
			if b.Machine != "" {
				name = "machine " + b.Machine
			}
			m := machines[name]
			if m == nil {
				m = &machine{first: b, clients: map[string]bool{}}
				machines[name] = m
				order = append(order, name)
			}
			m.jobs += b.MaxJobs
			m.clients[cl.Name] = true
			if b.Remote != nil && b.Remote.MaxJobs > m.capacity {
				m.capacity, m.first = b.Remote.MaxJobs, b
			}
		}
	}
	for _, name := range order {
		if m := machines[name]; m.capacity > 0 && m.jobs > m.capacity {
			c.add(diag.JobsOverCapacity, m.first.Origins.At("remote.max_jobs"), "%d clients may send %d jobs at once to the %s, which runs %d.", len(m.clients), m.jobs, name, m.capacity)
		}
	}
}
