package sshtext

import (
	"maps"
	"slices"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/sshquote"
)

// trust is the same for every host. Without a pin the daemon user's own
// known_hosts decides, and nobody is there to answer a question.
const trust = `  StrictHostKeyChecking yes
  VerifyHostKeyDNS no
  UpdateHostKeys no
  CheckHostIP no
  CanonicalizeHostname no
  BatchMode yes
`

// session is the same for every host: whatever a later "Host *" asks for, the
// connection carries Nix's protocol and nothing else. Trap 10.
const session = `  ControlMaster no
  ControlPath none
  RequestTTY no
  RemoteCommand none
  ForwardAgent no
  ForwardX11 no
  ClearAllForwardings yes
  PermitLocalCommand no
  Tunnel no
`

// aliveCount times ServerAliveInterval is how long a dead builder holds its
// slots. Nix itself asks for no keep-alive.
const aliveCount = "  ServerAliveCountMax 4\n"

// host prints the endpoints of h and then its stanza: in ssh_config the first
// value wins. The cuts are for [Pieces].
func (p *configPrinter) host(h *plan.Host) {
	p.cuts = p.cuts[:0]
	for i := range h.Endpoints {
		p.endpoint(h, i)
	}
	start := len(p.out)
	p.match(h)
	p.end(start, place{&h.Origins, "", whole}, "The Match line", h.Name)
	p.address(h, "", h.HostName, h.Port)
	if h.SSHUser != "" {
		p.line(&h.Origins, "ssh_user", "User", h.SSHUser, sshquote.Name)
	}
	p.cut()
	p.identity(h)
	p.cut()
	p.agent(h)
	if h.Pinned() {
		p.line(&h.Origins, "host_key_alias", "HostKeyAlias", h.KeyName, sshquote.Address)
		p.out = append(p.out, p.knownHosts...)
	}
	p.cut()
	p.out = append(p.out, trust...)
	p.number(&h.Origins, "ssh.connect_timeout", "ConnectTimeout", h.SSH.ConnectTimeout)
	p.number(&h.Origins, "ssh.server_alive_interval", "ServerAliveInterval", h.SSH.ServerAliveInterval)
	p.out = append(p.out, aliveCount...)
	p.proxy(h)
	p.out = append(p.out, session...)
	p.options(h)
}

func (p *configPrinter) address(h *plan.Host, prefix, host string, port int) {
	p.line(&h.Origins, prefix+"host_name", "HostName", host, sshquote.HostName)
	p.number(&h.Origins, prefix+"port", "Port", port)
}

// identity prints which keys ssh offers.
func (p *configPrinter) identity(h *plan.Host) {
	if h.SSHKey != "" {
		p.line(&h.Origins, "ssh_key", "IdentityFile", h.SSHKey, sshquote.Path)
	}
	if h.SSH.IdentityAgent != "" && h.SSHKey == "" {
		// The keys are in the agent only, and "yes" would keep it from
		// offering them.
		p.out = append(p.out, "  IdentitiesOnly no\n"...)
	} else {
		p.out = append(p.out, "  IdentitiesOnly yes\n"...)
	}
}

func (p *configPrinter) agent(h *plan.Host) {
	switch agent := h.SSH.IdentityAgent; agent {
	case "":
		p.out = append(p.out, "  IdentityAgent none\n"...)
	case "SSH_AUTH_SOCK":
		p.out = append(p.out, "  IdentityAgent SSH_AUTH_SOCK\n"...)
	default:
		p.line(&h.Origins, "ssh.identity_agent", "IdentityAgent", agent, sshquote.Path)
	}
}

// proxy always prints one line: without it, the ProxyCommand of a later
// "Host *" applies, which "ProxyJump none" does not stop.
func (p *configPrinter) proxy(h *plan.Host) {
	switch {
	case len(h.SSH.ProxyJump) > 0:
		p.jump(h)
	case h.SSH.ProxyCommand != "":
		p.line(&h.Origins, "ssh.proxy_command", "ProxyCommand", h.SSH.ProxyCommand, sshquote.Command)
	default:
		p.out = append(p.out, "  ProxyCommand none\n"...)
	}
}

func (p *configPrinter) jump(h *plan.Host) {
	start := len(p.out)
	p.out = append(p.out, "  ProxyJump "...)
	for i, name := range h.SSH.ProxyJump {
		if i > 0 {
			p.out = append(p.out, ',')
		}
		p.token(place{&h.Origins, "ssh.proxy_jump", i}, "A jump host", name, sshquote.Name)
	}
	p.end(start, place{&h.Origins, "ssh.proxy_jump", whole}, "The list of jump hosts", h.Name)
}

func (p *configPrinter) options(h *plan.Host) {
	if len(h.SSH.Options) == 0 {
		return
	}
	for _, k := range slices.Sorted(maps.Keys(h.SSH.Options)) {
		path := plan.Key("ssh.options", k)
		if _, err := sshquote.Name(nil, k); err != nil {
			p.refuse(h.Origins.At(path), "An ssh option", k, err)
			continue
		}
		p.line(&h.Origins, path, k, h.SSH.Options[k], sshquote.Option)
	}
}
