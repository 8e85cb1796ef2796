package sshtext

import (
	"net/netip"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/sshquote"
)

// from returns where the keys of a client may come from; nothing is anywhere.
// The client and the builder must both agree, and from="..." has one list, of
// which one range is enough: what both lists have in common.
func (p *keyPrinter) from(c *plan.Client) []netip.Prefix {
	theirs := p.ranges(c.From, &c.Origins, "from")
	if len(theirs) == 0 || len(p.everyone) == 0 {
		return append(theirs, p.everyone...)
	}
	both := plan.CommonRanges(theirs, p.everyone)
	if len(both) == 0 {
		s := p.setup
		p.diags = p.diags.Append(diag.New(p.code, c.Origins.At("from"),
			"The client %s may come from nowhere: its addresses and those of remote.from of %s (%s) have none in common.",
			diag.Quote(c.Name), diag.Quote(s.Name), diag.Place(s.Origins.At("remote.from"))))
	}
	return both
}

func (p *keyPrinter) ranges(list []string, o *plan.Origins, path string) []netip.Prefix {
	var out []netip.Prefix
	for i, s := range list {
		r, err := sshquote.Range(s)
		if err != nil {
			p.refuse(o.At(plan.Item(path, i)), "An address", s, err)
			continue
		}
		out = append(out, r)
	}
	return out
}
