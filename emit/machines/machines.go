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
	"slices"
	"strconv"

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
		line = append(appendColumns(line[:0], &e, connectionTo(c, e.Builder, l.Inline)), '\n')
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

// appendColumns appends the eight columns of an entry.
func appendColumns(dst []byte, e *plan.Entry, to connection) []byte {
	dst = append(dst, to.uri...)
	dst = appendList(append(dst, ' '), e.Systems)
	dst = append(appendColumn(append(dst, ' '), to.key), ' ')
	dst = strconv.AppendInt(dst, int64(e.MaxJobs), 10)
	dst = strconv.AppendFloat(append(dst, ' '), e.SpeedFactor, 'f', -1, 64)
	dst = appendList(append(dst, ' '), offered(e.Builder))
	dst = appendList(append(dst, ' '), e.MandatoryFeatures)
	return appendColumn(append(dst, ' '), to.pin)
}

func appendColumn(dst []byte, s string) []byte {
	if s == "" {
		return append(dst, '-')
	}
	return append(dst, s...)
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
