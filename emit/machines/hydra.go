package machines

import (
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// Hydra is the machines file of Hydra's queue runner, as its versions before
// May 2026 read it. Builders of later ones dial in by themselves.
type Hydra struct{ Inline bool }

// Check reports every value of c that a machines file cannot carry or that
// Hydra does not understand (openConnection in its build-remote.cc).
func (h Hydra) Check(c *plan.Client) hcl.Diagnostics {
	k := checker{client: c, diags: Legacy(h).Check(withoutAddresses(c))}
	told := false // one override cures them all
	for _, b := range c.Builders {
		switch {
		case strings.HasPrefix(b.URI, "ssh://"):
		case b.Protocol == "":
			k.report(b, diag.HydraProtocol, "uri", "Hydra cannot build on %s: it only knows `ssh://` stores. Take the builder out with exclude.", diag.Quote(b.URI))
			continue
		case !told:
			told = true
			k.report(b, diag.HydraProtocol, "protocol", "Hydra cannot build on %s: it only knows `ssh://` stores. Write `override \"*\" { protocol = \"ssh\" }` in the client %s.", diag.Quote(b.URI), c.Name)
			continue
		default:
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(b.URIParams)) {
			if name != "remote-store" {
				k.report(b, diag.MachinesField, plan.Key("uri_params", name),
					"Hydra ignores the parameter %s of a store URI; it only reads `remote-store`.", diag.Quote(name))
			}
		}
	}
	return k.diags
}

// Emit writes the lines of a machines file.
func (h Hydra) Emit(w io.Writer, c *plan.Client) error {
	return Legacy(h).Emit(w, withoutAddresses(c))
}

// withoutAddresses returns c as Hydra reads store URIs: its own openConnection
// hands what follows `ssh://` to ssh, whatever the Nix that it is built with
// can read.
func withoutAddresses(c *plan.Client) *plan.Client {
	only := *c
	only.Capabilities = slices.DeleteFunc(slices.Clone(c.Capabilities), func(s string) bool {
		return s == plan.HostPortURI || s == plan.QueryPortURI || s == plan.IPv6URI
	})
	return &only
}
