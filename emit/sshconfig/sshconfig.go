// Package sshconfig writes what ssh and sshd read: for a client ssh_config and
// known_hosts, for a builder authorized_keys and sshd_config.
package sshconfig

import (
	"io"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/sshtext"
)

// Config is the target ssh-config: the stanzas that the daemon users of a
// client need to reach its builders. Everybody else's ssh is not affected.
type Config struct{}

// Check reports every value of c that ssh_config cannot say. Emit must not be
// called if it returns errors.
func (Config) Check(c *plan.Client) hcl.Diagnostics { return sshtext.Config{Client: c}.Check() }

// Emit writes the ssh_config of c to w: the hosts in the order of
// [plan.Client.Hosts]. The same plan gives the same bytes, always.
func (Config) Emit(w io.Writer, c *plan.Client) error { return sshtext.Config{Client: c}.Emit(w) }

// KnownHosts is the target known-hosts: the pins of a client's hosts.
type KnownHosts struct{}

// Check reports every value of c that known_hosts cannot say. Emit must not be
// called if it returns errors.
func (KnownHosts) Check(c *plan.Client) hcl.Diagnostics { return sshtext.KnownHosts{Client: c}.Check() }

// Emit writes the known_hosts of c to w: the hosts in the order of
// [plan.Client.Hosts], the pins of each in the order of the inventory. The
// same plan gives the same bytes, always.
func (KnownHosts) Emit(w io.Writer, c *plan.Client) error {
	return sshtext.KnownHosts{Client: c}.Emit(w)
}
