package plan

import (
	"net/netip"
	"slices"
)

// CommonRanges returns the ranges in which both an element of a and one of b
// are, in the order of a. Two ranges overlap only if one contains the other.
func CommonRanges(a, b []netip.Prefix) []netip.Prefix {
	var out []netip.Prefix
	for _, x := range a {
		for _, y := range b {
			if !x.Overlaps(y) {
				continue
			}
			if narrow := narrower(x, y); !slices.Contains(out, narrow) {
				out = append(out, narrow)
			}
		}
	}
	return out
}

func narrower(a, b netip.Prefix) netip.Prefix {
	if a.Bits() > b.Bits() {
		return a
	}
	return b
}
