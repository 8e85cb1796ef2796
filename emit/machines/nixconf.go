package machines

import (
	"io"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/inline"
	"github.com/buildmachines/buildmachines/emit/internal/nixsetting"
)

// NixConf is a client's part of nix.conf.
type NixConf struct{ Inline bool }

// Emit writes the settings one a line. Lists are given by their `extra-` names
// only: the plain ones would replace cache.nixos.org and its key.
func (l NixConf) Emit(w io.Writer, c *plan.Client) error {
	if _, err := io.WriteString(w, header); err != nil {
		return err
	}
	return nixsetting.Write(w, append([]nixsetting.Setting{builders(c)}, nixsetting.Of(c, l.storeURI(c))...))
}

// builders is the setting that names the machines file.
func builders(c *plan.Client) nixsetting.Setting {
	return nixsetting.Setting{Name: "builders", Values: []nixsetting.Value{{Text: "@" + machinesPath(c), Owner: &c.Origins, Path: "dir"}}}
}

// storeURI returns how substituters are named: as in the machines file, and
// with inline with everything that has no column here.
func (l NixConf) storeURI(c *plan.Client) func(*plan.Builder) string {
	return func(b *plan.Builder) string {
		if l.Inline {
			return inline.SubstituterURI(c, b)
		}
		return b.URI
	}
}

func machinesPath(c *plan.Client) string {
	if c.MachinesFormat == "toml" {
		return c.Dir + "/machines.toml"
	}
	return c.Dir + "/machines"
}
