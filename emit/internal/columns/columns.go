// Package columns writes a line of the machines file that every Nix and Lix reads.
package columns

import (
	"slices"
	"strconv"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// Append appends the eight columns of an entry. key and pin are "" where ssh
// knows them.
func Append(dst []byte, e *plan.Entry, uri, key, pin string) []byte {
	dst = append(dst, uri...)
	dst = appendList(append(dst, ' '), e.Systems)
	dst = append(appendColumn(append(dst, ' '), key), ' ')
	dst = strconv.AppendInt(dst, int64(e.MaxJobs), 10)
	dst = strconv.AppendFloat(append(dst, ' '), e.SpeedFactor, 'f', -1, 64)
	dst = appendList(append(dst, ' '), Offered(e.Builder))
	dst = appendList(append(dst, ' '), e.MandatoryFeatures)
	return appendColumn(append(dst, ' '), pin)
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

// Offered returns every feature that b has: a mandatory feature is one that
// derivations must ask for, so b offers it too.
func Offered(b *plan.Builder) []string {
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
