package machines

import (
	"io"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/nixsetting"
)

// BuilderNixConf is a builder's part of nix.conf.
type BuilderNixConf struct{}

// Check reports every value of s that nix.conf cannot carry.
func (BuilderNixConf) Check(s *plan.Setup) hcl.Diagnostics { return nixsetting.CheckBuilder(s) }

// Emit writes the settings one a line. What Nix and the administrators set
// before is added to, so the file is to be read last.
func (BuilderNixConf) Emit(w io.Writer, s *plan.Setup) error {
	if _, err := io.WriteString(w, header); err != nil {
		return err
	}
	return nixsetting.Write(w, nixsetting.OfBuilder(s))
}
