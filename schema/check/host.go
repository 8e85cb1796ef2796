package check

import (
	"net/netip"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
)

// HostName checks an address that ssh connects to: a DNS name, an IPv4 or an
// IPv6 address. There is one spelling for each, that under which ssh looks a
// host up in known_hosts: lower case (ssh.c lowers the name), addresses as
// getnameinfo writes them (ssh.c, resolve_canonicalize), no final dot.
func HostName(s string) *Problem {
	if p := Text(s); p != nil {
		return p
	}
	if p := misplacedInHost(s); p != nil {
		return p
	}
	if strings.Contains(s, ":") {
		return ipv6(s)
	}
	return dnsName(s)
}

// KeyName checks a name under which host keys stand in known_hosts
// (HostKeyAlias): a host name without a zone.
func KeyName(s string) *Problem {
	p := HostName(s)
	if p != nil && p.Code != diag.InvalidHostName {
		return p
	}
	if p != nil || strings.Contains(s, "%") {
		return New(diag.InvalidKeyName, "%s is not a plain host name in lower case, or an address.", diag.Quote(s))
	}
	return nil
}

func badHost(format string, args ...any) *Problem {
	return New(diag.InvalidHostName, format, args...)
}

// misplacedInHost finds what belongs to another attribute.
func misplacedInHost(s string) *Problem {
	if strings.Contains(s, "://") {
		return badHost("%s is a URI. host_name is the bare name or address: ssh and ssh-ng go into protocol, any other store into uri.", diag.Quote(s))
	}
	if _, host, ok := strings.Cut(s, "@"); ok {
		if name, port, _ := strings.Cut(host, ":"); strings.Count(host, ":") == 1 {
			return badHost("Write %s only; the user before the \"@\" goes into ssh_user, the port %s into port.", diag.Quote(name), diag.Quote(port))
		}
		return badHost("Write %s only; the user before the \"@\" goes into ssh_user.", diag.Quote(host))
	}
	if inner, rest, ok := strings.Cut(strings.TrimPrefix(s, "["), "]"); ok && s[0] == '[' {
		if port, ok := strings.CutPrefix(rest, ":"); ok {
			return badHost("Write %s without brackets; the port %s goes into port.", diag.Quote(inner), diag.Quote(port))
		}
		return badHost("Write %s without brackets.", diag.Quote(inner))
	}
	if host, port, _ := strings.Cut(s, ":"); strings.Count(s, ":") == 1 {
		return badHost("Write %s only; the port %s goes into port.", diag.Quote(host), diag.Quote(port))
	}
	if strings.ContainsAny(s, "/?") {
		return badHost("%s holds more than a host. A path belongs to no ssh builder, and parameters go into uri_params.", diag.Quote(s))
	}
	return nil
}

// ipv6 checks an address that has colons.
func ipv6(s string) *Problem {
	a, err := netip.ParseAddr(s)
	switch {
	case err != nil:
		return badHost("%s is neither a DNS name nor an IPv6 address.", diag.Quote(s))
	case a.Zone() != "" && !isInterface(a.Zone()):
		return badHost("The zone of %s is not the name of a network interface, such as %s.", diag.Quote(s), diag.Quote("fe80::1%eth0"))
	case a.Zone() != "" && !a.IsLinkLocalUnicast():
		return badHost("%s is the same everywhere, so it needs no zone. Write %s.", diag.Quote(s), diag.Quote(a.WithZone("").String()))
	case a.String() != s:
		return badHost("Write %s: ssh looks host keys up under that spelling.", diag.Quote(a.String()))
	}
	return oneMachine(a)
}

// isInterface reports whether s can be the name of a network interface: Linux
// holds 15 bytes. "25eth0" is what is left of "%25eth0", as URIs write a zone.
func isInterface(s string) bool {
	if len(s) > 15 || strings.HasPrefix(s, "25") && len(s) > 2 && !isDigit(s[2]) {
		return false
	}
	return only(s, func(c byte) bool { return isHostByte(c) || 'A' <= c && c <= 'Z' || c == '.' })
}

func oneMachine(a netip.Addr) *Problem {
	if a.IsUnspecified() || a.IsMulticast() {
		return badHost("%s is not the address of one machine.", diag.Quote(a.String()))
	}
	return nil
}

func isHostByte(c byte) bool { return isLower(c) || isDigit(c) || c == '-' || c == '_' }

// dnsName checks a name without colons, or an IPv4 address. Underscores are no
// part of host names in the RFCs, but resolvers and ssh take them.
func dnsName(s string) *Problem {
	if low := strings.ToLower(s); low != s && only(low, func(c byte) bool { return isHostByte(c) || c == '.' }) {
		return badHost("Write %s: ssh looks host keys up in lower case.", diag.Quote(low))
	}
	if strings.HasSuffix(s, ".") {
		return badHost("Write %s: ssh would look host keys up with the final dot, and no certificate has it.", diag.Quote(strings.TrimRight(s, ".")))
	}
	if len(s) > 253 {
		return badHost("%s has %d characters. DNS names have at most 253.", diag.Quote(s), len(s))
	}
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if p := dnsLabel(s, l); p != nil {
			return p
		}
	}
	if last := labels[len(labels)-1]; only(last, isDigit) || strings.HasPrefix(last, "0x") {
		return ipv4(s)
	}
	return nil
}

func dnsLabel(s, l string) *Problem {
	for _, r := range l {
		switch {
		case r >= 0x80:
			return badHost("%s is not ASCII. Write the name as the DNS has it, with xn--.", diag.Quote(s))
		case !isHostByte(byte(r)):
			return badHost("%s holds %s. A host name is lower-case letters, digits, \"-\", \"_\" and dots; an address is IPv4 or IPv6.", diag.Quote(s), diag.Quote(string(r)))
		}
	}
	switch {
	case l == "":
		return badHost("%s has a dot too many.", diag.Quote(s))
	case len(l) > 63:
		return badHost("A part of %s has more than 63 characters, which the DNS cannot hold.", diag.Quote(s))
	case l[0] == '-' || l[len(l)-1] == '-':
		return badHost("A part of %s begins or ends with \"-\". Programs would take the name for an option.", diag.Quote(s))
	}
	return nil
}

// ipv4 checks a name whose last part is a number: the resolver takes it for an
// address, and "127.1" or "0x7f.1" for one that is not what it looks like.
func ipv4(s string) *Problem {
	a, err := netip.ParseAddr(s)
	if err != nil {
		return badHost("%s is not an IPv4 address of four numbers up to 255, without leading zeros.", diag.Quote(s))
	}
	return oneMachine(a)
}
