package compiler

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// checkInventory checks what only the whole plan shows.
func (c *compilation) checkInventory(p *plan.Plan) {
	c.checkDisabled()
	c.checkPins(p)
	c.checkSameMachine()
	c.checkCapacity(p)
	c.checkSharedAccounts(p)
	c.checkClientKeys()
	c.checkCycles(p)
	for _, r := range c.inv.requires {
		c.checkRequire(p, r)
	}
}

func (c *compilation) checkDisabled() {
	for _, in := range c.inv.builders {
		if b := in.filled; !b.Enable {
			c.add(diag.BuilderDisabled, b.Origins.At("enable"), "The builder %s is left out of every client.", b.Name)
		}
	}
}

// checkPins warns about hosts that ssh cannot recognise, if anybody uses them.
func (c *compilation) checkPins(p *plan.Plan) {
	seen := map[string]bool{}
	for _, cl := range p.Clients {
		for _, h := range cl.Hosts() {
			if h.Pinned() || seen[h.Name] {
				continue
			}
			seen[h.Name] = true
			port := ""
			if h.Port != 22 {
				port = "-p " + strconv.Itoa(h.Port) + " "
			}
			c.add(diag.PinMissing, h.Origins.Block, "%s has no public_host_keys, so the daemon user's own known_hosts decides, and it is usually empty. `ssh-keyscan %s%s` shows the keys; compare them on the machine before you trust them.", h.Name, port, h.HostName)
		}
	}
}

// checkSameMachine warns about two builders with one address.
func (c *compilation) checkSameMachine() {
	first := map[string]*plan.Builder{}
	for _, in := range c.inv.builders {
		b := in.filled
		if b.Protocol == "" || !b.Enable {
			continue
		}
		for _, a := range addresses(b) {
			o := first[a]
			if o == nil {
				first[a] = b
				continue
			}
			if o != b && (b.Machine == "" || b.Machine != o.Machine) {
				c.add(diag.SameMachineTwice, b.Origins.Block, "%s and %s (%s) have the same address, so the machine gets the jobs of both. Use one builder with endpoint blocks, or give both the same machine.", b.Name, o.Name, diag.Place(o.Origins.Block))
				break
			}
		}
	}
}

// addresses returns every host and port of a builder in one spelling each. A
// builder behind a jump has the addresses of that jump's network, so the last
// hop is a part of them.
func addresses(b *plan.Builder) []string {
	way := ""
	if n := len(b.SSH.ProxyJump); n > 0 {
		way = b.SSH.ProxyJump[n-1] + " "
	}
	add := func(host string, port int) string {
		return way + sameSpelling(host) + " " + strconv.Itoa(port)
	}
	out := []string{add(b.HostName, b.Port)}
	for _, e := range b.Endpoints {
		out = append(out, add(e.HostName, e.Port))
	}
	return out
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

// checkSharedAccounts warns where several clients share a builder without a
// daemon: any of them owns the account.
func (c *compilation) checkSharedAccounts(p *plan.Plan) {
	for _, b := range p.Builders {
		if b.Remote == nil || b.Remote.Install == "multi-user" || len(b.Clients) < 2 {
			continue
		}
		c.add(diag.SingleUserTrust, b.Origins.At("remote.install"), "%d clients share the account of %s, and every build there can read and change all of it.", len(b.Clients), b.Name)
	}
}

func (c *compilation) checkClientKeys() {
	type use struct {
		client string
		at     hcl.Range
	}
	first := map[string]use{}
	for _, cl := range c.inv.clients {
		for _, k := range cl.SSHPublicKeys.Items {
			o, twice := first[k.V]
			if !twice {
				first[k.V] = use{cl.Label.V, k.At}
			} else if o.client != cl.Label.V {
				c.add(diag.ClientKeyTwice, k.At, "The clients %s and %s (%s) have the same key. If one is removed, the key still lets it in.", cl.Label.V, o.client, diag.Place(o.at))
			}
		}
	}
}

// checkCycles warns where machines build for each other.
func (c *compilation) checkCycles(p *plan.Plan) {
	roles := map[string][]*plan.Client{} // the clients that a builder's machine is
	for _, cl := range p.Clients {
		for _, n := range cl.HostNames {
			for _, in := range c.byHost()[strings.ToLower(n)] {
				roles[in.name] = append(roles[in.name], cl)
			}
		}
	}
	if len(roles) == 0 {
		return
	}
	reported := map[string]bool{}
	for _, cl := range p.Clients {
		if way := findCycle(cl, cl, roles, nil, map[*plan.Client]bool{}); way != nil {
			key := strings.Join(sorted(slices.Clone(way)), " ")
			if !reported[key] {
				reported[key] = true
				c.add(diag.BuilderCycle, cl.Origins.Block, "%s send builds to each other in a circle: %s. Each may wait for a slot on the other while its own are taken. Break it with exclude.", choicesAnd(way), strings.Join(append(way, cl.Name), " -> "))
			}
		}
	}
}

// findCycle returns the names of the clients on a way from cl back to start.
func findCycle(cl, start *plan.Client, roles map[string][]*plan.Client, way []string, seen map[*plan.Client]bool) []string {
	seen[cl] = true
	way = append(way, cl.Name)
	for _, b := range cl.Builders {
		for _, next := range roles[b.Name] {
			if next == start && len(way) > 1 {
				return way
			}
			if !seen[next] {
				if found := findCycle(next, start, roles, way, seen); found != nil {
					return found
				}
			}
		}
	}
	return nil
}

func (c *compilation) checkRequire(p *plan.Plan, r *schema.Require) {
	clients := p.Clients
	if r.Clients.Set() {
		clients = nil
		for _, n := range r.Clients.Items {
			if cl := p.Client(n.V); cl != nil {
				clients = append(clients, cl)
			} else {
				var names []string
				for _, cl := range p.Clients {
					names = append(names, cl.Name)
				}
				c.add(diag.UnknownClient, n.At, "No client is named %s.%s", diag.Quote(n.V), didYouMean(n.V, names))
			}
		}
	}
	if !r.System.Set() || r.System.V == "" {
		return // already reported
	}
	for _, cl := range clients {
		if !covers(cl, r.System.V, r.Features.Strings()) {
			c.add(diag.RequirementUnmet, r.At, "No builder of the client %s builds %s.", cl.Name, wanted(r))
		}
	}
}

// covers reports whether some entry of cl takes the build, by the rule of
// Nix's build hook: its system, its features among those offered, and all
// mandatory features among its own.
func covers(cl *plan.Client, system string, features []string) bool {
	for _, e := range cl.Entries() {
		offered := append(slices.Clone(e.SupportedFeatures), e.MandatoryFeatures...)
		if slices.Contains(e.Systems, system) && containsAll(offered, features) && containsAll(features, e.MandatoryFeatures) {
			return true
		}
	}
	return false
}

func wanted(r *schema.Require) string {
	if len(r.Features.Items) == 0 {
		return r.System.V
	}
	return r.System.V + " with the features " + strings.Join(r.Features.Strings(), ", ")
}

func containsAll(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

func sameSet(a, b []string) bool { return containsAll(a, b) && containsAll(b, a) }

func fields(s string) []string { return strings.Fields(s) }

func orDefault(s, def string) string {
	if s == "" {
		return def
	}
	return s
}

func choicesAnd(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
