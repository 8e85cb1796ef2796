// Package sshconfig writes what ssh reads: for a client ssh_config and
// known_hosts.
package sshconfig

import (
	"errors"
	"io"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/sshquote"
)

// Config is the target ssh-config: the stanzas that the daemon users of a
// client need to reach its builders. Everybody else's ssh is not affected.
type Config struct{}

// Check reports every value of c that ssh_config cannot say. Emit must not be
// called if it returns errors.
func (Config) Check(c *plan.Client) hcl.Diagnostics {
	p := newConfigPrinter(c)
	for _, h := range c.Hosts() {
		p.host(h)
		p.out = p.out[:0]
	}
	return p.diags
}

// Emit writes the ssh_config of c to w: the hosts in the order of
// [plan.Client.Hosts]. The same plan gives the same bytes, always.
func (Config) Emit(w io.Writer, c *plan.Client) error {
	p := newConfigPrinter(c)
	p.out = append(p.out, header...)
	for _, h := range c.Hosts() {
		p.out = append(p.out, '\n')
		p.host(h)
		if err := p.flush(w, flushAt); err != nil {
			return err
		}
	}
	// What another program appends to the file must not become part of the
	// last stanza.
	p.out = append(p.out, "\nMatch all\n"...)
	return p.flush(w, 0)
}

// exclusive follows UserKnownHostsFile: no other file may vouch for a host
// that the inventory pins.
const exclusive = "  GlobalKnownHostsFile /dev/null\n"

type configPrinter struct {
	printer
	localuser  string // the criterion that keeps other users out
	knownHosts string // the lines of a pinned host that are the same for all
}

func newConfigPrinter(c *plan.Client) *configPrinter {
	p := &configPrinter{printer: printer{code: diag.SSHConfigValue, format: "ssh_config"}}
	p.localuser = p.users(c)
	if slices.ContainsFunc(c.Hosts(), (*plan.Host).Pinned) {
		p.line(&c.Origins, "dir", "UserKnownHostsFile", c.Dir+"/known_hosts", sshquote.PlainPath)
		p.knownHosts = string(p.out) + exclusive
		p.out = p.out[:0]
	}
	return p
}

func (p *configPrinter) users(c *plan.Client) string {
	if len(c.Users) == 0 {
		p.refuse(c.Origins.At("users"), "The list of daemon users", "", errors.New("is empty"))
	}
	list := []byte(" localuser ")
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
