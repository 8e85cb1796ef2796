package compiler

import (
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

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
	var unmet []string
	var why string
	for _, cl := range clients {
		if covers(cl, r.System.V, r.Features.Strings()) {
			continue
		}
		unmet = append(unmet, cl.Name)
		if why == "" {
			why = reserved(cl, r)
		}
	}
	switch {
	case len(unmet) == 0:
	case len(unmet) == 1:
		c.add(diag.RequirementUnmet, r.At, "No builder of the client %s builds %s.%s", unmet[0], wanted(r), why)
	default:
		c.add(diag.RequirementUnmet, r.At, "No builder of %d clients (%s) builds %s.%s", len(unmet), few(unmet), wanted(r), why)
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
