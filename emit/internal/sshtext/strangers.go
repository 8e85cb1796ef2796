package sshtext

import (
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// strangers refuses a name that would make ssh accept the keys of one host for
// another: ssh looks for the key name of a host, and finds every line under
// it, so nothing else may stand under a key name unless its pins are the same.
func (p *pinPrinter) strangers(hosts []*plan.Host) {
	owners := make(map[string]*plan.Host, len(hosts))
	for _, h := range hosts {
		if k := strings.ToLower(h.KeyName); owners[k] == nil {
			owners[k] = h
		}
	}
	var text []byte
	for _, h := range hosts {
		for i := range countNames(h) {
			n := nameOf(h, i)
			text = n.lower().append(text[:0])
			owner := owners[string(text)]
			if owner == nil || owner == h || samePins(owner, h) {
				continue
			}
			p.diags = p.diags.Append(diag.New(p.code, h.Origins.At(n.path()),
				"%s is the name under which ssh looks for the keys of %s (%s), so %s cannot have other keys under it. Set host_key_alias of one of them.",
				diag.Quote(string(n.append(nil))), diag.Quote(owner.Name), diag.Place(owner.Origins.Block), diag.Quote(h.Name)))
		}
	}
}

func samePins(a, b *plan.Host) bool {
	return sameSet(a.PublicHostKeys, b.PublicHostKeys) &&
		sameSet(a.HostCertificateAuthorities, b.HostCertificateAuthorities)
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
