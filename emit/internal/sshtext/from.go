package sshtext

import (
	"net/netip"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/sshquote"
)

// from returns where the keys of a client may come from; nothing is anywhere.
// from="..." has one list, of which one range is enough.
func (p *keyPrinter) from(c *plan.Client) []netip.Prefix {
	both, ok := plan.LoginRanges(p.ranges(c.From, &c.Origins, "from"), p.everyone)
	if !ok {
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
