package compiler

import (
	"net/netip"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// logins returns the clients that may log in to a builder, and from where.
// Client and builder must both agree; a client that may come from nowhere is
// left out, since no range means anywhere.
func logins(s *plan.Setup) []plan.Login {
	everyone := ranges(s.Remote.From)
	var out []plan.Login
	for _, v := range s.Visits {
		from := ranges(v.Client.From)
		switch {
		case len(from) == 0:
			from = everyone
		case len(everyone) > 0:
			if from = plan.CommonRanges(from, everyone); len(from) == 0 {
				continue
			}
		}
		out = append(out, plan.Login{Client: v.Client.Name, From: texts(from)})
	}
	return out
}

// ranges reads addresses and ranges. The schema has refused what is neither; it
// would become the zero Prefix, which contains nothing.
func ranges(list []string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range list {
		r, _ := netip.ParsePrefix(s)
		if !strings.Contains(s, "/") {
			a, _ := netip.ParseAddr(s)
			r = netip.PrefixFrom(a, a.BitLen())
		}
		out = append(out, r)
	}
	return out
}

// texts writes a range of one address as an address.
func texts(ranges []netip.Prefix) []string {
	var out []string
	for _, r := range ranges {
		text := r.String()
		if r.IsSingleIP() {
			text = r.Addr().String()
		}
		out = append(out, text)
	}
	return out
}
