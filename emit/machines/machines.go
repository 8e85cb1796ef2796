// Package machines writes the files in which Nix, Lix and Hydra look up remote
// builders: the machines file, Lix's machines.toml, the one-line value of the
// `builders` setting, nix.conf and Hydra's machines file.
//
// Each target is an empty struct with two methods. Check reports every value
// of the client that the format cannot carry; Emit must not be called when it
// returns errors. Emit writes the same bytes for the same plan.
package machines

import (
	"bufio"
	"io"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// Legacy is the machines file that every Nix and Lix reads.
type Legacy struct{}

// Check reports every value of c that a machines file cannot carry.
func (Legacy) Check(c *plan.Client) hcl.Diagnostics {
	k := checker{client: c, item: columnFault, wholeFactors: !c.Can(plan.FloatSpeedFactor)}
	k.entries(c.Entries())
	if !isLix(c) { // Lix names its lock files after a hash
		k.lockNames()
	}
	return k.diags
}

// Emit writes one line per entry and nothing else: on all Lix, and on Nix up
// to 2.28.1, a `;` in a comment starts an entry, and an indented comment or a
// line of blanks fails every build on the host.
func (Legacy) Emit(w io.Writer, c *plan.Client) error {
	out := bufio.NewWriter(w)
	var line []byte
	for _, e := range c.Entries() {
		line = append(appendColumns(line[:0], &e), '\n')
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

// appendColumns appends the eight columns of an entry. Columns 3 and 8, key
// and pin, stay empty: they belong to the ssh stanza of the alias.
func appendColumns(dst []byte, e *plan.Entry) []byte {
	dst = append(dst, e.URI...)
	dst = appendList(append(dst, ' '), e.Systems)
	dst = append(dst, " - "...)
	dst = strconv.AppendInt(dst, int64(e.MaxJobs), 10)
	dst = strconv.AppendFloat(append(dst, ' '), e.SpeedFactor, 'f', -1, 64)
	dst = appendList(append(dst, ' '), offered(e.Builder))
	dst = appendList(append(dst, ' '), e.MandatoryFeatures)
	return append(dst, " -"...)
}

func appendList(dst []byte, items []string) []byte {
	if len(items) == 0 {
		return append(dst, '-')
	}
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, item...)
	}
	return dst
}

// offered returns every feature that b has: a mandatory feature is one that
// derivations must ask for, so b offers it too.
func offered(b *plan.Builder) []string {
	out := make([]string, 0, len(b.SupportedFeatures)+len(b.MandatoryFeatures))
	for _, list := range [][]string{b.SupportedFeatures, b.MandatoryFeatures} {
		for _, f := range list {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}
