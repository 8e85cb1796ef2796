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
	first := make(map[string]address, len(c.inv.builders))
	for _, in := range c.inv.builders {
		b := in.filled
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
		told   bool
	}
	first := map[string]*use{}
	for _, cl := range c.inv.clients {
		for _, k := range cl.SSHPublicKeys.Items {
			o := first[k.V]
			switch {
			case o == nil:
				first[k.V] = &use{client: cl.Label.V, at: k.At}
			case o.client == cl.Label.V, o.told && o.at == k.At: // for_each with one key for all
			default:
				o.told = true
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
	reported := map[string]bool{} // clients; where many send to each other, one circle is enough
	for _, cl := range p.Clients {
		way := findCycle(cl, cl, roles, nil, map[*plan.Client]bool{})
		if way == nil || slices.ContainsFunc(way, func(n string) bool { return reported[n] }) {
			continue
		}
		for _, n := range way {
			reported[n] = true
		}
		c.add(diag.BuilderCycle, cl.Origins.Block, "%s send builds to each other in a circle: %s. Each may wait for a slot on the other while its own are taken. Break it with exclude.", choicesAnd(way), strings.Join(append(way, cl.Name), " -> "))
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
			c.add(diag.RequirementUnmet, r.At, "No builder of the client %s builds %s.%s", cl.Name, wanted(r), reserved(cl, r))
		}
	}
}

// covers reports whether some entry of cl takes the build, by the rule of
// Nix's build hook: its system, its features among those offered, and all
// mandatory features among its own.
func covers(cl *plan.Client, system string, features []string) bool {
	return slices.ContainsFunc(cl.Entries(), func(e plan.Entry) bool {
		return offers(&e, system, features) && containsAll(features, e.MandatoryFeatures)
	})
}

func offers(e *plan.Entry, system string, features []string) bool {
	offered := append(slices.Clone(e.SupportedFeatures), e.MandatoryFeatures...)
	return slices.Contains(e.Systems, system) && containsAll(offered, features)
}

// reserved names a builder that could take the build, were it not for its
// mandatory features.
func reserved(cl *plan.Client, r *schema.Require) string {
	for _, e := range cl.Entries() {
		if offers(&e, r.System.V, r.Features.Strings()) {
			return " " + e.Name + " could, but its mandatory_features keep it for builds that require " + strings.Join(e.MandatoryFeatures, ", ") + "."
		}
	}
	return ""
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
