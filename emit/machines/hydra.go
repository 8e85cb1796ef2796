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
type Hydra struct{}

// Check reports every value of c that a machines file cannot carry or that
// Hydra does not understand (openConnection in its build-remote.cc).
func (Hydra) Check(c *plan.Client) hcl.Diagnostics {
	k := checker{client: c, diags: Legacy{}.Check(c)}
	for _, b := range c.Builders {
		if !strings.HasPrefix(b.URI, "ssh://") {
			path := "protocol"
			if b.Protocol == "" {
				path = "uri"
			}
			k.report(b, diag.HydraProtocol, path, "Hydra cannot build on %s: it only knows `ssh://` stores.", diag.Quote(b.URI))
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
func (Hydra) Emit(w io.Writer, c *plan.Client) error { return Legacy{}.Emit(w, c) }
