// Package wrapper writes the wrapper: the one program that the clients' keys
// may run on a builder, as command= of authorized_keys. The same text stands in
// a file of its own, in the bootstrap script and in modules.
package wrapper

import (
	"io"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// Check reports every value of s that the wrapper cannot carry. Emit must not
// be called if it returns errors.
func Check(s *plan.Setup) hcl.Diagnostics {
	p := newPrinter(s)
	p.wrapper()
	return p.diags
}

// Emit writes the wrapper of s to w. The same plan gives the same bytes, always.
func Emit(w io.Writer, s *plan.Setup) error {
	p := newPrinter(s)
	p.wrapper()
	if p.diags.HasErrors() {
		return p.diags // Check was not asked
	}
	_, err := io.WriteString(w, p.out.String())
	return err
}
