// Package sshtext writes what ssh of a client reads, the stanzas of ssh_config
// and the pins of known_hosts, and what sshd of a builder reads, authorized_keys
// and its part of sshd_config. The same text stands in files of its own, in
// modules and in the bootstrap script.
package sshtext

import (
	"errors"
	"io"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/sshquote"
)

// Config is an ssh_config: the stanzas that the daemon users of a client need to
// reach its builders. Everybody else's ssh is not affected.
type Config struct {
	Client *plan.Client
	// KnownHosts is where the pins are, as ssh_config says it. "" is
	// known_hosts in the client's dir.
	KnownHosts string
}

// Check reports every value that ssh_config cannot say. Emit must not be called
// if it returns errors.
func (f Config) Check() hcl.Diagnostics {
	p := newConfigPrinter(f)
	for _, h := range f.Client.Hosts() {
		p.host(h)
		p.out = p.out[:0]
	}
	return p.diags
}

// Emit writes the ssh_config to w: the hosts in the order of
// [plan.Client.Hosts]. The same plan gives the same bytes, always.
func (f Config) Emit(w io.Writer) error {
	p := newConfigPrinter(f)
	p.out = append(p.out, header...)
	hosts := f.Client.Hosts()
	for _, h := range hosts {
		p.out = append(p.out, '\n')
		p.host(h)
		if err := p.flush(w, flushAt); err != nil {
			return err
		}
	}
	p.out = append(p.out, Footer...)
	return p.flush(w, 0)
}

// Footer ends every ssh_config: what another program appends to it must not
// become part of the last stanza. Trap 9.
const Footer = "\nMatch all\n"

// exclusive follows UserKnownHostsFile: no other file may vouch for a host
// that the inventory pins.
const exclusive = "  GlobalKnownHostsFile /dev/null\n"

// pinsIn returns the lines that name the file with the pins.
func pinsIn(file string) string { return "  UserKnownHostsFile " + file + "\n" + exclusive }

// localuser is the criterion before the list of users.
const localuser = " localuser "

type configPrinter struct {
	printer
	localuser  string // the criterion that keeps other users out
	knownHosts string // the lines of a pinned host that are the same for all
	cuts       []int  // where the pieces of the last stanza end, in out
}

func (p *configPrinter) cut() { p.cuts = append(p.cuts, len(p.out)) }

func newStanzaPrinter() *configPrinter {
	return &configPrinter{printer: printer{code: diag.SSHConfigValue, format: "ssh_config"}}
}

func newConfigPrinter(f Config) *configPrinter {
	c := f.Client
	p := newStanzaPrinter()
	p.localuser = localuser + p.users(c)
	if !slices.ContainsFunc(c.Hosts(), (*plan.Host).Pinned) {
		return p
	}
	if f.KnownHosts != "" {
		p.knownHosts = pinsIn(f.KnownHosts)
		return p
	}
	p.line(&c.Origins, "dir", "UserKnownHostsFile", c.Dir+"/known_hosts", sshquote.PlainPath)
	p.knownHosts = string(p.out) + exclusive
	p.out = p.out[:0]
	return p
}

func (p *configPrinter) users(c *plan.Client) string {
	if len(c.Users) == 0 {
		p.refuse(c.Origins.At("users"), "The list of daemon users", "", errors.New("is empty"))
	}
	var list []byte
	for i, u := range c.Users {
		if i > 0 {
			list = append(list, ',')
		}
		var err error
		if list, err = sshquote.Name(list, u); err != nil {
			p.refuse(c.Origins.At(plan.Item("users", i)), "A daemon user", u, err)
		}
	}
	return string(list)
}
