package sshtext

import (
	"strconv"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// sshPort is the port that a name does not say.
const sshPort = 22

// A name is one under which the pins of a host stand. It is made when it is
// needed, and written without a string of its own: a large plan has many.
type name struct {
	host  string
	port  int
	index int // among the names of its host
}

// The first names of every host: the key name, which our stanza makes ssh look
// up, and then every address, for people and programs that use the file without
// the stanza.
const (
	keyName = iota
	mainAddress
	endpoints
)

func countNames(h *plan.Host) int { return endpoints + len(h.Endpoints) }

func nameOf(h *plan.Host, i int) name {
	switch i {
	case keyName:
		return name{h.KeyName, sshPort, i}
	case mainAddress:
		return name{h.HostName, h.Port, i}
	}
	e := &h.Endpoints[i-endpoints]
	return name{e.HostName, e.Port, i}
}

// isRepeated reports whether name i of h is one of those before it.
func isRepeated(h *plan.Host, i int) bool {
	n := nameOf(h, i)
	for j := range i {
		if m := nameOf(h, j); m.host == n.host && m.port == n.port {
			return true
		}
	}
	return false
}

// append appends the name as known_hosts has it: brackets are for a port, not
// for IPv6 (put_host_port in OpenSSH misc.c).
func (n name) append(dst []byte) []byte {
	if n.port == sshPort {
		return append(dst, n.host...)
	}
	dst = append(append(dst, '['), n.host...)
	return strconv.AppendInt(append(dst, "]:"...), int64(n.port), 10)
}

// lower returns the name in small letters: known_hosts is read without regard
// to case (match.c).
func (n name) lower() name {
	n.host = strings.ToLower(n.host)
	return n
}

// path returns the attribute that the name comes from.
func (n name) path() string {
	switch n.index {
	case keyName:
		return "host_key_alias"
	case mainAddress:
		return "host_name"
	}
	return plan.Key(plan.Item("endpoints", n.index-endpoints), "host_name")
}
