package compiler

import (
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

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

func choicesAnd(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
