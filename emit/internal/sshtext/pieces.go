package sshtext

import (
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// Header is the first line of every file.
const Header = header

// The marks stand in [Pieces] for what differs from client to client. No value
// has a control character ([configPrinter.host] refuses it).
const (
	UsersMark      = "\x01" // the users, as [Users] has them
	KnownHostsMark = "\x02" // the path of known_hosts
)

// Pieces is what ssh needs of one host, for those who put a file together
// themselves: a stanza is Before, Identity, After and Rest, behind an empty line,
// and a file is the header, stanzas and [Footer].
type Pieces struct {
	Before     string
	Identity   string // which keys ssh offers
	After      string
	Rest       string // the same for many hosts
	KnownHosts string // the lines of known_hosts; "" without a pin
}

// PiecesOf returns the pieces of each host, and what cannot stand in them.
func PiecesOf(hosts []*plan.Host) ([]Pieces, hcl.Diagnostics) {
	p, pins := newStanzaPrinter(), newPinPrinter()
	p.localuser, p.knownHosts = localuser+UsersMark, pinsIn(KnownHostsMark)
	out := make([]Pieces, len(hosts))
	for i, h := range hosts {
		p.out, pins.out = p.out[:0], pins.out[:0]
		p.host(h)
		if h.Pinned() {
			pins.host(h)
		}
		text, cuts := string(p.out), p.cuts
		out[i] = Pieces{text[:cuts[0]], text[cuts[0]:cuts[1]], text[cuts[1]:cuts[2]], text[cuts[2]:], string(pins.out)}
	}
	return out, append(p.diags, pins.diags...)
}

// Users returns the list of a client's users, as a criterion has it.
func Users(c *plan.Client) string { return newStanzaPrinter().users(c) }

// OwnKey returns the Identity of a host whose key somebody else names: what
// stands before and after its path.
func OwnKey() (before, after string) {
	p := newStanzaPrinter()
	p.identity(&plan.Host{SSHKey: "/"})
	before, after, _ = strings.Cut(string(p.out), "/")
	return before, after
}
