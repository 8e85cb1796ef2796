package splice

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
)

// Refusal is why an edit was not made. The inventory is as it was; whoever asked
// shows a [Snippet] to paste.
type Refusal struct{ Why string }

func (r *Refusal) Error() string { return r.Why }

func refuse(format string, args ...any) *Refusal {
	return &Refusal{fmt.Sprintf(format, args...)}
}

// firstError words the first error of diags, which quotes no key.
func firstError(diags hcl.Diagnostics) string {
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		if d.Subject == nil {
			return d.Detail
		}
		return diag.Place(*d.Subject) + ": " + d.Detail
	}
	return ""
}

func quote(s string) string { return diag.Quote(s) }
