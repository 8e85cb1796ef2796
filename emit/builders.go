package emit

import (
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/bootstrap"
	"github.com/buildmachines/buildmachines/emit/machines"
	"github.com/buildmachines/buildmachines/emit/nixos"
	"github.com/buildmachines/buildmachines/emit/sshconfig"
	"github.com/buildmachines/buildmachines/internal/platform"
)

// BuilderTargets are the kinds of file for the machines of builders, in the
// order of documents.
var BuilderTargets = Builders{
	{"authorized-keys", "authorized_keys", "who may log in to the builder's account", sshconfig.AuthorizedKeys{}, everywhere, nil},
	{"wrapper", "nix-ssh-wrapper", "the program that clients' keys may run", bootstrap.Wrapper{}, wrapped, nil},
	{"sshd-config", "sshd_config", "what the builder's account may do", sshconfig.ServerConfig{}, hasDaemon, nil},
	{"builder-nix-conf", "nix.conf", "the settings of the builder's Nix", machines.BuilderNixConf{}, everywhere, nil},
	{"bootstrap", "bootstrap.sh", "a script that sets the builder up", bootstrap.Script{}, byScript, nil},
	{"builder-nixos", "nixos.nix", "a module for a builder with NixOS", nixos.BuilderNixOS{}, nil, nil},
	{"builder-nix-darwin", "darwin.nix", "a module for a builder with nix-darwin", nixos.BuilderDarwin{}, nil, nil},
}

func everywhere(*plan.Setup) bool { return true }
func wrapped(s *plan.Setup) bool  { return s.Remote.Wrapper }

// hasDaemon selects the builders whose account root's sshd_config concerns.
func hasDaemon(s *plan.Setup) bool { return s.Remote.HasDaemon() }

// byScript selects the builders that no module system sets up.
func byScript(s *plan.Setup) bool { return !platform.Of(s.Remote.Platform).Declarative() }
