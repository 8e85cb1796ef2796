package plan

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
)

// ParseRange reads an address without a zone, or a range of addresses such as
// 192.0.2.0/24.
func ParseRange(s string) (netip.Prefix, error) {
	if strings.Contains(s, "/") {
		return netip.ParsePrefix(s)
	}
	a, err := netip.ParseAddr(s)
	if err == nil && a.Zone() != "" {
		err = errors.New("the address has a zone")
	}
	return netip.PrefixFrom(a, a.BitLen()), err
}

// RangeText writes a range as ParseRange reads it: that of one address as the
// address.
func RangeText(r netip.Prefix) string {
	if r.IsSingleIP() {
		return r.Addr().String()
	}
	return r.String()
}

// LoginRanges returns where a client may log in from: client and builder must
// both agree, and no range means anywhere. ok is false if that is nowhere.
func LoginRanges(client, builder []netip.Prefix) (both []netip.Prefix, ok bool) {
	if len(client) == 0 || len(builder) == 0 {
		return slices.Concat(client, builder), true
	}
	both = commonRanges(client, builder)
	return both, len(both) > 0
}

// commonRanges returns the ranges in which both an element of a and one of b
// are, in the order of a. Two ranges overlap only if one contains the other.
func commonRanges(a, b []netip.Prefix) []netip.Prefix {
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
