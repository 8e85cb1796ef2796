package bootstrap

import (
	"io"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/wrapper"
)

// Wrapper is the program that the clients' keys may run, and no other.
type Wrapper struct{}

// Check reports every value of s that the wrapper cannot carry.
func (Wrapper) Check(s *plan.Setup) hcl.Diagnostics { return wrapper.Check(s) }

// Emit writes the wrapper as a script for POSIX sh.
func (Wrapper) Emit(w io.Writer, s *plan.Setup) error { return wrapper.Emit(w, s) }
