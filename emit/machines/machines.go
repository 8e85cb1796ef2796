// Package machines writes the files in which Nix, Lix and Hydra look up remote
// builders: the machines file, Lix's machines.toml, the one-line value of the
// `builders` setting, nix.conf and Hydra's machines file; and the nix.conf of a
// builder.
//
// Each target is a struct with two methods. Check reports every value of the
// client or builder that the format cannot carry; Emit must not be called when
// it returns errors. Emit writes the same bytes for the same plan.
//
// Every entry names its builder by the alias of an ssh stanza. With Inline it
// says itself how the builder is reached, for clients without an ssh_config.
package machines

import (
	"bufio"
	"io"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/inline"
)

// Legacy is the machines file that every Nix and Lix reads.
type Legacy struct{ Inline bool }

// Check reports every value of c that a machines file cannot carry.
func (l Legacy) Check(c *plan.Client) hcl.Diagnostics {
	k := checker{client: c, inline: l.Inline, item: columnFault, wholeFactors: !c.Can(plan.FloatSpeedFactor)}
	k.entries(c.Entries())
	if l.Inline {
		k.diags = append(k.diags, inline.Check(c)...)
		k.keys(c.Builders, keyColumnFault)
	}
	if !isLix(c) { // Lix names its lock files after a hash
		k.lockNames()
	}
	return k.diags
}

// Emit writes one line per entry and nothing else: on all Lix, and on Nix up
// to 2.28.1, a `;` in a comment starts an entry, and an indented comment or a
// line of blanks fails every build on the host.
func (l Legacy) Emit(w io.Writer, c *plan.Client) error {
	out := bufio.NewWriter(w)
	var line []byte
	for _, e := range c.Entries() {
		line = append(connectionTo(c, e.Builder, l.Inline).append(line[:0], &e), '\n')
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}
