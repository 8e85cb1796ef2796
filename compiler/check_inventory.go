package compiler

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
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
		if b := in.lowered; !b.Enable {
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
			c.add(diag.PinMissing, h.Origins.Block, "%s has no public_host_keys, so the daemon user's own known_hosts decides, and it is usually empty. %s", h.Name, howToPin(p, h))
		}
	}
}

// howToPin says where the keys of a host come from. bootstrap reads them over a
// login that is verified, and needs to know what the machine is.
func howToPin(p *plan.Plan, h *plan.Host) string {
	if b := p.Builder(h.Name); b != nil && b.Remote != nil {
		return fmt.Sprintf("`buildmachines bootstrap %s --ssh LOGIN --write` pins them.", h.Name)
	}
	port := ""
	if h.Port != 22 {
		port = "-p " + strconv.Itoa(h.Port) + " "
	}
	return fmt.Sprintf("`ssh-keyscan %s%s` shows the keys; compare them on the machine before you trust them.", port, h.HostName)
}

// checkSharedAccounts warns where several clients share a builder without a
// daemon: any of them owns the account.
func (c *compilation) checkSharedAccounts(p *plan.Plan) {
	for _, b := range p.Builders {
		if b.Remote == nil || b.Remote.HasDaemon() || len(b.Clients) < 2 {
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

// few lists names, and says how many it leaves out.
func few(names []string) string {
	const most = 8
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:most], ", ") + " and " + strconv.Itoa(len(names)-most) + " more"
}

func containsAll(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

func sameSet(a, b []string) bool { return containsAll(a, b) && containsAll(b, a) }

func orDefault(s, def string) string {
	if s == "" {
		return def
	}
	return s
}
