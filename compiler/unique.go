package compiler

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

func nameTaken(name string, own, first hcl.Range) string {
	if own == first {
		return fmt.Sprintf("for_each makes the name %s twice. Put each.key into name.", diag.Quote(name))
	}
	return fmt.Sprintf("The name %s is already taken at %s.", diag.Quote(name), diag.Place(first))
}

// uniqueNames reports names that for_each makes and that are taken. Labels
// that are written twice were reported where the files were split.
func (e *evaluator) uniqueNames(inv *inventory) {
	type owner struct {
		at    *hcl.Range
		label bool // the name was written, not made by for_each
	}
	taken := make(map[string]owner, len(inv.builders)+len(inv.jumps))
	for _, j := range inv.jumps {
		taken[j.Label.V] = owner{&j.At, true}
	}
	kept := inv.builders[:0]
	for _, in := range inv.builders {
		label := in.name == in.merged.Label.V
		if o, twice := taken[in.name]; twice {
			if !label || !o.label {
				e.add(diag.DuplicateName, in.merged.Label.At, "%s", nameTaken(in.name, in.merged.At, *o.at))
			}
			continue
		}
		taken[in.name] = owner{&in.merged.At, label}
		kept = append(kept, in)
	}
	inv.builders = kept
	clear(taken)
	inv.clients = slices.DeleteFunc(inv.clients, func(c *schema.Client) bool {
		o, twice := taken[c.Label.V]
		if twice {
			e.add(diag.DuplicateName, c.Label.At, "%s", nameTaken(c.Label.V, c.At, *o.at))
			return true
		}
		taken[c.Label.V] = owner{at: &c.At}
		return false
	})
}
