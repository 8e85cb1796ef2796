package check

import (
	"net/netip"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
)

// CIDR checks an address or a range of addresses, as sshd takes them in from=.
func CIDR(s string) *Problem {
	if p := Text(s); p != nil {
		return p
	}
	addr, bits, isRange := strings.Cut(s, "/")
	a, err := netip.ParseAddr(addr)
	switch {
	case err != nil:
		return badRange("%s is neither an address nor a range such as \"192.0.2.0/24\" or \"2001:db8::/32\". Names are left out on purpose: sshd would ask the DNS for them.", diag.Quote(s))
	case a.Zone() != "" || a.Is4In6():
		return badRange("sshd compares addresses without a zone, and IPv4 as IPv4. Write %s so.", diag.Quote(s))
	case !isRange:
		return nil
	}
	p, err := netip.ParsePrefix(s)
	switch {
	case err != nil:
		return badRange("%s is not the length of a range: write 0 to %d bits.", diag.Quote(bits), a.BitLen())
	case p.Masked() != p:
		return badRange("%s has host bits set, and sshd refuses the whole line. Write %s.", diag.Quote(s), diag.Quote(p.Masked().String()))
	}
	return nil
}

func badRange(format string, args ...any) *Problem { return New(diag.InvalidCIDR, format, args...) }
