package sshconfig

import (
	"io"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/sshtext"
)

// AuthorizedKeys is the target authorized-keys: who may log in to the account
// of a builder, and to do what.
type AuthorizedKeys struct{}

// Check reports every value of s that authorized_keys cannot say. Emit must not
// be called if it returns errors.
func (AuthorizedKeys) Check(s *plan.Setup) hcl.Diagnostics {
	return sshtext.AuthorizedKeys{Setup: s}.Check()
}

// Emit writes the authorized_keys of s to w, a line for each key of each
// client, in the order of their names. The same plan gives the same bytes,
// always.
func (AuthorizedKeys) Emit(w io.Writer, s *plan.Setup) error {
	return sshtext.AuthorizedKeys{Setup: s}.Emit(w)
}

// ServerConfig is the target sshd-config: what the account of a builder may do,
// and how many connections may come at once. No other account is affected.
type ServerConfig struct{}

// Check reports every value of s that sshd_config cannot say. Emit must not be
// called if it returns errors.
func (ServerConfig) Check(s *plan.Setup) hcl.Diagnostics { return sshtext.Server{Setup: s}.Check() }

// Emit writes the sshd_config of s to w. The same plan gives the same bytes,
// always.
func (ServerConfig) Emit(w io.Writer, s *plan.Setup) error { return sshtext.Server{Setup: s}.Emit(w) }
