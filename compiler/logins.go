package compiler

import (
	"net/netip"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// logins returns the clients that may log in to a builder, and from where. One
// that may come from nowhere is left out, since no range means anywhere.
func logins(s *plan.Setup) []plan.Login {
	everyone := ranges(s.Remote.From)
	var out []plan.Login
	for _, v := range s.Visits {
		from, ok := plan.LoginRanges(ranges(v.Client.From), everyone)
		if !ok {
			continue
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
		r, _ := plan.ParseRange(s)
		out = append(out, r)
	}
	return out
}

func texts(ranges []netip.Prefix) []string {
	var out []string
	for _, r := range ranges {
		out = append(out, plan.RangeText(r))
	}
	return out
}
