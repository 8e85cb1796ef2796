package sshtext

import (
	"strconv"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/sshquote"
)

// endpoint prints the block of endpoint i. exec runs a program, so it comes
// last: OpenSSH skips it if a criterion before it fails.
func (p *configPrinter) endpoint(h *plan.Host, i int) {
	e, path := &h.Endpoints[i], plan.Item("endpoints", i)
	start, when := len(p.out), place{&h.Origins, plan.Key(path, "when"), whole}
	p.match(h)
	p.out = append(p.out, " exec "...)
	p.token(when, "The condition of an endpoint", condition(e), sshquote.Exec)
	p.end(start, when, "The condition of an endpoint", condition(e))
	p.address(h, path+".", e.HostName, e.Port)
	if e.When == plan.Reachable && (len(h.SSH.ProxyJump) > 0 || h.SSH.ProxyCommand != "") {
		// It answered without the proxy, and the first value wins: the proxy
		// of the stanza is for its HostName.
		p.out = append(p.out, "  ProxyCommand none\n"...)
	}
}

// match prints the criteria that every block has. originalhost is what the
// user of ssh wrote, so that a HostName set before cannot hide the block.
func (p *configPrinter) match(h *plan.Host) {
	p.out = append(p.out, "Match originalhost "...)
	p.token(place{&h.Origins, "", whole}, "The name", h.Name, sshquote.Name)
	p.out = append(p.out, p.localuser...)
}

func condition(e *plan.Endpoint) string {
	if e.When != plan.Reachable {
		return e.When
	}
	return reachable(e)
}

// reachable returns a command that succeeds if an ssh server at e hands out a
// host key within about a second. The exit status of ssh-keyscan says nothing
// before OpenSSH 8.0, and its "# host:port version" comment moved from stderr
// to stdout in 9.8, so the answer is the beginning of a key: base64 of its
// first three bytes, which are always zero. The three types are those that
// 7.6 asks for; newer defaults would open more connections.
func reachable(e *plan.Endpoint) string {
	return "ssh-keyscan -T 1 -t ed25519,ecdsa,rsa -p " + strconv.Itoa(e.Port) + " " + e.HostName +
		" 2>/dev/null | grep -q AAAA"
}
